"""Whom and what the results are about: agencies as parties, systems as components, portals as inventory items.

Their UUIDs are made of the province and of what they are, so an agency, a system or a portal keeps its own from one
audit to the next. Contact persons stay out: results are handed on more widely than reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from reports.model import AgencyRow, AuditReport, PortalResult, SystemResult
from reports.oscal.parts import filled, identifier, own, plain, prose
from reports.wording import Wording

Place: TypeAlias = PortalResult | SystemResult

OWNER: Final = "asset-owner"
OPERATOR: Final = "asset-administrator"
NAME: Final = 200
"""How many letters of a name or address are told."""


class Subjects:
    """The UUIDs of one report's places, and what there is to tell of each."""

    def __init__(self, report: AuditReport, wording: Wording) -> None:
        self.report = report
        self.wording = wording
        self.parties = {row.id: identifier("agency", report.province, row.id) for row in report.agencies}
        self.systems = {one.id: self.uuid(one) for one in report.systems}

    def uuid(self, place: Place) -> str:
        """The UUID of a portal or system."""
        return identifier("place", self.report.province, key_of(place))

    def reference(self, place: Place) -> dict[str, str]:
        """The place, as observations name it."""
        kind = "inventory-item" if isinstance(place, PortalResult) else "component"
        return {"subject-uuid": self.uuid(place), "type": kind}

    def roles(self) -> list[dict[str, str]]:
        """What an agency may be to a place."""
        gettext = self.wording.gettext.gettext
        return [
            {"id": OWNER, "title": gettext("Owner of the system or portal")},
            {"id": OPERATOR, "title": gettext("Operator of the system")},
        ]

    def organisations(self) -> list[dict[str, Any]]:
        """The agencies, each below its parent."""
        return [self._organisation(row) for row in self.report.agencies]

    def components(self) -> list[dict[str, Any]]:
        """The information systems."""
        return [self._component(one) for one in self.report.systems]

    def inventory(self) -> list[dict[str, Any]]:
        """The portals."""
        return [self._item(one) for one in self.report.portals]

    def _organisation(self, row: AgencyRow) -> dict[str, Any]:
        parent = self.parties.get(row.parent_id or "")
        return filled(
            {
                "uuid": self.parties[row.id],
                "type": "organization",
                "name": plain(row.name, self.wording, NAME),
                "props": [
                    own("agency-id", plain(row.id, self.wording, NAME)),
                    own("kind", plain(row.kind, self.wording)),
                ],
                "member-of-organizations": [parent] if parent else [],
            }
        )

    def _component(self, system: SystemResult) -> dict[str, Any]:
        told = system.record.portal
        roles = {OWNER: system.agency_id, OPERATOR: told.get("operator_id")}
        return filled(
            {
                "uuid": self.systems[system.id],
                "type": "system",
                "title": prose(system.name, self.wording, NAME),
                "description": prose(str(told.get("agency") or ""), self.wording, NAME),
                "props": [{"name": "asset-id", "value": plain(system.id, self.wording, NAME)}],
                "status": {"state": "other", "remarks": self.wording.gettext.gettext("Not told in this document")},
                "responsible-roles": [
                    {"role-id": role, "party-uuids": [self.parties[agency]]}
                    for role, agency in roles.items()
                    if agency in self.parties
                ],
            }
        )

    def _item(self, portal: PortalResult) -> dict[str, Any]:
        told: Mapping[str, Any] = portal.record.portal
        system, owner = self.systems.get(str(told.get("system") or "")), self.parties.get(portal.agency_id or "")
        names = {"fqdn": told.get("host"), "uri": portal.url}
        return filled(
            {
                "uuid": self.uuid(portal),
                "description": prose(str(told.get("name") or portal.url), self.wording, NAME),
                "props": [
                    *(
                        {"name": name, "value": plain(str(one), self.wording, NAME)}
                        for name, one in names.items()
                        if one
                    ),
                    *([own("kind", plain(str(told["kind"]), self.wording))] if told.get("kind") else []),
                ],
                "responsible-parties": [{"role-id": OWNER, "party-uuids": [owner]}] if owner else [],
                "implemented-components": [{"component-uuid": system}] if system else [],
            }
        )


def key_of(place: Place) -> str:
    """What stands for a place in changes and findings: a portal's URL, a system's key."""
    return str(place.record.portal["url"])
