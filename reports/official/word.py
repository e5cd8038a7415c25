"""The official report as a Word file, drawn by a template that the department may change.

The template is a Word file with the fields of `OfficialView` in it, as docs/official-report.md lists them. It is run in
a sandbox, and what it prints is always text: nothing that was observed becomes a field, markup or a formula.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from reports.i18n import Language
from reports.model import AuditReport
from reports.official.broken import TemplateError, told
from reports.official.chart import Picture, pictures
from reports.official.shape import Bar
from reports.official.template import official_template
from reports.official.view import OfficialView, official_view
from reports.wording import Wording, visible

_LARGEST: Final = 20_000_000
"""Bytes that the parts of a template may have when unpacked."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def official_docx(report: AuditReport, lang: Language, template: Path | None = None) -> bytes:
    """The document in one language by a template, or by the one that is shipped; the same report and template give the
    same bytes.

    Raises `TemplateError` where the template is no Word file, or a field in it is wrong.
    """
    wording = Wording(lang)
    view = official_view(report, wording)
    document = _opened(official_template() if template is None else _read(template, wording), wording)
    drawn = pictures([*(one.bar for one in view.subjects), *(one.bar for one in view.layers)])
    environment = _environment(document, drawn)
    try:
        document.render({field.name: getattr(view, field.name) for field in fields(OfficialView)}, environment)
    except Exception as error:
        raise told(error, document.part_name, document.source, wording) from error
    _properties(document, view, report.finished, lang)
    data = BytesIO()
    document.save(data)
    return _dated(data.getvalue())


class _Template(DocxTemplate):  # type: ignore[misc]
    """Remembers which part it draws and that part's text, and draws nothing that is no XML."""

    part_name = ""
    source = ""

    def render_xml_part(
        self, src_xml: str, part: Any, context: Mapping[str, Any], jinja_env: SandboxedEnvironment | None = None
    ) -> str:
        self.part_name, self.source = (
            str(part.partname),
            src_xml.replace("<w:p>", "\n<w:p>").replace("<w:p ", "\n<w:p "),
        )
        drawn: str = super().render_xml_part(src_xml, part, context, jinja_env)
        etree.fromstring(drawn.encode())
        return drawn


def _read(template: Path, wording: Wording) -> bytes:
    try:
        return template.read_bytes()
    except OSError as error:
        reason = wording.gettext.gettext("The template %(name)s cannot be read: %(why)s.")
        raise TemplateError(reason % {"name": wording.cut(template.name, 120), "why": error.strerror}) from error


def _opened(data: bytes, wording: Wording) -> _Template:
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _LARGEST:
                raise TemplateError(wording.gettext.gettext("The template is too large to be one."))
        document = _Template(BytesIO(data))
        document.init_docx()
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise TemplateError(wording.gettext.gettext("The template is not a Word file (.docx).")) from error
    return document


def _environment(document: _Template, drawn: Mapping[Bar, bytes]) -> SandboxedEnvironment:
    """A sandbox in which whatever is printed goes through `visible`, then through the escape."""
    environment = SandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )

    def chart(bar: object) -> Picture:
        if not isinstance(bar, Bar):
            raise TypeError("chart draws a bar, and nothing else")
        return Picture(document, bar, drawn)

    environment.filters["chart"] = chart
    return environment


def _properties(document: _Template, view: OfficialView, when: datetime, lang: Language) -> None:
    moment = when.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties = document.docx.core_properties
    properties.title = view.subject[:255]
    properties.language = "vi-VN" if lang == "vi" else "en-GB"
    properties.created = properties.modified = moment
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.revision = 1


def _dated(data: bytes) -> bytes:
    """The same package with every part of one age."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, parts.read(part))
    return made.getvalue()
