from __future__ import annotations

import datetime as dt
import unicodedata
from ipaddress import ip_network
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from agent.inventory import fields
from agent.inventory.fields import ALL_DAY, Endpoint, Hours, read_endpoint
from agent.inventory.texts import Text
from checks.security_plan.record import Approval
from reports.wording import ZONE


def read(field: Any, value: object) -> Any:
    return TypeAdapter(field).validate_python(value)


def refusal(field: Any, value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        read(field, value)
    (error,) = caught.value.errors()
    return error["type"]


def test_a_text_loses_blanks_around_it_and_has_its_diacritics_composed() -> None:
    assert read(fields.TextField, unicodedata.normalize("NFD", "  Định kỳ ")) == unicodedata.normalize("NFC", "Định kỳ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, Text.NOT_TEXT),
        (" ", Text.NOT_TEXT),
        (["a"], Text.NOT_TEXT),
        ("x" * 1001, Text.TOO_LONG),
        ("a\x1b[31m", Text.CONTROL_CHARACTER),
    ],
)
def test_what_is_no_text_is_refused(value: object, text: Text) -> None:
    assert refusal(fields.TextField, value) == text.name


def test_days_in_tables_may_be_written_with_the_day_first() -> None:
    for value in ["2026-03-01", "01/03/2026", "1/3/2026"]:
        assert read(fields.TableDay, value) == dt.date(2026, 3, 1)
    for value in ["31/02/2026", "2026/03/01", "01-03-2026", "1/3/26"]:
        assert refusal(fields.TableDay, value) == Text.BAD_DAY.name


def test_levels_of_labels_are_two() -> None:
    assert [read(fields.LabelLevel, value) for value in ("Cơ bản", "mức nâng cao")] == ["cơ bản", "nâng cao"]
    assert refusal(fields.LabelLevel, "cao") == Text.BAD_WORD.name


@pytest.mark.parametrize("value", ["a", "so-khcn", "A.1_b", "9" * 64])
def test_ids_are_short_plain_words(value: str) -> None:
    assert read(fields.Id, value) == value


@pytest.mark.parametrize("value", ["-a", "a b", "sở", "a/b", "9" * 65])
def test_other_words_are_no_ids(value: str) -> None:
    assert refusal(fields.Id, value) == Text.BAD_ID.name


def test_days_are_written_one_way_and_dates_pass() -> None:
    assert read(fields.Day, "2026-03-01") == dt.date(2026, 3, 1)
    assert read(fields.Day, dt.date(2026, 3, 1)) == dt.date(2026, 3, 1)
    for value in ["01/03/2026", "2026-02-30", "20260301", "2026-3-1", "2026", "2026-W09-7"]:
        assert refusal(fields.Day, value) == Text.BAD_DATE.name


def test_a_word_of_a_closed_list_is_found_however_it_is_composed() -> None:
    assert read(fields.ApprovalField, unicodedata.normalize("NFD", "Đã được phê duyệt")) is Approval.APPROVED
    assert refusal(fields.ApprovalField, "Đã phê duyệt") == Text.BAD_WORD.name


def test_whole_numbers_stay_within_their_bounds() -> None:
    assert read(fields.Level, "3") == 3
    assert read(fields.Port, "65535") == 65535
    assert refusal(fields.Level, "ba") == Text.NOT_NUMBER.name
    assert refusal(fields.Level, "1.5") == Text.NOT_NUMBER.name
    assert refusal(fields.Level, None) == Text.NOT_NUMBER.name
    assert refusal(fields.Level, "6") == "less_than_equal"
    assert refusal(fields.Port, "0") == "greater_than_equal"


@pytest.mark.parametrize(
    "value", ["suco@tinh.gov.test", "https://tinh.gov.test/bao-su-co", "0237 3850 100", "+84 (237) 3850-100", "1022"]
)
def test_a_contact_is_somewhere_to_write_or_to_call(value: str) -> None:
    assert read(fields.ContactField, f" {value} ") == value


