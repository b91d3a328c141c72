"""Which history is read: the true one, whatever the repository says, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from tests.connectors.asked import NOW, ask, connections, module, question, untold
from tests.connectors.repositories import Repository
from tests.connectors.vendors.git.reading import TOOLS, agrees, code_of, git

pytestmark = pytest.mark.anyio


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


def test_the_tests_clock_is_the_one_they_assume() -> None:
    """The periods above are counted from this present."""
    assert NOW.startswith("2026-11-21T09:00:00")
