"""The record of an information system: what its owner claims, admits, and can show documents for.

Words are those of Mẫu số 08, annex of Nghị định 331/2026/NĐ-CP.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final, Literal, TypeAlias


class Approval(StrEnum):
    """How far the approval of the level has come (Mẫu số 08, column 6)."""

    DRAFTED = "Đang dự thảo"
    SUBMITTED = "Đã gửi thẩm định"
    APPRAISED = "Đã thẩm định"
    APPROVED = "Đã được phê duyệt"


class PlanStatus(StrEnum):
    """How far the security plan, or one of the four layers, is deployed (Mẫu số 08, column 10)."""

    NOT_DEPLOYED = "Chưa triển khai"
    PARTLY_DEPLOYED = "Đã triển khai một số hạng mục"
    FULLY_DEPLOYED = "Đã triển khai đầy đủ"


class CheckKind(StrEnum):
    """Which checks of the system's security were made (Mẫu số 08, column 12)."""

    BEFORE_USE = "Trước khi đưa vào sử dụng"
    PERIODIC = "Định kỳ"


class Absence(Enum):
    """Tells "the record says nothing" from None, "the record says there is none"."""

    ABSENT = "absent"


ABSENT: Final = Absence.ABSENT


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that proves a claim. It proves nothing without number, date and issuing body;
    where `file` names a copy, `sha256` (hex) says that the copy was really read."""

    number: str | None = None
    date: dt.date | None = None
    body: str | None = None
    file: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment of the system's security: who made it, when, and the number of the report."""

    date: dt.date | None = None
    assessor: str | None = None
    report: str | None = None
    scope: str | None = None
    file: str | None = None
    sha256: str | None = None

    def document(self) -> Document:
        """The report of the assessment, issued by its assessor."""
        return Document(self.report, self.date, self.assessor, self.file, self.sha256)


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the four layers of protection (Chỉ thị 14/CT-TTg) and the document that proves it."""

    status: PlanStatus | None = None
    document: Document | None = None


LayerNumber: TypeAlias = Literal["1", "2", "3", "4"]
LAYERS: tuple[LayerNumber, ...] = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class SystemRecord:
    """What an inventory says about one information system.

    None for `level`, `approval`, `plan_status`, `plan`, `checked` and `assessments` means that the record is
    silent; `decision` and `regulation` tell silence (`ABSENT`) from "there is none" (None).
    """

    id: str
    name: str
    level: int | None = None
    approval: Approval | None = None
    decision: Document | Absence | None = ABSENT
    plan_status: PlanStatus | None = None
    plan: Document | None = None
    regulation: Document | Absence | None = ABSENT
    checked: tuple[CheckKind, ...] | None = None
    assessments: tuple[Assessment, ...] | None = None
    layers: Mapping[LayerNumber, Layer] = field(default_factory=dict)
