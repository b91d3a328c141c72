"""Measure the workspace, each figure beside a floor: `python -m benchmarks.workspace`."""

from __future__ import annotations

import os
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from operatoros.protocol.command import Command
from operatoros.rooted.root import Root
from operatoros.workspace.apply import apply
from operatoros.workspace.chain import Head, seal
from operatoros.workspace.opening import open_workspace
from operatoros.workspace.places import Places, places_for
from operatoros.workspace.prepare import prepare
from operatoros.workspace.search import search_tree
from operatoros.workspace.verify import verify

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def _median(action: Callable[[], object], *, times: int = 7) -> float:
    """Return the median of some runs after a warm-up, in seconds."""
    action()
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _opening(base: Path) -> list[tuple[str, str, str]]:
    """Open a file five folders down, beneath the root and without any protection."""
    deep = base / "a/b/c/d/e"
    deep.mkdir(parents=True)
    (deep / "f.txt").write_text("x", encoding="utf-8")
    path, full, rounds = "a/b/c/d/e/f.txt", str(deep / "f.txt"), 5_000

    def plain() -> None:
        for _ in range(rounds):
            os.close(os.open(full, os.O_RDONLY))

    floor = _median(plain) / rounds * 1e6
    rows = [("os.open, depth 5", f"{floor:.1f} us", "the floor")]
    for way in ("openat2", "walk"):
        with Root.open(str(base), force_walk=way == "walk") as root:

            def beneath(root: Root = root) -> None:
                for _ in range(rounds):
                    with root.reading(path):
                        pass

            took = _median(beneath) / rounds * 1e6
            rows.append(
                (f"open beneath the root, {root.way}", f"{took:.1f} us", "bar 10 us (openat2)")
            )
    return rows


def _small_write(base: Path) -> list[tuple[str, str, str]]:
    """Prepare, log, back up, write and log again; beside one file that is written and fsynced."""
    work = base / "work"
    work.mkdir()
    (work / "f.txt").write_text("old\n" * 50, encoding="utf-8")
    places = places_for(str(base / "state"), str(work))
    with open_workspace(str(work), places, now=NOW) as opened:

        def one() -> None:
            content = secrets.token_hex(500).encode()
            wanted = Command(
                id="x",
                action="fs.write",
                line=1,
                fields={},
                path="f.txt",
                args={"content": content},
            )
            plan = prepare(wanted, opened)
            apply(plan, plan.digest, opened, now=NOW, token=secrets.token_hex(8))

        took = _median(one, times=51) * 1e3

    def floor() -> None:
        handle = os.open(work / "plain", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(handle, secrets.token_hex(500).encode())
        os.fsync(handle)
        os.close(handle)

    bare = _median(floor, times=51) * 1e3
    return [
        ("write and fsync one file", f"{bare:.2f} ms", "the floor of one fsync"),
        ("prepare to done of a small write", f"{took:.2f} ms", "seven fsyncs, two lines, one blob"),
    ]


def _search(base: Path) -> list[tuple[str, str, str]]:
    """Search 5,000 files of 4 kB with a .gitignore of twenty rules."""
    text = "some words of an ordinary line of source\n" * 100
    for number in range(5_000):
        folder = base / f"d{number // 100:02}"
        folder.mkdir(exist_ok=True)
        (folder / f"f{number}.txt").write_text(
            text + ("needle\n" if number % 100 == 0 else ""), encoding="utf-8"
        )
    rules = "".join(f"*.{suffix}\n/build{suffix}/\n" for suffix in "abcdefghij")
    (base / ".gitignore").write_text(rules, encoding="utf-8")

    def bare() -> None:
        for here, _folders, files in os.walk(base):
            for name in files:
                with open(os.path.join(here, name), "rb") as file:
                    file.read().find(b"needle")

    with Root.open(str(base)) as root:
        took = _median(lambda: search_tree(root, ".", "needle", seconds=60), times=5)
        found = search_tree(root, ".", "needle", seconds=60)
    floor = _median(bare, times=5)
    return [
        ("os.walk, read and find in 5,000 files", f"{floor * 1e3:.0f} ms", "the floor"),
        (
            "fs.searchTree over 5,000 files",
            f"{took * 1e3:.0f} ms",
            f"{found.scanned} scanned, limit 2 s",
        ),
    ]


def _verify(base: Path) -> list[tuple[str, str, str]]:
    """Verify a log of 100,000 intents and outcomes."""
    places: Places = places_for(str(base / "state"), str(base))
    Path(places.folder).mkdir(parents=True)
    head, count = Head(), 100_000
    data = {"path": "src/some/file.py", "old": "ab" * 32, "new": "cd" * 32, "chat": "chatgpt"}
    with open(places.log, "wb") as log:
        for _ in range(count):
            line, head = seal(head, time="2026-11-21T00:00:00.000Z", kind="intent", data=data)
            log.write(line)
    took = _median(lambda: verify(places), times=5)
    return [("audit verify", f"{count / took:,.0f} lines/s", "bar 100,000 lines/s")]


def main() -> None:
    """Print one small table."""
    rows: list[tuple[str, str, str]] = []
    for measure in (_opening, _small_write, _search, _verify):
        with tempfile.TemporaryDirectory() as folder:
            rows += measure(Path(folder))
    for what, took, remark in rows:
        print(f"{what:<40} {took:>16}   {remark}")


if __name__ == "__main__":
    main()
