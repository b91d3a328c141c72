"""The run's one HTTP client."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from operatoros.net.exchange import Reply, Request, Tell, Terms, WaitRule
from operatoros.net.receipt import Receipt


class Client:
    """Sends requests within bounds; one per run."""

    def __init__(self, *, receipt: Receipt, max_in_flight: int = 100) -> None:
        self._receipt = receipt
        self._max_in_flight = max_in_flight

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        return None

    async def send(
        self,
        request: Request,
        terms: Terms,
        *,
        timeout_s: float,
        accept: frozenset[int] = frozenset(),
        wait_rule: WaitRule | None = None,
        tell: Tell | None = None,
    ) -> Reply:
        """Send one request and return its reply, decoded and within the caps."""
        raise NotImplementedError
