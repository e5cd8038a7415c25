from __future__ import annotations

import re

from checks.tls.certificates.caa_domains import OWNERS, domains_of


def test_authorities_are_known_by_their_names_in_any_letters() -> None:
    assert domains_of(["LET'S ENCRYPT"]) == {"letsencrypt.org"}
    assert {"pki.goog"} <= domains_of(["nobody", "Google Trust Services"])
    assert domains_of(["nobody"]) == domains_of([]) == frozenset()


def test_no_name_belongs_to_two_owners() -> None:
    names = [organisation.casefold() for owner in OWNERS for organisation in owner.organisations]
    assert len(names) == len(set(names))


def test_every_entry_is_written_as_records_are_compared() -> None:
    for owner in OWNERS:
        assert owner.organisations
        assert owner.source.startswith("https://")
        assert all(re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain) for domain in owner.domains)
        assert len(set(owner.domains)) == len(owner.domains)
