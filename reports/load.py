"""The load that an audit caused, in words."""

from __future__ import annotations

from collections.abc import Mapping

from reports.wording import Wording


def load_words(load: Mapping[str, int], wording: Wording) -> list[tuple[str, int]]:
    """What each number of a load tells, and the number. A name that is not known here is shown as it is, cut."""
    gettext = wording.gettext.gettext
    words = {
        "connections": gettext("connections"),
        "queries": gettext("DNS questions"),
        "busiest": gettext("connections to the busiest address"),
        "at_once": gettext("most connections at once to one address"),
        "in_a_second": gettext("most connections begun within a second to one address"),
        "backoffs": gettext("times that an address was asked less because it seemed to have enough"),
        "walls": gettext("answers that asked for fewer requests (HTTP 429)"),
    }
    return [(words.get(name) or wording.cut(name, 40), count) for name, count in load.items()]
