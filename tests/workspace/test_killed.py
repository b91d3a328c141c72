"""kill -9 at every system call: 0 torn, 0 lost, 0 acknowledged and gone, 0 left behind (W8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workspace.scenarios import SCENARIOS
from tests.workspace.tracing import Case, Run, Zygote, case_of, check_after, fresh, points, zygote

pytestmark = pytest.mark.outside

# The end of the process is no call to be killed at: it is over then.
_END = "exit_group"


@pytest.fixture(scope="module")
def forks() -> Iterator[Zygote]:
    """One forking process for all runs of this file."""
    with zygote() as running:
        yield running


def kill(name: str, call: str, which: int) -> tuple[str, ...]:
    """Return strace's options for a kill at one call."""
    return ("-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={which}")


def killed_at(
    forks: Zygote, base: Path, name: str, *, step: int, walk: bool = False
) -> Counter[str]:
    """Kill a scenario at every `step`-th call and check each time; count what was found."""
    case = case_of(name, base, walk=walk)
    fresh(name, base, walk=walk)
    calls = forks.run(name, base, case.seq, walk=walk).calls
    found: Counter[str] = Counter()
    for call, which in points(calls)[::step]:
        if call == _END:
            continue
        fresh(name, base, walk=walk)
        run = forks.run(name, base, case.seq, *kill(name, call, which), walk=walk)
        found["killed" if run.killed else "missed"] += 1
        found[check_after(case, base, run, walk=walk)] += 1
    return found


@pytest.mark.parametrize("name", ["overwrite", "delete folder", "undo create"])
def test_a_kill_leaves_the_old_or_the_new_state(forks: Zygote, tmp_path: Path, name: str) -> None:
    """W8: a sample of every fifth call of three scenarios; all of them in the long tests."""
    found = killed_at(forks, tmp_path / "case", name, step=5)

    assert found["killed"] >= 20
    assert found["before"]
    assert found["after"]


def test_the_harness_finds_a_write_in_place(forks: Zygote, tmp_path: Path) -> None:
    """The control: a program that writes in place is found torn."""
    with pytest.raises(AssertionError, match="torn"):
        killed_at(forks, tmp_path / "case", "naive write", step=1)


@pytest.mark.slow
@pytest.mark.parametrize("walk", [False, True], ids=["openat2", "walk"])
@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "recover"])
def test_a_kill_at_every_call(
    forks: Zygote, tmp_path: Path, name: str, walk: bool, record_property: object
) -> None:
    """W8: every call of every changing action and of every undo."""
    found = killed_at(forks, tmp_path / "case", name, step=1, walk=walk)

    print(name, "walk" if walk else "openat2", dict(found))  # noqa: T201  # the figures
    assert found["killed"] >= 60
    # A call more or less now and then (a module that was not yet read) is no hole.
    assert found["missed"] <= found["killed"] // 20


def interrupted(forks: Zygote, base: Path, case: Case, call: str, which: int) -> Run:
    """Leave a change half done; return the run."""
    fresh(case.name, base)
    return forks.run(case.name, base, case.seq, *kill(case.name, call, which))


# Where a change stands half done: just before and just after the calls that change something.
HALF_DONE = ("renameat2", "unlinkat", "mkdirat", "fsync", "write", "fchmod")


def recovery_killed_at(forks: Zygote, base: Path, name: str, *, step: int) -> Counter[str]:
    """Kill a scenario half way, then its recovery at every call, then check."""
    case = case_of(name, base)
    fresh(name, base)
    calls = [one for one in points(forks.run(name, base, case.seq).calls) if one[0] in HALF_DONE]
    found: Counter[str] = Counter()
    for call, which in calls[:: max(1, len(calls) // 6)]:
        interrupted(forks, base, case, call, which)
        recovery = points(forks.run("recover", base, 0).calls)
        for at, number in recovery[::step]:
            if at == _END:
                continue
            interrupted(forks, base, case, call, which)
            run = forks.run("recover", base, 0, *kill("recover", at, number))
            found["killed" if run.killed else "missed"] += 1
            # Opening acknowledges nothing.
            found[check_after(case, base, replace(run, told=None))] += 1
    return found


def test_a_kill_of_the_recovery_is_recovered(forks: Zygote, tmp_path: Path) -> None:
    """W8: recovery can be repeated; a sample."""
    found = recovery_killed_at(forks, tmp_path / "case", "overwrite", step=12)

    assert found["killed"] >= 10


@pytest.mark.slow
@pytest.mark.parametrize("name", ["create", "overwrite", "delete folder", "move", "undo create"])
def test_a_kill_of_the_recovery_at_every_call(forks: Zygote, tmp_path: Path, name: str) -> None:
    """W8: recovery of half-done changes, killed at each of its calls, ends in one of two states."""
    found = recovery_killed_at(forks, tmp_path / "case", name, step=1)

    print("recovery of", name, dict(found))  # noqa: T201  # the figures
    assert found["killed"] >= 100
