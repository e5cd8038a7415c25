"""One lab for the tests of the command line, a short inventory of it, and two stored audits of that."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.commands import result_of, tuanthu
from tests.lab import Lab

FEW = ("www", "stc", "luutru", "anlocha", "sgddt", "baivang", "camthuy", "lienvung")


@dataclass(frozen=True)
class Audits:
    """Two audits of the same portals: the first with every check, the second of TLS alone.

    `first` and `second` are their documents, `printed` is what the second said, `folder` holds all files.
    """

    folder: Path
    first: Any
    second: Any
    printed: subprocess.CompletedProcess[str]

    @property
    def ids(self) -> tuple[str, str]:
        return self.first["audit"]["id"], self.second["audit"]["id"]


@pytest.fixture(scope="session")
def lab() -> Iterator[Lab]:
    with Lab() as lab:
        yield lab


@pytest.fixture(scope="session")
def inventory_of(lab: Lab) -> Callable[..., Path]:
    """Writes an inventory of some of the lab's portals, or of sub-sites (`key/path`), beside the lab's own."""

    def write(name: str, *places: str) -> Path:
        content = yaml.safe_load(lab.inventory.read_text("utf-8"))
        known = {portal["url"]: portal for portal in content["portals"]}
        chosen = []
        for place in places:
            key, _slash, path = place.partition("/")
            url = lab.portal(key)["url"]
            chosen.append({**known[url], "url": url + path})
        urls = {portal["url"] for portal in chosen}
        content["portals"] = chosen
        used = {portal.get("system") for portal in chosen}
        content["systems"] = [system for system in content["systems"] if system["id"] in used]
        content["waivers"] = [waiver for waiver in content["waivers"] if waiver["portal"] in urls]
        file = lab.directory / name
        file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")
        return file

    return write


@pytest.fixture(scope="session")
def few(inventory_of: Callable[..., Path]) -> Path:
    return inventory_of("few.yaml", *FEW)


@pytest.fixture(scope="session")
def audits(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Audits:
    folder = tmp_path_factory.mktemp("audits")
    first = result_of("audit", few, "-o", folder)
    printed = tuanthu("audit", few, "-o", folder, "--checks", "tls")
    (latest,) = set(folder.glob("*.json")) - {folder / f"tuanthu-{first['audit']['id']}.json"}
    return Audits(folder, first, json.loads(latest.read_text("utf-8")), printed)
