"""Asking our git module, and asking plain git the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from operatoros.connectors.asking import Answer
from operatoros.errors import OperatorosError
from tests.connectors.asked import ask, module
from tests.connectors.repositories import Repository

TOOLS = ("log", "authors", "changed_files", "diff_stat")
EVERYTHING = {"since": "1971-01-01"}


async def git(tool: str, folder: Path, params: Any = None, **more: Any) -> Answer:
    """Ask our git module about a folder."""
    return await ask(module("git"), tool, params, folder=folder, **more)


async def code_of(folder: Path, params: Any = None, **more: Any) -> str:
    """Return the code with which the question fails."""
    with pytest.raises(OperatorosError) as caught:
        await ask(module("git", root=more.pop("root", "")), "log", params, folder=folder, **more)
    assert caught.value.hint
    return caught.value.code


def counted(repository: Repository, *args: str) -> tuple[int, int]:
    """Return lines added and removed as plain `git log --shortstat` counts them (no names)."""
    said = repository.git("log", "--shortstat", "--format=", *args)
    return (
        sum(map(int, re.findall(r"(\d+) insertion", said))),
        sum(map(int, re.findall(r"(\d+) deletion", said))),
    )


async def agrees(repository: Repository, params: dict[str, Any], *args: str) -> dict[str, Any]:
    """Assert that all four tools tell what plain git tells; return the totals."""
    folder = repository.folder
    log = (await git("log", folder, params)).items
    total = dict((await git("diff_stat", folder, params)).items[0])
    authors = (await git("authors", folder, params)).items
    files = (await git("changed_files", folder, params)).items
    hashes = repository.git("log", "--format=%H", *args).split()
    assert [item["hash"] for item in log] == hashes
    assert total["commits"] == len(hashes)
    lines = counted(repository, *args)
    assert (total["insertions"], total["deletions"]) == lines
    for items in (log, authors, files):
        for name, count in zip(("insertions", "deletions"), lines, strict=True):
            assert sum(int(str(item[name])) for item in items) == count
    assert sum(int(str(item["commits"])) for item in authors) == len(hashes)
    mails = set(repository.git("log", "-z", "--format=%aE", *args).split("\0")) - {""}
    assert {item["email"] for item in authors} == mails
    names = repository.git("log", "-z", "--format=", "--name-only", "-M", *args).split("\0")
    assert {item["path"] for item in files} == {name for name in names if name}
    assert total["files_changed"] == len(files)
    return total
