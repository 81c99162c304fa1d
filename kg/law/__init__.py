"""Provisions with their text, differences between versions, and coverage.

Other packages use the modules named here and no others.
"""

__all__ = ["coverage", "diff", "provision", "text"]
