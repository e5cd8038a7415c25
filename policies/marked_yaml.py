"""YAML that remembers on which line each of its values stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml reads ten times as fast, where PyYAML was built with it."""


class MarkedYamlError(ValueError):
    """A text that is no YAML for us; the message says why, `line` where (from 1)."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Marked:
    """Plain data and the line (from 1) of every value in it, by its path."""

    value: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a value, or of the innermost existing thing that would hold it."""
        return next((self.lines[path[:size]] for size in range(len(path), -1, -1) if path[:size] in self.lines), 1)


def load_marked(text: str) -> Marked:
    """Reads one YAML document. Raises MarkedYamlError, also for a key given twice and for aliases."""
    try:
        loader = _LOADER(text)
        node = loader.get_single_node()
        if node is None:
            raise MarkedYamlError(1, "the file is empty; write a mapping")
        lines = dict(_lines(node, (), node.start_mark.line + 1, set()))
        return Marked(loader.construct_document(node), lines)
    except MarkedYamlError:
        raise
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise MarkedYamlError(mark.line + 1 if mark else 1, f"not valid YAML: {error.problem}; correct it") from None
    except (yaml.YAMLError, ValueError) as error:
        raise MarkedYamlError(1, f"not valid YAML: {' '.join(str(error).split())}; correct it") from None


def _lines(node: yaml.Node, path: Path, line: int, seen: set[int]) -> Iterator[tuple[Path, int]]:
    """The line of a node (given: a member stands where its key does) and of everything in it."""
    if id(node) in seen:
        raise MarkedYamlError(line, "an alias (*name) stands here; write the value out")
    seen.add(id(node))
    yield path, line
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _lines(item, (*path, index), item.start_mark.line + 1, seen)
    elif isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, item in node.value:
            at = key.start_mark.line + 1
            if key.value in keys:
                raise MarkedYamlError(at, f"the key {key.value} is given twice; remove one of them")
            keys.add(key.value)
            yield from _lines(item, (*path, key.value), at, seen)
