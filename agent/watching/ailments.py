"""What ails the service, in a closed list of words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from agent.watching.settings import GIGABYTE, WatchingSettings
from agent.watching.state import State


class Ailment(StrEnum):
    """Something that keeps the service from doing all that it is there for."""

    SILENT = "silent"
    FAILING = "failing"
    LATE = "late"
    OUTBOX = "outbox"
    DISK = "disk"
    BACKUP = "backup"
    STOPPED = "stopped"


def ailments(state: State, settings: WatchingSettings) -> Sequence[Ailment]:
    """What ails the service in a state, in the order of `Ailment`."""
    oldest, backup, free = state.outbox.oldest, state.backup, state.free_bytes
    too_old = timedelta(hours=settings.backup_hours)
    found = {
        Ailment.SILENT: state.silent,
        Ailment.FAILING: state.beat is not None and bool(state.beat.failing),
        Ailment.LATE: any(each.late for each in state.schedules),
        Ailment.OUTBOX: oldest is not None and state.at - oldest > timedelta(hours=settings.outbox_hours),
        Ailment.DISK: free is not None and free < settings.least_free_gigabytes * GIGABYTE,
        Ailment.BACKUP: bool(too_old) and (backup is None or state.at - backup > too_old),
        Ailment.STOPPED: state.stopped,
    }
    return [ailment for ailment, there in found.items() if there]
