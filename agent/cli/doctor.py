"""`tuanthu doctor`: can this machine observe at all?"""

from __future__ import annotations

import ssl
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from agent.cli.options import examples, json_option, lang_option, network_options
from agent.cli.settings import settings_from
from agent.cli.show import out, print_json
from agent.errors import EXIT_BLIND
from agent.network import resolver_answers, self_test, trust_store
from agent.texts import _
from checks.browser import AS_ROOT, Browser
from checks.exposure.scanner import nmap_version
from reports.wording import ZONE

RELEASED = datetime(2026, 11, 1, tzinfo=ZONE)
"""No true clock shows an earlier time than the release it runs."""


@click.command(
    "doctor",
    help=_(
        "Test this machine as a vantage: IPv4, IPv6, resolver, clock, tools. Without anchors of your own "
        "(vantage.anchors of an inventory) two root name servers are asked."
    ),
    epilog=examples("doctor", "doctor --inventory province.yaml", "doctor --resolver 127.0.0.53:5300 --json"),
)
@click.option("--inventory", type=click.Path(path_type=Path), help=_("Take the vantage of this inventory."))
@network_options
@lang_option
@json_option
def command(
    inventory: Path | None,
    resolver: str | None,
    ca_file: Path | None,
    trust_anchors: Path | None,
    timeout: float | None,
    lang: str,
    as_json: bool,
) -> int:
    settings = settings_from(inventory, resolver, ca_file, timeout, trust_anchors)
    trust_store(settings)
    vantage = self_test(settings)
    now = datetime.now(ZONE)
    paths = ssl.get_default_verify_paths()
    scanner = nmap_version()
    found: dict[str, tuple[bool, str]] = {
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
    usable = (vantage.ipv4 or vantage.ipv6) and found["resolver"][0]
    if as_json:
        print_json({"usable": usable, **{name: {"ok": ok, "detail": detail} for name, (ok, detail) in found.items()}})
    else:
        out.print(_table(found))
        out.print(_("This machine can observe.") if usable else _("This machine cannot observe: no audit from here."))
    return 0 if usable else EXIT_BLIND


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


def _table(found: dict[str, tuple[bool, str]]) -> Any:
    names = {
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
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, (ok, detail) in found.items():
        sign = Text("✓", style="green") if ok else Text("✗", style="bold red")
        table.add_row(sign, names[name], Text(detail))
    return table
