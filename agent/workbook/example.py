"""A filled system, for the workbook's example sheet, and the words that explain the workbook to a clerk."""

from __future__ import annotations

from typing import Any, Final

GUIDE: Final = (
    ("Bảng kê khai hệ thống thông tin", ""),
    ("", "Bảng này thu thập thông tin về đơn vị, hệ thống thông tin và cổng để đánh giá theo pháp luật."),
    ("Thứ tự điền", ""),
    ("1", "Trang Đơn vị: mỗi đơn vị một dòng. Đơn vị cấp trên ghi trước, đơn vị trực thuộc chọn cấp trên của mình."),
    ("2", "Trang Hệ thống: mỗi hệ thống một dòng. Chủ quản, đơn vị vận hành và chuyên trách chọn từ danh sách."),
    ("3", "Trang Phương án và Bốn lớp: mỗi hệ thống nhiều nhất một dòng."),
    ("4", "Trang Đánh giá và Sự cố: mỗi lần đánh giá, mỗi sự cố một dòng."),
    ("5", "Trang Cổng: mỗi địa chỉ một dòng, chọn hệ thống mà cổng thuộc về."),
    ("6", "Trang Ví dụ: một hệ thống đã điền để tham khảo; không được nhập vào."),
    ("Màu của tiêu đề", ""),
    ("Đỏ đậm", "Bắt buộc điền."),
    ("Xanh", "Điền khi có thông tin. Đưa chuột vào tiêu đề để xem ghi chú."),
    ("Quy ước", ""),
    ("Để trống", "Chưa có thông tin. Công cụ không suy đoán, không coi là đạt hay không đạt."),
    ("Không có", "Đã rà soát và khẳng định là không có; khác với để trống."),
    ("Ngày", "Ngày/tháng/năm, ví dụ 01/03/2026. Thời điểm: 01/03/2026 08:00."),
    ("Nhiều giá trị", "Trong một ô, ngăn bằng dấu chấm phẩy (;)."),
    ("Danh sách", "Chọn từ danh sách thả xuống. Không phân biệt chữ hoa, chữ thường."),
    ("Công thức", "Không dùng công thức: dán giá trị (Paste Values)."),
    ("Cột", "Có thể đổi chỗ cột, không xóa cột và không đổi tiêu đề."),
    ("Mã", "Mã hệ thống và mã đơn vị giữ nguyên giữa các lần nhập: đổi mã là thành hệ thống khác."),
    ("Minh chứng", ""),
    (
        "Văn bản",
        "Điều có lợi (đã phê duyệt, đã triển khai đầy đủ...) chỉ được công nhận khi văn bản đủ số, ngày, cơ quan.",
    ),
    ("Nhập vào", "tuanthu inventory import BANG-KE.xlsx DANH-MUC.yaml"),
)
"""Pairs of a label and its text; a pair without a text is a heading, one without a label a paragraph."""

