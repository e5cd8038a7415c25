"""The fleet's certificates: one small hierarchy, each chain sent well or in one way badly, made when first wanted."""

from __future__ import annotations

import datetime as dt
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

DOMAIN = "fleet.test"
"""Every server is called <its name>.fleet.test; certificates stand for all of them."""

NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
YEAR = dt.timedelta(days=365)

Key = CertificateIssuerPrivateKeyTypes


def _rsa512() -> Key:
    """The key of an export suite, too small for `cryptography` to make."""
    pem = subprocess.run(["openssl", "genrsa", "512"], capture_output=True, check=True).stdout
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


KEYS: Mapping[str, Callable[[], Key]] = MappingProxyType(
    {
        "rsa": lambda: rsa.generate_private_key(65537, 2048),
        "rsa1024": lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505
        "rsa512": _rsa512,
        "rsa4096": lambda: rsa.generate_private_key(65537, 4096),
        "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
        "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
        "p521": lambda: ec.generate_private_key(ec.SECP521R1()),
        "brainpool": lambda: ec.generate_private_key(ec.BrainpoolP256R1()),
        "ed25519": ed25519.Ed25519PrivateKey.generate,
        "ed448": ed448.Ed448PrivateKey.generate,
        "dsa": lambda: dsa.generate_private_key(1024),  # noqa: S505
        "mldsa65": mldsa.MLDSA65PrivateKey.generate,
    }
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a server's chain is made."""

    key: str = "rsa"
    links: Sequence[str] = ("leaf", "issuing", "policy")
    faults: Sequence[str] = ()
    starts: dt.datetime = NOW - YEAR / 2
    ends: dt.datetime = NOW + YEAR / 2
    names: Sequence[str] = (DOMAIN, f"*.{DOMAIN}")
    must_staple: bool = False


CHAINS: Mapping[str, Recipe] = MappingProxyType(
    {
        "rsa": Recipe(),
        "rsa4096": Recipe("rsa4096"),
        "rsa512": Recipe("rsa512", faults=("weak_key",)),
        "rsa1024": Recipe("rsa1024", faults=("weak_key",)),
        "ecdsa": Recipe("p256"),
        "ecdsa384": Recipe("p384"),
        "ecdsa521": Recipe("p521"),
        "ecdsa-brainpool": Recipe("brainpool"),
        "ed25519": Recipe("ed25519"),
        "ed448": Recipe("ed448"),
        "mldsa65": Recipe("mldsa65"),
        "dsa": Recipe("dsa", faults=("weak_key",)),
        "incomplete": Recipe(links=("leaf",), faults=("missing_link",)),
        "gap": Recipe(links=("leaf", "policy"), faults=("missing_link", "superfluous")),
        "disordered": Recipe(links=("leaf", "policy", "issuing"), faults=("wrong_order",)),
        "rooted": Recipe(links=("leaf", "issuing", "policy", "root"), faults=("root_sent",)),
        "doubled": Recipe(links=("leaf", "issuing", "issuing", "policy"), faults=("duplicate",)),
        "superfluous": Recipe(links=("leaf", "issuing", "policy", "stranger"), faults=("superfluous",)),
        "sha1": Recipe(links=("leaf", "sha1", "policy"), faults=("sha1_signature",)),
        "not-a-ca": Recipe(links=("leaf", "not-a-ca", "policy"), faults=("not_a_ca",)),
        "expired-link": Recipe(links=("leaf", "expired", "policy"), faults=("expired_link",)),
        "expired": Recipe(starts=NOW - 2 * YEAR, ends=NOW - YEAR),
        "future": Recipe(starts=NOW + YEAR, ends=NOW + 2 * YEAR),
        "self-signed": Recipe(links=("self",)),
        "named": Recipe("p256", names=(f"named.{DOMAIN}",)),
        "must-staple": Recipe(must_staple=True),
    }
)


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Fleet"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name),
        ]
    )


LEAF_ISSUERS = {
    "issuing": _name("Fleet Issuing CA"),
    "sha1": _name("Fleet SHA-1 CA"),
    "not-a-ca": _name("Fleet No CA"),
    "expired": _name("Fleet Expired CA"),
}


@dataclass(frozen=True, slots=True)
class Credential:
    """A key and the chain sent with it, in the formats that the servers read; PKCS#12 for RSA and EC keys alone."""

    chain: Sequence[x509.Certificate]
    key: Key
    chain_file: Path
    links_file: Path
    """The chain without its leaf."""
    key_file: Path
    both_file: Path
    pkcs12_file: Path


