"""How the service audits: what is looked at twice, and what becomes of what it cannot store."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from agent.schedule.durations import Duration


class AuditSettings(BaseModel):
    """What holds for every audit that the service makes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    confirm_after: Duration | None = timedelta(minutes=10)
    """How long after a new failure was seen the portal is looked at again before it is told; empty: not at all."""
    retry_unreached: Annotated[tuple[Duration, ...], Field(max_length=10)] = (timedelta(hours=4), timedelta(hours=12))
    """How long after the first look a portal that did not answer is tried again, such as 4h and 12h; each once."""
    save_for: Duration = timedelta(minutes=10)
    """How long an audit waits for a database that is away or full before it ends, to be taken up again later."""
