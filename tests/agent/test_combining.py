"""Audits of several vantages joined, from databases and from files that anybody may have written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.combining import Part, combine, read_part
from agent.errors import InputError
from agent.reporting import report_of
from agent.store import Audit, Store, StoreError
from policies.verdict import Outcome
from reports.document import audit_document
from tests.agent.store.made import START, WWW, XA, planned, record, verdict

MINUTE = dt.timedelta(minutes=1)
UNSEEN = {"unseen": "timeout", "detail": "2 s"}


def audited(store: Store, name: str, start: dt.datetime = START, tls: Any = None, **other: Any) -> Audit:
    """A finished audit of both portals from the vantage of that name."""
    vantage = {"name": name, "ipv4": True, "ipv6": name == "A", "dnssec": True}
    audit = planned(store, start, vantage=vantage, **{"asked": "cd" * 32, **other})
    for number, url in enumerate((WWW, XA), 1):
        seen = replace(record(url, start + number * MINUTE), vantage=vantage)
        if tls is not None:
            seen.observations["tls"] = dict(tls)
        store.save_portal(audit.id, seen, [verdict(Outcome.PASS)])
    return store.finish_audit(audit.id, complete=True, load={"connections": 3, "queries": 2})


def part(store: Store, audit: Audit) -> Part:
    return Part(audit.id, audit, store.records(audit.id))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'tuanthu.db'}")


@pytest.fixture
def both(store: Store) -> list[Part]:
    return [part(store, audited(store, "A")), part(store, audited(store, "B", START + 5 * MINUTE))]


def test_the_audit_spans_both_and_has_what_any_vantage_has(both: list[Part]) -> None:
    audit, judged = combine(both)
    assert (audit.started, audit.load) == (START, {"connections": 6, "queries": 4})
    assert audit.finished == both[1].audit.finished
    assert (audit.vantage["name"], audit.vantage["ipv6"]) == ("A + B", True)
    assert [(one["name"], one["ipv6"], one["audit"]) for one in audit.vantage["vantages"]] == [
        ("A", True, both[0].audit.id),
        ("B", False, both[1].audit.id),
    ]
    assert [seen.portal["url"] for seen, _ in judged] == [WWW, XA]
    assert [[look.vantage["name"] for look in seen.looks] for seen, _ in judged] == [["A", "B"]] * 2
    assert all(verdicts for _, verdicts in judged)


def test_the_look_that_saw_most_comes_first(store: Store) -> None:
    blind = part(store, audited(store, "A", tls={"endpoints": UNSEEN}))
    _, judged = combine([blind, part(store, audited(store, "B"))])
    assert [look.vantage["name"] for look in judged[0][0].looks] == ["B", "A"]


def test_a_vantage_that_looked_twice_brings_all_of_its_looks(both: list[Part]) -> None:
    first, *others = both[1].records
    again = replace(first, finished=(START + 9 * MINUTE).isoformat())
    _, judged = combine([both[0], replace(both[1], records=[replace(first, also=(again,)), *others])])
    assert [look.vantage["name"] for look in judged[0][0].looks] == ["A", "B", "B"]
    assert not any(look.also for look in judged[0][0].also)


def test_a_combined_audit_is_kept_whole_and_stands_for_its_parts(store: Store, both: list[Part]) -> None:
    before = audited(store, "A", START - dt.timedelta(days=7))
    audit, judged = combine(both)
    kept = store.keep_audit(audit, judged)
    assert kept.complete
    assert store.audit("latest") == kept
    assert store.records(kept.id) == [seen for seen, _ in judged]
    assert store.verdicts(kept.id) == {seen.portal["url"]: verdicts for seen, verdicts in judged}
    assert store.remaining(kept.id) == []
    assert (kept.plan, kept.asked) == (both[0].audit.plan, "cd" * 32)
    previous = store.previous_audit(kept.id)
    assert previous is not None
    assert previous.id == before.id
    later = audited(store, "A", START + dt.timedelta(days=7))
    following = store.previous_audit(later.id)
    assert following is not None
    assert following.id == kept.id
    assert store.audit("latest") == later


def test_a_combined_audit_whose_portal_cannot_be_stored_is_not_stored_at_all(store: Store, both: list[Part]) -> None:
    audit, judged = combine(both)
    stored = len(store.audits())
    with pytest.raises(StoreError):
        store.keep_audit(audit, [judged[0], judged[0]])
    assert len(store.audits()) == stored


def test_findings_are_of_the_joined_verdicts(store: Store, both: list[Part]) -> None:
    audit, judged = combine(both)
    failing = [(judged[0][0], [verdict(Outcome.FAIL)]), (judged[1][0], [verdict(Outcome.UNKNOWN)])]
    kept = store.keep_audit(audit, failing)
    (finding,) = store.findings()
    assert (finding.portal, finding.first_audit, finding.first_seen) == (WWW, kept.id, START + 6 * MINUTE)


def written(store: Store, audit: Audit, file: Path) -> Path:
    file.write_text(json.dumps(audit_document(report_of(store, audit), "vi")), "utf-8")
    return file


def test_a_file_a_folder_and_an_id_are_the_same_audit(store: Store, tmp_path: Path) -> None:
    audit = audited(store, "A")
    database = f"sqlite:///{tmp_path / 'tuanthu.db'}"
    by_id, by_folder = read_part(audit.id, database), read_part(str(tmp_path), "sqlite:///nowhere.db")
    by_file = read_part(str(written(store, audit, tmp_path / "a.json")), "sqlite:///nowhere.db")
    assert by_id.audit == by_folder.audit == audit
    assert by_file.audit == replace(audit, inventory="", inventory_digest="", checks=by_file.audit.checks)
    assert by_id.records == by_folder.records == by_file.records


def test_waivers_travel_with_the_file(store: Store, tmp_path: Path) -> None:
    from policies.judge import Waiver

    waiver = Waiver("tls.https", WWW, "đang nâng cấp", "Chánh Văn phòng", "15/QĐ-UBND", dt.date(2026, 12, 31))
    audit = audited(store, "A", waivers=[waiver])
    assert read_part(str(written(store, audit, tmp_path / "a.json")), "").audit.waivers == [waiver]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"asked": "ef" * 32}, "danh mục"),
        ({"profile": "mozilla-intermediate"}, "bộ yêu cầu"),
        ({"law_date": dt.date(2026, 11, 20)}, "ngày áp dụng pháp luật"),
        ({"checks": ["tls"]}, "các nội dung kiểm tra"),
        ({"tier": "quick"}, "mức độ kỹ"),
        ({"asked": ""}, "phiên bản cũ"),
    ],
)
def test_audits_that_asked_otherwise_are_refused(store: Store, other: dict[str, Any], words: str) -> None:
    parts = [part(store, audited(store, "A")), part(store, audited(store, "B", **other))]
    with pytest.raises(InputError, match=words):
        combine(parts)


def test_other_portals_are_another_inventory_whatever_its_hash_says(both: list[Part]) -> None:
    with pytest.raises(InputError, match="danh mục"):
        combine([both[0], replace(both[1], records=both[1].records[:1])])


def test_one_audit_and_one_vantage_twice_are_refused(store: Store, both: list[Part]) -> None:
    with pytest.raises(InputError, match="hai đợt trở lên"):
        combine(both[:1])
    with pytest.raises(InputError, match="--vantage"):
        combine([*both, part(store, audited(store, "A", START + MINUTE))])


def test_an_audit_that_is_combined_already_or_mixed_is_refused(store: Store, both: list[Part]) -> None:
    kept = store.keep_audit(*combine(both))
    third = part(store, audited(store, "C"))
    with pytest.raises(InputError, match="hơn một điểm quan sát"):
        combine([third, part(store, kept)])
    mixed = replace(both[1], records=[both[0].records[0], both[1].records[1]])
    with pytest.raises(InputError, match="hơn một điểm quan sát"):
        combine([third, mixed])


def test_an_incomplete_audit_is_refused(store: Store, both: list[Part]) -> None:
    unfinished = store.finish_audit(both[1].audit.id, complete=False, load={})
    with pytest.raises(InputError, match="chưa hoàn tất"):
        combine([both[0], part(store, unfinished)])


def removed(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        place = document
        for name in path[:-1]:
            place = place[name]
        del place[path[-1]]

    return change


def put(value: Any, *path: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        removed("audit"),
        removed("portals"),
        removed("audit", "vantage"),
        put([], "audit", "vantage"),
        put("hôm qua", "audit", "law_date"),
        put("2026-11-21T16:10:00", "audit", "started"),
        put(None, "audit", "load"),
        put(["x"], "audit", "plan"),
        put("thorough", "audit", "plan", "tier"),
        put([{"requirement": "x"}], "audit", "plan", "waivers"),
        put([1], "portals"),
        put("never", "portals", 0, "finished"),
        put([], "portals", 0, "observations"),
        put(7, "portals", 0, "portal", "url"),
        put("A", "portals", 0, "vantage"),
    ],
)
def test_a_file_that_is_no_audit_is_told_in_one_sentence(
    store: Store, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    file = written(store, audited(store, "A"), tmp_path / "a.json")
    document = json.loads(file.read_text("utf-8"))
    change(document)
    file.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InputError, match=r"a\.json"):
        read_part(str(file), "")


def test_a_file_from_before_the_plan_was_written_says_how_to_mend_it(store: Store, tmp_path: Path) -> None:
    file = written(store, audited(store, "A"), tmp_path / "a.json")
    document = json.loads(file.read_text("utf-8"))
    del document["audit"]["plan"]
    file.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InputError, match="tuanthu report"):
        read_part(str(file), "")


def test_a_file_that_is_not_there_is_told_as_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.json"):
        read_part(str(tmp_path / "none.json"), "")
