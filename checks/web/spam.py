"""Finds spam that somebody hid in an agency's page: links to gambling and the like, seen or unseen by readers.

Every finding names its rule of `checks/web/rules/spam.yaml` and quotes the line. Words alone prove nothing: news of
gamblers that were caught are no spam, a link to a foreign host under such words is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from checks.dns.belonging import registered_domain
from checks.look import Look
from checks.network.http import Page
from checks.network.place import place_of
from checks.observation import Fact, Reason, Seen, Unseen
from checks.web.page_kind import veiled
from checks.web.phrases import Phrases
from checks.web.places import absolute, plain_url, stays
from checks.web.reading import MOST_LINKS, Link, Reading, reading_of
from checks.web.rules import load

MOST_FINDINGS = 50
"""Findings of one page that are told."""
_LONGEST_QUOTE = 300
_LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class Spam:
    """A link that is spam: the rule that tells it, where it leads, the words on it, whether it is kept from readers'
    sight, and the line in which it stands."""

    rule: str
    url: str
    text: str
    hidden: bool
    line: str


def spam(look: Look) -> Fact[list[dict[str, Any]]]:
    """The fact `web.spam`: what is found on the home page as a program gets it.

    A page that scripts fill is unseen when nothing is found in what came without them.
    """
    page = look.page
    if isinstance(page, Unseen):
        return page
    reading = reading_of(page.value)
    found = spam_on(reading, page.value.url)
    if not found and (why := _untold(page.value, reading)) is not None:
        return why
    return Seen([asdict(item) for item in found])


def _untold(page: Page, reading: Reading) -> Unseen | None:
    if len(reading.links) == MOST_LINKS:
        return Unseen(Reason.TOO_LARGE, f"{page.url}: {MOST_LINKS} links or more")
    return veiled(page, reading)


def spam_on(reading: Reading, page_url: str) -> list[Spam]:
    """The spam on a page, in its order, each link once."""
    place = place_of(page_url)
    own = registered_domain(place.host) if place else ""
    found: list[Spam] = []
    told: set[tuple[str, str]] = set()
    outward = list(_outward(reading, page_url, own))
    crowded = _crowded_blocks(outward)
    for link, url, host in outward:
        line = reading.lines[link.line].text if link.line < len(reading.lines) else ""
        rule = _rule_of(link, host, line) or ("spam.hidden" if _is_crowd(link, host, crowded) else None)
        if rule is None or (url, link.words) in told:
            continue
        told.add((url, link.words))
        found.append(Spam(rule, url[:_LONGEST_URL], link.words[:_LONGEST_QUOTE], bool(link.block), _quote(line, link)))
        if len(found) == MOST_FINDINGS:
            break
    return found


def _outward(reading: Reading, page_url: str, own: str) -> Iterator[tuple[Link, str, str]]:
    """The links to foreign hosts, each with its URL and host."""
    for link in reading.links:
        if not reading.base and stays(link.href):
            continue
        url = plain_url(absolute(link.href, page_url, reading.base))
        place = place_of(url)
        if place and registered_domain(place.host) != own and not _below(place.host, _rules().ours):
            yield link, url, place.host


def _below(host: str, domains: Collection[str]) -> bool:
    """Whether a host is one of these domains or lies below one."""
    labels = host.split(".")[-8:]
    return any(".".join(labels[start:]) in domains for start in range(len(labels)))


def _crowded_blocks(outward: list[tuple[Link, str, str]]) -> set[int]:
    """The hidden elements with links to many foreign domains."""
    domains: dict[int, set[str]] = defaultdict(set)
    for link, _, host in outward:
        if link.block and not _below(host, _rules().well_known):
            domains[link.block].add(registered_domain(host))
    return {block for block, met in domains.items() if len(met) >= _rules().most_hidden_hosts}


def _is_crowd(link: Link, host: str, crowded: set[int]) -> bool:
    return link.block in crowded and not _below(host, _rules().well_known)


def _rule_of(link: Link, host: str, line: str) -> str | None:
    """The rule by which the words or the host of one link are spam."""
    rules = _rules()
    *labels, top_level = host.split(".")[-6:]
    if top_level in rules.top_level or any(rules.hosts.fullmatch(label.replace("-", "")) for label in labels):
        return "spam.host"
    if _is_news(link, host, line):
        return None
    if rules.words.within(link.words):
        return "spam.anchor"
    weak = {link.words[start:end].lower() for start, end in rules.weak.spans(link.words)}
    weak |= {piece for piece in re.split(r"[.-]", host) if rules.weak.within(piece)}
    if weak and not link.block:
        weak |= {line[start:end].lower() for start, end in rules.weak.spans(line)}
    return "spam.weak" if len(weak) > 1 or (weak and link.block) else None


def _is_news(link: Link, host: str, line: str) -> bool:
    """Whether a link tells of such things and does not offer them."""
    rules = _rules()
    if _below(host, rules.press) or rules.news.within(link.words):
        return True
    if host.endswith(".vn") and any(rules.press_label.fullmatch(label) for label in host.split(".")[-6:-1]):
        return True
    if link.block:
        return False
    return len(link.words.split()) > rules.most_anchor_words or (
        len(line) <= rules.news_line and rules.news.within(line)
    )


def _quote(line: str, link: Link) -> str:
    """The part of the line around the link."""
    at = max(0, line.find(link.text) - _LONGEST_QUOTE // 3)
    return line[at : at + _LONGEST_QUOTE]


@dataclass(frozen=True, slots=True)
class _Rules:
    words: Phrases
    weak: Phrases
    news: Phrases
    hosts: re.Pattern[str]
    top_level: frozenset[str]
    ours: frozenset[str]
    press: frozenset[str]
    press_label: re.Pattern[str]
    well_known: frozenset[str]
    most_hidden_hosts: int
    most_anchor_words: int
    news_line: int


@cache
def _rules() -> _Rules:
    told = load("spam")
    return _Rules(
        words=Phrases(told["words"]),
        weak=Phrases(told["weak_words"]),
        news=Phrases(told["news"]),
        hosts=re.compile("|".join(f"(?:{label})" for label in told["hosts"])),
        top_level=frozenset(told["top_level"]),
        ours=frozenset(told["ours"]),
        press=frozenset(told["press"]),
        press_label=re.compile(told["press_label"]),
        well_known=frozenset(told["well_known"]),
        most_hidden_hosts=told["most_hidden_hosts"],
        most_anchor_words=told["most_anchor_words"],
        news_line=told["news_line"],
    )
