"""A process that swaps two names, atomically, as fast as it can, until it is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from operatoros.rooted.kernel import RENAME_EXCHANGE, rename

REPOSITORY = Path(__file__).resolve().parents[2]


def main(folder: str, one: str, other: str) -> None:
    """Swap for ever; say once that it has begun."""
    handle = os.open(folder, os.O_RDONLY)
    rename(handle, one, handle, other, RENAME_EXCHANGE)
    os.write(1, b"begun\n")
    while True:
        rename(handle, one, handle, other, RENAME_EXCHANGE)


@contextmanager
def swapping(folder: Path, one: str, other: str) -> Iterator[None]:
    """Swap two names in a folder while the block runs."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.workspace.swapper", str(folder), one, other],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        try:
            yield
        finally:
            process.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])
