"""The real browser on pages that are made up: it shows what their scripts make of them, and reaches nobody."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Route

from checks.browser import Browser
from checks.network.http import Page
from checks.observation import Fact, Reason, Seen, Unseen
from checks.rendering import MOST_REQUESTS, Rendering, Visit
from tests.checks.browsers import HOME, SANDBOX, Hand, browser_here, html, script

SLOW = 60.0
"""Seconds for pages that are to be shown in the end, however busy this machine is."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    browser = browser_here(SLOW)
    yield browser
    browser.close()


@contextlib.contextmanager
def hasty(browser: Browser) -> Iterator[None]:
    """For pages that never come to an end."""
    browser.patience = 6.0
    try:
        yield
    finally:
        browser.patience = SLOW


def shown(fact: Fact[Rendering]) -> Rendering:
    assert isinstance(fact, Seen), fact
    return fact.value


def text_of(fact: Fact[Rendering]) -> str:
    return "\n".join(document.html for document in shown(fact).documents)


def reason(fact: object) -> Reason:
    assert isinstance(fact, Unseen), fact
    return fact.reason


class Ears:
    """A TCP and a UDP socket on one port of loopback, which count who comes."""

    def __init__(self) -> None:
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", self.port))

    def heard(self) -> bool:
        found = False
        for sock in (self.tcp, self.udp):
            sock.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                found |= bool(sock.accept() if sock is self.tcp else sock.recvfrom(1))
        return found

    def close(self) -> None:
        self.tcp.close()
        self.udp.close()


@pytest.fixture
def ears() -> Iterator[Ears]:
    ears = Ears()
    yield ears
    ears.close()


@pytest.mark.browser
def test_a_page_is_shown_as_its_scripts_leave_it(browser: Browser) -> None:
    hand = Hand({f"{HOME}a.js": script("document.getElementById('x').innerHTML = '<b>xin chào</b>'", f"{HOME}a.js")})
    found = browser.render(html("<div id=x></div><script src=/a.js></script>"), hand)
    assert '<div id="x"><b>xin chào</b></div>' in text_of(found)
    assert shown(found).missing is None
    assert [(document.url, document.is_frame) for document in shown(found).documents] == [(HOME, False)]
    assert hand.asked == [f"{HOME}a.js"]


@pytest.mark.browser
def test_scripts_see_the_name_that_the_page_was_fetched_by(browser: Browser) -> None:
    found = browser.render(html("<script>document.body.append(`tôi là ${location.host}`)</script>"), Hand())
    assert "tôi là binhminh.gov.test" in text_of(found)


@pytest.mark.browser
def test_a_page_waits_for_the_data_of_its_scripts(browser: Browser) -> None:
    code = "fetch('/data').then(a => a.text()).then(text => setTimeout(() => document.body.append(text), 300))"
    found = browser.render(html(f"<script>{code}</script>"), Hand({f"{HOME}data": html("nội dung", f"{HOME}data")}))
    assert "nội dung" in text_of(found)


@pytest.mark.browser
def test_frames_and_what_custom_elements_hold_are_documents_too(browser: Browser) -> None:
    inner = f"{HOME}khung"
    code = "document.getElementById('x').attachShadow({mode: 'open'}).innerHTML = '<i>bên trong</i>'"
    page = html(f"<div id=x></div><script>{code}</script><iframe src=/khung></iframe><iframe srcdoc='<u>lót</u>'>")
    documents = shown(browser.render(page, Hand({inner: html("<b>khung</b>", inner)}))).documents
    assert [(document.url, document.is_frame) for document in documents] == [
        (HOME, False),
        (HOME, False),
        (inner, True),
        (HOME, True),
    ]
    assert documents[1].html == "<i>bên trong</i>"
    assert "<b>khung</b>" in documents[2].html
    assert "<u>lót</u>" in documents[3].html


@pytest.mark.browser
def test_a_page_that_goes_elsewhere_is_the_one_it_goes_to(browser: Browser) -> None:
    moved = html("<p>trang mới</p>", f"{HOME}moi/")
    hand = Hand({f"{HOME}cu": moved})
    found = browser.render(html("<script>location.href = '/cu'</script>"), hand)
    assert [(document.url, "trang mới" in document.html) for document in shown(found).documents] == [(moved.url, True)]
    assert hand.asked == [f"{HOME}cu"]


@pytest.mark.browser
def test_what_did_not_reach_a_script_is_missing(browser: Browser) -> None:
    found = browser.render(html("<p>chữ</p><script src=https://khac.test/a.js></script>"), Hand())
    missing = shown(found).missing
    assert reason(missing) is Reason.NOT_AUTHORISED
    assert "chữ" in text_of(found)


@pytest.mark.browser
@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_wall_before_a_script_is_missing_what_does_not_exist_is_not(browser: Browser, status: int) -> None:
    wall = Page(url=f"{HOME}a.js", status=status, headers={}, ms=1, body=b"")
    none = Page(url=f"{HOME}b.js", status=404, headers={}, ms=1, body=b"")
    page = html("<script src=/b.js></script>")
    assert shown(browser.render(page, Hand({none.url: none}))).missing is None
    page = html("<script src=/a.js></script>")
    assert reason(shown(browser.render(page, Hand({wall.url: wall}))).missing) is Reason.BLOCKED


