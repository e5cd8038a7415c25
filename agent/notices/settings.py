"""What the settings file says of notices: who is told, when, and by which servers."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from agent.texts import _
from reports.i18n import Language
from reports.wording import ZONE

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_MAIL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(\.{_ATOM})*@(?=.{{1,189}}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def is_mail_address(text: str) -> bool:
    """Whether it is one mail address, `local@domain` in ASCII, and nothing else."""
    return _MAIL.fullmatch(text) is not None


def _mail_address(text: str) -> str:
    if not is_mail_address(text):
        raise ValueError(_("is no mail address; write it as ten@co-quan.gov.vn"))
    return text


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_web_url(text: str) -> bool:
    """Whether notices may be posted there: only an encrypted address keeps them from others; on this machine nobody is
    in between."""
    try:
        parts = urlsplit(text)
        encrypted = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(parts.hostname or ""))
        return encrypted and bool(parts.hostname) and parts.port != 0 and text.isascii() and text.isprintable()
    except ValueError:
        return False


def _web_url(text: str) -> str:
    if not is_web_url(text):
        raise ValueError(_("is no https address; write https://host/path"))
    return text


def _template(text: str) -> str:
    try:
        ImmutableSandboxedEnvironment().parse(text)
    except TemplateSyntaxError as error:
        raise ValueError(_("is no template, line {line}: {why}").format(line=error.lineno, why=error.message)) from None
    return text


MailAddress = Annotated[str, AfterValidator(_mail_address)]
WebUrl = Annotated[str, AfterValidator(_web_url)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
HeaderValue = Annotated[str, StringConstraints(pattern=r"^[\x20-\x7e]{0,1024}$")]
Template = Annotated[str, AfterValidator(_template)]
Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=60)]
Days = Annotated[int, Field(ge=1, le=365)]
Kind = Literal["digest", "alarm"]


def _clock(given: object) -> object:
    """YAML reads 21:00 without quotes as a number of minutes."""
    if not isinstance(given, time | str):
        raise ValueError(_('is no time of day; write it in quotes, as "21:00"'))
    return given


def _of_vietnam(clock: time) -> time:
    if clock.tzinfo is not None:
        raise ValueError(_('is no time of day; write it in quotes, as "21:00"'))
    return clock


Clock = Annotated[time, BeforeValidator(_clock), AfterValidator(_of_vietnam)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Smtp(_Section):
    """The mail server that notices are handed to; DKIM is left to it."""

    host: str
    """Name or address of the mail server."""
    port: Port | None = None
    """Its port; by default 587 with starttls, 465 with implicit, 25 with none."""
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    """How the connection is encrypted; none is accepted for a server on this machine only."""
    user: str | None = None
    """Whom to log in as; without it nobody logs in."""
    password_file: Path | None = None
    """File that holds the password and nothing else."""
    ca_file: Path | None = None
    """PEM file of the authorities that the server's certificate is trusted by; by default the system's."""
    sender: MailAddress
    """Address that mail comes from."""
    sender_name: Annotated[str, StringConstraints(max_length=100)] = "tuanthu"
    """Name shown beside that address."""
    reply_to: MailAddress | None = None
    """Address that answers go to; by default the sender's."""
    timeout: Seconds = 10
    """Seconds to wait for one answer of the server."""

    @model_validator(mode="after")
    def _is_safe(self) -> Self:
        if self.tls == "none" and not _is_loopback(self.host):
            raise ValueError(_("tls: none is for a mail server on this machine; write starttls or implicit"))
        if (self.user is None) != (self.password_file is None):
            raise ValueError(_("user and password_file need each other; give both or none"))
        return self

    @property
    def usual_port(self) -> int:
        """The port to connect to."""
        return self.port or {"starttls": 587, "implicit": 465, "none": 25}[self.tls]


class Webhook(_Section):
    """A web address that notices are posted to as JSON."""

    name: Name
    """What the outbox calls it; the outbox no longer knows where to send when it changes."""
    url: WebUrl | None = None
    """Where to post: https, or http on this machine."""
    url_file: Path | None = None
    """File that holds the address, where the address itself is a secret (as with Telegram's bots)."""
    secret_file: Path | None = None
    """File of the key that each post is signed with (HMAC-SHA256); without it nothing is signed."""
    template: Template | None = None
    """Jinja template of the JSON to post, for bots that ask for a shape of their own; by default the whole notice."""
    headers: dict[HeaderName, HeaderValue] = {}
    """Headers to add."""
    header_files: dict[HeaderName, Path] = {}
    """Headers to add whose values are secret, each read from its file."""
    ca_file: Path | None = None
    """PEM file of the authorities that the server's certificate is trusted by; by default the system's."""
    kinds: tuple[Kind, ...] = ("digest", "alarm")
    """Which notices are posted: digest, alarm."""
    timeout: Seconds = 10
    """Seconds to wait for the answer."""

    @model_validator(mode="after")
    def _has_one_address(self) -> Self:
        if (self.url is None) == (self.url_file is None):
            raise ValueError(_("needs url or url_file; give one of them"))
        return self


