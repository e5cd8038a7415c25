"""Finds the Tín nhiệm mạng label on a page and says what it is worth.

The label is a link to `https://tinnhiemmang.vn/danh-ba-tin-nhiem/SLUG` around the picture
`https://tinnhiemmang.vn/handle_cert?id=DOMAIN`; SLUG is the portal's host (and path) reduced to a–z and 0–9, then `-`
and ten digits, the Unix second of registration. What was embedded is one fact, what the directory says another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from checks.markup import Tag, tokens
from checks.observation import Fact, Reason, Seen, Unseen
from checks.trust_label.address import REGISTRY, Address, Kind, mentions_label, normal_domain, own_domains, read_address

MAX_CHARACTERS = 2 * 1024 * 1024
"""A longer page is not searched: a label may stand at its very end."""

ORDER = [
    "valid",
    "fake_host",
    "domain_mismatch",
    "malformed",
    "image_only",
    "link_only",
    "script_injected",
    "local_copy",
    "not_a_label",
    "absent",
]
"""Of several things on one page the first in this order is told: a valid label settles the matter; then comes
what misleads citizens, then what was meant as a label and is nearly one, then what only looks like one."""

_VIETNAM = timezone(timedelta(hours=7))
_SHELL = 40  # with fewer visible characters of its own a page that has scripts or frames is but their shell


@dataclass(frozen=True, slots=True)
class Label:
    """What was found: one of `ORDER`; the slug of the link and the moment in it (ISO 8601, +07:00) if it had one."""

    embed: str
    slug: str | None = None
    registered_at: str | None = None


def find_label(html: bytes | str, page_url: str, host: str) -> Fact[Label]:
    """The label on a page, as far as the page's own markup shows one, for the portal at `host`.

    What stands in comments and templates is not on the page; what stands in `noscript` is. A page whose content
    comes by scripts, in frames or after a refresh is unseen: it takes a browser to tell.
    """
    text = html.decode("utf-8", "replace") if isinstance(html, bytes) else html
    if len(text) > MAX_CHARACTERS:
        return Unseen(Reason.TOO_LARGE, f"a page of more than {MAX_CHARACTERS} characters")
    final = urlsplit(page_url)
    own = [normal_domain(domain) for domain in own_domains(host, final.path if final.hostname == host else "/")]
    survey = _survey(text, page_url)
    found = [label for group in survey.groups if (label := _judge(group, own)) is not None]
    if survey.scripted:
        found.append(Label("script_injected"))
    if found:
        return Seen(min(found, key=lambda label: ORDER.index(label.embed)))
    if survey.shell and survey.visible < _SHELL:
        return Unseen(Reason.TOOL_MISSING, "scripts, frames or a refresh bring the content; it takes a browser")
    return Seen(Label("absent"))


_NOWHERE = Address(Kind.HERE)


@dataclass(slots=True)
class _Group:
    """A link with what it holds, or a picture without a link."""

    link: Address = _NOWHERE
    titled: bool = False
    pictures: list[Address] = field(default_factory=list)
    copied: bool = False


@dataclass(slots=True)
class _Survey:
    groups: list[_Group] = field(default_factory=list)
    scripted: bool = False
    shell: bool = False
    visible: int = 0


def _survey(html: str, page_url: str) -> _Survey:
    """Everything on a page that has to do with the label."""
    survey = _Survey()
    link: _Group | None = None
    base = ""
    hidden = {"template": 0, "noscript": 0}  # how deep we stand in what a browser with scripts does not show
    for token in tokens(html):
        if isinstance(token, str):
            survey.visible += 0 if any(hidden.values()) else len(token.strip())
        elif token.name in hidden:
            hidden[token.name] = max(0, hidden[token.name] + (-1 if token.closing else 1))
        elif hidden["template"]:
            continue
        elif token.name == "a":
            link = None if token.closing else _link(token, page_url, base)
            survey.groups += [link] if link else []
        elif token.closing:
            continue
        elif token.name == "base":
            base = base or token.attributes.get("href", "")
        elif token.name in ("script", "iframe", "frame") or _refreshes(token):
            survey.shell = True
            survey.scripted |= token.name == "script" and _names_label(token)
        elif token.name in ("img", "source", "image"):
            group = link or _Group()
            survey.groups += [] if link else [group]
            _add_picture(group, token, page_url, base)
    return survey


def _link(tag: Tag, page_url: str, base: str) -> _Group:
    titles = (tag.attributes.get(name, "") for name in ("title", "aria-label"))
    address = read_address(tag.attributes.get("href", ""), page_url, base)
    return _Group(address, titled=any(map(mentions_label, titles)))


def _add_picture(group: _Group, tag: Tag, page_url: str, base: str) -> None:
    """Take up a picture: where its label comes from, however it is loaded, or that it only looks like one."""
    addresses = []
    for name, value in tag.attributes.items():
        if name == "href" or "src" in name or name.startswith("data-"):
            urls = value.replace(",", " ").split() if name.endswith("srcset") else [value]
            addresses += [read_address(url, page_url, base) for url in urls if mentions_label(base + url)]
    labels = [address for address in addresses if address.kind not in (Kind.HERE, Kind.ELSEWHERE)]
    group.pictures += labels
    group.copied |= not labels and any(mentions_label(value) for value in tag.attributes.values())


def _refreshes(tag: Tag) -> bool:
    return tag.name == "meta" and tag.attributes.get("http-equiv", "").lower() == "refresh"


def _names_label(script: Tag) -> bool:
    """Whether a script speaks of the label's addresses, so that it may well insert one."""
    source = script.attributes.get("src", "")
    text = script.raw.replace("\\/", "/").replace("\\u002f", "/").replace("\\u002F", "/").lower()
    return REGISTRY in source.lower() or (REGISTRY in text and ("handle_cert" in text or "danh-ba-tin-nhiem" in text))


def _judge(group: _Group, own: Sequence[str]) -> Label | None:
    """What a link with its pictures is worth; None when it has nothing to do with the label."""
    link = group.link
    kinds = {link.kind, *(picture.kind for picture in group.pictures)}
    slug = link.value if link.kind is Kind.CERTIFICATE else None
    domains = [picture.value for picture in group.pictures if picture.kind is Kind.PICTURE]
    if Kind.FAKE in kinds:
        return Label("fake_host")
    if link.kind is Kind.MALFORMED or (Kind.MALFORMED in kinds and not domains):
        return _label("malformed", slug)
    if slug is not None or domains:
        if not _belongs(slug, domains, own):
            return _label("domain_mismatch", slug)
        if slug is None:
            return Label("image_only")
        return _label("valid" if domains else "link_only", slug)
    if Kind.REGISTRY in kinds or (link.kind is Kind.ELSEWHERE and (group.copied or group.titled)):
        return Label("not_a_label")
    return Label("local_copy") if group.copied else None


def _belongs(slug: str | None, domains: Sequence[str], own: Sequence[str]) -> bool:
    """Whether slug and picture are for this portal; a slug can't be taken apart, so normal forms are compared."""
    named = slug is None or any(slug.rpartition("-")[0] in (name, f"www{name}") for name in own)
    return named and all(normal_domain(domain) in own for domain in domains)


def _label(embed: str, slug: str | None) -> Label:
    if slug is None:
        return Label(embed)
    registered = datetime.fromtimestamp(int(slug.rpartition("-")[2]), _VIETNAM)
    return Label(embed, slug, registered.isoformat())
