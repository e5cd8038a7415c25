"""What else a portal shows to be trusted by, from what the look already has: nothing is contacted for it.

The marks are information and no requirement rests on them; the privacy policy is one of the things that the trust
label's programme asks of a labelled website.
"""

from __future__ import annotations

import re

from cryptography import x509
from cryptography.x509.oid import NameOID

from checks.dns.belonging import in_gov_vn
from checks.look import Look
from checks.network.http import Page
from checks.network.place import place_of
from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.certificates.certificate import Certificate
from checks.trust_label.privacy import links_privacy_policy
from checks.urls import urlsplit
from checks.web.page_kind import veiled
from checks.web.places import absolute
from checks.web.reading import MOST_LINKS, reading_of
from checks.web.security_txt import PLACES, security_txt

LONGEST_ORGANISATION = 300
"""Characters; RFC 5280 appendix A.1 allows 64."""
_MINISTRY = "online.gov.vn"
_MINISTRY_HOSTS = (_MINISTRY, f"www.{_MINISTRY}")
_MINISTRY_ENTRY = re.compile(r"web-?details|(?:custom)?websitedisplay", re.IGNORECASE)


def observe_marks(look: Look) -> dict[str, Fact[Json]]:
    """The facts `marks` and `privacy_policy` of the check `trust_label`.

    `marks` is `{ministry_of_industry, gov_vn, organisation, security_txt_signed}`, each unseen for itself.
    """
    page, host = look.page, look.target.host
    return {
        "marks": Seen(
            {
                "ministry_of_industry": page if isinstance(page, Unseen) else _ministry_of_industry(page.value),
                "gov_vn": Seen(in_gov_vn(host)),
                "organisation": _organisation(look),
                "security_txt_signed": _security_txt_signed(look),
            }
        ),
        "privacy_policy": page if isinstance(page, Unseen) else links_privacy_policy(page.value, host),
    }


def _ministry_of_industry(page: Page) -> Fact[bool]:
    """Whether the page links its entry at `online.gov.vn`, where the Ministry of Industry and Trade lists websites that
    were notified to it or registered (NĐ 52/2013/NĐ-CP). Whose entry it is, is not looked up."""
    reading = reading_of(page)
    for link in reading.links:
        url = "" if link.block else absolute(link.href, page.url, reading.base)
        if _MINISTRY not in url.lower():
            continue
        place = place_of(url)
        if place is not None and place.host in _MINISTRY_HOSTS and _MINISTRY_ENTRY.search(urlsplit(url).path):
            return Seen(True)
    if len(reading.links) == MOST_LINKS:
        return Unseen(Reason.TOO_LARGE, f"{page.url}: {MOST_LINKS} links or more")
    return veiled(page, reading) or Seen(False)


def _organisation(look: Look) -> Fact[str | None]:
    """The organisation (O) that the first address's certificate names, whoever vouches for it; None without one."""
    failed = look.nothing_visible()
    for address in look.visible:
        if not look.has_asked("https", address):
            failed = failed or Unseen(Reason.NEEDS_LOOKUP, f"{address}: HTTPS was not asked")
            continue
        exchange = look.exchange(address, "https")
        if exchange.certificate is not None:
            return Certificate(exchange.certificate).fact(_named_organisation)
        if isinstance(exchange.tls, Unseen):
            failed = failed or exchange.tls
    return failed or Unseen(Reason.PROTOCOL_ERROR, f"{look.target.host} showed no certificate")


def _named_organisation(certificate: x509.Certificate) -> str | None:
    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value)[:LONGEST_ORGANISATION] if found else None


def _security_txt_signed(look: Look) -> Fact[bool | None]:
    """Whether security.txt carries a signature (which is not verified); None where there is no such file."""
    if not look.has_asked("get", PLACES[0]):
        return Unseen(Reason.NEEDS_LOOKUP, "security.txt is asked for by the check web")
    file = security_txt(look)
    if isinstance(file, Unseen):
        return file
    return Seen(None if file.value is None else bool(file.value["signed"]))
