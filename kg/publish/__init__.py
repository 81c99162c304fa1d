"""Pages of terms and things, and reconciliation of names.

Other packages use the modules named here and no others.
"""

__all__ = ["ontology_page", "reconcile", "resource_page", "resources"]
