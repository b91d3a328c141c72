"""Writes blind_d.jsonl: 64 briefings of fourteen trades, by an author who has not seen the checks.

Run `python scripts/corpus/briefing_blind_d.py`; the seed fixes every letter.
"""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_d_firms as firms
import briefing_blind_d_last as last
import briefing_blind_d_more as more
import briefing_blind_d_worlds as worlds
from briefing_blind import Page, World, groups, ranked, total, where, write

SEED = 6271


def shop_morning(p: Page, w: World) -> str:
    """What needs me today: a bold lead, then bullets with bold heads."""
    o, s = w.rows["shop.orders"], w.rows["shop.stock"]
    waiting = where(o, shipped="unfulfilled")
    half = where(o, shipped="partial")
    pending = where(o, paid="pending")
    old = min(waiting, key=lambda r: r.at)
    big = ranked(w.new, "total")[0]
    back = where(w.rows["shop.returns"], state="received")
    first = ranked(back, "refund")[0]
    low = min(s[:3], key=lambda r: r.left)
    sent = ", ".join(f"{p.t(r.name, r.name)} {p.h(r)}" for r in w.sent)
    week = total(o, "total")
    return f"""
**Ship {p.t(old.name, old.name)} {p.h(old)} first.** {old.who} ordered on {p.d(old.day)}, {p.n((p.today - old.day).days)} days ago, and nothing has left the warehouse. It is worth {p.m(old.total)}.

- **Overnight:** {p.n(len(w.new))} new orders, {p.m(total(w.new, "total"))} together; the week so far averages {p.n(len(o) / 7, 1)} a day. The largest is {p.t(big.name, big.name)} {p.h(big)} at {p.m(big.total)}, {p.c(big.items, "item", digits=True)}.
- **Backlog:** {p.n(len(waiting))} of {p.n(len(o))} orders are unfulfilled ({p.m(total(waiting, "total"))}, {p.pc(total(waiting, "total"), week)} of the {p.m(week)} ordered {p.f("Amount of", "orders")}) and {p.n(len(half))} more only partly shipped ({p.m(total(half, "total"))}) {p.f("by display fulfillment status")}.
- **Payment:** {p.n(len(pending))} orders are still pending, {p.m(total(pending, "total"))} in all {p.f("by display financial status")}. Hold those.
- **Shipped since the last briefing:** {sent}.
- **Stock:** {low.item} {p.h(low)} is down to {p.n(low.left)} against a reorder point of {p.n(low.point)}; {p.n(low.sold)} sold in the last {p.x("7 days")}. The next delivery is due {p.d(low.due, "w")}.
- **Refunds owed:** {p.c(len(back), "return", digits=True)} received and not yet refunded, {p.m(total(back, "refund"))} {p.f("Returns desk by status")}. Start with {p.t(first.rma, first.rma)} {p.h(first)}, {p.m(first.refund)}.

Everything else can wait until {p.x("after lunch")}.
"""


def shop_stock(p: Page, w: World) -> str:
    """An inventory check: a table of what is below its reorder point."""
    s = w.rows["shop.stock"]
    low = sorted((r for r in s if r.left < r.point), key=lambda r: r.left)
    bare = [r for r in low if r.due is None]
    lines = "\n".join(
        f"| {r.item} {p.h(r)} | {p.n(r.left)} | {p.n(r.point)} | {p.n(r.sold)} | {p.n(7 * r.left / r.sold, 1)} | {p.d(r.due) if r.due else 'none booked'} |"
        for r in low
    )
    short = [r for r in low if r.due and 7 * r.left / r.sold < (r.due - p.today).days]
    fast = ranked(s, "sold")[0]
    said = (
        f"{short[0].item} {p.h(short[0])} runs out before its delivery: {p.n(short[0].left)} left at {p.n(short[0].sold)} a week is {p.n(7 * short[0].left / short[0].sold, 1)} days of cover, and the delivery is {p.n((short[0].due - p.today).days)} days away."
        if short
        else "Each variant with a delivery booked should last until it arrives."
    )
    gaps = " and ".join(f"{r.item} {p.h(r)}" for r in bare[:2])
    return f"""
**Reorder now:** {gaps or 'nothing, every low variant has a delivery booked'}. {said}

### Below reorder point

| Variant | On hand | Reorder at | Sold, 7 days | Days of cover | Next delivery |
|---|---:|---:|---:|---:|---|
{lines}

That is {p.n(len(low))} of {p.n(len(s))} variants below their point{f', {p.n(len(bare))} of them without incoming stock' if bare else ''}. Total stock is {p.n(total(s, "left"))} units {p.f("available in all")}, against {p.n(total(s, "sold"))} sold in the last week {p.f("sold last7 days")}.

Fastest mover: {fast.item} {p.h(fast)} with {p.n(fast.sold)} sold, {p.pc(fast.sold, total(s, "sold"))} of the week's units. Days of cover assume that {p.x("next week")} sells like the last one; the data holds no forecast.
"""


