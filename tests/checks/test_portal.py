"""One portal with every check: only what was asked and allowed, and every failure under its own name."""

import logging
import socket
import ssl
import threading
from datetime import datetime
from types import MappingProxyType

import pytest

from checks import portal
from checks.access import MOST_ADDRESSES
from checks.facts import CHECK_NAMES, EXPOSURE, FACTS
from checks.look import Look
from checks.network.politeness import Rate
from checks.observation import Reason, Seen, Unseen
from checks.portal import CHECKS, OFFLINE, observe_portal, unseen_facts
from checks.record import PortalRecord
from checks.security_plan.record import Approval, SystemRecord
from tests.checks.looks import look_at
from tests.servers import Talk, answering, closed_port, self_signed, talking

HOST = "127.0.0.1"
NETWORK_CHECKS = [check for check in CHECKS if check not in OFFLINE | {EXPOSURE}]
BARRED = Unseen(Reason.NOT_AUTHORISED, "no document")


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    return self_signed(tmp_path_factory.mktemp("tls"))


class Counted:
    """A talk that counts its connections."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.connections = 0

    def __call__(self, connection: socket.socket) -> None:
        self.connections += 1
        self.talk(connection)


def reasons(record: PortalRecord, check: str) -> set[str]:
    """Why the facts of a check are unseen; empty text for a fact that was seen."""
    facts = record.observations[check].values()
    return {fact.get("unseen", "") if isinstance(fact, dict) else "" for fact in facts}


def test_every_check_of_the_vocabulary_has_its_line_and_no_other_has() -> None:
    assert tuple(CHECKS) == CHECK_NAMES


@pytest.mark.parametrize("check", CHECKS)
def test_all_facts_of_a_check_can_be_unseen_for_one_reason(check: str) -> None:
    facts = unseen_facts(check, BARRED)
    assert set(facts.values()) == {BARRED}
    names = {".".join(name.split(".")[:2]) for name in FACTS if name.startswith(f"{check}.")}
    assert {f"{check}.{name}" for name in facts} == names


def test_only_the_checks_asked_for_are_present_with_all_their_facts(tls: ssl.SSLContext) -> None:
    with talking(answering(), tls=tls) as (_, https), talking(answering()) as (_, http):
        record = observe_portal(look_at(HOST, https, http), ["web", "tls"], {}, {"url": "https://a.test/"})
    assert list(record.observations) == ["tls", "web"]
    for check, facts in record.observations.items():
        assert facts.keys() == unseen_facts(check, BARRED).keys()
    assert record.observations["web"]["https"] is True
    assert record.portal == {"url": "https://a.test/", "weaknesses": False, "exposure": False}
    assert record.vantage["name"] == "test"
    assert datetime.fromisoformat(record.started) <= datetime.fromisoformat(record.finished)


def test_tls_alone_asks_the_http_port_nothing(tls: ssl.SSLContext) -> None:
    plain = Counted(answering())
    with talking(answering(), tls=tls) as (_, https), talking(plain) as (_, http):
        record = observe_portal(look_at(HOST, https, http), ["tls"], {}, {})
    assert record.observations["tls"]["endpoints"][0]["versions"]
    assert plain.connections == 0


def test_barred_checks_contact_nobody() -> None:
    door = Counted(answering())
    with talking(door) as (_, port):
        look = look_at(HOST, port, port)
        record = observe_portal(look, list(CHECKS), dict.fromkeys(NETWORK_CHECKS, BARRED), {})
    assert door.connections == look.network.politeness.begun == look.network.names.queries == 0
    for check in NETWORK_CHECKS:
        assert reasons(record, check) == {"not_authorised"}
    assert reasons(record, "security_plan") == {"needs_document"}


def test_a_barred_check_leaves_the_others_their_sight(tls: ssl.SSLContext) -> None:
    plain = Counted(answering())
    with talking(answering(), tls=tls) as (_, https), talking(plain) as (_, http):
        record = observe_portal(look_at(HOST, https, http), ["tls", "web"], {"web": BARRED}, {})
    assert reasons(record, "web") == {"not_authorised"}
    assert record.observations["tls"]["endpoints"][0]["address"] == HOST
    assert plain.connections == 0


def test_a_check_that_raises_is_our_error_and_logged_with_its_trace(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(look: Look) -> dict[str, Unseen]:
        raise KeyError("secret of the page")

    monkeypatch.setattr(portal, "CHECKS", MappingProxyType({**CHECKS, "web": stumble}))
    with talking(answering()) as (_, port), caplog.at_level(logging.ERROR):
        record = observe_portal(look_at(HOST, closed_port(), port), ["ipv6", "web"], {}, {})
    assert reasons(record, "web") == {"our_error"}
    assert record.observations["web"]["https"]["detail"] == "KeyError in check web"
    assert reasons(record, "ipv6") != {"our_error"}
    assert caplog.records[0].exc_info is not None
    assert "check web failed on" in caplog.text


def test_a_mistake_of_ours_while_asking_everywhere_is_each_checks_own(caplog: pytest.LogCaptureFixture) -> None:
    look = look_at(HOST, closed_port(), closed_port())
    look.rate = Rate(32, 0)
    record = observe_portal(look, list(CHECKS), {}, {})
    assert reasons(record, "web") == reasons(record, "ipv6") == {"our_error"}
    assert reasons(record, "security_plan") == {"needs_document"}
    assert "ZeroDivisionError" in caplog.text


def test_a_portal_that_vanishes_leaves_only_what_needs_no_network(tls: ssl.SSLContext) -> None:
    """It answers the first request, then its port is closed for good."""
    gone = threading.Event()
    server = socket.create_server((HOST, 0))
    port = server.getsockname()[1]

    def answer_once() -> None:
        connection, _ = server.accept()
        server.close()
        with connection, tls.wrap_socket(connection, server_side=True) as secured:
            answering(headers="Strict-Transport-Security: max-age=99\r\n")(secured)
        gone.set()

    thread = threading.Thread(target=answer_once)
    thread.start()
    look = look_at(HOST, port, closed_port())
    look.system = SystemRecord("portal", "Cổng", level=2, approval=Approval.DRAFTED)
    record = observe_portal(look, list(CHECKS), {}, {})
    thread.join()
    assert gone.is_set()
    for check in NETWORK_CHECKS:
        assert reasons(record, check) == {"unreachable"}
    assert record.observations["security_plan"]["approval"] == "Đang dự thảo"
    assert "stopped answering during the look" in record.observations["web"]["hsts"]["detail"]


def test_a_vanished_portal_does_not_change_why_a_check_was_barred(tls: ssl.SSLContext) -> None:
    with talking(answering(), tls=tls) as (_, port):
        look = look_at(HOST, port, closed_port())
        look.ask_everywhere()
    record = observe_portal(look, ["tls", "web"], {"tls": BARRED}, {})
    assert reasons(record, "tls") == {"not_authorised"}
    assert reasons(record, "web") == {"unreachable"}


def test_a_closed_tls_port_has_no_endpoint_to_ask() -> None:
    with talking(answering()) as (_, http):
        record = observe_portal(look_at(HOST, closed_port(), http), ["tls"], {}, {})
    assert reasons(record, "tls") == {"refused"}


def test_a_portal_that_never_answers_is_unseen_everywhere() -> None:
    record = observe_portal(look_at(HOST, closed_port(), closed_port()), ["tls", "web", "trust_label"], {}, {})
    assert record.observations["web"].pop("incident_confirmation") is None  # nobody confirmed anything
    assert reasons(record, "tls") == reasons(record, "web") == {"refused"}
    assert reasons(record, "trust_label") == {"refused", "needs_lookup", ""}
    assert set(record.observations["trust_label"]["marks"]) > {"gov_vn"}


def test_an_address_that_is_not_asked_for_tls_is_an_unseen_endpoint(tls: ssl.SSLContext) -> None:
    with talking(answering(), tls=tls) as (_, https):
        look = look_at(HOST, https, closed_port())
        look._known["A"] = Seen([HOST, *(f"127.0.3.{n}" for n in range(1, MOST_ADDRESSES + 1))])
        record = observe_portal(look, ["tls"], {}, {})
    seen, unseen = record.observations["tls"]["endpoints"]
    assert (seen["address"], seen["versions"]) == (HOST, ["TLSv1.2", "TLSv1.3"])
    assert (unseen["address"], unseen["versions"]["unseen"]) == (f"127.0.3.{MOST_ADDRESSES}", "too_large")


@pytest.mark.parametrize("check", [check for check in NETWORK_CHECKS if check != "dns"])
def test_an_address_outside_the_scope_is_contacted_by_no_check(check: str) -> None:
    look = look_at("10.1.2.3", 1, 1)
    record = observe_portal(look, [check], {}, {})
    if check == "ipv6":
        assert {entry["tcp"]["unseen"] for entry in record.observations["ipv6"]["reach"]} == {"not_authorised"}
    else:
        assert "not_authorised" in str(record.observations[check])
    assert look.gone() is None
