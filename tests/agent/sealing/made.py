"""A made-up audit that is stored with the verdicts the judge gives, a report of it, and keys to sign with."""

from __future__ import annotations

import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12

from agent.profiles import read_profile
from agent.sealing import Listed, Statement, list_files, manifest_for, names_in, statement_of, stored_of
from agent.store import Audit, Store
from checks.record import PortalRecord, system_key
from policies.judge import Waiver
from policies.requirement import Profile
from policies.vantages import judge_looks
from tests.agent.store.made import START, WWW, XA, planned, record
from tests.signed import Holder

SYSTEM = system_key("httt-cong")
NO_IPV6 = "ipv6.aaaa"
ENDPOINTS = [{"address": "127.0.0.2", "versions": ["TLSv1.2"]}]
OLD = '[{"address": "127.0.0.2", "versions": ["TLSv1.0"]}]'
"""What may be written in the place of those."""
WAIVER = Waiver(NO_IPV6, XA, "đang nâng cấp đường truyền", "UBND tỉnh", "15/QĐ-UBND", START.date())


@cache
def profile() -> Profile:
    """The profile that the made-up audit is judged by."""
    return read_profile("vn-2026")


def stored(store: Store) -> Audit:
    """A finished audit of a system and two portals, one of them with a waiver for what it fails."""
    audit = planned(store, subjects=[SYSTEM, WWW, XA], waivers=[WAIVER], checks=["tls", "ipv6", "security_plan"])
    of_system = PortalRecord(
        portal={"url": SYSTEM, "host": "", "port": 0, "kind": "system", "system": "httt-cong"},
        vantage={"name": "lab"},
        started=START.isoformat(),
        finished=START.isoformat(),
        observations={"security_plan": {"level": 2}},
    )
    for seen in (of_system, record(WWW, endpoints=ENDPOINTS), record(XA)):
        store.save_portal(audit.id, seen, judge_looks(seen, profile(), audit.law_date, audit.waivers))
    return store.finish_audit(audit.id, complete=True, load={})


def database(folder: Path) -> tuple[str, Audit]:
    """The URL of a database in the folder that holds that audit, and the audit."""
    data, audit = _made()
    (folder / "tuanthu.db").write_bytes(data)
    return f"sqlite:///{folder / 'tuanthu.db'}", audit


@cache
def _made() -> tuple[bytes, Audit]:
    """The bytes of such a database, made once."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "made.db"
        with Store(f"sqlite:///{file}") as store:
            audit = stored(store)
        return file.read_bytes(), audit


def report(folder: Path, audit: Audit) -> None:
    """Some files of a report on that audit, and what lies beside them and is none."""
    stem = folder / f"tuanthu-{audit.id}"
    stem.with_name(f"{stem.name}.html").write_text("<p>báo cáo</p>", "utf-8")
    stem.with_name(f"{stem.name}.json").write_text("{}", "utf-8")
    (folder / f"{stem.name}-ho-so").mkdir()
    (folder / f"{stem.name}-ho-so" / "sở-y-tế.html").write_text("<p>hồ sơ</p>", "utf-8")
    (folder / "tuanthu-20200101-0000-abcd.html").write_text("of another audit", "utf-8")


def statement(url: str, audit: Audit) -> Statement:
    with Store(url, create=False) as store:
        return statement_of(*stored_of(store, audit.id), profile())


def manifest(folder: Path, url: str, audit: Audit) -> Path:
    """The manifest of that report, written where it belongs."""
    stem = f"tuanthu-{audit.id}"
    path = folder / f"{stem}.manifest.json"
    files: list[Listed] = list_files(folder, names_in(folder, stem, [path.name]))
    path.write_bytes(manifest_for(files, stem, statement(url, audit)))
    return path


def change(url: str, statement: str, *values: Any) -> None:
    """Change a database behind the program's back; something must have changed."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        assert connection.execute(statement, values).rowcount > 0
    connection.close()


def pkcs12_of(holder: Holder, passphrase: str | None) -> bytes:
    """The holder's key and certificate as a PKCS#12 file."""
    lock = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"khoa", holder.key, holder.certificate, None, lock)
