"""What a run leaves behind so that everything after the fetch can be made again.

The request with everything looked up, each call that connectors made (`taping`), and one answer a
source: the records' data, their shape, what was said about completeness.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from operatoros.app.wiring import World
from operatoros.briefing.gather import Asked
from operatoros.briefing.proposing import TakenUp
from operatoros.briefing.reader import reader_of
from operatoros.briefing.request import Before, RunRequest
from operatoros.catalog.declared import Goals, Operator
from operatoros.catalog.search import Connectors, fetch_of
from operatoros.connectors.asking import Question
from operatoros.errors import NotFound, OperatorosError
from operatoros.values.coverage import ErrorInfo, Fetched
from operatoros.values.jsonable import Json, digest, from_json, in_order, to_json
from operatoros.values.record import make_record
from operatoros.values.run import Run

if TYPE_CHECKING:
    from operatoros.store.calls import Call
    from operatoros.store.database import Store
    from operatoros.store.keeping import Exchange

REQUEST = "request"
BEFORE = "before"
HANDLES = "handles"
ANSWERED = "answered"
PROPOSALS = "proposals"
CHAT = "chat"
TAPE = "tape"
EXPORTS = "exports"
_MEASURED = ("as_of", "bytes", "requests", "seconds", "attempts")


class RunNotRecorded(NotFound):
    """A run left too little behind to be made again. Raised by: recorded."""

    code = "ERR_RUN_NOT_RECORDED"

    def __init__(self, *, run: str, missing: str) -> None:
        super().__init__(
            f"run {run!r} cannot be made again: {missing}",
            hint="answers of sources are kept for 30 days; `operatoros runs show` still works",
            details={"run": run, "missing": missing},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A run with all it was made from.

    Attributes:
        run: The run as it was kept.
        request: What was asked, looked up then.
        declared: Digest of each source's declaration then, by source id.
        fetched: What the sources brought, made again from their answers.
        before: The last complete fetch of each source, as it was then.
        handles: The records' names as they were kept, by source and key.
        kept: Keys and hashes of the snapshot, by source.
        texts: Prompt and answer by name.
        answered_at: When a chat's answer was brought, ISO 8601; empty if a model wrote at once.
        taken: What became of proposed commands; None if there were none.
        exchanges: Questions and answers as they are kept.
        chat: Questions asked afterwards, as JSON.
        calls: Single calls of the connectors.
        cut: Connectors whose calls are not all kept, with the reason.
        no_calls: Why no calls are kept; empty if they are.
    """

    run: Run
    request: RunRequest
    declared: Mapping[str, str]
    fetched: tuple[Fetched, ...]
    before: Mapping[str, Before]
    handles: Mapping[tuple[str, str], str]
    kept: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    texts: Mapping[str, str]
    answered_at: str = ""
    taken: TakenUp | None = None
    exchanges: tuple[Exchange, ...] = ()
    chat: Json = None
    calls: tuple[Call, ...] = ()
    cut: Mapping[str, str] = field(default_factory=dict)
    no_calls: str = ""


# -- what is kept ---------------------------------------------------------------------------


def request_json(world: World, request: RunRequest) -> dict[str, Json]:
    """Return a request as it is kept: no credentials, no paths of this machine."""
    return {
        "operator": to_json(without_places(request.operator)),
        "task": request.task.id,
        "prompt": request.prompt,
        "params": dict(request.params),
        "goals": to_json(request.goals),
        "demo": request.demo,
        "now": request.reader.now.isoformat(),
        "zone": zone_json(request.reader.zone),
        "nonce": request.nonce,
        "budget_tokens": request.budget_tokens,
        "max_tokens": request.max_tokens,
        "sources": [item.source.id for item in request.asked],
        "declared": dict(declared_of(world, request.operator, demo=request.demo)),
    }


def declared_of(world: World, operator: Operator, *, demo: bool) -> Mapping[str, str]:
    """Return a digest of what decides a source's records, by source id: it says who changed.

    A source whose connector cannot be found counts with its own lines alone; so does the demo's,
    whose connectors stand on a port of their own each time.

    Args:
        world: Where connectors are looked for.
        operator: The operator as it was found, inlined connectors included: only a digest is kept.
        demo: Whether the sample company answers.
    """
    found = {}
    connectors = Connectors(world.path)
    settings: dict[int, Json] = {}  # by identity: `Connectors` gives the same one each time

    def settings_of(value: object) -> Json:
        if id(value) not in settings:
            settings[id(value)] = _settings(value)
        return settings[id(value)]

    for source in operator.sources:
        parts: list[object] = [replace(source, place=None, inline=None)]
        if not demo:
            try:
                connector = connectors.of(source)
                fetch = fetch_of(connector, source.fetch)
                parts += [settings_of(connector), settings_of(fetch)]
            except OperatorosError:
                parts.append("no connector")
        found[source.id] = digest(parts)
    return found


