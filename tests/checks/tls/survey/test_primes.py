from __future__ import annotations

import re
import subprocess

import pytest

from checks.tls.survey.primes import prime_name
from tests.checks.tls.peers import program

_GROUPS = {
    **{f"ffdhe{bits}": f"ffdhe{bits}" for bits in (2048, 3072, 4096, 6144, 8192)},
    **{f"modp_{bits}": f"modp{bits}" for bits in (1536, 2048, 3072, 4096, 6144, 8192)},
    "dh_1024_160": "rfc5114-1024-160",
    "dh_2048_224": "rfc5114-2048-224",
    "dh_2048_256": "rfc5114-2048-256",
}

# RFC 2409 §6.1 and §6.2
_768 = """
FFFFFFFF FFFFFFFF C90FDAA2 2168C234 C4C6628B 80DC1CD1 29024E08 8A67CC74 020BBEA6 3B139B22 514A0879 8E3404DD
EF9519B3 CD3A431B 302B0A6D F25F1437 4FE1356D 6D51C245 E485B576 625E7EC6 F44C42E9 A63A3620 FFFFFFFF FFFFFFFF
"""
_1024 = """
FFFFFFFF FFFFFFFF C90FDAA2 2168C234 C4C6628B 80DC1CD1 29024E08 8A67CC74 020BBEA6 3B139B22 514A0879 8E3404DD
EF9519B3 CD3A431B 302B0A6D F25F1437 4FE1356D 6D51C245 E485B576 625E7EC6 F44C42E9 A637ED6B 0BFF5CB6 F406B7ED
EE386BFB 5A899FA5 AE9F2411 7C4B1FE6 49286651 ECE65381 FFFFFFFF FFFFFFFF
"""


@pytest.mark.parametrize(("group", "name"), _GROUPS.items())
def test_openssl_knows_the_prime_by_the_same_name(group: str, name: str) -> None:
    kind = "DHX" if group.startswith("dh_") else "DH"
    made = subprocess.run(
        [program("openssl"), "genpkey", "-genparam", "-algorithm", kind, "-pkeyopt", f"group:{group}"],
        check=True,
        capture_output=True,
    )
    shown = subprocess.run([program("openssl"), "asn1parse"], input=made.stdout, check=True, capture_output=True)
    first = re.search(r"INTEGER +:([0-9A-F]+)", shown.stdout.decode())
    assert first is not None
    assert prime_name(bytes.fromhex(first[1])) == name


@pytest.mark.parametrize(("digits", "name"), [(_768, "modp768"), (_1024, "modp1024")])
def test_the_oakley_groups_are_known_too(digits: str, name: str) -> None:
    assert prime_name(bytes.fromhex(digits)) == name


def test_a_leading_zero_changes_nothing_and_any_other_prime_is_the_servers_own() -> None:
    prime = bytes.fromhex(_1024)
    assert prime_name(b"\0" + prime) == "modp1024"
    assert prime_name(prime[:-1] + b"\x01") == "own"
