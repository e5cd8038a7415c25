from reports.layers import system_layers
from reports.model import SystemResult
from reports.system_telling import tell_system
from reports.telling import Section
from reports.wording import Wording
from tests.reports.judged import audited, systems
from tests.reports.systems import FULL, NOT, PARTS, complete, silent, system, unseen


def told(one: SystemResult, lang: str = "vi") -> dict[str, Section]:
    report = audited([one], portals=[])
    wording = Wording("en" if lang == "en" else "vi")
    return {section.title: section for section in tell_system(system_layers(report)[0], report, wording)}


def rows(section: Section) -> dict[str, list[str]]:
    return {row.label: ["".join(piece.text for piece in line) for line in row.lines] for row in section.rows}


def tones(section: Section) -> dict[str, list[str]]:
    return {row.label: [piece.tone for line in row.lines for piece in line] for row in section.rows}


def test_the_level_is_told_beside_the_one_that_the_facts_suggest() -> None:
    level = rows(told(systems()[1])["Cấp độ"])
    assert level["Cấp độ hệ thống thông tin"] == ["2"]
    assert level["Cấp độ theo dữ kiện"] == [
        "3 – Yêu cầu level.procedures",
        "3 – Yêu cầu level.several (Khuyến nghị)",
        "? 1 tiêu chí của cấp độ cao hơn chưa xác định được",
    ]
    assert "Cấp độ theo dữ kiện" not in rows(told(systems()[2])["Cấp độ"])


def test_papers_are_told_on_one_line_and_the_words_of_the_form_are_kept() -> None:
    found = told(systems()[0])
    level, plan = rows(found["Cấp độ"]), rows(found["Phương án bảo đảm an ninh mạng"])
    assert level["Quyết định phê duyệt cấp độ"] == [
        "số 12/QĐ-UBND; ngày 01/03/2026; cơ quan ban hành UBND tỉnh Thí Điểm; cấp 3; bên ban hành chủ quản"
    ]
    assert level["Tình trạng phê duyệt cấp độ"] == ["Đã được phê duyệt"]
    (parts,) = plan["Các phần của phương án"]
    assert parts.startswith("thiết kế; vận hành; ")
    assert parts.endswith("; kết thúc vận hành, hủy bỏ: Đã triển khai đầy đủ")
    assert parts.count(";") == 6
    assert plan["Biện pháp nêu trong phương án"] == ["HTTPS và TLS, IPv6"]


def test_english_readers_get_english_words() -> None:
    found = told(systems()[0], "en")
    assert rows(found["Level"])["State of the level's approval"] == ["approved"]
    assert rows(found["Security plan"])["Parts of the plan"][0].endswith("; end of life: fully deployed")


def test_members_with_the_same_value_are_told_together_and_the_others_apart() -> None:
    mixed = {**dict.fromkeys(PARTS, FULL), "operation": NOT, "risk": unseen("no plan"), "recovery": NOT}
    plan = rows(told(system("a", "A", complete(plan_parts=mixed)))["Phương án bảo đảm an ninh mạng"])
    assert plan["Các phần của phương án"] == [
        "thiết kế; kiểm tra, đánh giá; giám sát; kết thúc vận hành, hủy bỏ: Đã triển khai đầy đủ",
        "vận hành; sao lưu, khôi phục: Chưa triển khai",
        "quản lý rủi ro: ? không đủ bằng chứng, cần văn bản chứng minh: no plan",
    ]


def test_what_is_unseen_is_told_as_unseen_and_what_is_none_as_none() -> None:
    found = told(system("a", "A", silent(decision=None)))
    assert tones(found["Cấp độ"])["Chưa quan sát được"] == ["unseen", "dim"]
    assert rows(found["Cấp độ"])["Chưa quan sát được"][0].startswith(
        "? Cấp độ hệ thống thông tin, Tình trạng phê duyệt"
    )
    assert rows(found["Cấp độ"])["Quyết định phê duyệt cấp độ"] == ["không có"]


def test_expected_dates_are_told_only_as_far_as_there_are_any() -> None:
    dated = complete(expected={"approval": "2026-12-15", "plan": unseen()})
    assert rows(told(system("a", "A", dated))["Cấp độ"])["Thời điểm dự kiến"] == ["phê duyệt cấp độ: 15/12/2026"]
    for facts in (complete(), complete(expected=unseen())):
        assert "Thời điểm dự kiến" not in rows(told(system("a", "A", facts))["Cấp độ"])


def test_each_layer_tells_its_state_the_reason_the_paper_and_its_freshness() -> None:
    layers = told(systems()[1])["Mô hình bốn lớp"]
    lines = list(rows(layers).values())
    assert lines[1] == [
        "✗ Không đạt",
        "Vì sao layers.monitoring_covers.",
        "nhận sự kiện gần nhất: 1 ngày trước · hợp đồng: còn 45 ngày",
    ]
    assert lines[2][2:] == [
        "03/BC, 01/05/2026, Công ty An ninh mạng Giả Định",
        "đánh giá gần nhất: 199 ngày trước",
    ]
    assert [row.lines[0][0].tone for row in layers.rows] == ["good", "bad", "unseen", "weak"]
    assert list(rows(told(systems()[3])["Mô hình bốn lớp"]).values())[1] == ["chưa đánh giá"]


def test_deadlines_tell_the_days_left_or_overdue() -> None:
    deadlines = told(systems()[1])["Thời hạn"]
    assert rows(deadlines) == {
        "30/09/2024": ["✗ Quá hạn: 777 ngày", "Yêu cầu deadline.ct09_approved"],
        "31/12/2026": ["? Chưa xác định", "Yêu cầu deadline.transition_approved"],
    }
    assert "Thời hạn" not in told(systems()[2])


def test_files_tell_what_they_prove_their_hash_and_whose_signature() -> None:
    contract = {
        "claim": "layers.2",
        "number": "5/HĐ",
        "date": "2026-01-01",
        "sha256": "cd" * 32,
        "state": "changed",
        "signature": "broken",
        "signers": ["Công ty A", "Công ty B"],
    }
    report = {"claim": "assessments.03/BC", "state": "unread", "signature": "none", "signers": unseen()}
    files = told(system("a", "A", complete(documents=[contract, report, unseen()])))["Tệp minh chứng"]
    found = rows(files)
    assert found["Lớp 2: Giám sát, bảo vệ chuyên nghiệp"] == [
        "5/HĐ, 01/01/2026",
        "✗ tệp đã thay đổi so với khi tiếp nhận · ✗ chữ ký số không hợp lệ",
        "Công ty A; Công ty B",
        f"SHA-256 {'cd' * 32}",
    ]
    assert found["Báo cáo đánh giá 03/BC"] == ["✗ không đọc được tệp · không có chữ ký số"]
    assert rows(told(systems()[0])["Tệp minh chứng"])["Quyết định phê duyệt cấp độ"][1:3] == [
        "✓ tệp nguyên vẹn · ✓ chữ ký số hợp lệ",
        "UBND tỉnh Thí Điểm",
    ]
    assert "Tệp minh chứng" not in told(system("a", "A", complete(documents=unseen())))
