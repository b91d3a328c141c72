"""Which texts are paths (W2): a table of rules, read in both directions."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.display import DEFAULT_IGNORABLE
from operatoros.rooted.paths import (
    RelPath,
    changing_name,
    folded,
    for_changing,
    for_reading,
    unseen,
    windows_beneath,
)
from operatoros.rooted.refusals import PathNotAllowed

# text -> its one spelling
FINE = {
    "a": "a",
    "a/b/c.txt": "a/b/c.txt",
    ".": ".",
    "./a": "a",
    "a/./b": "a/b",
    "a//b": "a/b",
    "a/": "a",
    "a..b.txt": "a..b.txt",
    "..a": "..a",
    "a..": None,
    ".hidden": ".hidden",
    "a b/c d": "a b/c d",
    "Äpfel/日本語.txt": "Äpfel/日本語.txt",
    "a~b": "a~b",
    "#x": "#x",
    "-rf": "-rf",
    "x" * 1024: "x" * 1024,
}

# Refused in any path.
NEVER = [
    "",
    "..",
    "../a",
    "a/..",
    "a/../b",
    "./..",
    "a/b/../../..",
    "/",
    "/etc/passwd",
    "//server/share",
    "\\\\server\\share",
    "a\\b",
    "..\\a",
    "C:",
    "C:\\a",
    "c:a",
    "z:/a",
    "~",
    "~/a",
    "~root/a",
    " a",
    "\ta",
    "\u00a0a",
    "\u3000a",
    "a.",
    "a ",
    "a./b",
    "a /b",
    "...",
    "a/...",
    "a\u00a0/b",
    "x" * 1025,
    "ä" * 513,
    "a\0b",
    "a\nb",
    "a\rb",
    "a\x1bb",
    "a\x7fb",
    "a\x85b",
    "a\u2028b",
    "a\u2029b",
    "a\u202eb",
    "a\u200bb",
    "a\u2066b",
    "a\ufeffb",
    "a\u00adb",
    "a\u034fb",
    "a\u3164b",
    "a\ufe0fb",
    "a\U000e0041b",
    "\ud800",
    "a/\udcff",
]

# Refused only for what would be made or changed; may be read where it is already there.
NOT_MADE = [
    *("CON", "prn", "Aux", "NUL", "CONIN$", "conout$", "con.txt", "PRN.tar.gz", "nul.c", "aux.h"),
    *(f"{name}{digit}" for name in ("COM", "lpt") for digit in "0123456789¹²³"),
    "d/nul",
    "nul/d",
    "COM1.txt",
    "NUL .txt",
    "ab:c",
    "file.txt:stream",
    "a<b",
    "a>b",
    'a"b',
    "a|b",
    "a?b",
    "a*b",
    "PROGRA~1",
    "a~1.txt",
    "d/LONGFI~12",
    "d/ a",
    "x" * 256,
    "d/" + "ä" * 128,
]  # fmt: skip

# Look like the above and are fine.
MADE = [
    "CONSOLE", "com", "COM10", "nulls.txt", "lpt", "auxiliary", "a~b", "a~1b", "x" * 255, "a/.x",
]  # fmt: skip


@pytest.mark.parametrize(("text", "spelling"), [(t, s) for t, s in FINE.items() if s])
def test_a_path_has_one_spelling(text: str, spelling: str) -> None:
    """Doubled slashes, `./` and a trailing slash mean nothing more."""
    assert for_reading(text).text == spelling


@pytest.mark.parametrize("text", NEVER)
def test_what_is_no_path_is_refused_for_every_use(text: str) -> None:
    """W2, first half: also for reading."""
    for rule in (for_reading, for_changing):
        with pytest.raises(PathNotAllowed):
            rule(text)


@pytest.mark.parametrize("text", NOT_MADE)
def test_a_name_that_is_none_elsewhere_is_read_and_never_made(text: str) -> None:
    """W2, second half: Windows' names, and names too long for their neighbours."""
    assert for_reading(text).parts
    with pytest.raises(PathNotAllowed):
        for_changing(text)


@pytest.mark.parametrize("text", MADE)
def test_a_name_that_only_looks_reserved_may_be_made(text: str) -> None:
    """The twin of the refusals: no ordinary name is lost."""
    assert for_changing(text).text == text


def test_every_default_ignorable_character_is_refused() -> None:
    """W2: all of them, enumerated; and every control, format and separator of Unicode."""
    points = {code for low, high in DEFAULT_IGNORABLE for code in range(low, high + 1)}
    points |= {
        code
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp"}
    }
    allowed = [code for code in sorted(points) if not 0xD800 <= code <= 0xDFFF and _reads(code)]

    assert len(points) > 4_000
    assert allowed == []


def _reads(code: int) -> bool:
    try:
        for_reading(f"a{chr(code)}b")
    except PathNotAllowed:
        return False
    return True


@given(st.text(max_size=40))
def test_what_passes_has_no_way_up_and_no_unseen_character(text: str) -> None:
    """W2 as a property: whatever the text, what passes names something below."""
    try:
        path = for_changing(text)
    except PathNotAllowed:
        return
    assert ".." not in path.parts
    assert "." not in path.parts
    assert all(part and "/" not in part and "\\" not in part for part in path.parts)
    assert not any(unseen(char) for part in path.parts for char in part)
    assert for_changing(path.text).parts == path.parts
    assert all(changing_name(part) is None for part in path.parts)


def test_a_trailing_slash_is_remembered() -> None:
    """`a/` can only mean a folder."""
    assert for_reading("a/").folder
    assert not for_reading("a").folder
    assert for_reading(".").folder


def test_a_path_knows_its_parent_and_children() -> None:
    """Small steps up and down stay paths."""
    path = for_reading("a/b")
    assert (path.name, path.parent.text, path.child("c").text) == ("b", "a", "a/b/c")
    assert (RelPath(()).name, RelPath(()).parent.text) == ("", ".")


def test_names_are_compared_without_case_and_composition() -> None:
    """W5: lists match whatever spelling the file system takes for the same name."""
    assert folded(".GIT") == folded(".git")
    assert folded("cafe\u0301") == folded("CAFÉ")


BENEATH = [
    (r"\\?\C:\work", r"\\?\C:\work\a.txt", True),
    (r"\\?\C:\work", r"\\?\C:\work", True),
    (r"\\?\C:\work", r"\\?\c:\WORK\a", True),
    ("\\\\?\\C:\\work\\", r"\\?\C:\work\a", True),
    (r"\\?\UNC\host\share\w", r"\\?\UNC\HOST\share\w\a", True),
    (r"\\?\C:\work", r"\\?\C:\workshop\a.txt", False),
    (r"\\?\C:\work", r"\\?\C:\other", False),
    (r"\\?\C:\work", r"\\?\D:\work\a", False),
    (r"\\?\C:\work", r"C:\work\a", False),
    (r"C:\work", r"C:\work\a", False),
    (r"\\?\C:\work", r"\\?\C:\work\a:stream", False),
    (r"\\?\C:\work", "\\\\?\\C:\\work\\..\\x", False),
    (r"\\?\C:\work", r"\\?\UNC\C:\work\a", False),
    (r"\\?\C:\work", r"\\.\C:\work\a", False),
]  # fmt: skip


@pytest.mark.parametrize(("root", "final", "beneath"), BENEATH)
def test_a_final_path_of_windows_is_beneath_by_whole_names(
    root: str, final: str, beneath: bool
) -> None:
    """W6: the pure half of the Windows way; the rest was not run there."""
    assert windows_beneath(root, final) is beneath
