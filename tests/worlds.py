"""Programs of the tests that run in a network namespace of their own, with addresses and servers made for them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

_NAMESPACE = ("unshare", "--net", "--pid", "--kill-child", "--map-root-user")
_PATIENCE = 300  # seconds
_ROOT = Path(__file__).parent.parent
_PATH = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"


def run_in_namespace(programs: Iterable[str], module: str, *options: str) -> str:
    """What a module prints that is run as a program there; skips the test, in CI apart, where one is missing."""
    missing = [program for program in ("unshare", *programs) if shutil.which(program, path=_PATH) is None]
    if not missing and subprocess.run([*_NAMESPACE, "true"], capture_output=True, check=False).returncode != 0:
        missing = ["network namespaces"]
    if missing and "CI" not in os.environ:
        pytest.skip(f"not to be had here: {', '.join(missing)}")
    finished = subprocess.run(
        [*_NAMESPACE, sys.executable, "-m", module, *options],
        cwd=_ROOT,
        env={**os.environ, "PATH": _PATH},
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert finished.returncode == 0, f"{finished.stderr}\nmissing: {missing}"
    return finished.stdout
