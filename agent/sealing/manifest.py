"""The manifest of a report: the hashes of its files and of the audit it tells of, as one JSON file to be signed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from importlib import metadata
from pathlib import PurePosixPath
from typing import Annotated, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from agent.errors import InputError
from agent.sealing.files import MOST_FILES, Listed
from agent.sealing.statement import Data, Line, Statement
from agent.texts import _
from checks.record import TOOL

MANIFEST: Final = ".manifest.json"
"""How the name of a manifest ends."""
MOST_BYTES = 32 * 1024 * 1024
_KIND: Final = "tuanthu-manifest"


class Tool(Data):
    """What wrote the manifest."""

    name: Line
    version: Line


class Manifest(Data):
    """Files by their path beside the manifest; `covers` is what the paths begin with that belong to the report, empty
    where all do: whatever else begins so was added. Sound manifests name each file once and none outside."""

    kind: Literal["tuanthu-manifest"]
    schema_version: Literal[1]
    tool: Tool
    covers: Line
    files: Annotated[tuple[Listed, ...], Field(strict=False, max_length=MOST_FILES)]
    statement: Statement

    @model_validator(mode="after")
    def _sound(self) -> Self:
        names = [file.name for file in self.files]
        if len(set(names)) != len(names):
            raise ValueError("a file is named twice")
        if any(not is_inside(name) for name in names):
            raise ValueError("a file lies outside the folder")
        if any(not name.startswith(self.covers) for name in names):
            raise ValueError("a file is not of this report")
        return self


def is_inside(name: str) -> bool:
    """Whether a name leads to a place below the folder it is in, in the one way to write it, and can be shown."""
    path = PurePosixPath(name)
    return name == str(path) and not path.is_absolute() and ".." not in path.parts and name.isprintable()


def manifest_for(files: Sequence[Listed], covers: str, statement: Statement) -> bytes:
    """The manifest as JSON in UTF-8; the same files of the same audit give the same bytes."""
    manifest = Manifest(
        kind=_KIND,
        schema_version=1,
        tool=Tool(name=TOOL, version=metadata.version(TOOL)),
        covers=covers,
        files=tuple(sorted(files, key=lambda file: file.name)),
        statement=statement,
    )
    return (json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(data: bytes, name: str) -> Manifest:
    """The manifest in the bytes of a file, called `name` in print; raises `InputError` where there is no sound one."""
    if len(data) > MOST_BYTES:
        raise InputError(_("{file} is larger than {limit} MiB").format(file=name, limit=MOST_BYTES >> 20))
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        why = f"{place}: {first['msg']}" if place else first["msg"]
        raise InputError(_("{file} is no sound manifest of tuanthu: {why}").format(file=name, why=why[:200])) from None


def own_names(name: str, suffixes: Collection[str]) -> frozenset[str]:
    """The manifest's own name and those of the signatures on it, which no manifest lists."""
    return frozenset([name, *(name + suffix for suffix in suffixes)])
