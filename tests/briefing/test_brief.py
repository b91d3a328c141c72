"""The order of the stages and what stops them, with ports that are lists in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import anyio
import pytest

from operatoros.briefing.brief import brief, disclose
from operatoros.briefing.gather import Asked
from operatoros.briefing.reader import Reader
from operatoros.briefing.request import Before, Disclosure, Outcome, Ports, RunRequest, Writer
from operatoros.catalog.declared import Connector, Fetch, Operator, Source, Task
from operatoros.connectors.asking import Answer, Progress, Question
from operatoros.errors import OperatorosError, Unavailable
from operatoros.llm.scripted import Scripted
from operatoros.llm.writing import Prompt
from operatoros.net.receipt import Receipt
from operatoros.values.coverage import Fetched
from operatoros.values.event import TextDelta, What
from operatoros.values.record import Money, Shape
from operatoros.values.run import Run

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 1, 15, 7, 30, tzinfo=UTC)
SHAPE = Shape(
    noun="deals",
    title="name",
    money=(Money(amount="amount", currency="EUR"),),
    people=("owner",),
    fields=("name", "amount", "owner"),
)
DEALS = (
    {"id": 1, "name": "Blue Ocean", "amount": 1200, "owner": "Ada Lovelace"},
    {"id": 2, "name": "Red Sea", "amount": 800, "owner": "Alan Turing"},
)


@dataclass
class _Asker:
    answers: Mapping[str, Answer | OperatorosError]

    async def ask(self, question: Question, progress: Progress) -> Answer:
        await anyio.lowlevel.checkpoint()
        answer = self.answers[question.source]
        if isinstance(answer, OperatorosError):
            raise answer
        return answer


@dataclass
class _Keeper:
    earlier: Mapping[str, Before] = field(default_factory=dict)
    saved: list[Run] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    broken: OperatorosError | None = None

    async def begin(self, run: Run) -> None:
        self.saved.append(run)

    async def before(self, asked: Sequence[Asked]) -> Mapping[str, Before]:
        if self.broken is not None:
            raise self.broken
        return self.earlier

    async def keep_snapshot(self, asked: Sequence[Asked], fetched: Sequence[Fetched]) -> None:
        assert [item.source.id for item in asked] == [item.source for item in fetched]

    async def keep_handles(self, by_key: Mapping[tuple[str, str], str]) -> None:
        self.names.update(by_key)

    async def keep_prompt(self, prompt: Prompt) -> None:
        self.prompts.append(prompt)

    async def keep_answer(self, text: str) -> None:
        self.answers.append(text)

    async def save(self, run: Run) -> None:
        self.saved.append(run)


def _request(*names: str, required: Sequence[str] = (), **more: object) -> RunRequest:
    sources = tuple(
        Source(id=name, name=name, connector="c", fetch="f", required=name in required)
        for name in names
    )
    task = Task(id="t", name="T", prompt="Say what matters.")
    asked = tuple(
        Asked(
            source=source,
            question=Question(
                source=source.id,
                connector=Connector(id="c", name="C", kind="api"),
                fetch=Fetch(name="f"),
                params={},
                credentials={},
                folder="",
                now="",
                max_records=10,
                timeout_s=1,
            ),
        )
        for source in sources
    )
    request = RunRequest(
        run="r1",
        operator=Operator(id="o", name="O", sources=sources, tasks={"t": task}),
        task=task,
        prompt=task.prompt,
        params={},
        asked=asked,
        nonce="0123456789abcdef",
        reader=Reader(now=NOW),
    )
    return replace(request, **more)  # type: ignore[arg-type]  # fields of RunRequest


@dataclass
class _World:
    outcome: Outcome
    told: list[What]
    keeper: _Keeper
    disclosed: list[Disclosure]


async def _brief(
    request: RunRequest,
    answers: Mapping[str, Answer | OperatorosError],
    *,
    writer: Writer | None = None,
    agrees: bool = True,
    earlier: Mapping[str, Before] | None = None,
    broken: OperatorosError | None = None,
) -> _World:
    told: list[What] = []
    disclosed: list[Disclosure] = []
    keeper = _Keeper(earlier=earlier or {}, broken=broken)

    async def consent(disclosure: Disclosure) -> bool:
        disclosed.append(disclosure)
        return agrees

    ports = Ports(
        asker=_Asker(answers),
        receipt=Receipt(),
        writer=writer or Writer(name="none"),
        keeper=keeper,
        emit=told.append,
        now=lambda: NOW,
        monotonic=lambda: 1.0,
        consent=consent,
    )
    with anyio.fail_after(5):
        outcome = await brief(request, ports=ports)
    return _World(outcome=outcome, told=told, keeper=keeper, disclosed=disclosed)


GOOD = Answer(items=DEALS, shape=SHAPE)
DOWN = Unavailable("down", hint="wait", code="ERR_CONNECT")


def _script(text: str, *, host: str = "model.test") -> Writer:
    model = Scripted(text, label="test")
    return Writer(name=model.name, model=model, host=host, price=lambda tokens: 0.5)


async def test_a_run_tells_its_stages_in_order() -> None:
    """Sources, digest, prompt, text and checks are told in that order, and all of it is kept."""
    world = await _brief(_request("a"), {"a": GOOD}, writer=_script("€2,000 in 2 deals [D-1]."))
    kinds = [what.kind for what in world.told if not isinstance(what, TextDelta)]
    assert kinds == [
        "run_started", "source_started", "source_finished", "digest_ready", "prompt_ready",
        "checked", "run_finished",
    ]  # fmt: skip
    run = world.outcome.run
    assert run.state == "done"
    assert run.briefing.text == "€2,000 in 2 deals [D-1]."
    assert run.briefing.checks.unmatched == ()
    assert world.keeper.saved[-1] == run
    assert world.keeper.prompts == [world.outcome.prompt]


async def test_a_wrong_figure_is_marked() -> None:
    """A figure that is in no record and no fact is found unmatched; its true twin is not."""
    world = await _brief(_request("a"), {"a": GOOD}, writer=_script("Blue Ocean is €1,300."))
    (miss,) = world.outcome.run.briefing.checks.unmatched
    assert "1,300" in miss.text
    twin = await _brief(_request("a"), {"a": GOOD}, writer=_script("Blue Ocean is €1,200."))
    assert twin.outcome.run.briefing.checks.unmatched == ()


async def test_no_model_is_called_without_any_data() -> None:
    """All sources failed: the run fails with its code, and nobody is asked to write."""
    writer = _script("invented")
    world = await _brief(_request("a", "b"), {"a": DOWN, "b": DOWN}, writer=writer)
    run = world.outcome.run
    assert (run.state, run.briefing.text, world.disclosed) == ("failed", "", [])
    assert run.error is not None
    assert run.error.code == "ERR_ALL_SOURCES_FAILED"
    assert "ERR_CONNECT" in run.briefing.digest
    # Positive control: one answer is enough for the same writer to be called.
    twin = await _brief(_request("a", "b"), {"a": GOOD, "b": DOWN}, writer=writer)
    assert twin.outcome.run.briefing.text == "invented"


@pytest.mark.parametrize(
    ("allow", "strict", "state", "code"),
    [
        (False, False, "failed", "ERR_REQUIRED_SOURCE_FAILED"),
        (True, False, "done", ""),
        (True, True, "done", "ERR_SOURCE_GAP"),
    ],
)
async def test_a_required_source_decides(allow: bool, strict: bool, state: str, code: str) -> None:
    """A required source that failed stops the run, unless allowed; strict makes it an error."""
    request = _request("a", "b", required=["b"], allow_partial=allow, strict=strict)
    world = await _brief(request, {"a": GOOD, "b": DOWN})
    assert world.outcome.run.state == state
    assert (world.outcome.error.code if world.outcome.error else "") == code


async def test_records_leave_only_with_consent() -> None:
    """Without consent nothing is sent: the run fails and says what would have left, and where."""
    world = await _brief(_request("a"), {"a": GOOD}, writer=_script("x"), agrees=False)
    assert world.outcome.error is not None
    assert world.outcome.error.code == "ERR_CONSENT_MISSING"
    assert world.disclosed[0].text == "sends 2 deals, 2 people to model.test"
    assert world.outcome.run.briefing.text == ""
    local = await _brief(_request("a"), {"a": GOOD}, writer=_script("x", host=""), agrees=False)
    assert local.outcome.run.briefing.text == "x"


async def test_masked_people_do_not_leave() -> None:
    """With `mask: people` names are not in the prompt, and come back in the text."""
    request = _request("a")
    masked = replace(request, operator=replace(request.operator, mask="people"))
    world = await _brief(masked, {"a": GOOD}, writer=_script("P-1 owns it."))
    assert "Lovelace" not in world.keeper.prompts[0].text
    assert world.outcome.run.briefing.text == "Ada Lovelace owns it."
    plain = await _brief(request, {"a": GOOD}, writer=_script("P-1 owns it."))
    assert "Lovelace" in plain.keeper.prompts[0].text


@pytest.mark.parametrize(
    ("limit", "price", "code"),
    [(0.4, 0.5, "ERR_MAX_COST"), (0.6, 0.5, ""), (0.4, None, "ERR_PRICE_UNKNOWN"), (0, 9.0, "")],
)
async def test_the_cost_is_limited_before_the_call(
    limit: float, price: float | None, code: str
) -> None:
    """--max-cost refuses what is estimated above it, or cannot be estimated."""
    writer = replace(_script("x"), price=lambda tokens: price)
    world = await _brief(_request("a", max_cost_usd=limit), {"a": GOOD}, writer=writer)
    assert (world.outcome.error.code if world.outcome.error else "") == code
    assert world.outcome.run.briefing.text == ("" if code else "x")


async def test_a_dry_run_builds_the_prompt_and_calls_nobody() -> None:
    """--dry-run ends with the exact prompt and its estimate."""
    world = await _brief(_request("a", dry_run=True), {"a": GOOD}, writer=_script("x"))
    assert world.outcome.prompt is not None
    assert "Blue Ocean" in world.outcome.prompt.text
    assert world.outcome.run.usage is not None
    assert (world.outcome.run.usage.estimated, world.outcome.run.briefing.text) == (True, "")


async def test_a_chat_is_waited_for() -> None:
    """With the writer `chat` the run waits, and the prompt is packed for pasting."""
    world = await _brief(_request("a"), {"a": GOOD}, writer=Writer(name="chat"))
    assert world.outcome.run.state == "waiting"
    assert world.outcome.run.finished_at is None
    assert "Blue Ocean" in "".join(world.outcome.parts)


async def test_nobody_to_write_is_told_after_the_sources() -> None:
    """A missing model key is the run's error, and the digest is there all the same."""
    refusal = Unavailable("no key", hint="set it", code="ERR_NO_MODEL")
    world = await _brief(_request("a"), {"a": GOOD}, writer=Writer(name="none", refusal=refusal))
    assert world.outcome.error is refusal
    assert "Blue Ocean" in world.outcome.run.briefing.digest


