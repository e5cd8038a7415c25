"""Cipher suites: what their names say, and which can be accepted by a server that anybody may visit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from checks.tls.registry import tables, unregistered

RENEGOTIATION_SCSV = 0x00FF
"""TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3): no suite but a signal."""

FALLBACK_SCSV = 0x5600
"""TLS_FALLBACK_SCSV (RFC 7507 §3): no suite but a signal."""

_NULL_WITH_NULL = 0x0000  # RFC 5246 §A.5: how a connection begins, "must not be negotiated"
_SECRETS = ("PSK", "SRP", "KRB5", "ECCPWD")
_TLS13_ONLY = re.compile(r"TLS_(?!.*_WITH_).*|TLS_GOSTR341112_256_WITH_.*_MGM_[LS]")  # RFC 8446 §B.4, 9150, 9367
_TLS12_ONLY = re.compile(r".*_(SHA256|SHA384|CCM|CCM_8|OMAC)(_OLD)?|TLS_GOSTR341112_256_WITH_28147_CNT_IMIT")
_HASHES = {"MD5", "SHA", "SHA256", "SHA384", "SHA512", "SM3", "RMD", "GOSTR3411", "IMIT", "OMAC"}

_WEAKENED = re.compile(r"_(EXPORT|EXPORT1024|FIPS|OLDFIPS)$")

# What nearly every server has, the likeliest last; "" is TLS 1.3, whose suites name no key exchange.
_COMMON_CIPHERS = (
    *("AES_128_CCM_8", "AES_256_CCM_8", "AES_128_CCM", "AES_256_CCM", "RC4_128", "3DES_EDE_CBC"),
    *("CHACHA20_POLY1305", "AES_256_CBC", "AES_128_CBC", "AES_128_GCM", "AES_256_GCM"),
)
_COMMON_KEX = (("DHE", "RSA"), ("RSA", "RSA"), ("ECDHE", "ECDSA"), ("ECDHE", "RSA"), ("", ""))


@dataclass(frozen=True, slots=True)
class Suite:
    """A cipher suite, taken apart by its name.

    `kex` and `auth` are "" in TLS 1.3, where the suite does not say. `mac` is the hash at the end of the name: of the
    MAC, or of the key derivation when the cipher is an AEAD; "" where the name has none.
    """

    code: int
    name: str
    kex: str = field(init=False)
    auth: str = field(init=False)
    cipher: str = field(init=False)
    mac: str = field(init=False)

    def __post_init__(self) -> None:
        before, found, after = self.name.removesuffix("_OLD").partition("_WITH_")
        exchange = _WEAKENED.sub("", before).partition("_")[2] if found else ""
        exchange = exchange.removesuffix("_256").replace("PSK_DHE", "DHE_PSK").replace("SRP_SHA", "SRP")
        kex, _, auth = exchange.partition("_")
        cipher, _, mac = (after if found else self.name.removeprefix("TLS_")).rpartition("_")
        if mac not in _HASHES:
            cipher, mac = f"{cipher}_{mac}", ""
        if _TLS13_ONLY.fullmatch(self.name):
            kex = auth = ""
        for name, value in [("kex", kex), ("auth", auth or kex), ("cipher", cipher), ("mac", mac)]:
            object.__setattr__(self, name, value)

    @property
    def is_tls13(self) -> bool:
        """Whether it belongs to TLS 1.3 alone."""
        return _TLS13_ONLY.fullmatch(self.name) is not None

    @property
    def is_tls12_only(self) -> bool:
        """Whether it came with TLS 1.2 (AEAD, SHA-2 MACs) and went with it (RFC 5246 §A.5)."""
        return not self.is_tls13 and _TLS12_ONLY.fullmatch(self.name) is not None

    @property
    def is_export(self) -> bool:
        """Weakened on purpose for export: 40- and 56-bit keys (FREAK, LOGJAM)."""
        return "_EXPORT" in self.name

    @property
    def is_null(self) -> bool:
        """No encryption."""
        return "NULL" in self.cipher or self.name.startswith(("TLS_SHA256_", "TLS_SHA384_"))

    @property
    def is_anonymous(self) -> bool:
        """Nobody proves who they are."""
        return "_anon_" in self.name

    @property
    def is_rc4(self) -> bool:
        """RC4 (RFC 7465)."""
        return self.cipher.startswith("RC4")

    @property
    def is_block64(self) -> bool:
        """A block cipher of 64-bit blocks: 3DES, DES, IDEA, RC2, GOST 28147 (SWEET32)."""
        return self.cipher.startswith(("3DES", "DES", "IDEA", "RC2", "28147", "MAGMA"))

    @property
    def is_cbc(self) -> bool:
        """A block cipher in CBC mode, with a MAC of its own."""
        return "_CBC" in self.cipher

    @property
    def is_aead(self) -> bool:
        """Authenticated encryption (RFC 5116)."""
        return re.search("GCM|CCM|POLY1305|MGM|AEGIS", self.cipher) is not None

    @property
    def is_ecdhe(self) -> bool:
        """Ephemeral elliptic-curve Diffie-Hellman, the anonymous one included."""
        return self.kex == "ECDHE" or self.name.startswith("TLS_ECDH_anon")

    @property
    def is_dhe(self) -> bool:
        """Ephemeral Diffie-Hellman over a finite field, the anonymous one included."""
        return self.kex == "DHE" or self.name.startswith("TLS_DH_anon")

    @property
    def is_rsa_kex(self) -> bool:
        """The client encrypts the secret with the key of the certificate (or a short one, for export)."""
        return self.kex == "RSA" and not self.asks_secret

    @property
    def forward_secret(self) -> bool:
        """A key stolen later does not open what was recorded today."""
        return self.is_tls13 or self.is_ecdhe or self.is_dhe

    @property
    def asks_secret(self) -> bool:
        """It needs a secret shared beforehand, which a public server shares with nobody."""
        return any(secret in self.name for secret in _SECRETS)


SUITES: Mapping[int, Suite] = MappingProxyType(
    {
        code: Suite(code, name)
        for code, name in sorted((tables.SUITES | unregistered.SUITES).items())
        if code not in (RENEGOTIATION_SCSV, FALLBACK_SCSV)
    }
)
"""Every suite that has a name; those of SSL 2.0 are `SSL2_CIPHERS`."""

_BY_NAME = {suite.name: suite for suite in SUITES.values()}


def suite(code: int) -> Suite:
    """Raises KeyError for a code without a name."""
    return SUITES[code]


def suite_named(name: str) -> Suite:
    """Raises KeyError for a name that no suite has."""
    return _BY_NAME[name]


@cache
def suites_for(version: str) -> tuple[int, ...]:
    """Every suite that a version can have and that needs no secret shared beforehand, anonymous and export included.

    Rare ones come first and what nearly every server has last, so that a server with an order of its own picks near the
    end, which proves that it read the whole list. ChaCha20 never comes first, as OpenSSL may take that for a wish.
    For SSLv2 the three-byte cipher kinds.
    """
    if version == "SSLv2":
        return tuple(unregistered.SSL2_CIPHERS)
    fitting = [each for each in SUITES.values() if _fits(each, version)]
    return tuple(each.code for each in sorted(fitting, key=_commonness))


def _fits(each: Suite, version: str) -> bool:
    if each.asks_secret or each.code == _NULL_WITH_NULL:
        return False
    if each.is_tls13 or version == "TLSv1.3":
        return each.is_tls13 and version == "TLSv1.3"
    return version == "TLSv1.2" or not each.is_tls12_only


def _commonness(each: Suite) -> tuple[int, int, int, int]:
    """A key to sort by: how common are the cipher and the key exchange; one rare thing makes the suite rare."""
    kex = (each.kex, each.auth)
    rare = each.cipher not in _COMMON_CIPHERS or kex not in _COMMON_KEX
    if rare or _WEAKENED.search(each.name.partition("_WITH_")[0]) or each.mac == "RMD":
        return -1, 0, 0, each.code
    return _COMMON_CIPHERS.index(each.cipher), _COMMON_KEX.index(kex), len(each.mac), each.code
