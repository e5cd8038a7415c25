"""Tỉnh Thí Điểm: its agencies and its portals, each with the one thing that sets it apart.

All names are invented. A row tells host, name, what is different, and the system the portal belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import ipv6_traits as ipv6
from . import label_traits as labels
from . import name_traits as names
from . import page_traits as pages
from . import silence_traits as silence
from . import tls_traits as tls
from .traits import ALIAS, ALL_RIGHT, Trait

NAME = "Tỉnh Thí Điểm"
ZONE = "thidiem.gov.test"
MEDIA_ZONE = "thidiemmedia.gov.test"
"""Its name servers have no IPv6."""
FOREIGN_ZONE = "tinhban.gov.test"
"""A neighbour's: no authorisation covers it."""

IPV6 = "::1"
"""The only IPv6 address that every machine has to itself; all portals share it, each with ports of its own."""


def parts_host(host: str) -> str:
    """The host that parts of a portal's pages come from, where they come from another one."""
    return f"tinh.{host}"


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
    trait: Trait = ALL_RIGHT
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


def _commune(key: str, name: str, trait: Trait = ALL_RIGHT, system: str | None = "httt-xa") -> Portal:
    agency = Agency(key, f"Ủy ban nhân dân {name}", "commune")
    return Portal(key, f"Trang thông tin điện tử {name}", agency, trait, system)


_SERVICE_CENTRE = Agency("ttpvhcc", "Trung tâm Phục vụ hành chính công tỉnh", "unit")

