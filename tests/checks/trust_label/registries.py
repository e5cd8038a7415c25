"""A made-up registry of labels over TLS on loopback, and networks that look at it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from checks.means import Network
from checks.network.names import Names
from checks.network.scope import Scope
from checks.tls.certificates.trust import TrustStore
from checks.trust_label.online import PATH, LabelSite
from checks.vantage import Vantage
from tests.checks.sites import Site
from tests.lab.name_server import NameServer
from tests.servers import Talk, answering, name_server, read_request, self_signed, talking

HOST = "danhba.gov.test"
LOOPBACK = Scope.of(["127.0.0.0/8", "::1/128"])
SLUG, OTHER, THIRD, FOURTH = (f"{name}govtest-1637050850" for name in ("binhminh", "hoabinh", "anphu", "xalang"))


def entry(domain: str, owner: str = "UBND huyện Bình Minh") -> Talk:
    """The page of an entry."""
    return says(
        f"<table><tr><td>Tên miền</td><td>{domain}</td></tr><tr><td>Đơn vị sở hữu</td><td>{owner}</td></tr>"
        "<tr><td>Mức độ</td><td>Cơ bản</td></tr><tr><td>Ngày cấp</td><td>16/11/2021</td></tr></table>"
    )


def says(html: str, status: int = 200, headers: str = "") -> Talk:
    """Any page of Vietnamese text."""
    return answering(status, f"Content-Type: text/html; charset=utf-8\r\n{headers}", html.encode())


@dataclass
class Registry:
    """The running registry; `asked` are the codes of the requests that it got."""

    url: str
    ca_file: Path
    resolver: int
    site: Site = field(default_factory=Site)

    def answer(self, slug: str, talk: Talk) -> None:
        self.site.answers[f"{PATH}{slug}"] = talk

    @property
    def asked(self) -> list[str]:
        return [path.removeprefix(PATH) for path in self.site.paths]

    @property
    def label_site(self) -> LabelSite:
        return LabelSite(self.url, LOOPBACK)

    def network(self, *, ca_file: Path | None = None, ipv4: bool = True, timeout: float = 1.0) -> Network:
        """The network of a new audit."""
        trust, names = TrustStore(ca_file or self.ca_file), Names("127.0.0.53", self.resolver, timeout=1.0)
        return Network(Vantage("test", ipv4=ipv4, ipv6=True, resolver=""), names, trust, timeout=timeout)


@contextlib.contextmanager
def resolving() -> Iterator[int]:
    """A resolver that knows where the registry is; yields its port."""
    soa = "ns.gov.test. admin.gov.test. 1 3600 600 86400 60"
    with name_server(NameServer({("gov.test", "SOA"): [soa], (HOST, "A"): ["127.0.0.1"]})) as port:
        yield port


@contextlib.contextmanager
def registry(folder: Path, resolver: int, host: str = HOST) -> Iterator[Registry]:
    """A registry whose certificate is good for `host`; it knows no code yet."""
    tls = self_signed(folder, host)
    site = Site()
    with talking(site, tls=tls) as (_, port):
        yield Registry(f"https://{HOST}:{port}", folder / f"{host}.pem", resolver, site=site)


def silence(connection: socket.socket) -> None:
    """Takes the request and says nothing for longer than a test waits."""
    read_request(connection)
    threading.Event().wait(0.6)
