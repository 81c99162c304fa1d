"""All that is published about the public graph, in graphs of their own beside its files."""

import pyoxigraph as ox

from kg import files
from kg.describe_examples import examples
from kg.describe_void import void
from kg.load_names import graph_name
from kg.namespaces import EXAMPLES_GRAPH, VOID_GRAPH

#: The named graphs of the descriptions: the dataset's own metadata, VoID, saved questions.
GRAPHS = (graph_name(files.DATASET), VOID_GRAPH, EXAMPLES_GRAPH)


def described(store: ox.Store) -> list[ox.Quad]:
    """Give the quads to add to a store that holds the project's files, and nothing else.

    The same files give the same quads in the same order. No triple is in two graphs: engines
    differ in whether a union of graphs repeats it.
    """
    return [*metadata(), *void(store), *examples()]


def metadata() -> list[ox.Quad]:
    """Give the dataset's own metadata, DCAT and the fixed part of VoID, from its file."""
    text = (files.share() / files.DATASET).read_bytes()
    name = ox.NamedNode(graph_name(files.DATASET))
    parsed = ox.parse(text, format=ox.RdfFormat.TURTLE, without_named_graphs=True)
    return [ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in parsed]
