"""A portal whose name servers are silent costs one time-out, and nothing of it is told that was not seen."""

import dns.message

from checks.dns.observe import observe
from checks.facts import FACTS
from checks.network.names import Names
from checks.observation import Fact, Reason, Unseen, to_json
from tests.checks.looks import look_at
from tests.lab.name_server import NameServer
from tests.servers import name_server

RECORDS = {
    ("tinh.test", "SOA"): ["ns.tinh.test. admin.tinh.test. 1 3600 600 86400 60"],
    ("tinh.test", "NS"): ["ns.tinh.test."],
    ("ns.tinh.test", "A"): ["127.0.0.53"],
}


class Half(NameServer):
    """Leaves one kind of question at one name unanswered."""

    def respond(self, query: dns.message.Message, reply: dns.message.Message, datagram: bool) -> bool:
        answers = super().respond(query, reply, datagram)
        question = query.question[0]
        return answers and (str(question.name), question.rdtype.name) != ("nua.tinh.test.", "AAAA")


def asked(names: Names) -> set[tuple[str, str]]:
    """Every name and kind that the resolver was asked for."""
    keys = [*names._cache.answers, *(key for key in names._replies.answers if len(key) == 2)]
    return {key for key in keys if len(key) == 2 and key[0] != "wildcard"}


def reasons(facts: dict[str, Fact[object]]) -> dict[str, str]:
    return {name: fact.reason for name, fact in facts.items() if isinstance(fact, Unseen)}


def test_silence_to_both_kinds_of_address_is_believed_of_the_other_records() -> None:
    with name_server(NameServer(RECORDS, silent=["im.tinh.test"])) as port:
        names = Names("127.0.0.53", port, timeout=0.4)
        facts = observe(look_at("im.tinh.test", 1, 1, names=names))
    assert {question for question in asked(names) if question[0].endswith("im.tinh.test")} == {
        ("im.tinh.test", "A"),
        ("im.tinh.test", "AAAA"),
    }
    told = {"in_gov_vn", "in_province_zone", "wildcard", "mail", "dnssec"}
    assert facts.keys() == {name.split(".")[1] for name in FACTS if name.startswith("dns.")}
    assert reasons(facts).items() >= dict.fromkeys(facts.keys() - told, Reason.DNS_TIMEOUT).items()
    assert to_json(facts["in_gov_vn"]) is False
    assert to_json(facts["wildcard"]) is False
    assert {member["unseen"] for member in to_json(facts["mail"]).values()} == {"dns_timeout"}


def test_silence_to_one_kind_alone_proves_nothing_of_the_others() -> None:
    server = Half(RECORDS | {("nua.tinh.test", "A"): ["127.0.0.1"], ("nua.tinh.test", "CAA"): ['0 issue "ca.test"']})
    with name_server(server) as port:
        look = look_at("nua.tinh.test", 1, 1, names=Names("127.0.0.53", port, timeout=0.4))
        facts = observe(look)
    assert to_json(look.ipv6)["unseen"] == "dns_timeout"
    assert to_json(facts["caa"]) == ['0 issue "ca.test"']
    assert to_json(facts["zone"]) == "tinh.test"


def test_the_zone_of_a_silent_name_is_not_asked_for() -> None:
    with name_server(NameServer(RECORDS, silent=["im.tinh.test"])) as port:
        names = Names("127.0.0.53", port, timeout=0.4)
        look_at("im.tinh.test", 1, 1, names=names).resolve()
        zone, above = names.zone("im.tinh.test"), names.zone("tinh.test")
    assert isinstance(zone, Unseen)
    assert zone.reason is Reason.DNS_TIMEOUT
    assert ("im.tinh.test", "NS") not in asked(names)
    assert to_json(above) == "tinh.test."
