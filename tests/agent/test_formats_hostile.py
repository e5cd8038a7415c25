"""Texts from portals that try to be more than text: harmless in every format of the report."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

from agent.formats import FORMATS, Wanted, files
from agent.output import encoded
from checks.observation import Json
from checks.record import PortalRecord
from policies.verdict import Outcome
from reports.model import AuditReport, Finding, PortalResult, SystemResult
from tests.reports.judged import audited

TEXTS = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "abc\u202egnp.exe\u2066\u200b\ufeff",
    "A" * 10_000,
    "bell\x07 escape\x1b[31m nul\x00 del\x7f c1\x9b2J",
    "{{ 7*7 }}{% for x in range(9) %}{{ x }}{% endfor %}",
    '#read("/etc/passwd") $x^2$ *bold* @ref <label> \\u{41}',
    "]]><w:p>&amp;&#8238;</w:t>",
    "javascript:alert(3)//",
    "../../../../tmp/evil",
    "漢字 🙈 Ợ\u0323\u0301\u0302\u0303\u0304\u0305\u0306",
    "line\r\nbreak\u2028and\u2029more",
)


def _spoilt(value: Json, texts: Iterator[str]) -> Json:
    """The same JSON with every text in it replaced, but for words that the report looks up."""
    match value:
        case str():
            return next(texts)
        case dict():
            return {key: one if key in ("unseen", "embed") else _spoilt(one, texts) for key, one in value.items()}
        case list():
            return [_spoilt(one, texts) for one in value]
    return value


def _round() -> Iterator[str]:
    while True:
        yield from TEXTS


def _record(record: PortalRecord, texts: Iterator[str]) -> PortalRecord:
    named: dict[str, Any] = {
        name: next(texts) for name in ("name", "agency", "operator", "unit") if name in record.portal
    }
    return replace(record, portal={**record.portal, **named}, observations=_spoilt(record.observations, texts))


def hostile() -> AuditReport:
    """An audit with every text from outside replaced by one of those."""
    texts = _round()
    plain = audited()
    agencies = [
        replace(one, name=next(texts), contact={part: next(texts) for part in ("name", "phone", "email")})
        for one in plain.agencies
    ]
    portals = [
        PortalResult(
            _record(one.record, texts),
            [replace(v, because={"vi": next(texts), "en": next(texts)}) for v in one.verdicts],
        )
        for one in plain.portals
    ]
    systems = [
        SystemResult(
            _record(one.record, texts),
            [replace(v, because={"vi": next(texts), "en": next(texts)}) for v in one.verdicts],
        )
        for one in plain.systems
    ]
    findings = [
        Finding(one.url, verdict.requirement, plain.started, plain.started, None, False)
        for one in portals
        for verdict in one.verdicts
        if verdict.verdict is Outcome.FAIL
    ]
    return replace(
        plain,
        province=TEXTS[0],
        agencies=agencies,
        portals=portals,
        systems=systems,
        findings=findings,
        vantage={**plain.vantage, "name": TEXTS[0]},
    )


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, bytes]]:
    """Format → end of file name → what the file holds; of the dossiers the first two agencies' and no more."""
    report = hostile()
    agencies = [agency.id for agency in report.agencies][:2]
    found: dict[str, dict[str, bytes]] = {}
    for name in FORMATS:
        wanted = [Wanted("vi", agency=agency) for agency in agencies] if name == "dossier" else [Wanted("vi")]
        every = ((end, content) for one in wanted for end, content in files(report, name, one))
        found[name] = {end: b"".join(encoded(content)) for end, content in every}
    return found


def _of(made: Mapping[str, Mapping[str, bytes]], end: str) -> dict[str, bytes]:
    found = {name: data for every in made.values() for name, data in every.items() if name.endswith(end)}
    assert found, end
    return found


def test_every_format_is_made(made: Mapping[str, Mapping[str, bytes]]) -> None:
    assert all(data for every in made.values() for data in every.values())
    assert set(made) == set(FORMATS)


