from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.inventory import InventoryError
from agent.inventory.files import Folder
from agent.inventory.register import EMPTY, Register, as_register, dump_register, merge, plain, planted, read_register
from agent.inventory.texts import Text
from checks.security_plan.record import (
    GROUPS,
    MEASURES,
    PARTS,
    Approval,
    Assessing,
    CheckKind,
    Function,
    Hosting,
    PersonalData,
    PlanStatus,
    Provision,
    Reach,
    State,
)
from tests.agent.inventory.conftest import Desk


def register(**given: Any) -> Register:
    return Register.model_validate({"schema_version": 1} | given)


def agency(agency_id: str, **given: Any) -> dict[str, Any]:
    return {"id": agency_id, "name": agency_id.upper(), "kind": "unit"} | given


def system(system_id: str, **given: Any) -> dict[str, Any]:
    return {"id": system_id, "name": system_id.upper(), "owner": "a"} | given


def portal(host: str, **given: Any) -> dict[str, Any]:
    return {"url": f"https://{host}/", "name": host, "agency": "a", "kind": "information"} | given


def read(folder: Path, text: str) -> Register:
    path = folder / "r.yaml"
    path.write_text(text, "utf-8")
    return read_register(path)


def test_a_register_is_written_as_people_would_write_it(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    text = """\
schema_version: 1
agencies:
- id: xa-hai
  name: UBND xã Hai
  kind: commune
  tax_code: 0123456789-001
  parent: ubnd-tinh
systems:
- id: dvc
  name: Dịch vụ công
  owner: xa-hai
  purpose:
    functions:
    - procedures
    basic_subjects: 120000
    round_the_clock: false
  level: 3
  approval: Đã được phê duyệt
  appraisal: null
  decision:
    number: 2/QĐ
    date: 2026-03-01
    file: a.pdf
  assessments: []
  layers:
    '2':
      from: 2026-01-01
      to: 2026-12-31
      hosts:
      - '*.tinh.gov.test'
  incidents:
  - found: 2026-03-01T08:00
portals:
- url: https://a.test/
  name: A
  agency: xa-hai
  kind: information
  system: dvc
  incident_contact:
    contact: null
    by: Nguyễn Văn A
    date: 2026-11-02
"""
    assert dump_register(read(tmp_path, text)) == text


def test_what_says_nothing_is_not_written() -> None:
    silent = system("s", purpose={}, layers={}, plan={"parts": {}}, checked=None, level=None)

    assert plain(register(systems=[silent])) == {
        "schema_version": 1,
        "systems": [{"id": "s", "name": "S", "owner": "a", "plan": {}}],
    }


def test_the_same_content_gives_the_same_text() -> None:
    parts = {"risk": "Chưa triển khai", "design": "Chưa triển khai"}
    first, second = (
        register(systems=[system("s", plan={"parts": dict(items)})])
        for items in (parts.items(), reversed(parts.items()))
    )

    assert first == second
    assert dump_register(first) == dump_register(second)


def test_values_that_yaml_might_take_for_others_come_back(tmp_path: Path) -> None:
    names = ["null", "~", "012345", "2026-03-01", "true", "- a", "a: b", "#", "&a", "*a", "=", "😀", "a\u2028b", "1e3"]
    made = register(systems=[system(f"s{number}", name=name) for number, name in enumerate(names)])

    assert [found.name for found in read(tmp_path, dump_register(made)).systems] == names


def test_every_mistake_of_a_register_is_told_but_not_where_it_leads(tmp_path: Path) -> None:
    text = (
        "schema_version: 1\nsystems:\n  - {id: s, name: S, owner: nobody}\n  - {id: s, name: S, owner: x, level: 9}\n"
    )
    with pytest.raises(InventoryError) as caught:
        read(tmp_path, text)

    assert [(problem.line, problem.field, problem.text) for problem in caught.value.problems] == [
        (4, "systems[1].level", Text.TOO_LARGE),
        (4, "systems[1].id", Text.DUPLICATE_ID),
    ]


def test_a_register_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InventoryError) as caught:
        read_register(tmp_path / "none.yaml")

    assert [problem.text for problem in caught.value.problems] == [Text.FILE_MISSING]


