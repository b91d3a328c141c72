"""A pasted chat changes a real repository, is killed at random points, and undo restores it all."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pty
import random
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from operatoros.protocol.render import read_results
from operatoros.protocol.scanner import scan
from operatoros.workspace.deny import badges
from tests.acting import block, edits, operatoros, write

SOURCE = Path(__file__).resolve().parents[2] / "src" / "operatoros"


# -- a whole conversation --------------------------------------------------------------------


def _replies(text: str) -> dict[str, str]:
    """Return id -> details of the results in a text, as the chat decodes them."""
    return {result.id: result.details for result in read_results(text)}


def test_a_chat_from_the_first_prompt_to_a_verified_edit(tmp_path: Path) -> None:
    """Bootstrap, interface, search, slice, edit with base, verification: only text is exchanged."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "app.py").write_text("import sys\n\n\ndef greet(name):\n    return 'Hi ' + name\n")
    prompt = operatoros("chat", "prompt", "--workspace", str(root), home=tmp_path).stdout
    token = prompt.split("Session token of this chat: ")[1].split()[0]
    page = f"You:\n{prompt}\nChat:\nGladly.\n"
    sent: list[str] = []

    def say(words: str, command: str) -> dict[str, str]:
        """Add to the page what the chat writes, paste the whole page, return the results."""
        nonlocal page
        live = command.replace("END_OPERATOR_CMD", f"session: {token}\nEND_OPERATOR_CMD")
        page += f"{words}\n```text\n{live}```\n"
        sent.append(command)
        done = operatoros(
            "act", "-", "--workspace", str(root), "--yes", "--chat", "page",
            home=tmp_path, given=page,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        page += f"You:\n{done.stdout}\nChat:\n"
        replies = _replies(done.stdout)
        assert len(replies) == 1, "only what is new is answered"
        return replies

    spec = say("First the interface.", block("operator.getInterfaceSpec", name="iface-001"))
    assert "fs.applyEdits" in spec["iface-001"]
    assert scan(spec["iface-001"], session=token).items == ()
    found = say("Where is it?", block("fs.searchTree", path=".", query="greet", name="s-1"))
    assert "app.py:4: def greet(name):" in found["s-1"]
    part = say(
        "Let me read.", block("fs.readSlice", path="app.py", start="4", lines="2", name="r-1")
    )
    base = re.search(r"# base: ([0-9a-f]{8})", part["r-1"])
    assert base is not None
    document = {
        "version": 1,
        "edits": [{"op": "replaceFirst", "find": "'Hi ' + name", "text": "f'Hello, {name}!'"}],
    }
    packed = base64.b64encode(json.dumps(document).encode()).decode()
    say(
        "Now the edit.",
        block("fs.applyEdits", path="app.py", base=base[1], edits_b64=packed, name="e-1"),
    )
    check = say("And the check.", block("fs.read", path="app.py", name="v-1"))
    assert "return f'Hello, {name}!'" in check["v-1"]
    assert (root / "app.py").read_text() == check["v-1"]
    assert scan(page, session=token).rejections == ()
    assert operatoros("audit", "verify", home=tmp_path).returncode == 0


# -- a person at a terminal --------------------------------------------------------------------


def _at_a_terminal(arguments: list[str], home: Path, keys: list[tuple[str, bytes]]) -> list[str]:
    """Run the program on a pseudo terminal; press a key whenever its prompt is the last line.

    Args:
        arguments: What follows `operatoros`.
        home: Working folder, with the state folder in it.
        keys: (text of the prompt, what is pressed), in order.

    Returns:
        The lines that a terminal shows at the end, with what has scrolled away.
    """
    outside, inside = pty.openpty()
    screen = pyte.HistoryScreen(110, 50, history=2_000)
    stream = pyte.ByteStream(screen)
    child = subprocess.Popen(
        [sys.executable, "-m", "operatoros", *arguments],
        stdin=inside, stdout=inside, stderr=inside, cwd=home, start_new_session=True,
        env={"PATH": os.environ["PATH"], "OPERATOROS_HOME": str(home / "state"), "TERM": "xterm"},
    )  # fmt: skip
    os.close(inside)
    waiting = list(keys)
    pressed_at = 0.0
    with child:
        while True:
            readable, _, _ = select.select([outside], [], [], 0.05)
            if readable:
                try:
                    data = os.read(outside, 65_536)
                except OSError:
                    break  # the program has ended and closed its side
                stream.feed(data)
            line = screen.display[screen.cursor.y]
            # A key that comes too early is thrown away by the guard: press until it counts.
            if waiting and waiting[0][0] in line and time.monotonic() - pressed_at > 0.5:
                os.write(outside, waiting[0][1])
                pressed_at = time.monotonic()
            elif waiting and pressed_at and waiting[0][0] not in line:
                waiting.pop(0)
                pressed_at = 0.0
    os.close(outside)
    above = ["".join(row[at].data for at in range(110)) for row in screen.history.top]
    return [line.rstrip() for line in (*above, *screen.display)]


def test_a_person_at_a_terminal_sees_and_decides(tmp_path: Path) -> None:
    """Yes, no and typed words on a real terminal: what is shown is what happens."""
    root = tmp_path / "w"
    (root / "d").mkdir(parents=True)
    for name in "ab":
        (root / "d" / name).write_text(name)
    text = (
        write("a.txt", "one\x1b[2J\u202e\n", name="1")
        + write("b.txt", "two\n", name="2")
        + block("fs.delete", path="d", name="3")
    )
    (tmp_path / "chat.txt").write_text(text)
    lines = _at_a_terminal(
        ["act", "chat.txt", "--workspace", str(root)],
        tmp_path,
        [
            ("y yes, n no", b"y"),
            ("y yes, n no", b"n"),
            ("t type to approve", b"t"),
            ("Type `delete 2`", b"delete 2\n"),
        ],
    )
    assert (root / "a.txt").read_bytes() == b"one\x1b[2J\xe2\x80\xae\n"
    assert not (root / "b.txt").exists()
    assert not (root / "d").exists()
    assert "+one\\u{1b}[2J\\u{202e}" in lines
    for heading in ("entry 1: fs.write 1 [review]", "entry 3: fs.delete 3 [stop]"):
        assert lines.count(heading) == 1
    assert "OPERATOR_RESULT" in lines


# -- killed at random points -----------------------------------------------------------------


def tree_hash(root: Path) -> str:
    """Return one hash of everything below a folder: names, kinds, modes, contents, link texts."""
    parts: list[str] = []
    for folder, names, files in os.walk(root):
        names.sort()
        for name in sorted([*names, *files]):
            path = Path(folder) / name
            status = path.lstat()
            what = ""
            if path.is_symlink():
                what = os.readlink(path)
            elif path.is_file():
                what = hashlib.sha256(path.read_bytes()).hexdigest()
            parts.append(f"{path.relative_to(root)}\0{status.st_mode:o}\0{what}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _repository(folder: Path) -> Path:
    """Copy a real source tree and make a git repository of it."""
    shutil.copytree(
        SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__", "_data"), symlinks=True
    )
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    return folder


def _messages(root: Path, chance: random.Random, count: int) -> Iterator[str]:
    """Yield messages of a chat, each with some commands that fit the tree as it will be then."""
    files = sorted(
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if path.stat().st_size > 200 and not badges(str(path.relative_to(root)))
    )
    chance.shuffle(files)
    for nth in range(count):
        one, two, three, four = (files.pop() for _ in range(4))
        text = (root / one).read_text(encoding="utf-8")
        line = next(line for line in text.split("\n") if text.count(line + "\n") == 1 and line)
        yield (
            f"Message {nth}.\n"
            + edits(
                one,
                {"op": "insertAfter", "anchor": line + "\n", "text": f"# note {nth}\n"},
                name=f"edit-{nth}",
            )
            + write(
                f"notes/{nth}/plan.txt", f"plan {nth}\n" * chance.randint(1, 200), name=f"w-{nth}"
            )
            + write(two, f"# replaced {nth}\n", name=f"over-{nth}")
            + block("fs.move", path=three, path_to=f"moved/{nth}/x.py", name=f"mv-{nth}")
            + block("fs.copy", path=one, path_to=f"copied/{nth}.py", name=f"cp-{nth}")
            + block("fs.delete", path=four, name=f"rm-{nth}")
        )


def _killed(arguments: list[str], home: Path, given: str, after_bytes: int) -> bool:
    """Run the program and kill it (SIGKILL) in the middle of its work.

    Args:
        arguments: What follows `operatoros`.
        home: Working folder, with the state folder in it.
        given: Its input.
        after_bytes: It is killed as soon as the log has grown by so much.

    Returns:
        Whether it was killed; False if it ended before.
    """

    def logged() -> int:
        return sum(log.stat().st_size for log in home.glob("state/workspaces/*/log.jsonl"))

    text = home / "given.txt"
    text.write_text(given, encoding="utf-8")
    before = logged()
    with text.open("rb") as stream:
        child = subprocess.Popen(
            [sys.executable, "-m", "operatoros", *arguments],
            stdin=stream,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "OPERATOROS_HOME": str(home / "state")},
            cwd=home,
            start_new_session=True,
        )
    while True:
        try:
            child.wait(timeout=0.0005)
        except subprocess.TimeoutExpired:
            if logged() - before >= after_bytes:
                child.kill()
                child.wait()
                return True
        else:
            return False


def _journey(tmp_path: Path, *, messages: int, kills_each: int, seed: int) -> int:
    """Run the whole journey; return how many times a process was killed while it worked."""
    chance = random.Random(seed)
    root = _repository(tmp_path / "repository")
    twin = tmp_path / "twin"
    shutil.copytree(root, twin, symlinks=True)
    before = tree_hash(root)
    chat = list(_messages(root, chance, messages))

    # What the same chat does when nobody kills anything.
    calm = tmp_path / "calm"
    calm.mkdir()
    for text in chat:
        done = operatoros(
            "act", "-", "--workspace", str(twin), "--yes", "--yes-delete", home=calm, given=text
        )
        assert done.returncode == 0, done.stdout + done.stderr

    act = ["act", "-", "--workspace", str(root), "--yes", "--yes-delete"]
    kills = 0
    for text in chat:
        for _ in range(kills_each):
            kills += _killed(act, tmp_path, text, chance.randint(1, 3_000))
        done = operatoros(*act, home=tmp_path, given=text)
        assert done.returncode == 0, done.stdout + done.stderr
    assert tree_hash(root) == tree_hash(twin), "killed or not, the outcome is the same"
    _whole(tmp_path, root)

    undo = ["undo", "--yes", "--workspace", str(root)]
    for _ in range(messages * 6 * 3):
        if chance.random() < 0.3:
            kills += _killed(undo, tmp_path, "", chance.randint(1, 1_500))
            continue
        done = operatoros(*undo, home=tmp_path)
        if done.returncode == 3:
            break
        assert done.returncode == 0, done.stderr
    assert tree_hash(root) == before, "after all undos the tree is what it was, modes too"
    _whole(tmp_path, root)
    return kills


def _whole(home: Path, root: Path) -> None:
    """The log verifies, and no temporary file is left in the tree."""
    done = operatoros("audit", "verify", "--workspace", str(root), home=home)
    assert done.returncode == 0, done.stderr
    strays = [path for path in root.rglob("*") if ".operator" in path.name]
    assert strays == []


@pytest.mark.timeout(120)
def test_killed_at_random_points_and_undone(tmp_path: Path) -> None:
    """Two messages, killed several times while at work: nothing is lost, torn or done twice."""
    assert _journey(tmp_path, messages=2, kills_each=3, seed=11) >= 4


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("seed", range(6))
def test_killed_at_random_points_many_times(tmp_path: Path, seed: int) -> None:
    """The same with eight messages and a dozen kills each, over six seeds."""
    assert _journey(tmp_path, messages=8, kills_each=12, seed=seed) >= 30