def test_no_name_of_a_file_comes_from_outside(made: Mapping[str, Mapping[str, bytes]]) -> None:
    for every in made.values():
        for end in every:
            assert re.fullmatch(r"(\.[a-z0-9]+([-.][a-z0-9-]+)*)(/[a-z0-9-]+\.[a-z]+)?", end), end


def test_pages_hold_no_script_and_nothing_that_misleads_the_eye(made: Mapping[str, Mapping[str, bytes]]) -> None:
    for name, data in _of(made, ".html").items():
        text = data.decode()
        page = LexborHTMLParser(text)
        assert page.css("script, img, iframe, object, embed, base, form") == [], name
        assert [n for n in page.css("*") if any(key.startswith("on") for key in n.attributes)] == [], name
        assert {(n.attributes["href"] or "")[:1] for n in page.css("a[href]")} <= {"#"}, name
        assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200b\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text), name
        assert "A" * 2000 not in text, name
        assert "&lt;script&gt;alert(1)" in text, name


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(made: Mapping[str, Mapping[str, bytes]]) -> None:
    for name, data in _of(made, ".xlsx").items():
        book = load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == [], name
        assert [cell.coordinate for cell in cells if cell.hyperlink and cell.hyperlink.target] == [], name
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
        assert not any(re.search(r"[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x0e-\x1f]", text) for text in texts), name
        assert max(map(len, texts)) < 5000, name


def test_no_value_of_a_csv_file_begins_as_a_formula_does(made: Mapping[str, Mapping[str, bytes]]) -> None:
    for name, data in _of(made, ".csv").items():
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert len({len(row) for row in rows}) == 1, name
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if re.match(r"\s*[=+@-]", cell) and not re.fullmatch(r"-?\d+", cell)] == [], name
        assert max(map(len, cells)) < 5000, name


def test_a_word_file_holds_text_and_no_code_of_theirs(made: Mapping[str, Mapping[str, bytes]]) -> None:
    for name, data in _of(made, ".docx").items():
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        assert not [part for part in parts if "vba" in part.lower() or "embeddings" in part], name
        document = etree.fromstring(parts["word/document.xml"])
        text = "".join(document.itertext())
        assert "{{ 7*7 }}" in text, name
        assert "<script>alert(1)</script>" in text, name
        assert "\u202e" not in text, name
        assert "A" * 2000 not in text, name
        codes = "".join(node.text or "" for node in document.iter("{*}instrText"))
        assert not re.search(r"cmd|script|DDE", codes), name
        outside = [
            line
            for part, xml in parts.items()
            if part.endswith(".rels")
            for line in re.findall(b'TargetMode="External"', xml)
        ]
        assert outside == [], name


def test_a_pdf_holds_text_and_no_action_of_theirs(made: Mapping[str, Mapping[str, bytes]], tmp_path: Path) -> None:
    for name, data in _of(made, ".pdf").items():
        file = tmp_path / "one.pdf"
        file.write_bytes(data)
        text = subprocess.run(["pdftotext", "-raw", file, "-"], check=True, capture_output=True, text=True).stdout
        assert "root:x:0" not in text, name
        assert "\u202e" not in text, name
        assert "A" * 2000 not in text.replace("\n", ""), name
        assert not re.search(rb"/(JavaScript|JS|Launch|URI|SubmitForm|EmbeddedFile)\b", data), name
    report = tmp_path / "report.pdf"
    report.write_bytes(made["pdf"][".pdf"])
    text = subprocess.run(["pdftotext", "-raw", report, "-"], check=True, capture_output=True, text=True).stdout
    assert '#read("/etc/passwd")' in text.replace("\n", " ")
    assert "[U+202E]" in text.replace("\n", "")
    assert "[U+6F22]" in text.replace("\n", "")


def test_json_of_every_kind_can_be_read_again(made: Mapping[str, Mapping[str, bytes]]) -> None:
    for end in (".json", ".sarif"):
        for name, data in _of(made, end).items():
            assert json.loads(data), name
            assert not re.search(rb"[\x00-\x09\x0b-\x1f]", data), name
