"""Run untrusted queries, after inspection, in confined processes or on a remote server.

Other packages use the modules named here and no others.
"""

__all__ = ["backend", "cached", "execute", "guard", "output", "pool", "query", "remote", "snapshot"]
