"""In what two pages may differ, and how that is said in Vietnamese or English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["vi", "en"]
Code: TypeAlias = Literal[
    "status",
    "kind",
    "title",
    "site_name",
    "canonical",
    "owner",
    "language",
    "password",
    "newest",
    "links_missing",
    "links_added",
    "headings_missing",
    "forms",
    "words",
]
"""In what two pages differ; `in_words` has the words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the `other` page differs from the `one` it is held against.

    `one` and `other` are what each page holds (a title, a status, the kind of page); `count` of `of` tells how many
    links, headings or words, and `examples` which.
    """

    code: Code
    one: str = ""
    other: str = ""
    count: int = 0
    of: int = 0
    examples: tuple[str, ...] = ()


_TEMPLATES: dict[Language, dict[Code, str]] = {
    "vi": {
        "status": "Mã trả lời khác: HTTP {one} qua {over_one}, HTTP {other} qua {over_other}",
        "title": "Tiêu đề khác: «{one}» qua {over_one}, «{other}» qua {over_other}",
        "site_name": "Tên trang tự khai khác: «{one}» qua {over_one}, «{other}» qua {over_other}",
        "canonical": "Trang tự khai thuộc tên miền khác: {one} qua {over_one}, {other} qua {over_other}",
        "owner": "Cơ quan chủ quản ghi trên trang khác: «{one}» qua {over_one}, «{other}» qua {over_other}",
        "language": "Ngôn ngữ khác: «{one}» qua {over_one}, «{other}» qua {over_other}",
        "newest": "Ngày mới nhất ghi trên trang: {one} qua {over_one}, {other} qua {over_other}",
        "links_missing": "Trang qua {over_other} thiếu {count} trong {of} liên kết của trang qua {over_one}{examples}",
        "links_added": "Trang qua {over_other} có {count} trong {of} liên kết mà qua {over_one} không có{examples}",
        "headings_missing": "Trang qua {over_other} thiếu {count} trong {of} đề mục của trang qua {over_one}{examples}",
        "forms": "Trang qua {over_other} thiếu {count} trong {of} biểu mẫu của trang qua {over_one}{examples}",
        "words": "Chữ trên trang khác {count} % ({one} chữ qua {over_one}, {other} chữ qua {over_other})",
    },
    "en": {
        "status": "Another status: HTTP {one} over {over_one}, HTTP {other} over {over_other}",
        "title": "Another title: «{one}» over {over_one}, «{other}» over {over_other}",
        "site_name": "The page calls itself otherwise: «{one}» over {over_one}, «{other}» over {over_other}",
        "canonical": "The page says it belongs to another host: {one} over {over_one}, {other} over {over_other}",
        "owner": "Another owner on the page: «{one}» over {over_one}, «{other}» over {over_other}",
        "language": "Another language: «{one}» over {over_one}, «{other}» over {over_other}",
        "newest": "The newest date on the page: {one} over {over_one}, {other} over {over_other}",
        "links_missing": "The page over {over_other} lacks {count} of {of} links of that over {over_one}{examples}",
        "links_added": "The page over {over_other} has {count} of {of} links that it lacks over {over_one}{examples}",
        "headings_missing": "Over {over_other} {count} of {of} headings over {over_one} are missing{examples}",
        "forms": "The page over {over_other} lacks {count} of {of} forms of that over {over_one}{examples}",
        "words": "{count} % of the words differ ({one} words over {over_one}, {other} words over {over_other})",
    },
}
_PLACED: dict[Language, tuple[str, str]] = {
    "vi": ("Qua {over} là {what}", "Chỉ qua {over} trang mới hỏi mật khẩu"),
    "en": ("Over {over} there is {what}", "Only over {over} the page asks for a password"),
}
"""What is said of the one page that stands out: what it is, and that it asks for a password."""
_KINDS: dict[Language, dict[str, str]] = {
    "vi": {
        "site": "trang của một cơ quan",
        "suspended": "trang báo dịch vụ đã tạm ngưng",
        "parked": "trang giữ chỗ của tên miền",
        "default": "trang mặc định của máy chủ",
        "listing": "danh sách tệp của thư mục",
        "under_construction": "trang đang xây dựng hoặc bảo trì",
        "error": "trang báo lỗi",
        "blank": "trang trắng",
        "shell": "trang chỉ có khung, nội dung do trình duyệt nạp",
    },
    "en": {
        "site": "the site of an agency",
        "suspended": "a page that says the service is suspended",
        "parked": "a parked domain's page",
        "default": "a server's default page",
        "listing": "a directory listing",
        "under_construction": "a page under construction or maintenance",
        "error": "an error page",
        "blank": "a blank page",
        "shell": "a mere shell that a browser fills",
    },
}
_SUCH_AS: dict[Language, str] = {"vi": ", ví dụ ", "en": ", such as "}


def in_words(
    difference: Difference, language: Language = "vi", over_one: str = "IPv4", over_other: str = "IPv6"
) -> str:
    """One difference as a sentence without a full stop; `over_one` and `over_other` say where the pages come from."""
    overs = {"over_one": over_one, "over_other": over_other}
    if difference.code == "kind":
        return _kind(difference, language, over_one, over_other)
    if difference.code == "password":
        return _PLACED[language][1].format(over=over_one if difference.one else over_other)
    quoted = "; ".join(f"«{example}»" for example in difference.examples)
    return _TEMPLATES[language][difference.code].format(
        one=difference.one,
        other=difference.other,
        count=difference.count,
        of=difference.of,
        examples=f"{_SUCH_AS[language]}{quoted}" if quoted else "",
        **overs,
    )


def _kind(difference: Difference, language: Language, over_one: str, over_other: str) -> str:
    """What the pages are; a site goes without saying."""
    said = []
    sides = ((difference.other, over_other, 1), (difference.one, over_one, 0))
    for kind, over, side in sides:
        if kind != "site":
            what = _KINDS[language].get(kind, kind)
            quote = f" («{difference.examples[side]}»)" if difference.examples[side] else ""
            said.append(_PLACED[language][0].format(over=over, what=f"{what}{quote}"))
    return "; ".join(said)
