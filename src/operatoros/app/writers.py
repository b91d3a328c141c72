"""Who writes a run's text: what was asked for, what the settings say, what is possible here."""

from __future__ import annotations

from dataclasses import dataclass

from operatoros.app.wiring import World
from operatoros.briefing.request import Writer
from operatoros.errors import Unavailable
from operatoros.llm.writing import DEFAULT_CLAUDE, ModelName, parse_model_name
from operatoros.net.receipt import Receipt


class ModelKeyMissing(Unavailable):
    """Nobody can write: no key, no model chosen, and no person to be told. Raised by: writer_of."""

    code = "ERR_NO_MODEL"

    def __init__(self) -> None:
        super().__init__(
            "ANTHROPIC_API_KEY is not set, so no model can carry out the task",
            hint="set it in the environment or .env.local; or choose --model chat (any web chat, "
            "no key) or --model none (the digest alone)",
            details={"variables": ["ANTHROPIC_API_KEY"]},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The writer, and what the person should know about the choice."""

    writer: Writer
    notes: tuple[str, ...] = ()


NO_KEY_NOTE = (
    "The task's prompt was not carried out: ANTHROPIC_API_KEY is not set. Above is the digest,\n"
    "written by code. Set the key, or add --model chat to use any web chat without one."
)


def writer_of(
    world: World,
    *,
    named: str | None,
    interactive: bool,
    dry_run: bool,
    receipt: Receipt,
    cache_prefix: bool = False,
) -> Chosen:
    """Choose who writes.

    Args:
        world: Settings and keys.
        named: What `--model` says, if anything.
        interactive: Whether a person reads the result on a terminal.
        dry_run: Whether nobody is called: then no key is needed to say what it would cost.
        receipt: Where the call is noted.
        cache_prefix: Whether more questions about the same records follow.

    Raises:
        UnknownModel: `named` names none of the writers.

    Returns:
        The writer; without a key, with nothing named and nobody there to be told, one that
        refuses.
    """
    config = world.config
    text = named or config.text("model")
    if not text:
        if config.secret("anthropic_api_key") or dry_run:
            text = "claude"
        elif interactive:
            return Chosen(writer=Writer(name="none"), notes=(NO_KEY_NOTE,))
        else:
            # Told after the sources, whose missing keys come first for a new user.
            return Chosen(writer=Writer(name="none", refusal=ModelKeyMissing()))
    name = parse_model_name(text)
    return Chosen(writer=_writer(world, name, receipt, cache_prefix))


def _writer(world: World, name: ModelName, receipt: Receipt, cache_prefix: bool) -> Writer:
    if name.kind in {"none", "chat"}:
        return Writer(name=name.kind)
    if name.kind == "scripted":
        from operatoros.llm.scripted import scripted_from

        model = scripted_from(name.id, folder=str(world.config.project))
        return Writer(name=model.name, model=model)
    if name.kind == "openai":
        return _openai(world, name.id, receipt)
    return _claude(world, name.id or DEFAULT_CLAUDE, receipt, cache_prefix)


def _openai(world: World, identity: str, receipt: Receipt) -> Writer:
    from operatoros.llm.hosts import checked_host
    from operatoros.llm.openai_compatible import OpenaiCompatible

    base_url = world.config.text("openai_base_url")
    model = OpenaiCompatible(
        model=identity,
        base_url=base_url,
        key=world.config.secret("openai_api_key"),
        receipt=receipt,
    )
    host = checked_host(base_url, kind="openai", model=identity)
    return Writer(name=model.name, model=model, host=host)


def _claude(world: World, identity: str, receipt: Receipt, cache_prefix: bool) -> Writer:
    from operatoros.llm.claude import BASE_URL, Claude, preload
    from operatoros.llm.hosts import checked_host
    from operatoros.llm.prices import highest_cost_usd

    base_url = world.config.text("anthropic_base_url") or BASE_URL
    most = world.config.whole("max_output_tokens")

    def price(tokens: int) -> float | None:
        return highest_cost_usd(identity, prompt_tokens=tokens, max_tokens=most, cached=False)

    claude = Claude(
        key=world.config.secret("anthropic_api_key"),
        model=identity,
        base_url=base_url,
        cache_prefix=cache_prefix,
        receipt=receipt,
    )
    return Writer(
        name=claude.name,
        model=claude,
        host=checked_host(base_url, kind="claude", model=identity),
        price=price,
        preload=preload,
    )
