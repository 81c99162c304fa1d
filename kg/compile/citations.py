"""Read the citation forms from the data, and hold citations, IRIs and forms against each other."""

from collections.abc import Sequence

from rdflib import Graph, URIRef

from kg.errors import InputError, RuleBookError
from kg.rdf.namespaces import CLR
from kg.rulebook import citation, citation_forms
from kg.rulebook.citation_forms import Form

_CODE = "bad_citation_form"


def forms(graph: Graph) -> tuple[Form, ...]:
    """Return the citation forms of a graph; RuleBookError for one that is not fully described."""
    return citation_forms.read((str(s), str(p), str(o)) for s, p, o in graph)


def citations(graph: Graph, known: Sequence[Form]) -> dict[str, str]:
    """Return the citation of each provision of a graph.

    RuleBookError ``bad_citation_form`` where a citation and its IRI do not lead to each other, or
    where the example of a form cites no provision of the graph: error messages show it.
    """
    found = {str(s): str(o) for s, o in graph.subject_objects(URIRef(CLR.citation))}
    for iri, text in found.items():
        if citation.cite(iri, known) != text or _iri(text, known) != iri:
            raise RuleBookError(
                f"“{text}” and the IRI of the provision do not lead to each other. Write the IRI "
                f"{_iri(text, known)}, or correct the citation.",
                where=iri,
                code=_CODE,
            )
    for form in known:
        if form.example not in found.values():
            raise RuleBookError(
                f"“{form.example}” cites no provision of data/law. Choose one as the example.",
                where=form.iri,
                code=_CODE,
            )
    return found


def _iri(text: str, known: Sequence[Form]) -> str:
    try:
        return citation.parse(text, known)
    except InputError as error:
        raise RuleBookError(f"“{text}”: {error.text}", code=_CODE) from None
