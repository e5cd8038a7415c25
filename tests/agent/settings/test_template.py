"""The commented file: as it stands it says nothing, and with its defaults taken in it says the defaults."""

from __future__ import annotations

import re

import pytest
import yaml

from agent.settings import load_settings
from agent.settings.fields import settings_in
from agent.settings.template import WIDTH, template
from tests.agent.settings.conftest import Write


def test_as_it_stands_it_says_nothing(write: Write) -> None:
    assert load_settings(write(template())) == load_settings()


def test_it_holds_every_setting_with_its_default(write: Write) -> None:
    lines = [line for line in template().splitlines() if not re.match(r" *# ", line)]
    data = yaml.safe_load("\n".join(line.replace("#", "", 1) for line in lines))
    for setting in settings_in():
        *sections, key = setting.name.replace("[]", "").split(".")
        place = data
        for section in sections:
            place = place.get(section, {})
        if setting.section is not None and not setting.default:
            assert isinstance(place.pop(key), dict)
    del data["lang"]
    assert load_settings(write(yaml.safe_dump(data))) == load_settings()


def test_it_explains_itself_in_the_language_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    english = template()
    monkeypatch.setenv("TUANTHU_LANG", "vi")
    vietnamese = template()
    assert "Folder that the reports of audits are written into" in english
    assert "Thư mục ghi các báo cáo" in vietnamese
    assert re.findall(r"(?m)^ *#\w.*", english) == re.findall(r"(?m)^ *#\w.*", vietnamese)
    assert max(map(len, vietnamese.splitlines())) <= WIDTH
