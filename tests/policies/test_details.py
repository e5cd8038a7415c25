"""What was tried is told in Vietnamese where a table knows it, and as it is where not."""

from __future__ import annotations

import ast
import re
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
import yaml

import checks
from checks.dns.dnssec.anchors import Anchors, AnchorsError
from checks.observation import Unseen
from checks.security_plan.observe import observe
from policies.details import detail_text

TABLE: dict[str, str] = yaml.safe_load(resources.files("policies").joinpath("details.yaml").read_text(encoding="utf-8"))
FIELD = re.compile(r"\{\w+\}")


@pytest.mark.parametrize(
    ("detail", "vietnamese"),
    [
        ("no version of TLS is accepted", "không phiên bản TLS nào được chấp nhận"),
        ("127.0.0.1: no working IPv6 here", "127.0.0.1: tại đây không có IPv6 hoạt động"),
        ("https://a.test/: more than 2048 KiB", "https://a.test/: lớn hơn 2048 KiB"),
        (
            "redirects to https://b.test/?a={x}: y, outside the scope",
            "chuyển hướng tới https://b.test/?a={x}: y, ngoài phạm vi được phép",
        ),
        (
            "the document for the approval of the level lacks its number, issuing body",
            "văn bản về phê duyệt cấp độ thiếu số và cơ quan ban hành",
        ),
        (
            "127.0.0.1 port 443 stopped answering during the look (refused)",
            "127.0.0.1 port 443 ngừng trả lời trong lúc quan sát (từ chối kết nối)",
        ),
        ("name server ns.a.test has 40 addresses", "máy chủ tên miền ns.a.test có 40 địa chỉ"),
    ],
)
def test_a_known_detail_is_told_in_vietnamese(detail: str, vietnamese: str) -> None:
    assert detail_text(detail, "vi") == vietnamese
    assert detail_text(detail, "en") == detail


@pytest.mark.parametrize(
    "detail",
    [
        "",
        "a.test A",
        "https://a.test/: HTTP 403",
        ": more than  KiB",
        " has no address",
        "x" * 2000 + " has no address",
    ],
)
def test_another_detail_stays_as_it_is(detail: str) -> None:
    assert detail_text(detail, "vi") == detail


def test_a_field_is_not_looked_up_twice() -> None:
    nested = "no document is given for no document is given for layer 1"
    assert detail_text(nested, "vi") == "không có văn bản về không có văn bản về layer 1"


def test_each_template_keeps_its_fields_in_vietnamese() -> None:
    assert {
        template for template, text in TABLE.items() if {*FIELD.findall(template)} != {*FIELD.findall(text)}
    } == set()
    assert {template for template in TABLE if len({*FIELD.findall(template)}) != len(FIELD.findall(template))} == set()


def said_by_the_checks() -> str:
    """Every text in the code of `checks` and `policies`, f-strings with their fields as braces."""
    said: list[str] = []
    for file in [*Path(checks.__file__).parent.rglob("*.py"), *Path(__file__).parents[2].glob("policies/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str(text)):
                    said.append(text)
                case ast.JoinedStr(values=parts):
                    said.append("".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts))
    return "\n".join(said)


def test_each_template_is_said_somewhere() -> None:
    said = said_by_the_checks()
    joined = {template for template in TABLE if template.startswith(("number", "date", "issuing"))}
    unsaid = {
        template
        for template in TABLE.keys() - joined
        if not all(words in said for words in FIELD.split(template) if len(words) > 2)
    }
    assert unsaid == set()


def test_what_the_checks_say_of_papers_is_told_in_vietnamese() -> None:
    facts = observe(None, date(2026, 11, 21))
    details = {fact.detail for fact in facts.values() if isinstance(fact, Unseen)}
    assert {detail_text(detail, "vi") for detail in details} == {
        "cổng không thuộc hệ thống thông tin nào trong danh mục"
    }


def test_what_is_wrong_with_trust_anchors_is_told_in_vietnamese(tmp_path: Path) -> None:
    empty = tmp_path / "anchors.zone"
    empty.write_text("")
    with pytest.raises(AnchorsError) as refused:
        Anchors.read(empty)
    assert detail_text(str(refused.value), "vi") == f"{empty}: không có bản ghi DS hay DNSKEY."
