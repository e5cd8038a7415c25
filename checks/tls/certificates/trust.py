"""Whom a certificate chain leads to: the stores of authorities, and what keeps a chain from reaching one."""

from __future__ import annotations

import re
import ssl
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path

from cryptography import x509
from OpenSSL import crypto

from checks.observation import Fact, Reason, Seen, Unseen
from checks.tls.certificates.certificate import (
    CanonicalName,
    Certificate,
    UnseenError,
    attempt,
    extended_key_usage,
    key_usage,
    parse,
    signed_by,
)
from checks.tls.certificates.chain import Chain, could_issue

# Where systems keep their authorities when OpenSSL's own defaults lead nowhere.
_USUAL_BUNDLES = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
]

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

# X509_V_ERR_* of OpenSSL's x509_vfy.h
_PROBLEMS = {
    2: "incomplete_chain",  # unable to get issuer certificate
    20: "incomplete_chain",  # unable to get local issuer certificate
    21: "incomplete_chain",  # unable to verify the first certificate
    18: "self_signed",  # self-signed certificate
    19: "unknown_issuer",  # self-signed certificate in certificate chain
    4: "bad_signature",  # unable to decrypt certificate's signature
    6: "bad_signature",  # unable to decode issuer public key
    7: "bad_signature",  # certificate signature failure
    10: "expired_issuer",  # certificate has expired
}
_EXPIRED = 10  # of the leaf itself it is told by its dates, not here

_FOR_SERVERS = {"serverAuth", "anyExtendedKeyUsage"}
_IN_HANDSHAKES = {"digitalSignature", "keyEncipherment", "keyAgreement"}
_KEPT = 128  # chains and certificates that are remembered, since many portals share them


class TrustStoreError(Exception):
    """The CA file that was asked for is of no use; the message is one sentence for the person who named it."""


class Authorities:
    """Certificates that are trusted as they stand, authorities' or not; all threads may ask."""

    def __init__(self, certificates: Iterable[Certificate] = ()) -> None:
        self._all = list(certificates)
        self._by_subject: dict[CanonicalName | None, list[Certificate]] = defaultdict(list)
        for authority in self._all:
            self._by_subject[authority.subject].append(authority)

    @property
    def der(self) -> bytes:
        """All of them in DER, one after the other."""
        return b"".join(certificate.der for certificate in self._all)

    def problem(self, chain: Chain, when: datetime) -> Fact[str | None]:
        """What keeps a chain, leaf first, from one of these at a moment (aware); None when nothing does.

        `self_signed`: the leaf vouches for itself. `unknown_issuer`: the chain ends in an authority that is
        not trusted. `incomplete_chain`: an issuer was not sent and is not among these either.
        `expired_issuer`: of any certificate above the leaf. `bad_signature`: of any at all. Else `other: …`
        with OpenSSL's words. Of the certificates sent, only those that the path needs are looked at.
        """
        if not self._all:
            return Unseen(Reason.TOOL_MISSING, "no store of certificate authorities was found on this system")
        loaded = chain.too_long or attempt(lambda: [_of_openssl(certificate) for certificate in chain.certificates])
        if isinstance(loaded, Unseen):
            return loaded
        involved = self.involved(chain)
        moment = when.astimezone(UTC).replace(microsecond=0)
        era = _era([*chain.certificates, *involved], moment)
        if era is None:
            return _verify(loaded.value, involved, moment)
        if (self, era) not in chain.verdicts:
            chain.verdicts[self, era] = _verify(loaded.value, involved, moment)
        return chain.verdicts[self, era]

    def involved(self, chain: Chain) -> list[Certificate]:
        """Those that a path from the leaf can touch: of a name that the chain, or one of them, bears or asks for.

        A path links names (RFC 5280 §6.1.3 (a) (4)); a name that can't be read could be any.
        """
        names = [name for certificate in chain.certificates for name in (certificate.subject, certificate.issuer)]
        if None in names:
            return self._all
        met: dict[CanonicalName | None, list[Certificate]] = {None: self._by_subject.get(None, [])}
        while names:
            name = names.pop()
            if name not in met:
                met[name] = self._by_subject.get(name, [])
                names += [authority.issuer for authority in met[name]]
        return [authority for named in met.values() for authority in named]

    def issuer_of(self, certificate: Certificate) -> Certificate | None:
        """The one whose key signed a certificate; None when it isn't here or can't be told."""
        for authority in self._by_subject.get(certificate.issuer, []):
            if attempt(partial(_issued, certificate, authority)) == Seen(True):
                return authority
        return None

    def has(self, certificate: Certificate) -> bool:
        """Whether this very certificate is among these."""
        return any(certificate.sha256 == other.sha256 for other in self._by_subject.get(certificate.subject, []))


