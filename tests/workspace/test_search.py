"""fs.searchTree: everything that git would look at, within its limits."""

from __future__ import annotations

import itertools
import os
import subprocess

import pytest

from operatoros.workspace.search import search_tree
from tests.workspace.desk import Desk, command


def hits(at: Desk, path: str = ".", query: str = "needle") -> list[str]:
    """Return where a text was found, as `path:line`."""
    found = search_tree(at.workspace.root, path, query, seconds=30)
    return [line.split(": ")[0] for line in found.details.split("\n")[5:]]


def test_every_line_with_the_text_is_told(both: Desk) -> None:
    """`path:line: text`, folders in order, CRLF and a byte-order mark left out of the text."""
    both.put("b.txt", "no\nneedle one\n")
    both.put("a/x.txt", b"\xef\xbb\xbfneedle\r\nx\r\nneedle needle\r\n")
    done = both.do(command("fs.searchTree", ".", query="needle"))

    assert done.details is not None
    assert done.details.split("\n") == [
        "# path: .",
        "# query: needle",
        "# matches: 3",
        "# scanned: 2 files; skipped: none",
        "",
        "b.txt:2: needle one",
        "a/x.txt:1: needle",
        "a/x.txt:3: needle needle",
    ]


def test_ignored_binary_large_and_linked_files_are_left_out_and_counted(both: Desk) -> None:
    """What was not looked at is said, by reason."""
    both.put(".gitignore", "*.log\n/build/\n")
    for path in ("x.log", "build/x", "d/y.log", ".git/x", "d/build/x"):
        both.put(path, "needle")
    both.put("big", b"needle" + b"x" * 500_000)
    both.put("bin", b"needle\0")
    os.symlink("../outside", both.folder / "link")
    found = search_tree(both.workspace.root, ".", "needle", seconds=30)

    assert hits(both) == ["d/build/x:1"]
    assert found.skipped == {"ignored": 4, "large": 1, "binary": 1, "link": 1}


IGNORES = [
    {"": "*.txt\n!keep.txt\n"},
    {"": "/a\n"},
    {"": "a/\n"},
    {"": "b\n", "a": "!b\n"},
    {"": "*\n!*/\n!c.txt\n"},
    {"a": "/b\n"},
    {"": "a/**/c.txt\n"},
    {"": "**/b/*\n!**/b/c.txt\n"},
    {"": "# comment\n\n\\#x\n ?.txt\n[ab].txt\n"},
    {"": "a\n", "a": "!c.txt\n"},
    {"": "*\n!a/\n!c.txt\n"},
    {"": "a/**\n!a/b/\n!a/b/c.txt\n"},
    {"": "a/*\n!a/b\n"},
    {"": "c.*\n", "a/b": "!c.txt\nkeep.txt\n"},
]


@pytest.mark.parametrize("rules", IGNORES, ids=str)
def test_gitignore_means_what_git_says_it_means(at: Desk, rules: dict[str, str]) -> None:
    """The oracle is git itself: the files it lists are the files that are searched."""
    folders, names = ("", "a", "a/b", "b", "a/b/a"), ("c.txt", "keep.txt", "a.txt", "#x")
    for folder, name in itertools.product(folders, names):
        if (folder, name) != ("", "a"):
            at.put(f"{folder}/{name}".lstrip("/"), "needle")
    for folder, text in rules.items():
        at.put(f"{folder}/.gitignore".lstrip("/"), text)
    subprocess.run(["git", "init", "-q", str(at.folder)], check=True, timeout=10)
    listed = subprocess.run(
        ["git", "-C", str(at.folder), "ls-files", "-co", "--exclude-standard"],
        check=True, capture_output=True, text=True, timeout=10,
    )  # fmt: skip
    wanted = {name for name in listed.stdout.split("\n") if name and "gitignore" not in name}

    assert {hit.rsplit(":", 1)[0] for hit in hits(at)} == wanted


def test_a_hostile_ignore_file_costs_no_time(at: Desk) -> None:
    """A rule that would take for ever as a regular expression is left out, and that is said."""
    at.put(".gitignore", "*a*a*a*a*a*a*a*a*a*a*b\n" * 100 + "(\n[\n*.log\n")
    at.put("a" * 200, "needle")
    at.put("x.log", "needle")
    found = search_tree(at.workspace.root, ".", "needle", seconds=2)

    assert found.skipped["ignore rule"] == 1
    assert hits(at) == ["a" * 200 + ":1"]


def test_it_stops_after_its_time_and_says_so(at: Desk) -> None:
    """The clock is asked at every file; what was found until then is told."""
    for number in range(50):
        at.put(f"{number:02}", "needle")
    ticks = itertools.count()
    found = search_tree(
        at.workspace.root, ".", "needle", seconds=10, clock=lambda: float(next(ticks))
    )

    assert found.truncated == "time"
    assert 5 <= found.scanned <= 10
    assert "truncated: time" in found.summary


def test_it_stops_after_200_matches(at: Desk) -> None:
    """At most 200, and the cut is said."""
    at.put("a", "needle\n" * 500)
    found = search_tree(at.workspace.root, ".", "needle", seconds=30)

    assert found.truncated == "matches"
    assert len(found.details.split("\n")) == 5 + 200


def test_one_file_can_be_searched(at: Desk) -> None:
    """A path may be a file."""
    at.put("d/a.txt", "needle")
    assert hits(at, "d/a.txt") == ["d/a.txt:1"]


def test_names_and_long_lines_are_shown_safely(at: Desk) -> None:
    """A file name with a line break is one line; a long line is cut around the match."""
    at.put("a\nb", "x" * 5_000 + "needle" + "y" * 5_000)
    found = search_tree(at.workspace.root, ".", "needle", seconds=30)

    (line,) = found.details.split("\n")[5:]
    assert line.startswith("a\\u{a}b:1: ... ")
    assert "needle" in line
    assert len(line) < 400


def test_secrets_are_not_found_by_searching_around_them(at: Desk) -> None:
    """W5: a file that is not read without a click is not searched; its own path is the click."""
    at.put(".env", "API_KEY=needle")
    at.put("d/server.key", "needle")
    at.put("plain.txt", "needle")
    found = search_tree(at.workspace.root, ".", "needle", seconds=30)

    assert hits(at) == ["plain.txt:1"]
    assert found.skipped["secret-like"] == 2
    assert hits(at, ".env") == [".env:1"]
    assert at.plan(command("fs.searchTree", ".env", query="needle")).facts.secret_like
