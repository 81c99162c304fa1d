"""The types of a rule book, citations, days, periods and readings; no RDF and no HTTP.

Other packages use the modules named here and no others.
"""

__all__ = [
    "citation",
    "citation_forms",
    "days",
    "model",
    "periods",
    "readings",
    "remarks",
    "values",
    "vocabulary",
]
