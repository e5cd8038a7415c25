from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from checks.network.dial import begin
from checks.observation import Reason, Seen, Unseen
from checks.tls.engine import Peer, run
from checks.tls.registry import group_name, suite, suite_named
from checks.tls.survey.endpoint import MEMBERS, Surveyed
from checks.tls.survey.offers import POST_QUANTUM
from checks.tls.survey.quick import is_broken, is_strong, quick_survey
from tests.checks.tls.peers import hold, nginx_server, openssl_server, reset
from tests.checks.tls.survey.asking import DECODE_ERROR, GOOD, Leave, Small, has_grease, says
from tests.servers import closed_port, talking


def ask(endpoint: tuple[str, int]) -> Surveyed:
    return run(quick_survey(Peer(begin, "a.test", *endpoint, 10)))


def classes(surveyed: Surveyed) -> dict[str, str | None]:
    fact = surveyed.facts["suite_classes"]
    assert isinstance(fact, Seen)
    return {name: pick.value for name, pick in fact.value.items()}


def test_a_modern_server_takes_nothing_weak(tmp_path: Path, rsa_server: Path) -> None:
    lines = ["ssl_protocols TLSv1.2 TLSv1.3;", "ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256;"]
    with nginx_server(tmp_path, rsa_server, *lines) as endpoint:
        surveyed = ask(endpoint)
    assert surveyed.facts["versions"] == Seen(["TLSv1.2", "TLSv1.3"])
    assert classes(surveyed) == {"strong": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "weak": None, "broken": None}
    assert surveyed.facts["post_quantum"] == Seen(None)
    assert len(surveyed.chains) == 1


def test_a_broad_server_is_told_by_one_suite_of_each_class(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-cipher", "ALL:eNULL:@SECLEVEL=0") as endpoint:
        surveyed = ask(endpoint)
    assert surveyed.facts["versions"] == Seen(["TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"])
    strong, weak, broken = (suite_named(name or "") for name in classes(surveyed).values())
    assert (is_strong(strong.code), is_strong(weak.code), is_broken(weak.code)) == (True, False, False)
    assert is_broken(broken.code)


def test_what_is_not_asked_for_is_unseen_and_says_how_to_ask(rsa_server: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(rsa_server)
    with talking(hold, tls=context) as endpoint:
        surveyed = ask(endpoint)
    for name in ("ciphers", "groups", "fallback_scsv", "dh"):
        fact = surveyed.facts[name]
        assert isinstance(fact, Unseen)
        assert fact.reason is Reason.NEEDS_LOOKUP
        assert "--tls exact" in fact.detail


def test_a_closed_port_leaves_everything_unseen() -> None:
    surveyed = ask(("127.0.0.1", closed_port()))
    assert surveyed.facts.keys() == set(MEMBERS)
    assert {fact.reason for fact in surveyed.facts.values() if isinstance(fact, Unseen)} == {Reason.REFUSED}


@pytest.mark.parametrize("leave", [reset, says(DECODE_ERROR)], ids=["RST", "decode_error"])
def test_the_classes_are_asked_for_in_the_dress_that_the_server_can_bear(leave: Leave) -> None:
    with talking(Small([GOOD, 0x1301], [0x0303, 0x0304], leave, dislikes=has_grease)) as endpoint:
        surveyed = ask(endpoint)
    assert classes(surveyed) == {"strong": None, "weak": suite(GOOD).name, "broken": None}
    assert surveyed.facts["post_quantum"] == Seen(group_name(POST_QUANTUM[0]))


def test_protocols_that_nobody_asked_for_alone_are_not_denied(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-alpn", "h2,http/1.1") as endpoint:
        assert isinstance(ask(endpoint).facts["alpn"], Unseen)


def test_a_hello_that_is_answered_serves_the_probes_as_their_control(rsa_server: Path) -> None:
    with openssl_server(rsa_server, "-tls1_2") as endpoint:
        surveyed = ask(endpoint)
        assert surveyed.control is not None
        assert surveyed.control.version == "TLSv1.2"
    with openssl_server(rsa_server, "-tls1_3") as endpoint:
        assert ask(endpoint).control is None


@pytest.mark.parametrize(
    ("name", "strong", "broken"),
    [
        ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", True, False),
        ("TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", False, False),
        ("TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8", False, False),
        ("TLS_RSA_WITH_AES_128_CBC_SHA", False, False),
        ("TLS_RSA_WITH_3DES_EDE_CBC_SHA", False, True),
        ("TLS_RSA_WITH_RC4_128_SHA", False, True),
        ("TLS_RSA_WITH_NULL_SHA256", False, True),
        ("TLS_ECDH_anon_WITH_AES_128_CBC_SHA", False, True),
        ("TLS_RSA_EXPORT_WITH_DES40_CBC_SHA", False, True),
    ],
)
def test_a_suite_belongs_to_one_class(name: str, strong: bool, broken: bool) -> None:
    code = suite_named(name).code
    assert (is_strong(code), is_broken(code)) == (strong, broken)
