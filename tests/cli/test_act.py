"""The verb `act`, as a program without a terminal calls it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from operatoros.protocol.render import read_results
from tests.acting import block, operatoros, write

EDITS = base64.b64encode(
    b'{"version":1,"edits":[{"op":"insertAfter","anchor":"Beta","text":"\\nGamma"}]}'
).decode()
GOLDEN = f"""\
Here is the plan.

```text
OPERATOR_CMD
version: 1
id: write-001
action: fs.write
path: notes/plan.txt
content_b64: QWxwaGEKQmV0YQ==
END_OPERATOR_CMD
```

```text
OPERATOR_CMD
version: 1
id: edits-001
action: fs.applyEdits
path: notes/plan.txt
edits_b64: {EDITS}
END_OPERATOR_CMD
```
"""


def _workspace(tmp_path: Path) -> Path:
    root = tmp_path / "w"
    root.mkdir(exist_ok=True)
    return root


def test_the_golden_path_yields_exactly_its_text(tmp_path: Path) -> None:
    """The requirement's two blocks run as written and give Alpha, Beta, Gamma."""
    root = _workspace(tmp_path)
    done = operatoros("act", "-", "--workspace", str(root), "--yes", home=tmp_path, given=GOLDEN)
    assert done.returncode == 0, done.stderr
    assert (root / "notes/plan.txt").read_bytes() == b"Alpha\nBeta\nGamma"
    results = read_results(done.stdout)
    assert [(result.id, result.ok) for result in results] == [
        ("write-001", True),
        ("edits-001", True),
    ]


def test_json_has_the_documented_form(tmp_path: Path) -> None:
    """A list of id, action, ok, code, summary and decoded details; 1 if any is not ok."""
    root = _workspace(tmp_path)
    (root / "a").write_text("hello\n")
    text = block("fs.read", path="a", name="r") + block("fs.read", path="none", name="n")
    text += block("fs.nope", path="a", name="x")
    done = operatoros(
        "act", "-", "--workspace", str(root), "--yes", "--json", home=tmp_path, given=text
    )
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert all(set(one) == {"id", "action", "ok", "code", "summary", "details"} for one in told)
    assert [(one["id"], one["ok"], one["code"]) for one in told] == [
        ("r", True, None),
        ("n", False, "ERR_NOT_FOUND"),
        ("x", False, "ERR_UNKNOWN_ACTION"),
    ]
    assert told[0]["details"] == "hello\n"


def test_without_a_terminal_and_without_yes_nothing_runs(tmp_path: Path) -> None:
    """In a pipe every command keeps waiting; its twin with --yes runs (W14)."""
    root = _workspace(tmp_path)
    done = operatoros("act", "-", "--workspace", str(root), home=tmp_path, given=GOLDEN)
    assert done.returncode == 1
    assert {result.code for result in read_results(done.stdout)} == {"ERR_APPROVAL_NEEDED"}
    assert list(root.iterdir()) == []
    again = operatoros("act", "-", "--workspace", str(root), "--yes", home=tmp_path, given=GOLDEN)
    assert again.returncode == 0
    assert (root / "notes/plan.txt").exists()


def test_deletes_need_their_own_switch(tmp_path: Path) -> None:
    """--yes leaves a delete waiting; --yes-delete carries it out; it can be undone."""
    root = _workspace(tmp_path)
    (root / "a").write_text("x")
    text = block("fs.delete", path="a")
    args = ("act", "-", "--workspace", str(root), "--yes")
    assert operatoros(*args, home=tmp_path, given=text).returncode == 1
    assert (root / "a").exists()
    assert operatoros(*args, "--yes-delete", home=tmp_path, given=text).returncode == 0
    assert not (root / "a").exists()
    undone = operatoros("undo", "--workspace", str(root), "--yes", home=tmp_path)
    assert undone.returncode == 0
    assert (root / "a").read_text() == "x"


def test_the_stop_lane_is_never_covered(tmp_path: Path) -> None:
    """A folder of files is not deleted by switches, whatever they are."""
    root = _workspace(tmp_path)
    (root / "d").mkdir()
    for name in "ab":
        (root / "d" / name).write_text(name)
    done = operatoros(
        "act", "-", "--workspace", str(root), "--yes", "--yes-delete",
        home=tmp_path, given=block("fs.delete", path="d"),
    )  # fmt: skip
    assert done.returncode == 1
    assert (root / "d" / "a").exists()


def test_a_second_run_repeats_nothing(tmp_path: Path) -> None:
    """The same text again: nothing for the chat on stdout, `already done` for programs (P10)."""
    root = _workspace(tmp_path)
    args = ("act", "-", "--workspace", str(root), "--yes")
    text = GOLDEN + block("fs.nope", path="a", name="x")
    assert operatoros(*args, home=tmp_path, given=text).returncode == 1
    (root / "notes/plan.txt").write_text("mine now")
    second = operatoros(*args, home=tmp_path, given=text)
    assert (second.returncode, second.stdout) == (0, "")
    assert (root / "notes/plan.txt").read_text() == "mine now"
    told = json.loads(operatoros(*args, "--json", home=tmp_path, given=text).stdout)
    assert [(one["id"], one["ok"]) for one in told] == [("write-001", True), ("edits-001", True)]
    assert all("not run again" in one["summary"] for one in told)


