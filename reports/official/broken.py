"""What is wrong with a template of the official report, in one sentence with its place."""

from __future__ import annotations

import html
import re
import traceback
from typing import Final

from jinja2 import TemplateSyntaxError, UndefinedError
from lxml.etree import XMLSyntaxError

from reports.wording import Wording

_AROUND: Final = 160
_FRAME: Final = "<template>"


class TemplateError(Exception):
    """A template that cannot be used; the message is one sentence in the language of the report."""


def told(error: Exception, part: str, source: str, wording: Wording) -> TemplateError:
    """The error with the part of the file (`/word/header1.xml`), the text of the paragraph and the field that it is in.

    `source` is the XML of the part, a paragraph a line, as the line numbers of the error count it.
    """
    gettext = wording.gettext.gettext
    line = _line(error)
    lines = source.splitlines()
    near = _text(lines[line - 1]) if line is not None and 0 < line <= len(lines) else ""
    place = {
        "part": _part(part, wording),
        "near": wording.cut(near, _AROUND),
        "why": _why(error, wording),
    }
    if near:
        return TemplateError(gettext("The template is broken in %(part)s, at “%(near)s”: %(why)s.") % place)
    return TemplateError(gettext("The template is broken in %(part)s: %(why)s.") % place)


def _why(error: Exception, wording: Wording) -> str:
    gettext = wording.gettext.gettext
    said = str(error).rstrip(".")
    named = re.findall(r"'([^']+)'", said)
    if isinstance(error, UndefinedError) and named:
        return gettext("there is no field %(name)s") % {"name": wording.cut(named[-1], 80)}
    if isinstance(error, XMLSyntaxError):
        return gettext("what is repeated or left out is no whole paragraph or row; put its two tags on one level")
    return wording.cut(said, _AROUND)


def _line(error: Exception) -> int | None:
    """The line of the template that an error comes from."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == _FRAME]
    return frames[-1].lineno if frames else None


def _text(xml: str) -> str:
    """The text of one paragraph, spaces drawn together."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", xml)).split())


def _part(name: str, wording: Wording) -> str:
    gettext = wording.gettext.gettext
    if "header" in name:
        return gettext("a header")
    if "footer" in name:
        return gettext("a footer")
    if "footnotes" in name:
        return gettext("a footnote")
    return gettext("the body")
