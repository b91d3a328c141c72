"""policy.yaml: rules with places; what cannot be read asks for everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.review.policy import AUTO_READ_BYTES
from operatoros.review.policy_file import PolicyInvalid, check_policy, load_policy

GOOD = """\
version: 1
auto_read_bytes: 5000
rules:
  - allow: [fs.read, fs.readSlice]
    path: docs/**
  - allow: fs.write
    path: notes/**
    writes: undoable
  - deny: fs.*
    path: [archive/**, "**/*.key"]
    because: kept as they are
  - ask: "*"
"""


def _file(tmp_path: Path, text: str | bytes) -> str:
    file = tmp_path / "policy.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def test_the_rules_are_read_with_their_places(tmp_path: Path) -> None:
    """Each rule knows effect, actions, paths, reason, file and line."""
    policy = check_policy(_file(tmp_path, GOOD))
    assert [rule.effect for rule in policy.rules] == ["allow", "allow", "deny", "ask"]
    assert [rule.place.line for rule in policy.rules] == [4, 6, 9, 12]
    assert policy.rules[1].undoable_writes
    assert policy.rules[2].paths == ("archive/**", "**/*.key")
    assert policy.auto_read_bytes == 5000
    assert "policy.yaml:9: deny fs.*" in policy.rules[2].text


def test_no_file_means_no_rules(tmp_path: Path) -> None:
    """Without a file there is nothing wrong and nothing allowed."""
    policy = load_policy(str(tmp_path / "none.yaml"))
    assert (policy.rules, policy.banner) == ((), "")
    assert policy.auto_read_bytes == AUTO_READ_BYTES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rules: []",
        "version: 2\nrules: []",
        "version: 1\nrulez: []",
        "version: 1\nrules: allow",
        "version: 1\nrules:\n  - permit: fs.read",
        "version: 1\nrules:\n  - allow: fs.read\n    deny: fs.read",
        "version: 1\nrules:\n  - allow: fs.reed",
        "version: 1\nrules:\n  - deny: fs.read\n    path: /etc/**",
        "version: 1\nrules:\n  - deny: fs.read\n    path: ../x",
        "version: 1\nrules:\n  - deny: fs.read\n    path: a**b",
        "version: 1\nrules:\n  - deny: fs.read\n    paths: a",
        "version: 1\nrules:\n  - deny: fs.write\n    path: a\n    writes: undoable",
        "version: 1\nrules:\n  - allow: fs.write\n    writes: undoable",
        'version: 1\nrules:\n  - allow: fs.write\n    path: "**"\n    writes: undoable',
        "version: 1\nrules:\n  - allow: fs.write\n    path: a/**\n    writes: all",
        "version: 1\nauto_read_bytes: lots\nrules: []",
        "version: 1\nauto_read_bytes: -1\nrules: []",
        "version: 1\nrules:\n  - deny: *everything",
        "version: 1\nrules: [",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_wrong_asks_for_everything(tmp_path: Path, text: str | bytes) -> None:
    """Each broken file yields a banner with file and line, no rules and no budget; check fails."""
    file = _file(tmp_path, text)
    policy = load_policy(file)
    assert policy.rules == ()
    assert policy.auto_read_bytes == 0
    assert "policy.yaml:" in policy.banner
    with pytest.raises(PolicyInvalid) as caught:
        check_policy(file)
    assert caught.value.code == "ERR_POLICY_INVALID"
    codes = ("ERR_POLICY_KEY", "ERR_POLICY_VALUE", "ERR_YAML")
    assert any(code in str(caught.value.details["problems"]) for code in codes)


def test_a_file_that_cannot_be_opened_asks_for_everything(tmp_path: Path) -> None:
    """A folder in the file's place is no missing file: it is a banner (ERR_POLICY_READ)."""
    (tmp_path / "policy.yaml").mkdir()
    policy = load_policy(str(tmp_path / "policy.yaml"))
    assert "ERR_POLICY_READ" in policy.banner
    assert policy.fingerprint not in ("none", "")


def test_the_fingerprint_follows_the_bytes(tmp_path: Path) -> None:
    """Any change of the file, also a comment, is another fingerprint; approvals then lapse."""
    first = load_policy(_file(tmp_path, GOOD)).fingerprint
    assert load_policy(_file(tmp_path, GOOD)).fingerprint == first
    assert load_policy(_file(tmp_path, GOOD + "# x\n")).fingerprint != first
