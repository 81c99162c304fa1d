"""Check, who, chain and access as one answer each, for the command line and for HTTP.

Other packages use the modules named here and no others.
"""

__all__ = ["access", "access_terms", "asking", "bounds", "check"]
