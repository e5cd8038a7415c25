"""The directory on the Web: what its answers mean, and that it is asked seldom and never past a wall."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from checks.network.politeness import Politeness, Rate
from checks.network.scope import Scope
from checks.observation import Fact, Reason, Seen, Unseen
from checks.trust_label.directory import Answer, Entry
from checks.trust_label.online import PATH, LabelSite, OnlineDirectory
from tests.checks.sites import moved, reason
from tests.checks.trust_label.registries import (
    FOURTH,
    HOST,
    LOOPBACK,
    OTHER,
    SLUG,
    THIRD,
    Registry,
    entry,
    registry,
    says,
    silence,
)
from tests.servers import Talk, answering, closed_port, self_signed, talking

TODAY = date(2026, 11, 20)
DOMAIN = "binhminh.gov.test"
ENTRY = Entry(DOMAIN, "UBND huyện Bình Minh", "cơ bản", date(2021, 11, 16), SLUG)


def ask(running: Registry, *slugs: str, timeout: float = 1.0) -> list[Fact[Answer]]:
    """The answers to codes that are looked up one after the other in one audit."""
    directory = OnlineDirectory(running.label_site, running.network(timeout=timeout))
    return [directory.look_up(slug, TODAY) for slug in slugs]


def test_a_listed_code_is_told_with_what_its_page_says(running: Registry) -> None:
    running.answer(SLUG, entry(DOMAIN))
    assert ask(running, SLUG) == [Seen(Answer("directory", TODAY, ENTRY, SLUG))]


@pytest.mark.parametrize("talk", [answering(404), answering(410), says("<p>Không tìm thấy chứng nhận</p>")])
def test_a_code_that_it_does_not_know_is_not_listed(running: Registry, talk: Talk) -> None:
    running.answer(SLUG, talk)
    running.answer(OTHER, entry("hoabinh.gov.test"))
    first, second = ask(running, SLUG, OTHER)
    assert first == Seen(Answer("directory", TODAY, None, SLUG))
    assert isinstance(second, Seen)


def test_a_code_is_asked_for_once_by_however_many_portals(running: Registry) -> None:
    running.answer(SLUG, entry(DOMAIN))
    directory = OnlineDirectory(running.label_site, running.network())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: directory.look_up(SLUG, TODAY), range(16)))
    assert answers == [Seen(Answer("directory", TODAY, ENTRY, SLUG))] * 16
    assert running.asked == [SLUG]


def test_our_name_is_told_and_nothing_is_kept(running: Registry) -> None:
    for slug in (SLUG, OTHER):
        running.answer(slug, says("<p>Tên miền: a.test", headers="Set-Cookie: id=1; Path=/\r\n"))
    ask(running, SLUG, OTHER)
    requests = [request.decode("latin-1").lower() for request in running.site.requests if request]
    assert len(requests) == 2
    assert all("user-agent: tuanthu/" in request and "cookie" not in request for request in requests)


def test_one_page_at_a_time_and_none_within_a_second_of_another(
    running: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    taken: list[Rate] = []

    class Noted(Politeness):
        def enter(self, address: str, rate: Rate) -> None:
            taken.append(rate)
            super().enter(address, rate)

    running.answer(SLUG, entry(DOMAIN))
    network = running.network()
    network.politeness = Noted()
    OnlineDirectory(running.label_site, network).look_up(SLUG, TODAY)
    assert taken == [Rate(connections=1, per_second=1.0)]


def test_a_code_that_another_took_the_place_of_is_followed_once(running: Registry) -> None:
    running.answer(SLUG, moved(f"{PATH}{OTHER}"))
    running.answer(OTHER, entry(DOMAIN))
    first, second = ask(running, SLUG, OTHER)
    found = replace(ENTRY, slug=OTHER)
    assert first == Seen(Answer("directory", TODAY, found, SLUG, moved_to=OTHER))
    assert second == Seen(Answer("directory", TODAY, found, OTHER))
    assert running.asked == [SLUG, OTHER]


def test_a_code_that_moves_on_and_on_is_not_followed(running: Registry) -> None:
    running.answer(SLUG, moved(f"{PATH}{OTHER}"))
    running.answer(OTHER, moved(f"{PATH}{THIRD}"))
    assert reason(ask(running, SLUG)[0]) is Reason.PROTOCOL_ERROR
    assert running.asked == [SLUG, OTHER]


@pytest.mark.parametrize(
    "location",
    [
        "/",
        PATH,
        f"{PATH}{SLUG}",
        f"https://khac.test{PATH}{OTHER}",
        f"http://danhba.gov.test{PATH}{OTHER}",
        "//[",
        "x:y",
    ],
)
def test_a_redirect_to_anything_but_another_entry_tells_nothing(running: Registry, location: str) -> None:
    running.answer(SLUG, moved(location))
    assert reason(ask(running, SLUG)[0]) is Reason.PROTOCOL_ERROR
    assert running.asked == [SLUG]


WALLS = {
    "forbidden": answering(403),
    "too many": answering(429, "Retry-After: 1\r\n"),
    "challenge": says("<title>Just a moment...</title>", 503),
    "challenge by header": says("<p>x", 404, "cf-mitigated: challenge\r\n"),
    "script with 200": says("<script>document.cookie = 'a=1'; location.reload()</script>"),
    "challenge that says there is nothing": says("<p>Không tìm thấy JavaScript; enable JavaScript</p>"),
    "any other page": says("<h1>Bảo trì hệ thống</h1>"),
}


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_at_a_wall_it_is_left_alone_for_the_rest_of_the_audit(running: Registry, wall: Talk) -> None:
    running.answer(SLUG, entry(DOMAIN))
    running.answer(OTHER, wall)
    running.answer(THIRD, entry("anphu.gov.test"))
    first, second, third, again = ask(running, SLUG, OTHER, THIRD, SLUG)
    assert isinstance(first, Seen)
    assert again == first
    assert (reason(second), reason(third)) == (Reason.BLOCKED, Reason.BLOCKED)
    assert isinstance(third, Unseen)
    assert third.detail.endswith("; not asked any more")
    assert running.asked == [SLUG, OTHER]


def test_who_waits_for_his_turn_meanwhile_does_not_ask_either(running: Registry) -> None:
    running.site.answers = {f"{PATH}{slug}": WALLS["forbidden"] for slug in (SLUG, OTHER, THIRD, FOURTH)}
    directory = OnlineDirectory(running.label_site, running.network())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda slug: directory.look_up(slug, TODAY), (SLUG, OTHER, THIRD, FOURTH)))
    assert {reason(answer) for answer in answers} == {Reason.BLOCKED}
    assert len(running.asked) == 1


def test_after_three_silences_in_a_row_it_is_left_alone(running: Registry) -> None:
    for slug in (SLUG, OTHER, THIRD):
        running.answer(slug, silence)
    answers = ask(running, SLUG, OTHER, THIRD, FOURTH, timeout=0.2)
    assert [reason(answer) for answer in answers] == [Reason.TIMEOUT] * 4
    assert running.asked == [SLUG, OTHER, THIRD]


def test_an_answer_between_silences_begins_the_count_anew(running: Registry) -> None:
    for slug in (SLUG, OTHER, FOURTH):
        running.answer(slug, silence)
    running.answer(THIRD, answering(404))
    last = "cuoigovtest-1637050850"
    running.answer(last, entry("cuoi.gov.test"))
    answers = ask(running, SLUG, OTHER, THIRD, FOURTH, last, timeout=0.2)
    assert [isinstance(answer, Seen) for answer in answers] == [False, False, True, False, True]


@pytest.mark.parametrize(
    "talk",
    [answering(500), answering(503), says("<p>Đơn vị sở hữu: UBND huyện Bình Minh"), says("<p>Tên miền: không rõ")],
)
def test_an_answer_that_tells_no_domain_is_never_an_entry(running: Registry, talk: Talk) -> None:
    running.answer(SLUG, talk)
    assert reason(ask(running, SLUG)[0]) is Reason.PROTOCOL_ERROR


def test_a_page_without_end_is_too_large(running: Registry) -> None:
    running.answer(SLUG, answering(200, body=b" " * 3_000_000))
    assert reason(ask(running, SLUG)[0]) is Reason.TOO_LARGE


@pytest.mark.parametrize("slug", ["", "../admin", "a-1", "a-12345678901", "A-1637050850", "a b-1637050850", "?x"])
def test_what_is_no_code_is_not_asked_for(running: Registry, slug: str) -> None:
    assert reason(ask(running, slug)[0]) is Reason.PROTOCOL_ERROR
    assert running.asked == []


def test_a_server_that_does_not_prove_to_be_the_directory_is_not_asked(running: Registry, tmp_path: Path) -> None:
    self_signed(tmp_path, "other.test")
    stranger = OnlineDirectory(running.label_site, running.network(ca_file=tmp_path / "other.test.pem"))
    assert reason(stranger.look_up(SLUG, TODAY)) is Reason.TLS_HANDSHAKE
    assert running.asked == []


def test_a_handshake_that_drips_is_ended(running: Registry) -> None:
    ended = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"\x16\x03\x03\x40\x00")
        while not ended.wait(0.05):
            connection.sendall(b"\x00")

    with talking(drip) as (_, port):
        directory = OnlineDirectory(LabelSite(f"https://{HOST}:{port}", LOOPBACK), running.network(timeout=0.2))
        found = directory.look_up(SLUG, TODAY)
        ended.set()
    assert reason(found) is Reason.TIMEOUT


def test_a_certificate_for_another_name_proves_nothing(tmp_path: Path, resolver: int) -> None:
    with registry(tmp_path, resolver, "khac.test") as running:
        assert reason(ask(running, SLUG)[0]) is Reason.TLS_HANDSHAKE
        assert running.asked == []


@pytest.mark.parametrize(
    ("site", "why"),
    [
        (LabelSite("https://danhba.gov.test", Scope()), Reason.NOT_AUTHORISED),
        (LabelSite("https://khong.gov.test", LOOPBACK), Reason.UNREACHABLE),
        (LabelSite(f"https://danhba.gov.test:{closed_port()}", LOOPBACK), Reason.REFUSED),
        (LabelSite("https://", LOOPBACK), Reason.PROTOCOL_ERROR),
    ],
)
def test_a_directory_that_can_not_be_reached_is_unseen(running: Registry, site: LabelSite, why: Reason) -> None:
    assert reason(OnlineDirectory(site, running.network()).look_up(SLUG, TODAY)) is why
    assert running.asked == []


def test_a_vantage_without_ipv4_does_not_ask_over_it(running: Registry) -> None:
    directory = OnlineDirectory(running.label_site, running.network(ipv4=False))
    assert reason(directory.look_up(SLUG, TODAY)) is Reason.UNREACHABLE
    assert running.asked == []
