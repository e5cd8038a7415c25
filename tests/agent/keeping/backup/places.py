"""Where backups come from and go to."""

from __future__ import annotations

from pathlib import Path

import psycopg

EMPTY = "tuanthu_empty"


def empty_place(url: str, folder: Path) -> str:
    """A place of the same kind where nothing is."""
    if url.startswith("sqlite"):
        return f"sqlite:///{folder / 'restored.db'}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {EMPTY}".encode())
        connection.execute(f"CREATE DATABASE {EMPTY}".encode())
    return f"postgresql://tuanthu@/{EMPTY}?{url.partition('?')[2]}"