EXAMPLE: Final[dict[str, Any]] = {
    "agencies": [
        {
            "id": "ubnd-tinh",
            "name": "Ủy ban nhân dân tỉnh Thí Điểm",
            "kind": "province",
            "contact": {"name": "Nguyễn Văn A", "phone": "0237 000 000", "email": "vanphong@thidiem.gov.test"},
            "agencies": [
                {
                    "id": "so-khcn",
                    "name": "Sở Khoa học và Công nghệ",
                    "kind": "department",
                    "agencies": [
                        {
                            "id": "ttcntt",
                            "name": "Trung tâm Công nghệ thông tin",
                            "kind": "unit",
                            "tax_code": "0123456789",
                        }
                    ],
                }
            ],
        }
    ],
    "systems": [
        {
            "id": "httt-dvc",
            "name": "Hệ thống thông tin giải quyết thủ tục hành chính",
            "description": "Tiếp nhận, giải quyết và trả kết quả thủ tục hành chính của tỉnh",
            "owner": "ubnd-tinh",
            "operator": "ttcntt",
            "unit": "so-khcn",
            "platform": "Nền tảng dịch vụ công Thí Điểm",
            "purpose": {
                "functions": ["procedures", "online_service"],
                "public_information_only": "false",
                "personal_data": "basic",
                "basic_subjects": "120000",
                "sensitive_subjects": "0",
                "users": "30000",
                "serves": "several",
                "conditional_business": "false",
                "round_the_clock": "false",
                "national_security": "false",
            },
            "operation": {
                "state": "operating",
                "begun": "2020-01-01",
                "since": "2021-05-01",
                "hosting": "rented",
                "separated": "true",
            },
            "level": "3",
            "level_reason": "Giải quyết thủ tục hành chính; trên 100.000 chủ thể dữ liệu cá nhân",
            "approval": "Đã được phê duyệt",
            "dossier": {
                "overview": "true",
                "design": "true",
                "justification": "true",
                "plan": "true",
                "expert_opinion": "false",
                "submitted": "2026-08-24",
            },
            "appraisal": {
                "number": "45/BC-SKHCN",
                "date": "2026-09-10",
                "body": "Sở Khoa học và Công nghệ",
                "level": "3",
            },
            "decision": {
                "number": "123/QĐ-UBND",
                "date": "2026-09-21",
                "body": "Ủy ban nhân dân tỉnh Thí Điểm",
                "level": "3",
            },
            "regulation": {
                "number": "98/QĐ-UBND",
                "date": "2026-09-01",
                "body": "Ủy ban nhân dân tỉnh Thí Điểm",
            },
            "plan": {
                "status": "Đã triển khai một số hạng mục",
                "number": "46/PA-SKHCN",
                "date": "2026-09-15",
                "body": "Sở Khoa học và Công nghệ",
                "expected": "2027-03-31",
                "parts": {
                    "design": "Đã triển khai đầy đủ",
                    "operation": "Đã triển khai đầy đủ",
                    "checks": "Đã triển khai đầy đủ",
                    "risk": "Đã triển khai một số hạng mục",
                    "monitoring": "Đã triển khai đầy đủ",
                    "recovery": "Đã triển khai một số hạng mục",
                    "end_of_life": "Chưa triển khai",
                },
                "groups": {
                    "policy": "Đã triển khai đầy đủ",
                    "organisation": "Đã triển khai đầy đủ",
                    "people": "Đã triển khai một số hạng mục",
                    "build": "Đã triển khai đầy đủ",
                    "operate": "Đã triển khai đầy đủ",
                    "risk_plan": "Đã triển khai một số hạng mục",
                    "end_plan": "Chưa triển khai",
                    "network": "Đã triển khai đầy đủ",
                    "server": "Đã triển khai đầy đủ",
                    "application": "Đã triển khai một số hạng mục",
                    "data": "Đã triển khai đầy đủ",
                },
                "promises": ["tls", "ipv6", "waf"],
            },
            "checked": ["Trước khi đưa vào sử dụng", "Định kỳ"],
            "assessments": [
                {
                    "date": "2026-07-15",
                    "kind": "Định kỳ",
                    "assessor": "Công ty Cổ phần An ninh Thí Điểm",
                    "tax_code": "0987654321",
                    "standing": "licensed",
                    "licence": "77/GP-BCA",
                    "report": "15/BC-ANTD",
                    "scope": "Hệ thống thông tin giải quyết thủ tục hành chính",
                    "open_findings": "2",
                }
            ],
            "layers": {
                "1": {
                    "status": "Đã triển khai đầy đủ",
                    "document": {"number": "20/QĐ-SKHCN", "date": "2026-01-05", "body": "Sở Khoa học và Công nghệ"},
                    "people": "5",
                    "trained": "4",
                    "last_training": "2026-03-01",
                    "last_drill": "2026-05-01",
                },
                "2": {
                    "status": "Đã triển khai đầy đủ",
                    "document": {"number": "07/HĐ", "date": "2025-12-20", "body": "Sở Khoa học và Công nghệ"},
                    "kind": "hired",
                    "provider": "Công ty TNHH Giám sát Thí Điểm",
                    "tax_code": "0112233445",
                    "from": "2026-01-01",
                    "to": "2026-12-31",
                    "hosts": ["dichvucong.thidiem.gov.test", "*.dvc.thidiem.gov.test"],
                    "last_event": "2026-11-20",
                },
                "3": {
                    "status": "Đã triển khai đầy đủ",
                    "document": {
                        "number": "15/BC-ANTD",
                        "date": "2026-07-20",
                        "body": "Công ty Cổ phần An ninh Thí Điểm",
                    },
                },
                "4": {
                    "status": "Đã triển khai đầy đủ",
                    "document": {"number": "09/BB-SKHCN", "date": "2025-01-02", "body": "Sở Khoa học và Công nghệ"},
                    "connected": "2025-01-01",
                    "last_data": "2026-11-21",
                },
            },
            "incidents": [
                {
                    "found": "2026-03-01T08:00",
                    "serious": "true",
                    "noticed": "2026-03-01T20:00",
                    "reported": "2026-03-03T08:00",
                }
            ],
            "upkeep": {"log_months": "6", "last_scan": "2026-06-01"},
        }
    ],
    "portals": [
        {
            "url": "https://dichvucong.thidiem.gov.test/",
            "name": "Cổng dịch vụ công tỉnh Thí Điểm",
            "agency": "ubnd-tinh",
            "kind": "online_service",
            "system": "httt-dvc",
            "incident_contact": {
                "contact": "ungcuusuco@thidiem.gov.test",
                "by": "Nguyễn Văn A",
                "date": "2026-11-02",
                "document": "12/BB-SKHCN",
            },
        }
    ],
}
"""A register as the YAML file has it."""
