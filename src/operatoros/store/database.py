"""The store: what runs leave behind. Sync; callers wait for it in a thread.

Every method is one transaction. A kill at any point leaves a store that opens, with each method
done or not done.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from operatoros.secrets import Redactor
from operatoros.store import calls, forgetting, keeping, runs, snapshots
from operatoros.store.calls import Call
from operatoros.store.connecting import Database
from operatoros.store.forgetting import Forgotten
from operatoros.store.guard import Guard
from operatoros.store.keeping import Exchange, Pruned
from operatoros.store.ledger import Ledger
from operatoros.store.lines import HORIZON, RunLine
from operatoros.store.migrations import LATEST, migrate, version_of
from operatoros.store.owners import this_process
from operatoros.store.snapshots import Kept
from operatoros.values.coverage import ErrorInfo, Fetched
from operatoros.values.event import Event
from operatoros.values.jsonable import Json
from operatoros.values.record import Record
from operatoros.values.run import Run

# A run whose process cannot be seen from here (another machine) counts as gone after this.
_PATIENCE = timedelta(hours=24)
# A slot is named by the time of its own zone, which is less than this from UTC.
_ANY_ZONE = timedelta(days=2)


class Store:
    """An opened runs database; `open_store` makes one.

    Safe to use from several threads and processes at once.
    """

    def __init__(
        self, database: Database, *, guard: Guard, me: str = "", lent: bool = False
    ) -> None:
        self._database = database
        self._guard = guard
        self._me = me or this_process()
        self._lent = lent

    def lent(self, redactor: Redactor | None) -> Store:
        """Return the same open store for somebody who closes what they use: that does nothing.

        Args:
            redactor: Knows the secrets that must not enter, as of now.
        """
        return Store(self._database, guard=Guard(redactor), me=self._me, lent=True)

    @property
    def where(self) -> str:
        """The store's place, for people; without a password."""
        return self._database.where

    @property
    def caught(self) -> int:
        """How often a registered secret came as far as the store and was taken out."""
        return self._guard.caught

    @property
    def ledger(self) -> Ledger:
        """Schedules, their slots, and deliveries."""
        return Ledger(self._database, guard=self._guard, me=self._me)

    def close(self) -> None:
        """Give back every connection, if it is ours."""
        if not self._lent:
            self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Runs

    def begin(self, run: Run) -> None:
        """Add a run, carried out by this process.

        Raises:
            RunExists: ERR_RUN_EXISTS.
        """
        with self._database.writing() as connection:
            runs.begin(connection, run, owner=self._me, guard=self._guard)

    def save(self, run: Run) -> None:
        """Write a run's present state.

        Raises:
            RunNotFound: ERR_RUN_NOT_FOUND, if it was never begun.
        """
        with self._database.writing() as connection:
            runs.save(connection, run, owner=self._me, guard=self._guard)

    def get(self, wanted: str) -> Run:
        """Return the run of this id, or the only one whose id begins like this.

        Raises:
            RunNotFound: ERR_RUN_NOT_FOUND, with the nearest ids.
            RunAmbiguous: ERR_RUN_AMBIGUOUS.
        """
        with self._database.reading() as connection:
            run = runs.resolve(connection, wanted)
            return runs.get(connection, run, where=self.where)

    def resolve(self, wanted: str) -> str:
        """Return the whole id that `get` would find; it raises the same."""
        with self._database.reading() as connection:
            return runs.resolve(connection, wanted)

    def list(
        self,
        operator: str | None = None,
        *,
        limit: int | None = 50,
        before: str | None = None,
        demo: bool | None = None,
    ) -> tuple[RunLine, ...]:
        """Return runs, newest first.

        Args:
            operator: Only of this operator.
            limit: At most so many; None for all.
            before: Only those older than this id (the last of the page before).
            demo: Only with sample data, or only without; None for both.
        """
        with self._database.reading() as connection:
            return runs.newest_first(
                connection, operator=operator, limit=limit, before=before, demo=demo
            )

    def mark_interrupted(self, now: str) -> tuple[str, ...]:
        """Mark runs whose process is gone; return their ids.

        Call it before runs are shown. Each gets state `interrupted`, an error and a last event.

        Args:
            now: ISO 8601 time in UTC.
        """
        patience_from = _iso(datetime.fromisoformat(now) - _PATIENCE)
        with self._database.reading() as connection:
            gone = runs.left_behind(connection, now=now, patience_from=patience_from)
        if not gone:
            return ()
        with self._database.writing() as connection:
            self._database.alone(connection)
            return tuple(
                run
                for run, owner in gone
                if runs.interrupt(
                    connection, run, owner, now=now, guard=self._guard, where=self.where
                )
            )

    def interrupt(self, run: str, error: ErrorInfo, *, now: str) -> bool:
        """Mark a run of this process as interrupted; False if it ended by itself meanwhile.

        Args:
            run: Id of the run.
            error: Why it was stopped.
            now: ISO 8601 time in UTC.
        """
        with self._database.writing() as connection:
            return runs.interrupt(
                connection,
                run,
                self._me,
                now=now,
                guard=self._guard,
                where=self.where,
                error=error,
            )

    # Events

    def append_event(self, event: Event) -> None:
        """Append one event; see `append_events`."""
        self.append_events([event])

    def append_events(self, events: Sequence[Event]) -> None:
        """Append events of a run, all or none. Many at once cost little more than one.

        Raises:
            EventExists: ERR_RUN_EVENT_EXISTS, if a number is taken.
        """
        if events:
            with self._database.writing() as connection:
                runs.append_events(connection, events, self._guard)

    def events(
        self, run: str, after_seq: int = 0, *, limit: int | None = None
    ) -> tuple[Event, ...]:
        """Return a run's events with a number above `after_seq`, in order."""
        with self._database.reading() as connection:
            return runs.events(connection, run, after=after_seq, limit=limit)

    # Snapshots

    def save_snapshot(
        self,
        run: str,
        operator: str,
        fetched: Iterable[Fetched],
        *,
        scope: str | Mapping[str, str],
        demo: bool,
    ) -> None:
        """Keep what the sources of a run brought; failed and skipped ones leave nothing.

        Args:
            run: Id of the run.
            operator: Id of the operator.
            fetched: The sources' outcomes with their records.
            scope: What makes two fetches comparable (a digest of the parameters), by source id,
                or one for all.
            demo: Whether it is sample data; sample and real data are never compared.
        """
        brought = [one for one in fetched if one.state in {"ok", "cached", "partial"}]
        if not brought:
            return
        with self._database.writing() as connection:
            self._database.alone(connection, shared=True)
            snapshots.save(
                connection,
                run=run,
                operator=operator,
                fetched=brought,
                scopes={
                    one.source: scope if isinstance(scope, str) else scope[one.source]
                    for one in brought
                },
                demo=demo,
                guard=self._guard,
            )

    def last_complete(
        self, operator: str, source: str, *, scope: str, demo: bool, before: str = ""
    ) -> Kept | None:
        """Return the newest complete snapshot of a source; None if there is none.

        Args:
            operator: Id of the operator.
            source: Id of the source.
            scope: The same as when it was saved.
            demo: The same.
            before: Only of runs older than this id.
        """
        found = self.last_complete_of(operator, {source: scope}, demo=demo, before=before)
        return found.get(source)

    def last_complete_of(
        self, operator: str, scopes: Mapping[str, str], *, demo: bool, before: str = ""
    ) -> dict[str, Kept]:
        """Return the newest complete snapshot of each source that has one, by source id.

        Args:
            operator: Id of the operator.
            scopes: The same as when it was saved, by source id.
            demo: The same.
            before: Only of runs older than this id.
        """
        with self._database.reading() as connection:
            return snapshots.last_complete(
                connection,
                operator=operator,
                scopes=scopes,
                demo=demo,
                before=before,
                where=self.where,
            )

    def snapshot(self, run: str, source: str) -> Kept | None:
        """Return what a run's source brought; None if nothing."""
        with self._database.reading() as connection:
            return snapshots.of_run(connection, run, source, where=self.where)

    def snapshot_sources(self, run: str) -> tuple[str, ...]:
        """Return the ids of the sources whose snapshots a run has."""
        with self._database.reading() as connection:
            return snapshots.sources(connection, run)

    def records(self, kept: Kept, keys: Collection[str] | None = None) -> tuple[Record, ...]:
        """Return a snapshot's records, or those with these keys, in the order of the fetch."""
        with self._database.reading() as connection:
            (found,) = snapshots.records(connection, [kept], keys, where=self.where)
            return found

    def records_of(self, kept: Sequence[Kept]) -> tuple[tuple[Record, ...], ...]:
        """Return the records of several snapshots, each in the order of its fetch."""
        with self._database.reading() as connection:
            return snapshots.records(connection, kept, None, where=self.where)

    def hashes(self, kept: Kept) -> tuple[str, ...]:
        """Return the hash of each record, in the order of `kept.keys`, reading no record."""
        with self._database.reading() as connection:
            return snapshots.hashes(connection, kept)

    # Texts, stages, exchanges

    def save_texts(self, run: str, texts: Mapping[str, str]) -> None:
        """Keep named texts of a run (prompt parts, answer, turns of a chat), over older ones."""
        with self._database.writing() as connection:
            self._database.alone(connection, shared=True)
            keeping.save_texts(connection, run, texts, self._guard)

    def texts(self, run: str) -> dict[str, str]:
        """Return a run's texts by name."""
        with self._database.reading() as connection:
            return keeping.texts(connection, run, where=self.where)

    def save_stage(self, run: str, name: str, value: object) -> None:
        """Keep what a stage made (any value that `to_json` takes), over what it made before."""
        with self._database.writing() as connection:
            keeping.save_stage(connection, run, name, value, self._guard)

    def stage(self, run: str, name: str) -> Json:
        """Return what one stage of a run made, as plain JSON; None if it made nothing."""
        with self._database.reading() as connection:
            return keeping.stage(connection, run, name)

    def stages(self, run: str) -> dict[str, Json]:
        """Return what a run's stages made, as plain JSON by name."""
        with self._database.reading() as connection:
            return keeping.stages(connection, run)

    def save_exchanges(self, run: str, exchanges: Iterable[Exchange]) -> None:
        """Keep requests and responses of a run, for replay."""
        with self._database.writing() as connection:
            self._database.alone(connection, shared=True)
            keeping.save_exchanges(connection, run, exchanges, self._guard)

    def exchanges(self, run: str) -> tuple[Exchange, ...]:
        """Return a run's requests and responses."""
        with self._database.reading() as connection:
            return keeping.exchanges(connection, run, where=self.where)

    def save_calls(self, run: str, made: Sequence[Call]) -> None:
        """Keep single calls of a run's connectors, for replay."""
        with self._database.writing() as connection:
            self._database.alone(connection, shared=True)
            calls.save(connection, run, made, self._guard)

    def calls(self, run: str) -> tuple[Call, ...]:
        """Return the single calls of a run's connectors, by source and number."""
        with self._database.reading() as connection:
            return calls.of_run(connection, run, where=self.where)

    def prune(self, now: str, *, raw_days: int, all_days: int) -> Pruned:
        """Throw away what is older than its time.

        Args:
            now: ISO 8601 time in UTC.
            raw_days: Days after which calls, raw responses and events go.
            all_days: Days after which the rest goes. Lines of slots and deliveries follow their
                run, once no schedule looks that far back.
        """
        moment = datetime.fromisoformat(now)
        with self._database.writing() as connection:
            self._database.alone(connection)
            pruned = keeping.prune(
                connection,
                raw_before=_iso(moment - timedelta(days=raw_days)),
                all_before=_iso(moment - timedelta(days=all_days)),
                lines_before=_iso(moment - HORIZON - _ANY_ZONE),
                where=self.where,
            )
        self._database.shrink()
        return pruned

    def forget(self, names: Sequence[str], *, said: tuple[str, Json]) -> Forgotten:
        """Take a person out of every run: each letter of the names becomes a block.

        Args:
            names: Every way the person is written; whole words, in any case.
            said: Name and value of a stage that says so, kept with each run whose recorded calls
                are thrown away.
        """
        with self._database.writing() as connection:
            self._database.alone(connection)
            forgotten = forgetting.forget(connection, names, where=self.where)
            for run in forgotten.calls:
                keeping.save_stage(connection, run, *said, self._guard)
            keeping.sweep(connection, where=self.where)
        self._database.shrink()
        return forgotten


def connect(address: str, *, redactor: Redactor | None, now: str, until: int = LATEST) -> Store:
    """Open a store and bring it to the present version; see `open_store`.

    Args:
        address: Path or URL.
        redactor: Knows the secrets that must not enter.
        now: ISO 8601 time in UTC, written beside a migration.
        until: The version to bring it to (tests make old stores with it).
    """
    database = Database(address)
    try:
        with database.reading() as connection:
            found = version_of(connection, where=database.where)
        if found < until:
            _bring_up(database, until=until, now=now)
    except BaseException:
        database.close()
        raise
    return Store(database, guard=Guard(redactor))


def _bring_up(database: Database, *, until: int, now: str) -> None:
    """Do the missing steps; whoever comes second finds them done."""
    with database.writing() as connection:
        database.alone(connection)
        found = version_of(connection, where=database.where)
        if found >= until:
            return
        if found and database.file:
            # Named by the version it holds: the way back is to put it in the file's place.
            database.copy_to(f"{database.file}.before-{found + 1}")
        migrate(connection, found=found, until=until, now=now)


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
