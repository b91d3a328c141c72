"""Writes fresh.jsonl: more briefings by hand, over worlds that the checks had never seen.

Run `python scripts/corpus/briefing_fresh.py`. Made after held_out.jsonl had been looked at, so that
the checks met texts on which nothing had been tuned. Same marks and mutations.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from briefing_held_out import TODAY, plain, plant

SEED = 4242
VARIANTS = 8
OUT = Path(__file__).resolve().parents[2] / "tests/corpus/briefing/fresh.jsonl"

WORLDS: dict[str, dict[str, Any]] = {
    "campaigns": {
        "shape": {"noun": "campaigns", "key": "id", "title": "name", "dates": ["started"],
                  "money": [{"amount": "spend", "currency": "USD"}]},
        "fields": ["id", "name", "channel", "spend", "clicks", "signups", "started", "status"],
        "rows": [
            ["cmp-11", "Autumn webinar", "LinkedIn", 8200, 1640, 82, "2026-10-05", "running"],
            ["cmp-12", "Founder podcast", "Audio", 3000, 410, 12, "2026-10-19", "ended"],
            ["cmp-14", "Pricing page test", "Search", 5450, 2180, 109, "2026-11-02", "running"],
            ["cmp-15", "Partner newsletter", "E-mail", 1200, 960, 48, "2026-11-09", "running"],
            ["cmp-17", "Trade fair Lyon", "Event", 14000, 0, 35, "2026-11-12", "ended"],
        ],
    },
    "candidates": {
        "shape": {"noun": "candidates", "key": "ref", "title": "name", "dates": ["applied"], "due": "next_step"},
        "fields": ["ref", "name", "role", "stage", "recruiter", "applied", "next_step", "score"],
        "rows": [
            ["C-0091", "Amara Osei", "Data engineer", "Onsite", "Jo Lindqvist", "2026-10-28", "2026-11-24", 88],
            ["C-0093", "Felix Brandt", "Designer", "Screen", "Jo Lindqvist", "2026-11-04", "2026-11-19", 71],
            ["C-0097", "Mei Tanaka", "Data engineer", "Offer", "Ravi Menon", "2026-10-12", "2026-11-23", 93],
            ["C-0102", "Noah Steiner", "Support lead", "Screen", "Ravi Menon", "2026-11-16", "2026-11-27", 64],
            ["C-0104", "Lucia Ferrer", "Designer", "Onsite", "Jo Lindqvist", "2026-11-01", "2026-12-02", 79],
            ["C-0108", "Owen Pryce", "Support lead", "Screen", "Jo Lindqvist", "2026-11-18", "2026-11-26", 58],
        ],
    },
    "payments": {
        "shape": {"noun": "payments", "key": "id", "title": "payer", "dates": ["paid_at"],
                  "money": [{"amount": "amount", "currency": "currency"}]},
        "fields": ["id", "payer", "amount", "currency", "paid_at", "method"],
        "rows": [
            ["pay_01", "Orchid Labs", "24900.00", "USD", "2026-11-20T15:04:00Z", "wire"],
            ["pay_02", "Tern & Sons", "1249.99", "USD", "2026-11-20T08:40:00Z", "card"],
            ["pay_03", "Vega Robotics", "61000.00", "USD", "2026-11-19T19:12:00Z", "wire"],
            ["pay_04", "Orchid Labs", "3100.50", "USD", "2026-11-17T10:00:00Z", "card"],
            ["pay_05", "Maison Roux", "7800.00", "EUR", "2026-11-16T12:30:00Z", "wire"],
            ["pay_06", "Bluefin Tours", "450.00", "USD", "2026-11-15T09:25:00Z", "card"],
        ],
    },
    "opportunities": {
        "shape": {"noun": "opportunities", "key": "id", "title": "name", "due": "close", "dates": ["updated"],
                  "money": [{"amount": "value", "currency": "EUR"}]},
        "fields": ["id", "name", "value", "phase", "rep", "close", "updated", "probability"],
        "rows": [
            ["op-301", "Sable Energy rollout", 128000, "Commit", "Greta Holm", "2026-11-30", "2026-11-18", 80],
            ["op-302", "Tindra pilot", 22000, "Best case", "Greta Holm", "2026-12-15", "2026-11-02", 45],
            ["op-305", "Ullman migration", 76500, "Commit", "Paul Aubert", "2026-11-18", "2026-11-20", 70],
            ["op-309", "Vasari upgrade", 9900, "Pipeline", "Paul Aubert", "2027-01-20", "2026-10-29", 20],
            ["op-311", "Wren Media renewal", 54000, "Best case", "Greta Holm", "2026-11-27", "2026-11-19", 50],
            ["op-314", "Xanthe rollout", 240000, "Pipeline", "Ines Duarte", "2027-03-31", "2026-11-11", 15],
        ],
    },
}  # fmt: skip

TEXTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "en-US",
        ("campaigns",),
        """\
