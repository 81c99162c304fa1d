"""The public graph as one file of N-Quads, named by what it was made from.

It is made from the project's own files and nothing else (security.md, A41), once, and then only
read: by every process that runs queries.
"""

import hashlib
import tempfile
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.describe.graphs import described
from kg.rdf import files
from kg.rdf.namespaces import graph_name


@cache
def version() -> str:
    """Give the SHA-256 (hex) of what the public graph is made from, code included."""
    digest = hashlib.sha256(files.code_hash().encode())
    for path in (*_turtle(), files.share() / files.DATASET):
        digest.update(path.relative_to(files.share()).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _turtle() -> list[Path]:
    """Give the Turtle that is public: what decides, and with the ontology its alignments."""
    found = files.turtle_files(*files.RULE_BOOK, aligned=True)
    return [path for path in found if path.suffix == ".ttl"]


def _place() -> Path:
    return files.cache_folder() / f"public-{version()[:24]}.nq"


def ready() -> bool:
    """Tell whether the file is made already."""
    return _place().is_file()


def path() -> Path:
    """Give the file; makes it first if need be."""
    place = _place()
    if not ready():
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
    for found in _turtle():
        name = ox.NamedNode(graph_name(found.relative_to(files.share()).as_posix()))
        public.bulk_load(path=str(found), format=ox.RdfFormat.TURTLE, to_graph=name)
    public.extend(described(public))
    return public
