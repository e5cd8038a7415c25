"""What TLS offers at the addresses of a portal: told in full once, and for each further address what differs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from checks.observation import Json, Reason, is_unseen
from checks.tls.registry import suite_named
from policies.strength import (
    group_flaws,
    is_post_quantum,
    key_flaws,
    signature_flaws,
    suite_flaws,
    version_flaws,
)
from reports.telling import Line, Piece, Row, Section, signed, unseen, unseen_row
from reports.tls.manner import MOST_VALUES, Manner

FACT: Final = "tls.endpoints"
NEWEST_FIRST: Final = ("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1.0", "SSLv3", "SSLv2")
FLAGS: Final = (
    "ocsp_stapling",
    "fallback_scsv",
    "secure_renegotiation",
    "client_renegotiation",
    "extended_master_secret",
    "encrypt_then_mac",
    "compression",
    "session_tickets",
    "early_data",
)


def endpoint_sections(endpoints: Sequence[Mapping[str, Json]], h3: bool | None, manner: Manner) -> list[Section]:
    """All that was seen at the first address, then of every other one what differs; addresses that agree are one.

    `h3` is the fact `tls.h3`, None where it is not known.
    """
    groups: dict[str, list[int]] = {}
    for place, endpoint in enumerate(endpoints):
        groups.setdefault(_alike(endpoint), []).append(place)
    told: list[Section] = []
    first: list[Section] = []
    for places in groups.values():
        sections = [section for section in _sections(endpoints[places[0]], places[0], h3, manner) if section.rows]
        names = ", ".join(_address(endpoints[place], manner) for place in places)
        if first:
            known = {(section.title, row.label): row for section in first for row in section.rows}
            rows = [row for part in sections for row in part.rows if known.get((part.title, row.label)) != row]
            told.append(
                Section(manner.gettext("What differs at %(names)s") % {"names": names}, tuple(rows), major=True)
            )
        else:
            first = sections
            told += [Section(names, _load(endpoints[places[0]], manner), major=True), *sections]
    return told


def _alike(endpoint: Mapping[str, Json]) -> str:
    """The same for addresses that say the same."""
    if is_unseen(endpoint):
        return json.dumps(endpoint, sort_keys=True)
    own = {name: value for name, value in endpoint.items() if name not in ("address", "connections")}
    return json.dumps(own, sort_keys=True).replace(str(endpoint.get("address")), "")


def _address(endpoint: Mapping[str, Json], manner: Manner) -> str:
    address, port = endpoint.get("address", "?"), endpoint.get("port", "?")
    return manner.wording.cut(f"[{address}]:{port}" if ":" in str(address) else f"{address}:{port}", 80)


def _load(endpoint: Mapping[str, Json], manner: Manner) -> tuple[Row, ...]:
    if "tier" not in endpoint:
        return ()
    load = [(name, endpoint.get(name)) for name in ("tier", "connections")]
    return tuple(Row(manner.label(name), ((manner.piece(value, words=f"{FACT}.{name}"),),)) for name, value in load)


def _sections(endpoint: Mapping[str, Json], place: int, h3: bool | None, manner: Manner) -> Iterator[Section]:
    if is_unseen(endpoint):
        endpoint, h3 = {"versions": endpoint}, None
    teller = _Endpoint(endpoint, place, manner)
    yield Section(manner.gettext("Versions and cipher suites"), tuple(teller.versions()))
    yield Section(manner.gettext("Key exchange and signatures"), tuple(teller.keys()))
    yield Section(manner.gettext("Features"), tuple(teller.features(h3)))
    yield Section(manner.gettext("Weaknesses"), tuple(teller.weaknesses()))


def _is_left_out(value: Json) -> bool:
    """Whether this kind of look does not ask for it."""
    return is_unseen(value) and value["unseen"] == Reason.NEEDS_LOOKUP.value


class _Endpoint:
    """Tells one address, whose members may each be missing or unseen."""

    def __init__(self, endpoint: Mapping[str, Json], place: int, manner: Manner) -> None:
        self.endpoint = endpoint
        self.place = place
        self.manner = manner

    def versions(self) -> Iterator[Row]:
        yield self._accepted()
        if isinstance(self._seen("ciphers"), dict):
            yield from self._suites()
        else:
            yield from self._picks("chosen_cipher", self._seen("chosen_cipher"))
            yield from self._picks("suite_classes", self._seen("suite_classes"))
        yield from self._flags("server_preference")
        if isinstance(found := self._seen("certificates"), list):
            shown = [self.manner.piece(sha256 if is_unseen(sha256) else str(sha256)[:16]) for sha256 in found]
            yield Row(self.manner.label("certificates"), (self.manner.pieces(shown),))
        yield from self._unseen(
            "ciphers", "chosen_cipher", "suite_classes", "order", "server_preference", "certificates"
        )

    def keys(self) -> Iterator[Row]:
        manner = self.manner
        if (hybrid := self._seen("post_quantum")) is not None:
            yield Row(manner.label("post_quantum"), ((self._group(hybrid),),))
        if isinstance(groups := self._seen("groups"), list):
            yield Row(manner.label("groups"), (manner.pieces(map(self._group, groups)),))
        if isinstance(found := self._seen("dh"), list) and found:
            yield Row(manner.label("dh"), (manner.pieces(map(self._dh, found)),))
        for name in ("signature_used", "signature_algorithms"):
            if isinstance(found := self._seen(name), dict) and found:
                yield Row(manner.label(name), tuple(self._signatures(name, found)))
        yield from self._unseen("groups", "post_quantum", "dh", "signature_used", "signature_algorithms")

    def features(self, h3: bool | None) -> Iterator[Row]:
        manner = self.manner
        if isinstance(found := self._seen("alpn"), list):
            yield Row(manner.label("alpn"), (manner.pieces(manner.piece(name) for name in found),))
        if h3 is not None:
            yield Row(manner.gettext("HTTP/3 (Alt-Svc)"), ((manner.flag(h3, manner.bearings.fact("tls.h3")),),))
        yield from self._flags(*FLAGS)
        for name in ("resumption", "sni"):
            if isinstance(found := self._seen(name), dict):
                yield Row(manner.label(name), tuple(self._members(name, found)))
        if isinstance(found := self._seen("intolerances"), list):
            pieces = [manner.piece(value, "weak", f"{FACT}.intolerances") for value in found]
            yield Row(manner.label("intolerances"), (manner.pieces(pieces),))
        yield from self._unseen("alpn", *FLAGS, "resumption", "sni", "intolerances")

    def weaknesses(self) -> Iterator[Row]:
        found = self._seen("weaknesses")
        if not isinstance(found, dict):
            yield from self._unseen("weaknesses")
            return
        manner, word = self.manner, self.manner.wording.word
        present = [signed(word("part", name), "bad") for name, value in found.items() if value is True]
        absent = [signed(word("part", name), "good") for name, value in found.items() if value is False]
        none = [Piece(word("part", name), "dim") for name, value in found.items() if value is None]
        labels = manner.gettext("Weak to"), manner.gettext("Not weak to"), manner.gettext("Cannot be weak to")
        for label, pieces in zip(labels, (present, absent, none), strict=True):
            if pieces:
                yield Row(label, (manner.pieces(pieces),))
        yield from self._not_seen(found)

    def _seen(self, name: str) -> Json:
        value = self.endpoint.get(name)
        return None if is_unseen(value) else value

    def _unseen(self, *names: str) -> list[Row]:
        return self._not_seen({name: self.endpoint.get(name) for name in names})

    def _not_seen(self, members: Mapping[str, Json]) -> list[Row]:
        """Rows for what was not observed and for what this kind of look leaves out.

        What is unseen as the versions are was told with them.
        """
        word, whole = self.manner.wording.word, self.endpoint["versions"]
        missing = {name: value for name, value in members.items() if is_unseen(value) and value != whole}
        left = [name for name, value in missing.items() if _is_left_out(value)]
        rows = unseen_row(
            [(word("part", name), value) for name, value in missing.items() if name not in left], self.manner.wording
        )
        if left:
            told = ", ".join(word("part", name) for name in left)
            tier = "full" if left == ["signature_algorithms"] else "exact"
            rows.append(Row(self.manner.gettext("Not looked at"), ((Piece(f"{told} (--tls {tier})", "dim"),),)))
        return rows

    def _bearing(self, name: str, *path: Any) -> Any:
        return self.manner.bearings.member(FACT, self.place, name, *path)

    def _flags(self, *names: str) -> Iterator[Row]:
        for name in names:
            if name in self.endpoint and not is_unseen(value := self.endpoint[name]):
                yield Row(self.manner.label(name), ((self.manner.flag(value, self._bearing(name)),),))

    def _accepted(self) -> Row:
        manner, versions = self.manner, self.endpoint["versions"]
        if is_unseen(versions):
            return Row(manner.label("versions"), ((unseen(versions, manner.wording),),))
        accepted = [
            signed(version, manner.tone(self._bearing("versions", version), version_flaws(version)))
            for version in NEWEST_FIRST
            if version in versions
        ]
        lines: list[Line] = [manner.pieces(accepted)]
        if missing := [version for version in NEWEST_FIRST if version not in versions]:
            without = manner.gettext("not accepted")
            lines.append((Piece(f"{without}: {', '.join(missing)}", "dim"),))
        return Row(manner.label("versions"), tuple(lines))

    def _suites(self) -> Iterator[Row]:
        """The suites of each version; versions with the same suites in the same order are told together."""
        told: dict[str, list[str]] = {}
        order = self._seen("order") or {}
        ciphers = self.endpoint["ciphers"]
        for version in NEWEST_FIRST:
            if version in ciphers:
                told.setdefault(json.dumps([ciphers[version], order.get(version)]), []).append(version)
        for versions in told.values():
            version, suites = versions[0], ciphers[versions[0]]
            whose = order.get(version)
            label = ", ".join(versions)
            if isinstance(whose, str):
                label += f" – {self.manner.text(whose, f'{FACT}.order')}"
            if is_unseen(suites):
                yield Row(label, ((unseen(suites, self.manner.wording),),))
            else:
                lines = [self._suite(version, name) for name in suites[:MOST_VALUES]]
                if len(suites) > MOST_VALUES:
                    lines.append((Piece(f"… +{self.manner.wording.number(len(suites) - MOST_VALUES)}", "dim"),))
                yield Row(label, tuple(lines), table=True)

    def _suite(self, version: str, name: Json) -> Line:
        if is_unseen(name):
            return Piece(""), unseen(name, self.manner.wording)
        flaws = suite_flaws(str(name))
        tone = self.manner.tone(self._bearing("ciphers", version, name), flaws)
        code = f"0x{suite_named(name).code:04X}" if flaws is not None and name.startswith("TLS_") else ""
        notes = self.manner.flaws(flaws or ())
        return Piece(code, "dim"), signed(self.manner.wording.cut(str(name), 80), tone), Piece(notes, "dim")

    def _picks(self, name: str, picks: Mapping[str, Json] | None) -> Iterator[Row]:
        """What was picked in each version or of each class of suites."""
        lines = tuple(
            (Piece(self.manner.wording.word("part", key)), *self._suite(key, suite)[1:])
            for key, suite in (picks or {}).items()
            if suite is not None
        )
        if lines:
            yield Row(self.manner.label(name), lines, table=True)

    def _group(self, name: Json) -> Piece:
        if is_unseen(name):
            return unseen(name, self.manner.wording)
        kind = self.manner.gettext("post-quantum")
        mark = f" ({kind})" if is_post_quantum(str(name)) else ""
        tone = self.manner.tone(self._bearing("groups", name), group_flaws(str(name)))
        return signed(f"{self.manner.wording.cut(str(name), 60)}{mark}", tone)

    def _dh(self, parameters: Json) -> Piece:
        if is_unseen(parameters) or is_unseen(parameters.get("bits")):
            return unseen(parameters if is_unseen(parameters) else parameters["bits"], self.manner.wording)
        bits = int(parameters["bits"])
        prime = self.manner.text(parameters.get("prime"), f"{FACT}.prime")
        tone = self.manner.tone(self._bearing("dh", parameters), key_flaws("DH", bits))
        return signed(f"{bits} bit ({prime})", tone)

    def _signatures(self, name: str, found: Mapping[str, Json]) -> Iterator[Line]:
        for version in NEWEST_FIRST:
            value = found.get(version)
            if value is not None:
                schemes = value if isinstance(value, list) else [value]
                yield (
                    Piece(f"{version}: ", "dim"),
                    *self.manner.pieces(self._scheme(name, version, scheme) for scheme in schemes),
                )

    def _scheme(self, name: str, version: str, scheme: Json) -> Piece:
        if is_unseen(scheme):
            return unseen(scheme, self.manner.wording)
        path = (version, scheme) if name == "signature_algorithms" else (version,)
        tone = self.manner.tone(self._bearing(name, *path), signature_flaws(str(scheme)))
        return self.manner.piece(scheme, tone)

    def _members(self, name: str, found: Mapping[str, Json]) -> Iterator[Line]:
        """The members of a small object, one to a line."""
        for part, value in found.items():
            told = (
                self.manner.flag(value, self._bearing(name, part))
                if isinstance(value, bool)
                else self.manner.piece(value, words=f"{FACT}.{part}")
            )
            yield Piece(f"{self.manner.wording.word('part', part)}: ", "dim"), told
