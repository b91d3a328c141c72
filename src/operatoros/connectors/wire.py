"""One source's way to the wire: its terms, its time, its tally.

A connector sends through a `Wire`, so that its requests share one deadline, and what came is
counted once, whether the fetch ends well, partly or not at all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import anyio

from operatoros.catalog.templates import Scope, resolve_base_url
from operatoros.connectors.asking import Answer, Context, Question
from operatoros.connectors.tape import Came
from operatoros.errors import Exhausted, InvalidInput, OperatorosError, Unavailable
from operatoros.secrets import SHOWN, Redactor
from operatoros.values.coverage import ErrorInfo
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape

if TYPE_CHECKING:
    from operatoros.net.exchange import Reply, Request, Terms, WaitRule

T = TypeVar("T")


class AnswerUnexpected(Unavailable):
    """An answer is JSON but not what the service is known to send. Raised by: connectors."""

    code = "ERR_ANSWER_UNEXPECTED"

    def __init__(self, *, where: str, want: str) -> None:
        super().__init__(
            f"the answer to {where} has no {want}",
            hint="check the connector's address; the service may have changed what it sends",
            details={"where": where, "want": want},
        )


class CredentialNotDeclared(InvalidInput):
    """A connector of one of our modules does not declare a credential that the module needs."""

    code = "ERR_CREDENTIAL_NOT_DECLARED"

    def __init__(self, *, connector: str, field: str) -> None:
        super().__init__(
            f"connector {connector!r} has no credential {field!r}, which its module needs",
            hint=f"add `{field}:` below `auth.fields:` of the connector",
            details={"connector": connector, "field": field},
        )


class FetchTooLarge(Exhausted):
    """All answers of one fetch together are larger than it may bring. Raised by: Wire.send."""

    code = "ERR_FETCH_TOO_LARGE"

    def __init__(self, *, where: str, max_bytes: int) -> None:
        super().__init__(
            f"{where}: all pages together are larger than {max_bytes:,} bytes",
            hint="ask for fewer fields, or lower `max_records` of the source",
            details={"where": where, "max_bytes": max_bytes},
        )


# Headers of a reply that connectors see and tapes keep: links to pages, the kind of the body, and
# what a refusal wants. Whoever needs another adds it here, so that a replay has it, too.
HEADERS: Sequence[str] = ("content-type", "link", "www-authenticate")
# Names whose values are credentials; tokens that name a page are none.
_CONFIDENTIAL = re.compile(
    r"auth|cookie|secret|passw|pwd|credential|signature|session|api[-_]?key|access[-_]?key"
    r"|^(?!.*(?:page|next|cursor|contin|sync|skip)).*token|^(?:x-)?key$",
    re.IGNORECASE,
)
# Most bytes that all answers of one fetch bring together.
MAX_FETCH_BYTES = 100_000_000


class Wire:
    """Sends for one question.

    Args:
        question: What is asked; `timeout_s` starts to run now.
        context: The run's client and whom to tell.
        terms: What the connector may do.
    """

    def __init__(self, question: Question, context: Context, terms: Terms) -> None:
        self.terms = terms
        self.question = question
        self.context = context
        self._deadline = anyio.current_time() + question.timeout_s
        self._bytes = 0
        self._requests = 0
        self._attempts = 1
        self._records = 0
        self._redactor = Redactor(question.credentials.values())

    async def send(
        self,
        request: Request,
        *,
        accept: frozenset[int] = frozenset(),
        wait_rule: WaitRule | None = None,
    ) -> Reply:
        """Send one request within what is left of the source's time.

        Args:
            request: What is asked.
            accept: Statuses that are returned instead of raised.
            wait_rule: When to try again.

        Raises:
            OperatorosError: as `Client.send`; a timeout names the source's seconds.
        """
        from operatoros.net.failures import SourceTimeout

        whole = SourceTimeout(where=request.where, timeout_s=self.question.timeout_s, phase="total")
        if self._bytes > MAX_FETCH_BYTES:
            raise FetchTooLarge(where=request.where, max_bytes=MAX_FETCH_BYTES)

        async def bring() -> Came:
            left = self._deadline - anyio.current_time()
            if left <= 0:
                raise whole
            return await self._bring(request, accept, wait_rule, left)

        try:
            came = await self.context.tape.carry("http", asked_of(request), bring)
            reply = _reply(came, request, accept)
        except SourceTimeout as exc:
            self._failed(exc)
            if exc.details["phase"] != "total":
                raise
            whole.details |= {
                k: exc.details[k] for k in ("attempts", "earlier") if k in exc.details
            }
            raise whole from None
        except OperatorosError as exc:
            self._failed(exc)
            raise
        self._bytes += reply.received
        self._requests += reply.sent
        self._attempts = max(self._attempts, reply.attempts)
        return reply

    async def _bring(
        self,
        request: Request,
        accept: frozenset[int],
        wait_rule: WaitRule | None,
        left: float,
    ) -> Came:
        """Send; an error status is an answer, too."""
        from operatoros.net.failures import STATUS_ERRORS

        told: dict[str, Json] = {}
        try:
            reply = await self.context.http.send(
                request,
                self.terms,
                timeout_s=left,
                accept=accept,
                wait_rule=wait_rule,
                tell=self._tell,
            )
        except STATUS_ERRORS as exc:
            if exc.reply is None:
                raise
            reply = exc.reply
            wait = getattr(exc, "retry_after_s", None)
            told = {"earlier": exc.details.get("earlier", ""), "retry_after_s": wait}
        head: dict[str, Json] = {
            "status": reply.status,
            "headers": {name: reply.headers[name] for name in HEADERS if name in reply.headers},
            "attempts": reply.attempts,
            "received": reply.received,
            "sent": reply.sent,
            **told,
        }
        return Came(head=head, body=reply.body)

    async def once(self, name: str, make: Callable[[], Awaitable[T]]) -> T:
        """Return what all sources of this connector and credential share, made once a run.

        Args:
            name: What is looked up.
            make: Looks it up.
        """
        question = self.question
        mark = hashlib.sha256()
        for field, secret in sorted(question.credentials.items()):
            mark.update(f"{field}\0{secret.reveal()}\0".encode())
        hosts = ",".join(self.terms.hosts)
        key = f"{question.connector.id}|{hosts}|{mark.hexdigest()}|{name}"
        return await self.context.once.get(key, make)

    def came(self, records: int) -> None:
        """Tell how many records there are so far."""
        self._records = records
        self._tell(size=0)

    def answer(
        self,
        items: tuple[Mapping[str, Json], ...],
        shape: Shape,
        *,
        total: int | None = None,
        notes: tuple[str, ...] = (),
        error: ErrorInfo | None = None,
    ) -> Answer:
        """Return the answer with its tally."""
        return Answer(
            items=items,
            shape=shape,
            total=total,
            bytes=self._bytes,
            requests=self._requests,
            attempts=self._attempts,
            notes=notes,
            error=error,
        )

    def _failed(self, exc: OperatorosError) -> None:
        _redact(exc, self._redactor)
        attempts = exc.details.get("attempts")
        if isinstance(attempts, int):
            self._attempts = max(self._attempts, attempts)
            self._requests += attempts

    def _tell(self, *, size: int, wait_s: float = 0.0) -> None:
        self.context.progress(records=self._records, size=self._bytes + size, wait_s=wait_s)


def module_base(question: Question, default: str) -> tuple[str, bool]:
    """Return a vendor module's base URL, and whether it is the person's own choice.

    Args:
        question: Its connector may name another address than the vendor's.
        default: The vendor's.
    """
    module = question.connector.module
    declared = module.base_url if module else ""
    scope = Scope(now=present(question), credentials=question.credentials)
    url = resolve_base_url(declared, scope) if declared else default
    return url.rstrip("/"), url.rstrip("/") != default.rstrip("/")


def credential(question: Question, field: str) -> str:
    """Return a credential that a module needs, for the one place that sends it.

    Raises:
        CredentialNotDeclared: if a person's own connector file lacks the field.
    """
    secret = question.credentials.get(field)
    if secret is None:
        raise CredentialNotDeclared(connector=question.connector.id, field=field)
    return secret.reveal()


def present(question: Question) -> datetime:
    """Return the question's present, aware, in UTC."""
    return datetime.fromisoformat(question.now).astimezone(UTC)


