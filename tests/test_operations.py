"""Every command of the page for operators runs, in the order of the page, in a folder with a province of its own.

From the first run of the service on, a service runs beside them, as it would.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.commands import PATIENCE, TUANTHU
from tests.small_province import small_province

PAGE = Path(__file__).parents[1] / "docs" / "operations.md"
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FIRST_RUN = "tuanthu serve --once"
NOT_ALL_IS_WELL = 3
"""What `doctor` may say of a service so young."""


def commands() -> list[str]:
    """The commands of the page, each without its prompt."""
    return [
        line[2:] for block in BLOCK.findall(PAGE.read_text("utf-8")) for line in block.splitlines() if line[:2] == "$ "
    ]


@contextmanager
def service(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """`tuanthu serve`, from when it leads."""
    command = [str(TUANTHU), "serve", "--config", "tuanthu.yaml"]
    log = folder / "serve.log"
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stderr=said)
    try:
        end = time.monotonic() + PATIENCE
        while "this service leads" not in log.read_text("utf-8") and time.monotonic() < end:
            assert process.poll() is None, log.read_text("utf-8")
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        assert process.wait(PATIENCE) == 0, log.read_text("utf-8")


def test_every_command_of_the_page_does_what_it_says(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PATH": f"{TUANTHU.parent}{os.pathsep}{os.environ['PATH']}",
        "TUANTHU_CHROMIUM": "none",
        "TUANTHU_DATABASE": f"sqlite:///{tmp_path / 'tuanthu.db'}",
        "TUANTHU_REPORTS": str(tmp_path / "reports"),
        "TUANTHU_WATCHING__LISTEN": "none",
        "TUANTHU_AUDITS__CONFIRM_AFTER": "null",
    }
    wrong: list[str] = []
    with small_province(tmp_path) as province, ExitStack() as stack:
        shutil.copy(province.inventory, tmp_path / "province.yaml")
        for command in commands():
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=tmp_path,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
            well = (0, NOT_ALL_IS_WELL) if " doctor " in command else (0,)
            if done.returncode not in well:
                wrong.append(f"$ {command}\n{done.returncode}\n{done.stdout[-1000:]}{done.stderr[-1000:]}")
            if command.startswith(FIRST_RUN):
                stack.enter_context(service(tmp_path, environment))
    assert len(commands()) > 30
    assert not wrong, "\n\n".join(wrong)
