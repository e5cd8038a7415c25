"""The shipped profiles: their lists name what exists, fit each other, and are what the documentation says."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from checks.tls.registry import GROUPS, SCHEMES, SUITES, Suite, suite_named
from policies.catalogue import load_catalogue, load_profile
from policies.requirement import Confirmation, Profile
from tests.policies import profile_tables as tables

PAGE = (Path(__file__).parents[2] / "docs" / "tls-profiles.md").read_text(encoding="utf-8")
CATALOGUE = load_catalogue()
PROFILES = {profile.name: profile for profile in tables.profiles()}
ENGINEERING = [profile for profile in PROFILES.values() if profile.name != "vn-2026"]
VERSIONS = ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3")
CERTIFICATE_SIGNATURES = {
    *("sha256WithRSAEncryption", "sha384WithRSAEncryption", "sha512WithRSAEncryption", "rsassaPss"),
    *("ecdsa-with-SHA256", "ecdsa-with-SHA384", "ecdsa-with-SHA512", "ED25519", "ED448"),
}


def name(profile: Profile) -> str:
    return profile.name


def listed(profile: Profile, requirement: str, parameter: str) -> set[str]:
    found = tables.parameter(profile, requirement, parameter)
    assert isinstance(found, list)
    return set(found)


def default(requirement: str, parameter: str) -> list[str]:
    found = CATALOGUE.requirements[requirement].parameters[parameter]
    assert isinstance(found, list)
    return found


def pattern(requirement: str) -> re.Pattern[str]:
    return re.compile(str(CATALOGUE.requirements[requirement].parameters["pattern"]))


def test_the_profile_of_the_lab_is_that_of_the_law_but_for_where_a_lab_can_be() -> None:
    law, lab = (
        {found.id: found.parameters for found in load_profile(name, CATALOGUE).requirements}
        for name in ("vn-2026", "lab")
    )
    assert {id_: parameters for id_, parameters in lab.items() if parameters != law.get(id_)} == {
        "ipv6.addresses_global": {"kinds": ["global", "loopback"]},
        "dns.addresses_public": {"kinds": ["global", "loopback"]},
        "dns.gov_vn": {"zones": ["gov.test"]},
    }
    assert lab.keys() == law.keys()


def test_the_profile_of_a_province_is_the_law_and_its_own_instructions() -> None:
    law, province = (load_profile(name, CATALOGUE).requirements for name in ("vn-2026", "thanh-hoa"))
    own = [found for found in province if found not in law]
    assert [found for found in province if found in law] == list(law)
    assert {found.id for found in own} == {id_ for id_ in CATALOGUE.requirements if id_.startswith("instruction.")}
    for requirement in CATALOGUE.requirements.values():
        instructed = {cited.confirmation for cited in requirement.citation} == {Confirmation.INSTRUCTION}
        assert instructed == (requirement in own), requirement.id


def test_every_profile_that_is_shipped_is_in_the_tables() -> None:
    folder = resources.files("policies").joinpath("profiles")
    assert {file.name.removesuffix(".yaml") for file in folder.iterdir()} == {*tables.NAMES, *tables.ELSEWHERE}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=name)
def test_whatever_a_profile_lists_exists(profile: Profile) -> None:
    known = {
        "suites": {suite.name for suite in SUITES.values()},
        "groups": set(GROUPS.values()),
        "primes": set(GROUPS.values()),
        "schemes": set(SCHEMES.values()),
        "signatures": CERTIFICATE_SIGNATURES,
        "versions": set(VERSIONS),
        "types": {"RSA", "EC", "Ed25519", "Ed448", "DSA"},
    }
    for requirement in profile.requirements:
        for parameter, value in requirement.parameters.items():
            if parameter in known:
                assert isinstance(value, list)
                assert len(value) == len(set(value)), (requirement.id, parameter)
                assert set(value) <= known[parameter], (requirement.id, parameter)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=name)
def test_every_version_is_either_refused_or_one_that_is_asked_for(profile: Profile) -> None:
    refused = listed(profile, "tls.version.legacy", "versions")
    asked = listed(profile, "tls.version.modern", "versions")
    assert {"SSLv2", "SSLv3"} <= refused
    assert "TLSv1.3" in asked
    assert not refused & asked


@pytest.mark.parametrize("profile", ENGINEERING, ids=name)
def test_an_engineering_profile_allows_nothing_broken(profile: Profile) -> None:
    for suite in map(suite_named, listed(profile, "tls.cipher.allowed", "suites")):
        assert not any([suite.is_null, suite.is_anonymous, suite.is_export, suite.is_rc4]), suite.name
        if profile.name != "mozilla-old":
            assert suite.forward_secret, suite.name
            assert not suite.is_block64, suite.name


@pytest.mark.parametrize("profile", ENGINEERING, ids=name)
def test_a_profile_has_suites_for_the_newest_version_and_a_key_that_can_sign(profile: Profile) -> None:
    suites = [suite_named(each) for each in listed(profile, "tls.cipher.allowed", "suites")]
    assert {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"} <= {suite.name for suite in suites}
    assert listed(profile, "tls.certificate.key", "types") & {"EC", "RSA"}


def test_mozillas_configurations_lie_inside_of_each_other() -> None:
    modern, intermediate, old = (PROFILES[f"mozilla-{each}"] for each in ("modern", "intermediate", "old"))
    suites = [listed(profile, "tls.cipher.allowed", "suites") for profile in (modern, intermediate, old)]
    assert suites[0] < suites[1] < suites[2]
    groups = [listed(profile, "tls.group.allowed", "groups") for profile in (modern, intermediate, old)]
    assert groups[0] == groups[1] == groups[2]
    versions = [listed(profile, "tls.version.legacy", "versions") for profile in (modern, intermediate, old)]
    assert versions[0] > versions[1] > versions[2]
    assert all(suite_named(each).is_tls13 for each in suites[0])
    assert all(suite_named(each).is_aead for each in suites[1])


def test_only_bsi_and_nist_still_allow_cbc_with_forward_secrecy() -> None:
    with_cbc = {
        profile.name
        for profile in ENGINEERING
        if any(suite_named(each).is_cbc for each in listed(profile, "tls.cipher.allowed", "suites"))
    }
    assert with_cbc == {"mozilla-old", "bsi-tr-02102-2", "nist-800-52r2"}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=name)
def test_what_nobody_read_is_not_called_primary(profile: Profile) -> None:
    for source in profile.sources:
        read_in_full = "read in full" in source.read_in
        assert (source.confirmation is Confirmation.PRIMARY) == read_in_full


def test_a_profile_that_is_no_law_only_recommends() -> None:
    for profile in ENGINEERING:
        assert {requirement.force for requirement in profile.requirements} == {"recommended"}


@pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)
def test_the_patterns_of_suites_find_what_the_registry_calls_so(suite: Suite) -> None:
    broken = any([suite.is_null, suite.is_anonymous, suite.is_export, suite.is_rc4])
    broken |= suite.cipher.startswith("DES") or suite.mac == "MD5"
    assert bool(pattern("tls.cipher.broken").search(suite.name)) == broken
    assert bool(pattern("tls.cipher.sweet32").search(suite.name)) == suite.is_block64
    if not suite.is_anonymous:
        secret = "_WITH_" not in suite.name or bool(pattern("tls.cipher.forward_secrecy").search(suite.name))
        assert secret == suite.forward_secret


@pytest.mark.parametrize("scheme", SCHEMES.values())
def test_the_pattern_of_weak_hashes_spares_the_strong_ones(scheme: str) -> None:
    weak = bool(pattern("tls.signature.hash").search(scheme))
    assert weak == scheme.endswith(("sha1", "sha224", "md5"))
    assert not (weak and scheme in default("tls.signature.allowed", "schemes"))


def test_by_default_what_ncsc_calls_good_or_sufficient_is_allowed() -> None:
    ncsc = PROFILES["ncsc-nl-2025"]
    for requirement, parameter in [("tls.cipher.allowed", "suites"), ("tls.group.allowed", "groups")]:
        assert listed(ncsc, requirement, parameter) == set(default(requirement, parameter))


def test_a_profile_loads_by_its_name() -> None:
    assert load_profile("ncsc-nl-2025", CATALOGUE).title.en.startswith("NCSC-NL")


@pytest.mark.parametrize(
    "table",
    [tables.sources(), tables.requirements(), *(tables.members(*each) for each in tables.LISTS)],
    ids=["sources", "requirements", *(parameter for _, parameter in tables.LISTS)],
)
def test_the_page_says_what_the_profiles_say(table: str) -> None:
    assert table in PAGE


def test_the_page_names_what_the_provinces_profile_leaves_out() -> None:
    chosen = {requirement.id for requirement in PROFILES["vn-2026"].requirements}
    left_out = {id_ for id_ in CATALOGUE.requirements if id_.startswith("tls.")} - chosen
    told = PAGE.partition("## What vn-2026 leaves to the engineering profiles")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(tls\.[a-z0-9_.]+)`", told)) == left_out
