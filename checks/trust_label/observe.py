"""Looks for the label on a portal's page, and for the portal in the label's directory: two facts, never one."""

from __future__ import annotations

from urllib.parse import urlsplit

from checks.network.http import Page
from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.trust_label.address import REGISTRY
from checks.trust_label.directory import Directory
from checks.trust_label.embed import find_label


def observe(page: Fact[Page], host: str, directory: Directory | None) -> dict[str, Fact[Json]]:
    """The facts `embed`, `slug`, `registered_at` and `registry` of the check `trust_label` for a portal's host.

    A page that was not seen leaves its own three facts unseen for the same reason; the directory is asked anyway.
    """
    label = page if isinstance(page, Unseen) else find_label(page.value.text, page.value.url, host)
    path = "/" if isinstance(page, Unseen) else urlsplit(page.value.url).path
    registry: Fact[Json] = (
        Seen(directory.look_up(host, path))
        if directory is not None
        else Unseen(Reason.NEEDS_LOOKUP, f"{REGISTRY} can't be asked by a program; bring a list")
    )
    if isinstance(label, Unseen):
        return {"embed": label, "slug": label, "registered_at": label, "registry": registry}
    return {
        "embed": Seen(label.value.embed),
        "slug": Seen(label.value.slug),
        "registered_at": Seen(label.value.registered_at),
        "registry": registry,
    }
