"""The file of explanations: it can be read, and each entry is about something that exists."""

from __future__ import annotations

from benchmarks.tls.agreement import SUBJECTS, Verdict
from benchmarks.tls.explanations import Explanation, explanations
from benchmarks.tls.peers import PEERS


def test_every_entry_names_a_scanner_subjects_and_a_reason() -> None:
    known = explanations()
    assert {each.tool for each in known} <= {"tuanthu", *PEERS}
    assert all(set(each.subjects) <= set(SUBJECTS) and each.because for each in known)


def test_an_explanation_covers_its_tool_its_subjects_its_servers_and_its_difference() -> None:
    explanation = Explanation("nmap", "…", subjects=["suites"], servers=["node*"], differs="RC4")
    covered = Verdict("nmap", "node6-a", "suites", "wrong", "not TLS_RSA_WITH_RC4_128_SHA")
    assert explanation.covers(covered)
    assert not any(
        explanation.covers(Verdict(tool, server, subject, "wrong", difference))
        for tool, server, subject, difference in [
            ("sslscan", "node6-a", "suites", "not RC4"),
            ("nmap", "nginx-a", "suites", "not RC4"),
            ("nmap", "node6-a", "order", "not RC4"),
            ("nmap", "node6-a", "suites", "not DES"),
        ]
    )
