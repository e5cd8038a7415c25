"""`tuanthu serve`: the service that audits by its schedule, tells of it and keeps house."""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import closing
from pathlib import Path

import click

from agent.cli.options import examples, lang_option
from agent.cli.place import config_option
from agent.errors import InputError
from agent.logs import set_up
from agent.service.service import BEAT, Service
from agent.settings import load_settings
from agent.store.signs import read_sign
from agent.texts import _
from agent.watching.server import serve

log = logging.getLogger(__name__)


@click.command(
    "serve",
    help=_("Run the service: audits by the schedule, notices, housekeeping; ends orderly on SIGTERM."),
    epilog=examples("serve", "serve --config tuanthu.yaml", "serve --standby", "serve --once"),
)
@config_option
@click.option("--standby", is_flag=True, help=_("Where another service leads the store, wait until it ends."))
@click.option("--once", is_flag=True, help=_("Do what is due now, wait for its end, and leave."))
@lang_option
def command(config: Path | None, standby: bool, once: bool, lang: str) -> None:
    settings = load_settings(config)
    set_up(settings.log)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    service = Service(settings, config=config)
    with closing(service):
        if not service.lead() and not standby:
            raise InputError(
                _("{holder} leads the store {database}; stop it, or wait beside it with --standby").format(
                    holder=_holder(service), database=service.store.database.shown
                )
            )
        if once:
            service.once(stop)
            return
        with serve(settings, service.store.database) as address:
            if address is not None:
                log.info("health and metrics are answered on %s port %d", *address)
            service.run(stop)


def _holder(service: Service) -> str:
    """Who leads, as its last beat says."""
    with service.store.database.reading() as connection:
        beat = read_sign(connection, BEAT)
    if beat is None:
        return _("another service")
    return _("another service (process {pid} on {host})").format(pid=beat.value.get("pid"), host=beat.value.get("host"))
