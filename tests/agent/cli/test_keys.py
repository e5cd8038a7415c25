"""`tuanthu seal` with a key on a token, as people run it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.cli.main import status_of
from tests.agent.sealing.made import database, report
from tests.commands import PATIENCE, TUANTHU
from tests.signed import Holder, authority, paper
from tests.tokens import MODULE, PIN, needs_softhsm, softhsm

pytestmark = needs_softhsm

TOKEN, OTHER = "Văn phòng", "Kho"


@dataclass(frozen=True)
class Desk:
    """A folder with a report, and beside it files with a PIN and whom to trust."""

    home: Path
    manifest: Path
    pdf: Path

    def seal(self, *arguments: object, module: Path = MODULE) -> list[str]:
        return list(map(str, ("seal", "-o", self.manifest.parent, "--pkcs11-module", module, *arguments)))


@pytest.fixture(scope="module", autouse=True)
def _tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A token with a good key, and one with a key whose certificate is another's."""
    with softhsm(tmp_path_factory.mktemp("hsm")) as tokens:
        tokens.add(TOKEN)
        tokens.put(TOKEN, authority().issue("Lê Văn C"), "ký số")
        tokens.add(OTHER)
        tokens.put(OTHER, Holder(authority().issue("A").key, authority().issue("B").certificate), "lệch")
        yield


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    folder = tmp_path / "bao-cao"
    folder.mkdir()
    _url, audit = database(folder)
    report(folder, audit)
    stem = folder / f"tuanthu-{audit.id}"
    desk = Desk(tmp_path, stem.with_name(f"{stem.name}.manifest.json"), stem.with_name(f"{stem.name}.pdf"))
    desk.pdf.write_bytes(paper())
    (tmp_path / "pin.txt").write_text(f"{PIN}\r\nnot of it\n", "utf-8")
    (tmp_path / "ca.pem").write_bytes(authority().holder.pem)
    return desk


def test_the_pin_is_asked_for_and_what_the_token_signs_holds(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [str(TUANTHU), *desk.seal("--pkcs11-label", TOKEN, "--sign-pdf")],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TUANTHU_LANG": "en"},
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        while f"PIN of the token {TOKEN}".encode() not in shown:
            shown += os.read(ours, 1024)
        os.write(ours, f"{PIN}\n".encode())
        printed, _errors = process.communicate(timeout=PATIENCE)
    os.close(ours)
    assert process.returncode == 0
    assert PIN.encode() not in shown + printed
    assert "Signed by Lê Văn C".encode() in printed
    for file in (desk.manifest, desk.pdf):
        assert status_of(["verify", str(file), "--ca-file", str(desk.home / "ca.pem"), "--json"]) == 0
        (signature,) = json.loads(capsys.readouterr().out)["signatures"]
        assert (signature["state"], signature["signer"]) == ("good", "Lê Văn C")
    openssl = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", f"{desk.manifest}.p7s"]
    openssl += ["-content", str(desk.manifest), "-CAfile", str(desk.home / "ca.pem"), "-purpose", "any"]
    assert subprocess.run(openssl, capture_output=True, check=True).stdout == desk.manifest.read_bytes()


def test_what_is_wrong_with_token_or_pin_is_one_sentence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TUANTHU_LANG", "en")
    (desk.home / "sai.txt").write_text("0000")
    of_token = ["--pkcs11-label", TOKEN, "--passphrase-file"]
    pin = desk.home / "pin.txt"
    for arguments, sentence in (
        (desk.seal(*of_token, desk.home / "sai.txt"), "the PIN is wrong"),
        (desk.seal(*of_token[:2]), f"the token {TOKEN} has a PIN; name the file that holds it"),
        (desk.seal("--passphrase-file", pin), f"name one with --pkcs11-label: {OTHER}, {TOKEN}"),
        (desk.seal(*of_token, pin, "--pkcs11-key", "cũ"), "name one with --pkcs11-key: ký số"),
        (desk.seal("--pkcs11-label", OTHER, "--passphrase-file", pin), "signs would not hold: broken"),
        (desk.seal(module=desk.home / "none.so"), "there is no file"),
        (desk.seal("--key", "khoa.p12"), "give --key or --pkcs11-module"),
        (["seal", "--pkcs11-key", "ký số"], "name its module with --pkcs11-module"),
    ):
        status = status_of(arguments)
        printed, errors = capsys.readouterr()
        assert (status, printed) == (2, ""), arguments
        assert sentence in errors
        assert len(errors.strip().splitlines()) == 1
    assert not desk.manifest.exists()
    assert desk.pdf.read_bytes() == paper()
