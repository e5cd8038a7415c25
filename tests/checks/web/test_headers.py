"""What headers ask of a browser, and what software they name."""

import pytest

from checks.web.headers import (
    MOST_BANNERS,
    MOST_CHARACTERS,
    banners,
    framing,
    nosniff,
    permissions_policy,
    referrer_policy,
)
from tests.checks.web.served import page


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("nosniff", True),
        (" NoSniff ", True),
        ("nosniff, nosniff", True),
        ("nosniff, other", True),
        ("other, nosniff", False),
        ("nosniff;", False),
        ("", False),
    ],
)
def test_nosniff(header: str, told: bool) -> None:
    assert nosniff(page(x_content_type_options=header)) is told


def test_without_the_header_browsers_sniff() -> None:
    assert nosniff(page()) is False


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("DENY", "deny"),
        ("sameorigin", "sameorigin"),
        ("SAMEORIGIN, SAMEORIGIN", "sameorigin"),
        ("SAMEORIGIN, DENY", "deny"),
        ("ALLOWALL", "any"),
        ("ALLOW-FROM https://b.test/", "any"),
        ("ALLOW-FROM https://b.test/, sameorigin", "deny"),
        ('"DENY"', "any"),
        ("", "any"),
    ],
)
def test_frame_options(header: str, told: str) -> None:
    assert framing(page(x_frame_options=header)) == told


@pytest.mark.parametrize(
    ("ancestors", "told"),
    [
        ("'none'", "deny"),
        ("", "deny"),
        ("'self'", "sameorigin"),
        ("'SELF' 'none'", "sameorigin"),
        ("'self' https://b.test", "listed"),
        ("https://*.b.test", "listed"),
        ("*", "any"),
        ("'self' https:", "any"),
        ("http://*", "any"),
        ("data:", "listed"),
    ],
)
def test_frame_ancestors_rule_over_frame_options(ancestors: str, told: str) -> None:
    served = page(content_security_policy=f"frame-ancestors {ancestors}", x_frame_options="SAMEORIGIN, DENY")
    assert framing(served) == told


def test_the_strictest_of_several_policies_rules_framing() -> None:
    assert framing(page(content_security_policy="frame-ancestors *, frame-ancestors 'self', img-src *")) == "sameorigin"


def test_neither_header_lets_anybody_frame_the_page() -> None:
    served = page(content_security_policy="default-src 'none'", content_security_policy_report_only="frame-ancestors")
    assert framing(served) == "any"


@pytest.mark.parametrize(
    ("header", "meta", "told"),
    [
        ("no-referrer", None, "no-referrer"),
        ("Strict-Origin", None, "strict-origin"),
        ("no-referrer, strict-origin-when-cross-origin", None, "strict-origin-when-cross-origin"),
        ("same-origin, of-the-future", None, "same-origin"),
        ("never", None, None),
        ("", None, None),
        ("no-referrer", "unsafe-url", "unsafe-url"),
        ("no-referrer", "nonsense", "no-referrer"),
        ("", "never", "no-referrer"),
        ("", "always", "unsafe-url"),
        ("", "Origin-When-CrossOrigin", "origin-when-cross-origin"),
    ],
)
def test_the_referrer_policy_in_force(header: str, meta: str | None, told: str | None) -> None:
    html = f'<meta name="Referrer" content=" {meta} ">' if meta else "<meta name=other content=no-referrer>"
    assert referrer_policy(page(html, referrer_policy=header)) == told


@pytest.mark.parametrize(
    "header",
    [
        "geolocation=()",
        'geolocation=(self "https://b.test"), camera=*, microphone=()',
        "fullscreen=self;report-to=default",
        "autoplay=?1, sync-xhr",
        "a=( self  *  ),b=1.5;x",
    ],
)
def test_a_permissions_policy_is_told_as_sent(header: str) -> None:
    assert permissions_policy(page(permissions_policy=f" {header} ")) == header


