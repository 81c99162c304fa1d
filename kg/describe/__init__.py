"""Descriptions of the public graph for linked-data tools: VoID, service, examples.

Other packages use the modules named here and no others.
"""

__all__ = ["examples", "graphs", "service"]
