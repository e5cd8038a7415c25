"""Reading the catalogue and its profiles, and refusing what is not sound."""

from __future__ import annotations

from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from policies.catalogue import Catalogue, CatalogueError, load_catalogue, load_profile

GOOD = """\
id: tls.sample
status: active
title: {vi: Tên, en: Title}
why: {vi: Vì sao, en: Why}
citation:
  - {instrument: Luật, clause: Điều 1, confirmation: primary}
force: mandatory
effective_from: 2026-08-19
subject: tls
layer: 1
severity: high
requires: tls.certificate.days_left >= param.days
because:
  pass: {vi: "Còn {tls.certificate.days_left}", en: Good}
  fail: {vi: "Dưới {param.days}", en: Bad}
remedy: {vi: Sửa, en: Repair}
parameters: {days: 30, names: [a]}
"""
PROFILE = """\
schema_version: 1
name: own
title: {vi: Tên, en: Title}
sources: [{title: Guide, version: "1.0", dated: 2026-01-01, confirmation: primary, read_in: its text}]
select: ["tls.*"]
parameters: {tls.sample: {days: 14}}
"""
IDS = {
    *("ipv6.aaaa", "ipv6.reachable", "ipv6.same_content", "ipv6.same_certificate", "ipv6.name_servers"),
    *("ipv6.dual_stack", "tls.https", "tls.redirect", "tls.hsts", "tls.version.legacy", "tls.version.modern"),
    *("tls.cipher.broken", "tls.cipher.sweet32", "tls.cipher.forward_secrecy", "tls.cipher.allowed"),
    *("tls.cipher.order", "tls.group.allowed", "tls.group.post_quantum", "tls.dh.size", "tls.signature.hash"),
    *("tls.signature.allowed", "tls.compression", "tls.renegotiation.secure", "tls.renegotiation.client"),
    *("tls.fallback_scsv", "tls.extended_master_secret", "tls.encrypt_then_mac", "tls.early_data"),
    *("tls.ocsp_stapling", "tls.same_everywhere"),
    *("tls.weakness.heartbleed", "tls.weakness.ccs_injection", "tls.weakness.ticketbleed", "tls.weakness.robot"),
    *("tls.weakness.poodle", "tls.weakness.poodle_tls", "tls.weakness.freak", "tls.weakness.logjam"),
    "tls.weakness.drown",
    *("tls.certificate.trusted", "tls.certificate.name", "tls.certificate.names_in_use", "tls.certificate.validity"),
    *("tls.certificate.expiry", "tls.certificate.lifetime", "tls.certificate.key", "tls.certificate.signature"),
    *("tls.certificate.chain", "tls.certificate.transparency", "tls.certificate.must_staple", "tls.certificate.caa"),
    "tls.certificate.tlsa",
    *("ipv6.addresses_global", "ipv6.name_servers_two", "ipv6.name_servers_reachable", "ipv6.names_in_use"),
    *("ipv6.large_answers", "ipv6.delay", "ipv6.same_ports", "ipv6.same_status", "ipv6.same_redirects"),
    *("ipv6.redirects", "ipv6.only_ready", "dns.addresses_public", "dns.dnssec.signed", "dns.dnssec.valid"),
    *("dns.dnssec.expiry", "dns.dnssec.algorithm", "dns.servers.two", "dns.servers.tcp", "dns.servers.lame"),
    *("dns.servers.resolvable", "dns.servers.agree", "dns.delegation.agrees", "dns.delegation.glue"),
    *("dns.transfer", "dns.recursion", "dns.dangling", "dns.caa", "dns.mail.spf", "dns.mail.dmarc"),
    *("dns.gov_vn", "dns.province_zone"),
    *("web.incident_contact", "web.security_txt", "web.csp", "web.nosniff", "web.framing", "web.referrer_policy"),
    *("web.permissions_policy", "web.cookies.secure", "web.cookies.http_only", "web.cookies.same_site"),
    *("web.mixed_content", "web.banners", "web.charset", "web.language", "web.http2", "web.http3"),
    *("web.page", "web.spam"),
    *("exposure.database", "exposure.remote_access", "exposure.file_sharing", "exposure.admin_panel"),
    *("trust_label.embedded", "trust_label.listed", "trust_label.not_fake", "trust_label.promise.tls"),
    *("trust_label.promise.clean", "trust_label.promise.privacy", "trust_label.owner"),
    *("level.procedures", "level.basic_subjects", "level.sensitive_subjects", "level.serves_several"),
    *("level.online_service", "level.personal_data", "level.round_the_clock", "level.national_security"),
    *("level.information_portal", "level.data_sharing", "level.data_centre", "level.portal_platform", "level.kept"),
    *("level.public_service_2016", "level.users_2016", "level.decision_matches", "level.not_split", "level.not_merged"),
    *("plan.approved_by", "plan.appraised", "plan.appraised_by", "plan.self_appraisal", "plan.regulation_first"),
    *("plan.before_operation", "plan.assessed_before_use", "plan.parts", "plan.groups_management"),
    *("plan.groups_technical", "plan.transition_parts", "plan.transition_groups", "plan.dossier"),
    *("plan.expert_opinion", "plan.separated", "plan.incident_notice", "plan.incident_report", "plan.open_findings"),
    *("plan.level_assigned", "plan.level_approved"),
    *("plan.regulation_issued", "plan.deployed", "plan.assessed", "layers.local_force", "layers.monitoring"),
    *("layers.assessment", "layers.national"),
    *("layers.unit_named", "layers.force_trained", "layers.drill", "layers.monitoring_mandatory"),
    *("layers.monitoring_in_force", "layers.monitoring_covers", "layers.monitoring_alive"),
    *("layers.assessor_independent", "layers.assessor_not_monitor", "layers.assessor_licensed"),
    *("layers.assessment_names_system", "layers.assessment_interval_2016", "layers.national_alive"),
    *("tcvn.scan_interval", "tcvn.log_months", "tcvn.waf", "tcvn.siem", "tcvn.mfa", "tcvn.report_channel"),
    *("deadline.ct09_approved", "deadline.ct09_deployed"),
    *("deadline.transition_approved", "deadline.transition_conditions"),
    *("instruction.thanh_hoa.deployed_2023", "instruction.thanh_hoa.deployed_2024"),
    *("contradiction.tls", "contradiction.ipv6", "contradiction.dnssec", "contradiction.trust_label"),
    *("contradiction.security_txt", "contradiction.monitoring"),
}
DRAFTS = {"level.users_2016"}


