from datetime import UTC, datetime

import pytest

from reports.pdf import compile_pdf, compiler
from reports.pdf.compiler import printable
from reports.pdf.official import official_pdf
from tests.reports.province import small_report

WHEN = datetime(2026, 11, 16, tzinfo=UTC)


def test_what_misleads_the_eye_and_what_the_font_lacks_is_written_out() -> None:
    assert printable("Sở Tư pháp – ▲ ● ○ ■") == "Sở Tư pháp – ▲ ● ○ ■"
    assert printable("a\u202eb\x07漢✓") == "a[U+202E]b[U+0007][U+6F22][U+2713]"


def test_a_template_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RuntimeError):
        compile_pdf("no-such-template", {}, WHEN)


def test_data_that_a_template_misses_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="does not contain key"):
        compile_pdf("report", {"title": "T"}, WHEN)


def test_a_process_of_its_own_makes_the_same_bytes_and_tells_the_same_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    here = official_pdf(small_report(), "vi")
    monkeypatch.setattr(compiler, "LARGE", 0)
    assert official_pdf(small_report(), "vi") == here
    with pytest.raises(RuntimeError, match="does not contain key"):
        compile_pdf("report", {"title": "T"}, WHEN)
