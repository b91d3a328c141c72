"""Connectors run once more over the calls that were recorded: nobody outside is asked.

The connector's own code reads the recorded answers again: pages, selectors, shapes, what an error
status means. How often a request was tried is as it was then. A call that was not recorded is an
error of its own, and is told beside what it leads to.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC

import anyio
import anyio.lowlevel

from operatoros.app.cleaning import ECHOED, CleanAsker
from operatoros.app.demo import stand_in
from operatoros.app.preparing import shape_of
from operatoros.app.recorded import Recorded
from operatoros.app.taping import asked_bytes
from operatoros.app.wiring import World
from operatoros.briefing.gather import Asked, fetch_source
from operatoros.catalog.declared import Connector, Fetch, Source
from operatoros.catalog.params import bind
from operatoros.catalog.search import connector_of, fetch_of
from operatoros.catalog.templates import Scope
from operatoros.connectors.asking import Question
from operatoros.connectors.tape import Bring, CallKind, Came, error_again
from operatoros.errors import NotFound
from operatoros.net.receipt import Receipt
from operatoros.secrets import Redactor, Secret
from operatoros.values.coverage import Fetched
from operatoros.values.event import What
from operatoros.values.jsonable import Json

# A recorded call that was given up is never answered; whoever made it gave it up by itself.
_GRACE_S = 30.0
# Turns of the loop before an answer: whoever asks side by side has asked by then, as it had then.
_TURNS = 5
_WHOLE = re.compile(r"\s*\{\{\s*credentials\.(\w+)\s*\}\}\s*")


class CallNotRecorded(NotFound):
    """A connector asks for something that it did not ask when the run was recorded."""

    code = "ERR_CALL_NOT_RECORDED"

    def __init__(self, *, source: str, what: str) -> None:
        super().__init__(
            f"the recording of source {source!r} holds no answer to {what}",
            hint="the connector, its declaration or its parameters changed since; "
            "run the operator again to see what it brings now",
            details={"source": source, "what": what},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """What the connectors made of the recorded calls.

    Attributes:
        fetched: What each source brought, by its id.
        missing: Calls that were not recorded, in words, by source.
        left: Recorded calls that were not made again, in words.
    """

    fetched: Mapping[str, Fetched]
    missing: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]


class Played:
    """Answers calls from a recording, each once. A `Taping`.

    Args:
        kept: The run.
        redactor: Takes the stand-ins of credentials out of questions.
    """

    def __init__(self, kept: Recorded, redactor: Redactor) -> None:
        self._redactor = redactor
        self._left: dict[bytes, list[tuple[str, bytes, bytes]]] = defaultdict(list)
        for call in kept.calls:
            self._left[call.asked].append((call.source, call.head, call.body))
        self.missing: dict[str, list[str]] = defaultdict(list)

    def tape(self, source: str, connector: str) -> _Tape:
        """Return the tape of one source."""
        return _Tape(self, source, connector)

    def ran_out(self, connector: str) -> None:
        """Note nothing: it shows as an answer that came out otherwise."""

    def left(self, connectors: Iterable[str]) -> tuple[str, ...]:
        """Say in words which recorded calls of these connectors were not made again."""
        wanted = set(connectors)
        found = []
        for asked, calls in self._left.items():
            question = json.loads(asked.decode("utf-8", "surrogatepass"))
            if question["connector"] in wanted:
                found += [in_words(question) for _ in calls]
        return tuple(sorted(found))

    async def answer(self, source: str, asked: Mapping[str, Json]) -> Came:
        """Return what came when this was asked, the same source's own call first.

        Raises:
            CallNotRecorded, or the error that came then.
        """
        for _ in range(_TURNS):
            await anyio.lowlevel.checkpoint()
        key = asked_bytes(asked, self._redactor)
        # What one source looked up, another may look up this time: they share it.
        calls = self._left.get(key, [])
        found = next((call for call in calls if call[0] == source), calls[0] if calls else None)
        if found is None:
            what = in_words(json.loads(key.decode("utf-8", "surrogatepass")))
            self.missing[source].append(what)
            raise CallNotRecorded(source=source, what=what)
        calls.remove(found)
        head = json.loads(found[1])
        if head.get("unanswered"):
            await anyio.sleep_forever()
        if "error" in head:
            raise error_again(head["error"])
        return Came(head=head, body=found[2])


class _Tape:
    """The tape of one source. A `Tape`."""

    def __init__(self, played: Played, source: str, connector: str) -> None:
        self._played = played
        self._source = source
        self._connector = connector

    async def carry(self, kind: CallKind, asked: Mapping[str, Json], bring: Bring) -> Came:
        """Return what came then; `bring` is not called."""
        whole = {"connector": self._connector, "kind": kind, **asked}
        return await self._played.answer(self._source, whole)


def in_words(asked: Mapping[str, Json]) -> str:
    """Return a call for people, on one line."""
    kind = asked["kind"]
    if kind == "http":
        query = asked["query"]
        assert isinstance(query, list)
        pairs = "&".join(f"{name}={value}" for name, value in query)
        body = f" {str(asked['body'])[:200]}" if asked.get("body") else ""
        return f"{asked['method']} {asked['url']}{'?' if pairs else ''}{pairs}{body}"
    rest = {name: value for name, value in asked.items() if name not in {"kind", "connector"}}
    return f"{kind} {json.dumps(rest, ensure_ascii=False)[:300]}"


async def rerun(
    world: World, kept: Recorded, sources: Mapping[str, Source], *, changed: bool = False
) -> Rerun:
    """Run connectors over the recorded calls.

    Args:
        world: Where connectors are looked for.
        kept: The run.
        sources: The sources, as the operator declares them now, by id.
        changed: Whether they declare something else than then.

    Raises:
        OperatorosError: if a connector of them is not there.
    """
    from operatoros.connectors.sessions import Connections
    from operatoros.net.client import Client

    redactor = Redactor()
    played = Played(kept, redactor)
    asked_then = questions_of(kept)
    questions = {
        name: question_again(world, kept, asked_then[name], source, changed=changed)
        for name, source in sources.items()
    }
    then = {one.source: one for one in kept.fetched}
    receipt, found = Receipt(), dict[str, Fetched]()
    connections = Connections(
        http=Client(receipt=receipt),
        receipt=receipt,
        environ={},
        redactor=redactor,
        taping=played,
        grace_s=_GRACE_S,
    )

    async def one(item: Asked) -> None:
        was = then[item.source.id]
        fetched = await fetch_source(
            item,
            asker=CleanAsker(connections, redactor),
            emit=_untold,
            now=lambda: was.as_of,
            monotonic=lambda: 0.0,
        )
        if ECHOED in was.notes:
            # What it echoed is not in the recording; that it did is.
            fetched = replace(fetched, notes=(*fetched.notes, ECHOED))
        found[item.source.id] = replace(
            fetched,
            as_of=was.as_of,
            bytes=was.bytes,
            requests=was.requests,
            seconds=was.seconds,
            attempts=was.attempts,
        )

    asked = [item for item in kept.request.asked if item.source.id in questions]
    async with connections, anyio.create_task_group() as group:
        for item in asked:
            group.start_soon(one, Asked(source=item.source, question=questions[item.source.id]))
    return Rerun(
        fetched=found,
        missing={name: tuple(what) for name, what in played.missing.items()},
        left=played.left(question.connector.id for question in questions.values()),
    )


def can_rerun(kept: Recorded) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sources whose calls are all recorded, and in words why others are not."""
    if kept.no_calls:
        return (), (f"connectors were not run again: {kept.no_calls}",)
    questions = questions_of(kept)
    whole, notes = [], []
    for one in kept.fetched:
        connector = str(questions[one.source].get("connector", ""))
        if connector in kept.cut:
            why = kept.cut[connector]
            notes.append(f"the connector of {one.source} was not run again: {why}")
        elif connector and one.state != "cached":
            whole.append(one.source)
    return tuple(whole), tuple(notes)


