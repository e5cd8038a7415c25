"""Whoever is in charge stops all traffic, by the database or by a file, and the servers see it end."""

from __future__ import annotations

import contextlib
import selectors
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import dns.message
import psycopg
import pytest

from agent.auditing.stopping import FILE, LONGEST_TEXT, StopSwitch, watching
from agent.journal import Journal
from agent.store import AuditStatus, Store
from agent.store.service_schema import signs_of_life
from checks.network.politeness import Politeness
from tests.commands import PATIENCE, TUANTHU

ADDRESS = "127.72.0.1"
INVENTORY = """
schema_version: 1
province: {{name: Tỉnh Thí Điểm}}
vantage: {{name: bàn, resolver: "{address}:{resolver}", anchors: ["{address}:{port}"], timeout: 30}}
agencies: [{{id: ubnd, name: UBND tỉnh, kind: province}}]
authorisations:
  - {{document: 01/VB, date: 2026-01-02, signer: A, hosts: ["{address}"], from: 2020-01-01, to: 2099-12-31,
     networks: [127.0.0.0/8], rate: {{connections: 40, per_second: 40}}}}
portals:
"""
PORTAL = '  - {{url: "http://{address}:{port}/{number}", name: P, agency: ubnd, kind: information}}\n'


def test_it_stands_until_it_is_lifted_and_the_journal_knows_who_asked(store: Store) -> None:
    switch = StopSwitch(store.database)
    assert switch.asked() is None
    before = datetime.now(UTC)
    switch.ask("binh", "cổng chậm")
    asked = switch.asked()
    assert asked is not None
    assert asked.why == "cổng chậm"
    assert (asked.when - before).total_seconds() > -1
    switch.lift("an")
    assert switch.asked() is None
    entries = [(entry.act, entry.actor, entry.details) for entry in Journal(store.database).entries(act="stop")]
    assert entries == [("stop.ask", "binh", {"why": "cổng chậm"}), ("stop.lift", "an", {})]


def test_the_file_stands_beside_a_database_that_is_a_file(sqlite_url: str, tmp_path: Path) -> None:
    with Store(sqlite_url) as store:
        switch = StopSwitch(store.database)
        assert switch.file == tmp_path / FILE
        switch.file.touch()
        asked = switch.asked()
        assert asked is not None
        assert (asked.who, asked.why) == (switch.file.owner(), "")
        switch.file.write_bytes(b"\xff" + b"x" * 5000 + b"\nmore")
        asked = switch.asked()
        assert asked is not None
        assert len(asked.why) == LONGEST_TEXT
        switch.lift("an")
        assert not switch.file.exists()


def test_either_place_is_enough(store: Store, tmp_path: Path) -> None:
    switch = StopSwitch(store.database, tmp_path / "dung")
    switch.ask("binh", "một\ndòng")
    assert switch.asked_by_file() is not None
    assert (tmp_path / "dung").read_text("utf-8") == "một dòng\n"
    (tmp_path / "dung").unlink()
    asked = switch.asked()
    assert asked is not None
    assert (asked.who, asked.why) == ("binh", "một\ndòng")


def test_a_file_that_may_be_there_counts_as_there(store: Store, tmp_path: Path) -> None:
    assert StopSwitch(store.database, tmp_path / "none" / "dung").asked_by_file() is None
    asked = StopSwitch(store.database, tmp_path / ("x" * 300)).asked_by_file()
    assert asked is not None
    assert "too long" in asked.why


def test_what_is_asked_for_is_seen_and_halts(store: Store, tmp_path: Path) -> None:
    switch, politeness, stop = StopSwitch(store.database, tmp_path / "dung"), Politeness(), threading.Event()
    with watching(switch, politeness, stop):
        assert not stop.wait(0.1)
        assert not politeness.halted
        switch.ask("binh")
        assert stop.wait(PATIENCE)
    assert politeness.halted


def test_without_the_database_the_file_decides(sqlite_url: str, tmp_path: Path) -> None:
    politeness, stop = Politeness(), threading.Event()
    with Store(sqlite_url) as store:
        with store.database.writing() as connection:
            signs_of_life.drop(connection)
        with watching(StopSwitch(store.database), politeness, stop):
            assert not stop.wait(0.1)
            (tmp_path / FILE).touch()
            assert stop.wait(PATIENCE)
    assert politeness.halted


