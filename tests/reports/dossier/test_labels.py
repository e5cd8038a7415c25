import re
from importlib import resources

from reports.dossier.labels import labels
from reports.wording import Wording


def test_every_label_is_drawn_and_every_one_that_is_drawn_is_there() -> None:
    page = resources.files("reports").joinpath("templates", "dossier.html.j2").read_text(encoding="utf-8")
    paper = resources.files("reports.pdf").joinpath("templates", "dossier.typ").read_text(encoding="utf-8")
    drawn = [set(re.findall(r"\blabels\.(\w+)", text)) for text in (page, paper)]
    assert drawn[0] == set(labels(Wording("vi")))
    assert drawn[0] - drawn[1] == {"skip"}
    assert drawn[1] <= drawn[0]
