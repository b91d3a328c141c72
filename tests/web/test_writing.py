"""A text while it is written: what is whole is laid out once, and only then."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.web.writing import Writing, Written
from tests.growth import TIMES, assert_linear

TEXT = "# Deals\n\nTwo are **late**.\n\n- one\n- two\n\nThe"


def test_whole_blocks_are_told_once() -> None:
    """A paragraph is whole when the next one begins, and is told then, with all that follows."""
    writing = Writing()
    assert writing.add("Two are **late") == Written(finished="", rest="Two are **late")
    assert writing.add("**.\n") == Written(finished="", rest="**.\n")
    assert writing.add("\nAnd") == Written(finished="Two are **late**.\n\n", rest="And")
    assert writing.add(" one") == Written(finished="", rest=" one")
    assert (writing.whole, writing.rest) == ("Two are **late**.\n\n", "And one")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("one\ntwo\nthree", ""),
        ("one\n\n", ""),
        ("- one\n\n  more of it", ""),
        ("- one\n\n  more of it\n\nnext", "- one\n\n  more of it\n\n"),
        ("one\n \t\n\ntwo", "one\n \t\n\n"),
        ("```\na\n\nb", ""),
        ("```\na\n\nb\n```\n\nc", "```\na\n\nb\n```\n\n"),
        ("~~~~\na\n\n```\n~~~\n\nb", ""),
        (TEXT, TEXT.removesuffix("The")),
    ],
)
def test_where_a_block_ends(text: str, whole: str) -> None:
    """Blank lines within a list's item or a code block end nothing."""
    writing = Writing()
    writing.add(text)
    assert writing.whole == whole


@given(st.lists(st.sampled_from(["a", "\n", "\n\n", " ", "```", "~~~", "- b", "\t"])))
def test_the_picture_does_not_depend_on_the_pieces(pieces: list[str]) -> None:
    """In pieces or at once the same is whole; nothing is lost, and what is whole stays so."""
    whole, parts = Writing(), Writing()
    whole.add("".join(pieces))
    told = ""
    for piece in pieces:
        told += parts.add(piece).finished
    assert (parts.whole, parts.rest) == (whole.whole, whole.rest)
    assert told == parts.whole
    assert parts.whole + parts.rest == "".join(pieces)


@pytest.mark.parametrize("piece", ["\n", "\n ", "`", "```\n\n", "a\n\n"])
def test_hostile_texts_are_linear(piece: str) -> None:
    """A text of blank lines or fences costs what its length does."""
    small = piece * (20_000 // len(piece))
    assert_linear(lambda text: Writing().add(text), small, small * TIMES)


@pytest.mark.parametrize("piece", ["- one\n", "```\na\n\nb\n", "word ", "\n", "`"])
def test_a_block_in_many_pieces_is_linear(piece: str) -> None:
    """A block that does not end costs what its pieces do, however many came before."""

    def write(pieces: list[str]) -> None:
        writing = Writing()
        for one in pieces:
            writing.add(one)

    assert_linear(write, ["```\n"] + [piece] * 1_000, ["```\n"] + [piece] * 1_000 * TIMES)
