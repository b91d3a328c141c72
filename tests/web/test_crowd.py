"""A team on one server: fifty people read along while twenty approve, and nothing goes wrong.

The figures of a quiet machine are in docs/performance.md (`python -m benchmarks.crowd`).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import crowd

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.anyio]


@pytest.fixture
def anyio_backend() -> str:
    """The crowd speaks asyncio."""
    return "asyncio"


async def test_fifty_read_along_while_twenty_approve(tmp_path: Path) -> None:
    """Every run is read to its end, every approved file holds what was approved, no error."""
    seen = await crowd.measure(tmp_path)
    assert seen.errors == []
    assert len(seen.runs) == crowd.READERS * crowd.ROUNDS
    assert len(set(seen.runs)) == len(seen.runs)
    assert len(seen.written) >= crowd.DECIDERS
    work = tmp_path / "work"
    assert {path.name: path.read_text(encoding="utf-8") for path in work.iterdir()} == seen.written
    print(f"95 of 100 pages within {seen.p95() * 1000:.0f} ms, {seen.memory_mib:.0f} MiB")  # noqa: T201
