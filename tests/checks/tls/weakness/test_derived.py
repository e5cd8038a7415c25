from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.tls.weakness.derived import derived_weaknesses

UNSEEN = Unseen(Reason.TIMEOUT, "tired")
YES: Seen[bool | None] = Seen(True)
NO: Seen[Json] = Seen(False)
NONE: Seen[Sequence[Mapping[str, Json]]] = Seen([])
STRONG = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
SUITES = ["freak", "logjam", "sweet32", "rc4", "null", "anonymous", "export"]


def derived(
    ciphers: Mapping[str, Sequence[str] | Unseen] | Unseen | None = None,
    versions: Sequence[str] | Unseen | None = None,
    chosen: Sequence[str] = (),
    compression: Fact[bool] = NO,
    dh: Fact[Sequence[Mapping[str, Json]]] = NONE,
    secure: Fact[bool | None] = YES,
    unsafely: Fact[bool | None] = NO,
) -> dict[str, Fact[bool]]:
    lists = {"TLSv1.2": [STRONG]} if ciphers is None else ciphers
    if versions is None:
        versions = [] if isinstance(lists, Unseen) else list(lists)
    return derived_weaknesses(
        versions if isinstance(versions, Unseen) else Seen(versions),
        lists
        if isinstance(lists, Unseen)
        else Seen({version: names if isinstance(names, Unseen) else Seen(names) for version, names in lists.items()}),
        chosen,
        compression,
        dh,
        secure,
        unsafely,
    )


def found(facts: dict[str, Fact[bool]]) -> set[str]:
    return {name for name, fact in facts.items() if fact == Seen(True)}


def test_a_good_server_has_none() -> None:
    assert set(derived().values()) == {Seen(False)}


@pytest.mark.parametrize(
    ("version", "suite", "weaknesses"),
    [
        ("TLSv1.0", "TLS_RSA_EXPORT_WITH_RC4_40_MD5", {"freak", "rc4", "export"}),
        ("TLSv1.0", "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA", {"freak", "sweet32", "export"}),
        ("TLSv1.0", "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", {"logjam", "sweet32", "export"}),
        ("TLSv1.0", "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", {"logjam", "rc4", "anonymous", "export"}),
        ("TLSv1.2", "TLS_RSA_WITH_3DES_EDE_CBC_SHA", {"sweet32"}),
        ("TLSv1.2", "TLS_RSA_WITH_IDEA_CBC_SHA", {"sweet32"}),
        ("TLSv1.2", "TLS_ECDHE_RSA_WITH_RC4_128_SHA", {"rc4"}),
        ("TLSv1.2", "TLS_RSA_WITH_NULL_SHA256", {"null"}),
        ("TLSv1.2", "TLS_ECDH_anon_WITH_AES_128_CBC_SHA", {"anonymous"}),
        ("TLSv1.2", "TLS_RSA_WITH_AES_128_CBC_SHA", set()),
        ("TLSv1.3", "TLS_AES_128_GCM_SHA256", set()),
        ("SSLv3", "TLS_RSA_WITH_AES_128_CBC_SHA", {"poodle"}),
        ("SSLv3", "TLS_RSA_WITH_RC4_128_SHA", {"rc4"}),
        ("SSLv2", "SSL_CK_RC4_128_WITH_MD5", {"drown", "rc4"}),
        ("SSLv2", "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5", {"drown", "sweet32", "export"}),
        ("SSLv2", "SSL_CK_DES_192_EDE3_CBC_WITH_MD5", {"drown", "sweet32"}),
        ("SSLv2", "SSL_CK_NULL_WITH_MD5", {"drown", "null"}),
    ],
)
def test_a_suite_that_is_accepted_brings_its_weaknesses(version: str, suite: str, weaknesses: set[str]) -> None:
    assert found(derived({"TLSv1.2": [STRONG], version: [STRONG, suite]})) == weaknesses


def test_drown_needs_no_suite() -> None:
    assert derived({"SSLv2": []})["drown"] == Seen(True)


def test_compression_is_crime() -> None:
    assert derived(compression=Seen(True))["crime"] == Seen(True)
    assert derived(compression=UNSEEN)["crime"] == UNSEEN


@pytest.mark.parametrize(("bits", "logjam"), [(512, True), (513, False), (768, False), (1024, False), (2048, False)])
def test_a_prime_of_512_bits_is_logjam_and_a_longer_one_is_weak_at_most(bits: int, logjam: bool) -> None:
    assert derived(dh=Seen([{"bits": 2048, "prime": "own"}, {"bits": bits, "prime": "own"}]))["logjam"] == Seen(logjam)


def test_unseen_primes_leave_logjam_open_unless_export_suites_decide_it() -> None:
    assert derived(dh=UNSEEN)["logjam"] == UNSEEN
    export = {"TLSv1.0": ["TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"]}
    assert derived(export, dh=UNSEEN)["logjam"] == Seen(True)


def test_a_list_that_was_not_seen_leaves_open_what_the_others_do_not_decide() -> None:
    facts = derived({"TLSv1.2": ["TLS_RSA_WITH_RC4_128_SHA"], "TLSv1.0": UNSEEN})
    assert {name for name in SUITES if facts[name] == UNSEEN} == {*SUITES} - {"rc4"}
    assert facts["rc4"] == Seen(True)
    assert facts["poodle"] == facts["drown"] == Seen(False)


def test_without_lists_what_was_chosen_still_counts() -> None:
    facts = derived(UNSEEN, ["SSLv3", "TLSv1.2"], chosen=["TLS_RSA_WITH_3DES_EDE_CBC_SHA"])
    assert facts["sweet32"] == Seen(True)
    assert facts["rc4"] == facts["poodle"] == UNSEEN
    assert facts["drown"] == Seen(False)


def test_a_version_without_a_list_is_open() -> None:
    facts = derived({"TLSv1.2": [STRONG]}, ["SSLv3", "TLSv1.2"])
    assert facts["poodle"] == facts["rc4"] == Unseen(Reason.NEEDS_LOOKUP, "the suites of SSLv3")


def test_without_versions_only_what_was_seen_is_known() -> None:
    facts = derived({"TLSv1.2": ["TLS_RSA_WITH_RC4_128_SHA"]}, UNSEEN)
    assert facts["rc4"] == Seen(True)
    assert {facts[name] for name in ("poodle", "drown", "null")} == {UNSEEN}


@pytest.mark.parametrize(
    ("secure", "unsafely", "insecure"),
    [
        (Seen(True), Seen(False), Seen(False)),
        (Seen(True), Seen(True), Seen(True)),
        (Seen(True), UNSEEN, Seen(False)),
        (Seen(False), Seen(False), Seen(True)),
        (Seen(None), Seen(None), Seen(False)),
        (UNSEEN, Seen(True), Seen(True)),
        (UNSEEN, Seen(False), UNSEEN),
    ],
)
def test_renegotiation_is_insecure_without_rfc_5746_or_with_clients_that_do_without(
    secure: Fact[bool | None], unsafely: Fact[bool | None], insecure: Fact[bool]
) -> None:
    assert derived(secure=secure, unsafely=unsafely)["insecure_renegotiation"] == insecure
