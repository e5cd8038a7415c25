from __future__ import annotations

import datetime as dt

import pytest

from agent.errors import InputError
from agent.inventory.single import single_portal
from checks.facts import EXPOSURE, WEAKNESSES
from reports.wording import ZONE

NOW = dt.datetime.now(ZONE)


def test_one_portal_is_authorised_today_by_the_document_named() -> None:
    inventory = single_portal("https://A.test:8443", "12/VB", ["127.0.0.0/8"], 8080, None)
    (portal,) = inventory.portals
    authorisation = inventory.authorisation_for(portal, "tls", NOW)

    assert (portal.url, portal.http_port, portal.https_port) == ("https://a.test:8443/", 8080, 8443)
    assert authorisation is not None
    assert authorisation.document == "12/VB"
    assert authorisation.scope.allows("127.0.0.1")
    assert inventory.context(portal)["host"] == "a.test"


def test_probes_for_weaknesses_are_allowed_only_when_asked_for() -> None:
    for weaknesses in (False, True):
        inventory = single_portal("https://a.test/", "12/VB", [], None, None, weaknesses=weaknesses)
        (portal,) = inventory.portals

        assert (inventory.authorisation_for(portal, WEAKNESSES, NOW) is not None) is weaknesses
        assert inventory.authorisation_for(portal, "tls", NOW) is not None


def test_port_scans_are_allowed_only_when_asked_for() -> None:
    for exposure in (False, True):
        inventory = single_portal("https://a.test/", "12/VB", [], None, None, exposure=exposure)
        (portal,) = inventory.portals

        assert (inventory.authorisation_for(portal, EXPOSURE, NOW) is not None) is exposure
        assert inventory.authorisation_for(portal, WEAKNESSES, NOW) is None


def test_nothing_else_is_authorised() -> None:
    inventory = single_portal("http://a.test/", "12/VB", [], None, 8443)
    (portal,) = inventory.portals

    assert portal.https_port == 8443
    assert inventory.authorisation_for_host("www.a.test", "tls", NOW) is None
    assert inventory.authorisation_for(portal, "tls", NOW + dt.timedelta(days=3)) is None
    assert not inventory.authorisations[0].scope.allows("127.0.0.1")


@pytest.mark.parametrize(("url", "networks"), [("ftp://a.test/", []), ("https://a.test/", ["127.0.0.1/8"])])
def test_wrong_words_are_told_in_one_sentence(url: str, networks: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        single_portal(url, "12/VB", networks, None, None)

    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize("document", ["", " ", "a\x07", "x" * 1001])
def test_a_document_without_a_name_is_told(document: str) -> None:
    with pytest.raises(InputError, match="--authorised"):
        single_portal("https://a.test/", document, [], None, None)
