"""The command shows what is told to whom, tries it out, sends it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from agent.cli.notices import command
from agent.errors import InputError
from agent.notices.outbox import State, claim, note_given_up
from agent.store import Store
from tests.agent.notices.made import NOW, OFFICE, SOC, audit, failing, waiting
from tests.servers import closed_port

CONFIG = """\
database: sqlite:///audits.db
notices:
  language: en
  smtp: {{host: localhost, port: {port}, tls: none, sender: tuanthu@thidiem.gov.test}}
  soc: [soc@thidiem.gov.test]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "tuanthu.yaml"
    file.write_text(CONFIG.format(port=closed_port()))
    return file


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "--config", str(config)], standalone_mode=False)


def documents(config: Path, *arguments: str) -> Any:
    return json.loads(run(config, *arguments, "--json").output)


def test_a_preview_names_everybody_and_stores_nothing(config: Path, tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as store:
        audit(store, 0, [failing()], name="Cổng\x1b[31m\u202e")
    shown = run(config, "preview", "--full").output
    assert f"mail: {OFFICE} · [tuanthu] Văn phòng UBND tỉnh: 1 failures" in shown
    assert "Cổng[U+001B][31m[U+202E] – https://www.thidiem.gov.test/" in shown
    assert [one["recipient"] for one in documents(config, "preview", "latest")] == [OFFICE, SOC]
    assert documents(config, "list") == []
    assert "Không có thông báo" in run(config, "list").output


def test_notices_are_listed_shown_and_sent_again(config: Path, tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as store:
        waiting(store, 2)
        notice = claim(store.database, NOW, ())
        assert notice is not None
        with store.database.writing() as connection:
            note_given_up(connection, notice, "550 \x1b[31mno such user", "tuanthu", NOW)
    assert [one["state"] for one in documents(config, "list", "--state", "given_up")] == ["given_up"]
    assert len(documents(config, "list", "-n", "1")) == 1
    assert "thôi gửi" in run(config, "list").output
    shown = run(config, "show", notice.id[:10]).output
    assert "550 [31mno such user" in shown
    assert "Nội dung\n" in shown
    assert documents(config, "show", notice.id)["body"]["text"] == "Nội dung\n"
    assert "1 thông báo" in run(config, "retry", "--given-up").output
    assert "1 thông báo" in run(config, "retry", notice.id[:10]).output
    sent = run(config, "send")
    assert (sent.return_value, sent.output) == (1, "đã gửi 0, tạm thời chưa gửi được 1, thôi gửi 0\n")
    assert {one["state"] for one in documents(config, "list")} == {State.WAITING}


def test_what_is_to_be_sent_again_must_be_said(config: Path, tmp_path: Path) -> None:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}"):
        pass
    for arguments in (["retry"], ["retry", "ab", "--given-up"], ["show", "ab"]):
        assert isinstance(run(config, *arguments).exception, InputError)
