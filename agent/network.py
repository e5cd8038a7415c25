"""Sets up the network of an audit, and refuses when this machine cannot see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.errors import InputError, VantageError
from agent.texts import _
from checks.look import Network
from checks.network.names import Names
from checks.observation import Reason, Unseen
from checks.tls.trust import TrustStore, TrustStoreError
from checks.vantage import Vantage, family_works

TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How to look. `resolver` is (address, port), None for the system's; `anchors` None for the usual ones;
    `networks` are those that authorisations name; `timeout` is in seconds."""

    name: str = "local"
    resolver: tuple[str, int] | None = None
    anchors: Sequence[tuple[str, int]] | None = None
    networks: Sequence[str] = ()
    ca_file: Path | None = None
    timeout: float = TIMEOUT


def self_test(settings: Settings) -> Vantage:
    """Test IPv4 and IPv6 here and now."""
    ipv4, ipv6 = (family_works(family, settings.anchors, settings.networks, settings.timeout) for family in (4, 6))
    return Vantage(settings.name, ipv4, ipv6, _names(settings).resolver)


def resolver_answers(settings: Settings) -> bool:
    """Whether the resolver answers at all; any answer will do, silence will not."""
    answer = _names(settings).lookup(".", "NS")
    return not (isinstance(answer, Unseen) and answer.reason is Reason.DNS_TIMEOUT)


def trust_store(settings: Settings) -> TrustStore:
    """The authorities to trust; raises `InputError` for a CA file that cannot be read."""
    try:
        return TrustStore(settings.ca_file)
    except TrustStoreError as error:
        raise InputError(
            _("CA file {file} cannot be used: give a readable PEM file of certificates with --ca-file").format(
                file=settings.ca_file
            )
        ) from error


def open_network(settings: Settings) -> Network:
    """The network for an audit, after the self-test.

    Raises `InputError` for a CA file that cannot be read, `VantageError` when nothing could be observed from here.
    """
    trust = trust_store(settings)
    vantage = self_test(settings)
    if not (vantage.ipv4 or vantage.ipv6):
        raise VantageError(_("this machine reaches neither IPv4 nor IPv6; see what is missing with 'tuanthu doctor'"))
    if not resolver_answers(settings):
        raise VantageError(
            _("the resolver {resolver} does not answer; name another one with --resolver").format(
                resolver=vantage.resolver
            )
        )
    return Network(vantage, _names(settings), trust, settings.timeout)


def _names(settings: Settings) -> Names:
    server, port = settings.resolver or (None, 53)
    return Names(server, port, 2 * settings.timeout)
