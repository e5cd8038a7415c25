"""Tỉnh Thí Điểm: its agencies and its portals, each with the one thing that sets it apart.

All names are invented. A row tells host, name, what is different, and the system the portal belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import traits as t
from .traits import Trait

NAME = "Tỉnh Thí Điểm"
ZONE = "thidiem.gov.test"
MEDIA_ZONE = "thidiemmedia.gov.test"
"""Its name servers have no IPv6."""
FOREIGN_ZONE = "tinhban.gov.test"
"""A neighbour's: no authorisation covers it."""

IPV6 = "::1"
"""The only IPv6 address that every machine has to itself; all portals share it, each with ports of its own."""

NAME_SERVERS: dict[str, dict[str, tuple[str, ...]]] = {
    ZONE: {f"ns1.{ZONE}": ("127.0.0.53", IPV6), f"ns2.{ZONE}": ("127.0.0.54", IPV6)},
    MEDIA_ZONE: {f"ns1.{MEDIA_ZONE}": ("127.0.0.55",), f"ns2.{MEDIA_ZONE}": ("127.0.0.56",)},
    FOREIGN_ZONE: {f"ns1.{FOREIGN_ZONE}": ("127.0.0.54", IPV6)},
    "test": {"ns.test": ("127.0.0.53", IPV6)},
}
"""Zone → name server → its addresses. One process answers on all of them, on one port."""


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that owns portals; all are directly below the province's."""

    id: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Portal:
    """One portal. `system` is the id of its system, None when it is in none; `waived` a requirement's id."""

    key: str
    name: str
    agency: Agency
    trait: Trait = t.ALL_RIGHT
    system: str | None = "httt-xa"
    kind: str = "information"
    zone: str = ZONE
    waived: str | None = None

    @property
    def host(self) -> str:
        """The portal's host name, below `.test`."""
        return f"{self.key}.{self.zone}"

    @property
    def probed(self) -> bool:
        """Whether its authorisation names weaknesses."""
        return self.zone == MEDIA_ZONE

    @property
    def authorised(self) -> bool:
        """Whether an authorisation of the lab's inventory covers it."""
        return self.zone != FOREIGN_ZONE


PROVINCE = Agency("ubnd-tinh", f"Ủy ban nhân dân {NAME.lower().replace('thí điểm', 'Thí Điểm')}", "province")


def _department(key: str, name: str, trait: Trait, system: str = "httt-so") -> Portal:
    return Portal(key, f"Trang thông tin điện tử {name}", Agency(key, name, "department"), trait, system)


def _unit(key: str, name: str, trait: Trait, system: str | None = "httt-so") -> Portal:
    return Portal(key, f"Trang thông tin điện tử {name}", Agency(key, name, "unit"), trait, system)


def _commune(key: str, name: str, trait: Trait = t.ALL_RIGHT, system: str | None = "httt-xa") -> Portal:
    agency = Agency(key, f"Ủy ban nhân dân {name}", "commune")
    return Portal(key, f"Trang thông tin điện tử {name}", agency, trait, system)


_SERVICE_CENTRE = Agency("ttpvhcc", "Trung tâm Phục vụ hành chính công tỉnh", "unit")

