"""Keys on tokens of SoftHSM, and what they sign, checked by the reader of signatures and by openssl."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import InputError
from agent.sealing import token_key
from checks.security_plan.record import SignatureState
from checks.security_plan.signatures import read_signatures
from tests.signed import NOW, Holder, authority, paper
from tests.tokens import MODULE, PIN, Tokens, needs_softhsm, softhsm

pytestmark = needs_softhsm

ONE, MANY, BARE = "Văn phòng", "Kho", "Trống"
STRANGER = "Người Khác"


@pytest.fixture(scope="module", autouse=True)
def _tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with softhsm(tmp_path_factory.mktemp("hsm")) as tokens:
        fill(tokens)
        yield


def fill(tokens: Tokens) -> None:
    """A token with one key and its authority, one with three keys, and one whose key has no certificate."""
    tokens.add(ONE)
    tokens.put(ONE, authority().issue("Lê Văn C"), "ký số")
    tokens.put_certificate(ONE, authority().holder, "CA", 8)
    tokens.put_certificate(ONE, authority().issue(STRANGER), "khác", 9)
    tokens.add(MANY)
    tokens.put(MANY, authority().issue("Khóa RSA", kind="stamper"), "rsa", 1)
    tokens.put(MANY, authority().issue("Hỏi Lại"), "mỗi lần", 2, each_time=True)
    tokens.put(MANY, Holder(authority().issue("A").key, authority().issue("B").certificate), "lệch", 3)
    tokens.add(BARE)
    tokens.put(BARE, authority().issue("Lê Văn C"), "ký số", certified=False)


def right(_token: str) -> str:
    return PIN


def never(token: str) -> str:
    raise AssertionError(f"nobody is to be asked for the PIN of {token}")


def wrong(_token: str) -> str:
    return "0000"


@pytest.mark.parametrize(
    ("token", "label", "signer"),
    [(ONE, None, "Lê Văn C"), (MANY, "rsa", "Khóa RSA"), (MANY, "mỗi lần", "Hỏi Lại")],
)
def test_what_a_token_signs_holds(token: str, label: str | None, signer: str, tmp_path: Path) -> None:
    with token_key(MODULE, token, label, right) as key:
        container, pdf = key.sign(b"data", NOW), key.sign_pdf(paper(), "a.pdf")
    for signature in (
        *read_signatures(b"data", [container], authority().roots),
        *read_signatures(pdf, (), authority().roots),
    ):
        assert (signature.state, signature.signer) == (SignatureState.GOOD, signer)
    files = {"data": b"data", "p7s": container, "ca.pem": authority().holder.pem}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    verify = "openssl cms -verify -binary -inform DER -in p7s -content data -CAfile ca.pem -purpose any"
    read = subprocess.run(verify.split(), cwd=tmp_path, capture_output=True, check=False)
    assert (read.returncode, read.stdout) == (0, b"data"), read.stderr


def test_authorities_go_into_the_signature_and_strangers_do_not() -> None:
    with token_key(MODULE, ONE, None, right) as key:
        container = key.sign(b"data", NOW)
    assert authority().holder.der in container
    assert STRANGER.encode() not in container


def test_a_token_is_closed_afterwards() -> None:
    with token_key(MODULE, ONE, None, right):
        pass
    with pytest.raises(InputError, match="the PIN is wrong"), token_key(MODULE, ONE, None, wrong):
        pass


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("Không có", rf"no such token; name one with --pkcs11-label: {MANY}, {BARE}, {ONE}$"),
        (None, "there are several tokens"),
    ],
)
def test_which_token_is_told_before_its_pin_is_asked(token: str | None, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence), token_key(MODULE, token, None, never):
        pass


@pytest.mark.parametrize(
    ("token", "label", "sentence"),
    [
        (BARE, None, "holds no key with its certificate"),
        (MANY, None, "there are several keys on the token; name one with --pkcs11-key: lệch, mỗi lần, rsa$"),
        (MANY, "cũ", "there is no such key on the token"),
    ],
)
def test_which_key_is_told(token: str, label: str | None, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence), token_key(MODULE, token, label, right):
        pass


def test_a_module_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "no.so").write_text("no module")
    for name, sentence in (("none.so", "there is no file"), ("no.so", "cannot be used")):
        with pytest.raises(InputError, match=sentence), token_key(tmp_path / name, None, None, never):
            pass


def test_a_module_without_a_token_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own: a module reads its settings once."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    code = (
        "import sys, pathlib; from agent.sealing import token_key\n"
        "with token_key(pathlib.Path(sys.argv[1]), None, None, str): pass"
    )
    done = subprocess.run([sys.executable, "-c", code, str(MODULE)], capture_output=True, text=True, check=False)
    assert "shows no token; plug it in" in done.stderr


def test_the_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(InputError, match="install tuanthu with its extra 'pkcs11'"):
        token_key(MODULE, ONE, None, never).__enter__()
