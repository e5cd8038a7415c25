"""The servers of the speed run: a mix in fixed proportions, each on an address of its own, from one nginx process."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from benchmarks.tls.proxy import Endpoint

NGINX_PORT = 9443
PROXY_PORT = 8443
"""A port that nmap knows for TLS."""

_FIRST_ADDRESS = ipaddress.IPv4Address("127.50.0.1")
_NEVER_MORE = "user root root; daemon off; master_process off; worker_rlimit_nofile 20000; error_log stderr crit;"


@dataclass(frozen=True, slots=True)
class Class:
    """One kind of server: its settings in nginx's words.

    `suites` are those of all versions together; `share` is how many of fifty servers are of this kind.
    """

    name: str
    protocols: str
    ciphers: str
    server_order: bool
    suites: int
    share: int
    expired: bool = False
    ecdsa_too: bool = False


MODERN = Class(
    name="modern",
    protocols="TLSv1.2 TLSv1.3",
    ciphers="ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305",
    server_order=False,
    suites=6,
    share=30,
)
BROAD = Class(
    name="broad",
    protocols="TLSv1 TLSv1.1 TLSv1.2 TLSv1.3",
    ciphers="ALL:!aNULL:@SECLEVEL=0",
    server_order=True,
    suites=67,
    share=12,
)
EXPIRED = Class(
    name="expired",
    protocols="TLSv1.2 TLSv1.3",
    ciphers="aRSA+AES:aRSA+CHACHA20:kRSA+CAMELLIA:!AESCCM:!kRSAPSK:!SRP",
    server_order=True,
    suites=27,
    share=8,
    expired=True,
)
WIDE = Class(
    name="wide",
    protocols="TLSv1 TLSv1.1 TLSv1.2 TLSv1.3",
    ciphers="ALL:COMPLEMENTOFALL:@SECLEVEL=0",
    server_order=True,
    suites=126,
    share=0,
    ecdsa_too=True,
)
MIX = (MODERN, BROAD, EXPIRED)
"""Thirty modern servers, twelve that speak everything OpenSSL 3 has, eight with an expired certificate, of fifty."""


def mixed(count: int) -> dict[Class, list[str]]:
    """Addresses for `count` servers in the mix's proportions; `count` is a multiple of 50."""
    addresses = iter([str(_FIRST_ADDRESS + i) for i in range(count)])
    return {kind: [next(addresses) for _ in range(count * kind.share // 50)] for kind in MIX}


def shuffled(servers: Mapping[Class, Sequence[str]]) -> list[str]:
    """All addresses, the classes spread evenly, as in a real inventory."""
    placed = [((i + 0.5) / len(each), address) for each in servers.values() for i, address in enumerate(each)]
    return [address for _, address in sorted(placed)]


@contextlib.contextmanager
def nginx(folder: Path, servers: Mapping[Class, Sequence[str]]) -> Iterator[subprocess.Popen[bytes]]:
    """Run these servers at `NGINX_PORT` in one process, its files in `folder`, until the block ends."""
    blocks = "\n".join(_block(folder, kind, addresses) for kind, addresses in servers.items() if addresses)
    temporary = "\n".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(
        f"{_NEVER_MORE} pid {folder}/nginx.pid;\nevents {{ worker_connections 19000; multi_accept on; }}\n"
        f"http {{ access_log off; lingering_close off; {temporary}\n{blocks}\n}}\n"
    )
    last = [addresses[-1] for addresses in servers.values() if addresses]
    with subprocess.Popen(["nginx", "-p", str(folder), "-c", str(configuration)]) as process:
        try:
            for address in last:
                _wait_for(Endpoint(address, NGINX_PORT), process)
            yield process
        finally:
            process.terminate()


def _block(folder: Path, kind: Class, addresses: Sequence[str]) -> str:
    key_types = ("rsa", "ecdsa") if kind.ecdsa_too else ("rsa",)
    files = [_certificate(folder, f"{kind.name}-{key}", key, kind.expired) for key in key_types]
    lines = [
        *(f"listen {address}:{NGINX_PORT} ssl backlog=1024;" for address in addresses),
        *(f"ssl_certificate {file}; ssl_certificate_key {file};" for file in files),
        f"ssl_protocols {kind.protocols};",
        f"ssl_ciphers {kind.ciphers};",
        f"ssl_prefer_server_ciphers {'on' if kind.server_order else 'off'};",
        f"ssl_dhparam {_dh_parameters(folder)};",
        "return 204;",
    ]
    return "server { server_name _;\n" + "\n".join(lines) + "\n}"


def _certificate(folder: Path, name: str, key_type: str, expired: bool) -> Path:
    """A file with a key (RSA 2048 or P-256) and a certificate that it signed itself."""
    file = folder / f"{name}.pem"
    key = rsa.generate_private_key(65537, 2048) if key_type == "rsa" else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{name}.test")])
    start = datetime.now(UTC) - timedelta(days=400 if expired else 1)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(f"{name}.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


def _dh_parameters(folder: Path) -> Path:
    """The group ffdhe2048 (RFC 7919)."""
    file = folder / "dh.pem"
    if not file.exists():
        make = "openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out"
        subprocess.run([*make.split(), file], check=True, capture_output=True)
    return file


def _wait_for(endpoint: Endpoint, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(endpoint, 1):
            return
        time.sleep(0.02)
    raise OSError("nginx did not start")
