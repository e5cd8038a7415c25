"""The words of the dossier that are the same for every agency."""

from __future__ import annotations

from reports.wording import Wording


def labels(wording: Wording) -> dict[str, str]:
    """The fixed words of the templates, by the name that they have there."""
    gettext = wording.gettext.gettext
    return {
        "skip": gettext("Skip to the content"),
        "notice": gettext("Notice"),
        "overview": gettext("Overview"),
        "list": gettext("What to do, the most severe first"),
        "problem": gettext("Problem"),
        "where": gettext("Places"),
        "severity": gettext("Severity"),
        "by": gettext("By when"),
        "duties": gettext("To be mended: mandatory requirements that are not met"),
        "advice": gettext("Worth doing: recommendations that are not followed"),
        "advice_told": gettext("The law does not oblige to these; not following them is no breach of duty."),
        "why": gettext("Why it matters"),
        "places": gettext("Where it was seen"),
        "law": gettext("Legal basis:"),
        "mend": gettext("How to fix it"),
        "software": gettext("By the server software that the portals name; the steps for it are marked:"),
        "own": gettext("for your server"),
        "evidence": gettext("Evidence:"),
        "portals": gettext("Its portals where the same holds:"),
        "id": gettext("Requirement id:"),
        "unknown": gettext("Not found out: neither met nor not met"),
        "unknown_told": gettext(
            "What could not be observed is not held against the agency. This is how it can be found out:"
        ),
        "unknown_none": gettext("What stands in the way is told with each of them:"),
        "again": gettext("Not met before, not re-observed now"),
        "again_told": gettext(
            "These failures of an earlier audit could not be looked at again: they count neither as fixed nor as "
            "persisting."
        ),
        "fixed": gettext("Fixed since the audit before"),
        "fixed_told": gettext("A new look found these met. Thank you."),
        "coming": gettext("Deadlines to come"),
        "coming_told": gettext("Not done yet, and not due yet:"),
        "waivers": gettext("Waivers"),
        "software_of": gettext("Server software, as the portal names it:"),
        "own_places": gettext("Portals and systems of this agency"),
        "recheck": gettext("How to ask for a new look"),
        "objection": gettext("How to object"),
        "objection_told": gettext("Whoever finds a conclusion wrong writes to the same address. Please state:"),
        "objection_after": gettext(
            "What was observed is kept under the id of its evidence, so that the conclusion can be checked and "
            "judged again from it."
        ),
        "example": gettext("Filled in for the first item of this dossier:"),
    }
