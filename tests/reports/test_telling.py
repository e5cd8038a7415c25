from checks.observation import Reason, Unseen, to_json
from reports.telling import SIGNS, Piece, Row, separated, signed, unseen, unseen_row
from reports.wording import Wording

VI, EN = Wording("vi"), Wording("en")


def test_a_tone_is_told_by_a_sign_too() -> None:
    told = {tone: signed("RC4", tone).text for tone in SIGNS}
    assert told == {"good": "✓ RC4", "weak": "! RC4", "bad": "✗ RC4", "unseen": "? RC4", "plain": "RC4", "dim": "RC4"}


def test_pieces_stand_in_one_line_with_commas_between() -> None:
    assert separated([Piece("a"), Piece("b", "bad")]) == (Piece("a"), Piece(", ", "dim"), Piece("b", "bad"))
    assert separated([]) == ()


def test_what_was_not_observed_tells_why_in_the_language_asked_for() -> None:
    mark = to_json(Unseen(Reason.TIMEOUT, "192.0.2.1\x1b[31m"))
    assert unseen(mark, EN) == Piece("? no answer within the time allowed (192.0.2.1[U+001B][31m)", "unseen")
    assert unseen(mark, VI).text.startswith("? hết thời gian chờ")
    assert unseen(to_json(Unseen(Reason.REFUSED)), EN).text == "? the connection was refused"


def test_a_reason_that_nobody_knows_is_ours() -> None:
    assert "fault of the auditing tool" in unseen({"unseen": "bored"}, EN).text


def test_all_that_is_unseen_for_one_reason_is_told_once() -> None:
    refused, late = to_json(Unseen(Reason.REFUSED)), to_json(Unseen(Reason.TIMEOUT))
    rows = unseen_row([("a", refused), ("b", True), ("c", late), ("d", refused)], EN)
    assert rows == [
        Row(
            "Not observed",
            (
                (Piece("? a, d", "unseen"),),
                (Piece("the connection was refused", "dim"),),
                (Piece("? c", "unseen"),),
                (Piece("no answer within the time allowed", "dim"),),
            ),
        )
    ]
    assert unseen_row([("b", True)], EN) == []