def shop_tag(p: Page, w: World) -> str:
    """A daily report in German."""
    o, r = w.rows["shop.orders"], w.rows["shop.returns"]
    waiting = where(o, shipped="unfulfilled")
    pending = where(o, paid="pending")
    big = ranked(o, "total")[0]
    old = min(waiting, key=lambda one: one.at)
    small = where(r, reason="too small")
    low = sorted(w.rows["shop.stock"][:3], key=lambda one: one.left)
    channels = "; ".join(f"{name} {p.n(len(rows))} ({p.m(total(rows, 'total'))})" for name, rows in groups(o, "channel"))
    asked = ranked(where(r, state=("requested", "received", "in transit")), "refund")[:2]
    listed = "\n".join(f"- {one.product}, {p.t(one.rma, one.rma)} {p.h(one)}: {p.m(one.refund)}, angefragt am {p.d(one.asked)}" for one in asked)
    return f"""
**Zuerst:** Bestellung {p.t(old.name, old.name)} {p.h(old)} von {old.who} verschicken. Sie liegt seit dem {p.d(old.day, "l")}, also seit {p.n((p.today - old.day).days)} Tagen, und ist {p.m(old.total)} wert.

**Bestellungen**
- {p.n(len(o))} Bestellungen über {p.m(total(o, "total"))} in den letzten {p.x("sieben Tagen")} {p.f("Amount of", "orders")}, davon {p.n(len(w.new))} von {p.rel(p.today)}.
- Noch nicht versandt: {p.n(len(waiting))} ({p.pc(len(waiting), len(o))}), zusammen {p.m(total(waiting, "total"))} {p.f("by display fulfillment status")}.
- Zahlung offen: {p.n(len(pending))} Bestellungen, {p.m(total(pending, "total"))} {p.f("by display financial status")}.
- Größte Bestellung: {p.t(big.name, big.name)} {p.h(big)} mit {p.m(big.total)}.
- Nach Kanal: {channels}.

**Retouren**
{p.n(len(r))} Retouren mit {p.m(total(r, "refund"))} Erstattung {p.f("Refund of")}. {p.n(len(small))} davon nennen „too small“ als Grund. Die größten, die noch nicht erstattet sind:
{listed}

**Lager**
{low[0].item} {p.h(low[0])} hat noch {p.n(low[0].left)} Stück, Meldebestand {p.n(low[0].point)}. Nachschub kommt am {p.d(low[0].due, "n")}. Bis dahin Anzeigen für den Artikel pausieren.
"""


def studio_review(p: Page, w: World) -> str:
    """A weekly project review: a lead, three projects, then the rest in one line."""
    j = w.rows["studio.projects"]
    over, near, soon = j[2], j[7], min(j, key=lambda r: r.ends)
    amber = where(j, health="amber")
    spent, budget = total(j, "spent"), total(j, "budget")
    return f"""
**{over.name} {p.h(over)} is over budget. Agree a change order before more hours go in.** It stands at {p.n(over.spent)} hours of {p.n(over.budget)}, {p.n(over.spent - over.budget)} over, and went from amber to red (+{p.n(over.spent - w.grew_was)} hours since the last snapshot, from {p.n(w.grew_was)}). {over.lead} leads it and the fee is fixed at {p.m(over.fee)}, so at this point the effective rate is {p.m(round(over.fee / over.spent, 2))} an hour against {p.m(over.fee / over.budget)} planned.

**{near.name} {p.h(near)} is next.** {p.n(near.spent)} of {p.n(near.budget)} hours are gone ({p.pc(near.spent, near.budget)}), which leaves {p.n(near.budget - near.spent)} with {p.n((near.ends - p.today).days)} days to the end date, {p.d(near.ends)}. {p.w(w.added, upper=True)} hours were added since the last snapshot.

**{soon.name} {p.h(soon)} ends on {p.d(soon.ends, "w")}**, in {p.c((soon.ends - p.today).days, "day", digits=True)}, at {p.n(soon.spent)} of {p.n(soon.budget)} hours. Confirm sign-off with {soon.lead}.

Across all {p.n(len(j))} projects the team has logged {p.n(spent)} of {p.n(budget)} budget hours ({p.pc(spent, budget)}) {p.f("logged hours in all")} {p.f("budget hours in all")}. {p.c(len(amber), "project is", "projects are", upper=True)} amber. Total fees under contract are {p.m(total(j, "fee"))} {p.f("Fee of")}.

The data does not say how much work is left on any project, only how many hours are used.
"""


