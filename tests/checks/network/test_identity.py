"""Servers are told who asks, in plain ASCII whatever the inventory holds."""

from importlib import metadata

import pytest

from checks.network.identity import MOST, user_agent

START = f"tuanthu/{metadata.version('tuanthu')} "


@pytest.mark.parametrize(
    ("contact", "document", "told"),
    [
        (None, None, "(kiem tra tuan thu; compliance audit)"),
        ("soc@tinh.test", None, "(+soc@tinh.test)"),
        ("https://tinh.test/antt", "12/VB-UBND", "(+https://tinh.test/antt; 12/VB-UBND)"),
        (None, "Quyết định 05/QĐ-STTTT", "(kiem tra tuan thu; compliance audit; Quyet dinh 05/QD-STTTT)"),
        ("a@b.test\r\nX-Evil: 1", "(((\\)))", "(+a@b.test X-Evil: 1)"),
        ("a;b", "\u202e\x00📮", "(+a b)"),
    ],
)
def test_contact_and_document_are_told_so_that_no_header_breaks(
    contact: str | None, document: str | None, told: str
) -> None:
    assert user_agent(contact, document) == START + told


def test_it_stays_short() -> None:
    assert len(user_agent("ắ" * 10_000, "đ" * 10_000)) == len(START) + len("(+; )") + 2 * MOST
