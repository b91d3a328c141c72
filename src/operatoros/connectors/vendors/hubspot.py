"""HubSpot: open deals with stage labels and owners' names, and the pipeline by stage.

One search walks the open deals, 200 a page; pipelines and owners are looked up once a run and
joined here. Currencies are never added up together.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import anyio

from operatoros.connectors.asking import Answer, Context, Question, Tool
from operatoros.connectors.fields import (
    day,
    decimal,
    mapping,
    mappings,
    moment,
    number,
    text,
    whole,
    without_empty,
)
from operatoros.connectors.paging import Page, Walk, walk
from operatoros.connectors.wire import AnswerUnexpected, Wire, credential, info, module_base, settle
from operatoros.errors import OperatorosError, Unavailable
from operatoros.net.address import split_url
from operatoros.net.exchange import Pace, Reply, Request, Terms
from operatoros.net.failures import HttpStatus
from operatoros.secrets import Secret
from operatoros.values.coverage import ErrorInfo
from operatoros.values.jsonable import Json
from operatoros.values.record import Money, Shape

BASE_URL = "https://api.hubapi.com"
VERSION = "v3"
SEARCH = f"/crm/{VERSION}/objects/deals/search"
OWNERS = f"/crm/{VERSION}/owners"
PIPELINES = f"/crm/{VERSION}/pipelines/deals"

PROPERTIES = (
    "dealname",
    "amount",
    "deal_currency_code",
    "dealstage",
    "pipeline",
    "closedate",
    "hubspot_owner_id",
    "createdate",
    "hs_lastmodifieddate",
)
PAGE_SIZE = 200
# A search hands out 10,000 records at most: 50 pages.
MOST_PAGES = 50
OWNERS_PAGE = 100

# Search: 5 a second for the whole account. All else: 100 in 10 s on the smallest plan.
PACES = (Pace(count=5, window_s=1.0, name="search"), Pace(count=100, window_s=10.0))
STATUSES = (423, 429, 477, 500, 502, 503, 504, 524)

DEAL = Shape(
    noun="deals",
    key="id",
    title="name",
    url="url",
    money=(Money(amount="amount", currency="currency"),),
    dates=("close_date", "created", "modified"),
    due="close_date",
    people=("owner", "owner_email"),
    noise=("modified",),
    fields=("name", "amount", "currency", "stage", "pipeline", "close_date", "owner", "created"),
)
STAGE = Shape(
    noun="pipeline stages",
    key="id",
    title="stage",
    money=(Money(amount="amount", currency="currency"),),
    fields=("pipeline", "stage", "deals", "amount", "currency", "without_amount"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage of a pipeline.

    Attributes:
        pipeline: Its pipeline's label.
        label: Its own label.
        closed: Whether deals in it are won or lost.
        order: Its place: the pipeline's, then its own.
    """

    pipeline: str
    label: str
    closed: bool
    order: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipelines:
    """Labels of pipelines and stages by id."""

    labels: Mapping[str, str]
    stages: Mapping[str, Stage]


