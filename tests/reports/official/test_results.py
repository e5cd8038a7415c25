from __future__ import annotations

from dataclasses import replace

from policies.verdict import Outcome
from reports import summary
from reports.model import PortalResult
from reports.official.results import layer_results, layers_table, overall, standings_table, subject_results
from reports.wording import Wording
from tests.reports.official.made import audited
from tests.reports.province import report, small_report

VI = Wording("vi")
MANDATORY, ADVISED = "ipv6.asked.n1", "ipv6.asked.n2"


def one_portal(**outcomes: Outcome) -> PortalResult:
    """The first portal with two verdicts alone: on what binds, and on a recommendation."""
    first = small_report().portals[0]
    asked = {"binding": MANDATORY, "advised": ADVISED}
    known = {verdict.requirement: verdict for verdict in first.verdicts}
    return PortalResult(
        first.record, [replace(known[asked[name]], verdict=outcome) for name, outcome in outcomes.items()]
    )


def test_a_recommendation_that_is_not_followed_is_no_failure() -> None:
    told = report(portals=[one_portal(binding=Outcome.PASS, advised=Outcome.FAIL)])
    (subject,) = subject_results(told, VI)

    assert subject.sentences[0] == "Yêu cầu bắt buộc: trong 1 kết luận áp dụng, đạt 1 (100%)."
    assert "chưa thực hiện 1" in subject.sentences[1]
    assert subject.sentences[1].endswith("không tính là vi phạm nghĩa vụ.")
    assert [part.outcome for part in subject.bar.parts] == ["pass"]
    assert [row.force for row in subject.table.rows] == ["Bắt buộc", "Khuyến nghị"]
    assert standings_table(told, VI).rows[0] == ("Tuân thủ", "1", "0")


def test_what_is_unknown_is_neither_met_nor_failed() -> None:
    told = report(portals=[one_portal(binding=Outcome.UNKNOWN)])
    (subject,) = subject_results(told, VI)

    assert subject.sentences == ("Yêu cầu bắt buộc: trong 1 kết luận áp dụng, chưa xác định 1 (100%).",)
    assert subject.table.rows[0][3:] == ("0", "0", "1", "0", "0")
    assert standings_table(told, VI).rows[2] == ("Chưa đủ căn cứ kết luận", "1", "0")


def test_where_nothing_applies_there_is_no_bar() -> None:
    (subject,) = subject_results(report(portals=[one_portal(binding=Outcome.NOT_APPLICABLE)]), VI)

    assert subject.bar.parts == ()
    assert subject.sentences == ("Yêu cầu bắt buộc: không có kết luận nào áp dụng.",)


def test_subjects_come_in_the_order_of_the_reports_by_the_letters_of_a_vietnamese_document() -> None:
    assert [one.title for one in subject_results(audited(), VI)] == [
        "a) IPv6",
        "b) HTTPS và TLS",
        "c) Nhãn tín nhiệm mạng",
        "d) Cấp độ và phương án bảo đảm an ninh mạng",
    ]


def test_the_tables_of_all_subjects_hold_every_verdict_once() -> None:
    rows = [row for subject in subject_results(audited(), VI) for row in subject.table.rows]
    total = sum(int(cell.replace(".", "")) for row in rows for cell in row[3:])

    assert total == summary.tally(verdict for _, verdict in audited().counted()).total


def test_each_layer_has_a_sentence_and_a_bar_that_says_the_same_in_words() -> None:
    found = layer_results(audited(), VI)

    assert [one.title[:5] for one in found] == ["Lớp 1", "Lớp 2", "Lớp 3", "Lớp 4"]
    for one in found:
        assert one.sentence.startswith("Các yêu cầu bắt buộc thuộc trách nhiệm của lớp này: trong ")
        assert one.bar.text.startswith(one.title)
        assert round(sum(part.width for part in one.bar.parts)) == 100
        assert all(f"{part.label.lower()} {part.total} (" in one.bar.text for part in one.bar.parts)


def test_systems_are_counted_by_layer_level_and_plan() -> None:
    rows = layers_table(audited(), VI).rows

    assert len(rows) == 6
    assert rows[1] == ("Lớp 2: Giám sát, bảo vệ chuyên nghiệp", "1", "1", "1", "0")
    assert [row.name for row in rows[4:]] == ["Cấp độ được phê duyệt", "Phương án đã triển khai"]


def test_standings_add_up() -> None:
    *parts, total = standings_table(audited(), VI).rows

    assert total == ("Tổng cộng", "45", "4")
    assert [sum(int(row[place]) for row in parts) for place in (1, 2)] == [45, 4]


def test_the_whole_tells_mandatory_requirements_first_and_says_what_compliant_means() -> None:
    binding, advised, meaning = overall(audited(), VI).paragraphs

    assert binding.startswith("Yêu cầu bắt buộc, tất cả các nhóm nội dung: trong ")
    assert advised.startswith("Khuyến nghị: ")
    assert "tuân thủ khi không có yêu cầu bắt buộc nào không đạt hoặc chưa xác định" in meaning
