"""To whom a name belongs: below gov.vn, in the province's zone, under which registered domain, in which zone."""

from __future__ import annotations

from ipaddress import ip_address

from checks.network.names import Names
from checks.observation import Fact, Reason, Seen, Unseen

NAMELESS = Unseen(Reason.NEEDS_LOOKUP, "an IP address has no such records")
"""What is unseen of a portal whose host is an IP address."""

# Where .vn is registered at the third level: the kinds of VNNIC, and the provinces as they were named until 2025.
_VN_KINDS = "ac ai biz com edu gov health id info int io mil name net org pro"
_VN_PLACES = """
    angiang bacgiang backan baclieu bacninh baria-vungtau bentre binhdinh binhduong binhphuoc binhthuan camau cantho
    caobang daklak daknong danang dienbien dongnai dongthap gialai hagiang haiduong haiphong hanam hanoi hatinh
    haugiang hoabinh hungyen khanhhoa kiengiang kontum laichau lamdong langson laocai longan namdinh nghean ninhbinh
    ninhthuan phutho phuyen quangbinh quangnam quangngai quangninh quangtri soctrang sonla tayninh thaibinh
    thainguyen thanhhoa thanhphohochiminh thuathienhue tiengiang travinh tuyenquang vinhlong vinhphuc yenbai
"""
_CUSTOMARY_KINDS = "ac co com edu gob gouv gov go ne net nom or org"
_IN_VN = frozenset((_VN_KINDS + _VN_PLACES).split())
_IN_OTHER_COUNTRIES = frozenset(_CUSTOMARY_KINDS.split())


def is_address(host: str) -> bool:
    """Whether a host is an IP address in place of a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_within(name: str, zone: str) -> bool:
    """Whether a name is a zone's apex or lies below it, in whatever case and with or without a final dot."""
    name, zone = _plain(name), _plain(zone)
    return name == zone or name.endswith(f".{zone}")


def in_gov_vn(host: str) -> bool:
    """Whether a host is named below gov.vn, where only state bodies can register."""
    return is_within(host, "gov.vn")


def in_province_zone(host: str, zone: str | None) -> bool | None:
    """Whether a host is named in the province's zone; None when the inventory names none."""
    return None if zone is None else is_within(host, zone)


def registered_domain(host: str) -> str:
    """The name that somebody registered, at or above a host: `tinh.gov.vn` of `so.tinh.gov.vn`.

    Right for .vn and for domains registered directly below a top level; below the other countries' usual second
    levels (`co.uk`) by their customary names. An IP address stands for itself.
    """
    labels = _plain(host).split(".")
    if is_address(host) or len(labels) < 3:
        return _plain(host)
    second, top = labels[-2:]
    registers_third = second in (_IN_VN if top == "vn" else _IN_OTHER_COUNTRIES if len(top) == 2 else ())
    return ".".join(labels[-3 if registers_third else -2 :])


def own_zone(names: Names, host: str) -> Fact[str | None]:
    """The apex, without final dot, of the zone that holds a host; None where that zone is not the registrant's own.

    A name without a zone cut of its own lies in its registry's zone, whose servers and mail are none of its matter.
    """
    if is_address(host):
        return Seen(None)
    zone = names.zone(host)
    if isinstance(zone, Unseen):
        return zone
    return Seen(_plain(zone.value) if is_within(zone.value, registered_domain(host)) else None)


def _plain(name: str) -> str:
    return name.rstrip(".").lower()
