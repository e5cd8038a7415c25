"""What was seen, what was not, and how both travel as JSON."""

import pytest

from checks.observation import Reason, Seen, Unseen, content_hash, is_unseen, to_json


def test_unseen_parts_are_marked_at_any_depth() -> None:
    fact = Seen([{"tcp": Seen(True), "tls": Unseen(Reason.TIMEOUT, "5 s"), "ms": None}])
    assert to_json(fact) == [{"tcp": True, "tls": {"unseen": "timeout", "detail": "5 s"}, "ms": None}]


def test_a_value_that_is_not_plain_data_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        to_json(Seen(object()))


def test_the_hash_depends_on_content_alone() -> None:
    assert content_hash({"a": 1, "b": [2]}) == content_hash({"b": [2], "a": 1})
    assert content_hash({"a": 1}) != content_hash({"a": "1"})


def test_a_lone_surrogate_from_a_page_can_be_hashed() -> None:
    assert len(content_hash("\ud800")) == 64


@pytest.mark.parametrize(("value", "answer"), [({"unseen": "timeout"}, True), ({"seen": 1}, False), (None, False)])
def test_the_mark_of_an_unseen_fact_is_recognised(value: object, answer: bool) -> None:
    assert is_unseen(value) is answer
