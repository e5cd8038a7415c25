"""The rules by which agencies are scored, ranked and given time, read from `ranking.yaml`: data, not law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from policies.marked_yaml import MarkedYamlError, load_marked
from policies.requirement import Requirement
from policies.verdict import Severity
from reports.wording import ZONE

SHIPPED: Final = "reports/ranking.yaml"

Named = Annotated[Severity, Field(strict=False)]
Days = Annotated[int, Field(ge=1, le=3650)]
Weight = Annotated[int, Field(ge=1, le=1000)]
Kind = Literal["province", "department", "commune", "unit"]


class RulesError(Exception):
    """Rules that are refused; the message is one sentence: file, line, field, cure."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Window(_Data):
    """From how many to how many days before an audit another one may have been, both included."""

    from_days: Days
    to_days: Days

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> Window:
        if self.to_days < self.from_days:
            raise ValueError("to_days is less than from_days; exchange them")
        return self

    def holds(self, days: int) -> bool:
        """Whether an audit so many days before is one of it."""
        return self.from_days <= days <= self.to_days

    @property
    def middle(self) -> float:
        """The day that an audit should be nearest to."""
        return (self.from_days + self.to_days) / 2


class Rules(_Data):
    """What `ranking.yaml` says; its comments tell what each rule means."""

    schema_version: Literal[1]
    weights: dict[Named, Weight]
    groups: Annotated[tuple[Kind, ...], Field(strict=False)]
    most_unknown_percent: Annotated[int, Field(ge=0, le=100)]
    smallest_group: Annotated[int, Field(ge=2)]
    mend_within_days: dict[Named, Days]
    last_week: Window
    year_ago: Window

    @field_validator("weights", "mend_within_days")
    @classmethod
    def _names_every_severity(cls, given: dict[Severity, int]) -> dict[Severity, int]:
        missing = [severity.value for severity in Severity if severity not in given]
        if missing:
            raise ValueError(f"says nothing of {', '.join(missing)}; give a number for every severity")
        return given

    @field_validator("groups")
    @classmethod
    def _names_each_once(cls, groups: tuple[Kind, ...]) -> tuple[Kind, ...]:
        if len(set(groups)) < len(groups):
            raise ValueError("names a kind twice; name each once")
        return groups

    @field_validator("weights")
    @classmethod
    def _severe_weighs_more(cls, weights: dict[Severity, int]) -> dict[Severity, int]:
        ordered = [weights[severity] for severity in Severity]
        if ordered != sorted(ordered, reverse=True):
            raise ValueError("lets a lighter severity weigh more than a heavier one; order them from critical to low")
        return weights

    @field_validator("mend_within_days")
    @classmethod
    def _severe_waits_less(cls, days: dict[Severity, int]) -> dict[Severity, int]:
        ordered = [days[severity] for severity in Severity]
        if ordered != sorted(ordered):
            raise ValueError("gives a heavier severity more days than a lighter one; order them from critical to low")
        return days


@dataclass(frozen=True, slots=True)
class MendBy:
    """By when to mend: the day, whether it is only `proposed` (no law sets it), and whether it has `passed`."""

    day: date
    proposed: bool
    passed: bool


@lru_cache
def rules() -> Rules:
    """The rules that are shipped. Raises `RulesError`."""
    return read_rules(resources.files("reports").joinpath("ranking.yaml").read_text(encoding="utf-8"), SHIPPED)


def read_rules(text: str, shown: str) -> Rules:
    """Rules from the text of a YAML file that messages call `shown`. Raises `RulesError`."""
    try:
        marked = load_marked(text)
        return Rules.model_validate(marked.value)
    except MarkedYamlError as error:
        raise RulesError(f"{shown}, line {error.line}: {error}.") from None
    except ValidationError as invalid:
        first = invalid.errors(include_url=False)[0]
        place = tuple(part for part in first["loc"] if part != "[key]")
        match first["type"]:
            case "missing":
                told = f"is missing; add {place[-1]}:"
            case "extra_forbidden":
                told = "is not a known rule; remove it"
            case "value_error":
                told = str(first["ctx"]["error"])
            case _:
                told = f"{first['msg'][0].lower()}{first['msg'][1:]}, not {str(first['input'])[:60]!r}; correct it"
        field = f"{'.'.join(map(str, place))}: " if place else ""
        raise RulesError(f"{shown}, line {marked.line(place)}: {field}{told}.") from None


def mend_by(
    requirement: Requirement, severity: Severity, since: datetime | None, now: datetime, by: Rules | None = None
) -> MendBy:
    """By when a failure is to be mended that was first seen at `since` (None: only `now`; both aware): the deadline
    that the requirement itself has, else the proposal for its severity, which does not move while the failure stays."""
    first_seen = (since or now).astimezone(ZONE).date()
    proposed = first_seen + timedelta(days=(by or rules()).mend_within_days[severity])
    day = requirement.deadline or proposed
    return MendBy(day, proposed=requirement.deadline is None, passed=day < now.astimezone(ZONE).date())
