"""Words for people."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from importlib import resources
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.observation import Reason
from policies.facts import SCHEMA, Gap
from policies.words import LANGUAGES, Language, day_text, fact_name, gaps_text, plain, reason_text, sentence, value_text


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_words(reason: Reason, lang: Language) -> None:
    assert reason_text(reason, lang).strip()


@pytest.mark.parametrize(("file", "names"), [("reasons", set(Reason)), ("facts", SCHEMA.keys())])
def test_the_lists_of_words_hold_two_languages_a_line_and_nothing_else(file: str, names: set[str]) -> None:
    texts = yaml.safe_load(resources.files("policies").joinpath(f"{file}.yaml").read_text(encoding="utf-8"))
    assert texts.keys() == names
    assert {tuple(text) for text in texts.values()} == {("vi", "en")}


@pytest.mark.parametrize("fact", SCHEMA)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_has_a_name(fact: str, lang: Language) -> None:
    assert fact_name(fact, lang).strip()


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (None, "không có", "none"),
        (True, "có", "yes"),
        (False, "không", "no"),
        (3, "3", "3"),
        ("Đã thẩm định", "Đã thẩm định", "Đã thẩm định"),
        ([], "không có", "none"),
        (["a", 1, True], "a, 1, có", "a, 1, yes"),
        ([["a", "b"], ["a", "c"], "b"], "a, b, c", "a, b, c"),
        (
            [["192.0.2.1", [["a", "b"], ["a"]]], ["::1", []]],
            "192.0.2.1 (a, b), ::1 (không có)",
            "192.0.2.1 (a, b), ::1 (none)",
        ),
        ([["2026-03-01", ["::1"]]], "01/03/2026 (::1)", "01/03/2026 (::1)"),
        ({"max_age": 3}, "max_age: 3", "max_age: 3"),
        ("2026-03-01", "01/03/2026", "01/03/2026"),
        ("2026-03-01T17:00:00Z", "02/03/2026", "02/03/2026"),
        ("2026-03-01T17:00:00+07:00", "01/03/2026", "01/03/2026"),
        ("2026-03-01T23:00:00", "01/03/2026", "01/03/2026"),
        (datetime(2026, 3, 1, 17, tzinfo=UTC), "02/03/2026", "02/03/2026"),
        ("2026-99-01", "2026-99-01", "2026-99-01"),
        ("2026-03-01x", "2026-03-01x", "2026-03-01x"),
    ],
)
def test_a_value_reads_well_in_a_sentence(value: Any, vi: str, en: str) -> None:
    assert (value_text(value, "vi"), value_text(value, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("line\r\nbreak\u2028here", "line break here"),
        ("  many   spaces ", "many spaces"),
        ("half \ud800 pair", "half  pair"),
        ("<script>", "<script>"),
        ("e\u0302\u0301", "ế"),
        ("x" * 301, "x" * 299 + "…"),
        ("x" * 300, "x" * 300),
    ],
)
def test_hostile_text_becomes_plain(hostile: str, harmless: str) -> None:
    assert plain(hostile) == harmless


@settings(deadline=None, database=None)
@given(st.recursive(st.text() | st.none() | st.booleans() | st.integers(), lambda inner: st.lists(inner, max_size=9)))
def test_no_value_brings_a_control_sign_or_more_than_300_signs(value: Any) -> None:
    text = value_text(value, "vi")
    assert len(text) <= 300
    assert not [sign for sign in text if unicodedata.category(sign).startswith("C")]


def test_gaps_are_told_once_a_reason() -> None:
    gaps = [
        Gap("tls.endpoints", "versions", Reason.TIMEOUT, "192.0.2.1, 2 s."),
        Gap("tls.endpoints", "versions", Reason.TIMEOUT, "192.0.2.2, 2 s"),
        Gap("web.https", None, Reason.TIMEOUT, ""),
        Gap("web.hsts", None, Reason.BLOCKED, ""),
    ]
    assert gaps_text(gaps, "vi") == (
        "Chưa quan sát được cấu hình TLS tại từng địa chỉ, việc cung cấp HTTPS: hết thời gian chờ mà không có "
        "trả lời (192.0.2.1, 2 s; 192.0.2.2, 2 s). "
        "Chưa quan sát được chính sách HSTS: yêu cầu bị chặn (tường lửa ứng dụng web hoặc giới hạn tần suất)."
    )
    assert gaps_text(gaps[3:], "en") == (
        "Not observed: the HSTS policy – the request was blocked (web application firewall or rate limit)."
    )


def test_only_three_details_are_told() -> None:
    gaps = [Gap("ipv6.reach", "tcp", Reason.TIMEOUT, f"192.0.2.{number}") for number in range(9)]
    assert "(192.0.2.0; 192.0.2.1; 192.0.2.2; … +6)" in gaps_text(gaps, "vi")


def test_a_sentence_starts_with_a_capital_and_ends_with_a_full_stop() -> None:
    assert sentence("điểm quan sát không có IPv6") == "Điểm quan sát không có IPv6."


def test_days_are_printed_day_first() -> None:
    assert day_text(date(2026, 1, 2)) == "02/01/2026"
