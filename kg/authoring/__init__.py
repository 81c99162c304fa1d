"""Shapes that are generated and not written by hand: ``python -m kg.authoring``.

Authors write norms with their conditions (``data/norms``) and the fields of records
(``data/records``); plain SHACL that any processor runs is written from these. Other packages
use the modules named here and no others.
"""

__all__ = ["new_section"]
