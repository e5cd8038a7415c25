"""HTTPS, the way from HTTP to it, and HSTS."""

from pathlib import Path
from typing import Any

import pytest

from checks.observation import Reason, Seen, Unseen
from checks.web.observe import observe, parse_hsts
from tests.checks.looks import look_at
from tests.servers import Talk, answering, closed_port, listening, self_signed, talking

HOST = "127.0.0.1"


def observed(tmp_path: Path, over_https: Talk | None, over_http: Talk | None) -> dict[str, Any]:
    """The web facts of a portal that talks like this on its two ports; None leaves a port closed."""
    tls = self_signed(tmp_path)
    with talking(over_https or answering(), tls=tls) as (_, https), talking(over_http or answering()) as (_, http):
        https_port = https if over_https else closed_port()
        http_port = http if over_http else closed_port()
        return observe(look_at(HOST, https_port, http_port))


def test_a_good_portal(tmp_path: Path) -> None:
    hsts = "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"
    facts = observed(tmp_path, answering(headers=hsts), answering(301, f"Location: https://{HOST}/\r\n"))
    assert facts["https"] == Seen(True)
    assert facts["http"] == Seen("redirect")
    assert facts["redirects_to_https"] == Seen(True)
    assert facts["hsts"] == Seen({"max_age": 31536000, "include_subdomains": True, "preload": False})
    assert facts["status"] == Seen(200)


@pytest.mark.parametrize(
    ("over_http", "kind", "redirects"),
    [
        (answering(200), "content", Seen(False)),
        (answering(302, "Location: https://elsewhere.test/\r\n"), "redirect", Seen(False)),
        (answering(302, "Location: http://127.0.0.1/again\r\n"), "redirect", Seen(False)),
        (answering(302, "Location: /same-scheme\r\n"), "redirect", Seen(False)),
        (None, "closed", Seen(False)),
    ],
)
def test_what_plain_http_does(tmp_path: Path, over_http: Talk | None, kind: str, redirects: Seen[bool]) -> None:
    facts = observed(tmp_path, answering(), over_http)
    assert facts["http"] == Seen(kind)
    assert facts["redirects_to_https"] == redirects


def test_an_error_over_http_decides_neither_way(tmp_path: Path) -> None:
    facts = observed(tmp_path, answering(), answering(503))
    assert facts["http"] == Seen("error")
    assert isinstance(facts["redirects_to_https"], Unseen)


def test_a_closed_https_port_is_seen_while_http_lives(tmp_path: Path) -> None:
    facts = observed(tmp_path, None, answering())
    assert facts["https"] == Seen(False)
    assert facts["status"] == Seen(200)
    assert isinstance(facts["hsts"], Unseen)


def test_a_portal_that_is_down_shows_nothing(tmp_path: Path) -> None:
    facts = observed(tmp_path, None, None)
    assert {isinstance(fact, Unseen) and fact.reason for fact in facts.values()} == {Reason.REFUSED}


def test_a_portal_that_hangs_shows_nothing() -> None:
    with listening() as (_, https), listening() as (_, http):
        facts = observe(look_at(HOST, https, http, timeout=0.3))
    assert {isinstance(fact, Unseen) and fact.reason for fact in facts.values()} == {Reason.TIMEOUT}


def test_an_ipv6_portal_is_not_judged_from_a_vantage_without_ipv6() -> None:
    facts = observe(look_at("::1", closed_port("::1"), closed_port("::1"), ipv6=False))
    assert {isinstance(fact, Unseen) and fact.reason for fact in facts.values()} == {Reason.NO_IPV6_VANTAGE}


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (None, None),
        ("includeSubDomains", None),
        ("max-age=abc", None),
        ("max-age=0", {"max_age": 0, "include_subdomains": False, "preload": False}),
        ('MAX-AGE="600"; INCLUDESUBDOMAINS; preload', {"max_age": 600, "include_subdomains": True, "preload": True}),
    ],
)
def test_hsts_is_read_as_rfc_6797_says(header: str | None, told: dict[str, Any] | None) -> None:
    assert parse_hsts(header) == told
