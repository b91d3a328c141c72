"""Times, sizes and counts in the words of the pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from operatoros.display import show

if TYPE_CHECKING:
    from markupsafe import Markup

_STEPS = ((60, "second"), (3600, "minute"), (86_400, "hour"), (7 * 86_400, "day"))
_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def parsed(when: str) -> datetime | None:
    """Return a moment written as ISO 8601; None if it is none."""
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def relative(when: str, now: datetime) -> str:
    """Say how far a moment is: `just now`, `5 minutes ago`, `in 3 hours`; a date if it is far.

    Args:
        when: ISO 8601.
        now: The present, aware.
    """
    moment = parsed(when)
    if moment is None:
        return when
    seconds = (now - moment).total_seconds()
    away = abs(seconds)
    if away < 45:
        return "just now" if seconds >= 0 else "in a moment"
    for limit, unit in _STEPS:
        if away < limit * 0.95 or unit == "day":
            count = max(1, round(away / _UNITS[unit]))
            break
    if unit == "day" and count > 6:
        return f"{moment.astimezone(now.tzinfo):%b} {moment.day}, {moment:%Y}"
    said = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{said} ago" if seconds >= 0 else f"in {said}"


def when_tag(when: str, now: datetime) -> Markup:
    """Return a moment as an element: relative to read, exact on hover and for programs."""
    from markupsafe import Markup, escape

    moment = parsed(when)
    if moment is None:
        return escape(show(when, one_line=True))
    exact = f"{moment.astimezone(now.tzinfo):%a %d %b %Y, %H:%M:%S %Z}"
    # Put together piece by piece, which escapes as `format` does and takes a quarter of its time.
    opened = Markup('<time datetime="') + moment.isoformat() + Markup('" title="') + exact
    return opened + Markup('" data-relative>') + relative(when, now) + Markup("</time>")


def began(run: str, started_at: str, demo: bool) -> str:
    """Return when a run really began: the demo's clock stands at half past seven, its id does not.

    Args:
        run: Id of the run; it starts with its time in UTC.
        started_at: The run's own time, ISO 8601.
        demo: Whether sample data was used.
    """
    if demo:
        try:
            return datetime.strptime(run[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC).isoformat()
        except ValueError:
            return started_at
    return started_at


def counted(count: int, one: str, many: str = "") -> str:
    """Write a count with its noun: `1 deal`, `1,240 deals`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence(text: str) -> str:
    """Begin a message with a capital; one that begins with a name stays as it is."""
    first, _, rest = text.partition(" ")
    plain = first.isascii() and first.rstrip(",").isalpha() and first.islower()
    return f"{first.capitalize()} {rest}" if rest and plain else text


def lasted(seconds: float) -> str:
    """Write a duration: `0.4 s`, `12 s`, `3 min 5 s`."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def dollars(cost: float | None) -> str:
    """Write a price: `$0.012`; empty if none is known."""
    if cost is None:
        return ""
    return f"${cost:,.2f}" if cost >= 1 else f"${cost:.3f}"
