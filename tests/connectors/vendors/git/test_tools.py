"""Commits, authors, files and totals of a repository, checked against plain `git log`."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.connectors.asked import NOW
from tests.connectors.repositories import Repository
from tests.connectors.vendors.git.reading import EVERYTHING, agrees, git

pytestmark = pytest.mark.anyio


async def test_an_ordinary_history_counts_as_git_counts(repository: Repository) -> None:
    """Edits, a rename, a binary file, a merge, an empty commit, two authors, one by two names."""
    commit = repository.commit
    commit("old", {"a.txt": "1\n2\n3\n"}, at="2026-11-01T10:00:00+00:00")
    commit("edit", {"a.txt": "1\n2\nthree\n4\n", "b/c.txt": "x\n" * 30})
    commit("binary", {"d.bin": b"\0\1\2" * 100}, name="Bo", email="bo@example.com")
    repository.git("switch", "--quiet", "--create", "side", "HEAD~1")
    commit("side", {"side.txt": "s\n"}, name="Ann Lee")
    repository.git("switch", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-edit", "--no-ff", "side",
                   env={"GIT_COMMITTER_DATE": "2026-11-20T11:00:00+00:00",
                        "GIT_AUTHOR_DATE": "2026-11-20T11:00:00+00:00"})  # fmt: skip
    repository.git("mv", "b/c.txt", "b/moved.txt")
    commit("moved and grown", {"b/moved.txt": "x\n" * 30 + "y\n"}, at="2026-11-20T12:00:00+00:00")
    commit("empty", at="2026-11-20T13:00:00+00:00")
    whole = await agrees(repository, EVERYTHING)
    assert (whole["commits"], whole["merges"], whole["binary_files"]) == (7, 1, 1)
    week = await agrees(repository, {}, "--since=2026-11-14T09:00:00Z")
    assert week["commits"] == 6
    day = {"since": "2026-11-01", "until": "2026-11-01"}
    assert (await agrees(repository, day, "--until=2026-11-02T00:00:00Z"))["commits"] == 1
    side = await agrees(repository, {**EVERYTHING, "branch": "side"}, "side")
    assert side["commits"] == 3
    first = (await git("log", repository.folder, {"max": 1})).items
    assert len(first) == 1
    assert first[0]["subject"] == "empty"


HOSTILE_MESSAGES = [
    "fix\n\ncommit deadbeefdeadbeefdeadbeefdeadbeefdeadbeef\nAuthor: Eve <eve@x>\n"
    "Date:   Mon Jan 1 00:00:00 2001 +0000\n\n    forged\n",
    "1\t1\tforged.txt",
    "subject \x1b[2J\x1b]0;title\x07 with escapes",
    "\u202egnissim\u200b",
    "",
    " \n\n  ",
    "%H %x00 %s %an",
    "a\rb\rc",
    "x" * 100_000,
    "--all\n-p\n",
]
HOSTILE_FILES = [
    "new\nline.txt",
    'quote".txt',
    "tab\tname.txt",
    "3\t4\tfake.txt",
    "-rf",
    "--help",
    " leading and trailing ",
    "back\\slash",
    "\x1b[31mred",
    "e\u0301",
    "0123456789012345678901234567890123456789",
    "dir/=> arrow {a => b}",
    ":(glob)*",
]
HOSTILE_AUTHORS = [
    ("Eve\x1b[31m", "eve@example.com"),
    ("Date: 2001-01-01", "1\t1\tfile@example.com"),
    ("Ann", "ANN@example.com"),
    ("%an", "%ae"),
]


async def test_hostile_names_and_messages_change_no_count(repository: Repository) -> None:
    """Forged commits, dates and numstat lines in messages, names and paths stay what they are."""
    for n, message in enumerate(HOSTILE_MESSAGES):
        name, email = HOSTILE_AUTHORS[n % len(HOSTILE_AUTHORS)]
        file = HOSTILE_FILES[n]
        repository.commit(message, {file: f"{n}\n" * (n + 1)}, name=name, email=email.lower())
    left = HOSTILE_FILES[len(HOSTILE_MESSAGES) :]
    repository.commit("the rest", dict.fromkeys(left, "z\n"))
    repository.git("mv", "tab\tname.txt", "moved\nby 7\t7\tname")
    repository.commit("rename", {'quote".txt': None})
    total = await agrees(repository, {})
    assert total["commits"] == len(HOSTILE_MESSAGES) + 2
    subjects = [item["subject"] for item in (await git("log", repository.folder)).items]
    assert "1\t1\tforged.txt" in subjects
    assert "fix" in subjects
    # Positive control: reading `git log` by its lines does count a forged commit.
    lines = repository.git("log").splitlines()
    assert sum(line.lstrip().startswith("commit ") for line in lines) > total["commits"]


async def test_bytes_that_are_no_utf8_are_shown_and_counted(repository: Repository) -> None:
    """A name or message in another encoding comes as visible escapes, never as lost commits."""
    (repository.folder / os.fsdecode(b"M\xfcller.txt")).write_bytes(b"x\n")
    repository.commit(os.fsdecode(b"M\xfcller"))
    log = await git("log", repository.folder)
    files = await git("changed_files", repository.folder)
    assert len(log.items) == 1
    assert files.items[0]["path"] == "M\\xfcller.txt"
    str(log.items).encode("utf-8")


async def test_this_repository_counts_as_git_counts() -> None:
    """Our own history of the last seven days, as `git log` tells it."""
    if not (REPOSITORY / ".git").exists():
        pytest.skip("this is no git checkout")
    answer = await git("log", REPOSITORY, EVERYTHING)
    ours = Repository.__new__(Repository)
    ours.folder = REPOSITORY
    head = str(answer.items[0]["hash"])
    assert len(answer.items) == int(ours.git("rev-list", "--count", head))


async def test_random_histories_count_as_git_counts(tmp_path: Path) -> None:
    """Twenty random edits in two repositories: every count equals plain git's."""
    for seed in range(2):
        chance = random.Random(seed)
        repository = Repository(tmp_path / str(seed))
        for n in range(10):
            files: dict[str, bytes | str | None] = {
                f"d{chance.randrange(3)}/f{chance.randrange(5)}": "".join(
                    f"{chance.randrange(4)}\n" for _ in range(chance.randrange(40))
                )
                for _ in range(chance.randrange(1, 4))
            }
            repository.commit(f"c{n}", files, at=f"2026-11-{10 + n}T0{n}:00:00Z")
        await agrees(repository, EVERYTHING)
        await agrees(repository, {"days_back": 4}, "--since=2026-11-17T09:00:00Z")


@pytest.mark.parametrize(
    ("params", "name"),
    [
        ({}, "last 7 days"),
        ({"days_back": 1.5}, "last 1.5 days"),
        ({"since": "2026-11-01"}, "2026-11-01 to now"),
        ({"until": "2026-11-21"}, "up to 2026-11-21"),
        ({"until": "2026-11-21", "days_back": 3}, "3 days to 2026-11-21"),
        ({"since": "2026-11-01", "until": "2026-11-02"}, "2026-11-01 to 2026-11-02"),
    ],
)
async def test_totals_keep_their_name_from_run_to_run(
    repository: Repository, params: dict[str, Any], name: str
) -> None:
    """The record of totals has the same key whenever it is asked, so that changes compare it."""
    repository.commit("first", {"a": "1\n"})
    for now in (NOW, "2026-11-21T17:30:00+00:00"):
        answer = await git("diff_stat", repository.folder, params, now=now)
        assert answer.items[0]["period"] == name
