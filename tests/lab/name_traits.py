"""Names: DNSSEC, name servers, delegation, what the zone says of the portal."""

from __future__ import annotations

from .requirements import FAIL, NOT_APPLICABLE, every
from .traits import Trait

GONE = "thidiem.kho-trang-cu.test"
"""What the dangling alias points to: nobody has registered it."""

OWN_ZONE = Trait("everything right, with a zone to itself", {"zone": "own"})
UNSIGNED = Trait(
    "a zone without DNSSEC",
    {"zone": "unsigned"},
    {"dns.dnssec": {"status": "insecure", "why": None, "algorithms": []}},
    {"dns.dnssec.signed": FAIL}
    | every(NOT_APPLICABLE, "dns.dnssec.valid", "dns.dnssec.expiry", "dns.dnssec.algorithm"),
)
WRONG_DS = Trait(
    "DNSSEC broken: the parent's DS record is of another key",
    {"zone": "wrong_ds"},
    {"dns.dnssec": {"status": "bogus"}},
    {"dns.dnssec.valid": FAIL} | every(NOT_APPLICABLE, "dns.dnssec.expiry", "dns.dnssec.algorithm"),
)
SIGNATURES_EXPIRED = Trait(
    "DNSSEC broken: the signatures have expired",
    {"zone": "expired"},
    {"dns.dnssec": {"status": "bogus"}},
    {"dns.dnssec.valid": FAIL} | every(NOT_APPLICABLE, "dns.dnssec.expiry", "dns.dnssec.algorithm"),
)
SIGNATURES_EXPIRING = Trait(
    "DNSSEC signatures that expire tomorrow",
    {"zone": "expiring"},
    {"dns.dnssec": {"status": "secure", "signature_days": 1}},
    {"dns.dnssec.expiry": FAIL},
)
OLD_ALGORITHM = Trait(
    "DNSSEC with SHA-1",
    {"zone": "old_algorithm"},
    {"dns.dnssec": {"status": "secure", "algorithms": ["RSASHA1"]}},
    {"dns.dnssec.algorithm": FAIL},
)
ONE_NAME_SERVER = Trait(
    "one name server only",
    {"zone": "one_server"},
    verdicts=every(FAIL, "dns.servers.two", "ipv6.name_servers_two"),
)
LAME_NAME_SERVER = Trait(
    "a name server that knows nothing of the zone",
    {"zone": "lame"},
    {"dns.lame": ["ns3.khelang.thidiem.gov.test"]},
    {"dns.servers.lame": FAIL},
)
NAME_SERVER_WITHOUT_TCP = Trait(
    "a name server that refuses TCP", {"zone": "without_tcp"}, verdicts={"dns.servers.tcp": FAIL}
)
NAME_SERVER_WITHOUT_ADDRESS = Trait(
    "a name server without any address",
    {"zone": "unresolvable"},
    {"dns.unresolved_servers": ["ns3.bongnui.thidiem.gov.test"]},
    {"dns.servers.resolvable": FAIL},
)
NAME_SERVERS_DISAGREE = Trait(
    "a name server with an old address of the portal",
    {"zone": "stale"},
    {"dns.same_answers": False},
    {"dns.servers.agree": FAIL},
)
OTHER_DELEGATION = Trait(
    "the zone above names a former name server too",
    {"zone": "other_delegation"},
    {"dns.delegation": {"agrees": False}},
    {"dns.delegation.agrees": FAIL},
)
WITHOUT_GLUE = Trait(
    "the zone above lacks the glue of a name server",
    {"zone": "without_glue"},
    {"dns.delegation": {"agrees": True, "glue_agrees": False}},
    {"dns.delegation.glue": FAIL},
)
OPEN_TRANSFER = Trait(
    "a name server that gives the whole zone to anybody", {"zone": "transfers"}, verdicts={"dns.transfer": FAIL}
)
OPEN_RESOLVER = Trait("a name server that resolves for anybody", {"zone": "resolves"}, verdicts={"dns.recursion": FAIL})
DANGLING_ALIAS = Trait(
    "an alias that leads to a name that nobody has registered",
    {"www": "dangling"},
    {"dns.dangling": [GONE]},
    {"dns.dangling": FAIL},
)
NO_CAA = Trait("no CAA record", {"caa": False}, {"dns.caa": []}, {"dns.caa": FAIL})
NO_MAIL_POLICY = Trait(
    "nothing said of mail in the portal's name",
    {"mail": "silent"},
    {"dns.mail": {"spf": None, "dmarc": None, "dmarc_policy": None}},
    every(FAIL, "dns.mail.spf", "dns.mail.dmarc"),
)
