"""`tuanthu judge`: stored observations, judged again without the network."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

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
from agent.inventory.authorisation import ZONE
from agent.profiles import read_profile
from agent.results import records_in
from agent.store import Store
from agent.texts import _
from policies.judge import Waiver
from policies.vantages import judge_looks
from reports.document import SCHEMA_VERSION, portal_document
from reports.i18n import Language
from reports.verdict_document import laws


@click.command(
    "judge",
    help=_("Judge what was observed again, by another profile or the law of another day. No network is used."),
    epilog=examples(
        "judge latest", "judge 20261121 --law-date 30/06/2026", "judge bao-cao/tuanthu-20261121.json --json"
    ),
)
@click.argument("source", metavar="AUDIT|FILE", default="latest")
@profile_option
@law_date_option
@folder_option
@database_option
@fail_on_option
@lang_option
@json_option
def command(
    source: str,
    profile: str,
    law_date: date | None,
    folder: Path,
    db: str | None,
    fail_on: str | None,
    lang: Language,
    as_json: bool,
) -> int:
    requirements = read_profile(profile)
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
            else:
                print_verdicts(record.portal["url"], verdicts, known, lang)
                out.print()
    return exit_status((verdict for _record, verdicts in judged for verdict in verdicts), fail_on)
