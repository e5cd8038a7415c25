"""How the service keeps its appointments: days off, what was missed, how often a failed run is tried again."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from agent.texts import _


def _clock(text: str) -> str:
    try:
        return f"{dt.time.fromisoformat(text):%H:%M}"
    except ValueError:
        raise ValueError(_("write a time of the day, such as 03:30")) from None


class ScheduleSettings(BaseModel):
    """What holds for all entries of the schedule."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    days_off: tuple[dt.date, ...] = ()
    """Days off beside Vietnam's public holidays, such as days that the government adds to a holiday."""
    working_days: tuple[dt.date, ...] = ()
    """Days that are worked although they are public holidays or were named as days off."""
    misfire_hours: Annotated[float, Field(gt=0, le=8784)] = 144
    """Hours after its time within which an audit that was missed is still made up for, once."""
    attempts: Annotated[int, Field(ge=1, le=100)] = 5
    """How often in a row a run may fail before it is given up."""
    retry_minutes: Annotated[float, Field(gt=0, le=1440)] = 5
    """Minutes after the first failure until a run is tried again; doubled each time, at most six hours."""
    stop_seconds: Annotated[float, Field(ge=1, le=3600)] = 75
    """Seconds that an audit under way has to finish its portals when the service is stopped."""
    keep_at: Annotated[str, AfterValidator(_clock)] = "03:30"
    """Time of the day (Vietnam) after which housekeeping is done, once a day."""

    @property
    def misfire(self) -> timedelta:
        """How long a missed moment is still made up for."""
        return timedelta(hours=self.misfire_hours)

    @property
    def housekeeping(self) -> dt.time:
        """When housekeeping is due."""
        return dt.time.fromisoformat(self.keep_at)

    def pause_after(self, failures: int) -> timedelta:
        """How long to wait after so many failures in a row (1 or more)."""
        return timedelta(minutes=min(self.retry_minutes * 2 ** min(failures - 1, 16), max(360.0, self.retry_minutes)))
