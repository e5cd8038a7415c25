from __future__ import annotations

import pytest

from checks.trust_label.address import (
    Address,
    Kind,
    looks_like_registry,
    mentions_label,
    names_registry,
    normal_domain,
    own_domains,
    plain_domain,
    read_address,
)

PAGE = "https://www.binhminh.gov.test:8443/trang-chu/"
SLUG = "binhminhgovtest-1637050850"
TWIN = "tinnhiemm\u0430ng.vn".encode("idna").decode()


def kind(url: str, page: str = PAGE) -> Kind:
    return read_address(url, page).kind


@pytest.mark.parametrize(
    "url",
    [
        f"https://tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}",
        f"HTTPS://TinNhiemMang.VN/danh-ba-tin-nhiem/{SLUG}/",
        f"https://www.tinnhiemmang.vn:443/danh-ba-tin-nhiem/{SLUG}?nguon=cong#nhan",
        f"//tinnhiemmang.vn./danh-ba-tin-nhiem/{SLUG}",
        f"\n https:\\\\tinnhiemmang.vn\\danh-ba-\ttin-nhiem/{SLUG} ",
        f"https://tinnhiemmang.vn/%64anh-ba-tin-nhiem/{SLUG}",
    ],
)
def test_an_entry_of_the_directory_gives_its_slug(url: str) -> None:
    assert read_address(url, PAGE) == Address(Kind.CERTIFICATE, SLUG)


def test_the_picture_gives_the_domain_that_it_is_for() -> None:
    url = "https://tinnhiemmang.vn/handle_cert?v=2&id=binhminh.gov.test"
    assert read_address(url, PAGE) == Address(Kind.PICTURE, "binhminh.gov.test")


@pytest.mark.parametrize(
    "url",
    [
        f"https://tinnhiemmang.vn/danh-ba-tinnhiem/{SLUG}",
        f"https://tinnhiemmang.vn/danh_ba_tin_nhiem/{SLUG}",
        f"https://tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}{SLUG}",
        f"https://tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}1",
        "https://tinnhiemmang.vn/danh-ba-tin-nhiem/BinhMinhGovTest-1637050850",
        "https://tinnhiemmang.vn/danh-ba-tin-nhiem/binhminh.gov.test",
        "https://tinnhiemmang.vn/danh-ba-tin-nhiem/binhminhgovtest-١٦٣٧٠٥٠٨٥٠",
        "https://tinnhiemmang.vn/handle_cert",
        "https://tinnhiemmang.vn/handle_cert?id=",
        "https://tinnhiemmang.vn/handle_cert?id=...",
        "https://tinnhiemmang.vn/handle_cert?id=a.test&id=b.test",
        "https://tinnhiemmang.vn/handle-cert?id=a.test",
        f"https://tinnhiemmang.vn:8443/danh-ba-tin-nhiem/{SLUG}",
        f"https://ai@tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}",
    ],
)
def test_what_is_nearly_an_address_of_the_registry_is_malformed(url: str) -> None:
    assert kind(url) is Kind.MALFORMED


@pytest.mark.parametrize(
    "url",
    [
        f"https://tinnhiemmang.vn.example/danh-ba-tin-nhiem/{SLUG}",
        f"https://tinnhiemmang.vn@example/danh-ba-tin-nhiem/{SLUG}",
        f"https://tinnhiemmang.vn%2f@example/danh-ba-tin-nhiem/{SLUG}",
        f"https://tin-nhiem-mang.test/{SLUG}",
        "https://tinnhiemmang.com.test/",
        "https://tínnhiệmmạng.test/",
        f"http://tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}",
        "https://tinnhiemmang.vn:99999/",
        "https://[tinnhiemmang.vn/",
        f"https://tinnhiemm\u0430ng.vn/danh-ba-tin-nhiem/{SLUG}",
        f"https://{TWIN}/danh-ba-tin-nhiem/{SLUG}",
        f"https://www.{TWIN}./",
        "https://t\u0456nnh\u0456emmang.vn/",
        "https://tinnhiemrnang.vn/",
        "https://t1nnh1emmang.vn/",
        "https://tlnnhlemmang.vn/",
        "https://tinnhiemang.vn/",
        "https://tinnhiiemmang.vn/",
        "https://tinnhiemmamg.vn/",
        "https://tinnheimmang.vn/",
        "https://tinnhiemmang.com/",
        "https://tinnhiemmang.vn.nhan.test/",
        "https://cong.tinnhiemmangg.test/",
    ],
)
def test_another_host_under_the_name_of_the_registry_is_fake(url: str) -> None:
    assert kind(url) is Kind.FAKE