def test_the_papers_of_a_register_lie_in_the_folder_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"x")
    (tmp_path / "below").mkdir()
    path = tmp_path / "below" / "r.yaml"
    path.write_text(dump_register(register(systems=[system("s")])).rstrip("\n") + "\n  plan: {file: a.pdf}\n", "utf-8")

    plan = read_register(path, Folder(tmp_path)).systems[0].plan
    assert plan is not None
    assert plan.file is not None
    with pytest.raises(InventoryError):
        read_register(path)


def test_merging_tells_new_changed_and_unchanged_and_leaves_the_others() -> None:
    there = register(
        agencies=[agency("a"), agency("b")],
        systems=[system("s", level=2), system("t"), system("u")],
        portals=[portal("a.test")],
    )
    given = register(
        agencies=[agency("b"), agency("c", parent="a")],
        systems=[system("v"), system("s", level=3), system("t")],
        portals=[portal("b.test"), portal("a.test", name="Khác")],
    )
    found = merge(there, given)

    assert found.new == (("agencies", "c"), ("systems", "v"), ("portals", "https://b.test/"))
    assert found.changed == (("systems", "s"), ("portals", "https://a.test/"))
    assert found.unchanged == (("agencies", "b"), ("systems", "t"))
    assert found.elsewhere == ()
    assert [(item.id, item.parent) for item in found.register.agencies] == [("a", None), ("b", None), ("c", "a")]
    assert [(item.id, item.level) for item in found.register.systems] == [
        ("s", 3),
        ("t", None),
        ("u", None),
        ("v", None),
    ]
    assert [item.name for item in found.register.portals] == ["Khác", "b.test"]


def test_merging_the_same_again_changes_nothing() -> None:
    given = register(agencies=[agency("a")], systems=[system("s", decision=None)], portals=[portal("a.test")])
    once = merge(EMPTY, given)
    twice = merge(once.register, given)

    assert (twice.register, twice.new, twice.changed) == (once.register, (), ())
    assert dump_register(twice.register) == dump_register(once.register)


def test_an_admission_is_a_change_of_silence() -> None:
    silent, frank = (register(systems=[system("s", **given)]) for given in ({}, {"decision": None}))

    assert merge(silent, frank).changed == (("systems", "s"),)
    assert merge(frank, silent).changed == (("systems", "s"),)


def test_what_stands_in_the_inventory_itself_is_not_taken_in() -> None:
    fixed = register(agencies=[agency("a"), agency("b")], systems=[system("s")])
    given = register(agencies=[agency("a"), agency("b", name="Khác")], systems=[system("s"), system("t")])
    found = merge(EMPTY, given, fixed)

    assert (found.new, found.unchanged) == ((("systems", "t"),), (("agencies", "a"), ("systems", "s")))
    assert found.elsewhere == (("agencies", "b"),)
    assert plain(found.register) == plain(register(systems=[system("t")]))


def test_nested_agencies_are_the_same_as_those_that_name_their_parent() -> None:
    nested = register(agencies=[agency("a", agencies=[agency("b", agencies=[agency("c")])])])
    flat = register(agencies=[agency("a"), agency("b", parent="a"), agency("c", parent="b")])

    assert merge(nested, flat).changed == merge(flat, nested).changed == ()
    assert planted((), flat.agencies) == planted((), nested.agencies)


def test_an_inventory_as_a_register_has_everything(desk: Desk) -> None:
    inventory = desk.load()
    whole = as_register(inventory)

    assert [(item.id, item.parent) for item in whole.agencies] == [
        ("ubnd-tinh", None),
        ("so-khcn", "ubnd-tinh"),
        ("ttcntt", "so-khcn"),
        ("xa-mot", None),
    ]
    assert (whole.systems, whole.portals) == (inventory.systems, inventory.portals)
    assert planted((), whole.agencies) == inventory.agencies
    (desk.folder / "r.yaml").write_text(dump_register(whole), "utf-8")
    assert read_register(desk.folder / "r.yaml") == whole


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=20).filter(str.strip)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,9}", fullmatch=True)
DAYS = st.dates().map(str)
COUNTS = st.integers(0, 10**10)
TRUTHS = st.booleans()
LEVELS = st.integers(1, 5)
TAX_CODES = st.from_regex(r"[0-9]{10}(-[0-9]{3})?", fullmatch=True)
FOUND = dt.datetime(2026, 3, 1, 8, 0)  # noqa: DTZ001
MOMENTS = st.datetimes(FOUND, dt.datetime(2030, 1, 1)).map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M"))  # noqa: DTZ001


