"""Names of the public graphs: needed with and without an RDF library at hand."""

from kg.rdf.namespaces import GRAPH


def graph_name(relative: str) -> str:
    """Give the name of the graph that holds a file, from its path in the project."""
    return GRAPH[relative.rsplit(".", 1)[0]]
