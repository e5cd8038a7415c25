"""What is told of settings that are valid but do not hold on this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from agent.settings.check import findings
from agent.settings.load import load
from agent.store import Store
from agent.store.service_schema import schedules
from tests.agent.settings.conftest import Write
from tests.servers import free_port

SMTP = "notices: {smtp: {host: 127.0.0.1, port: PORT, tls: none, sender: a@b.test}}\n"
INVENTORY = """\
schema_version: 1
province: {name: A}
agencies: [{id: so, name: Sở, kind: department}]
portals: [{url: "https://a.test/", name: Cổng, agency: so, kind: information}]
authorisations: []
"""


@pytest.fixture
def mail_port() -> Iterator[int]:
    """The port of a mail server on this machine that takes everything."""
    port = free_port()
    server = Controller(Sink(), hostname="127.0.0.1", port=port)
    server.start()
    yield port
    server.stop()


def told(file: Path, *, connect: bool = False) -> dict[str, str]:
    """What is told by what it is about; what is wrong begins with an exclamation mark."""
    return {
        finding.about: finding.told if finding.ok else f"!{finding.told}"
        for finding in findings(load(file), connect=connect)
    }


def test_what_holds_is_told_as_sound(write: Write, tmp_path: Path) -> None:
    file = write("database: sqlite:///a.db\nreports: out/reports\n")
    assert told(file) == {
        str(file): "valid",
        "database": f"{tmp_path} can be written",
        "reports": f"{tmp_path}/out/reports will be made",
    }


def test_a_secret_must_not_be_readable_for_everybody(write: Write) -> None:
    file = write(
        "database: postgresql://a:very-secret@db.test/a\n"
        "notices:\n  webhooks: [{name: bot, url_file: url, secret_file: key, header_files: {X: none}}]\n"
    )
    write("https://a.test/", "url").chmod(0o644)
    write("", "key")
    file.chmod(0o644)
    found = told(file)
    assert found[str(file)] == "!holds database and is readable for everybody: chmod o= it"
    assert found["database"] == "postgresql://a:***@db.test/a: not contacted without --connect"
    folder = file.parent
    assert found["notices.webhooks[0].url_file"] == f"!{folder}/url is readable for everybody: chmod o= it"
    assert found["notices.webhooks[0].secret_file"] == f"!{folder}/key is empty"
    assert found["notices.webhooks[0].header_files.X"] == f"!there is no file {folder}/none"


def test_what_cannot_be_written_or_read_is_told(write: Write, tmp_path: Path) -> None:
    write("", "file")
    found = told(write("database: sqlite:////proc/a.db\nreports: file/reports\n"))
    assert found["reports"] == f"!{tmp_path}/file is no folder"
    write("no database", "a.db")
    found = told(write("database: sqlite:///a.db\n"))
    assert found["database"] == f"!{tmp_path}/a.db can't be read: file is not a database"


def test_a_folder_of_others_is_told(write: Write) -> None:
    loaded = load(write("reports: /usr/reports\n"))
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        found = {finding.about: finding for finding in findings(loaded, connect=False)}
    finally:
        os.seteuid(user)
    assert (found["reports"].ok, found["reports"].told) == (False, "/usr can't be written by this user")


def test_entries_of_the_schedule_and_their_inventories_are_read(write: Write, tmp_path: Path) -> None:
    write(INVENTORY, "sound.yaml")
    write("schema_version: 1\n", "broken.yaml")
    entries = {
        "gone": {"name": "gone", "inventory": str(tmp_path / "gone.yaml")},
        "old": {"nothing": "known"},
        "sound": {"name": "sound", "inventory": str(tmp_path / "sound.yaml")},
        "broken": {"name": "broken", "inventory": str(tmp_path / "broken.yaml")},
    }
    with Store(f"sqlite:///{tmp_path}/a.db") as store, store.database.writing() as connection:
        for name, entry in entries.items():
            row = {"name": name, "settings": entry, "paused": False, "changed": datetime.now(UTC)}
            connection.execute(schedules.insert().values(row))
    found = told(write("database: sqlite:///a.db\n"))
    assert found["database"] == f"{tmp_path}/a.db: 4 entries in the schedule"
    assert found["schedule sound"] == f"{tmp_path}/sound.yaml: sound"
    assert found["schedule gone"].startswith("!")
    assert "there is no file" in found["schedule gone"]
    assert found["schedule broken"].startswith("!")
    assert "this key is missing" in found["schedule broken"]
    assert found["schedule old"].startswith("!")


def test_a_misspelt_variable_is_told(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUANTHU_REPRTS", "/var/lib/reports")
    monkeypatch.setenv("TUANTHU_SERVICE_HOST", "10.0.0.1")
    found = told(write("database: sqlite:///a.db\nreports: .\n"))
    assert found["TUANTHU_REPRTS"] == "!no setting has this name; did you mean TUANTHU_REPORTS?"
    assert "TUANTHU_SERVICE_HOST" not in found


def test_the_mail_server_is_only_contacted_when_asked_for(write: Write, mail_port: int) -> None:
    file = write(SMTP.replace("PORT", str(mail_port)))
    assert "notices.smtp" not in told(file)
    assert told(file, connect=True)["notices.smtp"] == f"127.0.0.1:{mail_port} answers and takes mail from us"


def test_a_server_that_does_not_answer_is_told(write: Write) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        file = write(f"database: postgresql://a@127.0.0.1:{port}/a\n" + SMTP.replace("PORT", str(port)))
        found = told(file, connect=True)
    assert "Connection refused" in found["notices.smtp"]
    assert found["notices.smtp"].startswith(f"!127.0.0.1:{port} can't be used: ")
    assert found["database"].startswith("!")
    assert "refused" in found["database"]
