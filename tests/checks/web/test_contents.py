"""What stands on a portal's pages, all at once."""

from __future__ import annotations

from checks.observation import Reason, Seen, Unseen, to_json
from checks.web.contents import observe_contents
from tests.checks.looks import look_at
from tests.checks.web.pages import page, serving
from tests.servers import closed_port, talking


def test_every_fact_is_told_and_nothing_is_asked_twice() -> None:
    asked: list[str] = []
    with talking(serving({"/": page("<title>Index of /</title><p>csirt@b.test")}, asked)) as (host, port):
        facts = observe_contents(look_at(host, closed_port(), port, scheme="http"))
    assert facts["page_kind"] == Seen("listing")
    assert facts["page_kind_words"] == Seen("Index of /")
    assert facts["security_txt"] == Seen(None)
    assert facts["spam"] == Seen([])
    assert facts["incident_confirmation"] == Seen(None)
    assert to_json(facts)["incident_contact"] == {
        "kind": "email",
        "value": "csirt@b.test",
        "where": f"http://{host}:{port}/",
        "words": "csirt@b.test",
    }
    assert asked == ["/", "/.well-known/security.txt", "/security.txt"]


def test_a_portal_that_is_down_tells_nothing() -> None:
    facts = observe_contents(look_at("127.0.0.1", closed_port(), closed_port()))
    assert facts.pop("incident_confirmation") == Seen(None)
    assert len(facts) == 5
    assert {fact.reason for fact in facts.values() if isinstance(fact, Unseen)} == {Reason.REFUSED}
