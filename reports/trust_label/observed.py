"""All that was seen of one portal's trust label, and how to put the right one in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from checks.observation import Json, Reason, is_unseen
from checks.record import PortalRecord
from policies.verdict import Outcome, Verdict
from reports.telling import Line, Piece, Row, Section, Tone, signed, unseen
from reports.trust_label.code import (
    DIRECTORY,
    domains_of,
    embedding,
    entry_url,
    first_own_domain,
    first_own_slug,
    picture_url,
)
from reports.value_words import VALUES
from reports.wording import Wording

CHECK: Final = "trust_label"
MOST_FOUND: Final = 16
MOST_PAGES: Final = 12
_TONES: Final[Mapping[Outcome, Tone]] = {Outcome.PASS: "good", Outcome.FAIL: "bad", Outcome.WAIVED: "bad"}
_REGISTRY_PARTS: Final = ("domain", "owner", "level", "since", "slug", "moved_to", "source", "as_of")
_MARKS: Final = ("ministry_of_industry", "gov_vn", "organisation", "security_txt_signed")


def tell_label(record: PortalRecord, verdicts: Sequence[Verdict], wording: Wording) -> tuple[Section, ...]:
    """What has to do with the label on the page, what the directory says, other marks, and the code to copy.

    Toned by the verdicts. Nothing where the check was not asked for; what has not the shape of the contract is left
    out, whoever wrote the record.
    """
    label = record.observations.get(CHECK)
    if label is None:
        return ()
    outcomes = {verdict.requirement: verdict.verdict for verdict in verdicts}
    teller = _Teller(label, record.portal, outcomes, wording)
    sections = (
        Section(teller.gettext("Trust label on the page"), tuple(teller.on_the_page()), major=True),
        Section(teller.gettext("Trust label in the directory"), tuple(teller.in_the_directory()), major=True),
        Section(teller.gettext("Other trust marks"), tuple(teller.marks()), major=True),
        *teller.code(),
    )
    return tuple(section for section in sections if section.rows)


def _is_left_out(value: Json) -> bool:
    """Whether the checks that were asked for do not look for it."""
    return is_unseen(value) and value["unseen"] == Reason.NEEDS_LOOKUP.value


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells the facts of the check, which may each be missing, unseen or of another shape."""

    label: Mapping[str, Json]
    portal: Mapping[str, Json]
    outcomes: Mapping[str, Outcome]
    wording: Wording

    def gettext(self, text: str) -> str:
        return self.wording.gettext.gettext(text)

    def on_the_page(self) -> Iterator[Row]:
        yield from self._fact("embed", "trust_label.embedded")
        if self._seen("belongs_to") is not None:
            yield from self._fact("belongs_to", "trust_label.embedded")
        if self._seen("registered_at") is not None:
            yield from self._fact("registered_at")
        found, title = self._found, self.gettext("Found")
        for number, item in enumerate(found, 1):
            count = f" {number}/{len(found)}" if len(found) > 1 else ""
            yield Row(f"{title}{count}", tuple(self._item(item)))
        pages = self._seen("pages")
        if isinstance(pages, list) and pages:
            lines: list[Line] = [(Piece(self.wording.cut(str(url), 200)),) for url in pages[:MOST_PAGES]]
            if len(pages) > MOST_PAGES:
                lines.append((Piece(f"… +{len(pages) - MOST_PAGES}", "dim"),))
            yield Row(self.wording.word("fact", "trust_label.pages"), tuple(lines))

    def in_the_directory(self) -> Iterator[Row]:
        registry = self.label.get("registry")
        name = self.wording.word("fact", "trust_label.registry")
        if is_unseen(registry):
            yield Row(name, ((unseen(registry, self.wording),),))
        elif isinstance(registry, dict):
            yield Row(name, ((self._value("registry.status", registry.get("status"), "trust_label.listed"),),))
            for part in _REGISTRY_PARTS:
                if registry.get(part) is not None:
                    yield Row(self._label(part), ((self._value(f"registry.{part}", registry[part]),),))
            if self._seen("owner_is_agency") is not None:
                yield from self._fact("owner_is_agency", "trust_label.owner")

    def marks(self) -> Iterator[Row]:
        marks = self._seen("marks")
        if isinstance(marks, dict):
            for part in _MARKS:
                if part in marks and not _is_left_out(marks[part]):
                    yield Row(self._label(part), ((self._value(f"marks.{part}", marks[part]),),))
        if "privacy_policy" in self.label:
            yield from self._fact("privacy_policy", "trust_label.promise.privacy")

    def code(self) -> Iterator[Section]:
        """The label that is there, rebuilt, where it is as it should be; else the one to put in."""
        own = domains_of(self.portal)
        if not own:
            return
        found, registry = self._found, self._registry
        mine = [item for item in found if item.get("belongs_to") == "portal"]
        domain = first_own_domain([registry.get("domain"), *(item.get("image_domain") for item in mine)], own) or own[0]
        on_page = first_own_slug((item.get("slug") for item in mine), own)
        if self.outcomes.get("trust_label.embedded") is Outcome.PASS:
            if on_page is not None:
                yield self._copy(self.gettext("The label, written anew"), domain, on_page, ())
            return
        listed = first_own_slug([registry.get("moved_to"), registry.get("slug")], own)
        slug = listed or (on_page if registry.get("status") != "not_listed" else None)
        if slug is not None:
            source = self.gettext("from the directory") if listed else self.gettext("from the page")
            lines: tuple[Line, ...] = ((Piece(f"{slug} ({source})"),),)
        else:
            lines = (
                (
                    Piece(
                        self.gettext("Not known: replace LABEL_CODE by the code that the directory gives the domain.")
                    ),
                ),
                (Piece(self.gettext("Look it up, or register the domain: %(url)s") % {"url": DIRECTORY}),),
            )
        yield self._copy(self.gettext("The label to put in"), domain, slug or self.gettext("LABEL_CODE"), lines)

    def _copy(self, title: str, domain: str, slug: str, lines: tuple[Line, ...]) -> Section:
        where = self.gettext("The footer of every page, in its static HTML; neither copied pictures nor scripts.")
        rows = [
            Row(self._label("domain"), ((Piece(self.wording.cut(domain, 200)),),)),
            *([Row(self.wording.word("fact", "trust_label.slug"), lines)] if lines else []),
            *([Row(self.gettext("Where it goes"), ((Piece(where),),))] if lines else []),
        ]
        return Section(title, tuple(rows), major=True, code=embedding(domain, slug))

    def _item(self, item: Mapping[str, Json]) -> Iterator[Line]:
        """One thing on the page: its worth, where it stands, where its link and its picture lead."""
        fake = item.get("embed") == "fake_host"
        worth = [self._value("found.embed", item.get("embed"), "trust_label.not_fake" if fake else "")]
        worth += [Piece(f" · {self._label(part)}", "dim") for part in ("hidden", "rendered") if item.get(part) is True]
        yield tuple(worth)
        place = [self._words("found.part", item["part"])] if isinstance(item.get("part"), str) else []
        if isinstance(item.get("line"), int):
            place.append(f"{self.wording.word('part', 'line')} {item['line']}")
        if isinstance(item.get("page"), str) and item["page"]:
            place.append(self.wording.cut(item["page"], 200))
        if place:
            yield (Piece(" · ".join(place), "dim"),)
        rebuilt = {"link": entry_url(item.get("slug")), "picture": picture_url(item.get("image_domain"))}
        for part, known in (("link", "certificate"), ("picture", "picture")):
            kind = item.get(part)
            if isinstance(kind, str) and kind != "none":
                host = item.get(f"{part}_host")
                shown = rebuilt[part] if kind == known else None
                where = shown or (self.wording.cut(host, 253) if isinstance(host, str) else "")
                text = self._words(f"found.{part}", kind)
                yield Piece(f"{self._label(part)}: ", "dim"), Piece(f"{text} ({where})" if where else text)
        if isinstance(item.get("belongs_to"), str):
            yield Piece(f"{self._label('belongs_to')}: ", "dim"), self._value("found.belongs_to", item["belongs_to"])

    def _fact(self, name: str, requirement: str = "") -> Iterator[Row]:
        if name in self.label:
            label = self.wording.word("fact", f"{CHECK}.{name}")
            yield Row(label, ((self._value(name, self.label[name], requirement),),))

    def _value(self, name: str, value: Json, requirement: str = "") -> Piece:
        """A scalar in words, toned by the verdict on a requirement, or why it was not seen."""
        if is_unseen(value):
            return unseen(value, self.wording)
        tone: Tone = _TONES.get(self.outcomes[requirement], "plain") if requirement in self.outcomes else "plain"
        if value is None:
            return Piece(self.gettext("none"), "dim")
        if isinstance(value, bool):
            return signed(self.gettext("yes") if value else self.gettext("no"), tone)
        return signed(self._words(name, value), tone)

    def _words(self, name: str, value: Json) -> str:
        known = VALUES.get(f"{CHECK}.{name}", {}).get(str(value))
        return self.gettext(known) if known else self.wording.observed(str(value))

    def _label(self, part: str) -> str:
        word = self.wording.word("part", part)
        return word[:1].upper() + word[1:]

    def _seen(self, name: str) -> Json:
        value = self.label.get(name)
        return None if is_unseen(value) else value

    @property
    def _registry(self) -> Mapping[str, Json]:
        registry = self._seen("registry")
        return registry if isinstance(registry, dict) else {}

    @property
    def _found(self) -> list[Mapping[str, Json]]:
        found = self._seen("found")
        items = found if isinstance(found, list) else []
        return [item for item in items[:MOST_FOUND] if isinstance(item, dict) and not is_unseen(item)]
