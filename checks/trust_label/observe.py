"""Looks for the label on a portal's pages, and for the portal in the label's directory: facts that are never one."""

from __future__ import annotations

from checks.look import Look
from checks.observation import Fact, Json, Seen, Unseen
from checks.trust_label.marks import observe_marks
from checks.trust_label.registry import observe_registry
from checks.trust_label.search import Search, search

_OF_THE_LABEL = ("embed", "slug", "registered_at", "image_domain", "belongs_to")


def observe(look: Look) -> dict[str, Fact[Json]]:
    """Every fact of the check `trust_label`.

    Where nothing was found that was meant as a label, and something that may carry one was not read, the facts of the
    label are unseen for that reason; the directory is asked anyway.
    """
    facts = _label(search(look))
    slug = facts["slug"]
    return {
        **facts,
        **observe_registry(look, slug.value if isinstance(slug, Seen) else None),
        **observe_marks(look),
    }


def _label(done: Fact[Search]) -> dict[str, Fact[Json]]:
    """The facts of what stands on the pages."""
    if isinstance(done, Unseen):
        return dict.fromkeys((*_OF_THE_LABEL, "rendered", "found", "pages"), done)
    search, best = done.value, done.value.best
    looked: dict[str, Fact[Json]] = {
        "rendered": search.rendered,
        "found": Seen([one.as_json() for one in search.found]),
        "pages": Seen(search.pages),
    }
    if search.unread is not None and not search.is_hopeful:
        return {**dict.fromkeys(_OF_THE_LABEL, search.unread), **looked}
    if best is None:
        return {**dict.fromkeys(_OF_THE_LABEL, Seen(None)), "embed": Seen("absent"), **looked}
    return {
        "embed": Seen("script_injected" if best.rendered and best.embed == "valid" else best.embed),
        "slug": Seen(best.slug),
        "registered_at": Seen(best.registered_at),
        "image_domain": Seen(best.image_domain),
        "belongs_to": Seen(best.belongs_to),
        **looked,
    }