async def test_handles_stay_the_same_from_run_to_run() -> None:
    """A record keeps the name it had in the run it is compared with."""
    first = await _brief(_request("a"), {"a": GOOD})
    names = {key: name for (_, key), name in first.keeper.names.items()}
    records = first.outcome.fetched[0].records
    turned = Answer(items=tuple(reversed(DEALS)), shape=SHAPE)
    earlier = {"a": Before(fetched_at="2026-01-14T07:30:00Z", records=records, handles=names)}
    second = await _brief(_request("a"), {"a": turned}, earlier=earlier)
    assert {key: name for (_, key), name in second.keeper.names.items()} == names
    assert second.outcome.run.changes.items == ()


async def test_a_store_that_cannot_be_read_fails_the_run_after_its_sources() -> None:
    """Every source is told, then the run fails with the store's code; nobody writes."""
    world = await _brief(_request("a"), {"a": GOOD}, writer=_script("x"), broken=DOWN)
    assert [what.kind for what in world.told] == [
        "run_started", "source_started", "source_finished", "run_finished",
    ]  # fmt: skip
    assert (world.outcome.run.state, world.outcome.error) == ("failed", DOWN)
    assert len(world.outcome.fetched[0].records) == len(DEALS)


async def test_an_operator_without_sources_is_refused() -> None:
    """There is nothing to brief about without sources."""
    world = await _brief(_request(), {})
    assert world.outcome.error is not None
    assert world.outcome.error.code == "ERR_NO_SOURCES"


async def test_a_model_that_fails_before_a_word_fails_the_run() -> None:
    """A stream that ends in an error without text fails the run and keeps the digest."""
    model = Scripted("", label="test", stop_reason="error")
    writer = Writer(name=model.name, model=model)
    world = await _brief(_request("a"), {"a": GOOD}, writer=writer)
    assert world.outcome.run.state == "failed"
    assert world.outcome.error is not None
    assert world.outcome.error.code == "ERR_NOTHING_WRITTEN"
    assert "Blue Ocean" in world.outcome.run.briefing.digest


def test_a_disclosure_counts_each_person_once() -> None:
    """People are counted by who they are, over all sources."""
    fetched = Fetched(source="a", name="A", state="failed")
    disclosure = disclose(Operator(id="o", name="O"), "h", [fetched])
    assert disclosure.text == "sends no records to h"
