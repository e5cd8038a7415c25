"""The page that sets scanners side by side."""

from __future__ import annotations

from benchmarks.tls.agreement import Verdict
from benchmarks.tls.comparison_page import page, shortened
from benchmarks.tls.explanations import Explanation

VERDICTS = [
    Verdict("tuanthu", "nginx-a", "groups", "right"),
    Verdict("tuanthu", "nginx-b", "groups", "right"),
    Verdict("sslyze", "nginx-a", "groups", "right"),
    Verdict("sslyze", "nginx-b", "groups", "wrong", "not ffdhe2048"),
    Verdict("nmap", "nginx-a", "groups", "untold"),
    Verdict("nmap", "nginx-b", "groups", "untold"),
]
HERE = "Measured here."
WHY = Explanation("sslyze", "It lists curves alone.", subjects=["groups"], differs="ffdhe")


def test_each_scanner_has_its_counts_and_a_dash_where_it_says_nothing() -> None:
    text, _ = page(VERDICTS, HERE, [WHY])
    assert "| tuanthu | 2 | – | – | – | 2 of 2 | – |" in text
    assert "| sslyze | 2 | – | – | – | 1 of 2 | – |" in text
    assert "| nmap | 2 | – | – | – | – | – |" in text
    assert "writes this page. Measured here." in text


def test_a_disagreement_stands_under_its_explanation_with_its_servers() -> None:
    text, unexplained = page(VERDICTS, HERE, [WHY])
    assert "- It lists curves alone.\n  - groups: not ffdhe2048 (`nginx-b`)\n" in text
    assert "## tuanthu\n\nNo disagreement." in text
    assert unexplained == []


def test_a_disagreement_that_nothing_explains_is_given_back() -> None:
    elsewhere = Explanation("sslyze", "Old.", servers=["node*"])
    assert page(VERDICTS, HERE, [elsewhere])[1] == [VERDICTS[3]]


def test_a_long_difference_is_cut_in_each_version() -> None:
    assert shortened("TLSv1.0: not A, not B, not C, not D, not E; TLSv1.2: not F") == (
        "TLSv1.0: not A, not B, not C and 2 more; TLSv1.2: not F"
    )