def studio_time(p: Page, w: World) -> str:
    """Utilisation: a table by person."""
    t = ranked(w.rows["studio.hours"], "billable")
    logged, billed = total(t, "logged"), total(t, "billable")
    lines = "\n".join(f"| {r.name} | {r.role} | {p.n(r.logged)} | {p.n(r.billable)} | {p.pc(r.billable, r.logged)} |" for r in t)
    over, under = w.rows["studio.hours"][4], min(t, key=lambda r: r.billable / r.logged)
    kinds = ", ".join(f"{name} {p.pc(total(rows, 'billable'), total(rows, 'logged'))}" for name, rows in groups(t, "role"))
    full = [r for r in t if r.logged > 37.5]
    return f"""
Talk to {over.name} {p.h(over)} today: {p.n(over.logged)} hours logged last week, {p.n(over.logged - 37.5)} above the {p.n(37.5)}-hour capacity. Then find client work for {under.name} {p.h(under)}, who billed {p.n(under.billable)} of {p.n(under.logged)} hours.

| Person | Discipline | Hours | Billable | Utilisation |
|---|---|---:|---:|---:|
{lines}
| **Total** | | {p.n(logged)} | {p.n(billed)} | {p.pc(billed, logged)} |

- Team total: {p.n(billed)} billable out of {p.n(logged)} hours {p.f("billable hours in all")}; {p.n(logged - billed)} hours went to internal work.
- By discipline: {kinds}.
- {p.n(len(full))} of {p.n(len(t))} people logged more than capacity.

If you aim for {p.x("75%")} utilisation, look at {under.name} first. Timesheets carry no reason for non-billable time, so ask before you reassign anyone.
"""


def studio_cash(p: Page, w: World) -> str:
    """A short mail to the finance lead."""
    b = w.rows["books.invoices"]
    late = sorted((r for r in b if r.due < p.today), key=lambda r: r.due)
    soon = [r for r in b if p.today <= r.due <= p.today + timedelta(7)]
    worst, big = late[0], ranked(late, "sum")[0]
    rest = late[1:4]
    listed = "\n".join(f"  {n}. {r.client}, {p.t(r.no, r.no)} {p.h(r)}: {p.m(r.sum)}, due {p.d(r.due)}, {p.n((p.today - r.due).days)} days late" for n, r in enumerate(rest, 2))
    also = f" The largest overdue one is {big.client} {p.h(big)} at {p.m(big.sum)}." if big is not worst else ""
    return f"""
Subject: Overdue invoices, {p.d(p.today, "l")}

Morning Jo,

Please call {worst.client} today. {p.t(worst.no, worst.no)} {p.h(worst)} for {p.m(worst.sum)} was due on {p.d(worst.due, "l")} and is now {p.n((p.today - worst.due).days)} days late.{also}

In total {p.n(len(late))} of our {p.n(len(b))} open invoices are overdue, {p.m(total(late, "sum"))} out of {p.m(total(b, "sum"))} {p.f("invoices overdue")} {p.f("Total of")}. That is {p.pc(total(late, "sum"), total(b, "sum"))} of what clients owe us. In order of age:

  1. {worst.client}, as above
{listed}

Falling due within a week: {p.c(len(soon), "invoice")}, {p.m(total(soon, "sum"))} {p.f("due in the next 7 days", "invoice")}. A friendly reminder {p.x("two days")} before the date would do.

I have no payment history here, so I cannot say who usually pays late.

Thanks
"""


