"""Sets up the network of an audit, and refuses when this machine cannot see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from agent.errors import InputError, VantageError
from agent.texts import _
from checks.look import Network
from checks.network.names import Names
from checks.network.scope import Scope
from checks.observation import Reason, Seen, Unseen
from checks.tls.certificates.trust import TrustStore, TrustStoreError
from checks.vantage import Vantage, family_works

TIMEOUT = 5.0
TEST_BED = ("127.0.0.0/8", "::1/128")
"""Networks whose routes are the self-test of a look that does not leave this machine."""


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
    return _tested(settings, _names(settings))


def resolver_answers(settings: Settings) -> bool:
    """Whether the resolver answers at all; any answer will do, silence will not."""
    return _answers(_names(settings))


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


def open_network(settings: Settings, host: str | None = None) -> Network:
    """The network for an audit, or for a look at the portal of one `host` alone, after the self-test.

    Raises `InputError` for a CA file that cannot be read, `VantageError` when nothing could be observed from here.
    """
    trust, names = trust_store(settings), _names(settings)
    if not _answers(names):
        raise VantageError(
            _("the resolver {resolver} does not answer; name another with --resolver, or see 'tuanthu doctor'").format(
                resolver=names.resolver
            )
        )
    if host is not None and not settings.networks and not _is_global(host, names):
        settings = replace(settings, networks=TEST_BED)
    vantage = _tested(settings, names)
    if not (vantage.ipv4 or vantage.ipv6):
        raise VantageError(_("this machine reaches neither IPv4 nor IPv6; see what is missing with 'tuanthu doctor'"))
    return Network(vantage, names, trust, settings.timeout)


def _names(settings: Settings) -> Names:
    server, port = settings.resolver or (None, 53)
    return Names(server, port, 2 * settings.timeout)


def _answers(names: Names) -> bool:
    answer = names.lookup(".", "NS")
    return not (isinstance(answer, Unseen) and answer.reason is Reason.DNS_TIMEOUT)


def _is_global(host: str, names: Names) -> bool:
    """Whether a host has an address on the Internet: without one, nothing there is going to be contacted."""
    found = [names.addresses(host, kind) for kind in ("A", "AAAA")]
    return any(Scope().allows(address) for fact in found if isinstance(fact, Seen) for address in fact.value)


def _tested(settings: Settings, names: Names) -> Vantage:
    ipv4, ipv6 = (family_works(family, settings.anchors, settings.networks, settings.timeout) for family in (4, 6))
    return Vantage(settings.name, ipv4, ipv6, names.resolver)