class Syslog(_Section):
    """A log collector (SIEM) that takes RFC 5424 messages over TLS (RFC 5425)."""

    name: Name
    """What the outbox calls it."""
    host: str
    """Name or address of the collector."""
    port: Port = 6514
    """Its port."""
    format: Literal["ecs", "cef"] = "ecs"
    """What the messages hold: JSON with the names of Elastic Common Schema, or ArcSight's CEF."""
    ca_file: Path | None = None
    """PEM file of the authorities that the collector's certificate is trusted by; by default the system's."""
    certificate_file: Path | None = None
    """PEM file of our own certificate and key, where the collector asks for one."""
    facility: Annotated[int, Field(ge=0, le=23)] = 13
    """Number of the facility; 13 is "log audit"."""
    timeout: Seconds = 10
    """Seconds to wait for the collector."""


class QuietHours(_Section):
    """Hours of the day, in Vietnam, in which nobody is written to."""

    start: Clock
    """When they begin, as "21:00"."""
    end: Clock
    """When they end, as "07:00"; earlier than the start means the next morning."""

    @model_validator(mode="after")
    def _last(self) -> Self:
        if self.start == self.end:
            raise ValueError(_("start and end are the same; give two different times of day"))
        return self

    def after(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it lies in."""
        local = moment.astimezone(ZONE)
        clock = local.time()
        overnight = self.end < self.start
        quiet = (clock >= self.start or clock < self.end) if overnight else self.start <= clock < self.end
        if not quiet:
            return moment
        day = local.date() + timedelta(days=1 if overnight and clock >= self.start else 0)
        return datetime.combine(day, self.end, ZONE).astimezone(moment.tzinfo)


class Escalation(_Section):
    """After how many days that a failure stays open somebody is reminded of it, step by step, each once."""

    agency: Days = 7
    """The agency itself."""
    department: Days = 14
    """The department in charge, once the agency has been reminded."""
    leader: Days = 30
    """The leader, once the department has been reminded."""

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        if not self.agency < self.department < self.leader:
            raise ValueError(_("each step needs more days than the one before: agency, department, leader"))
        return self


class NoticeSettings(_Section):
    """Who is told what, and how."""

    language: Language = "vi"
    """Language of what is sent: vi or en."""
    smtp: Smtp | None = None
    """The mail server; without it no mail is written."""
    webhooks: tuple[Webhook, ...] = ()
    """Web addresses that the notices of the security team are posted to."""
    syslog: tuple[Syslog, ...] = ()
    """Log collectors that each change and alarm is sent to."""
    agencies: bool = True
    """Whether agencies are written to at the addresses that the inventory has for them."""
    soc: tuple[MailAddress, ...] = ()
    """Mail addresses of the security team: the digest of each audit, and alarms."""
    department: tuple[MailAddress, ...] = ()
    """Mail addresses of the department in charge, which is reminded second."""
    leader: tuple[MailAddress, ...] = ()
    """Mail addresses of the leader, who is reminded last."""
    escalation: Escalation = Escalation()
    """After how many days who is reminded of a failure."""
    deadline_within_days: Days = 30
    """How many days before a deadline of the law an agency is told of it."""
    digest_always: bool = False
    """Whether the security team gets the digest also of audits that changed nothing."""
    quiet_hours: QuietHours | None = None
    """Hours in which no mail is sent and nothing is posted; alarms and log collectors don't wait for them."""
    give_up_after_days: Days = 14
    """After how many days a notice that could not be handed over is given up, with an alarm to the security team."""

    @model_validator(mode="after")
    def _names_each_once(self) -> Self:
        for named in (self.webhooks, self.syslog):
            names = [one.name for one in named]
            if len(set(names)) < len(names):
                raise ValueError(_("two webhooks or two log collectors have one name; name each differently"))
        return self
