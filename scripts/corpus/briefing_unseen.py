"""Writes unseen.jsonl: the third part of the corpus that is written by hand.

Run `python scripts/corpus/briefing_unseen.py`. Same marks and mutations as briefing_held_out.py; the
texts imitate what models really write about deals, calls, numbers of a site and orders.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from briefing_held_out import TODAY, plain, plant

SEED = 90210
VARIANTS = 8
OUT = Path(__file__).resolve().parents[2] / "tests/corpus/briefing/unseen.jsonl"

WORLDS: dict[str, dict[str, Any]] = {
    "deals": {
        "shape": {"noun": "deals", "key": "id", "title": "name", "due": "closedate", "dates": ["createdate"],
                  "money": [{"amount": "amount", "currency": "currency"}]},
        "fields": ["id", "name", "amount", "currency", "stage", "owner", "closedate", "createdate"],
        "rows": [
            ["8801", "Halcyon Group renewal", "145000", "USD", "Negotiation", "Erin Walsh", "2026-11-26", "2026-08-03"],
            ["8802", "Ibex Outdoors pilot", "18500", "USD", "Proposal", "Dev Patel", "2026-11-17", "2026-10-01"],
            ["8805", "Juniper Bank platform", "620000", "USD", "Discovery", "Erin Walsh", "2027-02-26", "2026-09-15"],
            ["8806", "Kodama Studio expansion", "33250", "USD", "Contract", "Sam Okafor", "2026-11-24", "2026-09-28"],
            ["8809", "Larkspur Hotels renewal", "78000", "USD", "Negotiation", "Dev Patel", "2026-11-13", "2026-07-20"],
            ["8810", "Mistral Air upgrade", "211000", "USD", "Proposal", "Sam Okafor", "2026-12-11", "2026-10-22"],
            ["8812", "Nimbus Retail pilot", "9750", "USD", "Discovery", "Dev Patel", "2026-12-30", "2026-11-12"],
            ["8815", "Oakhurst Clinics renewal", "96400", "USD", "Contract", "Erin Walsh", "2026-11-20", "2026-06-30"],
        ],
    },
    "calls": {
        "shape": {"noun": "calls", "key": "id", "title": "title", "dates": ["started"]},
        "fields": ["id", "title", "started", "minutes"],
        "rows": [
            ["k1", "Halcyon Group - procurement", "2026-11-19T13:00:00Z", 42],
            ["k2", "Juniper Bank - discovery", "2026-11-12T09:30:00Z", 55],
            ["k3", "Kodama Studio - contract", "2026-11-20T15:15:00Z", 18],
            ["k4", "Mistral Air - demo", "2026-11-05T10:00:00Z", 61],
            ["k5", "Larkspur Hotels - check-in", "2026-10-30T08:45:00Z", 25],
        ],
    },
    "days": {
        "shape": {"noun": "days", "key": "day", "title": "day", "dates": ["day"]},
        "fields": ["day", "visits", "signups", "churned", "conversion"],
        "rows": [
            ["2026-11-17", 3980, 88, 2, "2.2%"],
            ["2026-11-18", 4120, 103, 5, "2.5%"],
            ["2026-11-19", 5240, 131, 1, "2.5%"],
            ["2026-11-20", 4210, 96, 3, "2.3%"],
        ],
    },
    "orders": {
        "shape": {"noun": "orders", "key": "ref", "title": "supplier", "due": "delivery", "dates": ["ordered"],
                  "money": [{"amount": "total", "currency": "EUR"}]},
        "fields": ["ref", "supplier", "total", "ordered", "delivery", "status"],
        "rows": [
            ["PO-771", "Atelier Vidal", 4820.00, "2026-11-02", "2026-11-25", "confirmed"],
            ["PO-774", "Beaumont Optique", 18650.50, "2026-10-21", "2026-11-18", "late"],
            ["PO-779", "Cartonnages Roy", 960.00, "2026-11-16", "2026-12-01", "confirmed"],
            ["PO-780", "Delmas Acier", 42300.00, "2026-09-30", "2026-12-20", "confirmed"],
        ],
    },
}  # fmt: skip

TEXTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "en-US",
        ("deals", "calls"),
        """\
# Morning briefing

**Bottom line:** [[three]] deals worth [[$192,900]] are past their close date, and the biggest deal closing next week, Halcyon Group renewal ([[$145,000]]) [D-1], still sits in Negotiation.

## Overdue
- **Larkspur Hotels renewal** [D-5]: [[$78,000]], due [[Nov 13]] ([[8 days ago]]). The last call was on [[Oct 30]] [C-5], [[22]] days ago.
- **Ibex Outdoors pilot** [D-2]: [[$18,500]], was due [[November 17]]. No call on record.
- **Oakhurst Clinics renewal** [D-8]: [[$96,400]], slipped [[yesterday]] while in Contract.

## Closing in the next 7 days
[[Two]] deals, [[$178,250]] in total:
1. Kodama Studio expansion [D-4], [[$33,250]], [[Tuesday, Nov 24]]. Sam spoke to them on [[Nov 20]] [C-3] for [[18]] minutes.
2. Halcyon Group renewal [D-1], closes [[Nov 26]].

## Pipeline
[[8]] open deals come to [[$1,211,900]]. Juniper Bank platform [D-3] alone is [[51%]] of it.

**Suggested next step:** have Dev call Larkspur {{today}} and offer a {{12-month}} term at {{5%}} off.""",
    ),
    (
        "en-US",
        ("deals", "calls"),
        """\
You asked who owns what.

| Owner | Deals | Value |
|---|---|---|
| Erin Walsh | [[3]] | [[$861,400]] |
| Dev Patel | [[3]] | [[$106,250]] |
| Sam Okafor | [[2]] | [[$244,250]] |