PORTALS = (
    Portal("www", "Cổng thông tin điện tử tỉnh Thí Điểm", PROVINCE, t.ALL_RIGHT, "httt-cong"),
    Portal("dichvucong", "Cổng dịch vụ công tỉnh", _SERVICE_CENTRE, t.ALL_RIGHT, "httt-dvc", "online_service"),
    Portal("dulieu", "Cổng dữ liệu mở tỉnh Thí Điểm", PROVINCE, t.ALL_RIGHT, "httt-cong", "open_data"),
    Portal("congbao", "Công báo điện tử tỉnh Thí Điểm", PROVINCE, t.ONLY_TLS_1_3, "httt-cong"),
    Portal("phananh", "Cổng phản ánh, kiến nghị", _SERVICE_CENTRE, t.ALL_RIGHT, "httt-danh-gia-cu", "online_service"),
    Portal("hoidap", "Trang hỏi đáp thủ tục hành chính", _SERVICE_CENTRE, t.HOME_MOVED, "httt-dvc", "online_service"),
    _department("vanphong", "Văn phòng Ủy ban nhân dân tỉnh", t.ONLY_TLS_1_2),
    _department("skhcn", "Sở Khoa học và Công nghệ", t.ALL_RIGHT),
    _department("stc", "Sở Tài chính", t.LEGACY_TLS),
    _department("sxd", "Sở Xây dựng", t.EXPIRED),
    _department("snnmt", "Sở Nông nghiệp và Môi trường", t.MISSING_INTERMEDIATE),
    _department("sct", "Sở Công Thương", t.WRONG_NAME),
    _department("sgddt", "Sở Giáo dục và Đào tạo", t.NO_AAAA),
    _department("syt", "Sở Y tế", t.ALIAS, "httt-chua-danh-gia"),
    _department("snv", "Sở Nội vụ", t.IPV6_OTHER_PAGE),
    _department("stp", "Sở Tư pháp", t.HTTP_CONTENT),
    _department("svhttdl", "Sở Văn hóa, Thể thao và Du lịch", t.LABEL_OF_ANOTHER),
    _department("sdttg", "Sở Dân tộc và Tôn giáo", t.UNKNOWN_AUTHORITY),
    _department("sngv", "Sở Ngoại vụ", t.NOT_YET_VALID),
    _department("thanhtra", "Thanh tra tỉnh", t.EXPIRING),
    _unit("ttcntt", "Trung tâm Công nghệ thông tin và Truyền thông", t.HTTP_CLOSED),
    _unit("bqlkkt", "Ban Quản lý Khu kinh tế", t.IPV6_CLOSED),
    _unit("bvdk", "Bệnh viện Đa khoa tỉnh", t.WALL),
    _unit("cdtd", "Trường Cao đẳng Thí Điểm", t.ENDLESS),
    replace(_unit("luutru", "Trung tâm Lưu trữ lịch sử", t.LEGACY_TLS), waived="tls.version.legacy"),
    replace(_unit("baodai", "Báo và Đài Phát thanh, Truyền hình tỉnh", t.NAME_SERVERS_WITHOUT_IPV6), zone=MEDIA_ZONE),
    replace(_unit("lienvung", "Ban Điều phối liên vùng", t.UNAUTHORISED, None), zone=FOREIGN_ZONE),
    _commune("bengio", "phường Bến Gió"),
    _commune("suoingoc", "xã Suối Ngọc"),
    _commune("cuabac", "phường Cửa Bắc", t.IPV6_UNANSWERED),
    _commune("doimay", "xã Đồi Mây", t.IPV6_OTHER_CERTIFICATE),
    _commune("dongsen", "xã Đồng Sen", t.ONLY_TLS_1_0),
    _commune("hotrang", "xã Hồ Trăng", t.SELF_SIGNED),
    _commune("phuthach", "xã Phú Thạch", t.HTTP_ELSEWHERE),
    _commune("tanvong", "xã Tân Vọng", t.NO_HTTPS),
    _commune("anlocha", "xã An Lộc Hạ", t.NO_HSTS),
    _commune("connang", "xã Cồn Nắng", t.SHORT_HSTS),
    _commune("baidua", "xã Bãi Dừa", t.HOME_ELSEWHERE),
    _commune("khetruc", "xã Khe Trúc", t.LABEL_ABSENT),
    _commune("vinhthanhson", "xã Vĩnh Thanh Sơn", t.LABEL_COPIED),
    _commune("hoadien", "xã Hòa Điền", t.LABEL_IMAGE_ONLY),
    _commune("thachgiang", "xã Thạch Giang", t.LABEL_LINK_ONLY),
    _commune("lungmay", "xã Lũng Mây", t.LABEL_BY_SCRIPT),
    _commune("doncat", "phường Đồn Cát", t.LABEL_IN_COMMENT),
    _commune("cauda", "phường Cầu Đá", t.LABEL_FAKE_HOST),
    _commune("ruongbac", "xã Ruộng Bậc", t.LABEL_MALFORMED),
    _commune("xuanhoi", "xã Xuân Hội", t.LABEL_OF_OTHER_SERVICE),
    _commune("longdien", "xã Long Điền Thượng", t.LABEL_TO_HOME_PAGE),
    _commune("trungtam", "phường Trung Tâm", t.LABEL_NOT_LISTED),
    _commune("yenphong", "xã Yên Phong Đông", t.LABEL_LISTED_TO_ANOTHER),
    _commune("namlanh", "xã Nậm Lanh", system="httt-du-thao"),
    _commune("cuabien", "xã Cửa Biển", system="httt-thieu-quyet-dinh"),
    _commune("hoxanh", "xã Hồ Xanh", system="httt-mot-phan"),
    _commune("thanhcong", "phường Thành Công Mới", system="httt-khai-du"),
    _commune("muongban", "xã Mường Ban", system="httt-thieu-minh-chung"),
    _commune("culao", "xã Cù Lao Xanh", system="httt-thieu-lop"),
    _commune("langgom", "xã Làng Gốm", system="httt-chua-quy-che"),
    _commune("thuongnguon", "xã Thượng Nguồn", system=None),
    _commune("rungthong", "xã Rừng Thông Cao", t.HANGS),
    _commune("dabac", "xã Đá Bạc Trên", t.HANDSHAKE_HANGS),
    _commune("songngam", "xã Sông Ngầm", t.ANSWER_HANGS),
    _commune("baivang", "xã Bãi Vàng", t.DOWN),
    _commune("nuixa", "xã Núi Xa", t.NO_SUCH_NAME),
    _commune("deocao", "xã Đèo Cao", t.DNS_SERVFAIL),
    _commune("vuclang", "xã Vực Lặng", t.DNS_SILENT),
    _commune("tanlap", "xã Tân Lập Hạ", t.SERVER_ERROR),
    _commune("camthuy", "xã Cẩm Thủy Tây", t.HOSTILE),
)

BYSTANDER = replace(_unit("moi", "Trang mới của tỉnh bạn", t.UNAUTHORISED, None), zone=FOREIGN_ZONE)
"""Where a home page redirects to. In no inventory; like `lienvung`, nobody may contact it."""
