import pytest

from checks.facts import FACTS
from checks.observation import Reason
from policies.changes import ChangeKind
from policies.requirement import Confirmation
from policies.strength import Flaw
from policies.vantages import Answer
from policies.verdict import Outcome, Severity
from reports import summary
from reports.words import WORDS


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
        ("change", set(ChangeKind)),
        ("answer", {*Answer, "unasked"}),
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


def test_every_kind_of_change_has_its_place_in_the_report() -> None:
    assert set(summary.CHANGE_KINDS) == set(ChangeKind)
