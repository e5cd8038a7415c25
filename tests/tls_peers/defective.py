"""All defective front ends: what each stands before, what is true of it, and what may honestly stay unseen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from checks.observation import Reason
from tests.tls_peers.backends import Backends, without
from tests.tls_peers.client_hello import TLS12, TLS13, ClientHello
from tests.tls_peers.defects import (
    AnswersInPieces,
    Balances,
    Delays,
    Dies,
    Dislikes,
    FewAtOnce,
    Limits,
    ReadsFewSuites,
    SplitsRecords,
    StartsBlocking,
    SwallowsAlerts,
    Warns,
)
from tests.tls_peers.front import FrontEnd, Refusal
from tests.tls_peers.truth import ANYTHING, AnyOrder, OneOf, SomeOf, Truth, Within

CORE = ("versions", "ciphers", "chosen_cipher", "order", "server_preference", "certificate_sha256")
MOST = (*CORE, "groups", "dh", "alpn", "compression", "secure_renegotiation", "extended_master_secret")
_DROPPED = frozenset({Reason.BLOCKED, Reason.TLS_HANDSHAKE, Reason.PROTOCOL_ERROR})
_SILENT = _DROPPED | {Reason.TIMEOUT}
_SHUT = _DROPPED | {Reason.REFUSED}


@dataclass(frozen=True, slots=True)
class Defective:
    """A defective front end.

    `truth` is what its clients get; every other fact must be unseen for one of `reasons`, and the members in
    `certain` must not be unseen, because patience and a second question are enough to have them. `timeout` is what
    a look at it needs, in seconds for one question.
    """

    name: str
    does: str
    front: Callable[[Backends], FrontEnd]
    truth: Callable[[Backends], Truth]
    reasons: Collection[Reason]
    certain: Collection[str] = ()
    timeout: float = 3.0


def _broad(backends: Backends) -> Truth:
    return backends.broad.truth


def _but(*, intolerances: tuple[str, ...], lost: tuple[str, ...] = ()) -> Callable[[Backends], Truth]:
    """The truth of `broad` but for the versions that are lost, with some of these intolerances or none met."""
    return lambda backends: without(backends.broad.truth, *lost) | {"intolerances": Within(intolerances)}


def _without_extensions(backends: Backends) -> Truth:
    """What the server `old` gives to clients that send no extension."""
    lost = dict.fromkeys(("extended_master_secret", "encrypt_then_mac", "session_tickets"), False)
    return {**backends.old.truth, **lost, "alpn": [], "intolerances": Within(["extensions", "grease", "long_hello"])}


def either(backends: Backends) -> Truth:
    """What is true of the servers `modern` and `old` together, behind one address."""
    one, other = backends.modern.truth, backends.old.truth
    both = {name: fact for name, fact in one.items() if other[name] == fact}
    certificates = [one["certificate_sha256"], other["certificate_sha256"]]
    versions = ["TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"]
    return {
        **both,
        "versions": versions,
        "ciphers": {version: AnyOrder(_ciphers(version, one, other)) for version in versions},
        "chosen_cipher": SomeOf({version: OneOf(_ciphers(version, one, other)) for version in versions}),
        "order": SomeOf(dict.fromkeys(versions, "server")),
        "groups": one["groups"],
        "signature_used": ANYTHING,
        "fallback_scsv": ANYTHING,  # the older server has no reason to refuse what the newer one does
        "certificate_sha256": OneOf(certificates),
        "certificates": AnyOrder(certificates),
        "early_data": False,
        "encrypt_then_mac": True,
    }


def _either_or_both(backends: Backends) -> Truth:
    """What is true of one of the servers or of both together: luck may lead every question to the same."""
    one, other, both = backends.modern.truth, backends.old.truth, either(backends)
    return {
        **both,
        **{name: OneOf([one[name], other[name], both[name]]) for name in ("versions", "groups", "early_data")},
        "encrypt_then_mac": ANYTHING,
        "ciphers": SomeOf({version: Within(_ciphers(version, one, other)) for version in both["versions"]}),
        "certificates": Within(both["certificates"].values),
    }


def _ciphers(version: str, *truths: Truth) -> list[str]:
    return list(dict.fromkeys(name for truth in truths for name in truth["ciphers"].get(version, [])))


def _is_tls13(hello: ClientHello, _: bytes) -> bool:
    return TLS13 in hello.versions


def _is_tls12(hello: ClientHello, _: bytes) -> bool:
    return hello.version == TLS12 and TLS13 not in hello.versions


def _names_tls12(hello: ClientHello, _: bytes) -> bool:
    return hello.version >= TLS12


def _has_grease(hello: ClientHello, _: bytes) -> bool:
    codes = [*hello.suites, *(hello.groups or []), *(code for code, _ in hello.extensions or ())]
    return any(code & 0x0F0F == 0x0A0A and code >> 8 == code & 0xFF for code in codes)


def _record_of_256_to_511(hello: ClientHello, said: bytes) -> bool:
    return said[0] == 22 and 256 <= int.from_bytes(said[3:5]) <= 511


def _above_512(_: ClientHello, said: bytes) -> bool:
    return len(said) > 512


def _has_extensions(hello: ClientHello, _: bytes) -> bool:
    return hello.extensions is not None


def _disliking(dislike: Callable[[ClientHello, bytes], bool], how: Refusal) -> Callable[[Backends], FrontEnd]:
    return lambda backends: Dislikes(backends.broad.endpoint, dislike, how)


def _limiting(connections: int, seconds: float, how: Refusal | None) -> Callable[[Backends], FrontEnd]:
    return lambda backends: Limits(backends.broad.endpoint, connections, seconds, how)


DEFECTIVE = [
    Defective(
        "alerts become FIN",
        "closes the connection where the server sends an alert",
        lambda b: SwallowsAlerts(b.broad.endpoint, Refusal.FIN),
        _broad,
        _DROPPED,
        MOST,
    ),
    Defective(
        "alerts become RST",
        "resets the connection where the server sends an alert",
        lambda b: SwallowsAlerts(b.broad.endpoint, Refusal.RST),
        _broad,
        _DROPPED,
        MOST,
    ),
    Defective(
        "alerts become silence",
        "says nothing more where the server sends an alert",
        lambda b: SwallowsAlerts(b.broad.endpoint, Refusal.SILENCE),
        _broad,
        _SILENT,
        CORE,
        timeout=1.0,
    ),
    Defective(
        "limit, then RST",
        "resets all but six connections in half a second",
        _limiting(6, 0.5, Refusal.RST),
        _broad,
        _DROPPED,
    ),
    Defective(
        "limit, then FIN",
        "closes all but six connections in half a second",
        _limiting(6, 0.5, Refusal.FIN),
        _broad,
        _DROPPED,
    ),
    Defective(
        "limit, then silence",
        "answers six connections in half a second, and no more",
        _limiting(6, 0.5, Refusal.SILENCE),
        _broad,
        _SILENT,
        timeout=1.0,
    ),
    Defective(
        "limit, then refused",
        "listens for six connections in half a second, and no longer",
        _limiting(6, 0.5, None),
        _broad,
        _SHUT,
    ),
    Defective(
        "long limit, then RST",
        "resets all but twelve connections in half a minute",
        _limiting(12, 30, Refusal.RST),
        _broad,
        _DROPPED,
    ),
    Defective(
        "three at once, others wait",
        "serves three connections at once; the others wait",
        lambda b: FewAtOnce(b.broad.endpoint, 3, wait=True),
        _broad,
        _SILENT,
        MOST,
    ),
    Defective(
        "three at once, others reset",
        "serves three connections at once; the others are reset",
        lambda b: FewAtOnce(b.broad.endpoint, 3, wait=False),
        _broad,
        _DROPPED,
        CORE,
    ),
    Defective(
        "balancer by turns",
        "leads to two different servers by turns",
        lambda b: Balances(b.modern.endpoint, b.old.endpoint, by_lot=False),
        _either_or_both,
        _SILENT,
    ),
    Defective(
        "balancer by lot",
        "leads to two different servers by lot",
        lambda b: Balances(b.modern.endpoint, b.old.endpoint, by_lot=True),
        _either_or_both,
        _SILENT,
    ),
    Defective(
        "first 64 suites",
        "reads the first 64 suites of a hello and no more",
        lambda b: ReadsFewSuites(b.broad.endpoint, 64),
        lambda b: {**b.broad.truth, "chosen_cipher": ANYTHING},
        _DROPPED,
        MOST,
    ),
    Defective(
        "hellos above 512 bytes unanswered",
        "says nothing to a hello of more than 512 bytes",
        _disliking(_above_512, Refusal.SILENCE),
        _but(intolerances=("long_hello",)),
        _SILENT,
        CORE,
        timeout=1.0,
    ),
    Defective(
        "hellos above 512 bytes reset",
        "resets a hello of more than 512 bytes",
        _disliking(_above_512, Refusal.RST),
        _but(intolerances=("long_hello",)),
        _DROPPED,
        CORE,
    ),
    Defective(
        "records of 256 to 511 bytes unanswered",
        "says nothing to a hello whose record is 256 to 511 bytes long",
        _disliking(_record_of_256_to_511, Refusal.SILENCE),
        _but(intolerances=("hello_256_511",)),
        _SILENT,
        CORE,
        timeout=1.0,
    ),
    Defective(
        "intolerant of TLS 1.3",
        "resets every hello that offers TLS 1.3",
        _disliking(_is_tls13, Refusal.RST),
        _but(lost=("TLSv1.3",), intolerances=("version",)),
        _DROPPED,
        CORE,
    ),
    Defective(
        "intolerant of TLS 1.2",
        "resets every hello whose newest version is TLS 1.2",
        _disliking(_is_tls12, Refusal.RST),
        _but(lost=("TLSv1.2",), intolerances=("version",)),
        _DROPPED,
        CORE,
    ),
    Defective(
        "intolerant of all after TLS 1.1",
        "resets every hello whose version field says TLS 1.2, as those of TLS 1.3 do too",
        _disliking(_names_tls12, Refusal.RST),
        _but(lost=("TLSv1.2", "TLSv1.3"), intolerances=("version",)),
        _DROPPED,
        CORE,
    ),
    Defective(
        "intolerant of extensions",
        "resets every hello that has extensions",
        lambda b: Dislikes(b.old.endpoint, _has_extensions, Refusal.RST),
        _without_extensions,
        _DROPPED,
        CORE,
    ),
    Defective(
        "intolerant of GREASE",
        "resets every hello with a value of RFC 8701",
        _disliking(_has_grease, Refusal.RST),
        _but(intolerances=("grease",)),
        _DROPPED,
        CORE,
    ),
    Defective(
        "answers in pieces",
        "answers three bytes at a time",
        lambda b: AnswersInPieces(b.broad.endpoint),
        _broad,
        _SILENT,
        MOST,
        timeout=8.0,
    ),
    Defective(
        "answers in small records",
        "cuts handshake messages into records of eleven bytes",
        lambda b: SplitsRecords(b.broad.endpoint),
        _broad,
        {Reason.PROTOCOL_ERROR, Reason.TOO_LARGE},
        CORE,
    ),
    Defective(
        "warns before every answer",
        "sends the warning unrecognized_name before every answer",
        lambda b: Warns(b.broad.endpoint),
        _broad,
        _DROPPED,
        MOST,
    ),
    Defective(
        "answers late",
        "waits 700 ms before every answer",
        lambda b: Delays(b.broad.endpoint, 0.7),
        _broad,
        _SILENT,
        MOST,
    ),
    Defective(
        "dies midway",
        "serves six connections, resets what is open then, and refuses",
        lambda b: Dies(b.broad.endpoint, 6),
        _broad,
        _SHUT,
    ),
    Defective(
        "starts blocking with silence",
        "serves eight connections and says nothing to later ones",
        lambda b: StartsBlocking(b.broad.endpoint, 8, Refusal.SILENCE),
        _broad,
        _SILENT,
        timeout=1.0,
    ),
    Defective(
        "starts blocking with RST",
        "serves eight connections and resets later ones",
        lambda b: StartsBlocking(b.broad.endpoint, 8, Refusal.RST),
        _broad,
        _DROPPED,
    ),
    Defective(
        "starts blocking with FIN",
        "serves eight connections and closes later ones",
        lambda b: StartsBlocking(b.broad.endpoint, 8, Refusal.FIN),
        _broad,
        _DROPPED,
    ),
]
