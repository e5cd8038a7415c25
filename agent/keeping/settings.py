"""The section `keeping` of the settings: how long what is kept."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class KeepingSettings(BaseModel):
    """How long what is kept. Audits themselves, their counts, findings and the journal stay for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    details_weeks: int = Field(default=106, ge=2)
    """Weeks that the details of an audit (what was seen of each portal, and the verdicts) are kept; the last finished
    audit of each month keeps its own for ever."""
    reports_weeks: int | None = Field(default=None, ge=2)
    """Weeks that the files of a report are kept in their folder; without it for ever. What was sealed stays."""
    notices_weeks: int = Field(default=106, ge=2)
    """Weeks that notices which were sent or given up are kept."""
    vacuum_percent: int = Field(default=20, ge=1, le=100)
    """Give the room of removed rows back to the disk once it is this much of an SQLite file, in per cent."""
    least_free_mib: int = Field(default=1024, ge=0)
    """MiB of free disk beside an SQLite database below which the log warns each day."""