@pytest.mark.browser
def test_nothing_is_sent(browser: Browser) -> None:
    hand = Hand()
    code = "fetch('/gui', {method: 'POST', body: 'x'}); navigator.sendBeacon('/gui', 'x'); f.submit()"
    found = browser.render(html(f"<form id=f action=/gui method=post></form><script>{code}</script>"), hand)
    assert hand.asked == []
    assert reason(shown(found).missing if isinstance(found, Seen) else found) is Reason.NOT_AUTHORISED


@pytest.mark.browser
def test_pictures_styles_and_fonts_are_not_asked_for(browser: Browser) -> None:
    hand = Hand()
    found = browser.render(html("<link rel=stylesheet href=/a.css><img src=/a.png><video src=/a.mp4></video>"), hand)
    assert hand.asked == []
    assert shown(found).missing is None


@pytest.mark.browser
def test_neither_windows_nor_dialogs_nor_downloads_hold_a_page_up(browser: Browser) -> None:
    hand = Hand()
    code = "for (let i = 0; i < 50; i++) window.open('/cua-so-' + i); alert('a'); confirm('b'); prompt('c');"
    code += "a.click(); document.body.append('xong')"
    found = browser.render(html(f"<a id=a download href='data:text/plain,x'></a><script>{code}</script>"), hand)
    assert "xong" in text_of(found)
    assert hand.asked == []


