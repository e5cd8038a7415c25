"""Looks for the label where a citizen would: on the home page, in its frames, on the pages that its footer links, and
at last on the home page as a browser shows it once its scripts have run.

It stops as soon as a right label is found. What could not be read leaves the label unseen where nothing was found
that was meant as one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from checks.look import Look, readable
from checks.network.http import BARRED, Page
from checks.network.place import place_of
from checks.observation import Fact, Reason, Seen, Unseen
from checks.rendering import Rendering
from checks.trust_label.elements import Reader
from checks.trust_label.embed import search_page
from checks.trust_label.found import ORDER, Found, OwnNames
from checks.trust_label.leads import Leads, LeadsReader

MORE_PAGES = 3
"""Pages that the footer links and that are asked for, where the home page has no label."""
MOST_SHELLS = 5
"""Frames and refreshes that are followed."""
MOST_FOUND = 16

_NONE_MEANT = frozenset({"local_copy", "not_a_label", "absent"})  # what nobody meant as the label's embed


@dataclass(slots=True)
class Search:
    """What was found, best first, and on which pages it was looked for.

    `rendered` tells whether a browser looked, or why one that was needed could not, or lacked a script; `unread` is
    why something that may carry the label was not read.
    """

    names: OwnNames
    found: list[Found] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    rendered: Fact[bool] = field(default_factory=lambda: Seen(False))
    unread: Unseen | None = None

    @property
    def best(self) -> Found | None:
        """The best of what was found."""
        return self.found[0] if self.found else None

    @property
    def is_settled(self) -> bool:
        """Whether a right label was found."""
        return self.best is not None and self.best.embed == "valid"

    @property
    def is_hopeful(self) -> bool:
        """Whether something was found that was meant as a label, right or wrong."""
        return self.best is not None and self.best.embed not in _NONE_MEANT

    def take(self, page: Page, is_frame: bool = False, *, beside: Sequence[Reader] = ()) -> None:
        """Search a page as it was sent; what is `beside` reads it too."""
        self.pages.append(page.url)
        self.add(search_page(page.text, page.url, self.names, beside=beside), is_frame)

    def explore(self, page: Page, is_frame: bool = False) -> Leads:
        """Search a page as it was sent, and tell where it leads."""
        survey = LeadsReader(page.url)
        self.take(page, is_frame, beside=[survey])
        return survey.leads()

    def add(self, found: Iterable[Found], is_frame: bool = False) -> None:
        """Take up what is not there yet: a page shown by a browser still carries what it was sent with."""
        for one in found:
            if _essence(one) not in map(_essence, self.found):
                self.found.append(replace(one, part="frame") if is_frame else one)
        self.found = sorted(self.found, key=_rank)[:MOST_FOUND]

    def miss(self, why: Unseen) -> None:
        """Remember why something was not read; what came first stays."""
        self.unread = self.unread or why


def search(look: Look) -> Fact[Search]:
    """Look for the label of a portal; unseen where its home page is."""
    home = look.page
    if isinstance(home, Unseen):
        return home
    done = Search(own_names(look, home.value))
    lead = done.explore(home.value)
    has_scripts = lead.has_scripts
    if not done.is_settled:
        has_scripts |= _follow_shells(look, home.value.url, lead, done)
    for url in () if done.is_hopeful else lead.footer_links[:MORE_PAGES]:
        if not done.is_settled and (page := _fetched(look, url, done)) is not None:
            done.take(page)
    if has_scripts and not done.is_settled:
        done.rendered = _render(look, home.value, done)
    return Seen(done)


def own_names(look: Look, home: Page) -> OwnNames:
    """The names of a portal: its address in the inventory, the path and the hosts that this was redirected to, its
    agency's others."""
    entered, host, final = entered_name(look), look.target.host, urlsplit(home.url)
    found = f"{host}{final.path}" if final.hostname == host else entered
    aliases = [name for name in (found, *_hosts_on_the_way(look, home)) if name != host]
    portal = found if entered == host else entered
    return OwnNames(portal, tuple(name for name in dict.fromkeys(aliases) if name != portal), look.relatives)


def entered_name(look: Look) -> str:
    """The host and path under which a portal stands in the inventory."""
    return f"{look.target.host}{look.target.path.partition('?')[0]}".rstrip("/")


def _hosts_on_the_way(look: Look, home: Page) -> Iterator[str]:
    for address in look.visible:
        if look.home(address) == Seen(home):
            for exchange in look.trail(address, look.main_service):
                place = place_of(exchange.head.value.url) if isinstance(exchange.head, Seen) else None
                if place is not None:
                    yield place.host


def _follow_shells(look: Look, home_url: str, lead: Leads, done: Search) -> bool:
    """Follow the refresh and the frames of the home page within the scope, and theirs; returns whether what they lead
    to carries scripts."""
    waiting, known, has_scripts = deque([lead]), {home_url}, False
    while waiting and not done.is_settled:
        lead = waiting.popleft()
        refreshes = () if lead.refresh is None else (lead.refresh,)
        for url in (*refreshes, *lead.frames):
            is_frame = url not in refreshes
            if url in known or (is_frame and not _is_in_scope(look, url)):
                continue
            if len(known) > MOST_SHELLS:
                done.miss(Unseen(Reason.TOO_LARGE, f"{home_url}: more than {MOST_SHELLS} frames"))
                return has_scripts
            known.add(url)
            page = _fetched(look, url, done, is_needed=not is_frame)
            if page is not None:
                waiting.append(done.explore(page, is_frame))
                has_scripts |= waiting[-1].has_scripts
    return has_scripts


def _is_in_scope(look: Look, url: str) -> bool:
    place = place_of(url)
    return place is not None and (place.host == look.target.host or look.in_scope(place.host))


def _fetched(look: Look, url: str, done: Search, *, is_needed: bool = False) -> Page | None:
    """A further page to search; None for what is none of the portal's, for none at all, and for one searched before.

    What could not be seen is missed; what lies outside the scope only where it `is_needed`.
    """
    fact = look.visit(url)
    if isinstance(fact, Seen) and 400 <= fact.value.status < 500 and fact.value.status not in BARRED:
        return None
    page = readable(fact)
    if isinstance(page, Unseen):
        if is_needed or page.reason is not Reason.NOT_AUTHORISED:
            done.miss(page)
        return None
    return None if page.value.url in done.pages else page.value


def _render(look: Look, home: Page, done: Search) -> Fact[bool]:
    """Search the home page once more as a browser shows it; whether one could look, at all that it takes."""
    browser = look.network.browser
    shown: Fact[Rendering] = browser if isinstance(browser, Unseen) else browser.render(home, look.visit)
    if isinstance(shown, Unseen):
        done.miss(shown)
        return shown
    for document in shown.value.documents:
        done.add(search_page(document.html, document.url, done.names, rendered=True), document.is_frame)
    missing = shown.value.missing
    if missing is not None:
        done.miss(missing)
    return Seen(True) if missing is None or done.is_settled else missing


def _rank(found: Found) -> int:
    return ORDER.index(found.embed)


def _essence(found: Found) -> Found:
    """What tells two things found apart, wherever on the page they stand."""
    return replace(found, page="", part="", line=None, rendered=False)