def test_another_chat_is_another_ledger(tmp_path: Path) -> None:
    """--chat names the conversation: the same block in another one runs."""
    root = _workspace(tmp_path)
    for chat, text in (("one", "x"), ("two", "x")):
        (root / "a").unlink(missing_ok=True)
        done = operatoros(
            "act", "-", "--workspace", str(root), "--yes", "--chat", chat,
            home=tmp_path, given=write("a", text),
        )  # fmt: skip
        assert done.returncode == 0
        assert (root / "a").exists()


def test_again_asks_for_a_person(tmp_path: Path) -> None:
    """--again brings a done command back, and --yes does not cover it (P10)."""
    root = _workspace(tmp_path)
    args = ("act", "-", "--workspace", str(root), "--yes")
    operatoros(*args, home=tmp_path, given=write("a", "x"))
    (root / "a").unlink()
    done = operatoros(*args, "--again", home=tmp_path, given=write("a", "x"))
    assert done.returncode == 1
    assert not (root / "a").exists()


def test_a_missing_workspace_is_named(tmp_path: Path) -> None:
    """A folder that is not there is ERR_NO_WORKSPACE with exit status 3."""
    done = operatoros(
        "act", "-", "--workspace", str(tmp_path / "none"), "--yes", home=tmp_path, given=GOLDEN
    )
    assert done.returncode == 3
    assert "ERR_NO_WORKSPACE" in done.stderr
    assert done.stdout == ""


def test_secrets_do_not_reach_stdout(tmp_path: Path) -> None:
    """A key in a file is withheld; --send-secrets is the person's word."""
    root = _workspace(tmp_path)
    key = "ghp_" + "a1B2" * 9
    (root / "a").write_text(f"token {key}\n")
    args = ("act", "-", "--workspace", str(root), "--yes", "--json")
    held = operatoros(*args, home=tmp_path, given=block("fs.read", path="a", name="1"))
    assert key not in held.stdout + held.stderr
    assert "withheld" in held.stdout
    sent = operatoros(
        *args, "--send-secrets", home=tmp_path, given=block("fs.read", path="a", name="2")
    )
    assert json.loads(sent.stdout)[0]["details"] == f"token {key}\n"


def test_values_of_settings_do_not_reach_stdout(tmp_path: Path) -> None:
    """Our own variables are withheld from results, whatever their form."""
    root = _workspace(tmp_path)
    (root / "a").write_text("value: plain-words-only\n")
    done = operatoros(
        "act", "-", "--workspace", str(root), "--yes", "--json",
        home=tmp_path, given=block("fs.read", path="a"), MY_SERVICE_TOKEN="plain-words-only",
    )  # fmt: skip
    assert "plain-words-only" not in done.stdout
    assert "withheld" in done.stdout


def test_long_results_are_cut_to_the_paste_limit(tmp_path: Path) -> None:
    """A slice longer than the limit ends at a line, with the next start to ask for (P19)."""
    root = _workspace(tmp_path)
    (root / "a").write_text("".join(f"{'x' * 100} {number}\n" for number in range(400)))
    done = operatoros(
        "act", "-", "--workspace", str(root), "--yes", home=tmp_path,
        given=block("fs.readSlice", path="a", start="1", lines="400"),
        OPERATOROS_PASTE_LIMIT="12000",
    )  # fmt: skip
    assert len(done.stdout) <= 12_000
    (result,) = read_results(done.stdout)
    assert "Go on with fs.readSlice, start:" in result.details


def test_plain_details_keep_the_text_readable(tmp_path: Path) -> None:
    """--plain writes | lines; a file that holds a marker goes as base64 all the same."""
    root = _workspace(tmp_path)
    (root / "a").write_text("one\ntwo\n")
    (root / "b").write_text("OPERATOR_CMD\nversion: 1\n")
    text = block("fs.read", path="a", name="a") + block("fs.read", path="b", name="b")
    done = operatoros(
        "act", "-", "--workspace", str(root), "--yes", "--plain", home=tmp_path, given=text
    )
    assert "|one\n|two" in done.stdout
    packed = base64.b64encode(b"OPERATOR_CMD\nversion: 1\n").decode()
    assert f"details_b64: {packed}" in done.stdout
    assert "OPERATOR_CMD" not in done.stdout.replace("END_OPERATOR_CMD", "")


def test_required_sessions_refuse_quotations(tmp_path: Path) -> None:
    """With the setting, unsigned blocks are rejected; the prompt's token lets them in (P17)."""
    root = _workspace(tmp_path)
    args = ("act", "-", "--workspace", str(root), "--yes")
    done = operatoros(*args, home=tmp_path, given=GOLDEN, OPERATOROS_REQUIRE_SESSION="1")
    assert {result.code for result in read_results(done.stdout)} == {"ERR_WRONG_SESSION"}
    prompt = operatoros("chat", "prompt", "--workspace", str(root), home=tmp_path).stdout
    token = prompt.split("Session token of this chat: ")[1].split()[0]
    signed = GOLDEN.replace("END_OPERATOR_CMD", f"session: {token}\nEND_OPERATOR_CMD")
    done = operatoros(*args, home=tmp_path, given=signed, OPERATOROS_REQUIRE_SESSION="1")
    assert done.returncode == 0, done.stdout
