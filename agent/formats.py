"""The formats of a report: which files each consists of, and what makes them.

The parts of `reports` are imported when a file of theirs is made, for several load libraries that take their time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from agent.output import Content
from checks.observation import Json
from reports.i18n import Language
from reports.model import AuditReport

Files: TypeAlias = Iterator[tuple[str, Content]]
"""Ends of file names (`.html`, `.oscal/catalog.json`), each with what the file holds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose report is wanted and how: Mẫu số 08 of one `owner`, card and dossier of one `agency` (ids; None: of all),
    the official report by a `template` of the department's own."""

    lang: Language
    owner: str | None = None
    agency: str | None = None
    template: Path | None = None


def files(report: AuditReport, format_: str, wanted: Wanted) -> Files:
    """The files of one format, each made when it is its turn."""
    return FORMATS[format_](report, wanted)


def _html(report: AuditReport, wanted: Wanted) -> Files:
    from reports.html import render_html

    yield ".html", render_html(report, wanted.lang)


def _json(report: AuditReport, wanted: Wanted) -> Files:
    from reports.document import audit_members

    yield ".json", _text(audit_members(report, wanted.lang))


def _pdf(report: AuditReport, wanted: Wanted) -> Files:
    from reports.pdf.official import official_pdf
    from reports.pdf.report import report_pdf

    yield ".pdf", report_pdf(report, wanted.lang)
    yield ".official.pdf", official_pdf(report, wanted.lang)


def _docx(report: AuditReport, wanted: Wanted) -> Files:
    from reports.official.word import official_docx

    yield ".official.docx", official_docx(report, wanted.lang, wanted.template)


def _xlsx(report: AuditReport, wanted: Wanted) -> Files:
    from reports.tables import workbook_xlsx

    yield ".xlsx", workbook_xlsx(report, wanted.lang)


def _csv(report: AuditReport, wanted: Wanted) -> Files:
    from reports.tables import csv_files

    for name, text in csv_files(report, wanted.lang).items():
        yield f".{name}", text


def _card(report: AuditReport, wanted: Wanted) -> Files:
    from reports.card import card_html, card_pdf, cards_pdf

    end = f".card-{wanted.agency}" if wanted.agency else ".card"
    yield f"{end}.html", card_html(report, wanted.lang, wanted.agency)
    yield f"{end}.pdf", card_pdf(report, wanted.lang, wanted.agency)
    if not wanted.agency:
        yield ".cards.pdf", cards_pdf(report, wanted.lang)


def _dossier(report: AuditReport, wanted: Wanted) -> Files:
    from reports.dossier import dossier_agencies, dossier_html, dossier_pdf

    for agency in [wanted.agency] if wanted.agency else dossier_agencies(report):
        yield f".dossiers/{agency}.html", dossier_html(report, wanted.lang, agency)
        yield f".dossiers/{agency}.pdf", dossier_pdf(report, wanted.lang, agency)


def _oscal(report: AuditReport, wanted: Wanted) -> Files:
    from reports.oscal import oscal_files

    for name, text in oscal_files(report, wanted.lang).items():
        yield f".oscal/{name}", text


def _sarif(report: AuditReport, wanted: Wanted) -> Files:
    from reports.sarif import sarif_document

    yield ".sarif", _text(sarif_document(report, wanted.lang).items())


def _mau08(report: AuditReport, wanted: Wanted) -> Files:
    from reports.mau08 import mau08_document, mau08_workbook

    end = f".mau08-{wanted.owner}" if wanted.owner else ".mau08"
    yield f"{end}.json", _text(mau08_document(report, wanted.lang, wanted.owner).items())
    yield f"{end}.xlsx", mau08_workbook(report, wanted.owner)


def _text(members: Iterable[tuple[str, Json | Iterator[Json]]]) -> Iterator[str]:
    """The JSON of an object, piece by piece, with a line for each member, and for each item of the lists in it."""
    start = "{\n"
    for name, value in members:
        yield f"{start}{_ENCODER.encode(name)}: "
        yield from _lines(value) if isinstance(value, list | Iterator) else [_ENCODER.encode(value)]
        start = ",\n"
    yield "\n}\n"


def _lines(items: Iterable[Json]) -> Iterator[str]:
    start = "["
    for item in items:
        yield f"{start}\n{_ENCODER.encode(item)}"
        start = ","
    yield "[]" if start == "[" else "\n]"


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


FORMATS: Final[Mapping[str, Callable[[AuditReport, Wanted], Files]]] = {
    "html": _html,
    "json": _json,
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
    "csv": _csv,
    "card": _card,
    "dossier": _dossier,
    "oscal": _oscal,
    "sarif": _sarif,
    "mau08": _mau08,
}
