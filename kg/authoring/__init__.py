"""Shapes that are generated and not written by hand: ``python -m kg.authoring``.

Authors write norms with their conditions (``data/norms``) and the fields of records
(``data/records``); plain SHACL that any processor runs is written from these. No other package
uses the modules of this one.
"""

__all__: list[str] = []
