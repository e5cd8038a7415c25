"""What a requirement and a profile are: data with a schema, read from YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from policies.verdict import Severity

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
RequirementId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]
Parameter = bool | int | str | list[str]
Force = Literal["mandatory", "recommended"]


class Confirmation(StrEnum):
    """How sure a citation is: read in full, read in an account of it, the province's own instruction, or not verified
    yet."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    INSTRUCTION = "instruction"
    DRAFT = "draft"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, serialize_by_alias=True)


class Text(_Data):
    """The same text in Vietnamese and English."""

    vi: Words
    en: Words


class Citation(_Data):
    """What a requirement rests on: an instrument and the place in it, from a day and up to one, both included, where
    the law that it belongs to came or went."""

    instrument: Words
    clause: Words
    confirmation: Annotated[Confirmation, Field(strict=False)]
    since: date | None = Field(None, alias="from")
    until: date | None = Field(None, alias="to")

    def in_force(self, law_date: date) -> bool:
        """Whether it may be cited for that day."""
        return (self.since is None or self.since <= law_date) and (self.until is None or law_date <= self.until)


class Because(_Data):
    """Why a verdict is what it is. `{expression}` inside of a text is evaluated over the facts."""

    passed: Text = Field(alias="pass")
    fail: Text
    unknown: Text | None = None
    not_applicable: Text | None = None

    def texts(self) -> Iterator[tuple[str, Literal["vi", "en"], str]]:
        """Every text there is, as (verdict, language, text)."""
        for verdict, text in (
            ("pass", self.passed),
            ("fail", self.fail),
            ("unknown", self.unknown),
            ("not_applicable", self.not_applicable),
        ):
            if text is not None:
                yield verdict, "vi", text.vi
                yield verdict, "en", text.en


class Requirement(_Data):
    """One thing that a portal, or the information system behind it, must or should do.

    `applies_to` (absent: to all), `undecided_when` (absent: never) and `requires` are predicates over facts and over
    `param.NAME`. `layer` is the one of the four layers of Chỉ thị 14/CT-TTg that has to act. In force from
    `effective_from` to `effective_to`, both days included. `needs_authorisation`: it rests on a kind of look that is
    taken only where the authorisation names it. `deadline` is the last day for doing what it requires: until then
    nothing is failed. `about` says what it is judged on: portals, information systems by their papers alone, or both.
    """

    id: RequirementId
    status: Literal["active", "draft"]
    title: Text
    why: Text
    citation: Annotated[tuple[Citation, ...], Field(strict=False, min_length=1)]
    force: Force
    effective_from: date
    effective_to: date | None = None
    deadline: date | None = None
    subject: Literal["ipv6", "dns", "tls", "web", "exposure", "trust_label", "security_plan"]
    about: Literal["portal", "system", "both"] = "portal"
    applies_to: Words | None = None
    undecided_when: Words | None = None
    needs_vantage: Literal["ipv6"] | None = None
    needs_authorisation: Literal["weaknesses", "exposure"] | None = None
    layer: Literal[1, 2, 3, 4]
    severity: Annotated[Severity, Field(strict=False)]
    requires: Words
    because: Because
    remedy: Text
    parameters: dict[str, Parameter] = {}

    @field_validator("effective_to")
    @classmethod
    def _ends_after_its_start(cls, effective_to: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("effective_from")
        if effective_to is not None and start is not None and effective_to < start:
            raise ValueError("is before effective_from; correct one of the dates")
        return effective_to

    @field_validator("because")
    @classmethod
    def _explains_what_can_occur(cls, because: Because, info: ValidationInfo) -> Because:
        for field, text in (("undecided_when", because.unknown), ("applies_to", because.not_applicable)):
            if (info.data.get(field) is None) != (text is None):
                verdict = "unknown" if field == "undecided_when" else "not_applicable"
                raise ValueError(f"its text {verdict} and the field {field} need each other; give both or none")
        return because

    @property
    def is_draft(self) -> bool:
        """Whether nothing that it rests on has been verified."""
        return self.status == "draft" or all(cited.confirmation is Confirmation.DRAFT for cited in self.citation)

    def in_force(self, law_date: date) -> bool:
        """Whether it binds on that day, and there is a law to cite for it."""
        binds = self.effective_from <= law_date and (self.effective_to is None or law_date <= self.effective_to)
        return binds and bool(self.citations_on(law_date))

    def citations_on(self, law_date: date) -> tuple[Citation, ...]:
        """What may be cited for it on that day; what nobody has verified is not, unless it is all there is."""
        current = tuple(cited for cited in self.citation if cited.in_force(law_date))
        verified = tuple(cited for cited in current if cited.confirmation is not Confirmation.DRAFT)
        return current if self.is_draft else verified

    def predicates(self) -> Iterator[tuple[str, str]]:
        """Its predicates in the order in which they are asked, as (field, text)."""
        for field, text in (
            ("applies_to", self.applies_to),
            ("undecided_when", self.undecided_when),
            ("requires", self.requires),
        ):
            if text is not None:
                yield field, text


class Source(_Data):
    """What a profile was taken from.

    `dated` is the day of the edition, the first of its month where only that is known; `read_in` says where its lists
    were read, `confirmation` how sure that makes them.
    """

    title: Words
    version: Words
    dated: date
    confirmation: Annotated[Confirmation, Field(strict=False)]
    read_in: Words


class Selection(_Data):
    """A profile as written: its sources, which requirements (ids, or `subject.*`) and which parameters differ."""

    schema_version: Literal[1]
    name: Words
    title: Text
    sources: Annotated[tuple[Source, ...], Field(strict=False, min_length=1)]
    select: Annotated[tuple[Words, ...], Field(strict=False, min_length=1)]
    parameters: dict[RequirementId, dict[str, Parameter]] = {}


class Profile(_Data):
    """A profile ready to judge with: its requirements, their parameters set."""

    name: str
    title: Text
    requirements: tuple[Requirement, ...]
    sources: tuple[Source, ...] = ()


_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def split_text(text: str) -> list[str]:
    """A text cut at its braces: words, expression, words, … (always an odd number of parts).

    Raises ValueError when a brace has no partner.
    """
    parts = _PLACEHOLDER.split(text)
    if any(brace in words for words in parts[::2] for brace in "{}"):
        raise ValueError("a brace has no partner; write {expression}")
    return parts
