from __future__ import annotations

from pathlib import Path

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.tls.weakness.resumption import resumption
from tests.checks.tls.peers import hold, nginx_server, openssl_server
from tests.checks.tls.weakness.asking import SHORT, asked
from tests.checks.tls.weakness.fake_server import FakeServer
from tests.servers import talking


@pytest.mark.parametrize("version", ["TLSv1.0", "TLSv1.1", "TLSv1.2"])
@pytest.mark.parametrize(
    ("options", "by_id", "by_ticket"),
    [("", True, True), ("-no_ticket", True, False), ("-no_cache", False, True), ("-no_cache -no_ticket", False, False)],
)
def test_openssl_resumes_as_it_was_told(
    rsa_server: Path, version: str, options: str, by_id: bool, by_ticket: bool
) -> None:
    with openssl_server(rsa_server, "-cipher", "ALL:@SECLEVEL=0", *options.split()) as endpoint:
        assert asked(resumption, endpoint, version) == {"id": Seen(by_id), "ticket": Seen(by_ticket)}


@pytest.mark.parametrize(("cache", "by_id"), [("shared:TLS:1m", True), ("none", False), ("off", False)])
def test_nginx_resumes_as_it_was_told(tmp_path: Path, rsa_server: Path, cache: str, by_id: bool) -> None:
    lines = [f"ssl_session_cache {cache};", "ssl_session_tickets on;"]
    with nginx_server(tmp_path, rsa_server, *lines) as endpoint:
        assert asked(resumption, endpoint) == {"id": Seen(by_id), "ticket": Seen(True)}


def test_a_ticket_that_is_given_and_not_taken_back_is_no_resumption(fake: FakeServer) -> None:
    with talking(fake) as endpoint:
        assert asked(resumption, endpoint) == {"id": Seen(False), "ticket": Seen(True)}


def test_tls_1_3_alone_resumes_in_neither_way_of_old(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_3") as endpoint:
        assert asked(resumption, endpoint, after=False) == {"id": Seen(False), "ticket": Seen(False)}


def test_silence_says_nothing() -> None:
    silence = Unseen(Reason.TIMEOUT, "silence instead of a hello")
    with talking(hold) as endpoint:
        assert asked(resumption, endpoint, timeout=SHORT, after=False) == {"id": silence, "ticket": silence}
