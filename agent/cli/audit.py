"""`tuanthu audit`: every portal of an inventory, looked at, judged, stored and reported."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from agent.auditing.conduct import Why, Wishes, conduct
from agent.auditing.plan import Plan
from agent.auditing.run import Progress
from agent.auditing.stopping import StopSwitch
from agent.cli.options import (
    EXACT,
    checks_option,
    database_option,
    database_url,
    examples,
    exit_status,
    fail_on_option,
    folder_option,
    format_option,
    json_option,
    lang_option,
    law_date_option,
    network_options,
    profile_option,
    quiet_option,
    tls_option,
    wishes_options,
)
from agent.cli.settings import settings_from
from agent.cli.show import err, out, print_json
from agent.cli.summary import print_summary
from agent.errors import EXIT_OURS
from agent.formats import Wanted
from agent.inventory import load_inventory
from agent.output import ensure_writable
from agent.profiles import read_profile
from agent.reporting import report_of, write_report
from agent.store import Store
from agent.texts import _
from checks.facts import Tier
from reports.document import audit_document
from reports.i18n import Language
from reports.wording import ZONE

INTERRUPTED = 130


@click.command(
    "audit",
    help=_("Look at every portal of INVENTORY, judge what was seen, store it and write the report."),
    epilog=examples(
        "audit province.yaml",
        "audit province.yaml -o reports --lang en --fail-on high",
        "audit province.yaml --checks tls,web --law-date 30/06/2026",
        "audit province.yaml --checks tls --tls quick",
        "audit province.yaml --resume",
        "audit province.yaml --deadline 8h --confirm-after 10m --hours",
    ),
)
@click.argument("inventory_file", metavar="INVENTORY", type=click.Path(path_type=Path))
@folder_option
@checks_option
@tls_option
@profile_option
@law_date_option
@network_options
@format_option
@database_option
@fail_on_option
@click.option("--vantage", "vantage_name", help=_("Name of this vantage, where several audit the same inventory."))
@click.option("--resume", is_flag=True, help=_("Go on with the audit of this inventory that was interrupted."))
@wishes_options
@lang_option
@json_option
@quiet_option
def command(
    inventory_file: Path,
    folder: Path,
    checks: tuple[str, ...],
    tier: Tier | None,
    profile: str,
    law_date: date | None,
    resolver: str | None,
    ca_file: Path | None,
    trust_anchors: Path | None,
    timeout: float | None,
    formats: tuple[str, ...],
    db: str | None,
    fail_on: str | None,
    vantage_name: str | None,
    resume: bool,
    deadline: timedelta | None,
    confirm_after: timedelta | None,
    hours: bool,
    lang: Language,
    as_json: bool,
    quiet: bool,
) -> int:
    requirements = read_profile(profile)
    inventory = load_inventory(inventory_file)
    ensure_writable(folder)
    plan = Plan(inventory, requirements, checks, law_date or datetime.now(ZONE).date(), tier or EXACT)
    plan.papers.open()
    settings = settings_from(inventory, resolver, ca_file, timeout, trust_anchors)
    if vantage_name and vantage_name.strip():
        settings = replace(settings, name=vantage_name.strip())
    with Store(database_url(db, folder)) as store:
        wishes = Wishes(
            deadline=deadline,
            confirm_after=confirm_after,
            hours=hours,
            wait=True,
            stop_switch=StopSwitch(store.database),
        )
        with stopping() as stop, progress_bar(quiet or as_json) as tell:
            conducted = conduct(
                store,
                plan,
                settings,
                wishes,
                resume=resume,
                any_law_date=law_date is None,
                any_tier=tier is None,
                stop=stop,
                tell=tell,
            )
        report = report_of(store, conducted.audit)
    files = write_report(report, formats, folder, Wanted(lang))
    if as_json:
        print_json(audit_document(report, lang))
    else:
        print_summary(report, lang)
        for file in files:
            out.print(str(file), soft_wrap=True)
    if conducted.left:
        err.print(
            _(
                "{left} portals or systems are left; go on with: tuanthu audit {file} --resume, other options as before"
            ).format(left=conducted.left, file=inventory_file),
            soft_wrap=True,
        )
        return INTERRUPTED if conducted.why in (Why.STOPPED, Why.HALTED) else EXIT_OURS
    return exit_status(report.judged(), fail_on)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """SIGINT and SIGTERM ask the audit to finish the portals under way and stop; a second one ends it at once.

    At once means by the signal itself: an exception would wait for every thread that still looks at a portal.
    """
    stop = threading.Event()

    def ask(number: int, frame: Any) -> None:
        stop.set()
        for heard in before:
            signal.signal(heard, signal.SIG_DFL)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Any]:
    """Tells how many portals are done, failing and left; on a terminal only, and on stderr."""
    if quiet or not err.is_terminal:
        yield lambda progress: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[told]}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=err, transient=True) as bar:
        task = bar.add_task(_("Portals"), total=None, told="")

        def tell(progress: Progress) -> None:
            told = _("{failing} failing, {left} left").format(failing=progress.failing, left=progress.left)
            bar.update(task, completed=progress.done, total=progress.done + progress.left, told=told)

        yield tell
