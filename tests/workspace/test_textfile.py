"""Text files: UTF-8 only; every byte that no edit touches stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.workspace.textfile import NotText, Span, decode, line_of, line_starts, try_decode

one_line = st.text(st.characters(blacklist_characters="\n\0"), max_size=8)
text_of_lines = st.lists(st.tuples(one_line, st.sampled_from(["\n", "\r\n"])), max_size=8)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfea\0", "UTF-16"),
        (b"\xfe\xff\0a", "UTF-16"),
        (b"\xff\xfe\0\0a\0\0\0", "UTF-32"),
        ("Grüße".encode("latin-1"), "0xfc in line 1"),
        (b"a\nb\nc\x80", "line 3"),
        (b"a\0b", "NUL"),
        (b"\xef\xbb\xbfok\nbad\xff", "line 2"),
    ],
)
def test_what_is_no_utf8_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    """Other encodings are refused for text edits, and it is said which byte or mark tells it."""
    with pytest.raises(NotText) as caught:
        decode(data, "f.txt")
    assert reason in str(caught.value.details["reason"])
    assert try_decode(data) is None


@given(text_of_lines, st.booleans(), st.text(max_size=5))
def test_a_text_that_is_not_edited_keeps_every_byte(
    lines: list[tuple[str, str]], bom: bool, last: str
) -> None:
    """Reading and writing back is the identity: mark, line ends, missing final newline."""
    real = "".join(line + end for line, end in lines) + last.replace("\0", "")
    data = (b"\xef\xbb\xbf" if bom else b"") + real.encode("utf-8", "surrogatepass")
    text = try_decode(data)
    if text is not None:
        assert text.encode() == data
        assert text.splice([]).encode() == data


@given(text_of_lines, st.data())
def test_an_edit_touches_nothing_outside_its_span(
    lines: list[tuple[str, str]], data: st.DataObject
) -> None:
    """What lies before and after a span keeps its bytes, whatever the line ends."""
    # A half of a surrogate pair is no UTF-8, so no file that is decoded holds one.
    real = "".join(line + end for line, end in lines).encode("utf-8", "replace").decode()
    text = decode(real.encode(), "")
    start = data.draw(st.integers(0, len(text.seen)))
    end = data.draw(st.integers(start, len(text.seen)))
    new = data.draw(st.sampled_from(["", "x", "x\ny", "\n"]))

    after = text.splice([Span(start=start, end=end, text=new)])

    assert after.seen == text.seen[:start] + new + text.seen[end:]
    assert after.real.startswith(text.real[: text.real_offset(start)])
    assert after.real.endswith(text.real[text.real_offset(end) :])


@pytest.mark.parametrize(
    ("old", "start", "new", "expected"),
    [
        ("a\r\nb\r\n", 2, "x\n", "a\r\nx\r\nb\r\n"),
        ("a\nb\r\n", 0, "x\n", "x\na\nb\r\n"),
        ("a\nb\r\n", 2, "x\n", "a\nx\r\nb\r\n"),
        ("a\r\nb", 3, "\nx", "a\r\nb\r\nx"),
        ("a", 1, "\nx", "a\nx"),
        ("", 0, "x\n", "x\n"),
        ("a\nb\n", 2, "x\r\n", "a\nx\nb\n"),
    ],
)
def test_new_lines_take_the_line_end_of_their_place(
    old: str, start: int, new: str, expected: str
) -> None:
    """A CRLF file stays a CRLF file; in a mixed one the line at the place decides."""
    text = decode(old.encode(), "")
    assert text.splice([Span(start=start, end=start, text=new)]).real == expected


@pytest.mark.parametrize(
    ("real", "ends", "lines"),
    [
        ("", "none", []),
        ("a", "none", ["a"]),
        ("a\n", "lf", ["a"]),
        ("a\r\n\r\n", "crlf", ["a", ""]),
        ("a\r\nb\n", "mixed", ["a", "b"]),
        ("a\rb\x0cc\u2028d\x85e", "none", ["a\rb\x0cc\u2028d\x85e"]),
    ],
)
def test_lines_end_at_lf_and_crlf_and_nothing_else(real: str, ends: str, lines: list[str]) -> None:
    """The same lines everywhere: in slices, searches, edits and patches."""
    text = decode(real.encode(), "")
    assert (text.line_ends, text.lines) == (ends, lines)
    assert len(line_starts(text.seen)) == len(lines)


def test_an_offset_has_a_line() -> None:
    """Lines count from 1."""
    assert [line_of("a\nb\nc", at) for at in (0, 1, 2, 4)] == [1, 1, 2, 3]
