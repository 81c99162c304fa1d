"""Load the project's Turtle into one dataset, a named graph for each file, without a network."""

from rdflib import Dataset, Graph, URIRef

from kg.errors import RuleBookError
from kg.memo import kept
from kg.rdf import files
from kg.rdf.library import Library
from kg.rdf.namespaces import GRAPH, PREFIXES, graph_name


@kept()
def dataset(library: Library) -> Dataset:
    """Return ontology, shapes and data, each file in a graph of its own.

    Raise RuleBookError ``bad_turtle`` with the path of a file that cannot be parsed.
    """
    loaded = Dataset(default_union=True)
    for prefix, iri in PREFIXES.items():
        loaded.bind(prefix, iri, replace=True)
    for path in files.turtle_files(library, *files.RULE_BOOK):
        if path.suffix != ".ttl":
            continue
        relative = path.relative_to(library.share).as_posix()
        try:
            loaded.graph(URIRef(graph_name(relative))).parse(path, format="turtle")
        except Exception as error:  # rdflib raises many types; each means a broken file
            raise RuleBookError(str(error), where=relative, code="bad_turtle") from error
    return loaded


@kept()
def union(library: Library, *folders: str) -> Graph:
    """Return one graph with the content of the folders, or of all if none is given."""
    whole = Graph()
    names = tuple(GRAPH[folder] for folder in folders)
    for part in dataset(library).graphs():
        if not folders or str(part.identifier).startswith(names):
            whole += part
    return whole
