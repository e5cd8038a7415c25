"""Requirements for the tests of reports: 26 of the four subjects, mandatory and recommended."""

from __future__ import annotations

from policies.requirement import Requirement

_REMEDY_VI = """1. Tắt các phiên bản TLS cũ tại máy chủ web hoặc thiết bị cân bằng tải đứng trước cổng.
2. Nạp lại cấu hình và kiểm tra lại bằng lệnh tuanthu check.

nginx:
    server {
        ssl_protocols TLSv1.2 TLSv1.3;
    }

Apache:
    SSLProtocol -all +TLSv1.2 +TLSv1.3

Trên IIS, đặt khóa Enabled bằng 0 cho từng phiên bản cũ:
    HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server
"""
_REMEDY_EN = """1. Switch the old TLS versions off at the web server or at the load balancer in front of it.
2. Reload the configuration and look again with tuanthu check.

nginx:
    server {
        ssl_protocols TLSv1.2 TLSv1.3;
    }
"""
_ASKED = {
    "ipv6": (
        "Cổng có địa chỉ IPv6 (bản ghi AAAA)",
        "Máy chủ tên miền trả lời qua IPv6",
        "Cổng truy cập được qua IPv6",
        "Nội dung qua IPv4 và IPv6 giống nhau",
        "Chứng thư số qua IPv4 và IPv6 giống nhau",
        "Cổng vẫn truy cập được qua IPv4",
    ),
    "tls": (
        "Cổng cung cấp HTTPS",
        "Truy cập HTTP được chuyển hướng sang HTTPS",
        "Không còn chấp nhận các phiên bản SSL, TLS cũ",
        "Hỗ trợ TLS 1.2 trở lên",
        "Chứng thư số còn hiệu lực",
        "Chứng thư số do tổ chức được tin cậy cấp",
        "Chứng thư số khớp với tên miền của cổng",
        "Khóa và thuật toán ký của chứng thư số đủ mạnh",
        "Cổng áp dụng HSTS",
    ),
    "trust_label": (
        "Cổng gắn nhãn tín nhiệm mạng đúng quy cách",
        "Nhãn tín nhiệm mạng thuộc đúng tên miền của cổng",
        "Cổng có tên trong danh bạ tín nhiệm mạng",
    ),
    "security_plan": (
        "Cổng thuộc một hệ thống thông tin đã được xác định cấp độ",
        "Cấp độ của hệ thống thông tin đã được phê duyệt",
        "Đã ban hành quy chế bảo đảm an ninh mạng cho hệ thống thông tin",
        "Đã triển khai đầy đủ phương án bảo đảm an ninh mạng",
        "Đã được kiểm tra, đánh giá an ninh mạng định kỳ",
        "Có tổ chức giám sát, bảo vệ chuyên nghiệp",
        "Có tổ chức độc lập kiểm tra, đánh giá định kỳ",
        "Kết nối, chia sẻ thông tin với hệ thống giám sát quốc gia",
    ),
}


def requirement(subject: str, number: int, title: str) -> Requirement:
    """One requirement of a subject; every third is only recommended."""
    advised = number % 3 == 2
    return Requirement.model_validate(
        {
            "id": f"{subject}.asked.n{number}",
            "status": "active",
            "title": {"vi": title, "en": f"Requirement {number} on {subject.replace('_', ' ')}"},
            "why": {
                "vi": "Người dân gửi hồ sơ qua cổng; kết nối yếu có thể bị nghe lén hoặc sửa đổi trên đường truyền.",
                "en": "Citizens send their papers through the portal; a weak connection can be read or changed.",
            },
            "citation": [
                {
                    "instrument": "Nghị định 331/2026/NĐ-CP",
                    "clause": f"Điều {28 + number % 4} khoản {number}",
                    "confirmation": "secondary" if number % 2 else "primary",
                },
            ],
            "force": "recommended" if advised else "mandatory",
            "effective_from": "2026-07-01",
            "subject": subject,
            "layer": 1 + number % 4 if subject == "security_plan" else 1,
            "severity": ("critical", "high", "medium", "low")[number % 4],
            "requires": "size(ipv6.a) > 0",
            "because": {"pass": {"vi": "Đạt.", "en": "Met."}, "fail": {"vi": "Không đạt.", "en": "Not met."}},
            "remedy": {"vi": _REMEDY_VI, "en": _REMEDY_EN},
        },
        strict=False,
    )


REQUIREMENTS = {
    asked.id: asked
    for subject, titles in _ASKED.items()
    for number, title in enumerate(titles, 1)
    for asked in [requirement(subject, number, title)]
}
