"""Peers whose records are wrong, or without end (RFC 8446 §5.1)."""

from __future__ import annotations

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.hostile import tls12
from tests.tls_peers.hostile.client import Client
from tests.tls_peers.hostile.kinds import hostile

ENDLESS = (Reason.PROTOCOL_ERROR, Reason.TOO_LARGE)
_ANSWER = m.server_hello(tls12.SUITE)


@hostile(Reason.PROTOCOL_ERROR)
def empty_record(client: Client) -> None:
    """Answers with a handshake record of length 0, and closes."""
    client.answer(m.record(m.HANDSHAKE, b""))


@hostile(*ENDLESS)
def empty_records_without_end(client: Client) -> None:
    """Answers with handshake records of length 0, as many as are taken."""
    client.read_hello()
    client.flood(m.record(m.HANDSHAKE, b"") * 1000)


@hostile(*ENDLESS)
def giant_record(client: Client) -> None:
    """Answers with a record of 65,535 bytes, four times as long as allowed."""
    client.answer(m.record(m.HANDSHAKE, _ANSWER + bytes(0xFFFF - len(_ANSWER))))


@hostile(*ENDLESS)
def giant_record_claimed(client: Client) -> None:
    """Answers with the header of a record of 65,535 bytes, and waits."""
    client.answer(m.record(m.HANDSHAKE, bytes(0xFFFF))[:20])
    client.hold()


@hostile(Reason.PROTOCOL_ERROR)
def unknown_record_type(client: Client) -> None:
    """Answers with a record of a type that nobody assigned."""
    client.answer(m.record(99, _ANSWER))


@hostile(Reason.PROTOCOL_ERROR)
def application_data_in_clear(client: Client) -> None:
    """Answers with application data before any handshake."""
    client.answer(m.record(m.APPLICATION_DATA, b"Hello, world. " * 9))


@hostile(Reason.PROTOCOL_ERROR)
def change_cipher_spec_first(client: Client) -> None:
    """Answers with ChangeCipherSpec alone, again and again."""
    client.read_hello()
    client.flood(m.record(m.CHANGE_CIPHER_SPEC, b"\1") * 1000)


@hostile(Reason.PROTOCOL_ERROR)
def record_of_another_version(client: Client) -> None:
    """Answers in records of the version 0x9999, which is not even of the same major number."""
    client.answer(m.record(m.HANDSHAKE, _ANSWER, version=0x9999))


@hostile(Reason.PROTOCOL_ERROR, Reason.TOO_LARGE, Reason.TLS_HANDSHAKE)
def warnings_without_end(client: Client) -> None:
    """Answers with warnings, as many as are taken."""
    client.read_hello()
    client.flood(m.alert(112, level=1) * 1000)


@hostile(Reason.PROTOCOL_ERROR)
def half_an_alert(client: Client) -> None:
    """Answers with an alert of one byte."""
    client.answer(m.record(m.ALERT, b"\2"))


@hostile(Reason.PROTOCOL_ERROR)
def empty_alert(client: Client) -> None:
    """Answers with an alert of no bytes."""
    client.answer(m.record(m.ALERT, b""))


@hostile(*ENDLESS)
def one_byte_records(client: Client) -> None:
    """Answers with a message of 16 MiB in records of one byte."""
    client.read_hello()
    client.send(m.records(m.HANDSHAKE, b"\2\xff\xff\xff", 1))
    client.flood(m.record(m.HANDSHAKE, b"\0") * 1000)


@hostile(*ENDLESS)
def endless_messages(client: Client) -> None:
    """Answers with HelloRequests, as many as are taken."""
    client.read_hello()
    client.flood(m.records(m.HANDSHAKE, m.message(0, b"") * 4000))


@hostile(*ENDLESS)
def endless_unknown_messages(client: Client) -> None:
    """Answers with handshake messages of a type that nobody assigned, as many as are taken."""
    client.read_hello()
    client.flood(m.records(m.HANDSHAKE, m.message(99, bytes(1000)) * 16))


@hostile(*ENDLESS)
def message_of_16_mib(client: Client) -> None:
    """Answers with a ServerHello that claims 16 MiB, and sends them."""
    client.read_hello()
    client.send(m.record(m.HANDSHAKE, b"\2\xff\xff\xff"))
    client.flood(m.record(m.HANDSHAKE, bytes(m.PLAIN)) * 4)


@hostile(Reason.PROTOCOL_ERROR)
def data_inside_a_message(client: Client) -> None:
    """Puts application data into the middle of a handshake message (forbidden by RFC 8446 §5.1)."""
    half = len(_ANSWER) // 2
    client.answer(
        m.record(m.HANDSHAKE, _ANSWER[:half])
        + m.record(m.APPLICATION_DATA, b"x")
        + m.record(m.HANDSHAKE, _ANSWER[half:])
    )
