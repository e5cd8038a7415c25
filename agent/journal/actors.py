"""Who acts: the service, or the person behind a command."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

SERVICE = "tuanthu"
"""The actor of what the service does by itself."""
_LOGIN = Path("/proc/self/loginuid")
"""Linux keeps in it who logged in, whatever user that person became since."""
_NOBODY = 2**32 - 1


def actor() -> str:
    """The user of the operating system who runs this process: `binh`, or `binh as root` where binh became root."""
    own = _name(os.geteuid())
    try:
        login = int(_LOGIN.read_text("ascii"))
    except (OSError, ValueError):
        return own
    return own if login in (_NOBODY, os.geteuid()) else f"{_name(login)} as {own}"


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
