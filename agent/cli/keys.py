"""The key that a command signs with: in a file, or on a token."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, fields
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from agent.cli.show import safe
from agent.cli.signatures import BAD, flaw_words, state_word
from agent.errors import InputError
from agent.evidence.proofs import read_file
from agent.evidence.reading import signatures_of
from agent.sealing import SigningKey, token_key
from agent.texts import _
from checks.security_plan.trust import Roots
from reports.wording import ZONE

_OPTIONS = (
    click.option(
        "--key",
        "key_file",
        metavar="P12",
        type=click.Path(path_type=Path),
        help=_("Your key with its certificate (PKCS#12: .p12, .pfx)."),
    ),
    click.option(
        "--pkcs11-module",
        metavar="SO",
        type=click.Path(path_type=Path),
        help=_("Your key is on a token (HSM, USB token): its maker's PKCS#11 module, a .so file."),
    ),
    click.option(
        "--pkcs11-label", metavar="LABEL", help=_("Label of the token, where the module shows more than one.")
    ),
    click.option(
        "--pkcs11-key",
        metavar="LABEL",
        help=_("Label of the key or its certificate, where the token holds more than one."),
    ),
    click.option(
        "--passphrase-file",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help=_("File whose first line is the key's passphrase, or the token's PIN; you are asked for it otherwise."),
    ),
)


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """What the options say about the key."""

    key_file: Path | None
    pkcs11_module: Path | None
    pkcs11_label: str | None
    pkcs11_key: str | None
    passphrase_file: Path | None

    @property
    def named(self) -> bool:
        """Whether there is a key to sign with."""
        return self.key_file is not None or self.pkcs11_module is not None

    @contextmanager
    def open(self) -> Iterator[SigningKey | None]:
        """The key, proven to make signatures that hold; None where none is named. Raises `InputError`."""
        if self.pkcs11_module is None and (self.pkcs11_label, self.pkcs11_key) != (None, None):
            raise InputError(_("--pkcs11-label and --pkcs11-key need a token; name its module with --pkcs11-module"))
        if self.key_file is not None and self.pkcs11_module is not None:
            raise InputError(_("sign with a file or with a token: give --key or --pkcs11-module"))
        if self.pkcs11_module is not None:
            origin: AbstractContextManager[SigningKey] = token_key(
                self.pkcs11_module, self.pkcs11_label, self.pkcs11_key, self._pin
            )
        elif self.key_file is not None:
            name = str(self.key_file)
            origin = nullcontext(SigningKey.read(read_file(self.key_file), name, self._passphrase))
        else:
            yield None
            return
        with origin as key:
            _prove(key, self.key_file or self.pkcs11_module)
            yield key

    def _passphrase(self) -> bytes:
        return self._secret(
            _("Passphrase of {file}").format(file=self.key_file),
            _("{file} has a passphrase; name the file that holds it with --passphrase-file").format(file=self.key_file),
        )

    def _pin(self, token: str) -> str:
        return self._secret(
            _("PIN of the token {token}").format(token=token),
            _("the token {token} has a PIN; name the file that holds it with --passphrase-file").format(token=token),
        ).decode(errors="replace")

    def _secret(self, question: str, unasked: str) -> bytes:
        if self.passphrase_file is not None:
            return read_file(self.passphrase_file).split(b"\n")[0].removesuffix(b"\r")
        if not sys.stdin.isatty():
            raise InputError(unasked)
        asked: str = click.prompt(safe(question), hide_input=True, err=True)
        return asked.encode()


def key_options(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options that name a key; it gets them as `choice`, a `KeyChoice`."""

    @wraps(command)
    def with_choice(**given: Any) -> None:
        choice = KeyChoice(**{field.name: given.pop(field.name) for field in fields(KeyChoice)})
        command(choice=choice, **given)

    wrapped: Callable[..., None] = with_choice
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def _prove(key: SigningKey, name: object) -> None:
    """Raises `InputError` where what the key signs would not hold."""
    trial = b"tuanthu"
    for signature in signatures_of(trial, [key.sign(trial, datetime.now(ZONE))], Roots()):
        if signature.state in BAD:
            raise InputError(
                _("what {file} signs would not hold: {state}, {why}; use another key").format(
                    file=name, state=state_word(signature.state), why=flaw_words(signature.detail)
                )
            )
