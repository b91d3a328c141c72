"""How fast hosts are asked, and when again: paces shared by all sources, and told waits."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from operatoros.net.exchange import Pace, Tell
from operatoros.net.failures import RateLimited

_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?")
# A count of seconds beyond this is an epoch time; beyond the next, one in milliseconds.
_EPOCH_S = 1e8
_EPOCH_MS = 1e11
_FIRST_BACKOFF_S = 0.5


def told_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that the other side asks us to wait, or None if it does not say.

    Args:
        headers: The reply's headers by lower-case name; `retry-after-ms`, `retry-after` and
            `x-retry-after` are read, as seconds or as an HTTP date.
        now: Epoch time in seconds.
    """
    exact = headers.get("retry-after-ms", "").strip()
    if _NUMBER.fullmatch(exact):
        return float(exact) / 1000
    for name in ("retry-after", "x-retry-after"):
        if name in headers:
            wait = seconds_until(headers[name], now)
            if wait is not None:
                return wait
    return None


def seconds_until(text: str, now: float) -> float | None:
    """Return the seconds until a moment: seconds, epoch (s or ms), HTTP date or ISO 8601.

    Args:
        text: The header's value.
        now: Epoch time in seconds.

    Returns:
        Seconds, never negative; None if the text is none of these.
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        number = float(text)
        if number > _EPOCH_MS:
            return max(0.0, number / 1000 - now)
        return max(0.0, number - now) if number > _EPOCH_S else number
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, moment.timestamp() - now)
    return None


def backoff(attempt: int, chance: float) -> float:
    """Return the seconds before the next try: 0.5, 1, 2 ... less up to half of it.

    Args:
        attempt: Tries so far (1 = the first has just failed).
        chance: A random number in [0, 1).
    """
    wait: float = _FIRST_BACKOFF_S * 2 ** min(attempt - 1, 6)
    return wait * (1 - chance / 2)


class Pacing:
    """Gives turns: a turn is a moment at which a host may be asked.

    Args:
        clock: Monotonic seconds.
        sleep: Waits that many seconds.
    """

    def __init__(
        self, *, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._turns: dict[tuple[str, Pace], deque[float]] = {}
        self._paused: dict[str, float] = {}

    def pause(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for a while: it said so to one of us."""
        until = self._clock() + seconds
        self._paused[host] = max(until, self._paused.get(host, until))

    async def turn(
        self,
        host: str,
        paces: tuple[Pace, ...],
        name: str,
        *,
        where: str,
        deadline: float,
        tell: Tell | None,
    ) -> None:
        """Wait for a turn.

        Args:
            host: The host.
            paces: Its paces; those without a name and those called `name` count.
            name: Which named pace counts.
            where: Method and address, for messages.
            deadline: Moment (of the clock) by which the turn must come.
            tell: Told how long the wait is.

        Raises:
            RateLimited: at once, if the turn would come after the deadline.
        """
        rows = [
            (pace, self._turns.setdefault((host, pace), deque(maxlen=pace.count)))
            for pace in paces
            if pace.name in {"", name}
        ]
        while True:
            now = self._clock()
            at = max(now, self._paused.get(host, now))
            for pace, row in rows:
                if len(row) == pace.count:
                    at = max(at, row[0] + pace.window_s)
            if at <= now:
                for _, row in rows:
                    row.append(now)
                return
            if at > deadline:
                raise RateLimited(where=where, said="", retry_after_s=at - now)
            if tell is not None:
                tell(size=0, wait_s=at - now)
            await self._sleep(at - now)
