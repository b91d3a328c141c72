"""What each reading answers: the form that the table of actions promises."""

from __future__ import annotations

import json
import os

import pytest

from operatoros.errors import OperatorosError
from operatoros.rooted.paths import RelPath
from operatoros.rooted.root import Root
from tests.workspace.desk import Desk, command


def _refused(at: Desk, action: str, path: str, **args: object) -> OperatorosError:
    with pytest.raises(OperatorosError) as caught:
        at.do(command(action, path, **args))
    return caught.value


def test_a_folder_is_listed_one_entry_a_line(both: Desk) -> None:
    """Sorted; folders and links are marked; a name with a line break is one line."""
    both.put("b.txt", "")
    both.put("a/x", "")
    both.put("new\nline [DIR] x", "")
    os.symlink("b.txt", both.folder / "link")
    os.mkfifo(both.folder / "pipe")

    done = both.do(command("fs.list", "."))

    assert done.details == (
        "[DIR] a\nb.txt\n[LINK] link -> b.txt\nnew\\u{a}line [DIR] x\n[OTHER] pipe"
    )
    assert done.summary.startswith("Listed directory.")


def test_a_file_is_read_whole_with_its_base(both: Desk) -> None:
    """The details are the file's text; the base is said."""
    both.put("a.txt", "Alpha\r\nBé\n")
    done = both.do(command("fs.read", "a.txt"))

    assert done.details == "Alpha\r\nBé\n"
    assert len(str(done.base)) == 8
    assert str(done.base) in done.summary


def test_a_large_file_is_not_read_whole(at: Desk) -> None:
    """The requirement's sentence, with the size."""
    at.put("big.txt", b"x" * 200_001)
    error = _refused(at, "fs.read", "big.txt")

    assert error.code == "ERR_FILE_TOO_LARGE"
    assert error.message == "File too large for fs.read (200001 bytes). Use fs.readSlice."
    at.put("fits.txt", b"x" * 200_000)
    at.do(command("fs.read", "fits.txt"))


@pytest.mark.parametrize(
    ("start", "lines", "head", "body"),
    [
        (1, 2, "# lines 1-2 of 5", ["     1: l1", "     2: l2"]),
        (4, 120, "# lines 4-5 of 5", ["     4: l4", "     5: l5"]),
        (9, 3, "# lines 9-8 of 5", []),
    ],
)
def test_a_slice_has_a_head_and_numbered_lines(
    at: Desk, start: int, lines: int, head: str, body: list[str]
) -> None:
    """`# path`, `# lines a-b of n`, `# base`, an empty line, then `%6d: text`."""
    at.put("d/a.txt", "l1\nl2\nl3\nl4\nl5\n")
    done = at.do(command("fs.readSlice", "d/a.txt", start=start, lines=lines))

    assert done.details is not None
    told = done.details.split("\n")
    assert told[:4] == ["# d/a.txt", head, f"# base: {done.base}", ""]
    assert told[4:] == body


def test_a_search_tells_its_matches_with_their_lines(at: Desk) -> None:
    """Header lines, then the matching lines; at most 50, and the cut is said."""
    at.put("a.txt", "x\nneedle\n" * 60)
    done = at.do(command("fs.search", "a.txt", query="needle"))

    assert done.details is not None
    told = done.details.split("\n")
    assert told[:3] == ["# path: a.txt", "# query: needle", "# matches: 60 (truncated)"]
    assert told[5] == "     2: needle"
    assert len(told) == 5 + 50


def test_a_search_of_a_folder_is_refused(at: Desk) -> None:
    """ERR_SEARCH_PATH_IS_DIR says to use the other search."""
    at.put("d/a.txt", "")
    assert _refused(at, "fs.search", "d", query="x").code == "ERR_SEARCH_PATH_IS_DIR"


def test_a_very_long_line_is_shown_around_the_match(at: Desk) -> None:
    """A minified file does not fill the chat."""
    at.put("a.js", "x" * 100_000 + "needle" + "y" * 100_000)
    done = at.do(command("fs.search", "a.js", query="needle"))

    assert done.details is not None
    assert len(done.details) < 3_000
    assert "needle" in done.details.split("\n")[-1]


def test_stat_tells_what_node_tells(at: Desk) -> None:
    """The keys of the table, times in milliseconds."""
    at.put("a.txt", "abc")
    os.utime(at.folder / "a.txt", ns=(0, 1_500_000_000))
    done = at.do(command("fs.stat", "a.txt"))

    told = json.loads(str(done.details))
    assert set(told) == {"path", "size", "isFile", "isDir", "mtimeMs", "ctimeMs"}
    assert (told["size"], told["isFile"], told["isDir"], told["mtimeMs"]) == (3, True, False, 1500)


@pytest.mark.parametrize("action", ["fs.read", "fs.readSlice"])
@pytest.mark.parametrize(
    ("content", "code"), [(b"\xff\xfea\0", "ERR_NOT_UTF8"), (b"a\xff", "ERR_NOT_UTF8")]
)
def test_what_is_no_text_is_not_told_as_text(
    at: Desk, action: str, content: bytes, code: str
) -> None:
    """A chat never gets guessed characters."""
    at.put("a.bin", content)
    assert _refused(at, action, "a.bin").code == code


def test_the_specification_and_the_comment_styles_are_answered(at: Desk) -> None:
    """The two actions without a path."""
    assert "fs.applyEdits" in str(at.do(command("operator.getInterfaceSpec")).details)
    one = json.loads(str(at.do(command("operator.getCommentStyle", language="py")).details))
    every = json.loads(str(at.do(command("operator.getCommentStyle")).details))
    assert one == {"language": "py", "type": "line", "line_prefix": "#"}
    assert one in every["styles"]


def test_a_reading_that_now_leads_elsewhere_is_stale(at: Desk) -> None:
    """W5, W11: a link that was swapped after the preview does not show the secret."""
    at.put("notes.md", "notes")
    at.put(".env", "KEY=secret")
    os.symlink("notes.md", at.folder / "link")
    plan = at.plan(command("fs.read", "link"))
    assert (plan.path, plan.facts.secret_like, plan.facts.link) == ("notes.md", False, True)
    (at.folder / "link").unlink()
    os.symlink(".env", at.folder / "link")

    with pytest.raises(OperatorosError) as caught:
        at.apply(plan)
    assert caught.value.code == "ERR_BASE_CHANGED"
    assert at.plan(command("fs.read", "link")).facts.secret_like


def test_a_link_put_in_the_way_at_the_last_moment_is_refused(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W5: after the check, the place itself is opened, through no link."""
    target = at.put("notes.md", "notes")
    at.put(".env", "KEY=secret")
    plan = at.plan(command("fs.read", "notes.md"))
    real = at.workspace.root.resolve

    def resolve(self: Root, path: str) -> RelPath:
        found = real(path)
        target.unlink()
        os.symlink(".env", target)
        return found

    monkeypatch.setattr(Root, "resolve", resolve)

    with pytest.raises(OperatorosError) as caught:
        at.apply(plan)
    assert caught.value.code == "ERR_PATH_LINK"
