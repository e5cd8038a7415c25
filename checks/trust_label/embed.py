"""Finds the Tín nhiệm mạng label on a page and says what it is worth.

The label is a link to `https://tinnhiemmang.vn/danh-ba-tin-nhiem/SLUG` around the picture
`https://tinnhiemmang.vn/handle_cert?id=DOMAIN`; SLUG is the portal's host (and path) reduced to a–z and 0–9, then `-`
and ten digits, the Unix second of registration. What was embedded is one fact, what the directory says another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from checks.trust_label.address import Address, Kind, mentions_label, names_registry, read_address
from checks.trust_label.belonging import OWN, Belonging
from checks.trust_label.elements import Reader, walk
from checks.trust_label.found import ORDER, Found, OwnNames

MOST_FOUND = 16
"""Things on one page that are told, the best ones."""
MOST_CHARACTERS = 253
"""Of a picture's domain; a longer one is cut."""

_PICTURES = frozenset({"img", "source", "image", "input"})
_FRAMES = {"iframe": "src", "frame": "src", "object": "data", "embed": "src"}
_STYLE_URL = re.compile(r"url\([\t\n\f\r ]*+(?:\"([^\"]*+)\"|'([^']*+)'|([^)\"']*+))", re.IGNORECASE)
_FOREIGN = (Kind.HERE, Kind.ELSEWHERE)
_TOLD = (Kind.FAKE, Kind.PICTURE, Kind.MALFORMED, Kind.CERTIFICATE, Kind.REGISTRY)
"""Of several pictures of a link the first in this order is told."""
_LONGEST_NAME = 60
"""Characters of what a picture is called; a longer text that speaks of the label is a piece of news."""
_NO_ATTRIBUTES: dict[str, str] = {}


def search_page(
    html: str, page_url: str, names: OwnNames, *, rendered: bool = False, beside: Sequence[Reader] = ()
) -> list[Found]:
    """Everything on a page that has to do with the label, best first, at most `MOST_FOUND`; empty for none.

    What stands in comments and templates is not on the page. What no reader sees, as it is `hidden` or stands in
    `noscript`, is told as `absent`; of a link that is seen the picture may stand in `noscript`, for those that are
    loaded by scripts do, but not in a page that is `rendered`. What is `beside` reads the page in the same pass. Never
    raises for what a page may say.
    """
    survey, belonging = _Survey(page_url, rendered), Belonging(names)
    walk(html, survey, *beside)
    worth = ((_worth(group, belonging), group) for group in survey.groups)
    found = [_told(embed, group, belonging, page_url, rendered) for embed, group in worth if embed is not None]
    return sorted(found, key=lambda one: ORDER.index(one.embed))[:MOST_FOUND]


_NOWHERE = Address(Kind.HERE)


@dataclass(slots=True)
class _Group:
    """A link with what it holds, a picture without a link, or a frame.

    `pictures` are those that have to do with the registry, `other` is the first other one; `copied` tells that one of
    these looks like the label, `titled` that the link says it is.
    """

    line: int
    part: str
    hidden: bool
    link: Address | None = None
    titled: bool = False
    pictures: list[Address] = field(default_factory=list)
    other: Address | None = None
    copied: bool = False
    taken_up: bool = False

    def kinds(self) -> set[Kind]:
        """The kinds of its link and pictures."""
        return {address.kind for address in (self.link or _NOWHERE, *self.pictures)}

    def slug(self) -> str | None:
        """The slug of the entry that its link leads to, be it by a redirector."""
        return self.link.value or None if self.link and self.link.kind in (Kind.CERTIFICATE, *_FOREIGN) else None

    def domains(self) -> list[str]:
        """The domains that its pictures are for."""
        return [picture.value for picture in self.pictures if picture.kind is Kind.PICTURE]


