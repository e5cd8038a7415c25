"""Databases as earlier versions of tuanthu made them: their tables by the migrations of that time, their rows raw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, make_url, text

from agent.store import migrations
from checks.observation import content_hash

RELEASES = {"0.1.0": "0001", "0.2.0": "0002", "0.3.0": "0003", "0.4.0": "0003", "0.5.0": "0003", "0.6.0": "0004"}
"""The migration that a new database of each release is at."""
AUDIT = "20261121-2310-ab12"
PORTAL = "https://www.thidiem.gov.test/"
CONTEXT = {"url": PORTAL, "host": "www.thidiem.gov.test", "port": 443, "agency": "UBND tỉnh", "system": None}
VANTAGE = {"name": "lab", "ipv4": True, "ipv6": True, "tool": "tuanthu"}
FACT = [{"address": "127.0.0.1", "versions": ["TLSv1"]}]
BECAUSE = {"vi": "vì thế", "en": "because"}
_START, _END = "2026-11-21 16:10:00.000000", "2026-11-21 16:11:00.000000"


def past(url: str, revision: str) -> None:
    """A database at a revision, with one finished audit of one portal that failed one requirement."""
    address = make_url(url)
    drivers = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}
    engine = create_engine(address.set(drivername=drivers[address.get_backend_name()]))
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        _fill(connection)
    engine.dispose()


def _fill(connection: Connection) -> None:
    agencies = [{"id": "ubnd-tinh", "name": "UBND tỉnh", "kind": "province", "parent_id": None, "contact": None}]
    bodies = [agencies, CONTEXT, VANTAGE, FACT, BECAUSE]
    of_agencies, context, vantage, fact, because = map(content_hash, bodies)
    for body in bodies:
        _insert(connection, "contents", sha256=content_hash(body), body=json.dumps(body))
    _insert(
        connection,
        "audits",
        id=AUDIT,
        inventory="tinh.yaml",
        inventory_digest="ab" * 32,
        province="Tỉnh Thí Điểm",
        profile="vn-2026",
        law_date="2026-11-21",
        checks='["tls"]',
        status="finished",
        started=_START,
        finished=_END,
        vantage=json.dumps(VANTAGE),
        agencies=of_agencies,
        waivers="[]",
        load="{}",
    )
    place = {"audit": AUDIT, "portal": PORTAL}
    times = {"started": _START, "finished": _END}
    _insert(connection, "tasks", **place, **times, check="tls", position=0, status="done")
    seen = {"context": context, "vantage": vantage, "checks": '["tls"]'}
    moments = {"started": "2026-11-21T16:10:00+00:00", "finished": "2026-11-21T16:11:00+00:00"}
    _insert(connection, "portal_records", **place, **seen, **moments)
    of_fact = {"position": 0, "id": "0123456789abcdef", "fact": "tls.endpoints", "sha256": fact, "observed_at": _END}
    _insert(connection, "observations", **place, **of_fact)
    judged = {"requirement": "tls.version.legacy", "position": 0, "verdict": "fail", "severity": "high", "layer": 2}
    grounds = {"because": because, "reasons": "[]", "observations": '["0123456789abcdef"]'}
    _insert(connection, "verdicts", **place, **judged, **grounds)
    _insert(
        connection,
        "findings",
        portal=PORTAL,
        requirement="tls.version.legacy",
        first_seen=_END,
        first_audit=AUDIT,
        last_seen=_END,
        last_audit=AUDIT,
    )


def _insert(connection: Connection, table: str, **values: Any) -> None:
    columns = ", ".join(f'"{name}"' for name in values)
    places = ", ".join(f":{name}" for name in values)
    zone = "+00:00" if connection.dialect.name == "postgresql" else ""
    moments = ("finished", "first_seen", "last_seen", "observed_at", "started")
    given = {name: f"{value}{zone}" if name in moments and " " in value else value for name, value in values.items()}
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), given)  # noqa: S608
