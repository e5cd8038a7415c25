"""An information system as the inventory writes it: what it is, its papers, its four layers, its incidents.

A missing key says nothing. Where it makes a difference, null says that there is none.
"""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field, ValidationInfo, field_validator

from agent.inventory.fields import (
    ApprovalField,
    AssessingField,
    CheckKindField,
    Count,
    Day,
    FunctionField,
    GroupKey,
    HostingField,
    HostPattern,
    Id,
    Level,
    MeasureField,
    Moment,
    Months,
    PartKey,
    PersonalDataField,
    PlanStatusField,
    ProvisionField,
    ReachField,
    Sha256,
    StateField,
    TaxCode,
    TextField,
    Truth,
)
from agent.inventory.files import DocumentField, DocumentFile
from agent.inventory.part import Part
from agent.inventory.problems import mistake
from agent.inventory.texts import Text


def _of_a_file(sha256: str | None, info: ValidationInfo) -> str | None:
    file: DocumentFile | None = info.data.get("file")
    if sha256 is not None and file is None and "file" in info.data:
        raise mistake(Text.HASH_ALONE)
    return sha256


class Document(Part):
    """A paper: what a claim needs as proof is asked for by the check, not here.

    `sha256` is the hash that was written down when the file was taken in.
    """

    number: TextField | None = None
    date: Day | None = None
    body: TextField | None = None
    file: DocumentField | None = None
    sha256: Sha256 | None = None

    _hash_of_a_file = field_validator("sha256")(_of_a_file)


class LevelDocument(Document):
    """A paper about a level: the appraisal or the decision. `level` is the one that it names."""

    level: Level | None = None


class Plan(Document):
    """The security plan (phương án bảo đảm an ninh mạng) and how far it is deployed.

    `parts` are those of NĐ 331/2026/NĐ-CP Đ29.2, `groups` those of Đ30.3–4; `promises` are measures it contains;
    `expected` is the day by which it is to be deployed fully.
    """

    status: PlanStatusField | None = None
    parts: dict[PartKey, PlanStatusField] = Field(default_factory=dict)
    groups: dict[GroupKey, PlanStatusField] = Field(default_factory=dict)
    promises: tuple[MeasureField, ...] | None = None
    expected: Day | None = None


class Dossier(Part):
    """Which parts the level dossier has (NĐ 331/2026/NĐ-CP Đ21), and the day on which it was submitted."""

    overview: Truth | None = None
    design: Truth | None = None
    justification: Truth | None = None
    plan: Truth | None = None
    expert_opinion: Truth | None = None
    submitted: Day | None = None


class Assessment(Part):
    """One assessment of a system's security; `report` is the number of its report, `tax_code` its assessor's."""

    date: Day | None = None
    kind: CheckKindField | None = None
    assessor: TextField | None = None
    tax_code: TaxCode | None = None
    standing: AssessingField | None = None
    licence: TextField | None = None
    report: TextField | None = None
    scope: TextField | None = None
    open_findings: Count | None = None
    file: DocumentField | None = None
    sha256: Sha256 | None = None

    _hash_of_a_file = field_validator("sha256")(_of_a_file)


class Layer(Part):
    """One of the four layers of protection."""

    status: PlanStatusField | None = None
    document: Document | None = None


class LocalForce(Layer):
    """Layer 1: the people on the spot, counted."""

    people: Count | None = None
    trained: Count | None = None
    last_training: Day | None = None
    last_drill: Day | None = None

    @field_validator("trained")
    @classmethod
    def _is_among_the_people(cls, trained: int | None, info: ValidationInfo) -> int | None:
        people = info.data.get("people")
        if trained is not None and people is not None and trained > people:
            raise mistake(Text.TRAINED, trained=str(trained), people=str(people))
        return trained