class _Account:
    """One HubSpot account as one source asks it."""

    def __init__(self, question: Question, context: Context) -> None:
        self.base, own = module_base(question, BASE_URL)
        origin, _ = split_url(self.base)
        terms = Terms(
            hosts=(str(origin),), private=own, in_flight=10, paces=PACES, statuses=STATUSES
        )
        self.wire = Wire(question, context, terms)
        token = credential(question, "accessToken")
        self._headers = {"Authorization": Secret(f"Bearer {token}")}

    async def open_deals(self) -> Walk:
        """Return all open deals as HubSpot sends them, biggest first; shared by its fetches."""
        question = self.wire.question
        return await self.wire.once(f"open deals, {question.max_records}", self._walk_deals)

    async def pipelines(self) -> Pipelines:
        """Return the pipelines and their stages."""
        return await self.wire.once("pipelines", self._read_pipelines)

    async def owners(self) -> dict[str, tuple[str, str]]:
        """Return name and e-mail address of the active owners by id."""
        return await self.wire.once("owners", lambda: self._read_owners(archived=False))

    async def former_owners(self) -> dict[str, tuple[str, str]]:
        """Return name and e-mail address of the owners who left, by id."""
        return await self.wire.once("former owners", lambda: self._read_owners(archived=True))

    async def _walk_deals(self) -> Walk:
        try:
            return await self._walk([_filter("hs_is_closed", "EQ", value="false")])
        except HttpStatus as exc:
            if exc.details["status"] != 400:
                raise
            closed = await self._closed_stages()
            if not closed:
                raise
        # Accounts whose search does not know the property: leave the closed stages out instead.
        return await self._walk([_filter("dealstage", "NOT_IN", values=closed)])

    async def _closed_stages(self) -> list[str]:
        pipelines = await settle(self.pipelines)
        if isinstance(pipelines, OperatorosError):
            return []
        # Text values of IN and NOT_IN are compared in lower case.
        return sorted(key.lower() for key, stage in pipelines.stages.items() if stage.closed)

    async def _walk(self, filters: list[Mapping[str, Json]]) -> Walk:
        async def read(after: str | int | None) -> Page:
            body = {
                "filterGroups": [{"filters": filters}],
                "sorts": [{"propertyName": "amount", "direction": "DESCENDING"}],
                "properties": list(PROPERTIES),
                "limit": PAGE_SIZE,
                "after": after,
            }
            reply = await self._send("POST", SEARCH, body=body, pace="search")
            found = mapping(reply.json())
            if not isinstance(found.get("results"), list):
                raise AnswerUnexpected(where=reply.where, want="list `results`")
            total = found.get("total")
            return Page(
                items=mappings(found["results"]),
                next=_after(found),
                total=total if isinstance(total, int) else None,
            )

        return await walk(
            read,
            first="0",
            max_records=self.wire.question.max_records,
            max_pages=MOST_PAGES,
            came=self.wire.came,
        )

    async def _read_pipelines(self) -> Pipelines:
        reply = await self._send("GET", PIPELINES)
        found = mapping(reply.json())
        if not isinstance(found.get("results"), list):
            raise AnswerUnexpected(where=reply.where, want="list `results`")
        labels: dict[str, str] = {}
        stages: dict[str, Stage] = {}
        for pipeline in mappings(found["results"]):
            name = text(pipeline.get("label")) or str(pipeline.get("id"))
            labels[str(pipeline.get("id"))] = name
            for stage in mappings(pipeline.get("stages")):
                key = str(stage.get("id"))
                stages[key] = Stage(
                    pipeline=name,
                    label=text(stage.get("label")) or key,
                    closed=_closed(mapping(stage.get("metadata"))),
                    order=(_order(pipeline), _order(stage)),
                )
        return Pipelines(labels=labels, stages=stages)

    async def _read_owners(self, *, archived: bool) -> dict[str, tuple[str, str]]:
        async def read(after: str | int | None) -> Page:
            query = [("limit", str(OWNERS_PAGE)), ("archived", "true" if archived else "false")]
            if after is not None:
                query.append(("after", str(after)))
            reply = await self._send("GET", OWNERS, query=tuple(query))
            found = mapping(reply.json())
            if not isinstance(found.get("results"), list):
                raise AnswerUnexpected(where=reply.where, want="list `results`")
            return Page(items=mappings(found["results"]), next=_after(found))

        pages = await walk(read, max_records=100_000, max_pages=1000, came=lambda records: None)
        if pages.error is not None:
            raise OwnersIncomplete(pages.error)
        return {str(owner.get("id")): _owner_name(owner) for owner in pages.items}

    async def _send(
        self,
        method: str,
        path: str,
        *,
        query: tuple[tuple[str, str], ...] = (),
        body: Json = None,
        pace: str = "",
    ) -> Reply:
        request = Request(
            method="POST" if method == "POST" else "GET",
            url=self.base + path,
            query=query,
            secret_headers=self._headers,
            body=None if body is None else json.dumps(body).encode(),
            safe=True,  # the only POST is a search
            pace=pace,
        )
        return await self.wire.send(request, wait_rule=_wait)


class OwnersIncomplete(Unavailable):
    """Some owners could not be read, so that names would be missing. Raised by: hubspot."""

    code = "ERR_HUBSPOT_OWNERS"

    def __init__(self, cause: ErrorInfo) -> None:
        super().__init__(
            f"not all owners could be read: {cause.message}",
            hint=cause.hint,
            details={"cause": cause.code},
        )


