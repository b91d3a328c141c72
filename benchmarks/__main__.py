"""Measure everything and write docs/performance.md: `python -m benchmarks`, or `make bench`.

Benchmarks record, they do not gate. Times differ between machines; the ratios are what counts.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Module -> heading; a module prints one table.
PARTS = {
    "processes": "Whole processes",
    "rest": "Many REST sources at once",
    "runs": "Whole runs over many REST sources",
    "mcp": "Many sources of one MCP server",
    "briefing": "Changes, prompt, budget",
    "store": "The runs database",
    "scan": "The scanner",
    "workspace": "Files beneath the root, log, search",
    "acting": "From approval to done",
    "web": "The web page",
    "crowd": "A team on one server",
}
HEAD = """# Performance

Written by `make bench`; medians, both sides of a comparison in one run.
Times are not stable between machines, the ratios are: read the rows against each other.
A bar in a row is what the design asks for; where it is missed, the row says so by its figure.
"""


def main() -> None:
    """Run every part in a process of its own and collect the tables."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    text = f"{HEAD}\n{datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}.\n"
    for name, title in PARTS.items():
        if not (ROOT / "benchmarks" / f"{name}.py").is_file():
            continue
        print(f"measuring {name} ...", file=sys.stderr)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(done.stderr[-1000:], file=sys.stderr)
            raise SystemExit(f"benchmarks.{name} failed")
        table = done.stdout.strip()
        if not any(line.startswith("|") for line in table.splitlines()):
            table = f"```text\n{table}\n```"
        text += f"\n## {title}\n\n{table}\n"
    (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
