"""Encoding and language as the page declares them."""

import codecs

import pytest

from checks.web.language import PRESCANNED, charset, encoding_of, language
from tests.checks.web.served import page


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("UTF-8", "utf-8"),
        (" utf8\n", "utf-8"),
        ("unicode", "utf-16le"),
        ("UTF-16BE", "utf-16be"),
        ("ISO-8859-1", "windows-1252"),
        ("latin1", "windows-1252"),
        ("us-ascii", "windows-1252"),
        ("x-cp1258", "windows-1258"),
        ("windows-1258", "windows-1258"),
        ("iso8859-15", "iso-8859-15"),
        ("iso-8859-9", "windows-1254"),
        ("tis-620", "windows-874"),
        ("gb2312", "gbk"),
        ("GB18030", "gb18030"),
        ("big5-hkscs", "big5"),
        ("Shift_JIS", "shift_jis"),
        ("euc-kr", "euc-kr"),
        ("koi8-u", "koi8-u"),
        ("windows-1259", None),
        ("utf-8mb4", None),
        ("tcvn3", None),
        ("", None),
    ],
)
def test_labels(label: str, name: str | None) -> None:
    assert encoding_of(label) == name


@pytest.mark.parametrize(
    ("header", "body", "told"),
    [
        ("text/html; charset=windows-1258", codecs.BOM_UTF8 + b"<meta charset=gbk>", "utf-8"),
        ("text/html; charset=utf-8", codecs.BOM_UTF16_LE, "utf-16le"),
        ("text/html", codecs.BOM_UTF16_BE, "utf-16be"),
        ("text/html;charset=UTF-8", b"<meta charset=gbk>", "utf-8"),
        ('text/html; charset="utf8"', b"", "utf-8"),
        ("text/html; charset=utf-8; x=y", b"", "utf-8"),
        ("text/html; charset=nonsense", b"<meta charset=gbk>", "gbk"),
        ("text/html; charset=", b"<meta charset=gbk>", "gbk"),
        ("", b"<META Charset=' UTF-8 '>", "utf-8"),
        ("text/html", b"<meta http-equiv=Content-Type content='text/html; charset = windows-1258'>", "windows-1258"),
        ("text/html", b"<meta http-equiv=other content='text/html; charset=utf-8'>", None),
        ("text/html", b"<meta charset=nonsense><meta charset=utf-8>", "utf-8"),
        ("text/html", b"<meta charset=utf-16>", "utf-8"),
        ("text/html", b"<meta charset=x-user-defined>", "windows-1252"),
        ("text/html", b"<!-- <meta charset=utf-8> -->", None),
        ("text/html", b" " * (PRESCANNED - 20) + b"<meta charset=utf-8>", "utf-8"),
        ("text/html", b" " * (PRESCANNED - 19) + b"<meta charset=utf-8>", None),
        ("text/plain", b"<meta charset=utf-8>", None),
        ("text/html", b"", None),
        ("text/html; " + "charset " * 1000, b"<meta charset=" + b"a" * 2_000_000, None),
    ],
)
def test_the_charset_is_found_as_browsers_find_it(header: str, body: bytes, told: str | None) -> None:
    assert charset(page(body, content_type=header)) == told


@pytest.mark.parametrize(
    ("html", "header", "told"),
    [
        ("<!doctype html><html lang=vi>", "", "vi"),
        ("<html lang='vi-VN'>", "en", "vi-vn"),
        ("<html xml:lang=vi>", "", "vi"),
        ("<html lang=en xml:lang=vi>", "", "en"),
        ("<html lang=''>", "vi", None),
        ("<html lang='tiếng Việt'>", "vi", None),
        ("<html>", "vi", "vi"),
        ("<html>", "vi, en", None),
        ("<html><head><meta http-equiv=Content-Language content=vi>", "en", "vi"),
        ("<html><head><meta http-equiv=content-language content='vi, en'>", "en", "en"),
        ("<meta name=language content=vi>", "", None),
        ("<body lang=vi>", "", None),
        ("<html lang=" + "x" * 100_000 + ">", "", None),
        ("", "", None),
    ],
)
def test_the_language_is_the_one_declared(html: str, header: str, told: str | None) -> None:
    assert language(page(html, content_language=header)) == told
