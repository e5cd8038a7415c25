from __future__ import annotations

from reports.official.scope import province_name, scope
from reports.wording import Wording
from tests.reports.official.made import audited
from tests.reports.province import VANTAGE, report, small_report

VI = Wording("vi")


def test_the_scope_tells_what_was_looked_at_when_and_by_which_law() -> None:
    looked, rules, method, unknown = scope(audited(), VI).paragraphs

    assert "45 cổng, 4 hệ thống thuộc 33 cơ quan, đơn vị, thời gian: 16/11/2026 08:00 – 08:46" in looked
    assert "có hiệu lực tại ngày 16/11/2026, theo bộ yêu cầu vn-2026" in rules
    assert "“Trung tâm giám sát tỉnh” bằng công cụ tuanthu 0.1.0" in method
    assert "“chưa xác định”, không tính là đạt và không tính là không đạt" in unknown


def test_the_load_is_told_where_it_is_known() -> None:
    caused = {"connections": 45_026, "queries": 13_484, "busiest": 2_300}
    told = scope(small_report(caused_load=caused), VI).paragraphs[2]
    assert told.endswith("Toàn bộ việc quan sát sử dụng 45.026 kết nối và 13.484 truy vấn DNS.")
    assert "kết nối" not in scope(small_report(caused_load={}), VI).paragraphs[2]


def test_requirements_that_bind_are_counted_apart_from_recommendations() -> None:
    assert "gồm 17 yêu cầu bắt buộc và 9 khuyến nghị" in scope(report(), VI).paragraphs[1]


def test_an_incomplete_audit_and_a_vantage_without_ipv6_are_told() -> None:
    told = scope(small_report(complete=False, vantage={**VANTAGE, "ipv6": False}), VI).paragraphs

    assert told[-2].startswith("Đợt kiểm tra chưa hoàn tất")
    assert told[-1].endswith("không bị kết luận là không đạt.")
    assert len(scope(small_report(), VI).paragraphs) == 4


def test_a_province_is_named_within_a_sentence() -> None:
    assert [province_name(report(province=name), VI) for name in ("Thành phố Huế", "Tỉnh", "Cà Mau")] == [
        "thành phố Huế",
        "Tỉnh",
        "Cà Mau",
    ]
