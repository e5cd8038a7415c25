"""The sheets of the workbook and their columns: what each is called, holds, and means in the YAML."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from agent.workbook import words
from agent.workbook.words import Words
from checks.trust_label.folding import folded


class Kind(Enum):
    """What the cells of a column hold."""

    TEXT = "text"
    WHOLE = "whole"
    """A whole number."""
    DAY = "day"
    MOMENT = "moment"
    WORD = "word"
    """One word of a closed list."""
    WORDS = "words"
    """Words of a closed list with `;` between; the word for "none" says that there are none."""
    TEXTS = "texts"
    """Texts with `;` between, likewise."""
    AGENCY = "agency"
    """An agency by id or name."""
    SYSTEM = "system"
    EXISTS = "exists"
    """Whether there is what the other cells below the same key describe."""
    ROWS = "rows"
    """Whether another sheet has rows of it."""
    CONTACT = "contact"
    """A text, or the word for "none"."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` is the dotted place in the YAML of what the row describes, `note` what a clerk should know,
    `block` the group of columns that it stands in."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    words: Words | None = None
    required: bool = False
    note: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its columns, in the order in which they are written."""

    name: str
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column:
        """The column with a key; raises `KeyError` where there is none."""
        return {column.key: column for column in self.columns}[key]

    def headed(self, heading: str) -> Column | None:
        """The column that a heading names, whatever its case and diacritics."""
        wanted = folded(heading)
        return next((column for column in self.columns if folded(column.heading) == wanted), None)


DAY_NOTE: Final = "Ngày/tháng/năm, ví dụ 01/03/2026."
SEVERAL_NOTE: Final = "Nhiều giá trị thì ngăn bằng dấu chấm phẩy (;)."
SILENT_NOTE: Final = "Để trống: chưa có thông tin. Chọn “Không có”: đã rà soát và khẳng định là không có."
FILE_NOTE: Final = "Tên tệp đặt cùng thư mục với tệp danh mục, ví dụ van-ban/qd-12.pdf."
HASH_NOTE: Final = "Mã băm của tệp lúc tiếp nhận, 64 ký tự; công cụ dùng để biết tệp có bị thay đổi không."


def _paper(key: str, block: str, body: str = "cơ quan ban hành") -> tuple[Column, ...]:
    """Number, date and issuing body of a paper, and its copy."""
    return (
        Column(f"{key}.number", f"{block}: số", note="Số và ký hiệu văn bản, ví dụ 12/QĐ-UBND.", block=block),
        Column(f"{key}.date", f"{block}: ngày", Kind.DAY, note=DAY_NOTE, block=block),
        Column(f"{key}.body", f"{block}: {body}", block=block),
        *_copy(key, block),
    )


def _copy(key: str, block: str) -> tuple[Column, ...]:
    return (
        Column(f"{key}.file", f"{block}: tệp", note=FILE_NOTE, block=block),
        Column(f"{key}.sha256", f"{block}: SHA-256", note=HASH_NOTE, block=block),
    )


def _exists(key: str, block: str) -> Column:
    return Column(key, f"{block}: có hay không", Kind.EXISTS, words.EXISTS, note=SILENT_NOTE, block=block)


def _level(key: str, heading: str, block: str) -> Column:
    return Column(key, heading, Kind.WORD, words.LEVEL, note="Từ 1 đến 5.", block=block)


def _choice(key: str, heading: str, known: Words, block: str, note: str = "") -> Column:
    return Column(key, heading, Kind.WORD, known, note=note, block=block)


def _flag(key: str, heading: str, block: str, note: str = "") -> Column:
    return _choice(key, heading, words.YES_NO, block, note)


def _several(key: str, heading: str, known: Words, block: str) -> Column:
    return Column(key, heading, Kind.WORDS, known, note=f"{SEVERAL_NOTE} {SILENT_NOTE}", block=block)


def _count(key: str, heading: str, block: str, note: str = "Số nguyên.") -> Column:
    return Column(key, heading, Kind.WHOLE, note=note, block=block)


def _day(key: str, heading: str, block: str) -> Column:
    return Column(key, heading, Kind.DAY, note=DAY_NOTE, block=block)


ID_NOTE: Final = "Chữ không dấu, số, dấu chấm, gạch nối; không trùng; giữ nguyên qua các lần nhập. Ví dụ httt-dvc."
SYSTEM_NOTE: Final = "Mã hoặc tên của hệ thống ở trang Hệ thống; chọn từ danh sách."
AGENCY_NOTE: Final = "Mã hoặc tên của đơn vị ở trang Đơn vị; chọn từ danh sách."
TAX_NOTE: Final = "10 chữ số, hoặc 10 chữ số, gạch nối và 3 chữ số."
SYSTEM: Final = Column("system", "Hệ thống", Kind.SYSTEM, required=True, note=SYSTEM_NOTE, block="Hệ thống")

AGENCIES: Final = Sheet(
    "Đơn vị",
    (
        Column("id", "Mã đơn vị", required=True, note=ID_NOTE, block="Đơn vị"),
        Column("name", "Tên đơn vị", required=True, note="Tên đầy đủ theo quyết định thành lập.", block="Đơn vị"),
        Column("kind", "Loại đơn vị", Kind.WORD, words.AGENCY_KIND, required=True, block="Đơn vị"),
        Column("parent", "Đơn vị cấp trên", Kind.AGENCY, note=AGENCY_NOTE, block="Đơn vị"),
        Column("tax_code", "Mã số thuế", note=TAX_NOTE, block="Đơn vị"),
        Column("contact.name", "Người liên hệ", block="Liên hệ"),
        Column("contact.phone", "Điện thoại", block="Liên hệ"),
        Column("contact.email", "Thư điện tử", block="Liên hệ"),
    ),
)

_IDENTITY, _PURPOSE, _OPERATION = "Nhận dạng", "Mục đích và dữ liệu", "Vận hành"
_LEVEL, _DOSSIER, _PLAN, _UPKEEP = "Cấp độ", "Hồ sơ đề xuất cấp độ", "Phương án", "Kiểm tra và duy trì"

SYSTEMS: Final = Sheet(
    "Hệ thống",
    (
        Column("id", "Mã hệ thống", required=True, note=ID_NOTE, block=_IDENTITY),
        Column("name", "Tên hệ thống", required=True, block=_IDENTITY),
        Column("description", "Mô tả", block=_IDENTITY),
        Column("owner", "Chủ quản", Kind.AGENCY, required=True, note=AGENCY_NOTE, block=_IDENTITY),
        Column("operator", "Đơn vị vận hành", Kind.AGENCY, note=AGENCY_NOTE, block=_IDENTITY),
        Column("unit", "Đơn vị chuyên trách", Kind.AGENCY, note=AGENCY_NOTE, block=_IDENTITY),
        Column(
            "platform",
            "Nền tảng",
            note="Tên nền tảng; các hệ thống chạy chung một nền tảng ghi cùng một tên.",
            block=_IDENTITY,
        ),
        _several("purpose.functions", "Chức năng", words.FUNCTION, _PURPOSE),
        _flag("purpose.public_information_only", "Chỉ có thông tin công khai", _PURPOSE),
        _choice("purpose.personal_data", "Dữ liệu cá nhân", words.PERSONAL_DATA, _PURPOSE, "Loại nhạy cảm nhất."),
        _count("purpose.basic_subjects", "Số chủ thể dữ liệu cơ bản", _PURPOSE, "Số người."),
        _count("purpose.sensitive_subjects", "Số chủ thể dữ liệu nhạy cảm", _PURPOSE, "Số người."),
        _count("purpose.users", "Số người dùng", _PURPOSE, "Số người."),
        _choice("purpose.serves", "Hạ tầng phục vụ", words.REACH, _PURPOSE),
        _flag("purpose.conditional_business", "Kinh doanh có điều kiện trực tuyến", _PURPOSE),
        _flag("purpose.round_the_clock", "Chính phủ điện tử quốc gia 24/7", _PURPOSE),
        _flag("purpose.national_security", "Quốc phòng, an ninh quốc gia", _PURPOSE),
        _choice("operation.state", "Trạng thái", words.STATE, _OPERATION),
        _day("operation.begun", "Ngày bắt đầu xây dựng", _OPERATION),
        _day("operation.since", "Ngày đưa vào vận hành", _OPERATION),
        _choice("operation.hosting", "Nơi đặt", words.HOSTING, _OPERATION),
        _flag("operation.separated", "Đã tách riêng lô-gíc nơi thuê", _OPERATION),
        _level("level", "Cấp độ đề xuất", _LEVEL),
        Column("level_reason", "Căn cứ đề xuất cấp độ", block=_LEVEL),
        _choice("approval", "Tình trạng phê duyệt cấp độ", words.APPROVAL, _LEVEL, "Như cột 6 của Mẫu số 08."),
        _flag("dossier.overview", "Hồ sơ: mô tả tổng quan", _DOSSIER),
        _flag("dossier.design", "Hồ sơ: thiết kế", _DOSSIER),
        _flag("dossier.justification", "Hồ sơ: thuyết minh cấp độ", _DOSSIER),
        _flag("dossier.plan", "Hồ sơ: thuyết minh phương án", _DOSSIER),
        _flag("dossier.expert_opinion", "Hồ sơ: ý kiến chuyên môn", _DOSSIER, "Cần cho cấp độ 4 và 5."),
        _day("dossier.submitted", "Ngày gửi thẩm định", _DOSSIER),
        _exists("appraisal", "Văn bản thẩm định"),
        *_paper("appraisal", "Văn bản thẩm định"),
        _level("appraisal.level", "Văn bản thẩm định: cấp độ", "Văn bản thẩm định"),
        _exists("decision", "Quyết định phê duyệt"),
        *_paper("decision", "Quyết định phê duyệt"),
        _level("decision.level", "Quyết định phê duyệt: cấp độ", "Quyết định phê duyệt"),
        _day("expected_approval", "Dự kiến phê duyệt cấp độ", "Quyết định phê duyệt"),
        _exists("regulation", "Quy chế"),
        *_paper("regulation", "Quy chế"),
        _choice("plan.status", "Phương án: tình trạng", words.STATUS, _PLAN, "Như cột 10 của Mẫu số 08."),
        *_paper("plan", _PLAN),
        _day("plan.expected", "Dự kiến triển khai đầy đủ", _PLAN),
        _several("checked", "Đã kiểm tra, đánh giá", words.CHECK_KIND, _UPKEEP),
        Column(
            "assessments",
            "Có lần đánh giá nào không",
            Kind.ROWS,
            words.EXISTS,
            note=f"Từng lần ghi ở trang Đánh giá. {SILENT_NOTE}",
            block=_UPKEEP,
        ),
        Column(
            "incidents",
            "Có sự cố nào không",
            Kind.ROWS,
            words.EXISTS,
            note=f"Từng sự cố ghi ở trang Sự cố. {SILENT_NOTE}",
            block=_UPKEEP,
        ),
        _count("upkeep.log_months", "Số tháng lưu nhật ký", _UPKEEP),
        _day("upkeep.last_scan", "Lần quét lỗ hổng gần nhất", _UPKEEP),
    ),
)

_PARTS: Final = {
    "design": "Thiết kế, xây dựng",
    "operation": "Quản lý vận hành",
    "checks": "Kiểm tra, đánh giá",
    "risk": "Quản lý rủi ro",
    "monitoring": "Giám sát",
    "recovery": "Dự phòng, ứng cứu, khôi phục",
    "end_of_life": "Kết thúc vận hành",
}
_GROUPS: Final = {
    "policy": "Chính sách",
    "organisation": "Tổ chức",
    "people": "Nhân lực",
    "build": "Quản lý thiết kế, xây dựng",
    "operate": "Quản lý vận hành",
    "risk_plan": "Phương án quản lý rủi ro",
    "end_plan": "Phương án kết thúc vận hành",
    "network": "Mạng",
    "server": "Máy chủ",
    "application": "Ứng dụng",
    "data": "Dữ liệu",
}

PLANS: Final = Sheet(
    "Phương án",
    (
        SYSTEM,
        *(
            _choice(f"plan.parts.{part}", f"Nội dung: {name}", words.STATUS, "Bảy nội dung của phương án")
            for part, name in _PARTS.items()
        ),
        *(
            _choice(f"plan.groups.{group}", f"Nhóm yêu cầu: {name}", words.STATUS, "Mười một nhóm yêu cầu")
            for group, name in _GROUPS.items()
        ),
        _several("plan.promises", "Biện pháp mà phương án cam kết", words.MEASURE, "Cam kết"),
    ),
)

ASSESSMENTS: Final = Sheet(
    "Đánh giá",
    (
        SYSTEM,
        _day("date", "Ngày đánh giá", "Đánh giá"),
        _choice("kind", "Loại đánh giá", words.CHECK_KIND, "Đánh giá"),
        Column("assessor", "Đơn vị đánh giá", block="Đánh giá"),
        Column("tax_code", "Mã số thuế đơn vị đánh giá", note=TAX_NOTE, block="Đánh giá"),
        _choice("standing", "Tư cách đơn vị đánh giá", words.STANDING, "Đánh giá"),
        Column("licence", "Số giấy phép", block="Đánh giá"),
        Column("report", "Số báo cáo", note="Dùng làm tên của minh chứng.", block="Báo cáo"),
        Column("scope", "Phạm vi đánh giá", note="Nêu tên hệ thống được đánh giá.", block="Báo cáo"),
        _count("open_findings", "Số điểm chưa khắc phục", "Báo cáo"),
        Column("file", "Tệp báo cáo", note=FILE_NOTE, block="Báo cáo"),
        Column("sha256", "SHA-256 của báo cáo", note=HASH_NOTE, block="Báo cáo"),
    ),
)

_L1, _L2, _L3, _L4 = "Lớp 1", "Lớp 2", "Lớp 3", "Lớp 4"


def _layer(number: int, block: str) -> tuple[Column, ...]:
    return (
        _choice(f"layers.{number}.status", f"{block}: tình trạng", words.STATUS, block),
        *_paper(f"layers.{number}.document", f"{block}: văn bản"),
    )


LAYERS: Final = Sheet(
    "Bốn lớp",
    (
        SYSTEM,
        *_layer(1, _L1),
        _count("layers.1.people", "Lớp 1: số người", _L1),
        _count("layers.1.trained", "Lớp 1: số người đã tập huấn", _L1),
        _day("layers.1.last_training", "Lớp 1: tập huấn gần nhất", _L1),
        _day("layers.1.last_drill", "Lớp 1: diễn tập gần nhất", _L1),
        *_layer(2, _L2),
        _choice("layers.2.kind", "Lớp 2: hình thức", words.PROVISION, _L2),
        Column("layers.2.provider", "Lớp 2: đơn vị giám sát", block=_L2),
        Column("layers.2.tax_code", "Lớp 2: mã số thuế", note=TAX_NOTE, block=_L2),
        _day("layers.2.from", "Lớp 2: từ ngày", _L2),
        _day("layers.2.to", "Lớp 2: đến ngày", _L2),
        Column(
            "layers.2.hosts",
            "Lớp 2: máy chủ được giám sát",
            Kind.TEXTS,
            note=f"Tên máy, ví dụ www.tinh.gov.vn; *.tinh.gov.vn là mọi tên bên dưới. {SEVERAL_NOTE} {SILENT_NOTE}",
            block=_L2,
        ),
        _day("layers.2.last_event", "Lớp 2: sự kiện gần nhất", _L2),
        *_layer(3, _L3),
        *_layer(4, _L4),
        _day("layers.4.connected", "Lớp 4: ngày kết nối", _L4),
        _day("layers.4.last_data", "Lớp 4: dữ liệu gửi gần nhất", _L4),
    ),
)

_MOMENT_NOTE: Final = "Ngày/tháng/năm giờ:phút, ví dụ 01/03/2026 08:00."

INCIDENTS: Final = Sheet(
    "Sự cố",
    (
        SYSTEM,
        Column("found", "Phát hiện lúc", Kind.MOMENT, required=True, note=_MOMENT_NOTE, block="Sự cố"),
        _flag("serious", "Nghiêm trọng", "Sự cố"),
        Column("noticed", "Thông báo ban đầu lúc", Kind.MOMENT, note=_MOMENT_NOTE, block="Sự cố"),
        Column("reported", "Báo cáo lúc", Kind.MOMENT, note=_MOMENT_NOTE, block="Sự cố"),
    ),
)

_CONTACT = "Đầu mối nhận báo sự cố trên cổng"

PORTALS: Final = Sheet(
    "Cổng",
    (
        Column("url", "Địa chỉ", required=True, note="Ví dụ https://www.tinh.gov.vn/.", block="Cổng"),
        Column("name", "Tên cổng", required=True, block="Cổng"),
        Column("agency", "Đơn vị", Kind.AGENCY, required=True, note=AGENCY_NOTE, block="Cổng"),
        Column("kind", "Loại cổng", Kind.WORD, words.PORTAL_KIND, required=True, block="Cổng"),
        Column("system", "Thuộc hệ thống", Kind.SYSTEM, note=SYSTEM_NOTE, block="Cổng"),
        _count("http_port", "Cổng HTTP", "Cổng", "Chỉ ghi khi khác 80."),
        _count("https_port", "Cổng HTTPS", "Cổng", "Chỉ ghi khi khác 443."),
        Column("incident_contact.contact", "Đầu mối: địa chỉ", Kind.CONTACT, note=SILENT_NOTE, block=_CONTACT),
        Column("incident_contact.by", "Đầu mối: người xác nhận", block=_CONTACT),
        _day("incident_contact.date", "Đầu mối: ngày xác nhận", _CONTACT),
        Column("incident_contact.document", "Đầu mối: số văn bản", block=_CONTACT),
    ),
)

SHEETS: Final = (AGENCIES, SYSTEMS, PLANS, ASSESSMENTS, LAYERS, INCIDENTS, PORTALS)
PER_SYSTEM: Final = (PLANS, LAYERS)
"""Sheets with at most one row a system."""