async def get_open_deals(question: Question, context: Context) -> Answer:
    """Return the open deals, biggest first, with the labels of pipelines and stages."""
    account = _Account(question, context)
    return await _deals(account, owners=False)


async def get_open_deals_with_owners(question: Question, context: Context) -> Answer:
    """Return the open deals, biggest first, with stage labels and their owners' names."""
    account = _Account(question, context)
    return await _deals(account, owners=True)


async def get_pipeline_summary(question: Question, context: Context) -> Answer:
    """Return count and sum of the open deals by pipeline, stage and currency."""
    account = _Account(question, context)
    found, pipelines, _ = await _gather(account, owners=False)
    if isinstance(found, OperatorosError):
        raise found
    labels, notes, error = _labels(pipelines, found.error)
    if found.error is not None:
        notes = (*notes, f"the sums cover {_count(found)} deals")
    return account.wire.answer(tuple(_stages(found.items, labels)), STAGE, notes=notes, error=error)


async def _deals(account: _Account, *, owners: bool) -> Answer:
    found, pipelines, names = await _gather(account, owners=owners)
    if isinstance(found, OperatorosError):
        raise found
    labels, notes, error = _labels(pipelines, found.error)
    known: dict[str, tuple[str, str]] = {}
    if isinstance(names, OperatorosError):
        notes = (*notes, "the owners' names are missing")
        error = error or info(names)
    elif owners:
        known = names
        unknown = {_owner_id(deal) for deal in found.items} - {"", *known}
        if unknown:
            former = await settle(account.former_owners)
            if isinstance(former, OperatorosError):
                notes = (*notes, f"the names of {len(unknown)} owners are missing")
                error = error or info(former)
            else:
                known = {**former, **known}
    items = tuple(_deal(deal, labels, known, owners=owners) for deal in found.items)
    return account.wire.answer(items, DEAL, total=found.total, notes=notes, error=error)


async def _gather(
    account: _Account, *, owners: bool
) -> tuple[
    Walk | OperatorosError,
    Pipelines | OperatorosError,
    dict[str, tuple[str, str]] | OperatorosError,
]:
    """Ask for deals, pipelines and owners side by side."""
    found: list[Walk | OperatorosError] = []
    pipelines: list[Pipelines | OperatorosError] = []
    names: list[dict[str, tuple[str, str]] | OperatorosError] = [{}]

    async def look_up_pipelines() -> None:
        pipelines.append(await settle(account.pipelines))

    async def look_up_owners() -> None:
        names[0] = await settle(account.owners)

    async with anyio.create_task_group() as group:
        group.start_soon(look_up_pipelines)
        if owners:
            group.start_soon(look_up_owners)
        found.append(await settle(account.open_deals))
        if isinstance(found[0], OperatorosError):
            group.cancel_scope.cancel()  # without deals the names are of no use
    return found[0], pipelines[0] if pipelines else Pipelines(labels={}, stages={}), names[0]


def _labels(
    pipelines: Pipelines | OperatorosError, error: ErrorInfo | None
) -> tuple[Pipelines, tuple[str, ...], ErrorInfo | None]:
    if not isinstance(pipelines, OperatorosError):
        return pipelines, (), error
    notes = ("stages and pipelines are shown by their ids: their labels are missing",)
    return Pipelines(labels={}, stages={}), notes, error or info(pipelines)


def _deal(
    deal: Mapping[str, Json],
    pipelines: Pipelines,
    names: Mapping[str, tuple[str, str]],
    *,
    owners: bool,
) -> dict[str, Json]:
    """Return one record; every property of HubSpot is text or null."""
    properties = mapping(deal.get("properties"))
    stage_id, pipeline_id = text(properties.get("dealstage")), text(properties.get("pipeline"))
    stage = pipelines.stages.get(stage_id)
    made: dict[str, Json] = {
        "id": str(deal.get("id")),
        "name": text(properties.get("dealname")),
        "amount": number(properties.get("amount")),
        "currency": text(properties.get("deal_currency_code")),
        "stage": stage.label if stage else stage_id,
        "pipeline": pipelines.labels.get(pipeline_id, pipeline_id),
        "close_date": day(properties.get("closedate")),
        "created": moment(properties.get("createdate")),
        "modified": moment(properties.get("hs_lastmodifieddate")),
        "url": deal.get("url"),
    }
    owner = _owner_id(deal)
    if owners and owner:
        name, email = names.get(owner, (f"owner {owner}", ""))
        made |= {"owner": name, "owner_email": email}
    return without_empty(made)