Erin holds [[71%]] of the value, nearly all of it in Juniper Bank platform [D-3] ([[$620k]], closing [[Feb 26, 2027]]). Dev has [[two]] overdue deals: Ibex Outdoors pilot [D-2] and Larkspur Hotels renewal [D-5], [[$96,500]] together.

By stage: Negotiation [[2]], Proposal [[2]], Discovery [[2]], Contract [[2]]. The Contract deals, Kodama [D-4] and Oakhurst [D-8], add up to [[$129,650]].

There were [[5]] calls; [[three]] of them in the last {{10 days}}. The longest, Mistral Air - demo [C-4], took [[61]] minutes on [[November 5]].""",
    ),
    (
        "en-GB",
        ("deals", "calls"),
        """\
Mistral Air upgrade [D-6] is the one to watch: [[$211,000]] in Proposal, created [[22 October]], closing [[11 December]], [[20]] days from today. Its only call was the demo on [[5 November]] [C-4]; that is [[16]] days of silence.

Juniper Bank platform [D-3] is [[$409,000]] larger, but it does not close before [[26 February 2027]]. The discovery call [C-2] lasted [[55]] minutes.

Nimbus Retail pilot [D-7], the smallest at [[$9,750]], was created on [[12 November]]. The average deal is [[$151,487.50]].

Of [[eight]] deals, [[three]] are overdue ([[38%]]). Halcyon's procurement call [C-1] was on Thursday, [[19 November]], at [[13:00]], and ran for [[42]] minutes.

Plan: {{30 minutes}} with Sam {{on Monday}}; ask Erin for {{two}} reference customers.""",
    ),
    (
        "en-US",
        ("days",),
        """\
Traffic peaked on [[November 19]] with [[5,240]] visits and [[131]] signups [D-3], then fell to [[4,210]] visits the day after [D-4].

- [[Nov 17]]: [[3,980]] visits, [[88]] signups, [[2]] churned [D-1].
- [[Nov 18]]: [[4,120]] visits, [[103]] signups, [[5]] churned, the worst of the week [D-2].

Visits in all: [[17,550]]. Signups in all: [[418]].

Conversion was [[2.5%]] at best [D-2] [D-3] and [[2.2%]] at worst [D-1]. Keep an eye on it for {{a week}} before changing the page.""",
    ),
    (
        "fr-FR",
        ("orders",),
        """\
Four suppliers, [[4]] orders, [[66 730,50 €]] in all.

Beaumont Optique [O-2] is late: [[18 650,50 €]], delivery was due [[18 November]], [[3]] days ago. It was ordered on [[21 October]] under [[PO-774]].

Delmas Acier [O-4] is the largest at [[42 300 €]], [[63%]] of the total; delivery on [[20 December]]. Atelier Vidal [O-1] delivers [[25 November]] ([[4 820 €]]), in [[four]] days.

Cartonnages Roy [O-3]: [[960 €]], ordered [[16/11/2026]], due [[1 December]].

[[Three]] orders are confirmed, [[one]] is late. Ask Beaumont for a date {{by Tuesday}} and hold back {{10%}} if there is none.""",
    ),
    (
        "en-US",
        ("deals",),
        """\
Renewals only: Halcyon [D-1], Larkspur [D-5] and Oakhurst [D-8]. Together they are worth [[$319,400]], [[26%]] of the pipeline. Halcyon leads with [[$145,000]], then Oakhurst with [[$96,400]] and Larkspur with [[$78,000]]; the gap between first and last is [[$67,000]].

[[Two]] of the three are overdue. Oakhurst [D-8] by [[one]] day, Larkspur [D-5] by [[8]] days.

Pilots are small. Ibex [D-2] and Nimbus [D-7] come to [[$28,250]]; Ibex is about twice the size of Nimbus ([[1.9x]]).

Deals over {{$100,000}}: [[3]], worth [[$976,000]]. Deals under {{$20,000}}: [[two]].

Created this year's summer, Oakhurst ([[June 30]]) is the oldest deal, Nimbus ([[Nov 12]]) the newest [D-7].""",
    ),
    (
        "en-US",
        ("deals", "calls"),
        """\
**Kodama Studio expansion** [D-4]
- Amount: [[$33,250]]
- Close date: [[2026-11-24]] ([[3]] days)
- Last call: [[2026-11-20]] at [[15:15]] [C-3]

**Halcyon Group renewal** [D-1]
- Amount: [[$145,000]]
- Close date: [[2026-11-26]] ([[5]] days)
- Last call: [[2026-11-19]] [C-1]

**Oakhurst Clinics renewal** [D-8]
- Amount: [[$96,400]]
- Close date: [[2026-11-20]] ([[1]] day ago)
- Deal id: [[8815]]

These [[three]] deals are worth [[$274,650]]. I found no call with Oakhurst. The other [[five]] deals can wait until {{Wednesday}}.""",
    ),
)


def main() -> None:
    """Write the corpus."""
    chance = random.Random(SEED)
    with OUT.open("w", encoding="utf-8") as file:
        for number, (locale, worlds, marked) in enumerate(TEXTS):
            base, places = plain(marked)
            sources = [
                {"source": f"unseen.{name}", "name": name.capitalize(), "shape": world["shape"],
                 "now": [dict(zip(world["fields"], row, strict=True)) for row in world["rows"]]}
                for name in worlds
                for world in [WORLDS[name]]
            ]  # fmt: skip
            for variant in range(VARIANTS):
                count = 0 if variant == 0 else chance.randrange(2, 6)
                text, found = plant(base, places, chance, count)
                line = {"id": f"unseen-{number}-{variant}", "locale": locale, "today": TODAY,
                        "sources": sources, "text": text, "asked": "", "figures": found}  # fmt: skip
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