[[Five]] campaigns cost [[$31,850]] so far. The most expensive was Trade fair Lyon [C-5] at [[$14,000]], [[44%]] of the spend, for [[35]] signups, which is [[$400]] per signup.

Best value: Partner newsletter [C-4], [[48]] signups from [[960]] clicks for [[$1,200]]. It started [[Nov 9]].

- Pricing page test [C-3] brought [[109]] signups, the most of all, on [[$5,450]].
- Autumn webinar [C-1] has run since [[October 5]]; [[1,640]] clicks, [[82]] signups.
- Founder podcast [C-2] ended after [[410]] clicks and [[12]] signups. I would not repeat it.

[[Three]] campaigns are running, [[two]] have ended. Consider moving {{$2,000}} from events to search and look again in {{two weeks}}.""",
    ),
    (
        "en-US",
        ("candidates",),
        """\
## Hiring

Mei Tanaka [C-3] has the highest score, [[93]], and is at Offer; her next step is due [[Nov 23]], in [[two days]]. Do not let this one slip.

Amara Osei [C-1] comes onsite [[Tuesday, Nov 24]]. She applied on [[October 28]] and scored [[88]].

One next step is overdue: Felix Brandt [C-2] should have heard from Jo by [[November 19]], [[2]] days ago.

Numbers: [[6]] candidates for [[3]] roles; [[three]] at Screen, [[2]] onsite, [[one]] with an offer. Jo Lindqvist handles [[4]] candidates, Ravi Menon [[2]]. Half of the [[six]] are still at Screen.

Owen Pryce [C-6] ([[58]]) is the weakest on paper, and his step is due [[11/26/2026]]. Ask for {{two}} references before the onsite; aim to decide within {{10 days}}.""",
    ),
    (
        "en-US",
        ("payments",),
        """\
Money in, last seven days: [[6]] payments.

| Payer | Amount | When |
|---|---|---|
| Vega Robotics [P1] | [[$61,000]] | [[Nov 19]] |
| Orchid Labs | [[$24,900]] | [[Nov 20]] |
| Maison Roux | [[€7,800]] | [[Nov 16]] |

Dollars come to [[$90,700.49]], of which wires were [[$85,900]]. Orchid Labs paid twice, [[$28,000.50]] together. The smallest was Bluefin Tours with [[$450]] on [[November 15]].

Card payments: [[three]], [[$4,800.49]] in total. The last payment of the day on Friday came at [[15:04]]. Reconcile by {{Monday}}.""".replace("[P1]", ""),
    ),
    (
        "de-DE",
        ("opportunities",),
        """\
Die Pipeline: [[6]] opportunities, [[530.400 €]] in all.

**Ullman migration** [O-3] was due [[18.11.2026]], [[drei]] Tage über der Zeit, [[76.500 €]], probability [[70]] %.

