"""The sample company: who sells what to whom. Made up; every name is fictional.

One table of deals; everything else follows from it and from the moment that counts as now, so the
same moment gives the same company. Planted, for the story and for tests:

    no calls        the deals of `WITHOUT_CALLS`, the two biggest among them
    closes soon     `CLOSING_SOON` closes in three days
    overdue         `OVERDUE` should have closed nine days ago
    since yesterday `planted_changes` lists what differs from the company of a day before
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from operatoros.demo import tables

NAME = "Brightwater Systems"
WITHOUT_CALLS = ("Halden Shipping", "Castellane Group", "Ottermill Paper")
CLOSING_SOON = "Meridian Foods"
OVERDUE = "Tallis Energy"

Currency = Literal["EUR", "USD"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An owner of deals; a name may be missing, as in real accounts.

    Attributes:
        id: Id in the CRM.
        gong_id: Id in Gong: twenty digits, which no number type holds.
        first: First name.
        last: Last name.
        email: E-mail address.
        left: Whether the person has left (archived).
    """

    id: str
    gong_id: str
    first: str
    last: str
    email: str
    left: bool = False

    @property
    def name(self) -> str:
        """What people call the person."""
        return f"{self.first} {self.last}".strip() or self.email


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a pipeline; `probability` as the CRM writes it."""

    id: str
    label: str
    probability: str

    @property
    def closed(self) -> bool:
        """Whether deals in it are won or lost."""
        return self.probability in {"0.0", "1.0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A pipeline and its stages, in order."""

    id: str
    label: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """One deal.

    Attributes:
        id: Id in the CRM.
        customer: Company it is with.
        what: What it is about.
        pipeline: Its pipeline.
        stage: Its stage.
        amount: Amount in whole units of the currency.
        currency: ISO 4217 code.
        owner: Who owns it.
        close: Day by which it should close.
        created: When it was made.
        modified: When it was last touched.
        calls: Days ago of its calls.
    """

    id: str
    customer: str
    what: str
    pipeline: Pipeline
    stage: Stage
    amount: int
    currency: Currency
    owner: Person
    close: date
    created: datetime
    modified: datetime
    calls: tuple[int, ...]

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.customer} - {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One recorded call.

    Attributes:
        id: Gong's id: up to twenty digits.
        deal: The deal it was about.
        started: When it began.
        minutes: How long it took.
        title: Its title.
        guest: Whom we talked to.
        guest_email: That person's e-mail address; empty for a phone line.
        analysed: Whether brief and key points exist yet (they come hours later).
        brief: One or two sentences.
        key_points: What was said.
        topics: What it was about.
        outcome: How it ended.
    """

    id: str
    deal: Deal
    started: datetime
    minutes: int
    title: str
    guest: str
    guest_email: str
    analysed: bool
    brief: str
    key_points: tuple[str, ...]
    topics: tuple[str, ...]
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The company as its tools show it at one moment.

    Attributes:
        now: That moment.
        people: Owners.
        pipelines: Pipelines.
        deals: All deals, closed ones too.
        calls: Calls of the last thirty days, newest first.
    """

    now: datetime
    people: tuple[Person, ...]
    pipelines: tuple[Pipeline, ...]
    deals: tuple[Deal, ...]
    calls: tuple[Call, ...]

    @property
    def open_deals(self) -> tuple[Deal, ...]:
        """Deals that are neither won nor lost, biggest amount first."""
        found = [deal for deal in self.deals if not deal.stage.closed]
        return tuple(sorted(found, key=lambda deal: (-deal.amount, deal.id)))

    def deal(self, customer: str) -> Deal:
        """Return the deal with a customer; each has one."""
        return next(deal for deal in self.deals if deal.customer == customer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One difference to the day before, in the words of the records that our connector makes.

    Attributes:
        kind: new, gone or changed.
        id: The deal's id.
        name: The deal's name.
        field: The record's field that changed.
        old: Its value the day before.
        new: Its value now.
    """

    kind: Literal["new", "gone", "changed"]
    id: str
    name: str
    field: str = ""
    old: str | int = ""
    new: str | int = ""


def _people() -> tuple[Person, ...]:
    rows = [
        [cell.strip() for cell in row.split("|")] for row in tables.PEOPLE.strip("\n").splitlines()
    ]
    return tuple(
        Person(
            id=str(51_021_000 + number),
            gong_id=str(48_210_093_317_465_210_000 + number),
            first=first,
            last=last,
            email=f"{address}@brightwater.example",
            left=bool(left),
        )
        for number, (first, last, address, left) in enumerate(rows, start=1)
    )


PEOPLE = _people()
NEW = Pipeline(
    id="default",
    label="New business",
    stages=(
        Stage(id="appointmentscheduled", label="Discovery", probability="0.2"),
        Stage(id="qualifiedtobuy", label="Evaluation", probability="0.4"),
        Stage(id="presentationscheduled", label="Proposal", probability="0.6"),
        Stage(id="contractsent", label="Contract sent", probability="0.9"),
        Stage(id="closedwon", label="Won", probability="1.0"),
        Stage(id="closedlost", label="Lost", probability="0.0"),
    ),
)
RENEWALS = Pipeline(
    id="74810022",
    label="Renewals",
    stages=(
        Stage(id="148100221", label="Upcoming", probability="0.5"),
        Stage(id="148100222", label="In talks", probability="0.7"),
        Stage(id="148100223", label="Verbal yes", probability="0.9"),
        Stage(id="148100224", label="Renewed", probability="1.0"),
        Stage(id="148100225", label="Churned", probability="0.0"),
    ),
)
PIPELINES = (NEW, RENEWALS)

_FRESH = timedelta(minutes=50)


def sample(now: datetime) -> Company:
    """Return the company as it is at a moment.

    Args:
        now: Aware; days are reckoned in UTC.
    """
    here = now.astimezone(UTC)
    return _company(here, _deals(here), here.date())


def sample_yesterday(now: datetime) -> Company:
    """Return the company as it was a day before `now`: `planted_changes` undone."""
    today = now.astimezone(UTC)
    by_id = {change.id: change for change in planted_changes(today)}
    deals: list[Deal] = []
    for deal in _deals(today):
        change = by_id.get(deal.id)
        if change is None:
            deals.append(deal)
        elif change.kind == "gone":
            deals.append(replace(deal, stage=NEW.stages[3]))
        elif change.kind == "changed":
            deals.append(_before(deal, change))
    return _company(today - timedelta(days=1), tuple(deals), today.date())


def planted_changes(now: datetime) -> tuple[Planted, ...]:
    """Return how the open deals at `now` differ from those a day before, by deal id."""
    today = now.astimezone(UTC)
    deals = {deal.customer: deal for deal in _deals(today)}

    def changed(customer: str, field: str, old: str | int, new: str | int) -> Planted:
        deal = deals[customer]
        return Planted(kind="changed", id=deal.id, name=deal.name, field=field, old=old, new=new)

    def came(customer: str, kind: Literal["new", "gone"]) -> Planted:
        deal = deals[customer]
        return Planted(kind=kind, id=deal.id, name=deal.name)

    slipped = deals["Norrland Timber"].close
    found = (
        changed("Meridian Foods", "stage", "Proposal", "Contract sent"),
        changed("Orsay Logistics", "amount", 64000, deals["Orsay Logistics"].amount),
        changed(
            "Norrland Timber",
            "close_date",
            (slipped - timedelta(days=21)).isoformat(),
            slipped.isoformat(),
        ),
        came("Quillon Optics", "new"),
        came("Ferrow Rail", "gone"),
    )
    return tuple(sorted(found, key=lambda change: change.id))


def _before(deal: Deal, change: Planted) -> Deal:
    if change.field == "amount":
        return replace(deal, amount=int(change.old))
    if change.field == "close_date":
        return replace(deal, close=date.fromisoformat(str(change.old)))
    stage = next(stage for stage in deal.pipeline.stages if stage.label == change.old)
    return replace(deal, stage=stage)


def _company(now: datetime, deals: tuple[Deal, ...], today: date) -> Company:
    """Return the company at a moment; `today` is the day that the tables are reckoned from."""
    calls = [
        _call(deal, number, days_ago, now, today)
        for deal in deals
        for number, days_ago in enumerate(deal.calls)
    ]
    past = [call for call in calls if call.started <= now]
    past.sort(key=lambda call: (call.started, call.id), reverse=True)
    return Company(now=now, people=PEOPLE, pipelines=PIPELINES, deals=deals, calls=tuple(past))


def _deals(now: datetime) -> tuple[Deal, ...]:
    today = now.date()
    rows = [[cell.strip() for cell in row.split("|")] for row in tables.DEALS.strip().splitlines()]
    return tuple(_deal(position, row, today) for position, row in enumerate(rows))


def _deal(position: int, row: list[str], today: date) -> Deal:
    customer, what, place, amount, currency, owner, closes, calls = row
    pipeline = NEW if place[0] == "N" else RENEWALS
    days_ago = tuple(int(day) for day in calls.split(",") if day)
    # Older deals stand higher in the table; the newest was made today.
    age = 0 if days_ago == (0,) else 20 + (position * 37) % 160
    touched = min((*days_ago, age))
    return Deal(
        id=str(9_310_400_000 + 131 * (position + 1)),
        customer=customer,
        what=what,
        pipeline=pipeline,
        stage=pipeline.stages[int(place[1]) - 1],
        amount=int(amount),
        currency="EUR" if currency == "EUR" else "USD",
        owner=PEOPLE[int(owner) - 1],
        close=today + timedelta(days=int(closes)),
        created=_at(today, age, 6, 30),
        modified=_at(today, touched, 7, 5),
        calls=days_ago,
    )


def _call(deal: Deal, number: int, days_ago: int, now: datetime, today: date) -> Call:
    serial = int(deal.id) % 100_000
    started = _at(today, days_ago, 6 + serial % 9, (serial * 7 + number * 13) % 60)
    if days_ago == 0:
        # Today's call is so fresh that its analysis is not there yet, whatever the hour.
        started = (now if now.date() == today else now + timedelta(days=1)) - _FRESH
    step = deal.pipeline.stages.index(deal.stage) + (1 if deal.pipeline is NEW else 2)
    title, brief, points, topics, outcome = tables.TALKS[min(step, 6)]
    phone = serial % 11 == 0
    guest = "Phone Caller #1" if phone else tables.GUESTS[(serial + number) % len(tables.GUESTS)]
    domain = deal.customer.lower().replace(" ", "-") + ".example"
    words = {"guest": guest, "customer": deal.customer, "what": deal.what}
    return Call(
        id=f"7{serial:05d}{number:02d}904417326058"[:20],
        deal=deal,
        started=started,
        minutes=18 + (serial + number * 11) % 40,
        title=f"{deal.customer}: {title}",
        guest=guest,
        guest_email="" if phone else f"{guest.lower().replace(' ', '.')}@{domain}",
        analysed=now - started > 3 * _FRESH,
        brief=brief.format(**words),
        key_points=points,
        topics=topics,
        outcome=outcome,
    )


def _at(today: date, days_ago: int, hour: int, minute: int) -> datetime:
    return datetime.combine(today - timedelta(days=days_ago), time(hour, minute), UTC)
