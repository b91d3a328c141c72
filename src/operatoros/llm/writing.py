"""What every writer takes and gives: a prompt in, deltas and exactly one end out.

A model is named on the command line by one word and perhaps an id (`claude`, `claude:ID`,
`openai:ID`, `chat`, `none`, `scripted:FILE`); `MODEL_KINDS` is the table of those words.
"""

from __future__ import annotations

import difflib
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from operatoros.errors import InvalidInput
from operatoros.values.coverage import ErrorInfo
from operatoros.values.run import StopReason, Usage

# The current Claude for everyday writing, chosen on 2026-11-20 from the SDK's own list: the
# newest model of the middle size; a briefing is read once and paid daily.
DEFAULT_CLAUDE = "claude-sonnet-5-5"
# Thinking counts as output, so this is well above the length of a briefing.
DEFAULT_MAX_TOKENS = 16_000
LARGEST_MAX_TOKENS = 128_000
_LONGEST_ID = 200

Kind = Literal["claude", "openai", "chat", "none", "scripted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of a follow-up conversation; the first is the user's."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a writer is asked.

    `system` and `data` are the stable prefix: they stay the same through a follow-up
    conversation, so a provider can cache them. `data` holds fetched text, which is untrusted: it
    is sent in the user's turn, never with the authority of the system.

    Attributes:
        system: Rules of writing; no timestamp in it.
        data: Coverage, facts and records, delimited by the caller.
        task: The question now asked.
        history: Earlier turns, oldest first: user, assistant, user, assistant.
    """

    system: str
    data: str
    task: str
    history: tuple[Turn, ...] = ()

    def __post_init__(self) -> None:
        expected = ("user", "assistant")
        if len(self.history) % 2 or any(
            turn.role != expected[place % 2] for place, turn in enumerate(self.history)
        ):
            raise TypeError("history alternates user and assistant and ends with the assistant")

    def sections(self) -> tuple[tuple[Literal["system", "data", "turn"], str], ...]:
        """Return what the prompt consists of, in order, without empty parts."""
        parts: list[tuple[Literal["system", "data", "turn"], str]] = [
            ("system", self.system),
            ("data", self.data),
        ]
        for turn in self.history:
            label = "Earlier question" if turn.role == "user" else "Earlier answer"
            parts.append(("turn", f"{label}:\n{turn.text}"))
        parts.append(("turn", self.task))
        return tuple((kind, text) for kind, text in parts if text)

    @property
    def text(self) -> str:
        """The whole prompt as one text: what `--dry-run` shows and estimates count."""
        return "\n\n".join(text for _, text in self.sections())


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """The model wrote this much more."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The end of the stream; nothing follows.

    Attributes:
        stop_reason: end; length, refusal, stopped (ended for another reason), error (failed
            after it began).
        usage: What the call used, as far as known.
        error: Why the text is not whole; set exactly if the stop reason is not `end`.
    """

    stop_reason: StopReason
    usage: Usage
    error: ErrorInfo | None = None


Writing: TypeAlias = AsyncGenerator[Delta | Finished, None]


class Model(Protocol):
    """Whoever writes."""

    @property
    def name(self) -> str:
        """How the briefing names it (`claude:claude-sonnet-5-5`)."""
        ...

    def write(self, prompt: Prompt, *, max_tokens: int) -> Writing:
        """Write an answer to the prompt.

        Yields any number of `Delta`, then one `Finished`. Raises an OperatorosError if the
        stream never began; from then on a failure is told by `Finished`. Close it with
        `aclosing` if it is not read to the end; `write_all` does that.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A finished writing: all the text and how it ended."""

    text: str
    finished: Finished


async def write_all(
    model: Model, prompt: Prompt, *, max_tokens: int, told: Callable[[str], None]
) -> Written:
    """Let a model write to its end and return the whole.

    Args:
        model: Who writes.
        prompt: What is asked.
        max_tokens: Most tokens to write, thinking included.
        told: Called with each piece of text as it arrives.

    Raises:
        OperatorosError: if the stream never began.
    """
    pieces: list[str] = []
    finished: Finished | None = None
    async with aclosing(model.write(prompt, max_tokens=max_tokens)) as writing:
        async for item in writing:
            assert finished is None, f"{model.name} wrote after its end"
            if isinstance(item, Finished):
                finished = item
            else:
                pieces.append(item.text)
                told(item.text)
    assert finished is not None, f"{model.name} ended without an end"
    return Written(text="".join(pieces), finished=finished)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelKind:
    """One word of `--model`.

    Attributes:
        form: How it is written.
        id: Whether an id follows: never, optional or required.
        calls: Whether it sends the prompt to a host by itself.
        key: Variable of the key it needs, if any.
        says: What it does, in one line for people.
    """

    form: str
    id: Literal["never", "optional", "required"]
    calls: bool
    key: str
    says: str


MODEL_KINDS: dict[Kind, ModelKind] = {
    "claude": ModelKind(
        form="claude[:ID]",
        id="optional",
        calls=True,
        key="ANTHROPIC_API_KEY",
        says=f"Claude by the official SDK; the id is free text ({DEFAULT_CLAUDE} without one)",
    ),
    "openai": ModelKind(
        form="openai:ID",
        id="required",
        calls=True,
        key="",
        says="any endpoint that speaks OpenAI's chat completions, a local model for one",
    ),
    "chat": ModelKind(
        form="chat",
        id="never",
        calls=False,
        key="",
        says="no key: the prompt to paste into any chat, the answer brought back by you",
    ),
    "none": ModelKind(
        form="none",
        id="never",
        calls=False,
        key="",
        says="the digest alone, written by code",
    ),
    "scripted": ModelKind(
        form="scripted:FILE",
        id="required",
        calls=False,
        key="",
        says="the text of a file, as if a model wrote it (tests, demo, replay)",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelName:
    """A model as named: its kind and its id (empty for chat and none)."""

    kind: Kind
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


class UnknownModel(InvalidInput):
    """`--model` names none of the writers. Raised by: `parse_model_name`."""

    code = "ERR_MODEL_NAME"

    def __init__(self, text: str, *, near: str) -> None:
        forms = ", ".join(kind.form for kind in MODEL_KINDS.values())
        super().__init__(
            f"no model is named {text[:_LONGEST_ID]!r}",
            hint=f"did you mean `{near}`?" if near else f"choose one of: {forms}",
            details={"name": text[:_LONGEST_ID], "near": near, "forms": forms},
        )


def parse_model_name(text: str) -> ModelName:
    """Read what `--model` says.

    Raises:
        UnknownModel: ERR_MODEL_NAME, with the nearest name.
    """
    word, colon, given = text.partition(":")
    for kind, about in MODEL_KINDS.items():
        if word != kind:
            continue
        if about.id == "never" and colon:
            raise UnknownModel(text, near=kind)
        if not given and (colon or about.id == "required"):
            raise UnknownModel(text, near=about.form)
        if not _is_id(given):
            raise UnknownModel(text, near="")
        return ModelName(kind=kind, id=given or (DEFAULT_CLAUDE if kind == "claude" else ""))
    raise UnknownModel(text, near=_nearest(text))


def _is_id(given: str) -> bool:
    """Say whether an id can be sent: short, printable, no blank around it."""
    return len(given) <= _LONGEST_ID and given.isprintable() and given == given.strip()


def _nearest(text: str) -> str:
    """Return the form that was probably meant, or nothing."""
    if text.startswith("claude-") and _is_id(text):
        return f"claude:{text}"
    word = text.partition(":")[0].strip().lower()
    forms = {str(kind): about.form for kind, about in MODEL_KINDS.items()}
    close = difflib.get_close_matches(word, forms, n=1, cutoff=0.6)
    return forms[close[0]] if close else ""
