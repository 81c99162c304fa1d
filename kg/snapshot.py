"""The public graph as one file of N-Quads, named by what it was made from.

It is made from the project's own files and nothing else (security.md, A41), once, and then only
read: by every process that runs queries.
"""

import hashlib
import tempfile
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg import files
from kg.load_names import graph_name

#: The folders whose Turtle is public; with the ontology, the alignments.
PUBLIC = files.RULE_BOOK


@cache
def version() -> str:
    """Give the SHA-256 (hex) of what the public graph is made from, code included."""
    digest = hashlib.sha256(files.code_hash().encode())
    for path in files.turtle_files(*PUBLIC, aligned=True):
        digest.update(path.relative_to(files.share()).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def path() -> Path:
    """Give the file; makes it first if need be."""
    place = files.cache_folder() / f"public-{version()[:24]}.nq"
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as out:
            load().dump(out, format=ox.RdfFormat.N_QUADS)
        made = Path(out.name)
        made.chmod(0o644)
        made.replace(place)
    return place


def load() -> ox.Store:
    """Give the public graph in memory: a named graph for each file, and the descriptions."""
    public = ox.Store()
    for found in files.turtle_files(*PUBLIC, aligned=True):
        if found.suffix == ".ttl":
            relative = found.relative_to(files.share()).as_posix()
            name = ox.NamedNode(graph_name(relative))
            public.bulk_load(path=str(found), format=ox.RdfFormat.TURTLE, to_graph=name)
    return public
