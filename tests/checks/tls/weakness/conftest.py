"""Servers with keys that take no time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.checks.tls.certificates import issue, names, write
from tests.checks.tls.weakness.fake_server import FakeServer


@pytest.fixture(scope="session")
def fake() -> FakeServer:
    """A server without flaws; `dataclasses.replace` gives it some."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - it keeps no secret
    return FakeServer(key, issue("a.test", None, names("a.test"), key=key, around=datetime.now(UTC)).certificate)


@pytest.fixture(scope="session")
def ecdsa_server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of a server in one file, with ECDSA."""
    holder = issue("a.test", None, names("a.test"), around=datetime.now(UTC))
    return write(tmp_path_factory.mktemp("ecdsa") / "server.pem", holder, key=True)
