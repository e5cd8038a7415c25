"""An official report of a made-up province, made once, and its parts to be read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from typing import Any

from lxml import etree

from policies.verdict import Outcome
from reports.model import AuditReport, Finding
from reports.official.word import official_docx
from tests.reports.asked import REQUIREMENTS
from tests.reports.judged import ASKED, systems
from tests.reports.province import report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIPS = 1440 / 25.4
"""Twentieths of a point in a millimetre."""


def failing(told: AuditReport) -> list[tuple[str, str]]:
    """The mandatory failures at portals, as (address, requirement)."""
    return [
        (portal.url, verdict.requirement)
        for portal, verdict in told.verdicts()
        if verdict.verdict is Outcome.FAIL and told.requirements[verdict.requirement].force == "mandatory"
    ]


@lru_cache
def audited() -> AuditReport:
    """The whole province with four systems; every failure was first seen 0 to 199 days before."""
    told = report(systems=systems(), requirements={**REQUIREMENTS, **ASKED})
    findings = [
        Finding(place, name, told.started - timedelta(days=number * 7 % 200), told.finished, None, False)
        for number, (place, name) in enumerate(failing(told))
    ]
    return replace(told, findings=findings)


@lru_cache
def written() -> bytes:
    """The document of that audit in Vietnamese."""
    return official_docx(audited(), "vi")


def part(document: bytes, name: str = "word/document.xml") -> Any:
    """The root of one part of a Word file."""
    with zipfile.ZipFile(BytesIO(document)) as parts:
        return etree.fromstring(parts.read(name))


def text_of(element: Any) -> str:
    """The text of an element, line breaks as spaces."""
    return "".join(" " if node.tag == f"{W}br" else node.text or "" for node in element.iter(f"{W}t", f"{W}br"))


def paragraphs(document: bytes) -> Iterator[Any]:
    """Every paragraph of the body, those in tables too."""
    yield from part(document).iter(f"{W}p")


def paragraph(document: bytes, text: str) -> Any:
    """The first paragraph with just this text."""
    return next(one for one in paragraphs(document) if text_of(one) == text)


def value(element: Any, path: str, attribute: str = "val") -> str | None:
    """An attribute of the element at `path` (names parted by /, all of WordprocessingML); None where there is none."""
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return None if found is None else found.get(f"{W}{attribute}", "")


def told(document: bytes) -> str:
    """All the text of the body, a paragraph a line."""
    return "\n".join(text_of(one) for one in paragraphs(document))
