"""A prompt in parts for a chat's input field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.llm.chat import SMALLEST_LIMIT, PasteLimitTooSmall, RecordTooLong, pack
from operatoros.llm.writing import Prompt, Turn

LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=300))
TEXT = LINES.map("\n".join)


def bodies(parts: tuple[str, ...]) -> list[str]:
    """Return the text of parts without their frames."""
    if len(parts) == 1:
        return list(parts)
    return ["\n".join(part.split("\n")[1:-1]) for part in parts]


def units(text: str) -> int:
    """Return the length as a browser counts it."""
    return len(text.encode("utf-16-le")) // 2


@given(TEXT, TEXT, TEXT, st.integers(SMALLEST_LIMIT, 3000))
def test_parts_fit_and_together_are_the_prompt(
    system: str, data: str, task: str, limit: int
) -> None:
    """No part is longer than the limit, and their lines are the prompt's lines, in order."""
    prompt = Prompt(system=system, data=data, task=task)
    parts = pack(prompt, limit)
    assert all(units(part) <= limit for part in parts)
    assert "\n".join(bodies(parts)) == prompt.text


def test_a_short_prompt_is_pasted_as_it_is() -> None:
    """One part has no frame around it."""
    prompt = Prompt(system="S", data="D", task="T")
    assert pack(prompt, SMALLEST_LIMIT) == (prompt.text,)


def test_a_record_is_never_torn() -> None:
    """Each line of the data is whole in exactly one part."""
    records = [f"[D-{number}] Deal {number} | {'x' * (number % 90)}" for number in range(300)]
    parts = pack(Prompt(system="S", data="\n".join(records), task="T"), 1500)
    assert len(parts) > 5
    for record in records:
        assert sum(record in part.split("\n") for part in parts) == 1


def test_only_the_last_part_asks_for_the_answer() -> None:
    """The question stands at the end of the last part; the others ask to wait."""
    parts = pack(Prompt(system="S" * 900, data="D\n" * 900, task="the question"), 1200)
    assert [("the question" in part) for part in parts] == [False] * (len(parts) - 1) + [True]
    count = len(parts)
    for number, part in enumerate(parts, start=1):
        assert part.startswith(f"(Part {number} of {count} ")
        assert ("More follows" in part) == (number < count)


def test_a_record_longer_than_a_part_is_said() -> None:
    """ERR_CHAT_RECORD: a record is not cut in silence."""
    with pytest.raises(RecordTooLong) as caught:
        pack(Prompt(system="S", data="r" * 5000, task="T"), 2000)
    assert caught.value.code == "ERR_CHAT_RECORD"
    assert caught.value.exit_status == 7


def test_long_prose_is_cut_between_words_and_loses_nothing() -> None:
    """A paragraph of the prompt may be longer than a part; its words stay whole."""
    words = [f"word{number}" for number in range(600)]
    parts = pack(Prompt(system=" ".join(words), data="D", task="T"), 1000)
    assert [word for body in bodies(parts) for word in body.split()] == [*words, "D", "T"]


def test_one_endless_word_still_fits() -> None:
    """Prose without any blank, of characters of two units, is cut and kept whole."""
    word = "\U0001f600" * 3000
    parts = pack(Prompt(system=word, data="D", task="T"), 1000)
    assert all(units(part) <= 1000 for part in parts)
    assert "".join(bodies(parts)).replace("\n", "") == word + "DT"


def test_earlier_turns_are_pasted_too() -> None:
    """A follow-up in a new chat window brings the conversation along."""
    history = (Turn(role="user", text="first question"), Turn(role="assistant", text="its answer"))
    (part,) = pack(Prompt(system="S", data="D", task="T", history=history), 1000)
    assert "first question" in part
    assert "its answer" in part


@pytest.mark.parametrize("limit", [SMALLEST_LIMIT - 1, 0, -5])
def test_a_limit_without_room_is_refused(limit: int) -> None:
    """ERR_CHAT_LIMIT instead of thousands of crumbs."""
    with pytest.raises(PasteLimitTooSmall) as caught:
        pack(Prompt(system="", data="", task="t"), limit)
    assert caught.value.code == "ERR_CHAT_LIMIT"


def test_a_megabyte_is_packed_quickly() -> None:
    """30,000 records make numbered parts in linear time."""
    data = "\n".join(f"[D-{number}] Deal {number} | 120,000 EUR" for number in range(30_000))
    parts = pack(Prompt(system="S", data=data, task="T"), 8000)
    assert len(parts) > 100
    assert parts[-1].startswith(f"(Part {len(parts)} of {len(parts)} ")
