"""What the registry of labels says of a portal: by a list that the operator brought, by its own page, or neither.

The newer of the two counts. A look at the page that came to nothing leaves the list, and `source` says so.
"""

from __future__ import annotations

from checks.look import Look
from checks.observation import Fact, Json, Reason, Seen, Unseen
from checks.trust_label.address import REGISTRY
from checks.trust_label.directory import Answer, domains_of
from checks.trust_label.found import OwnNames
from checks.trust_label.online import OnlineDirectory
from checks.trust_label.owner import owner_is_agency
from checks.trust_label.search import entered_name, own_names


def observe_registry(look: Look, slug: str | None) -> dict[str, Fact[Json]]:
    """The facts `registry` and `owner_is_agency` of the check `trust_label`; `slug` is the code on the portal's page.

    `owner_is_agency` is null where no owner is known.
    """
    registry = look_up(look, slug)
    if isinstance(registry, Unseen):
        return {"registry": registry, "owner_is_agency": registry}
    owner = registry.value["owner"]
    return {"registry": registry, "owner_is_agency": Seen(owner_is_agency(owner, look.agencies))}


def look_up(look: Look, slug: str | None) -> Fact[Json]:
    """The fact `registry`, as `checks.trust_label.directory.Answer.as_json` writes it.

    Unseen with `needs_lookup` where there is neither a list nor a page that may be asked for.
    """
    own = _domains(look)
    listed = look.directory.find(own, slug) if look.directory is not None else None
    if listed is not None and listed.as_of > look.now.date():
        return Seen(listed.as_json(own))
    told = _ask(look, slug)
    if isinstance(told, Seen):
        return Seen(told.value.as_json(own))
    return Seen(listed.as_json(own)) if listed is not None else told


def _ask(look: Look, slug: str | None) -> Fact[Answer]:
    """What the directory's own page says, where it may be asked."""
    site, network = look.label_site, look.network
    if site is None:
        return Unseen(Reason.NEEDS_LOOKUP, f"no document allows asking {REGISTRY}; bring a list")
    if slug is None:
        return Unseen(Reason.NEEDS_LOOKUP, "the portal shows no code of a label to look up; bring a list")
    online = network.names.once(("label directory", site), lambda: OnlineDirectory(site, network))
    return online.look_up(slug, look.now.date())


def _domains(look: Look) -> list[str]:
    """Under which domains the portal may be listed: those under which a label on its page is its own."""
    home = look.page
    names = OwnNames(entered_name(look)) if isinstance(home, Unseen) else own_names(look, home.value)
    host, slash, path = names.portal.partition("/")
    return domains_of(host, slash + path, names.aliases)
