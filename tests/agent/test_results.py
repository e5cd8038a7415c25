"""Files that `audit` and `check --json` wrote, and files that they did not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from agent.errors import InputError
from agent.results import LARGEST, records_in

PORTAL: dict[str, Any] = {
    "portal": {"url": "https://a.test/"},
    "vantage": {"name": "A"},
    "started": "2026-11-21T16:09:00+00:00",
    "finished": "2026-11-21T16:10:00+00:00",
    "observations": {"web": {"https": True}},
}


def written(folder: Path, document: Any) -> Path:
    file = folder / "a.json"
    file.write_text(json.dumps(document), "utf-8")
    return file


def test_a_portal_alone_and_an_audit_of_one_are_told_apart(tmp_path: Path) -> None:
    (record,), alone = records_in(written(tmp_path, PORTAL))
    assert (record.portal, record.also, alone) == (PORTAL["portal"], (), True)
    (same,), alone = records_in(written(tmp_path, {"portals": [PORTAL]}))
    assert (same, alone) == (record, False)


def test_the_looks_of_other_vantages_come_along(tmp_path: Path) -> None:
    (record,), _ = records_in(written(tmp_path, {**PORTAL, "also": [{**PORTAL, "vantage": {"name": "B"}}]}))
    assert [look.vantage["name"] for look in record.looks] == ["A", "B"]


@pytest.mark.parametrize("also", [7, [7], [{}], "x", {"a": 1}])
def test_what_is_no_look_is_told(tmp_path: Path, also: Any) -> None:
    with pytest.raises(InputError, match=r"a\.json"):
        records_in(written(tmp_path, {**PORTAL, "also": also}))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    with file.open("wb") as huge:
        huge.truncate(LARGEST + 1)
    with pytest.raises(InputError, match="512"):
        records_in(file)
