"""Namespaces, files, the dataset, media types and the project's style of Turtle.

Other packages use the modules named here and no others.
"""

__all__ = ["files", "formats", "library", "load", "namespaces", "turtle"]
