from reports.oscal.plan import tool_id
from tests.reports.oscal.told import audit, documents, props


def test_the_plan_names_the_tool_its_vantage_and_what_was_asked() -> None:
    plan = documents()["assessment-plan"]["assessment-plan"]
    (tool,) = plan["assessment-assets"]["components"]
    assert (tool["uuid"], tool["title"], props(tool)["version"]) == (tool_id(audit()), "tuanthu", "0.1.0")
    (platform,) = plan["assessment-assets"]["assessment-platforms"]
    assert platform["title"] == "Trung tâm giám sát tỉnh"
    assert platform["uses-components"] == [{"component-uuid": tool["uuid"]}]
    (selected,) = plan["reviewed-controls"]["control-selections"]
    assert {one["control-id"] for one in selected["include-controls"]} == {v.requirement for v in audit().judged()}


def test_the_plan_claims_no_security_plan_that_was_not_given() -> None:
    plan = documents("en")["assessment-plan"]["assessment-plan"]
    (resource,) = plan["back-matter"]["resources"]
    assert plan["import-ssp"]["href"] == f"#{resource['uuid']}"
    assert resource["title"] == "No security plan in OSCAL was given"
