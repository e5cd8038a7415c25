"""The closed lists of the workbook: each word of the YAML with what a clerk picks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from checks.security_plan.record import Approval, CheckKind, PlanStatus
from checks.trust_label.folding import folded

Words: TypeAlias = Mapping[str, str]
"""Word of the YAML → word of the workbook."""

YES: Final = "Có"
NO: Final = "Không"
NONE: Final = "Không có"
"""Says that there is none, which an empty cell does not."""


def _same(words: Iterable[str]) -> Words:
    return {word: word for word in words}


YES_NO: Words = {"true": YES, "false": NO}
EXISTS: Words = {"true": YES, "false": NONE}
AGENCY_KIND: Words = {
    "province": "Ủy ban nhân dân tỉnh, thành phố",
    "department": "Sở, ban, ngành",
    "commune": "Xã, phường, đặc khu",
    "unit": "Đơn vị trực thuộc",
}
PORTAL_KIND: Words = {
    "information": "Cổng, trang thông tin điện tử",
    "online_service": "Cổng dịch vụ công trực tuyến",
    "open_data": "Cổng dữ liệu mở",
}
FUNCTION: Words = {
    "information": "Cung cấp thông tin công khai",
    "online_service": "Dịch vụ trực tuyến khác cho người dân",
    "procedures": "Giải quyết thủ tục hành chính",
    "data_sharing": "Chia sẻ dữ liệu giữa các cơ quan",
    "data_centre": "Trung tâm dữ liệu",
    "portal_platform": "Nền tảng cổng dùng chung",
    "internal": "Phục vụ công việc nội bộ",
}
PERSONAL_DATA: Words = {"none": NONE, "basic": "Dữ liệu cá nhân cơ bản", "sensitive": "Dữ liệu cá nhân nhạy cảm"}
REACH: Words = {"body": "Một cơ quan", "several": "Nhiều cơ quan", "nation": "Cả nước"}
STATE: Words = {
    "building": "Đang xây dựng",
    "operating": "Đang vận hành",
    "upgrading": "Đang nâng cấp, mở rộng",
    "retired": "Đã dừng",
}
HOSTING: Words = {"own": "Máy chủ của đơn vị", "rented": "Thuê trung tâm dữ liệu", "cloud": "Điện toán đám mây"}
STANDING: Words = {
    "licensed": "Doanh nghiệp có giấy phép",
    "public": "Đơn vị sự nghiệp công có chức năng",
    "designated": "Được chỉ định",
    "internal": "Đơn vị nội bộ",
}
PROVISION: Words = {"own": "Tự tổ chức", "hired": "Thuê doanh nghiệp"}
MEASURE: Words = {
    "tls": "HTTPS/TLS",
    "ipv6": "IPv6",
    "dnssec": "DNSSEC",
    "trust_label": "Nhãn tín nhiệm mạng",
    "security_txt": "Kênh nhận báo lỗ hổng (security.txt)",
    "waf": "Tường lửa ứng dụng web (WAF)",
    "siem": "Quản lý sự kiện an ninh (SIEM)",
    "mfa": "Xác thực đa yếu tố (MFA)",
}
LEVEL: Words = _same(str(level) for level in range(1, 6))
APPROVAL: Words = _same(Approval)
STATUS: Words = _same(PlanStatus)
CHECK_KIND: Words = _same(CheckKind)

LISTS: Mapping[str, Words] = {
    "Có/Không": YES_NO,
    "Có/Không có": EXISTS,
    "Loại đơn vị": AGENCY_KIND,
    "Loại cổng": PORTAL_KIND,
    "Chức năng": FUNCTION,
    "Dữ liệu cá nhân": PERSONAL_DATA,
    "Phạm vi phục vụ": REACH,
    "Trạng thái": STATE,
    "Nơi đặt": HOSTING,
    "Tư cách đánh giá": STANDING,
    "Hình thức giám sát": PROVISION,
    "Biện pháp": MEASURE,
    "Cấp độ": LEVEL,
    "Tình trạng phê duyệt": APPROVAL,
    "Tình trạng triển khai": STATUS,
    "Loại đánh giá": CHECK_KIND,
}
"""Every closed list under the heading that it has on the sheet of lists."""


def yaml_word(words: Words, text: str) -> str | None:
    """The YAML's word for one that a clerk wrote, whatever its case and diacritics; its own word is understood too."""
    wanted = folded(text)
    for word, shown in words.items():
        if wanted and wanted in (folded(shown), folded(word)):
            return word
    return None
