"""An inventory of one portal, for a look that somebody authorises on the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from agent.errors import InputError
from agent.inventory.address import web_address
from agent.inventory.authorisation import Authorisation
from agent.inventory.inventory import Inventory
from agent.inventory.models import Agency, Portal, Province, Vantage
from agent.texts import _
from checks.facts import DEFAULT_CHECKS, EXPOSURE, WEAKNESSES
from reports.wording import ZONE

NO_AGENCY = "none"


def single_portal(
    url: str,
    document: str,
    networks: Sequence[str],
    http_port: int | None,
    https_port: int | None,
    *,
    weaknesses: bool = False,
    exposure: bool = False,
) -> Inventory:
    """The inventory that allows looking at `url` today under `document`; raises `InputError` for wrong words.

    Probes for weaknesses are allowed only with `weaknesses`, port scans only with `exposure`.
    """
    try:
        address = web_address(url)
    except PydanticCustomError as error:
        raise InputError(_(error.message_template).format(**(error.context or {}))) from None
    for network in networks:
        try:
            ip_network(network)
        except ValueError:
            raise InputError(
                _("--allow-network {network} is no network; write 127.0.0.0/8 or 2001:db8::/32").format(network=network)
            ) from None
    other = {"http_port": http_port} if address.scheme == "https" else {"https_port": https_port}
    portal = {"url": url, "name": address.host, "agency": NO_AGENCY, "kind": "information", **other}
    today = dt.datetime.now(ZONE).date()
    day = dt.timedelta(days=1)
    allowed = {
        "document": document,
        "date": today,
        "signer": document,
        "hosts": [address.host],
        "from": today - day,
        "to": today + day,
        "checks": [*DEFAULT_CHECKS, *([WEAKNESSES] if weaknesses else []), *([EXPOSURE] if exposure else [])],
        "networks": list(networks),
    }
    try:
        authorisation = Authorisation.model_validate(allowed)
    except ValidationError:
        raise InputError(
            _("--authorised '{document}' names no document; write its number, such as 12/VB-SKHCN").format(
                document=document
            )
        ) from None
    return Inventory(
        path=Path(),
        digest="",
        province=Province(name=address.host),
        vantage=Vantage(),
        agencies=(Agency.model_construct(id=NO_AGENCY, name="", kind="unit"),),
        systems=(),
        portals=(Portal.model_validate(portal),),
        authorisations=(authorisation,),
        label_directory=None,
        label_registry=None,
        labels=(),
        waivers=(),
    )
