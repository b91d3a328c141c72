"""Writes blind_b.jsonl: 64 briefings of thirteen other trades.

Run `python scripts/corpus/briefing_blind_b.py`; the seed fixes every letter. The part was measured
once before anybody who works on the checks read it; one half of its texts was read before the other.
"""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_b_more as more
import briefing_blind_b_worlds as worlds
from briefing_blind import Page, World, groups, mean, median, ranked, total, where, write

SEED = 90217


def canvass_night(p: Page, w: World) -> str:
    """A late mail from the organiser."""
    s = w.rows["campaign.shifts"]
    done, ahead = where(s, done=True), where(s, done=False)
    star = ranked(done, "doors")[0]
    wards = groups(ahead, "ward")
    thin = wards[-1]
    return f"""
Evening all — quick one before bed.

So far {p.n(len(done))} shifts are behind us: {p.n(total(done, 'doors'))} doors, {p.n(total(done, 'pledges'))} pledges, so roughly one pledge every {p.n(total(done, 'doors') / total(done, 'pledges'), 1)} doors. Special thanks to {star.who} {p.h(star)}, who did {p.n(star.doors)} doors on {p.d(star.day, 'w')} (that is {p.pc(star.doors, total(done, 'doors'))} of all we knocked on).

To come: {p.c(len(ahead), 'shift')} and {p.n(total(ahead, 'hours'))} volunteer hours, against just under {p.nearly(total(done, 'doors') / len(done))} doors per shift so far. {thin[0]} is thin with {p.c(len(thin[1]), 'shift')}, {wards[0][0]} has {p.n(len(wards[0][1]))}.

If you can spare {p.x('two hours')} on {p.x('Sunday')}, say so. Bring water, and do not ring after {p.x('8 pm')}.
"""


def canvass_wards(p: Page, w: World) -> str:
    """Nested bullets by ward."""
    s = w.rows["campaign.shifts"]
    parts = []
    for ward, rows in sorted(groups(s, "ward")):
        done = where(rows, done=True)
        parts.append(f"- {ward}\n  - shifts: {p.n(len(rows))}; hours: {p.n(total(rows, 'hours'))}")
        if done:
            best = ranked(done, "doors")[0]
            parts.append(f"  - doors knocked: {p.n(total(done, 'doors'))} (best: {best.who} {p.h(best)}, {p.n(best.doors)})")
    body = "\n".join(parts)
    nxt = min(where(s, done=False), key=lambda r: (r.day, r.id))
    return f"""
Wards

{body}

Whole campaign
  - {p.n(len(s))} shifts, {p.n(total(s, 'hours'))} hours, {p.n(mean(s, 'hours'), 2)} hours on average
  - drivers: {p.n(len(where(s, role='driver')))}; tellers: {p.n(len(where(s, role='teller')))}
  - next to go out: {nxt.who} {p.h(nxt)}, {nxt.ward}, {p.d(nxt.day, 'l')}
"""


def meters_german(p: Page, w: World) -> str:
    """In German, running text."""
    m = w.rows["energy.meters"]
    top = ranked(m, "used")[0]
    now, old = total(m, "used"), sum(r.was.used for r in m)
    word = "mehr" if now > old else "weniger"
    tenants = groups(m, "tenant")
    said = "; ".join(f"{name} {p.n(total(rows, 'used'))} kWh ({p.m(total(rows, 'cost'), 2)})" for name, rows in tenants)
    return f"""
Der Verbrauch lag bei {p.n(now)} kWh, das sind {p.n(abs(now - old))} kWh {word} als am Tag davor ({p.n(old)} kWh). Die Kosten betragen {p.m(total(m, 'cost'), 2)}.

Größter Verbraucher ist {top.site} {p.h(top)} mit {p.n(top.used)} kWh, also {p.pc(top.used, now, 1)} des Ganzen; die Spitze lag bei {p.n(top.peak, 1)} kW. Der Zählerstand ging von {p.n(top.was.reading)} auf {p.n(top.reading)}.

Nach Mietern: {said}.

Ich würde {top.site} {p.x('diese Woche')} prüfen lassen; {p.x('10 %')} Einsparung sollten drin sein.
"""


def meters_compare(p: Page, w: World) -> str:
    """A table of the four biggest, today against yesterday."""
    m = w.rows["energy.meters"]
    top = ranked(m, "used")[:4]
    rows = "\n".join(f"| {r.site} {p.hh(r)} | {p.n(r.was.used)} | {p.n(r.used)} | {'+' if r.used > r.was.used else '−'}{p.n(abs(r.used - r.was.used))} |" for r in top)
    rises = [r for r in m if r.used > r.was.used]
    jump = max(rises, key=lambda r: r.used - r.was.used)
    return f"""
TL;DR — {p.c(len(rises), 'meter')} out of {p.n(len(m))} used more than the day before.

| kWh | before | now | change |
|:---|---:|---:|---:|
{rows}

The steepest rise in kWh belongs to {jump.site} {p.h(jump)}: {p.n(jump.used - jump.was.used)} kWh, or {p.pc(jump.used - jump.was.used, jump.was.used)} up, from {p.n(jump.was.used)} to {p.n(jump.used)}.

Cost for the day: {p.m(total(m, 'cost'), 2)}, i.e. {p.m(total(m, 'cost') / total(m, 'used'), 3)} per kWh. Anything above {p.x('500 kWh')} deserves a look.
"""