def written(folder: Path, text: str, name: str = "tls.sample") -> Path:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(CatalogueError) as error:
        load_catalogue(folder)
    assert "\n" not in str(error.value)
    return str(error.value).replace(f"{folder}/", "")


def profile_refused(folder: Path, text: str, name: str = "own") -> str:
    (folder / "catalogue").mkdir()
    (folder / "profiles").mkdir()
    catalogue = load_catalogue(written(folder / "catalogue", GOOD))
    with pytest.raises(CatalogueError) as error:
        load_profile(name, catalogue, written(folder / "profiles", text, "own"))
    assert "\n" not in str(error.value)
    return str(error.value).replace(f"{folder}/", "")


def test_the_shipped_catalogue_is_sound() -> None:
    assert load_catalogue().requirements.keys() == IDS


def test_every_requirement_that_somebody_verified_is_in_a_shipped_profile() -> None:
    catalogue = load_catalogue()
    profiles = resources.files("policies").joinpath("profiles").iterdir()
    names = [file.name.removesuffix(".yaml") for file in profiles]
    chosen = {found.id for name in names for found in load_profile(name, catalogue).requirements}
    assert chosen == IDS - DRAFTS


def test_a_profile_says_where_it_was_taken_from(tmp_path: Path) -> None:
    catalogue = load_catalogue(written(tmp_path, GOOD))
    (tmp_path / "profiles").mkdir()
    (source,) = load_profile("own", catalogue, written(tmp_path / "profiles", PROFILE, "own")).sources
    assert (source.title, source.version, source.dated) == ("Guide", "1.0", date(2026, 1, 1))


def test_every_ipv6_requirement_needs_a_vantage_with_ipv6() -> None:
    requirements = load_catalogue().requirements.values()
    asks = {found.id for found in requirements if found.subject == "ipv6"} | {"contradiction.ipv6"}
    assert asks == {found.id for found in requirements if found.needs_vantage == "ipv6"}


def test_what_rests_on_no_legal_clause_is_only_recommended() -> None:
    for requirement in load_catalogue().requirements.values():
        legal = any(
            cited.instrument.startswith(("Luật", "Nghị định", "Quyết định", "Chỉ thị", "Công văn"))
            and not cited.clause.startswith("Hướng dẫn")
            for cited in requirement.citation
        )
        assert (requirement.force == "mandatory") == legal, requirement.id


