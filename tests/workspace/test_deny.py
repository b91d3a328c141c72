"""What is never changed and what is badged (W5): the table, and spellings around it."""

from __future__ import annotations

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Command
from operatoros.workspace.deny import badges, denied, secret_like
from tests.workspace.desk import Desk, command, write

DENIED = [".git", ".git/config", ".GIT/hooks/x", "sub/.Git", "sub/.git/a/b", ".gi\u0074/x"]
NOT_DENIED = ["git", ".github/x", "a.git", ".gitignore", "x/.gitkeep", ".git-old/x"]


@pytest.mark.parametrize("path", DENIED)
def test_gits_own_folder_is_never_changed(path: str) -> None:
    """W5: whatever the case, wherever it lies."""
    assert denied(path)


@pytest.mark.parametrize("path", NOT_DENIED)
def test_what_only_looks_like_it_may_be_changed(path: str) -> None:
    """The twin: no ordinary file is lost."""
    assert denied(path) is None


SECRET = [
    ".env", "a/.env.local", "prod.env", "id_rsa", ".ssh/known_hosts", "x/server.PEM", "cert.key",
    ".npmrc", "credentials.json", "SECRETS.yaml", ".aws/config", "terraform.tfstate",
]  # fmt: skip
PLAIN = [
    ".env.example", "env.py", "environment.txt", "keys.md", "credentials.py", "monkey.txt",
    "keyboard.c", "secretary.txt",
]  # fmt: skip


@pytest.mark.parametrize("path", SECRET)
def test_what_looks_like_a_secret_is_said_to(path: str) -> None:
    """W5: it is not read without a click."""
    assert secret_like(path)


@pytest.mark.parametrize("path", PLAIN)
def test_what_is_no_secret_is_not_cried_over(path: str) -> None:
    """The twin: examples, code and other words."""
    assert not secret_like(path)


@pytest.mark.parametrize(
    ("path", "codes"),
    [
        ("src/a.py", []),
        (".github/workflows/ci.yml", ["ci", "dotfile"]),
        ("Jenkinsfile", ["ci"]),
        ("Makefile", ["runs"]),
        ("web/package.json", ["runs"]),
        ("uv.lock", ["lock"]),
        ("package-lock.json", ["lock"]),
        (".bashrc", ["runs", "dotfile"]),
        (".env", ["secret", "dotfile"]),
        ("a/.hidden/b", ["dotfile"]),
    ],
)
def test_badges_say_what_to_look_at_first(path: str, codes: list[str]) -> None:
    """W5: the most alarming comes first."""
    assert [badge.code for badge in badges(path)] == codes


@pytest.mark.parametrize(
    "wanted",
    [
        write(".git/hooks/pre-commit", "#!/bin/sh\n"),
        write(".GIT/config", "x"),
        write("sub/.git", "gitdir: elsewhere"),
        command("fs.delete", ".git"),
        command("fs.delete", "repo"),
        command("fs.move", "repo", path_to="other"),
        command("fs.copy", "repo", path_to="other"),
        command("fs.copy", "a.txt", path_to=".git/a.txt"),
        command("fs.move", "a.txt", path_to="repo/.git/a.txt"),
    ],
    ids=lambda wanted: f"{wanted.action} {wanted.path} {wanted.path_to}",
)
def test_no_action_reaches_gits_folder(at: Desk, wanted: Command) -> None:
    """W5: not by name, not as a target, not inside a folder that is moved, copied or deleted."""
    at.put(".git/config", "[core]\n")
    at.put("repo/.git/config", "[core]\n")
    at.put("a.txt", "a\n")
    before = at.tree()

    with pytest.raises(OperatorosError) as caught:
        at.do(wanted)

    assert caught.value.code == "ERR_PATH_NOT_ALLOWED"
    assert at.tree() == before
    at.do(write("repo/a.txt", "the twin\n"))
