"""`tuanthu schedule`: what the service audits when."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource
from rich.table import Table

from agent.cli.options import checks_option, examples, format_option, json_option, lang_option, profile_option
from agent.cli.place import opened, place_options
from agent.cli.show import out, print_json, safe
from agent.inventory import Inventory, InventoryError, load_inventory
from agent.journal import SERVICE, actor
from agent.profiles import read_profile
from agent.schedule.calendar import DaysOff, moments
from agent.schedule.entry import Entry, ensure_due, entry_of
from agent.schedule.store import Schedules
from agent.schedule.when import WEEKLY
from agent.service.runs import Run, Runs
from agent.settings import load_settings
from agent.store import Store
from agent.texts import _
from checks.facts import TIERS
from reports.wording import ZONE

NEVER = "–"


@click.group(
    "schedule",
    help=_("What the service audits when."),
    epilog=examples(
        "schedule add weekly province.yaml",
        "schedule next",
    ),
)
def command() -> None:
    """The group of schedule commands."""


@command.command(
    "add",
    help=_("Let the portals of INVENTORY be audited again and again, under a NAME of your choice."),
    epilog=examples(
        "schedule add weekly province.yaml",
        "schedule add communes province.yaml --kind commune --when 'every 3 days 22:00' --hours 22:00-05:00",
        "schedule add whole province.yaml --when '0 1 * * MON' --spread 5d --jitter 30m --holidays shift",
    ),
)
@click.argument("name")
@click.argument("inventory", type=click.Path(path_type=Path))
@click.option(
    "--when",
    default=WEEKLY,
    show_default=True,
    help=_("'weekly MON 01:00', 'daily 01:00', 'every 3 days 01:00' or five fields of cron; time of Vietnam."),
)
@click.option("--agency", "agencies", multiple=True, help=_("Only this agency and those below it (repeatable)."))
@click.option("--kind", "kinds", multiple=True, help=_("Only this kind of portal or agency (repeatable)."))
@click.option("--url", "urls", multiple=True, help=_("Only URLs like this, * for anything (repeatable)."))
@click.option("--jitter", default="0s", show_default=True, help=_("Begin up to this much later."))
@click.option("--spread", default="0s", show_default=True, help=_("Spread the portals over this time."))
@click.option("--deadline", help=_("End after this time (default 1d more than --spread); the rest is not observed."))
@click.option("--hours", default="00:00-24:00", show_default=True, help=_("Only in these hours of the day."))
@click.option("--quiet-day", "quiet_days", multiple=True, help=_("Not on SAT, or on 2026-12-31 (repeatable)."))
@click.option(
    "--holidays",
    type=click.Choice(["run", "shift", "skip"]),
    default="run",
    show_default=True,
    help=_("On public holidays: run, shift to the next working day, or skip."),
)
@click.option("--tls", type=click.Choice(TIERS), default="exact", show_default=True, help=_("How thoroughly."))
@checks_option
@profile_option
@format_option
@click.option("--replace", is_flag=True, help=_("Change the entry of that name."))
@place_options
@lang_option
@json_option
def add(
    name: str,
    inventory: Path,
    agencies: tuple[str, ...],
    kinds: tuple[str, ...],
    urls: tuple[str, ...],
    replace: bool,
    config: Path | None,
    db: str | None,
    lang: str,
    as_json: bool,
    **options: Any,
) -> None:
    settings = load_settings(config)
    now = datetime.now(UTC)
    given = {option: value for option, value in options.items() if value is not None}
    if click.get_current_context().get_parameter_source("lang") is ParameterSource.COMMANDLINE:
        given["lang"] = lang
    group = {"agencies": agencies, "kinds": kinds, "urls": urls}
    entry = entry_of({"name": name, "inventory": inventory.absolute(), "group": group, **given})
    read_profile(entry.profile)
    entry.group.chosen(load_inventory(entry.inventory))
    days_off = DaysOff.of(settings.schedule)
    ensure_due(entry, days_off, now)
    with Store(db or settings.database) as store:
        Schedules(store.database).add(entry, replace=replace)
    following = next(moments(entry, days_off, now))
    if as_json:
        print_json({**entry.as_json(), "next": following.isoformat()})
    else:
        out.print(_("{name} is due next on {when}").format(name=name, when=_moment(following)))


@command.command(
    "list",
    help=_("The entries, when each is due next, and what came of its last run."),
    epilog=examples("schedule list", "schedule list --json"),
)
@place_options
@lang_option
@json_option
def list_(config: Path | None, db: str | None, lang: str, as_json: bool) -> None:
    now = datetime.now(UTC)
    rows = []
    with opened(db, config) as (settings, store):
        days_off, runs = DaysOff.of(settings.schedule), Runs(store.database)
        for each in Schedules(store.database).all():
            following = None if each.paused else next(moments(each.entry, days_off, now), None)
            last = next(iter(runs.newest(1, each.entry.name)), None)
            rows.append((each, following, last))
    if as_json:
        print_json(
            [
                {
                    **each.entry.as_json(),
                    "paused": each.paused,
                    "next": following.isoformat() if following else None,
                    "last": _run_json(last) if last else None,
                }
                for each, following, last in rows
            ]
        )
        return
    table = _table(_("Name"), _("Inventory"), _("Repeats"), _("Next"), _("Last run"))
    for each, following, last in rows:
        coming = _("paused") if each.paused else _moment(following)
        told = f"{_moment(last.due)} {_state(last)}" if last else NEVER
        table.add_row(each.entry.name, safe(str(each.entry.inventory)), each.entry.when, coming, told)
    out.print(table)


@command.command(
    "next",
    help=_("When entries are due next, holidays and hours considered; of one entry where it is named."),
    epilog=examples("schedule next", "schedule next weekly --count 10 --json"),
)
@click.argument("name", required=False)
@click.option("--count", type=click.IntRange(1, 366), default=5, show_default=True, help=_("How many of each entry."))
@place_options
@lang_option
@json_option
def next_(name: str | None, count: int, config: Path | None, db: str | None, lang: str, as_json: bool) -> None:
    now = datetime.now(UTC)
    coming: list[tuple[Entry, datetime, bool | None]] = []
    with opened(db, config) as (settings, store):
        schedules = Schedules(store.database)
        days_off = DaysOff.of(settings.schedule)
        for each in [schedules.get(name)] if name else schedules.all():
            inventory = _inventory(each.entry)
            for due in islice(() if each.paused else moments(each.entry, days_off, now), count):
                begins = each.entry.begins(due)
                coming.append((each.entry, begins, _allowed(inventory, begins)))
    coming.sort(key=lambda row: (row[1], row[0].name))
    if as_json:
        print_json(
            [
                {"name": entry.name, "begins": begins.isoformat(timespec="seconds"), "authorised": allowed}
                for entry, begins, allowed in coming
            ]
        )
        return
    table = _table(_("Begins"), _("Name"), _("Authorised then"))
    words = {True: _("yes"), False: _("no: portals wait for the hours of their authorisations"), None: "?"}
    for entry, begins, allowed in coming:
        table.add_row(_moment(begins), entry.name, words[allowed])
    out.print(table)


@command.command(
    "runs",
    help=_("The last runs, and what came of each; of one entry where it is named."),
    epilog=examples("schedule runs", "schedule runs weekly --json"),
)
@click.argument("name", required=False)
@click.option("--count", type=click.IntRange(1, 1000), default=20, show_default=True, help=_("How many."))
@place_options
@lang_option
@json_option
def runs_(name: str | None, count: int, config: Path | None, db: str | None, lang: str, as_json: bool) -> None:
    with opened(db, config) as (_settings, store):
        found = Runs(store.database).newest(count, name)
    if as_json:
        print_json([_run_json(run) for run in found])
        return
    table = _table(_("Due"), _("Name"), _("State"), _("Audit"), _("Asked by"), _("Remark"))
    for run in found:
        remark = safe(run.told or "")
        table.add_row(_moment(run.due), run.schedule, _state(run), run.audit or NEVER, safe(run.asked_by), remark)
    out.print(table)


@command.command("remove", help=_("Take an entry out of the schedule."), epilog=examples("schedule remove weekly"))
@click.argument("name")
@place_options
@lang_option
def remove(name: str, config: Path | None, db: str | None, lang: str) -> None:
    with opened(db, config) as (_settings, store):
        Schedules(store.database).remove(name)


@command.command("pause", help=_("Let no run of an entry be due for now."), epilog=examples("schedule pause weekly"))
@click.argument("name")
@place_options
@lang_option
def pause(name: str, config: Path | None, db: str | None, lang: str) -> None:
    with opened(db, config) as (_settings, store):
        Schedules(store.database).pause(name)


@command.command("resume", help=_("Let runs of an entry be due again."), epilog=examples("schedule resume weekly"))
@click.argument("name")
@place_options
@lang_option
def resume(name: str, config: Path | None, db: str | None, lang: str) -> None:
    with opened(db, config) as (_settings, store):
        Schedules(store.database).pause(name, paused=False)


@command.command(
    "run-now",
    help=_("Ask the service to run an entry now, at any hour that the authorisations allow."),
    epilog=examples("schedule run-now weekly"),
)
@click.argument("name")
@place_options
@lang_option
@json_option
def run_now(name: str, config: Path | None, db: str | None, lang: str, as_json: bool) -> None:
    with opened(db, config) as (_settings, store):
        Schedules(store.database).get(name)
        run = Runs(store.database).ask(name, _asker())
    if as_json:
        print_json(_run_json(run))
    else:
        out.print(
            _("run {id} of {name} is asked for; the service begins it within seconds").format(id=run.id, name=name)
        )


def _asker() -> str:
    """Who asks; somebody who works as the service's user is not taken for the service, whose runs keep to hours."""
    who = actor()
    return f"{who} (uid {os.geteuid()})" if who == SERVICE else who


