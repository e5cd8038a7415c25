"""Mẫu số 08: the yearly report of an owner of information systems (annex of Nghị định 331/2026/NĐ-CP) as data."""

from reports.mau08.document import mau08_document
from reports.mau08.form import mau08_owners
from reports.mau08.workbook import mau08_workbook

__all__ = ["mau08_document", "mau08_owners", "mau08_workbook"]
