"""The portals of the world: one real nginx with a server for every door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.netlab.model import Door
from tests.netlab.programs import Programs

_CERTIFICATES = ("first", "second")


def start_portals(programs: Programs, doors: Sequence[tuple[str, str, Door]]) -> Path:
    """Start nginx with every (host, address, door); returns the file of the authority that signed its certificates."""
    folder = programs.folder / "nginx"
    folder.mkdir()
    authority = _write_certificates(folder, sorted({host for host, _, _ in doors}))
    blocks = [_server(folder, number, host, address, door) for number, (host, address, door) in enumerate(doors)]
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
        "server_tokens on;",
        *(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")),
        *blocks,
        "}",
    ]
    configuration = folder / "nginx.conf"
    configuration.write_text("\n".join([*lines, ""]))
    programs.start("nginx", "nginx", "-e", str(folder / "error.log"), "-c", str(configuration))
    for _, address, door in doors:
        if door.https == "served":
            programs.await_port(address, 443)
            break
    return authority


def _server(folder: Path, number: int, host: str, address: str, door: Door) -> str:
    where = f"[{address}]" if ":" in address else address
    root = folder / f"door{number}"
    for path, content in {"/index.html": door.page, **door.files}.items():
        file = root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    mime, _, charset = door.content_type.partition("; charset=")
    answer = [f"root {root};", "types { text/plain txt; }", f"default_type {mime};", f"charset {charset or 'off'};"]
    answer += [f"{header};" for header in door.headers]
    if door.to:
        answer.append(f"return 301 {door.to};")
    elif door.status != 200:
        answer += [f"error_page {door.status} /index.html;", "location = /index.html { internal; }"]
        answer.append(f"location / {{ return {door.status}; }}")
    served = "\n".join(answer)
    blocks = []
    if door.https == "served":
        blocks.append(
            f"server {{ listen {where}:443 ssl{' http2' if door.http2 else ''}; server_name {host};\n"
            f"ssl_certificate {folder}/{door.certificate}.pem; ssl_certificate_key {folder}/{door.certificate}.key;\n"
            f"{served} }}"
        )
    if door.http == "redirect":
        blocks.append(f"server {{ listen {where}:80; server_name {host}; return 301 https://{host}/; }}")
    elif door.http == "served":
        blocks.append(f"server {{ listen {where}:80; server_name {host};\n{served} }}")
    return "\n".join(blocks)


def _write_certificates(folder: Path, hosts: Sequence[str]) -> Path:
    """Two certificates for all hosts, and the root that signed both."""
    now = datetime.now(UTC)
    root_key = ec.generate_private_key(ec.SECP256R1())
    root_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Netlab Root CA")])

    def builder(name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(root_name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=90))
        )

    root = (
        builder(root_name, root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    for name in _CERTIFICATES:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])]), key)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
            .sign(root_key, hashes.SHA256())
        )
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        (folder / f"{name}.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    file = folder / "root.pem"
    file.write_bytes(root.public_bytes(serialization.Encoding.PEM))
    return file
