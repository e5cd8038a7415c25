"""The chain of certificates as a server sent it: which path it holds, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from cryptography import x509

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.certificates.certificate import (
    Certificate,
    attempt,
    extension,
    is_ca,
    key,
    key_usage,
    signed_by,
)

MOST_CERTIFICATES = 16
"""Certificates that are looked at; of a longer chain only the leaf is, the rest is `too_large`."""

_WEAK_BELOW = {"RSA": 2048, "DSA": 2048, "EC": 224}  # bits for a strength of 112, NIST SP 800-57 part 1 §5.6.1
_WEAK_HASHES = {"sha1": "sha1_signature", "md5": "md5_signature"}


class Chain:
    """The certificates of one server as sent, in DER, the server's own first.

    `read` makes a certificate of its DER form. `certificates` are those that are looked at; `too_long` tells why
    that isn't all of them, if so. Raises `ValueError` when there is none.
    """

    def __init__(self, sent: Sequence[bytes], read: Callable[[bytes], Certificate] = Certificate) -> None:
        if not sent:
            raise ValueError("the server sent no certificate")
        self.too_long: Unseen | None = None
        if len(sent) > MOST_CERTIFICATES:
            self.too_long = Unseen(Reason.TOO_LARGE, f"{len(sent)} certificates were sent")
            sent = sent[:1]
        self.certificates = [read(der) for der in sent]
        self.leaf = self.certificates[0]
        self.verdicts: dict[object, Fact[str | None]] = {}

    @cached_property
    def path(self) -> Fact[list[int]]:
        """Where those certificates stand, counted from 0, that lead from the leaf upwards, each issued by the next."""
        malformed = (sent.parsed for sent in self.certificates if isinstance(sent.parsed, Unseen))
        return self.too_long or next(malformed, None) or attempt(lambda: list(_upwards(self.certificates)))

    @property
    def issuer(self) -> Certificate | None:
        """The certificate sent that issued the leaf; None when it wasn't sent or can't be told."""
        path = self.path
        return self.certificates[path.value[1]] if isinstance(path, Seen) and len(path.value) > 1 else None

    def facts(self) -> Fact[Json]:
        """The fact `chain`: what each certificate says, in the order as sent."""
        return self.too_long or Seen([certificate.description for certificate in self.certificates])

    def faults(self, now: datetime, has_issuer: Callable[[Certificate], bool]) -> Fact[list[str]]:
        """What is wrong with the chain as sent, in words; [] when nothing is.

        `wrong_order`: an issuer stands before what it issued (RFC 5246 §7.4.2). `missing_link`: the path ends below
        an issuer that was not sent and that no store has, for which `has_issuer` answers. `superfluous`:
        certificates that the path doesn't need; `root_sent`: its end is a root, which is harmless. `duplicate`:
        one was sent twice. Of those on the path: `sha1_signature` and `md5_signature` (roots apart); `weak_key`:
        RSA and DSA below 2,048 bits, elliptic curves below 224. Of those above the leaf: `not_a_ca`: by its
        basic constraints or key usage (RFC 5280 §6.1.4 (k), (n); roots of version 1 have neither);
        `expired_link`: past its last day.
        """
        path = self.path
        return path if isinstance(path, Unseen) else attempt(lambda: self._faults(path.value, now, has_issuer))

    def _faults(self, path: list[int], now: datetime, has_issuer: Callable[[Certificate], bool]) -> list[str]:
        different = {certificate.sha256 for certificate in self.certificates}
        on_path = [self.certificates[place].value for place in path]
        top = self.certificates[path[-1]]
        ends_in_itself = top.self_signed == Seen(True)
        root = top.value if ends_in_itself and len(path) > 1 else None
        hashes = {_hash(certificate) for certificate in on_path if certificate is not root}
        found = {
            "wrong_order": path != sorted(path),
            "missing_link": not ends_in_itself and not has_issuer(top),
            "superfluous": len(path) < len(different),
            "root_sent": root is not None,
            "duplicate": len(different) < len(self.certificates),
            **{word: name in hashes for name, word in _WEAK_HASHES.items()},
            "weak_key": any(_is_weak(certificate) for certificate in on_path),
            "not_a_ca": not all(_may_issue(issuer, issuer is root) for issuer in on_path[1:]),
            "expired_link": any(issuer.not_valid_after_utc < now for issuer in on_path[1:]),
        }
        return [word for word, present in found.items() if present]


def could_issue(issuer: Certificate, certificate: Certificate) -> bool:
    """Whether names and, where both are told, key identifiers of two certificates agree (RFC 5280 §4.2.1.1).

    Raises what `cryptography` does when either is malformed.
    """
    if issuer.subject is None or issuer.subject != certificate.issuer:
        return False
    wanted = extension(certificate.value, x509.AuthorityKeyIdentifier)
    offered = extension(issuer.value, x509.SubjectKeyIdentifier)
    if wanted is None or wanted.key_identifier is None or offered is None:
        return True
    return wanted.key_identifier == offered.digest


def _upwards(sent: Sequence[Certificate]) -> Iterator[int]:
    """The places of the leaf, its issuer, that one's issuer … as far as they were sent."""
    left = {certificate.sha256: place for place, certificate in reversed(list(enumerate(sent)))}
    place = 0
    while True:
        yield place
        below = sent[place]
        del left[below.sha256]
        if below.self_signed == Seen(True):
            return
        able = [other for other in sorted(left.values()) if could_issue(sent[other], below)]
        if not able:
            return
        place = able[0] if len(able) == 1 else next((other for other in able if _signed(below, sent[other])), able[0])


def _signed(certificate: Certificate, issuer: Certificate) -> bool:
    return attempt(lambda: signed_by(certificate.value, issuer.value)) == Seen(True)


def _hash(certificate: x509.Certificate) -> str | None:
    algorithm = certificate.signature_hash_algorithm
    return None if algorithm is None else algorithm.name


def _is_weak(certificate: x509.Certificate) -> bool:
    found = key(certificate)
    return bool(found["bits"] < _WEAK_BELOW.get(found["type"], 0))


def _may_issue(issuer: x509.Certificate, is_root: bool) -> bool:
    if issuer.version is x509.Version.v1:
        return is_root
    usage = key_usage(issuer)
    return is_ca(issuer) and (not usage or "keyCertSign" in usage)