def test_folders_below_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    written(tmp_path / "a" / "b", GOOD)
    assert load_catalogue(tmp_path).requirements.keys() == {"tls.sample"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "tls.certificate.days_left >=",
            "tls.certificate.days_lft >=",
            "tls.sample.yaml, line 12: requires: at 1:16 of the expression, there is no fact tls.certificate.days_lft; "
            "perhaps tls.certificate.days_left is meant.",
        ),
        (
            "requires: tls.certificate.days_left >= param.days",
            "requires: tls.certificate.days_left >= 'a'",
            "tls.sample.yaml, line 12: requires: at 1:27 of the expression, found no matching overload for '_>=_' "
            "applied to '(int, string)'; correct the expression.",
        ),
        (
            ">= param.days",
            "",
            "tls.sample.yaml, line 12: requires: the expression is of type int; make it true or false (for example "
            "with ==).",
        ),
        (
            ">= param.days",
            ">= param.dayz",
            "tls.sample.yaml, line 12: requires: at 1:35 of the expression, there is no parameter param.dayz; perhaps "
            "param.days is meant.",
        ),
        (
            "requires: tls.certificate.days_left >= param.days",
            "requires: portal.port == 443",
            "tls.sample.yaml, line 12: requires: no observed fact is asked for, so it would pass on empty evidence; "
            "ask for one.",
        ),
        (
            "requires: tls.certificate.days_left >= param.days",
            "requires: has(web.hsts.max_age)",
            "tls.sample.yaml, line 12: requires: has(…max_age) takes what was not seen for absent; compare the member "
            "itself or its object.",
        ),
        (
            "citation:\n  - {instrument: Luật, clause: Điều 1, confirmation: primary}",
            "citation: []",
            "tls.sample.yaml, line 5: citation: is empty; give at least one.",
        ),
        (
            "citation:\n  - {instrument: Luật, clause: Điều 1, confirmation: primary}\n",
            "",
            "tls.sample.yaml, line 1: citation: is missing; add citation:.",
        ),
        (
            "confirmation: primary",
            "confirmation: sure",
            "tls.sample.yaml, line 6: citation.0.confirmation: input should be 'primary', 'secondary', 'instruction' "
            "or 'draft', not 'sure'; correct it.",
        ),
        (
            "severity: high",
            "severity: high\nseverety: low",
            "tls.sample.yaml, line 12: severety: is not a known key; perhaps severity is meant.",
        ),
        (
            "severity: high",
            "severity: high\nzzz: low",
            "tls.sample.yaml, line 12: zzz: is not a known key; remove it.",
        ),
        (
            "severity: high",
            "severity: high\nseverity: low",
            "tls.sample.yaml, line 12: the key severity is given twice; remove one of them.",
        ),
        (
            "title: {vi: Tên, en: Title}",
            "title: {vi: Tên}",
            "tls.sample.yaml, line 3: title.en: the English text is missing; add en:.",
        ),
        (
            "remedy: {vi: Sửa, en: Repair}",
            "remedy: {en: Repair}",
            "tls.sample.yaml, line 16: remedy.vi: the Vietnamese text is missing; add vi:.",
        ),
        (
            "en: Good",
            'en: "{web.htps}"',
            "tls.sample.yaml, line 14: because.pass.en: at 1:4 of the expression, there is no fact web.htps; perhaps "
            "web.https is meant.",
        ),
        (
            "en: Good",
            'en: "{web.https"',
            "tls.sample.yaml, line 14: because.pass.en: a brace has no partner; write {expression}.",
        ),
        (
            "effective_from: 2026-08-19",
            "effective_from: 2026-08-19\neffective_to: 2026-08-18",
            "tls.sample.yaml, line 9: effective_to: is before effective_from; correct one of the dates.",
        ),
        (
            "requires: tls",
            "applies_to: web.https\nrequires: tls",
            "tls.sample.yaml, line 14: because: its text not_applicable and the field applies_to need each other; give "
            "both or none.",
        ),
        (
            "because:",
            "because:\n  unknown: {vi: Chưa rõ, en: Unclear}",
            "tls.sample.yaml, line 13: because: its text unknown and the field undecided_when need each other; give "
            "both or none.",
        ),
        (
            "effective_from: 2026-08-19",
            "effective_from: soon",
            "tls.sample.yaml, line 8: effective_from: input should be a valid date, not 'soon'; correct it.",
        ),
        ("layer: 1", "layer: 5", "tls.sample.yaml, line 10: layer: input should be 1, 2, 3 or 4, not 5; correct it."),
        (
            "id: tls.sample",
            "id: tls.other",
            "tls.sample.yaml, line 1: id: the file is not named by its id; call it tls.other.yaml.",
        ),
        (
            "severity: high",
            "severity: [high",
            "tls.sample.yaml, line 12: not valid YAML: did not find expected ',' or ']'; correct it.",
        ),
    ],
)
def test_a_requirement_that_is_not_sound_is_refused_in_one_sentence(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert old in GOOD
    assert refused(written(tmp_path, GOOD.replace(old, new))) == sentence


def test_an_id_is_declared_once(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    written(tmp_path / "more", GOOD)
    sentence = refused(written(tmp_path, GOOD))
    assert sentence == "tls.sample.yaml, line 1: id: tls.sample is declared twice; give one of them another id."


def test_a_file_that_would_silently_be_left_out_is_refused(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    (tmp_path / "tls.other.yml").write_text(GOOD)
    assert refused(tmp_path) == "tls.other.yml: is not a .yaml file and would silently be left out; rename it."


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tls.sample.yaml").write_bytes(b"\xff\xfe\x00")
    assert refused(tmp_path).startswith("tls.sample.yaml: cannot be read (")


def test_an_empty_catalogue_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == f"{tmp_path}: there is no requirement; put .yaml files there."


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "no") == f"{tmp_path / 'no'}: there is no such folder; name one that holds .yaml files."


def test_a_profile_sets_parameters_and_keeps_the_others(tmp_path: Path) -> None:
    catalogue = load_catalogue(written(tmp_path, GOOD))
    (tmp_path / "profiles").mkdir()
    profile = load_profile("own", catalogue, written(tmp_path / "profiles", PROFILE, "own"))
    assert profile.requirements[0].parameters == {"days": 14, "names": ["a"]}
    assert catalogue.requirements["tls.sample"].parameters["days"] == 30


@pytest.mark.parametrize(
    ("old", "new"), [("confirmation: primary", "confirmation: draft"), ("status: active", "status: draft")]
)
def test_what_nobody_has_verified_is_left_out_of_a_profile(tmp_path: Path, old: str, new: str) -> None:
    catalogue = load_catalogue(written(tmp_path, GOOD.replace(old, new)))
    (tmp_path / "profiles").mkdir()
    assert load_profile("own", catalogue, written(tmp_path / "profiles", PROFILE, "own")).requirements == ()


def test_an_unknown_profile_is_refused_with_those_that_exist() -> None:
    with pytest.raises(CatalogueError) as error:
        load_profile("../vn-2026", Catalogue({}))
    assert str(error.value) == (
        "there is no profile ../vn-2026; choose one of: bsi-tr-02102-2, internet-nl, lab, mozilla-intermediate, "
        "mozilla-modern, mozilla-old, ncsc-nl-2025, nist-800-52r2, thanh-hoa, vn-2026."
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            '["tls.*"]',
            "[tls.sampel]",
            "profiles/own.yaml, line 5: select.0: tls.sampel selects no requirement; perhaps tls.sample is meant.",
        ),
        (
            '["tls.*"]',
            '["web.*"]',
            "profiles/own.yaml, line 5: select.0: web.* selects no requirement; select an id, or subject.*.",
        ),
        ('["tls.*"]', "[]", "profiles/own.yaml, line 5: select: is empty; give at least one."),
        (
            "tls.sample: {days: 14}",
            "tls.other: {days: 14}",
            "profiles/own.yaml, line 6: parameters.tls.other: tls.other is not selected; select it or remove its "
            "parameters.",
        ),
        (
            "{days: 14}",
            "{dayz: 14}",
            "profiles/own.yaml, line 6: parameters.tls.sample.dayz: tls.sample has no such parameter; it has: days, "
            "names.",
        ),
        (
            "{days: 14}",
            "{days: soon}",
            "profiles/own.yaml, line 6: parameters.tls.sample.days: must be of the same kind as its default 30; "
            "correct it.",
        ),
        (
            "dated: 2026-01-01",
            "dated: soon",
            "profiles/own.yaml, line 4: sources.0.dated: input should be a valid date, not 'soon'; correct it.",
        ),
        ("name: own", "name: other", "profiles/own.yaml, line 2: name: other is not the file's name; call it own."),
        (
            "schema_version: 1",
            "schema_version: 2",
            "profiles/own.yaml, line 1: schema_version: input should be 1, not 2; correct it.",
        ),
    ],
)
def test_a_profile_that_is_not_sound_is_refused_in_one_sentence(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    assert old in PROFILE
    assert profile_refused(tmp_path, PROFILE.replace(old, new)) == sentence
