"""The servers of the province in a box do what the known truth says: real clients look."""

from __future__ import annotations

import csv
import http.client
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from checks.network.names import Names
from tests.lab import Lab
from tests.lab_clients import SILENCE, address, answers, anything_goes, ask, certificate, get, ports


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(patience=10) as running:
        yield running


@pytest.fixture(scope="module")
def inventory(lab: Lab) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(lab.inventory.read_text("utf-8"))
    return content


def names_of(lab: Lab) -> Names:
    """The DNS as an audit of the lab asks it."""
    address, _, port = lab.resolver.rpartition(":")
    return Names(address, int(port), timeout=3)


# ------------------------------------------------------------------------------------------------ TLS


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl program is not installed")
@pytest.mark.parametrize("key", ["www", "congbao", "vanphong", "stc", "dongsen"])
def test_versions_are_those_that_openssl_gets(lab: Lab, inventory: dict[str, Any], key: str) -> None:
    options = {"TLSv1.0": "-tls1", "TLSv1.1": "-tls1_1", "TLSv1.2": "-tls1_2", "TLSv1.3": "-tls1_3"}
    port, host = ports(lab, inventory, key)["https"], lab.portal(key)["host"]
    for endpoint in lab.portal(key)["facts"]["tls.endpoints"]:
        where = f"[{endpoint['address']}]:{port}" if ":" in endpoint["address"] else f"{endpoint['address']}:{port}"
        accepted = [
            version
            for version, option in options.items()
            if subprocess.run(
                ["openssl", "s_client", "-connect", where, "-servername", host, option, "-cipher", "ALL:@SECLEVEL=0"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=20,
                check=False,
            ).returncode
            == 0
        ]
        assert accepted == endpoint["versions"]


def test_a_strict_client_trusts_exactly_the_certificates_that_are_right(lab: Lab, inventory: dict[str, Any]) -> None:
    rules = ("tls.certificate.trusted", "tls.certificate.name", "tls.certificate.validity")
    strict = ssl.create_default_context(cafile=str(lab.ca_file))
    strict.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    strict.set_ciphers("DEFAULT:@SECLEVEL=0")
    looked_at = 0
    for portal in lab.portals:
        if portal["verdicts"]["tls.https"] != "pass":
            continue
        looked_at += 1
        where = (address(lab, portal["key"]), ports(lab, inventory, portal["key"])["https"])
        trusted = True
        with socket.create_connection(where, timeout=5) as plain:
            try:
                strict.wrap_socket(plain, server_hostname=portal["host"]).close()
            except ssl.SSLCertVerificationError:
                trusted = False
        assert trusted == all(portal["verdicts"][rule] != "fail" for rule in rules), portal["what"]
    assert looked_at > 40


def test_certificates_end_when_they_should(lab: Lab, inventory: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    expired, expiring, future = (certificate(lab, inventory, key) for key in ("sxd", "thanhtra", "sngv"))
    assert expired.not_valid_after_utc < now
    assert (
        (expiring.not_valid_after_utc - now).days == lab.portal("thanhtra")["facts"]["tls.certificate.days_left"] == 10
    )
    assert future.not_valid_before_utc > now


def test_self_signed_is_signed_by_itself_and_another_is_another(lab: Lab, inventory: dict[str, Any]) -> None:
    own = certificate(lab, inventory, "hotrang")
    assert own.issuer == own.subject
    assert certificate(lab, inventory, "doimay") != certificate(lab, inventory, "doimay", over="::1")
    assert certificate(lab, inventory, "www") == certificate(lab, inventory, "www", over="::1")


# ------------------------------------------------------------------------------------------------ web


def test_home_page_is_vietnamese_and_never_quite_the_same(lab: Lab, inventory: dict[str, Any]) -> None:
    status, headers, first = get(lab, inventory, "www")
    second = get(lab, inventory, "www", over="::1")[2]
    assert status == 200
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert "Cổng thông tin điện tử tỉnh Thí Điểm" in first
    assert "__VIEWSTATE" in first
    assert first != second
    assert len(set(first.splitlines()) & set(second.splitlines())) > 20


def test_another_page_over_ipv6(lab: Lab, inventory: dict[str, Any]) -> None:
    assert "Sở Nội vụ" in get(lab, inventory, "snv")[2]
    assert "Welcome to nginx!" in get(lab, inventory, "snv", over="::1")[2]


def test_what_plain_http_does(lab: Lab, inventory: dict[str, Any]) -> None:
    status, headers, _ = get(lab, inventory, "www", "http")
    assert (status, headers["location"]) == (301, lab.portal("www")["url"])
    assert get(lab, inventory, "stp", "http")[0] == 200
    assert urlsplit(get(lab, inventory, "phuthach", "http")[1]["location"]).hostname == "www.thidiem.gov.test"
    with pytest.raises(ConnectionRefusedError):
        get(lab, inventory, "ttcntt", "http")


def test_a_portal_without_https_serves_http_only(lab: Lab, inventory: dict[str, Any]) -> None:
    assert lab.portal("tanvong")["url"].startswith("http://")
    assert get(lab, inventory, "tanvong", "http")[0] == 200
    with pytest.raises(ConnectionRefusedError):
        get(lab, inventory, "tanvong")


@pytest.mark.parametrize("key", ["anlocha", "connang"])
def test_hsts_is_as_the_truth_says(lab: Lab, inventory: dict[str, Any], key: str) -> None:
    said = lab.portal(key)["facts"]["web.hsts"]
    header = get(lab, inventory, key)[1].get("strict-transport-security")
    assert (header or "").startswith(f"max-age={said['max_age']}") if said else header is None


def test_home_pages_that_lie_elsewhere(lab: Lab, inventory: dict[str, Any]) -> None:
    status, headers, _ = get(lab, inventory, "hoidap")
    assert (status, headers["location"]) == (302, "/trang-chu")
    assert get(lab, inventory, "hoidap", path="/trang-chu")[0] == 200
    leads_to = urlsplit(get(lab, inventory, "baidua")[1]["location"]).hostname
    assert leads_to in lab.truth["untouchable"]


def test_headers_of_a_careful_portal(lab: Lab, inventory: dict[str, Any]) -> None:
    _, headers, page = get(lab, inventory, "www")
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["set-cookie"].endswith("; Path=/; HttpOnly; SameSite=Lax; Secure")
    nonce = page.partition('<style nonce="')[2].partition('"')[0]
    assert f"'nonce-{nonce}'" in headers["content-security-policy"]


def test_headers_of_careless_ones(lab: Lab, inventory: dict[str, Any]) -> None:
    headers = get(lab, inventory, "nhatrong")[1]
    assert not {"content-security-policy", "x-content-type-options", "x-frame-options"} & headers.keys()
    assert get(lab, inventory, "lobanh")[1]["set-cookie"].endswith("; Path=/")
    assert get(lab, inventory, "bienhieu")[1]["server"] == "nginx/1.14.2"
    assert get(lab, inventory, "tiengvong")[1]["content-type"] == "text/html"


def test_security_txt_is_there_past_its_time_or_not_at_all(lab: Lab, inventory: dict[str, Any]) -> None:
    path = "/.well-known/security.txt"
    status, headers, text = get(lab, inventory, "www", path=path)
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert fields["Canonical"] == lab.portal("www")["url"].rstrip("/") + path
    assert datetime.fromisoformat(fields["Expires"]) > datetime.now(UTC)
    past = dict(line.split(": ", 1) for line in get(lab, inventory, "donghan", path=path)[2].splitlines())
    assert datetime.fromisoformat(past["Expires"]) < datetime.now(UTC)
    assert get(lab, inventory, "cuakhep", path=path)[0] == 404


def test_where_incidents_are_to_be_reported(lab: Lab, inventory: dict[str, Any]) -> None:
    assert "báo cáo sự cố an toàn thông tin mạng: ungcuusuco@www.thidiem.gov.test" in get(lab, inventory, "www")[2]
    assert "sự cố" not in get(lab, inventory, "cuakhep")[2]
    assert "sự cố" not in get(lab, inventory, "trangtrong")[2]
    about = get(lab, inventory, "trangtrong", path="/gioi-thieu")
    assert about[0] == 200
    assert "ungcuusuco@trangtrong.thidiem.gov.test" in about[2]
    assert get(lab, inventory, "cuakin", path="/gioi-thieu")[0] == 404


def test_parts_of_pages_from_elsewhere(lab: Lab, inventory: dict[str, Any]) -> None:
    assert 'src="/anh/bia.jpg"' in get(lab, inventory, "www")[2]
    assert 'src="https://tinh.vuonchap.thidiem.gov.test:' in get(lab, inventory, "vuonchap")[2]
    assert answers(ask(lab, "tinh.vuonchap.thidiem.gov.test", "AAAA"), "AAAA") == []
    assert 'src="http://nuoclo.thidiem.gov.test:' in get(lab, inventory, "nuoclo")[2]


def test_other_redirects_over_ipv6(lab: Lab, inventory: dict[str, Any]) -> None:
    assert get(lab, inventory, "ngare")[0] == 200
    assert get(lab, inventory, "ngare", over="::1")[0] == 302
    assert get(lab, inventory, "ngare", over="::1", path="/trang-chu")[0] == 200
    leads_to = urlsplit(get(lab, inventory, "bencu", "http")[1]["location"]).hostname
    assert leads_to == lab.portal("sgddt")["host"]


def test_pages_in_the_stead_of_a_home_page(lab: Lab, inventory: dict[str, Any]) -> None:
    assert get(lab, inventory, "tanlap")[0] == 500
    assert get(lab, inventory, "bvdk")[0] == 403
    assert "Welcome to nginx!" in get(lab, inventory, "nenmoi")[2]
    assert get(lab, inventory, "bailau")[2].count("sao-bang.test/") == 3
    hostile = get(lab, inventory, "camthuy")[2].partition("</title>")[0]
    assert all(sign in hostile for sign in ("<script>", "=cmd|", "\u202e", "\x1b"))


def test_the_endless_page_does_not_end(lab: Lab, inventory: dict[str, Any]) -> None:
    port = ports(lab, inventory, "cdtd")["https"]
    with (
        socket.create_connection((address(lab, "cdtd"), port), timeout=5) as plain,
        anything_goes().wrap_socket(plain) as sock,
    ):
        sock.sendall(b"GET / HTTP/1.1\r\nHost: cdtd.thidiem.gov.test\r\n\r\n")
        total = 0
        while total < 5 * 1024 * 1024:
            piece = sock.recv(65536)
            assert piece
            total += len(piece)


def test_an_unknown_host_gets_the_provider_s_page(lab: Lab, inventory: dict[str, Any]) -> None:
    port = ports(lab, inventory, "stp")["http"]
    connection = http.client.HTTPConnection(address(lab, "stp"), port, timeout=5)
    connection.request("GET", "/", headers={"Host": "another.test"})
    response = connection.getresponse()
    assert response.status == 404
    assert b"Welcome to nginx!" in response.read()
    connection.close()


@pytest.mark.parametrize("nonsense", [b"\x16\x03\x01\x00\x05hello\r\n\r\n", b"GET /" + b"a" * 100_000 + b"\r\n\r\n"])
def test_nonsense_is_a_bad_request(lab: Lab, inventory: dict[str, Any], nonsense: bytes) -> None:
    port = ports(lab, inventory, "stp")["http"]
    with socket.create_connection((address(lab, "stp"), port), timeout=5) as sock:
        sock.sendall(nonsense)
        assert sock.recv(12) == b"HTTP/1.1 400"


# ------------------------------------------------------------------------------------------------ labels


def test_valid_labels_are_on_the_page_in_more_than_one_shape(lab: Lab, inventory: dict[str, Any]) -> None:
    shapes = set()
    for key in ("www", "dichvucong", "dulieu", "congbao", "phananh", "trungtam"):
        page, portal = get(lab, inventory, key)[2], lab.portal(key)
        assert f"https://tinnhiemmang.vn/danh-ba-tin-nhiem/{portal['facts']['trust_label.slug']}" in page
        assert f"https://tinnhiemmang.vn/handle_cert?id={portal['host']}" in page
        shapes.add(tuple(word for word in ("data-src=", "srcset=", "rel='noopener'") if word in page))
    assert len(shapes) == 4


@pytest.mark.parametrize(
    ("key", "has", "lacks"),
    [
        ("khetruc", "Chịu trách nhiệm nội dung", "tinnhiemmang"),
        ("svhttdl", "handle_cert?id=www.tinhban.gov.test", "handle_cert?id=svhttdl"),
        ("vinhthanhson", "/images/handle_cert.png", "tinnhiemmang.vn"),
        ("hoadien", "handle_cert?id=hoadien", "danh-ba-tin-nhiem"),
        ("thachgiang", "danh-ba-tin-nhiem/thachgiangthidiemgovtest-", "handle_cert"),
        ("lungmay", ".innerHTML = '<a href=\"https://tinnhiemmang.vn/", "<!--"),
        ("doncat", "<!-- tạm ẩn: <a href", "<script"),
        ("cauda", "https://tinnhiemmang.vn.xacthuc.test/danh-ba-tin-nhiem/", "https://tinnhiemmang.vn/"),
        ("ruongbac", "/danh-ba-tinnhiem/", "/danh-ba-tin-nhiem/"),
        ("xuanhoi", "https://chungthuc.dichvukhac.test/", "tinnhiemmang.vn"),
        ("longdien", 'href="https://tinnhiemmang.vn/"', "danh-ba-tin-nhiem"),
    ],
)
def test_labels_that_are_none(lab: Lab, inventory: dict[str, Any], key: str, has: str, lacks: str) -> None:
    footer = get(lab, inventory, key)[2].partition("<footer>")[2]
    assert has in footer
    assert lacks not in footer
    assert lab.portal(key)["verdicts"]["trust_label.embedded"] != "pass"


def test_the_label_directory_lists_whom_it_should(lab: Lab) -> None:
    with (lab.directory / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["domain"]: row for row in csv.DictReader(file)}
    for portal in lab.portals:
        registry = portal["facts"].get("trust_label.registry", {"status": "not_listed"})
        assert (portal["host"] in rows) == (registry["status"] == "listed")
        if portal["host"] in rows:
            assert rows[portal["host"]]["owner"] == registry["owner"]
    assert lab.portal("trungtam")["host"] not in rows
    assert rows[lab.portal("yenphong")["host"]]["owner"] == "Công ty TNHH Truyền thông Mây Xa"


# ------------------------------------------------------------------------------------------------ silence


@pytest.mark.parametrize("key", ["rungthong", "dabac"])
@pytest.mark.parametrize("over", [None, "::1"])
def test_a_handshake_that_hangs(lab: Lab, inventory: dict[str, Any], key: str, over: str | None) -> None:
    where = (over or address(lab, key), ports(lab, inventory, key)["https"])
    with socket.create_connection(where, timeout=5) as plain:
        plain.settimeout(SILENCE)
        with pytest.raises(TimeoutError):
            anything_goes().wrap_socket(plain)


def test_an_answer_that_never_comes(lab: Lab, inventory: dict[str, Any]) -> None:
    host, port = lab.portal("songngam")["host"], ports(lab, inventory, "songngam")["https"]
    with (
        socket.create_connection((address(lab, "songngam"), port), timeout=5) as plain,
        anything_goes().wrap_socket(plain) as sock,
    ):
        sock.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        sock.settimeout(SILENCE)
        with pytest.raises(TimeoutError):
            sock.recv(1)


@pytest.mark.parametrize("service", ["https", "http"])
def test_connections_that_never_come_about(lab: Lab, inventory: dict[str, Any], service: str) -> None:
    port = ports(lab, inventory, "cuabac")[service]
    socket.create_connection((address(lab, "cuabac"), port), timeout=5).close()
    with pytest.raises(TimeoutError):
        socket.create_connection(("::1", port), timeout=SILENCE)


@pytest.mark.parametrize("service", ["https", "http"])
def test_closed_doors_refuse(lab: Lab, inventory: dict[str, Any], service: str) -> None:
    closed = ports(lab, inventory, "bqlkkt")[service]
    down = ports(lab, inventory, "baivang")[service]
    socket.create_connection((address(lab, "bqlkkt"), closed), timeout=5).close()
    for where in (("::1", closed), ("::1", down), (address(lab, "baivang"), down)):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(where, timeout=5)


def test_connections_are_counted_also_where_none_may_arrive(lab: Lab, inventory: dict[str, Any]) -> None:
    untouchable = lab.truth["untouchable"]
    assert len(untouchable) == 2
    assert [host for host in untouchable if host in lab.connections] == []
    host, port = lab.portal("lienvung")["host"], ports(lab, inventory, "lienvung")["https"]
    with socket.create_connection((address(lab, "lienvung"), port), timeout=5) as sock:
        sock.sendall(b"no TLS at all")
        sock.recv(1024)
    assert lab.connections[host] == 1
