"""The wheel alone is enough: installed into an empty environment it judges, reports and runs the demo."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
AUDIT = """
import subprocess, sys
from pathlib import Path
import yaml
from agent.cli.demo import load_lab

with load_lab().Lab(Path("lab")) as lab:
    content = yaml.safe_load(lab.inventory.read_text("utf-8"))
    content["portals"], content["systems"], content["waivers"] = content["portals"][:2], [], []
    for portal in content["portals"]:
        portal.pop("system", None)
    few = lab.inventory.with_name("few.yaml")
    few.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    tuanthu = Path(sys.executable).with_name("tuanthu")
    formats = ["--format", "html,json,docx,pdf,xlsx,card"]
    sys.exit(subprocess.run([tuanthu, "audit", few, "--profile", "lab", "-o", "out", *formats]).returncode)
"""
"""Two portals of the lab, looked at and told in every format that has data of its own."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build: list[str | Path] = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(build, check=True, capture_output=True)
    (built,) = folder.glob("tuanthu-*.whl")
    return built


def test_it_holds_the_data_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "policies/catalogue/tls/tls.version.legacy.yaml",
        "policies/profiles/vn-2026.yaml",
        "policies/reasons.yaml",
        "reports/templates/base.html.j2",
        "reports/schema/portal-1.schema.json",
        "reports/locale/vi.po",
        "agent/locale/vi.po",
        "agent/service/files/tuanthu.service",
        "agent/lab/__main__.py",
    ):
        assert needed in names
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {
        "agent",
        "checks",
        "policies",
        "reports",
    }


def test_it_audits_its_own_lab_from_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True, capture_output=True)
    binaries = tmp_path / "venv" / "bin"
    lock: list[str | Path] = ["--require-hashes", "-r", ROOT / "requirements.lock"]
    for install in (lock, ["--no-deps", wheel]):
        command: list[str | Path] = [
            binaries / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            *install,
        ]
        subprocess.run(command, check=True, capture_output=True)
    audited = subprocess.run(
        [binaries / "python", "-P", "-c", AUDIT], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert audited.returncode == 0, audited.stderr
    made = {file.name.split(".", 1)[1] for file in (tmp_path / "out").iterdir() if file.is_file()}
    assert made >= {"html", "json", "pdf", "official.docx", "official.pdf", "xlsx", "card.html", "card.pdf"}
