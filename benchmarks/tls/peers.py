"""The other scanners, as programs of their own: `python -m benchmarks.tls.peers install` fetches those from PyPI."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.tls.agreement import SUBJECTS
from benchmarks.tls.answers import (
    Answer,
    ScanError,
    read_cryptolyzer,
    read_nmap,
    read_sslscan,
    read_sslyze,
    read_testssl,
)
from benchmarks.tls.cache import cache_folder

PINNED = {"sslyze": "6.3.1", "cryptolyzer": "1.6.1"}
"""Scanners from PyPI; the others are Debian's packages."""

DEBIAN_PACKAGES = ("sslscan", "nmap", "testssl.sh", "nginx-light", "gcc")


class Target(NamedTuple):
    """One server, asked at an address under a name; `host` may be the address itself."""

    host: str
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Peer:
    """A scanner: how it looks at one server with all the questions that we compare, and how to read what it found.

    `command` takes the target and the file to write to; a scanner that `prints` leaves the file to its caller.
    `tells` are the subjects of `benchmarks.tls.agreement` of which it has a word.
    """

    name: str
    version: Callable[[], str]
    command: Callable[[Target, Path], Sequence[str]]
    read: Callable[[str], Answer]
    tells: Collection[str]
    prints: bool = False

    def look(self, target: Target, folder: Path, timeout: float) -> Answer:
        """Run it on one server, within so many seconds.

        Raises ScanError when it does not end in time or leaves nothing that can be read.
        """
        output = folder / f"{self.name}-{target.host}"
        command = ["nice", *self.command(target, output)]
        try:
            ended = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout,
                restore_signals=False,  # sslscan dies of SIGPIPE where it is not ignored
            )
        except subprocess.TimeoutExpired:
            raise ScanError(f"no end within {timeout:.0f} s") from None
        if self.prints:
            output.write_text(ended.stdout)
        if not output.exists() or not output.stat().st_size:
            raise ScanError(f"exit {ended.returncode}: {(ended.stderr or ended.stdout).strip()[-200:]}")
        try:
            return self.read(output.read_text(errors="replace"))
        except (LookupError, TypeError, ValueError) as error:
            raise ScanError(f"output of another shape: {type(error).__name__} {error}") from error


def _sslscan(target: Target, output: Path) -> Sequence[str]:
    to = f"{target.address}:{target.port}"
    skipped = ("--no-heartbleed", "--no-renegotiation", "--no-compression", "--no-fallback")
    return [
        "sslscan",
        "--no-colour",
        *skipped,
        "--show-certificate",
        f"--sni-name={target.host}",
        f"--xml={output}",
        to,
    ]


def _nmap(target: Target, output: Path) -> Sequence[str]:
    scripts = ["--script", "+ssl-enum-ciphers,+ssl-cert,+sslv2", "--script-args", f"tls.servername={target.host}"]
    return ["nmap", "-n", "-Pn", "-p", str(target.port), *scripts, "-oX", str(output), target.address]


def _testssl(target: Target, output: Path) -> Sequence[str]:
    """Versions and suites alone: groups and certificates would take it three times as long, minutes a server."""
    quiet = ["--quiet", "--color", "0", "--warnings", "off", "--nodns", "none"]
    asked = ["--protocols", "--cipher-per-proto"]
    place = ["--ip", target.address, f"{target.host}:{target.port}"]
    return ["testssl", *quiet, *asked, "--jsonfile", str(output), *place]


def _sslyze(target: Target, output: Path) -> Sequence[str]:
    versions = ["--sslv2", "--sslv3", "--tlsv1", "--tlsv1_1", "--tlsv1_2", "--tlsv1_3"]
    asked = ["--mozilla_config=disable", *versions, "--certinfo", "--elliptic_curves"]
    place = f"{target.host}:{target.port}{{{target.address}}}"
    return [str(installed("sslyze") / "sslyze"), "--quiet", *asked, "--json_out", str(output), place]


def _cryptolyzer(target: Target, output: Path) -> Sequence[str]:
    """It insists on resolving the name, so it sees a file of hosts that has it, in a mount namespace of its own."""
    hosts = output.with_suffix(".hosts")
    hosts.write_text(f"{target.address} {target.host}\n")
    with_hosts = ["unshare", "-rm", "sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"', str(hosts)]
    program = [str(installed("cryptolyzer") / "cryptolyze"), "--output-format", "json", "--log-level", "critical"]
    return [*with_hosts, *program, "tls", "all", f"{target.host}:{target.port}"]


def installed(package: str) -> Path:
    """The folder with the programs of a scanner from PyPI, in an environment of its own."""
    return cache_folder() / f"{package}-{PINNED[package]}" / "bin"


def install() -> None:
    """Make the environments that are missing, with pip."""
    for package, version in PINNED.items():
        programs = installed(package)
        if not programs.exists():
            venv.create(programs.parent, with_pip=True)
            subprocess.run([programs / "pip", "install", "--quiet", f"{package}=={version}"], check=True)
    _let_oscrypto_read_versions_of_two_digits()


def missing() -> list[str]:
    """What to install with apt-get: programs that these benchmarks run and that are not there."""
    programs = ("sslscan", "nmap", "testssl", "nginx", "cc")
    return [
        package
        for package, program in zip(DEBIAN_PACKAGES, programs, strict=True)
        if shutil.which(program, path="/usr/bin:/usr/sbin:/usr/local/bin") is None
    ]


def _let_oscrypto_read_versions_of_two_digits() -> None:
    """cryptolyzer's oscrypto 1.3.0 does not start beside OpenSSL 3.0.10 and newer: its pattern wants one digit."""
    for file in installed("cryptolyzer").parent.glob("lib/python*/site-packages/oscrypto/_openssl/_lib*_c*.py"):
        source = file.read_text()
        file.write_text(source.replace(r"(\\d\\.\\d\\.\\d[a-z]*)", r"(\\d+\\.\\d+\\.\\d+[a-z]*)"))


def _asked(pattern: str, *command: str) -> Callable[[], str]:
    """The version that a program tells of itself."""

    def version() -> str:
        told = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        found = re.search(pattern, told.stdout + told.stderr)
        return found[1] if found else "?"

    return version


PEERS = {
    peer.name: peer
    for peer in (
        Peer(
            "sslscan",
            _asked(r"(\d+\.\d+\.\d+)", "sslscan", "--version"),
            _sslscan,
            read_sslscan,
            ("versions", "suites", "groups", "certificates"),
        ),
        Peer(
            "nmap",
            _asked(r"version ([\d.]+)", "nmap", "--version"),
            _nmap,
            read_nmap,
            ("versions", "suites", "order", "certificates"),
        ),
        Peer(
            "testssl.sh",
            _asked(r"testssl\S*\s+(\d[\w.]+)", "testssl", "--version"),
            _testssl,
            read_testssl,
            ("versions", "suites"),
        ),
        Peer(
            "sslyze", lambda: PINNED["sslyze"], _sslyze, read_sslyze, ("versions", "suites", "groups", "certificates")
        ),
        Peer("cryptolyzer", lambda: PINNED["cryptolyzer"], _cryptolyzer, read_cryptolyzer, SUBJECTS, prints=True),
    )
}

if __name__ == "__main__":
    if sys.argv[1:] != ["install"]:
        sys.exit("usage: python -m benchmarks.tls.peers install")
    install()
    if packages := missing():
        sys.exit(f"still missing: apt-get install {' '.join(packages)}")
