"""The command as a whole: help, languages, exit status, one sentence an error."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from agent.cli.main import COMMANDS
from reports.summary import SUBJECTS
from tests.commands import TUANTHU, tuanthu

PORTAL = "https://portal.test/"
ENGLISH = {**os.environ, "TUANTHU_LANG": "en"}


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS), ["inventory", "check"], ["policy", "show"]])
def test_every_command_explains_itself_with_examples(arguments: list[str]) -> None:
    helped = tuanthu(*arguments, "--help")
    assert helped.returncode == 0
    assert "Examples:" in helped.stdout


def test_help_is_vietnamese_unless_asked_otherwise() -> None:
    assert "Đánh giá mọi cổng" in tuanthu("--help", lang="vi").stdout
    assert "Đánh giá mọi cổng" in tuanthu("--help", lang="").stdout
    assert "Audit every portal" in tuanthu("--lang", "en", "--help", lang="vi").stdout


def one_sentence(finished: subprocess.CompletedProcess[str], status: int) -> str:
    """The one line on stderr of a call that ended with this status and printed nothing else."""
    assert finished.returncode == status, finished.stderr
    assert finished.stdout == ""
    assert "Traceback" not in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1, finished.stderr
    return finished.stderr


def test_an_unknown_profile_names_those_there_are(tmp_path: Path) -> None:
    told = one_sentence(tuanthu("audit", tmp_path / "none.yaml", "--profile", "vn-1999"), 2)
    assert "vn-1999" in told
    assert "vn-2026" in told


def test_a_missing_inventory_is_named(tmp_path: Path) -> None:
    told = one_sentence(tuanthu("audit", tmp_path / "none.yaml", "-o", tmp_path / "out"), 2)
    assert "none.yaml" in told
    assert not (tmp_path / "out").exists()


def test_a_broken_inventory_is_told_by_line_and_field(tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("schema_version: 1\nprovince: {name: A}\nagencies: []\nportals: [{url: ftp://a.test/}]\n")
    finished = tuanthu("inventory", "check", file)
    assert finished.returncode == 2
    assert "line 4" in finished.stderr
    assert "portals[0]" in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_unusable_ca_file_is_told(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    asked = ["check", PORTAL, "--authorised", "x", "--allow-network", "127.0.0.0/8", "--ca-file", file]
    told = one_sentence(tuanthu(*asked, "--resolver", "127.0.0.1:9"), 2)
    assert "ca.pem" in told
    assert "--ca-file" in told


def test_a_folder_that_takes_no_files_is_told_before_any_work(tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.touch()
    told = one_sentence(tuanthu("demo", "-o", file / "inside"), 2)
    assert "-o" in told


def test_a_read_only_file_system_is_told() -> None:
    assert "/proc" in one_sentence(tuanthu("demo", "-o", "/proc/tuanthu"), 2)


def test_nothing_is_contacted_without_authority() -> None:
    told = one_sentence(tuanthu("check", PORTAL), 2)
    assert "--authorised" in told
    assert "--inventory" in told


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["check", "ftp://a.test/", "--authorised", "x"], "ftp://a.test/"),
        (["check", PORTAL, "--authorised", "x", "--allow-network", "300.0.0.0/8"], "300.0.0.0/8"),
        (["check", PORTAL, "--authorised", "x", "--resolver", "a b"], "a b"),
        (["check", PORTAL, "--authorised", "x", "--checks", "tls,tsl"], "tsl"),
        (["judge", "--law-date", "31/02/2026"], "31/02/2026"),
        (["judge", "latest", "--db", "sqlite:////nonexistent/tuanthu.db"], "/nonexistent"),
        (["policy", "show", "tls.version.legasy"], "tls.version.legasy"),
    ],
)
def test_wrong_words_are_told(arguments: list[str], named: str) -> None:
    finished = tuanthu(*arguments)
    assert finished.returncode == 2
    assert named in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["audit"], "thiếu tham số 'INVENTORY' – xem 'tuanthu audit --help'"),
        (
            ["audit", "--chekcs", "tls"],
            "không có tùy chọn '--chekcs'. Có phải là '--checks'? – xem 'tuanthu audit --help'",
        ),
        (["audti"], "không có lệnh 'audti' – xem 'tuanthu --help'"),
        (["diff", "a", "b", "c"], "thừa tham số (c) – xem 'tuanthu diff --help'"),
        (["check", "a", "--json=1"], "tùy chọn '--json' không nhận giá trị – xem 'tuanthu --help'"),
        (["schedule", "next", "--count", "0"], "giá trị của '--count' không hợp lệ: 0 nằm ngoài khoảng 1<=x<=366"),
    ],
)
def test_a_mistyped_command_is_told_in_one_vietnamese_sentence(arguments: list[str], told: str) -> None:
    assert one_sentence(tuanthu(*arguments, lang="vi"), 2).startswith(f"tuanthu: {told}")


def test_a_file_that_is_no_result_is_told(tmp_path: Path) -> None:
    for content in ("{", "[]", "{}", '{"portals": 3}', '{"portal": {"url": 1}, "observations": {}}', "\0"):
        file = tmp_path / "result.json"
        file.write_text(content)
        assert "result.json" in one_sentence(tuanthu("judge", file), 2)


def test_a_vantage_that_cannot_ask_the_dns_is_status_3() -> None:
    asked = ["check", PORTAL, "--authorised", "x", "--allow-network", "127.0.0.0/8", "--timeout", "0.2"]
    told = one_sentence(tuanthu(*asked, "--resolver", "127.0.0.1:9"), 3)
    assert "127.0.0.1:9" in told


def test_json_is_one_document_and_nothing_else() -> None:
    listed = json.loads(tuanthu("policy", "list", "--json").stdout)
    assert len(listed) >= 15
    assert {requirement["subject"] for requirement in listed} == set(SUBJECTS)


def test_help_comes_fast_enough_to_be_lazy() -> None:
    listed: list[str | Path] = [TUANTHU.with_name("python"), "-X", "importtime", TUANTHU, "--help"]
    loaded = subprocess.run(listed, capture_output=True, text=True, check=True).stderr
    for heavy in ("sqlalchemy", "cel_expr_python", "cryptography", "requests", "dns.resolver"):
        assert f" {heavy}\n" not in loaded


# ------------------------------------------------------------------------------------------------ streams


@pytest.mark.parametrize("arguments", [["policy", "list"], ["policy", "list", "--json"], ["--help"]])
def test_a_disk_without_room_is_told_in_one_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        finished = subprocess.run(
            [TUANTHU, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, env=ENGLISH, check=False
        )
    assert finished.returncode == 2
    assert finished.stderr == "tuanthu: the result cannot be written: No space left on device; make room for it\n"


@pytest.mark.parametrize("arguments", [["policy", "list"], ["policy", "list", "--json"], ["policy", "check"]])
def test_a_reader_that_has_read_enough_is_no_finding(arguments: list[str]) -> None:
    with subprocess.Popen([TUANTHU, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == b""
        assert running.wait() == 0


def test_results_are_utf_8_whatever_the_locale() -> None:
    finished = tuanthu("policy", "list", "--json", PYTHONIOENCODING="ascii")
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout) == json.loads(tuanthu("policy", "list", "--json").stdout)


@pytest.mark.parametrize("level", ["debug", "WARNING", "loud", ""])
def test_any_word_for_the_level_of_messages_will_do(level: str) -> None:
    assert tuanthu("policy", "check", TUANTHU_LOG=level).returncode == 0