def meters_terse(p: Page, w: World) -> str:
    """Key and value lines."""
    m = w.rows["energy.meters"]
    night = where(m, tariff="night")
    low, top = ranked(m, "used")[-1], ranked(m, "used")[0]
    own = where(m, tenant="Own use")
    return f"""
Meters read: {p.n(len(m))}
Consumption: {p.n(total(m, 'used'))} kWh
Median meter: {p.n(median(m, 'used'))} kWh
Highest: {top.site} {p.h(top)} {p.n(top.used)} kWh / {p.m(top.cost, 2)}
Lowest: {low.site} {p.h(low)} {p.n(low.used)} kWh / {p.m(low.cost, 2)}
Ratio highest to lowest: {p.n(top.used / low.used, 1)}x
Night tariff: {p.c(len(night), 'meter', digits=True)}, {p.n(total(night, 'used'))} kWh
Own use: {p.pc(total(own, 'used'), total(m, 'used'))} of consumption, {p.pc(total(own, 'cost'), total(m, 'cost'))} of cost
Highest peak: {p.n(max(r.peak for r in m), 1)} kW
Action: switch off {low.site} for {p.x('a week')} and see.
"""


def vans_garage(p: Page, w: World) -> str:
    """Which vans go to the garage, by questions and answers."""
    v = w.rows["fleet.vans"]
    late = sorted((r for r in v if r.service < p.today), key=lambda r: (r.service, r.plate))
    coming = sorted((r for r in v if r.service >= p.today), key=lambda r: (r.service, r.plate))
    worst = ", ".join(f"{r.plate} {p.h(r)} since {p.d(r.service, 'l')} ({p.c((p.today - r.service).days, 'day', digits=True)})" for r in late) or "none"
    old = ranked(v, "odometer")[0]
    return f"""
*Which services were missed?* {worst}.

*What is next?* {coming[0].plate} {p.h(coming[0])} on {p.d(coming[0].service, 'w')}, in {p.n((coming[0].service - p.today).days)} days, then {coming[1].plate} {p.h(coming[1])} on {p.d(coming[1].service, 's')}.

*Which van has run most?* {old.plate} {p.h(old)}, a {old.model}, with {p.n(old.odometer)} km. The {p.n(len(v))} vans have {p.n(total(v, 'odometer'))} km on the clock together, on average {p.n(mean(v, 'odometer'), 0)} km.

*What should I do?* Book {p.x('two')} garage slots and keep {p.x('one')} van as a spare.
"""


def vans_costs(p: Page, w: World) -> str:
    """Fuel per drop."""
    v = w.rows["fleet.vans"]
    cheap = min(v, key=lambda r: r.fuel / r.drops)
    dear = max(v, key=lambda r: r.fuel / r.drops)
    lyon, north = where(v, depot="Lyon"), where(v, depot="Grenoble")
    tail = f" and Grenoble {p.m(total(north, 'fuel'), 2)} for {p.n(total(north, 'drops'))}" if north else ""
    return f"""
Fuel came to {p.m(total(v, 'fuel'), 2)} this month for {p.n(total(v, 'drops'))} drops, around {p.about(mean(v, 'drops'))} per van. One drop therefore costs {p.m(total(v, 'fuel') / total(v, 'drops'), 2)} in fuel.

The spread is wide. {cheap.plate} {p.h(cheap)} needs {p.m(cheap.fuel / cheap.drops, 2)} a drop ({p.m(cheap.fuel, 2)} over {p.n(cheap.drops)} drops); {dear.plate} {p.h(dear)} burns {p.m(dear.fuel / dear.drops, 2)} a drop, with {p.m(dear.fuel, 2)} over {p.n(dear.drops)}.

By depot, Lyon spent {p.m(total(lyon, 'fuel'), 2)} for {p.n(total(lyon, 'drops'))} drops{tail}. Try cruise limits of {p.x('90 km/h')} for {p.x('four weeks')}.
"""


