"""Writes built.jsonl: 160 briefings from sentence patterns, with errors planted by meaning.

Run `python scripts/corpus/briefing_built.py`; the seed fixes every letter. Truth is computed
here in plain Python from the raw data, without the code that is tested.

Each line holds `data` (what sources brought), `text`, `asked`, and `figures`: places in the text
with `truth`: true (stands in the data or follows from it), false (planted), none (no claim).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any


def words(text: str) -> list[str]:
    return text.split()


SEED = 20261121
COUNT = 160
TODAY = date(2026, 11, 21)
OUT = Path(__file__).resolve().parents[2] / "tests/corpus/briefing/built.jsonl"
MONTHS = words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec")
LONG = words(
    "January February March April May June July August September October November December"
)
DAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
WORDS = words("zero one two three four five six seven eight nine ten eleven twelve")

COMPANIES = words(
    """Northwind Acme Globex Initech Umbrella Hooli Stark Wayne Tyrell Vandelay Soylent Cyberdyne
    Wonka Gringotts Dunder Pied Massive Oscorp Virtucon Aperture"""
)
KINDS = ("renewal", "pilot", "expansion", "new business")
STAGES = ("Discovery", "Proposal", "Negotiation", "Contract")
OWNERS = ("Maria Keller", "Tom Ortiz", "Ana Silva", "Jun Watanabe")

LOCALES = {"en-US": (",", "."), "de-DE": (".", ","), "en-GB": (",", "."), "fr-FR": (" ", ",")}


class Writer:
    """Writes figures of one locale, and marks them as true, false or no claim."""

    def __init__(self, chance: random.Random, locale: str) -> None:
        self.chance = chance
        self.locale = locale
        self.group, self.decimal = LOCALES[locale]
        self.wrong_left = 0

    def number(self, value: float, places: int = 0) -> str:
        text = f"{value:,.{places}f}"
        return text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.group)

    def money(self, value: float, currency: str, *, short: bool = False) -> str:
        symbol = {"USD": "$", "EUR": "€"}[currency]
        if short and value >= 1_000_000:
            digits = self.number(value / 1_000_000, 2 if self.chance.random() < 0.5 else 1) + "M"
        elif short and value >= 10_000 and value % 1000 == 0:
            digits = self.number(value / 1000) + "k"
        else:
            digits = self.number(value, 0 if value == int(value) else 2)
        if self.locale in {"de-DE", "fr-FR"}:
            return f"{digits} {symbol}"
        return f"{symbol}{digits}"

    def day(self, day: date) -> str:
        forms = [day.isoformat()]
        if self.locale == "en-US":
            forms += [f"{MONTHS[day.month - 1]} {day.day}", f"{LONG[day.month - 1]} {day.day}"]
            forms.append(f"{DAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}")
        else:
            forms += [f"{day.day} {MONTHS[day.month - 1]}", f"{day.day} {LONG[day.month - 1]}"]
            if self.locale == "de-DE":
                forms.append(f"{day.day:02}.{day.month:02}.{day.year}")
        return self.chance.choice(forms)

    def count(self, value: int) -> str:
        if 2 <= value <= 12 and self.chance.random() < 0.4:
            return WORDS[value]
        return self.number(value)

    def mark(self, truth: str, text: str) -> str:
        return f"\x02{truth}\x03{text}\x04"

    def pick(self, true: Any, wrong: Callable[[], Any], write: Callable[[Any], str]) -> str:
        """Write the true value, or, while errors are left, perhaps a wrong one."""
        if self.wrong_left > 0 and self.chance.random() < 0.35:
            for _ in range(20):
                value = wrong()
                if value != true and write(value) != write(true):
                    self.wrong_left -= 1
                    return self.mark("false", write(value))
        return self.mark("true", write(true))


def make_deals(chance: random.Random) -> list[dict[str, Any]]:
    """Return 10 to 26 deals with distinct titles."""
    titles = [f"{c} {k}" for c in COMPANIES for k in KINDS]
    chance.shuffle(titles)
    main = chance.choice(["USD", "EUR"])
    other = "EUR" if main == "USD" else "USD"
    deals = []
    for n in range(chance.randrange(10, 27)):
        due = TODAY + timedelta(days=chance.randrange(-20, 45))
        deals.append(
            {
                "id": str(70_000 + n * 13),
                "name": titles[n],
                "amount": str(chance.randrange(4, 500) * chance.choice([250, 500, 1000])),
                "currency": main if chance.random() < 0.85 else other,
                "stage": chance.choice(STAGES),
                "owner": chance.choice(OWNERS),
                "createdate": (TODAY - timedelta(days=chance.randrange(25, 200))).isoformat(),
                "closedate": due.isoformat(),
            }
        )
    return deals


def make_calls(chance: random.Random) -> list[dict[str, Any]]:
    """Return 4 to 10 calls of the last two weeks."""
    return [
        {
            "id": f"call-{900 + n}",
            "title": f"{chance.choice(COMPANIES)} - {chance.choice(['sync', 'demo', 'intro'])}",
            "started": (TODAY - timedelta(days=chance.randrange(0, 14))).isoformat() + "T10:00:00Z",
            "minutes": chance.randrange(10, 75),
        }
        for n in range(chance.randrange(4, 11))
    ]


class Story:
    """One briefing: data, and sentences about it."""

    def __init__(self, chance: random.Random, locale: str) -> None:
        self.chance = chance
        self.w = Writer(chance, locale)
        self.deals = make_deals(chance)
        self.calls = make_calls(chance)
        self.before = [dict(deal) for deal in self.deals]
        self.moved = chance.sample(range(len(self.deals)), 3)
        for n in self.moved:
            old = float(self.before[n]["amount"])
            self.before[n]["amount"] = str(int(old * chance.choice([0.5, 0.8, 1.25])))
        self.new = [len(self.deals) - 1]
        self.before.pop()
        self.handles = [f"D-{n}" for n in range(1, len(self.deals) + 1)]
        self.moved = [n for n in self.moved if n != len(self.deals) - 1]

    # the data, read in plain Python

    def amount(self, n: int) -> float:
        return float(self.deals[n]["amount"])

    def due(self, n: int) -> date:
        return date.fromisoformat(self.deals[n]["closedate"])

    def late(self) -> list[int]:
        return [n for n in range(len(self.deals)) if self.due(n) < TODAY]

    def soon(self) -> list[int]:
        return [n for n in range(len(self.deals)) if 0 <= (self.due(n) - TODAY).days <= 7]

    def total(self, numbers: list[int], currency: str) -> float:
        return sum(self.amount(n) for n in numbers if self.deals[n]["currency"] == currency)

    # wrong values, as models get them wrong

    def wrong_money(self, true: float) -> Callable[[], float]:
        def wrong() -> float:
            way = self.chance.randrange(5)
            if way == 0:
                return true * self.chance.choice([10, 0.1])
            if way == 1:
                return true + self.chance.choice([-1, 1]) * 10 ** max(3, len(str(int(true))) - 2)
            if way == 2:
                return self.amount(self.chance.randrange(len(self.deals)))
            digits = list(str(int(true)))
            if len(digits) > 2:
                digits[0], digits[1] = digits[1], digits[0]
            return float("".join(digits)) if digits[0] != "0" else true * 1.2

        return lambda: float(int(abs(wrong()) or 1))

    def wrong_count(self, true: int) -> Callable[[], int]:
        return lambda: max(1, true + self.chance.choice([-3, -2, -1, 1, 2, 3, 10]))

    def wrong_day(self, true: date) -> Callable[[], date]:
        return lambda: true + timedelta(days=self.chance.choice([-7, -3, -2, -1, 1, 2, 4, 7, 30]))

    def money(self, n: int, *, short: bool = False) -> str:
        currency = self.deals[n]["currency"]
        return self.w.pick(
            self.amount(n),
            self.wrong_money(self.amount(n)),
            lambda v: self.w.money(v, currency, short=short),
        )

    def sum_of(self, numbers: list[int], currency: str, *, short: bool = False) -> str:
        true = self.total(numbers, currency)
        return self.w.pick(
            true, self.wrong_money(true), lambda v: self.w.money(v, currency, short=short)
        )

    def count(self, true: int) -> str:
        return self.w.pick(true, self.wrong_count(true), self.w.count)

    def day(self, n: int) -> str:
        return self.w.pick(self.due(n), self.wrong_day(self.due(n)), self.w.day)

    def cite(self, n: int) -> str:
        if self.w.wrong_left > 0 and self.chance.random() < 0.06:
            self.w.wrong_left -= 1
            return (
                "["
                + self.w.mark("false", f"D-{len(self.deals) + self.chance.randrange(3, 60)}")
                + "]"
            )
        return f"[{self.handles[n]}]"

    # sentences

    def main(self) -> str:
        codes = [d["currency"] for d in self.deals]
        return max(set(codes), key=codes.count)

    def opening(self) -> str:
        currency = self.main()
        everything = list(range(len(self.deals)))
        total = self.sum_of(everything, currency, short=self.chance.random() < 0.5)
        count = self.count(len(self.deals))
        return self.chance.choice(
            [
                f"The pipeline holds {count} deals; those in {currency} come to {total}.",
                f"You have {count} open deals. The {currency} ones add up to {total} in all.",
                f"{count[:1].upper() + count[1:]} deals are open, {total} of them in {currency}.",
            ]
        )

    def overdue(self) -> str:
        late = self.late()
        if len(late) < 2:
            return ""
        count = self.count(len(late))
        share = round(100 * len(late) / len(self.deals))
        percent = self.w.pick(
            share, lambda: share + self.chance.choice([-9, -6, 5, 7, 11]), lambda v: f"{v}%"
        )
        n = min(late, key=self.due)
        return self.chance.choice(
            [
                f"{count} deals are overdue, {percent} of all deals.",
                f"Of all deals, {count} are past due ({percent}); the oldest is "
                f"{self.deals[n]['name']} {self.cite(n)}, due {self.day(n)}.",
                f"Overdue: {count} deals. The longest overdue is {self.deals[n]['name']} "
                f"{self.cite(n)}: it was due {self.day(n)}.",
            ]
        )

    def coming(self) -> str:
        soon = self.soon()
        if len(soon) < 2:
            return ""
        count = self.count(len(soon))
        currency = self.main()
        if not self.total(soon, currency):
            return f"In the next 7 days {count} deals are due."
        return (
            f"{count} deals are due in the next 7 days, "
            f"{self.sum_of(soon, currency)} in {currency}."
        )

    def deal(self, n: int) -> str:
        d = self.deals[n]
        days = (self.due(n) - TODAY).days
        away = self.w.pick(abs(days), lambda: abs(days) + self.chance.choice([2, 3, 5, 9]), str)
        when = f"{away} days ago" if days < 0 else f"in {away} days"
        forms = [
            f"**{d['name']}** {self.cite(n)}: {self.money(n)}, {d['stage']}, due {self.day(n)}.",
            f"{d['name']} {self.cite(n)} is worth {self.money(n, short=True)} "
            f"and closes {self.day(n)}.",
            f"{d['name']} ({self.money(n)}, {d['stage']}) is with {d['owner']} {self.cite(n)}.",
            f"{d['name']}, {self.money(n)}, was created {self.created(n)} {self.cite(n)}.",
        ]
        if abs(days) > 1:
            forms.append(
                f"{d['name']} {self.cite(n)} was due {when} and still sits in {d['stage']}."
                if days < 0
                else f"{d['name']} {self.cite(n)} closes {when}."
            )
        return self.chance.choice(forms)

    def created(self, n: int) -> str:
        true = date.fromisoformat(self.deals[n]["createdate"])
        return self.w.pick(true, self.wrong_day(true), self.w.day)

    def change(self) -> str:
        if not self.moved:
            return ""
        n = self.chance.choice(self.moved)
        currency = self.deals[n]["currency"]
        old = float(self.before[n]["amount"])
        was = self.w.pick(old, self.wrong_money(old), lambda v: self.w.money(v, currency))
        gap = abs(self.amount(n) - old)
        more = self.w.pick(gap, self.wrong_money(gap), lambda v: self.w.money(v, currency))
        verb = "up" if self.amount(n) > old else "down"
        moved = f"{self.deals[n]['name']} {self.cite(n)} moved from {was} to {self.money(n)}"
        return f"{moved}, {verb} {more}."

    def together(self) -> str:
        currency = self.main()
        mine = [n for n in range(len(self.deals)) if self.deals[n]["currency"] == currency]
        chosen = sorted(self.chance.sample(mine, 3), key=self.amount, reverse=True)
        names = ", ".join(f"{self.deals[n]['name']} {self.cite(n)}" for n in chosen)
        return f"Together, {names} come to {self.sum_of(chosen, currency)}."

    def by_stage(self) -> str:
        stage = self.chance.choice(STAGES)
        mine = [n for n, d in enumerate(self.deals) if d["stage"] == stage]
        currency = self.main()
        if len(mine) < 2 or not self.total(mine, currency):
            return ""
        return (
            f"{stage} holds {self.count(len(mine))} deals, "
            f"{self.sum_of(mine, currency)} of it in {currency}."
        )

    def by_owner(self) -> str:
        owner = self.chance.choice(OWNERS)
        mine = [n for n, d in enumerate(self.deals) if d["owner"] == owner]
        late = [n for n in mine if n in self.late()]
        if len(mine) < 2 or len(late) < 2:
            return ""
        return (
            f"{owner} has {self.count(len(mine))} deals, {self.count(len(late))} of them overdue."
        )

    def the_list(self) -> str:
        currency = self.main()
        mine = [n for n in range(len(self.deals)) if self.deals[n]["currency"] == currency]
        chosen = self.chance.sample(mine, self.chance.choice([3, 4]))
        head = (
            f"{self.count(len(chosen))} deals to look at, {self.sum_of(chosen, currency)} in all:"
        )
        return head + "\n" + "\n".join(f"- {self.deal(n)}" for n in chosen)

    def the_table(self) -> str:
        chosen = self.chance.sample(range(len(self.deals)), 4)
        rows = [
            f"| {self.deals[n]['name']} {self.cite(n)} | {self.money(n)} | {self.day(n)} |"
            for n in chosen
        ]
        return "| Deal | Amount | Close date |\n|---|---|---|\n" + "\n".join(rows)

    def of_calls(self) -> str:
        newest = max(date.fromisoformat(c["started"][:10]) for c in self.calls)
        day = self.w.pick(
            newest, lambda: newest + timedelta(days=self.chance.choice([1, 2, 3])), self.w.day
        )
        return f"There were {self.count(len(self.calls))} calls; the newest was on {day}."

    def a_call(self) -> str:
        n = self.chance.randrange(len(self.calls))
        c = self.calls[n]
        minutes = self.w.mark("none", f"{c['minutes']}-minute")
        day = date.fromisoformat(c["started"][:10])
        shown = self.w.pick(day, self.wrong_day(day), self.w.day)
        return f'The {minutes} call "{c["title"]}" [C-{n + 1}] took place on {shown}.'

    def an_id(self) -> str:
        n = self.chance.randrange(len(self.deals))
        true = self.deals[n]["id"]
        shown = self.w.pick(true, lambda: str(int(true) + self.chance.choice([1, 5, 100_000])), str)
        return f"{self.deals[n]['name']} {self.cite(n)} has the CRM id #{shown}."

    def advice(self) -> str:
        n = self.w.mark
        return self.chance.choice(
            [
                f"Call {self.chance.choice(OWNERS)} {n('none', 'tomorrow')}.",
                f"Offer a {n('none', '10%')} discount if they sign early.",
                f"Block {n('none', '30 minutes')} for it {n('none', 'on Monday')}.",
                f"Ask for {n('none', '2')} references.",
                f"Plan the top {n('none', '5')} for the next {n('none', '14 days')}.",
                f"Follow up within {n('none', '48 hours')}.",
                f"There are {n('none', 'two')} things to decide.",
            ]
        )

    def text(self) -> str:
        blocks = [
            self.opening(),
            self.overdue(),
            self.coming(),
            self.change(),
            self.together(),
            self.by_stage(),
            self.by_owner(),
            self.the_list(),
            self.the_table(),
            self.of_calls(),
            self.a_call(),
            self.an_id(),
            self.advice(),
            self.advice(),
        ]
        kept = [b for b in blocks if b]
        first, rest = kept[0], kept[1:]
        self.chance.shuffle(rest)
        rest = rest[: self.chance.randrange(5, 10)]
        out = [f"## {self.chance.choice(['Today', 'Morning briefing', '1. What matters'])}", first]
        out += rest
        return "\n\n".join(part[:1].upper() + part[1:] for part in out)


def unmark(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """Take the marks out of a text and return them as places."""
    text = ""
    figures: list[dict[str, Any]] = []
    for part in re.split(r"(\x02.*?\x04)", marked, flags=re.DOTALL):
        if part.startswith("\x02"):
            truth, _, shown = part[1:-1].partition("\x03")
            figures.append({"start": len(text), "end": len(text) + len(shown), "truth": truth})
            text += shown
        else:
            text += part
    return text, figures


def source(story: Story) -> list[dict[str, Any]]:
    """Return what the sources brought, before and now, in plain JSON."""
    shape = {
        "noun": "deals",
        "key": "id",
        "title": "name",
        "due": "closedate",
        "money": [{"amount": "amount", "currency": "currency"}],
        "dates": ["createdate"],
    }
    calls = {"noun": "calls", "title": "title", "dates": ["started"]}
    return [
        {
            "source": "crm.deals",
            "name": "Open deals",
            "shape": shape,
            "now": story.deals,
            "before": story.before,
        },
        {"source": "calls.recent", "name": "Recent calls", "shape": calls, "now": story.calls},
    ]


def main() -> None:
    """Write the corpus."""
    chance = random.Random(SEED)
    with OUT.open("w", encoding="utf-8") as file:
        for n in range(COUNT):
            locale = chance.choice(["en-US", "en-US", "en-GB", "de-DE", "fr-FR"])
            story = Story(chance, locale)
            story.w.wrong_left = 0 if n % 5 == 0 else chance.randrange(1, 5)
            text, figures = unmark(story.text())
            line = {
                "id": f"built-{n:03}",
                "locale": locale,
                "today": TODAY.isoformat(),
                "sources": source(story),
                "text": text,
                "asked": "",
                "figures": figures,
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
