from __future__ import annotations

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from agent.store import migrations
from agent.store.engine import known_revisions


def test_migrations_form_one_line_and_each_file_bears_its_number() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    steps = list(ScriptDirectory.from_config(config).walk_revisions())

    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
    assert known_revisions() == {step.revision for step in steps}
    assert [Path(step.path).name.startswith(f"v{step.revision}_") for step in steps] == [True] * len(steps)
