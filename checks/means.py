"""What all looks of an audit share, and what a document allows one of them beyond the usual."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field

from checks.browser import NO_BROWSER, Browser
from checks.dns.dnssec.anchors import Anchors
from checks.network import http
from checks.network.names import Names
from checks.network.politeness import Politeness, Rate
from checks.network.scope import Scope
from checks.observation import Unseen
from checks.tls.certificates.trust import TrustStore
from checks.vantage import Vantage


@dataclass(slots=True)
class Network:
    """What all looks of an audit share. `timeout` is in seconds, for one silence of a peer, and `pause` too, between a
    request that got no answer and its repetition. `browser` is that of this machine, or why there is none. `contact` is
    whom servers are told to turn to. `politeness.halt()` ends the questions to `names`, too."""

    vantage: Vantage
    names: Names
    trust: TrustStore
    timeout: float = 5.0
    pause: float = 1.0
    politeness: Politeness = field(default_factory=Politeness)
    tls: ssl.SSLContext = field(default_factory=http.lenient_tls)
    anchors: Anchors = field(default_factory=Anchors.built_in)
    browser: Browser | Unseen = NO_BROWSER
    contact: str | None = None

    def __post_init__(self) -> None:
        self.names.halting = self.politeness.halting

    @property
    def deadline(self) -> float:
        """Seconds that one whole HTTP exchange may take, its repetition included."""
        return 4 * self.timeout

    def close(self) -> None:
        """Let go of what runs for the audit beside its own threads: the browser."""
        if isinstance(self.browser, Browser):
            self.browser.close()


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a document allows of what it names, such as port scans: which addresses, and how hard."""

    scope: Scope
    rate: Rate
