"""Where URLs lead."""

from __future__ import annotations

import pytest

from checks.network.place import Place, place_of


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://A.test/x", Place("https", "a.test", 443, False)),
        ("http://a.test.:8080/", Place("http", "a.test", 8080, False)),
        ("http://u@a.test/", Place("http", "a.test", 80, True)),
        ("http://[::1]/", Place("http", "::1", 80, False)),
        ("http://a.test:x/", None),
        ("//a.test/", None),
        ("mailto:a@b.test", None),
        ("", None),
    ],
)
def test_a_url_leads_to_a_place_on_the_web_or_nowhere(url: str, place: Place | None) -> None:
    assert place_of(url) == place
