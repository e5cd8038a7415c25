"""Posts are signed, marked and shaped as the receiver asks; its address is kept secret."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.notices.outbox import Notice
from agent.notices.sending import ChannelError
from agent.notices.settings import Webhook
from agent.notices.webhook import body_of, post
from agent.store import Store
from tests.agent.notices.made import waiting
from tests.agent.notices.peers import Receiver
from tests.lab.authority import Authority, Leaf
from tests.servers import closed_port


@pytest.fixture
def notice(tmp_path: Path) -> Iterator[Notice]:
    with Store(f"sqlite:///{tmp_path / 'audits.db'}") as store:
        yield waiting(store, channel="webhook", recipient="bot")[0]


@pytest.fixture
def receiver(authority: Authority) -> Receiver:
    return Receiver(authority.context("localhost", Leaf(), ("TLSv1.3",)))


def webhook(folder: Path, **given: Any) -> Webhook:
    return Webhook.model_validate({"name": "bot", "ca_file": folder / "ca.pem", "timeout": 5} | given)


def test_a_post_is_signed_and_counts_once(notice: Notice, receiver: Receiver, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("khóa\n")
    (tmp_path / "token").write_text("Bearer abc\n")
    given = {"secret_file": tmp_path / "secret", "header_files": {"Authorization": tmp_path / "token"}}
    with receiver.running() as url:
        post(notice, webhook(tmp_path, url=url, headers={"X-Room": "7"}, **given))
    ((headers, body),) = receiver.posts
    signed = hmac.new("khóa".encode(), headers["X-Tuanthu-Timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Tuanthu-Signature"] == f"sha256={signed.hexdigest()}"
    assert headers["Idempotency-Key"] == notice.id
    assert (headers["Authorization"], headers["X-Room"]) == ("Bearer abc", "7")
    document = json.loads(body)
    assert (document["id"], document["kind"], document["subject"]) == (notice.id, "digest", "Tiêu đề")


def test_a_template_shapes_what_is_posted(notice: Notice, tmp_path: Path) -> None:
    bot = webhook(tmp_path, url="https://a.test/", template='{"chat_id": "-100", "text": {{ text[:4000] | tojson }}}')
    assert json.loads(body_of(notice, bot)) == {"chat_id": "-100", "text": "Nội dung\n"}


@pytest.mark.parametrize("template", ["no JSON", "{{ text.__class__.__mro__ }}", "{{ text.x.y }}"])
def test_a_template_that_makes_no_json_is_told(notice: Notice, tmp_path: Path, template: str) -> None:
    with pytest.raises(ChannelError):
        post(notice, webhook(tmp_path, url=f"https://localhost:{closed_port()}/", template=template))


def test_what_is_not_taken_is_told_without_the_address(notice: Notice, receiver: Receiver, tmp_path: Path) -> None:
    secret = tmp_path / "url"
    with receiver.running() as url:
        secret.write_text(f"{url}/bot123:token/send")
        receiver.answers = [302, 500]
        for status in (302, 500):
            with pytest.raises(ChannelError, match=f"HTTP {status}: not now"):
                post(notice, webhook(tmp_path, url_file=secret))
        with pytest.raises(ChannelError, match="certificate verify failed") as untrusted:
            post(notice, webhook(tmp_path, url_file=secret, ca_file=None))
    secret.write_text(f"https://localhost:{closed_port()}/bot123:token/send")
    with pytest.raises(ChannelError, match="refused") as refused:
        post(notice, webhook(tmp_path, url_file=secret))
    (tmp_path / "header").write_text("Bearer token1\ntoken2\n")
    with pytest.raises(ChannelError, match="no value of a header") as header:
        post(notice, webhook(tmp_path, url_file=secret, header_files={"Authorization": tmp_path / "header"}))
    secret.write_text("http://hook.test/bot123:token/send")
    with pytest.raises(ChannelError, match="https") as plain:
        post(notice, webhook(tmp_path, url_file=secret))
    assert not [error for error in (untrusted, refused, header, plain) if "token" in str(error.value)]
    assert len(receiver.posts) == 2
