"""In what encoding and in what language the home page says it is written."""

from __future__ import annotations

import codecs
import re

from checks.markup import Tag, tokens
from checks.network.http import Head, Page
from checks.web.document import head_tags, is_html

PRESCANNED = 1024
"""Bytes at the start of a page within which `<meta>` may name its encoding (WHATWG HTML §13.2.3.2)."""

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16le"), (codecs.BOM_UTF16_BE, "utf-16be"))
_PARAMETER = re.compile(
    r"charset[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r ;,\"']+))", re.IGNORECASE
)
_TAG = re.compile(r"[A-Za-z0-9_-]{1,35}")

# The labels of the Encoding Standard (§4.2) by the encoding they stand for.
_LABELS = [
    (re.compile(pattern), name)
    for pattern, name in (
        (r"utf-?8|unicode-1-1-utf-8|unicode11utf8|(?:x-)?unicode20utf8", "utf-8"),
        (r"utf-16(?:le)?|unicode(?:feff)?|(?:iso-10646-)?ucs-2|csunicode", "utf-16le"),
        (r"utf-16be|unicodefffe", "utf-16be"),
        (r"(?:us-)?ascii|ansi_x3\.4-1968|l1|(?:csiso)?latin1", "windows-1252"),
        (r"iso(?:-8859-|_8859-|8859-?)1|iso_8859-1:1987", "windows-1252"),
        (r"cp819|ibm819|iso-ir-100", "windows-1252"),
        (r"(?:windows-|(?:x-)?cp)125([0-8])", r"windows-125\1"),
        (r"iso(?:-8859-|_8859-|8859-?)9|latin5|l5", "windows-1254"),
        (r"iso(?:-8859-|_8859-|8859-?)11|tis-620|windows-874|dos-874", "windows-874"),
        (r"iso(?:-8859-|_8859-|8859-?)(2|3|4|5|6|7|8|10|13|14|15|16)", r"iso-8859-\1"),
        (r"latin2|l2", "iso-8859-2"),
        (r"gbk|gb2312|gb_2312(?:-80)?|x-gbk|chinese", "gbk"),
        (r"gb18030", "gb18030"),
        (r"big5(?:-hkscs)?|cn-big5|x-x-big5", "big5"),
        (r"euc-?jp|x-euc-jp", "euc-jp"),
        (r"iso-2022-jp", "iso-2022-jp"),
        (r"shift[-_]jis|sjis|x-sjis|ms_kanji|ms932|windows-31j", "shift_jis"),
        (r"euc-?kr|ks_c_5601-1987|ksc5601|korean|windows-949", "euc-kr"),
        (r"koi8?|koi8[-_]r|cskoi8r", "koi8-r"),
        (r"koi8-(?:u|ru)", "koi8-u"),
        (r"(?:cp|ibm)?866", "ibm866"),
        (r"macintosh|x-mac-roman|mac", "macintosh"),
        (r"x-mac-(?:cyrillic|ukrainian)", "x-mac-cyrillic"),
        (r"x-user-defined", "x-user-defined"),
    )
]


def encoding_of(label: str) -> str | None:
    """The lower-case name of the encoding that a label stands for; None for a word that is no label."""
    label = label.strip("\t\n\f\r ").lower()
    return next((match.expand(name) for pattern, name in _LABELS if (match := pattern.fullmatch(label))), None)


def charset(page: Page) -> str | None:
    """The encoding that the page declares: by a byte order mark, else its header, else `<meta>` near its start.

    As browsers do (WHATWG HTML §13.2.3.2), a word that is no label is passed over. None when nothing is declared.
    """
    marked = next((name for mark, name in _MARKS if page.body.startswith(mark)), None)
    return marked or _named_in(page.headers.get("content-type", "")) or _prescanned(page)


def _named_in(text: str) -> str | None:
    found = _PARAMETER.search(text)
    return encoding_of(next(filter(None, found.groups()), "")) if found else None


def _prescanned(page: Page) -> str | None:
    if not is_html(page):
        return None
    for token in tokens(page.body[:PRESCANNED].decode("latin-1")):
        if isinstance(token, Tag) and token.name == "meta" and not token.closing and (named := _named_by(token)):
            if named.startswith("utf-16"):
                return "utf-8"
            return "windows-1252" if named == "x-user-defined" else named
    return None


def _named_by(meta: Tag) -> str | None:
    if "charset" in meta.attributes:
        return encoding_of(meta.attributes["charset"])
    if meta.attributes.get("http-equiv", "").lower() == "content-type":
        return _named_in(meta.attributes.get("content", ""))
    return None


def language(page: Page) -> str | None:
    """The lower-case language tag (BCP 47) of the page: `lang` of `<html>`, else Content-Language; None for none.

    A list of languages says who the page is for and not what it is written in (WHATWG HTML §3.2.6.2); an empty
    `lang` says that it is unknown.
    """
    pragma = None
    for tag in head_tags(page):
        attributes = tag.attributes
        if tag.name == "html":
            declared = attributes.get("lang", attributes.get("xml:lang"))
            if declared is not None:
                return _tag(declared)
        elif tag.name == "meta" and attributes.get("http-equiv", "").lower() == "content-language":
            pragma = pragma or _tag(attributes.get("content", ""))
    return pragma or _of_header(page)


def _of_header(head: Head) -> str | None:
    return _tag(head.headers.get("content-language", ""))


def _tag(text: str) -> str | None:
    text = text.strip("\t\n\f\r ")
    return text.lower() if _TAG.fullmatch(text) else None
