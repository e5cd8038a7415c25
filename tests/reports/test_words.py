from collections.abc import Iterator

import pytest

from agent.store.audit import Interruption
from checks.facts import FACTS
from checks.observation import Json, Reason, is_unseen
from checks.security_plan.record import SignatureState
from policies.changes import ChangeKind
from policies.requirement import Confirmation
from policies.strength import Flaw
from policies.vantages import Answer
from policies.verdict import Outcome, Severity
from reports import summary
from reports.layers import AGES
from reports.system_view import FAMILIES
from reports.systems import Due
from reports.words import WORDS
from tests.reports.systems import complete


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("outcome", set(Outcome)),
        ("standing", set(summary.Standing)),
        ("severity", set(Severity)),
        ("force", {"mandatory", "recommended"}),
        ("confirmation", set(Confirmation)),
        ("portal_kind", {"information", "online_service", "open_data"}),
        ("agency_kind", {"province", "department", "commune", "unit"}),
        ("subject", set(summary.SUBJECTS)),
        ("layer", {str(layer) for layer in summary.LAYERS}),
        ("family", set(FAMILIES)),
        ("age", {name for ages in AGES.values() for name, _, _ in ages}),
        ("due", set(Due)),
        ("file", {"kept", "changed", "unread"}),
        ("signature", {"none", *SignatureState}),
        ("change", set(ChangeKind)),
        ("answer", {*Answer, "unasked"}),
        ("interruption", set(Interruption)),
        ("need", set(Reason)),
        ("flaw", set(Flaw)),
        ("fact", {".".join(name.split(".")[:2]) for name in FACTS}),
    ],
)
def test_every_word_of_the_data_has_a_word_for_people_and_none_is_left_over(kind: str, keys: set[str]) -> None:
    assert set(WORDS[kind]) == {str(key) for key in keys}


def test_every_part_of_the_certificate_has_a_word() -> None:
    parts = {name.rsplit(".", 1)[1] for name in FACTS if name.startswith("tls.certificate.")}
    assert parts <= set(WORDS["part"])


def test_every_part_of_what_is_known_of_a_system_has_a_word() -> None:
    parts = {name for value in complete().values() for name in keys(value)}
    assert len(parts) > 70
    assert parts <= set(WORDS["part"])


def keys(value: Json) -> Iterator[str]:
    """The names of all members in a value."""
    if isinstance(value, dict) and not is_unseen(value):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys(item)


def test_every_kind_of_change_has_its_place_in_the_report() -> None:
    assert set(summary.CHANGE_KINDS) == set(ChangeKind)
