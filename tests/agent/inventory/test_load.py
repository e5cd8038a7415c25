from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from agent.inventory import InventoryError, load_inventory
from agent.inventory.load import MOST_BYTES, register_path
from agent.inventory.texts import Text
from tests.agent.inventory.conftest import Desk


def test_a_right_inventory_is_read_whole(desk: Desk) -> None:
    inventory = desk.load()

    assert inventory.path == desk.path
    assert inventory.digest == hashlib.sha256(desk.path.read_bytes()).hexdigest()
    assert (inventory.province.name, inventory.province.zone) == ("Tỉnh Thí Điểm", "thidiem.gov.test")
    assert inventory.vantage.ca_file == desk.folder / "ca.pem"
    assert [portal.url for portal in inventory.portals] == [
        "https://www.thidiem.gov.test:8443/",
        "http://xamot.thidiem.gov.test/",
    ]
    assert [entry.domain for entry in inventory.labels] == ["www.thidiem.gov.test"]
    assert inventory.waivers[0].portal == inventory.portals[0].url
    contact = inventory.agency("ubnd-tinh").contact
    assert contact is not None
    assert contact.phone == "0237123456", "a telephone number is no octal number"


def test_documents_are_hashed_while_the_inventory_is_read(desk: Desk) -> None:
    decision = desk.load().system("httt-cong").decision

    assert decision is not None
    assert decision.file is not None
    assert decision.file.sha256 == hashlib.sha256("Quyết định 12".encode()).hexdigest()


def test_what_is_asked_is_the_same_whatever_the_vantage_and_another_with_other_papers(desk: Desk) -> None:
    first = desk.load()
    second = desk.spoil("  name: lab\n", "  name: Đà Nẵng\n").spoil("  timeout: 2\n", "  timeout: 3\n").load()
    assert second.asked == first.asked
    assert second.digest != first.digest

    (desk.folder / "documents" / "qd-12.txt").write_text("Quyết định khác", "utf-8")
    third = desk.load()
    assert (third.asked != first.asked, third.digest) == (True, second.digest)
    assert desk.spoil("name: Xã Một", "name: Xã Hai").load().asked != third.asked


def test_an_inventory_is_found_from_any_folder(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder.parent)

    inventory = load_inventory(Path("inventory/tinh.yaml"))
    assert inventory.portals == desk.load().portals


def test_the_optional_parts_may_be_left_out(desk: Desk) -> None:
    inventory = desk.write(
        "schema_version: 1\n"
        "province: {name: Tỉnh}\n"
        "agencies: [{id: a, name: A, kind: province}]\n"
        "portals: [{url: 'https://a.test/', name: A, agency: a, kind: information}]\n"
    ).load()

    assert (inventory.systems, inventory.authorisations, inventory.labels, inventory.waivers) == ((), (), (), ())
    assert inventory.vantage.name == "vantage"


def test_every_mistake_is_told_at_once_with_file_line_field_and_cure(desk: Desk) -> None:
    desk.spoil("level: 2", "level: hai")
    desk.spoil("agency: xa-mot", "agency: xa-mto")
    desk.spoil("kind: department", "kind: departement")
    desk.spoil("file: documents/qd-12.txt", "file: documents/qd-13.txt")
    desk.spoil("until: 2026-12-31", "until: 2026-12-31\n    note: x")

    assert [str(problem).removeprefix(f"{desk.path}, ") for problem in desk.problems()] == [
        'line 17, agencies[0].agencies[0].kind: "departement" isn\'t one of the words for this; '
        "write one of: province, department, commune, unit (did you mean department?)",
        'line 26, systems[0].level: "hai" isn\'t a whole number; write digits only',
        'line 28, systems[0].decision.file: there is no file "documents/qd-13.txt"; correct the path or add the file',
        'line 43, portals[1].agency: no agency has the id "xa-mto"; correct it or add the agency '
        "(did you mean xa-mot?)",
        "line 62, waivers[0].note: this key isn't known here; delete it or use one of: "
        "requirement, system, portal, reason, approver, document, until",
    ]


def test_what_comes_of_a_mistake_is_not_told_as_a_second_one(desk: Desk) -> None:
    desk.spoil("name: Xã Một,", "name: *ten,")

    assert desk.problem().text is Text.YAML_ALIAS


def test_mistakes_in_the_label_directory_are_told_in_its_own_file(desk: Desk) -> None:
    labels = desk.folder / "labels.csv"
    labels.write_text("domain,owner,level,since,slug\nno host,,,,\n", encoding="utf-8")
    desk.spoil("level: 2", "level: 9")

    assert [(problem.file, problem.line, problem.field) for problem in desk.problems()] == [
        (str(labels), 2, "domain"),
        (str(desk.path), 26, "systems[0].level"),
    ]