def surgery_today(p: Page, w: World) -> str:
    """The day at a practice, with times."""
    d = w.rows["vet.diary"]
    now = [r for r in d if r.day == p.today]
    later = [r for r in d if r.day != p.today]
    open_now = where(now, state="unconfirmed")
    long = ranked(now, "minutes")[0]
    ring = "\n".join(f"- {p.clock(r.at)} {r.pet} {p.h(r)}, {r.kind}, {p.n(r.minutes)} min with {r.vet}. Owner: {r.owner}." for r in open_now[:5])
    by_vet = ", ".join(f"{name} {p.n(len(rows))} ({p.n(total(rows, 'minutes'))} min)" for name, rows in groups(now, "vet"))
    ops = where(now, kind=("dental", "neutering"))
    return f"""
**Ring {p.c(len(open_now), "owner")} before the first slot at {p.clock(now[0].at)}.** Their visits today are not confirmed:

{ring}

**Today:** {p.n(len(now))} appointments, {p.n(total(now, "minutes"))} minutes of booked time ({p.n(total(now, "minutes") / 60, 1)} hours), the last at {p.clock(now[-1].at)}. Per vet: {by_vet}.

**Longest:** {long.pet}, {long.kind} at {p.clock(long.at)}, {p.n(long.minutes)} minutes {p.h(long)}. Keep theatre free.

**Theatre:** {p.c(len(ops), "dental or neutering case", digits=True)} {p.rel(p.today)}, so fasting instructions should have gone out.

**Tomorrow:** {p.n(len(later))} booked, {p.n(len(where(later, state="unconfirmed")))} unconfirmed. Over both days {p.n(len(where(d, state="unconfirmed")))} of {p.n(len(d))} are unconfirmed {p.f("Surgery diary by status")}.
"""


def surgery_bills(p: Page, w: World) -> str:
    """Flowing prose on unpaid bills."""
    b = w.rows["vet.bills"]
    late = sorted((r for r in b if r.due < p.today), key=lambda r: r.due)
    old = [r for r in late if (p.today - r.due).days > 30]
    insured = [r for r in b if r.insurer]
    big = ranked(b, "sum")[0]
    top = ranked(b, "sum")[:3]
    status = f"is {p.n((p.today - big.due).days)} days overdue" if big.due < p.today else f"is not due until {p.d(big.due)}"
    return f"""
Start with {late[0].owner} {p.h(late[0])}: bill {p.t(late[0].no, late[0].no)} for {p.m(late[0].sum)} was due on {p.d(late[0].due, "l")} and has been open for {p.n((p.today - late[0].due).days)} days since.

Owners owe the surgery {p.m(total(b, "sum"))} on {p.n(len(b))} bills {p.f("Outstanding of")}. Of that, {p.m(total(late, "sum"))} on {p.c(len(late), "bill")} is past its due date {p.f("bills overdue")}, and {p.c(len(old), "bill")} {"has" if len(old) == 1 else "have"} been overdue for more than {p.x("30 days")}, worth {p.m(total(old, "sum"))}. The average open bill is {p.m(round(total(b, "sum") / len(b), 2))}.

The three largest come to {p.m(total(top, "sum"))}: {top[0].owner} {p.h(top[0])} {p.m(top[0].sum)}, {top[1].owner} {p.h(top[1])} {p.m(top[1].sum)} and {top[2].owner} {p.h(top[2])} {p.m(top[2].sum)}. The first of these {status}.

{p.c(len(insured), "bill", upper=True)} of the {p.n(len(b))} name an insurer, {p.m(total(insured, "sum"))} in all. For those, ask the insurer for a date before you write to the owner. The data does not show whether a claim was filed.
"""


def depot_review(p: Page, w: World) -> str:
    """Yesterday's routes: headings and bullets, with a partial source."""
    r, c = w.rows["depot.routes"], w.rows["depot.claims"]
    worst, second = ranked(r, "failed")[:2]
    late = ranked([one for one in r if one.late], "late")
    stops, failed = total(r, "stops"), total(r, "failed")
    far = ranked(r, "km")[0]
    fleet = w.rows["depot.fleet"]
    open_now = where(c, state="open")
    areas = "\n".join(f"- {name}: {p.n(len(rows))} routes, {p.n(total(rows, 'stops'))} stops, {p.n(total(rows, 'failed'))} failed ({p.pc(total(rows, 'failed'), total(rows, 'stops'), 1)})" for name, rows in groups(r, "area"))
    return f"""
## Act on

1. **{worst.code} ({worst.driver}):** {p.n(worst.failed)} failed of {p.n(worst.stops)} stops, {p.pc(worst.failed, worst.stops, 1)}, the worst route of {p.rel(p.today - timedelta(1))} {p.h(worst)}. That is {p.n(worst.failed - second.failed)} more than the next worst, {second.code}. Find out why before it leaves again.
2. **Vehicle {fleet[2].plate}:** service was due {p.d(fleet[2].service)}, {p.n((p.today - fleet[2].service).days)} days ago, and it is still on the road at {p.n(fleet[2].km)} km {p.h(fleet[2])}{p.f("vehicle", "overdue")}.
3. **{late[0].code}** finished {p.n(late[0].late)} minutes late, the longest delay {p.h(late[0])}.

## Results

- {p.n(total(r, "done"))} of {p.n(stops)} stops delivered, {p.pc(total(r, "done"), stops, 1)} {p.f("delivered in all")}; {p.n(failed)} failed {p.f("failed in all")}.
- {p.n(len(late))} of {p.n(len(r))} routes were late.
- {p.n(total(r, "km"))} km driven {p.f(" km in all")}, longest {far.code} {p.h(far)} with {p.n(far.km)} km.

By area:
{areas}

## Claims (partial)

The claims source stopped early, so there may be more than these. What arrived: {p.n(len(c))} claims, {p.m(total(c, "worth"))} {p.f("Amount of", "claims")}, of which {p.n(len(open_now))} are open ({p.m(total(open_now, "worth"))}) {p.f("Shipper claims by status")}. Do not report this as a total.
"""


