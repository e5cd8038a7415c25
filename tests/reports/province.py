"""A made-up province for the tests of reports: 45 portals of 34 agencies, every outcome, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from checks.observation import Json, Reason, Unseen, to_json
from checks.record import Evidence, PortalRecord
from policies.changes import Change, ChangeKind
from policies.requirement import Requirement
from policies.verdict import Outcome, Verdict
from reports.model import AgencyRow, AuditReport, PortalResult
from tests.reports.asked import REQUIREMENTS
from tests.reports.tls.made import broad_endpoint, certificate, endpoint

START = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
VANTAGE: dict[str, Any] = {
    "name": "Trung tâm giám sát tỉnh",
    "ipv4": True,
    "ipv6": True,
    "resolver": "127.0.0.53:5300",
    "tool": "tuanthu",
    "version": "0.1.0",
}
_DEPARTMENTS = {
    "khcn": "Sở Khoa học và Công nghệ",
    "tc": "Sở Tài chính",
    "xd": "Sở Xây dựng",
    "nnmt": "Sở Nông nghiệp và Môi trường",
    "gddt": "Sở Giáo dục và Đào tạo",
    "yt": "Sở Y tế",
    "nv": "Sở Nội vụ",
    "tp": "Sở Tư pháp",
    "ct": "Sở Công Thương",
    "vhttdl": "Sở Văn hóa, Thể thao và Du lịch",
}
_KINDS = ("Phường", "Xã", "Xã Tân", "Xã Vĩnh", "Xã Yên")
_COMMUNES = [f"{kind} {place}" for place in ("Bến Thử", "Đồng Mẫu", "Suối Ví Dụ", "Núi Giả Định") for kind in _KINDS]
_SHARES = {"pass": 62, "fail": 18, "unknown": 12, "not_applicable": 6, "waived": 2}


def agencies() -> list[AgencyRow]:
    """The tree: the province, its departments with one centre, its communes."""
    contact = {"name": "Nguyễn Thị Ánh Tuyết", "phone": "0237 000 000", "email": "ubnd@thidiem.gov.test"}
    rows = [AgencyRow("ubnd-tinh", "UBND tỉnh Thí Điểm", "province", contact=contact)]
    rows += [AgencyRow(f"so-{key}", name, "department", "ubnd-tinh") for key, name in _DEPARTMENTS.items()]
    rows.append(AgencyRow("tt-cntt", "Trung tâm Công nghệ thông tin và Truyền thông", "unit", "so-khcn"))
    rows += [
        AgencyRow(f"xa-{number}", f"UBND {name[0].lower()}{name[1:]}", "commune", "ubnd-tinh")
        for number, name in enumerate(_COMMUNES, 1)
    ]
    return rows


def _portals() -> Iterator[tuple[str, str, str, str]]:
    """(host, name, agency id, kind) of each portal."""
    yield "www", "Cổng thông tin điện tử tỉnh Thí Điểm", "ubnd-tinh", "information"
    yield "dichvucong", "Cổng dịch vụ công tỉnh Thí Điểm", "ubnd-tinh", "online_service"
    yield "dulieu", "Cổng dữ liệu mở tỉnh Thí Điểm", "ubnd-tinh", "open_data"
    yield "congbao", "Công báo điện tử tỉnh Thí Điểm", "ubnd-tinh", "information"
    for key, name in _DEPARTMENTS.items():
        yield f"so{key}", f"Trang thông tin điện tử {name}", f"so-{key}", "information"
    for key in _DEPARTMENTS:
        yield f"chuyende-{key}", f"Chuyên trang của {_DEPARTMENTS[key]}", f"so-{key}", "information"
    yield "ict", "Trung tâm Công nghệ thông tin và Truyền thông", "tt-cntt", "information"
    for number, name in enumerate(_COMMUNES, 1):
        yield f"xa{number}", f"Trang thông tin điện tử {name[0].lower()}{name[1:]}", f"xa-{number}", "information"


def _observations(number: int, host: str) -> dict[str, dict[str, Json]]:
    """What one portal shows; every seventh has no AAAA, every ninth hangs, every eleventh is in no system."""
    ipv4, ipv6 = f"127.0.8.{number}", f"2001:db8:8::{number:x}"
    silent = Unseen(Reason.TIMEOUT, f"{ipv4}:443, no TCP connection within 2 s")
    needs = Unseen(Reason.NEEDS_DOCUMENT, "a document is asked for: number, date, issuing body")
    dual, hangs, known = number % 7 != 0, number % 9 == 0, number % 11 != 0
    reach = [
        {
            "address": a,
            "family": f,
            "port": p,
            "service": s,
            "tcp": True,
            "tls": p == 443 or None,
            "http_status": h,
            "ms": 12,
        }
        for a, f in ((ipv4, 4), (ipv6, 6))[: 2 if dual else 1]
        for p, s, h in ((443, "https", 200), (80, "http", 301))
    ]
    shown = {"sha256": f"{(number - 1) % 40:064x}", "subject": f"CN={host}", "names": [host, f"www.{host}"]}
    trusted = number % 5 != 0
    first = certificate(
        **shown,
        chain_trusted=trusted,
        chain_problem=None if trusted else "unable to get local issuer certificate",
        chain_faults=[] if trusted else ["missing_link"],
    )
    offered = broad_endpoint if number % 4 == 0 else endpoint
    endpoints = [offered(address, certificates=[shown["sha256"]]) for address in (ipv4, ipv6)[: 2 if dual else 1]]
    tls = {
        "endpoints": endpoints,
        "certificates": [{**first, "endpoints": [item["address"] for item in endpoints]}],
        "certificate": first,
        "h3": False,
    }
    servers = [
        {
            "name": f"ns{i}.thidiem.gov.test",
            "ipv4": [f"127.0.0.{i}"],
            "ipv6": ["::1"],
            "answers_ipv4": True,
            "answers_ipv6": i == 1,
        }
        for i in (1, 2)
    ]
    return to_json(  # type: ignore[no-any-return]
        {
            "ipv6": {
                "a": [ipv4],
                "aaaa": [ipv6] if dual else [],
                "name_servers": servers,
                "reach": silent if hangs else reach,
                "same_content": silent if hangs else (True if dual else None),
                "content_distance": silent if hangs else (2 if dual else None),
                "differences": ["số tin trên trang chủ: 20 và 18"] if dual else [],
                "same_certificate": silent if hangs else (True if dual else None),
            },
            "tls": dict.fromkeys(tls, silent) if hangs else tls,
            "web": {
                "https": silent if hangs else True,
                "status": silent if hangs else 200,
                "http": silent if hangs else "redirect",
                "redirects_to_https": silent if hangs else True,
                "hsts": silent if hangs else {"max_age": 31536000, "include_subdomains": True, "preload": False},
                "headers": silent if hangs else {"server": "nginx", "content-type": "text/html; charset=utf-8"},
            },
            "trust_label": {
                **(dict.fromkeys(_LABEL, silent) if hangs else _label(number, host)),
                "registry": Unseen(Reason.NEEDS_LOOKUP, "no list of the directory was given"),
                "owner_is_agency": Unseen(Reason.NEEDS_LOOKUP, "no list of the directory was given"),
                "marks": {
                    "ministry_of_industry": silent if hangs else False,
                    "gov_vn": False,
                    "organisation": silent if hangs else "UBND tỉnh Thí Điểm",
                    "security_txt_signed": silent if hangs else None,
                },
                "privacy_policy": silent if hangs else number % 2 == 0,
            },
            "security_plan": {
                "level": 2 if known else needs,
                "approval": "Đã được phê duyệt" if known else needs,
                "decision": {"number": "12/QĐ-UBND", "date": "2026-03-01", "body": "UBND tỉnh"} if known else needs,
                "plan_status": "Đã triển khai một số hạng mục" if known else needs,
                "regulation": None if known else needs,
                "checked": ["Định kỳ"] if known else needs,
                "last_assessment": needs,
                "layers": {"1": "Đã triển khai đầy đủ", "2": needs, "3": "Chưa triển khai", "4": needs}
                if known
                else needs,
            },
        }
    )


_LABEL = ("embed", "rendered", "slug", "registered_at", "image_domain", "belongs_to", "found", "pages")


def _label(number: int, host: str) -> dict[str, Any]:
    """The label on a page: the portal's own, and at every third portal a parent's."""
    borrowed = number % 3 == 0
    domain = "thidiem.gov.test" if borrowed else host
    slug = f"{''.join(filter(str.isalnum, domain))}-1637050850"
    embed, whose = ("domain_mismatch", "parent") if borrowed else ("valid", "portal")
    found = {
        "embed": embed,
        "slug": slug,
        "image_domain": domain,
        "belongs_to": whose,
        "link": "certificate",
        "link_host": "tinnhiemmang.vn",
        "picture": "picture",
        "picture_host": "tinnhiemmang.vn",
        "page": f"https://{host}/",
        "part": "footer",
        "line": 812,
        "rendered": False,
        "hidden": False,
    }
    return {
        "embed": embed,
        "rendered": False,
        "slug": slug,
        "registered_at": "2021-11-16T15:20:50+07:00",
        "image_domain": domain,
        "belongs_to": whose,
        "found": [found],
        "pages": [f"https://{host}/"],
    }


def record(number: int, host: str, name: str, agency: AgencyRow, kind: str) -> PortalRecord:
    """The record of one portal, observed `number` minutes after the start."""
    began = START + timedelta(minutes=number)
    portal = {
        "url": f"https://{host}/",
        "host": host,
        "port": 443,
        "scheme": "https",
        "path": "/",
        "name": name,
        "kind": kind,
        "agency": agency.name,
        "agency_id": agency.id,
        "agency_kind": agency.kind,
        "system": "httt-cong" if number % 11 else None,
    }
    ended = began + timedelta(seconds=41)
    return PortalRecord(portal, dict(VANTAGE), began.isoformat(), ended.isoformat(), _observations(number, host))


def verdict(evidence: Sequence[Evidence], asked: Requirement, outcome: Outcome) -> Verdict:
    """A verdict with texts, evidence and reasons that go with its outcome."""
    reason = {"security_plan": "needs_document", "trust_label": "needs_lookup"}.get(asked.subject, "timeout")
    texts = {
        Outcome.PASS: ("Kết quả quan sát đáp ứng yêu cầu.", "What was observed meets the requirement."),
        Outcome.FAIL: ("Máy chủ còn chấp nhận TLSv1.0, TLSv1.1.", "The server still accepts TLSv1.0, TLSv1.1."),
        Outcome.UNKNOWN: (
            "Chưa quan sát được dữ kiện: hết thời gian chờ mà không có trả lời (127.0.8.1:443).",
            "Not observed: no answer within the time allowed (127.0.8.1:443).",
        ),
        Outcome.NOT_APPLICABLE: ("Cổng không cung cấp HTTPS.", "The portal serves no HTTPS."),
        Outcome.WAIVED: (
            "Máy chủ còn chấp nhận TLSv1.0. Được miễn có thời hạn đến hết ngày 31/12/2026 theo 05/QĐ-UBND.",
            "The server still accepts TLSv1.0. Waived until 31/12/2026 by 05/QĐ-UBND.",
        ),
    }[outcome]
    concerned = [item.id for item in evidence if item.fact.startswith(f"{asked.subject}.")]
    return Verdict(
        requirement=asked.id,
        verdict=outcome,
        severity=asked.severity,
        layer=asked.layer,
        because={"vi": texts[0], "en": texts[1]},
        observations=tuple(concerned[:2]),
        reasons=(reason,) if outcome is Outcome.UNKNOWN else (),
    )


@lru_cache
def results() -> list[PortalResult]:
    """Every portal with a verdict on every requirement; every sixth portal passes throughout."""
    asked = list(REQUIREMENTS.values())
    rng = random.Random(2)  # noqa: S311 (nothing secret: the same province each time)
    by_id = {row.id: row for row in agencies()}
    found = []
    for number, (label, name, agency, kind) in enumerate(_portals(), 1):
        seen = record(number, f"{label}.thidiem.gov.test", name, by_id[agency], kind)
        outcomes = [Outcome(key) for key in rng.choices(list(_SHARES), list(_SHARES.values()), k=len(asked))]
        if number % 6 == 0:
            outcomes = [Outcome.PASS] * len(asked)
        if number % 9 == 0:
            outcomes = [Outcome.UNKNOWN if item.subject != "security_plan" else Outcome.PASS for item in asked]
        evidence = seen.evidence()
        found.append(PortalResult(seen, [verdict(evidence, *pair) for pair in zip(asked, outcomes, strict=True)]))
    return found


def changes(portals: Sequence[PortalResult]) -> list[Change]:
    """Each kind of change, dealt round over the failures, plus fixed ones."""
    kinds = (ChangeKind.PERSISTING, ChangeKind.PERSISTING, ChangeKind.NEW, ChangeKind.REOPENED)
    failed = [(p.url, v.requirement) for p in portals for v in p.verdicts if v.verdict is Outcome.FAIL]
    unseen = [(p.url, v.requirement) for p in portals for v in p.verdicts if v.verdict is Outcome.UNKNOWN]
    passed = [(p.url, v.requirement) for p in portals for v in p.verdicts if v.verdict is Outcome.PASS]
    dealt = [Change(*key, kinds[place % 4]) for place, key in enumerate(failed)]
    dealt += [Change(*key, ChangeKind.NOT_REOBSERVED) for key in unseen[::9]]
    return dealt + [Change(*key, ChangeKind.FIXED) for key in passed[::40]]


def report(**changed: Any) -> AuditReport:
    """The province's audit; any field can be given another value."""
    portals = results()
    fields: dict[str, Any] = {
        "audit_id": "2026-11-16-0800",
        "province": "Tỉnh Thí Điểm",
        "profile": "vn-2026",
        "law_date": date(2026, 11, 16),
        "started": START,
        "finished": START + timedelta(minutes=46),
        "complete": True,
        "vantage": VANTAGE,
        "agencies": agencies(),
        "portals": portals,
        "requirements": REQUIREMENTS,
        "changes": changes(portals),
        "previous_audit": "2026-11-09-0800",
        "caused_load": {"connections": 1342, "queries": 611},
    }
    return AuditReport(**{**fields, **changed})


def small_report(**changed: Any) -> AuditReport:
    """The same audit with its first nine portals only, among them one that passes and one that is silent."""
    portals = results()[:9]
    return report(**{"portals": portals, "changes": changes(portals), **changed})
