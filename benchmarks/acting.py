"""From a chat's text to a change on disk: `python -m benchmarks.acting`.

Medians of 30 after a warm-up, in one process, with the log's and the file's fsync. The floor is
the same file written and fsynced by a bare script on the same disk.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from operatoros import config as settings
from operatoros.app.actions import Origin, approve, execute, look, open_actions, take_text
from operatoros.app.rehearsal import email_block

RUNS = 30
TEXT = "A line of an e-mail that somebody will read tomorrow.\n" * 40


def _median_ms(do: Callable[[int], None]) -> float:
    times = []
    for number in range(RUNS + 1):
        started = perf_counter()
        do(number)
        times.append(perf_counter() - started)
    return statistics.median(times[1:]) * 1000


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        workspace.mkdir()
        state = {"OPERATOROS_HOME": str(Path(folder) / "state")}
        config = settings.load(environment=state, project=workspace)
        origin = Origin(kind="file", name="chat.txt", chat="chat.txt")
        times: dict[str, list[float]] = {"propose": [], "look": [], "approve to done": []}
        with open_actions(config, str(workspace)) as desk:
            for number in range(RUNS + 1):
                block = email_block(path=f"drafts/{number}.eml", text=TEXT, command_id=f"n{number}")
                marks = [perf_counter()]
                entry = take_text(desk, block, origin, source="file").items[0].entry
                assert entry is not None
                marks.append(perf_counter())
                seen = look(desk, entry.number)
                marks.append(perf_counter())
                done = execute(desk, approve(desk, seen)).done
                assert done is not None
                marks.append(perf_counter())
                if number:
                    for name, began, ended in zip(times, marks, marks[1:], strict=False):
                        times[name].append((ended - began) * 1000)

        def bare(number: int) -> None:
            target = Path(folder) / f"bare{number}"
            with target.open("w", encoding="utf-8") as stream:
                stream.write(TEXT)
                stream.flush()
                os.fsync(stream.fileno())

        floor = _median_ms(bare)
    print("| what | median |")
    print("|---|---|")
    for name, found in times.items():
        print(f"| {name} | {statistics.median(found):.1f} ms |")
    print(f"| one bare write and fsync on this disk | {floor:.1f} ms |")


if __name__ == "__main__":
    main()
