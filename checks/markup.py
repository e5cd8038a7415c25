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
from dataclasses import dataclass
from html import unescape

_MARKUP = re.compile(r"<(?:(!--)|([!?]|/(?![a-zA-Z]))|(/?)([a-zA-Z][^\t\n\f\r />]*+))")
_COMMENT_END = re.compile(r"--!?>")
# One attribute or the end of the tag; `open` is a quote that nothing closes (§13.2.5.32–39).
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*+ (?: (?P<end> >) | (?P<name> [^\t\n\f\r />] [^\t\n\f\r />=]*+)
        (?: [\t\n\f\r ]*+ = [\t\n\f\r ]*+
            (?: "(?P<double> [^"]*+)" | '(?P<single> [^']*+)' | (?P<open> ["']) | (?P<bare> [^\t\n\f\r >]*+) ) )?+ )""",
    re.VERBOSE,
)

# §13.2.5.2–3: within these only their own end tag is markup.
_RAW = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, or an end tag when `closing`; names are lower-case, attribute values have their references
    resolved. `raw` is what stands in an element that holds no markup, such as `script`."""

    name: str
    attributes: dict[str, str]
    closing: bool = False
    raw: str = ""


def tokens(html: str) -> Iterator[Tag | str]:
    """The tags and the stretches of text of a page, in their order; comments and what they hold are left out.

    Text is given as written, with its character references. Never raises.
    """
    at = 0
    while (markup := _MARKUP.search(html, at)) is not None:
        if markup.start() > at:
            yield html[at : markup.start()]
        comment, bogus, slash, name = markup.groups()
        if comment:
            end = _COMMENT_END.search(html, markup.end() - 2)  # `<!-->` is a whole comment
            at = end.end() if end else len(html)
            continue
        if bogus:
            at = html.find(">", markup.end()) + 1 or len(html)
            continue
        attributes, at = _attributes(html, markup.end())
        if attributes is None:
            return
        name = name.lower()
        if slash or name not in _RAW:
            yield Tag(name, attributes, closing=bool(slash))
            continue
        end = _RAW[name].search(html, at)
        stop = end.start() if end else len(html)
        yield Tag(name, attributes, raw=html[at:stop])
        at = stop
    if at < len(html):
        yield html[at:]


def _attributes(html: str, at: int) -> tuple[dict[str, str] | None, int]:
    """The attributes of a tag and where it ends; None when the page ends first."""
    found: dict[str, str] = {}
    while (part := _ATTRIBUTE.match(html, at)) is not None and not part["open"]:
        at = part.end()
        if part["end"]:
            return found, at
        value = part["double"] or part["single"] or part["bare"] or ""
        found.setdefault(part["name"].lower(), resolved(value))
    return None, len(html)


def resolved(value: str) -> str:
    """Text with its character references resolved; never raises."""
    try:
        return unescape(value)
    except ValueError:  # a numeric reference of thousands of digits
        return value
