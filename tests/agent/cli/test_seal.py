"""`tuanthu seal`, and `tuanthu verify` of what it sealed, as people run them."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.cli.main import status_of
from tests.agent.sealing.made import change, database, pkcs12_of, report
from tests.commands import PATIENCE, TUANTHU, result_of, tuanthu
from tests.signed import Holder, authority, paper, sign_apart

PASSPHRASE = "mật khẩu 1"


@dataclass(frozen=True)
class Desk:
    """A folder with a report, the database of its audit, a key with its passphrase, and whom to trust."""

    home: Path
    folder: Path
    audit: str

    @property
    def manifest(self) -> Path:
        return self.folder / f"tuanthu-{self.audit}.manifest.json"

    @property
    def signature(self) -> Path:
        return self.manifest.with_name(f"{self.manifest.name}.p7s")

    @property
    def pdf(self) -> Path:
        return self.folder / f"tuanthu-{self.audit}.pdf"

    def key(self, holder: Holder, name: str = "khoa.p12") -> list[object]:
        (self.home / name).write_bytes(pkcs12_of(holder, PASSPHRASE))
        return ["--key", self.home / name, "--passphrase-file", self.home / "mat-khau.txt"]

    @property
    def trusted(self) -> list[object]:
        return [self.manifest, "--ca-file", self.home / "ca.pem"]


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command within this process: its status, and what it wrote to stdout and stderr."""
    monkeypatch.setenv("TUANTHU_LANG", "en")

    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = status_of([str(argument) for argument in arguments])
        return status, *capsys.readouterr()

    return call


def told(run: Run, *arguments: object) -> Any:
    """The JSON that a command prints, however it ends."""
    return json.loads(run(*arguments, "--json")[1])


def made(home: Path) -> Desk:
    folder = home / "bao-cao"
    folder.mkdir()
    _url, audit = database(folder)
    report(folder, audit)
    (home / "mat-khau.txt").write_text(f"{PASSPHRASE}\nnot of it\n", "utf-8")
    (home / "ca.pem").write_bytes(authority().holder.pem)
    desk = Desk(home, folder, audit.id)
    desk.pdf.write_bytes(paper())
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return made(tmp_path)


@pytest.fixture(scope="module")
def sealed_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, str]:
    """A report that was sealed with its PDF signed, and what the command said."""
    desk = made(tmp_path_factory.mktemp("sealed"))
    done = tuanthu("seal", desk.audit[:-2], "-o", desk.folder, "--sign-pdf", *desk.key(authority().issue("Lê Văn C")))
    assert done.returncode == 0, done.stderr
    return desk, done.stdout


@pytest.fixture
def sealed(sealed_once: tuple[Desk, str], tmp_path: Path) -> Desk:
    """A copy of it to tamper with."""
    shutil.copytree(sealed_once[0].home, tmp_path / "copy")
    return Desk(tmp_path / "copy", tmp_path / "copy" / "bao-cao", sealed_once[0].audit)


def test_a_sealed_report_holds_with_its_pdf_signed(sealed_once: tuple[Desk, str]) -> None:
    desk, printed = sealed_once
    assert "Files sealed: 4" in printed
    assert "PDFs signed: 1" in printed
    assert "Signed by Lê Văn C, UBND tỉnh Thí Điểm" in printed
    found = result_of(
        "verify", desk.folder, "--ca-file", desk.home / "ca.pem", "--db", f"sqlite:///{desk.folder / 'tuanthu.db'}"
    )
    assert [signature["state"] for signature in found["signatures"]] == ["good"]
    assert found["sealed"]["sound"]
    assert found["sealed"]["files"]["unchanged"] == 4
    (in_pdf,) = result_of("verify", desk.pdf, "--ca-file", desk.home / "ca.pem")["signatures"]
    assert (in_pdf["state"], in_pdf["signer"]) == ("good", "Lê Văn C")


def test_one_byte_in_any_file_is_found(sealed: Desk, run: Run) -> None:
    listed = json.loads(sealed.manifest.read_bytes())["files"]
    assert len(listed) == 4
    for name in (file["name"] for file in listed):
        data = (sealed.folder / name).read_bytes()
        (sealed.folder / name).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    status, printed, _errors = run("verify", *sealed.trusted, "--json")
    assert status == 1
    assert json.loads(printed)["sealed"]["files"]["changed"] == sorted(file["name"] for file in listed)


def test_a_changed_manifest_breaks_its_signature(sealed: Desk, run: Run) -> None:
    sealed.manifest.write_bytes(sealed.manifest.read_bytes().replace("Thí".encode(), b"Thi "))
    status, printed, _errors = run("verify", *sealed.trusted)
    assert status == 1
    assert "✗ broken" in printed


def test_another_signer_is_not_trusted_where_it_is_said_who_is(sealed: Desk, run: Run) -> None:
    sealed.signature.write_bytes(sign_apart(sealed.manifest.read_bytes(), authority("CA Giả").issue("Kẻ Lạ")))
    status, printed, _errors = run("verify", *sealed.trusted)
    assert status == 1
    assert "? unknown authority: Kẻ Lạ" in printed
    assert run("verify", sealed.manifest)[0] == 0


def test_a_signature_that_is_cut_off_or_gone_is_none(sealed: Desk, run: Run) -> None:
    sealed.signature.write_bytes(sealed.signature.read_bytes()[:-20])
    status, printed, _errors = run("verify", *sealed.trusted)
    assert (status, "the signature cannot be read" in printed) == (1, True)
    sealed.signature.unlink()
    status, printed, _errors = run("verify", *sealed.trusted)
    assert (status, "there is no digital signature on it" in printed) == (1, True)


