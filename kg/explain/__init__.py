"""A decision as text, Markdown, JSON, RDF or SHACL report, and two decisions compared.

Other packages use the modules named here and no others.
"""

__all__ = ["answer", "compare", "rdf", "stored"]