class TrustStore:
    """The authorities that are trusted; read once, used by all threads.

    `system` are those of this system, maybe none; `ca_file` those of a file of certificates in PEM, if one was
    given, which then decide in the system's place. Raises `TrustStoreError` when the file can't be read or holds
    no certificate. A system without a store leaves every chain unseen.
    """

    def __init__(self, ca_file: str | Path | None = None) -> None:
        self.ca_file = Authorities(_read(ca_file)) if ca_file is not None else None
        self.system = Authorities(_system_bundle() or _system_folder())
        self.chain = lru_cache(_KEPT)(self._read_chain)
        """The chain of certificates in DER (a tuple), read anew only when it wasn't met lately."""
        self.issuer_of = lru_cache(_KEPT)(self._find_issuer)
        """The authority of any store that signed a certificate, or None."""
        self._certificate = lru_cache(_KEPT)(Certificate)

    @property
    def stores(self) -> dict[str, Authorities]:
        """Each store by its name in the facts."""
        return {"system": self.system} if self.ca_file is None else {"system": self.system, "ca_file": self.ca_file}

    @property
    def deciding(self) -> Authorities:
        """The store that decides whether a chain is trusted."""
        return self.ca_file or self.system

    def _read_chain(self, sent: tuple[bytes, ...]) -> Chain:
        return Chain(sent, self._certificate)

    def _find_issuer(self, certificate: Certificate) -> Certificate | None:
        found = (store.issuer_of(certificate) for store in self.stores.values())
        return next((issuer for issuer in found if issuer is not None), None)

    def leads_on(self, certificate: Certificate) -> bool:
        """Whether a store holds a certificate, or the authority that signed it."""
        return any(store.has(certificate) for store in self.stores.values()) or self.issuer_of(certificate) is not None


def nearest_moment(leaf: x509.Certificate, now: datetime) -> datetime:
    """The moment of a certificate's validity that is nearest to now: its own dates are another matter."""
    return max(leaf.not_valid_before_utc, min(now, leaf.not_valid_after_utc - timedelta(seconds=1)))


def leads_to(chain: Chain, anchor: Certificate, moment: datetime) -> bool:
    """Whether a path leads from the leaf to a certificate, were that one trusted.

    Raises `UnseenError` when one of those sent is malformed.
    """
    return _verify([_of_openssl(certificate) for certificate in chain.certificates], [anchor], moment) == Seen(None)


def _of_openssl(certificate: Certificate) -> crypto.X509:
    if isinstance(certificate.openssl, Unseen):
        raise UnseenError(certificate.openssl)
    return certificate.openssl.value


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    return could_issue(issuer, certificate) and signed_by(certificate.value, issuer.value)


def _era(certificates: Sequence[Certificate], moment: datetime) -> tuple[int, int] | None:
    """The time between two dates of certificates, as their numbers: a verdict stands as long. None: dates unknown."""
    dates = [certificate.dates for certificate in certificates]
    if None in dates:
        return None
    turns = sorted(date for pair in dates for date in pair or ())
    return bisect_left(turns, moment), bisect_right(turns, moment)


def _verify(sent: list[crypto.X509], authorities: Sequence[Certificate], moment: datetime) -> Fact[str | None]:
    """Build and check the path. OpenSSL lets the time of a store be set only once: it serves this one time."""
    store = crypto.X509Store()
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)  # whatever is in it is trusted as it stands
    store.set_time(moment)
    for authority in authorities:
        store.add_cert(_of_openssl(authority))
    try:
        path = crypto.X509StoreContext(store, sent[0], sent[1:]).get_verified_chain()
    except crypto.X509StoreContextError as error:
        code, depth = error.errors[0], error.errors[1]
        if code in _PROBLEMS and (code != _EXPIRED or depth > 0):
            return Seen(_PROBLEMS[code])
        return Seen(f"other: {error}")
    return Seen(_misuse(path))


def _misuse(path: Sequence[crypto.X509]) -> str | None:
    """What on a path is not meant for TLS servers (RFC 5280 §4.2.1.3, §4.2.1.12)."""
    ders = [crypto.dump_certificate(crypto.FILETYPE_ASN1, certificate) for certificate in path]
    usage = attempt(lambda: key_usage(parse(ders[0])))
    if isinstance(usage, Seen) and usage.value and _IN_HANDSHAKES.isdisjoint(usage.value):
        return "other: the certificate is not meant for servers"
    purposes = [attempt(partial(_purposes, der)) for der in ders]
    for place, allowed in enumerate(purposes):
        if isinstance(allowed, Seen) and allowed.value and _FOR_SERVERS.isdisjoint(allowed.value):
            return f"other: {'an issuer' if place else 'the certificate'} is not meant for servers"
    return None


def _purposes(der: bytes) -> list[str]:
    return extended_key_usage(parse(der))


def _read(ca_file: str | Path) -> list[Certificate]:
    try:
        blocks = _PEM.findall(Path(ca_file).read_text(encoding="latin-1"))
        authorities = [Certificate(ssl.PEM_cert_to_DER_cert(block)) for block in blocks]
    except OSError as error:
        raise TrustStoreError(f"The CA file {ca_file} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise TrustStoreError(f"The CA file {ca_file} holds a broken certificate.") from error
    if any(isinstance(authority.openssl, Unseen) for authority in authorities):
        raise TrustStoreError(f"The CA file {ca_file} holds a broken certificate.")
    if not authorities:
        raise TrustStoreError(f"The CA file {ca_file} holds no certificate in PEM form.")
    return authorities


def _system_bundle() -> list[Certificate]:
    for bundle in [ssl.get_default_verify_paths().cafile, *_USUAL_BUNDLES]:
        if bundle is not None:
            with suppress(TrustStoreError):
                return _read(bundle)
    return []


def _system_folder() -> list[Certificate]:
    """The certificates of a folder that OpenSSL would find there, by names of the form `hash.number`."""
    folder = ssl.get_default_verify_paths().capath
    found: list[Certificate] = []
    for file in sorted(Path(folder).glob("*.[0-9]")) if folder else []:
        with suppress(TrustStoreError):
            found += _read(file)
    return found
