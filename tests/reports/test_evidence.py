from checks.observation import Reason, Unseen, to_json
from reports.evidence import LEAVES, Node, readable
from reports.wording import Wording

VI = Wording("vi")


def leaves(node: Node) -> int:
    return 1 + sum(map(leaves, node.items)) + sum(leaves(item) for _, item in node.pairs)


def test_scalars_are_told_in_words() -> None:
    assert [readable("web.https", value, VI).text for value in (True, False, None, 200)] == [
        "có",
        "không",
        "không có",
        "200",
    ]
    assert readable("web.http", "redirect", VI).text == "chuyển hướng"
    assert readable("trust_label.slug", "redirect", VI).text == "redirect"


def test_plain_lists_are_told_in_one_line() -> None:
    node = readable("ipv6.aaaa", ["2001:db8::1", "2001:db8::2"], VI)
    assert (node.kind, [item.text for item in node.items]) == ("texts", ["2001:db8::1", "2001:db8::2"])


def test_objects_name_their_parts() -> None:
    node = readable("trust_label.registry", {"status": "listed", "since": "2021-11-16", "other": 1}, VI)
    assert [(label, item.text) for label, item in node.pairs] == [
        ("tình trạng", "có trong danh bạ"),
        ("từ", "16/11/2021"),
        ("other", "1"),
    ]


def test_names_that_come_from_the_portal_are_not_taken_for_ours() -> None:
    node = readable("web.headers", {"server": "x", "date": "y", "na\u202eme": "z"}, VI)
    assert [label for label, _ in node.pairs] == ["server", "date", "na[U+202E]me"]


def test_the_unseen_tells_its_reason_at_any_depth() -> None:
    unseen = to_json(Unseen(Reason.TIMEOUT, "127.0.0.1:443"))
    whole, part = readable("web.https", unseen, VI), readable("ipv6.reach", [{"tcp": unseen}], VI)
    assert whole == part.items[0].pairs[0][1]
    assert (whole.kind, whole.text) == ("unseen", "hết thời gian chờ mà không có trả lời: 127.0.0.1:443")
    assert readable("web.https", to_json(Unseen(Reason.REFUSED)), VI).text == "bị từ chối kết nối"


def test_a_flood_of_values_is_bounded_and_counted() -> None:
    node = readable("ipv6.aaaa", [str(n) for n in range(10_000)], VI)
    assert (len(node.items), node.left_out) == (LEAVES, 10_000 - LEAVES)
    wide = readable("web.headers", {str(n): ["x"] * 50 for n in range(1000)}, VI)
    assert leaves(wide) <= LEAVES + 1
    assert wide.left_out == 1000 - len(wide.pairs)


def test_a_deep_value_is_told_flat_below_a_depth() -> None:
    value: object = "core"
    for _ in range(50):
        value = [value]
    assert leaves(readable("ipv6.differences", value, VI)) < 10


def test_a_part_may_have_a_word_of_its_own_within_one_fact() -> None:
    def labels(fact: str, value: dict[str, str]) -> list[str]:
        return [label for label, _ in readable(fact, value, VI).pairs]

    assert labels("security_plan.decision", {"by": "owner", "number": "1"}) == ["bên ban hành", "số"]
    assert labels("web.incident_confirmation", {"by": "A"}) == ["người xác nhận"]
    assert labels("security_plan.plan_groups", {"organisation": "x"}) == ["tổ chức bộ máy"]
    assert labels("trust_label.marks", {"organisation": "x"}) == ["tổ chức trong chứng thư số"]
