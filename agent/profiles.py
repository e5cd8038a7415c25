"""Profiles by name or file, with the words a person needs when there is none of that name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from agent.errors import InputError
from agent.texts import _
from policies.catalogue import Catalogue, CatalogueError, load_catalogue, load_profile
from policies.requirement import Profile

SUFFIX = ".yaml"


def profile_names() -> list[str]:
    """The profiles that are shipped."""
    folder = resources.files("policies").joinpath("profiles")
    return sorted(file.name.removesuffix(SUFFIX) for file in folder.iterdir() if file.name.endswith(SUFFIX))


def read_profile(name: str) -> Profile:
    """A shipped profile; raises `InputError` for another name, `CatalogueError` for an unsound catalogue."""
    if name not in profile_names():
        raise InputError(
            _("there is no profile '{name}'; choose one of: {known}").format(
                name=name, known=", ".join(profile_names())
            )
        )
    return load_profile(name, load_catalogue())


def read_profile_or_file(name: str) -> Profile:
    """A shipped profile by name, or one in a file `NAME.yaml`, whose folder `NAME` beside it may hold requirements of
    its own; raises `InputError` where there is neither, `CatalogueError` for a file that is not sound."""
    if not (name.endswith(SUFFIX) and os.path.isfile(name)):
        return read_profile(name)
    file = Path(name)
    catalogue = load_catalogue()
    folder = file.with_suffix("")
    if folder.is_dir():
        own = load_catalogue(folder).requirements
        if twice := sorted(own.keys() & catalogue.requirements.keys()):
            raise CatalogueError(f"{folder}: {twice[0]} is in the catalogue already; give yours another id.")
        catalogue = Catalogue({**catalogue.requirements, **own})
    return load_profile(file.stem, catalogue, cast(Traversable, _Alone(file)))


@dataclass(frozen=True, slots=True)
class _Alone:
    """A file as the only one of its folder, whatever else lies there: as much of a folder as a profile is read from."""

    file: Path

    def is_dir(self) -> bool:
        return True

    def iterdir(self) -> Iterator[Path]:
        yield self.file

    def __str__(self) -> str:
        return str(self.file.parent)
