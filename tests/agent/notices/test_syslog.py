"""A real log collector takes our messages over TLS and finds their fields where they belong."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.notices.outbox import Notice
from agent.notices.sending import ChannelError
from agent.notices.settings import Syslog
from agent.notices.syslog import LONGEST, cef, ecs, message_of, send_events
from agent.store import Store
from tests.agent.notices.made import waiting
from tests.agent.notices.peers import collected, collector
from tests.lab.authority import Authority, Leaf
from tests.servers import closed_port, talking

HOSTILE = 'Cổng|=\\ "x" suser=root'
EVENT = {
    "id": "ab12",
    "action": "failure-new",
    "at": "2026-11-21T16:10:00+00:00",
    "weight": 8,
    "message": f"new: {HOSTILE}",
    "audit": "20261121-2310-ab12",
    "news": "new",
    "requirement": "ipv6.reachable",
    "title": "Đạt|=",
    "severity": "high",
    "agency": "xa",
    "agency_name": HOSTILE,
    "name": HOSTILE,
    "place": "https://a.test/?a=b",
    "because": HOSTILE,
}
AUDIT = {
    "id": "cd34",
    "action": "audit-finished",
    "at": "2026-11-21T16:10:00+00:00",
    "weight": 1,
    "message": "audit finished",
    "audit": "20261121-2310-ab12",
}
needs_rsyslog = pytest.mark.skipif(
    "CI" not in os.environ and shutil.which("rsyslogd", path="/usr/sbin") is None, reason="rsyslog is not installed"
)


def notice(folder: Path, *events: dict[str, Any]) -> Notice:
    with Store(f"sqlite:///{folder / 'audits.db'}") as store:
        (made,) = waiting(store, channel="syslog", recipient="siem", body={"subject": "x", "events": list(events)})
        return made


def siem(folder: Path, port: int, **given: Any) -> Syslog:
    settings = {"name": "siem", "host": "localhost", "port": port, "ca_file": folder / "ca.pem", "timeout": 5}
    return Syslog.model_validate(settings | given)


@needs_rsyslog
def test_a_collector_takes_every_event_as_it_was(authority: Authority, tmp_path: Path) -> None:
    authority.context("localhost", Leaf(), ("TLSv1.3",))
    (certificate,) = (tmp_path / "certificates").glob("localhost-*.pem")
    told = notice(tmp_path, AUDIT, *[EVENT] * 50)
    with collector(tmp_path, tmp_path / "ca.pem", certificate) as (port, file):
        _send_when_up(told, siem(tmp_path, port))
        _send_when_up(told, siem(tmp_path, port, format="cef", facility=16))
        lines = [line.split("|", 5) for line in collected(file, 102)]
    assert len(lines) == 102
    assert lines[0][:5] == ["13", "5", "2026-11-21T16:10:00.000+00:00", "tuanthu", "audit-finished"]
    assert lines[50][:5] == ["13", "4", "2026-11-21T16:10:00.000+00:00", "tuanthu", "failure-new"]
    assert json.loads(lines[50][5])["tuanthu"]["because"] == HOSTILE
    assert lines[101][0] == "16"
    assert lines[101][5].strip() == cef(EVENT)


def _send_when_up(told: Notice, to: Syslog) -> None:
    """The collector takes a moment to listen."""
    for attempt in range(200):
        try:
            send_events(told, to)
        except ChannelError:
            assert attempt < 199
            time.sleep(0.05)
        else:
            break


def test_ecs_names_the_rule_the_agency_and_the_place() -> None:
    document = json.loads(ecs(EVENT))
    assert document["event"]["severity"] == 8
    assert document["rule"] == {"id": "ipv6.reachable", "name": "Đạt|="}
    assert document["organization"] == {"id": "xa", "name": HOSTILE}
    assert document["tuanthu"]["place"] == "https://a.test/?a=b"
    assert "rule" not in json.loads(ecs(AUDIT))


def test_cef_escapes_what_would_end_a_field() -> None:
    head, _end, told = cef(EVENT).partition("|8|")
    assert head.split("|", 4)[4] == "ipv6.reachable|Đạt\\|="
    assert 'msg=new: Cổng|\\=\\\\ "x" suser\\=root cs1Label=audit' in told
    assert "request=https://a.test/?a\\=b" in told
    assert cef(AUDIT).count("|") == 7


def test_a_message_is_one_line(tmp_path: Path) -> None:
    message = message_of(EVENT, siem(tmp_path, 1))
    assert message.startswith(b"<108>1 2026-11-21T16:10:00.000+00:00 ")
    assert b"\n" not in message


def test_a_collector_that_cannot_be_trusted_gets_nothing(authority: Authority, tmp_path: Path) -> None:
    heard: list[bytes] = []
    tls = authority.context("localhost", Leaf(), ("TLSv1.3",))
    told = notice(tmp_path, EVENT)
    with (
        talking(lambda connection: heard.append(connection.recv(9000)), tls=tls) as (_address, port),
        pytest.raises(ChannelError, match="CERTIFICATE_VERIFY_FAILED"),
    ):
        send_events(told, siem(tmp_path, port, ca_file=None))
    assert heard == []


def test_a_collector_has_what_it_read_however_it_hangs_up(authority: Authority, tmp_path: Path) -> None:
    heard: list[bytes] = []
    tls = authority.context("localhost", Leaf(), ("TLSv1.3",))
    told = notice(tmp_path, EVENT)

    def read_all(connection: socket.socket) -> None:
        while piece := connection.recv(9000):
            heard.append(piece)

    with talking(read_all, tls=tls) as (_address, port):
        send_events(told, siem(tmp_path, port))
    assert b"".join(heard).endswith(message_of(EVENT, siem(tmp_path, port)))
    with talking(lambda connection: None, tls=tls) as (_address, port), pytest.raises(ChannelError):
        send_events(replace(told, body={"events": [EVENT] * 2_000}), siem(tmp_path, port))


@pytest.mark.parametrize("form", ["ecs", "cef"])
def test_no_text_makes_a_message_longer_than_collectors_take(tmp_path: Path, form: str) -> None:
    texts = ("message", "title", "agency_name", "name", "place", "because")
    to = siem(tmp_path, 1, format=form)
    for hostile in ("[U+202E]" * 400, "\U0001f600" * 400, "\\" * 400):
        message = message_of(EVENT | dict.fromkeys(texts, hostile), to)
        assert len(message) <= LONGEST
        assert b"ab12" in message
        assert hostile[:200].replace("\\", "\\\\").encode() in message


def test_a_collector_that_is_away_is_told(tmp_path: Path) -> None:
    told = notice(tmp_path, EVENT)
    with pytest.raises(ChannelError, match="Refused"):
        send_events(told, siem(tmp_path, closed_port(), ca_file=None))
