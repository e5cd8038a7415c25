from collections.abc import Mapping
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from policies.verdict import Outcome, Severity
from reports.card.ranks import Unranked, ranked
from reports.model import AgencyRow, Cell
from reports.ranking import rules

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
RULES = rules()
AGENCIES = [AgencyRow(name, name.upper(), "commune") for name in "abcde"] + [AgencyRow("p", "P", "province")]

Judged = list[tuple[str, Severity, Outcome]]
VERDICTS: st.SearchStrategy[Judged] = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from(list(Severity)), st.sampled_from(list(Outcome))),
    min_size=1,
    max_size=40,
)


def counted(judged: Judged) -> dict[Cell, Mapping[Outcome, int]]:
    counts: dict[Cell, dict[Outcome, int]] = {}
    for agency, severity, outcome in judged:
        found = counts.setdefault(Cell(agency, "tls", 1, severity, "mandatory"), {})
        found[outcome] = found.get(outcome, 0) + 1
    return {**counts}


def of(**judged: dict[Outcome, int]) -> dict[Cell, Mapping[Outcome, int]]:
    return {Cell(agency, "tls", 1, Severity.HIGH, "mandatory"): outcomes for agency, outcomes in judged.items()}


def ranks(counts: Mapping[Cell, Mapping[Outcome, int]]) -> dict[str, int | None]:
    return {name: place.rank for name, place in ranked(counts, AGENCIES, RULES).items()}


def test_whoever_fails_less_ranks_higher_and_equals_share_a_rank() -> None:
    counts = of(a={PASS: 1, FAIL: 1}, b={PASS: 2, FAIL: 2}, c={PASS: 4}, d={FAIL: 1}, e={PASS: 1, FAIL: 3})
    assert ranks(counts) == {"a": 2, "b": 2, "c": 1, "d": 5, "e": 4, "p": None}
    assert {place.among for name, place in ranked(counts, AGENCIES, RULES).items() if name != "p"} == {5}


def test_who_is_not_ranked_is_told_why_and_takes_no_place() -> None:
    counts = of(
        a={PASS: 1, UNKNOWN: 2}, b={UNKNOWN: 1}, c={PASS: 1, FAIL: 1, UNKNOWN: 2}, d={PASS: 1}, e={FAIL: 1}, p={PASS: 1}
    )
    places = ranked(counts, AGENCIES, RULES)
    assert [places[name].why for name in "abcdep"] == [
        Unranked.UNKNOWN,
        Unranked.UNKNOWN,
        None,
        None,
        None,
        Unranked.KIND,
    ]
    assert [places[name].rank for name in "cde"] == [2, 1, 3], "half of it unknown is not too much yet"


def test_few_that_can_be_compared_are_not() -> None:
    places = ranked(of(a={PASS: 1}, b={FAIL: 1}), AGENCIES, RULES)
    assert [places[name].why for name in "abc"] == [Unranked.SMALL, Unranked.SMALL, Unranked.NOTHING]
    assert [places[name].among for name in "abc"] == [2, 2, 0]


def test_kinds_are_not_mixed() -> None:
    mixed = [AgencyRow(name, name, "department" if name in "ab" else "commune") for name in "abcde"]
    places = ranked(of(a={PASS: 1}, b={FAIL: 1}, c={PASS: 1}, d={PASS: 1}, e={FAIL: 1}), mixed, RULES)
    assert [places[name].rank for name in "abcde"] == [None, None, 1, 1, 3]


@given(VERDICTS, st.data())
def test_a_verdict_that_turns_unknown_never_ranks_its_agency_down(judged: Judged, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(judged) - 1))
    agency, severity, _ = judged[place]
    before = ranks(counted(judged))[agency]
    after = ranks(counted([*judged[:place], (agency, severity, UNKNOWN), *judged[place + 1 :]]))[agency]
    assert before is None or after is None or after <= before


@given(VERDICTS, st.integers(0, 9))
def test_the_order_of_what_is_given_never_matters(judged: Judged, seed: int) -> None:
    shuffled, agencies = list(judged), list(AGENCIES)
    Random(seed).shuffle(shuffled)  # noqa: S311 (nothing secret)
    Random(seed).shuffle(agencies)  # noqa: S311
    places = ranked(counted(shuffled), agencies, RULES)
    assert {name: place.rank for name, place in places.items()} == ranks(counted(judged))


@given(VERDICTS)
def test_equal_penalties_share_a_rank_and_a_smaller_one_is_before(judged: Judged) -> None:
    placed = [place for place in ranked(counted(judged), AGENCIES, RULES).values() if place.rank]
    for one in placed:
        better = sum((other.penalty or 0) < (one.penalty or 0) for other in placed)
        assert one.rank == 1 + better
