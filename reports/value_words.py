"""What the values of facts are called, in English; `locale/vi.po` holds the Vietnamese."""

from __future__ import annotations

from typing import Final

from checks.security_plan.record import GROUPS, LAYERS, PARTS
from reports.i18n import N_

SNI: Final = {
    "same": N_("the same certificate"),
    "other": N_("another certificate"),
    "refused": N_("refused"),
}
EMBED: Final = {
    "valid": N_("valid embed"),
    "image_only": N_("image only, without the link"),
    "link_only": N_("link only, with another picture"),
    "local_copy": N_("local copy of the picture"),
    "script_injected": N_("inserted by a script"),
    "malformed": N_("malformed link"),
    "domain_mismatch": N_("label of another domain"),
    "not_a_label": N_("not a trust label"),
    "fake_host": N_("link to an imitated host"),
    "absent": N_("no label"),
}
BELONGS_TO: Final = {
    "portal": N_("the portal's own"),
    "alias": N_("another name of the portal"),
    "parent": N_("the portal of a parent domain"),
    "agency": N_("another portal of the same agency"),
    "other": N_("somebody else"),
}
LEADS_TO: Final = {
    "certificate": N_("an entry of the directory"),
    "picture": N_("the label's picture"),
    "malformed": N_("a wrong address at the registry"),
    "fake": N_("a host that imitates the registry"),
    "registry": N_("another page of the registry"),
    "elsewhere": N_("another site"),
    "here": N_("the portal itself"),
    "none": N_("none"),
}
DEPLOYED: Final = {
    "Chưa triển khai": N_("not deployed"),
    "Đã triển khai một số hạng mục": N_("partly deployed"),
    "Đã triển khai đầy đủ": N_("fully deployed"),
}
APPROVED: Final = {
    "Đang dự thảo": N_("being drafted"),
    "Đã gửi thẩm định": N_("sent for appraisal"),
    "Đã thẩm định": N_("appraised"),
    "Đã được phê duyệt": N_("approved"),
}
CHECKED: Final = {
    "Trước khi đưa vào sử dụng": N_("before being put into use"),
    "Định kỳ": N_("periodic"),
}
ISSUERS: Final = {
    "owner": N_("the owner"),
    "unit": N_("the specialised unit"),
    "operator": N_("the operator"),
    "ministry": N_("the Ministry of Public Security"),
    "other": N_("another body"),
    "unclear": N_("cannot be told"),
}
VALUES: Final = {
    "trust_label.embed": EMBED,
    "trust_label.belongs_to": BELONGS_TO,
    "trust_label.found.embed": EMBED,
    "trust_label.found.belongs_to": BELONGS_TO,
    "trust_label.found.link": LEADS_TO,
    "trust_label.found.picture": LEADS_TO,
    "trust_label.found.part": {
        "header": N_("page header"),
        "footer": N_("page footer"),
        "nav": N_("navigation"),
        "aside": N_("side column"),
        "main": N_("main part"),
        "body": N_("body of the page"),
        "frame": N_("frame"),
    },
    "trust_label.registry.source": {
        "list": N_("the list in the inventory"),
        "directory": N_("the directory's own page"),
    },
    "tls.endpoints.order": {
        "server": N_("in the server's order"),
        "client": N_("in the client's order"),
    },
    "tls.endpoints.prime": {
        "own": N_("a prime of its own"),
    },
    "tls.endpoints.missing": SNI,
    "tls.endpoints.unknown": SNI,
    "tls.endpoints.intolerances": {
        "grease": N_("unknown values (GREASE)"),
        "extensions": N_("extensions"),
        "long_hello": N_("long greetings"),
        "version": N_("newer versions"),
    },
    "tls.certificate.chain_problem": {
        "self_signed": N_("self-signed"),
        "unknown_issuer": N_("the authority is not trusted"),
        "incomplete_chain": N_("a link is missing"),
        "expired_issuer": N_("an expired link"),
        "bad_signature": N_("a signature is wrong"),
    },
    "tls.certificate.chain_faults": {
        "wrong_order": N_("wrong order"),
        "missing_link": N_("a link is missing"),
        "superfluous": N_("a superfluous certificate"),
        "root_sent": N_("the root is sent along"),
        "duplicate": N_("a certificate is sent twice"),
        "sha1_signature": N_("signed with SHA-1"),
        "weak_key": N_("a weak key"),
        "not_a_ca": N_("an issuer that is no authority"),
        "expired_link": N_("an expired link"),
    },
    "tls.endpoints.tier": {
        "exact": N_("exact"),
        "quick": N_("quick"),
        "full": N_("full"),
    },
    "dns.dnssec.status": {
        "secure": N_("signed and right"),
        "insecure": N_("not signed"),
        "bogus": N_("signed and wrong"),
    },
    "dns.delegation.told_by": {
        "referral": N_("a referral"),
        "answer": N_("servers of both zones"),
        "denial": N_("a denial: there is no such zone"),
    },
    "dns.aliases.status": {
        "resolves": N_("leads to an address"),
        "nxdomain": N_("leads to a name that does not exist"),
        "no_address": N_("leads to a name without an address"),
    },
    "ipv6.names.role": {
        "host": N_("the portal"),
        "apex": N_("the zone's apex"),
        "www": N_("with or without www"),
        "redirect": N_("where it redirects to"),
    },
    "ipv6.only_blockers.kind": {
        "name": N_("name without IPv6"),
        "name_server": N_("zone whose name servers have no IPv6"),
        "redirect": N_("redirect to a host without IPv6"),
        "resource": N_("part of the page from a host without IPv6"),
    },
    "web.framing": {
        "deny": N_("nobody"),
        "sameorigin": N_("the portal itself"),
        "listed": N_("hosts that it lists"),
        "any": N_("anybody"),
    },
    "web.mixed_content.kind": {
        "active": N_("script, style or frame"),
        "passive": N_("picture, sound or film"),
        "form": N_("form"),
    },
    "web.incident_contact.kind": {
        "email": N_("e-mail"),
        "phone": N_("telephone"),
        "form": N_("form"),
        "security_txt": N_("security.txt"),
    },
    "web.page_kind": {
        "site": N_("the portal's own page"),
        "default": N_("default page of a server"),
        "parked": N_("parked domain"),
        "suspended": N_("suspended account"),
        "listing": N_("list of files"),
        "error": N_("error page"),
        "blank": N_("blank page"),
        "under_construction": N_("page under construction"),
    },
    "web.http": {
        "redirect": N_("redirects"),
        "content": N_("serves content"),
        "closed": N_("closed"),
        "error": N_("answers with an error"),
    },
    "trust_label.registry.status": {
        "listed": N_("listed"),
        "not_listed": N_("not listed"),
    },
    "security_plan.approval": APPROVED,
    "security_plan.claims.approval": APPROVED,
    "security_plan.plan_status": DEPLOYED,
    **{f"security_plan.claims.{name}": DEPLOYED for name in ("plan_status", *LAYERS)},
    **{f"security_plan.layers.{name}": DEPLOYED for name in LAYERS},
    **{f"security_plan.plan_parts.{name}": DEPLOYED for name in PARTS},
    **{f"security_plan.plan_groups.{name}": DEPLOYED for name in GROUPS},
    "security_plan.appraisal.by": ISSUERS,
    "security_plan.decision.by": ISSUERS,
    "security_plan.checked": CHECKED,
    "security_plan.assessor.kind": CHECKED,
    "security_plan.assessor.standing": {
        "licensed": N_("licensed"),
        "public": N_("public body"),
        "designated": N_("designated"),
        "internal": N_("part of the owner's house"),
    },
    "security_plan.purpose.functions": {
        "information": N_("publishes information"),
        "online_service": N_("serves citizens online"),
        "procedures": N_("settles administrative procedures"),
        "data_sharing": N_("shares data between bodies"),
        "data_centre": N_("data centre"),
        "portal_platform": N_("carries the portals of several bodies"),
        "internal": N_("serves the work inside of bodies"),
    },
    "security_plan.purpose.personal_data": {
        "none": N_("none"),
        "basic": N_("basic"),
        "sensitive": N_("sensitive"),
    },
    "security_plan.purpose.serves": {
        "body": N_("one body"),
        "several": N_("several bodies"),
        "nation": N_("the whole nation"),
    },
    "security_plan.operation.state": {
        "building": N_("under construction"),
        "operating": N_("in operation"),
        "upgrading": N_("being upgraded"),
        "retired": N_("retired"),
    },
    "security_plan.operation.hosting": {
        "own": N_("own machines"),
        "rented": N_("rented data centre"),
        "cloud": N_("cloud"),
    },
    "security_plan.monitoring.kind": {
        "own": N_("own watch"),
        "hired": N_("hired"),
    },
    "security_plan.promises": {
        "tls": N_("HTTPS and TLS"),
        "ipv6": N_("IPv6"),
        "dnssec": N_("DNSSEC"),
        "trust_label": N_("Network trust label"),
        "security_txt": N_("security.txt"),
        "waf": N_("web application firewall"),
        "siem": N_("collection and analysis of events (SIEM)"),
        "mfa": N_("multi-factor authentication"),
    },
    "security_plan.documents.state": {
        "kept": N_("as it was taken in"),
        "changed": N_("changed since it was taken in"),
        "unread": N_("cannot be read"),
    },
    "security_plan.documents.signature": {
        "none": N_("none"),
        "good": N_("good"),
        "unknown_ca": N_("unknown authority"),
        "expired": N_("expired certificate"),
        "broken": N_("broken"),
    },
}