@pytest.mark.postgresql
def test_while_the_database_does_not_answer_the_file_decides(postgresql_url: str, tmp_path: Path) -> None:
    politeness, stop = Politeness(), threading.Event()
    with Store(postgresql_url) as store, psycopg.connect(postgresql_url) as other:
        other.execute("LOCK TABLE signs_of_life IN ACCESS EXCLUSIVE MODE")
        with watching(StopSwitch(store.database, tmp_path / "dung"), politeness, stop):
            assert not stop.wait(0.1)
            (tmp_path / "dung").touch()
            halted = stop.wait(2.0)
            other.rollback()
    assert halted
    assert politeness.halted


def test_where_the_file_cannot_be_made_the_database_is_told(store: Store, tmp_path: Path) -> None:
    switch = StopSwitch(store.database, tmp_path / "none" / "dung")
    with pytest.raises(OSError, match="No such file"):
        switch.ask("binh", "khẩn")
    asked = switch.asked()
    assert asked is not None
    assert asked.why == "khẩn"


def test_a_reason_in_letters_of_another_encoding_stops_all_the_same(store: Store, tmp_path: Path) -> None:
    switch = StopSwitch(store.database, tmp_path / "dung")
    switch.ask("binh", "d\udceb v\udcb7")
    assert switch.asked_in_database() is not None
    assert switch.asked_by_file() is not None


@dataclass
class World:
    """A server that never answers, and a resolver that knows nothing, on the ports of one address."""

    port: int = 0
    resolver: int = 0
    accepted: int = 0
    questions: int = 0
    open_now: set[socket.socket] = field(default_factory=set)


@contextlib.contextmanager
def hanging_world() -> Iterator[World]:
    world, stop = World(), threading.Event()
    server = socket.create_server((ADDRESS, 0), backlog=128)
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind((ADDRESS, 0))
    world.port, world.resolver = server.getsockname()[1], names.getsockname()[1]

    def serve() -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(server, selectors.EVENT_READ)
            selector.register(names, selectors.EVENT_READ)
            while not stop.is_set():
                for key, _ in selector.select(0.05):
                    if key.fileobj is server:
                        client, _ = server.accept()
                        world.accepted += 1
                        world.open_now.add(client)
                        selector.register(client, selectors.EVENT_READ)
                    elif key.fileobj is names:
                        wire, sender = names.recvfrom(4096)
                        world.questions += 1
                        names.sendto(dns.message.make_response(dns.message.from_wire(wire)).to_wire(), sender)
                    else:
                        assert isinstance(key.fileobj, socket.socket)
                        if _has_ended(key.fileobj):
                            selector.unregister(key.fileobj)
                            world.open_now.discard(key.fileobj)
                            key.fileobj.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield world
    finally:
        stop.set()
        thread.join()
        for sock in (server, names, *world.open_now):
            sock.close()


def _has_ended(sock: socket.socket) -> bool:
    try:
        return not sock.recv(65536)
    except OSError:
        return True


def test_the_servers_see_a_running_audit_fall_silent_within_two_seconds(tmp_path: Path) -> None:
    with hanging_world() as world:
        places = {"address": ADDRESS, "port": world.port, "resolver": world.resolver}
        portals = "".join(PORTAL.format(number=number, **places) for number in range(20))
        (tmp_path / "tinh.yaml").write_text(INVENTORY.format(**places) + portals, "utf-8")
        command = [str(TUANTHU), "audit", "tinh.yaml", "--checks", "web", "-o", ".", "--format", "json"]
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as audit:
            while len(world.open_now) < 10 and audit.poll() is None:
                time.sleep(0.01)
            with Store(f"sqlite:///{tmp_path / 'tuanthu.db'}") as store:
                StopSwitch(store.database).ask("binh", "thử")
                asked = time.monotonic()
                while world.open_now and audit.poll() is None:
                    time.sleep(0.01)
                took, accepted, questions = time.monotonic() - asked, world.accepted, world.questions
                _, told = audit.communicate(timeout=PATIENCE)
                (kept,) = store.audits()
    assert took < 2.0, told
    assert (world.accepted, world.questions) == (accepted, questions)
    assert accepted >= 10
    assert kept.status is AuditStatus.INTERRUPTED
    assert audit.returncode not in (0, None)
