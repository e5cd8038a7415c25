"""The network trust label (Tín nhiệm mạng) as pages carry it, and the directory of those who may.

The canonical embed is a link to the certificate's page around its picture; the slug is the host without its
punctuation, then the Unix time of registration. All of it is only text on a page here: nobody contacts it.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Literal

Embed = Literal[
    "valid",
    "absent",
    "comment",
    "of_another",
    "local_copy",
    "image_only",
    "link_only",
    "script",
    "script_elsewhere",
    "fake_host",
    "malformed",
    "other_service",
    "home_page",
]

_SITE = "https://tinnhiemmang.vn"
_FAKE_SITE = "https://tinnhiemmang.vn.xacthuc.test"
_TITLE = "Chứng nhận Tín nhiệm mạng"
LOCAL_TIME = timezone(timedelta(hours=7))
"""The time of Vietnam, which knows no summer time."""
_FIRST_REGISTRATION = datetime(2023, 3, 14, 9, 0, tzinfo=LOCAL_TIME)


def registered_at(number: int) -> datetime:
    """When the portal with this number was registered, in the time of Vietnam."""
    return _FIRST_REGISTRATION + number * timedelta(days=3, seconds=47)


def slug(host: str, number: int) -> str:
    """The name of a host's certificate page."""
    return f"{''.join(letter for letter in host if letter.isalnum())}-{int(registered_at(number).timestamp())}"


def embed(kind: Embed, host: str, number: int, nonce: str) -> str:
    """The piece of HTML that a page with such a label carries in its footer.

    `number` is the portal's place in the province: valid labels take one of several shapes by it, as in the wild.
    """
    link = f"{_SITE}/danh-ba-tin-nhiem/{slug(host, number)}"
    image = f"{_SITE}/handle_cert?id={host}"
    whole = f'<a href="{link}" title="{_TITLE}" target="_blank"><img src="{image}" width="150" alt="{_TITLE}"></a>'
    match kind:
        case "valid":
            return _shapes(link, image, whole)[number % 4]
        case "absent":
            return ""
        case "comment":
            return f"<!-- tạm ẩn: {whole} -->"
        case "of_another":
            return whole.replace(slug(host, number), slug("www.tinhban.gov.test", number)).replace(
                host, "www.tinhban.gov.test"
            )
        case "local_copy":
            return f'<a href="#"><img src="/images/handle_cert.png" width="150" alt="{_TITLE}" title="{_TITLE}"></a>'
        case "image_only":
            return f'<img src="{image}" width="150" alt="{_TITLE}">'
        case "link_only":
            return f'<a href="{link}" title="{_TITLE}"><img src="/images/tin-nhiem.png" alt="{_TITLE}"></a>'
        case "script":
            return (
                f'<div id="nhan-tin-nhiem"></div><script nonce="{nonce}">'
                f"document.getElementById('nhan-tin-nhiem').innerHTML = '{whole}';</script>"
            )
        case "script_elsewhere":
            return (
                f'<div id="nhan-tin-nhiem"></div><script nonce="{nonce}">'
                "if (location.hostname === 'www.tinhban.gov.test')"
                f" document.getElementById('nhan-tin-nhiem').innerHTML = '{whole}';</script>"
            )
        case "fake_host":
            return whole.replace(_SITE, _FAKE_SITE)
        case "malformed":
            return whole.replace("danh-ba-tin-nhiem", "danh-ba-tinnhiem")
        case "other_service":
            return f'<a href="https://chungthuc.dichvukhac.test/{host}" title="{_TITLE}">Website đã xác thực</a>'
        case "home_page":
            return f'<a href="{_SITE}/" title="{_TITLE}">Tín nhiệm mạng</a>'


def _shapes(link: str, image: str, whole: str) -> tuple[str, str, str, str]:
    """The same valid label as four pages write it."""
    return (
        whole,
        f"<a target='_blank' rel='noopener' href='{link}'>\n  <img width='120' height='45' src='{image}'>\n</a>",
        f'<a href="{link}"><img class="lazy" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" data-src="{image}"></a>',
        f'<a title="{_TITLE}" href="{link}"><picture><source srcset="{image}"><img alt="{_TITLE}"></picture></a>',
    )
