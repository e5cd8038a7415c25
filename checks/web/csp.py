"""Reads Content Security Policies (CSP Level 3) and says what all of them together still allow.

Each policy must be met, so what one forbids is forbidden. A policy that rules no scripts allows every script.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

from checks.network.http import Page
from checks.web.document import head_tags

HEADER = "content-security-policy"
REPORT_ONLY = "content-security-policy-report-only"

Policy: TypeAlias = dict[str, list[str]]
"""The directives of one policy by their lower-case names, each with its values as sent."""

_VALUE = re.compile(r"[^\t\n\f\r ]+")
_NOT_IN_META = ("frame-ancestors", "report-uri", "sandbox")
_NONCE_OR_HASH = re.compile(r"'(?:nonce|sha256|sha384|sha512)-[a-z0-9+/_-]+={0,2}'")
_EVERYWHERE = re.compile(r"(?:https?|data):|(?:https?://)?\*(?::(?:\*|\d+))?(?:/.*)?")
# What rules `<script>` and what rules `onclick`, the nearest directive first (§6.8.3).
_ELEMENT = ("script-src-elem", "script-src", "default-src")
_ATTRIBUTE = ("script-src-attr", "script-src", "default-src")
_EVAL = ("script-src", "default-src")


def parse_policy(text: str) -> Policy:
    """One policy (§2.2.1): of several directives of one name the first counts. Empty when it has none."""
    policy: Policy = {}
    for directive in text.split(";"):
        if words := _VALUE.findall(directive):
            policy.setdefault(words[0].lower(), words[1:])
    return policy


def header_policies(page: Page, header: str = HEADER) -> list[Policy]:
    """The policies in the headers of one name, which arrive joined by commas (§2.2.2)."""
    return [policy for text in page.headers.get(header, "").split(",") if (policy := parse_policy(text))]


def enforced_policies(page: Page) -> list[Policy]:
    """The policies that a browser enforces: of the header, and of `<meta>` in the head (§3.3)."""
    return header_policies(page) + _meta_policies(page)


def _meta_policies(page: Page) -> list[Policy]:
    found = []
    for tag in head_tags(page):
        if tag.name == "meta" and tag.attributes.get("http-equiv", "").lower() == HEADER:
            policy = parse_policy(tag.attributes.get("content", ""))
            found.append({name: values for name, values in policy.items() if name not in _NOT_IN_META})
    return [policy for policy in found if policy]


def csp(page: Page) -> dict[str, Any] | None:
    """`{enforced, report_only, unsafe_inline, unsafe_eval, any_source, frame_ancestors}`; None without any policy.

    `unsafe_inline`, `unsafe_eval` and `any_source` say whether inline scripts, `eval` and scripts from any host run
    in spite of all enforced policies, so they are true where none is enforced. `frame_ancestors` is the directive's
    value as sent, several joined by commas; None without it.
    """
    policies = enforced_policies(page)
    report_only = bool(header_policies(page, REPORT_ONLY))
    if not policies and not report_only:
        return None
    ancestors = [" ".join(values) or "'none'" for values in frame_ancestors(page)]
    return {
        "enforced": bool(policies),
        "report_only": report_only,
        "unsafe_inline": any(
            all(_runs_inline(policy, rules) for policy in policies) for rules in (_ELEMENT, _ATTRIBUTE)
        ),
        "unsafe_eval": all(_runs_eval(policy) for policy in policies),
        "any_source": all(_loads_from_anywhere(policy) for policy in policies),
        "frame_ancestors": ", ".join(ancestors) or None,
    }


def frame_ancestors(page: Page) -> list[list[str]]:
    """The source list of each enforced `frame-ancestors` (§6.4.2), as sent; `<meta>` can't give one."""
    return [policy["frame-ancestors"] for policy in header_policies(page) if "frame-ancestors" in policy]


def upgrades_requests(page: Page) -> bool:
    """Whether browsers ask for `http:` parts of the page over HTTPS (Upgrade Insecure Requests §3.1)."""
    return any("upgrade-insecure-requests" in policy for policy in enforced_policies(page))


def is_everywhere(source: str) -> bool:
    """Whether a source expression, in lower case, stands for every host."""
    return _EVERYWHERE.fullmatch(source) is not None


def _ruling(policy: Policy, rules: Sequence[str]) -> list[str] | None:
    """The source list, in lower case, that a policy applies; None when it says nothing."""
    return next(([value.lower() for value in policy[name]] for name in rules if name in policy), None)


def _runs_inline(policy: Policy, rules: Sequence[str]) -> bool:
    """§6.7.3.2: a nonce, a hash or 'strict-dynamic' switches 'unsafe-inline' off."""
    sources = _ruling(policy, rules)
    if sources is None:
        return True
    if "'strict-dynamic'" in sources or any(_NONCE_OR_HASH.fullmatch(source) for source in sources):
        return False
    return "'unsafe-inline'" in sources


def _runs_eval(policy: Policy) -> bool:
    sources = _ruling(policy, _EVAL)
    return sources is None or "'unsafe-eval'" in sources


def _loads_from_anywhere(policy: Policy) -> bool:
    """With 'strict-dynamic' hosts and schemes don't count (§6.7.1.1)."""
    sources = _ruling(policy, _ELEMENT)
    if sources is None:
        return True
    return "'strict-dynamic'" not in sources and any(map(is_everywhere, sources))
