"""A small company's deals and calls, as sources bring them; the same every time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from operatoros.briefing.reader import Reader, reader_of
from operatoros.catalog.declared import Goals
from operatoros.values.coverage import ErrorInfo, Fetched, SourceState
from operatoros.values.jsonable import Json
from operatoros.values.record import Money, Shape, make_record

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
DEALS = Shape(
    noun="deals",
    key="id",
    title="name",
    url="url",
    money=(Money(amount="amount", currency="currency"),),
    dates=("createdate",),
    due="closedate",
    people=("owner.name", "owner.email"),
    noise=("updatedAt",),
    fields=("name", "amount", "currency", "stage", "closedate", "owner.name"),
)
CALLS = Shape(noun="calls", title="title", dates=("started",), people=("parties.name",))

_COMPANIES = ("Acme", "Globex", "Initech", "Umbrella", "Hooli", "Stark", "Wayne", "Tyrell")
_KINDS = ("renewal", "pilot", "expansion", "new business")
_OWNERS = (("Maria Keller", "maria@x.test"), ("Tom Ortiz", "tom@x.test"), ("Ana Silva", "a@x.test"))


def reader(
    locale: str = "en-US", currency: str = "", rates: Mapping[str, float] | None = None
) -> Reader:
    """Return a reader in Berlin on Saturday, 21 November 2026, 07:30."""
    goals = Goals(
        locale=locale, time_zone="Europe/Berlin", currency=currency, rates=dict(rates or {})
    )
    return reader_of(goals, NOW)


def deals(count: int, seed: int = 1) -> list[dict[str, Json]]:
    """Return deals with owners, two currencies and dates around the present."""
    chance = random.Random(seed)
    made: list[dict[str, Json]] = []
    for n in range(count):
        owner, email = chance.choice(_OWNERS)
        month = chance.choice((11, 12, 12))
        made.append(
            {
                "id": str(9_000_000_000 + n),
                "name": f"{chance.choice(_COMPANIES)} {chance.choice(_KINDS)}",
                "amount": str(chance.randrange(5, 400) * 500),
                "currency": chance.choice(("USD", "USD", "USD", "EUR")),
                "stage": chance.choice(("Discovery", "Proposal", "Negotiation", "Contract")),
                "createdate": f"2026-{chance.randrange(7, 12):02}-{chance.randrange(1, 20):02}",
                "closedate": f"2026-{month}-{chance.randrange(10, 30)}T00:00:00Z",
                "owner": {"name": owner, "email": email},
                "updatedAt": f"2026-11-20T10:00:{n % 60:02}Z",
                "url": f"https://crm.test/deal/{n}",
            }
        )
    return made


def fetched(
    data: Sequence[Mapping[str, Json]],
    shape: Shape = DEALS,
    *,
    source: str = "crm.open_deals",
    name: str = "Open deals",
    state: SourceState = "ok",
    when: str = "2026-11-21T06:30:00Z",
    total: int | None = None,
) -> Fetched:
    """Return what a source brought."""
    broken = ErrorInfo(code="ERR_TIMEOUT", message="it took too long", hint="try again")
    records = tuple(
        make_record(source, item, shape, fetched_at=when, position=n) for n, item in enumerate(data)
    )
    return Fetched(
        source=source,
        name=name,
        state=state,
        records=records,
        shape=shape,
        total=total,
        as_of=when,
        seconds=0.42,
        error=None if state in {"ok", "cached"} else broken,
    )
