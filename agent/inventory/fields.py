"""The types of single values in an inventory: how each is read from text, and what is said when it can't be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import BeforeValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from agent.inventory.address import host_name, web_address
from agent.inventory.problems import mistake, nearest, refuse_control_characters, shown
from agent.inventory.texts import Text
from checks.facts import CHECK_NAMES, WEAKNESSES
from checks.security_plan.record import (
    GROUPS,
    MEASURES,
    PARTS,
    Approval,
    Assessing,
    CheckKind,
    Function,
    Group,
    Hosting,
    Measure,
    Part,
    PersonalData,
    PlanStatus,
    Provision,
    Reach,
    State,
)
from checks.trust_label.directory import LEVELS, level_named
from reports.wording import ZONE

AgencyKind = Literal["province", "department", "commune", "unit"]
PortalKind = Literal["information", "online_service", "open_data"]

LONGEST_TEXT = 1000


def _text(value: object) -> str:
    """A text without blanks around it, its diacritics composed (NFC) so that equal words are equal."""
    text = unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else ""
    if not text:
        raise mistake(Text.NOT_TEXT)
    if len(text) > LONGEST_TEXT:
        raise mistake(Text.TOO_LONG, limit=str(LONGEST_TEXT))
    refuse_control_characters(text)
    return text


def _matched(pattern: str, text: Text) -> BeforeValidator:
    def read(value: object) -> str:
        word = _text(value)
        if not re.fullmatch(pattern, word):
            raise mistake(text, value=shown(word))
        return word

    return BeforeValidator(read)


def word(known: Iterable[str]) -> BeforeValidator:
    """Reads one word of a closed list; another one is told the list and the nearest word in it."""
    words = list(known)

    def read(value: object) -> str:
        given = _text(value)
        if given not in words:
            raise mistake(Text.BAD_WORD, value=shown(given), known=", ".join(words), **nearest(given, words))
        return given

    return BeforeValidator(read)


def _date(value: object) -> date:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    given = _text(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
        try:
            return date.fromisoformat(given)
        except ValueError:
            pass
    raise mistake(Text.BAD_DATE, value=shown(given))


def _table_day(value: object) -> date:
    """A day as tables write it too: 01/03/2026."""
    if isinstance(value, date):
        return _date(value)
    given = _text(value)
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", given, re.ASCII)
    try:
        return _date(f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else given)
    except PydanticCustomError:
        raise mistake(Text.BAD_DAY, value=shown(given)) from None


def _moment(value: object) -> datetime:
    """A minute of a day in Vietnam; what has no time zone is Vietnamese time."""
    if isinstance(value, datetime):
        local = value.replace(tzinfo=ZONE) if value.tzinfo is None else value.astimezone(ZONE)
        return local.replace(second=0, microsecond=0)
    given = _text(value)
    if re.fullmatch(r"(19|20)\d{2}-\d{2}-\d{2}[T ]\d{2}:\d{2}", given, re.ASCII):
        try:
            return datetime.fromisoformat(given).replace(tzinfo=ZONE)
        except ValueError:
            pass
    raise mistake(Text.BAD_MOMENT, value=shown(given))


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    given = _text(value)
    if given.lower() not in ("true", "false"):
        raise mistake(Text.BAD_TRUTH, value=shown(given))
    return given.lower() == "true"


def _sha256(value: object) -> str:
    given = _text(value).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", given):
        raise mistake(Text.BAD_SHA256, value=shown(given))
    return given


def _label_level(value: object) -> str:
    given = _text(value)
    level = level_named(given)
    if level is None:
        raise mistake(Text.BAD_WORD, value=shown(given), known=", ".join(LEVELS), **nearest(given, LEVELS))
    return level


def _whole(value: object) -> object:
    number = isinstance(value, int) and not isinstance(value, bool)
    if number or (isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value.strip())):
        return value
    raise mistake(Text.NOT_NUMBER, value=shown(value))


def _decimal(value: object) -> object:
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value)):
        return value
    raise mistake(Text.NOT_DECIMAL, value=shown(value))


def _host(value: object) -> str:
    given = _text(value)
    host = host_name(given)
    if host is None:
        raise mistake(Text.BAD_HOST, value=shown(given))
    return host


def _domain(value: object) -> str:
    """A host, with the path of a sub-site where there is one."""
    given = _text(value)
    name, slash, path = given.partition("/")
    return _host(name) + (slash + path).rstrip("/")


def _url(value: object) -> str:
    return str(web_address(_text(value)))


def _pattern(value: object) -> str:
    """An exact host, or `*.` and a domain of at least two labels: `*.test` would cover the world."""
    given = _text(value)
    wild = given.startswith("*.")
    host = host_name(given.removeprefix("*."))
    if host is None or (wild and "." not in host):
        raise mistake(Text.BAD_PATTERN, value=shown(given))
    return f"*.{host}" if wild else host


def _network(value: object) -> IPv4Network | IPv6Network:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    given = _text(value)
    try:
        return ip_network(given)
    except ValueError:
        raise mistake(Text.BAD_NETWORK, value=shown(given)) from None


class Endpoint(NamedTuple):
    """An IP address and a port."""

    address: str
    port: int


def read_endpoint(text: str, port: int) -> Endpoint | None:
    """`127.0.0.53:5300`, `[::1]:5300`, or an address alone, which has `port`; None for anything else."""
    found = re.fullmatch(r"(?:\[(?P<six>[^\]]+)\]|(?P<four>[0-9.]+))(?::(?P<port>[0-9]{1,5}))?", text)
    address = (found["six"] or found["four"]) if found else text
    number = int(found["port"]) if found and found["port"] else port
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return Endpoint(str(parsed), number) if 0 < number < 65536 else None


def _endpoint(value: object) -> Endpoint:
    if isinstance(value, Endpoint):
        return value
    given = _text(value)
    endpoint = read_endpoint(given, 53)
    if endpoint is None:
        raise mistake(Text.BAD_ENDPOINT, value=shown(given))
    return endpoint


@dataclass(frozen=True, slots=True)
class Hours:
    """A span of the day in minutes after midnight, [start, end); it goes over midnight where start > end."""

    start: int
    end: int

    def includes(self, minute: int) -> bool:
        """Whether a minute after midnight lies in the span."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


