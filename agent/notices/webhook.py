"""Posts a notice to a web address: signed, marked so that it counts once, in the shape that the receiver asks for."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import requests
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from agent.notices.outbox import Notice
from agent.notices.sending import ChannelError, read_secret
from agent.notices.settings import Webhook, is_web_url

ANSWER_READ: Final = 300
"""Bytes of a refusal that are kept."""


def body_of(notice: Notice, webhook: Webhook) -> bytes:
    """The JSON to post; raises `ValueError` for a template that makes none."""
    document: dict[str, Any] = {
        "schema_version": 1,
        "id": notice.id,
        "kind": notice.kind,
        "created": notice.created.isoformat(),
        **notice.body,
    }
    if webhook.template is not None:
        try:
            text = ImmutableSandboxedEnvironment().from_string(webhook.template).render(document)
        except TemplateError as error:
            raise ValueError(f"the template failed: {error}") from error
        document = json.loads(text)
    return json.dumps(document, ensure_ascii=False).encode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What stands in `X-Tuanthu-Signature`: HMAC-SHA256 with the secret over the timestamp, a dot and the body."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hexdigest()}"


def post(notice: Notice, webhook: Webhook) -> None:
    """Post a notice; raises `ChannelError` unless the receiver says that it has it (2xx)."""
    try:
        url = read_secret(webhook.url_file) if webhook.url_file else str(webhook.url)
        if not is_web_url(url):
            raise ValueError("what url_file holds is no https address")
        body = body_of(notice, webhook)
        headers = _headers(notice, webhook, body)
        with requests.Session() as session:
            session.trust_env = False
            trusted = str(webhook.ca_file) if webhook.ca_file else True
            with session.post(
                url, body, headers=headers, timeout=webhook.timeout, verify=trusted, allow_redirects=False, stream=True
            ) as answer:
                if not 200 <= answer.status_code < 300:
                    said = next(answer.iter_content(ANSWER_READ), b"").decode("utf-8", "replace")
                    raise ChannelError(f"HTTP {answer.status_code}: {said}")
    except (OSError, ValueError) as error:
        raise ChannelError(_cause(error)) from None


def _headers(notice: Notice, webhook: Webhook, body: bytes) -> dict[str, str]:
    headers = {"Content-Type": "application/json", "User-Agent": "tuanthu", "Idempotency-Key": notice.id}
    if webhook.secret_file is not None:
        timestamp = str(int(datetime.now(UTC).timestamp()))
        headers["X-Tuanthu-Timestamp"] = timestamp
        headers["X-Tuanthu-Signature"] = signature(read_secret(webhook.secret_file), timestamp, body)
    secret = {name: _secret_header(file) for name, file in webhook.header_files.items()}
    return headers | webhook.headers | secret


def _secret_header(file: Path) -> str:
    """The value of a header that a file holds; raises `ValueError`, which does not repeat it, for what is none."""
    value = read_secret(file)
    if not (value.isascii() and value.isprintable()):
        raise ValueError(f"what {file} holds is no value of a header: one line in ASCII")
    return value


def _cause(error: BaseException) -> str:
    """What was at the bottom of an error: the errors above it repeat the address, which may hold a secret."""
    while (deeper := error.__cause__ or error.__context__) is not None:
        error = deeper
    return f"{type(error).__name__}: {error}"
