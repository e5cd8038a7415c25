from __future__ import annotations

import json

import pytest

from agent.journal import Head
from agent.keeping.backup.manifest import Manifest, Member
from tests.agent.keeping.made import NOW

MANIFEST = Manifest(
    NOW, "0.7.0", "sqlite", "0005", 3, Head(2, "ab" * 32), [Member("a", "cd" * 32, 1, "/srv/tỉnh\udc80")]
)


def test_a_manifest_reads_back() -> None:
    assert Manifest.read(MANIFEST.data()) == MANIFEST


@pytest.mark.parametrize(
    "change",
    [{"format": "x"}, {"database": "mysql"}, {"journal": "x"}, {"members": [{}]}, {"members": 1}, {"made": "x"}],
)
def test_what_is_no_manifest_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no manifest"):
        Manifest.read(json.dumps(MANIFEST.as_json() | change).encode())
    for data in (b"", b"[]", b"\xff", b"{}"):
        with pytest.raises(ValueError, match="no manifest"):
            Manifest.read(data)
