"""The build finds conflicts, dead norms and shadowed exceptions: each fault is sown and seen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from kg.compile import satisfiable, soundness
from kg.epochs import books
from kg.errors import RuleBookError
from kg.rdf.namespaces import CLR, NORM, SHAPE
from kg.rulebook.model import Facet, Norm, RuleBook

CUSTOMS, E = NORM["l14-a-disclose"], NORM["l14-e-informant"]


def with_norm(book: RuleBook, *changed: Norm) -> RuleBook:
    return replace(book, norms=dict(book.norms) | {norm.iri: norm for norm in changed})


def epochs() -> list[str]:
    return [entry["start"] for entry in books.index()]


@pytest.mark.slow
def test_the_rule_books_of_all_epochs_and_readings_are_sound() -> None:
    for start in epochs():
        day = date.fromisoformat(start)
        for book in (books.book_for(day), *books.others_for(day).values()):
            soundness.check(book)


def test_a_permission_and_a_prohibition_without_order_are_a_conflict(book: RuleBook) -> None:
    ban = book.norms[E]
    sown = with_norm(book, replace(ban, overrides=()))
    (found,) = soundness.conflicts(sown)
    assert E in found
    assert CUSTOMS in found
    assert "neither overrides" in found


def test_two_norms_that_beat_each_other_are_a_conflict(book: RuleBook) -> None:
    permission = book.norms[CUSTOMS]
    sown = with_norm(book, replace(permission, overrides=(*permission.overrides, E)))
    (found,) = soundness.conflicts(sown)
    assert "each override the other" in found


def test_norms_that_never_meet_need_no_order(book: RuleBook) -> None:
    # a letter is no disclosure: the ban on asking and the permission to disclose never meet
    letter, permission = book.norms[NORM["l14-d-request"]], book.norms[CUSTOMS]
    assert CUSTOMS not in letter.overrides
    assert not soundness.meet(book, permission, letter)
    assert soundness.meet(book, permission, book.norms[E])


def faceted(book: RuleBook, *facets: Facet) -> RuleBook:
    """Give the book with a class of acts of these facets, in place of that of (a)."""
    return replace(book, facets=dict(book.facets) | {CLR.IRSDisclosureToCustoms: facets})


def kinds_apart(book: RuleBook) -> Iterator[tuple[str, RuleBook]]:
    told = book.facets[CLR.IRSDisclosureToCustoms]
    yield "two kinds of record", faceted(book, *told, Facet("", CLR.Use))
    agency = next(f for f in told if f.prop == CLR.actorAgency)
    yield "a value nobody can state", faceted(book, replace(agency, value=CLR.Nowhere))


def test_a_norm_that_no_record_can_reach_is_dead(book: RuleBook) -> None:
    sown = dict(kinds_apart(book))
    assert sown
    for why, faulty in sown.items():
        found = [fault for fault in soundness.dead(faulty) if CUSTOMS in fault]
        assert found == [f"dead norm: no record can fall under {CUSTOMS}"], why


def test_a_condition_that_no_record_can_be_looked_at_by_is_dead(book: RuleBook) -> None:
    told = book.facets[CLR.IRSDisclosureToCustoms]
    found = list(soundness.dead(faceted(book, *told, Facet("", CLR.Use))))
    assert any(fault.startswith("dead condition") and "l14-b-received" in fault for fault in found)


def test_a_duty_that_nothing_carries_out_is_dead(book: RuleBook) -> None:
    duty = book.norms[NORM["l14-b-3"]]
    (found,) = soundness.dead(with_norm(book, replace(duty, enforced_by=())))
    assert found == f"dead norm: nothing carries out {duty.iri}"


def test_an_exception_that_meets_nothing_it_lifts_is_shadowed(book: RuleBook) -> None:
    exception = book.norms[NORM["l14-i-lifted-by-order"]]
    sown = with_norm(book, replace(exception, overrides=(*exception.overrides, E)))
    found = list(soundness.shadowed(sown))
    assert found == [f"shadowed exception: {exception.iri} and {E}, which it lifts, never meet"]


def test_a_permission_whose_every_act_is_barred_is_shadowed(book: RuleBook) -> None:
    ban = book.norms[NORM["l14-j-others"]]
    wide = replace(ban, iri=NORM["sown"], covers=book.norms[CUSTOMS].covers, overrides=(CUSTOMS,))
    found = list(soundness.shadowed(with_norm(book, wide)))
    assert f"shadowed exception: {NORM['sown']} bars every act that {CUSTOMS} covers" in found


def test_a_fault_stops_the_build_and_is_told_with_all_others(book: RuleBook) -> None:
    duty, ban = book.norms[NORM["l14-b-3"]], book.norms[E]
    faulty = with_norm(book, replace(duty, enforced_by=()), replace(ban, overrides=()))
    with pytest.raises(RuleBookError) as stopped:
        soundness.check(faulty)
    assert stopped.value.code == "unsound"
    assert "2 faults" in str(stopped.value)


def test_one_agency_cannot_be_two_where_a_person_has_one_employer(book: RuleBook) -> None:
    def agency(iri: str) -> Facet:
        return Facet(CLR.actorAgency, iri)

    told = {f.value for f in book.facets[CLR.IRSDisclosureToCustoms] if f.prop == CLR.actorAgency}
    (irs,) = told
    justice = next(f.value for f in book.facets[CLR.JusticeUse] if f.prop == CLR.actorAgency)
    act = Facet("", CLR.Disclosure)
    assert satisfiable.together(book, [act, agency(irs)])
    assert satisfiable.together(book, [act, agency(justice)])
    assert not satisfiable.together(book, [act, agency(irs), agency(justice)])


def test_every_condition_can_be_reached_in_some_epoch() -> None:
    reached: set[str] = set()
    for start in epochs():
        reached |= books.book_for(date.fromisoformat(start)).conditions.keys()
    assert SHAPE["l14-e-informant"] in reached