def claims_morning(p: Page, w: World) -> str:
    """A handover with hedged amounts."""
    c = w.rows["insure.claims"]
    live = [r for r in c if r.state != "paid"]
    big = ranked(live, "reserve")[0]
    paid = where(c, state="paid")
    water = where(c, peril="water")
    row = where(c, state="disputed")
    return f"""
**Handover.** Reserves on the {p.n(len(live))} claims that are not paid stand at over {p.over(total(live, 'reserve'), money=True)}. The heaviest is {big.holder} {p.h(big)}: {big.peril}, {p.m(big.reserve)}, opened {p.d(big.opened, 'l')}, {p.n((p.today - big.opened).days)} days ago, file {p.t(big.number, big.number)}.

**Paid.** {p.c(len(paid), 'claim', upper=True)}, {p.m(total(paid, 'paid'))} out of {p.m(total(paid, 'reserve'))} reserved for them, so {p.m(total(paid, 'reserve') - total(paid, 'paid'))} can be released.

**Disputed.** {p.c(len(row), 'claim', upper=True)} with nearly {p.nearly(total(row, 'reserve'), money=True)} in reserve. **Water.** {p.c(len(water), 'claim', upper=True)}, about {p.about(mean(water, 'reserve'), money=True)} each.

Do not promise payment in under {p.x('10 working days')}.
"""


def claims_handlers(p: Page, w: World) -> str:
    """A table by handler, and what it hides."""
    c = w.rows["insure.claims"]
    rows = "\n".join(
        f"| {name} | {p.n(len(x))} | {p.n(len(where(x, state=('new', 'assessing'))))} | {p.m(total(x, 'reserve'))} | {p.m(mean(x, 'reserve'), 0)} |" for name, x in sorted(groups(c, "handler"))
    )
    old = min(where(c, state=("new", "assessing")), key=lambda r: (r.opened, r.number))
    return f"""
| Handler | Files | New or assessing | Reserve | Mean reserve |
|---|---|---|---|---|
{rows}
| Together | {p.n(len(c))} | {p.n(len(where(c, state=('new', 'assessing'))))} | {p.m(total(c, 'reserve'))} | {p.m(mean(c, 'reserve'), 0)} |

Averages hide the oldest unassessed file: {old.holder} {p.h(old)} ({old.handler}, {old.peril}) has been waiting {p.n((p.today - old.opened).days)} days, since {p.d(old.opened, 'y')}, with {p.m(old.reserve)} reserved.
"""


def claims_perils(p: Page, w: World) -> str:
    """Perils in one long sentence each."""
    c = w.rows["insure.claims"]
    parts = []
    for peril, rows in groups(c, "peril")[:4]:
        top = ranked(rows, "reserve")[0]
        low = ranked(rows, "reserve")[-1]
        parts.append(
            f"{peril.capitalize()} accounts for {p.c(len(rows), 'claim')} ({p.pc(len(rows), len(c))} by number, {p.pc(total(rows, 'reserve'), total(c, 'reserve'))} by reserve), "
            f"ranging from {p.m(low.reserve)} for {low.holder} {p.h(low)} to {p.m(top.reserve)} for {top.holder} {p.h(top)}."
        )
    return " ".join(parts) + f"\n\nTotal reserve: {p.mk(total(c, 'reserve'))}. I would raise the storm excess by {p.x('£100')} from {p.x('1 January')}."


def lots_report(p: Page, w: World) -> str:
    """For the cellar master."""
    k = w.rows["cellar.lots"]
    big, ripe = ranked(k, "kg")[0], ranked(k, "brix")[0]
    first, last = min(k, key=lambda r: (r.picked, r.lot)), max(k, key=lambda r: (r.picked, r.lot))
    return f"""
We have brought in {p.t(p.plain(total(k, 'kg') / 1000, 1), total(k, 'kg') / 1000)} tonnes ({p.n(total(k, 'kg'))} kg) in {p.n(len(k))} lots, starting with {first.field} {p.h(first)} on {p.d(first.picked, 'l')} and, for now, ending with {last.field} {p.h(last)} on {p.d(last.picked, 'l')}, {p.n((last.picked - first.picked).days)} days later.

{big.field} {p.h(big)} gave most, {p.n(big.kg)} kg off {p.n(big.hectares, 1)} ha, which is {p.n(big.kg / big.hectares, 0)} kg per hectare. The ripest fruit is {ripe.grape} from {ripe.field} {p.h(ripe)} at {p.n(ripe.brix, 1)} °Bx, {p.n(ripe.brix - mean(k, 'brix'), 1)} above the mean of {p.n(mean(k, 'brix'), 1)}.

Hold the must at {p.x('12 °C')} for {p.x('48 hours')}.
"""


