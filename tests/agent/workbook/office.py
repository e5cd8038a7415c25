"""Opens a workbook in LibreOffice through UNO, tells its drop-downs as JSON, and saves it as XLSX again.

Run by the system's Python, which has UNO: `office.py PIPE WORKBOOK COPY` with `{"SHEET": ["A3", ...]}` on stdin.
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import uno

PATIENCE = 90
TRIES_PER_SECOND = 4


def connected(pipe: str) -> Any:
    """The desktop of the office that listens at a pipe."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(PATIENCE * TRIES_PER_SECOND):
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except Exception:  # NoConnectException, whose class UNO makes at run time
            time.sleep(1 / TRIES_PER_SECOND)
    raise SystemExit("no office answers")


def setting(name: str, value: object) -> Any:
    made = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


def entries(document: Any, cell: Any) -> dict[str, Any]:
    """What the drop-down of a cell offers."""
    rule = cell.Validation
    source = rule.getFormula1()
    found = re.fullmatch(r"\$?'?([^']+?)'?\.\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)", source)
    offered = []
    if found:
        cells = document.Sheets.getByName(found[1]).getCellRangeByName(f"{found[2]}{found[3]}:{found[4]}{found[5]}")
        offered = [row[0] for row in cells.getDataArray() if row[0] != ""]
    return {
        "type": rule.getPropertyValue("Type").value,
        "offered": offered,
        "shown": bool(rule.getPropertyValue("ShowList")),
        "strict": bool(rule.getPropertyValue("ShowErrorMessage")),
    }


def main(pipe: str, workbook: str, copy: str) -> None:
    asked = json.load(sys.stdin)
    desktop = connected(pipe)
    try:
        document = desktop.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, (setting("Hidden", True),))
        told = {
            sheet: {
                name: entries(document, document.Sheets.getByName(sheet).getCellRangeByName(name)) for name in names
            }
            for sheet, names in asked.items()
        }
        document.storeToURL(Path(copy).as_uri(), (setting("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)
        sys.stdout.write(json.dumps(told))
    finally:
        try:
            desktop.terminate()
        except Exception:
            sys.stderr.write("the office was gone already\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
