from __future__ import annotations

from pathlib import Path

from agent.keeping.files import remove_reports
from agent.store import Store
from tests.agent.keeping.made import NOW, weekly
from tests.agent.store.made import WEEK


def test_reports_of_old_audits_go_but_sealed_ones_the_newest_and_what_is_not_ours(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    sealed, old, young = weekly(store, 3, NOW - 10 * WEEK)
    for audit in (sealed, old, young):
        (folder / f"tuanthu-{audit.id}.html").write_text("x")
        (folder / f"tuanthu-{audit.id}-dossiers").mkdir()
        (folder / f"tuanthu-{audit.id}-dossiers" / "a.html").write_text("x")
    (folder / f"tuanthu-{sealed.id}.manifest.json").write_text("{}")
    (folder / "tuanthu-20200101-0100-abcd.html").write_text("somebody else's")
    before = set(folder.iterdir())

    assert remove_reports(store.database, folder, NOW) == 2
    gone = {folder / f"tuanthu-{old.id}.html", folder / f"tuanthu-{old.id}-dossiers"}
    assert before - set(folder.iterdir()) == gone
    assert remove_reports(store.database, folder / "none", NOW) == 0
