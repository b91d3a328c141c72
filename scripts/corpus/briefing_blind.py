"""Marks, formats and plants for the parts of the corpus that are written blind.

A text is a function over a world. Every figure in it is written through a `Page`, together with
the value that it has in the data; the page reads back what was written and refuses a figure that
is not true to half of its last digit. Planting changes what is written, knowing only its letters
and the other figures of the same text, and refuses a change that would still be true.

The authors of these texts did not read the checks, and did not run them on these texts.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from operatoros.briefing.facts import compute_facts
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.reader import reader_of
from operatoros.catalog.declared import Goals
from operatoros.values.coverage import Fetched
from operatoros.values.jsonable import from_json
from operatoros.values.record import Shape, make_record

CORPUS = Path(__file__).resolve().parents[2] / "tests/corpus/briefing"
SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
LONG = "January February March April May June July August September October November December"
MONTHS = {
    "en": LONG.split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),  # noqa: SIM905
}
DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),  # noqa: SIM905
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag".split(),  # noqa: SIM905
}
WORDS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve".split(),  # noqa: SIM905
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf".split(),  # noqa: SIM905
}
RELATIVE = {"en": ("yesterday", "today", "tomorrow"), "de": ("gestern", "heute", "morgen")}
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
SCALES = {"k": 1e3, "K": 1e3, "M": 1e6, "Mio.": 1e6, "million": 1e6}
NUMBER = re.compile(r"\d(?:[\d.,\u202f\u00a0 ]*\d)?")


class NotTrue(Exception):
    """A figure of a text is not what the data say."""


@dataclass(slots=True)
class Mark:
    """One figure of a text: what is written, and what makes it true."""

    truth: str
    written: str
    value: Any = None
    kind: str = ""  # number, day, relative, text, handle
    style: str = ""  # of a day
    hedge: str = ""  # about, over, nearly


class World:
    """What the sources brought, with the handles that a run gives their records."""

    def __init__(self, today: date, seed: object) -> None:
        self.today = today
        self.chance = random.Random(f"world {seed}")
        self.sources: list[dict[str, Any]] = []
        self.rows: dict[str, list[Any]] = {}

    def day(self, low: int, high: int) -> date:
        """Return a day between `low` and `high` days from today."""
        return self.today + timedelta(days=self.chance.randint(low, high))

    def at(self, day: date, first: int = 7, last: int = 18) -> str:
        """Return an instant of a day as sources write it."""
        return f"{day}T{self.chance.randint(first, last):02}:{self.chance.randrange(0, 60, 5):02}:00Z"

    def distinct(self, count: int, low: int, high: int, step: int = 1) -> list[int]:
        """Return different numbers, so that a largest one is one."""
        return self.chance.sample(range(low, high, step), count)

    def add(
        self,
        source: str,
        name: str,
        shape: dict[str, Any],
        rows: Sequence[SimpleNamespace] = (),
        emit: Callable[[Any], dict[str, Any]] | None = None,
        *,
        before: Sequence[SimpleNamespace] | None = None,
        state: str = "ok",
    ) -> None:
        """Add a source; `emit` writes a row as it is fetched."""
        write = emit or (lambda row: dict(vars(row)))
        one = {"source": source, "name": name, "shape": shape,
               "now": [write(row) for row in rows]}  # fmt: skip
        if before is not None:
            one["before"] = [write(row) for row in before]
        if state != "ok":
            one["state"] = state
        self.sources.append(one)
        self.rows[source] = list(rows)

    def name_records(self) -> None:
        """Give every row the handle that a run gives it, as `h`."""
        brought = []
        for one in self.sources:
            shape = from_json(Shape, one["shape"])
            brought.append(
                Fetched(
                    source=one["source"], name=one["name"], state=one.get("state", "ok"), shape=shape,
                    as_of=f"{self.today}T06:30:00Z",
                    records=tuple(
                        make_record(one["source"], item, shape, fetched_at="", position=n)
                        for n, item in enumerate(one["now"])
                    ),
                )
            )  # fmt: skip
        handles = assign_handles(brought)
        for one in self.sources:
            for row, name in zip(self.rows[one["source"]], handles.by_source[one["source"]], strict=True):
                row.h = name
        self.known = set(handles.records)
        self.brought, self.handles = brought, handles

    def computed(self, locale: str) -> list[tuple[str, str]]:
        """Return id and text of the lines that code computes for a reader with this locale."""
        now = datetime.fromisoformat(f"{self.today}T06:30:00").replace(tzinfo=UTC)
        reader = reader_of(Goals(locale=locale, time_zone="UTC"), now)
        facts = compute_facts(self.brought, handles=self.handles, reader=reader)
        return [(fact.id, fact.text) for fact in facts]


class Page:
    """Writes the figures of one text."""

    def __init__(self, locale: str, world: World, *, lang: str = "en", currency: str = "", thin: str = " ") -> None:
        self.locale = locale
        self.world = world
        self.today = world.today
        self.lang = lang
        self.currency = currency
        self.group, self.point = {"de-DE": (".", ","), "fr-FR": (thin, ",")}.get(locale, (",", "."))
        self.behind = locale in {"de-DE", "fr-FR"}  # the symbol follows the amount
        self.half_up = False  # round halves up, as people do, and not to the even digit
        self.marks: list[Mark] = []

    # marking

    def _mark(self, mark: Mark) -> str:
        if mark.truth == "true" and not self.holds(mark, mark.written):
            raise NotTrue(f"{mark.written!r} is not {mark.value!r}")
        self.marks.append(mark)
        return f"\x02{len(self.marks) - 1}\x03"

    def t(self, written: str, value: Any, hedge: str = "") -> str:
        """Mark what is written, which has this value in the data."""
        kind = "text" if isinstance(value, str) else "number"
        return self._mark(Mark("true", written, value, kind, hedge=hedge))

    def x(self, written: str) -> str:
        """Mark what claims nothing: advice, limits, plans."""
        return self._mark(Mark("none", written))

    def h(self, *rows: Any) -> str:
        """Cite rows; the text must name them too, so that a wrong handle leaves the rest true."""
        return " ".join(f"[{self._mark(Mark('', row.h, row.h, 'handle'))}]" for row in rows)

    def hh(self, *rows: Any) -> str:
        """Cite rows by handles that are never changed, where nothing else says who is meant."""
        return " ".join(f"[{row.h}]" for row in rows)

    def f(self, *words: str) -> str:
        """Cite the first computed line that has all these words; it is never changed."""
        for name, text in self.world.computed(self.locale):
            if all(word in text for word in words):
                return f"[{name}]"
        raise NotTrue(f"no computed line has {words!r}")

    def has(self, words: str) -> bool:
        """Return whether a computed line has these words."""
        return any(words in text for _, text in self.world.computed(self.locale))

    # numbers

    def plain(self, value: float, places: int = 0) -> str:
        text = f"{value + 1e-9 if self.half_up else value:,.{places}f}"
        return text.replace(",", "\0").replace(".", self.point).replace("\0", self.group)

    def n(self, value: float, places: int | None = None, unit: str = "") -> str:
        """Write a number with the decimals it has, or so many."""
        if places is None:
            places = 0 if float(value).is_integer() else 1 if (value * 10) % 1 < 1e-9 else 2
        return self.t(self.plain(value, places) + unit, value)

    def w(self, value: int, *, upper: bool = False) -> str:
        """Write a count as a word where it has one."""
        words = WORDS[self.lang]
        written = words[value] if 2 <= value < len(words) else self.plain(value)
        return self.t(written[:1].upper() + written[1:] if upper else written, value)

    def c(self, value: int, noun: str, many: str = "", *, digits: bool = False, upper: bool = False) -> str:
        """Write a count with its noun; none of them is no figure."""
        if value == 0:
            return f"{'No' if upper else 'no'} {many or noun + 's'}"
        shown = self.n(value) if digits or value == 1 else self.w(value, upper=upper)
        return f"{shown} {noun if value == 1 else many or noun + 's'}"

    def with_symbol(self, digits: str, currency: str) -> str:
        symbol = SYMBOLS[currency]
        gap = "\u00a0" if self.group == "\u202f" else " "
        return f"{digits}{gap}{symbol}" if self.behind else f"{symbol}{digits}"

    def m(self, value: float, places: int | None = None, cur: str = "") -> str:
        """Write an amount, with cents only if it has some."""
        if places is None:
            places = 0 if abs(value - round(value)) < 0.005 else 2
        return self.t(self.with_symbol(self.plain(value, places), cur or self.currency), value)

    def mk(self, value: float, places: int | None = None, cur: str = "", hedge: str = "") -> str:
        """Write an amount in thousands or millions."""
        million = value >= 1_000_000
        scaled = value / (1_000_000 if million else 1_000)
        if places is None:
            places = 2 if million else 0 if scaled >= 20 else 1
        digits = self.plain(scaled, places)
        if self.behind:
            digits += (" Mio." if self.locale == "de-DE" else " M") if million else "k"
        else:
            digits += "M" if million else "k"
        return self.t(self.with_symbol(digits, cur or self.currency), value, hedge)

    def pc(self, part: float, whole: float, places: int = 0) -> str:
        """Write a share in percent."""
        value = 100 * part / whole
        return self.t(self.plain(value, places) + (" %" if self.behind else "%"), value)

    def about(self, value: float, *, money: bool = False) -> str:
        """Write a number rounded to two digits; the text says that it is about that."""
        return self._rough(value, "about", round, money)

    def over(self, value: float, *, money: bool = False) -> str:
        """Write a rounder number below the value; the text says that it is more than that."""
        return self._rough(value, "over", lambda v: int(v - 1e-9), money)

    def nearly(self, value: float, *, money: bool = False) -> str:
        """Write a rounder number above the value; the text says that it is less than that."""
        return self._rough(value, "nearly", lambda v: int(v) + 1, money)

    def _rough(self, value: float, hedge: str, cut: Callable[[float], int], money: bool) -> str:
        scale = 10 ** max(0, len(str(int(value))) - 2)
        shown = self.plain(cut(value / scale) * scale)
        return self.t(self.with_symbol(shown, self.currency) if money else shown, value, hedge)

    # days

    def shown(self, day: date, style: str) -> str:
        """Write a day: i(so), n(umeric), s(hort), l(ong), w(eekday), y(ear), W(eekday alone)."""
        if style == "i":
            return day.isoformat()
        if style == "W":
            return DAYS[self.lang][day.weekday()]
        if style == "n":
            form = {"en-US": "{m:02}/{d:02}/{y}", "de-DE": "{d:02}.{m:02}.{y}"}
            return form.get(self.locale, "{d:02}/{m:02}/{y}").format(d=day.day, m=day.month, y=day.year)
        month = MONTHS[self.lang][day.month - 1]
        weekday = DAYS[self.lang][day.weekday()]
        if self.lang == "de":
            base = f"{day.day:02}.{day.month:02}." if style == "s" else f"{day.day}. {month}"
            year = f"{day.year}" if style == "s" else f" {day.year}"
        elif self.locale == "en-US":
            base = f"{SHORT[day.month - 1] if style in 'sw' else month} {day.day}"
            year = f", {day.year}"
        else:
            base = f"{day.day} {SHORT[day.month - 1] if style == 's' else month}"
            year = f" {day.year}"
        if style == "w":
            comma = " " if self.locale == "en-GB" else ", "
            base = f"{weekday}{comma}{base}"
        return base + year if style == "y" else base

    def d(self, day: date, style: str = "s") -> str:
        """Write a day; one that is far away gets its year."""
        if style in "slw" and abs((day - self.today).days) > 180:
            style = "y"
        return self._mark(Mark("true", self.shown(day, style), day, "day", style))

    def rel(self, day: date) -> str:
        """Write yesterday, today or tomorrow."""
        return self._mark(Mark("true", RELATIVE[self.lang][(day - self.today).days + 1], day, "relative"))

    def clock(self, instant: str) -> str:
        """Write the time of day of an instant."""
        return self.t(instant[11:16], instant[11:16])

    # reading back

    def read(self, written: str) -> tuple[float, float] | None:
        """Return the number that is written, and the worth of its last digit."""
        bare = written.lower()
        for words in WORDS.values():
            if bare in words:
                return float(words.index(bare)), 0.0
        found = NUMBER.search(written)
        if not found:
            return None
        digits = re.sub(r"[\s\u202f\u00a0]", "", found[0])
        digits = digits.replace(self.group, "") if self.group.strip() else digits
        digits = digits.replace(self.point, ".")
        if digits.count(".") > 1 or not re.fullmatch(r"[\d.]+", digits):
            return None
        scale = 1.0
        tail = written[found.end() :].strip()
        for suffix, factor in SCALES.items():
            if re.match(re.escape(suffix) + r"(?![A-Za-z])", tail):
                scale = factor
        step = scale * 10.0 ** -len(digits.partition(".")[2])
        return float(digits) * scale, step

    def holds(self, mark: Mark, written: str) -> bool:
        """Return whether what is written is true to the mark's value."""
        if mark.kind in {"text", "handle"}:
            return written == mark.value
        if mark.kind == "relative":
            words = RELATIVE[self.lang]
            return written in words and self.today + timedelta(days=words.index(written) - 1) == mark.value
        if mark.kind == "day":
            return written == self.shown(mark.value, mark.style)
        read = self.read(written)
        if read is None:
            return False
        value, step = read
        if mark.hedge == "about":
            return abs(value - mark.value) <= 0.045 * mark.value
        if mark.hedge == "over":
            return 0.88 * mark.value <= value < mark.value
        if mark.hedge == "nearly":
            return mark.value < value <= 1.12 * mark.value
        return abs(value - mark.value) <= step / 2 + 1e-6

    # planting

    def plant(self, text: str, count: int, chance: random.Random) -> tuple[str, list[dict[str, Any]]]:
        """Plant errors and return the text without marks, with the places of its figures."""
        used = [int(n) for n in re.findall(r"\x02(\d+)\x03", text)]
        honest = [n for n in used if self.marks[n].truth == "true"]
        cited = [n for n in used if self.marks[n].kind == "handle"]
        chance.shuffle(honest)
        changed: dict[int, str] = {}
        while len(changed) < count and honest:
            if cited and chance.random() < 0.07:  # at most one of a text: they are the easy ones
                n = chance.choice(cited)
                cited = []
                new: str | None = self._no_such(self.marks[n].written, chance)
            else:
                n = honest.pop()
                new = self._mutate(self.marks[n], [self.marks[o] for o in used if o != n], chance)
            if new is not None and n not in changed:
                changed[n] = new
        out, figures, last = "", [], 0
        for found in re.finditer(r"\x02(\d+)\x03", text):
            out += text[last : found.start()]
            last = found.end()
            n = int(found[1])
            mark = self.marks[n]
            shown = changed.get(n, mark.written)
            truth = "false" if n in changed else mark.truth
            if truth:  # a handle that is right is no figure
                figures.append({"start": len(out), "end": len(out) + len(shown), "truth": truth})
            out += shown
        return out + text[last:], figures

    def _no_such(self, handle: str, chance: random.Random) -> str:
        letters = handle.partition("-")[0]
        most = max(int(k.rpartition("-")[2]) for k in self.world.known if k.startswith(letters + "-"))
        return f"{letters}-{most + chance.randint(1, 40)}"

    def _mutate(self, mark: Mark, others: Sequence[Mark], chance: random.Random) -> str | None:
        for _ in range(40):
            if mark.kind == "relative":
                new = chance.choice(RELATIVE[self.lang])
            elif mark.kind == "day":
                new = self._other_day(mark, others, chance)
            elif mark.kind == "text" and ":" in mark.written:
                new = f"{chance.randrange(7, 22):02}{mark.written[2:]}" if chance.random() < 0.5 else f"{mark.written[:3]}{chance.randrange(60):02}"
            elif mark.kind == "text":
                new = _other_digit(mark.written, chance, whole=True)
            else:
                new = self._other_number(mark, others, chance)
            if new != mark.written and not self.holds(mark, new) and self._plainly_wrong(mark, new):
                return new
        return None

    def _plainly_wrong(self, mark: Mark, new: str) -> bool:
        """Return whether no reader would call it true, also where the text hedges."""
        if mark.kind != "number":
            return True
        read = self.read(new)
        if read is None or read[0] == 0:
            return False
        ratio = read[0] / mark.value if mark.value else 2
        low = {"about": 0.75, "over": 0.0, "nearly": 0.7}.get(mark.hedge)
        if low is None:
            return True
        high = {"about": 1.3, "over": 1.2, "nearly": 99.0}[mark.hedge]
        return ratio > high or ratio < low

    def _other_day(self, mark: Mark, others: Sequence[Mark], chance: random.Random) -> str:
        if chance.random() < 0.25:
            days = [o.value for o in others if o.kind == "day"]
            if days:
                return self.shown(chance.choice(days), mark.style)
        new = mark.value + timedelta(days=chance.choice((-9, -5, -3, -2, -1, 1, 2, 3, 4, 6, 10, 30)))
        written = self.shown(new, mark.style)
        if mark.style == "w" and chance.random() < 0.4:  # the day changes, its weekday stays
            written = written.replace(DAYS[self.lang][new.weekday()], DAYS[self.lang][mark.value.weekday()])
        return written

    def _other_number(self, mark: Mark, others: Sequence[Mark], chance: random.Random) -> str:
        words = next((w for w in WORDS.values() if mark.written.lower() in w), None)
        if words:
            new = chance.choice(words[2:10])
            return new.capitalize() if mark.written[0].isupper() else new
        found = NUMBER.search(mark.written)
        assert found is not None
        digits = found[0]
        bare = re.sub(r"\D", "", digits)
        way = chance.random()
        if way < 0.2:
            kin = [o for o in others if o.kind == "number" and self._alike(o.written, mark.written)]
            if kin:
                return chance.choice(kin).written
        if len(bare) == 1 or (len(bare) == 2 and way > 0.75):
            new = str(max(1, int(bare) + chance.choice((-3, -2, -1, 1, 2, 3, 4))))
        elif way < 0.33 and len(bare) >= 3 and self.point not in digits:
            new = self.plain(int(bare) * 10 if chance.random() < 0.5 else int(bare) // 10)
        elif way < 0.45 and bare[0] != bare[1] and bare[1] != "0":
            spots = [n for n, letter in enumerate(digits) if letter.isdigit()][:2]
            letters = list(digits)
            letters[spots[0]], letters[spots[1]] = letters[spots[1]], letters[spots[0]]
            new = "".join(letters)
        else:
            new = _other_digit(digits, chance)
        return mark.written[: found.start()] + new + mark.written[found.end() :]

    def _alike(self, one: str, two: str) -> bool:
        """Return whether one figure could be taken for the other: same letters, like size."""
        a, b = self.read(one), self.read(two)
        return _letters(one) == _letters(two) and a is not None and b is not None and a[0] <= 4 * b[0] and b[0] <= 4 * a[0]


def _letters(written: str) -> str:
    """Return what kind of figure this is, as far as letters tell."""
    return NUMBER.sub("0", written)


def _other_digit(written: str, chance: random.Random, *, whole: bool = False) -> str:
    spots = [n for n, letter in enumerate(written) if letter.isdigit()]
    place = chance.choice(spots if whole else spots[:3])
    digit = chance.choice([d for d in "123456789" if d != written[place]])
    return written[:place] + digit + written[place + 1 :]


# what texts need to talk about rows


def total(rows: Iterable[Any], field: str) -> float:
    """Return the sum of a field."""
    return round(sum(getattr(row, field) for row in rows), 2)


def mean(rows: Sequence[Any], field: str) -> float:
    """Return the average of a field."""
    return sum(getattr(row, field) for row in rows) / len(rows)


def median(rows: Sequence[Any], field: str) -> float:
    """Return the middle of a field."""
    values = sorted(getattr(row, field) for row in rows)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def ranked(rows: Iterable[Any], field: str) -> list[Any]:
    """Return rows from the largest to the smallest."""
    return sorted(rows, key=lambda row: getattr(row, field), reverse=True)


def where(rows: Iterable[Any], **wanted: Any) -> list[Any]:
    """Return the rows that have these values; a tuple allows several."""
    return [
        row
        for row in rows
        if all(
            getattr(row, k) in v if isinstance(v, tuple) else getattr(row, k) == v
            for k, v in wanted.items()
        )
    ]


def groups(rows: Iterable[Any], field: str) -> list[tuple[Any, list[Any]]]:
    """Return (value, rows) of a field, the largest group first and ties by value."""
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, field), []).append(row)
    return sorted(found.items(), key=lambda item: (-len(item[1]), str(item[0])))


