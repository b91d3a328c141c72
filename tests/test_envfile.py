"""NAME=value files: read with line numbers, written so that they read back."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.catalog.credentials import clean
from operatoros.catalog.search import list_connectors, search_path
from operatoros.envfile import env_file_text, parse_env, read_env_file


def test_common_spellings_are_read() -> None:
    """export, quotes, comments and blanks are read as people expect; nothing is expanded."""
    text = "# c\nexport A=1\nB = two words # c\nC='x # y'\nD=\"a\\nb\"\nE=\nF=$HOME\nA=3\n"
    values, wrong = parse_env(text)
    assert wrong == ()
    assert values == {"A": "3", "B": "two words", "C": "x # y", "D": "a\nb", "E": "", "F": "$HOME"}


@pytest.mark.parametrize(
    ("text", "line"),
    [("no equals sign\n", 1), ("A=1\n\n\nJUST_A_NAME\n", 4), ("A=1\nB='open\nC=2\n", 2)],
)
def test_what_cannot_be_read_is_told_by_line(text: str, line: int) -> None:
    """Lines that are no NAME=value are named by number and never quoted."""
    _, wrong = parse_env(text)
    assert wrong[0].line == line
    assert "open" not in wrong[0].says


def test_a_missing_file_is_empty(tmp_path: Path) -> None:
    """No file is no values and no error."""
    assert read_env_file(tmp_path / "none") == ({}, ())


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A folder, bytes that are no UTF-8 and a huge file are each a line that cannot be read."""
    assert read_env_file(tmp_path)[1]
    os.mkfifo(tmp_path / "pipe")
    assert read_env_file(tmp_path / "pipe")[1], "a pipe is not waited for"
    broken = tmp_path / "broken"
    broken.write_bytes(b"A=1\nB=\xff\n")
    assert read_env_file(broken)[1][0].line == 2
    huge = tmp_path / "huge"
    huge.write_bytes(b"A" * 1_100_000)
    assert read_env_file(huge)[1]


def test_a_byte_order_mark_and_crlf_are_harmless(tmp_path: Path) -> None:
    """A file from a Windows editor reads the same."""
    file = tmp_path / ".env.local"
    file.write_bytes(b"\xef\xbb\xbfA=1\r\nB=2\r\n")
    assert read_env_file(file) == ({"A": "1", "B": "2"}, ())


@given(
    st.dictionaries(
        st.from_regex("[A-Z][A-Z0-9_]{0,10}", fullmatch=True),
        st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)),
    )
)
def test_what_is_written_reads_back(values: dict[str, str]) -> None:
    """Any printable values survive a round trip, quotes and backslashes included."""
    assert parse_env(env_file_text(values)) == (values, ())


@given(st.text())
def test_reading_never_raises(text: str) -> None:
    """Whatever stands in the file, the answer is values and lines that cannot be read."""
    _, wrong = parse_env(text)
    assert all(bad.line >= 1 for bad in wrong)


def test_the_example_lists_what_people_may_set() -> None:
    """Every credential of a shipped connector is in .env.example, and nothing is switched on."""
    repository = Path(__file__).resolve().parent.parent
    text = (repository / ".env.example").read_text(encoding="utf-8")
    assert parse_env(text) == ({}, ()), "a copied example sets nothing"
    listed, wrong = parse_env(re.sub("^#([A-Z])", r"\1", text, flags=re.MULTILINE))
    assert wrong == ()
    path = search_path(project=repository, home=repository / "none")
    for found in list_connectors(path):
        assert found.value is not None
        assert {field.env for field in found.value.credentials} <= set(listed)
    assert set(listed) >= {"ANTHROPIC_API_KEY", "OPERATOR_API_KEY", "LINEAR_API_KEY"}
    for name, value in listed.items():
        if name.endswith(("KEY", "SECRET", "TOKEN")):
            assert clean(value, variable=name, origin="example")[0] == "", "only placeholders"
