"""What content security policies still allow."""

import pytest

from checks.web.csp import csp, header_policies, parse_policy, upgrades_requests
from tests.checks.web.served import page

STRICT = "default-src 'self'; frame-ancestors 'none'"


def told(policy: str) -> tuple[bool, bool, bool]:
    """`unsafe_inline`, `unsafe_eval` and `any_source` of one header."""
    fact = csp(page(content_security_policy=policy))
    assert fact is not None
    return fact["unsafe_inline"], fact["unsafe_eval"], fact["any_source"]


def test_no_policy_is_none() -> None:
    assert csp(page()) is None
    assert csp(page(content_security_policy=" ; , ;")) is None


def test_a_strict_policy() -> None:
    assert csp(page(content_security_policy=STRICT)) == {
        "enforced": True,
        "report_only": False,
        "unsafe_inline": False,
        "unsafe_eval": False,
        "any_source": False,
        "frame_ancestors": "'none'",
    }


def test_a_policy_that_only_reports_forbids_nothing() -> None:
    assert csp(page(content_security_policy_report_only=STRICT)) == {
        "enforced": False,
        "report_only": True,
        "unsafe_inline": True,
        "unsafe_eval": True,
        "any_source": True,
        "frame_ancestors": None,
    }


@pytest.mark.parametrize(
    ("policy", "inline"),
    [
        ("script-src 'self'", False),
        ("script-src 'self' 'UNSAFE-INLINE'", True),
        ("default-src 'unsafe-inline'", True),
        ("default-src 'unsafe-inline'; script-src 'self'", False),
        ("default-src 'self'; style-src 'unsafe-inline'", False),
        ("script-src 'unsafe-inline' 'nonce-cmFuZG9t'", False),
        ("script-src 'unsafe-inline' 'nonce-'", True),
        ("script-src 'unsafe-inline' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='", False),
        ("script-src 'unsafe-inline' 'strict-dynamic'", False),
        ("script-src 'self'; script-src-attr 'unsafe-inline'", True),
        ("script-src 'self'; script-src-elem 'unsafe-inline'", True),
        ("script-src 'unsafe-inline'; script-src-attr 'none'; script-src-elem 'self'", False),
        ("script-src 'self'; script-src 'unsafe-inline'", False),
        ("upgrade-insecure-requests", True),
        ("frame-ancestors 'self'", True),
        ("default-src", False),
    ],
)
def test_inline_scripts(policy: str, inline: bool) -> None:
    assert told(policy)[0] is inline


@pytest.mark.parametrize(
    ("policy", "runs"),
    [
        ("script-src 'self' 'unsafe-eval'", True),
        ("default-src 'unsafe-eval'", True),
        ("default-src 'unsafe-eval'; script-src 'self'", False),
        ("script-src 'self' 'wasm-unsafe-eval'", False),
        ("script-src 'self'; script-src-elem 'unsafe-eval'", False),
        ("img-src 'self'", True),
    ],
)
def test_eval(policy: str, runs: bool) -> None:
    assert told(policy)[1] is runs


@pytest.mark.parametrize(
    ("policy", "anywhere"),
    [
        ("script-src *", True),
        ("script-src 'self' HTTPS:", True),
        ("script-src http://*", True),
        ("script-src https://*:443", True),
        ("script-src *:*/js/", True),
        ("script-src data:", True),
        ("script-src blob:", False),
        ("script-src https://*.gov.test https://cdn.test", False),
        ("script-src 'nonce-cmFuZG9t' 'strict-dynamic' https: *", False),
        ("default-src *; script-src 'self'", False),
        ("default-src *", True),
        ("img-src 'self'", True),
    ],
)
def test_scripts_from_anywhere(policy: str, anywhere: bool) -> None:
    assert told(policy)[2] is anywhere


def test_each_of_several_policies_must_be_met() -> None:
    assert told("default-src 'unsafe-inline' *, script-src 'unsafe-eval' 'self'") == (False, False, False)
    assert told("script-src 'unsafe-inline', default-src 'unsafe-inline'") == (True, False, False)
    assert (
        told("script-src-elem 'unsafe-inline'; script-src 'self', script-src-attr 'unsafe-inline'; script-src *")[0]
        is False
    )


def test_a_meta_policy_is_enforced_with_the_header() -> None:
    meta = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'self'; frame-ancestors 'none'\">"
    alone = csp(page(meta))
    assert alone is not None
    assert (alone["enforced"], alone["unsafe_inline"], alone["frame_ancestors"]) == (True, False, None)
    both = csp(page(meta, content_security_policy="default-src 'unsafe-inline'; frame-ancestors https://b.test"))
    assert both is not None
    assert (both["unsafe_inline"], both["frame_ancestors"]) == (False, "https://b.test")


@pytest.mark.parametrize(
    "html",
    [
        "<body><meta http-equiv=content-security-policy content=\"script-src 'self'\">",
        "<noscript><meta http-equiv=content-security-policy content=\"script-src 'self'\"></noscript>",
        "<meta http-equiv=content-security-policy-report-only content=\"script-src 'self'\">",
        "<meta http-equiv=content-security-policy content=\"frame-ancestors 'self'; sandbox\">",
        "<meta name=content-security-policy content=\"script-src 'self'\">",
    ],
)
def test_a_meta_policy_counts_in_the_head_only_and_not_with_all_directives(html: str) -> None:
    assert csp(page(html)) is None


def test_frame_ancestors_of_several_policies_are_all_told() -> None:
    fact = csp(page(content_security_policy="frame-ancestors 'self'  https://b.test, frame-ancestors"))
    assert fact is not None
    assert fact["frame_ancestors"] == "'self' https://b.test, 'none'"


def test_names_are_read_in_any_case_and_only_ascii_space_divides() -> None:
    assert parse_policy("Script-SRC\t'self'\x0cB.test\xa0C.test;") == {"script-src": ["'self'", "B.test\xa0C.test"]}
    assert header_policies(page(content_security_policy="a b, ,c")) == [{"a": ["b"]}, {"c": []}]


def test_upgrade_counts_where_it_is_enforced() -> None:
    assert upgrades_requests(page(content_security_policy="Upgrade-Insecure-Requests"))
    assert upgrades_requests(page("<meta http-equiv=content-security-policy content=upgrade-insecure-requests>"))
    assert not upgrades_requests(page(content_security_policy_report_only="upgrade-insecure-requests"))


def test_a_policy_of_megabytes_is_read() -> None:
    meta = '<meta http-equiv=content-security-policy content="script-src ' + "'nonce-" * 200_000 + '">'
    fact = csp(page(meta))
    assert fact is not None
    assert fact["unsafe_inline"] is False
