"""Answers to questions over HTTP, worked out in confined processes.

Other packages use the modules named here and no others.
"""

__all__ = ["pool"]
