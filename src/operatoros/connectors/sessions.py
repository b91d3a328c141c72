"""One run's way to everything it asks: limits, deadlines, shared questions, warm servers."""

from __future__ import annotations

import importlib
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Self

import anyio
import anyio.to_thread

from operatoros.catalog.declared import Connector, ConnectorKind
from operatoros.catalog.literals import written_secrets
from operatoros.connectors.asking import Answer, Context, Once, Progress, Question
from operatoros.connectors.paging import RecordsCut
from operatoros.connectors.said import shown
from operatoros.connectors.tape import NoTaping, Taping
from operatoros.connectors.wire import info
from operatoros.errors import OperatorosError, Unavailable
from operatoros.net.failures import SourceTimeout
from operatoros.net.receipt import Receipt
from operatoros.secrets import Redactor, Secret
from operatoros.values.jsonable import digest

if TYPE_CHECKING:
    from operatoros.connectors.mcp import Servers
    from operatoros.net.client import Client

Ask = Callable[[Question, Context], Awaitable[Answer]]

# Most questions under way at once, per connector. A REST service has its own pace and the HTTP
# client its own limit; a server on this machine is one process; files are read by threads.
LIMITS: Mapping[ConnectorKind, int] = {"api": 100, "mcp": 16, "module": 32, "table": 4}
LIMIT_IN_ALL = 200
# A kind that can answer in part ends itself on time; this is for those that cannot.
_GRACE_S = 0.2


class ConnectorBug(Unavailable):
    """Our code for a connector failed in a way that it does not know."""

    code = "ERR_CONNECTOR_BUG"

    def __init__(self, *, connector: str, fetch: str, said: str, where: str) -> None:
        super().__init__(
            f"connector {connector!r} failed in a way that it does not know: {said}",
            hint="this is a mistake of OperatorOS, please report it with `details`; "
            "the other sources are not affected",
            details={"connector": connector, "fetch": fetch, "said": said, "where": where},
        )


