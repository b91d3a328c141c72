"""Days as people write them: ISO, Nov 21, 21. November, 11/21, Friday, in three days, 9 days ago.

A day in words is read against the reader's present. What only may be a statement ("call them
tomorrow" is none, "it closes tomorrow" is) is marked by whether a word before it dates something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

NUMBER_WORDS = (
    {
        word: n
        for n, word in enumerate(
            """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()  # noqa: SIM905  # a list by value
        )
    }
    | {
        word: n
        for n, word in enumerate(
            ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf"), 2
        )
    }
    | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "hundred": 100, "dozen": 12}
)

_MONTH_NAMES = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september "  # codespell:ignore
    "oktober november dezember",  # codespell:ignore
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
_SHORT = ("jan feb mar apr may jun jul aug sep oct nov dec", "jan feb mär apr mai jun jul aug sep "
          "okt nov dez")  # fmt: skip
MONTHS: dict[str, int] = {"sept": 9} | {
    name: n for names in (*_MONTH_NAMES, *_SHORT) for n, name in enumerate(names.split(), 1)
}
_DAY_NAMES = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "mon tue wed thu fri sat sun",
)
WEEKDAYS: dict[str, int] = {"tues": 1, "thur": 3, "thurs": 3} | {  # codespell:ignore
    name: n for names in _DAY_NAMES for n, name in enumerate(names.split())
}

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_WEEKDAY = "(?P<weekday>" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")\b\.?"
_BEFORE = rf"(?:\b{_WEEKDAY},?\s+(?:the\s+)?)?"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
_CARDINAL = r"\d{1,4}|an?|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_UNIT = "days?|weeks?|months?"
_CLOCK = r"(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?"

_IS = re.compile(r"\b(?:is|are)\s+(?:only |just |still )?$", re.I)
_FARTHEST = 400  # days within which something happens

# In this order: what an earlier form has read, a later one does not see. `\s` means blanks on one
# line here, for a day never goes on in the next paragraph.
_WRITTEN = (
    ("iso", rf"\b(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}}){_CLOCK}"),
    ("named", rf"{_BEFORE}\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH}{_YEAR}"),
    (
        "named",
        rf"{_BEFORE}\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d|%|\.\d|,\d){_YEAR}",
    ),
    ("dots", r"\b(?P<a>\d{1,2})\.(?P<b>\d{1,2})\.(?P<y>\d{4}|\d{2})?(?!\d)"),
    ("slashes", r"\b(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d{2}))?\b(?!/)"),
    ("month_year", rf"\b{_MONTH}\s+(?P<year>20\d\d)\b"),
    ("ago", rf"\b(?P<count>{_CARDINAL})\s+(?P<unit>{_UNIT})\s+(?:ago|back)\b"),
    ("within", rf"\bwithin\s+(?P<count>{_CARDINAL})\s+(?P<unit>{_UNIT})\b"),
    ("ahead", rf"\bin\s+(?P<count>{_CARDINAL})\s+(?P<unit>{_UNIT})\b"),
    (
        "ahead",
        rf"\b(?P<count>{_CARDINAL})\s+(?P<unit>{_UNIT})\s+(?:from\s+now|from\s+today|away|out)\b",
    ),
    ("near", r"\b(?P<word>today|tomorrow|yesterday|tonight)\b"),
    ("weekday", rf"\b(?:(?P<which>last|next|this|past|coming)\s+)?{_WEEKDAY}(?!\w)"),
)
_FORMS = tuple(
    (name, re.compile(pattern.replace(r"\s", "[ \t\u00a0]"), re.IGNORECASE))
    for name, pattern in _WRITTEN
)

