"""A system call that fails: never a wrong "ok", never a change that is denied (W8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workspace.scenarios import SCENARIOS
from tests.workspace.tracing import Case, Run, Zygote, case_of, check_after, fresh, points, zygote

pytestmark = pytest.mark.outside

# Memory, signals and the clock are not the disk's business.
NOT_FILES = frozenset({
    "exit_group", "brk", "mmap", "munmap", "mremap", "madvise", "mprotect", "futex", "getpid",
    "getrandom", "clock_gettime", "geteuid", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
})  # fmt: skip
ERRNOS = (
    "EIO", "ENOSPC", "EDQUOT", "EACCES", "EROFS", "EMFILE", "ENOMEM", "EINTR", "EPERM", "EINVAL",
    "ENOSYS", "ESTALE",
)  # fmt: skip
# Codes that say that a change stands, or that it is not known; the rest say it was not made.
STANDS = "ERR_APPLIED_NOT_LOGGED"
OPEN = "ERR_NOT_FINISHED"


@pytest.fixture(scope="module")
def forks() -> Iterator[Zygote]:
    """One forking process for all runs of this file."""
    with zygote() as running:
        yield running


def judge(case: Case, run: Run, where: str, call: str, errno: str) -> str:
    """See that what was told is what is on the disk; return the code that was told."""
    assert run.told is not None, f"ended with {run.status} and told nothing"
    code = str(run.told.get("code", "ok"))
    if code == "ok":
        assert where == "after", "a wrong ok"
        if call == "fsync" and run.injected and errno != "EINTR":
            # (EINTR says that it was not tried, and it is tried again.) Only the anchor's fsync
            # may fail without a word on durability; it has a note.
            assert run.told["state"] == "durability_unknown" or run.told["notes"]
    elif code == STANDS:
        assert where == "after", "said to stand, and does not"
    elif code != OPEN and case.before != case.after:
        assert where == "before", f"said not to have been made ({code}), and was"
    return code


def lied_to(
    forks: Zygote, base: Path, name: str, errnos: tuple[str, ...], *, step: int, each: bool
) -> Counter[str]:
    """Fail every `step`-th call, with each errno or (each=False) with one of them in turn."""
    case = case_of(name, base)
    fresh(name, base)
    calls = [
        one for one in points(forks.run(name, base, case.seq).calls) if one[0] not in NOT_FILES
    ]
    found: Counter[str] = Counter()
    for number, (call, which) in enumerate(calls[::step]):
        for errno in errnos if each else (errnos[number % len(errnos)],):
            fresh(name, base)
            inject = f"inject={call}:error={errno}:when={which}"
            run = forks.run(name, base, case.seq, "-e", f"trace={call}", "-e", inject)
            found["injected" if run.injected else "missed"] += 1
            try:
                found[judge(case, run, check_after(case, base, run), call, errno)] += 1
            except AssertionError as exc:
                raise AssertionError(f"{name}: {call} {which} {errno}: {exc}") from exc
    return found


@pytest.mark.parametrize("name", ["overwrite", "delete folder"])
def test_a_failing_call_is_never_answered_with_a_wrong_ok(
    forks: Zygote, tmp_path: Path, name: str
) -> None:
    """W8: a sample of every fourth call, twelve errnos in turn."""
    found = lied_to(forks, tmp_path / "case", name, ERRNOS, step=4, each=False)

    assert found["injected"] >= 20
    assert found["ok"] < found["injected"]


def test_the_harness_finds_a_failure_that_is_taken_for_a_success(
    forks: Zygote, tmp_path: Path
) -> None:
    """The control: a program that passes over a failed write is caught."""
    with pytest.raises(AssertionError, match="acknowledged, then gone"):
        lied_to(forks, tmp_path / "case", "naive answer", ("EIO",), step=1, each=True)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "recover"])
def test_every_call_fails_with_every_errno(forks: Zygote, tmp_path: Path, name: str) -> None:
    """W8: twelve errnos at each call of every change and undo."""
    found = lied_to(forks, tmp_path / "case", name, ERRNOS, step=1, each=True)

    print(name, dict(found))  # noqa: T201  # the figures
    assert found["injected"] >= 500
    assert found["missed"] <= found["injected"] // 20
