"""The world of one call: settings, search path, clock, secrets, store. Built once, passed down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

from operatoros.catalog.credentials import CredentialPlaces
from operatoros.catalog.search import SearchPath, search_path
from operatoros.config import SETTINGS, Config, make_home
from operatoros.secrets import Redactor

if TYPE_CHECKING:
    from operatoros.catalog.declared import Goals
    from operatoros.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What every function of this room needs.

    Attributes:
        config: Settings and folders.
        path: Where declarations are looked for.
        places: Where credentials are looked for.
        redactor: Takes every known secret out of text that leaves.
        now: The present, aware, in UTC (the demo moves it).
        clock: The real time, aware, in UTC: what ids are made of.
        store: The runs database that a server keeps open; None where each call opens its own.
    """

    config: Config
    path: SearchPath
    places: CredentialPlaces
    redactor: Redactor = field(default_factory=Redactor)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    store: Store | None = None


def world_of(config: Config, *, store: Store | None = None) -> World:
    """Build the world from the settings.

    Args:
        config: The settings.
        store: The runs database, if somebody keeps it open.
    """
    keys = [config.secret(row.name) for row in SETTINGS if row.kind == "secret"]
    return World(
        config=config,
        path=search_path(
            project=config.project,
            home=config.home,
            operators_path=config.text("operators_path"),
            connectors_path=config.text("connectors_path"),
        ),
        places=CredentialPlaces(
            environment=config.environment, project=config.project, home=config.home
        ),
        redactor=Redactor(key for key in keys if key),
        store=store,
    )


def goals_of(world: World) -> Goals | None:
    """Return the user's own goals: the project's, else the user's; never an example's.

    Raises:
        CatalogInvalid: if the file has errors.
    """
    for file in (world.config.project / "config" / "goals.yaml", world.config.home / "goals.yaml"):
        if file.is_file():
            from operatoros.catalog.goals import parse_goals
            from operatoros.catalog.search import read_file

            return parse_goals(read_file(file), file=str(file))
    return None


def zone_of(goals: Goals | None) -> tzinfo:
    """Return the time zone of the user: the goals', else this machine's."""
    if goals is not None and goals.time_zone:
        from zoneinfo import ZoneInfo

        return ZoneInfo(goals.time_zone)
    return datetime.now().astimezone().tzinfo or UTC


def open_runs(world: World) -> Store:
    """Open the runs database; a fifth of a second of imports, so call it off the event loop."""
    if world.store is not None:
        return world.store.lent(world.redactor)
    from operatoros.store.opening import open_store

    make_home(world.config.home)
    address = world.config.text("store_url") or str(world.config.home / "operatoros.db")
    return open_store(address, now=iso(world.now()), redactor=world.redactor)


def iso(moment: datetime) -> str:
    """Return ISO 8601 in UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
