"""Other trust marks are read from what the look has; nobody is asked for them."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from checks.look import Look
from checks.observation import Reason, to_json
from checks.trust_label.marks import LONGEST_ORGANISATION, observe_marks
from checks.web.security_txt import PLACES, security_txt
from tests.checks.looks import look_at
from tests.checks.web.pages import Answer, page, serving
from tests.servers import closed_port, talking

HOST = "127.0.0.1"
TEXT = "<h1>Cổng thông tin điện tử</h1><p>Tin tức, sự kiện, thông báo của tỉnh Bình Minh hôm nay.</p>"
ENTRY = '<a href="http://online.gov.vn/Home/WebDetails/12345"><img src="/da-thong-bao.png"></a>'
SIGNED = (
    "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nContact: mailto:csirt@binhminh.gov.test\n"
    "Expires: 2030-01-01T00:00:00Z\n-----BEGIN PGP SIGNATURE-----\n\nabc=\n-----END PGP SIGNATURE-----\n"
)


def marks(look: Look) -> dict[str, Any]:
    found: dict[str, Any] = to_json(observe_marks(look)["marks"])
    return found


def served(html: str, **more: Answer) -> dict[str, Answer]:
    return {"/": page(TEXT + html), **{f"/{name}": answer for name, answer in more.items()}}


def certified(folder: Path, subject: str) -> ssl.SSLContext:
    """A server's TLS context with a self-signed certificate of this subject."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -days 9"
    options: list[str | Path] = ["-subj", subject, "-keyout", key, "-out", certificate]
    subprocess.run([*make.split(), *options], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (ENTRY, True),
        (ENTRY.replace("http:", "https:").replace("/Home/", "/home/"), True),
        ('<a href="//www.online.gov.vn/HomePage/CustomWebsiteDisplay.aspx?DocId=1">BCT</a>', True),
        ('<a href="http://online.gov.vn/">Bộ Công Thương</a>', False),
        (ENTRY.replace("online.gov.vn", "online.gov.vn.khac.test"), False),
        ('<img src="/da-thong-bao-bo-cong-thuong.png">', False),
        (f"<div hidden>{ENTRY}</div>", False),
    ],
)
def test_the_ministry_s_mark_is_a_link_to_its_entry(html: str, expected: bool) -> None:
    with talking(serving(served(html))) as (_, port):
        assert marks(look_at(HOST, closed_port(), port, scheme="http"))["ministry_of_industry"] is expected


def test_a_page_that_takes_a_browser_may_yet_have_it() -> None:
    with talking(serving({"/": page("<script src=/a.js></script>")})) as (_, port):
        found = marks(look_at(HOST, closed_port(), port, scheme="http"))["ministry_of_industry"]
    assert found["unseen"] == "tool_missing"


@pytest.mark.parametrize(
    ("host", "expected"), [("www.binhminh.gov.vn", True), ("binhminh.gov.vn.test", False), ("binhminhgov.vn", False)]
)
def test_the_name_says_whether_it_is_a_state_s(host: str, expected: bool) -> None:
    assert marks(look_at(host, closed_port(), closed_port()))["gov_vn"] is expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("/C=VN/O=Ủy ban nhân dân tỉnh Bình Minh/CN=a.test", "Ủy ban nhân dân tỉnh Bình Minh"),
        ("/CN=a.test", None),
    ],
)
def test_the_organisation_that_the_certificate_names(tmp_path: Path, subject: str, expected: str | None) -> None:
    with talking(serving(served("")), tls=certified(tmp_path, subject)) as (_, port):
        look = look_at(HOST, port, closed_port())
        assert marks(look)["organisation"] == expected
    assert expected is None or len(expected) <= LONGEST_ORGANISATION


def test_without_https_no_organisation_is_seen_and_none_is_asked_for() -> None:
    asked: list[str] = []
    with talking(serving(served(""), asked)) as (_, port):
        found = marks(look_at(HOST, port, port, scheme="http"))["organisation"]
    assert found["unseen"] == Reason.NEEDS_LOOKUP
    assert asked == ["/"]


def test_a_certificate_that_was_refused_is_unseen_as_its_port_was() -> None:
    with talking(serving(served(""))) as (_, port):
        found = marks(look_at(HOST, closed_port(), port))["organisation"]
    assert found["unseen"] == "refused"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({PLACES[0]: Answer(200, "Content-Type: text/plain\r\n", SIGNED.encode())}, True),
        ({PLACES[0]: Answer(200, "Content-Type: text/plain\r\n", b"Contact: mailto:a@b.test\n")}, False),
        ({}, None),
    ],
)
def test_a_signed_security_txt(answers: dict[str, Answer], expected: bool | None) -> None:
    with talking(serving(served("") | answers)) as (_, port):
        look = look_at(HOST, closed_port(), port, scheme="http")
        security_txt(look)
        assert marks(look)["security_txt_signed"] is expected


def test_security_txt_is_not_asked_for_here() -> None:
    asked: list[str] = []
    with talking(serving(served(""), asked)) as (_, port):
        found = marks(look_at(HOST, closed_port(), port, scheme="http"))["security_txt_signed"]
    assert found["unseen"] == "needs_lookup"
    assert asked == ["/"]


def test_the_privacy_policy_is_looked_for_on_the_home_page() -> None:
    with talking(serving(served('<a href="/chinh-sach-bao-mat">x</a>'))) as (_, port):
        assert to_json(observe_marks(look_at(HOST, closed_port(), port, scheme="http"))["privacy_policy"]) is True


def test_a_page_that_was_not_seen_leaves_what_it_would_tell_unseen() -> None:
    found = to_json(observe_marks(look_at(HOST, closed_port(), closed_port())))
    assert found["privacy_policy"]["unseen"] == found["marks"]["ministry_of_industry"]["unseen"] == "refused"
    assert found["marks"]["gov_vn"] is False
