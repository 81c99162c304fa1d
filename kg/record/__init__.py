"""Read submitted records: bytes in, a checked record or an error out.

Other packages use the modules named here and no others.
"""

__all__ = [
    "characters",
    "csv_cells",
    "day",
    "draft",
    "from_json",
    "ingest",
    "law_held",
    "lineage",
    "schema",
    "sources",
]
