"""How an agency answers its dossier: how it asks for a new look, how it objects, and to whom."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from reports.dossier.places import Owned
from reports.dossier.shape import ProblemView, ReplyView
from reports.dossier.telling import NAME
from reports.model import AgencyRow, AuditReport, PortalResult
from reports.wording import Wording


class Reply:
    """Tells one agency how to answer, in the words of one language."""

    def __init__(self, report: AuditReport, own: Owned, wording: Wording) -> None:
        self.report = report
        self.own = own
        self.wording = wording
        self.gettext = wording.gettext.gettext

    def view(self, problems: Sequence[ProblemView]) -> ReplyView:
        """What the templates draw; `problems` are those of the dossier, the first of them makes the example."""
        return ReplyView(
            recheck=self._recheck(),
            command=self._command(),
            contact=self._contact(),
            objection=self._objection(),
            example=self._example(problems),
        )

    def _recheck(self) -> tuple[str, ...]:
        steps = [
            self.gettext(
                "When something is mended, write to the address below: which portal or system, and which requirement"
                " (its id stands below its title)."
            ),
            self.gettext(
                "A failure is called fixed only when a new look finds the requirement met; every further audit looks"
                " again by itself."
            ),
        ]
        if self.own.systems:
            steps.append(
                self.gettext(
                    "For an information system hand in the document instead (number, date, issuing body, file), so "
                    "that it is judged again by it."
                )
            )
        if self._command():
            steps.append(
                self.gettext(
                    "Whoever has the tool can look at once, from a machine that reaches the portal, with the command:"
                )
            )
        return tuple(steps)

    def _command(self) -> str:
        """The command that looks at the first portal that fails; none where its address could mislead."""
        problems = (*self.own.duties, *self.own.advice)
        failing = (spot.place for one in problems for spot in one.spots if isinstance(spot.place, PortalResult))
        portal = next(iter((*failing, *self.own.portals)), None)
        if portal is None or self.wording.cut(portal.url, 200) != portal.url:
            return ""
        return f"tuanthu check {shlex.quote(portal.url)}"

    def _contact(self) -> tuple[tuple[str, str], ...]:
        """Whom to write to as far as the inventory tells, and whom it names for the agency itself."""
        issuer = self._issuer()
        told = self._reached(issuer) if issuer else ""
        send_to = self.gettext("The body that sent this dossier")
        if issuer and told:
            send_to = f"{self.wording.cut(issuer.name, NAME)}: {told}"
        own = self._reached(self.own.agency) or self.gettext("The inventory names no contact.")
        return (
            (self.gettext("Send requests to"), send_to),
            (self.gettext("Contact of this agency in the inventory"), own),
        )

    def _issuer(self) -> AgencyRow | None:
        """The province's own body, unless this is its dossier."""
        ids = {one.id for one in self.report.agencies}
        roots = (one for one in self.report.agencies if one.kind == "province" and one.parent_id not in ids)
        root = next(roots, None)
        return root if root is not None and root.id != self.own.agency.id else None

    def _reached(self, agency: AgencyRow) -> str:
        given = agency.contact or {}
        return " · ".join(self.wording.cut(given[part], 80) for part in ("name", "phone", "email") if given.get(part))

    def _objection(self) -> tuple[str, ...]:
        return (
            self.gettext("the portal's address or the system's id;"),
            self.gettext("the id of the requirement;"),
            self.gettext("the ids of the evidence, as they stand with each portal;"),
            self.gettext("the audit's id;"),
            self.gettext(
                "why, with what shows it (configuration, picture of the screen, document with number, date and "
                "issuing body), and whom to call."
            ),
        )

    def _example(self, problems: Sequence[ProblemView]) -> tuple[tuple[str, str], ...]:
        """What to send, filled in for the first failure of all."""
        if not problems:
            return ()
        place = problems[0].places[0]
        return (
            (place.kind, f"{place.name} ({place.address})"),
            (self.gettext("Requirement"), f"{problems[0].id} – {problems[0].title}"),
            (self.gettext("Evidence"), ", ".join(f"{found} ({fact})" for fact, found in place.evidence) or "–"),
            (self.gettext("Audit"), self.wording.cut(self.report.audit_id, 80)),
            (self.gettext("Why"), "…"),
        )