class Connections:
    """Carries questions to connectors; one per run, an async context manager.

    When the block is left no server, child process or task of it is left behind.

    Args:
        http: The run's HTTP client; whoever opened it closes it.
        receipt: Where contacts are noted.
        environ: Our own variables; children get a few of them by name.
        redactor: Takes secrets out of what others wrote; learns each question's credentials.
        limit: Most questions under way at once.
        taping: What calls to the outside go past.
        grace_s: Seconds beyond a question's time until it is ended from outside.
    """

    def __init__(
        self,
        *,
        http: Client,
        receipt: Receipt,
        environ: Mapping[str, str],
        redactor: Redactor | None = None,
        limit: int = LIMIT_IN_ALL,
        taping: Taping | None = None,
        grace_s: float = _GRACE_S,
    ) -> None:
        self._taping = taping or NoTaping()
        self._grace_s = grace_s
        self._http = http
        self._receipt = receipt
        self._environ = environ
        self._redactor = redactor or Redactor()
        self._limit = limit
        self._per_connector: dict[str, anyio.CapacityLimiter] = {}
        self._once = Once()
        self._asked = Once()
        self._digests: dict[int, tuple[Connector, str]] = {}
        self._kinds: dict[ConnectorKind, Ask] = {}
        self._servers: Servers | None = None

    async def __aenter__(self) -> Self:
        self._in_all = anyio.CapacityLimiter(self._limit)
        self._group = anyio.create_task_group()
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if isinstance(exc, anyio.get_cancelled_exc_class()):
            await self._group.__aexit__(kind, exc, traceback)
            return
        # The group must not see another failure of the block: it would wrap it.
        if exc is None:
            self.release()
        else:
            self._group.cancel_scope.cancel()
        await self._group.__aexit__(None, None, None)

    def release(self) -> None:
        """Let the servers end now, in the background: all that will be asked was asked.

        A later question is still answered; it starts its server anew.
        """
        if self._servers is not None:
            self._servers.leave()

    async def ask(self, question: Question, progress: Progress) -> Answer:
        """Return the answer to a question, once per run for equal questions.

        Args:
            question: What is asked.
            progress: Told what came so far.

        Raises:
            SourceTimeout: if there is no answer within the question's time, whoever is slow.
            ConnectorBug: if our code for the connector failed in an unknown way.
            OperatorosError: what else went wrong; never another exception, never a group.
        """
        self._learn_secrets(question)
        context = Context(
            http=self._http,
            progress=progress,
            once=self._once,
            receipt=self._receipt,
            environ=self._environ,
            redactor=self._redactor,
            tape=self._taping.tape(question.source, question.connector.id),
        )
        with anyio.move_on_after(question.timeout_s + self._grace_s):
            return await self._asked.get(
                self._key(question), lambda: self._within_limits(question, context)
            )
        self._taping.ran_out(question.connector.id)
        raise SourceTimeout(
            where=f"source {question.source!r}", timeout_s=question.timeout_s, phase="total"
        )

    async def _within_limits(self, question: Question, context: Context) -> Answer:
        connector = question.connector
        limiter = self._per_connector.setdefault(
            connector.id, anyio.CapacityLimiter(LIMITS[connector.kind])
        )
        async with limiter, self._in_all:
            try:
                ask = await self._kind(connector.kind)
                return _within(await ask(question, context), question.max_records)
            except Exception as exc:
                # A source's failure is data, whatever it is.
                raise self._as_ours(exc, question) from exc

    async def _kind(self, kind: ConnectorKind) -> Ask:
        if kind not in self._kinds:
            module = await anyio.to_thread.run_sync(importlib.import_module, KINDS[kind])
            # Another question may have been faster, and the servers are the whole run's.
            if kind not in self._kinds:
                self._kinds[kind] = self._warm(module) if kind == "mcp" else module.ask
        return self._kinds[kind]

    def _warm(self, module: ModuleType) -> Ask:
        servers: Servers = module.Servers(
            group=self._group, receipt=self._receipt, redactor=self._redactor
        )
        self._servers = servers
        return servers.ask

    def _learn_secrets(self, question: Question) -> None:
        open_fields = {field.name for field in question.connector.credentials if not field.secret}
        for name, secret in question.credentials.items():
            if name not in open_fields:
                self._redactor.add(secret)
        for written in written_secrets(question.connector):
            self._redactor.add(Secret(written.value))

    def _key(self, question: Question) -> str:
        """Return what makes two questions one: all but the source's name and its deadline."""
        connector = question.connector
        known = self._digests.get(id(connector))
        if known is None:
            # The connector is kept, so that its id stays its own.
            whole = replace(connector, fetches={}, place=None)
            known = self._digests[id(connector)] = (connector, digest(whole))
        return digest(
            (
                known[1],
                question.fetch,
                question.params,
                {name: secret.reveal() for name, secret in question.credentials.items()},
                question.folder,
                question.now,
                question.max_records,
            )
        )

    def _as_ours(self, exc: BaseException, question: Question) -> OperatorosError:
        """Return the one error that a failure is: ours if there is one in it, else a bug."""
        leaves = _leaves(exc)
        for leaf in leaves:
            if isinstance(leaf, OperatorosError):
                return leaf
        leaf = leaves[0]
        text = f"{type(leaf).__name__}: {leaf}" if str(leaf) else type(leaf).__name__
        return ConnectorBug(
            connector=question.connector.id,
            fetch=question.fetch.name,
            said=shown(text, self._redactor),
            where=_where(leaf),
        )


def _within(answer: Answer, most: int) -> Answer:
    """Return the answer with at most so many records; a cut is told."""
    if len(answer.items) <= most:
        return answer
    total = len(answer.items) if answer.total is None else answer.total
    cut = RecordsCut(kept=most, total=total)
    return replace(answer, items=answer.items[:most], total=total, error=answer.error or info(cut))


def _leaves(exc: BaseException) -> list[BaseException]:
    """Return the exceptions that a group holds, at any depth; a plain one is its own leaf."""
    if isinstance(exc, BaseExceptionGroup):
        return [leaf for inner in exc.exceptions for leaf in _leaves(inner)]
    return [exc]


def _where(exc: BaseException) -> str:
    """Return file and line of the innermost of our frames, without the machine's folders."""
    found = ""
    frame = exc.__traceback__
    while frame is not None:
        file = frame.tb_frame.f_code.co_filename
        if f"{os.sep}operatoros{os.sep}" in file:
            found = f"{file.rpartition(f'{os.sep}operatoros{os.sep}')[2]}:{frame.tb_lineno}"
        frame = frame.tb_next
    return found


# Where each kind's `ask` lives (for MCP: its servers'); imported when the kind is first asked.
KINDS: Mapping[ConnectorKind, str] = {
    "api": "operatoros.connectors.rest",
    "mcp": "operatoros.connectors.mcp",
    "module": "operatoros.connectors.module",
    "table": "operatoros.connectors.table",
}
