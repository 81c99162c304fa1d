"""Collect the published descriptions of the public graph, in named graphs beside its files."""

import pyoxigraph as ox

from kg.describe.examples import examples
from kg.describe.terms import into
from kg.describe.void import void
from kg.rdf import files
from kg.rdf.library import Library
from kg.rdf.namespaces import EXAMPLES_GRAPH, VOID_GRAPH

#: The named graphs of the descriptions: of the dataset, and of the example questions.
GRAPHS = (VOID_GRAPH, EXAMPLES_GRAPH)


def described(library: Library, store: ox.Store) -> list[ox.Quad]:
    """Return the quads to add to a store that holds only the project's files.

    The same files give the same quads in the same order. No triple is in two graphs, because
    engines disagree on whether a union of graphs repeats it.
    """
    return [*metadata(library), *void(store), *examples()]


def metadata(library: Library) -> list[ox.Quad]:
    """Return the dataset's metadata from its file, in the graph that also has its statistics."""
    text = (library.share / files.DATASET).read_bytes()
    parsed = ox.parse(text, format=ox.RdfFormat.TURTLE, without_named_graphs=True)
    return list(into(VOID_GRAPH, (quad.triple for quad in parsed)))
