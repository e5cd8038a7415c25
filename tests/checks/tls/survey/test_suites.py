from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.observation import Reason, Unseen
from checks.tls.engine import run
from checks.tls.registry import suite_named
from checks.tls.survey.interview import Finding, Open, Picked, Refused
from checks.tls.survey.offers import offer
from checks.tls.survey.suites import Suites, accepted_suites
from checks.tls.wire.flight import Flight, ServerHello

VERSIONS = ["SSLv3", "TLSv1.0", "TLSv1.2", "TLSv1.3"]
TIMEOUT = Open(Unseen(Reason.TIMEOUT, "silence"))


@dataclass
class Server:
    """Answers offers as a server with this configuration does; `then` is the answer after so many questions."""

    accepted: Sequence[int]
    has_order: bool
    then: dict[int, Finding] = field(default_factory=dict)
    questions: int = 0
    memory: int = 999

    async def __call__(self, suites: Sequence[int]) -> Finding:
        self.questions += 1
        if self.questions in self.then:
            return self.then[self.questions]
        offered = suites[: self.memory]
        first, second = (self.accepted, offered) if self.has_order else (offered, self.accepted)
        pick = next((code for code in first if code in second), None)
        if pick is None:
            return Refused("alert handshake_failure")
        hello = ServerHello("TLSv1.2", pick, 0, b"", {}, b"")
        return Picked(Flight(hello=hello), hello, suites)

    def reads(self, suites: int) -> bool:
        return suites <= self.memory


def ask(version: str, server: Server) -> Suites:
    first = run(server(offer(version)))
    assert isinstance(first, Picked)
    return run(accepted_suites(version, first, server))


@st.composite
def configurations(draw: st.DrawFn) -> tuple[str, list[int]]:
    version = draw(st.sampled_from(VERSIONS))
    codes = st.sampled_from(offer(version))
    return version, draw(st.lists(codes, min_size=1, max_size=60, unique=True))


@settings(max_examples=300, deadline=None)
@given(configurations())
def test_every_suite_is_found_in_the_order_of_a_server_that_has_one(configuration: tuple[str, list[int]]) -> None:
    version, accepted = configuration
    found = ask(version, Server(accepted, has_order=True))
    assert found == Suites(tuple(accepted), "server" if len(accepted) > 1 else None)


@settings(max_examples=300, deadline=None)
@given(configurations())
def test_every_suite_is_found_where_the_client_decides(configuration: tuple[str, list[int]]) -> None:
    version, accepted = configuration
    found = ask(version, Server(accepted, has_order=False))
    assert set(found.accepted) == set(accepted)
    assert (found.order, found.why) == ("client" if len(accepted) > 1 else None, None)


def named(*names: str) -> list[int]:
    return [suite_named(name).code for name in names]


MODERN = named(
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
)


@pytest.mark.parametrize("has_order", [True, False])
def test_a_modern_server_is_asked_once_a_suite_and_once_more(has_order: bool) -> None:
    server = Server(MODERN, has_order)
    assert ask("TLSv1.2", server).order == ("server" if has_order else "client")
    assert server.questions == 4


def test_an_order_that_agrees_with_the_offer_costs_one_question_more() -> None:
    accepted = sorted(MODERN, key=offer("TLSv1.2").index)
    assert ask("TLSv1.2", Server(accepted, has_order=True)) == Suites(tuple(accepted), "server")


def test_where_the_client_decides_the_strongest_are_told_first() -> None:
    assert ask("TLSv1.2", Server(MODERN, has_order=False)).accepted == tuple(
        named(
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
        )
    )


@pytest.mark.parametrize("question", range(2, 20))
def test_a_question_that_stays_open_leaves_the_list_open(question: int) -> None:
    accepted = [code for code in offer("TLSv1.2") if code % 7 == 0][:30]
    server = Server(accepted, has_order=True, then={question: TIMEOUT})
    found = ask("TLSv1.2", server)
    assert found.why == TIMEOUT.why
    assert set(found.accepted) <= set(accepted)


def test_a_server_that_stops_speaking_the_version_is_not_one_server() -> None:
    server = Server(MODERN, has_order=True, then={3: Refused("alert protocol_version", whole_version=True)})
    why = ask("TLSv1.2", server).why
    assert why is not None
    assert why.reason is Reason.PROTOCOL_ERROR
    assert "by turns" in why.detail


def test_what_was_accepted_and_then_refused_is_not_one_server() -> None:
    accepted = sorted(MODERN[:2], key=offer("TLSv1.2").index)
    server = Server(accepted, has_order=False, then={4: Refused("alert handshake_failure")})
    why = ask("TLSv1.2", server).why
    assert server.questions == 4
    assert why is not None
    assert "by turns" in why.detail


@settings(max_examples=150, deadline=None)
@given(configurations(), st.sampled_from([True, False]))
def test_a_server_that_forgets_the_end_of_an_offer_is_asked_anew(
    configuration: tuple[str, list[int]], has_order: bool
) -> None:
    version, accepted = configuration
    server = Server(accepted, has_order, memory=64)

    async def in_parts(suites: Sequence[int]) -> Finding:
        finding = await server(suites)
        for end in range(len(suites), 0, -48):
            if isinstance(finding, Refused):
                finding = await server(suites[max(0, end - 48) : end])
        return finding

    asked = Parts(in_parts, server)
    first = run(in_parts(offer(version)))
    assert isinstance(first, Picked)
    found = run(accepted_suites(version, first, asked))
    assert set(found.accepted) == set(accepted)
    if len(accepted) > 1:
        assert found.order == ("server" if has_order else "client")
    if has_order and len(accepted) <= 64:
        assert found.accepted == tuple(accepted)


@dataclass
class Parts:
    """Offers in parts, as an interview does with a server that has not shown how much it reads."""

    ask: Callable[[Sequence[int]], Coroutine[Any, Any, Finding]]
    server: Server

    def __call__(self, suites: Sequence[int]) -> Coroutine[Any, Any, Finding]:
        return self.ask(suites)

    def reads(self, suites: int) -> bool:
        return self.server.reads(suites)
