"""The reference engine: the same decision by owlrl and pyshacl, from the same Turtle.

Other packages use the modules named here and no others.
"""

__all__ = ["engine"]
