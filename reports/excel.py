"""Excel workbooks in which every text stays a text, whatever it says."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook


def new_workbook(data: BytesIO, title: str, subject: str, when: datetime) -> Workbook:
    """A workbook that is written to `data` when it is closed; no text of it becomes a formula, a number or a link.

    `when` (aware) is the time that the file bears, so that the same contents give the same bytes.
    """
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = Workbook(data, options)
    created = when.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": title, "subject": subject, "created": created})
    return book
