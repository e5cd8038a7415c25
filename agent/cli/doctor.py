"""`tuanthu doctor`: can this machine observe at all, and is the service on it well?"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from agent.cli.options import examples, json_option, lang_option, network_options
from agent.cli.settings import settings_from
from agent.cli.show import out, print_json, safe
from agent.errors import EXIT_BLIND
from agent.network import Settings, resolver_answers, self_test, trust_store
from agent.texts import _
from checks.browser import AS_ROOT, Browser
from checks.exposure.scanner import nmap_version
from reports.wording import ZONE

if TYPE_CHECKING:
    from agent.watching.examine import Finding

_NAMES = {
    "ipv4": "IPv4",
    "ipv6": "IPv6",
    "resolver": _("resolver"),
    "dnssec": "DNSSEC",
    "clock": _("clock"),
    "ca_store": _("trusted authorities"),
    "openssl": "OpenSSL",
    "nmap": "nmap",
    "browser": _("browser"),
    "tuanthu": "tuanthu",
}
_PARTS = {
    "database": _("database"),
    "service": _("service"),
    "audits": _("audits"),
    "outbox": _("outbox"),
    "backup": _("backup"),
    "disk": _("disk"),
    "clock": _("clock"),
    "stop": _("stop switch"),
}
_SIGNS = {
    True: Text("✓", style="green"),
    False: Text("✗", style="bold red"),
    None: Text("?", style="yellow"),
}
RELEASED = datetime(2026, 11, 1, tzinfo=ZONE)
"""No true clock shows an earlier time than the release it runs."""


@click.command(
    "doctor",
    help=_(
        "Test this machine as a vantage: IPv4, IPv6, resolver, clock, tools. Without anchors of your own "
        "(vantage.anchors of an inventory) two root name servers are asked. With --config the service is examined "
        "instead, and nobody outside is asked; with --inventory too, both are. Exit status: 0 well, 3 not."
    ),
    epilog=examples(
        "doctor",
        "doctor --inventory province.yaml",
        "doctor --resolver 127.0.0.53:5300 --json",
        "doctor --config tuanthu.yaml",
    ),
)
@click.option("--inventory", type=click.Path(path_type=Path), help=_("Take the vantage of this inventory."))
@click.option("--config", type=click.Path(path_type=Path), help=_("Examine the service with these settings."))
@network_options
@lang_option
@json_option
def command(
    inventory: Path | None,
    config: Path | None,
    resolver: str | None,
    ca_file: Path | None,
    trust_anchors: Path | None,
    timeout: float | None,
    lang: str,
    as_json: bool,
) -> int:
    document: dict[str, Any] = {}
    rows: list[tuple[bool | None, str, str]] = []
    told: list[str] = []
    if config is None or inventory is not None:
        machine = _machine(settings_from(inventory, resolver, ca_file, timeout, trust_anchors))
        usable = (machine["ipv4"][0] or machine["ipv6"][0]) and machine["resolver"][0]
        document = {"usable": usable, **{name: {"ok": ok, "detail": detail} for name, (ok, detail) in machine.items()}}
        rows = [(ok, _NAMES[name], detail) for name, (ok, detail) in machine.items()]
        told = [_("This machine can observe.") if usable else _("This machine cannot observe: no audit from here.")]
    if config is not None:
        parts = _examined(config)
        well = all(part.ok for part in parts.values())
        document |= {"well": well, "service": {name: asdict(part) for name, part in parts.items()}}
        rows += [(part.ok, _PARTS[name], part.detail) for name, part in parts.items()]
        told += [_("The service is well.") if well else _("The service is not well.")]
    if as_json:
        print_json(document)
    else:
        out.print(_table(rows))
        for sentence in told:
            out.print(sentence)
    return 0 if document.get("usable", True) and document.get("well", True) else EXIT_BLIND


def _examined(config: Path) -> Mapping[str, Finding]:
    """How the parts of the service are; loads what only the service needs."""
    from agent.settings import load_settings
    from agent.watching.examine import examine

    return examine(load_settings(config))


def _machine(settings: Settings) -> dict[str, tuple[bool, str]]:
    """What this machine has of what an audit needs: whether it is there, and what there is to say about it."""
    trust_store(settings)
    vantage = self_test(settings)
    now = datetime.now(ZONE)
    paths = ssl.get_default_verify_paths()
    scanner = nmap_version()
    return {
        "ipv4": (vantage.ipv4, ""),
        "ipv6": (vantage.ipv6, "" if vantage.ipv6 else _("IPv6 requirements will be unknown")),
        "resolver": (resolver_answers(settings), vantage.resolver),
        "dnssec": (
            vantage.dnssec,
            "" if vantage.dnssec else _("the resolver strips signatures"),
        ),
        "clock": (now >= RELEASED, f"{now:%d/%m/%Y %H:%M:%S %Z}"),
        "ca_store": (
            bool(paths.cafile or paths.capath or settings.ca_file),
            str(settings.ca_file or paths.cafile or ""),
        ),
        "openssl": (True, ssl.OPENSSL_VERSION),
        "nmap": (scanner is not None, scanner or _("open ports will be unknown: install nmap")),
        "browser": _browser(),
        "tuanthu": (True, metadata.version("tuanthu")),
    }


def _browser() -> tuple[bool, str]:
    """Whether pages can be looked at in a browser, with its place or what is missing."""
    found = Browser.found()
    if isinstance(found, Browser):
        return True, found.executable
    if found is AS_ROOT:
        return False, _("labels that scripts insert will be unknown: a browser is not started as root")
    return False, _(
        "labels that scripts insert will be unknown: install chromium, and tuanthu with its extra 'browser'"
    )


def _table(rows: Iterable[tuple[bool | None, str, str]]) -> Any:
    table = Table(box=None, pad_edge=False, show_header=False)
    for ok, name, detail in rows:
        table.add_row(_SIGNS[ok], name, Text(safe(detail)))
    return table
