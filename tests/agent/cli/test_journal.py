"""`tuanthu journal`, and `tuanthu verify --journal`."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from agent.journal import Journal
from agent.store import Store
from tests.agent.cli.conftest import Audits
from tests.commands import result_of, tuanthu


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with three entries, one of which says what a hostile page might."""
    url = f"sqlite:///{tmp_path / 'tuanthu.db'}"
    with Store(url) as store:
        journal = Journal(store.database)
        journal.write("audit.begin", {"audit": "20261123-0100-ab12"}, "tuanthu")
        journal.write("notice.send", {"title": "\x1b[2J\u202egnp.exe"}, "tuanthu")
        journal.write("stop.ask", {"why": "bảo trì"}, "binh as root")
    return url


def test_entries_are_listed_without_what_a_terminal_would_obey(url: str) -> None:
    told = tuanthu("journal", "list", "--db", url, lang="vi")

    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[-1].split() == [
        "3",
        *told.stdout.splitlines()[-1].split()[1:3],
        *("binh", "as", "root", "stop.ask", '{"why":', '"bảo', 'trì"}'),
    ]
    assert "\x1b" not in told.stdout
    assert "\u202e" not in told.stdout
    assert [entry["act"] for entry in result_of("journal", "list", "--db", url, "--act", "audit.")] == ["audit.begin"]


def test_a_whole_journal_is_verified_up_to_a_head(url: str) -> None:
    head = tuanthu("journal", "head", "--db", url).stdout.strip()

    assert result_of("verify", "--journal", "--db", url, "--head", head) == {"whole": True, "entries": 3, "head": head}
    told = tuanthu("journal", "verify", "--db", url, lang="vi")
    assert (told.returncode, told.stdout.startswith("✓ nhật ký nguyên vẹn: 3 mục")) == (0, True)


def test_a_broken_journal_ends_with_status_1(url: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "tuanthu.db")) as connection, connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET details = '{' WHERE number = 2")
    told = tuanthu("verify", "--journal", "--db", url)
    assert (told.returncode, told.stdout) == (
        1,
        "✗ the journal is broken at entry 2: it cannot be read; keep this database and find out who had access to it\n",
    )
    listed = tuanthu("journal", "list", "--db", url)
    assert (listed.returncode, "journal verify" in listed.stderr) == (2, True)


def test_what_is_exported_can_be_verified_by_anybody(url: str, tmp_path: Path) -> None:
    assert tuanthu("journal", "export", tmp_path / "j.jsonl", "--db", url).returncode == 0

    previous = "0" * 64
    for line in (tmp_path / "j.jsonl").read_text().splitlines():
        entry = json.loads(line)
        digest = entry.pop("hash")
        canonical = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert (hashlib.sha256(canonical.encode()).hexdigest(), entry["previous"]) == (digest, previous)
        previous = digest
    assert entry["number"] == 3


def test_what_commands_make_of_an_audit_is_entered(audits: Audits, tmp_path: Path) -> None:
    folder = shutil.copytree(audits.folder, tmp_path / "copy")
    audit = audits.ids[0]
    assert tuanthu("report", audit, "-o", folder, "--format", "json").returncode == 0
    sealed = result_of("seal", audit, "-o", folder)

    entries = result_of("journal", "list", "--db", f"sqlite:///{folder / 'tuanthu.db'}", "--act", "report.")
    *_, written, of_seal = entries
    assert (written["act"], written["details"]["audit"], written["details"]["files"]) == ("report.write", audit, 1)
    assert (of_seal["act"], of_seal["details"]["sha256"]) == ("report.seal", sealed["sha256"])


@pytest.mark.parametrize("arguments", [["--journal"], []])
def test_what_is_to_be_verified_must_be_named(arguments: list[str]) -> None:
    told = tuanthu("verify", *arguments)

    assert told.returncode == 2
    assert "--journal" in told.stderr


def test_a_head_is_a_number_and_a_hash(url: str) -> None:
    told = tuanthu("journal", "verify", "--db", url, "--head", "3")

    assert (told.returncode, "NUMBER:HASH" in told.stderr) == (2, True)
