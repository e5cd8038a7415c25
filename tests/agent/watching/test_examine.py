"""A service examined from outside: what is well, what is not, and what could not be learned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.settings import ServiceSettings
from agent.store import Store
from agent.watching.examine import PARTS, examine
from policies.verdict import Outcome
from tests.agent.store.made import look, verdict
from tests.agent.watching.made import HOUR, MONDAY, beat, notice, schedule, sign


def test_a_service_that_works_is_well(store: Store, settings: ServiceSettings) -> None:
    beat(store, datetime.now(UTC))
    found = examine(settings)
    assert tuple(found) == PARTS
    assert {part: finding.ok for part, finding in found.items()} == dict.fromkeys(PARTS, True)
    assert "process 4711 on may-chu" in found["service"].detail
    assert found["audits"].detail == "none has finished yet"
    assert found["backup"].detail == "none was made yet"


def test_what_is_wrong_is_told_part_by_part(
    store: Store, url: str, settings_on: Callable[..., ServiceSettings]
) -> None:
    now = datetime.now(UTC)
    schedule(store, added=MONDAY - HOUR)
    notice(store, "old", "waiting", now - 24 * HOUR)
    notice(store, "lost", "given_up", now - 24 * HOUR)
    sign(store, "backup", now - 300 * HOUR)
    settings = settings_on(url, backup_hours=192, least_free_gigabytes=1e9)
    assert settings.stop_file is not None
    settings.stop_file.touch()
    found = examine(settings)
    assert {part for part, finding in found.items() if finding.ok} == {"database", "clock"}
    assert "no service has run" in found["service"].detail
    assert "tinh is late" in found["audits"].detail
    assert found["outbox"].detail.startswith("1 waiting, 1 given up; the oldest since ")
    beat(store, now + timedelta(hours=1), runs=2)
    found = examine(settings)
    assert (found["clock"].ok, found["service"].ok) == (False, False)
    assert "how often in a row: runs (2)" in found["service"].detail


def test_a_database_that_does_not_serve_leaves_all_else_unknown(
    tmp_path: Path, settings_on: Callable[..., ServiceSettings]
) -> None:
    found = examine(settings_on(f"sqlite:///{tmp_path / 'nowhere.db'}"))
    assert found["database"].ok is False
    assert "nowhere.db" in found["database"].detail
    assert {finding.ok for part, finding in found.items() if part != "database"} == {None}
    assert not (tmp_path / "nowhere.db").exists()


def test_the_last_audit_is_told(store: Store, settings: ServiceSettings) -> None:
    look(store, MONDAY, verdict(Outcome.PASS))
    assert f"{datetime.now(UTC):%Y}" in examine(settings)["audits"].detail
