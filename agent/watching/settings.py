"""How the service is watched: where it answers, whom it pings, and what counts as late, stuck or scarce."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from agent.notices.settings import WebUrl
from agent.texts import _

NOWHERE = "none"
GIGABYTE = 10**9


def listen_address(text: str) -> tuple[str, int] | None:
    """The address and port of `127.0.0.1:9464` or `[::1]:9464`, port 0 being any free one; None for `none`.

    Raises `ValueError` for anything else.
    """
    if text == NOWHERE:
        return None
    try:
        parts = urlsplit(f"//{text}")
        address, port = str(ip_address(parts.hostname or "")), parts.port
    except ValueError:
        address, port = "", None
    if port is None or text not in (f"{address}:{port}", f"[{address}]:{port}"):
        raise ValueError(_("write an address and a port, as 127.0.0.1:9464 or [::1]:9464, or none"))
    return address, port


def _listen(text: str) -> str:
    listen_address(text)
    return text


Hours = Annotated[float, Field(gt=0, le=8784)]


class WatchingSettings(BaseModel):
    """How the service is watched from outside."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:9464"
    """Address and port where /healthz, /readyz and /metrics are answered over HTTP; none: nowhere."""
    heartbeat_url: WebUrl | None = None
    """Web address asked regularly while all is well: whoever listens there, outside this machine, raises the alarm when
    the pings stay away."""
    heartbeat_url_file: Path | None = None
    """File that holds that address, where the address itself is a secret (as it usually is)."""
    heartbeat_minutes: Annotated[float, Field(ge=1, le=1440)] = 5
    """Minutes between two pings."""
    late_hours: Hours = 26
    """An audit is late when it has not ended so many hours after it was due, or after its own deadline or spread."""
    outbox_hours: Hours = 6
    """The outbox is stuck when a notice that should have been sent is so many hours old."""
    backup_hours: Annotated[float, Field(ge=0, le=8784)] = 192
    """The last backup is too old after so many hours; 0: backups are not watched."""
    least_free_gigabytes: Annotated[float, Field(ge=0)] = 1
    """Disk space is scarce when less than so many gigabytes are free."""

    @model_validator(mode="after")
    def _has_one_heartbeat(self) -> Self:
        if self.heartbeat_url is not None and self.heartbeat_url_file is not None:
            raise ValueError(_("has heartbeat_url and heartbeat_url_file; give one of them"))
        return self

    @property
    def address(self) -> tuple[str, int] | None:
        """Where to answer; None: nowhere."""
        return listen_address(self.listen)

    @property
    def late_after(self) -> timedelta:
        """How long after its time an audit is late."""
        return timedelta(hours=self.late_hours)
