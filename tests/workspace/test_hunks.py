"""Accepting parts, and other bytes: each is a new plan with exactly these bytes (W11, W12)."""

from __future__ import annotations

import itertools

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.command import Edit
from operatoros.workspace.hunks import accept, hunks, plan_with_bytes, split_lines
from operatoros.workspace.plan import digest_of
from tests.workspace.desk import Desk, command, edits, write

OLD = "".join(f"line {number}\n" for number in range(1, 10))


def test_a_plan_has_its_hunks(at: Desk) -> None:
    """Each run of differing lines, with old and new lines as they are in the bytes."""
    at.put("f.txt", OLD)
    plan = at.plan(write("f.txt", OLD.replace("line 2\n", "TWO\n").replace("line 8\n", "")))
    first, second = hunks(plan)

    assert (first.index, first.old_start, first.old, first.new) == (0, 2, ("line 2\n",), ("TWO\n",))
    assert (second.old_start, second.old, second.new) == (8, ("line 8\n",), ())


def test_every_choice_of_hunks_gives_exactly_those_changes(at: Desk) -> None:
    """All seven choices of three hunks; each has its own digest and is what is written."""
    changes = [("line 1\n", "one\n"), ("line 5\n", "five\nand more\n"), ("line 9\n", "nine")]
    digests = set()
    for chosen in itertools.chain.from_iterable(
        itertools.combinations(range(3), size) for size in (1, 2, 3)
    ):
        at.put("f.txt", OLD)
        new = OLD
        for old, text in changes:
            new = new.replace(old, text)
        plan = at.plan(write("f.txt", new))
        part = accept(plan, chosen)
        expected = OLD
        for index in chosen:
            expected = expected.replace(*changes[index])

        assert part.new == expected.encode()
        assert part.digest == digest_of(part)
        assert (part.digest == plan.digest) is (chosen == (0, 1, 2))
        digests.add(part.digest)
        at.apply(part)
        assert (at.folder / "f.txt").read_text() == expected
    assert len(digests) == 7


def test_an_approval_of_the_whole_does_not_hold_for_a_part(at: Desk) -> None:
    """W11: an accepted hunk makes a new plan."""
    from operatoros.workspace.apply import apply
    from tests.workspace.desk import NOW, token

    at.put("f.txt", OLD)
    plan = at.plan(write("f.txt", OLD.replace("line 2", "two").replace("line 8", "eight")))
    part = accept(plan, [0])

    with pytest.raises(OperatorosError) as caught:
        apply(part, plan.digest, at.workspace, now=NOW, token=token())
    assert caught.value.code == "ERR_PLAN_CHANGED"


@pytest.mark.parametrize("chosen", [[], [2], [-1], [0, 7]])
def test_a_choice_that_is_none_is_refused(at: Desk, chosen: list[int]) -> None:
    """Nothing is written that was not on the screen."""
    at.put("f.txt", OLD)
    plan = at.plan(write("f.txt", OLD.replace("line 2", "two").replace("line 8", "eight")))

    with pytest.raises(OperatorosError) as caught:
        accept(plan, chosen)
    assert caught.value.code == "ERR_NO_SUCH_HUNK"


def test_line_ends_and_mark_are_those_of_the_chosen_lines(at: Desk) -> None:
    """CRLF, byte-order mark and a missing final newline survive a partial choice."""
    at.put("f.txt", b"\xef\xbb\xbfa\r\nb\r\nc")
    plan = at.plan(
        edits(
            "f.txt",
            Edit(op="replaceFirst", find="a", text="A"),
            Edit(op="replaceFirst", find="c", text="C"),
        )
    )

    assert accept(plan, [1]).new == b"\xef\xbb\xbfa\r\nb\r\nC"


def test_a_new_file_is_one_hunk(at: Desk) -> None:
    """A creation is taken or left."""
    plan = at.plan(write("n.txt", "a\nb\n"))
    (one,) = hunks(plan)

    assert one.new == ("a\n", "b\n")
    assert accept(plan, [0]).digest == plan.digest


def test_text_edited_before_it_is_applied_is_what_is_written(at: Desk) -> None:
    """W12: the person's own text, bound by a new digest; mode and base stay."""
    at.put("f.txt", OLD, mode=0o640)
    plan = plan_with_bytes(at.plan(write("f.txt", "theirs\n")), b"mine\n")
    done = at.apply(plan)

    assert (at.folder / "f.txt").read_bytes() == b"mine\n"
    assert (at.folder / "f.txt").stat().st_mode & 0o777 == 0o640
    assert done.base == plan.base_after


@pytest.mark.parametrize("kind", ["binary", "delete", "copy", "read"])
def test_what_is_no_text_of_one_file_has_no_hunks(at: Desk, kind: str) -> None:
    """Such a plan is taken whole or left."""
    at.put("f.txt", b"a\0b" if kind == "binary" else "a\n")
    wanted = {
        "binary": write("f.txt", "text\n"),
        "delete": command("fs.delete", "f.txt"),
        "copy": command("fs.copy", "f.txt", path_to="g.txt"),
        "read": command("fs.read", "f.txt"),
    }[kind]
    plan = at.plan(wanted)

    assert hunks(plan) == ()
    with pytest.raises(OperatorosError):
        accept(plan, [0])
    if kind != "binary":
        with pytest.raises(OperatorosError):
            plan_with_bytes(plan, b"x")


def test_lines_keep_their_ends() -> None:
    """A CR before the LF belongs to the line; nothing else ends one."""
    assert split_lines("a\r\nb\x0cc\nd") == ["a\r\n", "b\x0cc\n", "d"]
    assert split_lines("") == []
