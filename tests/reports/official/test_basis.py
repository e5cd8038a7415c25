from __future__ import annotations

from typing import Any

from policies.requirement import Requirement
from policies.verdict import Outcome, Severity, Verdict
from reports.model import AuditReport, SystemResult
from reports.official.basis import instruments, judged_requirements
from reports.wording import Wording
from tests.reports.judged import asked
from tests.reports.province import report
from tests.reports.systems import silent, system

VI = Wording("vi")


def cited(name: str, *sources: tuple[str, str], **more: str) -> Requirement:
    """A requirement that rests on (instrument, confirmation) pairs."""
    citation: list[dict[str, Any]] = [
        {"instrument": one, "clause": "Điều 1", "confirmation": how, **more} for one, how in sources
    ]
    return asked(name, citation=citation)


def told(*judged: Requirement, **changed: Any) -> AuditReport:
    """An audit in which one system met these."""
    met = [Verdict(one.id, Outcome.PASS, Severity.LOW, 1, {"vi": "Đạt.", "en": "Met."}, ()) for one in judged]
    seen = SystemResult(system("a", "A", silent()).record, met)
    known = {one.id: one for one in judged}
    return report(**{"portals": [], "changes": [], "systems": [seen], "requirements": known, **changed})


def test_instruments_of_the_state_stand_by_rank_each_once_the_last_with_a_full_stop() -> None:
    law, decree = "Luật An ninh mạng 116/2025/QH15", "Nghị định 331/2026/NĐ-CP"
    audit = told(
        cited("a.one", ("Công văn 1552", "primary"), (decree, "primary")),
        cited("a.two", (decree, "primary"), (law, "primary"), ("Chỉ thị 14/CT-TTg", "primary")),
    )

    assert instruments(audit, VI) == (
        f"Căn cứ {law};",
        f"Căn cứ {decree};",
        "Căn cứ Chỉ thị 14/CT-TTg;",
        "Căn cứ Công văn 1552.",
    )


def test_standards_are_no_basis_of_a_document_of_the_state() -> None:
    assert instruments(told(cited("a.one", ("RFC 9325", "primary"), ("TCVN 14423:2026", "primary"))), VI) == ()


def test_an_instrument_that_nobody_read_in_full_says_so() -> None:
    audit = told(
        cited("a.one", ("Nghị định 1", "secondary"), ("Nghị định 2", "secondary")),
        cited("a.two", ("Nghị định 2", "primary"), ("Quyết định 3", "instruction")),
    )

    assert instruments(audit, VI) == (
        "Căn cứ Nghị định 1 (theo nguồn thứ cấp);",
        "Căn cứ Nghị định 2;",
        "Căn cứ Quyết định 3.",
    )


def test_what_is_not_in_force_on_the_date_of_law_is_not_cited() -> None:
    assert instruments(told(cited("a.one", ("Nghị định 1", "primary"), **{"from": "2027-01-01"})), VI) == ()


def test_only_requirements_that_were_judged_count() -> None:
    one, other = cited("a.one", ("Nghị định 1", "primary")), cited("a.two", ("Nghị định 2", "primary"))
    audit = told(one, requirements={one.id: one, other.id: other})

    assert judged_requirements(audit) == (one,)
    assert instruments(audit, VI) == ("Căn cứ Nghị định 1.",)
