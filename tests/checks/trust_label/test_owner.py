from __future__ import annotations

import pytest

from checks.trust_label.owner import owner_is_agency

PROVINCE = "Ủy ban nhân dân tỉnh Thí Điểm"


@pytest.mark.parametrize(
    ("owner", "agency"),
    [
        ("Sở Xây dựng", "SỞ XÂY DỰNG"),
        ("So Xay dung.", "Sở  Xây dựng"),
        ("UBND xã An Bình", "Ủy ban nhân dân xã An Bình"),
        ("Uỷ ban nhân dân xã An Bình", "Ủy ban nhân dân xã An Bình"),
        ("UBND P. Bến Đá", "Ủy ban nhân dân phường Bến Đá"),
        ("UBND TT Nga Mi", "Ủy ban nhân dân thị trấn Nga Mi"),
        ("UBND TP. Thí Điểm", "Ủy ban nhân dân thành phố Thí Điểm"),
        ("HĐND T. Thí Điểm", "Hội đồng nhân dân tỉnh Thí Điểm"),
        ("Sở TT&TT", "Sở Thông tin và Truyền thông"),
        ("Sở TTTT", "Sở Thông tin và Truyền thông"),
        ("Sở KH&CN", "Sở Khoa học và Công nghệ"),
        ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
        ("Sở NN&MT", "Sở Nông nghiệp và Môi trường"),
        ("Sở VH,TT&DL", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Sở VHTT&DL", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Sở LĐ-TB&XH", "Sở Lao động - Thương binh và Xã hội"),
        ("VP UBND tỉnh", "Văn phòng Ủy ban nhân dân tỉnh"),
        ("TT CNTT", "Trung tâm Công nghệ thông tin"),
    ],
)
def test_an_agency_may_be_written_in_many_ways(owner: str, agency: str) -> None:
    assert owner_is_agency(owner, [agency]) is True
    assert owner_is_agency(agency, [owner]) is True


def test_those_above_are_owners_too() -> None:
    names = ["Trung tâm Công nghệ thông tin", "Sở Khoa học và Công nghệ", PROVINCE]
    assert owner_is_agency("UBND tỉnh Thí Điểm", names) is True
    assert owner_is_agency("Sở KH&CN", names) is True


@pytest.mark.parametrize(
    ("owner", "agencies"),
    [
        ("Sở Xây dựng tỉnh Thí Điểm", ["Sở Xây dựng", PROVINCE]),
        ("UBND xã Một, huyện Hai, tỉnh Thí Điểm", ["UBND xã Một", "UBND huyện Hai", PROVINCE]),
        ("UBND xã Một tỉnh Thí Điểm", ["UBND xã Một", "UBND huyện Hai", PROVINCE]),
    ],
)
def test_an_agency_may_carry_the_places_above_it(owner: str, agencies: list[str]) -> None:
    assert owner_is_agency(owner, agencies) is True


@pytest.mark.parametrize(
    "owner",
    [
        "Công ty TNHH Mây Xa",
        "Sở Xây dựng tỉnh Bạn",
        "Sở Xây",
        "Sở Xây dựng Thí Điểm",
        "UBND tỉnh",
        "Trung tâm thuộc Sở Xây dựng",
    ],
)
def test_whoever_is_written_otherwise_is_another(owner: str) -> None:
    assert owner_is_agency(owner, ["Sở Xây dựng", PROVINCE]) is False


@pytest.mark.parametrize(
    ("owner", "agencies"), [(None, [PROVINCE]), ("", [PROVINCE]), ("...", [PROVINCE]), ("A", []), ("A", ["", "-"])]
)
def test_without_an_owner_or_an_agency_nothing_is_told(owner: str | None, agencies: list[str]) -> None:
    assert owner_is_agency(owner, agencies) is None


def test_a_deep_tree_costs_no_more_than_a_few_names() -> None:
    deep = [f"UBND nơi {number}" for number in range(40)]
    assert owner_is_agency("UBND nơi 0 nơi 1 nơi 4", deep) is True
    assert owner_is_agency("UBND nơi 0 nơi 30", deep) is False
