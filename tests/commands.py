"""Runs the real command `tuanthu`, as a person or a script would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

TUANTHU = Path(sys.executable).with_name("tuanthu")
PATIENCE = 180
_NO_BROWSER = {"TUANTHU_CHROMIUM": "none"}
"""What an audit sees depends on no browser of the machine, unless a test names one."""


def tuanthu(*arguments: object, lang: str = "en", **environment: str) -> subprocess.CompletedProcess[str]:
    """One call, finished; its texts are English unless told otherwise."""
    return subprocess.run(
        [str(TUANTHU), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        env={**os.environ, "TUANTHU_LANG": lang, "NO_COLOR": "1", "COLUMNS": "160", **_NO_BROWSER, **environment},
        check=False,
    )


def result_of(*arguments: object) -> Any:
    """The JSON that a call with `--json` printed; the call must have ended with status 0."""
    finished = tuanthu(*arguments, "--json")
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def verdicts_of(audit: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Portal URL → requirement → verdict, from the JSON of an audit."""
    return {
        portal["portal"]["url"]: {verdict["requirement"]: verdict for verdict in portal["verdicts"]}
        for portal in audit["portals"]
    }
