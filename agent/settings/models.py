"""All settings of the service, each section by the part of the agent that obeys it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from agent import logs
from agent.auditing.settings import AuditSettings
from agent.keeping.settings import KeepingSettings
from agent.notices.settings import NoticeSettings
from agent.schedule.settings import ScheduleSettings
from agent.settings.environment import PREFIX, SEPARATOR, Environment
from agent.texts import _
from agent.watching.settings import WatchingSettings
from reports.i18n import Language

STATE = Path("/var/lib/tuanthu")
"""Where a service keeps what is its own, unless its settings say otherwise."""


def _database(url: str) -> str:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        usable = backend == "postgresql" or (backend == "sqlite" and parsed.database not in (None, "", ":memory:"))
    except (ArgumentError, ValueError):
        usable = False
    if not usable:
        raise ValueError(_("write a URL such as sqlite:////var/lib/tuanthu/tuanthu.db or postgresql:///tuanthu"))
    return url


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


class LogSettings(BaseModel):
    """The messages of the service on stderr, from where systemd's journal or a container's log takes them."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    level: Annotated[logs.Level, BeforeValidator(_upper)] = "INFO"
    """The least weight of a message that is told; the variable TUANTHU_LOG says it for every command."""
    format: logs.Format = "human"
    """`human`: lines for people; `json`: one JSON object a line, with the names of the Elastic Common Schema."""


class ServiceSettings(BaseSettings):
    """What the service is told once: where things are, whom it tells, and when. The environment comes before the
    file, the file before the defaults."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        env_prefix=PREFIX,
        env_nested_delimiter=SEPARATOR,
        env_ignore_empty=True,
        env_parse_none_str="null",
    )

    database: Annotated[str, AfterValidator(_database)] = f"sqlite:///{STATE / 'tuanthu.db'}"
    """URL of the database: an SQLite file, or a PostgreSQL server. A password in it is better given in the
    environment, or in PostgreSQL's own file of passwords (PGPASSFILE)."""
    reports: Path = STATE / "reports"
    """Folder that the reports of audits are written into."""
    contact: Annotated[str, Field(max_length=200)] | None = None
    """E-mail or web address told to every server that is looked at, where the inventory names none."""
    stop_file: Path | None = None
    """All traffic is halted while this file exists; none named: `tuanthu.stop` beside an SQLite database."""
    lang: Language = "vi"
    """Language of reports; that of what is sent is `notices.language`."""
    log: LogSettings = LogSettings()
    """What is told in the log, and how."""
    schedule: ScheduleSettings = ScheduleSettings()
    """When audits run."""
    audits: AuditSettings = AuditSettings()
    """How an audit goes about its work."""
    notices: NoticeSettings = NoticeSettings()
    """Who is told what, and how."""
    keeping: KeepingSettings = KeepingSettings()
    """How long what is kept."""
    watching: WatchingSettings = WatchingSettings()
    """How the service is watched from outside."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return Environment(settings_cls), init_settings