def _settings(value: object) -> Json:
    data = to_json(value)
    assert isinstance(data, dict)
    # Where a file lies says nothing about what it declares.
    return {name: item for name, item in data.items() if name not in {"place", "folder", "fetches"}}


def without_places(operator: Operator) -> Operator:
    """Return an operator without positions in files, and without what a legacy source inlines."""
    return replace(
        operator,
        place=None,
        folder="",
        sources=tuple(replace(one, place=None, inline=None) for one in operator.sources),
        tasks={name: replace(task, place=None) for name, task in operator.tasks.items()},
        facts=tuple(replace(rule, place=None) for rule in operator.facts),
    )


def answers_of(asked: Sequence[Asked], fetched: Sequence[Fetched], *, demo: bool) -> list[Exchange]:
    """Return each source's question and answer as they are kept."""
    from operatoros.store.keeping import Exchange

    found = []
    for item, one in zip(asked, fetched, strict=True):
        request = {} if item.question is None else _question_json(item.question, demo=demo)
        # What differs each time stands with the question: an answer that is the same as
        # yesterday's is kept once.
        request["measured"] = {name: getattr(one, name) for name in _MEASURED}
        found.append(
            Exchange(
                source=one.source, seq=0, request=in_order(request), response=answer_bytes(one)
            )
        )
    return found


def answer_bytes(fetched: Fetched) -> bytes:
    """Return what a source brought as it is kept and compared: all but what was measured."""
    answer = to_json(replace(fetched, records=()))
    assert isinstance(answer, dict)
    answer["items"] = [record.data for record in fetched.records]
    return in_order({name: item for name, item in answer.items() if name not in _MEASURED})


def _question_json(question: Question, *, demo: bool) -> dict[str, Json]:
    """Return a question as it is kept; of its credentials the names, and values that are open."""
    connector = question.connector
    closed = {field.name for field in connector.credentials if field.secret}
    kept: dict[str, Json] = {
        "connector": connector.id,
        "fetch": question.fetch.name,
        "params": dict(question.params),
        "max_records": question.max_records,
        "now": question.now,
        "timeout_s": question.timeout_s,
        "credentials": {
            name: None if name in closed else secret.reveal()
            for name, secret in question.credentials.items()
        },
    }
    if not connector.fetches:
        # An export in the place of a connector (`--from`) declares nothing besides its file.
        kept["from"] = question.fetch.file
    if demo:
        # The sample company stands on another port each time.
        part = connector.module or connector.api
        kept["base_url"] = part.base_url if part else ""
    return kept


# -- and read again -------------------------------------------------------------------------


def recorded(store: Store, wanted: str) -> Recorded:
    """Return a run with all it was made from.

    Raises:
        RunNotFound, RunAmbiguous.
        RunNotRecorded: if answers were pruned, or the run stopped before its sources answered.
    """
    run = store.get(wanted)
    stages = store.stages(run.run)
    asked = stages.get(REQUEST)
    if not isinstance(asked, Mapping):
        raise RunNotRecorded(run=run.run, missing="its request was not kept")
    exchanges = store.exchanges(run.run)
    answers = {item.source: item for item in exchanges}
    names = asked["sources"]
    assert isinstance(names, list)
    missing = [name for name in names if name not in answers]
    if missing:
        raise RunNotRecorded(run=run.run, missing=f"no answer of {', '.join(missing)} is kept")
    request = request_again(run, asked)
    fetched = tuple(_fetched(answers[name]) for name in names)
    kept = {}
    for name in names:
        if (snapshot := store.snapshot(run.run, name)) is not None:
            kept[name] = (snapshot.keys, store.hashes(snapshot))
    answered, taken, tape = stages.get(ANSWERED), stages.get(PROPOSALS), stages.get(TAPE)
    return Recorded(
        run=run,
        request=request,
        declared=_texts(asked.get("declared")),
        fetched=fetched,
        before=before_again(store, run.run, stages.get(BEFORE)),
        handles=names_of(stages.get(HANDLES)),
        kept=kept,
        texts=store.texts(run.run),
        answered_at=answered if isinstance(answered, str) else "",
        taken=None if taken is None else from_json(TakenUp, taken),
        exchanges=exchanges,
        chat=stages.get(CHAT),
        calls=store.calls(run.run),
        cut=_texts(tape.get("cut")) if isinstance(tape, Mapping) else {},
        no_calls=_why_no_calls(tape),
    )


