"""The real nmap at real listeners on loopback."""

from __future__ import annotations

import itertools
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from checks.exposure.scanner import MOST_OPEN, OpenPort, Scan, end_scans, nmap_version, scan, seconds_needed
from checks.network.politeness import Rate
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.exposure.listeners import MUTE, MYSQL, SSH, VNC, greeting, hang_up, host
from tests.servers import answering, closed_port

FAST = Rate(32, 1000)


def ports(found: Fact[Scan]) -> dict[int, OpenPort]:
    assert isinstance(found, Seen), found
    return {port.port: port for port in found.value.ports}


def reason(found: Fact[Scan]) -> Reason:
    assert isinstance(found, Unseen), found
    return found.reason


@pytest.mark.parametrize("address", ["127.44.1.1", "::1"])
def test_open_ports_are_told_with_what_answers_there(address: str) -> None:
    with host(address, {2222: SSH, 5901: VNC, 3307: MYSQL, 8081: answering(headers="Server: nginx/1.22.1\r\n")}):
        found = scan(address, (2222, 3307, 5901, 8081, closed_port()), FAST)
    seen = ports(found)
    assert list(seen) == [2222, 3307, 5901, 8081]
    assert seen[2222] == OpenPort(2222, "ssh", "OpenSSH", "9.2p1 Debian 2")
    assert (seen[3307].service, seen[3307].product, seen[3307].version) == ("mysql", "MySQL", "5.7.44-log")
    assert seen[5901].service == "vnc"
    assert (seen[8081].service, seen[8081].product) == ("http", "nginx")
    assert isinstance(found, Seen)
    assert found.value.tool == f"nmap {nmap_version()}"
    assert found.value.asked == 5


def test_what_is_not_recognised_is_open_and_nameless_and_rubbish_never_raises() -> None:
    strange = {
        3306: MUTE,
        5432: hang_up,
        6379: greeting(b"\x00\x01\xffwhat?\r\n"),
        8086: greeting(b"\xff" * 65_536),
        2121: greeting(b"220 \xff\xfe\x07 \x1b[31m\r\n"),
        2222: greeting(b"SSH-2.0-Open\x01\x1b[31m\x00SSH\r\n"),
        2323: SSH,
    }
    with host("127.44.1.2", strange):
        found = scan("127.44.1.2", tuple(strange), FAST)
    seen = ports(found)
    assert list(seen) == sorted(strange)
    assert {seen[number].service for number in (3306, 5432, 6379, 8086)} == {None}
    assert seen[2323].service == "ssh"
    assert "\x1b" not in str(found)


def test_words_of_a_host_are_bounded_and_cannot_pass_for_nmaps_own() -> None:
    with host("127.44.1.3", {2222: greeting(b'SSH-2.0-"><host timedout="true"' + b"x" * 400 + b"\r\n")}):
        (port,) = ports(scan("127.44.1.3", (2222,), FAST)).values()
    assert port.service == "ssh"
    assert all(word is None or len(word) <= 100 for word in (port.product, port.version))


def test_nothing_open_shows_no_host() -> None:
    assert reason(scan("127.44.1.5", (closed_port(),), FAST)) is Reason.UNREACHABLE


def test_a_shield_that_takes_every_connection_is_no_host() -> None:
    numbers = range(20_100, 20_100 + MOST_OPEN + 1)
    with host("127.44.1.6", dict.fromkeys(numbers, hang_up)):
        assert reason(scan("127.44.1.6", tuple(numbers), FAST)) is Reason.BLOCKED
        assert len(ports(scan("127.44.1.6", tuple(numbers)[1:], FAST))) == MOST_OPEN


def test_a_scan_asks_no_more_connections_at_once_and_begins_them_no_faster_than_allowed() -> None:
    numbers = (2223, 2224, 2225)
    with host("127.44.1.7", {2222: SSH}):
        found = scan("127.44.1.7", (2222, *numbers), Rate(1, 1.0))
    assert isinstance(found, Seen)
    assert found.value.seconds >= 3


