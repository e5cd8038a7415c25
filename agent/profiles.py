"""Profiles by name, with the words a person needs when there is none of that name."""

from __future__ import annotations

from importlib import resources

from agent.errors import InputError
from agent.texts import _
from policies.catalogue import load_catalogue, load_profile
from policies.requirement import Profile


def profile_names() -> list[str]:
    """The profiles that are shipped."""
    folder = resources.files("policies").joinpath("profiles")
    return sorted(file.name.removesuffix(".yaml") for file in folder.iterdir() if file.name.endswith(".yaml"))


def read_profile(name: str) -> Profile:
    """A shipped profile; raises `InputError` for another name, `CatalogueError` for an unsound catalogue."""
    if name not in profile_names():
        raise InputError(
            _("there is no profile '{name}'; choose one of: {known}").format(
                name=name, known=", ".join(profile_names())
            )
        )
    return load_profile(name, load_catalogue())
