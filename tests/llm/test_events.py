"""Lines of an event stream."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.llm.events import LARGEST_STREAM, LONGEST_LINE, EventLines, StreamTooLargeError

LINE = st.binary(max_size=40).map(lambda data: data.replace(b"\n", b"").rstrip(b"\r"))


@given(st.lists(LINE), st.lists(st.integers(0, 60)), st.booleans())
def test_data_comes_out_however_the_bytes_are_cut(
    data: list[bytes], cuts: list[int], carriage: bool
) -> None:
    """Pieces may end anywhere, also between CR and LF; other fields are passed over."""
    end = b"\r\n" if carriage else b"\n"
    stream = b"".join(b": hello" + end + b"event: x" + end + b"data: " + d + end * 2 for d in data)
    lines = EventLines()
    found: list[bytes] = []
    for cut in cuts:
        found += lines.feed(stream[:cut])
        stream = stream[cut:]
    found += lines.feed(stream)
    assert found == data


def test_data_without_a_blank_and_without_its_end() -> None:
    """The blank after the colon is optional; a line without its end is not data yet."""
    assert list(EventLines().feed(b"data:x\ndata:  y\ndata\ndatum: z\ndata: cut")) == [b"x", b" y"]


def test_a_line_has_an_end() -> None:
    """A host cannot fill memory with one line, whole or growing."""
    with pytest.raises(StreamTooLargeError):
        list(EventLines().feed(b"data: " + b"x" * LONGEST_LINE))
    with pytest.raises(StreamTooLargeError):
        list(EventLines().feed(b"data: " + b"x" * LONGEST_LINE + b"\n"))


def test_a_stream_has_an_end() -> None:
    """Nor with many lines."""
    lines, piece = EventLines(), b": ping\n" * 100_000
    for _ in range(LARGEST_STREAM // len(piece)):
        assert list(lines.feed(piece)) == []
    with pytest.raises(StreamTooLargeError):
        list(lines.feed(piece))