def _page_that_tries_all(scheme: str, at: str) -> Page:
    """A page that tries every way that a browser has to reach an address, some for pages over TLS, some for others."""
    worker = f"try {{ new WebSocket('ws://{at}/') }} catch (error) {{}}; fetch('http://{at}/')"
    code = f"""
      const tried = [];
      const attempt = (name, act) => {{ try {{ act(); }} catch (error) {{}} tried.push(name); }};
      attempt('fetch', () => fetch('http://{at}/', {{mode: 'no-cors'}}).catch(() => 0));
      attempt('socket', () => new WebSocket('ws://{at}/'));
      attempt('source', () => new EventSource('http://{at}/'));
      attempt('image', () => new Image().src = 'http://{at}/a.png');
      attempt('transport', () => new WebTransport('https://{at}/').ready.catch(() => 0));
      attempt('worker', () => new Worker(URL.createObjectURL(new Blob([`{worker}`]))));
      attempt('peer', () => {{
        const turn = {{urls: 'turn:{at}?transport=tcp', username: 'a', credential: 'b'}};
        const peer = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{at}'}}, turn]}});
        peer.createDataChannel('x');
        peer.createOffer().then(offer => peer.setLocalDescription(offer));
      }});
      const frame = Object.assign(document.createElement('iframe'), {{src: 'http://{at}/'}});
      attempt('frame', () => document.body.append(frame));
      document.body.append(tried.join(' '));
    """
    hints = "".join(f"<link rel={hint} href=http://{at}/>" for hint in ("preconnect", "prefetch", "dns-prefetch"))
    return html(f"{hints}<script>{code}</script>", f"{scheme}://binhminh.gov.test/")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_browser_itself_connects_to_nobody(browser: Browser, ears: Ears, scheme: str) -> None:
    hand = Hand()
    found = browser.render(_page_that_tries_all(scheme, f"127.0.0.1:{ears.port}"), hand)
    assert "fetch socket source image transport worker peer frame" in text_of(found)
    assert f"http://127.0.0.1:{ears.port}/" in hand.asked
    assert not ears.heard()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_gets_past_our_hand_meets_a_wall(
    browser: Browser, ears: Ears, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    async def let_past(visit: Visit, route: Route, tab: object) -> None:
        await (route.fulfill(body=visit.home.body) if route.request.url == visit.home.url else route.continue_())

    monkeypatch.setattr(Visit, "_answer", let_past)
    hand = Hand()
    found = browser.render(_page_that_tries_all(scheme, f"127.0.0.1:{ears.port}"), hand)
    assert "fetch socket source image transport worker peer frame" in text_of(found)
    assert hand.asked == []
    assert not ears.heard()


@pytest.mark.browser
def test_a_page_that_asks_without_end_is_stopped(browser: Browser) -> None:
    hand = Hand()
    code = "for (let i = 0; i < 10000; i++) fetch('/' + i).catch(() => 0)"
    with hasty(browser):
        found = browser.render(html(f"<script>{code}</script>"), hand)
    assert len(hand.asked) <= MOST_REQUESTS
    assert isinstance(found, Unseen) or found.value.missing is not None


@pytest.mark.browser
def test_more_than_it_may_ask_for_is_missing(browser: Browser) -> None:
    hand = Hand()
    code = f"for (let i = 0; i <= {MOST_REQUESTS}; i++) fetch('/' + i).catch(() => 0)"
    hand.pages = {f"{HOME}{number}": html("", f"{HOME}{number}") for number in range(MOST_REQUESTS + 1)}
    found = browser.render(html(f"<script>{code}</script>"), hand)
    assert len(hand.asked) == MOST_REQUESTS
    assert reason(shown(found).missing) is Reason.TOO_LARGE


@pytest.mark.browser
def test_a_page_that_never_ends_is_timed_out_and_the_next_is_shown(browser: Browser) -> None:
    with hasty(browser):
        assert reason(browser.render(html("<script>for (;;);</script>"), Hand())) is Reason.TIMEOUT
        assert reason(browser.render(html("<script>for (;;) alert('a')</script>"), Hand())) is Reason.TIMEOUT
    assert "chào" in text_of(browser.render(html("chào"), Hand()))


@pytest.mark.browser
def test_a_page_that_grows_without_end_is_not_taken(browser: Browser) -> None:
    code = "const text = 'x'.repeat(1 << 20); for (let i = 0; i < 40; i++) document.write('<p>' + text)"
    with hasty(browser):
        found = browser.render(html(f"<script>{code}</script>"), Hand())
    assert reason(found) in (Reason.TOO_LARGE, Reason.TIMEOUT)
    assert "chào" in text_of(browser.render(html("chào"), Hand()))


@pytest.mark.browser
def test_a_page_that_crashes_is_told_and_the_next_is_shown(browser: Browser) -> None:
    code = "const all = []; for (;;) all.push(new Array(1e6).fill({}).map((_, i) => ({i})))"
    assert reason(browser.render(html(f"<script>{code}</script>"), Hand())) is Reason.PROTOCOL_ERROR
    assert "chào" in text_of(browser.render(html("chào"), Hand()))


@pytest.mark.browser
def test_a_page_that_forges_its_own_reading_is_not_believed_beyond_bounds(browser: Browser) -> None:
    code = "String.prototype.slice = () => ({}); Array.prototype.push = function () {{ this[0] = 7 }}"
    found = browser.render(html(f"<script>{code}</script>"), Hand())
    assert isinstance(found, Unseen) or all(isinstance(document.html, str) for document in found.value.documents)


@pytest.mark.browser
def test_a_hand_that_fails_is_our_error(browser: Browser) -> None:
    def fail(url: str) -> Fact[Page]:
        raise RuntimeError(url)

    found = browser.render(html("<script src=/a.js></script>"), fail)
    assert reason(shown(found).missing) is Reason.OUR_ERROR


@pytest.mark.browser
def test_several_threads_share_it(browser: Browser) -> None:
    found: dict[int, str] = {}

    def show(number: int) -> None:
        code = f"document.body.append('số ' + {number} * 2)"
        found[number] = text_of(browser.render(html(f"<script>{code}</script>"), Hand()))

    threads = [threading.Thread(target=show, args=(number,)) for number in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: f"số {number * 2}" in text for number, text in found.items()} == dict.fromkeys(range(1, 6), True)


def _children(parent: int) -> list[int]:
    """The processes below one of ours, nearest first."""
    known: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            known.setdefault(int(stat.read_text().rpartition(")")[2].split()[1]), []).append(int(stat.parent.name))
    found = list(known.get(parent, []))
    for child in found:
        found += known.get(child, [])
    return found


def _is_chromium(pid: int) -> bool:
    with contextlib.suppress(OSError):  # it has ended meanwhile
        return b"--host-resolver-rules" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


@pytest.mark.browser
def test_a_browser_that_was_killed_or_closed_is_started_again() -> None:
    browser = browser_here(SLOW)
    before = set(_children(os.getpid()))
    try:
        assert "một" in text_of(browser.render(html("một"), Hand()))
        started = set(_children(os.getpid())) - before
        programs = [pid for pid in started if _is_chromium(pid)]
        for pid in programs:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert programs
        assert "hai" in text_of(browser.render(html("hai"), Hand()))
        browser.close()
        assert "ba" in text_of(browser.render(html("ba"), Hand()))
    finally:
        browser.close()
    browser.close()


def test_without_a_browser_the_tool_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TUANTHU_CHROMIUM", raising=False)
    assert reason(Browser.found()) is Reason.TOOL_MISSING


def test_a_browser_that_was_named_and_is_none_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TUANTHU_CHROMIUM", str(tmp_path / "chromium"))
    found = Browser.found()
    assert reason(found) is Reason.TOOL_MISSING
    assert isinstance(found, Unseen)
    assert "chromium" in found.detail


def test_as_root_no_browser_is_started_unless_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("TUANTHU_CHROMIUM", str(program))
    monkeypatch.delenv(SANDBOX, raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert reason(Browser.found()) is Reason.TOOL_MISSING
    monkeypatch.setenv(SANDBOX, "off")
    found = Browser.found()
    assert isinstance(found, Browser)
    assert (found.executable, found.sandbox) == (str(program), False)


@pytest.mark.browser
def test_a_program_that_is_no_browser_is_missing(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    browser = Browser(str(program), sandbox=False)
    try:
        assert reason(browser.render(html("chào"), Hand())) is Reason.TOOL_MISSING
    finally:
        browser.close()
