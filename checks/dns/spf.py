"""The SPF record of a name, and what makes receivers give it up (RFC 7208)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from checks.dns.texts import texts
from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen

MOST_LOOKUPS = 10
"""Terms that ask the DNS, in a record with all that it includes (§4.6.4)."""

_MACRO = r"%\{[slodiphcrtv]\d{0,3}r?[.\-+,/_=]{0,7}\}|%[%_-]"
_FLAGS = re.ASCII | re.IGNORECASE
_MACRO_STRING = re.compile(rf"(?:{_MACRO}|[!-$&-~])*", _FLAGS)
_MACRO_END = re.compile(rf"(?:{_MACRO})\Z", _FLAGS)
_TOP_LABEL = re.compile(r"(?!\d+\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", _FLAGS)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", _FLAGS)
_MECHANISM = re.compile(r"([-+?~]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?![a-z0-9_.-])(.*)", _FLAGS)
_LENGTH = re.compile(r"0|[1-9]\d{0,2}", _FLAGS)
_PREFIXES = re.compile(r"(?:/(0|[1-9]\d?))?(?://(0|[1-9]\d{0,2}))?", _FLAGS)
_PREFIXES_BEHIND = re.compile(r"(?:/\d{1,2})?(?://\d{1,3})?\Z", _FLAGS)
_DOMAIN_MACRO = re.compile(r"%\{d\}", _FLAGS)

_NEEDS_DOMAIN = ("include", "exists")
_ASKS = ("include", "a", "mx", "ptr", "exists", "redirect")


@dataclass(frozen=True, slots=True)
class Policy:
    """`record` is None where there is no SPF record, `all` where nothing ends it.

    `all` is the qualifier of `all` in the record or in the one that it redirects to. `problem` is None or one of
    "several" (records), "syntax", "too_many_lookups", and "no_record" where an included name has none (§5.2).
    """

    record: Fact[str | None]
    all: Fact[str | None]
    problem: Fact[str | None]


@dataclass(frozen=True, slots=True)
class Term:
    """One mechanism, or the modifier `redirect`; `domain` is empty where none is given."""

    qualifier: str
    name: str
    domain: str


@dataclass(slots=True)
class _Account:
    """What the evaluation asked so far, and why some of it was not told."""

    lookups: int = 0
    unseen: Unseen | None = None


def policy(names: Names, host: str) -> Policy:
    """The SPF record of a host, evaluated as for a sender that no mechanism but `all` matches."""
    found = _records(names, host)
    if isinstance(found, Unseen):
        return Policy(found, found, found)
    if not found.value:
        return Policy(Seen(None), Seen(None), Seen(None))
    first = found.value[0]
    if len(found.value) > 1:
        return Policy(Seen(first), Seen(None), Seen("several"))
    terms = parse(first)
    if terms is None:
        return Policy(Seen(first), Seen(None), Seen("syntax"))
    account = _Account()
    problem = _problem(names, host, terms, account)
    unseen = account.unseen if problem is None else None
    return Policy(Seen(first), _all(names, host, terms), unseen or Seen(problem))


def parse(record: str) -> list[Term] | None:
    """The terms of a record that count, in the order of their evaluation; None for a syntax error (§4.6.1).

    What stands behind `all` is left out (§5.1), `redirect` comes last and beside no `all` (§6.1).
    """
    mechanisms: list[Term] = []
    modifiers: dict[str, str] = {}
    for word in filter(None, record.split(" ")[1:]):
        if modifier := _MODIFIER.fullmatch(word):
            name, value = modifier[1].lower(), modifier[2]
            known = name in ("redirect", "exp")
            if (known and (name in modifiers or not _is_domain(value))) or not _MACRO_STRING.fullmatch(value):
                return None
            modifiers[name] = value
        elif (mechanism := _mechanism(word)) is not None:
            mechanisms.append(mechanism)
        else:
            return None
    ends = next((place for place, term in enumerate(mechanisms, start=1) if term.name == "all"), None)
    if ends is None and "redirect" in modifiers:
        mechanisms.append(Term("", "redirect", modifiers["redirect"]))
    return mechanisms[:ends]


def _mechanism(word: str) -> Term | None:
    found = _MECHANISM.fullmatch(word)
    if found is None:
        return None
    qualifier, name, rest = found[1] or "+", found[2].lower(), found[3]
    if name in ("ip4", "ip6"):
        return Term(qualifier, name, "") if _is_network(name, rest) else None
    domain, has_domain = "", rest.startswith(":")
    if has_domain:
        domain, rest = _cut_prefixes(rest[1:]) if name in ("a", "mx") else (rest[1:], "")
    if (has_domain and not _is_domain(domain)) or (not has_domain and name in _NEEDS_DOMAIN):
        return None
    if (name == "all" and has_domain) or (rest and not (name in ("a", "mx") and _are_prefixes(rest))):
        return None
    return Term(qualifier, name, domain)


def _is_network(name: str, rest: str) -> bool:
    """Whether `:address[/length]` is right for `ip4` or `ip6` (§5.6)."""
    address, slash, length = rest[1:].partition("/")
    try:
        (IPv4Address if name == "ip4" else IPv6Address)(address)
    except AddressValueError:
        return False
    most = 32 if name == "ip4" else 128
    fits = not slash or (_LENGTH.fullmatch(length) is not None and int(length) <= most)
    return fits and rest.startswith(":") and "%" not in address


def _cut_prefixes(rest: str) -> tuple[str, str]:
    """A domain, and the prefix lengths behind it: those slashes at the end that are followed by figures only."""
    domain = _PREFIXES_BEHIND.sub("", rest, count=1)
    return domain, rest[len(domain) :]


def _are_prefixes(rest: str) -> bool:
    found = _PREFIXES.fullmatch(rest)
    return found is not None and int(found[1] or 0) <= 32 and int(found[2] or 0) <= 128


def _is_domain(text: str) -> bool:
    """Whether a text is a domain-spec (§7.1): macros and visible characters that end in a top label or in a macro."""
    if not _MACRO_STRING.fullmatch(text):
        return False
    if _MACRO_END.search(text):
        return True
    _, dot, top = text.removesuffix(".").rpartition(".")
    return bool(dot) and _TOP_LABEL.fullmatch(top) is not None


def _records(names: Names, domain: str) -> Fact[list[str]]:
    """The SPF records of a domain (§4.5)."""
    found = texts(names, domain, "v=spf1")
    if isinstance(found, Unseen):
        return found
    return Seen([text for text in found.value if text.partition(" ")[0].lower() == "v=spf1"])


def _problem(names: Names, domain: str, terms: list[Term], account: _Account) -> str | None:
    for term in terms:
        account.lookups += term.name in _ASKS
        if account.lookups > MOST_LOOKUPS:
            return "too_many_lookups"
        if term.name in ("include", "redirect") and (found := _behind(names, domain, term, account)):
            return found
    return None


def _behind(names: Names, domain: str, term: Term, account: _Account) -> str | None:
    """The problem of the record that a term leads to; the bound on lookups ends circles too."""
    led = _led(names, domain, term)
    if isinstance(led, Unseen):
        account.unseen = account.unseen or led
        return None
    behind, records = led.value
    if len(records) != 1:
        return "several" if records else "no_record"
    terms = parse(records[0])
    return "syntax" if terms is None else _problem(names, behind, terms, account)


def _all(names: Names, domain: str, terms: list[Term]) -> Fact[str | None]:
    """The qualifier of the `all` that ends the terms, or those that they redirect to."""
    for _ in range(MOST_LOOKUPS):
        last = terms[-1] if terms else None
        if last is None or last.name != "redirect":
            return Seen(last.qualifier if last is not None and last.name == "all" else None)
        led = _led(names, domain, last)
        if isinstance(led, Unseen):
            return led
        domain, records = led.value
        terms = parse(records[0]) or [] if len(records) == 1 else []
    return Seen(None)


def _led(names: Names, domain: str, term: Term) -> Fact[tuple[str, list[str]]]:
    """The domain that a term leads to, and its SPF records; only `%{d}` is known without a message (§7.2)."""
    led = _DOMAIN_MACRO.sub(lambda _: domain, term.domain).rstrip(".")
    if "%" in led:
        return Unseen(Reason.TOOL_MISSING, f"SPF of {domain}: {led[:100]} depends on the message")
    records = _records(names, led)
    return records if isinstance(records, Unseen) else Seen((led, records.value))