def questions_of(kept: Recorded) -> dict[str, Mapping[str, Json]]:
    """Return what was asked of each source, as it is kept."""
    return {
        item.source: json.loads(item.request.decode("utf-8", "surrogatepass"))
        for item in kept.exchanges
    }


def question_again(
    world: World, kept: Recorded, data: Mapping[str, Json], source: Source, *, changed: bool
) -> Question:
    """Return a source's question as it was asked, to its connector as it is declared now.

    Args:
        world: Where the connector is looked for.
        kept: The run.
        data: The question as it is kept.
        source: The source, as the operator declares it now.
        changed: Whether it declares something else than then.

    Raises:
        OperatorosError: if the connector or its fetch is not there, or its parameters do not fit.
    """
    params, credentials = data["params"], data["credentials"]
    assert isinstance(params, Mapping)
    assert isinstance(credentials, Mapping)
    connector, fetch = _declared(world, source, data)
    most = int(str(data["max_records"]))
    if changed:
        # Another parameter may make another request, which is then named.
        now = kept.request.reader.now
        scope = Scope(now=now, zone=now.tzinfo or UTC, params=kept.request.params)
        owner = f"{connector.id}.{fetch.name}"
        params = bind(fetch.params, source.params, scope=scope, owner=owner, open_ended=True)
        most = source.max_records or most
    return Question(
        source=source.id,
        connector=connector,
        fetch=fetch,
        params=params,
        credentials={
            name: Secret(_stand_in(name, connector) if value is None else str(value))
            for name, value in credentials.items()
        },
        folder=str(world.config.project),
        now=str(data["now"]),
        max_records=most,
        timeout_s=float(str(data["timeout_s"])),
    )


def _declared(world: World, source: Source, data: Mapping[str, Json]) -> tuple[Connector, Fetch]:
    """Return the connector and the fetch that a kept question went to."""
    if "from" in data:
        name = str(data["from"])
        fetch = Fetch(name=source.fetch, file=name, shape=shape_of(world, source))
        return Connector(id="file", name=name, kind="table"), fetch
    if "base_url" in data:
        connector = stand_in(str(data["connector"]), str(data["base_url"]), world)
    else:
        connector = connector_of(source, world.path)
    return connector, fetch_of(connector, source.fetch)


def _stand_in(name: str, connector: Connector) -> str:
    """Return what stands for a credential: nobody gets it, and questions are kept without it."""
    text = f"stand-in-for-the-credential-{name}"
    addresses = [part.base_url for part in (connector.api, connector.module) if part]
    whole = [match[1] for address in addresses if (match := _WHOLE.fullmatch(address))]
    return f"https://{text.lower()}.invalid" if name in whole else text


def _untold(what: What) -> None:
    """Nobody watches a replay."""
