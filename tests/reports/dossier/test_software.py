from dataclasses import replace
from typing import Any

import pytest

from checks.observation import Reason, Unseen, to_json
from checks.record import PortalRecord
from policies.catalogue import load_catalogue
from reports.dossier.software import NAMES, Software, fitted, software_of
from reports.remedy import Block, blocks
from tests.reports.dossier.made import own_portals

LINES = "Tắt SSLv3:\n- nginx: `a;`\n- Apache: `b`\n- IIS: `c`\n\nKiểm tra lại."


def seen(**observations: Any) -> PortalRecord:
    """A portal's record with these observations alone."""
    return replace(own_portals()[0].record, observations=to_json(observations))


def texts(of: str, kinds: set[str], *, all_known: bool = True) -> list[str]:
    return [block.text for block, _own in fitted(blocks(of), kinds, all_known).blocks]


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("nginx/1.18.0 (Ubuntu)", "nginx"),
        ("openresty", "nginx"),
        ("Apache/2.4.52 (Ubuntu)", "apache"),
        ("Apache-Coyote/1.1", "tomcat"),
        ("Apache Tomcat", "tomcat"),
        ("Microsoft-IIS/10.0", "iis"),
        ("Microsoft IIS httpd", "iis"),
        ("cloudflare", ""),
        ("Apache Traffic Server", ""),
        ("notnginxish", ""),
    ],
)
def test_software_is_known_by_what_the_server_names(told: str, kind: str) -> None:
    assert software_of(seen(web={"headers": {"server": told}})) == Software(told, kind)


def test_a_banner_and_the_scan_of_the_own_port_tell_where_the_header_does_not() -> None:
    banners = [{"where": "Via", "value": "nginx", "version": False}, {"where": "Server", "value": "Apache"}]
    assert software_of(seen(web={"headers": {}, "banners": banners})) == Software("Apache", "apache")
    ports = [{"port": 22, "product": "OpenSSH"}, {"port": 443, "product": "Microsoft IIS httpd"}]
    assert software_of(seen(web={"headers": {}}, exposure={"ports": ports})) == Software("Microsoft IIS httpd", "iis")


@pytest.mark.parametrize(
    "web",
    [
        {},
        {"headers": Unseen(Reason.TIMEOUT, "127.0.0.1:443")},
        {"headers": {"server": "  "}},
        {"headers": {"x-powered-by": "ASP.NET"}},
        {"headers": {"server": ["nginx"]}, "banners": Unseen(Reason.TIMEOUT, "")},
    ],
)
def test_software_that_nothing_names_is_not_known(web: Any) -> None:
    assert software_of(seen(web=web)) is None


def test_the_line_for_the_own_software_stays_and_what_is_left_out_is_told() -> None:
    found = fitted(blocks(LINES), {"iis"}, all_known=True)
    assert [(block.text, own) for block, own in found.blocks] == [
        ("Tắt SSLv3:", False),
        ("- IIS: `c`", True),
        ("Kiểm tra lại.", False),
    ]
    assert found.left_out == ("nginx", "apache")


def test_where_a_portal_names_nothing_every_line_stays_and_the_own_one_comes_first() -> None:
    found = fitted(blocks(LINES), {"apache"}, all_known=False)
    assert [(block.text[:5], own) for block, own in found.blocks][1:4] == [
        ("- Apa", True),
        ("- ngi", False),
        ("- IIS", False),
    ]
    assert found.left_out == ()


def test_nothing_is_left_out_where_the_remedy_has_no_line_for_one_of_theirs() -> None:
    assert texts(LINES, {"nginx", "tomcat"}) == [block.text for block in blocks(LINES)]


def test_snippets_belong_to_the_line_above_them() -> None:
    remedy = "nginx:\n    ssl_protocols TLSv1.3;\n\nTrên IIS, đặt khóa:\n    HKLM\\SYSTEM\n"
    assert texts(remedy, {"iis"}) == ["Trên IIS, đặt khóa:", "HKLM\\SYSTEM"]


def test_a_line_for_two_kinds_is_of_both_and_one_for_a_platform_always_stays() -> None:
    both = "- nginx: `a`\n- Apache: `b`; IIS: `c`"
    assert texts(both, {"iis"}) == ["- Apache: `b`; IIS: `c`"]
    platform = "- nginx: `a`\n- Apache: `b`\n- Tomcat (Liferay): `c`; WordPress, Joomla: `d`\n- IIS, .NET: `e`"
    tomcat, net = "- Tomcat (Liferay): `c`; WordPress, Joomla: `d`", "- IIS, .NET: `e`"
    assert texts(platform, {"nginx"}) == ["- nginx: `a`", tomcat, net]
    assert texts(platform, {"tomcat"}) == [tomcat, net]
    assert texts(platform, {"iis"}) == [net, tomcat]


def test_one_line_alone_and_numbered_steps_stay_where_they_are() -> None:
    remedy = "1. nginx, Apache: `a`\n2. IIS: `b`"
    assert texts(remedy, {"iis"}) == ["1. nginx, Apache: `a`", "2. IIS: `b`"]
    assert not fitted(blocks("- nginx: `a`\nThen this."), {"iis"}, all_known=True).parted


def test_a_line_that_goes_on_in_another_sentence_stays() -> None:
    assert texts("- nginx: `a`\n- IIS: `b`. Nếu đã có thì ghi thêm.", {"nginx"})[-1].endswith("ghi thêm.")
    assert texts("- nginx: `a`\n- IIS: `b`; xem bản 1.2 trở lên.", {"nginx"}) == ["- nginx: `a`"]


@pytest.fixture(scope="module")
def remedies() -> list[list[Block]]:
    asked = load_catalogue().requirements.values()
    return [blocks(text) for one in asked for text in (one.remedy.vi, one.remedy.en)]


def test_with_unknown_software_no_step_of_the_catalogue_is_lost(remedies: list[list[Block]]) -> None:
    for remedy in remedies:
        shown = [block.text for block, _ in fitted(remedy, {"iis"}, all_known=False).blocks]
        assert sorted(shown) == sorted(block.text for block in remedy)


@pytest.mark.parametrize(("kind", "least"), [("nginx", 50), ("tomcat", 3)])
def test_what_is_left_out_of_the_catalogue_is_for_other_software_alone(
    remedies: list[list[Block]], kind: str, least: int
) -> None:
    left_out = []
    for remedy in remedies:
        kept = [block for block, _ in fitted(remedy, {kind}, all_known=True).blocks]
        left_out += [block.text for block in remedy if block not in kept]
    assert len(left_out) >= least
    for text in left_out:
        assert NAMES[kind] not in text.partition(":")[0]
        assert text.removeprefix("- ").startswith(("nginx", "Apache", "IIS", "Trên IIS", "On IIS"))
        assert "Liferay" not in text
