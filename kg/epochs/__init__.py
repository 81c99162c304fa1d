"""Rule books and who-may tables of all days, built once and kept on disk.

Other packages use the modules named here and no others.
"""

__all__ = ["books", "tables"]
