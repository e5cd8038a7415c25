import json
import re
from dataclasses import replace
from typing import Any

import pytest

from reports.i18n import Language
from reports.oscal import oscal_documents, oscal_files
from tests.reports.judged import audited
from tests.reports.oscal.told import audit, documents, faults, hostile

MARKDOWN = ("title", "description", "prose", "remarks", "statement", "text", "label")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_document_is_valid_by_the_schema_of_nist(lang: Language) -> None:
    assert faults(documents(lang)) == []


def test_the_schemas_find_what_is_wrong() -> None:
    broken = {"catalog": {"catalog": {**documents()["catalog"]["catalog"], "uuid": "1"}}}
    assert len(faults(broken)) == 1


def test_an_audit_of_nothing_is_valid_too_and_names_nothing_as_reviewed() -> None:
    empty = audited([], portals=[], agencies=[], requirements={})
    made = oscal_documents(empty, "vi")
    assert faults(made) == []
    unjudged = oscal_documents(audited([], portals=[]), "vi")
    assert faults(unjudged) == []
    (selected,) = unjudged["assessment-plan"]["assessment-plan"]["reviewed-controls"]["control-selections"]
    assert len(selected["exclude-controls"]) == len(audit().requirements)


def test_hostile_texts_stay_valid_and_bounded() -> None:
    made = oscal_documents(hostile(), "vi")
    assert faults(made) == []
    text = json.dumps(made, ensure_ascii=False)
    markdown = [value for name, value in _members(made) if name in MARKDOWN]
    assert any("\\<script\\>" in value for value in markdown)
    assert not [value for value in markdown if re.search(r"(?<!\\)[<\[{*]", value) and "script" in value]
    assert "dài" * 300 not in text
    assert [bad for bad in ("\u202e", "\ud800", "\\u0000", "\\u001b") if bad in text] == []


def test_the_files_are_compact_json_that_name_one_another() -> None:
    files = oscal_files(audit(), "vi")
    assert {name: json.loads(text) for name, text in files.items()} == {
        f"{name}.json": document for name, document in documents().items()
    }
    assert all(text.count("\n") == 1 for text in files.values())
    assert documents()["assessment-results"]["assessment-results"]["import-ap"] == {"href": "assessment-plan.json"}
    assert [one["href"] for one in documents()["profile"]["profile"]["imports"]] == ["catalog.json"]
    assert {"catalog.json", "assessment-plan.json"} <= files.keys()


def test_the_same_audit_gives_the_same_documents_and_another_one_others() -> None:
    assert oscal_files(audit(), "vi") == oscal_files(audit(), "vi")
    other = oscal_documents(replace(audit(), audit_id="khac"), "vi")
    uuids = [
        document[name]["uuid"] for made in (documents("vi"), documents("en"), other) for name, document in made.items()
    ]
    assert len(set(uuids)) == 12


def test_every_uuid_is_given_once() -> None:
    given = list(_given(documents()["assessment-results"]))
    assert len(given) == len(set(given)) > 100


def test_every_reference_within_the_results_is_to_something_there() -> None:
    document = documents()["assessment-results"]
    given = set(_given(document))
    asked = [value for name, value in _members(document) if name in ("observation-uuid", "risk-uuid", "component-uuid")]
    asked += [value for name, value in _members(document) if name in ("subject-uuid", "actor-uuid")]
    asked += [value.removeprefix("#") for name, value in _members(document) if name == "href" and value[0] == "#"]
    assert asked
    assert set(asked) <= given


def test_the_objectives_of_the_findings_are_in_the_catalogue() -> None:
    objectives = {value for name, value in _members(documents()["catalog"]) if name == "id"}
    targets = {value for name, value in _members(documents()["assessment-results"]) if name == "target-id"}
    assert targets
    assert targets <= objectives


def _given(part: Any) -> list[str]:
    return [value for name, value in _members(part) if name == "uuid"]


def _members(part: Any) -> list[tuple[str, Any]]:
    """Every text member at any depth, with its name."""
    if isinstance(part, dict):
        own = [(name, value) for name, value in part.items() if isinstance(value, str)]
        return own + [found for value in part.values() for found in _members(value)]
    return [found for one in part for found in _members(one)] if isinstance(part, list) else []
