"""The values that declarations become: operators, connectors and what they consist of.

The catalog's readers make these from YAML; every room above reads them and never YAML. Templates
(`{{credentials.x}}`) are still unresolved text here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from operatoros.values.jsonable import Json
from operatoros.values.record import Shape

ParamType = Literal["string", "number", "integer", "boolean", "date", "array", "object"]
ParamPlace = Literal["", "query", "path", "header", "body"]
ConnectorKind = Literal["api", "mcp", "module", "table"]
PagingKind = Literal["cursor", "page", "offset", "link"]
AuthKind = Literal["none", "token", "basic", "api-key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something was written: file as the person named it, 1-based line and column."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """One parameter of a fetch or of an operator.

    Attributes:
        name: Its name.
        type: JSON's types and `date` (ISO 8601).
        default: Value if none is given; may be a template.
        required: Whether a run without it is refused.
        description: One sentence for people.
        place: Where a REST request carries it; empty means query for GET and DELETE, else body.
    """

    name: str
    type: ParamType = "string"
    default: Json = None
    required: bool = False
    description: str = ""
    place: ParamPlace = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialField:
    """One credential of a connector.

    Attributes:
        name: Name in templates (`accessToken`).
        env: Its variable (`HUBSPOT_ACCESS_TOKEN`).
        label: What people call it.
        secret: Whether it is hidden while typed and redacted everywhere.
        required: Whether a source fails without it.
        default: Value if none is set (only for fields that are not secret).
        description: Where to get it.
    """

    name: str
    env: str
    label: str = ""
    secret: bool = True
    required: bool = True
    default: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """How a REST request proves who asks; values may be templates.

    Attributes:
        kind: none, token, basic or api-key.
        token: The token (token), or the key (api-key).
        header: Header that carries it (`Authorization`, `X-Api-Key`).
        prefix: Text before the token (`Bearer`); empty for none.
        query: Query parameter that carries an api-key instead of a header.
        username: Basic's first half.
        password: Basic's second half.
    """

    kind: AuthKind = "none"
    token: str = ""
    header: str = "Authorization"
    prefix: str = "Bearer"
    query: str = ""
    username: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """How to get the next page.

    Attributes:
        kind: cursor, page, offset or link (the Link header, rel=next).
        cursor_path: Dotted path of the next cursor in the answer.
        has_more_path: Dotted path of a boolean that says whether there is more.
        param: Parameter that carries cursor, page number or offset.
        place: query or body.
        size_param: Parameter that carries the page size; empty for none.
        size: Page size asked for.
        first: First page number (page) or offset.
        total_path: Dotted path of the total count.
        max_pages: Most pages of one fetch.
    """

    kind: PagingKind
    cursor_path: str = ""
    has_more_path: str = ""
    param: str = ""
    place: Literal["query", "body"] = "query"
    size_param: str = ""
    size: int = 0
    first: int = 1
    total_path: str = ""
    max_pages: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """What is tried again. Only answers that are safe to repeat ever are.

    Attributes:
        attempts: Tries in all, the first included.
        statuses: HTTP statuses that are tried again.
        max_wait_s: Longest single wait in seconds; a longer Retry-After ends the source.
    """

    attempts: int = 3
    statuses: tuple[int, ...] = (408, 425, 429, 500, 502, 503, 504)
    max_wait_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How fast a host may be asked; zero means no limit of ours.

    Attributes:
        per_second: Requests a second.
        per_minute: Requests a minute.
        remaining_header: Header with the count of requests left in the window.
        reset_header: Header with the seconds until (or the epoch time of) the next window.
    """

    per_second: float = 0.0
    per_minute: float = 0.0
    remaining_header: str = ""
    reset_header: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """A REST service.

    Attributes:
        base_url: Origin and path prefix; https, or http on loopback. Never holds a template in
            scheme or host, except one whole `{{credentials.x}}` that is a URL.
        auth: How a request proves who asks.
        headers: Sent with each request; values may be templates.
        retry: What is tried again.
        rate: How fast it may be asked.
        connect_timeout_s: Seconds to connect.
        idle_timeout_s: Seconds without a byte.
        timeout_s: Seconds for a source in all.
        max_bytes: Most bytes of one answer, after decoding.
    """

    base_url: str
    auth: Auth = field(default_factory=Auth)
    headers: Mapping[str, str] = field(default_factory=dict)
    retry: Retry = field(default_factory=Retry)
    rate: Rate = field(default_factory=Rate)
    connect_timeout_s: float = 10.0
    idle_timeout_s: float = 20.0
    timeout_s: float = 60.0
    max_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class McpServer:
    """An MCP server.

    Attributes:
        command: Program, run without a shell; empty if `package` or `url` is set.
        args: Its arguments; may hold templates.
        env: Its variables; may hold templates. It gets these and a few basics, nothing else.
        package: `npx:NAME@VERSION` or `uvx:NAME==VERSION`; `args` follow it.
        url: Streamable HTTP endpoint.
        headers: Headers for `url`; may hold templates.
        tools: Tools that fetches may call; empty means those that fetches name.
        cwd: Working folder; empty means the project's.
        timeout_s: Seconds for a source in all.
    """

    command: str = ""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    package: str = ""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    tools: tuple[str, ...] = ()
    cwd: str = ""
    timeout_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of ours under connectors/vendors, called directly.

    Attributes:
        name: Module name (`hubspot`).
        base_url: Replaces the vendor's own address; may be a whole `{{credentials.x}}`.
        root: The one folder it may read (files, git), relative to the project.
        timeout_s: Seconds for a source in all.
    """

    name: str
    base_url: str = ""
    root: str = ""
    timeout_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One named read-only question.

    Attributes:
        name: Its name in `fetch:`.
        description: One sentence for people.
        params: Declared parameters, in order.
        shape: What its records are; None means the module's own shape, or a guess.
        tool: Tool of an MCP server, or function of a module.
        args: Fixed arguments of the tool; may hold templates.
        method: HTTP method (api).
        path: Path with `{name}` places, beneath the base URL (api).
        query: Fixed query parameters; may hold templates (api).
        headers: Further headers; may hold templates (api).
        body: JSON body; may hold templates (api).
        data_selector: Dotted path of the list in the answer; empty means: find it.
        paging: How to get the next page (api).
        file: CSV, JSON or JSON Lines file, relative to the project (table).
        place: Where the fetch is declared.
    """

    name: str
    description: str = ""
    params: tuple[Param, ...] = ()
    shape: Shape | None = None
    tool: str = ""
    args: Mapping[str, Json] = field(default_factory=dict)
    method: str = "GET"
    path: str = ""
    query: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = None
    data_selector: str = ""
    paging: Paging | None = None
    file: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """Something that can be asked.

    Attributes:
        id: `[a-z0-9-]+`; gives the prefix of its credential variables.
        name: What people call it.
        kind: Which of `api`, `mcp`, `module`, `table` is set.
        description: One sentence.
        icon: Name of an icon.
        fetches: Its questions by name.
        credentials: Its credential fields, in order.
        api: REST service.
        mcp: MCP server.
        module: Module of ours.
        table: Whether its fetches read files (kind table has no further part).
        shipped: Whether it came with the package (else a person wrote it).
        place: Where it is declared.
    """

    id: str
    name: str
    kind: ConnectorKind
    description: str = ""
    icon: str = ""
    fetches: Mapping[str, Fetch] = field(default_factory=dict)
    credentials: tuple[CredentialField, ...] = ()
    api: Api | None = None
    mcp: McpServer | None = None
    module: Module | None = None
    shipped: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One line of an operator's sources.

    Attributes:
        id: Its id; by default `connector.fetch`, with `-2` and so on where that repeats.
        name: What people call it.
        connector: Id of a connector.
        fetch: Name of one of its fetches.
        params: Values for the fetch; may hold templates.
        required: Whether the run is worth nothing without it.
        timeout_s: Seconds in all; None means the connector's.
        max_records: Most records taken; None means the configured default.
        fields: Dotted paths sent to the model; empty means the shape's.
        budget_tokens: Most tokens of the prompt; None means a fair share.
        cache_ttl_s: Seconds for which an earlier complete fetch serves; 0 means never.
        inline: The anonymous connector of a legacy source.
        place: Where it is declared.
    """

    id: str
    name: str
    connector: str
    fetch: str
    params: Mapping[str, Json] = field(default_factory=dict)
    required: bool = False
    timeout_s: float | None = None
    max_records: int | None = None
    fields: tuple[str, ...] = ()
    budget_tokens: int | None = None
    cache_ttl_s: float = 0.0
    inline: Connector | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One named prompt.

    Attributes:
        id: Its key under `tasks`.
        name: What people call it.
        prompt: Text for the model; may hold templates.
        description: One sentence.
        default: Whether it runs when none is named.
        actions: `propose` lets the text propose commands (to the inbox, never executed).
        asserts: Assertions of `operatoros test` (must_mention, max_words, ...).
        place: Where it is declared.
    """

    id: str
    name: str
    prompt: str
    description: str = ""
    default: bool = False
    actions: Literal["none", "propose"] = "none"
    asserts: Mapping[str, Json] = field(default_factory=dict)
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRule:
    """A fact that an operator declares: closed vocabulary, no expressions.

    Attributes:
        name: Its key under `facts`.
        source: `from`: the source id that is counted.
        where: Field -> operator (`eq ne gt gte lt lte in contains is_set within`) -> value.
        without: Keep records that have no partner: keys `in` (source id), `match` (domain,
            email, id, name or a mapping of field to field), `within` (`14d`).
        with_: The same, keep records that have one.
        sum: Field that is added up, by currency.
        text: Sentence; empty means a generated one.
        place: Where it is declared.
    """

    name: str
    source: str
    where: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    without: Mapping[str, Json] = field(default_factory=dict)
    with_: Mapping[str, Json] = field(default_factory=dict)
    sum: str = ""
    text: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """A YAML document: id, sources, tasks.

    Attributes:
        id: Its id.
        name: What people call it.
        description: One sentence.
        icon: Name of an icon.
        sources: Its sources, in order.
        tasks: Its tasks by id, in order.
        params: Runtime parameters (`-p key=value`, `{{params.x}}`).
        facts: Declared facts.
        mask: `people` masks the shape's people in prompts.
        place: Where it is declared.
        folder: The folder that relative paths and `.env.local` belong to (the project).
    """

    id: str
    name: str
    description: str = ""
    icon: str = ""
    sources: tuple[Source, ...] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)
    params: tuple[Param, ...] = ()
    facts: tuple[FactRule, ...] = ()
    mask: Literal["", "people"] = ""
    place: Place | None = None
    folder: str = ""

    @property
    def default_task(self) -> Task:
        """The task that runs when none is named: the one marked, else the first."""
        for task in self.tasks.values():
            if task.default:
                return task
        return next(iter(self.tasks.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal of the organisation."""

    id: str
    description: str = ""
    metric: str = ""
    target: str = ""
    deadline: str = ""
    priority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """What the user's organisation wants, and how it writes times, numbers and money.

    Attributes:
        organization: Its name.
        role: Whom the briefings are for.
        goals: Its goals.
        context: Free text for every prompt.
        time_zone: IANA name; empty means the machine's.
        locale: Language and region (`de-DE`); empty means `en-US`.
        currency: Reporting currency; empty means none.
        rates: Units of the reporting currency for one unit of another, given by the user.
    """

    organization: str = ""
    role: str = ""
    goals: tuple[Goal, ...] = ()
    context: str = ""
    time_zone: str = ""
    locale: str = ""
    currency: str = ""
    rates: Mapping[str, float] = field(default_factory=dict)
