"""`tuanthu judge`: stored observations, judged again without the network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click
from click.core import ParameterSource

from agent.cli.options import (
    database_option,
    database_url,
    examples,
    exit_status,
    fail_on_option,
    folder_option,
    json_option,
    lang_option,
    law_date_option,
    profile_option,
)
from agent.cli.portal import print_portal, print_verdicts
from agent.cli.show import out, print_json
from agent.cli.simulated import Rules, print_simulation
from agent.errors import InputError
from agent.profiles import read_profile_or_file
from agent.results import records_in
from agent.simulation import simulate
from agent.store import Store
from agent.store.archive import LATEST
from agent.texts import _
from policies.judge import Waiver
from policies.vantages import judge_looks
from reports.document import SCHEMA_VERSION, portal_document
from reports.i18n import Language
from reports.verdict_document import laws
from reports.wording import ZONE

SAME = "same"
"""What stands for the audit that is judged."""


@click.command(
    "judge",
    help=_(
        "Judge what was observed again, by another profile or the law of another day. No network is used. --profile "
        "takes the file of a profile of one's own, too."
    ),
    epilog=examples(
        "judge latest",
        "judge 20261121 --law-date 30/06/2026",
        "judge bao-cao/tuanthu-20261121.json --json",
        "judge latest --profile docs/simulation/siet-chat.yaml --against same",
    ),
)
@click.argument("source", metavar="[AUDIT|FILE]", default=None, required=False)
@profile_option
@law_date_option
@click.option(
    "--against",
    metavar="AUDIT|same",
    help=_(
        "Tell who would fail, pass or become unknown, compared with what is stored of this audit ('same': of the one "
        "that is judged). Profile and date of law are that audit's where none is given."
    ),
)
@folder_option
@database_option
@fail_on_option
@lang_option
@json_option
def command(
    source: str | None,
    profile: str,
    law_date: date | None,
    against: str | None,
    folder: Path,
    db: str | None,
    fail_on: str | None,
    lang: Language,
    as_json: bool,
) -> int:
    if against is not None:
        chosen = click.get_current_context().get_parameter_source("profile") is not ParameterSource.DEFAULT
        with Store(database_url(db, folder), create=False) as store:
            return _compare(store, source, against, profile if chosen else None, law_date, fail_on, lang, as_json)
    requirements = read_profile_or_file(profile)
    source = source or LATEST
    day = law_date or datetime.now(ZONE).date()
    waivers: Sequence[Waiver] = ()
    alone = False
    if source.endswith(".json") or os.path.isfile(source):
        records, alone = records_in(Path(source))
    else:
        with Store(database_url(db, folder), create=False) as store:
            audit = store.audit(source)
            of_systems = [record for record, _judged in store.systems(audit.id)]
            records, waivers = [*of_systems, *store.records(audit.id)], audit.waivers
    judged = [(record, judge_looks(record, requirements, day, waivers)) for record in records]
    if as_json:
        law = laws(requirements.requirements, day)
        portals, systems = (
            [
                portal_document(record, verdicts, lang, law)
                for record, verdicts in judged
                if record.is_system is of_system
            ]
            for of_system in (False, True)
        )
        print_json(portals[0] if alone else {"schema_version": SCHEMA_VERSION, "portals": portals, "systems": systems})
    else:
        known = {found.id: found for found in requirements.requirements}
        for record, verdicts in judged:
            if alone:
                print_portal(record, verdicts, known, lang)
            elif verdicts or not record.is_system:
                print_verdicts(record.portal["url"], verdicts, known, lang)
                out.print()
    return exit_status((verdict for _record, verdicts in judged for verdict in verdicts), fail_on)


def _compare(
    store: Store,
    source: str | None,
    against: str,
    profile: str | None,
    law_date: date | None,
    fail_on: str | None,
    lang: Language,
    as_json: bool,
) -> int:
    """What other rules would change; the exit status is of those that would fail and did not."""
    if source is not None and (source.endswith(".json") or os.path.isfile(source)):
        raise InputError(_("--against compares stored audits; name one of the database instead of a file"))
    audit = store.audit(source or (LATEST if against == SAME else against))
    stored = audit if against == SAME else store.audit(against)
    rules = Rules(read_profile_or_file(profile or stored.profile), law_date or stored.law_date)
    records = [*(record for record, _judged in store.systems(audit.id)), *store.records(audit.id)]
    concluded = store.verdicts(stored.id)
    concluded |= {record.portal["url"]: verdicts for record, verdicts in store.systems(stored.id)}
    simulation = simulate(records, concluded, rules.profile, rules.law_date, audit.waivers)
    print_simulation(simulation, audit, stored, rules, lang, as_json)
    return exit_status((shift.after for shift in simulation.shifts), fail_on)
