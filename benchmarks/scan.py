"""How fast a text is scanned: `python -m benchmarks.scan`.

Rows are medians of 7 runs after a warm-up, in one process. The bars are those of the scanner's
rules: a text of 2,000,000 characters with a block every 2 KB within 20 ms, and any hostile text of
200,000 characters within 50 ms.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from time import perf_counter
from typing import NamedTuple

from operatoros.protocol.payloads import PROBE, encode_base64
from operatoros.protocol.scanner import scan

_RUNS = 7
_PROSE = "The quick brown fox jumps over the lazy dog and says so at length, twice a day.\n"
_HEAD = "OPERATOR_CMD\nversion:1\nid:{n}\naction:"


class Row(NamedTuple):
    """One measured text.

    Attributes:
        what: What the text is.
        characters: Its length.
        items: Commands and rejections that were found.
        milliseconds: Median time of one scan.
        bar: What it may take, in milliseconds; None: it is only shown.
    """

    what: str
    characters: int
    items: int
    milliseconds: float
    bar: float | None


def main() -> list[Row]:
    """Measure all texts and return a row for each."""
    rows = [
        _row("a block every 2 KB (readSlice)", _chat(2_000_000), 20.0),
        _row("the same, an eighth of it", _chat(250_000), None),
        _row("the same, edits as payloads", _chat(2_000_000, _edits), None),
        _row("prose alone", (_PROSE * 25_000)[:2_000_000], None),
    ]
    rows.extend(_row(f"hostile: {what}", text, 50.0) for what, text in hostile_texts().items())
    rows.append(Row("import of the scanner, over click and dataclasses", 0, 0, _start(), 10.0))
    return rows


def _chat(size: int, block: object = None) -> str:
    make = block if callable(block) else _slice
    parts: list[str] = []
    length = 0
    while length < size:
        text = make(len(parts))
        parts.append((_PROSE * 25)[: 2_000 - len(text) - 1] + "\n" + text)
        length += len(parts[-1])
    return "".join(parts)[:size]


def _slice(n: int) -> str:
    return (
        f"OPERATOR_CMD\nversion: 1\nid: read-{n}\naction: fs.readSlice\npath: src/app/main.py\n"
        "start: 10\nlines: 40\nEND_OPERATOR_CMD\n"
    )


def _edits(n: int) -> str:
    return (
        f"OPERATOR_CMD\nversion: 1\nid: edit-{n}\naction: fs.applyEdits\npath: src/app/main.py\n"
        f"probe: {PROBE}\nedit: replaceFirst\nfind:\n|    return x\ntext:\n|    return x + 1\n"
        "END_OPERATOR_CMD\n"
    )


def hostile_texts(size: int = 200_000) -> Mapping[str, str]:
    """Return texts of `size` characters that are made to cost as much as they can."""
    return {what: "".join(_filled(pattern, size)) for what, pattern in _PATTERNS.items()} | {
        "one huge base64 value": _one("fs.write", f"content_b64:{'A' * 49_000}") * 4,
        "deeply nested edits": _one("fs.applyEdits", f"edits_b64:{encode_base64('[' * 36_000)}")
        * 4,
        "one line of blanks": "OPERATOR_CMD\na:" + " " * size + "x\nEND_OPERATOR_CMD\n",
        "one block of short lines": "OPERATOR_CMD\n" + "a:b\n" * (size // 4) + "END_OPERATOR_CMD\n",
        "one block of bars": "OPERATOR_CMD\n" + "|\n" * (size // 2) + "END_OPERATOR_CMD\n",
    }


_PATTERNS: Mapping[str, str] = {
    "start markers": "OPERATOR_CMD\n",
    "empty blocks": "OPERATOR_CMD\nEND_OPERATOR_CMD\n",
    "markers with labels": "OPERATOR_CMDX\n",
    "mangled blocks": "OPERATOR_CMDX\na:\nEND_OPERATOR_CMD\n",
    "markers on one line": "OPERATOR_CMD",
    "blanks": " \t",
    "line ends": "\n",
    "smallest commands": _HEAD + "fs.list\npath:.\nEND_OPERATOR_CMD\n",
    "unknown actions": _HEAD + "fs.lisst{n}\npath:.\nEND_OPERATOR_CMD\n",
    "unknown keys": _HEAD + "fs.list\npath:.\nworkspace{n}:.\nEND_OPERATOR_CMD\n",
    "one id for all": _HEAD.replace("{n}", "a") + "fs.list\npath:{n}\nEND_OPERATOR_CMD\n",
    "letters outside ASCII": "OPERATOR_CMD\nid:é\nEND_OPERATOR_CMD\n",
}


def _one(action: str, line: str) -> str:
    return f"{_HEAD.format(n=1)}{action}\npath:a\n{line}\nEND_OPERATOR_CMD\n"


def _filled(pattern: str, size: int) -> Iterator[str]:
    length = n = 0
    while length < size:
        part = pattern.replace("{n}", str(n))
        yield part
        length += len(part)
        n += 1


def _row(what: str, text: str, bar: float | None) -> Row:
    items = len(scan(text).items)
    return Row(what, len(text), items, _median(text), bar)


def _median(text: str) -> float:
    times = []
    for _ in range(_RUNS):
        start = perf_counter()
        scan(text)
        times.append(perf_counter() - start)
    return statistics.median(times) * 1_000


def _start() -> float:
    """Return what the scanner adds to a verb that has started: click and dataclasses are there."""
    with tempfile.TemporaryDirectory() as folder:
        # Byte code is cached as it is in an installed package, whatever this shell says.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def seconds(code: str) -> float:
            start = perf_counter()
            # No timeout: waiting with one polls, and the steps of the polling would be measured.
            subprocess.run([sys.executable, "-c", code], check=True, env=environment)
            return perf_counter() - start

        bare, full = (
            "import click, dataclasses",
            "import click, dataclasses, operatoros.protocol.scanner",
        )
        seconds(full)
        pairs = [(seconds(bare), seconds(full)) for _ in range(_RUNS)]
    return statistics.median(after - before for before, after in pairs) * 1_000


def table(rows: list[Row]) -> str:
    """Return the rows as a table for a terminal."""
    lines = [f"{'text':<62}{'characters':>11}{'items':>7}{'ms':>8}{'bar':>5}"]
    for row in rows:
        bar = "" if row.bar is None else f"{row.bar:.0f}"
        over = "  over" if row.bar is not None and row.milliseconds > row.bar else ""
        lines.append(
            f"{row.what:<62}{row.characters:>11,}{row.items:>7,}{row.milliseconds:>8.1f}{bar:>5}{over}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(main()))
