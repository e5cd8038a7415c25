"""Seconds or a date, and nothing that a hostile server could gain by another word."""

from datetime import UTC, datetime

import pytest

from checks.network.politeness.retry_after import retry_after

NOW = datetime(2026, 11, 22, 1, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 90, 365 * 24 * 3600.0),
        ("Sun, 22 Nov 2026 01:01:30 GMT", 90.0),
        ("Sunday, 22-Nov-26 01:01:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 01:01:30 -0000", 90.0),
        ("Sun, 22 Nov 2026 00:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 365 * 24 * 3600.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
        ("Sun, 99 Nov 2026 01:01:30 GMT", None),
        ("9" * 200, 365 * 24 * 3600.0),
    ],
)
def test_what_a_server_says_is_read(said: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": said}, NOW) == seconds


def test_a_server_that_says_nothing_is_not_guessed_at() -> None:
    assert retry_after({}, NOW) is None
