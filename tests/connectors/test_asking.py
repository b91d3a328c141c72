"""What all kinds share: lookups made once, templates' scope."""

from __future__ import annotations

import anyio
import pytest

from operatoros.catalog.templates import resolve
from operatoros.connectors.asking import Once, scope_of
from operatoros.errors import OperatorosError, Unavailable
from tests.connectors.asked import module, question

pytestmark = pytest.mark.anyio


class _Making:
    """Makes a value after the others had time to ask, and counts."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.made = 0
        self.failure = failure

    async def __call__(self) -> int:
        self.made += 1
        made = self.made
        await anyio.lowlevel.checkpoint()
        if self.failure is not None:
            raise self.failure
        return made


async def test_a_lookup_is_made_once_for_all_who_ask() -> None:
    """Concurrent and later askers of one key get the first one's value; keys are apart."""
    once, making = Once(), _Making()
    seen: list[int] = []

    async def ask(key: str) -> None:
        seen.append(await once.get(key, making))

    async with anyio.create_task_group() as group:
        for key in ("a", "a", "a", "b"):
            group.start_soon(ask, key)
    await ask("a")
    assert sorted(seen) == [1, 1, 1, 1, 2]


async def test_a_failure_is_told_to_all_and_not_repeated() -> None:
    """One of our errors is remembered; anything else is not."""
    once, making = Once(), _Making(Unavailable("down"))
    for _ in range(2):
        with pytest.raises(OperatorosError):
            await once.get("a", making)
    assert making.made == 1
    odd = _Making(ValueError("odd"))
    for _ in range(2):
        with pytest.raises(ValueError, match="odd"):
            await once.get("b", odd)
    assert odd.made == 2


async def test_an_asker_that_gives_up_leaves_the_lookup_to_the_next() -> None:
    """If the first asker is cancelled, the second makes the value."""
    once = Once()
    made: list[str] = []

    async def hang() -> str:
        made.append("hang")
        await anyio.sleep_forever()
        raise AssertionError

    async def quick() -> str:
        made.append("quick")
        return "value"

    with anyio.move_on_after(0.05):
        await once.get("a", hang)
    assert await once.get("a", quick) == "value"
    assert made == ["hang", "quick"]


def test_templates_of_a_connector_see_its_question() -> None:
    """Parameters, credentials and the run's own present fill a connector's templates."""
    asked = question(module("git"), "log", {"days": 3}, credentials={"key": "k-1"})
    scope = scope_of(asked)
    assert resolve("{{params.days}}", scope) == 3
    assert resolve("Bearer {{credentials.key}}", scope) == "Bearer k-1"
    assert resolve("{{date.today}}", scope) == "2026-11-21"
