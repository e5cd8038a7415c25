"""Peers that misbehave under the keys of TLS 1.3 (RFC 8446 §4.3 to §5.5)."""

from __future__ import annotations

from checks.observation import Reason
from tests.tls_peers import messages as m
from tests.tls_peers.hostile.client import Client, bytewise
from tests.tls_peers.hostile.kinds import Shows, hostile
from tests.tls_peers.hostile.tls13 import Session
from tests.tls_peers.truth import ANYTHING

WRONG = (Reason.PROTOCOL_ERROR, Reason.TLS_HANDSHAKE)
ENDLESS = (*WRONG, Reason.TOO_LARGE)
_TICKET = m.new_session_ticket(b"ticket" * 30)


@hostile(*WRONG, shows=Shows.HELLO13)
def records_of_no_key(client: Client) -> None:
    """Sends a flight whose authentication tag is wrong."""
    if session := Session.begin(client):
        flight = session.flight()
        client.send(flight[:-1] + bytes([flight[-1] ^ 1]))


@hostile(*WRONG, shows=Shows.HELLO13)
def records_of_noise(client: Client) -> None:
    """Sends zeros where the encrypted flight should be."""
    if session := Session.begin(client):
        session.client.send(m.record(m.APPLICATION_DATA, bytes(900)))


@hostile(*WRONG, shows=Shows.HELLO13)
def encrypted_record_of_no_bytes(client: Client) -> None:
    """Sends an encrypted record of length 0, too short for its tag."""
    if session := Session.begin(client):
        client.send(m.record(m.APPLICATION_DATA, b"") + session.flight())


@hostile(*ENDLESS, shows=Shows.HELLO13)
def encrypted_emptiness_without_end(client: Client) -> None:
    """Sends encrypted records with nothing but padding, as many as are taken."""
    if session := Session.begin(client):
        while True:
            client.send(session.seal(b"", padding=1000))


@hostile(*ENDLESS, shows=Shows.HELLO13)
def record_without_a_type(client: Client) -> None:
    """Sends an encrypted record of zeros: it is all padding and has no content type (RFC 8446 §5.4)."""
    if session := Session.begin(client):
        client.send(session.seal(b"", kind=0, padding=500) + session.flight())


@hostile(*WRONG, shows=Shows.FLIGHT13)
def wrong_finished(client: Client) -> None:
    """Sends a flight whose Finished does not fit: somebody has altered what was said."""
    if session := Session.begin(client):
        client.send(session.flight(finished=m.message(m.FINISHED, bytes(32))))


@hostile(*WRONG, shows=Shows.FLIGHT13)
def wrong_signature(client: Client) -> None:
    """Sends a CertificateVerify that its certificate's key has not signed."""
    if session := Session.begin(client):
        body = m.ECDSA_SECP256R1_SHA256.to_bytes(2) + m.vector(bytes(70), 2)
        client.send(session.flight(verify=m.message(m.CERTIFICATE_VERIFY, body)))


@hostile(*WRONG, shows=Shows.HELLO13)
def finished_at_once(client: Client) -> None:
    """Leaves out its certificate and the proof of it."""
    if session := Session.begin(client):
        client.send(session.flight(chain=b"", verify=b""))


@hostile(*WRONG, shows=Shows.HELLO13, certificates=[], signature_used=ANYTHING)
def no_certificates_encrypted(client: Client) -> None:
    """Sends an empty list of certificates under encryption."""
    if session := Session.begin(client):
        client.send(session.flight(chain=m.certificate13([])))


@hostile(*WRONG, Reason.TOO_LARGE, shows=Shows.HELLO13)
def many_certificates_encrypted(client: Client) -> None:
    """Sends its certificate 10,000 times under encryption."""
    if session := Session.begin(client):
        client.send(session.flight(chain=m.certificate13([client.identity.certificate] * 10_000)))


@hostile(*ENDLESS, shows=Shows.HELLO13)
def encrypted_message_of_16_mib(client: Client) -> None:
    """Sends an encrypted Certificate that claims 16 MiB, and sends them."""
    if session := Session.begin(client):
        client.send(session.seal(bytes([m.CERTIFICATE]) + b"\xff\xff\xff"))
        while True:
            client.send(session.seal(bytes(m.PLAIN)))


@hostile(*WRONG, Reason.TIMEOUT, shows=Shows.HELLO13)
def half_an_encrypted_record(client: Client) -> None:
    """Sends half of its encrypted flight, and FIN."""
    if session := Session.begin(client):
        flight = session.flight()
        client.send(flight[: len(flight) // 2])


@hostile(*ENDLESS, Reason.TIMEOUT, shows=Shows.FLIGHT13, session_tickets=True)
def tickets_without_end(client: Client) -> None:
    """Completes the handshake and sends tickets, as many as are taken."""
    if session := Session.begin(client):
        session.complete()
        while True:
            client.send(session.sealed(_TICKET * 50))


@hostile(*WRONG, Reason.TIMEOUT, shows=Shows.FLIGHT13, session_tickets=True)
def slow_ticket(client: Client) -> None:
    """Completes the handshake and sends a ticket, one byte a second."""
    if session := Session.begin(client):
        session.complete()
        client.drip(bytewise(session.seal(_TICKET)), 1)


@hostile(*WRONG, Reason.TIMEOUT, Reason.TOO_LARGE, shows=Shows.FLIGHT13)
def ticket_length_that_lies(client: Client) -> None:
    """Completes the handshake and sends a ticket that claims more bytes than its message has."""
    if session := Session.begin(client):
        session.complete()
        client.send(session.seal(m.message(m.NEW_SESSION_TICKET, bytes(8) + b"\xff" + bytes(9))))


@hostile(*ENDLESS, Reason.TIMEOUT, shows=Shows.FLIGHT13)
def key_updates_without_end(client: Client) -> None:
    """Completes the handshake and asks for new keys, as often as is taken, without ever using them."""
    if session := Session.begin(client):
        session.complete()
        while True:
            client.send(session.seal(m.message(m.KEY_UPDATE, b"\1")))


@hostile(*ENDLESS, Reason.TIMEOUT, shows=Shows.FLIGHT13)
def data_without_end(client: Client) -> None:
    """Completes the handshake and sends application data, as much as is taken."""
    if session := Session.begin(client):
        session.complete()
        while True:
            client.send(session.seal(bytes(m.PLAIN), kind=m.APPLICATION_DATA))
