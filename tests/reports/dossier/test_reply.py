from dataclasses import replace
from typing import Any

import pytest

from reports.dossier.places import owned
from reports.dossier.reply import Reply
from reports.dossier.shape import ReplyView
from reports.dossier.view import DossierDrawing
from reports.model import AuditReport
from reports.wording import Wording
from tests.reports.dossier.made import AGENCY, PASS, made, own_portals, with_verdicts
from tests.reports.province import agencies


def told(report: AuditReport) -> ReplyView:
    return Reply(report, owned(report, AGENCY), Wording("en")).view(())


def at(url: str) -> AuditReport:
    first = own_portals()[0]
    record = replace(first.record, portal={**first.record.portal, "url": url})
    return made(portals=[replace(first, record=record)], systems=[])


def test_the_command_looks_at_the_first_portal_that_fails() -> None:
    assert told(made()).command == "tuanthu check https://ngansach.thidiem.gov.test/"
    passing = with_verdicts(made(), PASS)
    assert told(passing).command == "tuanthu check https://ngansach.thidiem.gov.test/"
    assert told(replace(passing, portals=[])).command == ""


@pytest.mark.parametrize(
    ("url", "command"),
    [
        ("https://a.test/;reboot", "tuanthu check 'https://a.test/;reboot'"),
        ("https://a.test/$(reboot)'", "tuanthu check 'https://a.test/$(reboot)'\"'\"''"),
        ("https://a.test/\u202egpj", ""),
        (f"https://a.test/{'x' * 300}", ""),
    ],
)
def test_an_address_that_could_mislead_never_makes_a_command(url: str, command: str) -> None:
    reply = told(at(url))
    assert reply.command == command
    assert any("with the command:" in step for step in reply.recheck) is bool(command)


def test_systems_are_told_to_hand_in_papers_and_others_are_not() -> None:
    papers = "For an information system hand in the document instead"
    assert any(step.startswith(papers) for step in told(made()).recheck)
    assert not any(step.startswith(papers) for step in told(made(systems=[])).recheck)


def rows(**contact: Any) -> list[Any]:
    """The agencies, the province's own body with this contact, the agency with a telephone."""
    known = {"ubnd-tinh": contact or None, AGENCY: {"phone": "0237 111 111"}}
    return [replace(one, contact=known.get(one.id)) for one in agencies()]


def test_requests_go_to_the_province_s_contact_where_the_inventory_names_one() -> None:
    known = told(made(agencies=rows(name="Nguyễn Thị Mẫu", email="a@b.test"))).contact
    assert known == (
        ("Send requests to", "UBND tỉnh Thí Điểm: Nguyễn Thị Mẫu · a@b.test"),
        ("Contact of this agency in the inventory", "0237 111 111"),
    )
    assert told(made(agencies=rows())).contact[0][1] == "The body that sent this dossier"
    assert told(made()).contact[1][1] == "The inventory names no contact."


def test_the_province_s_own_dossier_does_not_send_it_to_itself() -> None:
    report = made(agencies=[one for one in agencies() if one.id == AGENCY])
    assert told(report).contact[0][1] == "The body that sent this dossier"
    of_root = made(portals=[], systems=[])
    assert Reply(of_root, owned(of_root, "ubnd-tinh"), Wording("en")).view(()).contact[0][1] == (
        "The body that sent this dossier"
    )


def test_an_objection_is_filled_in_for_the_first_failure() -> None:
    view = DossierDrawing(made(), AGENCY, Wording("en")).view()
    names = dict(view.reply.example)
    first = view.duties[0]
    assert names["Requirement"] == f"{first.id} – {first.title}"
    assert names["Evidence"].startswith(first.places[0].evidence[0][1])
    assert names["Audit"] == "2026-11-16-0800"
    assert len(view.reply.objection) == 5
