"""Made-up registers for the property tests of Mẫu số 08: every fact proven, unseen, denied or of no sense."""

from __future__ import annotations

from hypothesis import strategies as st

from checks.observation import Json
from reports.model import SystemResult
from tests.reports.systems import (
    APPRAISED,
    APPROVED,
    DRAFTED,
    FULL,
    NOT,
    PARTLY,
    SUBMITTED,
    complete,
    paper,
    system,
    unseen,
)

_DAYS = st.sampled_from(["2024-05-01", "2025-12-15", "2026-11-01", "2026-12-15", "31/12", ""])
_PAPERS = st.builds(paper, st.sampled_from(["1/QĐ", "=1+1"]), _DAYS, st.sampled_from(["UBND", "@A"]))
_NOTHING: st.SearchStrategy[Json] = st.sampled_from([unseen("x"), unseen(), None, 7, "đúng", [], {}])
_CHECKED = st.sets(st.sampled_from(["Trước khi đưa vào sử dụng", "Định kỳ"])).map(sorted)

_FACTS: dict[str, st.SearchStrategy[Json]] = {
    "level": st.integers(0, 6) | _NOTHING,
    "approval": st.sampled_from([DRAFTED, SUBMITTED, APPRAISED, APPROVED]) | _NOTHING,
    "appraisal": _PAPERS | _NOTHING,
    "decision": _PAPERS | _NOTHING,
    "regulation": _PAPERS | _NOTHING,
    "plan_status": st.sampled_from([NOT, PARTLY, FULL]) | _NOTHING,
    "plan": _PAPERS | _NOTHING,
    "expected": st.fixed_dictionaries({"approval": _DAYS | _NOTHING, "plan": _DAYS | _NOTHING}) | _NOTHING,
    "checked": _CHECKED | _NOTHING,
    "last_assessment": st.fixed_dictionaries({"date": _DAYS}) | _NOTHING,
}
_OWNERS = st.sampled_from(["ubnd-tinh", "so-nv", "so-yt", "xa-3", "ngoài danh mục"])
_NAMES = st.text(max_size=12) | st.sampled_from(["=1+1", "+84", "-A", "@B", "Ấp", "Đất", "\ud800\x00"])


def _claimed(said: dict[str, Json]) -> dict[str, Json]:
    """What the record says, proven or not: the word of the fact, where it has one."""
    known = {name: said[name] for name in ("approval", "plan_status") if isinstance(said[name], str)}
    return {"approval": APPROVED, "plan_status": FULL, "regulation": True, **known}


facts = st.fixed_dictionaries(_FACTS).map(lambda said: complete(**said, claims=_claimed(said)))
"""The `security_plan` facts of one system."""


@st.composite
def registers(draw: st.DrawFn) -> list[SystemResult]:
    """Up to seven systems of several owners, each with an id of its own."""
    return [
        system(f"h{number}", draw(_NAMES), draw(facts), owner=draw(_OWNERS))
        for number in draw(st.permutations(range(draw(st.integers(0, 7)))))
    ]
