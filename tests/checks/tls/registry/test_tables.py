from __future__ import annotations

import pytest

from checks.tls.registry import tables, unregistered


@pytest.mark.parametrize(
    ("table", "code", "name"),
    [
        (tables.SUITES, 0x00C6, "TLS_SM4_GCM_SM3"),  # RFC 8998
        (tables.SUITES, 0xC0B4, "TLS_SHA256_SHA256"),  # RFC 9150
        (tables.SUITES, 0xC103, "TLS_GOSTR341112_256_WITH_KUZNYECHIK_MGM_L"),  # RFC 9367
        (tables.GROUPS, 0x11EB, "SecP256r1MLKEM768"),
        (tables.GROUPS, 0x11EC, "X25519MLKEM768"),
        (tables.GROUPS, 0x11ED, "SecP384r1MLKEM1024"),
        (tables.GROUPS, 0x6399, "X25519Kyber768Draft00"),
        (tables.GROUPS, 41, "curveSM2"),
        (tables.SCHEMES, 0x0904, "mldsa44"),
        (tables.ALERTS, 120, "no_application_protocol"),
        (tables.EXTENSIONS, 0xFF01, "renegotiation_info"),
    ],
)
def test_the_registries_are_recent(table: dict[int, str], code: int, name: str) -> None:
    assert table[code] == name


@pytest.mark.parametrize("table", ["SUITES", "GROUPS", "SCHEMES", "ALERTS"])
def test_no_two_codes_have_one_name(table: str) -> None:
    names = [*getattr(tables, table).values(), *getattr(unregistered, table, {}).values()]
    assert len(set(names)) == len(names)
