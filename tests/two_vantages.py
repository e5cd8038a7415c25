"""Run inside a network namespace of its own: one lab, audited from two source addresses that it does not treat alike.

`unshare --net --pid --kill-child --map-root-user python -m tests.two_vantages FOLDER`

The first vantage meets the lab as it is. The second has no IPv6; a firewall drops its packets to one portal, a real
nginx turns it away from another, and a third portal's name leads it to a server that is not the portal's.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.commands import result_of
from tests.lab import Lab
from tests.netlab.programs import Programs

FIRST, SECOND = "Hà Nội", "Đà Nẵng"
SILENT, BLOCKED, ELSEWHERE, ALIKE = "skhcn", "camthuy", "www", "sgddt"
"""Keys of the lab's portals: dropped, turned away, led elsewhere and met alike at the second vantage."""
LED_TO = "stc"
_SOURCE = "127.9.9.9"
_WALL = (4443, 4080)


def main(arguments: Sequence[str]) -> int:
    """Leave an audit of each vantage in `FOLDER/first` and `FOLDER/second`, and the lab's inventory beside them."""
    folder = Path(arguments[0])
    _ip("link set lo up")
    with Lab(folder / "lab") as lab, Programs(folder) as programs:
        inventory = _inventory(lab)
        asked = ["audit", inventory, "--tls", "quick", "--law-date", "20/11/2026"]
        result_of(*asked, "-o", folder / "first", "--vantage", FIRST)
        _serve_a_wall(programs)
        _become_the_second(lab)
        result_of(*_named(asked, inventory, SECOND), "-o", folder / "second")
    return 0


def _named(asked: Sequence[object], inventory: Path, name: str) -> list[object]:
    """The same audit of the same inventory with a name of its vantage in the file."""
    content = yaml.safe_load(inventory.read_text("utf-8"))
    content["vantage"]["name"] = name
    file = inventory.with_name("named.yaml")
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return [file if word == inventory else word for word in asked]


def _inventory(lab: Lab) -> Path:
    """The lab's inventory with four of its portals."""
    content = yaml.safe_load(lab.inventory.read_text("utf-8"))
    urls = [lab.portal(key)["url"] for key in (SILENT, BLOCKED, ELSEWHERE, ALIKE)]
    content["portals"] = [portal for portal in content["portals"] if portal["url"] in urls]
    content["waivers"] = [waiver for waiver in content["waivers"] if waiver["portal"] in urls]
    file = lab.inventory.with_name("four.yaml")
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
    return file


def _doors(lab: Lab, key: str) -> tuple[int, int]:
    """The ports of a portal of the lab: HTTPS, HTTP."""
    url = lab.portal(key)["url"]
    known = yaml.safe_load(lab.inventory.read_text("utf-8"))["portals"]
    (http,) = (portal["http_port"] for portal in known if portal["url"] == url)
    return int(url.rsplit(":", 1)[1].strip("/")), http


def _become_the_second(lab: Lab) -> None:
    """Look from another address from now on, without IPv6, past a firewall."""
    Path("/proc/sys/net/ipv6/conf/all/disable_ipv6").write_text("1")
    _ip(f"route replace local 127.0.0.0/8 dev lo proto kernel scope host src {_SOURCE} table local")
    dropped = ", ".join(map(str, _doors(lab, SILENT)))
    (elsewhere,) = lab.portal(LED_TO)["facts"]["ipv6.a"]
    led = [(port, "127.0.0.1", wall) for port, wall in zip(_doors(lab, BLOCKED), _WALL, strict=True)]
    led += [(port, elsewhere, to) for port, to in zip(_doors(lab, ELSEWHERE), _doors(lab, LED_TO), strict=True)]
    rules = [
        "table ip second {",
        "chain out {",
        "type nat hook output priority -100",
        *(f"ip saddr {_SOURCE} tcp dport {port} dnat to {place}:{door}" for port, place, door in led),
        "}",
        "chain in {",
        "type filter hook input priority 0",
        f"ip saddr {_SOURCE} tcp dport {{ {dropped} }} drop",
        "}",
        "}",
        "",
    ]
    subprocess.run(["nft", "-f", "-"], input="\n".join(rules), text=True, check=True)


def _serve_a_wall(programs: Programs) -> None:
    """A real nginx that lets the second vantage's address in nowhere."""
    folder = programs.folder
    _write_certificate(folder)
    lines = [
        "daemon off;",
        "master_process off;",
        "user root root;",
        f"pid {folder}/nginx.pid;",
        f"error_log {folder}/nginx-error.log;",
        "events {}",
        "http {",
        "access_log off;",
        *(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")),
        "server {",
        f"listen {_WALL[0]} ssl; listen {_WALL[1]};",
        f"ssl_certificate {folder}/wall.pem; ssl_certificate_key {folder}/wall.key;",
        f"deny {_SOURCE};",
        "}",
        "}",
    ]
    configuration = folder / "nginx.conf"
    configuration.write_text("\n".join([*lines, ""]))
    programs.start("nginx", "nginx", "-e", str(folder / "nginx-error.log"), "-c", str(configuration))
    programs.await_port("127.0.0.1", _WALL[1])


def _write_certificate(folder: Path) -> None:
    now, key = datetime.now(UTC), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tuong.thidiem.gov.test")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=90))
        .sign(key, hashes.SHA256())
    )
    (folder / "wall.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "wall.key").write_bytes(private)


def _ip(command: str) -> None:
    subprocess.run(["ip", *command.split()], check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