def _inventory(entry: Entry) -> Inventory | None:
    try:
        return load_inventory(entry.inventory)
    except InventoryError:
        return None


def _allowed(inventory: Inventory | None, moment: datetime) -> bool | None:
    """Whether any authorisation is open at a moment; None where the inventory can't be read."""
    if inventory is None:
        return None
    return any(authorisation.is_open(moment) for authorisation in inventory.authorisations)


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%d/%m/%Y %H:%M}" if moment else NEVER


def _state(run: Run) -> str:
    return {
        "planned": _("planned"),
        "running": _("under way"),
        "waiting": _("waiting until {when}").format(when=_moment(run.not_before)),
        "finished": _("finished"),
        "failed": _("abandoned"),
        "missed": _("missed"),
        "dropped": _("dropped"),
    }[run.state]


def _run_json(run: Run) -> dict[str, Any]:
    def moment(value: datetime | None) -> str | None:
        return value.astimezone(ZONE).isoformat(timespec="seconds") if value else None

    return {
        "id": run.id,
        "schedule": run.schedule,
        "due": moment(run.due),
        "state": run.state.value,
        "audit": run.audit,
        "asked_by": run.asked_by,
        "attempts": run.attempts,
        "not_before": moment(run.not_before),
        "started": moment(run.started),
        "finished": moment(run.finished),
        "told": run.told,
    }


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
