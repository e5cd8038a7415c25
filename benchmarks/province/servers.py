"""The far end: the network's addresses, name servers, and one nginx for all portals."""

from __future__ import annotations

import subprocess
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.province.portals import Portal, page, zone
from tests.netlab.homes import IPV4_NETWORKS, IPV6_NETWORK
from tests.netlab.model import TINH
from tests.netlab.name_servers import start_name_servers
from tests.netlab.programs import Programs
from tests.netlab.zone_files import write_zones

_INTERMEDIATE = (
    "ssl_protocols TLSv1.2 TLSv1.3; "
    "ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305;"
)
"""What Mozilla's "intermediate" configuration leaves for an ECDSA certificate."""


def start_servers(programs: Programs, every: Sequence[Portal], modern: Collection[str] = ()) -> None:
    """Set everything up that the portals need; leaves `anchors` and `root.pem` in the folder of the programs.

    The addresses in `modern` have few cipher suites, the others those that nginx has by itself.
    """
    for command in ("link set lo up", *(f"route add local {network} dev lo" for network in IPV4_NETWORKS)):
        subprocess.run(["ip", *command.split()], check=True)
    Path("/proc/sys/net/ipv6/ip_nonlocal_bind").write_text("1")
    subprocess.run(["ip", "-6", "route", "add", "local", IPV6_NETWORK, "dev", "lo"], check=True)
    write_zones(programs.folder, [zone(every)], {})
    start_name_servers(programs, [zone(every)], True, None)
    _start_nginx(programs, every, modern)


def _start_nginx(programs: Programs, every: Sequence[Portal], modern: Collection[str]) -> None:
    folder = programs.folder / "nginx"
    for portal in every:
        root = folder / "pages" / portal.host
        root.mkdir(parents=True)
        (root / "index.html").write_text(page(portal))
    write_certificate(programs.folder)
    addresses = sorted({address for portal in every for address in (portal.ipv4, f"[{portal.ipv6}]")})
    lines = [
        "daemon off;",
        "master_process off;",
        "user root root;",
        f"pid {folder}/pid;",
        f"error_log {folder}/error.log;",
        "worker_rlimit_nofile 8192;",
        "events { worker_connections 4096; }",
        "http {",
        "access_log off;",
        *(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")),
        f"ssl_certificate {programs.folder}/server.pem; ssl_certificate_key {programs.folder}/server.key;",
        f"root {folder}/pages/$host; default_type text/html; charset utf-8;",
        *_servers([address for address in addresses if address.strip("[]") not in modern], ""),
        *_servers([address for address in addresses if address.strip("[]") in modern], _INTERMEDIATE),
        "server {",
        *(f"listen {address}:80 backlog=1024;" for address in addresses),
        "return 301 https://$host/; }",
        "}",
    ]
    configuration = folder / "nginx.conf"
    configuration.write_text("\n".join([*lines, ""]))
    programs.start("nginx", "nginx", "-e", str(folder / "error.log"), "-c", str(configuration))
    programs.await_port(every[0].ipv4, 443)


def _servers(addresses: Sequence[str], settings: str) -> list[str]:
    listening = [f"listen {address}:443 ssl backlog=1024;" for address in addresses]
    return ["server {", *listening, settings, "}"] if listening else []


def write_certificate(folder: Path) -> None:
    """A certificate for every name of the province, and the root that signed it."""
    now = datetime.now(UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Province Root CA")])

    def builder(name: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=90))
        )

    root = (
        builder(issuer, root_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"*.{TINH}")]), key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(f"*.{TINH}")]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    (folder / "server.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "root.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
