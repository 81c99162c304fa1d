"""Build the public graph as one N-Quads file, named by a hash of its sources.

It is built once, from the project's own files only (security.md, A41), and then read by every
process that runs queries.
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
    """Return the SHA-256 (hex) of the sources of the public graph, the code included."""
    digest = hashlib.sha256(files.code_hash().encode())
    for path in (*_turtle(), files.share() / files.DATASET):
        digest.update(path.relative_to(files.share()).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _turtle() -> list[Path]:
    """Return the public Turtle files: those of the rule book, and the ontology's alignments."""
    paths = files.turtle_files(*files.RULE_BOOK, aligned=True)
    return [path for path in paths if path.suffix == ".ttl"]


def _place() -> Path:
    return files.cache_folder() / f"public-{version()[:24]}.nq"


def ready() -> bool:
    """Return whether the file has been built."""
    return _place().is_file()


def path() -> Path:
    """Return the path of the file, which is built first if necessary."""
    place = _place()
    if not ready():
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as out:
            load().dump(out, format=ox.RdfFormat.N_QUADS)
        built = Path(out.name)
        built.chmod(0o644)
        built.replace(place)  # in one step: other processes may read it at this moment
    return place


def load() -> ox.Store:
    """Return the public graph in memory: a named graph for each file, and the descriptions."""
    public = ox.Store()
    for file in _turtle():
        name = ox.NamedNode(graph_name(file.relative_to(files.share()).as_posix()))
        public.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE, to_graph=name)
    public.extend(described(public))
    return public