# Words after which a day in words is a statement about a record and no advice.
_DATING = re.compile(
    r"\b(?:due|closes|closed|closing|close date|ends?|ended|ending|starts?|started|creat(?:ed|es)|"
    r"expir(?:es|ed|ing)|scheduled|dated|slated|planned|moved|pushed|slipped|shifted|since|"
    r"renews?|arriv(?:es?|ing)|deliver(?:y|s)?|departs?|promised|expected|leav(?:es|ing)|"
    r"lands?|held|logged|opened|merged|committed|overdue|signed|deadline|target date|last call|"
    r"\w{2,}ed|last touch|last contact|last spoke|spoke|met|was|were|"
    r"\w{2,}ed|took place|fällig|seit|endet|schließt)\b(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClaim:
    """A day in a text.

    Attributes:
        start: Offset of the first character.
        end: Offset after the last.
        days: What it can mean; any of them will do.
        any_year: Whether only month and day were written.
        whole_month: Whether a month is meant.
        sure: Whether it is a statement; otherwise it is only one if it is found.
        wrong: Why it cannot be true by itself (a weekday that does not fit).
    """

    start: int
    end: int
    days: tuple[date, ...]
    any_year: bool = False
    whole_month: bool = False
    sure: bool = True
    wrong: str = ""


def find_days(
    text: str, today: date, *, month_first: bool, dotted: bool = True
) -> Iterator[DayClaim]:
    """Yield the days in a text, without overlaps, in no particular order.

    Args:
        text: What was written.
        today: The reader's day.
        month_first: Whether 11/21 is a day of November.
        dotted: Whether `22.1.` is a day; where points split decimals it is one only behind a word
            that dates.
    """
    taken = bytearray(len(text))
    for name, pattern in _FORMS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            claim = _read(name, match, text, today, month_first, dotted)
            if claim is not None:
                taken[start:end] = b"\x01" * (end - start)
                yield claim


def _read(
    name: str, match: re.Match[str], text: str, today: date, month_first: bool, dotted: bool
) -> DayClaim | None:
    start = match.start()
    end = start + len(match.group().rstrip("."))
    found = {key: value for key, value in match.groupdict().items() if value}
    sure = True
    any_year = False
    days: tuple[date, ...] = ()
    if name == "iso":
        days = _date(int(found["y"]), int(found["m"]), int(found["d"]))
    elif name == "named":
        any_year = "year" not in found
        year = int(found.get("year", today.year))
        days = _date(year, MONTHS[found["month"].lower()], int(found["day"]))
        if days and (wrong := _wrong_weekday(found, days[0], today, any_year)):
            return DayClaim(start=start, end=end, days=days, wrong=wrong)
    elif name in {"dots", "slashes"}:
        any_year = "y" not in found
        if any_year and name == "slashes" and not _after_dating(text, start):
            return None  # 3/4 is more often three of four than a day
        if any_year and name == "dots" and not dotted and not _after_dating(text, start):
            return None  # `a mean of 22.1.` ends a sentence
        days = _numeric(found, today, month_first and name == "slashes")
    elif name == "month_year":
        first = date(int(found["year"]), MONTHS[found["month"].lower()], 1)
        return DayClaim(start=start, end=end, days=(first,), whole_month=True)
    else:
        days = _relative(name, found, today)
        sure = name == "ago" or _after_dating(text, start)
        sure = sure or (name == "ahead" and bool(_IS.search(text[max(0, start - 20) : start])))
    if not days and name == "named" and found["month"][0].isupper():
        return DayClaim(start=start, end=end, days=(today,), wrong="there is no such day")
    if not days:
        return None
    return DayClaim(start=start, end=end, days=days, any_year=any_year, sure=sure)


def _after_dating(text: str, start: int) -> bool:
    return bool(_DATING.search(text[max(0, start - 60) : start].rpartition("\n")[2]))


def _date(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def _numeric(found: dict[str, str], today: date, month_first: bool) -> tuple[date, ...]:
    a, b = int(found["a"]), int(found["b"])
    year = int(found.get("y", today.year))
    year += 2000 if year < 100 else 0
    month, day = (a, b) if month_first else (b, a)
    return _date(year, month, day)


def _wrong_weekday(found: dict[str, str], day: date, today: date, any_year: bool) -> str:
    weekday = WEEKDAYS.get(found.get("weekday", "").lower())
    if weekday is None:
        return ""
    years = (today.year - 1, today.year, today.year + 1) if any_year else (day.year,)
    near = [d for year in years for d in _date(year, day.month, day.day)]
    if any(d.weekday() == weekday for d in near if not any_year or abs((d - today).days) < 300):
        return ""
    return "the weekday does not fit the date"


def _relative(name: str, found: dict[str, str], today: date) -> tuple[date, ...]:
    if name == "near":
        away = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}[found["word"].lower()]
        return (today + timedelta(days=away),)
    if name == "weekday":
        ahead = (WEEKDAYS[found["weekday"].lower()] - today.weekday()) % 7
        offsets = {
            "last": (ahead - 7, ahead - 14),
            "past": (ahead - 7,),
            "next": (ahead, ahead + 7),
            "coming": (ahead,),
        }.get(found.get("which", "").lower(), (ahead, ahead - 7))
        return tuple(today + timedelta(days=offset) for offset in offsets)
    word, unit = found["count"].lower(), found["unit"].lower()
    count = int(word) if word.isdigit() else NUMBER_WORDS.get(word, 1)
    if name == "within":
        most = count * (1 if unit.startswith("day") else 7 if unit.startswith("week") else 31)
        return tuple(today + timedelta(days=away) for away in range(min(most, _FARTHEST) + 1))
    sign = -1 if name == "ago" else 1
    if unit.startswith("day"):
        return (today + timedelta(days=sign * count),) if count < 9999 else ()
    middle, slack = (7 * count, 3) if unit.startswith("week") else (30 * count, 10)
    if middle > 9999:
        return ()
    return tuple(today + timedelta(days=sign * (middle + off)) for off in range(-slack, slack + 1))