def words(known: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([str(word) for word in known])


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


def lists(item: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(item, max_size=2)


PAPER: dict[str, st.SearchStrategy[Any]] = {"number": TEXTS, "date": DAYS, "body": TEXTS}
FILED = PAPER | {"file": st.just("a.pdf")}
PAPERS = some(**FILED) | some(**PAPER).map(lambda paper: paper | {"file": "a.pdf", "sha256": "a" * 64})
STATUS = words(PlanStatus)
LAYER = {"status": STATUS, "document": PAPERS}
SYSTEMS = st.fixed_dictionaries(
    {"name": TEXTS, "owner": IDS},
    optional={
        "description": TEXTS,
        "operator": IDS,
        "unit": IDS,
        "platform": TEXTS,
        "purpose": some(
            functions=lists(words(Function)),
            personal_data=words(PersonalData),
            basic_subjects=COUNTS,
            users=COUNTS,
            serves=words(Reach),
            national_security=TRUTHS,
        ),
        "operation": some(state=words(State), begun=DAYS, hosting=words(Hosting), separated=TRUTHS),
        "level": LEVELS,
        "approval": words(Approval),
        "dossier": some(overview=TRUTHS, expert_opinion=TRUTHS, submitted=DAYS),
        "appraisal": st.none() | some(**FILED, level=LEVELS),
        "decision": st.none() | some(**FILED, level=LEVELS),
        "regulation": st.none() | PAPERS,
        "plan": some(
            **FILED,
            status=STATUS,
            parts=st.dictionaries(words(PARTS), STATUS, max_size=3),
            groups=st.dictionaries(words(GROUPS), STATUS, max_size=3),
            promises=lists(words(MEASURES)),
            expected=DAYS,
        ),
        "checked": lists(words(CheckKind)),
        "assessments": lists(
            some(
                date=DAYS,
                kind=words(CheckKind),
                assessor=TEXTS,
                tax_code=TAX_CODES,
                standing=words(Assessing),
                licence=TEXTS,
                report=TEXTS,
                open_findings=COUNTS,
            )
        ),
        "layers": st.fixed_dictionaries(
            {},
            optional={
                "1": some(**LAYER, people=COUNTS, last_drill=DAYS),
                "2": some(**LAYER, kind=words(Provision), provider=TEXTS, tax_code=TAX_CODES, to=DAYS, last_event=DAYS),
                "3": some(**LAYER),
                "4": some(**LAYER, connected=DAYS, last_data=DAYS),
            },
        ),
        "incidents": lists(
            st.fixed_dictionaries(
                {"found": st.just(FOUND.strftime("%Y-%m-%dT%H:%M"))},
                optional={"serious": TRUTHS, "noticed": MOMENTS, "reported": MOMENTS},
            )
        ),
        "upkeep": some(log_months=st.integers(0, 1200), last_scan=DAYS),
    },
)
AGENCIES = st.fixed_dictionaries(
    {"name": TEXTS, "kind": words(["province", "department", "commune", "unit"])},
    optional={"tax_code": TAX_CODES, "contact": some(name=TEXTS, phone=TEXTS, email=TEXTS), "parent": IDS},
)
PORTALS = st.fixed_dictionaries(
    {"name": TEXTS, "agency": IDS, "kind": words(["information", "online_service", "open_data"])},
    optional={"system": IDS, "http_port": st.integers(1, 65535)},
)


def of_ids(parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    items = st.dictionaries(IDS, parts, max_size=3)
    return items.map(lambda found: [{"id": name} | part for name, part in found.items()])


REGISTERS = some(
    agencies=of_ids(AGENCIES),
    systems=of_ids(SYSTEMS),
    portals=lists(PORTALS).map(
        lambda found: [{"url": f"https://a.test/{number}"} | part for number, part in enumerate(found)]
    ),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("register")
    (folder / "a.pdf").write_bytes(b"x")
    return folder


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(REGISTERS)
def test_nothing_of_a_register_is_lost(folder: Path, data: dict[str, Any]) -> None:
    made = Register.model_validate({"schema_version": 1} | data, context=Folder(folder))
    text = dump_register(made)
    again = read(folder, text)

    assert again == made
    assert dump_register(again) == text, "silence and admissions are equal to Python and differ in the text"
    assert merge(EMPTY, again).register == again
