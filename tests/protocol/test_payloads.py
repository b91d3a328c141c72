from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.protocol.command import Rejection
from operatoros.protocol.complaint import Complaint
from operatoros.protocol.payloads import (
    NO_BREAK_SPACES,
    PROBE,
    SHAPES,
    TABS_AND_LINE_ENDS,
    decimal,
    decode_base64,
    encode_base64,
    probe_for,
)
from operatoros.protocol.render import block_text
from operatoros.protocol.scanner import scan

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(_TEXT)
def test_base64_goes_both_ways(text: str) -> None:
    """Rule P11: what the helper encodes is what a block may carry."""
    assert decode_base64("content_b64", encode_base64(text)) == text


@given(_TEXT, st.data())
def test_one_altered_character_of_base64_never_reads_as_the_same_text(
    text: str, data: st.DataObject
) -> None:
    """Rule P11: an altered value is refused or reads as another text, never as the same."""
    value = encode_base64(text)
    at = data.draw(st.integers(0, len(value) - 1))
    letter = data.draw(st.characters(max_codepoint=127).filter(lambda found: found != value[at]))
    altered = value[:at] + letter + value[at + 1 :]
    other: str | None = None
    with suppress(Complaint):
        other = decode_base64("content_b64", altered)
    assert other != text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("007", 7),
        ("400", 400),
        ("401", None),
        ("0", None),
        ("-1", None),
        ("1_0", None),
        (" 1", None),
        ("٣", None),
        ("", None),
        ("9" * 5_000, None),
    ],
)
def test_numbers_are_plain_digits(text: str, number: int | None) -> None:
    """Digits of other scripts, signs and underscores are no numbers here."""
    assert decimal(text, 1, 400) == number


def test_every_operation_has_a_text() -> None:
    """Each operation of an edit says what to write."""
    assert all("text" in shape.texts for shape in SHAPES.values())


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("", []),
        ("a b\n\n  c", []),
        ("\ta", [TABS_AND_LINE_ENDS]),
        ("a\tb", [TABS_AND_LINE_ENDS]),
        ("a \nb", [TABS_AND_LINE_ENDS]),
        ("a\n ", [TABS_AND_LINE_ENDS]),
        ("a\u00a0b", [NO_BREAK_SPACES]),
        ("\ta\u00a0", [TABS_AND_LINE_ENDS, NO_BREAK_SPACES]),
    ],
)
def test_a_probe_proves_what_its_payload_holds(text: str, more: list[str]) -> None:
    """Rule P13: tabs, blanks at line ends and no-break spaces need a line of the probe each."""
    assert probe_for(text).split("\n") == [PROBE, *more]


# What pages and clipboards do to white space that the usual probe does not hold.
_WHITE: dict[str, Callable[[str], str]] = {
    "tabs as blanks": lambda text: text.expandtabs(4),
    "tabs dropped": lambda text: text.replace("\t", ""),
    "line ends cut": lambda text: re.sub(r"(?m)[ \t]+$", "", text),
    "no-break spaces copied": lambda text: text.replace("\u00a0", " "),
}


@pytest.mark.parametrize("name", _WHITE)
def test_white_space_is_never_altered_unseen(name: str) -> None:
    """Rule P13: what its probe proves arrives exactly or not at all; without proof it is lost."""
    source = "all:\n\techo  \n\u00a0x"
    altered = _WHITE[name](_block(source, [("probe", probe_for(source), True)]))
    (rejected,) = scan(altered).items
    assert isinstance(rejected, Rejection)
    assert rejected.code == "ERR_TEXT_MANGLED"
    # Positive control: the usual probe alone lets it through, altered.
    (command,) = scan(_WHITE[name](_block(source))).commands
    assert command.args["content"] != source.encode()


_SOURCES = sorted((Path(__file__).resolve().parents[2] / "src").rglob("*.py"))


def _smart(text: str) -> str:
    return re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text)


def _wrapped(text: str) -> str:
    return "\n".join(
        part for line in text.split("\n") for part in re.findall(".{1,60}", line) or [""]
    )


# What pages do to a text that does not stand in a fence, each alone.
_PAGES: dict[str, Callable[[str], str]] = {
    "emphasis rendered": lambda text: re.sub(r"(\*\*|__|\*)(\S.*?\S|\S)\1", r"\2", text),
    "blanks collapsed": lambda text: re.sub(r"(?<=\S) {2,}", " ", text),
    "all blanks collapsed": lambda text: re.sub(" +", " ", text),
    "smart quotes": _smart,
    "backslashes used up": lambda text: re.sub(r"\\([\\_*<`])", r"\1", text),
    "tags taken": lambda text: re.sub(r"<[a-z]+>", "", text),
    "quoted": lambda text: re.sub(r"(?m)^", "> ", text),
    "in a list": lambda text: re.sub(r"(?m)^", "  ", text),
    "numbered": lambda text: re.sub(r"(?m)^", "12 ", text),
    "wrapped": _wrapped,
    "paragraphs joined": lambda text: text.replace("\n", " "),
    "empty lines added": lambda text: text.replace("\n", "\n\n"),
    "bars taken as a table": lambda text: re.sub(r"(?m)^\|", "", text),
    "no-break spaces": lambda text: text.replace("  ", "\u00a0 "),
}


_PROBE = ("probe", PROBE, False)


def _block(source: str, probe: Iterable[tuple[str, str, bool]] = (_PROBE,)) -> str:
    return block_text(
        [
            ("version", "1", False),
            ("id", "w", False),
            ("action", "fs.write", False),
            ("path", "a.py", False),
            ("final_newline", "no", False),
            *probe,
            ("content", source, True),
        ]
    )


def test_real_source_files_arrive_exactly() -> None:
    """Rule P12: what stands in a fence arrives as it was written, whatever its line ends are."""
    for path in _SOURCES:
        source = path.read_text(encoding="utf-8")
        for text in (_block(source), _block(source).replace("\n", "\r\n")):
            (command,) = scan(f"Here:\n```text\n{text}```\n").commands
            assert command.args["content"] == source.encode(), path.name
    assert len(_SOURCES) > 50


# Pages that break no line: only the probe sees what they do.
_SUBTLE = {
    "emphasis rendered",
    "blanks collapsed",
    "all blanks collapsed",
    "smart quotes",
    "backslashes used up",
    "tags taken",
    "no-break spaces",
}


@pytest.mark.parametrize("name", _PAGES)
def test_real_source_files_are_never_altered_unseen(name: str) -> None:
    """Rule P13: on a page that changes text, a file arrives exactly or not at all."""
    page, probe = _PAGES[name], f"probe: {PROBE}"
    altered = slipped = 0
    for path in _SOURCES:
        source = path.read_text(encoding="utf-8")
        text = page(_block(source))
        altered += text != _block(source)
        for command in scan(text).commands:
            assert command.args["content"] == source.encode(), path.name
        # Positive control: with the probe mended, the alteration would go unseen.
        for command in scan(text.replace(page(probe), probe)).commands:
            slipped += command.args["content"] != source.encode()
    assert altered > 0
    assert (slipped > 0) == (name in _SUBTLE)
