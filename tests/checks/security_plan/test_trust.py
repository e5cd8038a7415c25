"""Trusted certificates are read from PEM or DER, and from nothing else."""

from __future__ import annotations

import pytest

from checks.security_plan.trust import Roots, RootsError
from tests.signed import authority


def test_pem_and_der_say_the_same() -> None:
    one, other = authority().holder, authority("CA khác").holder
    assert Roots.read(one.der) == Roots.read(one.pem) == Roots((one.der,))
    assert Roots.read(one.pem + other.pem).certificates == (one.der, other.der)


@pytest.mark.parametrize("data", [b"", b"garbage", b"-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(RootsError):
        Roots.read(data)
