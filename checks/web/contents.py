"""The facts about what stands on a portal's pages: their kind, where incidents are reported, spam."""

from __future__ import annotations

from typing import Any

from checks.look import Look
from checks.observation import Fact, Seen, Unseen
from checks.web.confirmation import incident_confirmation
from checks.web.contact import incident_contact
from checks.web.page_kind import observe_page_kind
from checks.web.security_txt import security_txt
from checks.web.spam import spam


def observe_contents(look: Look) -> dict[str, Fact[Any]]:
    """The facts of the check `web` that its pages tell, and what a person told of them."""
    kind = observe_page_kind(look)
    file = security_txt(look)
    return {
        "page_kind": kind if isinstance(kind, Unseen) else Seen(kind.value.kind),
        "page_kind_words": kind if isinstance(kind, Unseen) else Seen(kind.value.words),
        "security_txt": file,
        "incident_contact": incident_contact(look, file),
        "incident_confirmation": incident_confirmation(look.confirmation, look.now.date()),
        "spam": spam(look),
    }
