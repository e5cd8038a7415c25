"""Mail is handed to a real server over TLS, and no text of a portal reaches its headers as one."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from agent.notices.mail import message_of, send_mail
from agent.notices.outbox import Notice
from agent.notices.sending import ChannelError, LaterError, RefusedError
from agent.notices.settings import Smtp
from agent.store import Store
from tests.agent.notices.made import waiting
from tests.agent.notices.peers import LOGIN, Mailbox, mail_server
from tests.lab.authority import Authority, Leaf
from tests.servers import closed_port

VERSIONS = ("TLSv1.2", "TLSv1.3")


@pytest.fixture
def notice(tmp_path: Path) -> Iterator[Notice]:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as store:
        yield waiting(store)[0]


@pytest.fixture
def tls(authority: Authority) -> ssl.SSLContext:
    return authority.context("localhost", Leaf(), VERSIONS)


def smtp(
    folder: Path, port: int, tls: Literal["starttls", "implicit"] = "starttls", secret: bytes = LOGIN.password
) -> Smtp:
    file = folder / "password"
    file.write_bytes(secret + b"\n")
    return Smtp(
        host="localhost",
        port=port,
        tls=tls,
        user="tuanthu" if tls == "starttls" else None,
        password_file=file if tls == "starttls" else None,
        ca_file=folder / "ca.pem",
        sender="tuanthu@thidiem.gov.test",
        sender_name="Hệ thống, giám sát",
        reply_to="so@thidiem.gov.test",
        timeout=5,
    )


@pytest.mark.parametrize("how", ["starttls", "implicit"])
def test_mail_is_handed_over_encrypted(
    notice: Notice, tls: ssl.SSLContext, tmp_path: Path, how: Literal["starttls", "implicit"]
) -> None:
    box = Mailbox()
    with mail_server(box, tls, implicit=how == "implicit") as port:
        send_mail(notice, smtp(tmp_path, port, how))
        send_mail(notice, smtp(tmp_path, port, how))
    first, second = box.messages
    assert first["Message-ID"] == second["Message-ID"] == f"<{notice.id[:32]}@thidiem.gov.test>"
    assert first["To"] == notice.recipient
    assert first["From"] == '"Hệ thống, giám sát" <tuanthu@thidiem.gov.test>'
    assert first["Reply-To"] == "so@thidiem.gov.test"
    assert first["Subject"] == "Tiêu đề"
    bodies = [first.get_body([kind]) for kind in ("plain", "html")]
    assert [body.get_content() for body in bodies if body] == ["Nội dung\n", "<p>Nội dung</p>\n"]


def test_a_server_that_cannot_be_trusted_or_reached_gets_nothing(
    notice: Notice, authority: Authority, tls: ssl.SSLContext, tmp_path: Path
) -> None:
    box = Mailbox()
    untrusted = authority.context("localhost", Leaf(issuer="stranger"), VERSIONS)
    with mail_server(box, untrusted) as port, pytest.raises(ChannelError, match="CERTIFICATE_VERIFY_FAILED"):
        send_mail(notice, smtp(tmp_path, port))
    with mail_server(box, tls) as port, pytest.raises(ChannelError, match="535"):
        send_mail(notice, smtp(tmp_path, port, secret=b"sai"))
    with pytest.raises(ChannelError, match="Refused"):
        send_mail(notice, smtp(tmp_path, closed_port()))
    missing = smtp(tmp_path, closed_port()).model_copy(update={"ca_file": tmp_path / "none.pem"})
    with pytest.raises(ChannelError, match="No such file"):
        send_mail(notice, missing)
    assert box.messages == []


def test_a_refusal_is_for_good_or_for_now(notice: Notice, tls: ssl.SSLContext, tmp_path: Path) -> None:
    box = Mailbox()
    with mail_server(box, tls) as port:
        box.refuses = "550 5.1.1 no such user"
        with pytest.raises(RefusedError, match=r"550 5\.1\.1 no such user"):
            send_mail(notice, smtp(tmp_path, port))
        box.refuses = "451 greylisted"
        with pytest.raises(LaterError, match="451 greylisted") as later:
            send_mail(notice, smtp(tmp_path, port))
    assert type(later.value) is LaterError


def test_a_message_too_large_is_refused_and_a_server_that_closes_is_away(
    notice: Notice, tls: ssl.SSLContext, tmp_path: Path
) -> None:
    box = Mailbox()
    large = replace(notice, body={**notice.body, "text": "x" * 30_000_000})
    with mail_server(box, tls) as port:
        with pytest.raises(RefusedError, match="552"):
            send_mail(large, smtp(tmp_path, port))
        box.refuses = "421 4.3.2 shutting down"
        with pytest.raises(ChannelError, match="shutting down"):
            send_mail(notice, smtp(tmp_path, port))


def test_an_encoded_word_in_a_text_stays_a_text(notice: Notice, tmp_path: Path) -> None:
    subject = "Cong =?utf-8?q?a=0d=0aBcc:_ke-gian@evil.test?= =?utf-8?b?4oCu?="
    sender = smtp(tmp_path, 25).model_copy(update={"sender_name": "=?utf-8?q?a=0d=0aX:_b?="})
    message = message_of(replace(notice, body={**notice.body, "subject": subject}), sender)
    assert message["Subject"] == subject.replace("=?", "= ?")
    assert [line for line in message.as_bytes().splitlines() if line.startswith((b"Bcc", b"X:"))] == []


def test_hostile_texts_stay_in_their_header(notice: Notice, tmp_path: Path) -> None:
    body = {**notice.body, "subject": "Cổng\r\nBcc: ke-gian@evil.test\n\n<b>\u202e\ud800" + "dài " * 300}
    message = message_of(replace(notice, body=body), smtp(tmp_path, 25))
    head = message.as_bytes().partition(b"\n\n")[0].decode("ascii")
    assert "Bcc" not in message
    assert "\nBcc" not in head
    assert message["Subject"].startswith("Cổng[U+000D] Bcc: ke-gian@evil.test <b>[U+202E][U+D800]dài")
    assert len(message["Subject"]) < 450
    with pytest.raises(ValueError, match="CR or LF"):
        message_of(replace(notice, recipient="a@b.test\nBcc: c@d.test"), smtp(tmp_path, 25))
