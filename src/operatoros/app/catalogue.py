"""What is there: operators, connectors, their credentials' state. What listings show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from operatoros.app.wiring import World
from operatoros.catalog.credentials import resolve
from operatoros.catalog.declared import Connector, Operator, Param, Source
from operatoros.catalog.search import (
    Connectors,
    find_connector,
    find_operator,
    list_connectors,
    list_operators,
    read_file,
)
from operatoros.errors import OperatorosError


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorLine:
    """One operator of a listing.

    Attributes:
        id: Its id, or its file's name where it is broken.
        name: What people call it.
        description: One sentence.
        tasks: Ids of its tasks, the default one first.
        sources: Its sources as `connector.fetch`.
        missing: Variables that must be set before all sources can be asked.
        origin: Why its folder is on the search path.
        file: Its file.
        problem: What is wrong with it; empty if it can run.
    """

    id: str
    name: str = ""
    description: str = ""
    tasks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    origin: str = ""
    file: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorLine:
    """One connector of a listing; `missing` are variables to be set, `fetches` its questions."""

    id: str
    name: str = ""
    kind: str = ""
    description: str = ""
    fetches: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    origin: str = ""
    file: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One task of an operator."""

    id: str
    name: str
    description: str
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One source of an operator, and what stands in its way.

    Attributes:
        id: Its id.
        name: What people call it.
        connector: Id of its connector.
        fetch: The fetch that is asked.
        required: Whether the run is worth nothing without it.
        missing: Variables that must be set before it can be asked.
        problem: Code of what is wrong with its connector; empty if nothing is.
    """

    id: str
    name: str
    connector: str
    fetch: str
    required: bool = False
    missing: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorPage:
    """An operator in full: what it asks, what it can do, what a person may set."""

    line: OperatorLine
    tasks: tuple[TaskLine, ...]
    sources: tuple[SourceLine, ...]
    params: tuple[Param, ...]
    masks_people: bool
    proposes: bool


def operators(world: World) -> tuple[OperatorLine, ...]:
    """Return every operator on the search path; shadowed files are left out."""
    lines = []
    asked = Connectors(world.path)
    for found in list_operators(world.path):
        if found.shadowed_by:
            continue
        if found.value is None:
            problem = found.problems[0].code if found.problems else "ERR_FILE_UNREADABLE"
            line = OperatorLine(id=found.id, origin=found.origin, file=found.file, problem=problem)
        else:
            line = _operator_line(world, asked, found.value, origin=found.origin, file=found.file)
        lines.append(line)
    return tuple(lines)


def _operator_line(
    world: World, asked: Connectors, operator: Operator, *, origin: str, file: str
) -> OperatorLine:
    missing: dict[str, None] = {}
    for source in operator.sources:
        missing.update(dict.fromkeys(_missing(world, asked, source)))
    default = operator.default_task.id
    return OperatorLine(
        id=operator.id,
        name=operator.name,
        description=operator.description,
        tasks=(default, *(name for name in operator.tasks if name != default)),
        sources=tuple(f"{source.connector}.{source.fetch}" for source in operator.sources),
        missing=tuple(missing),
        origin=origin,
        file=file,
    )


def _missing(world: World, asked: Connectors, source: Source) -> Sequence[str]:
    try:
        return _unset(world, asked.of(source))
    except OperatorosError:
        return []  # the run says what is wrong with the connector; this is only a listing


def _unset(world: World, connector: Connector) -> Sequence[str]:
    try:
        return [field.env for field in resolve(connector, world.places).missing]
    except OperatorosError:
        return []  # the run says what is wrong with its file of credentials


def connectors(world: World) -> tuple[ConnectorLine, ...]:
    """Return every connector on the search path; shadowed files are left out."""
    lines = []
    for found in list_connectors(world.path):
        if found.shadowed_by:
            continue
        if found.value is None:
            problem = found.problems[0].code if found.problems else "ERR_FILE_UNREADABLE"
            line = ConnectorLine(id=found.id, origin=found.origin, file=found.file, problem=problem)
        else:
            connector = found.value
            line = ConnectorLine(
                id=connector.id,
                name=connector.name,
                kind=connector.kind,
                description=connector.description,
                fetches=tuple(connector.fetches),
                variables=tuple(field.env for field in connector.credentials),
                missing=tuple(_unset(world, connector)),
                origin=found.origin,
                file=found.file,
            )
        lines.append(line)
    return tuple(lines)


def tasks(world: World, operator: str) -> tuple[TaskLine, ...]:
    """Return the tasks of an operator, the default one marked.

    Raises:
        OperatorNotFound, CatalogInvalid.
    """
    found = find_operator(operator, world.path)
    default = found.default_task.id
    return tuple(
        TaskLine(
            id=task.id,
            name=task.name,
            description=task.description,
            default=task.id == default,
        )
        for task in found.tasks.values()
    )


def operator(world: World, identity: str) -> OperatorPage:
    """Return an operator in full.

    Raises:
        OperatorNotFound, CatalogInvalid.
    """
    found = find_operator(identity, world.path)
    place = found.place
    asked = Connectors(world.path)
    return OperatorPage(
        line=_operator_line(world, asked, found, origin="", file=place.file if place else ""),
        tasks=tasks(world, identity),
        sources=tuple(_source_line(world, asked, source) for source in found.sources),
        params=found.params,
        masks_people=found.mask == "people",
        proposes=any(task.actions == "propose" for task in found.tasks.values()),
    )


def _source_line(world: World, asked: Connectors, source: Source) -> SourceLine:
    problem, missing = "", tuple[str, ...]()
    try:
        missing = tuple(field.env for field in resolve(asked.of(source), world.places).missing)
    except OperatorosError as error:
        problem = error.code
    return SourceLine(
        id=source.id,
        name=source.name,
        connector=source.connector,
        fetch=source.fetch,
        required=source.required,
        missing=missing,
        problem=problem,
    )


def yaml_of(world: World, operator: str) -> tuple[str, str]:
    """Return an operator's file, as people name it, and its text.

    Raises:
        OperatorNotFound, CatalogInvalid.
    """
    place = find_operator(operator, world.path).place
    assert place is not None, "what was read from a file knows its place"
    data = read_file(world.config.project / place.file)
    return place.file, data.decode("utf-8", "surrogateescape")


def connector(world: World, identity: str) -> Connector:
    """Return a connector.

    Raises:
        ConnectorNotFound, CatalogInvalid.
    """
    return find_connector(identity, world.path)
