"""All that is published about the public graph, in graphs of their own beside its files."""

import pyoxigraph as ox

from kg.describe.examples import examples
from kg.describe.terms import into
from kg.describe.void import void
from kg.rdf import files
from kg.rdf.namespaces import EXAMPLES_GRAPH, VOID_GRAPH

#: The named graphs of the descriptions: of the dataset, and of the questions to ask.
GRAPHS = (VOID_GRAPH, EXAMPLES_GRAPH)


def described(store: ox.Store) -> list[ox.Quad]:
    """Give the quads to add to a store that holds the project's files, and nothing else.

    The same files give the same quads in the same order. No triple is in two graphs: engines
    differ in whether a union of graphs repeats it.
    """
    return [*metadata(), *void(store), *examples()]


def metadata() -> list[ox.Quad]:
    """Give the dataset's own metadata from its file, in the graph that has its figures, too."""
    text = (files.share() / files.DATASET).read_bytes()
    parsed = ox.parse(text, format=ox.RdfFormat.TURTLE, without_named_graphs=True)
    return list(into(VOID_GRAPH, (quad.triple for quad in parsed)))