class Monitoring(Layer):
    """Layer 2: who keeps watch over which hosts, and from when to when; both days are included."""

    kind: ProvisionField | None = None
    provider: TextField | None = None
    tax_code: TaxCode | None = None
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = Field(default=None, alias="to")
    hosts: tuple[HostPattern, ...] | None = None
    """Host names, or `*.domain` for every name below a domain."""
    last_event: Day | None = None

    @field_validator("until")
    @classmethod
    def _ends_after_it_begins(cls, until: date | None, info: ValidationInfo) -> date | None:
        since = info.data.get("since")
        if until is not None and since is not None and until < since:
            raise mistake(Text.WATCH_PERIOD, since=since.isoformat(), until=until.isoformat())
        return until


class NationalLink(Layer):
    """Layer 4: connected to the national monitoring system since a day, and the day of the last data sent."""

    connected: Day | None = None
    last_data: Day | None = None


class Layers(Part):
    """The four layers of protection (Chỉ thị 14/CT-TTg), by their numbers."""

    force: LocalForce | None = Field(default=None, alias="1")
    monitoring: Monitoring | None = Field(default=None, alias="2")
    assessment: Layer | None = Field(default=None, alias="3")
    national: NationalLink | None = Field(default=None, alias="4")


class Purpose(Part):
    """What a level turns on (NĐ 331/2026/NĐ-CP Đ11–15). Subjects and users are counts of persons."""

    functions: tuple[FunctionField, ...] | None = None
    public_information_only: Truth | None = None
    personal_data: PersonalDataField | None = None
    basic_subjects: Count | None = None
    sensitive_subjects: Count | None = None
    users: Count | None = None
    serves: ReachField | None = None
    conditional_business: Truth | None = None
    round_the_clock: Truth | None = None
    national_security: Truth | None = None


class Operation(Part):
    """Where a system is in its life, and on whose machines."""

    state: StateField | None = None
    begun: Day | None = None
    since: Day | None = None
    hosting: HostingField | None = None
    separated: Truth | None = None


class Incident(Part):
    """One incident, by the minute in Vietnamese time."""

    found: Moment
    serious: Truth | None = None
    noticed: Moment | None = None
    reported: Moment | None = None

    @field_validator("noticed", "reported")
    @classmethod
    def _is_not_before_it_was_found(cls, moment: datetime | None, info: ValidationInfo) -> datetime | None:
        found = info.data.get("found")
        if moment is not None and found is not None and moment < found:
            raise mistake(Text.BEFORE_FOUND, value=moment_text(moment), found=moment_text(found))
        return moment


class Upkeep(Part):
    """What is kept up day by day: months of logs kept, the day of the last scan for weaknesses."""

    log_months: Months | None = None
    last_scan: Day | None = None


class System(Part):
    """An information system. `owner` is the chủ quản, `operator` the đơn vị vận hành, `unit` the đơn vị chuyên trách.

    For `appraisal`, `decision` and `regulation` null says that there is none; empty lists of `checked`, `assessments`
    and `incidents` say "never". Systems that name the same `platform` run on it together.
    """

    id: Id
    name: TextField
    description: TextField | None = None
    owner: Id
    operator: Id | None = None
    unit: Id | None = None
    platform: TextField | None = None
    purpose: Purpose = Purpose()
    operation: Operation = Operation()
    level: Level | None = None
    level_reason: TextField | None = None
    approval: ApprovalField | None = None
    dossier: Dossier = Dossier()
    appraisal: LevelDocument | None = None
    decision: LevelDocument | None = None
    expected_approval: Day | None = None
    regulation: Document | None = None
    plan: Plan | None = None
    checked: tuple[CheckKindField, ...] | None = None
    assessments: tuple[Assessment, ...] | None = None
    layers: Layers = Layers()
    incidents: tuple[Incident, ...] | None = None
    upkeep: Upkeep = Upkeep()


def moment_text(moment: datetime) -> str:
    """A moment as the inventory writes it: `2026-03-01T08:00`."""
    return moment.strftime("%Y-%m-%dT%H:%M")
