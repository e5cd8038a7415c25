"""The four OSCAL documents of an audit, which name one another as `catalog.json`, `profile.json` and so on."""

from __future__ import annotations

import json
from typing import Any

from reports.i18n import Language
from reports.model import AuditReport
from reports.oscal.catalog import catalog_document, profile_document
from reports.oscal.plan import plan_document
from reports.oscal.results import results_document
from reports.wording import Wording


def oscal_documents(report: AuditReport, lang: Language) -> dict[str, dict[str, Any]]:
    """`catalog`, `profile`, `assessment-plan` and `assessment-results` of OSCAL 1.1, their texts in `lang`.

    The same audit has the same documents: every UUID is made of the audit's id, or of what it names.
    """
    wording = Wording(lang)
    judged = {verdict.requirement for verdict in report.judged()}
    return {
        "catalog": catalog_document(report, wording),
        "profile": profile_document(report, judged, wording),
        "assessment-plan": plan_document(report, judged, wording),
        "assessment-results": results_document(report, judged, wording),
    }


def oscal_files(report: AuditReport, lang: Language) -> dict[str, str]:
    """The same as compact JSON by file name; they belong into one folder, for each names the one it builds on."""
    return {
        f"{name}.json": json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
        for name, document in oscal_documents(report, lang).items()
    }