def lots_grapes(p: Page, w: World) -> str:
    """One section per grape."""
    k = w.rows["cellar.lots"]
    parts = []
    for grape, rows in sorted(groups(k, "grape")):
        newest = max(rows, key=lambda r: (r.picked, r.lot))
        parts.append(
            f"## {grape}\n{p.c(len(rows), 'lot', upper=True)} / {p.n(total(rows, 'kg'))} kg / {p.pc(total(rows, 'kg'), total(k, 'kg'))} of the harvest\n"
            f"Sugar {p.n(min(r.brix for r in rows), 1)} to {p.n(max(r.brix for r in rows), 1)} °Bx. Latest lot: {newest.field} {p.h(newest)}, {p.n(newest.kg)} kg, {p.d(newest.picked, 's')}, tank {p.n(newest.tank)}."
        )
    return "\n\n".join(parts)


def lots_terse(p: Page, w: World) -> str:
    """The week as a log."""
    k = w.rows["cellar.lots"]
    recent = sorted((r for r in k if r.picked >= p.today - timedelta(days=12)), key=lambda r: (r.picked, r.lot))
    lines = "\n".join(f"{p.d(r.picked, 'n' if n % 2 else 's')} {r.field} {p.h(r)} {r.grape} {p.n(r.kg)} kg {p.n(r.brix, 1)} °Bx, {p.n(r.pickers)} pickers" for n, r in enumerate(recent))
    small = ranked(k, "kg")[-1]
    return f"""
LOG

{lines}

sum of these {p.n(len(recent))}: {p.n(total(recent, 'kg'))} kg
season: {p.n(total(k, 'kg'))} kg, mean lot {p.n(mean(k, 'kg'), 0)} kg, smallest {small.field} {p.h(small)} {p.n(small.kg)} kg
area picked: {p.n(total(k, 'hectares'), 1)} ha
next: press at {p.x('6:00')}, rinse {p.x('twice')}
"""


TEXTS = (
    (worlds.canvass, "2027-04-27", canvass_night, ("en-GB", "en-US")),
    (worlds.meters, "2026-11-21", meters_german, ("de-DE/de", "de-DE/de")),
    (worlds.vans, "2027-01-12", vans_garage, ("fr-FR", "en-GB")),
    (worlds.claims, "2026-12-15", claims_morning, ("en-GB", "en-US")),
    (worlds.harvest, "2026-10-02", lots_report, ("fr-FR", "en-US")),
    (worlds.gifts, "2026-12-10", more.gifts_board, ("en-US", "en-GB")),
    (worlds.bookings, "2026-12-18", more.inn_arrivals, ("en-GB", "en-GB")),
    (worlds.translations, "2026-12-01", more.jobs_german, ("de-DE/de", "de-DE/de")),
    (worlds.reliability, "2026-12-09", more.platform_incidents, ("en-US", "en-GB")),
    (worlds.prospects, "2026-11-24", more.sales_changes, ("en-GB", "de-DE")),
    (worlds.loans, "2027-03-05", more.tools_late, ("en-GB", "en-GB")),
    (worlds.conference, "2026-12-04", more.event_mail, ("en-US", "fr-FR")),
    (worlds.leases, "2026-11-30", more.leases_note, ("en-GB", "en-US")),
    (worlds.canvass, "2027-04-27", canvass_wards, ("en-GB", "en-US")),
    (worlds.meters, "2026-11-21", meters_compare, ("en-GB", "fr-FR")),
    (worlds.vans, "2027-01-12", vans_costs, ("fr-FR", "de-DE")),
    (worlds.claims, "2026-12-15", claims_handlers, ("en-GB", "en-US")),
    (worlds.harvest, "2026-10-02", lots_grapes, ("fr-FR", "en-GB")),
    (worlds.gifts, "2026-12-10", more.gifts_channels, ("en-US", "fr-FR")),
    (worlds.bookings, "2026-12-18", more.inn_money, ("en-GB", "en-US")),
    (worlds.translations, "2026-12-01", more.jobs_people, ("de-DE", "en-GB")),
    (worlds.reliability, "2026-12-09", more.platform_merges, ("en-US", "en-US")),
    (worlds.prospects, "2026-11-24", more.sales_board, ("de-DE", "en-US")),
    (worlds.loans, "2027-03-05", more.tools_desk, ("en-GB", "en-US")),
    (worlds.conference, "2026-12-04", more.event_rooms, ("de-DE", "en-GB")),
    (worlds.meters, "2026-11-21", meters_terse, ("de-DE", "en-US")),
    (worlds.claims, "2026-12-15", claims_perils, ("en-GB", "fr-FR")),
    (worlds.harvest, "2026-10-02", lots_terse, ("fr-FR", "en-GB")),
    (worlds.gifts, "2026-12-10", more.gifts_thanks, ("en-US", "en-US")),
    (worlds.bookings, "2026-12-18", more.inn_rooms, ("en-GB", "de-DE")),
    (worlds.reliability, "2026-12-09", more.platform_week, ("en-GB", "de-DE")),
    (worlds.prospects, "2026-11-24", more.sales_meetings, ("en-US", "en-GB")),
)


if __name__ == "__main__":
    write("blind_b", TEXTS, SEED)
