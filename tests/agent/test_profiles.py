"""Profiles by name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from agent.errors import InputError
from agent.profiles import profile_names, read_profile, read_profile_or_file
from policies.catalogue import CatalogueError

EXAMPLE = Path(__file__).parents[2] / "docs" / "simulation" / "siet-chat.yaml"


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


@pytest.mark.parametrize("name", ["vn-1999", "", "../profiles/vn-2026", "vn-2026.yaml", "a" * 300 + ".yaml", "\0.yaml"])
def test_what_is_neither_a_name_nor_a_file_is_told_those_there_are(name: str) -> None:
    with pytest.raises(InputError, match=r"vn-2026"):
        read_profile_or_file(name)


def test_a_name_is_read_as_ever() -> None:
    assert read_profile_or_file("vn-2026") == read_profile("vn-2026")


def test_the_example_tightens_two_requirements_and_brings_one_of_its_own() -> None:
    asked = {found.id: found.parameters for found in read_profile_or_file(str(EXAMPLE)).requirements}

    assert asked == {
        "tls.version.modern": {"versions": ["TLSv1.3"]},
        "tls.certificate.lifetime": {"days": 90},
        "ipv6.name_servers_all": {},
    }


def test_what_else_lies_in_the_folder_of_a_file_is_not_read(tmp_path: Path) -> None:
    text = EXAMPLE.read_text("utf-8").replace("  - ipv6.name_servers_all\n", "")
    file = tmp_path / "siet-chat.yaml"
    file.write_text(text, "utf-8")
    (tmp_path / "notes.txt").write_text("no profile", "utf-8")
    (tmp_path / "broken.yaml").write_text("{", "utf-8")

    assert len(read_profile_or_file(str(file)).requirements) == 2


def test_a_mistake_in_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "siet-chat.yaml"
    file.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    with pytest.raises(CatalogueError, match=rf"^{tmp_path}/siet-chat.yaml, line 16: select.2: ipv6.name_servers_all"):
        read_profile_or_file(str(file))


def test_an_id_of_the_catalogue_is_not_taken_twice(tmp_path: Path) -> None:
    shutil.copy(EXAMPLE, tmp_path)
    own = tmp_path / "siet-chat"
    own.mkdir()
    taken = EXAMPLE.with_suffix("").joinpath("ipv6.name_servers_all.yaml").read_text("utf-8")
    (own / "ipv6.aaaa.yaml").write_text(taken.replace("id: ipv6.name_servers_all", "id: ipv6.aaaa"), "utf-8")
    with pytest.raises(CatalogueError, match=r"ipv6\.aaaa is in the catalogue already"):
        read_profile_or_file(str(tmp_path / "siet-chat.yaml"))
