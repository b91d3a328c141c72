"""The verb `policy`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.acting import operatoros


def _policy(tmp_path: Path, text: str) -> None:
    (tmp_path / "state").mkdir(exist_ok=True)
    (tmp_path / "state" / "policy.yaml").write_text(text)


def test_rules_are_shown_with_file_and_line_in_order_of_strength(tmp_path: Path) -> None:
    """Deny before ask before allow, each with file and line."""
    _policy(
        tmp_path,
        "version: 1\nrules:\n  - allow: fs.read\n  - deny: fs.write\n    path: a/**\n",
    )
    done = operatoros("policy", home=tmp_path)
    first, second = done.stdout.splitlines()
    assert first.endswith("policy.yaml:4: deny fs.write in a/**")
    assert second.endswith("policy.yaml:3: allow fs.read")
    told = json.loads(operatoros("policy", "--json", home=tmp_path).stdout)
    assert [rule["line"] for rule in told["rules"]] == [3, 4]


def test_a_broken_policy_is_a_banner_and_check_fails(tmp_path: Path) -> None:
    """Showing says that everything asks; --check is exit 2 with every problem."""
    _policy(tmp_path, "version: 1\nrules:\n  - permit: fs.read\n  - deny: fs.reed\n")
    shown = operatoros("policy", home=tmp_path)
    assert shown.returncode == 0
    assert "everything asks" in shown.stderr
    checked = operatoros("policy", "--check", home=tmp_path)
    assert checked.returncode == 2
    assert "ERR_POLICY_INVALID" in checked.stderr
    assert checked.stderr.count("policy.yaml:") >= 2


def test_no_policy_says_what_that_means(tmp_path: Path) -> None:
    """Without a file every command waits, and the place of the file is named."""
    done = operatoros("policy", "--check", home=tmp_path)
    assert done.returncode == 0
    assert "policy.yaml" in done.stderr
