import json
from dataclasses import replace

from tests.reports.oscal.told import WWW, audit, documents, props, result


def test_agencies_are_parties_below_their_parents_and_without_persons() -> None:
    metadata = documents()["assessment-results"]["assessment-results"]["metadata"]
    parties = {props(one)["agency-id"]: one for one in metadata["parties"]}
    assert parties.keys() == {row.id for row in audit().agencies}
    assert parties["tt-cntt"]["member-of-organizations"] == [parties["so-khcn"]["uuid"]]
    assert "member-of-organizations" not in parties["ubnd-tinh"]
    assert "Nguyễn Thị Ánh Tuyết" not in json.dumps(documents(), ensure_ascii=False)


def test_systems_are_components_of_their_owner_and_operator() -> None:
    metadata = documents()["assessment-results"]["assessment-results"]["metadata"]
    parties = {one["uuid"]: props(one)["agency-id"] for one in metadata["parties"]}
    components = {
        props(one).get("asset-id"): {
            role["role-id"]: [parties[uuid] for uuid in role["party-uuids"]]
            for role in one.get("responsible-roles", ())
        }
        for one in result()["local-definitions"]["components"]
    }
    assert components["httt-cong"] == {"asset-owner": ["so-khcn"], "asset-administrator": ["tt-cntt"]}
    assert components["httt-dat"] == {}


def test_portals_are_inventory_items_of_their_system() -> None:
    local = result()["local-definitions"]
    (system,) = [one for one in local["components"] if props(one).get("asset-id") == "httt-cong"]
    (www,) = [one for one in local["inventory-items"] if props(one)["uri"] == WWW]
    assert www["description"] == "Cổng thông tin điện tử tỉnh Thí Điểm"
    assert props(www)["fqdn"] == "www.thidiem.gov.test"
    assert www["implemented-components"] == [{"component-uuid": system["uuid"]}]


def test_a_place_keeps_its_uuid_from_one_audit_to_the_next() -> None:
    other = result(replace(audit(), audit_id="khac"))
    assert other["local-definitions"] == result()["local-definitions"]
    assert {one["uuid"] for one in other["findings"]}.isdisjoint(one["uuid"] for one in result()["findings"])
