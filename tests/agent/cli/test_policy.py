"""`tuanthu policy`: the requirements, one of them, and whether a catalogue is sound."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from agent.profiles import read_profile
from policies.catalogue import load_catalogue
from tests.commands import result_of, tuanthu

LEGACY = "tls.version.legacy"


def test_the_list_holds_the_whole_profile() -> None:
    listed = result_of("policy", "list")
    assert [item["id"] for item in listed] == [each.id for each in read_profile("vn-2026").requirements]
    assert {item["id"] for item in listed} < set(load_catalogue().requirements)
    read = tuanthu("policy", "list")
    for item in listed:
        assert item["id"] in read.stdout
    assert "\x1b" not in read.stdout
    assert read.stderr == ""


def test_a_day_of_law_leaves_out_what_was_not_in_force() -> None:
    listed = result_of("policy", "list", "--law-date", "30/06/2024")
    assert 0 < len(listed) < len(result_of("policy", "list"))
    assert all(item["effective_from"] <= "2024-06-30" for item in listed)


def test_one_requirement_is_shown_with_law_reason_and_remedy() -> None:
    requirement = load_catalogue().requirements[LEGACY]
    english, vietnamese = tuanthu("policy", "show", LEGACY), tuanthu("policy", "show", LEGACY, lang="vi")
    assert english.stdout.startswith(f"{LEGACY} · {requirement.title.en}\n")
    assert requirement.citation[0].instrument in english.stdout
    assert f"in force from {requirement.effective_from:%d/%m/%Y}" in english.stdout
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in english.stdout
    assert requirement.requires in english.stdout
    assert requirement.title.vi in vietnamese.stdout
    assert result_of("policy", "show", LEGACY)["title"] == requirement.title.model_dump()


def test_the_shipped_catalogue_is_sound_and_said_so_in_both_languages() -> None:
    count = len(load_catalogue().requirements)
    assert tuanthu("policy", "check").stdout == f"{count} requirements, all sound\n"
    assert tuanthu("policy", "check", "--lang", "vi").stdout == f"{count} yêu cầu, tất cả hợp lệ\n"


def test_a_mistake_in_a_catalogue_is_told_with_its_file(tmp_path: Path) -> None:
    with resources.as_file(resources.files("policies").joinpath("catalogue")) as shipped:
        shutil.copytree(shipped / "tls", tmp_path / "tls")
    assert tuanthu("policy", "check", tmp_path).returncode == 0
    file = tmp_path / "tls" / f"{LEGACY}.yaml"
    file.write_text(file.read_text("utf-8").replace("severity: high", "severity: dire"), "utf-8")
    finished = tuanthu("policy", "check", tmp_path)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert file.name in finished.stderr
    assert "severity" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_a_requirement_says_from_when_to_when_each_law_stands_behind_it() -> None:
    shown = tuanthu("policy", "show", "plan.level_approved", "--lang", "vi").stdout
    assert "bắt buộc · cao · Lớp 1" in shown
    assert "(đã đối chiếu toàn văn, từ 01/07/2026 đến 18/08/2026)" in shown
    assert "(đã đối chiếu toàn văn, từ 19/08/2026)" in shown
    assert "(theo nguồn thứ cấp, đến 30/06/2026)" in shown
    assert "có hiệu lực từ 01/10/2022" in shown
    due = tuanthu("policy", "show", "deadline.transition_approved", "--lang", "vi").stdout
    assert "hạn hoàn thành 31/12/2026" in due
    ended = tuanthu("policy", "show", "layers.assessment_interval_2016", "--lang", "vi").stdout
    assert "có hiệu lực từ 01/10/2022 đến 30/06/2026" in ended