async def settle(work: Callable[[], Awaitable[T]]) -> T | OperatorosError:
    """Return what `work` gives, or the error that it raises: for work done side by side."""
    try:
        return await work()
    except OperatorosError as exc:
        return exc


def asked_of(request: Request) -> dict[str, Json]:
    """Return a request as a tape knows it: without the values of credentials.

    A key that somebody wrote into a connector's file as it is, is known by the name before it.
    """
    return {
        "method": request.method,
        "url": request.shown or request.url,
        "query": [[name, _unless_confidential(name, value)] for name, value in request.query],
        "headers": {
            name: _unless_confidential(name, value) for name, value in request.headers.items()
        },
        "secret": sorted([*request.secret_headers, *request.secret_query]),
        "body": None if request.body is None else request.body.decode("utf-8", "replace"),
    }


def _unless_confidential(name: str, value: str) -> str:
    return SHOWN if _CONFIDENTIAL.search(name) else value


def _reply(came: Came, request: Request, accept: frozenset[int]) -> Reply:
    """Return the reply that came, live or from a tape.

    Raises:
        OperatorosError: for an error status that is not accepted.
    """
    from operatoros.net.exchange import Reply
    from operatoros.net.statuses import status_error

    head = came.head
    headers, status, wait = head["headers"], _whole(head["status"]), head.get("retry_after_s")
    assert isinstance(headers, Mapping)
    reply = Reply(
        status=status,
        headers=headers,
        body=came.body,
        where=request.where,
        attempts=_whole(head["attempts"]),
        received=_whole(head["received"]),
        sent=_whole(head["sent"]),
    )
    if 200 <= status < 300 or status in accept:
        return reply
    told = float(wait) if isinstance(wait, int | float) else None
    failure = status_error(reply, request, retry_after_s=told)
    failure.details["attempts"] = reply.attempts
    if head.get("earlier"):
        failure.details["earlier"] = head["earlier"]
    raise failure


def _whole(value: Json) -> int:
    assert isinstance(value, int)
    return value


def _redact(exc: OperatorosError, redactor: Redactor) -> None:
    """Take credentials out of an error: a service may have repeated what it was sent."""

    def clean(value: object) -> object:
        if isinstance(value, str):
            return redactor.redact(value)
        return [clean(item) for item in value] if isinstance(value, list) else value

    exc.message = redactor.redact(exc.message)
    exc.hint = redactor.redact(exc.hint)
    exc.details = {key: clean(value) for key, value in exc.details.items()}
    exc.args = (exc.message,)


def info(exc: OperatorosError) -> ErrorInfo:
    """Return an error as data."""
    return ErrorInfo(code=exc.code, message=exc.message, hint=exc.hint, details=dict(exc.details))
