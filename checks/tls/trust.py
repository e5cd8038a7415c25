"""Whom a certificate chain leads to: the trust store, and what keeps a chain from reaching it."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Sequence
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
    10: "expired_issuer",  # certificate has expired; the leaf's own expiry is kept apart
}


class TrustStoreError(Exception):
    """The CA file that was asked for is of no use; the message is one sentence for the person who named it."""


class TrustStore:
    """The authorities that are trusted; loaded once, used by all threads.

    `ca_file` is a file of certificates in PEM, in place of the system's store. Raises `TrustStoreError` when
    it can't be read or holds no certificate. A system without a store leaves every chain unseen.
    """

    def __init__(self, ca_file: str | Path | None = None) -> None:
        self._lock = threading.Lock()
        self._store: crypto.X509Store | None
        if ca_file is None:
            self._store = _system_store()
        else:
            self._store = _load(ca_file)

    def chain_problem(self, chain: Sequence[crypto.X509], when: datetime) -> Fact[str | None]:
        """What keeps a chain, leaf first, from a trusted authority at a moment; None when nothing does.

        `self_signed`: the leaf vouches for itself. `unknown_issuer`: the chain ends in an authority that is
        not trusted. `incomplete_chain`: an issuer was not sent and is not in the store either.
        `expired_issuer`, `bad_signature`: of any certificate above the leaf, of any at all. Else `other: …`
        with OpenSSL's words. Of the certificates sent, only those that the path needs are looked at.
        """
        if self._store is None:
            return Unseen(Reason.TOOL_MISSING, "no store of certificate authorities was found on this system")
        with self._lock:
            self._store.set_time(when)
            try:
                crypto.X509StoreContext(self._store, chain[0], list(chain[1:])).verify_certificate()
            except crypto.X509StoreContextError as error:
                code, depth = error.errors[0], error.errors[1]
                if code in _PROBLEMS and (code != 10 or depth > 0):
                    return Seen(_PROBLEMS[code])
                return Seen(f"other: {error}")
        return Seen(None)


def _load(ca_file: str | Path) -> crypto.X509Store:
    try:
        Path(ca_file).read_bytes()
        store = _empty_store()
        store.load_locations(str(ca_file))
    except OSError as error:
        raise TrustStoreError(f"The CA file {ca_file} can't be read: {error.strerror}.") from error
    except crypto.Error as error:
        raise TrustStoreError(f"The CA file {ca_file} holds no certificate in PEM form.") from error
    return store


def _system_store() -> crypto.X509Store | None:
    paths = ssl.get_default_verify_paths()
    for bundle in [paths.cafile, *_USUAL_BUNDLES]:
        if bundle and Path(bundle).is_file():
            try:
                return _load(bundle)
            except TrustStoreError:
                continue
    if paths.capath and any(Path(paths.capath).glob("*.0")):
        store = _empty_store()
        store.load_locations(None, paths.capath)
        return store
    return None


def _empty_store() -> crypto.X509Store:
    store = crypto.X509Store()
    store.set_flags(crypto.X509StoreFlags.PARTIAL_CHAIN)  # whatever is in the store is trusted as it stands
    return store
