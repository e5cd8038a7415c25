"""`tuanthu stop`: halts all traffic of the audits that work on a database, at once and until that is lifted."""

from __future__ import annotations

from pathlib import Path

import click

from agent.auditing.stopping import LONGEST_TEXT, Asked, StopSwitch
from agent.cli.options import examples, json_option, lang_option
from agent.cli.place import place_of, place_options
from agent.cli.show import out, print_json, safe
from agent.errors import InputError
from agent.journal import actor
from agent.settings import load_settings
from agent.store import Store
from agent.texts import _
from reports.i18n import Language
from reports.wording import ZONE


@click.command(
    "stop",
    help=_(
        "Halt all traffic of the audits that work on a database, within two seconds. What was being looked at is thrown"
        " away; no audit goes on or begins until --lift."
    ),
    epilog=examples(
        'stop --why "Sở KH&CN yêu cầu, cổng chậm"',
        "stop --lift",
        "stop --db sqlite:///bao-cao/tuanthu.db",
    ),
)
@place_options
@click.option("--why", default="", help=_("Why, for the journal and for whoever finds the audit halted."))
@click.option("--lift", is_flag=True, help=_("Let traffic flow again."))
@lang_option
@json_option
def command(db: str | None, config: Path | None, why: str, lift: bool, lang: Language, as_json: bool) -> None:
    if lift and why:
        raise InputError(_("--why belongs to a stop; leave it out with --lift"))
    if len(why) > LONGEST_TEXT:
        raise InputError(_("--why is longer than {most} characters; shorten it").format(most=LONGEST_TEXT))
    file = load_settings(config).stop_file if config or not db else None
    with Store(place_of(db, config), create=False) as store:
        switch = StopSwitch(store.database, file)
        try:
            if lift:
                switch.lift(actor())
            else:
                switch.ask(actor(), why)
        except OSError as error:
            raise InputError(
                _("the stop file {file} cannot be changed: {why}; correct its folder or its permissions").format(
                    file=switch.file, why=error.strerror
                )
            ) from error
        asked = switch.asked()
    if as_json:
        print_json(_document(asked, switch.file))
    elif asked is None:
        out.print(_("Traffic may flow again. Go on with 'tuanthu audit … --resume'; the service does so by itself."))
    else:
        moment = f"{asked.when.astimezone(ZONE):%d/%m/%Y %H:%M}"
        out.print(
            _("All traffic is halted since {when}, asked for by {who}. Lift that with 'tuanthu stop --lift'.").format(
                when=moment, who=safe(asked.who)
            )
        )


def _document(asked: Asked | None, file: Path | None) -> dict[str, object]:
    return {
        "halted": asked is not None,
        "who": asked.who if asked else None,
        "when": asked.when.isoformat() if asked else None,
        "why": asked.why if asked else None,
        "file": str(file) if file else None,
    }
