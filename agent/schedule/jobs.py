"""What is due: APScheduler over the entries, its jobs in the store's database, driven by the service's turns.

A job is an entry and its next time. Noting the runs that are due and the job's next time is one transaction, so that
no crash loses a run or makes two of it. Jobs are kept as JSON, for what a database holds must not be executed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy import Connection

from agent.schedule.calendar import DaysOff, moments
from agent.schedule.entry import Entry
from agent.schedule.settings import ScheduleSettings
from agent.schedule.store import Schedules
from agent.service.runs import miss_unbegun, plan_run
from agent.store.engine import Database
from agent.texts import _
from reports.wording import ZONE

MOST_MISSED = 100
"""Missed times of an entry that are written down, the latest."""


class EntryTrigger(BaseTrigger):  # type: ignore[misc]
    """The times of an entry. Those that are asked for one after the other are worked out in one go."""

    __slots__ = ("_coming", "_days_off", "_last", "entry")

    def __init__(self, entry: Entry, days_off: DaysOff) -> None:
        self.entry, self._days_off = entry, days_off
        self._coming: Iterator[datetime] = iter(())
        self._last: datetime | None = None

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """The next time after the one before, else after now; None where there is none."""
        after = previous_fire_time or now
        following = next(self._coming, None) if after == self._last else None
        if following is None:
            self._coming = moments(self.entry, self._days_off, after)
            following = next(self._coming, None)
        self._last = following
        return following


class Planner(BaseScheduler):  # type: ignore[misc]
    """Plans the runs that are due, each time that it is told to."""

    def __init__(self, database: Database, settings: ScheduleSettings) -> None:
        """Raises `StoreError` when the database can't hold the jobs."""
        self._schedules = Schedules(database)
        self._days_off = DaysOff.of(settings)
        self._jobs = Jobs(database, settings.misfire)
        executors = {"default": _Noting(self._jobs)}
        super().__init__(timezone=ZONE, jobstores={"default": self._jobs}, executors=executors)
        self.start()

    def wakeup(self) -> None:
        """Nothing: it is told when to look."""

    def shutdown(self, wait: bool = True) -> None:
        """Nothing: it holds nothing open."""

    def plan(self) -> float | None:
        """Plan what is due now; the seconds until the next time, None where there is none. Raises `StoreError`."""
        self._jobs.noted.clear()  # of a time before, when they could not be written down
        self._follow_entries(datetime.now(UTC))
        seconds: float | None = self._process_jobs()
        return seconds

    def _follow_entries(self, now: datetime) -> None:
        """Let the jobs be as the entries say: what people changed, and times of a clock that was wrong, are mended."""
        wanted = {each.entry.name: each for each in self._schedules.all() if not each.paused}
        self._jobs.triggers = {name: EntryTrigger(each.entry, self._days_off) for name, each in wanted.items()}
        known = self._jobs.kept()
        for name in known.keys() - wanted.keys():
            self._jobs.remove_job(name)
        for name, each in wanted.items():
            trigger, changed = self._jobs.triggers[name], each.changed.isoformat()
            due, since = known.get(name, (None, ""))
            if since != changed:
                due = trigger.get_next_fire_time(each.changed, now)
            elif due is None or due > now:
                due = trigger.get_next_fire_time(now, now)
            if (due, changed) == known.get(name) or due is None:
                continue
            job = self._jobs.job(name, due, changed)
            (self._jobs.update_job if name in known else self._jobs.add_job)(job)


class Jobs(SQLAlchemyJobStore):  # type: ignore[misc]
    """The jobs in the store's database; `triggers` are those of the entries, `noted` the times that are due."""

    def __init__(self, database: Database, misfire: timedelta) -> None:
        super().__init__(engine=_Transactions(database))
        self._misfire = misfire
        self.triggers: dict[str, EntryTrigger] = {}
        self.noted: dict[str, Sequence[datetime]] = {}

    def start(self, scheduler: BaseScheduler, alias: str) -> None:
        """Make the table of jobs where it is missing."""
        super(SQLAlchemyJobStore, self).start(scheduler, alias)
        with self.engine.begin() as connection:
            self.jobs_t.create(connection, checkfirst=True)

    def shutdown(self) -> None:
        """Nothing: the database is closed by whoever opened it."""

    def kept(self) -> dict[str, tuple[datetime, str]]:
        """Entry → its next time, and the state of the entry that it was worked out for."""
        with self.engine.begin() as connection:
            states = [json.loads(row.job_state) for row in connection.execute(self.jobs_t.select())]
        return {state["id"]: (datetime.fromisoformat(state["next"]), state["changed"]) for state in states}

    def job(self, name: str, due: datetime, changed: str) -> Job:
        """The job of an entry."""
        return Job(
            self._scheduler,
            name,
            trigger=self.triggers[name],
            executor="default",
            func=_nothing,
            args=(changed,),
            kwargs={},
            name=name,
            misfire_grace_time=None,
            coalesce=False,
            max_instances=1,
            next_run_time=due,
        )

    def add_job(self, job: Job) -> None:
        """Keep a new job."""
        with self.engine.begin() as connection:
            connection.execute(self.jobs_t.insert().values(id=job.id, **_columns(job)))

    def update_job(self, job: Job) -> None:
        """Keep a job's next time, together with the runs that were due before."""
        with self.engine.begin() as connection:
            self._plan_noted(connection, job.id)
            connection.execute(self.jobs_t.update().where(self.jobs_t.c.id == job.id).values(**_columns(job)))
        self.noted.pop(job.id, None)

    def remove_job(self, job_id: str) -> None:
        """Forget a job; the runs that were due before are planned."""
        with self.engine.begin() as connection:
            self._plan_noted(connection, job_id)
            connection.execute(self.jobs_t.delete().where(self.jobs_t.c.id == job_id))
        self.noted.pop(job_id, None)

    def _reconstitute_job(self, job_state: bytes) -> Job:
        state = json.loads(job_state)
        job = self.job(state["id"], datetime.fromisoformat(state["next"]), state["changed"])
        job._jobstore_alias = self._alias
        return job

    def _plan_noted(self, connection: Connection, name: str) -> None:
        """The latest time that is due makes up for those before, unless it is too long ago itself."""
        due = self.noted.get(name, ())
        if not due:
            return
        late = datetime.now(UTC) - due[-1] > self._misfire
        told = _("nothing ran at that time, and a later run makes up for it")
        for moment in due[-MOST_MISSED:-1]:
            plan_run(connection, name, moment, missed=told)
        miss_unbegun(connection, name, due[-1], told)
        missed = _("nothing ran at that time, and it is too long ago to make up for it") if late else None
        plan_run(connection, name, due[-1], not_before=self.triggers[name].entry.begins(due[-1]), missed=missed)


class _Transactions:
    """What the library takes for an engine: transactions of ours."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> AbstractContextManager[Connection]:
        return self._database.writing()


class _Noting(BaseExecutor):  # type: ignore[misc]
    """Executes nothing: notes the times that are due, for the job store to plan them with the job's next time."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs

    def _do_submit_job(self, job: Job, run_times: Sequence[datetime]) -> None:
        self._jobs.noted[job.id] = run_times
        self._run_job_success(job.id, [])


def _nothing(changed: str) -> None:
    """What the library wants to call; the service begins runs itself."""


def _columns(job: Job) -> dict[str, Any]:
    state = {"id": job.id, "next": job.next_run_time.isoformat(), "changed": job.args[0]}
    return {"next_run_time": job.next_run_time.timestamp(), "job_state": json.dumps(state).encode()}
