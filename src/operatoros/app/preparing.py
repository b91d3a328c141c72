"""From an operator to what is asked: each source with its question, or with why there is none.

Whatever is wrong with one source (no such connector, a missing credential, a bad parameter) is
that source's problem and leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path

from operatoros.app.wiring import World, iso
from operatoros.briefing.gather import Asked, as_info
from operatoros.catalog.credentials import credentials_for
from operatoros.catalog.declared import Connector, Fetch, Operator, Source
from operatoros.catalog.params import bind
from operatoros.catalog.search import Connectors, connector_of, fetch_of
from operatoros.catalog.templates import Scope
from operatoros.connectors.asking import Question
from operatoros.errors import NotFound, OperatorosError
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape


class ReplacedSourceUnknown(NotFound):
    """--from names a source that the operator does not have. Raised by: prepare."""

    code = "ERR_REPLACED_SOURCE_UNKNOWN"

    def __init__(self, *, source: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"--from names the source {source!r}, which this operator does not have",
            hint=f"its sources: {', '.join(known)}",
            details={"source": source, "known": list(known)},
        )


class NotInDemo(NotFound):
    """The sample company does not use this tool. Raised by: prepare."""

    code = "ERR_NOT_IN_DEMO"

    def __init__(self, *, connector: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"the sample company has no {connector!r}, and --demo asks nobody else",
            hint=f"it has: {', '.join(known)}; run without --demo for your own tools",
            details={"connector": connector},
        )


def prepare(
    world: World,
    operator: Operator,
    *,
    params: Mapping[str, Json],
    zone: tzinfo,
    replaced: Mapping[str, str],
    stand_ins: Mapping[str, Connector] | None,
) -> tuple[Asked, ...]:
    """Look up everything that the operator's sources need.

    Args:
        world: Where to look.
        operator: The operator.
        params: The run's parameters.
        zone: Zone in which days begin.
        replaced: File by source id, read instead of asking (`--from`).
        stand_ins: The demo's connectors by id: inside it nobody else can be asked.

    Raises:
        ReplacedSourceUnknown: if `replaced` names no source of the operator.
    """
    known = tuple(source.id for source in operator.sources)
    for name in replaced:
        if name not in known:
            raise ReplacedSourceUnknown(source=name, known=known)
    now = world.now()
    connectors = Connectors(world.path)
    return tuple(
        _asked(world, source, params, now, zone, replaced.get(source.id, ""), stand_ins, connectors)
        for source in operator.sources
    )


def _asked(
    world: World,
    source: Source,
    params: Mapping[str, Json],
    now: datetime,
    zone: tzinfo,
    file: str,
    stand_ins: Mapping[str, Connector] | None,
    connectors: Connectors,
) -> Asked:
    try:
        if file:
            return Asked(source=source, question=_from_file(world, source, file, now))
        connector = _connector(source, stand_ins, connectors)
        fetch = fetch_of(connector, source.fetch)
        credentials = credentials_for(connector, world.places)
        for secret in credentials.secrets:
            world.redactor.add(secret)
        scope = Scope(now=now.astimezone(zone), zone=zone, params=params)
        owner = f"{connector.id}.{fetch.name}"
        bound = bind(fetch.params, source.params, scope=scope, owner=owner, open_ended=True)
    except OperatorosError as error:
        return Asked(source=source, problem=as_info(error))
    question = Question(
        source=source.id,
        connector=connector,
        fetch=fetch,
        params=bound,
        credentials=credentials.values,
        folder=str(world.config.project),
        now=iso(now),
        max_records=source.max_records or world.config.whole("max_records"),
        timeout_s=seconds_of(world, source, connector),
    )
    return Asked(source=source, question=question)


def _connector(
    source: Source, stand_ins: Mapping[str, Connector] | None, connectors: Connectors
) -> Connector:
    if stand_ins is None:
        return connectors.of(source)
    if source.inline is not None or source.connector not in stand_ins:
        raise NotInDemo(connector=source.connector, known=tuple(stand_ins))
    return stand_ins[source.connector]


def seconds_of(world: World, source: Source | None, connector: Connector) -> float:
    """Return the source's own limit, else the setting, else the connector's."""
    if source is not None and source.timeout_s:
        return source.timeout_s
    setting = world.config.number("source_timeout_s")
    if setting > 0:
        return setting
    for part in (connector.api, connector.mcp, connector.module):
        if part is not None:
            return part.timeout_s
    return 60.0


def _from_file(world: World, source: Source, file: str, now: datetime) -> Question:
    """An export stands in for a source: the same shape, no connector asked."""
    # A file that the person named on the command line may lie anywhere: its own folder is the
    # root, not the project.
    path = (world.config.project / Path(file).expanduser()).resolve()
    fetch = Fetch(name=source.fetch, file=path.name, shape=shape_of(world, source))
    return Question(
        source=source.id,
        connector=Connector(id="file", name=path.name, kind="table"),
        fetch=fetch,
        params={},
        credentials={},
        folder=str(path.parent),
        now=iso(now),
        max_records=source.max_records or world.config.whole("max_records"),
        timeout_s=source.timeout_s or 60.0,
    )


def shape_of(world: World, source: Source) -> Shape | None:
    """What the replaced source's records are, if that is known."""
    try:
        connector = connector_of(source, world.path)
        fetch = fetch_of(connector, source.fetch)
    except OperatorosError:
        return None  # the export can be read without knowing whom it replaces
    if fetch.shape is not None or connector.module is None:
        return fetch.shape
    from operatoros.connectors.module import tools_of

    tool = tools_of(connector.module.name).get(fetch.tool or fetch.name)
    return replace(tool.shape, guessed=False) if tool else None
