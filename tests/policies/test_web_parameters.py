"""What a province may set differently about web pages: the values exist, and they decide."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from checks.web.page_kind import KINDS
from checks.web.security_txt import PROBLEMS
from policies.catalogue import load_catalogue, load_profile
from policies.judge import judge
from policies.requirement import Parameter, Profile
from policies.verdict import Verdict
from tests.policies.records import record

CATALOGUE = load_catalogue()
TITLE = load_profile("vn-2026", CATALOGUE).title
SPAM = {"rule": "spam.hidden", "url": "https://a.test/", "text": "a", "hidden": True, "line": "a"}
POLICY = {"enforced": True, "report_only": False, "frame_ancestors": None}
SAFE = POLICY | {"unsafe_inline": False, "unsafe_eval": False, "any_source": False}
FILE = {"url": "https://www.thidiem.gov.test/security.txt", "contacts": ["mailto:a@thidiem.gov.test"], "expires": None}
COOKIE = {"name": "dang_nhap", "secure": True, "http_only": False, "same_site": "None", "problem": None}


def judged(id_: str, facts: dict[str, Any], parameters: dict[str, Parameter]) -> Verdict:
    requirement = CATALOGUE.requirements[id_]
    assert parameters.keys() <= requirement.parameters.keys()
    changed = requirement.model_copy(update={"parameters": requirement.parameters | parameters})
    profile = Profile(name="own", title=TITLE, requirements=(changed,))
    (verdict,) = judge(record(facts), profile, date(2026, 11, 21))
    return verdict


@pytest.mark.parametrize(
    ("id_", "facts", "parameters", "before", "after"),
    [
        ("web.csp", {"web.csp": SAFE | {"unsafe_inline": True}}, {"weaknesses": ["any_source"]}, "fail", "pass"),
        ("web.csp", {"web.csp": SAFE | {"unsafe_eval": True}}, {"weaknesses": ["any_source"]}, "fail", "pass"),
        ("web.csp", {"web.csp": SAFE | {"any_source": True}}, {"weaknesses": ["unsafe_eval"]}, "fail", "pass"),
        ("web.csp", {"web.csp": SAFE | {"enforced": False}}, {"weaknesses": []}, "fail", "fail"),
        ("web.framing", {"web.framing": "listed"}, {"accepted": ["deny", "sameorigin"]}, "pass", "fail"),
        ("web.framing", {"web.framing": "any"}, {"accepted": ["any"]}, "fail", "pass"),
        ("web.referrer_policy", {"web.referrer_policy": "origin"}, {"policies": ["origin"]}, "fail", "pass"),
        ("web.charset", {"web.charset": "utf-16le"}, {"encodings": ["utf-8", "utf-16le"]}, "fail", "pass"),
        ("web.language", {"web.language": "en-gb"}, {"languages": ["vi", "en"]}, "fail", "pass"),
        ("web.cookies.same_site", {"web.cookies": [COOKIE]}, {"accepted": ["Strict", "Lax"]}, "pass", "fail"),
        ("web.cookies.http_only", {"web.cookies": [COOKIE]}, {"sessions": ["^dang_nhap$"]}, "not_applicable", "fail"),
        (
            "web.cookies.http_only",
            {"web.cookies": [COOKIE | {"name": "sid"}]},
            {"readable": ["^sid$"]},
            "fail",
            "not_applicable",
        ),
        ("web.spam", {"web.spam": [SPAM]}, {"rules": ["spam.anchor"]}, "fail", "pass"),
        (
            "web.mixed_content",
            {"web.https": True, "web.mixed_content": [{"kind": "passive", "tag": "img", "url": "http://a.test/"}]},
            {"parts": ["active", "form"]},
            "fail",
            "pass",
        ),
        (
            "web.page",
            {"web.page_kind": "under_construction", "web.page_kind_words": "đang xây dựng"},
            {"accepted": ["site", "under_construction"]},
            "fail",
            "pass",
        ),
        (
            "web.security_txt",
            {"web.security_txt": FILE | {"problems": ["far_expires"]}},
            {"problems": ["expired", "far_expires"]},
            "pass",
            "fail",
        ),
    ],
)
def test_a_parameter_decides(
    id_: str, facts: dict[str, Any], parameters: dict[str, Parameter], before: str, after: str
) -> None:
    assert judged(id_, facts, {}).verdict == before
    verdict = judged(id_, facts, parameters)
    assert verdict.verdict == after
    assert all(text.endswith(".") for text in verdict.because.values())


def test_what_the_lists_name_is_what_the_checks_say() -> None:
    def listed(id_: str, name: str) -> set[str]:
        found = CATALOGUE.requirements[id_].parameters[name]
        assert isinstance(found, list)
        return set(found)

    assert listed("web.page", "accepted") == {"site"} < set(KINDS)
    assert listed("web.security_txt", "problems") < set(PROBLEMS)
    assert listed("web.framing", "accepted") == {"deny", "sameorigin", "listed"}
    assert listed("web.mixed_content", "parts") == {"active", "passive", "form"}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "site"])
def test_every_kind_of_page_has_words_of_its_own(kind: str) -> None:
    verdict = judged("web.page", {"web.page_kind": kind, "web.page_kind_words": "abc"}, {})
    other = judged("web.page", {"web.page_kind": "something else", "web.page_kind_words": "abc"}, {})
    assert verdict.verdict == "fail"
    assert "abc" in verdict.because["vi"]
    assert all(verdict.because[lang] != other.because[lang] for lang in ("vi", "en"))


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_problem_of_security_txt_can_be_told(problem: str) -> None:
    verdict = judged("web.security_txt", {"web.security_txt": FILE | {"problems": [problem]}}, {"problems": [problem]})
    assert verdict.verdict == "fail"
    assert len(verdict.because["vi"]) > len("Tệp security.txt: .")
