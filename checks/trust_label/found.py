"""One thing on a page that has to do with the label, and the names under which a label may be a portal's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from checks.observation import Json
from checks.trust_label.relations import Relations

ORDER = [
    "valid",
    "fake_host",
    "domain_mismatch",
    "malformed",
    "image_only",
    "link_only",
    "script_injected",
    "local_copy",
    "not_a_label",
    "absent",
]
"""Of several things on one page the first in this order is told: a valid label settles the matter; then comes
what misleads citizens, then what was meant as a label and is nearly one, then what only looks like one."""

_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The names that a label on a portal's page may carry.

    `portal` is its host with the path of its home page (`binhminh.gov.test/xahoabinh`), `aliases` are other names of
    the same portal, written likewise; `relatives` are domains of others to be told by, each `parent` or
    `agency`; where the portal's own are among them, they stay its own.
    Hosts above the portal's own, down to its registered domain, are its parents without being named.
    """

    portal: str
    aliases: tuple[str, ...] = ()
    relatives: Relations = field(default_factory=Relations)


@dataclass(frozen=True, slots=True)
class Found:
    """A link with what it holds, a picture without a link, or a frame, that has to do with the label.

    `embed` is one of `ORDER` other than `absent` and `script_injected`. `slug` is the link's, `image_domain` the
    domain in the picture's id. `belongs_to` is `portal`, `alias`, `parent`, `agency` or `other`; None without slug
    and picture domain. `link` and `picture` are `certificate`, `picture`, `malformed`, `fake`, `registry`,
    `elsewhere`, `here` or `none`; their hosts may be hostile text. `part` is `header`, `footer`, `nav`, `aside`,
    `main`, `body` or `frame`; `line` is the 1-based line of the source, None when it is not known or `rendered`.
    What is `hidden` from a reader is never `valid`.
    """

    embed: str
    slug: str | None = None
    image_domain: str | None = None
    belongs_to: str | None = None
    link: str = "none"
    link_host: str | None = None
    picture: str = "none"
    picture_host: str | None = None
    page: str = ""
    part: str = "body"
    line: int | None = None
    rendered: bool = False
    hidden: bool = False

    @property
    def registered_at(self) -> str | None:
        """The moment that the slug ends in (ISO 8601, +07:00); None without a slug."""
        if self.slug is None:
            return None
        return datetime.fromtimestamp(int(self.slug.rpartition("-")[2]), _VIETNAM).isoformat()

    def as_json(self) -> Json:
        """Plain data, a key for each field."""
        return {name: getattr(self, name) for name in self.__slots__}
