"""Compiles a Typst template of `reports/pdf/templates` with data into a tagged PDF, in the fonts shipped here alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import lru_cache
from importlib import resources
from multiprocessing import get_context
from typing import Any, Final

from reports.wording import visible

FONT: Final = "Liberation Serif"
"""Has the widths of Times New Roman and every Vietnamese letter; SIL Open Font License 1.1."""
FACES: Final = ("Regular", "Bold", "Italic", "BoldItalic")
LARGE: Final = 300_000
"""Letters of data from which on a process of its own compiles them: Typst keeps what it laid out until its end."""


def compile_pdf(template: str, data: Mapping[str, Any], when: datetime) -> bytes:
    """The PDF of `templates/TEMPLATE.typ` with `data` (plain JSON, read there by `json(bytes(sys.inputs.data))`).

    The same data and `when` (the time of the document, aware) give the same bytes. Texts are shown as `printable` has
    them. Raises `typst.TypstError` where the template is wrong, or breaks PDF/UA-1: a letter that the font lacks, a
    picture without a text, a document without a title.
    """
    text = json.dumps(_printable(data), ensure_ascii=False)
    del data  # of a province, a hundred megabytes that nobody needs any more
    at = int(when.timestamp())
    if len(text) < LARGE:
        return _compiled(template, text, at)
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        return apart.submit(_compiled, template, text, at).result()


def _compiled(template: str, text: str, at: int) -> bytes:
    import typst

    package = resources.files("reports.pdf")
    with (
        resources.as_file(package.joinpath("templates")) as templates,
        resources.as_file(package.joinpath("fonts")) as fonts,
    ):
        pdf: bytes = typst.compile(
            str(templates / f"{template}.typ"),
            root=str(templates),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": text},
            pdf_standards=["ua-1"],
            timestamp=at,
        )
    return pdf


def printable(text: str) -> str:
    """The text made `visible`, and every letter that the font lacks written out as `[U+6F22]`."""
    shown = visible(text)
    known = _letters()
    if known.issuperset(shown):
        return shown
    return "".join(char if char in known else f"[U+{ord(char):04X}]" for char in shown)


def _printable(value: Any) -> Any:
    match value:
        case str():
            return printable(value)
        case Mapping():
            return {key: _printable(item) for key, item in value.items()}
        case list() | tuple():
            return [_printable(item) for item in value]
    return value


@lru_cache
def _letters() -> frozenset[str]:
    """The letters that every face has, and the line feed."""
    from fontTools.ttLib import TTFont

    folder = resources.files("reports.pdf").joinpath("fonts")
    known: list[set[int]] = []
    for face in FACES:
        with folder.joinpath(f"LiberationSerif-{face}.ttf").open("rb") as file, TTFont(file) as font:
            known.append(set(font.getBestCmap()))
    return frozenset(map(chr, set.intersection(*known))) | {"\n"}
