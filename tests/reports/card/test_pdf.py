import re
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest

from reports.card import card_pdf, cards_pdf
from reports.model import AgencyRow, AuditReport, PastAudit, PortalResult, SystemResult
from tests.poppler import fonts, info, needs_poppler, outline, text
from tests.reports.card.made import told
from tests.reports.test_html import HOSTILE, report_full_of

pytestmark = needs_poppler


def written(folder: Path, pdf: bytes) -> Path:
    file = folder / "card.pdf"
    file.write_bytes(pdf)
    return file


def of_long_names(long: str) -> AuditReport:
    """The province in which every name and contact is `long`, and every title of a requirement."""
    report = told()

    def named(record: dict[str, object]) -> dict[str, object]:
        return {**record, "name": long}

    agencies = [AgencyRow(a.id, long, a.kind, a.parent_id, {"name": long, "email": long}) for a in report.agencies]
    title = {"vi": long, "en": long}
    return replace(
        report,
        province=long,
        complete=False,
        agencies=agencies,
        portals=[PortalResult(replace(p.record, portal=named(p.record.portal)), p.verdicts) for p in report.portals],
        systems=[SystemResult(replace(s.record, portal=named(s.record.portal)), s.verdicts) for s in report.systems],
        requirements={
            name: item.model_copy(update={"title": item.title.model_copy(update=title)})
            for name, item in report.requirements.items()
        },
        history=[PastAudit(p.audit_id, p.started, long, p.law_date, p.counts) for p in report.history],
    )


@pytest.fixture(scope="module")
def every_card(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("cards"), cards_pdf(told(), "vi"))


def test_each_card_is_one_page_of_a4_with_a_bookmark(every_card: Path) -> None:
    facts = info(every_card)
    assert facts["Pages"] == "33", "the province and its 32 agencies"
    assert facts["Page size"].endswith("(A4)")
    assert facts["Tagged"] == "yes"
    assert facts["Title"] == "Phiếu kết quả – Tỉnh Thí Điểm – 16/11/2026"
    names = [name for name in outline(every_card) if name.startswith(("Tỉnh", "UBND", "Sở", "Trung"))]
    assert len(names) == 33


def test_one_font_is_embedded_and_vietnamese_is_copied_as_it_is_written(every_card: Path) -> None:
    assert {(name.split("-")[0], embedded) for name, embedded, *_ in fonts(every_card)} == {("LiberationSerif", "yes")}
    copied = text(every_card, "-l", "2", "-layout")
    assert copied == normalize("NFC", copied)
    for words in ("Mức đáp ứng yêu cầu bắt buộc", "Nghiêm trọng", "↑ tăng 7 điểm", "Đầu mối liên hệ: Nguyễn Thị Ánh"):
        assert words in copied


def test_the_same_report_gives_the_same_bytes() -> None:
    assert card_pdf(told(), "en", "so-khcn") == card_pdf(replace(told()), "en", "so-khcn")


@pytest.mark.parametrize("agency", [None, "so-khcn"])
@pytest.mark.parametrize("long", ["Ủy ban nhân dân Ưu Điểm " * 80, "漢\u202e" * 400, "W" * 10_000])
def test_a_card_stays_one_page_whatever_the_names(tmp_path: Path, long: str, agency: str | None) -> None:
    file = written(tmp_path, card_pdf(of_long_names(long), "vi", agency))
    assert info(file)["Pages"] == "1"
    assert re.search(r"kể từ ngày phát hiện lần đầu\.", text(file, "-layout")), "nothing is cut off at the foot"


def test_texts_from_outside_come_out_harmless(tmp_path: Path) -> None:
    hostile = replace(report_full_of(HOSTILE), history=told().history)
    file = written(tmp_path, cards_pdf(hostile, "vi"))
    owners = {one.agency_id for one in hostile.portals} | {one.agency_id for one in hostile.systems}
    assert info(file)["Pages"] == str(1 + len(owners & {agency.id for agency in hostile.agencies}))
    assert not {"\u202e", "\x1b", "\u200b"} & set(text(file))
