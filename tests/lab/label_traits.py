"""The trust label: what the page carries, whom the directory lists."""

from __future__ import annotations

from .labels import Embed
from .requirements import FAIL, NOT_APPLICABLE, PASS, UNKNOWN, every, unseen
from .traits import Seen, Trait


def _no_label(what: str, label: Embed, seen_as: str) -> Trait:
    """No valid label on the page, and none in the directory."""
    return Trait(
        what,
        {"label": label, "listed": "nobody"},
        {"trust_label.embed": seen_as},
        {"trust_label.embedded": FAIL, "trust_label.listed": NOT_APPLICABLE},
    )


LABEL_ABSENT = _no_label("no label", "absent", "absent")
LABEL_IN_COMMENT = _no_label("label inside an HTML comment", "comment", "absent")
LABEL_OF_ANOTHER = _no_label("somebody else's label", "of_another", "domain_mismatch")
LABEL_COPIED = _no_label("a copied local picture", "local_copy", "local_copy")
LABEL_IMAGE_ONLY = _no_label("the label's image without its link", "image_only", "image_only")
LABEL_LINK_ONLY = _no_label("the label's link around a local picture", "link_only", "link_only")
LABEL_FAKE_HOST = _no_label("label from a host that only looks right", "fake_host", "fake_host")
LABEL_MALFORMED = _no_label("label with a misspelt path", "malformed", "malformed")
LABEL_OF_OTHER_SERVICE = _no_label("the label's title on another service's link", "other_service", "not_a_label")
LABEL_TO_HOME_PAGE = _no_label("a link to the directory's home page only", "home_page", "not_a_label")
LABEL_BY_SCRIPT = Trait(
    "label put in by a script",
    {"label": "script"},
    unseen("tool_missing", "trust_label.embed", "trust_label.rendered"),
    {"trust_label.embedded": UNKNOWN, "trust_label.listed": UNKNOWN},
    Seen(
        {"trust_label.embed": "script_injected", "trust_label.rendered": True, "trust_label.belongs_to": "portal"},
        every(PASS, "trust_label"),
    ),
)
LABEL_BY_SCRIPT_ELSEWHERE = Trait(
    "a script that puts the label in only where another host serves the page",
    {"label": "script_elsewhere", "listed": "nobody"},
    unseen("tool_missing", "trust_label.embed", "trust_label.rendered"),
    {"trust_label.embedded": UNKNOWN, "trust_label.listed": UNKNOWN},
    Seen(
        {"trust_label.embed": "absent", "trust_label.rendered": True, "trust_label.slug": None},
        {"trust_label.embedded": FAIL, "trust_label.listed": NOT_APPLICABLE, "trust_label.not_fake": PASS}
        | every(NOT_APPLICABLE, "trust_label.promise"),
    ),
)
LABEL_NOT_LISTED = Trait(
    "valid label that the directory does not list",
    {"listed": "nobody"},
    {"trust_label.registry": {"status": "not_listed"}},
    {"trust_label.listed": FAIL},
)
LABEL_LISTED_TO_ANOTHER = Trait("valid label, listed to another owner", {"listed": "another"})
NO_PRIVACY_POLICY = Trait(
    "valid label on a page that links no privacy policy",
    {"privacy": "none"},
    {"trust_label.privacy_policy": False},
    {"trust_label.promise.privacy": FAIL},
)
