"""Writes held_out.jsonl: briefings written by hand over five small worlds, errors planted blindly.

Run `python scripts/corpus/briefing_held_out.py`; the seed fixes every letter. Unlike built.jsonl,
no sentence comes from a pattern and no error knows what its figure means: a mutation picks marked
figures of a text and changes what is written there. [[...]] marks a figure that is true, {{...}}
one that claims nothing. This part of the corpus was not looked at while the checks were first built.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

SEED = 77
VARIANTS = 8  # of each text, the first of them untouched
TODAY = "2026-11-21"
OUT = Path(__file__).resolve().parents[2] / "tests/corpus/briefing/held_out.jsonl"

# Each world: noun, shape, field names, rows.
WORLDS: dict[str, dict[str, Any]] = {
    "issues": {
        "shape": {"noun": "issues", "key": "identifier", "title": "title", "due": "dueDate",
                  "dates": ["createdAt"],
                  "fields": ["identifier", "title", "state", "priority", "assignee", "estimate",
                             "dueDate", "createdAt"]},
        "fields": ["identifier", "title", "state", "priority", "assignee", "estimate", "dueDate",
                   "createdAt"],
        "rows": [
            ["ENG-201", "Login page hangs on slow networks", "In Progress", "High", "Priya Nair", 5, "2026-11-18", "2026-10-30"],
            ["ENG-204", "Export drops the last row", "Todo", "Urgent", "Liam Becker", 3, "2026-11-20", "2026-11-16"],
            ["ENG-209", "Dark mode contrast in settings", "In Review", "Low", "Priya Nair", 2, "2026-11-27", "2026-11-02"],
            ["ENG-215", "Rate limit headers missing", "Todo", "Medium", "Sofia Rossi", 3, "2026-12-04", "2026-11-10"],
            ["ENG-218", "Webhook retries twice", "In Progress", "High", "Liam Becker", 8, "2026-11-23", "2026-11-05"],
            ["ENG-222", "Search ignores accents", "Todo", "Medium", "Priya Nair", 5, "2026-12-11", "2026-11-12"],
            ["ENG-230", "Memory grows in the worker", "In Progress", "Urgent", "Sofia Rossi", 13, "2026-11-21", "2026-11-17"],
            ["ENG-231", "Typo in the welcome mail", "In Review", "Low", "Liam Becker", 1, "2026-11-24", "2026-11-19"],
        ],
    },
    "commits": {
        "shape": {"noun": "commits", "key": "sha", "title": "subject", "dates": ["committedAt"]},
        "fields": ["sha", "subject", "author", "committedAt", "files", "insertions", "deletions"],
        "rows": [
            ["9f3c2ab71d04", "Fix export of the last row", "Liam Becker", "2026-11-20T16:42:00Z", 3, 48, 12],
            ["41be7d90c3aa", "Retry webhooks once", "Liam Becker", "2026-11-20T09:05:00Z", 5, 130, 77],
            ["c07a55e1f2b8", "Bump parser to 4.2.1", "Sofia Rossi", "2026-11-19T13:30:00Z", 2, 9, 9],
            ["e8810f6bb4d3", "Raise contrast in settings", "Priya Nair", "2026-11-18T10:12:00Z", 7, 210, 64],
            ["07d94cc25e19", "Profile the worker", "Sofia Rossi", "2026-11-17T18:55:00Z", 1, 22, 0],
            ["b6620d3fa97c", "Add rate limit tests", "Sofia Rossi", "2026-11-15T11:20:00Z", 4, 310, 5],
        ],
    },
    "accounts": {
        "shape": {"noun": "accounts", "key": "id", "title": "name", "due": "renewal",
                  "money": [{"amount": "arr", "currency": "GBP"}]},
        "fields": ["id", "name", "tier", "owner", "arr", "renewal", "health", "seats"],
        "rows": [
            ["acc-1", "Brightwater", "Gold", "Hannah Cole", 184000, "2026-12-01", 62, 240],
            ["acc-2", "Kestrel Foods", "Silver", "Omar Haddad", 46500, "2027-02-15", 81, 35],
            ["acc-3", "Lumen & Co", "Gold", "Hannah Cole", 97250, "2026-11-30", 44, 120],
            ["acc-4", "Marlow Rail", "Bronze", "Omar Haddad", 12000, "2026-12-18", 90, 8],
            ["acc-5", "Osprey Health", "Gold", "Ines Duarte", 310000, "2027-03-31", 73, 410],
            ["acc-6", "Pemberton", "Silver", "Ines Duarte", 58750, "2026-11-25", 38, 60],
            ["acc-7", "Quayside", "Bronze", "Omar Haddad", 9500, "2027-01-10", 66, 12],
        ],
    },
    "invoices": {
        "shape": {"noun": "invoices", "key": "number", "title": "number", "due": "due",
                  "dates": ["issued"], "money": [{"amount": "total", "currency": "EUR"}]},
        "fields": ["number", "customer", "total", "due", "issued", "state"],
        "rows": [
            ["RE-1041", "Falke Logistik", 12450.80, "2026-11-06", "2026-10-07", "offen"],
            ["RE-1044", "Nordlicht AG", 3380.00, "2026-11-28", "2026-10-29", "offen"],
            ["RE-1047", "Falke Logistik", 980.50, "2026-11-16", "2026-10-17", "offen"],
            ["RE-1050", "Seehof Klinik", 27600.00, "2026-12-05", "2026-11-05", "offen"],
            ["RE-1052", "Brandt & Sohn", 5199.99, "2026-11-19", "2026-10-20", "offen"],
            ["RE-1055", "Seehof Klinik", 1250.00, "2026-11-23", "2026-11-09", "offen"],
        ],
    },
    "tickets": {
        "shape": {"noun": "tickets", "key": "number", "title": "subject", "dates": ["openedAt"]},
        "fields": ["number", "subject", "account", "state", "openedAt", "firstReplyMinutes"],
        "rows": [
            ["4471", "Cannot reset password", "Brightwater", "open", "2026-11-20T07:55:00Z", 35],
            ["4472", "Invoice shows wrong tax", "Kestrel Foods", "open", "2026-11-20T11:10:00Z", 120],
            ["4475", "API returns 502", "Osprey Health", "pending", "2026-11-19T22:40:00Z", 15],
            ["4480", "Import stuck at 90 percent", "Pemberton", "open", "2026-11-18T08:20:00Z", 300],
            ["4483", "Feature request: dark mode", "Quayside", "pending", "2026-11-17T15:00:00Z", 480],
        ],
    },
}  # fmt: skip

# (locale, sources, text); handles count from 1 in the order of the rows.
TEXTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "en-US",
        ("issues", "commits"),
        """\
