"""One page in a browser: what it may ask for and who answers it, and the documents that it shows in the end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from checks.network.http import BARRED, Page
from checks.observation import Fact, Reason, Seen, Unseen

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Frame, Request, Route, WebSocketRoute
    from playwright.async_api import Page as Tab

Fetch: TypeAlias = Callable[[str], Fact[Page]]
"""GETs a URL as the look allows, its redirects followed; called from several threads at once."""

log = logging.getLogger(__name__)

PATIENCE = 15.0
"""Seconds that one page may take, from its first byte to its last document."""
MOST_REQUESTS = 60
MOST_BYTES = 16 * 1024 * 1024
"""Bytes of all that one page asks for."""
MOST_CHARACTERS = 2 * 1024 * 1024
"""Characters of one document; a longer one is `too_large`."""
MOST_DOCUMENTS = 20
QUIET = 1.0
"""Seconds without a request after which scripts are taken to be done."""
SETTLING = 6.0
"""Seconds after the page has loaded that such a silence is waited for."""

_HANDS = 4  # requests of one page answered side by side
# Pictures and styles do not change what is in the document, and are not asked for.
_ASKED_FOR = frozenset({"document", "script", "xhr", "fetch", "eventsource", "other"})
_NOT_FOR_BROWSERS = frozenset(
    {"alt-svc", "connection", "content-encoding", "content-length", "set-cookie", "transfer-encoding"}
)
_DOCUMENTS = """([most, longest]) => {
  const found = [];
  const take = text => { if (found.length < most) found.push(text.slice(0, longest + 1)); };
  const enter = root => {
    for (const element of root.querySelectorAll('*'))
      if (element.shadowRoot && found.length < most) { take(element.shadowRoot.innerHTML); enter(element.shadowRoot); }
  };
  if (document.documentElement) { take(document.documentElement.outerHTML); enter(document); }
  return found;
}"""


@dataclass(frozen=True, slots=True)
class Document:
    """A document that a page shows: itself, a frame, or the inside of a custom element. `url` is the page's or the
    frame's."""

    url: str
    html: str
    is_frame: bool = False


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a browser shows of a page. `missing` is why a script or the data of one did not reach it, if any did not:
    what is not on the page then may still belong there."""

    documents: tuple[Document, ...]
    missing: Unseen | None = None


@dataclass(slots=True)
class Visit:
    """One page on its way: what it asked for and what it did not get."""

    home: Page
    fetch: Fetch
    patience: float = PATIENCE
    missing: Unseen | None = None
    begun: bool = False
    requests: int = 0
    asked: int = 0
    size: int = 0
    pending: int = 0
    moved: dict[str, Page] = field(default_factory=dict)
    hands: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_HANDS, "browser-fetch"))

    async def see(self, context: BrowserContext) -> Fact[Rendering]:
        """The documents of the page; raises what Playwright raises for a tab or a browser that crashed."""
        from playwright.async_api import Error

        url = self.home.url[:200]
        try:
            async with asyncio.timeout(self.patience):
                tab = await context.new_page()
                context.on("page", lambda other: None if other == tab else asyncio.ensure_future(other.close()))
                await context.route("**/*", lambda route: self._answer(route, tab))
                await context.route_web_socket("**/*", lambda socket: self._refuse(socket))
                crashed = asyncio.Event()
                tab.on("crash", lambda _: crashed.set())
                showing = asyncio.ensure_future(self._show(tab))
                crash = asyncio.ensure_future(crashed.wait())
                try:
                    await asyncio.wait({showing, crash}, return_when=asyncio.FIRST_COMPLETED)
                    if not showing.done():
                        return Unseen(Reason.PROTOCOL_ERROR, f"{url}: the page crashed")
                    return showing.result()
                except Error:
                    if crashed.is_set():
                        return Unseen(Reason.PROTOCOL_ERROR, f"{url}: the page crashed")
                    raise
                finally:
                    for task in (showing, crash):
                        task.cancel()
        except TimeoutError:
            return Unseen(Reason.TIMEOUT, f"{url}: not shown within {self.patience:.0f} s")
        finally:
            self.hands.shutdown(wait=False, cancel_futures=True)

    async def _show(self, tab: Tab) -> Fact[Rendering]:
        from playwright.async_api import Error

        try:
            await tab.goto(self.home.url, wait_until="load", timeout=0)
        except Error as error:  # interrupted by a navigation of its own
            log.debug("%s: %s", self.home.url, first_line(error))
        while True:
            await self._settle()
            try:
                return await self._documents(tab)
            except Error:
                if tab.is_closed():
                    raise  # else the page went elsewhere meanwhile: once more

    async def _settle(self) -> None:
        """Wait until nothing was asked for during `QUIET`, but not for ever."""
        step, quiet, waited = 0.05, 0.0, 0.0
        while quiet < QUIET and waited < SETTLING:
            seen = self.requests
            await asyncio.sleep(step)
            waited += step
            quiet = 0.0 if self.pending or self.requests != seen else quiet + step
        if quiet < QUIET:
            self._miss(Unseen(Reason.TIMEOUT, "the page goes on asking for more"))

    async def _documents(self, tab: Tab) -> Fact[Rendering]:
        found: list[Document] = []
        for frame in tab.frames:
            if frame.url.startswith("chrome-error:"):
                if frame == tab.main_frame:
                    return self.missing or Unseen(Reason.PROTOCOL_ERROR, "the page leads to none that can be shown")
                continue
            left = MOST_DOCUMENTS - len(found)
            texts = await frame.evaluate(_DOCUMENTS, [left + 1, MOST_CHARACTERS])
            if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
                return Unseen(Reason.PROTOCOL_ERROR, f"{tab.url[:200]}: no document to be read")
            if any(len(text) > MOST_CHARACTERS for text in texts):
                return Unseen(Reason.TOO_LARGE, f"{tab.url[:200]}: more than {MOST_CHARACTERS} characters")
            if len(texts) > left:
                self._miss(Unseen(Reason.TOO_LARGE, f"more than {MOST_DOCUMENTS} documents"))
            url, inner = _web_url(frame), frame != tab.main_frame
            found += [Document(url, text, inner) for text in texts[:left]]
        return Seen(Rendering(tuple(found), self.missing))

    async def _answer(self, route: Route, tab: Tab) -> None:
        """Answer one request of the page by our own hand, or not at all."""
        from playwright.async_api import Error

        request = route.request
        self.requests += 1
        self.pending += 1
        try:
            with contextlib.suppress(Error):  # the page is gone, and its request with it
                is_ours, is_main = _whose(request, tab)
                if not is_ours or request.resource_type not in _ASKED_FOR:
                    await route.abort()
                    return
                page = await self._page(request.url, request.method)
                if isinstance(page, Page):
                    await self._hand_over(route, page)
                    return
                if is_main or request.resource_type != "document":
                    self._miss(page)
                await route.abort()
        finally:
            self.pending -= 1

    async def _hand_over(self, route: Route, page: Page) -> None:
        if page is not self.home and route.request.resource_type == "document" and page.url != route.request.url:
            self.moved[page.url] = page
            await route.fulfill(status=200, content_type="text/html; charset=utf-8", body=_elsewhere(page.url))
        else:
            headers = {name: text for name, text in page.headers.items() if name not in _NOT_FOR_BROWSERS}
            await route.fulfill(status=page.status, headers=headers, body=page.body)

    async def _page(self, url: str, method: str) -> Page | Unseen:
        """What lies at a URL; what keeps a script from it is missing on the page."""
        if not self.begun:
            self.begun = True
            return self.home
        self.asked += 1
        if method != "GET":
            return Unseen(Reason.NOT_AUTHORISED, f"{url[:200]}: not asked for by {method[:20]}")
        if self.asked > MOST_REQUESTS:
            return Unseen(Reason.TOO_LARGE, f"the page asks for more than {MOST_REQUESTS} things")
        if self.size > MOST_BYTES:
            return Unseen(Reason.TOO_LARGE, f"the page asks for more than {MOST_BYTES // 1024} KiB")
        fact: Fact[Page] = Seen(self.moved[url]) if url in self.moved else await self._by_hand(url)
        if isinstance(fact, Unseen):
            return fact
        self.size += len(fact.value.body)
        if fact.value.status in BARRED:
            return Unseen(Reason.BLOCKED, f"{url[:200]}: HTTP {fact.value.status}")
        return fact.value

    async def _by_hand(self, url: str) -> Fact[Page]:
        try:
            return await asyncio.get_running_loop().run_in_executor(self.hands, self.fetch, url)
        except Exception as error:
            log.exception("fetching for the browser failed")
            return Unseen(Reason.OUR_ERROR, f"{type(error).__name__} while fetching for the browser")

    def _miss(self, why: Unseen) -> None:
        self.missing = self.missing or why

    async def _refuse(self, socket: WebSocketRoute) -> None:
        self._miss(Unseen(Reason.NOT_AUTHORISED, f"{socket.url[:200]}: no web sockets are opened"))
        await socket.close()


def _whose(request: Request, tab: Tab) -> tuple[bool, bool]:
    """Whether a request is of this tab, and whether it is for another page in it."""
    from playwright.async_api import Error

    try:
        frame = request.frame
    except Error:  # a window that is only about to open
        return False, False
    return frame.page == tab, frame == tab.main_frame and request.is_navigation_request()


def _elsewhere(url: str) -> str:
    """A page that sends the browser on, as a redirect would: those it would follow by itself."""
    return f"<script>location.replace({json.dumps(url).replace('<', chr(92) + 'u003c')})</script>"


def _web_url(frame: Frame) -> str:
    """The URL of a frame, or of the nearest one around it that has one of the web."""
    at: Frame | None = frame
    while at is not None and not at.url.startswith(("http://", "https://")):
        at = at.parent_frame
    return at.url if at is not None else ""


def first_line(error: Exception) -> str:
    """What an error of Playwright says, cut short."""
    return str(error).strip().partition("\n")[0][:200] or type(error).__name__
