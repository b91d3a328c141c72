"""The port of all writers, and the words of `--model`."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.llm.scripted import Scripted
from operatoros.llm.writing import (
    DEFAULT_CLAUDE,
    MODEL_KINDS,
    Delta,
    Kind,
    ModelName,
    Prompt,
    Turn,
    UnknownModel,
    Writing,
    parse_model_name,
    write_all,
)


@pytest.mark.parametrize(
    ("text", "kind", "given_id"),
    [
        ("claude", "claude", DEFAULT_CLAUDE),
        ("claude:claude-opus-5-5", "claude", "claude-opus-5-5"),
        ("claude:a/b:c@d", "claude", "a/b:c@d"),
        ("openai:llama3.2:3b", "openai", "llama3.2:3b"),
        ("chat", "chat", ""),
        ("none", "none", ""),
        ("scripted:tests/an answer.md", "scripted", "tests/an answer.md"),
    ],
)
def test_each_form_of_a_model_name_is_read(text: str, kind: Kind, given_id: str) -> None:
    """The word before the first colon is the kind, all the rest is the id."""
    assert parse_model_name(text) == ModelName(kind=kind, id=given_id)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("claud", "claude[:ID]"),
        ("Claude", "claude[:ID]"),
        ("opena1:gpt", "openai:ID"),
        ("chatt", "chat"),
        ("non", "none"),
        ("claude-opus-5-5", "claude:claude-opus-5-5"),
        ("claude:", "claude[:ID]"),
        ("openai", "openai:ID"),
        ("scripted", "scripted:FILE"),
        ("chat:gpt", "chat"),
        ("none:", "none"),
        ("claude: x", ""),
        ("claude:x\ny", ""),
        ("claude:" + "x" * 201, ""),
        ("", ""),
        ("\x1b[31mred", ""),
    ],
)
def test_a_name_that_is_none_of_them_is_refused_with_the_nearest(text: str, near: str) -> None:
    """ERR_MODEL_NAME names what was probably meant, or all forms."""
    with pytest.raises(UnknownModel) as caught:
        parse_model_name(text)
    assert caught.value.code == "ERR_MODEL_NAME"
    assert caught.value.details["near"] == near
    assert caught.value.exit_status == 2


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail otherwise, and what it reads it writes again."""
    try:
        name = parse_model_name(text)
    except UnknownModel:
        return
    assert parse_model_name(str(name)) == name


def test_the_table_has_a_row_for_each_kind() -> None:
    """The words of the table are exactly the kinds of the type."""
    assert set(MODEL_KINDS) == set(get_args(Kind))


def test_the_prefix_of_a_prompt_comes_first_in_its_text() -> None:
    """System, data, earlier turns, question: in this order, without empty parts."""
    prompt = Prompt(
        system="S",
        data="D",
        task="Q2",
        history=(Turn(role="user", text="Q1"), Turn(role="assistant", text="A1")),
    )
    assert prompt.text == "S\n\nD\n\nEarlier question:\nQ1\n\nEarlier answer:\nA1\n\nQ2"
    assert Prompt(system="S", data="", task="Q").text == "S\n\nQ"


@pytest.mark.parametrize(
    "roles", [("user",), ("assistant", "user"), ("user", "user"), ("user", "assistant", "user")]
)
def test_a_history_that_does_not_alternate_is_a_mistake_of_the_caller(
    roles: tuple[str, ...],
) -> None:
    """A history is user, assistant, user, assistant; anything else is a TypeError."""
    turns = tuple(Turn(role=role, text="x") for role in roles)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(TypeError):
        Prompt(system="", data="", task="t", history=turns)


@pytest.mark.anyio
async def test_write_all_tells_each_piece_and_returns_the_whole() -> None:
    """What was told piece by piece is the text, and the end is kept."""
    told: list[str] = []
    model = Scripted("Hello there, reader.", chunk=6)
    written = await write_all(
        model, Prompt(system="", data="", task="t"), max_tokens=9, told=told.append
    )
    assert written.text == "Hello there, reader." == "".join(told)
    assert len(told) == 4
    assert written.finished.stop_reason == "end"


@pytest.mark.anyio
async def test_a_writer_without_an_end_is_a_mistake_of_ours() -> None:
    """A writer that breaks the port is found at once, not shown as a short briefing."""

    class Endless:
        name = "endless"

        async def write(self, prompt: Prompt, *, max_tokens: int) -> Writing:
            del prompt, max_tokens
            yield Delta(text="x")

    with pytest.raises(AssertionError):
        await write_all(
            Endless(), Prompt(system="", data="", task="t"), max_tokens=9, told=lambda _: None
        )
