"""The verb `scan`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.acting import block, edits, operatoros, write


def test_json_has_the_documented_form(tmp_path: Path) -> None:
    """Commands, rejections and trimmed, with the fields that faces.md names; nothing is kept."""
    text = "hello\n" + write("a", "x") + block("fs.nope", path="a", name="bad")
    done = operatoros("scan", "-", "--json", home=tmp_path, given=text)
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert set(told) == {"commands", "rejections", "trimmed"}
    (command,) = told["commands"]
    assert (command["id"], command["action"], command["line"]) == ("w-1", "fs.write", 2)
    assert command["fields"]["path"] == "a"
    (rejection,) = told["rejections"]
    assert set(rejection) == {"code", "line", "id", "message"}
    assert (rejection["code"], rejection["id"]) == ("ERR_UNKNOWN_ACTION", "bad")
    assert told["trimmed"] is False
    assert not (tmp_path / "state").exists()


def test_payloads_are_told_whole(tmp_path: Path) -> None:
    """A `|` payload and edit sections stand in `fields` as what they say."""
    text = block("fs.write", path="a", payload_content="one\n\ntwo")
    done = operatoros("scan", "--json", home=tmp_path, given=text)
    assert json.loads(done.stdout)["commands"][0]["fields"]["content"] == "one\n\ntwo\n"
    done = operatoros(
        "scan",
        "--json",
        home=tmp_path,
        given=edits("a", {"op": "replaceFirst", "find": "x", "text": "y"}),
    )
    assert "edits_b64" in json.loads(done.stdout)["commands"][0]["fields"]


def test_people_get_one_line_a_command_and_no_raw_characters(tmp_path: Path) -> None:
    """Control characters of a rejected block are shown as escapes (W13)."""
    text = write("a", "x") + block("fs.read", path="a\x1b[2J", name="esc")
    done = operatoros("scan", home=tmp_path, given=text)
    assert "\x1b" not in done.stdout + done.stderr
    assert "line 1: w-1 fs.write a" in done.stdout
    assert "ERR_CONTROL_CHARACTER" in done.stdout


def test_text_of_powershell_is_read(tmp_path: Path) -> None:
    """UTF-16 with its mark, as PowerShell's `>` writes it, is the same text."""
    (tmp_path / "chat.txt").write_bytes(write("a", "x").replace("\n", "\r\n").encode("utf-16"))
    done = operatoros("scan", "chat.txt", "--json", home=tmp_path)
    assert [command["id"] for command in json.loads(done.stdout)["commands"]] == ["w-1"]


def test_a_scan_starts_without_anything_heavy(tmp_path: Path) -> None:
    """No pydantic, YAML, database or async library is imported for a scan."""
    code = (
        "import sys, json\nfrom operatoros.cli.main import _run\n"
        "_run(['scan', '-', '--json'], debug=False)\n"
        "sys.stderr.write(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input="x", capture_output=True, text=True, check=True
    )
    names = set(json.loads(done.stderr.splitlines()[-1]))
    heavy = {"pydantic", "yaml", "sqlalchemy", "sqlite3", "anyio", "rich", "httpx2", "unidiff"}
    assert not names & heavy