def _why_no_calls(tape: Json) -> str:
    if not isinstance(tape, Mapping):
        return "this run is older than recorded calls"
    return str(tape.get("gone", ""))


def request_kept(store: Store, run: str) -> Json:
    """Return a run's request as it is kept."""
    return store.stage(run, REQUEST)


def request_again(run: Run, data: Mapping[str, Json]) -> RunRequest:
    """Return the request of a run from its JSON form."""
    operator = from_json(Operator, data["operator"])
    goals = from_json(Goals, data["goals"]) if data["goals"] is not None else None
    now = datetime.fromisoformat(str(data["now"])).astimezone(zone_again(data["zone"]))
    names = data["sources"]
    assert isinstance(names, list)
    sources = {source.id: source for source in operator.sources}
    problem = ErrorInfo(code="", message="")
    return RunRequest(
        run=run.run,
        operator=operator,
        task=operator.tasks[str(data["task"])],
        prompt=str(data["prompt"]),
        params=run.params,
        asked=tuple(Asked(source=sources[name], problem=problem) for name in names),
        goals=goals,
        demo=bool(data["demo"]),
        nonce=str(data["nonce"]),
        budget_tokens=int(str(data["budget_tokens"])),
        max_tokens=int(str(data["max_tokens"])),
        reader=reader_of(goals, now),
    )


def before_again(store: Store, run: str, data: Json) -> Mapping[str, Before]:
    """Return the fetches that a run was compared with.

    Raises:
        RunNotRecorded: if one of them is no longer kept.
    """
    found = {}
    names: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for source, earlier in _texts(data).items():
        kept = store.snapshot(earlier, source)
        if kept is None:
            missing = f"run {earlier}, which {source} was compared with, is no longer kept"
            raise RunNotRecorded(run=run, missing=missing)
        if earlier not in names:
            names[earlier] = handles_of(store, earlier)
        found[source] = Before(
            fetched_at=kept.fetched_at,
            records=store.records(kept),
            handles=names[earlier].get(source, {}),
        )
    return found


def handles_of(store: Store, run: str) -> dict[str, dict[str, str]]:
    """Return the records' names of a run: handle by source and key."""
    data = store.stage(run, HANDLES)
    named = data if isinstance(data, Mapping) else {}
    return {str(source): _texts(names) for source, names in named.items()}


def names_of(data: Json) -> dict[tuple[str, str], str]:
    """Return the records' names from their JSON form: handle by source and key."""
    if not isinstance(data, Mapping):
        return {}
    return {
        (str(source), key): name
        for source, names in data.items()
        for key, name in _texts(names).items()
    }


def _texts(data: Json) -> dict[str, str]:
    return {str(k): str(v) for k, v in data.items()} if isinstance(data, Mapping) else {}


def _fetched(kept: Exchange) -> Fetched:
    question, data = (
        json.loads(part.decode("utf-8", "surrogatepass")) for part in (kept.request, kept.response)
    )
    items = data.pop("items")
    bare = from_json(Fetched, {**data, **question["measured"], "records": []})
    records = tuple(
        make_record(bare.source, item, bare.shape, fetched_at=bare.as_of, position=position)
        for position, item in enumerate(items)
    )
    return replace(bare, records=records)


def zone_json(zone: tzinfo) -> dict[str, Json]:
    """Return a zone as it is kept: its name, or its offset and what prompts call it."""
    if isinstance(zone, ZoneInfo):
        return {"key": zone.key}
    moment = datetime(2000, 1, 1, tzinfo=zone)
    offset = moment.utcoffset() or timedelta()
    return {"seconds": int(offset.total_seconds()), "name": str(zone)}


def zone_again(data: Json) -> tzinfo:
    """Return a zone from its JSON form."""
    assert isinstance(data, Mapping)
    if "key" in data:
        return ZoneInfo(str(data["key"]))
    offset, name = timedelta(seconds=int(str(data["seconds"]))), str(data["name"])
    if not offset and name == str(UTC):
        return UTC
    return timezone(offset, name)
