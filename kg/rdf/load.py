"""Load the project's Turtle into one dataset, a named graph for each file, without a network."""

from functools import cache

from rdflib import Dataset, Graph, URIRef

from kg.errors import RuleBookError
from kg.rdf import files
from kg.rdf.namespaces import GRAPH, PREFIXES, graph_name


@cache
def dataset() -> Dataset:
    """Return ontology, shapes and data, each file in a graph of its own.

    Raise RuleBookError ``bad_turtle`` with the path of a file that cannot be parsed.
    """
    loaded = Dataset(default_union=True)
    for prefix, iri in PREFIXES.items():
        loaded.bind(prefix, iri, replace=True)
    for path in files.turtle_files(*files.RULE_BOOK):
        if path.suffix != ".ttl":
            continue
        relative = path.relative_to(files.share()).as_posix()
        try:
            loaded.graph(URIRef(graph_name(relative))).parse(path, format="turtle")
        except Exception as error:  # rdflib raises many types; each means a broken file
            raise RuleBookError(str(error), where=relative, code="bad_turtle") from error
    return loaded


@cache
def union(*folders: str) -> Graph:
    """Return one graph with the content of the folders, or of all if none is given."""
    whole = Graph()
    names = tuple(GRAPH[folder] for folder in folders)
    for part in dataset().graphs():
        if not folders or str(part.identifier).startswith(names):
            whole += part
    return whole
