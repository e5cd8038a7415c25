"""Feeds the readers what a fuzzer finds: `python -m tests.checks.tls.wire.fuzz -runs=10000000`.

Needs atheris, which is in no list of what this project depends on. Options are those of libFuzzer.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Begins with what real servers say; ends with libFuzzer's report, or at the first crash."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["checks.tls.wire"]):
        reading = importlib.import_module("tests.checks.tls.wire.reading")
        seeds = importlib.import_module("tests.checks.tls.wire.seeds")
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds.seeds()):
            Path(corpus, str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], *arguments, corpus], reading.read)
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
