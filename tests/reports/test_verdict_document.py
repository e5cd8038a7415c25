from datetime import date

from reports.verdict_document import laws, verdict_documents
from tests.reports.judged import ASKED, FAIL, PASS, verdicts
from tests.reports.systems import complete, system

TODAY = date(2026, 11, 16)
DECREE = "Nghị định 331/2026/NĐ-CP, Điều 18"
LETTER = "Công văn thử, mục 2"
OLD_DECREE = "Nghị định 85/2016/NĐ-CP, Điều 19"


def test_the_law_of_the_day_is_named_and_no_other() -> None:
    asked = [ASKED["plan.deployed"]]
    assert laws(asked, TODAY) == {"plan.deployed": [DECREE, LETTER]}
    assert laws(asked, date(2024, 6, 30)) == {"plan.deployed": [OLD_DECREE, LETTER]}
    assert laws(asked, date(2026, 7, 15)) == {"plan.deployed": [LETTER]}


def test_each_verdict_names_its_law_where_it_is_known() -> None:
    judged = verdicts(system("a", "A", complete()), {"plan.deployed": PASS, "other.thing": FAIL})
    first, second = verdict_documents(judged, "en", laws([ASKED["plan.deployed"]], TODAY))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert first["law"] == [DECREE, LETTER]
    assert "law" not in second
    assert (second["requirement"], second["verdict"], second["because"]) == ("other.thing", "fail", "Why other.thing.")
