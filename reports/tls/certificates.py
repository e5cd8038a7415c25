"""The certificates of a portal, each with its chain and who vouches for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from checks.observation import Json, is_unseen
from policies.bearings import Bearing
from policies.strength import key_flaws, signature_flaws
from reports.telling import Line, Piece, Row, Section, Tone, signed, unseen, unseen_row
from reports.tls.manner import Manner

FACT: Final = "tls.certificate"
SHOWN_NAMES: Final = 40
"""Names of a certificate that are told; the others are counted."""
MOST_LINKS: Final = 20


def certificate_sections(
    first: Mapping[str, Json] | None, every: Sequence[Mapping[str, Json]], manner: Manner
) -> list[Section]:
    """A section for each certificate, or mark of an unseen one; `first` is that of the fact `tls.certificate`."""
    title = manner.gettext("Certificate")
    fingerprint = first.get("sha256") if first else None
    sections = []
    for place, certificate in enumerate(every):
        number = f" {place + 1}/{len(every)}" if len(every) > 1 else ""
        if is_unseen(certificate):
            rows: tuple[Row, ...] = (Row(manner.gettext("Not observed"), ((unseen(certificate, manner.wording),),)),)
        else:
            is_first = fingerprint is not None and certificate.get("sha256") == fingerprint
            rows = tuple(_Certificate(certificate, place, is_first, manner).rows())
        sections.append(Section(f"{title}{number}", rows, major=True))
    return sections


class _Certificate:
    """Tells one certificate, whose members may each be missing or unseen."""

    def __init__(self, certificate: Mapping[str, Json], place: int, is_first: bool, manner: Manner) -> None:
        self.certificate = certificate
        self.place = place
        self.is_first = is_first
        self.manner = manner

    def rows(self) -> Iterator[Row]:
        yield from self._texts("subject", "issuer")
        yield from self._names()
        yield from self._validity()
        yield from self._algorithms()
        yield from self._trust()
        yield from self._chain()
        yield from self._scalars("scts")
        yield from self._staple()
        yield from self._flags("must_staple")
        yield from self._flags("caa", "tlsa", null=self.manner.gettext("no record"))
        yield from self._lists("key_usage", "extended_key_usage")
        yield from self._texts("serial", "sha256")
        yield from self._lists("endpoints")
        word = self.manner.wording.word
        yield from unseen_row(
            [(word("part", name), value) for name, value in self.certificate.items()], self.manner.wording
        )

    def _seen(self, name: str) -> Json:
        value = self.certificate.get(name)
        return None if is_unseen(value) else value

    def _bearing(self, name: str, *path: Json) -> Bearing | None:
        bearings = self.manner.bearings
        found = bearings.fact(f"{FACT}.{name}", *path) if self.is_first else None
        return found or bearings.member("tls.certificates", self.place, name, *path)

    def _row(self, name: str, *lines: Line) -> Row:
        return Row(self.manner.label(name), lines)

    def _texts(self, *names: str) -> Iterator[Row]:
        for name in names:
            if (value := self._seen(name)) is not None:
                yield self._row(name, (self.manner.piece(value),))

    def _scalars(self, *names: str) -> Iterator[Row]:
        for name in names:
            if (value := self._seen(name)) is not None:
                yield self._row(name, (self.manner.piece(value, self.manner.tone(self._bearing(name))),))

    def _flags(self, *names: str, null: str = "") -> Iterator[Row]:
        for name in names:
            if name in self.certificate and not is_unseen(value := self.certificate[name]):
                yield self._row(name, (self.manner.flag(value, self._bearing(name), null),))

    def _lists(self, *names: str) -> Iterator[Row]:
        for name in names:
            if isinstance(value := self._seen(name), list):
                yield self._row(name, self.manner.pieces(self.manner.piece(item) for item in value))

    def _names(self) -> Iterator[Row]:
        manner = self.manner
        if isinstance(names := self._seen("names"), list):
            line = manner.pieces(manner.piece(name) for name in names[:SHOWN_NAMES])
            if len(names) > SHOWN_NAMES:
                line += (Piece(f" … +{manner.wording.number(len(names) - SHOWN_NAMES)}", "dim"),)
            yield self._row("names", line)
        yield from self._flags("name_matches")
        if isinstance(used := self._seen("names_in_use"), dict) and used:
            yield self._row("names_in_use", self._by_name("names_in_use", used))

    def _by_name(self, name: str, values: Mapping[str, Json]) -> Line:
        manner = self.manner
        pieces = []
        for key, value in values.items():
            known = manner.wording.word("part", key) if name == "trusted_by" else manner.wording.cut(str(key), 100)
            told = manner.flag(value, self._bearing(name, key))
            pieces.append(Piece(f"{known}: {told.text}", told.tone))
        return manner.pieces(pieces)

    def _validity(self) -> Iterator[Row]:
        since, until, left = (self._seen(name) for name in ("not_before", "not_after", "days_left"))
        if until is None:
            return
        manner = self.manner
        bearings = {self._bearing(name) for name in ("not_before", "not_after", "days_left", "validity_days")}
        against = Bearing.AGAINST in bearings
        tone = manner.tone(Bearing.AGAINST if against else Bearing.FOR if Bearing.FOR in bearings else None)
        span = " – ".join(manner.wording.observed(str(moment)) for moment in (since, until) if moment is not None)
        lines: list[Line] = [(Piece(span),)]
        if isinstance(left, int):
            lines.append((signed(manner.wording.days_left(left), tone),))
        yield Row(manner.gettext("Valid"), tuple(lines))

    def _algorithms(self) -> Iterator[Row]:
        key, signature = self._seen("key"), self._seen("signature")
        if isinstance(key, dict):
            yield self._row("key", (self._key(key, self._bearing("key")),))
        if isinstance(signature, str):
            tone = self.manner.tone(self._bearing("signature"), signature_flaws(signature))
            yield self._row("signature", (self.manner.piece(signature, tone),))

    def _key(self, key: Mapping[str, Json], bearing: Bearing | None = None) -> Piece:
        kind, bits = key.get("type"), key.get("bits")
        if is_unseen(kind) or not isinstance(bits, int):
            return self.manner.piece(kind)
        return signed(f"{self.manner.text(kind)} {bits} bit", self.manner.tone(bearing, key_flaws(str(kind), bits)))

    def _trust(self) -> Iterator[Row]:
        yield from self._flags("chain_trusted")
        if isinstance(trusted := self._seen("trusted_by"), dict) and trusted:
            yield self._row("trusted_by", self._by_name("trusted_by", trusted))
        if isinstance(problem := self._seen("chain_problem"), str):
            tone: Tone = "bad" if self._bearing("chain_trusted") is Bearing.AGAINST else "plain"
            yield self._row("chain_problem", (self.manner.piece(problem, tone, f"{FACT}.chain_problem"),))
        if self._seen("self_signed"):
            yield from self._flags("self_signed")

    def _chain(self) -> Iterator[Row]:
        manner = self.manner
        if isinstance(chain := self._seen("chain"), list):
            lines = [self._link(number, link) for number, link in enumerate(chain[:MOST_LINKS])]
            if len(chain) > MOST_LINKS:
                lines.append((Piece(f"… +{len(chain) - MOST_LINKS}", "dim"),))
            yield Row(manner.label("chain"), tuple(lines), table=True)
        if isinstance(faults := self._seen("chain_faults"), list):
            pieces = [self._fault(fault) for fault in faults]
            yield self._row("chain_faults", manner.pieces(pieces))

    def _fault(self, fault: Json) -> Piece:
        against = self._bearing("chain_faults", fault) is Bearing.AGAINST
        return self.manner.piece(fault, "bad" if against else "weak", f"{FACT}.chain_faults")

    def _link(self, number: int, link: Json) -> Line:
        if is_unseen(link):
            return Piece(str(number)), unseen(link, self.manner.wording)
        manner = self.manner
        signature, key = link.get("signature"), link.get("key")
        told: list[Piece] = [Piece(str(number), "dim"), manner.piece(link.get("subject"))]
        told.append(self._key(key) if isinstance(key, dict) else manner.piece(key))
        told.append(manner.piece(signature, manner.tone(None, signature_flaws(str(signature)))))
        until = link.get("not_after")
        told.append(Piece(manner.wording.observed(str(until))[:10], "dim") if until else Piece(""))
        return tuple(told)

    def _staple(self) -> Iterator[Row]:
        if "staple" not in self.certificate or is_unseen(staple := self.certificate["staple"]):
            return
        if staple is None:
            yield self._row("staple", (Piece(self.manner.gettext("none"), self.manner.tone(self._bearing("staple"))),))
            return
        line: list[Piece] = [self.manner.piece(staple.get("status"), self.manner.tone(self._bearing("staple")))]
        word = self.manner.wording.word
        for part in ("this_update", "next_update"):
            if staple.get(part) is not None and not is_unseen(staple[part]):
                line.append(Piece(f" · {word('part', part)}: {self.manner.text(staple[part])}", "dim"))
        flags = [
            Piece(f"{word('part', part)}: {self.manner.flag(staple[part], None).text}", "dim")
            for part in ("current", "matches", "verified")
            if part in staple
        ]
        yield self._row("staple", tuple(line), *([self.manner.pieces(flags)] if flags else []))
