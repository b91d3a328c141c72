"""What the YAML parser says is told in our words."""

from __future__ import annotations

import pytest
import yaml

from operatoros.catalog.phrases import SYNTAX_HINT, our_words
from operatoros.catalog.problems import CODES

BROKEN = [
    "a: b: c",
    "a: 'x",
    'a: "\\q"',
    'a: "\\xZZ"',
    'a: "\\ud800"',
    "a: [1",
    "a: {1",
    "a: ]",
    "a: @b",
    "- a\nb: 1",
    "a: 1\nb\nc: 2",
    "a: | x",
    "a: |0\n x",
    "a: - b",
    "a: 'x' y",
    "a: *",
    "a: &",
    "a: !<",
    "!x!y z",
    "%YAML 9",
    "%",
    "a: ? b",
    "a: 'x\n--- '",
]


@pytest.mark.parametrize("text", BROKEN)
def test_every_sentence_of_the_parser_has_one_of_ours(text: str) -> None:
    """The parser's own sentence never reaches a person: each has a row of the table."""
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        list(yaml.parse(text, Loader=yaml.CSafeLoader))
    said = f"{caught.value.context or ''} {caught.value.problem or ''}"
    code, message, hint = our_words(said)
    assert code in CODES
    assert hint != SYNTAX_HINT, f"no row for {said!r}"
    assert message not in said


def test_an_unknown_sentence_still_gets_words() -> None:
    """A parser of the future that says something new is answered in general."""
    code, _, hint = our_words("something new")
    assert (code, hint) == ("ERR_YAML_SYNTAX", SYNTAX_HINT)