def _stages(
    deals: tuple[Mapping[str, Json], ...], pipelines: Pipelines
) -> Iterator[dict[str, Json]]:
    """Return one record for each pipeline, stage and currency that has open deals."""
    groups: dict[tuple[str, str, str], list[Decimal | None]] = {}
    for deal in deals:
        properties = mapping(deal.get("properties"))
        key = (
            text(properties.get("pipeline")),
            text(properties.get("dealstage")),
            text(properties.get("deal_currency_code")),
        )
        groups.setdefault(key, []).append(decimal(properties.get("amount")))

    def order(key: tuple[str, str, str]) -> tuple[object, ...]:
        stage = pipelines.stages.get(key[1])
        return (stage is None, stage.order if stage else (0, 0), key)

    for key in sorted(groups, key=order):
        pipeline, stage_id, currency = key
        stage = pipelines.stages.get(stage_id)
        if stage is not None and stage.closed:
            continue
        amounts = [amount for amount in groups[key] if amount is not None]
        yield without_empty(
            {
                "id": "/".join(key).rstrip("/"),
                "pipeline": pipelines.labels.get(pipeline, pipeline),
                "stage": stage.label if stage else stage_id,
                "deals": len(groups[key]),
                "amount": whole(sum(amounts, Decimal(0))),
                "currency": currency,
                "without_amount": len(groups[key]) - len(amounts) or None,
            }
        )


def _wait(reply: Reply, attempt: int) -> float | None:
    """Return the seconds before another try, by HubSpot's own policies."""
    if reply.status != 429:
        return {423: 2.0, 477: 10.0}.get(reply.status, 0.2 * attempt)
    try:
        body = mapping(reply.json())
    except OperatorosError:
        body = {}
    policy = text(body.get("policyName"))
    if policy == "DAILY":
        return None
    if policy == "TEN_SECONDLY_ROLLING":
        return 10.0 * attempt
    return 1.0 * attempt


def _filter(name: str, operator: str, **operand: Json) -> Mapping[str, Json]:
    return {"propertyName": name, "operator": operator, **operand}


def _after(found: Mapping[str, Json]) -> str | None:
    after = mapping(mapping(found.get("paging")).get("next")).get("after")
    return str(after) if isinstance(after, str | int) and after != "" else None


def _closed(metadata: Mapping[str, Json]) -> bool:
    """Say whether a stage is closed: `isClosed`, else a probability of 1 (won) or 0 (lost)."""
    flag = metadata.get("isClosed")
    if flag is not None:
        return str(flag).lower() == "true"
    return decimal(metadata.get("probability")) in {Decimal(0), Decimal(1)}


def _order(row: Mapping[str, Json]) -> int:
    order = row.get("displayOrder")
    return order if isinstance(order, int) else 0


def _owner_id(deal: Mapping[str, Json]) -> str:
    return text(mapping(deal.get("properties")).get("hubspot_owner_id"))


def _owner_name(owner: Mapping[str, Json]) -> tuple[str, str]:
    email = text(owner.get("email"))
    name = f"{text(owner.get('firstName'))} {text(owner.get('lastName'))}".strip()
    return name or email, email


def _count(found: Walk) -> str:
    of = "" if found.total is None else f" of {found.total:,}"
    return f"{len(found.items):,}{of}"


TOOLS: Mapping[str, Tool] = {
    "get_open_deals": Tool(
        run=get_open_deals,
        description="All open deals, biggest first, with pipeline and stage.",
        shape=DEAL,
    ),
    "get_open_deals_with_owners": Tool(
        run=get_open_deals_with_owners,
        description="All open deals, biggest first, with pipeline, stage and owner.",
        shape=DEAL,
    ),
    "get_pipeline_summary": Tool(
        run=get_pipeline_summary,
        description="Count and sum of the open deals by pipeline, stage and currency.",
        shape=STAGE,
    ),
}
