"""Sections of rows and remedies on a terminal, at any width."""

from __future__ import annotations

import io
from typing import Literal

import pytest
from rich.console import Console

from agent.cli import tell
from agent.cli.tell import STYLES, print_remedy, print_sections
from reports.telling import SIGNS, Piece, Row, Section, separated, signed

SUITE = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"


def console(width: int, colour: bool = False) -> Console:
    system: Literal["standard"] | None = "standard" if colour else None
    return Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system=system, markup=False, emoji=False
    )


def printed(monkeypatch: pytest.MonkeyPatch, width: int, *sections: Section, colour: bool = False) -> list[str]:
    out = console(width, colour)
    monkeypatch.setattr(tell, "out", out)
    print_sections(sections)
    assert isinstance(out.file, io.StringIO)
    return [line.rstrip() for line in out.file.getvalue().splitlines()]


def test_labels_stand_in_one_column_under_their_title(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (Row("Key", ((Piece("EC"),),)), Row("Signature", ((Piece("a"),), (Piece("b"),))))
    assert printed(monkeypatch, 60, Section("Certificate", rows)) == [
        "",
        "Certificate",
        "  Key        EC",
        "  Signature  a",
        "             b",
    ]


def test_a_major_section_has_a_rule_as_wide_as_the_terminal_and_no_wider_than_one_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    section = Section("192.0.2.1", (), major=True)
    assert [len(printed(monkeypatch, width, section)[1]) for width in (40, 80, 300)] == [40, 80, 100]


@pytest.mark.parametrize("width", [40, 80, 160])
def test_nothing_is_wider_than_the_terminal_and_no_name_is_lost(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    lines = tuple((Piece("0xCCA9", "dim"), signed(SUITE, "bad"), Piece("không có forward secrecy, CBC")) for _ in "ab")
    versions = separated(signed(f"TLSv1.{minor}", "good") for minor in range(9))
    told = printed(monkeypatch, width, Section("S", (Row("TLSv1.2", lines, table=True), Row("Versions", (versions,)))))
    assert max(map(len, told)) <= width
    if width >= 80:
        assert sum(SUITE in line for line in told) == 2
    assert not [line for line in told if line.endswith(tuple(sign.strip() for sign in SIGNS.values() if sign))]


@pytest.mark.parametrize("width", [40, 160])
def test_code_stands_whole_from_the_first_column_so_that_it_can_be_copied(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    code = f'<a href="https://a.test/{"x" * 60}">\n  <img src="[red]:smile:">\n</a>'
    shown = printed(monkeypatch, width, Section("S", (Row("L", ((Piece("a"),),)),), code=code))
    assert "\n".join(shown[-3:]) == code


def test_empty_columns_take_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Row("TLSv1.3", ((Piece(""), Piece("A"), Piece("")), (Piece(""), Piece("B"), Piece(""))), table=True)
    assert printed(monkeypatch, 40, Section("S", (row,)))[2:] == ["  TLSv1.3", "    A", "    B"]


def test_every_tone_has_a_colour_and_what_was_said_stays_said_without(monkeypatch: pytest.MonkeyPatch) -> None:
    row = Row("L", (tuple(signed(tone, tone) for tone in STYLES),))
    coloured = "\n".join(printed(monkeypatch, 80, Section("S", (row,)), colour=True))
    plain = "\n".join(printed(monkeypatch, 80, Section("S", (row,))))
    assert "\x1b[1;31m✗ bad" in coloured
    assert "\x1b" not in plain
    assert "✗ bad" in plain


def test_nothing_to_tell_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, 80) == []


def test_text_is_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, 80, Section("[bold]a", (Row("[red]", ((Piece("[/] :smile:"),),)),)))[1:] == [
        "[bold]a",
        "  [red]  [/] :smile:",
    ]


def test_a_remedy_is_told_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    out = console(80)
    monkeypatch.setattr(tell, "out", out)
    print_remedy("Do this:\n1. nginx: `ssl_protocols`\n   - below\n\n    code here\n")
    assert isinstance(out.file, io.StringIO)
    assert [line.rstrip() for line in out.file.getvalue().splitlines()] == [
        "     Do this:",
        "     1. nginx: ssl_protocols",
        "        - below",
        "       code here",
    ]