@pytest.mark.parametrize("value", [None, "none", "None"])
def test_that_there_is_no_contact_can_be_said(value: object) -> None:
    assert read(fields.ContactField, value) is None


@pytest.mark.parametrize("value", ["không có", "trang chủ", "suco@", "ftp://a.test/", "-", "12"])
def test_other_words_are_no_contact(value: str) -> None:
    assert refusal(fields.ContactField, value) == Text.BAD_CONTACT.name


def test_seconds_may_have_decimals() -> None:
    assert read(fields.Seconds, "0.5") == 0.5
    assert refusal(fields.Seconds, "soon") == Text.NOT_DECIMAL.name
    assert refusal(fields.Seconds, "0") == "greater_than_equal"
    assert refusal(fields.Seconds, "nan") == Text.NOT_DECIMAL.name


def test_a_pattern_is_a_host_or_everything_below_a_domain() -> None:
    assert read(fields.HostPattern, "WWW.a.test") == "www.a.test"
    assert read(fields.HostPattern, "*.A.test") == "*.a.test"


@pytest.mark.parametrize("value", ["*", "*.test", "*.*.a.test", "www.*.test", "*a.test", "https://a.test/"])
def test_a_pattern_that_says_too_much_is_refused(value: str) -> None:
    assert refusal(fields.HostPattern, value) == Text.BAD_PATTERN.name


def test_networks_have_no_bits_after_their_length() -> None:
    assert read(fields.Network, "127.0.0.0/8") == ip_network("127.0.0.0/8")
    assert read(fields.Network, "::1/128") == ip_network("::1/128")
    assert read(fields.Network, ip_network("::1/128")) == ip_network("::1/128")
    for value in ["127.0.0.1/8", "a.test", "127.0.0.0/33"]:
        assert refusal(fields.Network, value) == Text.BAD_NETWORK.name


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("127.0.0.53:5300", Endpoint("127.0.0.53", 5300)),
        ("[::0:1]:5300", Endpoint("::1", 5300)),
        ("127.0.0.53", Endpoint("127.0.0.53", 53)),
        ("::1", Endpoint("::1", 53)),
        ("[::1]", Endpoint("::1", 53)),
        ("127.0.0.53:0", None),
        ("127.0.0.53:65536", None),
        ("[127.0.0.53:53", None),
        ("dns.test:53", None),
        ("", None),
    ],
)
def test_an_endpoint_is_an_address_and_a_port(text: str, endpoint: Endpoint | None) -> None:
    assert read_endpoint(text, 53) == endpoint


def test_an_endpoint_field_reads_texts_and_passes_endpoints() -> None:
    endpoint = Endpoint("::1", 53)

    assert read(fields.EndpointField, "[::1]:53") == read(fields.EndpointField, endpoint) == endpoint
    assert refusal(fields.EndpointField, "dns.test") == Text.BAD_ENDPOINT.name


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("00:00-24:00", ALL_DAY),
        ("08:00-17:30", Hours(480, 1050)),
        ("8:00 – 17:30", Hours(480, 1050)),
        ("22:00-06:00", Hours(1320, 360)),
        ("22:00-00:00", Hours(1320, 1440)),
    ],
)
def test_hours_are_minutes_after_midnight(text: str, hours: Hours) -> None:
    assert read(fields.HoursField, text) == read(fields.HoursField, hours) == hours


@pytest.mark.parametrize("value", ["24:00-06:00", "08:00-08:00", "08:00-24:01", "08:60-09:00", "8-17", "always"])
def test_what_is_no_span_of_hours_is_refused(value: str) -> None:
    assert refusal(fields.HoursField, value) == Text.BAD_HOURS.name


