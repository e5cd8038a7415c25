"""Whom a certificate chain leads to: the trust store, and what keeps a chain from reaching it."""

from __future__ import annotations

import re
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from OpenSSL import crypto

from checks.observation import Fact, Reason, Seen, Unseen

# Where systems keep their authorities when OpenSSL's own defaults lead nowhere.
_USUAL_BUNDLES = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
]

_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)

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


class TrustStoreError(Exception):
    """The CA file that was asked for is of no use; the message is one sentence for the person who named it."""


class TrustStore:
    """The authorities that are trusted; read once, used by all threads.

    `ca_file` is a file of certificates in PEM, in place of the system's store. Raises `TrustStoreError` when
    it can't be read or holds no certificate. A system without a store leaves every chain unseen.
    """

    def __init__(self, ca_file: str | Path | None = None) -> None:
        self._authorities = _read(ca_file) if ca_file is not None else _system_bundle()
        self._folder = _system_folder() if ca_file is None and not self._authorities else None

    def chain_problem(self, chain: Sequence[crypto.X509], when: datetime) -> Fact[str | None]:
        """What keeps a chain, leaf first, from a trusted authority at a moment in UTC; None when nothing does.

        `self_signed`: the leaf vouches for itself. `unknown_issuer`: the chain ends in an authority that is
        not trusted. `incomplete_chain`: an issuer was not sent and is not in the store either.
        `expired_issuer`: of any certificate above the leaf. `bad_signature`: of any at all. Else `other: …`
        with OpenSSL's words. Of the certificates sent, only those that the path needs are looked at.
        """
        if not self._authorities and self._folder is None:
            return Unseen(Reason.TOOL_MISSING, "no store of certificate authorities was found on this system")
        try:
            crypto.X509StoreContext(self._store(when), chain[0], list(chain[1:])).verify_certificate()
        except crypto.X509StoreContextError as error:
            code, depth = error.errors[0], error.errors[1]
            if code in _PROBLEMS and (code != _EXPIRED or depth > 0):
                return Seen(_PROBLEMS[code])
            return Seen(f"other: {error}")
        return Seen(None)

    def _store(self, when: datetime) -> crypto.X509Store:
        """A store for one verification, since OpenSSL lets the time of a store be set only once."""
        store = crypto.X509Store()
        store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)  # whatever is in it is trusted as it stands
        store.set_time(when)
        for authority in self._authorities:
            store.add_cert(authority)
        if self._folder is not None:
            store.load_locations(None, self._folder)
        return store


def _read(ca_file: str | Path) -> list[crypto.X509]:
    try:
        blocks = _PEM.findall(Path(ca_file).read_bytes())
        authorities = [crypto.load_certificate(crypto.FILETYPE_PEM, block) for block in blocks]
    except OSError as error:
        raise TrustStoreError(f"The CA file {ca_file} can't be read: {error.strerror}.") from error
    except crypto.Error as error:
        raise TrustStoreError(f"The CA file {ca_file} holds a broken certificate.") from error
    if not authorities:
        raise TrustStoreError(f"The CA file {ca_file} holds no certificate in PEM form.")
    return authorities


def _system_bundle() -> list[crypto.X509]:
    for bundle in [ssl.get_default_verify_paths().cafile, *_USUAL_BUNDLES]:
        if bundle is not None:
            with suppress(TrustStoreError):
                return _read(bundle)
    return []


def _system_folder() -> str | None:
    folder = ssl.get_default_verify_paths().capath
    return folder if folder and any(Path(folder).glob("*.0")) else None
