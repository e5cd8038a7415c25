"""Profiles by name."""

from __future__ import annotations

import pytest

from agent.errors import InputError
from agent.profiles import profile_names, read_profile


def test_every_profile_that_is_shipped_can_be_read() -> None:
    names = profile_names()
    assert "vn-2026" in names
    for name in names:
        assert read_profile(name).name == name
        assert read_profile(name).requirements


@pytest.mark.parametrize("name", ["vn-1999", "", "../profiles/vn-2026", "vn-2026.yaml"])
def test_another_name_is_told_those_there_are(name: str) -> None:
    with pytest.raises(InputError, match=r"vn-2026"):
        read_profile(name)
