from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from agent.inventory.files import Folder
from agent.inventory.models import Agency, Content, ContentWithRegister, LabelRegistry, Portal, Vantage, Waiver
from agent.inventory.texts import Text
from checks.network.scope import Scope
from checks.target import Target
from checks.trust_label.online import LabelSite


def portal(url: str, **other: Any) -> Portal:
    return Portal.model_validate({"url": url, "name": "Cổng", "agency": "a", "kind": "information"} | other)


def test_a_portal_has_its_url_in_normal_form() -> None:
    found = portal("https://WWW.a.test:443")

    assert found.url == "https://www.a.test/"
    assert (found.host, found.system) == ("www.a.test", None)


@pytest.mark.parametrize(
    ("url", "other", "http", "https"),
    [
        ("https://a.test/", {}, 80, 443),
        ("https://a.test:8443/", {}, 80, 8443),
        ("https://a.test:8443/", {"http_port": "8080"}, 8080, 8443),
        ("https://a.test:8443/", {"https_port": "8443"}, 80, 8443),
        ("http://a.test/", {}, 80, 443),
        ("http://a.test:8080/", {"https_port": "8443"}, 8080, 8443),
    ],
)
def test_a_portal_knows_where_both_services_are_looked_for(
    url: str, other: dict[str, str], http: int, https: int
) -> None:
    found = portal(url, **other)

    assert (found.http_port, found.https_port) == (http, https)
    assert (found.target.http_port, found.target.https_port) == (http, https)


def test_a_portal_becomes_a_target() -> None:
    assert portal("https://a.test:8443/x?y=1", http_port="8080").target == Target(
        "https://a.test:8443/x?y=1", "https", "a.test", "/x?y=1", 8443, 8080
    )


def test_a_port_that_contradicts_the_url_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        portal("https://a.test:8443/", https_port="9443")

    (error,) = caught.value.errors()
    assert (error["type"], error["loc"]) == (Text.PORT_IN_URL.name, ("https_port",))


def test_what_a_person_found_of_an_incident_contact_needs_who_and_when() -> None:
    found = {"contact": None, "by": "Nguyễn Văn A", "date": "2026-11-01"}
    told = portal("https://a.test/", incident_contact=found).incident_contact
    assert told is not None
    assert (told.contact, told.by, told.date, told.document) == (None, "Nguyễn Văn A", date(2026, 11, 1), None)
    assert portal("https://a.test/").incident_contact is None

    for key in found:
        with pytest.raises(ValidationError) as caught:
            portal("https://a.test/", incident_contact={name: value for name, value in found.items() if name != key})
        assert caught.value.errors()[0]["loc"] == ("incident_contact", key)


def test_a_vantage_says_nothing_by_default() -> None:
    vantage = Vantage()

    assert (vantage.resolver, vantage.anchors, vantage.timeout) == (None, None, None)
    assert (vantage.ca_file, vantage.trust_anchors) == (None, None)


def test_the_registry_of_labels_is_asked_where_a_document_says_so() -> None:
    usual = LabelRegistry.model_validate({"document": "03/VB"})
    other = LabelRegistry.model_validate(
        {"document": "03/VB", "url": "https://Danhba.gov.test:8443", "networks": ["127.0.0.0/8"]}
    )

    assert usual.site == LabelSite("https://tinnhiemmang.vn", Scope(), "03/VB")
    assert other.site == LabelSite("https://danhba.gov.test:8443/", Scope.of(["127.0.0.0/8"]), "03/VB")


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "missing"),
        ({"document": "03/VB", "url": "http://danhba.gov.test/"}, Text.URL_NOT_HTTPS.name),
        ({"document": "03/VB", "url": "danhba"}, Text.URL_SCHEME.name),
    ],
)
def test_a_registry_without_a_document_or_encryption_is_refused(given: dict[str, str], text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        LabelRegistry.model_validate(given)
    assert [error["type"] for error in caught.value.errors()] == [text]


def test_an_inventory_needs_a_province_an_agency_and_a_portal() -> None:
    with pytest.raises(ValidationError) as caught:
        Content.model_validate({"schema_version": "1", "agencies": [], "portals": []})

    assert {(error["loc"], error["type"]) for error in caught.value.errors()} == {
        (("province",), "missing"),
        (("agencies",), Text.NONE_LISTED.name),
        (("portals",), Text.NONE_LISTED.name),
    }


def test_what_has_a_register_may_leave_agencies_and_portals_to_it(tmp_path: Path) -> None:
    given = {"schema_version": "1", "province": {"name": "Tỉnh"}, "register": "he-thong.yaml"}
    content = ContentWithRegister.model_validate(given, context=Folder(tmp_path))

    assert (content.agencies, content.portals) == ((), ())
    assert content.register_file == tmp_path.resolve() / "he-thong.yaml"


def test_an_agency_may_have_a_tax_code() -> None:
    agency = {"id": "a", "name": "A", "kind": "unit"}

    assert Agency.model_validate(agency | {"tax_code": "2800123456"}).tax_code == "2800123456"
    with pytest.raises(ValidationError) as caught:
        Agency.model_validate(agency | {"tax_code": "28"})
    assert caught.value.errors()[0]["type"] == Text.BAD_TAX_CODE.name


WAIVED = {"requirement": "plan.deployed", "reason": "R", "approver": "A", "document": "01/VB", "until": "2026-12-31"}


@pytest.mark.parametrize(
    ("subject", "told"),
    [({"portal": "https://A.test"}, "https://a.test/"), ({"system": "httt"}, "system:httt")],
)
def test_a_waiver_is_of_a_portal_or_of_a_system(subject: dict[str, str], told: str) -> None:
    assert Waiver.model_validate(WAIVED | subject).subject == told


@pytest.mark.parametrize("subjects", [{}, {"portal": "https://a.test/", "system": "httt"}])
def test_a_waiver_of_both_or_of_nothing_is_refused(subjects: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        Waiver.model_validate(WAIVED | subjects)
    assert [(error["type"], error["loc"]) for error in refused.value.errors()] == [
        (Text.WAIVER_OF_ONE.name, ("portal",))
    ]
