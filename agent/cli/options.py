"""Options that several commands share, spelled and explained in one place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from agent.errors import EXIT_FOUND
from agent.formats import FORMATS
from agent.schedule.durations import duration
from agent.texts import LANGUAGES, _, language
from checks.facts import CHECK_NAMES, TIERS, Tier
from policies.verdict import Outcome, Severity, Verdict

Command = TypeVar("Command", bound=Callable[..., Any])


class WordList(click.ParamType[tuple[str, ...]]):
    """Comma-separated words of a closed list, each once."""

    name = "list"

    def __init__(self, known: tuple[str, ...]) -> None:
        self._known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        given = value.split(",") if isinstance(value, str) else value
        words = tuple(dict.fromkeys(word.strip() for word in given))
        for word in words:
            if word not in self._known:
                self.fail(_("'{word}' is none of {known}").format(word=word, known=", ".join(self._known)), param, ctx)
        return words


class Day(click.ParamType[date]):
    """A date as dd/mm/yyyy or yyyy-mm-dd."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        written = re.sub(r"^(\d{1,2})/(\d{1,2})/(\d{4})$", r"\3-\2-\1", value)
        try:
            year, month, day = map(int, written.split("-"))
            return date(year, month, day)
        except (ValueError, OverflowError):
            self.fail(_("'{value}' is no date: write 31/12/2026 or 2026-12-31").format(value=value), param, ctx)


class Span(click.ParamType[timedelta]):
    """A span of time such as 45s, 10m, 12h or 5d."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        try:
            return duration(value)
        except ValueError as error:
            self.fail(f"'{value}': {error}", param, ctx)


def together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, in the order given."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


checks_option = click.option(
    "--checks",
    type=WordList(CHECK_NAMES),
    default=CHECK_NAMES,
    help=_("Only these checks: {known}.").format(known=",".join(CHECK_NAMES)),
    show_default=False,
)
EXACT: Tier = "exact"
"""The tier of the TLS check where none is asked for."""
tls_option = click.option(
    "--tls",
    "tier",
    type=click.Choice(TIERS),
    help=_("How thoroughly TLS is looked at: quick, exact (default) or full."),
)
profile_option = click.option("--profile", default="vn-2026", show_default=True, help=_("Profile of requirements."))
law_date_option = click.option("--law-date", type=Day(), help=_("Judge by the law of this day (default today)."))
lang_option = click.option(
    "--lang", type=click.Choice(LANGUAGES), default=language, help=_("Language of texts (default vi).")
)
json_option = click.option("--json", "as_json", is_flag=True, help=_("Print one JSON document and nothing else."))
quiet_option = click.option("-q", "--quiet", is_flag=True, help=_("No progress and no messages."))
fail_on_option = click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help=_("Exit 1 when something fails at or above this severity."),
)
format_option = click.option(
    "--format",
    "formats",
    type=WordList(tuple(FORMATS)),
    default=("html", "json"),
    help=_(
        "Files to write, of {known} (default html,json): docx is the official report by NĐ 30/2020, pdf the same and"
        " the whole report, mau08 the yearly report of NĐ 331/2026."
    ).format(known=",".join(FORMATS)),
)
database_option = click.option(
    "--db", envvar="TUANTHU_DB", help=_("Database URL (default sqlite:///OUTPUT/tuanthu.db).")
)
folder_option = click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("bao-cao"),
    show_default=True,
    help=_("Folder for reports and database."),
)
network_options: Callable[[Any], Any] = together(
    click.option("--resolver", metavar="HOST[:PORT]", help=_("DNS resolver to ask (default the system's).")),
    click.option(
        "--ca-file",
        type=click.Path(path_type=Path),
        help=_("PEM file of the authorities that decide whom to trust; the system's store is told beside it."),
    ),
    click.option(
        "--trust-anchors",
        type=click.Path(path_type=Path),
        help=_("Zone file of the keys that DNSSEC is validated from (default the root's)."),
    ),
    click.option("--timeout", type=click.FloatRange(0.1, 60), help=_("Seconds to wait for one answer (default 5).")),
)

wishes_options: Callable[[Any], Any] = together(
    click.option(
        "--deadline",
        type=Span(),
        metavar="8h",
        help=_("End the audit this long after its start; what is left then is named and stays unknown."),
    ),
    click.option(
        "--confirm-after",
        type=Span(),
        metavar="10m",
        help=_("Look again, this long after, at every portal with a new failure before it is told."),
    ),
    click.option(
        "--hours", is_flag=True, help=_("Wait for the hours in which the authorisations allow each portal's checks.")
    ),
)


def exit_status(verdicts: Iterable[Verdict], fail_on: str | None) -> int:
    """1 when something fails at or above the severity asked for, else 0."""
    worst = Severity(fail_on).rank if fail_on else -1
    failed = any(verdict.verdict is Outcome.FAIL and verdict.severity.rank <= worst for verdict in verdicts)
    return EXIT_FOUND if failed else 0


def database_url(db: str | None, folder: Path) -> str:
    """The database asked for, else the one in the output folder."""
    return db or f"sqlite:///{folder / 'tuanthu.db'}"


def examples(*lines: str) -> str:
    """The examples that end a command's help, one to a line."""
    return "\b\n" + "\n".join([_("Examples:"), *(f"  tuanthu {line}" for line in lines)])
