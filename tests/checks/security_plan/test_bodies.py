from __future__ import annotations

from dataclasses import replace

import pytest

from checks.observation import Seen
from checks.security_plan.bodies import Role, issuer, same_body
from checks.security_plan.record import Body
from tests.checks.security_plan.records import PROVINCE, SILENT, detail

CODE, BRANCH, OTHER_CODE = "0123456789", "0123456789-001", "9876543210"
OWNER_FIRST: tuple[Role, ...] = ("owner", "unit", "operator")
UNIT_FIRST: tuple[Role, ...] = ("unit", "owner", "operator")
NAMED = replace(
    SILENT, owner=Body(PROVINCE), unit=Body("Sở Khoa học và Công nghệ"), operator=Body("Văn phòng UBND tỉnh Thí Điểm")
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Công ty TNHH MTV Mây Xa", "MÂY XA"),
        ("Công ty Cổ phần Mây Xa", "Cty CP Mây Xa"),
        ("Tổng công ty Mây Xa", "tập đoàn may xa."),
        ("Công ty trách nhiệm hữu hạn một thành viên Mây Xa", "Mây Xa JSC"),
        ("Chi nhánh Công ty Mây Xa", "Mây Xa"),
        ("UBND tỉnh Thí Điểm", "Ủy ban nhân dân tỉnh Thí Điểm"),
        ("Sở TT&TT", "Sở Thông tin và Truyền thông"),
        ("Công ty cổ phần", "CÔNG TY CỔ PHẦN"),
    ],
)
def test_one_body_may_be_written_in_many_ways(one: str, other: str) -> None:
    assert same_body(Body(one), Body(other)) == Seen(True)
    assert same_body(Body(other), Body(one)) == Seen(True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Công ty CP Mây Xa", "Công ty CP Núi Gần"),
        ("UBND tỉnh Thí Điểm", "UBND xã Thí Điểm"),
        ("UBND tỉnh Thí Điểm", "Sở Xây dựng tỉnh Thí Điểm"),
        ("UBND thành phố Pleiku", "Phòng Văn hóa thành phố Pleiku"),
        ("Sở Xây dựng", "Sở Tài chính"),
        ("Công ty An toàn Thông tin Mây Xa", "Công ty An toàn Thông tin Núi Gần"),
    ],
)
def test_names_that_have_little_in_common_are_of_two_bodies(one: str, other: str) -> None:
    assert same_body(Body(one), Body(other)) == Seen(False)
    assert same_body(Body(other), Body(one)) == Seen(False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VNPT", "VNPT Thanh Hoá"),
        ("VNPT IT", "VNPT Thanh Hoá"),
        ("Viettel Cyber Security", "Công ty An ninh mạng Viettel"),
        ("Trung tâm CNTT", "Trung tâm Công nghệ thông tin và Truyền thông"),
        ("TTCNTTTT", "Trung tâm Công nghệ thông tin và Truyền thông"),
        ("Sở Xây dựng", "Sở Xây dựng tỉnh Thí Điểm"),
        ("...", "Sở Xây dựng"),
        ("...", "---"),
    ],
)
def test_names_that_may_stand_for_one_body_ask_for_tax_codes(one: str, other: str) -> None:
    assert detail(same_body(Body(one), Body(other))) == f"{one} and {other} may be the same body; give their tax codes"
    assert detail(same_body(Body(other, CODE), Body(one))), "one code alone compares with nothing"
    assert same_body(Body(one, CODE), Body(other, BRANCH)) == Seen(True), "a branch is its company"


def test_tax_codes_decide_whatever_the_names() -> None:
    assert same_body(Body("Mây Xa", CODE), Body("Núi Gần", CODE)) == Seen(True)
    assert same_body(Body("Mây Xa", CODE), Body("Núi Gần", "0123456789001")) == Seen(True)
    assert same_body(Body("VNPT", CODE), Body("VNPT Thanh Hoá", OTHER_CODE)) == Seen(False)


def test_a_text_that_is_no_tax_code_decides_nothing() -> None:
    assert same_body(Body("Mây Xa", "12345"), Body("Núi Gần", "12345")) == Seen(False)


def test_equal_names_with_different_tax_codes_contradict_each_other() -> None:
    assert "may be the same body" in detail(same_body(Body("Công ty Mây Xa", CODE), Body("MÂY XA", OTHER_CODE)))


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Ủy ban nhân dân tỉnh Thí Điểm", "owner"),
        ("Sở KH&CN", "unit"),
        ("Sở KH&CN tỉnh Thí Điểm", "unit"),
        ("Văn phòng Ủy ban nhân dân tỉnh Thí Điểm", "operator"),
        ("Bộ Công an", "ministry"),
        ("A05 - Bộ Công an", "ministry"),
        ("Cục An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao", "ministry"),
        ("Trung tâm An ninh mạng quốc gia, Bộ Công an", "ministry"),
        ("Sở Tài chính", "other"),
        ("Công an xã Xa", "other"),
        ("UBND tỉnh", "unclear"),
        ("Văn phòng", "unclear"),
    ],
)
def test_an_issuer_is_told_by_its_name(name: str, role: str) -> None:
    assert issuer(name, NAMED, OWNER_FIRST) == role
    assert issuer(name, NAMED, UNIT_FIRST) == role


def test_a_body_of_several_roles_bears_the_first_that_is_asked_for() -> None:
    both = replace(NAMED, unit=NAMED.owner)
    assert issuer(PROVINCE, both, OWNER_FIRST) == "owner"
    assert issuer(PROVINCE, both, UNIT_FIRST) == "unit"
    assert issuer("Sở KHCN", replace(NAMED, operator=NAMED.unit), OWNER_FIRST) == "unit"


def test_a_body_that_the_record_does_not_name_may_be_the_issuer() -> None:
    no_unit = replace(NAMED, unit=None)
    assert issuer(PROVINCE, no_unit, UNIT_FIRST) == "unclear", "the owner may be its own unit"
    assert issuer(PROVINCE, no_unit, OWNER_FIRST) == "owner"
    assert issuer("Sở Tài chính", no_unit, OWNER_FIRST) == "unclear"
    assert issuer("Bộ Công an", SILENT, OWNER_FIRST) == "ministry"
    assert issuer("Sở Tài chính", SILENT, OWNER_FIRST) == "unclear"
