"""From Turtle to the rule book of an epoch, checked for soundness.

Other packages use the modules named here and no others.
"""

__all__ = ["book", "citations", "periods", "readings", "reasoning", "soundness"]
