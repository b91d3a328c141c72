"""The verb `audit`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.acting import operatoros, write


def _log(tmp_path: Path) -> Path:
    root = tmp_path / "w"
    root.mkdir()
    text = write("a", "one\n", name="1") + write("b", "two\n", name="2")
    operatoros("act", "-", "--workspace", str(root), "--yes", home=tmp_path, given=text)
    (log,) = (tmp_path / "state").glob("workspaces/*/log.jsonl")
    return log


def test_the_log_is_listed_and_verified(tmp_path: Path) -> None:
    """Two writes are four lines with who, decision and result; verify says fine with the head."""
    _log(tmp_path)
    lines = json.loads(operatoros("audit", "list", "--json", home=tmp_path).stdout)
    assert [line["kind"] for line in lines] == ["intent", "outcome"] * 2
    assert lines[0]["decision"] == "--yes"
    done = operatoros("audit", "verify", home=tmp_path)
    assert done.returncode == 0
    assert lines[-1]["hash"] in done.stdout
    short = operatoros("audit", "list", "--last", "1", home=tmp_path)
    assert len(short.stdout.splitlines()) == 1


def test_a_changed_line_is_named(tmp_path: Path) -> None:
    """One altered byte in line 3: exit 4, and the first bad line is 3 (W17)."""
    log = _log(tmp_path)
    lines = log.read_bytes().split(b"\n")
    lines[2] = lines[2].replace(b'"path":"b"', b'"path":"c"')
    log.write_bytes(b"\n".join(lines))
    done = operatoros("audit", "verify", home=tmp_path)
    assert (done.returncode, "ERR_AUDIT_BAD" in done.stderr) == (4, True)
    told = json.loads(operatoros("audit", "verify", "--json", home=tmp_path).stdout)
    assert (told["state"], told["first_bad"]) == ("rewritten", 3)


def test_a_cut_tail_is_told(tmp_path: Path) -> None:
    """The last line is missing: the anchor tells that the log is truncated."""
    log = _log(tmp_path)
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    done = operatoros("audit", "verify", "--json", home=tmp_path)
    assert done.returncode == 4
    assert json.loads(done.stdout)["state"] == "truncated"
