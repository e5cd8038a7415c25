"""The start tags of a page that a browser acts upon, and those of its head alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.markup import Tag, tokens
from checks.network.http import Head, Page

MOST_KEPT = 300_000
"""Characters of a page whose tokens are remembered: those of a longer one are read anew, to bound the memory."""

_INERT = ("noscript", "template")
_IN_HEAD = frozenset({"html", "head", "meta", "link", "title", "script", "style", "base", "noframes", *_INERT})


def is_html(head: Head) -> bool:
    """Whether an answer says that it is an HTML page, or says nothing (WHATWG MIME Sniffing §5)."""
    kind = head.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("", "text/html", "application/xhtml+xml")


def page_tokens(page: Page) -> Iterable[Tag | str]:
    """The `checks.markup.tokens` of a page, read once for all checks."""
    html = page.text
    return page.once("tokens", lambda: list(tokens(html))) if len(html) <= MOST_KEPT else tokens(html)


def shown_tags(page: Page) -> Iterator[Tag]:
    """Start tags outside `template` and `noscript`; none when the page is no HTML. Never raises."""
    return (token for token in _shown(page) if isinstance(token, Tag) and not token.closing)


def head_tags(page: Page) -> Iterator[Tag]:
    """The start tags of `shown_tags` before the body begins, `html` among them (WHATWG HTML §13.2.6.4.4)."""
    for token in _shown(page):
        if isinstance(token, str):
            if token.strip("\ufeff\t\n\f\r "):
                return
        elif token.closing:
            if token.name == "head":
                return
        elif token.name in _IN_HEAD:
            yield token
        else:
            return


def _shown(page: Page) -> Iterator[Tag | str]:
    """The tokens that count in a browser that runs scripts: it leaves the others where they are."""
    if not is_html(page):
        return
    depths, inert = dict.fromkeys(_INERT, 0), False
    for token in page_tokens(page):
        if isinstance(token, Tag) and token.name in depths:
            depths[token.name] = max(0, depths[token.name] + (-1 if token.closing else 1))
            inert = any(depths.values())
        elif not inert:
            yield token
