"""`tuanthu judge`: stored observations, judged again without the network."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

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
from agent.errors import InputError
from agent.inventory.authorisation import ZONE
from agent.profiles import read_profile
from agent.store import Store
from agent.texts import _
from checks.record import PortalRecord
from policies.judge import Waiver, judge
from reports.document import SCHEMA_VERSION, portal_document
from reports.i18n import Language

LARGEST = 512 * 1024 * 1024


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
            records, waivers = store.records(audit.id), audit.waivers
    judged = [(record, judge(record, requirements, day, waivers)) for record in records]
    if as_json:
        documents = [portal_document(record, verdicts, lang) for record, verdicts in judged]
        print_json(documents[0] if alone else {"schema_version": SCHEMA_VERSION, "portals": documents})
    else:
        known = {found.id: found for found in requirements.requirements}
        for record, verdicts in judged:
            if alone:
                print_portal(record, verdicts, known, lang)
            else:
                print_verdicts(record.portal["url"], verdicts, known, lang)
                out.print()
    return exit_status((verdict for _record, verdicts in judged for verdict in verdicts), fail_on)


def records_in(file: Path) -> tuple[list[PortalRecord], bool]:
    """The records in a JSON file, and whether it is of one portal rather than of an audit.

    Raises `InputError` when it is neither.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError(_("larger than {limit} MiB").format(limit=LARGEST >> 20))
        document: Any = json.loads(file.read_text(encoding="utf-8"))
        portals = document.get("portals", [document])
        return [PortalRecord.from_document(portal) for portal in portals], "portals" not in document
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            _("{file} is no result of tuanthu: {why}; give a JSON file that 'audit' or 'check --json' wrote").format(
                file=file, why=str(error)[:200]
            )
        ) from error
