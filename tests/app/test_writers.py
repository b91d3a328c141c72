import pytest

from operatoros.app.wiring import world_of
from operatoros.app.writers import Chosen, writer_of
from operatoros.errors import OperatorosError
from operatoros.net.receipt import Receipt
from tests.app.conftest import MakeConfig


def _choose(make_config: MakeConfig, named: str | None = None, **more: object) -> Chosen:
    interactive = bool(more.pop("interactive", False))
    dry_run = bool(more.pop("dry_run", False))
    flags = {"model": str(more.pop("setting"))} if "setting" in more else None
    world = world_of(make_config(flags, **{str(k): str(v) for k, v in more.items()}))
    return writer_of(
        world, named=named, interactive=interactive, dry_run=dry_run, receipt=Receipt()
    )


KEY = {"ANTHROPIC_API_KEY": "sk-ant-test-1234"}


@pytest.mark.parametrize(
    ("named", "more", "name", "host"),
    [
        (None, KEY, "claude:", "api.anthropic.com"),
        ("claude:my-model", KEY, "claude:my-model", "api.anthropic.com"),
        ("none", KEY, "none", ""),
        ("chat", {}, "chat", ""),
        (None, {"setting": "chat"}, "chat", ""),
        ("openai:llama", {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, "openai:llama", "127.0."),
        (None, {"dry_run": True}, "claude:", "api.anthropic.com"),
    ],
)
def test_the_writer_is_what_was_asked_for(
    make_config: MakeConfig, named: str | None, more: dict[str, object], name: str, host: str
) -> None:
    """The flag wins, then the setting, then Claude where there is a key."""
    chosen = _choose(make_config, named, **more)
    assert chosen.writer.name.startswith(name)
    assert chosen.writer.host.startswith(host)
    assert chosen.writer.refusal is None


def test_without_a_key_nobody_writes_and_it_is_said(make_config: MakeConfig) -> None:
    """A person gets the digest and a note; a program gets an error that names the variable."""
    told = _choose(make_config, interactive=True)
    assert (told.writer.name, told.writer.refusal) == ("none", None)
    assert "ANTHROPIC_API_KEY" in told.notes[0]
    refused = _choose(make_config).writer.refusal
    assert refused is not None
    assert (refused.code, refused.exit_status) == ("ERR_NO_MODEL", 6)


def test_a_price_is_estimated_for_known_models_only(make_config: MakeConfig) -> None:
    """Claude's models have a price; an unknown id has none, and that is not zero."""
    known = _choose(make_config, "claude", **KEY).writer
    unknown = _choose(make_config, "claude:my-model", **KEY).writer
    assert (known.price(10_000) or 0) > 0
    assert unknown.price(10_000) is None


@pytest.mark.parametrize("named", ["clod", "openai", "scripted:no-such-file.txt"])
def test_an_impossible_writer_is_refused(make_config: MakeConfig, named: str) -> None:
    """A model that cannot be had is an error with a code before anything is fetched."""
    with pytest.raises(OperatorosError) as caught:
        _choose(make_config, named)
    assert caught.value.code in {"ERR_MODEL_NAME", "ERR_MODEL_SCRIPT"}
