"""`tuanthu diff`: what became of the failures between two audits."""

from __future__ import annotations

from tests.agent.cli.conftest import Audits
from tests.commands import result_of, tuanthu
from tests.lab import Lab


def test_what_was_not_looked_at_again_is_not_fixed(lab: Lab, audits: Audits) -> None:
    found = result_of("diff", *audits.ids, "-o", audits.folder)
    assert (found["before"], found["after"]) == audits.ids
    kinds = {(change["portal"], change["requirement"]): change["kind"] for change in found["changes"]}
    assert kinds[lab.portal("stc")["url"], "tls.version.legacy"] == "persisting"
    assert kinds[lab.portal("sgddt")["url"], "ipv6.aaaa"] == "not_reobserved"
    assert set(kinds.values()) == {"persisting", "not_reobserved"}


def test_the_second_audit_is_the_latest_unless_named(audits: Audits) -> None:
    assert result_of("diff", audits.ids[0], "-o", audits.folder)["after"] == audits.ids[1]


def test_people_read_a_table_without_escape_codes(lab: Lab, audits: Audits) -> None:
    english = tuanthu("diff", *audits.ids, "-o", audits.folder)
    vietnamese = tuanthu("diff", *audits.ids, "-o", audits.folder, lang="vi")
    assert english.stdout.splitlines()[0] == f"{audits.ids[0]} → {audits.ids[1]}"
    assert "not re-observed" in english.stdout
    assert lab.portal("stc")["url"] in english.stdout
    assert "còn tồn tại" in vietnamese.stdout
    assert "\x1b" not in english.stdout
    assert english.stderr == ""


def test_an_audit_that_is_not_stored_is_told(audits: Audits) -> None:
    finished = tuanthu("diff", "19990101", "latest", "-o", audits.folder)
    assert finished.returncode == 2
    assert "19990101" in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


def test_a_beginning_that_two_audits_share_is_told(audits: Audits) -> None:
    finished = tuanthu("diff", "2", "latest", "-o", audits.folder)
    assert finished.returncode == 2
    assert "more than one audit" in finished.stderr
