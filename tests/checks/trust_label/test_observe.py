"""The facts of the check `trust_label`, put together: the label on the page is one thing, the directory another."""

from __future__ import annotations

from datetime import date

from checks.facts import FACTS
from checks.observation import Fact, Json, Reason, Seen, Unseen, to_json
from checks.trust_label.directory import Directory, Entry
from checks.trust_label.observe import observe
from tests.checks.looks import look_at
from tests.checks.web.pages import Answer, page, serving
from tests.servers import closed_port, talking

HOST = "127.0.0.1"
SLUG = "127001-1637050850"
LABEL = (
    f'<a href="https://tinnhiemmang.vn/danh-ba-tin-nhiem/{SLUG}">'
    f'<img src="https://tinnhiemmang.vn/handle_cert?id={HOST}"></a>'
)
DIRECTORY = Directory([Entry(HOST, "Xã Bình Minh", slug=SLUG)], date(2026, 11, 1))


def observed(answer: Answer, directory: Directory | None = None) -> dict[str, Fact[Json]]:
    with talking(serving({"/": answer})) as (_, port):
        look = look_at(HOST, closed_port(), port, scheme="http")
        look.directory = directory
        return observe(look)


def test_every_fact_is_there_whatever_was_seen() -> None:
    names = {name.partition(".")[2] for name in FACTS if name.startswith("trust_label.")}
    for answer in (page(LABEL), page("<p>Xin chào</p>"), page("<script>let a;</script>"), Answer(403)):
        assert set(observed(answer)) == names


def test_the_facts_are_those_of_the_label_and_of_the_directory() -> None:
    facts = to_json(observed(page(LABEL), DIRECTORY))
    assert (facts["embed"], facts["slug"], facts["registered_at"]) == ("valid", SLUG, "2021-11-16T15:20:50+07:00")
    assert (facts["belongs_to"], facts["image_domain"], facts["rendered"]) == ("portal", HOST, False)
    assert (facts["registry"]["status"], facts["registry"]["owner"]) == ("listed", "Xã Bình Minh")


def test_a_label_that_was_not_seen_leaves_the_directory_to_be_asked() -> None:
    facts = observed(Answer(403), DIRECTORY)
    assert isinstance(facts["embed"], Unseen)
    assert facts["embed"].reason is Reason.BLOCKED
    assert isinstance(facts["registry"], Seen)
    assert facts["registry"].value["status"] == "listed"


def test_without_a_directory_the_registry_needs_a_look_up() -> None:
    registry = observed(page(LABEL))["registry"]
    assert isinstance(registry, Unseen)
    assert registry.reason is Reason.NEEDS_LOOKUP
