"""The papers of an inventory's systems as files: those kept as evidence, and those that the inventory itself names."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from agent.errors import InputError
from agent.evidence.reading import signatures_of
from agent.evidence.store import Evidence
from agent.inventory.files import MOST_BYTES
from agent.inventory.inventory import Inventory
from agent.texts import _
from checks.security_plan.record import Copy, Signature
from checks.security_plan.trust import Roots, RootsError

SUFFIXES = (".p7s", ".p7b", ".sig")
"""Added to a file's whole name, they make that of a detached signature on it."""
_MIB = 1024**2


class Proofs:
    """What is kept and signed for an inventory; every file is read once, when it is first asked for."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._copies: dict[tuple[str, str], Copy | None] = {}
        self._signatures: dict[str, tuple[Signature, ...]] = {}

    @cached_property
    def evidence(self) -> Evidence:
        """The inventory's evidence; raises `InputError` when its index can't be read."""
        return Evidence.open(self._inventory.evidence_folder)

    @cached_property
    def roots(self) -> Roots:
        """Whose signatures the inventory trusts; raises `InputError` when the file of them can't be read."""
        trusted = self._inventory.evidence.trusted
        return Roots() if trusted is None else read_roots(trusted)

    def copy(self, system: str, claim: str) -> Copy | None:
        """The newest file that was added for a claim of a system, if any."""
        if (system, claim) not in self._copies:
            self._copies[system, claim] = self.evidence.copy_for(system, claim, self.roots)
        return self._copies[system, claim]

    def signatures(self, name: str) -> tuple[Signature, ...]:
        """The signatures on a file that the inventory names by its path, and of those that lie beside it."""
        if name not in self._signatures:
            path = self._inventory.path.absolute().parent / name
            self._signatures[name] = signatures_of(read_file(path), detached_of(path), self.roots)
        return self._signatures[name]


def read_roots(path: Path) -> Roots:
    """The certificates in a file, PEM or DER; raises `InputError` where there is none."""
    try:
        return Roots.read(read_file(path))
    except RootsError:
        raise InputError(_("{file} holds no certificates; name a file in PEM form").format(file=path)) from None


def detached_of(path: Path) -> list[bytes]:
    """The detached signatures that lie beside a file: `paper.pdf.p7s` beside `paper.pdf`; raises `InputError`."""
    return [read_file(beside) for beside in detached_paths(path)]


def detached_paths(path: Path) -> list[Path]:
    """Where those signatures lie."""
    beside = (path.with_name(path.name + suffix) for suffix in SUFFIXES)
    return [each for each in beside if each.is_file()]


def read_file(path: Path) -> bytes:
    """The bytes of a file; raises `InputError` when it can't be read or holds more than 64 MiB."""
    try:
        if not path.is_file():
            raise InputError(_("there is no file {file}; correct the path").format(file=path))
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(_("{file} cannot be read: {why}").format(file=path, why=error.strerror)) from error
    if len(data) > MOST_BYTES:
        raise InputError(_("{file} is larger than {limit} MiB").format(file=path, limit=MOST_BYTES // _MIB))
    return data
