"""The process that reads signatures: one answer for each question."""

from __future__ import annotations

import io
import json

from agent.evidence.worker import serve
from tests.signed import NOW, authority, sign_apart


def question(data: bytes, detached: list[bytes], roots: list[bytes]) -> bytes:
    lengths = {
        "now": NOW.isoformat(),
        "data": len(data),
        "detached": [len(each) for each in detached],
        "roots": [len(each) for each in roots],
    }
    return json.dumps(lengths).encode() + b"\n" + data + b"".join(detached) + b"".join(roots)


def test_every_question_has_its_answer() -> None:
    signature = sign_apart(b"a scan", authority().issue("Nguyễn Văn A"))
    roots = list(authority().roots.certificates)
    asked = [question(b"a scan", [signature], roots), question(b"", [], []), question(b"other", [signature], roots)]
    sink = io.BytesIO()
    serve(io.BytesIO(b"".join(asked)), sink)
    answers = [json.loads(line) for line in sink.getvalue().splitlines()]
    assert [[each["state"] for each in answer] for answer in answers] == [["good"], [], ["broken"]]
    assert answers[0][0]["signed_at"] == NOW.isoformat()