def test_hours_include_their_start_and_not_their_end_and_go_over_midnight() -> None:
    day, night = Hours(480, 1050), Hours(1320, 360)

    assert [day.includes(minute) for minute in (479, 480, 1049, 1050)] == [False, True, True, False]
    assert all(night.includes(minute) for minute in (1320, 1439, 0, 359))
    assert not any(night.includes(minute) for minute in (1319, 360))
    assert all(ALL_DAY.includes(minute) for minute in range(1440))


def test_a_domain_of_the_directory_may_carry_a_path() -> None:
    assert read(fields.Domain, "WWW.a.test") == "www.a.test"
    assert read(fields.Domain, "a.test/xa-mot/") == "a.test/xa-mot"
    assert refusal(fields.Domain, "a b/x") == Text.BAD_HOST.name


def test_a_list_that_needs_something_refuses_to_be_empty() -> None:
    some = Annotated[tuple[str, ...], fields.SOME]

    assert read(some, ["a"]) == ("a",)
    assert refusal(some, []) == Text.NONE_LISTED.name


def test_there_is_one_version_of_the_file() -> None:
    assert read(fields.Version, "1") == 1
    assert refusal(fields.Version, "2") == Text.BAD_VERSION.name
    assert refusal(fields.Version, None) == Text.BAD_VERSION.name


@pytest.mark.parametrize(
    "value", ["2026-03-01T08:00", "2026-03-01 08:00", dt.datetime.fromisoformat("2026-03-01T08:00:29")]
)
def test_moments_are_minutes_in_vietnam(value: object) -> None:
    assert read(fields.Moment, value) == dt.datetime(2026, 3, 1, 1, 0, tzinfo=dt.UTC)


def test_a_moment_with_a_time_zone_is_told_in_vietnamese_time() -> None:
    found = read(fields.Moment, dt.datetime(2026, 2, 28, 22, 0, tzinfo=dt.UTC))

    assert (found.isoformat(), found.tzinfo) == ("2026-03-01T05:00:00+07:00", ZONE)


@pytest.mark.parametrize(
    "value", ["2026-03-01", "2026-03-01T24:00", "0001-01-01T00:00", "8:00", "٢٠٢٦-03-01T08:00", None]
)
def test_what_is_no_moment_is_refused(value: object) -> None:
    assert refusal(fields.Moment, value) == (Text.BAD_MOMENT if value else Text.NOT_TEXT).name


def test_a_day_may_come_from_a_moment_of_midnight() -> None:
    for field in (fields.Day, fields.TableDay):
        assert read(field, dt.datetime.fromisoformat("2026-03-01T00:00")) == dt.date(2026, 3, 1)


def test_answers_are_true_or_false() -> None:
    assert [read(fields.Truth, value) for value in ("true", "False", True, False)] == [True, False, True, False]
    assert refusal(fields.Truth, "yes") == Text.BAD_TRUTH.name
    assert refusal(fields.Truth, None) == Text.NOT_TEXT.name


def test_tax_codes_have_ten_digits_or_thirteen() -> None:
    for value in ("0123456789", "0123456789-001"):
        assert read(fields.TaxCode, value) == value
    for value in ("012345678", "0123456789001", "0123456789-01", "٠١٢٣٤٥٦٧٨٩"):
        assert refusal(fields.TaxCode, value) == Text.BAD_TAX_CODE.name


def test_a_hash_has_64_digits_and_is_kept_in_lower_case() -> None:
    assert read(fields.Sha256, "A1" * 32) == "a1" * 32
    for value in ("a" * 63, "g" * 64):
        assert refusal(fields.Sha256, value) == Text.BAD_SHA256.name


def test_counts_are_whole_and_not_below_nought() -> None:
    assert [read(fields.Count, value) for value in ("0", 7, " 120000 ")] == [0, 7, 120000]
    assert refusal(fields.Count, "-1") == "greater_than_equal"
    assert refusal(fields.Count, "1" * 18) == "less_than_equal"
    for value in ("1.5", 1.5, True, "1_000"):
        assert refusal(fields.Count, value) == Text.NOT_NUMBER.name
