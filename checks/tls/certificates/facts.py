"""The facts `tls.certificate.*`: whose it is, until when, for which names, vouched for by whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.certificates.caa import caa_allows
from checks.tls.certificates.certificate import Certificate, names
from checks.tls.certificates.chain import Chain
from checks.tls.certificates.names import matches_by_wildcard_only, name_matches
from checks.tls.certificates.staple import staple_facts
from checks.tls.certificates.tlsa import tlsa_matches
from checks.tls.certificates.trust import Authorities, TrustStore, nearest_moment

NOT_ASKED = Unseen(Reason.NEEDS_LOOKUP, "DNS was not asked")


def certificate_facts(
    sent: Sequence[bytes],
    host: str,
    trust: TrustStore,
    now: datetime,
    *,
    names_in_use: Sequence[str] = (),
    staple: bytes | None = None,
    caa: Fact[list[str]] = NOT_ASKED,
    tlsa: Fact[list[str]] = NOT_ASKED,
) -> dict[str, Fact[Json]]:
    """The facts `tls.certificate.*` of certificates in DER as a server sent them, its own first.

    `host` is its ASCII name or IP address, `names_in_use` others that lead to it. `now` is aware of its zone.
    `staple` is the OCSP answer that came along, in DER. `caa` is the record set of the nearest name above the host
    that has one (RFC 8659 §3) and `tlsa` that of `_443._tcp.` and the host, each record as zone files write it.
    What a malformed certificate doesn't say is unseen, each fact for itself. Raises `ValueError` when `sent` is empty.
    """
    chain = trust.chain(tuple(sent))
    leaf = chain.leaf
    problems = {name: _problem(store, chain, now) for name, store in trust.stores.items()}
    problem = problems["ca_file"] if "ca_file" in problems else problems["system"]
    trusted = _is_none(problem)
    issuer = chain.issuer or trust.issuer_of(leaf)
    return {
        **{name: fact for name, fact in leaf.description.items() if name != "is_ca"},
        **leaf.leaf_description,
        "days_left": leaf.fact(lambda cert: (cert.not_valid_after_utc - now).days),
        "name_matches": leaf.fact(lambda cert: name_matches(host, names(cert))),
        "names_in_use": leaf.fact(lambda cert: _covered([host, *names_in_use], cert)),
        "chain_trusted": trusted,
        "chain_problem": problem,
        "trusted_by": Seen({name: _is_none(fact) for name, fact in problems.items()}),
        "chain": chain.facts(),
        "chain_faults": problem if isinstance(problem, Unseen) else chain.faults(now, trust.leads_on),
        "staple": staple_facts(staple, leaf, issuer, now),
        "caa": _caa(caa, leaf, host),
        "tlsa": tlsa if isinstance(tlsa, Unseen) else tlsa_matches(tlsa.value, chain, trusted, trust, now),
    }


def _problem(store: Authorities, chain: Chain, now: datetime) -> Fact[str | None]:
    """What keeps the chain from an authority, at the moment of the leaf's validity that is nearest to now."""
    moment = chain.leaf.fact(lambda cert: nearest_moment(cert, now))
    return moment if isinstance(moment, Unseen) else store.problem(chain, moment.value)


def _is_none(problem: Fact[str | None]) -> Fact[bool]:
    return problem if isinstance(problem, Unseen) else Seen(problem.value is None)


def _covered(hosts: Sequence[str], certificate: x509.Certificate) -> dict[str, bool]:
    covering = names(certificate)
    return {host: name_matches(host, covering) for host in hosts}


def _caa(records: Fact[list[str]], leaf: Certificate, host: str) -> Fact[bool | None]:
    if isinstance(records, Unseen):
        return records
    answer = leaf.fact(lambda cert: caa_allows(records.value, cert.issuer, matches_by_wildcard_only(host, names(cert))))
    return answer if isinstance(answer, Unseen) else answer.value