def depot_tag(p: Page, w: World) -> str:
    """The depot's morning in German."""
    r, v, c = w.rows["depot.routes"], w.rows["depot.fleet"], w.rows["depot.claims"]
    worst, second = ranked(r, "failed")[:2]
    late = [one for one in r if one.late]
    shop = where(v, state="workshop")
    open_now = ranked(where(c, state="open"), "worth")
    done = max(r, key=lambda one: one.done / one.stops)
    return f"""
**Heute zuerst klären**

- {worst.driver} fuhr {worst.code} {p.h(worst)} mit {p.n(worst.failed)} Fehlzustellungen bei {p.n(worst.stops)} Stopps ({p.pc(worst.failed, worst.stops, 1)}). Danach folgt {second.code} {p.h(second)} mit {p.n(second.failed)}.
- {v[2].plate} {p.h(v[2])}: Wartung war am {p.d(v[2].service)} fällig, seit {p.n((p.today - v[2].service).days)} Tagen überzogen.
- {v[5].plate} {p.h(v[5])}: Wartung am {p.d(v[5].service, "w")}. Werkstatt bitte bis {p.x("heute Mittag")} bestätigen lassen.

**Zustellung gestern**

Von {p.n(total(r, "stops"))} Stopps wurden {p.n(total(r, "done"))} zugestellt {p.f("delivered in all")}, das sind {p.pc(total(r, "done"), total(r, "stops"), 1)}. Die beste Quote hatte {done.driver} {p.h(done)} mit {p.n(done.done)} von {p.n(done.stops)}. {p.n(len(late))} von {p.n(len(r))} Touren kamen zu spät zurück, am längsten {ranked(late, "late")[0].code} mit {p.n(ranked(late, "late")[0].late)} Minuten. Insgesamt {p.n(total(r, "km"))} km {p.f(" km in all")}.

**Fuhrpark:** {p.n(len(shop))} von {p.n(len(v))} Fahrzeugen stehen in der Werkstatt {p.f("Fleet list by status")}.

**Schadensfälle:** {p.n(len(open_now))} offen, zusammen {p.m(total(open_now, "worth"))} {p.f("Shipper claims by status")}. Der größte ist {open_now[0].shipper}, {p.t(open_now[0].id, open_now[0].id)} {p.h(open_now[0])}, mit {p.m(open_now[0].worth)}, gemeldet am {p.d(open_now[0].filed, "l")}. Alle Fälle zusammen: {p.m(total(c, "worth"))} {p.f("Amount of", "claims")}.
"""


TEXTS = [
    (worlds.shop, "2026-12-02", shop_morning, ("en-US", "en-US")),
    (worlds.shop, "2026-11-24", shop_stock, ("en-US", "en-GB")),
    (worlds.shop_euro, "2026-12-08", shop_tag, ("de-DE/de", "de-DE/de")),
    (firms.studio, "2026-11-23", studio_review, ("en-GB", "en-GB")),
    (firms.studio, "2026-12-07", studio_time, ("en-GB", "en-US")),
    (firms.studio, "2026-12-03", studio_cash, ("en-GB", "en-GB")),
    (worlds.surgery, "2026-11-25", surgery_today, ("en-GB", "en-GB")),
    (worlds.surgery, "2027-01-14", surgery_bills, ("en-GB", "en-US")),
    (worlds.vans, "2026-11-26", depot_review, ("en-US", "en-US")),
    (worlds.vans_euro, "2026-12-10", depot_tag, ("de-DE/de", "de-DE/de")),
    *more.TEXTS,
    *last.TEXTS,
]

if __name__ == "__main__":
    write("blind_d", TEXTS, SEED)