@pytest.mark.parametrize(
    "header",
    [
        "",
        "geolocation 'none'; camera 'self'",
        "geolocation=(), camera=(",
        "geolocation=();camera=()" + "x=(",
        "geolocation=(),",
        "Geolocation=()",
        'geolocation=("https://b.test)',
        "a=" + "(" * 8000,
        "a=(" + "self " * 1600,
        "a," * 4000,
        "a;" * 4000,
    ],
)
def test_a_permissions_policy_that_browsers_drop_is_none(header: str) -> None:
    assert permissions_policy(page(permissions_policy=header)) is None


def test_without_the_header_there_is_no_permissions_policy() -> None:
    assert permissions_policy(page()) is None


@pytest.mark.parametrize(
    ("header", "value", "version"),
    [
        ("server", "nginx", False),
        ("server", "nginx/1.24.0", True),
        ("server", "Apache/2.4.57 (Debian) OpenSSL/1.1.1w", True),
        ("server", "Apache/2", True),
        ("server", "Microsoft-IIS/10.0", True),
        ("server", "Jetty(9.4.43.v20210629)", True),
        ("server", "WebLogic Server 10.3.6.0", True),
        ("server", "cloudflare", False),
        ("server", "AmazonS3", False),
        ("server", "ECS (nyb/1D0A)", False),
        ("server", "10.1.2.3", False),
        ("server", "10.1.2.3:8080", False),
        ("server", "::1", False),
        ("x-powered-by", "ASP.NET", False),
        ("x-powered-by", "PHP/7.2.24-0ubuntu0.18.04.17", True),
        ("x-powered-by", "PHP/8", True),
        ("x-aspnet-version", "4.0.30319", True),
        ("x-aspnetmvc-version", "5.2", True),
        ("x-generator", "Drupal 10 (https://www.drupal.org)", True),
        ("x-generator", "Drupal", False),
        ("liferay-portal", "Liferay Community Edition Portal 7.4.3.112 CE GA112", True),
        ("liferay-portal", "Liferay Portal", False),
        ("microsoftsharepointteamservices", "16.0.0.5395", True),
        ("via", "1.1 varnish", False),
        ("via", "HTTP/1.1 proxy.test:3128 (squid/5.7)", True),
        ("via", "1.1 abc.cdn.test (CDN), 2 10.0.0.1", False),
    ],
)
def test_a_banner_and_whether_it_tells_a_version(header: str, value: str, version: bool) -> None:
    (banner,) = banners(page(**{header.replace("-", "_"): value}))
    assert banner["where"].lower() == header
    assert banner["value"] == value
    assert banner["version"] is version


@pytest.mark.parametrize(
    ("generator", "version"),
    [
        ("WordPress 6.4.2", True),
        ("NukeViet v4.5", True),
        ("Joomla! - Open Source Content Management", False),
        ("TYPO3 CMS", False),
        ("Microsoft SharePoint", False),
        ("Cổng thông tin Quận 7", False),
    ],
)
def test_a_generator_in_the_page_is_a_banner(generator: str, version: bool) -> None:
    html = f'<html><head><meta name="Generator" content=" {generator}\n">'
    assert banners(page(html)) == [{"where": "meta generator", "value": generator, "version": version}]


def test_banners_are_told_in_order_and_nothing_else_is() -> None:
    served = page(
        "<meta name=generator content=X><meta name=generator content=''><p>", via="1.1 a", server="b", x_a="c/1.0"
    )
    assert [banner["where"] for banner in banners(served)] == ["Server", "Via", "meta generator"]


def test_banners_are_bounded() -> None:
    many = page("<meta name=generator content=" + "9" * 1000 + ">" * 1 + "<meta name=generator content=x>" * 1000)
    found = banners(many)
    assert len(found) == MOST_BANNERS
    assert len(found[0]["value"]) == MOST_CHARACTERS


@pytest.mark.parametrize("piece", ["1.", "1", "a ", "1.1 ", "1.1 a,", "v1", "/1", " (", "/1.", "a-"])
def test_a_hostile_banner_is_read(piece: str) -> None:
    assert len(banners(page(server=piece * (8000 // len(piece)), via=piece * (8000 // len(piece))))) == 2
