"""Writes final.jsonl: the fourth part of the corpus that is written by hand.

Run `python scripts/corpus/briefing_final.py`. The worlds are those of the earlier hand-written
parts, the texts and the planted errors are new. How the checks did on it when they first saw it
stands in docs/checking.md.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import briefing_fresh
import briefing_held_out
import briefing_unseen
from briefing_held_out import TODAY, plain, plant

SEED = 31337
VARIANTS = 8
OUT = Path(__file__).resolve().parents[2] / "tests/corpus/briefing/final.jsonl"
WORLDS = briefing_held_out.WORLDS | briefing_fresh.WORLDS | briefing_unseen.WORLDS

TEXTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "en-US",
        ("deals", "calls"),
        """\
Good morning. Your open pipeline stands at [[$1.2M]] across [[8]] deals, and more than half of that is one deal: Juniper Bank platform [D-3] at [[$620,000]].

Three things to act on:

1. **Larkspur Hotels renewal** [D-5] expired [[8 days ago]] on [[November 13]]. It is worth [[$78,000]], and Dev has not spoken to them since [[October 30]] [C-5].
2. **Oakhurst Clinics renewal** [D-8] ([[$96,400]]) was due [[yesterday]]. It is in Contract, so this may only be a signature.
3. **Kodama Studio expansion** [D-4] closes in [[three days]]. The contract call [C-3] on [[Nov 20]] ran [[18]] minutes.

Nimbus Retail pilot [D-7] is new: created [[Nov 12]], [[$9,750]], no call yet.

I would leave Mistral Air [D-6] for now: its close date is [[December 11]], and [[$211,000]] deserves a proper plan. Set aside {{an hour}} {{on Tuesday}}.""",
    ),
    (
        "en-US",
        ("issues",),
        """\
### State of the board

[[8]] issues are open, [[40]] points of estimate in all. [[Two]] are urgent: the export bug [I-2] and the memory leak [I-7], [[3]] and [[13]] points.

### Late
ENG-201 [I-1] was due on [[Wednesday, Nov 18]] and ENG-204 [I-2] on [[Nov 20]].

### This week
- [[ENG-218]], webhook retries [I-5]: due [[Monday]], [[8]] points, in progress.
- [[ENG-231]], the typo [I-8]: due [[Nov 24]], [[1]] point.
- [[ENG-209]], dark mode [I-3]: due [[Nov 27]], in review.

Priya Nair has [[three]] issues, Sofia Rossi [[two]]. Consider giving Sofia {{one}} more pair of hands for {{a day or two}}.""",
    ),
    (
        "en-GB",
        ("accounts",),
        """\
[[£718,000]] of ARR in [[seven]] accounts. Gold makes up [[82%]] of it.

The accounts I worry about are those with health below {{50}}: Pemberton [A-6] at [[38]] and Lumen & Co [A-3] at [[44]]. They renew on [[25 November]] and [[30 November]], and come to [[£156,000]] between them, [[22%]] of the total.

Ines Duarte looks after [[2]] accounts worth [[£368,750]]; Omar Haddad [[three]], worth [[£68,000]].

Marlow Rail [A-4] is tiny ([[£12,000]], [[8]] seats) but happy ([[90]]), so ask them for a reference before they renew on [[18 December]].

Seats in all: [[885]]. Osprey Health [A-5] has [[410]] of them.""",
    ),
    (
        "en-US",
        ("payments",),
        """\
Cash this week:

- [[$61,000]] from Vega Robotics on [[Nov 19]], by wire.
- [[$24,900]] and [[$3,100.50]] from Orchid Labs.
- [[€7,800]] from Maison Roux on [[Nov 16]].
- [[$1,249.99]] from Tern & Sons on [[Nov 20]] at [[08:40]].
- [[$450]] from Bluefin Tours.

[[Five]] payments were in dollars and came to [[$90,700.49]]; [[one]] was in euros. Vega alone is [[67%]] of the dollars.

Transfer {{$40,000}} to reserves if nothing else is due by {{Friday}}.""",
    ),
    (
        "de-DE",
        ("deals",),
        """\
Offen: [[8]] deals, [[1.211.900 $]] in all.

- Halcyon Group renewal [D-1]: [[145.000 $]], closes [[26.11.2026]]
- Kodama Studio expansion [D-4]: [[33.250 $]], closes [[24.11.2026]]
- Mistral Air upgrade [D-6]: [[211.000 $]], closes [[11.12.2026]]

Überfällig sind [[3]] deals, [[192.900 $]]. Der älteste ist Larkspur Hotels renewal [D-5], due [[13.11.2026]], [[78.000 $]].

Erin Walsh: [[3]] deals, [[861.400 $]]. Sam Okafor: [[2]] deals, [[244.250 $]]. Discovery liegt bei [[629.750 $]].

Juniper Bank platform [D-3] macht [[51 %]] der Summe aus.""",
    ),
    (
        "en-US",
        ("campaigns",),
        """\
What did signups cost? Autumn webinar [C-1]: [[$100]] per signup ([[$8,200]] for [[82]]). Pricing page test [C-3]: [[$50]] per signup. Partner newsletter [C-4]: [[$25]] per signup, the cheapest. Founder podcast [C-2]: [[$250]] per signup on [[12]] signups.

Total spend is [[$31,850]]; the average campaign cost [[$6,370]]. The two campaigns that ended, [C-2] and [C-5], cost [[$17,000]] together, [[53%]] of everything.

The newsletter went out on [[November 9]] and the fair on [[November 12]] [C-5]. Stop paying for audio and put the {{$3,000}} elsewhere.""",
    ),
    (
        "en-GB",
        ("orders", "candidates"),
        """\
Purchasing: Beaumont Optique [O-2] is [[three]] days late with an order of [[€18,650.50]] placed on [[21 October]]. The remaining [[three]] orders are confirmed; the next delivery is Atelier Vidal on [[25 November]] [O-1], [[€4,820]]. In all [[4]] orders stand at [[€66,730.50]].

Hiring: [[6]] candidates. Mei Tanaka [C-3] leads with a score of [[93]], [[five]] ahead of Amara Osei [C-1] at [[88]]. Owen Pryce [C-6] applied on [[18 November]], Noah Steiner [C-4] on [[16 November]]. Lucia Ferrer's next step [C-5] is due [[2 December]], in [[11]] days.

Jo Lindqvist has [[four]] candidates and could hand over {{one}}.""",
    ),
)


def main() -> None:
    """Write the corpus."""
    chance = random.Random(SEED)
    with OUT.open("w", encoding="utf-8") as file:
        for number, (locale, worlds, marked) in enumerate(TEXTS):
            base, places = plain(marked)
            sources = [
                {"source": f"final.{name}", "name": name.capitalize(), "shape": world["shape"],
                 "now": [dict(zip(world["fields"], row, strict=True)) for row in world["rows"]]}
                for name in worlds
                for world in [WORLDS[name]]
            ]  # fmt: skip
            for variant in range(VARIANTS):
                count = 0 if variant == 0 else chance.randrange(2, 6)
                text, found = plant(base, places, chance, count)
                line = {"id": f"final-{number}-{variant}", "locale": locale, "today": TODAY,
                        "sources": sources, "text": text, "asked": "", "figures": found}  # fmt: skip
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
