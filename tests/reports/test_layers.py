from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.verdict import Outcome
from reports.layers import Paper, SystemLayers, by_operator, by_owner, province, system_layers
from reports.model import SystemResult
from tests.reports.judged import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, WAIVED, audited, systems, with_verdicts
from tests.reports.systems import complete, paper, silent, system, unseen


def states(*told: SystemResult) -> list[SystemLayers]:
    return system_layers(audited(told, portals=[]))


def judged(facts: dict[str, Any] | None = None, **outcomes: Outcome) -> SystemLayers:
    (found,) = states(with_verdicts(system("a", "A", complete() if facts is None else facts), **outcomes))
    return found


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        (PASS, FAIL, FAIL),
        (UNKNOWN, FAIL, FAIL),
        (UNKNOWN, PASS, UNKNOWN),
        (WAIVED, PASS, WAIVED),
        (UNKNOWN, WAIVED, UNKNOWN),
        (NOT_APPLICABLE, PASS, PASS),
        (NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE),
    ],
)
def test_a_layer_stands_where_its_worst_verdict_does(first: Outcome, second: Outcome, state: Outcome) -> None:
    for one, other in ((first, second), (second, first)):
        found = judged(layers__monitoring=one, layers__monitoring_covers=other).layers[1]
        assert found.outcome is state
        assert found.verdict is not None
        assert found.verdict.verdict is state


def test_a_recommendation_does_not_decide_a_layer() -> None:
    assert judged(layers__local_force=PASS, layers__drill=FAIL).layers[0].outcome is PASS
    assert judged(layers__drill=FAIL).layers[0].outcome is None


def test_only_requirements_on_layers_decide_and_a_layer_without_any_is_not_judged() -> None:
    found = judged(plan__deployed=FAIL, other__thing=FAIL)
    assert [layer.outcome for layer in found.layers] == [None] * 4
    assert [layer.verdict for layer in found.layers] == [None] * 4
    assert (found.approved, found.deployed) == (None, FAIL)


def test_a_layer_tells_its_papers_and_how_fresh_they_are() -> None:
    contract = {"claim": "layers.2", "number": "5/HĐ", "date": "2026-01-01", "sha256": "cd" * 32, "state": "kept"}
    found = judged(complete(documents=[contract, "rubbish", unseen()])).layers
    assert found[0].days == {"last_training_days": 260, "last_drill_days": 199}
    assert found[1].papers == (Paper("5/HĐ", "2026-01-01", "Công ty Giám sát Ví Dụ", "cd" * 32),)
    assert found[1].days == {"last_event_days": 1, "contract_days_left": 45}
    assert found[2].papers == (Paper("03/BC", "2026-05-01", "Công ty An ninh mạng Giả Định"),)
    assert found[2].days == {"assessment_days": 199}
    assert found[3].days == {"last_data_days": 1}


def test_what_was_not_seen_of_a_layer_is_not_told() -> None:
    for facts in (silent(), {}, complete(monitoring={"days_left": unseen()}, force=None, last_assessment=None)):
        found = judged(facts).layers
        assert [layer.papers for layer in found] == [()] * 4
        assert all(layer.days == {} for layer in found[:3])


def test_the_province_counts_every_system_once_in_each_layer() -> None:
    total = province(states(*systems()))
    assert total.systems == 4
    assert [dict(tally.counts) for tally in total.layers.values()] == [
        {PASS: 2, UNKNOWN: 1, NOT_APPLICABLE: 1},
        {PASS: 1, FAIL: 1, UNKNOWN: 1},
        {PASS: 1, UNKNOWN: 1},
        {PASS: 1, WAIVED: 1},
    ]
    assert dict(total.approved.counts) == {PASS: 1, FAIL: 1}
    assert dict(total.deployed.counts) == {PASS: 1, WAIVED: 1, UNKNOWN: 1}


def test_systems_are_counted_by_owner_and_by_operator() -> None:
    found = states(*systems())
    assert {name: counts.systems for name, counts in by_owner(found).items()} == {
        "ubnd-tinh": 2,
        "so-khcn": 1,
        "ngoai-danh-muc": 1,
    }
    assert {name: counts.systems for name, counts in by_operator(found).items()} == {
        "tt-cntt": 2,
        None: 1,
        "ngoai-danh-muc": 1,
    }


_ASKED = ("layers__local_force", "layers__monitoring", "layers__assessment", "layers__national", "plan__deployed")
_SYSTEM = st.tuples(
    st.sampled_from(["ubnd-tinh", "so-khcn", "so-tc"]),
    st.sampled_from(["tt-cntt", "so-khcn", None]),
    st.dictionaries(st.sampled_from(_ASKED), st.sampled_from(list(Outcome))),
)


@given(st.lists(_SYSTEM, max_size=8))
def test_the_counts_of_agencies_add_up_to_the_province(drawn: list[tuple[str, str | None, dict[str, Outcome]]]) -> None:
    made = [
        with_verdicts(system(f"s{place}", "S", silent(), owner=owner, operator=operator), **outcomes)
        for place, (owner, operator, outcomes) in enumerate(drawn)
    ]
    found = states(*made)
    total = province(found)
    for parts in (by_owner(found), by_operator(found)):
        assert sum(counts.systems for counts in parts.values()) == total.systems
        for outcome in Outcome:
            for layer, tally in total.layers.items():
                assert sum(counts.layers[layer][outcome] for counts in parts.values()) == tally[outcome]
            assert sum(counts.deployed[outcome] for counts in parts.values()) == total.deployed[outcome]


def test_a_document_of_another_claim_is_no_paper_of_a_layer() -> None:
    other = paper("1/QĐ", "2026-01-01", claim="decision", state="kept")
    assert judged(complete(documents=[other])).layers[0].papers == ()
