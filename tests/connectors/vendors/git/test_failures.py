"""Each way to have no history, or not all of it, has its code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from operatoros.connectors.vendors.git import history
from tests.connectors.repositories import Repository
from tests.connectors.vendors.git.reading import code_of, git

pytestmark = pytest.mark.anyio


async def test_a_shallow_clone_says_where_it_cannot_count(repository: Repository) -> None:
    """The commit at which a clone was cut looks as if it added everything: it is not counted."""
    for n in range(4):
        repository.commit(f"c{n}", {"a": "x\n" * (n + 1)}, at=f"2026-11-{16 + n}T10:00:00Z")
    clone = repository.folder.parent / "clone"
    repository.git("clone", "--quiet", "--depth=2", repository.folder.as_uri(), str(clone))
    answer = await git("log", clone)
    assert answer.error is not None
    assert answer.error.code == "ERR_GIT_SHALLOW"
    assert [item["insertions"] for item in answer.items] == [1, None]
    total = dict((await git("diff_stat", clone)).items[0])
    assert (total["commits"], total["insertions"]) == (2, 1)
    # A period that ends before the cut is whole.
    recent = await git("log", clone, {"since": "2026-11-19"})
    assert recent.error is None
    assert recent.notes


async def test_each_way_to_have_no_history_has_its_code(
    repository: Repository, tmp_path: Path
) -> None:
    """No repository, no commit, no branch, a path outside, git missing: a code each."""
    plain = tmp_path / "plain"
    plain.mkdir()
    assert await code_of(plain) == "ERR_GIT_NOT_A_REPOSITORY"
    assert await code_of(plain, {"path": "gone"}) == "ERR_GIT_NOT_A_REPOSITORY"
    assert await code_of(plain, {"path": "a\0b"}) == "ERR_GIT_NOT_A_REPOSITORY"
    assert await code_of(repository.folder) == "ERR_GIT_NO_COMMITS"
    repository.commit("first")
    folder = repository.folder
    assert await code_of(folder, {"branch": "nope"}) == "ERR_GIT_NO_BRANCH"
    assert await code_of(folder, {"path": ".."}) == "ERR_GIT_OUTSIDE"
    assert await code_of(folder, {"path": "/etc"}) == "ERR_GIT_OUTSIDE"
    (folder / "out").symlink_to(tmp_path)
    assert await code_of(folder, {"path": "out"}) == "ERR_GIT_OUTSIDE"
    beside_us = await code_of(folder, environ={"PATH": str(plain)})
    assert beside_us == "ERR_GIT_MISSING"
    (folder / ".git/HEAD").write_text("nonsense\n", encoding="utf-8")
    assert await code_of(folder) in {"ERR_GIT_NOT_A_REPOSITORY", "ERR_GIT_FAILED"}


@pytest.mark.parametrize(
    "branch", ["-x", "--output=/tmp/x", "a..b", "a b", "@{1}", "HEAD~1", "^main", ":/x", "x" * 300]
)
async def test_a_branch_is_a_name_and_nothing_else(repository: Repository, branch: str) -> None:
    """Options, ranges and expressions are refused before git sees them."""
    repository.commit("first")
    assert await code_of(repository.folder, {"branch": branch}) == "ERR_GIT_BRANCH_NAME"


@pytest.mark.parametrize(
    "params",
    [
        {"days_back": 0}, {"days_back": -3}, {"days_back": 1e9},
        {"since": "2026-11-02", "until": "2026-11-01"},
    ],
)  # fmt: skip
async def test_a_period_has_days(repository: Repository, params: dict[str, Any]) -> None:
    """Zero, negative and endless periods are refused."""
    repository.commit("first")
    assert await code_of(repository.folder, params) == "ERR_GIT_PERIOD"


async def test_somebody_elses_repository_is_not_read(repository: Repository) -> None:
    """What git calls dubious ownership is ERR_GIT_NOT_YOURS."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    repository.commit("first")
    os.chown(repository.folder, 65534, 65534)
    assert await code_of(repository.folder) == "ERR_GIT_NOT_YOURS"


async def test_a_history_beyond_the_limit_is_refused(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More output than one fetch reads ends git and is ERR_GIT_TOO_LARGE."""
    repository.commit("x" * 10_000, {"a": "1\n"})
    monkeypatch.setattr(history, "_MAX_OUTPUT", 5_000)
    assert await code_of(repository.folder) == "ERR_GIT_TOO_LARGE"