class _Survey(Reader):
    """Gathers everything on a page that has to do with the label."""

    WANTED = frozenset({"a", "area", "base", *_PICTURES, *_FRAMES})

    def __init__(self, page_url: str, rendered: bool, *, in_frame: bool = False) -> None:
        self.groups: list[_Group] = []
        self.page_url = page_url
        self.rendered = rendered
        self.in_frame = in_frame
        self.base = ""
        self.base_concerns = False
        self.known: dict[str, Address] = {}
        self.link: _Group | None = None
        self.href = ""

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in ("a", "area"):
            self._open_link(attributes)
        elif name in _PICTURES:
            if name != "input" or attributes.get("type", "").lower() == "image":
                self._add_picture(attributes)
        elif name in _FRAMES:
            self._add_frame(attributes, _FRAMES[name])
        elif name == "base" and not self.base:
            self.base = attributes.get("href", "")
            self.base_concerns = names_registry(self.base)
            self.known.clear()
        if "style" in attributes and "url(" in attributes["style"]:
            urls = ["".join(found) for found in _STYLE_URL.findall(attributes["style"][:4096])]
            if labels := self._labels(urls):
                self._add(labels)

    def closed(self, name: str) -> None:
        if name in ("a", "area"):
            self.link = None

    def _open_link(self, attributes: Mapping[str, str]) -> None:
        self.href = attributes.get("href") or attributes.get("xlink:href", "")
        self.link = self._group()
        self.link.titled = any(
            mentions_label(attributes[name]) for name in ("title", "aria-label") if name in attributes
        )
        if self.link.titled or self._concerns(self.href):
            self._take_up(self.link)

    def _add_picture(self, attributes: Mapping[str, str]) -> None:
        """Take up a picture: where its label comes from, however it is loaded, or that it only looks like one."""
        urls, words = [], []
        for name, value in attributes.items():
            if name in ("href", "xlink:href") or "src" in name or name.startswith("data-"):
                urls += value.replace(",", " ").split() if name.endswith("srcset") else [value]
            elif len(value) <= _LONGEST_NAME:
                words.append(value)
        labels = self._labels(urls)
        self._add(labels, attributes, copied=not labels and any(map(mentions_label, urls + words)))

    def _add(
        self, labels: list[Address], attributes: Mapping[str, str] = _NO_ATTRIBUTES, *, copied: bool = False
    ) -> None:
        group = self.link
        if group is None:
            if not labels and not copied:
                return
            group = self._group()
        elif not group.hidden and (self.at.hidden or (self.at.noscript and self.rendered)):
            return  # a reader sees the link without this picture
        group.pictures += labels
        group.copied |= copied
        if labels or copied:
            self._take_up(group)
        if not labels and group.other is None and (copied or group.taken_up):
            group.other = self._address(attributes.get("src", ""))

    def _add_frame(self, attributes: Mapping[str, str], source: str) -> None:
        """Take up a frame that shows a page or a picture of the registry, or a page written out in an attribute."""
        for address in self._labels([attributes.get(source, ""), attributes.get(f"data-{source}", "")]):
            group = self._group()
            group.part = "frame"
            if address.kind is Kind.PICTURE:
                group.pictures.append(address)
            else:
                group.link = address
            self.groups.append(group)
        if "srcdoc" in attributes and not self.in_frame:
            inner = _Survey(self.page_url, self.rendered, in_frame=True)
            walk(attributes["srcdoc"], inner)
            for group in inner.groups:
                group.part, group.line = "frame", self.at.line
                group.hidden |= self.at.hidden or self.at.noscript
            self.groups += inner.groups

    def _group(self) -> _Group:
        return _Group(self.at.line, self.at.part, hidden=self.at.hidden or self.at.noscript)

    def _take_up(self, group: _Group) -> None:
        if not group.taken_up:
            group.taken_up = True
            group.link = self._address(self.href) if group is self.link else None
            self.groups.append(group)

    def _labels(self, urls: list[str]) -> list[Address]:
        """Those of some URLs that lead to the registry, nearly so, or to what passes for it."""
        read = (self._address(url) for url in urls if url and self._concerns(url))
        return [address for address in read if address.kind not in _FOREIGN]

    def _concerns(self, url: str) -> bool:
        return self.base_concerns or names_registry(url)

    def _address(self, url: str) -> Address:
        known = self.known.get(url)
        if known is None:
            known = self.known[url] = read_address(url, self.page_url, self.base)
        return known


def _worth(group: _Group, belonging: Belonging) -> str | None:
    """What a link with its pictures is worth; None when it has nothing to do with the label."""
    kinds, slug, domains = group.kinds(), group.slug(), group.domains()
    link = group.link or _NOWHERE
    if Kind.FAKE in kinds:
        return "fake_host"
    if belonging.of(slug, domains)[0] not in (None, *OWN):
        return "domain_mismatch"
    if (link.kind in _FOREIGN and slug) or link.kind is Kind.MALFORMED:
        return "malformed"
    if not domains and (link.kind is Kind.PICTURE or kinds & {Kind.MALFORMED} or _is_misplaced(group)):
        return "malformed"
    if slug is not None:
        return "valid" if domains else "link_only"
    if domains:
        return "image_only"
    if Kind.REGISTRY in kinds or (link.kind is Kind.ELSEWHERE and (group.copied or group.titled)):
        return "not_a_label"
    return "local_copy" if group.copied else None


def _is_misplaced(group: _Group) -> bool:
    """Whether a picture's address is that of an entry, which is no picture."""
    return any(picture.kind is Kind.CERTIFICATE for picture in group.pictures)


def _told(embed: str, group: _Group, belonging: Belonging, page_url: str, rendered: bool) -> Found:
    slug = group.slug()
    whose, domain = belonging.of(slug, group.domains())
    picture = min(group.pictures, key=lambda address: _TOLD.index(address.kind), default=group.other)
    return Found(
        embed="absent" if group.hidden else embed,
        slug=slug,
        image_domain=domain[:MOST_CHARACTERS] if domain else None,
        belongs_to=whose,
        link=group.link.kind.name.lower() if group.link else "none",
        link_host=group.link.host if group.link else None,
        picture=picture.kind.name.lower() if picture else "none",
        picture_host=picture.host if picture else None,
        page=page_url,
        part=group.part,
        line=None if rendered else group.line,
        rendered=rendered,
        hidden=group.hidden,
    )
