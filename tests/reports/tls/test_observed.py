"""All that the TLS check saw, whatever shape a record has."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks.observation import Json
from reports.tls.observed import TlsTelling
from tests.reports.tls.made import certificate, endpoint, seen
from tests.reports.tls.told import telling, texts, unjudged

SILENT: dict[str, Json] = {"unseen": "refused", "detail": "192.0.2.1"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["unseen", "address", "versions", "sha256", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)


def test_without_the_check_nothing_is_told() -> None:
    record = seen([endpoint()], certificate())
    del record.observations["tls"]
    assert unjudged(record) == TlsTelling()


def test_a_check_that_saw_nothing_tells_why() -> None:
    found = unjudged(seen(SILENT, SILENT))
    assert texts(found.endpoints, "Not observed") == ["? the connection was refused (192.0.2.1)"]
    assert texts(found.certificates, "Not observed") == ["? the connection was refused (192.0.2.1)"]


def test_it_is_told_in_vietnamese_too() -> None:
    found = telling(seen([endpoint()], certificate()), lang="vi")
    assert [section.title for section in found.endpoints][1:] == [
        "Phiên bản và bộ mã",
        "Trao đổi khoá và chữ ký",
        "Tính năng",
        "Điểm yếu",
    ]


@pytest.mark.parametrize("endpoints", [[{"address": 3}], ["x"], [{"unseen": "bored"}], 7, [{}]])
def test_endpoints_of_another_shape_are_left_to_the_tree(endpoints: Json) -> None:
    record = seen([], certificate())
    record.observations["tls"]["endpoints"] = endpoints
    assert unjudged(record).endpoints == ()


@settings(deadline=None, database=None, max_examples=300)
@given(member=st.sampled_from([*endpoint(), *certificate()]), value=JSON)
@example(member="dh", value=[{}])
def test_no_member_of_whatever_shape_is_ever_an_error(member: str, value: Json) -> None:
    found = unjudged(seen([endpoint() | {member: value}], certificate() | {member: value}))
    assert isinstance(found, TlsTelling)


@settings(deadline=None, database=None)
@given(endpoints=JSON, first=JSON, every=JSON)
def test_no_fact_of_whatever_shape_is_ever_an_error(endpoints: Json, first: Json, every: Json) -> None:
    record = seen([], certificate())
    record.observations["tls"] |= {"endpoints": endpoints, "certificate": first, "certificates": every}
    assert isinstance(unjudged(record), TlsTelling)
