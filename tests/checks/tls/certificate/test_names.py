from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

from checks.tls.certificates.names import matches_by_wildcard_only, name_matches
from tests.checks.tls.certificates import general, issue, names, write
from tests.checks.tls.peers import program


@pytest.mark.parametrize(
    ("host", "sent", "expected"),
    [
        ("a.gov.test", ["a.gov.test"], True),
        ("A.GOV.TEST.", ["a.Gov.test"], True),
        ("a.gov.test", ["b.gov.test", "a.gov.test"], True),
        ("a.gov.test", ["*.gov.test"], True),
        ("gov.test", ["*.gov.test"], False),
        ("a.b.gov.test", ["*.gov.test"], False),
        ("a.gov.test", ["a*.gov.test"], False),
        ("a.gov.test", ["*a.gov.test"], False),
        ("a.gov.test", ["*"], False),
        ("gov.test", ["*.test"], False),
        ("a.gov.test", ["a.*.test"], False),
        ("a.gov.test", ["*.*.test"], False),
        ("a.gov.test", ["a.gov.test.vn"], False),
        ("a.gov.test", [], False),
        ("xn--ting-vit-6ya.test", ["xn--ting-vit-6ya.test"], True),
        ("xn--ting-vit-6ya.gov.test", ["*.gov.test"], True),
        ("a.xn--ting-vit-6ya.test", ["*.xn--ting-vit-6ya.test"], True),
        ("xn--ting-vit-6ya.gov.test", ["xn--*.gov.test"], False),
        ("127.0.0.1", ["127.0.0.1"], True),
        ("127.0.0.1", ["*.0.0.1"], False),
        ("::1", ["::1"], True),
        ("[0:0::1]", ["::1"], True),
        ("::ffff:127.0.0.1", ["127.0.0.1"], False),
        ("", [""], True),
    ],
)
def test_names_are_compared_label_by_label(host: str, sent: list[str], expected: bool) -> None:
    assert name_matches(host, [general(name) for name in sent]) is expected


def test_an_address_written_as_a_host_name_counts_for_nothing() -> None:
    assert not name_matches("127.0.0.1", [x509.DNSName("127.0.0.1")])


@pytest.mark.parametrize(
    ("host", "sent", "expected"),
    [
        ("a.gov.test", ["*.gov.test"], True),
        ("a.gov.test", ["*.gov.test", "A.gov.test."], False),
        ("a.gov.test", ["b.gov.test"], False),
        ("127.0.0.1", ["*.0.0.1"], False),
    ],
)
def test_a_wildcard_counts_only_where_no_name_does(host: str, sent: list[str], expected: bool) -> None:
    covering = [general(name) for name in sent]
    assert (matches_by_wildcard_only(host, covering) and name_matches(host, covering)) is expected


def test_openssl_finds_the_same_names_covered(tmp_path: Path) -> None:
    """But for wildcards within a label, which RFC 9525 §6.3 no longer allows and openssl still does."""
    openssl = program("openssl")
    rng = random.Random(9525)  # noqa: S311 (the same each time)
    labels = ["a", "www", "xn--ting-vit-6ya", "gov", "test"]

    def made(wild: bool) -> str:
        first = "*" if wild else rng.choice(labels)
        return ".".join([first, *(rng.choice(labels) for _ in range(rng.randrange(1, 4)))])

    seen = set()
    for _ in range(4):
        listed = [made(wild=rng.random() < 0.5) for _ in range(4)] + ["2001:db8::1", "192.0.2.7"]
        path = write(tmp_path / "cert.pem", issue("x.test", None, names(*listed)))
        hosts = {name.replace("*", rng.choice(labels)) for name in listed} | {made(wild=False), made(wild=False)}
        for host in sorted(hosts | {"2001:db8:0::1", "192.0.2.8"}):
            kind = "-checkip" if ":" in host or host[0].isdigit() else "-checkhost"
            command = [openssl, "x509", "-in", str(path), "-noout", kind, host]
            said = subprocess.run(command, capture_output=True, text=True, timeout=30).stdout
            expected = "does match" in said
            seen.add(expected)
            assert name_matches(host, [general(name) for name in listed]) is expected, (host, listed, said)
    assert seen == {True, False}
