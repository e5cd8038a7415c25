from __future__ import annotations

import subprocess

import pytest

from checks.tls.hello import VERSION_CODES
from checks.tls.suites import SUITES, offers
from tests.checks.tls.peers import program


def test_there_are_suites_for_every_version() -> None:
    assert set(SUITES) == set(VERSION_CODES)


@pytest.mark.parametrize("version", VERSION_CODES)
def test_the_offers_of_a_version_are_all_its_suites_in_order_and_in_hellos_that_old_servers_bear(version: str) -> None:
    parts = offers(version)
    assert [code for part in parts for code in part] == list(SUITES[version])
    assert all(len(part) < 128 for part in parts)


@pytest.mark.parametrize("version", VERSION_CODES)
def test_no_name_stands_twice(version: str) -> None:
    names = list(SUITES[version].values())
    assert len(set(names)) == len(names)


def test_no_suite_asks_for_a_secret_shared_beforehand() -> None:
    assert not [name for names in SUITES.values() for name in names.values() if "PSK" in name or "SRP" in name]


def test_suites_with_modern_encryption_are_only_offered_from_tls_1_2_on() -> None:
    old = SUITES["TLSv1.1"].values()
    assert not [name for name in old if name.endswith(("SHA256", "SHA384", "CCM", "CCM_8"))]
    assert set(old) < set(SUITES["TLSv1.2"].values())


def test_suites_of_tls_1_3_and_before_have_nothing_in_common() -> None:
    assert not set(SUITES["TLSv1.3"]) & set(SUITES["TLSv1.2"])


def test_names_and_codes_are_those_that_openssl_knows() -> None:
    command = [program("openssl"), "ciphers", "-stdname", "-V", "ALL:eNULL:@SECLEVEL=0"]
    known = {}
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        code, _, name = line.split()[:3]
        known[int(code.replace(",0x", ""), 16)] = name
    ours = SUITES["TLSv1.2"] | SUITES["TLSv1.3"]
    shared_secret = ("PSK", "SRP")
    assert {code: name for code, name in known.items() if not any(word in name for word in shared_secret)}.items() <= (
        ours.items()
    )
