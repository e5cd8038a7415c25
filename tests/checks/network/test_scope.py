"""Only global unicast addresses are contacted, unless a network was named."""

import pytest

from checks.network.scope import Scope


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_global_addresses_are_within_the_scope(address: str) -> None:
    assert Scope().allows(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "64:ff9b::a00:1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::1",
        "2001:0:4136:e378:8000:63bf:f5ff:fffe",
    ],
)
def test_local_private_and_disguised_addresses_are_not(address: str) -> None:
    assert not Scope().allows(address)


def test_a_named_network_is_allowed_and_no_more() -> None:
    scope = Scope.of(["127.0.0.0/8", "::1/128"])
    assert scope.allows("127.9.9.9")
    assert scope.allows("::1")
    assert scope.allows("::ffff:127.0.0.1")
    assert not scope.allows("10.0.0.1")


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="300"):
        Scope.of(["300.0.0.0/8"])