def test_a_manifest_that_leads_out_is_refused(sealed: Desk, run: Run) -> None:
    content = json.loads(sealed.manifest.read_bytes())
    content["files"][0]["name"] = "../ca.pem"
    sealed.manifest.write_text(json.dumps(content))
    status, _printed, errors = run("verify", *sealed.trusted)
    assert (status, "outside the folder" in errors) == (2, True)


def test_a_database_is_compared_with_manifests_alone(sealed: Desk, run: Run) -> None:
    status, _printed, errors = run("verify", sealed.pdf, "--db", f"sqlite:///{sealed.folder / 'tuanthu.db'}")
    assert (status, "is no manifest" in errors) == (2, True)


def test_sealing_again_gives_the_same_manifest_and_one_signature(sealed: Desk, run: Run) -> None:
    before, pdf = sealed.manifest.read_bytes(), sealed.pdf.read_bytes()
    sealed.manifest.with_name(f"{sealed.manifest.name}.sig").write_bytes(b"stale")
    (sealed.folder / f"tuanthu-{sealed.audit}.csv").write_text("a;b")
    seal = ["seal", sealed.audit, "-o", sealed.folder, *sealed.key(authority().issue("Lê Văn C"))]
    assert len(told(run, *seal)["signatures"]) == 1
    (sealed.folder / f"tuanthu-{sealed.audit}.csv").unlink()
    again = told(run, *seal, "--sign-pdf")
    assert (again["signed_pdfs"], again["files"]) == ([], 4)
    assert (sealed.manifest.read_bytes(), sealed.pdf.read_bytes()) == (before, pdf)


def test_without_a_key_the_manifest_waits_for_a_signature_which_stays(desk: Desk, run: Run) -> None:
    status, printed, errors = run("seal", "-o", desk.folder)
    assert status == 0, errors
    assert "nobody has signed the manifest yet" in printed
    desk.signature.write_bytes(sign_apart(desk.manifest.read_bytes(), authority().issue("Phạm Thị D")))
    assert run("verify", *desk.trusted)[0] == 0
    assert "Signed by Phạm Thị D" in run("seal", "-o", desk.folder)[1]
    (desk.folder / f"tuanthu-{desk.audit}.json").write_text("[]")
    assert run("seal", "-o", desk.folder)[0] == 0
    assert not desk.signature.exists()


def test_a_folder_is_sealed_with_all_that_is_in_it(desk: Desk, run: Run) -> None:
    (desk.folder / "tuanthu-20200101-0000-abcd.html").rename(desk.folder / "cong-van.html")
    done = told(run, "seal", desk.folder)
    assert (done["files"], done["audit"]) == (5, desk.audit)
    (desk.folder / "added.txt").touch()
    assert told(run, "verify", desk.folder)["sealed"]["files"]["added"] == ["added.txt"]


def test_a_folder_of_several_audits_is_not_sealed_as_one(desk: Desk, run: Run) -> None:
    status, _printed, errors = run("seal", desk.folder)
    assert (status, "files of 2 audits" in errors) == (2, True)


def test_what_is_wrong_with_key_or_folder_is_one_sentence(desk: Desk, run: Run) -> None:
    key = desk.key(authority().issue("Lê Văn C"))
    (desk.home / "sai.txt").write_text("sai")
    out_of_date = desk.key(authority().issue("Hết Hạn", days=(-20, -10)), "cu.p12")
    database_of = f"sqlite:///{desk.folder / 'tuanthu.db'}"
    for arguments, sentence in (
        ([*key[:3], desk.home / "sai.txt"], "the passphrase is wrong"),
        (key[:2], "name the file that holds it with --passphrase-file"),
        (out_of_date, "would not hold: out of date"),
        (["--sign-pdf"], "--sign-pdf needs a key"),
        (["-o", desk.folder / "none", "--db", database_of], "cannot be read"),
        (["-o", desk.folder / f"tuanthu-{desk.audit}-ho-so", "--db", database_of], "there is no file of audit"),
    ):
        status, printed, errors = run("seal", "-o", desk.folder, *arguments)
        assert (status, printed) == (2, ""), arguments
        assert sentence in errors
        assert len(errors.strip().splitlines()) == 1
    assert not desk.manifest.exists()
    assert desk.pdf.read_bytes() == paper()


def test_what_is_stored_must_be_readable_to_be_sealed(desk: Desk, run: Run) -> None:
    change(f"sqlite:///{desk.folder / 'tuanthu.db'}", "UPDATE contents SET body = 'no JSON'")
    status, _printed, errors = run("seal", "-o", desk.folder)
    assert (status, "restore the database from a backup" in errors) == (2, True)


def test_the_passphrase_is_asked_for_on_a_terminal_and_not_shown(desk: Desk) -> None:
    key = desk.key(authority().issue("Lê Văn C"))[:2]
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [str(TUANTHU), "seal", "-o", str(desk.folder), *map(str, key)],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TUANTHU_LANG": "en"},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        while b"Passphrase of" not in shown:
            shown += os.read(ours, 1024)
        os.write(ours, f"{PASSPHRASE}\n".encode())
        printed, _errors = process.communicate(timeout=PATIENCE)
    os.close(ours)
    assert process.returncode == 0
    assert b"Signed by" in printed
    assert PASSPHRASE.encode() not in shown + printed


def test_officials_read_it_in_vietnamese(sealed: Desk) -> None:
    read = tuanthu("verify", sealed.folder, "--db", f"sqlite:///{sealed.folder / 'tuanthu.db'}", lang="vi")
    assert read.returncode == 0, read.stderr
    assert "các kết luận đúng là suy ra từ quan sát" in read.stdout
    assert "Số tệp còn nguyên như khi niêm phong: 4" in read.stdout
