"""Cookies as browsers read them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checks.network.http import Head
from checks.web.cookies import MOST_CHARACTERS, MOST_OCTETS, cookies, read_cookie

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(line: str, encrypted: bool = True) -> dict[str, Any]:
    cookie = read_cookie(line, encrypted, NOW)
    assert cookie is not None
    return cookie


def test_a_careful_cookie() -> None:
    assert read("__Host-id=secret; Path=/; Secure; HttpOnly; SameSite=Strict") == {
        "name": "__Host-id",
        "secure": True,
        "http_only": True,
        "same_site": "Strict",
        "problem": None,
    }


def test_a_careless_cookie_and_its_value_is_not_kept() -> None:
    assert read("JSESSIONID=secret; Path=/") == {
        "name": "JSESSIONID",
        "secure": False,
        "http_only": False,
        "same_site": None,
        "problem": None,
    }


@pytest.mark.parametrize(
    ("line", "secure", "http_only", "same_site"),
    [
        ("a=1;SECURE;httponly;samesite=LAX", True, True, "Lax"),
        ("a=1; Secure=false; HttpOnly=0", True, True, None),
        ("a=1; SameSite=Lax; SameSite=None; Secure", True, False, "None"),
        ("a=1; SameSite=Lax; SameSite=nonsense", False, False, None),
        ("a=1; SameSite", False, False, None),
        ("a=1 Secure, HttpOnly", False, False, None),
        ("a=1; Sec ure; =Secure", False, False, None),
        ("a=1;\tSecure\t", True, False, None),
        ("a=1;\r\n Secure", True, False, None),
    ],
)
def test_flags(line: str, secure: bool, http_only: bool, same_site: str | None) -> None:
    cookie = read(line)
    assert (cookie["secure"], cookie["http_only"], cookie["same_site"]) == (secure, http_only, same_site)


@pytest.mark.parametrize(
    ("line", "name"), [("a", ""), ("=a", ""), ("a=", "a"), (" a b =c=d", "a b"), ('a="1;2"', "a"), ("a=1, b=2", "a")]
)
def test_names(line: str, name: str) -> None:
    assert read(line)["name"] == name


def test_a_long_name_is_cut() -> None:
    assert read("a" * 200 + "=1")["name"] == "a" * (MOST_CHARACTERS - 1) + "…"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "=",
        "; Secure",
        "a=1\x00; Secure",
        "a=1\nSet-Cookie: b=2",
        "a" * MOST_OCTETS + "=1",
        "a=1; Max-Age=0",
        "a=1; Max-Age=-1; Expires=Thu, 01 Jan 2099 00:00:00 GMT",
        "a=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0",
        "a=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT",
        "a=1; Expires=Sun, 22 Nov 2026 00:00:00 GMT",
    ],
)
def test_what_sets_no_cookie(line: str) -> None:
    assert read_cookie(line, True, NOW) is None


@pytest.mark.parametrize(
    "line",
    [
        "a" * (MOST_OCTETS - 1) + "=1",
        "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "a=1; Max-Age=soon",
        "a=1; Expires=Sun, 22 Nov 2026 00:00:01 GMT",
        "a=1; Expires=Sun, 22 Nov 2026 07:00:01 -0000",
        "a=1; Expires=never",
        "a=1; Expires=" + "9" * 1000,
        "a=1; Expires=Thu, 01 Jan 99999 00:00:00 GMT",
        "a=1; Max-Age=0" + " " * 100 + "0" * 2000,
    ],
)
def test_what_sets_one(line: str) -> None:
    assert read(line)["name"].startswith("a")


@pytest.mark.parametrize(
    ("line", "encrypted", "problem"),
    [
        ("a=1; Secure", False, "secure_over_http"),
        ("a=1; SameSite=None", True, "none_without_secure"),
        ("a=1; SameSite=None; Secure", True, None),
        ("__Secure-a=1", True, "secure_prefix"),
        ("__secure-a=1; Secure", True, None),
        ("__Host-a=1; Secure; Path=/", True, None),
        ("__Host-a=1; Secure; Path=/; Domain=", True, None),
        ("__HOST-a=1; Secure; Path=/; Domain=a.test", True, "host_prefix"),
        ("__Host-a=1; Secure; Path=/x", True, "host_prefix"),
        ("__Host-a=1; Secure", True, "host_prefix"),
        ("__Host-a=1; Path=/", True, "host_prefix"),
        ("=__Secure-a", True, "secure_prefix"),
        ("a=1", False, None),
    ],
)
def test_why_browsers_drop_a_cookie(line: str, encrypted: bool, problem: str | None) -> None:
    assert read(line, encrypted)["problem"] == problem


def test_the_different_cookies_of_all_answers() -> None:
    first = Head("http://a.test/", 301, {}, 1, cookies=("a=1", "b=1; Secure"))
    last = Head("https://a.test/", 200, {}, 1, cookies=("a=2", "b=1; Secure", "c=; Max-Age=0"))
    found = [(cookie["name"], cookie["problem"]) for cookie in cookies([first, last], NOW)]
    assert found == [("a", None), ("b", "secure_over_http"), ("b", None)]
