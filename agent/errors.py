"""The errors a person can mend, with the exit status each stands for."""

from __future__ import annotations

EXIT_FOUND = 1
EXIT_INPUT = 2
EXIT_BLIND = 3
EXIT_OURS = 4


class InputError(Exception):
    """The command or its input is wrong: one sentence that says what, where and how to mend it."""

    status = EXIT_INPUT


class VantageError(Exception):
    """This machine cannot observe: no audit from here would be true."""

    status = EXIT_BLIND