def test_a_rate_at_which_a_scan_could_not_end_begins_none() -> None:
    with socket.create_server(("127.44.1.8", 0)) as server:
        server.settimeout(0.1)
        assert reason(scan("127.44.1.8", range(1, 101), Rate(4, 0.1))) is Reason.TIMEOUT
        with pytest.raises(TimeoutError):
            server.accept()
    assert seconds_needed(100, Rate(4, 0.1)) > 900 > seconds_needed(120, Rate())


def test_a_host_that_was_given_up_has_no_ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As nmap writes when its --host-timeout runs out; python-nmap alone would tell a host without open ports."""
    told = (
        '<?xml version="1.0"?><nmaprun scanner="nmap" version="7.93"><host starttime="1" endtime="2" timedout="true">'
        '<status state="up"/><address addr="127.44.1.9" addrtype="ipv4"/></host>'
        '<runstats><finished time="1" elapsed="1"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>'
    )
    stand_in(tmp_path, monkeypatch, f"cat <<'X'\n{told}\nX\n")
    assert reason(scan("127.44.1.9", (80,), FAST)) is Reason.TIMEOUT


@pytest.mark.parametrize("words", ["", "echo Segmentation fault >&2", "echo '<nmaprun>'"])
def test_an_nmap_that_fails_is_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    stand_in(tmp_path, monkeypatch, words)
    assert reason(scan("127.44.1.9", (80,), FAST)) is Reason.PROTOCOL_ERROR


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_nmap_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.exposure.scanner._SLACK", -61.0)
    monkeypatch.setattr("checks.exposure.scanner.seconds_needed", lambda ports, rate: 62.0)
    stand_in(tmp_path, monkeypatch, "exec sleep 60")
    assert reason(scan("127.44.1.9", (80,), FAST)) is Reason.TIMEOUT


def test_without_nmap_the_tool_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nmap.PortScanner.__init__.__defaults__", ((str(tmp_path / "nmap"),),))
    assert reason(scan("127.44.1.9", (80,), FAST)) is Reason.TOOL_MISSING
    assert nmap_version() is None


@pytest.mark.parametrize(
    "address", ["127.0.0.1 -iL /etc/passwd", "127.0.0.0/8", "a.test", "-oN x", "", "fe80::1%lo", "::1%1 --script all"]
)
def test_only_a_plain_address_reaches_the_command_line(address: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        scan(address, (80,), FAST)


def test_scans_side_by_side_do_not_mix() -> None:
    found: dict[str, dict[int, OpenPort]] = {}

    def look(address: str) -> None:
        found[address] = ports(scan(address, (2222, 5901), FAST))

    with host("127.44.1.10", {2222: SSH}), host("127.44.1.11", {5901: VNC}):
        threads = [threading.Thread(target=look, args=(each,)) for each in ("127.44.1.10", "127.44.1.11")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {address: list(seen) for address, seen in found.items()} == {"127.44.1.10": [2222], "127.44.1.11": [5901]}


_NUMBERS = itertools.count()


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Put a script before nmap that tells its version and then does as told."""
    script = folder / f"nmap{next(_NUMBERS)}"
    script.write_text(
        f'#!/bin/sh\nif [ "$1" = -V ]; then echo "Nmap version 7.93 ( https://nmap.org )"; exit; fi\n{words}\n'
    )
    script.chmod(0o755)
    monkeypatch.setattr("nmap.PortScanner.__init__.__defaults__", ((str(script),),))


def test_every_nmap_of_this_process_is_ended_and_nothing_else(tmp_path: Path) -> None:
    program = shutil.copy(shutil.which("sleep") or "", tmp_path / "nmap")
    with subprocess.Popen([program, "60"]) as scanner, subprocess.Popen(["sleep", "60"]) as other:
        while Path(f"/proc/{scanner.pid}/comm").read_text("utf-8") != "nmap\n":
            time.sleep(0.01)
        end_scans()
        assert scanner.wait() == -signal.SIGKILL
        assert other.poll() is None
        other.kill()
