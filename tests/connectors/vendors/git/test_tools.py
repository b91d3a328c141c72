"""Commits, authors, files and totals of a repository, checked against plain `git log`."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import REPOSITORY
from tests.connectors.asked import NOW, ask, connections, module, question, untold
from tests.connectors.repositories import Repository

from operatoros.connectors.asking import Answer
from operatoros.errors import OperatorosError

pytestmark = pytest.mark.anyio
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


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository(tmp_path / "repository")


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
    (repository.folder / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"x\n")
    repository.commit(os.fsdecode(b"caf\xe9"))
    log = await git("log", repository.folder)
    files = await git("changed_files", repository.folder)
    assert len(log.items) == 1
    assert files.items[0]["path"] == "caf\\xe9.txt"
    str(log.items).encode("utf-8")


async def test_one_wrong_clock_hides_nothing(repository: Repository) -> None:
    """A commit dated 1970 or 2099 in the middle does not swallow those behind it."""
    repository.commit("first", {"a": "1\n"})
    repository.commit("long ago", {"a": "2\n"}, at="@100 +0000")
    repository.commit("far ahead", {"a": "3\n"}, at="2099-01-01T00:00:00Z")
    repository.commit("last", {"a": "4\n"})
    log = await git("log", repository.folder)
    assert [item["subject"] for item in log.items] == ["last", "far ahead", "first"]
    # Positive control: plain `git log --since` loses the first one.
    plain = repository.git("log", "--since=2026-11-14T09:00:00Z", "--format=%s").split("\n")
    assert "first" not in plain


EXECUTABLES = {
    "core.fsmonitor": "{run}",
    "core.pager": "{run}",
    "core.sshCommand": "{run}",
    "core.alternateRefsCommand": "{run}",
    "diff.external": "{run}",
    "diff.evil.command": "{run}",
    "diff.evil.textconv": "{run}",
    "filter.evil.clean": "{run}",
    "filter.evil.smudge": "{run}",
    "filter.evil.process": "{run}",
    "gpg.program": "{run}",
    "log.showSignature": "true",
    "pager.log": "{run}",
    "pager.diff-tree": "{run}",
    "alias.log": "!{run}",
    "alias.rev-parse": "!{run}",
    "credential.helper": "!{run}",
    "interactive.diffFilter": "{run}",
    "protocol.ext.allow": "always",
    "remote.origin.url": "ext::{run}",
    "remote.origin.promisor": "true",
    "extensions.partialClone": "origin",
}
MISLEADING = {
    "log.diffMerges": "first-parent",
    "log.showRoot": "false",
    "log.follow": "true",
    "log.date": "relative",
    "log.excludeDecoration": "*",
    "format.pretty": "%H%n%H%n%H",
    "color.ui": "always",
    "diff.renames": "false",
    "diff.noprefix": "true",
    "diff.algorithm": "patience",
    "diff.ignoreSubmodules": "all",
    "i18n.logOutputEncoding": "UTF-16",
    "core.quotePath": "true",
    "mailmap.file": "/etc/passwd",
}


async def test_settings_of_a_hostile_repository_run_nothing_and_mislead_nobody(
    repository: Repository, tmp_path: Path
) -> None:
    """No setting, attribute or hook of the repository starts a program or changes a count."""
    trace = tmp_path / "trace"
    program = tmp_path / "run"
    program.write_text(f'#!/bin/sh\necho "$0 $@" >> {trace}\ncat\n', encoding="utf-8")
    program.chmod(0o755)
    commit = repository.commit
    commit("one", {"a.txt": "1\n2\n", "same.txt": "s\n" * 9})
    commit("two", {"a.txt": "1\nTWO\n", "same.txt": None, "renamed.txt": "s\n" * 9})
    honest = await agrees(repository, {})
    (repository.folder / ".git/info").mkdir(exist_ok=True)
    (repository.folder / ".git/info/attributes").write_text("* diff=evil filter=evil\n", "utf-8")
    (repository.folder / ".gitattributes").write_text("* diff=evil filter=evil\n", "utf-8")
    for hook in ("post-checkout", "pre-commit", "reference-transaction", "post-index-change"):
        (repository.folder / ".git/hooks").mkdir(exist_ok=True)
        (repository.folder / ".git/hooks" / hook).symlink_to(program)
    config = {**EXECUTABLES, **MISLEADING}
    for name, value in config.items():
        repository.git("config", name, value.format(run=program))
    seen = dict((await git("diff_stat", repository.folder)).items[0])
    assert seen == honest
    for tool in TOOLS:
        await git(tool, repository.folder)
    assert not trace.exists(), trace.read_text(encoding="utf-8")
    # Positive control: plain git in the same repository does run the program.
    repository.git("config", "--unset", "alias.log")
    repository.git("-c", "core.pager=cat", "diff", "HEAD~1", "HEAD", "--", "a.txt")
    assert trace.exists()


async def test_replacements_and_grafts_do_not_rewrite_history(repository: Repository) -> None:
    """`refs/replace` and a graft file cannot show another history than the one committed."""
    first = repository.commit("first", {"a": "1\n"})
    second = repository.commit("second", {"a": "2\n"})
    repository.commit("third", {"a": "3\n"})
    tree = repository.git("rev-parse", "HEAD^{tree}").strip()
    forged = repository.git("commit-tree", tree, "-m", "forged").strip()
    repository.git("replace", second, forged)
    (repository.folder / ".git/info").mkdir(exist_ok=True)
    (repository.folder / ".git/info/grafts").write_text(f"{second}\n", encoding="utf-8")
    log = await git("log", repository.folder)
    assert [item["subject"] for item in log.items] == ["third", "second", "first"]
    assert log.items[-1]["hash"] == first
    # Positive control: plain git shows the forged one.
    assert "forged" in repository.git("log", "--format=%s")


async def test_this_repository_counts_as_git_counts() -> None:
    """Our own history of the last seven days, as `git log` tells it."""
    if not (REPOSITORY / ".git").exists():
        pytest.skip("this is no git checkout")
    answer = await git("log", REPOSITORY, EVERYTHING)
    ours = Repository.__new__(Repository)
    ours.folder = REPOSITORY
    head = str(answer.items[0]["hash"])
    assert len(answer.items) == int(ours.git("rev-list", "--count", head))


async def test_a_bare_repository_and_a_detached_head_are_read(repository: Repository) -> None:
    """Neither needs a working tree or a branch; the reader is told what was counted from."""
    first = repository.commit("first", {"a": "1\n"})
    repository.commit("second", {"a": "2\n"})
    bare = repository.folder.parent / "bare.git"
    repository.git("clone", "--quiet", "--bare", ".", str(bare))
    assert len((await git("log", bare)).items) == 2
    repository.git("checkout", "--quiet", "--detach", first)
    answer = await git("log", repository.folder)
    assert len(answer.items) == 1
    assert any(first[:10] in note for note in answer.notes)


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


async def test_a_declared_root_is_a_ceiling(repository: Repository) -> None:
    """A connector with a root does not climb to a repository above it; one without does."""
    repository.commit("first", {"sub/a": "1\n"})
    sub = repository.folder / "sub"
    assert await code_of(sub, root=".") == "ERR_GIT_NOT_A_REPOSITORY"
    assert len((await git("log", sub)).items) == 1
    declared = await ask(module("git", root="."), "log", folder=repository.folder)
    assert len(declared.items) == 1
    beneath = await ask(module("git", root="."), "log", {"path": "sub"}, folder=repository.folder)
    assert len(beneath.items) == 1


async def test_somebody_elses_repository_is_not_read(repository: Repository) -> None:
    """What git calls dubious ownership is ERR_GIT_NOT_YOURS."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    repository.commit("first")
    os.chown(repository.folder, 65534, 65534)
    assert await code_of(repository.folder) == "ERR_GIT_NOT_YOURS"


async def test_the_history_is_read_once_for_all_tools(repository: Repository) -> None:
    """Four sources over one repository share one reading; another period is read anew."""
    repository.commit("first", {"a": "1\n"})
    async with connections() as opened:
        for tool in TOOLS:
            asked = question(module("git"), tool, folder=repository.folder, source=tool)
            await opened.ask(asked, untold)
        (repository.folder / ".git" / "HEAD").unlink()
        again = question(module("git"), "log", {"max": 1}, folder=repository.folder)
        assert len((await opened.ask(again, untold)).items) == 1
        other = question(module("git"), "log", {"days_back": 3}, folder=repository.folder)
        with pytest.raises(OperatorosError):
            await opened.ask(other, untold)


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


def test_the_tests_clock_is_the_one_they_assume() -> None:
    """The periods above are counted from this present."""
    assert NOW.startswith("2026-11-21T09:00:00")
