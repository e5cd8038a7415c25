"""security.txt is read as RFC 9116 says, and is absent only where the server says so."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.network.http import Page
from checks.observation import Fact, Reason, Seen, Unseen
from checks.web.security_txt import MOST_BYTES, PROBLEMS, SecurityTxt, read_security_txt, security_txt
from tests.checks.looks import look_at
from tests.checks.web.pages import Answer, serving
from tests.servers import closed_port, self_signed, talking

URL = "https://binhminh.gov.test/.well-known/security.txt"
NOW = datetime(2026, 11, 14, 12, tzinfo=UTC)
TEXT = {"content-type": "text/plain; charset=utf-8"}
GOOD = "Contact: mailto:csirt@binhminh.gov.test\nExpires: 2027-06-30T00:00:00+07:00\n"
ENVELOPE = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{}-----BEGIN PGP SIGNATURE-----\n\nabc=\n"
    "-----END PGP SIGNATURE-----\n"
)


def read(text: str | bytes, url: str = URL, **headers: str) -> SecurityTxt:
    body = text if isinstance(text, bytes) else text.encode()
    return read_security_txt(Page(url, 200, headers or TEXT, 1, body=body), NOW)


def test_a_good_file() -> None:
    languages = "Preferred-Languages: vi, en\r\n"
    assert read(f"# Tỉnh Bình Minh\r\n\r\n{GOOD}{languages}Canonical: {URL}\r\nX-Other: 1\r\n") == SecurityTxt(
        URL,
        ["mailto:csirt@binhminh.gov.test"],
        "2027-06-29T17:00:00+00:00",
        False,
        227,
        False,
        ["vi", "en"],
        True,
        [],
    )


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (GOOD, []),
        ("\ufeff" + GOOD, []),
        (GOOD.upper().replace("MAILTO", "mailto"), []),
        (GOOD.replace("mailto:csirt@binhminh.gov.test", "https://binhminh.gov.test/bao-cao"), []),
        (GOOD.replace("mailto:csirt@binhminh.gov.test", "tel:+84-24-1234567"), []),
        (GOOD.replace("mailto:", ""), ["contact_not_uri"]),
        (GOOD.replace("mailto:csirt@binhminh.gov.test", "http://binhminh.gov.test/"), ["not_https_uri"]),
        (GOOD + "Encryption: http://binhminh.gov.test/key\n", ["not_https_uri"]),
        ("Contact: tel:113\n", ["no_expires"]),
        ("Expires: 2027-06-30T00:00:00Z\n", ["no_contact"]),
        (GOOD + "Expires: 2027-06-30T00:00:00Z\n", ["several_expires"]),
        ("Contact: tel:113\nExpires: 30/06/2027\n", ["bad_expires"]),
        ("Contact: tel:113\nExpires: 2027-06-30\n", ["bad_expires"]),
        ("Contact: tel:113\nExpires: 2027-02-30T00:00:00Z\n", ["bad_expires"]),
        ("Contact: tel:113\nExpires: 2026-11-14T12:00:00Z\n", ["expired"]),
        ("Contact: tel:113\nExpires: 2028-06-30T00:00:00Z\n", ["far_expires"]),
        (GOOD + "Preferred-Languages: vi\nPreferred-Languages: en\n", ["several_languages"]),
        (GOOD + "Canonical: https://other.test/.well-known/security.txt\n", ["other_canonical"]),
        (GOOD + f"Canonical: https://other.test/\nCanonical: {URL}\n", []),
        (GOOD + "Canonical: https://[\n", ["other_canonical"]),
        (GOOD + "hello\n", ["syntax"]),
        (ENVELOPE.format(GOOD), []),
        (ENVELOPE.format("- " + GOOD), []),
        (ENVELOPE.format(GOOD).replace("-----END", "-----"), ["broken_signature"]),
        (ENVELOPE.format(GOOD).replace("\n\nContact", "\nContact"), ["broken_signature", "no_contact", "no_expires"]),
    ],
)
def test_what_is_wrong_with_a_file_is_told(text: str, problems: list[str]) -> None:
    assert read(text).problems == problems


@pytest.mark.parametrize(
    ("url", "headers", "problem"),
    [
        (URL.replace("https", "http"), TEXT, "not_https"),
        (URL, {"content-type": "text/html"}, "not_text_plain"),
        (URL, {"server": "x"}, "not_text_plain"),
    ],
)
def test_how_it_is_served_is_told(url: str, headers: dict[str, str], problem: str) -> None:
    assert read(GOOD, url, **headers).problems == [problem]


def test_bytes_that_are_no_text_are_told() -> None:
    assert read(GOOD.encode() + b"# \xff\n").problems == ["not_utf8"]


def test_an_expired_file_says_since_when() -> None:
    file = read("Contact: tel:113\nExpires: 2026-11-01T12:00:00Z\n")
    assert (file.expired, file.days_left) == (True, -13)


def test_of_two_dates_none_is_believed() -> None:
    file = read(GOOD + GOOD)
    assert (file.expires, file.expired, file.days_left) == (None, None, None)
    assert len(file.contacts) == 2


def test_a_leap_second_is_a_moment() -> None:
    assert read("Expires: 2026-12-31T23:59:60Z\n").expires == "2026-12-31T23:59:59+00:00"


def test_a_signature_is_recognised_and_no_more_is_claimed() -> None:
    assert read(ENVELOPE.format(GOOD)).signed
    assert read(ENVELOPE.format(GOOD)).contacts == ["mailto:csirt@binhminh.gov.test"]
    assert not read(GOOD).signed
    assert not read(ENVELOPE.format(GOOD).replace("-----END", "-----")).signed


def test_a_default_port_is_no_difference() -> None:
    assert read(f"{GOOD}Canonical: {URL}", URL.replace(".test/", ".test:443/")).canonical_matches


@given(st.text(alphabet="Contact: Expires:2027-\n\r#-BEGIN PGP\x00\u0660<", max_size=200))
def test_whatever_a_file_holds_it_is_read(text: str) -> None:
    assert set(read(text).problems) <= set(PROBLEMS)


def observed(tmp_path: Path, answers: dict[str, Answer]) -> Fact[dict[str, Any] | None]:
    with talking(serving({"/": Answer(), **answers}), tls=self_signed(tmp_path)) as (host, port):
        return security_txt(look_at(host, port, closed_port(), timeout=0.5))


PLAIN = "Content-Type: text/plain\r\n"
PLACE = "/.well-known/security.txt"


def file(text: str = GOOD, status: int = 200) -> Answer:
    return Answer(status, PLAIN, text.encode())


def test_a_file_is_found_where_the_standard_says(tmp_path: Path) -> None:
    found = observed(tmp_path, {PLACE: file(), "/security.txt": file("Contact: tel:113")})
    assert isinstance(found, Seen)
    assert found.value is not None
    assert found.value["contacts"] == ["mailto:csirt@binhminh.gov.test"]
    assert found.value["problems"] == []
    assert set(found.value) == {
        *("url", "contacts", "expires", "expired", "days_left", "signed", "languages", "canonical_matches", "problems")
    }


def test_a_file_at_the_old_place_counts_and_is_told(tmp_path: Path) -> None:
    found = observed(tmp_path, {"/security.txt": file()})
    assert isinstance(found, Seen)
    assert found.value is not None
    assert found.value["problems"] == ["legacy_place"]


def test_a_redirect_within_the_portal_is_followed(tmp_path: Path) -> None:
    found = observed(tmp_path, {PLACE: Answer(302, "Location: /s.txt\r\n"), "/s.txt": file()})
    assert isinstance(found, Seen)
    assert found.value is not None
    assert found.value["url"].endswith("/s.txt")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(404),
        Answer(410),
        Answer(200, "Content-Type: text/html\r\n", b"<!DOCTYPE html><title>Binh Minh</title>Contact: x"),
        Answer(200, PLAIN, b"\r\n <html><p>Contact: x"),
        Answer(200, "Content-Type: application/json\r\n", b'{"error": 404}'),
        Answer(200, PLAIN, b""),
        Answer(302, "Location: /\r\n"),
    ],
)
def test_where_the_server_has_none_there_is_none(tmp_path: Path, answer: Answer) -> None:
    assert observed(tmp_path, {PLACE: answer, "/security.txt": answer}) == Seen(None)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(403), Reason.BLOCKED),
        (Answer(429), Reason.BLOCKED),
        (Answer(500), Reason.PROTOCOL_ERROR),
        (Answer(302, "Location: https://elsewhere.test/s.txt\r\n"), Reason.NOT_AUTHORISED),
        (Answer(200, PLAIN, GOOD.encode() + b"#" * MOST_BYTES), Reason.TOO_LARGE),
    ],
)
@pytest.mark.parametrize("place", [PLACE, "/security.txt"])
def test_where_nothing_is_told_nothing_is_seen(tmp_path: Path, answer: Answer, reason: Reason, place: str) -> None:
    found = observed(tmp_path, {place: answer})
    assert isinstance(found, Unseen)
    assert found.reason is reason


def test_a_file_that_cannot_be_believed_to_be_the_first_choice_is_unseen(tmp_path: Path) -> None:
    found = observed(tmp_path, {PLACE: Answer(503), "/security.txt": file()})
    assert isinstance(found, Unseen)


def test_a_text_without_any_field_is_a_bad_file(tmp_path: Path) -> None:
    found = observed(tmp_path, {PLACE: file("hello\n")})
    assert isinstance(found, Seen)
    assert found.value is not None
    assert found.value["problems"] == ["syntax", "no_contact", "no_expires"]
