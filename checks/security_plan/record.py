"""The record of an information system: what its owner claims, admits, and can show documents for.

Words are those of Mẫu số 08, annex of Nghị định 331/2026/NĐ-CP. None anywhere means that the record is silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final, Literal, TypeAlias, get_args


class Approval(StrEnum):
    """How far the approval of the level has come (Mẫu số 08, column 6)."""

    DRAFTED = "Đang dự thảo"
    SUBMITTED = "Đã gửi thẩm định"
    APPRAISED = "Đã thẩm định"
    APPROVED = "Đã được phê duyệt"


class PlanStatus(StrEnum):
    """How far the security plan, a part of it, or one of the four layers is deployed (Mẫu số 08, column 10)."""

    NOT_DEPLOYED = "Chưa triển khai"
    PARTLY_DEPLOYED = "Đã triển khai một số hạng mục"
    FULLY_DEPLOYED = "Đã triển khai đầy đủ"


class CheckKind(StrEnum):
    """Which checks of the system's security were made (Mẫu số 08, column 12)."""

    BEFORE_USE = "Trước khi đưa vào sử dụng"
    PERIODIC = "Định kỳ"


class Function(StrEnum):
    """What a system is for, as far as its level turns on it (NĐ 331/2026/NĐ-CP Đ11–15)."""

    INFORMATION = "information"
    """Publishes public information (a portal)."""
    ONLINE_SERVICE = "online_service"
    """Serves citizens online, other than by settling procedures."""
    PROCEDURES = "procedures"
    """Settles administrative procedures (Đ13)."""
    DATA_SHARING = "data_sharing"
    """Shares data between bodies."""
    DATA_CENTRE = "data_centre"
    PORTAL_PLATFORM = "portal_platform"
    """Carries the portals of several bodies."""
    INTERNAL = "internal"
    """Serves the work inside of bodies."""


class PersonalData(StrEnum):
    """The most delicate personal data that a system keeps."""

    NONE = "none"
    BASIC = "basic"
    SENSITIVE = "sensitive"


class Reach(StrEnum):
    """Whom the infrastructure serves."""

    BODY = "body"
    """One body."""
    SEVERAL = "several"
    """Bodies in one ministry, sector or province, or in several (Đ13)."""
    NATION = "nation"


class State(StrEnum):
    """Where a system is in its life."""

    BUILDING = "building"
    OPERATING = "operating"
    UPGRADING = "upgrading"
    RETIRED = "retired"


class Hosting(StrEnum):
    """Whose machines a system runs on."""

    OWN = "own"
    RENTED = "rented"
    """A rented data centre."""
    CLOUD = "cloud"


class Assessing(StrEnum):
    """What entitles an assessor (NĐ 331/2026/NĐ-CP Đ31.2.c)."""

    LICENSED = "licensed"
    PUBLIC = "public"
    """A public body whose task it is."""
    DESIGNATED = "designated"
    INTERNAL = "internal"
    """A part of the owner's own house."""


class Provision(StrEnum):
    """Who keeps watch in layer 2."""

    OWN = "own"
    HIRED = "hired"


class Absence(Enum):
    """Tells "the record says nothing" from None, "the record says there is none"."""

    ABSENT = "absent"


ABSENT: Final = Absence.ABSENT

Part: TypeAlias = Literal["design", "operation", "checks", "risk", "monitoring", "recovery", "end_of_life"]
PARTS: tuple[Part, ...] = get_args(Part)
"""The seven parts of a plan (NĐ 331/2026/NĐ-CP Đ29.2.a–g)."""

Group: TypeAlias = Literal[
    "policy",
    "organisation",
    "people",
    "build",
    "operate",
    "risk_plan",
    "end_plan",
    "network",
    "server",
    "application",
    "data",
]
GROUPS: tuple[Group, ...] = get_args(Group)
"""The eleven groups of requirements: seven of management (Đ30.3), four technical ones (Đ30.4)."""

DossierPart: TypeAlias = Literal["overview", "design", "justification", "plan", "expert_opinion"]
DOSSIER: tuple[DossierPart, ...] = get_args(DossierPart)
"""The parts of a level dossier (Đ21); an expert opinion is needed for levels 4 and 5 only."""