PORTALS = (
    Portal("www", "Cổng thông tin điện tử tỉnh Thí Điểm", PROVINCE, ALL_RIGHT, "httt-cong"),
    Portal("dichvucong", "Cổng dịch vụ công tỉnh", _SERVICE_CENTRE, ALL_RIGHT, "httt-dvc", "online_service"),
    Portal("dulieu", "Cổng dữ liệu mở tỉnh Thí Điểm", PROVINCE, ALL_RIGHT, "httt-cong", "open_data"),
    Portal("congbao", "Công báo điện tử tỉnh Thí Điểm", PROVINCE, tls.ONLY_TLS_1_3, "httt-cong"),
    Portal("phananh", "Cổng phản ánh, kiến nghị", _SERVICE_CENTRE, ALL_RIGHT, "httt-danh-gia-cu", "online_service"),
    Portal("hoidap", "Trang hỏi đáp thủ tục hành chính", _SERVICE_CENTRE, pages.MOVED, "httt-dvc", "online_service"),
    _department("vanphong", "Văn phòng Ủy ban nhân dân tỉnh", tls.ONLY_TLS_1_2),
    _department("skhcn", "Sở Khoa học và Công nghệ", ALL_RIGHT),
    _department("stc", "Sở Tài chính", tls.LEGACY_TLS),
    _department("sxd", "Sở Xây dựng", tls.EXPIRED),
    _department("snnmt", "Sở Nông nghiệp và Môi trường", tls.MISSING_INTERMEDIATE),
    _department("sct", "Sở Công Thương", tls.WRONG_NAME),
    _department("sgddt", "Sở Giáo dục và Đào tạo", ipv6.NO_AAAA),
    _department("syt", "Sở Y tế", ALIAS, "httt-chua-danh-gia"),
    _department("snv", "Sở Nội vụ", ipv6.IPV6_OTHER_PAGE),
    _department("stp", "Sở Tư pháp", tls.HTTP_CONTENT),
    _department("svhttdl", "Sở Văn hóa, Thể thao và Du lịch", labels.LABEL_OF_ANOTHER),
    _department("sdttg", "Sở Dân tộc và Tôn giáo", tls.UNKNOWN_AUTHORITY),
    _department("sngv", "Sở Ngoại vụ", tls.NOT_YET_VALID),
    _department("thanhtra", "Thanh tra tỉnh", tls.EXPIRING),
    _unit("ttcntt", "Trung tâm Công nghệ thông tin và Truyền thông", tls.HTTP_CLOSED),
    _unit("bqlkkt", "Ban Quản lý Khu kinh tế", ipv6.IPV6_CLOSED),
    _unit("bvdk", "Bệnh viện Đa khoa tỉnh", pages.WALL),
    _unit("cdtd", "Trường Cao đẳng Thí Điểm", pages.ENDLESS),
    replace(_unit("luutru", "Trung tâm Lưu trữ lịch sử", tls.LEGACY_TLS), waived="tls.version.legacy"),
    replace(_unit("baodai", "Báo và Đài Phát thanh, Truyền hình tỉnh", ipv6.NO_NAME_SERVERS), zone=MEDIA_ZONE),
    replace(_unit("lienvung", "Ban Điều phối liên vùng", silence.UNAUTHORISED, None), zone=FOREIGN_ZONE),
    _commune("bengio", "phường Bến Gió"),
    _commune("suoingoc", "xã Suối Ngọc"),
    _commune("cuabac", "phường Cửa Bắc", ipv6.IPV6_UNANSWERED),
    _commune("doimay", "xã Đồi Mây", ipv6.IPV6_OTHER_CERTIFICATE),
    _commune("dongsen", "xã Đồng Sen", tls.ONLY_TLS_1_0),
    _commune("hotrang", "xã Hồ Trăng", tls.SELF_SIGNED),
    _commune("phuthach", "xã Phú Thạch", tls.HTTP_ELSEWHERE),
    _commune("tanvong", "xã Tân Vọng", tls.NO_HTTPS),
    _commune("anlocha", "xã An Lộc Hạ", tls.NO_HSTS),
    _commune("connang", "xã Cồn Nắng", tls.SHORT_HSTS),
    _commune("baidua", "xã Bãi Dừa", pages.HOME_ELSEWHERE),
    _commune("khetruc", "xã Khe Trúc", labels.LABEL_ABSENT),
    _commune("vinhthanhson", "xã Vĩnh Thanh Sơn", labels.LABEL_COPIED),
    _commune("hoadien", "xã Hòa Điền", labels.LABEL_IMAGE_ONLY),
    _commune("thachgiang", "xã Thạch Giang", labels.LABEL_LINK_ONLY),
    _commune("lungmay", "xã Lũng Mây", labels.LABEL_BY_SCRIPT),
    _commune("lungsuong", "xã Lũng Sương", labels.LABEL_BY_SCRIPT_ELSEWHERE),
    _commune("doncat", "phường Đồn Cát", labels.LABEL_IN_COMMENT),
    _commune("cauda", "phường Cầu Đá", labels.LABEL_FAKE_HOST),
    _commune("ruongbac", "xã Ruộng Bậc", labels.LABEL_MALFORMED),
    _commune("xuanhoi", "xã Xuân Hội", labels.LABEL_OF_OTHER_SERVICE),
    _commune("longdien", "xã Long Điền Thượng", labels.LABEL_TO_HOME_PAGE),
    _commune("trungtam", "phường Trung Tâm", labels.LABEL_NOT_LISTED),
    _commune("yenphong", "xã Yên Phong Đông", labels.LABEL_LISTED_TO_ANOTHER),
    _commune("ruonglau", "xã Ruộng Lầu", labels.NO_PRIVACY_POLICY),
    _unit("bqlda", "Ban Quản lý dự án đầu tư xây dựng", names.OWN_ZONE),
    _commune("nuongxa", "xã Nương Xa", names.UNSIGNED),
    _commune("songvang", "xã Sông Vắng", names.WRONG_DS),
    _commune("badoi", "xã Ba Đồi", names.SIGNATURES_EXPIRED),
    _commune("tramco", "xã Tràm Cò", names.SIGNATURES_EXPIRING),
    _commune("giengco", "phường Giếng Cổ", names.OLD_ALGORITHM),
    _commune("motcay", "xã Một Cây", names.ONE_NAME_SERVER),
    _commune("khelang", "xã Khe Lặng", names.LAME_NAME_SERVER),
    _commune("dohep", "xã Đò Hẹp", names.NAME_SERVER_WITHOUT_TCP),
    _commune("bongnui", "xã Bóng Núi", names.NAME_SERVER_WITHOUT_ADDRESS),
    _commune("haidong", "xã Hai Dòng", names.NAME_SERVERS_DISAGREE),
    _commune("duongcu", "phường Đường Cũ", names.OTHER_DELEGATION),
    _commune("cautre", "xã Cầu Tre", names.WITHOUT_GLUE),
    _commune("conglang", "xã Cổng Làng", names.OPEN_TRANSFER),
    _commune("chochung", "xã Chợ Chung", names.OPEN_RESOLVER),
    _commune("loimon", "xã Lối Mòn", names.DANGLING_ALIAS),
    _commune("thungmo", "xã Thung Mơ", names.NO_CAA),
    _commune("buucau", "phường Bưu Cầu", names.NO_MAIL_POLICY),
    _commune("phovai", "phường Phố Vải", ipv6.WWW_WITHOUT_IPV6),
    _commune("ngare", "xã Ngã Rẽ", ipv6.IPV6_OTHER_REDIRECTS),
    _commune("vuonchap", "xã Vườn Chắp", ipv6.PARTS_WITHOUT_IPV6),
    _commune("bencu", "phường Bến Cũ", ipv6.HTTP_TO_IPV4_ONLY),
    _commune("santrong", "phường Sân Trong", ipv6.UNIQUE_LOCAL),
    _commune("nhatrong", "phường Nhà Trống", pages.NO_SECURITY_HEADERS),
    _commune("lobanh", "xã Lò Bánh", pages.BARE_COOKIE),
    _commune("nuoclo", "xã Nước Lợ", pages.MIXED_CONTENT),
    _commune("bienhieu", "phường Biển Hiệu", pages.VERSION_BANNER),
    _commune("tiengvong", "xã Tiếng Vọng", pages.BARE_MARKUP),
    _commune("donghan", "xã Đồng Hạn", pages.EXPIRED_SECURITY_TXT),
    _commune("cuakhep", "xã Cửa Khép", pages.NO_INCIDENT_CONTACT),
    _commune("cuakin", "xã Cửa Kín", pages.NO_INCIDENT_CONTACT_CONFIRMED),
    _commune("trangtrong", "xã Trang Trong", pages.INCIDENT_CONTACT_ELSEWHERE),
    _commune("nenmoi", "xã Nền Mới", pages.DEFAULT_PAGE),
    _commune("bailau", "xã Bãi Lau", pages.SPAM),
    _commune("namlanh", "xã Nậm Lanh", system="httt-du-thao"),
    _commune("cuabien", "xã Cửa Biển", system="httt-thieu-quyet-dinh"),
    _commune("hoxanh", "xã Hồ Xanh", system="httt-mot-phan"),
    _commune("thanhcong", "phường Thành Công Mới", system="httt-khai-du"),
    _commune("muongban", "xã Mường Ban", system="httt-thieu-minh-chung"),
    _commune("culao", "xã Cù Lao Xanh", system="httt-thieu-lop"),
    _commune("langgom", "xã Làng Gốm", system="httt-chua-quy-che"),
    _commune("ganhoi", "xã Gành Ổi", system="httt-mau-thuan"),
    _commune("docsoi", "xã Dốc Sỏi", tls.EXPIRED, "httt-mau-thuan"),
    _commune("truongcat", "xã Truông Cát", ipv6.NO_AAAA, "httt-mau-thuan"),
    _commune("baibang", "xã Bãi Bằng", names.UNSIGNED, "httt-mau-thuan"),
    _commune("hongai", "xã Hố Ngải", labels.LABEL_ABSENT, "httt-mau-thuan"),
    _commune("cocvang", "xã Cọc Vàng", pages.EXPIRED_SECURITY_TXT, "httt-mau-thuan"),
    _commune("khelanh", "xã Khe Lạnh", silence.DNS_SERVFAIL, "httt-mau-thuan"),
    _commune("thuongnguon", "xã Thượng Nguồn", system=None),
    _commune("rungthong", "xã Rừng Thông Cao", silence.HANGS),
    _commune("dabac", "xã Đá Bạc Trên", silence.HANDSHAKE_HANGS),
    _commune("songngam", "xã Sông Ngầm", silence.ANSWER_HANGS),
    _commune("baivang", "xã Bãi Vàng", silence.DOWN),
    _commune("nuixa", "xã Núi Xa", silence.NO_SUCH_NAME),
    _commune("deocao", "xã Đèo Cao", silence.DNS_SERVFAIL),
    _commune("vuclang", "xã Vực Lặng", silence.DNS_SILENT),
    _commune("tanlap", "xã Tân Lập Hạ", pages.SERVER_ERROR),
    _commune("camthuy", "xã Cẩm Thủy Tây", pages.HOSTILE),
)


BYSTANDER = replace(_unit("moi", "Trang mới của tỉnh bạn", silence.UNAUTHORISED, None), zone=FOREIGN_ZONE)
"""Where a home page redirects to. In no inventory; like `lienvung`, nobody may contact it."""


def agency(agency_id: str) -> Agency:
    """The agency with an id; raises `StopIteration` where there is none."""
    return next(portal.agency for portal in PORTALS if portal.agency.id == agency_id)
