"""The lab's labels that scripts put in, looked at by the real command with the real browser: the known truth again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.checks.browsers import SANDBOX, browser_here
from tests.commands import tuanthu
from tests.lab import Lab
from tests.test_province import differences, fact


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab() as lab:
        yield lab


def checked(lab: Lab, url: str) -> Any:
    """What `tuanthu check` says of a portal, with the browser of this machine."""
    browser = {"TUANTHU_CHROMIUM": browser_here().executable, SANDBOX: "off" if os.geteuid() == 0 else "on"}
    finished = tuanthu(
        "check", url, "--inventory", lab.inventory, "--checks", "tls,web,trust_label", "--json", **browser
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


@pytest.mark.browser
def test_every_truth_that_takes_a_browser_is_seen_with_one(lab: Lab) -> None:
    portals = [portal for portal in lab.portals if portal["browser"]]
    assert len(portals) >= 2
    for portal in portals:
        seen = checked(lab, portal["url"])
        outcomes = {verdict["requirement"]: verdict["verdict"] for verdict in seen["verdicts"]}
        for requirement, true in portal["browser"]["verdicts"].items():
            assert outcomes[requirement] == true, (portal["key"], requirement)
        for name, true in portal["browser"]["facts"].items():
            assert not differences(fact(seen["observations"], name), true), (portal["key"], name)
