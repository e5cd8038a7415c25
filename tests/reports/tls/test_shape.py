"""What of a record has the shape of the contract."""

from __future__ import annotations

import pytest

from checks.observation import Json
from reports.document import schema
from reports.tls.shape import CERTIFICATE, ENDPOINT, fitting
from tests.reports.tls.made import bad_certificate, broad_endpoint, certificate, endpoint


@pytest.mark.parametrize("whole", [endpoint(), broad_endpoint()])
def test_an_endpoint_as_the_check_reports_it_fits(whole: dict[str, Json]) -> None:
    assert fitting(whole, ENDPOINT) == {name: value for name, value in whole.items() if name != "certificate_sha256"}


@pytest.mark.parametrize("whole", [certificate(), bad_certificate()])
def test_a_certificate_as_the_check_reports_it_fits(whole: dict[str, Json]) -> None:
    assert fitting(whole, CERTIFICATE) == whole


def test_the_shapes_are_of_the_members_that_the_schema_names() -> None:
    definitions = schema("portal-1")["$defs"]
    assert set(definitions["tls_endpoint"]["properties"]) == {*ENDPOINT, "certificate_sha256"}
    assert {*definitions["certificate"]["properties"], "endpoints"} == set(CERTIFICATE)


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("versions", "TLSv1.2"),
        ("versions", [3]),
        ("ciphers", ["TLS_X"]),
        ("ciphers", {"TLSv1.2": "TLS_X"}),
        ("connections", True),
        ("compression", "no"),
        ("weaknesses", {"rc4": "yes"}),
        ("dh", [{"bits": "many"}]),
        ("alpn", {"unseen": "bored"}),
        ("tier", None),
    ],
)
def test_a_member_of_another_shape_is_left_out(member: str, value: Json) -> None:
    assert fitting({"address": "192.0.2.1", member: value}, ENDPOINT) == {"address": "192.0.2.1"}


def test_parts_may_be_unseen_at_any_depth() -> None:
    unseen: dict[str, Json] = {"unseen": "timeout", "detail": ""}
    whole = {"versions": ["TLSv1.2", unseen], "ciphers": {"TLSv1.2": unseen}, "dh": [{"bits": unseen}], "alpn": unseen}
    assert fitting(whole, ENDPOINT) == whole
    assert fitting(unseen, ENDPOINT) == unseen


@pytest.mark.parametrize("value", [None, 3, "x", [], {"unseen": "bored"}, {"unseen": ["timeout"]}])
def test_what_is_no_object_fits_nowhere(value: Json) -> None:
    assert fitting(value, ENDPOINT) is None
