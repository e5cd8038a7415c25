"""`tuanthu check`: one portal, with its inventory or under a document named on the command line."""

from __future__ import annotations

import re
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from reports.document import schema
from tests.commands import result_of, tuanthu
from tests.lab import Lab


def http_port(lab: Lab, key: str) -> int:
    portals = yaml.safe_load(lab.inventory.read_text("utf-8"))["portals"]
    return next(int(portal["http_port"]) for portal in portals if portal["url"] == lab.portal(key)["url"])


def test_a_portal_of_an_inventory_gets_its_known_verdicts(lab: Lab) -> None:
    portal = lab.portal("stc")
    found = result_of("check", portal["url"], "--inventory", lab.inventory)
    jsonschema_rs.validator_for(schema("portal-1")).validate(found)
    assert {verdict["requirement"]: verdict["verdict"] for verdict in found["verdicts"]} == portal["verdicts"]
    assert found["portal"]["system"] == "httt-so"


def test_a_portal_in_no_inventory_is_looked_at_under_a_document(lab: Lab) -> None:
    portal = lab.portal("anlocha")
    found = result_of(
        *("check", portal["url"], "--authorised", "01/VB-LAB", "--resolver", lab.resolver, "--ca-file", lab.ca_file),
        *("--allow-network", "127.0.0.0/8", "--allow-network", "::1/128", "--http-port", http_port(lab, "anlocha")),
    )
    jsonschema_rs.validator_for(schema("portal-1")).validate(found)
    judged = {verdict["requirement"]: verdict["verdict"] for verdict in found["verdicts"]}
    network = {name: true for name, true in portal["verdicts"].items() if name.startswith(("ipv6.", "tls."))}
    assert {name: judged[name] for name in network} == network
    papers = {outcome for name, outcome in judged.items() if name.startswith(("plan.", "layers."))}
    assert papers == {"unknown"}, "without a system record nothing about its papers is known"


def test_networks_that_nobody_allowed_are_not_contacted(lab: Lab) -> None:
    portal = lab.portal("bengio")
    asked = ["check", portal["url"], "--authorised", "x", "--allow-network", "::1/128", "--resolver", lab.resolver]
    found = result_of(*asked, "--checks", "tls")
    versions = {item["address"]: item["versions"] for item in found["observations"]["tls"]["endpoints"]}
    assert versions["::1"] == ["TLSv1.2", "TLSv1.3"]
    (ipv4,) = versions.keys() - {"::1"}
    assert versions[ipv4]["unseen"] == "not_authorised"
    assert found["verdicts"]


def test_only_the_checks_asked_for_are_there(lab: Lab) -> None:
    found = result_of("check", lab.portal("stc")["url"], "--inventory", lab.inventory, "--checks", "tls")
    assert list(found["observations"]) == ["tls"]
    assert found["verdicts"]
    assert {verdict["requirement"].split(".")[0] for verdict in found["verdicts"]} == {"tls"}


def test_people_read_failures_first_in_their_language(lab: Lab) -> None:
    portal = lab.portal("stc")
    english = tuanthu("check", portal["url"], "--inventory", lab.inventory, "--checks", "tls")
    vietnamese = tuanthu("check", portal["url"], "--inventory", lab.inventory, "--checks", "tls", "--quiet", lang="vi")
    lines = english.stdout.splitlines()
    assert lines[0] == portal["url"]
    assert re.search(r"✗ \d+ fail", lines[1])
    assert lines[3].startswith("✗ fail")
    assert "tls.version.legacy" in lines[3]
    assert lines[-1].endswith("tuanthu policy show tls.version.legacy")
    assert re.search(r"✗ \d+ không đạt", vietnamese.stdout)
    assert english.stderr == vietnamese.stderr == ""
    assert "\x1b" not in english.stdout


def test_what_tls_offers_is_told_unless_quiet_was_asked_for(lab: Lab) -> None:
    asked = ["check", lab.portal("stc")["url"], "--inventory", lab.inventory, "--checks", "tls"]
    told, quiet = tuanthu(*asked).stdout, tuanthu(*asked, "--quiet").stdout
    assert re.search(r"Versions +✓ TLSv1.3, ✓ TLSv1.2, ✗ TLSv1.1, ✗ TLSv1.0", told)
    assert "What to do:" in told
    assert "Versions" not in quiet
    assert "What to do:" not in quiet