@pytest.mark.parametrize(
    "url",
    [
        "https://tinnhiemmang.vn",
        "https://tinnhiemmang.vn/danh-ba-tin-nhiem/",
        "https://tinnhiemmang.vn/images/nhan.png",
        "https://tai-lieu.tinnhiemmang.vn/handle_cert?id=a.test",
    ],
)
def test_other_pages_of_the_registry_are_only_that(url: str) -> None:
    assert kind(url) is Kind.REGISTRY


@pytest.mark.parametrize(
    "url", ["", "#", "/tin-nhiem-mang.png", "javascript:void(0)", "data:image/png;base64,AAAA", "?a"]
)
def test_the_portal_itself_and_nowhere_are_here(url: str) -> None:
    assert kind(url) is Kind.HERE


@pytest.mark.parametrize(
    "url",
    [
        f"https://ｔｉｎｎｈｉｅｍｍａｎｇ。ｖｎ/danh-ba-tin-nhiem/{SLUG}",
        f"https://%74innhiemmang%2Evn/danh-ba-tin-nhiem/{SLUG}",
    ],
)
def test_a_host_is_read_as_browsers_do(url: str) -> None:
    assert read_address(url, PAGE) == Address(Kind.CERTIFICATE, SLUG)


@pytest.mark.parametrize(
    ("url", "expected", "host"),
    [
        (f"/exit?url=https%3A%2F%2Ftinnhiemmang.vn%2Fdanh-ba-tin-nhiem%2F{SLUG}", Kind.HERE, "www.binhminh.gov.test"),
        (f"/go/https://www.tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}", Kind.HERE, "www.binhminh.gov.test"),
        (f"https://B.test/?u=http%253A//tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}&x=1", Kind.ELSEWHERE, "b.test"),
    ],
)
def test_what_passes_the_reader_on_to_an_entry_tells_its_slug(url: str, expected: Kind, host: str) -> None:
    address = read_address(url, PAGE)
    assert address == Address(expected, SLUG)
    assert address.host == host


@pytest.mark.parametrize(
    "url", [f"/?u=https://tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}1", f"/danh-ba-tin-nhiem/{SLUG}"]
)
def test_what_passes_on_to_nothing_tells_no_slug(url: str) -> None:
    assert read_address(url, PAGE) == Address(Kind.HERE)


@pytest.mark.parametrize("host", ["tinhgov.test", "nhiemvu.test", "tin.test", "xn--.test", "xn--\ud800.test", "", "."])
def test_other_hosts_do_not_look_like_the_registry(host: str) -> None:
    assert not looks_like_registry(host)


@pytest.mark.parametrize("url", ["//tinnhiemrnang.vn/a", f"https://{TWIN}", "//a@t1nnhiemmang.test", "%74innhiemmang"])
def test_urls_that_name_the_registry_or_its_twins_are_worth_reading(url: str) -> None:
    assert names_registry(url)


def test_most_urls_are_not_worth_reading() -> None:
    assert not any(map(names_registry, ["/tin-tuc/1.html", "https://tinh.gov.test/nhiem-vu", "", "//"]))


@pytest.mark.parametrize("url", ["https://baochi.test/tinnhiemmang", "http://[", "//other.test/?q=tinnhiemmang.vn"])
def test_other_sites_are_elsewhere(url: str) -> None:
    assert kind(url) is Kind.ELSEWHERE


def test_a_base_address_leads_relative_ones_away() -> None:
    assert read_address(SLUG, PAGE, "https://tinnhiemmang.vn/danh-ba-tin-nhiem/").kind is Kind.CERTIFICATE


def test_domains_are_compared_without_scheme_www_and_case() -> None:
    assert plain_domain(" HTTPS://WWW.Binh-Minh.gov.test/ ") == "binh-minh.gov.test"
    assert normal_domain("https://www.binh-minh.gov.test/xa-hoa-binh/") == "binhminhgovtestxahoabinh"


def test_a_portal_may_be_registered_under_each_step_of_its_path() -> None:
    assert own_domains("www.a.test", "/b//c.html") == ["a.test/b/c.html", "a.test/b", "a.test"]


@pytest.mark.parametrize(
    "text", ["Tín Nhiệm Mạng", "TIN-NHIEM_MANG", "/anh/tin%20nhiemmang2.png", "chứng nhận tín nhiệm mạng"]
)
def test_the_label_is_known_by_name_however_it_is_spelt(text: str) -> None:
    assert mentions_label(text)


def test_trust_alone_is_not_the_label() -> None:
    assert not mentions_label("Phiếu tín nhiệm; mạng xã hội")
