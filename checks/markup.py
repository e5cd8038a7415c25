"""Reads the tags of an HTML page in one pass, in time and memory proportional to its length.

A tree is not needed to find a label, and building one hands the page's author a weapon: 20 kB of unclosed
formatting tags become a million nodes in any parser that follows the standard, and nested blocks take quadratic
time. So this is the standard's tokenizer (WHATWG HTML §13.2.5) without its tree construction.

libxml2, which finds the labels (`checks.trust_label.elements`), tells elements and not tags: it adds those that are
implied, and drops the `<html lang>` that stands after a stray text, which a check of languages must see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

# One attribute (§13.2.5.32–39). A quote that nothing closes is no value: then the tag, and the page, have no end.
_VALUE = r"""[\t\n\f\r ]*+ = [\t\n\f\r ]*+ (?: "([^"]*+)" | '([^']*+)' | (?!["']) ([^\t\n\f\r >]*+) )"""
_NAME = r"[^\t\n\f\r />] [^\t\n\f\r />=]*+"
_ATTRIBUTE = re.compile(rf"({_NAME}) (?: {_VALUE} )?+", re.VERBOSE)
_ATTRIBUTES = rf"(?: [\t\n\f\r /]*+ {_NAME} (?: {_VALUE} | (?! [\t\n\f\r ]*+ = ) ) )*+".replace("([^", "(?:[^")
_MARKUP = re.compile(
    rf"""< (?: (!--) | ((?: [!?] | /(?![a-zA-Z]) ) [^>]*+ >?+)
        | (/?) ([a-zA-Z] [^\t\n\f\r />]*+) (?: ({_ATTRIBUTES}) [\t\n\f\r /]*+ (>) )?+ )""",
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"--!?>")

# §13.2.5.2–3: within these only their own end tag is markup.
_RAW = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}


class Tag(NamedTuple):
    """A start tag, or an end tag when `closing`; names are lower-case, attribute values have their references
    resolved: they are not to be changed, for tags that are alike share them. `raw` is what stands in an element that
    holds no markup, such as `script`."""

    name: str
    attributes: dict[str, str]
    closing: bool = False
    raw: str = ""


def tokens(html: str) -> Iterator[Tag | str]:
    """The tags and the stretches of text of a page, in their order; comments and what they hold are left out.

    Text is given as written, with its character references. Never raises.
    """
    at = 0
    known: dict[str, Tag] = {}  # most tags come again and again as they are
    found = _MARKUP.finditer(html)
    while (markup := next(found, None)) is not None:
        start, stop = markup.span()
        if start > at:
            yield html[at:start]
        tag = known.get(markup[0])
        if tag is None:
            comment, bogus, slash, name, written, complete = markup.groups()
            if bogus:
                at = stop
                continue
            if comment:
                end = _COMMENT_END.search(html, stop - 2)  # `<!-->` is a whole comment
                at = end.end() if end else len(html)
                found = _MARKUP.finditer(html, at)
                continue
            if not complete:
                return
            tag = known[markup[0]] = Tag(name.lower(), _attributes(written), bool(slash))
        if tag.closing or tag.name not in _RAW:
            at = stop
            yield tag
            continue
        end = _RAW[tag.name].search(html, stop)
        at = end.start() if end else len(html)
        yield tag._replace(raw=html[stop:at])
        found = _MARKUP.finditer(html, at)
    if at < len(html):
        yield html[at:]


def _attributes(written: str) -> dict[str, str]:
    """The attributes of a tag; of two with one name the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written):
        found.setdefault(name.lower(), resolved(double or single or bare))
    return found


def resolved(value: str) -> str:
    """Text with its character references resolved; never raises."""
    try:
        return unescape(value) if "&" in value else value
    except ValueError:  # a numeric reference of thousands of digits
        return value
