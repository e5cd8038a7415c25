"""The stacked bars of the official report as pictures: patterns instead of colours, 300 dots an inch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from typing import Final

from docx.shared import Mm
from docxtpl import DocxTemplate

from reports.official.shape import Bar

WIDTH: Final = 165
"""Millimetres: the width of the text on the page."""


def pictures(bars: Iterable[Bar]) -> dict[Bar, bytes]:
    """A PNG for each bar that has parts; the same bar gives the same bytes."""
    import typst

    drawn = [bar for bar in dict.fromkeys(bars) if bar.parts]
    if not drawn:
        return {}
    data = [
        [
            {"outcome": part.outcome, "text": f"{part.label}: {part.total}", "start": part.start, "width": part.width}
            for part in bar.parts
        ]
        for bar in drawn
    ]
    with (
        resources.as_file(resources.files("reports.official").joinpath("bar.typ")) as source,
        resources.as_file(resources.files("reports.pdf").joinpath("fonts")) as fonts,
    ):
        found = typst.compile(
            str(source),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="png",
            ppi=300,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    pages: list[bytes] = found if isinstance(found, list) else [found]
    return dict(zip(drawn, pages, strict=True))


@dataclass(frozen=True, slots=True)
class Picture:
    """A bar where a template asks for it; empty where there is nothing to draw."""

    template: DocxTemplate
    bar: Bar
    drawn: Mapping[Bar, bytes]

    def __html__(self) -> str:
        png = self.drawn.get(self.bar)
        if png is None:
            return ""
        inline = self.template.current_rendering_part.new_pic_inline(BytesIO(png), Mm(WIDTH), None)
        inline.docPr.set("descr", self.bar.text)
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'
