"""What the settings of notices refuse, and when it is quiet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from agent.notices.settings import NoticeSettings, QuietHours, Smtp, is_mail_address, is_web_url
from reports.wording import ZONE

SMTP = {"host": "mail.thidiem.gov.test", "sender": "tuanthu@thidiem.gov.test"}


@pytest.mark.parametrize("address", ["vp@thidiem.gov.test", "a.b+c@x"])
def test_a_mail_address_is_one_address(address: str) -> None:
    assert is_mail_address(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vp",
        "a@b, c@d",
        "a@b\n",
        "a@b\r\nBcc: c@d",
        "<a@b>",
        "ă@b",
        "a@b c",
        "a@" + "b" * 190,
        "a@.b",
        "a@b.",
        "a..b@c",
        ".a@b",
        "a.@b",
    ],
)
def test_what_could_be_more_than_one_address_is_none(text: str) -> None:
    assert not is_mail_address(text)


def test_posts_go_to_encrypted_addresses_or_stay_on_this_machine() -> None:
    assert is_web_url("https://hook.test/x")
    assert is_web_url("http://[::1]:8080/x")
    refused = (
        "http://hook.test/",
        "ftp://127.0.0.1/",
        "https://",
        "https://a:b:c/",
        "https://a/\n",
        "http://localhost.test/",
    )
    assert [url for url in refused if is_web_url(url)] == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"smtp": SMTP | {"tls": "none"}}, "tls: none"),
        ({"smtp": SMTP | {"user": "tuanthu"}}, "user và password_file"),
        ({"smtp": SMTP | {"sender": "a@b\nBcc: c@d"}}, "thư điện tử"),
        ({"soc": ["a@b, c@d"]}, "thư điện tử"),
        ({"webhooks": [{"name": "bot"}]}, "url hoặc url_file"),
        ({"webhooks": [{"name": "bot", "url": "https://a.test/"}] * 2}, "trùng tên"),
        ({"webhooks": [{"name": "bot", "url": "https://a.test/", "template": "{{ text"}]}, "dòng 1"),
        ({"webhooks": [{"name": "bot", "url": "https://a.test/", "headers": {"X": "a\r\nY: b"}}]}, "headers"),
        ({"quiet_hours": {"start": 1260, "end": "07:00"}}, "ngoặc kép"),
        ({"quiet_hours": {"start": "07:00", "end": "07:00"}}, "trùng nhau"),
        ({"quiet_hours": {"start": "21:00+07:00", "end": "07:00"}}, "ngoặc kép"),
        ({"escalation": {"agency": 14, "department": 14}}, "mỗi cấp"),
        ({"languages": "vi"}, "languages"),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        NoticeSettings.model_validate(given)


def test_each_kind_of_encryption_has_its_usual_port() -> None:
    found = [Smtp(host="localhost", sender="a@b", tls=tls).usual_port for tls in ("starttls", "implicit", "none")]
    assert found == [587, 465, 25]


@pytest.mark.parametrize(
    ("moment", "after"),
    [
        ("2026-11-21 20:59", "2026-11-21 20:59"),
        ("2026-11-21 21:00", "2026-11-22 07:00"),
        ("2026-11-22 06:59", "2026-11-22 07:00"),
        ("2026-11-22 07:00", "2026-11-22 07:00"),
    ],
)
def test_quiet_hours_may_go_over_midnight(moment: str, after: str) -> None:
    quiet = QuietHours(start=dt.time(21), end=dt.time(7))
    asked = dt.datetime.fromisoformat(moment).replace(tzinfo=ZONE).astimezone(dt.UTC)
    assert quiet.after(asked) == dt.datetime.fromisoformat(after).replace(tzinfo=ZONE)


def test_quiet_hours_may_lie_within_a_day() -> None:
    quiet = QuietHours(start=dt.time(11, 30), end=dt.time(13))
    noon, evening = (dt.datetime(2026, 11, 21, hour, tzinfo=ZONE) for hour in (12, 18))
    assert quiet.after(noon) == noon.replace(hour=13)
    assert quiet.after(evening) == evening
