from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from operatoros.protocol.command import Edit
from operatoros.protocol.digest import content_digest

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_EDITS = st.lists(
    st.builds(
        Edit,
        op=st.sampled_from(["insertAfter", "replaceAll"]),
        anchor=_TEXT,
        find=_TEXT,
        text=_TEXT,
        occurrence=st.none() | st.integers(1, 20),
        count=st.none() | st.integers(1, 20),
    ),
    max_size=3,
).map(tuple)
_ARGS = st.dictionaries(
    st.sampled_from(["content", "query", "start", "edits"]),
    st.one_of(_TEXT, st.integers(0, 500), _EDITS),
)
_FIXED = ["4ad5a9778e71c9fe", "4de7459a29d64f24", "da596dc612f9f062", "ddffd5aaadc1cfa3"]
_CONTENTS = st.tuples(_TEXT, st.none() | _TEXT, st.none() | _TEXT, st.none() | _TEXT, _ARGS)


def test_the_form_never_changes() -> None:
    """Rule P10: ledgers keep digests for years, so these values are fixed for ever."""
    assert content_digest("fs.list", ".", None, None, {}).startswith("8a80006e1d27fa19")
    edit = Edit(op="replaceRange", text="ü", start_line=1, end_line=2)
    digests = {
        content_digest("fs.move", "a", "b", "0123abcd", {}),
        content_digest("fs.write", "a", None, "new", {"content": b"\xc3\xbc\n"}),
        content_digest("fs.applyEdits", "a", None, None, {"edits": (edit,)}),
        content_digest("fs.readSlice", "a", None, None, {"start": 1, "lines": 120}),
    }
    assert sorted(digest[:16] for digest in digests) == _FIXED


@given(_CONTENTS, _CONTENTS)
def test_different_contents_have_different_digests(
    one: tuple[str, str | None, str | None, str | None, dict[str, object]],
    other: tuple[str, str | None, str | None, str | None, dict[str, object]],
) -> None:
    """No two lists of values read alike, wherever one ends and the next begins."""
    assert (content_digest(*one) == content_digest(*other)) == (one == other)


def test_the_order_of_arguments_does_not_matter() -> None:
    """Rule P10: content is what a command does."""
    one = content_digest("fs.readSlice", "a", None, None, {"start": 1, "lines": 2})
    assert one == content_digest("fs.readSlice", "a", None, None, {"lines": 2, "start": 1})


def test_bytes_that_are_no_text_have_a_digest_too() -> None:
    """A command that was not made by a scan may hold any bytes."""
    one = content_digest("fs.write", "a", None, None, {"content": b"\xff"})
    assert one != content_digest("fs.write", "a", None, None, {"content": b"\xfe"})
