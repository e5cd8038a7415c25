"""Names of suites: OpenSSL's, which most servers are configured with, and IANA's, which the truth is told in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

IANA: Mapping[str, str] = MappingProxyType(
    dict(
        line.split("\t")
        for line in Path(__file__).with_name("openssl_names.tsv").read_text(encoding="ascii").splitlines()
    )
)
"""OpenSSL's name → IANA's: OpenSSL's ciphers(1) of 1.0.2 and 3.0."""

TLS13 = ("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256")
"""The default of every OpenSSL, in its order."""

_NEEDS_TLS12 = re.compile(r"GCM|CCM|CHACHA20|^(?!.*_PSK_).*SHA(256|384)$")


def iana(openssl: str) -> tuple[str, ...]:
    """IANA names of a list in OpenSSL's names, separated by blanks or colons."""
    return tuple(IANA[name] for name in re.split(r"[\s:]+", openssl.strip()))


def openssl(suites: Iterable[str]) -> str:
    """The list as a server's configuration wants it."""
    names = {name: own for own, name in IANA.items()}
    return ":".join(names[suite] for suite in suites)


def by_version(versions: Iterable[str], suites: Sequence[str], tls13: Sequence[str]) -> dict[str, list[str]]:
    """What is accepted in each version: AEAD and SHA-2 MACs need TLS 1.2 (RFC 5246 §1.2, RFC 5288, RFC 5289)."""
    old = [suite for suite in suites if not _NEEDS_TLS12.search(suite)]
    lists = {"TLSv1.3": list(tls13), "TLSv1.2": list(suites)}
    return {version: lists.get(version, old) for version in versions}
