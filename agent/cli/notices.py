"""`tuanthu notices`: what waits to be told, what was told to whom, and what an audit would have told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from agent.cli.options import WordList, examples, json_option, lang_option
from agent.cli.place import opened, place_options
from agent.cli.show import out, print_json, safe, safe_lines
from agent.errors import EXIT_FOUND, InputError
from agent.notices.outbox import Notice, State, find, listed, retry, untold
from agent.texts import _
from reports.i18n import Language
from reports.wording import ZONE

COLOURS = {"waiting": "yellow", "sending": "cyan", "sent": "green", "given_up": "bold red"}
SHOWN = 50


@click.group(
    "notices",
    help=_("What is to be told to whom: list it, show it, try it out, send it."),
    epilog=examples(
        "notices preview latest",
        "notices list --state waiting,given_up",
    ),
)
def command() -> None:
    """The group of commands on notices."""


@command.command(
    "list",
    help=_("The notices in the outbox, the newest first."),
    epilog=examples("notices list", "notices list --state waiting,given_up --json"),
)
@click.option(
    "--state",
    "states",
    type=WordList(tuple(State)),
    default=tuple(State),
    help=_("Only notices in these states: {known}.").format(known=", ".join(State)),
    show_default=False,
)
@click.option("-n", "most", type=click.IntRange(1), default=SHOWN, show_default=True, help=_("At most so many."))
@place_options
@lang_option
@json_option
def list_(
    states: tuple[str, ...], most: int, config: Path | None, db: str | None, lang: Language, as_json: bool
) -> None:
    with opened(db, config) as (_settings, store):
        found = listed(store.database, states, most)
    if as_json:
        print_json([_document(notice) for notice in found])
        return
    table = Table(box=None, pad_edge=False)
    for heading in (_("Id"), _("Written"), _("State"), _("To"), _("Subject")):
        table.add_column(heading, overflow="fold")
    for notice in found:
        table.add_row(
            notice.id[:12],
            _moment(notice.created),
            Text(_state_word(notice.state), style=COLOURS[notice.state]),
            Text(safe(f"{notice.channel}: {notice.recipient}")),
            Text(safe(str(notice.body["subject"]))),
        )
    out.print(table if found else _("There is no such notice."))


@command.command(
    "show",
    help=_("One notice as it is sent, and what became of it. ID may be the beginning of its id."),
    epilog=examples("notices show 3f9a12", "notices show 3f9a12 --json"),
)
@click.argument("name", metavar="ID")
@place_options
@lang_option
@json_option
def show(name: str, config: Path | None, db: str | None, lang: Language, as_json: bool) -> None:
    with opened(db, config) as (_settings, store):
        notice = find(store.database, name)
    if as_json:
        print_json(_document(notice) | {"body": notice.body})
        return
    rows = [
        (_("Id"), notice.id),
        (_("To"), f"{notice.channel}: {notice.recipient}"),
        (_("State"), _state_word(notice.state)),
        (_("Written"), _moment(notice.created)),
        (_("Attempts"), str(notice.attempts)),
    ]
    if notice.sent:
        rows.append((_("Sent"), _moment(notice.sent)))
    elif notice.state is State.WAITING:
        rows.append((_("Next attempt"), _moment(notice.next_try)))
    if notice.error:
        rows.append((_("Last error"), notice.error))
    for label, value in rows:
        out.print(f"{label}: {safe(value)}", soft_wrap=True)
    _print_body(notice.body)


@command.command(
    "preview",
    help=_("Who would be told what of an audit; nothing is stored and nothing is sent."),
    epilog=examples("notices preview", "notices preview 20261121 --full", "notices preview latest --json"),
)
@click.argument("audit_id", metavar="[AUDIT]", default="latest")
@click.option("--full", is_flag=True, help=_("Print the texts, too."))
@place_options
@lang_option
@json_option
def preview(audit_id: str, full: bool, config: Path | None, db: str | None, lang: Language, as_json: bool) -> None:
    from agent.notices.compose import compose

    with opened(db, config) as (settings, store):
        drafts = compose(store, store.audit(audit_id), settings.notices, datetime.now(UTC))
    if as_json:
        named = ("kind", "channel", "recipient", "body")
        print_json([{name: getattr(draft, name) for name in named} for draft in drafts])
        return
    for draft in drafts:
        told = f"{draft.channel}: {draft.recipient} · {draft.body['subject']}"
        out.print(Text(safe(told), style="bold" if full else ""), soft_wrap=True)
        if full:
            _print_body(draft.body)
    if not drafts:
        out.print(_("Nobody would be told anything."))


@command.command(
    "send",
    help=_("Send what is due now, as the service does by itself."),
    epilog=examples("notices send", "notices send --config tuanthu.yaml"),
)
@place_options
@lang_option
@json_option
def send(config: Path | None, db: str | None, lang: Language, as_json: bool) -> int:
    from agent.journal import actor
    from agent.notices.deliver import deliver_due

    with opened(db, config) as (settings, store):
        done = deliver_due(store.database, settings.notices, datetime.now(UTC), actor())
    if as_json:
        print_json({"sent": done.sent, "failed": done.failed, "given_up": done.given_up})
    else:
        told = _("sent {sent}, failed for now {failed}, given up {given_up}")
        out.print(told.format(sent=done.sent, failed=done.failed, given_up=done.given_up))
    return EXIT_FOUND if done.failed or done.given_up else 0


@command.command(
    "retry",
    help=_("Let notices that wait or were given up be due at once. ID may be the beginning of an id."),
    epilog=examples("notices retry 3f9a12", "notices retry --given-up"),
)
@click.argument("names", metavar="[ID]...", nargs=-1)
@click.option("--given-up", is_flag=True, help=_("All that were given up."))
@place_options
@lang_option
def retry_(names: tuple[str, ...], given_up: bool, config: Path | None, db: str | None, lang: Language) -> None:
    if bool(names) == given_up:
        raise InputError(_("name the notices to be sent again, or give --given-up"))
    with opened(db, config) as (_settings, store):
        found = untold(store.database) if given_up else [find(store.database, name) for name in names]
        count = retry(store.database, [notice.id for notice in found], datetime.now(UTC))
    out.print(_("{n} notices are due now").format(n=count))


def _print_body(body: Any) -> None:
    """The text for people, else the events for machines."""
    lines = [body["text"]] if "text" in body else [str(event["message"]) for event in body.get("events", ())]
    out.print()
    for line in lines:
        out.print(Text(safe_lines(str(line))), soft_wrap=True)


def _state_word(state: State) -> str:
    return {
        State.WAITING: _("waiting"),
        State.SENDING: _("being sent"),
        State.SENT: _("sent"),
        State.GIVEN_UP: _("given up"),
    }[state]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%d/%m/%Y %H:%M}"


def _document(notice: Notice) -> dict[str, Any]:
    return {
        "id": notice.id,
        "audit": notice.audit,
        "kind": notice.kind,
        "channel": notice.channel,
        "recipient": notice.recipient,
        "subject": notice.body["subject"],
        "created": notice.created.isoformat(),
        "state": str(notice.state),
        "attempts": notice.attempts,
        "next_try": notice.next_try.isoformat(),
        "sent": notice.sent.isoformat() if notice.sent else None,
        "error": notice.error,
    }
