"""Every SPARQL query of the project, one question in each ``.rq`` file.

Other packages use the modules named here and no others.
"""

__all__ = ["saved"]