@pytest.mark.parametrize("tier", ["quick", "exact", "full"])
def test_tls_is_looked_at_as_thoroughly_as_asked(lab: Lab, tier: str) -> None:
    asked = ["check", lab.portal("bengio")["url"], "--inventory", lab.inventory, "--checks", "tls", "--tls", tier]
    endpoints = result_of(*asked)["observations"]["tls"]["endpoints"]
    assert {endpoint["tier"] for endpoint in endpoints} == {tier}
    assert all(("unseen" in endpoint["ciphers"]) is (tier == "quick") for endpoint in endpoints)


def test_probes_for_weaknesses_need_to_be_allowed_by_name(lab: Lab) -> None:
    url = lab.portal("bengio")["url"]
    asked = [
        "check",
        url,
        "--authorised",
        "01/VB",
        "--resolver",
        lab.resolver,
        "--ca-file",
        lab.ca_file,
        "--checks",
        "tls",
    ]
    asked += ["--allow-network", "127.0.0.0/8", "--allow-network", "::1/128"]
    for options, seen in (([], False), (["--weaknesses"], True)):
        first = result_of(*asked, *options)["observations"]["tls"]["endpoints"][0]
        assert (first["weaknesses"]["heartbleed"] is False) is seen


def test_ports_are_scanned_only_where_the_document_allows_it(lab: Lab) -> None:
    asked = ["check", lab.portal("bengio")["url"], "--authorised", "01/VB", "--resolver", lab.resolver]
    asked += ["--checks", "exposure", "--allow-network", "127.0.0.0/8", "--allow-network", "::1/128"]
    barred = result_of(*asked)
    assert "exposure" not in barred["observations"]
    assert barred["verdicts"] == []
    seen = result_of(*asked, "--exposure")
    found = seen["observations"]["exposure"]
    assert {port["address"] for port in found["ports"] if "port" in port} == set(found["scanned"]["addresses"]) != set()
    assert "exposure.database" in {verdict["requirement"] for verdict in seen["verdicts"]}


def test_a_host_alone_is_looked_at_over_https(lab: Lab) -> None:
    url = lab.portal("bengio")["url"]
    host = url.removeprefix("https://").rstrip("/")
    found = result_of("check", host, "--inventory", lab.inventory, "--checks", "security_plan")
    assert found["portal"]["url"] == url


@pytest.mark.parametrize(("severity", "status"), [("critical", 0), ("high", 1), ("medium", 1)])
def test_fail_on_decides_the_exit_status(lab: Lab, severity: str, status: int) -> None:
    asked = ["check", lab.portal("stc")["url"], "--inventory", lab.inventory, "--checks", "tls"]
    assert tuanthu(*asked, "--fail-on", severity, "--json").returncode == status


def test_a_host_outside_the_inventory_is_refused(lab: Lab) -> None:
    finished = tuanthu("check", "https://elsewhere.test/", "--inventory", lab.inventory)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert "https://elsewhere.test/ is not in" in finished.stderr
    assert "--authorised" in finished.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--authorised", "x"],
        ["--allow-network", "::1/128"],
        ["--http-port", "8080"],
        ["--https-port", "8443"],
        ["--weaknesses"],
        ["--exposure"],
    ],
)
def test_options_that_an_inventory_would_overrule_are_refused(lab: Lab, options: list[str]) -> None:
    finished = tuanthu("check", lab.portal("www")["url"], "--inventory", lab.inventory, *options)
    assert finished.returncode == 2
    assert "--inventory" in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


@pytest.mark.parametrize("document", [" ", "a\x1b[31m", "x" * 1001])
def test_a_document_without_a_name_is_told(document: str) -> None:
    finished = tuanthu("check", "https://portal.test/", "--authorised", document)
    assert finished.returncode == 2
    assert "--authorised" in finished.stderr
    assert "\x1b" not in finished.stderr


def test_a_portal_of_a_foreign_zone_is_left_alone(lab: Lab) -> None:
    portal = lab.portal("lienvung")
    found = result_of("check", portal["url"], "--inventory", lab.inventory)
    promised = {verdict["requirement"] for verdict in found["verdicts"] if verdict["verdict"] == "not_applicable"}
    assert {verdict["verdict"] for verdict in found["verdicts"]} == {"unknown", "not_applicable"}
    assert {name.partition(".")[0] for name in promised} == {"contradiction"}
    assert lab.connections.get(portal["host"], 0) == 0


def test_no_file_is_written(lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result_of("check", lab.portal("www")["url"], "--inventory", lab.inventory, "--checks", "security_plan")
    assert list(tmp_path.iterdir()) == []
