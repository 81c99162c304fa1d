"""The command line ``clearance``.

Other packages use the modules named here and no others.
"""

__all__ = ["main"]
