"""A black hole for large packets is told from a portal that is slow, small or gone."""

import gzip
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from checks.ipv6.large import large_answers
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen
from tests.checks.ipv6.narrow_path import large_flight
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import Talk, answering, closed_port, free_port, name_server, read_request, self_signed, talking

HOST = "www.large.test"
RECORDS = {
    ("large.test", "SOA"): ["ns.large.test. admin.large.test. 1 3600 600 86400 60"],
    (HOST, "A"): ["127.0.0.1"],
    (HOST, "AAAA"): ["::1"],
    ("six.large.test", "AAAA"): ["::1"],
    ("four.large.test", "A"): ["127.0.0.1"],
    ("two.large.test", "A"): ["127.0.0.1"],
    ("two.large.test", "AAAA"): ["::1", "fd09::1"],
}
LARGE = answering(body=b"<title>x</title>" + b"tin " * 2000)
SMALL = answering()
PACKED = answering(headers="Content-Encoding: gzip\r\n", body=gzip.compress(b"tin " * 2000))


@pytest.fixture(scope="module")
def names() -> Iterator[Names]:
    with name_server(NameServer(RECORDS, silent=["silent.test"])) as port:
        yield Names("127.0.0.53", port, timeout=1)


def hang(connection: socket.socket) -> None:
    """Say nothing until the client goes."""
    while connection.recv(4096):
        pass


def narrow(connection: socket.socket) -> None:
    """A server beyond a black hole: its large answer arrives only in segments that fit into 1,280 bytes."""
    fits = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= 1220
    (LARGE if fits else hang)(connection)


class Recovering:
    """A server that hangs a few times and then is well, whatever the segments."""

    def __init__(self, times: int) -> None:
        self.left = times

    def __call__(self, connection: socket.socket) -> None:
        self.left -= 1
        (hang if self.left >= 0 else LARGE)(connection)


def observed(
    names: Names,
    over4: Talk | None,
    over6: Talk | None,
    host: str = HOST,
    tls: ssl.SSLContext | None = None,
    **more: Any,
) -> Fact[bool | None]:
    """The fact of a portal that talks like this over each family: by plain HTTP, or by HTTPS alone with `tls`."""
    port, closed = free_port(), closed_port()
    with ExitStack() as stack:
        for address, talk in (("127.0.0.1", over4), ("::1", over6)):
            if talk is not None:
                stack.enter_context(talking(talk, address, tls, port))
        ports = (port, closed) if tls else (closed, port)
        scheme = "https" if tls else "http"
        return large_answers(look_at(host, *ports, names=names, scheme=scheme, timeout=0.5, **more))


def why(fact: object) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


@pytest.mark.parametrize("over6", [LARGE, answering(403, body=b"a" * 1281), answering(body=b"a" * (3 << 20))])
def test_a_large_page_that_comes_whole_is_seen_whatever_it_says(names: Names, over6: Talk) -> None:
    assert observed(names, SMALL, over6) == Seen(True)


@pytest.mark.parametrize("over6", [SMALL, PACKED, answering(body=b"a" * 1280)])
def test_small_answers_show_nothing(names: Names, over6: Talk) -> None:
    assert observed(names, LARGE, over6) == Seen(None)


def test_a_large_flight_shows_it_where_the_page_is_small(names: Names, tmp_path: Path) -> None:
    assert observed(names, None, SMALL, tls=large_flight(tmp_path, HOST)) == Seen(True)


