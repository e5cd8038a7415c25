"""The quick tier: one wave of hellos, one for each class of answers, for daily looks and "has anything changed?"."""

from __future__ import annotations

from collections.abc import Sequence

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.engine import Peer, gather
from checks.tls.registry import group_name, suite
from checks.tls.survey.endpoint import (
    MEMBERS,
    Surveyed,
    accepted_versions,
    chains_of,
    control_of,
    side_facts,
    suite_name,
)
from checks.tls.survey.interview import Finding, Interview, Open, Picked, Refused
from checks.tls.survey.offers import POST_QUANTUM, USUAL, offer
from checks.tls.survey.versions import Version, Versions

_NOT_LISTED = Unseen(Reason.NEEDS_LOOKUP, "the quick tier does not list them; ask with --tls exact")


def is_broken(code: int) -> bool:
    """Whether a suite belongs to the class that nobody should take any more."""
    it = suite(code)
    return it.is_null or it.is_anonymous or it.is_export or it.is_rc4 or it.is_block64


def is_strong(code: int) -> bool:
    """Whether a suite belongs to the class that every profile allows: forward secret and authenticated."""
    it = suite(code)
    return it.is_aead and it.is_ecdhe and not it.is_anonymous and "CCM_8" not in it.cipher


async def quick_survey(peer: Peer) -> Surveyed:
    """The versions, what the server picks of each class of suites, post-quantum groups and the certificate.

    Never raises for what the peer does. What only the exact tier asks for is unseen.
    """
    interview = Interview(peer)
    versions = Versions(interview, every_suite=False)
    suites = offer("TLSv1.2")
    kinds: dict[str, Sequence[int]] = {
        "strong": [code for code in suites if is_strong(code)],
        "weak": [code for code in suites if not is_strong(code) and not is_broken(code)],
        "broken": [code for code in suites if is_broken(code)],
    }
    post_quantum = interview.hello("TLSv1.3", offer("TLSv1.3"), groups=POST_QUANTUM)
    _, hybrid, *picks = await gather(
        versions.ask_all(),
        interview.ask(post_quantum),
        *(interview.ask(interview.hello("TLSv1.2", kind)) for kind in kinds.values()),
    )
    older, newest = versions.lane("TLSv1.2"), versions.lane("TLSv1.3")
    picks = await gather(*(_for_sure(interview, older, *pair) for pair in zip(kinds.values(), picks, strict=True)))
    if newest.dress is not USUAL:
        hybrid = await interview.ask(
            interview.hello(newest.name, offer(newest.name), newest.dress, groups=POST_QUANTUM)
        )
    if not versions.accepted:
        return Surveyed(dict.fromkeys(MEMBERS, accepted_versions(versions.asked)))
    chains, staples = chains_of(versions.accepted)
    facts: dict[str, Fact[Json]] = dict.fromkeys(MEMBERS, _NOT_LISTED)
    facts |= side_facts(versions) | {
        "versions": accepted_versions(versions.asked),
        "suite_classes": Seen({name: _pick(finding) for name, finding in zip(kinds, picks, strict=True)}),
        "post_quantum": _group(hybrid),
        "alpn": _NOT_LISTED,
    }
    return Surveyed(facts, chains, staples, control_of(interview, versions.accepted))


async def _for_sure(interview: Interview, lane: Version, kind: Sequence[int], finding: Finding) -> Finding:
    """The finding, unless it is a no from a server that may not have read the whole offer, or not borne the hello."""
    read = not isinstance(finding, Refused) or finding.whole_version or interview.reads(len(kind))
    if read and lane.dress is USUAL and not lane.more:
        return finding
    return await interview.pick(lane.name, kind, lane.dress, **lane.more)


def _pick(finding: Finding) -> Fact[str | None]:
    if isinstance(finding, Open):
        return finding.why
    return Seen(suite_name(finding.hello.suite) if isinstance(finding, Picked) else None)


def _group(finding: Finding) -> Fact[str | None]:
    if isinstance(finding, Open):
        return finding.why
    return Seen(group_name(finding.hello.group or 0) if isinstance(finding, Picked) else None)