ALL_DAY = Hours(0, 24 * 60)


def _hours(value: object) -> Hours:
    if isinstance(value, Hours):
        return value
    given = _text(value)
    found = re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])\s*[-–]\s*([0-9]{1,2}):([0-5][0-9])", given)
    if found:
        start, end = (60 * int(found[hour]) + int(found[hour + 1]) for hour in (1, 3))
        end = end or ALL_DAY.end
        if start < ALL_DAY.end and end <= ALL_DAY.end and start != end:
            return Hours(start, end)
    raise mistake(Text.BAD_HOURS, value=shown(given))


def _some(value: object) -> object:
    if value == []:
        raise mistake(Text.NONE_LISTED)
    return value


SOME = BeforeValidator(_some)
"""For a list that must not be empty."""


_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|https?://\S+|\+?[0-9(][0-9 ().-]{2,30}", re.IGNORECASE)


def _contact(value: object) -> str | None:
    """An e-mail address, a telephone number or a web address; `none` and null say that there is none."""
    given = "none" if value is None else _text(value)
    if given.lower() == "none":
        return None
    if not _CONTACT.fullmatch(given):
        raise mistake(Text.BAD_CONTACT, value=shown(given))
    return given


def _version(value: object) -> int:
    if str(value) != "1":
        raise mistake(Text.BAD_VERSION, value=shown(value))
    return 1


TextField = Annotated[str, BeforeValidator(_text)]
ContactField = Annotated[str | None, BeforeValidator(_contact)]
Id = Annotated[str, _matched(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", Text.BAD_ID)]
Day = Annotated[date, BeforeValidator(_date)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Sha256 = Annotated[str, BeforeValidator(_sha256)]
TaxCode = Annotated[str, _matched(r"[0-9]{10}(-[0-9]{3})?", Text.BAD_TAX_CODE)]
"""Ten digits; a branch has three more after a dash."""
TableDay = Annotated[date, BeforeValidator(_table_day)]
LabelLevel = Annotated[str, BeforeValidator(_label_level)]
Host = Annotated[str, BeforeValidator(_host)]
Domain = Annotated[str, BeforeValidator(_domain)]
Url = Annotated[str, BeforeValidator(_url)]
HostPattern = Annotated[str, BeforeValidator(_pattern)]
Network = Annotated[Any, PlainValidator(_network)]
EndpointField = Annotated[Endpoint, PlainValidator(_endpoint)]
HoursField = Annotated[Hours, PlainValidator(_hours)]
Port = Annotated[int, Field(ge=1, le=65535), BeforeValidator(_whole)]
Level = Annotated[int, Field(ge=1, le=5), BeforeValidator(_whole)]
Count = Annotated[int, Field(ge=0, le=10_000_000_000), BeforeValidator(_whole)]
Months = Annotated[int, Field(ge=0, le=1200), BeforeValidator(_whole)]
Connections = Annotated[int, Field(ge=1, le=1000), BeforeValidator(_whole)]
Spending = Annotated[int, Field(ge=10, le=100_000), BeforeValidator(_whole)]
PerSecond = Annotated[float, Field(ge=0.01, le=10_000), BeforeValidator(_decimal)]
Seconds = Annotated[float, Field(ge=0.1, le=60), BeforeValidator(_decimal)]
Version = Annotated[int, BeforeValidator(_version)]
AgencyKindField = Annotated[AgencyKind, word(get_args(AgencyKind))]
PortalKindField = Annotated[PortalKind, word(get_args(PortalKind))]
Check = Annotated[str, word((*CHECK_NAMES, WEAKNESSES))]
ApprovalField = Annotated[Approval, word(Approval)]
PlanStatusField = Annotated[PlanStatus, word(PlanStatus)]
CheckKindField = Annotated[CheckKind, word(CheckKind)]
PartKey = Annotated[Part, word(PARTS)]
GroupKey = Annotated[Group, word(GROUPS)]
MeasureField = Annotated[Measure, word(MEASURES)]
FunctionField = Annotated[Function, word(Function)]
PersonalDataField = Annotated[PersonalData, word(PersonalData)]
ReachField = Annotated[Reach, word(Reach)]
StateField = Annotated[State, word(State)]
HostingField = Annotated[Hosting, word(Hosting)]
AssessingField = Annotated[Assessing, word(Assessing)]
ProvisionField = Annotated[Provision, word(Provision)]