def day_of(instant: str) -> date:
    """Return the day of an instant."""
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).date()


Text = Callable[[Page, World], str]


def write(
    part: str,
    texts: Sequence[tuple[Callable[[World], str], str, Text, tuple[str, str]]],
    seed: int,
    *,
    half_up: bool = False,
) -> None:
    """Write a part: each text twice over data of its own, once honest and once with errors.

    Args:
        part: Name of the part.
        texts: World (it returns its currency), today, text, and the locales of both draws; a
            locale ending in `/de` is a text in German.
        seed: Fixes data and errors.
        half_up: Whether figures are rounded half up.
    """
    chance = random.Random(seed)
    with (CORPUS / f"{part}.jsonl").open("w", encoding="utf-8") as file:
        for number, (build, today, text, locales) in enumerate(texts):
            for draw, locale in enumerate(locales):
                world = World(date.fromisoformat(today), f"{part} {seed} {number} {draw}")
                currency = build(world)
                world.name_records()
                place, _, lang = locale.partition("/")
                thin = "\u202f" if number % 2 else " "
                page = Page(place, world, lang=lang or "en", currency=currency, thin=thin)
                page.half_up = half_up
                marked = text(page, world).strip()
                assert "\x02" in marked
                honest = (number + draw) % 2 == 0
                count = 0 if honest else chance.choice((1, 2, 2, 3, 3, 3))
                shown, figures = page.plant(marked, count, chance)
                line = {"id": f"{part}-{number:02}-{draw}", "locale": place, "today": today,
                        "sources": world.sources, "text": shown, "asked": "", "figures": figures}  # fmt: skip
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
