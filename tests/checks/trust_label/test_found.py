from __future__ import annotations

from checks.trust_label.found import Found


def test_the_slug_tells_the_moment_of_registration() -> None:
    assert Found("valid", slug="thanhhoagovtest-1637050850").registered_at == "2021-11-16T15:20:50+07:00"
    assert Found("image_only").registered_at is None


def test_every_field_is_told() -> None:
    told = Found("link_only", slug="a-1637050850", line=3).as_json()
    assert told["embed"] == "link_only"
    assert list(told) == [*Found.__slots__]
