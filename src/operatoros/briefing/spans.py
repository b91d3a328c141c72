"""Spans of days that a text names: this week, next month, the last 14 days."""

from __future__ import annotations

import re
from datetime import date, timedelta

from operatoros.briefing.datewords import NUMBER_WORDS


def spans_of_time(text: str, today: date) -> list[tuple[date | None, date | None]]:
    """Return the spans of days that a sentence names: this week, next month, the last 14 days."""
    found: list[tuple[date | None, date | None]] = []
    monday = today - timedelta(days=today.weekday())
    weeks = {"this": 0, "next": 7, "coming": 7, "last": -7, "past": -7, "previous": -7}
    for match in re.finditer(
        r"\b(this|next|coming|last|past|previous)\s+(week|month)\b", text, re.I
    ):
        which = match[1].lower()
        if match[2].lower() == "week":
            start = monday + timedelta(days=weeks[which])
            found += [(start, start + timedelta(days=6)), (start, start + timedelta(days=4))]
            ahead = weeks[which] >= 0
            found.append(
                (today, today + timedelta(days=7)) if ahead else (today - timedelta(days=6), today)
            )
            found.append((today, start + timedelta(days=6)))
            if weeks[which] == 0:
                found.append((today - timedelta(days=7), today))
        else:
            step = {"this": 0, "next": 1, "coming": 1}.get(which, -1)
            found.append(month_of(today, step))
            if step == 0:
                found.append((today, month_of(today, 0)[1]))
    for match in re.finditer(
        r"\b(next|coming|within|in|last|past)\s+(?:the\s+)?"
        rf"(\d{{1,3}}|{'|'.join(NUMBER_WORDS)})\s+(days?|weeks?|months?)\b",
        text,
        re.I,
    ):
        unit = {"d": 1, "w": 7, "m": 30}[match[3][0].lower()]
        word = match[2].lower()
        count = (NUMBER_WORDS[word] if word in NUMBER_WORDS else int(word)) * unit
        if match[1].lower() in {"last", "past"}:
            found += [
                (today - timedelta(days=count), today),
                (today - timedelta(days=count - 1), today),
            ]
        else:
            found.append((today, today + timedelta(days=count)))
    if re.search(r"\btoday\b", text, re.I):
        found.append((today, today))
    if re.search(r"\btomorrow\b", text, re.I):
        found.append((today + timedelta(days=1),) * 2)
    if re.search(r"\byesterday\b", text, re.I):
        found.append((today - timedelta(days=1),) * 2)
    return found


def month_of(today: date, step: int) -> tuple[date, date]:
    """Return the first and last day of the month `step` months from today's."""
    months = today.year * 12 + today.month - 1 + step
    first = date(months // 12, months % 12 + 1, 1)
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return first, following - timedelta(days=1)
