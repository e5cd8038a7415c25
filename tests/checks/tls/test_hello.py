from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from checks.tls.hello import VERSION_CODES, client_hello
from checks.tls.suites import offers
from tests.checks.tls.certificates import issue, names, server_context

HOST = "www.binhminh.gov.test"
TLS = [version for version in VERSION_CODES if version.startswith("TLS")]


def hello(version: str, name: str | None = HOST) -> bytes:
    return client_hello(version, offers(version)[0], name)


@pytest.mark.parametrize("version", [version for version in VERSION_CODES if version != "SSLv2"])
def test_a_hello_is_one_record_with_one_message_of_the_lengths_it_says(version: str) -> None:
    data = hello(version)
    assert (data[0], data[5]) == (22, 1)
    assert int.from_bytes(data[3:5]) == len(data) - 5
    assert int.from_bytes(data[6:9]) == len(data) - 9


@pytest.mark.parametrize("version", VERSION_CODES)
def test_every_suite_that_is_asked_for_is_offered(version: str) -> None:
    size = 3 if version == "SSLv2" else 2
    assert b"".join(code.to_bytes(size) for code in offers(version)[0]) in hello(version)


@pytest.mark.parametrize(
    ("version", "record", "legacy"),
    [
        ("SSLv3", 0x0300, 0x0300),
        ("TLSv1.0", 0x0301, 0x0301),
        ("TLSv1.1", 0x0301, 0x0302),
        ("TLSv1.2", 0x0301, 0x0303),
        ("TLSv1.3", 0x0301, 0x0303),
    ],
)
def test_versions_are_written_as_old_servers_bear_them(version: str, record: int, legacy: int) -> None:
    data = hello(version)
    assert (int.from_bytes(data[1:3]), int.from_bytes(data[9:11])) == (record, legacy)


def test_a_hello_for_sslv2_has_its_own_shape() -> None:
    data = hello("SSLv2")
    assert int.from_bytes(data[:2]) == 0x8000 | len(data) - 2
    assert data[2:5] == b"\1\0\2"
    assert [int.from_bytes(data[at : at + 2]) for at in (5, 7, 9)] == [21, 0, 16]


@pytest.mark.parametrize("version", TLS)
def test_the_name_of_the_host_is_sent_and_none_for_an_address(version: str) -> None:
    assert HOST.encode() in hello(version)
    assert HOST.encode() not in hello(version, None)


@pytest.mark.parametrize("version", ["SSLv3", *TLS])
def test_no_hello_has_a_length_that_some_front_ends_hang_on(version: str) -> None:
    for length in range(1, 250):
        assert not 256 <= len(hello(version, "a" * length)) - 5 < 512


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
@pytest.mark.parametrize("name", [HOST, None])
def test_a_real_server_understands_the_hello_and_its_name(tmp_path: Path, version: str, name: str | None) -> None:
    context = server_context(tmp_path, issue("a", None, names("a.test")))
    asked: list[str | None] = []
    context.sni_callback = lambda connection, server_name, context: asked.append(server_name)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(incoming, outgoing, server_side=True)
    incoming.write(hello(version, name))
    with pytest.raises(ssl.SSLWantReadError):
        server.do_handshake()
    assert asked == [name]
    assert outgoing.read()[5] == 2


def test_no_two_hellos_are_alike() -> None:
    assert hello("TLSv1.3") != hello("TLSv1.3")
