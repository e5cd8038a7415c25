from __future__ import annotations

from sqlalchemy import func, select

from agent.store import Store
from agent.store.engine import Database
from agent.store.records import keep_contents, read_contents
from agent.store.schema import contents, observations
from checks.observation import content_hash
from policies.verdict import Outcome
from tests.agent.store.made import START, WEEK, WWW, XA, look, planned, record, verdict


def counted(url: str) -> tuple[int, int]:
    """How many contents and how many observations a database holds."""
    database = Database(url)
    with database.reading() as connection:
        kept = connection.scalar(select(func.count()).select_from(contents))
        seen = connection.scalar(select(func.count()).select_from(observations))
    database.close()
    return kept or 0, seen or 0


def test_a_record_comes_back_as_it_was_saved(store: Store) -> None:
    audit = planned(store)
    hostile = record(
        certificate={"subject": "CN=\x00\ud800\ue000é🏛", "names": [], "not_before": None},
        headers={"x": "1", "a\x00": "2"},
        numbers=[0, -1, 2**60, True],
    )
    store.save_portal(audit.id, hostile, [])

    assert store.records(audit.id) == [hostile]


def test_checks_and_facts_keep_their_order_and_so_do_the_ids_of_the_evidence(store: Store) -> None:
    audit = planned(store)
    saved = record(zeta=1, alpha=2)
    saved.observations["web"] = {}
    store.save_portal(audit.id, saved, [])
    (found,) = store.records(audit.id)

    assert list(found.observations) == ["tls", "ipv6", "web"]
    assert list(found.observations["tls"]) == ["endpoints", "zeta", "alpha"]
    assert found.evidence() == saved.evidence()


def test_records_stand_in_the_order_of_the_plan(store: Store) -> None:
    audit = planned(store)
    store.save_portal(audit.id, record(XA), [])
    store.save_portal(audit.id, record(WWW), [])

    assert [found.portal["url"] for found in store.records(audit.id)] == [WWW, XA]


def test_records_of_other_audits_stay_out(store: Store) -> None:
    first, second = look(store, START), look(store, START + WEEK)

    assert [found.finished for found in store.records(first.id)] == [START.isoformat()]
    assert [found.finished for found in store.records(second.id)] == [(START + WEEK).isoformat()]


def test_verdicts_come_back_as_they_were_saved_and_in_order(store: Store) -> None:
    audit = planned(store)
    judged = [verdict(outcome, f"tls.{outcome.name}") for outcome in reversed(Outcome)]
    store.save_portal(audit.id, record(WWW), judged)
    store.save_portal(audit.id, record(XA), [])

    assert store.verdicts(audit.id) == {WWW: judged, XA: []}


def test_the_same_facts_next_week_cost_rows_and_no_copies(url: str, store: Store) -> None:
    look(store, START, verdict(Outcome.FAIL))
    kept, seen = counted(url)
    look(store, START + WEEK, verdict(Outcome.FAIL))

    assert counted(url) == (kept, 2 * seen)


def test_a_changed_fact_costs_one_content(url: str, store: Store) -> None:
    look(store, START)
    kept, _ = counted(url)
    audit = planned(store, START + WEEK)
    store.save_portal(audit.id, record(when=START + WEEK, certificate="new"), [])

    assert counted(url)[0] == kept + 1


def test_contents_are_found_by_their_hash_however_many(url: str) -> None:
    database = Database(url)
    bodies = {content_hash(value): value for value in ({"number": number} for number in range(1200))}
    with database.writing() as connection:
        keep_contents(connection, bodies)
        keep_contents(connection, {})
        found = read_contents(connection, bodies)
    database.close()

    assert found == bodies
