"""A small public key infrastructure, and files with keys, for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.checks.tls.certificates import Holder, authority, issue, names, write


@pytest.fixture(scope="session")
def root() -> Holder:
    return authority("Root")


@pytest.fixture(scope="session")
def intermediate(root: Holder) -> Holder:
    return authority("Intermediate", root)


@pytest.fixture(scope="session")
def leaf(intermediate: Holder) -> Holder:
    return issue("binhminh.gov.test", intermediate, names("binhminh.gov.test", "*.binhminh.gov.test"))


@pytest.fixture(scope="session")
def ca_file(root: Holder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("ca") / "ca.pem", root)


@pytest.fixture(scope="session")
def rsa_server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of a server in one file; with RSA, as old versions and old suites need it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    holder = issue("a.test", None, names("a.test"), key=key, around=datetime.now(UTC))
    return write(tmp_path_factory.mktemp("rsa") / "server.pem", holder, key=True)
