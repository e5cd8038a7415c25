"""The official report as texts in the order of Nghị định 30/2020/NĐ-CP: whoever draws it, Word or PDF, adds no word.

What the law fixes is Vietnamese in every language. Number, place, date, signer and seal are left to the person who
issues the document, and so is the body that issues it: no audit knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from reports.model import AuditReport
from reports.official.annexes import form_annex, legal_annex, portals_annex, systems_annex
from reports.official.basis import instruments
from reports.official.results import layer_results, layers_table, overall, standings_table, subject_results
from reports.official.scope import province_name, scope
from reports.official.shape import (
    Annex,
    ChangeRow,
    FormRow,
    LateRow,
    LayerResult,
    LayerRow,
    LegalRow,
    PortalRow,
    Section,
    StandingRow,
    SubjectResult,
    SystemRow,
    Table,
)
from reports.official.since import changes, changes_table, late, late_table
from reports.official.todo import proposals
from reports.wording import Wording

COUNTRY: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
KIND: Final = "BÁO CÁO"
NUMBER: Final = "Số:        /BC-……"
PLACE_AND_DATE: Final = "…………, ngày      tháng      năm 20…"
ATTACHED: Final = "(Kèm theo Báo cáo số        /BC-…… ngày      tháng      năm 20… của …………)"
RECIPIENTS: Final = "Nơi nhận:"
BLANK: Final = "……………………………"


@dataclass(frozen=True, slots=True)
class OfficialView:
    """The whole document; `layers_table`, `systems` and `form` are None where no information system was judged,
    `changes_table` and `late_table` where there is nothing to list."""

    country: str
    motto: str
    parent_body: str
    issuing_body: str
    number: str
    place_and_date: str
    kind: str
    subject: str
    province: str
    basis: tuple[str, ...]
    opening: str
    scope: Section
    results: Section
    standings: Table[StandingRow]
    by_subject: str
    subjects: tuple[SubjectResult, ...]
    by_layer: str
    layers: tuple[LayerResult, ...]
    layers_table: Table[LayerRow] | None
    changes: Section
    changes_table: Table[ChangeRow] | None
    late: Section
    late_table: Table[LateRow] | None
    proposals: Section
    closing: str
    recipients: str
    recipient_lines: tuple[str, ...]
    signer: str
    attached: str
    portals: Annex[PortalRow]
    systems: Annex[SystemRow] | None
    form: Annex[FormRow] | None
    requirements: Annex[LegalRow]


def official_view(report: AuditReport, wording: Wording) -> OfficialView:
    """The document in the language of `wording`; the same report gives the same view."""
    gettext = wording.gettext.gettext
    province = province_name(report, wording)
    parent = _parent(report, wording)
    subjects = subject_results(report, wording)
    legal = "IV" if report.systems else "II"
    return OfficialView(
        country=COUNTRY,
        motto=MOTTO,
        parent_body=_in_lines(parent.upper()) or BLANK,
        issuing_body=BLANK,
        number=NUMBER,
        place_and_date=PLACE_AND_DATE,
        kind=KIND,
        subject=gettext(
            "Results of the inspection and assessment of web portals and information systems of %(province)s"
        )
        % {"province": province},
        province=province,
        basis=instruments(report, wording),
        opening=gettext("The results of the inspection and assessment are reported as follows:"),
        scope=scope(report, wording),
        results=overall(report, wording),
        standings=standings_table(report, wording),
        by_subject="1. " + gettext("Results by subject"),
        subjects=subjects,
        by_layer="2. " + gettext("Results by the four layers of Directive 14/CT-TTg"),
        layers=layer_results(report, wording),
        layers_table=layers_table(report, wording) if report.systems else None,
        changes=changes(report, wording),
        changes_table=changes_table(report, wording),
        late=late(report, wording),
        late_table=late_table(report, wording),
        proposals=proposals(report, wording),
        closing=gettext("The lists and legal bases stand in the annexes of this report.").rstrip(".") + "./.",
        recipients=RECIPIENTS,
        recipient_lines=(
            *((f"- {parent} (để báo cáo);",) if parent else ()),
            "- Các cơ quan, đơn vị có cổng, hệ thống nêu trong báo cáo;",
            "- ……………;",
            "- Lưu: VT, ……",
        ),
        signer=BLANK,
        attached=ATTACHED,
        portals=portals_annex(report, "I", wording),
        systems=systems_annex(report, "II", wording) if report.systems else None,
        form=form_annex(report, "III", wording) if report.systems else None,
        requirements=legal_annex(report, legal, wording),
    )


def _parent(report: AuditReport, wording: Wording) -> str:
    """The province's own body, where the inventory has just one; else empty."""
    bodies = [row.name for row in report.agencies if row.kind == "province"]
    return wording.cut(bodies[0], 160) if len(bodies) == 1 else ""


def _in_lines(body: str) -> str:
    """The name of a people's committee as it is written above a document: the kind of body, below it the place."""
    committee = "ỦY BAN NHÂN DÂN"
    return f"{committee}\n{body.removeprefix(committee).strip()}" if body.startswith(f"{committee} ") else body
