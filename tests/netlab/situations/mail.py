"""Who may send mail in the portal's name: MX, SPF and DMARC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.netlab.model import Situation, Zone

_NO_DMARC = {"dmarc": None, "dmarc_policy": None}


def _mail(name: str, told: str, mail: Mapping[str, Any], *records: str) -> Situation:
    return Situation(name, told, {"dns.mail": mail}, records=records)


def _spf(name: str, told: str, spf: str, qualifier: str | None, problem: str | None = None) -> Situation:
    """A portal with one SPF record."""
    mail = {"spf": spf, "spf_all": qualifier, "spf_problem": problem}
    return _mail(name, told, mail, f'{{host}} TXT "{spf}"')


SITUATIONS = (
    _mail(
        "thu-khong-gi",
        "no mail record at all",
        {"mx": [], "spf": None, "spf_all": None, "null_mx": False, "sends": False, **_NO_DMARC},
    ),
    _mail(
        "thu-du",
        "mail with SPF and DMARC, both strict",
        {"mx": ["tot.tinh.gov.test"], "spf_all": "-", "spf_problem": None, "dmarc_policy": "reject", "sends": True},
        "{host} MX 10 tot.tinh.gov.test.",
        '{host} TXT "v=spf1 mx -all"',
        '_dmarc.{host} TXT "v=DMARC1; p=reject"',
    ),
    _mail(
        "thu-rong",
        "a null MX: no mail is taken",
        {"null_mx": True, "sends": False, "spf_all": "-"},
        "{host} MX 0 .",
        '{host} TXT "v=spf1 -all"',
    ),
    _spf("spf-nga", "SPF with a soft fail", "v=spf1 ~all", "~"),
    _spf("spf-trung-lap", "SPF that says nothing", "v=spf1 ?all", "?"),
    _spf("spf-mo", "SPF that lets everybody send", "v=spf1 +all", "+"),
    _spf("spf-sai", "SPF with an unknown mechanism", "v=spf1 ipv4:203.1.0.1 -all", None, "syntax"),
    _mail(
        "spf-hai",
        "two SPF records",
        {"spf_problem": "several"},
        '{host} TXT "v=spf1 -all"',
        '{host} TXT "v=spf1 mx ~all"',
    ),
    _spf(
        "spf-nhieu",
        "SPF that takes more than ten look-ups",
        "v=spf1 " + " ".join(f"a:a{number}.tinh.gov.test" for number in range(11)) + " -all",
        "-",
        "too_many_lookups",
    ),
    _mail(
        "spf-chuyen",
        "SPF by redirect",
        {"spf_all": "-", "spf_problem": None},
        '{host} TXT "v=spf1 redirect=_spf.tinh.gov.test"',
        '_spf.tinh.gov.test. TXT "v=spf1 -all"',
    ),
    _mail("dmarc-none", "DMARC that only watches", {"dmarc_policy": "none"}, '_dmarc.{host} TXT "v=DMARC1; p=none"'),
    _mail(
        "dmarc-cach-ly",
        "DMARC with quarantine",
        {"dmarc_policy": "quarantine"},
        '_dmarc.{host} TXT "v=DMARC1; p=quarantine"',
    ),
    Situation(
        "dmarc-thua-ke",
        "DMARC of the organisation holds for the host",
        {"dns.mail": {"dmarc_policy": "reject"}},
        zone=Zone("dmarc-thua-ke.gov.vn", ('_dmarc TXT "v=DMARC1; p=reject"',)),
    ),
    Situation(
        "dmarc-duoi",
        "DMARC of the organisation has a policy for what is below",
        {"dns.mail": {"dmarc_policy": "quarantine"}},
        zone=Zone("dmarc-duoi.gov.vn", ('_dmarc TXT "v=DMARC1; p=reject; sp=quarantine"',)),
    ),
)
MORE_ZONES: tuple[Zone, ...] = ()
