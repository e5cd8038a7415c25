import pytest

from policies.verdict import Outcome
from reports.pdf.parts import Parts, bar, plain, remedy, sections
from reports.remedy import blocks
from reports.summary import Tally
from reports.telling import Piece, Row, Section, signed
from reports.wording import Wording
from tests.reports.judged import audited

PARTS = Parts(Wording("vi"))
TALLY = Tally({Outcome.PASS: 1, Outcome.FAIL: 2, Outcome.NOT_APPLICABLE: 3})


def test_shares_are_of_what_applies_and_always_tell_pass_and_unknown() -> None:
    assert PARTS.shares(TALLY) == "33% đạt · 67% không đạt · 0% chưa xác định"
    assert PARTS.shares(Tally({Outcome.NOT_APPLICABLE: 2})) == "không có yêu cầu áp dụng"


def test_numbers_stand_worst_first_and_a_bar_leaves_out_what_does_not_apply() -> None:
    assert PARTS.tally("DNS", TALLY)["counts"] == ["2", "0", "0", "1", "3"]
    assert bar(TALLY) == [["fail", 66.67], ["pass", 33.33]]
    assert PARTS.marked(TALLY) == [["pass", "1"], ["fail", "2"]]


def test_the_sign_of_a_piece_becomes_a_mark() -> None:
    row = Row("Tệp", ((signed("còn nguyên", "good"), Piece(", "), signed("xong", "dim")),))
    (told,) = sections([Section("Minh chứng", (row,))])
    assert told["rows"] == [
        ["Tệp", [[["good", "còn nguyên", True], ["plain", ", ", False], ["dim", "xong", False]]], False]
    ]


def test_a_remedy_keeps_its_steps_and_its_code() -> None:
    assert remedy(blocks("1. Sửa `a`.\n\nnginx:\n    server {\n    }")) == [
        ["step", 0, [["1. Sửa ", False], ["a", True], [".", False]]],
        ["paragraph", 0, [["nginx:", False]]],
        ["code", 0, [["server {\n}", True]]],
    ]


@pytest.mark.parametrize(("left", "said"), [(0, ""), (3, "và 3 mục khác")])
def test_what_is_not_named_is_counted(left: int, said: str) -> None:
    assert PARTS.more(left) == said


def test_views_become_plain_data() -> None:
    (agency, *_rest) = audited().agencies
    assert plain((agency.id, Piece("a"))) == ["ubnd-tinh", {"text": "a", "tone": "plain"}]
