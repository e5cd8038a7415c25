"""The plan that OSCAL's results have to name: what was to be assessed, by which tool, with which methods."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checks.record import TOOL
from reports.model import AuditReport
from reports.oscal.parts import filled, identifier, metadata, own, plain, prose, selection
from reports.wording import Wording


def tool_id(report: AuditReport) -> str:
    """The UUID of the tool that looked."""
    return identifier("tool", TOOL, str(report.vantage.get("version", "")))


def plan_document(report: AuditReport, judged: Iterable[str], wording: Wording) -> dict[str, Any]:
    """The portals and systems that were looked at, on the requirements that were judged.

    No security plan in OSCAL is given to import: the papers of each system are judged in the results.
    """
    gettext = wording.gettext.gettext
    no_plan = identifier("no-ssp", report.audit_id)
    document = {
        "uuid": identifier("assessment-plan", report.audit_id, wording.lang),
        "metadata": metadata(gettext("Plan of the audit of %(name)s") % {"name": report.province}, report, wording),
        "import-ssp": {"href": f"#{no_plan}"},
        "reviewed-controls": {"control-selections": [selection(report, judged, "control-id")]},
        "assessment-subjects": [
            {
                "type": "inventory-item",
                "description": prose(gettext("The portals that the audit looked at"), wording),
                "include-all": {},
            },
            {
                "type": "component",
                "description": prose(gettext("The information systems whose papers the audit read"), wording),
                "include-all": {},
            },
        ],
        "assessment-assets": {
            "components": [tool_component(report, wording)],
            "assessment-platforms": [
                filled(
                    {
                        "uuid": identifier("platform", report.audit_id),
                        "title": prose(str(report.vantage.get("name", "")), wording),
                        "uses-components": [{"component-uuid": tool_id(report)}],
                    }
                )
            ],
        },
        "back-matter": {
            "resources": [
                {
                    "uuid": no_plan,
                    "title": prose(gettext("No security plan in OSCAL was given"), wording),
                    "description": prose(
                        gettext(
                            "None was given for the systems. What their papers show was judged by the "
                            "method EXAMINE and stands in the results."
                        ),
                        wording,
                    ),
                }
            ]
        },
    }
    return {"assessment-plan": document}


def tool_component(report: AuditReport, wording: Wording) -> dict[str, Any]:
    """The tool, with its version."""
    version = str(report.vantage.get("version", ""))
    return filled(
        {
            "uuid": tool_id(report),
            "type": "software",
            "title": TOOL,
            "description": prose(
                wording.gettext.gettext("Observes portals from outside and reads the papers of systems"), wording
            ),
            "props": [{"name": "version", "value": plain(version, wording)}, own("role", "assessment-tool")],
            "status": {"state": "operational"},
        }
    )
