"""Reads the catalogue of requirements and its profiles, and refuses what is not sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from checks.facts import FACTS
from policies.marked_yaml import Marked, MarkedYamlError, Path, load_marked
from policies.predicate import PredicateError, compile_expression, compile_predicate
from policies.requirement import Because, Parameter, Profile, Requirement, Selection, split_text

_SUFFIX = ".yaml"
_Model = TypeVar("_Model", bound=BaseModel)


class CatalogueError(Exception):
    """A catalogue or profile that is refused; the message is one sentence: file, line, field, cure."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every requirement there is, by id."""

    requirements: dict[str, Requirement]


@dataclass(frozen=True, slots=True)
class _File:
    """A YAML file: `shown` is how messages name it."""

    shown: str
    stem: str
    marked: Marked

    def error(self, path: Path, what: str) -> CatalogueError:
        field = ".".join(map(str, path))
        return CatalogueError(f"{self.shown}, line {self.marked.line(path)}: {field + ': ' if field else ''}{what}.")


def load_catalogue(folder: Traversable | None = None) -> Catalogue:
    """Every requirement below a folder (a `pathlib.Path` will do), else the catalogue that is shipped.

    Raises CatalogueError.
    """
    return Catalogue(dict(_shipped() if folder is None else _requirements_in(folder, str(folder))))


@cache
def _shipped() -> Mapping[str, Requirement]:
    """What is shipped does not change while a process lives."""
    return _requirements_in(resources.files("policies").joinpath("catalogue"), "policies/catalogue")


def _requirements_in(folder: Traversable, shown: str) -> Mapping[str, Requirement]:
    requirements: dict[str, Requirement] = {}
    for file in _yaml_files(folder, shown):
        requirement = _read(file, Requirement)
        if requirement.id in requirements:
            raise file.error(("id",), f"{requirement.id} is declared twice; give one of them another id")
        if file.stem != requirement.id:
            raise file.error(("id",), f"the file is not named by its id; call it {requirement.id}{_SUFFIX}")
        _check_expressions(file, requirement)
        requirements[requirement.id] = requirement
    if not requirements:
        raise CatalogueError(f"{shown}: there is no requirement; put {_SUFFIX} files there.")
    return requirements


def load_profile(name: str, catalogue: Catalogue, folder: Traversable | None = None) -> Profile:
    """A profile by name, its parameters set; what nobody has verified yet is left out.

    Raises CatalogueError.
    """
    root = folder or resources.files("policies").joinpath("profiles")
    files = {file.stem: file for file in _yaml_files(root, str(folder or "policies/profiles"))}
    if name not in files:
        raise CatalogueError(f"there is no profile {name}; choose one of: {', '.join(sorted(files)) or 'none exists'}.")
    file = files[name]
    selection = _read(file, Selection)
    if selection.name != name:
        raise file.error(("name",), f"{selection.name} is not the file's name; call it {name}")
    chosen = _chosen(file, selection, catalogue)
    for id_, parameters in selection.parameters.items():
        if id_ not in chosen:
            raise file.error(("parameters", id_), f"{id_} is not selected; select it or remove its parameters")
        chosen[id_] = _with_parameters(file, chosen[id_], parameters)
    requirements = tuple(chosen[id_] for id_ in sorted(chosen) if not chosen[id_].is_draft)
    return Profile(name=name, title=selection.title, requirements=requirements, sources=selection.sources)


def _yaml_files(folder: Traversable, shown: str) -> Iterator[_File]:
    if not folder.is_dir():
        raise CatalogueError(f"{shown}: there is no such folder; name one that holds {_SUFFIX} files.")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        path = f"{shown}/{entry.name}"
        if entry.is_dir():
            yield from _yaml_files(entry, path)
        elif entry.name.endswith(_SUFFIX):
            try:
                marked = load_marked(entry.read_text(encoding="utf-8"))
            except MarkedYamlError as error:
                raise CatalogueError(f"{path}, line {error.line}: {error}.") from None
            except (OSError, UnicodeDecodeError) as error:
                raise CatalogueError(f"{path}: cannot be read ({error}); make it a readable UTF-8 file.") from None
            yield _File(path, entry.name.removesuffix(_SUFFIX), marked)
        else:
            raise CatalogueError(f"{path}: is not a {_SUFFIX} file and would silently be left out; rename it.")


def _read(file: _File, model: type[_Model]) -> _Model:
    try:
        return model.model_validate(file.marked.value)
    except ValidationError as invalid:
        error = invalid.errors(include_url=False)[0]
        raise file.error(error["loc"], _explained(error, model)) from None


def _explained(error: ErrorDetails, model: type[BaseModel]) -> str:
    last = str(error["loc"][-1]) if error["loc"] else ""
    match error["type"]:
        case "missing" if last in ("vi", "en"):
            return f"the {'Vietnamese' if last == 'vi' else 'English'} text is missing; add {last}:"
        case "missing":
            return f"is missing; add {last}:"
        case "extra_forbidden":
            near = get_close_matches(last, _keys(model), n=1)
            return f"is not a known key; {f'perhaps {near[0]} is meant' if near else 'remove it'}"
        case "value_error":
            return str(error["ctx"]["error"])
        case "too_short":
            return "is empty; give at least one"
    given = repr(error["input"]) if len(repr(error["input"])) < 60 else "what stands here"
    return f"{error['msg'][0].lower()}{error['msg'][1:]}, not {given}; correct it"


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for part in (model, Because) for name, field in part.model_fields.items()]


def _check_expressions(file: _File, requirement: Requirement) -> None:
    for field, text in requirement.predicates():
        try:
            predicate = compile_predicate(text, requirement.parameters)
        except PredicateError as error:
            raise file.error((field,), str(error)) from None
        if field == "requires" and not predicate.facts & FACTS.keys():
            raise file.error((field,), "no observed fact is asked for, so it would pass on empty evidence; ask for one")
    for verdict, lang, text in requirement.because.texts():
        try:
            for expression in split_text(text)[1::2]:
                compile_expression(expression, requirement.parameters)
        except ValueError as error:
            raise file.error(("because", verdict, lang), str(error)) from None


def _chosen(file: _File, selection: Selection, catalogue: Catalogue) -> dict[str, Requirement]:
    chosen: dict[str, Requirement] = {}
    for index, pattern in enumerate(selection.select):
        matching = {id_: found for id_, found in catalogue.requirements.items() if fnmatchcase(id_, pattern)}
        if not matching:
            near = get_close_matches(pattern, catalogue.requirements, n=1)
            cure = f"perhaps {near[0]} is meant" if near else "select an id, or subject.*"
            raise file.error(("select", index), f"{pattern} selects no requirement; {cure}")
        chosen |= matching
    return chosen


def _with_parameters(file: _File, requirement: Requirement, given: Mapping[str, Parameter]) -> Requirement:
    for name, value in given.items():
        path = ("parameters", requirement.id, name)
        if name not in requirement.parameters:
            known = ", ".join(sorted(requirement.parameters)) or "none"
            raise file.error(path, f"{requirement.id} has no such parameter; it has: {known}")
        default: Any = requirement.parameters[name]
        if type(value) is not type(default):
            raise file.error(path, f"must be of the same kind as its default {default!r}; correct it")
    return requirement.model_copy(update={"parameters": requirement.parameters | dict(given)})