Measure: TypeAlias = Literal["tls", "ipv6", "dnssec", "trust_label", "security_txt", "waf", "siem", "mfa"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
"""Measures that a plan may promise; the first five can be seen from outside."""

LayerNumber: TypeAlias = Literal["1", "2", "3", "4"]
LAYERS: tuple[LayerNumber, ...] = get_args(LayerNumber)


class SignatureState(StrEnum):
    """What a digital signature is worth, worst last."""

    GOOD = "good"
    UNKNOWN_CA = "unknown_ca"
    """The bytes are as signed; nobody we trust says who signed."""
    EXPIRED = "expired"
    """The signer's certificate was not valid when it signed."""
    BROKEN = "broken"
    """The bytes are not those that were signed, or the signature can't be checked at all."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One digital signature on a file: what it is worth, and whom its certificate names."""

    state: SignatureState
    signer: str | None = None
    """The holder's common name."""
    organisation: str | None = None
    issuer: str | None = None
    signed_at: dt.datetime | None = None
    """As the signature says of itself, or its time stamp."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that was handed in as evidence. `sha256` (hex) is that of its bytes as they were read now, None where it
    could not be read; `kept_sha256` the one that was written down when it was taken in, None where nobody did."""

    file: str
    sha256: str | None = None
    kept_sha256: str | None = None
    added_by: str | None = None
    added_at: dt.datetime | None = None
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that proves a claim. It proves nothing without number, date and issuing body, nor with a copy that can't
    be read, that changed since it was taken in, or whose signature is broken. `level` is the one that a decision
    about a level names."""

    number: str | None = None
    date: dt.date | None = None
    body: str | None = None
    copy: Copy | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation as the record names it; `tax_code` (mã số thuế) tells it from others of like name."""

    name: str
    tax_code: str | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment of the system's security: who made it, when, and the number of the report.

    `licence` is the number of the assessor's licence, `open_findings` how many findings are not mended yet.
    """

    date: dt.date | None = None
    assessor: Body | None = None
    report: str | None = None
    scope: str | None = None
    copy: Copy | None = None
    kind: CheckKind | None = None
    standing: Assessing | None = None
    licence: str | None = None
    open_findings: int | None = None

    def document(self) -> Document:
        """The report of the assessment, issued by its assessor."""
        return Document(self.report, self.date, self.assessor.name if self.assessor else None, self.copy)


@dataclass(frozen=True, slots=True)
class Layer:
    """One of the four layers of protection (Chỉ thị 14/CT-TTg) and the document that proves it."""

    status: PlanStatus | None = None
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class LocalForce:
    """Layer 1: the people on the spot. Counts of persons; the last training and the last drill."""

    people: int | None = None
    trained: int | None = None
    last_training: dt.date | None = None
    last_drill: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Monitoring:
    """Layer 2: who watches, under which contract, which hosts, and when the last event came in."""

    kind: Provision | None = None
    provider: Body | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    hosts: tuple[str, ...] | None = None
    """Host names, lower-case ASCII; `*.domain` for all below a domain."""
    last_event: dt.date | None = None


@dataclass(frozen=True, slots=True)
class NationalLink:
    """Layer 4: since when the system is connected to the national monitoring system, and the last data sent."""

    connected: dt.date | None = None
    last_data: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the level turns on (NĐ 331/2026/NĐ-CP Đ11–15). Subjects and users are counts of persons."""

    functions: tuple[Function, ...] | None = None
    public_information_only: bool | None = None
    personal_data: PersonalData | None = None
    basic_subjects: int | None = None
    sensitive_subjects: int | None = None
    users: int | None = None
    serves: Reach | None = None
    conditional_business: bool | None = None
    """Whether it serves a conditional line of business online."""
    round_the_clock: bool | None = None
    """National e-government that must not stop (Đ14)."""
    national_security: bool | None = None
    """Strategic, or of national security (Đ15)."""


@dataclass(frozen=True, slots=True)
class Operation:
    """Where the system is in its life; `since` is the first day of its operation, `begun` of its construction."""

    state: State | None = None
    begun: dt.date | None = None
    since: dt.date | None = None
    hosting: Hosting | None = None
    separated: bool | None = None
    """Whether system, zones and storage are logically separated at the landlord's (Đ30.8)."""


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident; the moments at which it was found, first told of, and reported."""

    found: dt.datetime
    serious: bool | None = None
    noticed: dt.datetime | None = None
    reported: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is kept up day by day (TCVN 14423:2026): months of logs kept, the last scan for weaknesses."""

    log_months: int | None = None
    last_scan: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the inventory knows of a system besides its own record.

    `portals` are the hosts of its portals; `platform_siblings` the names of other systems that say they run on the
    same platform, or whose portals share a host with one of its own; `foreign_agencies` the names of agencies that own
    a portal of it and are neither its owner nor below it.
    """

    portals: tuple[str, ...] = ()
    platform: str | None = None
    platform_siblings: tuple[str, ...] = ()
    foreign_agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SystemRecord:
    """What an inventory says about one information system.

    `decision`, `appraisal` and `regulation` tell silence (`ABSENT`) from "there is none" (None). `owner` is the chủ
    quản, `operator` the đơn vị vận hành, `unit` the đơn vị chuyên trách. `promises` are the measures that the plan
    promises. `expected_approval` and `expected_plan` are columns 9 and 11 of Mẫu số 08.
    """

    id: str
    name: str
    description: str | None = None
    owner: Body | None = None
    operator: Body | None = None
    unit: Body | None = None
    purpose: Purpose = Purpose()
    operation: Operation = Operation()
    level: int | None = None
    level_reason: str | None = None
    approval: Approval | None = None
    dossier: Mapping[DossierPart, bool] = field(default_factory=dict)
    submitted: dt.date | None = None
    appraisal: Document | Absence | None = ABSENT
    decision: Document | Absence | None = ABSENT
    expected_approval: dt.date | None = None
    regulation: Document | Absence | None = ABSENT
    plan_status: PlanStatus | None = None
    plan: Document | None = None
    plan_parts: Mapping[Part, PlanStatus] = field(default_factory=dict)
    plan_groups: Mapping[Group, PlanStatus] = field(default_factory=dict)
    promises: tuple[Measure, ...] | None = None
    expected_plan: dt.date | None = None
    checked: tuple[CheckKind, ...] | None = None
    assessments: tuple[Assessment, ...] | None = None
    layers: Mapping[LayerNumber, Layer] = field(default_factory=dict)
    force: LocalForce = LocalForce()
    monitoring: Monitoring = Monitoring()
    national: NationalLink = NationalLink()
    incidents: tuple[Incident, ...] | None = None
    upkeep: Upkeep = Upkeep()
    surroundings: Surroundings = Surroundings()
