"""Pages as a server would send them, for tests of what is read from a page."""

from __future__ import annotations

from checks.network.http import Page


def page(html: str | bytes = "", *, url: str = "https://a.test/", **headers: str) -> Page:
    """A page with this body; `x_frame_options="DENY"` is the header `x-frame-options: DENY`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = html.encode() if isinstance(html, str) else html
    return Page(url, 200, {"content-type": "text/html; charset=utf-8", **named}, 1, body)
