"""Sets up the network of an audit, and refuses when this machine cannot see."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from agent.errors import InputError, VantageError
from agent.texts import _, language
from checks.browser import Browser
from checks.dns.dnssec.anchors import Anchors, AnchorsError
from checks.dns.dnssec.observe import resolver_shows_dnssec
from checks.means import Network
from checks.network.names import Names
from checks.network.scope import Scope
from checks.observation import Reason, Seen, Unseen
from checks.tls.certificates.trust import TrustStore, TrustStoreError
from checks.vantage import Vantage, family_works
from policies.details import detail_text

TIMEOUT = 5.0
TEST_BED = ("127.0.0.0/8", "::1/128")
"""Networks whose routes are the self-test of a look that does not leave this machine."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to look. `resolver` is (address, port), None for the system's; `anchors` None for the usual ones;
    `networks` are those that authorisations name; `timeout` is in seconds; `contact` is whom servers are told to turn
    to."""

    name: str = "local"
    resolver: tuple[str, int] | None = None
    anchors: Sequence[tuple[str, int]] | None = None
    networks: Sequence[str] = ()
    ca_file: Path | None = None
    trust_anchors: Path | None = None
    timeout: float = TIMEOUT
    contact: str | None = None


def self_test(settings: Settings) -> Vantage:
    """Test IPv4, IPv6, resolver, its DNSSEC and clock here and now.

    Raises `InputError` for trust anchors that cannot be read.
    """
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


def anchors_of(settings: Settings) -> Anchors:
    """The keys that DNSSEC is validated from; raises `InputError` for a file that cannot be used."""
    if settings.trust_anchors is None:
        return Anchors.built_in()
    try:
        return Anchors.read(settings.trust_anchors)
    except AnchorsError as error:
        raise InputError(
            _("{error} Name a file of DS or DNSKEY records with --trust-anchors").format(
                error=detail_text(str(error), language())
            )
        ) from error


def settings_for(host: str, settings: Settings) -> Settings:
    """The settings for a look at one portal alone: nobody outside is asked for the self-test unless the portal is
    outside itself."""
    if settings.networks or _is_global(host, _names(settings)):
        return settings
    return replace(settings, networks=TEST_BED)


def open_network(settings: Settings) -> Network:
    """The network for an audit, after the self-test.

    Raises `InputError` for a CA file that cannot be read, `VantageError` when nothing could be observed from here.
    """
    trust, names = trust_store(settings), _names(settings)
    vantage = _tested(settings, names)
    if not vantage.answered:
        raise VantageError(
            _("the resolver {resolver} does not answer; name another with --resolver, or see 'tuanthu doctor'").format(
                resolver=names.resolver
            )
        )
    if not vantage.ipv4 and not vantage.ipv6:
        raise VantageError(_("this machine reaches neither IPv4 nor IPv6; see what is missing with 'tuanthu doctor'"))
    return Network(
        vantage,
        names,
        trust,
        settings.timeout,
        anchors=anchors_of(settings),
        browser=Browser.found(),
        contact=settings.contact,
    )


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
    return Vantage(
        settings.name,
        ipv4,
        ipv6,
        names.resolver,
        dnssec=resolver_shows_dnssec(names, anchors_of(settings)) == Seen(True),
        answered=_answers(names),
        clock_offset=time.time() - time.monotonic(),
    )