**Wren Media renewal** [O-5] closes [[27.11.2026]], [[54.000 €]]. **Sable Energy rollout** [O-1] follows on [[30.11.2026]] mit [[128.000 €]], dem größten Betrag in Commit. Commit zusammen: [[204.500 €]].

Greta Holm has [[3]] opportunities worth [[204.000 €]]. Xanthe rollout [O-6] ist mit [[240.000 €]] die größte, [[45]] % der Summe, aber erst am [[31.03.2027]] fällig.

Vasari upgrade [O-4]: [[9.900 €]], zuletzt geändert [[29.10.2026]].""",
    ),
    (
        "en-GB",
        ("opportunities", "candidates"),
        """\
This week is about two closings and one offer.

1. Wren Media renewal [O-5], [[€54k]], closes on [[27 November]], [[six]] days from now, at [[50%]].
2. Sable Energy rollout [O-1], [[€128k]], closes [[30 Nov]] at [[80%]]. Greta updated it [[three days]] ago.

With Ullman [O-3] they come to [[€258,500]]. Ullman itself is [[3]] days late and worth [[€76,500]]; Paul updated it [[yesterday]].

The phases: Commit holds [[two]] opportunities, Best case [[two]], Pipeline [[two]]. Tindra pilot [O-2] is small ([[€22,000]]) and was last touched on [[2 November]], [[19]] days ago.

On hiring: [[6]] candidates, and Mei Tanaka [C-3] waits for an answer by [[Monday]]. Her score of [[93]] beats Amara Osei's [[88]] [C-1]. Give Mei {{48 hours}}; budget up to {{5%}} more if she asks.""",
    ),
    (
        "en-US",
        ("payments", "campaigns"),
        """\
### Vega Robotics [P-3]
- Paid: [[$61,000.00]] by wire
- Received: [[November 19]]

### Tern & Sons [P-2]
- Paid: [[$1,249.99]] by card
- Received: [[2026-11-20]]

The gap between the two payments is [[$59,750.01]].

Spend against income: marketing spent [[$31,850]] on [[5]] campaigns, while [[$90,700.49]] came in. LinkedIn took [[$8,200]], [[26%]] of the spend [C-1]; search took [[$5,450]] [C-3].

Clicks in all: [[5,190]]. Signups in all: [[286]]. The newsletter [C-4] started [[12]] days ago.""".replace("[P-3]", "").replace("[P-2]", ""),
    ),
    (
        "en-US",
        ("campaigns", "candidates"),
        """\
Quick read, {{three}} minutes at most.

Marketing has [[5]] campaigns, [[3]] of them running; the running ones cost [[$14,850]]. The ended ones cost [[$17,000]]. Pricing page test [C-1] did not exist before [[November 2]].

People: [[two]] data engineers are in process, Amara Osei and Mei Tanaka. Lucia Ferrer applied [[Nov 1]] and waits until [[December 2]]. Noah Steiner scored [[64]], [[6]] points above Owen Pryce.

If you do one thing {{today}}, call Felix Brandt: his next step was due [[Nov 19]].""".replace(" [C-1]", ""),
    ),
)


def main() -> None:
    """Write the corpus."""
    chance = random.Random(SEED)
    with OUT.open("w", encoding="utf-8") as file:
        for number, (locale, worlds, marked) in enumerate(TEXTS):
            base, places = plain(marked)
            sources = [
                {"source": f"fresh.{name}", "name": name.capitalize(), "shape": world["shape"],
                 "now": [dict(zip(world["fields"], row, strict=True)) for row in world["rows"]]}
                for name in worlds
                for world in [WORLDS[name]]
            ]  # fmt: skip
            for variant in range(VARIANTS):
                count = 0 if variant == 0 else chance.randrange(2, 6)
                text, found = plant(base, places, chance, count)
                line = {"id": f"fresh-{number}-{variant}", "locale": locale, "today": TODAY,
                        "sources": sources, "text": text, "asked": "", "figures": found}  # fmt: skip
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