@dataclass(slots=True)
class Authority:
    """Makes credentials into a folder, each once. The password of the PKCS#12 files is "fleet"."""

    folder: Path
    _made: dict[str, Credential] = field(default_factory=dict)

    def credential(self, name: str) -> Credential:
        if name not in self._made:
            self._made[name] = self._make(name, CHAINS[name])
        return self._made[name]

    @property
    def root_file(self) -> Path:
        """The root, as a CA file for the one who checks."""
        path = self.folder / "root.pem"
        path.write_bytes(_pem([link("root")]))
        return path

    def staple(self, name: str) -> Path:
        """An OCSP response, "good", for the leaf of a chain (RFC 6960)."""
        leaf, issuer = self.credential(name).chain[:2]
        answer = (
            ocsp.OCSPResponseBuilder()
            .add_response(leaf, issuer, hashes.SHA256(), ocsp.OCSPCertStatus.GOOD, NOW, NOW + YEAR / 50, None, None)
            .responder_id(ocsp.OCSPResponderEncoding.HASH, issuer)
            .sign(link_key("issuing"), hashes.SHA256())
        )
        path = self.folder / f"{name}.ocsp"
        path.write_bytes(answer.public_bytes(serialization.Encoding.DER))
        return path

    def _make(self, name: str, recipe: Recipe) -> Credential:
        key = shared_key(recipe.key)
        issuer = next((link for link in recipe.links[1:] if link in LEAF_ISSUERS), "issuing")
        signer = key if recipe.links == ("self",) else link_key(issuer)
        subject = _name(recipe.names[0])
        builder = _builder(subject, subject if signer is key else LEAF_ISSUERS[issuer], key, recipe.starts, recipe.ends)
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in recipe.names]), False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        if recipe.must_staple:
            builder = builder.add_extension(x509.TLSFeature([x509.TLSFeatureType.status_request]), False)
        leaf = builder.sign(signer, _digest(signer))
        chain = [leaf, *(link(kind) for kind in recipe.links[1:])]
        files = {
            kind: self.folder / f"{name}.{kind}" for kind in ("chain.pem", "links.pem", "key.pem", "both.pem", "p12")
        }
        key_pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        files["chain.pem"].write_bytes(_pem(chain))
        files["links.pem"].write_bytes(_pem(chain[1:]))
        files["key.pem"].write_bytes(key_pem)
        files["both.pem"].write_bytes(_pem(chain) + key_pem)
        if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            files["p12"].write_bytes(
                pkcs12.serialize_key_and_certificates(
                    b"fleet",
                    key,
                    leaf,
                    chain[1:],
                    serialization.BestAvailableEncryption(b"fleet"),
                )
            )
        return Credential(chain, key, *files.values())


@cache
def shared_key(kind: str) -> Key:
    """One key of each kind serves all leaves: to make keys is what takes time."""
    return KEYS[kind]()


@cache
def link_key(kind: str) -> Key:
    """The key of a CA; the issuing CAs, good and bad, share one."""
    return KEYS["rsa"]() if kind in ("root", "policy", "issuing") else link_key("issuing")


@cache
def link(kind: str) -> x509.Certificate:
    """A certificate above the leaf."""
    if kind in ("root", "stranger"):
        name = _name("Fleet Root" if kind == "root" else "Stranger")
        return _authority(name, name, link_key(kind), link_key(kind))
    if kind == "policy":
        return _authority(_name("Fleet Policy CA"), _name("Fleet Root"), link_key("policy"), link_key("root"))
    name, key = LEAF_ISSUERS[kind], link_key("issuing")
    if kind == "sha1":
        return _signed_with_sha1(_authority(name, name, key, key), link_key("policy"))
    ends = NOW - YEAR if kind == "expired" else NOW + 5 * YEAR
    return _authority(name, _name("Fleet Policy CA"), key, link_key("policy"), ends, kind != "not-a-ca")


def _authority(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    signer: Key,
    ends: dt.datetime = NOW + 5 * YEAR,
    is_authority: bool = True,
) -> x509.Certificate:
    builder = _builder(subject, issuer, key, NOW - 5 * YEAR, ends)
    builder = builder.add_extension(x509.BasicConstraints(is_authority, None), True)
    return builder.sign(signer, hashes.SHA256())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, starts: dt.datetime, ends: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
    )


def _digest(signer: Key) -> hashes.SHA256 | None:
    unhashed = (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey, mldsa.MLDSA65PrivateKey)
    return None if isinstance(signer, unhashed) else hashes.SHA256()


def _signed_with_sha1(own: x509.Certificate, signer: Key) -> x509.Certificate:
    """A self-signed certificate, now issued by the policy CA with the signature that `cryptography` no longer makes."""
    pem = signer.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with tempfile.TemporaryDirectory() as folder:
        authority = Path(folder, "authority.pem")
        authority.write_bytes(_pem([link("policy")]) + pem)
        command = [
            "openssl",
            "x509",
            "-sha1",
            "-preserve_dates",
            "-set_serial",
            str(own.serial_number),
            "-CA",
            str(authority),
            "-CAkey",
            str(authority),
        ]
        done = subprocess.run(command, input=_pem([own]), capture_output=True, check=True)
    return x509.load_pem_x509_certificate(done.stdout)


def _pem(chain: Sequence[x509.Certificate]) -> bytes:
    return b"".join(certificate.public_bytes(serialization.Encoding.PEM) for certificate in chain)
