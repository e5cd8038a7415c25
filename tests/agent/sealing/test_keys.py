"""Keys of operators, and what they sign, checked by the reader of signatures."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import InputError
from agent.sealing import SigningKey
from checks.security_plan.record import SignatureState
from checks.security_plan.signatures import read_signatures
from tests.agent.sealing.made import pkcs12_of
from tests.signed import DAY, NOW, Holder, add_page_text, authority, paper

PASSPHRASE = "mật khẩu 1"


@pytest.fixture(scope="module")
def holder() -> Holder:
    return authority().issue("Nguyễn Văn A")


@pytest.fixture(scope="module")
def key(holder: Holder) -> SigningKey:
    return SigningKey.read(pkcs12_of(holder, PASSPHRASE), "khoa.p12", PASSPHRASE.encode)


def never() -> bytes:
    raise AssertionError("nobody is to be asked")


def test_a_detached_signature_names_holder_and_time(key: SigningKey) -> None:
    (signature,) = read_signatures(b"data", [key.sign(b"data", NOW - DAY)], authority().roots)
    assert (signature.state, signature.signer, signature.signed_at) == (SignatureState.GOOD, "Nguyễn Văn A", NOW - DAY)


def test_it_holds_for_those_bytes_alone_and_whole(key: SigningKey) -> None:
    container = key.sign(b"data", NOW)
    for data, signed in ((b"dat", container), (b"data", container[:-9]), (b"data", container[:40])):
        (signature,) = read_signatures(data, [signed], authority().roots)
        assert signature.state is SignatureState.BROKEN


def test_a_pdf_is_signed_from_within(key: SigningKey) -> None:
    signed = key.sign_pdf(paper(), "a.pdf")
    (signature,) = read_signatures(signed, (), authority().roots)
    assert (signature.state, signature.signer) == (SignatureState.GOOD, "Nguyễn Văn A")
    assert b"/ETSI.CAdES.detached" in signed
    assert b"/F 130" in signed
    (changed,) = read_signatures(add_page_text(signed), (), authority().roots)
    assert changed.state is SignatureState.BROKEN


@pytest.mark.parametrize("junk", [b"", b"no PDF", b"%PDF-1.7\nnothing", paper()[:200]])
def test_what_is_no_pdf_is_not_signed(key: SigningKey, junk: bytes) -> None:
    with pytest.raises(InputError, match=r"a\.pdf cannot be signed"):
        key.sign_pdf(junk, "a.pdf")


@pytest.mark.parametrize("passphrase", [None, ""])
def test_a_file_without_a_passphrase_asks_for_none(holder: Holder, passphrase: str | None, tmp_path: Path) -> None:
    data = pkcs12_of(holder, None) if passphrase is None else empty_passphrase(holder, tmp_path)
    key = SigningKey.read(data, "khoa.p12", never)
    (signature,) = read_signatures(b"data", [key.sign(b"data", NOW)], authority().roots)
    assert signature.state is SignatureState.GOOD


def empty_passphrase(holder: Holder, folder: Path) -> bytes:
    """The file as openssl writes it for the passphrase of no letter."""
    import subprocess

    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem = holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + holder.pem
    command = ["openssl", "pkcs12", "-export", "-passout", "pass:"]
    return subprocess.run(command, input=pem, capture_output=True, check=True, cwd=folder).stdout


def test_a_wrong_passphrase_and_what_is_no_key_are_one_sentence(holder: Holder) -> None:
    for data in (pkcs12_of(holder, PASSPHRASE), b"", b"junk", holder.pem):
        with pytest.raises(InputError, match=r"khoa\.p12 cannot be opened"):
            SigningKey.read(data, "khoa.p12", lambda: b"wrong")


def test_a_file_without_a_key_is_told(holder: Holder) -> None:
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    alone = pkcs12.serialize_key_and_certificates(b"ca", None, None, [holder.certificate], NoEncryption())
    with pytest.raises(InputError, match="no key with its certificate"):
        SigningKey.read(alone, "ca.p12", never)