Two things need you before noon.

**The worker leak.** [[ENG-230]] is due [[today]] and still In Progress [I-7]. At [[13]] points it
is the heaviest issue on the board. Sofia profiled it on [[Nov 17]] ([[07d94cc]], [[22]] insertions
[C-5]), but nothing has landed since. Ask her for a plan by {{3 pm}}.

**The export bug.** [[ENG-204]] [I-2] was due [[yesterday]]. Liam's commit [[9f3c2ab]] [C-1] of
[[November 20]] touches [[3]] files and looks like the fix, so the issue may only need closing.

The board holds [[8]] issues: [[three]] in progress, [[three]] to do, [[2]] in review. [[Two]] issues
are overdue; the older one, ENG-201 [I-1], has been late for [[3]] days.

Commits: [[6]] in the last week, [[half]] of them by Sofia Rossi. The largest is \"Add rate limit
tests\" [C-6] with [[310]] insertions.""",
    ),
    (
        "en-US",
        ("issues", "commits"),
        """\
# Engineering, Saturday

| Issue | Assignee | Due |
|---|---|---|
| Webhook retries twice [I-5] | Liam Becker | [[Nov 23]] |
| Typo in the welcome mail [I-8] | Liam Becker | [[Tuesday, Nov 24]] |
| Dark mode contrast in settings [I-3] | Priya Nair | [[11/27/2026]] |

Liam Becker carries [[3]] issues, [[one]] of which slipped. The webhook issue is estimated at [[8]]
points, and \"Retry webhooks once\" [C-2] went in on [[Nov 20]] at [[09:05]] with [[130]] insertions and
[[77]] deletions across [[5]] files.

Of the [[8]] issues, [[25%]] are urgent. Search ignores accents [I-6] can wait: it is due [[December
11]], [[20]] days from now. The parser is now at [[4.2.1]] ([[c07a55e1f2b8]]).

Suggestion: spend {{20 minutes}} on triage {{on Monday}} and cap work in progress at {{2}} per person.""",
    ),
    (
        "en-GB",
        ("accounts", "tickets"),
        """\
Renewals first. Pemberton [A-6] renews on [[25 November]], [[4]] days from now, with a health score of
[[38]], the lowest of all, and [[£58,750]] at stake. Its import ticket [T-4] has been open since
[[18 November]]; the first reply took [[300]] minutes. Call Ines {{today}}.

Lumen & Co follows on [[30 November]] ([[£97,250]], health [[44]]) [A-3], then Brightwater on
[[1 December]] ([[£184,000]]) [A-1]. Together the three renewals [A-1] [A-3] [A-6] come to
[[£340,000]], which is [[47%]] of the whole [[£718,000]].

Osprey Health [A-5] is the biggest account at [[£310,000]], [[43%]] of the total, and it is safe until
[[31 March 2027]]. Still, it reported [[502]] errors [T-3].

[[Seven]] accounts, [[3]] of them Gold: those [[three]] are worth [[£591,250]]. Hannah Cole owns [[two]]
accounts worth [[£281,250]].""",
    ),
    (
        "en-GB",
        ("accounts", "tickets"),
        """\
Support had [[5]] tickets, [[three]] open and [[two]] pending.

- Osprey Health got the fastest answer: [[15]] minutes [T-3].
- Quayside waited [[480]] minutes for ticket [[#4483]] [T-5].
- Brightwater could not reset a password on [[20 November]]; ticket [[4471]] is still open [T-1].

In money: total ARR is [[£718k]]. The smallest account is Quayside at [[£9,500]] [A-7]; the gap between
Brightwater [A-1] and Lumen & Co [A-3] is [[£86,750]]. Omar Haddad looks after [[3]] accounts with
[[£68,000]] between them.

Marlow Rail [A-4] has the best health, [[90]], on only [[8]] seats, and renews on [[18 December]]. Kestrel
Foods [A-2] is next with [[81]] and does not renew before [[15 Feb 2027]].

Offer Pemberton a {{two}}-month extension at most; {{5%}} off would be the limit I would set.""",
    ),
    (
        "de-DE",
        ("invoices",),
        """\
Offen sind [[6]] Rechnungen über zusammen [[50.861,29 €]].

Überfällig: [[drei]] invoices, [[18.631,29 €]] in all. Am längsten Falke Logistik: [[RE-1041]] über
[[12.450,80 €]] war am [[06.11.2026]] fällig, [[15]] days ago [I-1]. Dazu kommt RE-1047 über [[980,50 €]]
[I-3], fällig seit [[16.11.2026]].

Seehof Klinik ist mit [[28.850,00 €]] der größte Schuldner: RE-1050 über [[27.600 €]] [I-4], due
[[05.12.2026]], und RE-1055 über [[1.250 €]] [I-6], due [[23 November]].

Brandt & Sohn [I-5] schuldet [[5.199,99 €]] seit dem [[19.11.2026]]. RE-1050 allein macht [[54%]] der
Summe aus. Nordlicht AG [I-2] hat noch [[7]] days bis zum [[28.11.2026]].""",
    ),
    (
        "en-US",
        ("accounts", "issues"),
        """\
Where sales meets engineering:

1. **Brightwater** (GBP [[184,000]] ARR, [[240]] seats) [A-1] renews [[Dec 1]], [[10]] days out. They
   asked about the login hang, which is ENG-201 [I-1]: High, with Priya Nair, due [[Nov 18]] and so
   [[three]] days late.
2. **Osprey Health** ([[410]] seats) [A-5] waits for the rate limit headers [I-4], due [[Dec 4]],
   estimated at [[3]] points.
3. **Quayside** [A-7] wants dark mode. The contrast work [I-3] is in review and due [[Nov 27]].

The [[two]] Silver accounts, Kestrel Foods [A-2] and Pemberton [A-6], add up to [[£105,250]]. Sofia Rossi
has [[2]] issues, of which ENG-230 is due [[today]] [I-7].

Net: [[7]] accounts, [[8]] issues, nothing fetched from billing. Over [[£700k]] is under contract.
Decide {{two}} things {{today}}: who calls Pemberton, and who takes the leak.""",
    ),
    (
        "en-US",
        ("commits",),
        """\
Quiet week: [[six]] commits by [[three]] authors between [[November 15]] and [[November 20]].

Sofia Rossi made [[3]] commits, Liam Becker [[two]]. The last one, [[9f3c2ab71d04]] [C-1], fixed the
export at [[16:42]] on [[Friday]]. The widest was \"Raise contrast in settings\" [C-4], [[7]] files,
[[210]] lines added and [[64]] removed. \"Profile the worker\" [C-5] removed [[0]] lines.

\"Bump parser to [[4.2.1]]\" [C-3] changed only [[2]] files. Commit [[b6620d3]] [C-6] is the biggest by
insertions, [[310]] against [[5]] deletions.

Nothing was committed in the last {{24 hours}} that touches billing. Plan the release for {{Tuesday}};
leave {{2 days}} for tests.""",
    ),
)

_WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def plain(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """Take marks out of a text; returns it and the places with their truth."""
    text = ""
    places = []
    for part in re.split(r"(\[\[.*?\]\]|\{\{.*?\}\})", marked, flags=re.DOTALL):
        if part.startswith(("[[", "{{")):
            inner = part[2:-2]
            truth = "true" if part[0] == "[" else "none"
            places.append({"start": len(text), "end": len(text) + len(inner), "truth": truth})
            text += inner
        else:
            text += part
    return text, places


def mutate(written: str, chance: random.Random) -> str | None:
    """Change what is written, knowing only its letters; None if there is no way."""
    lower = written.lower()
    if lower in _WORDS:
        return chance.choice([w for w in _WORDS[2:] if w != lower])
    near = {"today": "yesterday", "yesterday": "tomorrow", "friday": "Wednesday", "drei": "fünf"}
    if lower in near:
        return near[lower]
    spots = [m.start() for m in re.finditer(r"\d", written)]
    if not spots:
        return None
    if re.fullmatch(r"[0-9a-f]{7,12}", written) or chance.random() < 0.7:
        place = chance.choice(spots[:2] if len(spots) > 1 else spots)
        new = chance.choice([d for d in "123456789" if d != written[place]])
        return written[:place] + new + written[place + 1 :]
    if len(spots) > 1 and written[spots[0]] != written[spots[1]]:
        letters = list(written)
        letters[spots[0]], letters[spots[1]] = letters[spots[1]], letters[spots[0]]
        return "".join(letters) if letters[spots[0]] != "0" else None
    return None


def plant(text: str, places: list[dict[str, Any]], chance: random.Random, count: int) -> Any:
    """Plant `count` errors; returns the new text and places."""
    honest = [n for n, place in enumerate(places) if place["truth"] == "true"]
    chosen = set(chance.sample(honest, min(count, len(honest))))
    out, found, last = "", [], 0
    for n, place in enumerate(places):
        out += text[last : place["start"]]
        written = text[place["start"] : place["end"]]
        last = place["end"]
        changed = mutate(written, chance) if n in chosen else None
        shown = changed if changed and changed != written else written
        truth = "false" if shown != written else place["truth"]
        found.append({"start": len(out), "end": len(out) + len(shown), "truth": truth})
        out += shown
    return out + text[last:], found


def main() -> None:
    """Write the corpus."""
    chance = random.Random(SEED)
    with OUT.open("w", encoding="utf-8") as file:
        for number, (locale, worlds, marked) in enumerate(TEXTS):
            base, places = plain(marked)
            sources = [
                {"source": f"held.{name}", "name": name.capitalize(), "shape": world["shape"],
                 "now": [dict(zip(world["fields"], row, strict=True)) for row in world["rows"]]}
                for name in worlds
                for world in [WORLDS[name]]
            ]  # fmt: skip
            for variant in range(VARIANTS):
                count = 0 if variant == 0 else chance.randrange(2, 6)
                text, found = plant(base, places, chance, count)
                line = {"id": f"held-{number}-{variant}", "locale": locale, "today": TODAY,
                        "sources": sources, "text": text, "asked": "", "figures": found}  # fmt: skip
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
