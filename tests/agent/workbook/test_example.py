from __future__ import annotations

from agent.inventory.files import Folder
from agent.inventory.register import Register, plain
from agent.workbook.example import EXAMPLE, GUIDE
from tests.agent.workbook.conftest import Desk


def test_the_example_is_a_right_register(desk: Desk) -> None:
    register = Register.model_validate(EXAMPLE | {"schema_version": "1"}, context=Folder(desk.inventory.parent))

    assert set(plain(register.systems[0])) == set(EXAMPLE["systems"][0])
    assert desk.put(EXAMPLE).take().wrote


def test_the_guide_names_every_sheet() -> None:
    text = " ".join(" ".join(pair) for pair in GUIDE)

    for sheet in ("Đơn vị", "Hệ thống", "Phương án", "Bốn lớp", "Đánh giá", "Sự cố", "Cổng", "Ví dụ"):
        assert sheet in text
