"""Writes `tables.py` from IANA's registries: `python -m checks.tls.registry.generate FOLDER_OF_IANA_CSVS`.

The folder holds the files as IANA publishes them (https://www.iana.org/assignments/tls-parameters and
.../tls-extensiontype-values) or the two columns of them that `iana/` keeps. Reserved and unassigned codes are left
out, and so are remarks in parentheses.
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

SOURCES = {
    "SUITES": ("tls-parameters-4.csv", "Description", 4),
    "ALERTS": ("tls-parameters-6.csv", "Description", 2),
    "GROUPS": ("tls-parameters-8.csv", "Description", 4),
    "SCHEMES": ("tls-signaturescheme.csv", "Description", 4),
    "EXTENSIONS": ("tls-extensiontype-values-1.csv", "Extension Name", 4),
}
"""Table → file, the column with the names, and how many hexadecimal digits its codes are written with."""

TABLES = Path(__file__).with_name("tables.py")

_HEAD = '''"""Codes and names of IANA's TLS registries. Written by `checks.tls.registry.generate`; not for editing."""
'''
_NOT_NAMES = re.compile(r"unassigned|reserved", re.IGNORECASE)
_TLS_SUITE = re.compile(r"0x([0-9A-F]{2}),0x([0-9A-F]{2})")


def tables(folder: Path) -> str:
    """The text of `tables.py` for the files in a folder.

    Raises OSError, and KeyError or ValueError for a file of another shape.
    """
    parts = [_HEAD]
    for table, (file, column, digits) in SOURCES.items():
        with (folder / file).open(encoding="utf-8", newline="") as rows:
            names = {code: name for row in csv.DictReader(rows) for code, name in _entry(row["Value"], row[column])}
        lines = [f'    0x{code:0{digits}X}: "{name}",\n' for code, name in sorted(names.items())]
        parts.append(f"\n{table} = {{\n{''.join(lines)}}}\n")
    return "".join(parts)


def _entry(value: str, description: str) -> list[tuple[int, str]]:
    name = description.partition("(")[0].strip()
    if pair := _TLS_SUITE.fullmatch(value):
        value = f"0x{pair[1]}{pair[2]}"
    return [] if _NOT_NAMES.match(name) else [(int(value, 0), name)]


def main(arguments: list[str]) -> None:
    """Write the module beside this one."""
    if len(arguments) != 1:
        sys.exit("usage: python -m checks.tls.registry.generate FOLDER_OF_IANA_CSVS")
    TABLES.write_text(tables(Path(arguments[0])), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
