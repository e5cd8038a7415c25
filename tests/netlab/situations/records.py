"""Aliases, what dangles, wildcards, CAA and TLSA."""

from __future__ import annotations

from tests.netlab.expect import Both, Some
from tests.netlab.model import TINH, Situation, Zone

_FOREIGN = "dam-may.test"
MORE_ZONES = (Zone(_FOREIGN, ("co A 203.1.254.5", "trong TXT x", "xa CNAME co")),)

SITUATIONS = (
    Situation(
        "bi-danh-chuoi",
        "a chain of aliases that resolves",
        {
            "dns.aliases": Both(
                (
                    Some({"name": "{host}", "target": f"xa.{_FOREIGN}", "status": "resolves"}),
                    Some({"name": f"xa.{_FOREIGN}", "target": f"co.{_FOREIGN}", "status": "resolves"}),
                )
            ),
            "dns.dangling": [],
            "ipv6.a": ["203.1.254.5"],
        },
        records=(f"{{host}} CNAME xa.{_FOREIGN}.",),
        ipv4=(),
        ipv6=(),
    ),
    Situation(
        "bi-danh-treo",
        "an alias to a foreign name that does not exist: whoever registers it has the portal",
        {
            "dns.aliases": [{"name": "{host}", "target": f"da-bo.{_FOREIGN}", "status": "nxdomain"}],
            "dns.dangling": [f"da-bo.{_FOREIGN}"],
            "ipv6.a": [],
        },
        records=(f"{{host}} CNAME da-bo.{_FOREIGN}.",),
        ipv4=(),
        ipv6=(),
    ),
    Situation(
        "bi-danh-trong",
        "an alias to a name without addresses",
        {"dns.aliases": [{"target": f"trong.{_FOREIGN}", "status": "no_address"}], "dns.dangling": []},
        records=(f"{{host}} CNAME trong.{_FOREIGN}.",),
        ipv4=(),
        ipv6=(),
    ),
    Situation(
        "thu-treo",
        "the mail server's foreign name does not exist",
        {"dns.dangling": [f"thu-cu.{_FOREIGN}"], "dns.mail": {"mx": [f"thu-cu.{_FOREIGN}"]}},
        records=(f"{{host}} MX 10 thu-cu.{_FOREIGN}.",),
    ),
    Situation("dai-dien-khong", "a made-up sibling does not exist", {"dns.wildcard": False}),
    Situation(
        "dai-dien",
        "a made-up sibling exists",
        {"dns.wildcard": True},
        zone=Zone("dai-dien.gov.test", ("* A 203.1.254.6",)),
    ),
    Situation("caa-khong", "no CAA at the host nor above", {"dns.caa": [], "dns.tlsa": []}),
    Situation(
        "caa",
        "CAA at the host",
        {"dns.caa": ['0 issue "ca.test"']},
        records=('{host} CAA 0 issue "ca.test"',),
    ),
    Situation(
        "caa-tren",
        "CAA at the zone's apex holds for the host",
        {"dns.caa": ['0 issue "ca-tren.test"']},
        zone=Zone("caa-tren.gov.test", ('@ CAA 0 issue "ca-tren.test"',)),
    ),
    Situation(
        "tlsa",
        "a TLSA record at the host's port",
        {"dns.tlsa": ["3 1 1 " + "ab" * 32]},
        records=("_443._tcp.tlsa TLSA 3 1 1 " + "ab" * 32,),
        host=f"tlsa.{TINH}",
    ),
)
