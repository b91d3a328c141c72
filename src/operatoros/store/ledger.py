"""What was due, what was begun, what became of it: slots of schedules, and deliveries.

Beginning is a claim: of several processes exactly one gets it, because a row of that key can be
added once and taken over only from a process that is gone. Every method is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from operatoros.store.connecting import Database
from operatoros.store.guard import Guard
from operatoros.store.lines import ENDED, DeliveryLine, DeliveryState, SlotLine, SlotState
from operatoros.store.owners import life_of
from operatoros.store.tables import DELIVERIES, SCHEDULES, SLOTS
from operatoros.values.jsonable import Json

# A process that cannot be seen from here (another machine) counts as gone after this.
_PATIENCE = timedelta(hours=24)
_SLOT = tuple(item.name for item in fields(SlotLine))
_DELIVERY = tuple(item.name for item in fields(DeliveryLine))


class Ledger:
    """The store's book of schedules and deliveries; `Store.ledger` gives it."""

    def __init__(self, database: Database, *, guard: Guard, me: str) -> None:
        self._database = database
        self._guard = guard
        self._me = me

    # Schedules

    def add_schedule(self, schedule: str, body: Mapping[str, Json], *, at: str) -> bool:
        """Keep a schedule; False if there is one of that id already."""
        text = self._guard.text(json.dumps(body, sort_keys=True, ensure_ascii=False))
        return self._insert(SCHEDULES, schedule=schedule, body=text, added_at=at)

    def schedules(self) -> dict[str, tuple[dict[str, Json], str]]:
        """Return body and time of addition of every schedule, by id."""
        with self._database.reading() as connection:
            rows = connection.execute(select(SCHEDULES).order_by(SCHEDULES.c.schedule)).all()
        return {row.schedule: (json.loads(row.body), row.added_at) for row in rows}

    def remove_schedule(self, schedule: str) -> bool:
        """Forget a schedule; what became of its slots stays. False if there is none."""
        with self._database.writing() as connection:
            done = connection.execute(delete(SCHEDULES).where(SCHEDULES.c.schedule == schedule))
            return done.rowcount == 1

    # Slots

    def claim_slot(self, schedule: str, slot: str, *, at: str) -> SlotLine | None:
        """Begin a slot as this process.

        Returns:
            The slot's line, its `attempts` counting this one; None if another process has it or
            it has ended. A slot of a process that is gone is taken over, its `run` kept; one
            that was written down as missed later than `at` (by a clock set wrong) is begun.
        """
        new = SlotLine(
            schedule=schedule, slot=slot, state="started", owner=self._me, attempts=1, at=at
        )
        if self._insert(SLOTS, **{name: getattr(new, name) for name in _SLOT}):
            return new
        with self._database.writing() as connection:
            row = connection.execute(
                select(SLOTS).where(SLOTS.c.schedule == schedule, SLOTS.c.slot == slot)
            ).one()
            mistaken = row.state == "missed" and row.at > at
            if not mistaken and (row.state in ENDED or not _left(row.owner, row.at, at)):
                return None
            now = {
                "state": "started" if mistaken else row.state,
                "code": "",
                "owner": self._me,
                "attempts": row.attempts + 1,
                "at": at,
            }
            done = connection.execute(
                update(SLOTS)
                .where(
                    SLOTS.c.schedule == schedule,
                    SLOTS.c.slot == slot,
                    SLOTS.c.owner == row.owner,
                    SLOTS.c.attempts == row.attempts,
                    SLOTS.c.state == row.state,
                )
                .values(**now)
            )
            if done.rowcount != 1:
                return None
        return SlotLine(**{**{name: getattr(row, name) for name in _SLOT}, **now})

    def move_slot(
        self, schedule: str, slot: str, state: SlotState, *, at: str, run: str = "", code: str = ""
    ) -> bool:
        """Write how far this process's slot is; False if it is not this process's any more."""
        values: dict[str, object] = {"state": state, "at": at, "code": code}
        if run:
            values["run"] = run
        if state in ENDED:
            values["owner"] = ""
        with self._database.writing() as connection:
            done = connection.execute(
                update(SLOTS)
                .where(
                    SLOTS.c.schedule == schedule, SLOTS.c.slot == slot, SLOTS.c.owner == self._me
                )
                .values(**values)
            )
            return done.rowcount == 1

    def miss_slots(self, schedule: str, slots: Iterable[str], *, code: str, at: str) -> int:
        """Write down slots that will not be carried out; ones that were begun are left alone."""
        return sum(
            self._insert(
                SLOTS,
                schedule=schedule,
                slot=slot,
                state="missed",
                owner="",
                attempts=0,
                run="",
                code=code,
                at=at,
            )
            for slot in slots
        )

    def slots(self, schedule: str, *, since: str = "", limit: int = 1000) -> tuple[SlotLine, ...]:
        """Return a schedule's slots from `since` on, newest first."""
        query = (
            select(SLOTS)
            .where(SLOTS.c.schedule == schedule, SLOTS.c.slot >= since)
            .order_by(SLOTS.c.slot.desc())
            .limit(limit)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(SlotLine(**{name: getattr(row, name) for name in _SLOT}) for row in rows)

    # Deliveries

    def claim_delivery(self, key: str, *, run: str, target: str, at: str) -> DeliveryLine:
        """Begin a delivery as this process, if nobody has.

        Returns:
            The line as it stands: `sending` with this process as owner means go on. A line left
            `sending` by a process that is gone comes back as `unsure`, still to be settled by
            the caller, who knows whether sending twice does harm. A failed one begins anew.
        """
        new = DeliveryLine(
            key=key,
            run=run,
            target=self._guard.text(target),
            state="sending",
            owner=self._me,
            attempts=0,
            at=at,
        )
        if self._insert(DELIVERIES, **{name: getattr(new, name) for name in _DELIVERY}):
            return new
        with self._database.writing() as connection:
            row = connection.execute(select(DELIVERIES).where(DELIVERIES.c.key == key)).one()
            found = DeliveryLine(**{name: getattr(row, name) for name in _DELIVERY})
            left = found.state == "sending" and _left(found.owner, found.at, at)
            if found.state != "failed" and not left:
                return found
            done = connection.execute(
                update(DELIVERIES)
                .where(
                    DELIVERIES.c.key == key,
                    DELIVERIES.c.owner == found.owner,
                    DELIVERIES.c.state == found.state,
                )
                .values(state="sending", owner=self._me, run=run, at=at)
            )
            if done.rowcount != 1:
                return found
        state: DeliveryState = "unsure" if left else "sending"
        kept = {name: getattr(found, name) for name in _DELIVERY}
        return DeliveryLine(**{**kept, "state": state, "owner": self._me, "run": run, "at": at})

    def settle_delivery(
        self, key: str, state: DeliveryState, *, attempts: int, at: str, code: str = ""
    ) -> bool:
        """Write what became of this process's delivery; False if it is not this process's."""
        with self._database.writing() as connection:
            done = connection.execute(
                update(DELIVERIES)
                .where(DELIVERIES.c.key == key, DELIVERIES.c.owner == self._me)
                .values(state=state, owner="", attempts=attempts, code=code, at=at)
            )
            return done.rowcount == 1

    def deliveries(self, run: str) -> tuple[DeliveryLine, ...]:
        """Return the deliveries of a run."""
        query = select(DELIVERIES).where(DELIVERIES.c.run == run).order_by(DELIVERIES.c.target)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            DeliveryLine(**{name: getattr(row, name) for name in _DELIVERY}) for row in rows
        )

    def _insert(self, table: Table, **values: object) -> bool:
        """Add a row; False if there is one of its key."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(table).values(**values))
        except IntegrityError:
            return False
        return True


def _left(owner: str, since: str, now: str) -> bool:
    """Say whether what a process holds since a moment was left behind."""
    life = life_of(owner)
    if life == "unknown":
        return datetime.fromisoformat(since) + _PATIENCE < datetime.fromisoformat(now)
    return life == "gone"
