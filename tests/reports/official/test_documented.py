"""The page that lists the fields of the template names each of them."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from reports.official import shape
from reports.official.template import official_template
from reports.official.view import OfficialView
from tests.reports.official.made import part, text_of

PAGE = (Path(__file__).parents[3] / "docs" / "official-report.md").read_text(encoding="utf-8")


def listed(heading: str) -> list[str]:
    """The names in the first column of the table below a heading."""
    return re.findall(r"^\| `(\w+)` \|", PAGE.split(f"### {heading}\n")[1].split("\n### ")[0], re.MULTILINE)


def test_the_fields_of_the_document_are_those_of_the_view_in_its_order() -> None:
    assert listed("The document") == [field.name for field in fields(OfficialView)]


@pytest.mark.parametrize("kind", list(shape.COLUMNS), ids=lambda kind: kind.__name__)
def test_the_fields_of_every_kind_of_row_are_listed(kind: type[tuple[str, ...]]) -> None:
    rows = re.sub(r" \([^|)]*\)", "", PAGE.split("### Rows\n")[1])
    names = ", ".join(f"`{name}`" for name in kind._fields)  # type: ignore[attr-defined]

    assert f"| {names} |" in rows


@pytest.mark.parametrize("kind", [shape.Section, shape.SubjectResult, shape.LayerResult, shape.Annex, shape.Table])
def test_the_fields_of_every_piece_are_listed(kind: type) -> None:
    pieces = re.sub(r" \([^|)]*\)", "", PAGE.split("### Pieces\n")[1].split("\n### ")[0])
    names = ", ".join(f"`{field.name}`" for field in fields(kind))

    assert f"| {names} |" in pieces


def test_the_template_that_is_shipped_shows_every_field_that_is_to_be_shown() -> None:
    used = text_of(part(official_template()))

    for field in fields(OfficialView):
        assert re.search(rf"\b{field.name}\b", used) is not None or field.name == "province", field.name
