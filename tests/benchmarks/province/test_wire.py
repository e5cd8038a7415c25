"""The wire between two network namespaces: distance, order, nothing lost, and what it records."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.province.wire import FAR_ADDRESSES
from tests.benchmarks.province.echoes import DATAGRAMS

_NAMESPACE = ("unshare", "--net", "--pid", "--kill-child", "--mount-proc", "--map-root-user")
_PATH = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
_ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.namespace


def test_every_datagram_and_every_connection_takes_the_round_trip_over_both_families_and_none_is_lost() -> None:
    missing = [each for each in ("unshare", "nsenter", "ip", "cc") if shutil.which(each, path=_PATH) is None]
    if not missing and subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode != 0:
        missing = ["network namespaces"]
    if missing and "CI" not in os.environ:
        pytest.skip(f"not to be had here: {', '.join(missing)}")
    finished = subprocess.run(
        [*_NAMESPACE, sys.executable, "-m", "tests.benchmarks.province.echoes"],
        cwd=_ROOT,
        env={**os.environ, "PATH": _PATH},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout)
    assert all(round_trip >= 20 for round_trip in told["round_trips_ms"]), told
    assert told["in_order"] == [True, True]
    assert told["connections"] == [[address, 443, 1] for address in sorted(FAR_ADDRESSES)]
    assert min(told["packets"]) >= 2 * DATAGRAMS
