"""Build the public graph as one N-Quads file, named by a hash of its sources.

It is built once, from the project's own files only (security.md, A41), and then read by every
process that runs queries.
"""

import hashlib
import tempfile
from pathlib import Path

import pyoxigraph as ox

from kg.describe.graphs import described
from kg.memo import kept
from kg.rdf import files
from kg.rdf.library import Library
from kg.rdf.namespaces import graph_name


@kept()
def version(library: Library) -> str:
    """Return the SHA-256 (hex) of the sources of the public graph, the code included."""
    digest = hashlib.sha256(files.code_hash(library).encode())
    for path in (*_turtle(library), library.share / files.DATASET):
        digest.update(path.relative_to(library.share).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _turtle(library: Library) -> list[Path]:
    """Return the public Turtle files: those of the rule book, and the ontology's alignments."""
    paths = files.turtle_files(library, *files.RULE_BOOK, aligned=True)
    return [path for path in paths if path.suffix == ".ttl"]


def _place(library: Library) -> Path:
    return library.cache / f"public-{version(library)[:24]}.nq"


def ready(library: Library) -> bool:
    """Return whether the file has been built."""
    return _place(library).is_file()


def path(library: Library) -> Path:
    """Return the path of the file, which is built first if necessary."""
    place = _place(library)
    if not ready(library):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as out:
            load(library).dump(out, format=ox.RdfFormat.N_QUADS)
        built = Path(out.name)
        built.chmod(0o644)
        built.replace(place)  # in one step: other processes may read it at this moment
    return place


def load(library: Library) -> ox.Store:
    """Return the public graph in memory: a named graph for each file, and the descriptions."""
    public = ox.Store()
    for file in _turtle(library):
        name = ox.NamedNode(graph_name(file.relative_to(library.share).as_posix()))
        public.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE, to_graph=name)
    public.extend(described(library, public))
    return public
