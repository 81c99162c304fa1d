"""Who may receive what from whom, row by row, and onward chains.

Other packages use the modules named here and no others.
"""

__all__ = ["cells", "chain", "roles", "rows", "table"]
