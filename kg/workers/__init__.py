"""Confined processes: the sandbox, the messages, and a pool that replaces those that crash.

Other packages use the modules named here and no others.
"""

__all__ = ["child", "messages", "pool", "sandbox"]
