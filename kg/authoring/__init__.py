"""Shapes that are generated and not written by hand.

Other packages use the modules named here and no others.
"""

__all__ = []
