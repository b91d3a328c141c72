"""The verb `chat`: nothing that is printed is a live command (P17)."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.protocol.scanner import scan
from tests.acting import operatoros


@pytest.mark.parametrize(
    "arguments", [("prompt",), ("spec",), ("templates",), ("templates", "fs.patch", "--b64")]
)
def test_what_is_printed_holds_no_command(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Prompt, specification and templates can be pasted and scanned: 0 commands."""
    root = tmp_path / "w"
    root.mkdir()
    extra = ("--workspace", str(root)) if arguments == ("prompt",) else ()
    done = operatoros("chat", *arguments, *extra, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert scan(done.stdout).items == ()
    assert "OPERATOR_CMD" in done.stdout


def test_the_prompt_carries_the_inboxs_token(tmp_path: Path) -> None:
    """The same workspace always has the same token; the first block sent with it is signed."""
    root = tmp_path / "w"
    root.mkdir()
    first, second = (
        operatoros("chat", "prompt", "--workspace", str(root), home=tmp_path).stdout
        for _ in range(2)
    )
    assert first == second
    token = first.split("Session token of this chat: ")[1].split()[0]
    lines = [line.removeprefix("| ") for line in first.splitlines() if line.startswith("| ")]
    live = "\n".join(lines).replace("YOUR-TOKEN", token)
    (command,) = scan(live, session=token).commands
    assert command.signed


def test_a_persons_own_prompt_replaces_ours(tmp_path: Path) -> None:
    """The project's file wins over the user's, the user's over the shipped one."""
    root = tmp_path / "w"
    root.mkdir()
    args = ("chat", "prompt", "--workspace", str(root))
    shipped = operatoros(*args, home=tmp_path).stdout
    (tmp_path / "state" / "operator_llm_bootstrap.txt").write_text("mine {session}\n")
    mine = operatoros(*args, home=tmp_path).stdout
    (tmp_path / "operator_llm_bootstrap.txt").write_text("the project's {session}\n")
    projects = operatoros(*args, home=tmp_path).stdout
    token = shipped.split("Session token of this chat: ")[1].split()[0]
    assert (mine, projects) == (f"mine {token}\n", f"the project's {token}\n")


def test_a_broken_own_prompt_is_an_error(tmp_path: Path) -> None:
    """A file that is not UTF-8 is named, and the shipped prompt is not used in its place."""
    root = tmp_path / "w"
    root.mkdir()
    (tmp_path / "operator_llm_bootstrap.txt").write_bytes(b"\xff\xfe\xfd")
    done = operatoros("chat", "prompt", "--workspace", str(root), home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "ERR_BOOTSTRAP_UNREADABLE" in done.stderr


def test_an_unknown_action_has_no_template(tmp_path: Path) -> None:
    """Asking for the template of an action that is not there is exit 3."""
    done = operatoros("chat", "templates", "fs.format", home=tmp_path)
    assert (done.returncode, "ERR_NO_SUCH_ACTION" in done.stderr) == (3, True)
