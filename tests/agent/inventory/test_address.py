from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from agent.inventory.address import WebAddress, host_name, web_address
from agent.inventory.texts import Text


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("https://www.a.test", "https://www.a.test/"),
        ("HTTPS://WWW.A.TEST:443/", "https://www.a.test/"),
        ("http://a.test:80/x", "http://a.test/x"),
        ("https://a.test:8443/Trang%20chu?id=1", "https://a.test:8443/Trang%20chu?id=1"),
        ("https://a.test./", "https://a.test/"),
        ("https://xã-một.test/", "https://xn--x-mt-goa6317b.test/"),
        ("https://a.test/tin-tức", "https://a.test/tin-t%E1%BB%A9c"),
        ("https://127.0.0.1:8443/", "https://127.0.0.1:8443/"),
        ("https://[::0:1]:8443/", "https://[::1]:8443/"),
        ("https://my_site.a.test/", "https://my_site.a.test/"),
    ],
)
def test_a_url_has_one_normal_form(text: str, normal: str) -> None:
    address = web_address(text)

    assert str(address) == normal
    assert web_address(normal) == address, "the normal form of a normal form is itself"


def test_a_url_is_taken_apart() -> None:
    assert web_address("https://A.test:8443/x?y=1") == WebAddress("https", "a.test", 8443, "/x?y=1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ftp://a.test/", Text.URL_SCHEME),
        ("www.a.test", Text.URL_SCHEME),
        ("javascript:alert(1)", Text.URL_SCHEME),
        ("https://", Text.URL_HOST),
        ("https:///x", Text.URL_HOST),
        ("https://a..test/", Text.URL_HOST),
        ("https://-a.test/", Text.URL_HOST),
        ("https://1.2.3/", Text.URL_HOST),
        ("https://[::1/", Text.URL_HOST),
        ("https://[fe80::1%25eth0]/", Text.URL_HOST),
        ("https://user:secret@a.test/", Text.URL_CREDENTIALS),
        ("https://trusted.test@evil.test/", Text.URL_CREDENTIALS),
        ("https://a.test:0/", Text.URL_PORT),
        ("https://a.test:65536/", Text.URL_PORT),
        ("https://a.test:x/", Text.URL_PORT),
        ("https://a.test/#top", Text.URL_FRAGMENT),
        ("https://a.test/a b", Text.URL_CHARACTERS),
        ("https://a.test\\@evil.test/", Text.URL_CHARACTERS),
        ("https://a.test/\u202e", Text.URL_CHARACTERS),
    ],
)
def test_what_is_wrong_with_a_url_is_told(text: str, expected: Text) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        web_address(text)

    assert Text[caught.value.type] is expected


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("WWW.A.Test.", "www.a.test"),
        ("::1", "::1"),
        ("BÜCHER.test", "xn--bcher-kva.test"),
        ("a b.test", None),
        ("", None),
    ],
)
def test_a_host_has_one_normal_form_or_none(text: str, normal: str | None) -> None:
    assert host_name(text) == normal


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_is_refused_by_name(text: str) -> None:
    refused = None
    try:
        address = str(web_address(f"https://{text}"))
    except PydanticCustomError as error:
        refused = error.type

    assert refused in Text.__members__ if refused else str(web_address(address)) == address
