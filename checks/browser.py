"""A page as a browser shows it, after its scripts have run: headless Chromium, found on this machine, never downloaded.

Chromium itself opens no connection. What a page asks for is answered by a function of ours, or not at all; should a
request get past that, Chromium knows neither a name nor a proxy that is there. Only this file and `checks.rendering`
import Playwright, and they do so only when a page is to be shown.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import shutil
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any

from checks.network.http import Page
from checks.observation import Fact, Reason, Unseen
from checks.rendering import PATIENCE, Fetch, Rendering, Visit, first_line

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import Playwright

log = logging.getLogger(__name__)

NO_BROWSER = Unseen(Reason.TOOL_MISSING, "no browser was looked for")
AS_ROOT = Unseen(Reason.TOOL_MISSING, "a browser is not started as root, where it has no sandbox")

_AT_ONCE = 2  # pages shown side by side
_OPENING = 30.0  # seconds that the browser may take for a new window
_CLOSING = 5.0  # seconds that the browser may take to close what is done with
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WALL = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--no-pings",
)
_QUIET_PROGRAM = (
    "--js-flags=--max-old-space-size=256",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browser:
    """Chromium for the length of an audit. It starts with the first page and again after a crash.

    `patience` is how many seconds one page may take. Pages may be asked for from several threads; each waits its turn.
    """

    def __init__(self, executable: str, *, sandbox: bool = True, patience: float = PATIENCE) -> None:
        self.executable = executable
        self.sandbox = sandbox
        self.patience = patience
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._program = _Program(executable, sandbox)

    @classmethod
    def found(cls) -> Browser | Unseen:
        """The browser of this machine, by the environment variable TUANTHU_CHROMIUM or by its usual names; else what
        is missing. TUANTHU_CHROMIUM=none stands for a machine without one; TUANTHU_CHROMIUM_SANDBOX=off lets it run
        as root, without its sandbox: for tests in a container."""
        if importlib.util.find_spec("playwright") is None:
            return Unseen(Reason.TOOL_MISSING, "the Python package playwright is not installed")
        named = os.environ.get("TUANTHU_CHROMIUM")
        if named == "none":
            return NO_BROWSER
        places = (shutil.which(name) for name in ([named] if named else _NAMES))
        executable = next(filter(None, places), None)
        if executable is None:
            return Unseen(Reason.TOOL_MISSING, f"{named} is no program" if named else "no Chromium on this machine")
        sandbox = os.environ.get("TUANTHU_CHROMIUM_SANDBOX") != "off"
        if sandbox and os.geteuid() == 0:
            return AS_ROOT
        return cls(executable, sandbox=sandbox)

    def render(self, home: Page, fetch: Fetch) -> Fact[Rendering]:
        """A page that was fetched, with its frames, once its scripts have run; what it asks for is given by `fetch`.

        Never raises for what a page does: one that hangs is a `timeout`, one that crashes a `protocol_error`."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_turn, args=(self._loop,), name="browser", daemon=True)
                self._thread.start()
            showing = asyncio.run_coroutine_threadsafe(self._program.show(home, fetch, self.patience), self._loop)
        try:
            return showing.result()
        except CancelledError:
            return Unseen(Reason.TOOL_MISSING, "the browser was closed")

    def close(self) -> None:
        """End the program, if it runs; a later page starts it again."""
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
            if loop is None or thread is None:
                return
            asyncio.run_coroutine_threadsafe(self._program.end(), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            self._program = _Program(self.executable, self.sandbox)


def _turn(loop: asyncio.AbstractEventLoop) -> None:
    """Run the browser's event loop until it is stopped."""
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(lambda _, context: log.debug("browser: %s", context.get("message")))
    try:
        loop.run_forever()
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()


class _Program:
    """The running browser; all of it belongs to one event loop."""

    def __init__(self, executable: str, sandbox: bool) -> None:
        self._executable = executable
        self._sandbox = sandbox
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None

    async def show(self, home: Page, fetch: Fetch, patience: float) -> Fact[Rendering]:
        async with self._turns:
            for _ in range(2):  # the neighbour's page may have ended the browser
                try:
                    chromium = await self._running()
                    opening = chromium.new_context(accept_downloads=False, service_workers="block")
                    context = await asyncio.wait_for(opening, _OPENING)
                except Exception as error:
                    log.debug("no browser", exc_info=True)
                    await self.end()
                    broken = Unseen(Reason.TOOL_MISSING, f"the browser does not start: {first_line(error)}")
                    continue
                try:
                    return await Visit(home, fetch, patience).see(context)
                except Exception as error:
                    if chromium.is_connected():
                        return Unseen(Reason.PROTOCOL_ERROR, f"{home.url[:200]}: not shown: {first_line(error)}")
                    broken = Unseen(Reason.PROTOCOL_ERROR, f"{home.url[:200]}: the browser ended")
                finally:
                    if not await _done(context.close()):
                        await self.end()
            return broken

    async def end(self) -> None:
        """Let go of the program, gently or not."""
        async with self._starting:
            chromium, playwright = self._chromium, self._playwright
            self._chromium = self._playwright = None
            if chromium is not None:
                await _done(chromium.close())
            if playwright is not None:
                await _done(playwright.stop())

    async def _running(self) -> Chromium:
        async with self._starting:
            if self._chromium is not None and self._chromium.is_connected():
                return self._chromium
            if self._playwright is None:
                from playwright.async_api import async_playwright

                self._playwright = await async_playwright().start()
            self._chromium = await self._playwright.chromium.launch(
                executable_path=self._executable,
                args=[*_WALL, *_QUIET_PROGRAM],
                ignore_default_args=["--disable-popup-blocking"],
                chromium_sandbox=self._sandbox,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
            return self._chromium


async def _done(closing: Coroutine[Any, Any, None]) -> bool:
    """Whether something closed, at once or within a while."""
    try:
        await asyncio.wait_for(closing, _CLOSING)
    except Exception:
        log.debug("not closed", exc_info=True)
        return False
    return True
