"""Write the Turtle that follows from other Turtle: what authors say once is written out in full.

``python -m kg.authoring`` writes every generated file, ``--check`` names those that differ.
Nothing here reads a compiled rule book: the generators read graphs of authored files only.
"""
