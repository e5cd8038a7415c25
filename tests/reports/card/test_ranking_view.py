from fractions import Fraction

import pytest

from policies.verdict import Outcome, Severity
from reports.card.ranking_view import RankDrawing, RankView, short
from reports.card.ranks import ranked
from reports.i18n import Language
from reports.model import AgencyRow, Cell
from reports.ranking import rules
from reports.wording import Wording

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
JUDGED = {
    "a": {PASS: 9, FAIL: 1},
    "b": {PASS: 9, FAIL: 1},
    "c": {FAIL: 1},
    "d": {UNKNOWN: 3, PASS: 1},
    "e": {UNKNOWN: 2},
    "g": {PASS: 1},
    "h": {PASS: 2},
    "i": {PASS: 3, FAIL: 2},
    "s": {PASS: 1},
    "u": {PASS: 1},
}
ROWS = [AgencyRow(name, f"Xã {name.upper()}", "commune") for name in "abcdefghi"]
ROWS += [AgencyRow("s", "Sở S", "department"), AgencyRow("u", "Trung tâm U", "unit")]


def drawing(lang: Language = "en") -> RankDrawing:
    counts = {Cell(name, "tls", 1, Severity.HIGH, "mandatory"): found for name, found in JUDGED.items()}
    return RankDrawing(list(ranked(counts, ROWS, rules()).values()), rules(), Wording(lang))


def rank(name: str) -> RankView:
    drawn = drawing()
    return drawn.rank(next(place for place in drawn.places if place.agency.id == name))


def test_a_rank_tells_its_group_its_equals_and_what_it_rests_on() -> None:
    assert rank("a") == RankView(
        "3/6",
        ("Group: Commune; agencies ranked: 6.", "Shared with 1 other agency.", "Not met, of all that applies: 10.0%."),
    )
    assert rank("c").headline == "6/6"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("d", "Unknown: 75%, more than 50%; this counts neither for nor against the agency."),
        ("e", "Nothing was settled as met or not met; this counts neither for nor against the agency."),
        ("f", "No mandatory requirement was judged that applies."),
        ("s", "Only 1 agency of its group can be ranked: too few to compare."),
        ("u", "Agencies of this kind are not ranked."),
    ],
)
def test_who_is_not_ranked_reads_why(name: str, why: str) -> None:
    assert rank(name) == RankView("Not ranked", (why,))


def test_the_province_reads_both_ends_of_each_group_and_who_is_left_out() -> None:
    departments, communes = drawing().groups()
    assert departments.told == "Ranked: 0 of 1. Too few to compare: 1."
    assert (departments.first, departments.last) == ((), ())
    assert communes.told == "Ranked: 6 of 9. Too much unknown: 2. Nothing judged: 1."
    assert [(row.rank, row.name, row.percent, row.failed) for row in communes.first] == [
        ("1", "Xã G", "100%", "0%"),
        ("1", "Xã H", "100%", "0%"),
        ("3", "Xã A", "90%", "10.0%"),
    ]
    assert [(row.rank, row.name) for row in communes.last] == [("5", "Xã I"), ("6", "Xã C")], (
        "B shares the rank of A and is not told as last"
    )


def test_the_rules_are_told_with_their_numbers() -> None:
    told = " ".join(drawing("vi").explained())
    for rule in ("nghiêm trọng 10, cao 5, trung bình 2, thấp 1", "50%", "dưới 3 cơ quan", "nghiêm trọng 3, cao 15"):
        assert rule in told


@pytest.mark.parametrize(
    ("share", "told"),
    [(Fraction(1, 3), "33,3%"), (Fraction(1, 9999), "0,1%"), (Fraction(0), "0%"), (Fraction(1), "100%"), (None, "–")],
)
def test_shares_have_a_decimal_comma_and_keep_nothing_for_nothing(share: Fraction | None, told: str) -> None:
    assert drawing("vi").share(share) == told


def test_a_text_that_has_to_be_written_out_stays_short() -> None:
    assert short(Wording("vi"), "Sở\n Tài  chính", 60) == "Sở Tài chính"
    assert len(short(Wording("vi"), "\u202e" * 500, 60)) <= 61
