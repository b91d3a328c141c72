"""Checking declarations and trying connectors: everything wrong at once, a sample of what works."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from operatoros.app.preparing import seconds_of
from operatoros.app.wiring import World, iso, zone_of
from operatoros.catalog.credentials import credentials_for, store
from operatoros.catalog.declared import Connector, Fetch
from operatoros.catalog.params import bind
from operatoros.catalog.search import fetch_of, find_connector
from operatoros.catalog.templates import Scope
from operatoros.catalog.validate import Report, Surroundings, validate
from operatoros.connectors.asking import Answer, Question
from operatoros.errors import InvalidInput, OperatorosError
from operatoros.secrets import Secret
from operatoros.values.jsonable import Json


class ConnectorHasNoFetch(InvalidInput):
    """A connector without fetches cannot be tried. Raised by: try_connector."""

    code = "ERR_CONNECTOR_HAS_NO_FETCH"

    def __init__(self, *, connector: str) -> None:
        super().__init__(
            f"connector {connector!r} declares no fetch, so there is nothing to try",
            hint="add one under `fetches:`",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What one fetch of a connector gave.

    Attributes:
        fetch: Its name.
        records: How many records came.
        noun: What they are called.
        seconds: How long it took.
        sample: Some of them.
        notes: What a reader should know.
        error: What went wrong, in the one JSON form; None if nothing did.
    """

    fetch: str
    records: int = 0
    noun: str = "records"
    seconds: float = 0.0
    sample: tuple[Mapping[str, Json], ...] = ()
    notes: tuple[str, ...] = ()
    error: Mapping[str, Json] | None = None


def check_files(world: World, files: Sequence[str]) -> Report:
    """Check files, or everything on the search path if none is named."""
    from operatoros.connectors.children import CommandNotFound, find_command
    from operatoros.connectors.module import MODULES, tools_of

    def tools(name: str) -> Collection[str] | None:
        return tuple(tools_of(name)) if name in MODULES else None

    def installed(program: str) -> bool:
        try:
            path, folder = world.config.environment.get("PATH"), str(world.config.project)
            find_command(program, path=path, folder=folder)
        except CommandNotFound:
            return False
        return True

    around = Surroundings(
        search=world.path,
        installed=installed,
        module_tools=tools,
    )
    return validate(files, around)


def schema_of(kind: str) -> Mapping[str, Json]:
    """Return the JSON Schema of a kind of file.

    Raises:
        SchemaUnknown.
    """
    from operatoros.catalog.schema import schemas

    known = schemas()
    if kind not in known:
        raise SchemaUnknown(kind=kind, known=tuple(known))
    return known[kind]


class SchemaUnknown(InvalidInput):
    """There is no schema of that name. Raised by: schema_of."""

    code = "ERR_SCHEMA_UNKNOWN"

    def __init__(self, *, kind: str, known: tuple[str, ...]) -> None:
        super().__init__(f"there is no schema {kind!r}", hint=f"there are: {', '.join(known)}")


def login(world: World, connector: Connector, values: Mapping[str, str]) -> str:
    """Store credentials for this user alone; returns the file.

    Raises:
        CredentialInvalid, CredentialFileOpen.
    """
    return str(store(connector, values, home=world.config.home))


async def try_connector(
    world: World, identity: str, *, fetch: str | None, params: Mapping[str, str], most: int
) -> tuple[Tried, ...]:
    """Ask a connector for real: one fetch, or each that needs no parameter.

    Args:
        world: Settings and credentials.
        identity: Id of the connector.
        fetch: Name of a fetch; None for all that can be asked without being told more.
        params: Parameters as text.
        most: Most records of the sample.

    Raises:
        ConnectorNotFound, FetchNotFound, CatalogInvalid, CredentialMissing, ParamInvalid.
    """
    from operatoros.connectors.sessions import Connections
    from operatoros.net.client import Client
    from operatoros.net.receipt import Receipt

    connector = find_connector(identity, world.path)
    if not connector.fetches:
        raise ConnectorHasNoFetch(connector=connector.id)
    chosen = [fetch_of(connector, fetch)] if fetch else list(connector.fetches.values())
    credentials = credentials_for(connector, world.places)
    for secret in credentials.secrets:
        world.redactor.add(secret)
    receipt = Receipt()
    tried = []
    async with (
        Client(receipt=receipt) as http,
        Connections(
            http=http, receipt=receipt, environ=world.config.environment, redactor=world.redactor
        ) as connections,
    ):
        for item in chosen:
            if fetch is None and any(p.required and p.default is None for p in item.params):
                continue
            question = _question(world, connector, item, params, credentials.values)
            started = monotonic()
            try:
                answer = await connections.ask(question, _quiet)
            except OperatorosError as error:
                seconds = monotonic() - started
                tried.append(Tried(fetch=item.name, seconds=seconds, error=error.as_json()))
            else:
                tried.append(_tried(item, answer, monotonic() - started, most))
    return tuple(tried)


def _question(
    world: World,
    connector: Connector,
    fetch: Fetch,
    params: Mapping[str, str],
    credentials: Mapping[str, Secret],
) -> Question:
    zone = zone_of(None)
    now = world.now()
    scope = Scope(now=now.astimezone(zone), zone=zone)
    owner = f"{connector.id}.{fetch.name}"
    return Question(
        source=owner,
        connector=connector,
        fetch=fetch,
        params=bind(fetch.params, params, scope=scope, owner=owner, open_ended=True),
        credentials=credentials,
        folder=str(world.config.project),
        now=iso(now),
        max_records=world.config.whole("max_records"),
        timeout_s=seconds_of(world, None, connector),
    )


def _tried(fetch: Fetch, answer: Answer, seconds: float, most: int) -> Tried:
    error = answer.error
    return Tried(
        fetch=fetch.name,
        records=len(answer.items),
        noun=answer.shape.noun,
        seconds=seconds,
        sample=answer.items[:most],
        notes=answer.notes,
        error=None
        if error is None
        else {
            "code": error.code,
            "message": error.message,
            "hint": error.hint,
            "details": dict(error.details),
        },
    )


def _quiet(*, records: int, size: int, wait_s: float = 0.0) -> None:
    """Nobody watches a test of a connector."""