def test_a_redirect_within_the_portal_leads_to_the_large_page(names: Names) -> None:
    def site(connection: socket.socket) -> None:
        path = read_request(connection).split()[1]
        body = b"a" * 5000 if path == b"/vi" else b""
        head = b"HTTP/1.1 200 X" if body else b"HTTP/1.1 302 X\r\nLocation: /vi"
        connection.sendall(head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    assert observed(names, None, site) == Seen(True)


def test_what_another_host_serves_is_not_the_portals(names: Names) -> None:
    over6 = answering(302, "Location: http://elsewhere.test/\r\n")
    assert observed(names, LARGE, over6, in_scope=lambda host: True) == Seen(None)


def test_an_answer_that_comes_in_small_segments_only_is_a_black_hole(names: Names) -> None:
    assert observed(names, LARGE, narrow) == Seen(False)


def test_a_black_hole_needs_no_ipv4_to_be_seen(names: Names) -> None:
    assert observed(names, None, narrow, host="six.large.test") == Seen(False)


def test_a_black_hole_is_seen_whatever_other_addresses_do(names: Names) -> None:
    assert observed(names, LARGE, narrow, host="two.large.test") == Seen(False)
    assert why(observed(names, LARGE, LARGE, host="two.large.test")) is Reason.NOT_AUTHORISED


@pytest.mark.parametrize("over4", [hang, SMALL, None])
def test_a_stall_proves_nothing_where_ipv4_does_no_better(names: Names, over4: Talk | None) -> None:
    assert why(observed(names, over4, narrow)) is Reason.TIMEOUT


def test_a_portal_that_hangs_is_no_black_hole(names: Names) -> None:
    assert why(observed(names, LARGE, hang)) is Reason.TIMEOUT


def test_a_portal_that_hung_for_a_while_is_no_black_hole(names: Names) -> None:
    assert why(observed(names, LARGE, Recovering(2))) is Reason.TIMEOUT


@pytest.mark.parametrize("then", [(LARGE, hang, hang), (hang, LARGE, LARGE)])
def test_a_portal_that_answers_now_and_then_is_no_black_hole(names: Names, then: tuple[Talk, ...]) -> None:
    turns = iter([hang, hang, *then])
    assert why(observed(names, LARGE, lambda connection: next(turns, LARGE)(connection))) is Reason.TIMEOUT


def test_a_page_that_hangs_behind_a_large_flight_is_no_black_hole(names: Names, tmp_path: Path) -> None:
    assert observed(names, LARGE, hang, tls=large_flight(tmp_path, HOST)) == Seen(True)


def test_a_small_flight_shows_nothing(names: Names, tmp_path: Path) -> None:
    assert observed(names, LARGE, SMALL, tls=self_signed(tmp_path, HOST)) == Seen(None)


def test_a_portal_that_is_gone_over_ipv6_is_not_asked_for_pages(names: Names) -> None:
    assert observed(names, LARGE, None) == Seen(None)
    assert why(observed(names, None, None)) is Reason.REFUSED


def test_without_ipv6_there_is_nothing_to_ask_for(names: Names) -> None:
    assert observed(names, LARGE, LARGE, host="four.large.test") == Seen(None)


def test_a_vantage_without_ipv6_cannot_tell(names: Names) -> None:
    assert why(observed(names, LARGE, LARGE, ipv6=False)) is Reason.NO_IPV6_VANTAGE


def test_without_dns_nothing_is_told(names: Names) -> None:
    assert why(observed(names, None, None, host="www.silent.test")) is Reason.DNS_TIMEOUT


INSIDE = ["unshare", "--map-root-user", "--net", "--mount"]


def namespaces_work() -> bool:
    """Whether this user may make namespaces, and has what sets them up and serves in them."""
    if not all(map(shutil.which, ("unshare", "ip", "nft", "nginx"))):
        return False
    attempt = [*INSIDE, "sh", "-ec", "mount -t tmpfs none /run; ip netns add other"]
    return subprocess.run(attempt, capture_output=True, check=False).returncode == 0


@pytest.mark.namespace
@pytest.mark.skipif(
    "CI" not in os.environ and not namespaces_work(), reason="no namespaces here (unshare, ip), or no nft or nginx"
)
@pytest.mark.parametrize(("kind", "large"), [("open", True), ("hole", False)])
@pytest.mark.parametrize("key", ["ec", "rsa"])
def test_a_firewall_that_drops_packet_too_big_is_found_behind_a_real_router(
    tmp_path: Path, kind: str, key: str, large: bool
) -> None:
    look: list[str | Path] = [*INSIDE, sys.executable, "-m", "tests.checks.ipv6.narrow_path", tmp_path, kind, key]
    finished = subprocess.run(look, capture_output=True, text=True, timeout=120, check=False)
    assert finished.returncode == 0, finished.stderr
    facts = json.loads(finished.stdout)
    assert facts["large_answers"] is large
    over6 = next(each for each in facts["reach"] if each["family"] == 6 and each["service"] == "https")
    assert (over6["http_status"] == 200) is large
    assert over6["attempts"] == (1 if large else 2)
    assert (over6["tls"] is True) is (large or key == "ec")
    assert facts["citizen"]["family"] == 6