@pytest.mark.parametrize(
    ("other", "text"),
    [
        ("file: missing.csv", Text.FILE_MISSING),
        ("file: ../labels.csv", Text.FILE_OUTSIDE),
        ("file: documents", Text.FILE_NOT_REGULAR),
        ("file: [labels.csv]", Text.NOT_TEXT),
    ],
)
def test_a_label_directory_that_can_not_be_read_is_told_once(desk: Desk, other: str, text: Text) -> None:
    problem = desk.spoil("file: labels.csv", other).problem()

    assert (problem.field, problem.text) == ("label_directory.file", text)


@pytest.mark.parametrize("text", ["x", "- a\n- b", "null"])
def test_a_file_that_is_no_group_of_keys_is_told(desk: Desk, text: str) -> None:
    problem = desk.write(text).problem()

    assert (problem.text, problem.field) == (Text.NOT_MAPPING, "")


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InventoryError) as caught:
        load_inventory(tmp_path / "none.yaml")

    path = tmp_path / "none.yaml"
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.text) == (str(path), None, Text.FILE_MISSING)


def test_a_folder_a_pipe_and_a_huge_file_are_refused_unread(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    for name, text in [
        ("", Text.FILE_NOT_REGULAR),
        ("pipe", Text.FILE_NOT_REGULAR),
        ("huge.yaml", Text.FILE_TOO_LARGE),
    ]:
        with pytest.raises(InventoryError) as caught:
            load_inventory(tmp_path / name)
        assert caught.value.problems[0].text is text


def test_an_error_speaks_vietnamese(desk: Desk) -> None:
    desk.spoil("level: 2", "level: hai")

    with pytest.raises(InventoryError) as caught:
        desk.load()
    assert ", dòng 26, systems[0].level: " in caught.value.sentences("vi")


REGISTER = """\
schema_version: 1
agencies:
  - {id: xa-hai, name: UBND xã Hai, kind: commune, parent: so-khcn, tax_code: "2800123456"}
  - {id: xa-ba, name: UBND xã Ba, kind: commune}
systems:
  - {id: httt-dvc, name: Hệ thống dịch vụ công, owner: ubnd-tinh, operator: xa-hai, level: 3}
portals:
  - {url: "https://xahai.thidiem.gov.test/", name: Xã Hai, agency: xa-hai, system: httt-cong, kind: information}
"""


def with_register(desk: Desk, text: str = REGISTER) -> Desk:
    (desk.folder / "he-thong.yaml").write_text(text, "utf-8")
    return desk.spoil("agencies:\n  - id: ubnd-tinh", "register: he-thong.yaml\nagencies:\n  - id: ubnd-tinh")


def test_a_register_adds_to_what_the_inventory_says(desk: Desk) -> None:
    inventory = with_register(desk).load()

    assert [agency.id for agency in inventory.all_agencies] == [
        "ubnd-tinh",
        "so-khcn",
        "ttcntt",
        "xa-hai",
        "xa-mot",
        "xa-ba",
    ]
    above = inventory.parent("xa-hai")
    assert above is not None
    assert (above.id, inventory.parent("xa-ba"), inventory.agency("xa-hai").tax_code) == (
        "so-khcn",
        None,
        "2800123456",
    )
    assert [system.id for system in inventory.systems] == ["httt-cong", "httt-dvc"]
    assert [portal.name for portal in inventory.portals_of(inventory.system("httt-cong"))][1:] == ["Xã Hai"]
    assert inventory.register == desk.folder.resolve() / "he-thong.yaml"


def test_an_inventory_without_a_register_says_so(desk: Desk) -> None:
    assert (desk.load().register, register_path(desk.path)) == (None, None)


def test_another_register_is_another_inventory(desk: Desk) -> None:
    first = with_register(desk).load()
    (desk.folder / "he-thong.yaml").write_text(REGISTER + "# x\n", "utf-8")
    second = desk.load()
    assert (second.digest != first.digest, second.asked) == (True, first.asked)

    (desk.folder / "he-thong.yaml").write_text(REGISTER.replace("level: 3", "level: 4"), "utf-8")
    assert desk.load().asked not in (first.asked, second.digest)


def test_the_same_is_asked_whichever_file_says_it(desk: Desk) -> None:
    system = "  - {id: httt-dvc, name: Dịch vụ công, owner: ubnd-tinh}\n"
    apart = with_register(desk, f"schema_version: 1\nsystems:\n{system}").load()
    (desk.folder / "he-thong.yaml").write_text("schema_version: 1\n", "utf-8")
    together = desk.spoil("portals:\n", f"{system}portals:\n").load()

    assert apart.asked == together.asked
    assert apart.digest != together.digest


@pytest.mark.parametrize("key", ["appraisal", "decision", "regulation"])
def test_an_admission_is_another_thing_asked_than_silence(desk: Desk, key: str) -> None:
    silent = with_register(desk).load()
    (desk.folder / "he-thong.yaml").write_text(REGISTER.replace("level: 3", f"level: 3, {key}: null"), "utf-8")

    assert desk.load().asked != silent.asked


def test_mistakes_in_the_register_are_told_in_its_own_file_and_lines(desk: Desk) -> None:
    spoilt = (
        REGISTER.replace("level: 3", "level: 9")
        .replace("id: xa-ba", "id: xa-mot")
        .replace("system: httt-cong", "system: x")
    )
    with_register(desk, spoilt.replace("kind: commune, parent", "parnt: x, kind: commune, parent"))
    desk.spoil("agency: xa-mot", "agency: xa-mto")
    register = desk.folder.resolve() / "he-thong.yaml"

    assert {(problem.file, problem.line, problem.field, problem.text) for problem in desk.problems()} == {
        (str(register), 3, "agencies[0].parnt", Text.UNKNOWN_KEY),
        (str(register), 4, "agencies[1].id", Text.ID_ELSEWHERE),
        (str(register), 6, "systems[0].level", Text.TOO_LARGE),
        (str(register), 8, "portals[0].system", Text.NO_SYSTEM),
        (str(desk.path), 44, "portals[1].agency", Text.NO_AGENCY),
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a: [", Text.YAML_SYNTAX),
        ("", Text.YAML_EMPTY),
        ("- a", Text.NOT_MAPPING),
        ("schema_version: 2", Text.BAD_VERSION),
    ],
)
def test_a_register_that_can_not_be_read_is_told_once(desk: Desk, text: str, kind: Text) -> None:
    problem = with_register(desk, text).problem()

    assert (problem.file, problem.text) == (str(desk.folder.resolve() / "he-thong.yaml"), kind)


@pytest.mark.parametrize(
    ("name", "text"),
    [("none.yaml", Text.FILE_MISSING), ("../tinh.yaml", Text.FILE_OUTSIDE), ("documents", Text.FILE_NOT_REGULAR)],
)
def test_a_register_that_is_not_there_is_told_where_it_is_named(desk: Desk, name: str, text: Text) -> None:
    with_register(desk).spoil("register: he-thong.yaml", f"register: {name}")
    problem = desk.problem()

    assert (problem.file, problem.line, problem.field, problem.text) == (str(desk.path), 9, "register", text)


def test_a_register_may_be_tried_before_it_is_written(desk: Desk) -> None:
    with_register(desk)
    (desk.folder / "he-thong.yaml").unlink()

    assert register_path(desk.path) == desk.folder.resolve() / "he-thong.yaml"
    assert load_inventory(desk.path, REGISTER).system("httt-dvc").level == 3
    with pytest.raises(InventoryError) as caught:
        load_inventory(desk.path, REGISTER.replace("owner: ubnd-tinh", "owner: x"))
    assert caught.value.problems[0].text is Text.NO_AGENCY


def test_a_register_may_hold_all_agencies_and_portals(desk: Desk) -> None:
    main = "schema_version: 1\nprovince: {name: Tỉnh}\nregister: r.yaml\n"
    further = (
        "schema_version: 1\n"
        "agencies: [{id: a, name: A, kind: province}]\n"
        "portals: [{url: 'https://a.test/', name: A, agency: a, kind: information}]\n"
    )
    (desk.folder / "r.yaml").write_text(further, "utf-8")
    assert [portal.agency for portal in desk.write(main).load().portals] == ["a"]

    (desk.folder / "r.yaml").write_text("schema_version: 1\n", "utf-8")
    assert [(problem.field, problem.text) for problem in desk.problems()] == [
        ("agencies", Text.NONE_LISTED),
        ("portals", Text.NONE_LISTED),
    ]


def test_a_province_of_800_systems_is_read_whole(desk: Desk) -> None:
    systems = "".join(
        f"  - {{id: s{number}, name: Hệ thống {number}, owner: a{number % 50}, platform: Nền tảng {number % 7},\n"
        f"     level: 2, decision: {{number: {number}/QĐ-UBND, date: 2026-03-01, body: UBND tỉnh, level: 2}},\n"
        f"     layers: {{2: {{from: 2026-01-01, to: 2026-12-31, hosts: [a{number}.thidiem.gov.test]}}}}}}\n"
        for number in range(800)
    )
    agencies = "".join(
        f"  - {{id: a{number}, name: Xã {number}, kind: commune, parent: ubnd-tinh}}\n" for number in range(50)
    )
    inventory = with_register(desk, f"schema_version: 1\nagencies:\n{agencies}systems:\n{systems}").load()

    assert (len(inventory.systems), len(inventory.all_agencies)) == (801, 54)
    assert len(inventory.siblings(inventory.system("s0"))) == 114
