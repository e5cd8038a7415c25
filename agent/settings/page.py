"""The page of all settings, `docs/settings.md`, made from the models: `python -m agent.settings.page`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from agent.settings.environment import variable_of
from agent.settings.fields import Setting, settings_in
from agent.settings.values import written

_HEAD = """\
# All settings of the service

One YAML file and the environment say how the service works: the environment comes before the file, the file before the
defaults. The file is the one named with `--config`, else by the variable `TUANTHU_CONFIG`, else
`/etc/tuanthu/tuanthu.yaml` where it is there. This page is made by `python -m agent.settings.page`; a test keeps both
the same. `tuanthu config template` prints a file with all of it, commented; `tuanthu config check` tells every mistake
with its line; `tuanthu config show` tells what holds and who says so.

- **In the environment** a setting is called `TUANTHU_` and its name in capitals, with `__` for each dot:
  `log.format` is `{variable}`. Lists and groups are written as JSON there, nothing as `null`. `TUANTHU_DB` says
  `database` and `TUANTHU_LOG` says `log.level` too.
- **Relative paths** in the file start at its folder, in the environment where the command is started.
- **Secrets** are read from the files that the settings ending in `_file` name, or are given in the environment. Such a
  file must not be readable for everybody; a credential of systemd (`LoadCredential=`) is one as well.
- `[]` in a name stands for each item of a list.
"""


def page() -> str:
    """The page as Markdown: a table for each section."""
    parts = [_HEAD.format(variable=variable_of(("log", "format")))]
    settings = list(settings_in())
    parts.append(
        "\n".join(_table("General", "", [one for one in settings if one.section is None and "." not in one.name]))
    )
    for section in (one for one in settings if one.section is not None and "." not in one.name):
        inner = [one for one in settings if one.name.startswith(f"{section.name}.")]
        parts.append("\n".join(_table(section.name, section.explanation, inner)))
    return "\n".join(parts)


def _table(heading: str, explanation: str, settings: list[Setting]) -> Iterator[str]:
    yield f"## {heading}\n"
    if explanation:
        yield f"{explanation}\n"
    yield "| setting | kind | default | meaning |"
    yield "| --- | --- | --- | --- |"
    yield from map(_row, settings)
    yield ""


def _row(setting: Setting) -> str:
    kind = ("section" if setting.section else setting.kind).replace(" | ", ", ")
    kind = f"list: {kind}" if setting.is_list else f"group: {kind}" if setting.is_group else kind
    default = "" if setting.section else "*required*" if setting.required else f"`{written(setting.default)}`"
    return f"| `{setting.name}` | {kind} | {default} | {setting.explanation.replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    sys.stdout.write(page())
