"""Writes blind_a.jsonl: 64 briefings of eleven trades that the authors of the checks may look at.

Run `python scripts/corpus/briefing_blind_a.py`; the seed fixes every letter.
"""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_a_more as more
import briefing_blind_a_worlds as worlds
from briefing_blind import Page, World, day_of, groups, mean, median, ranked, total, where, write

SEED = 4104


def desk_bullets(p: Page, w: World) -> str:
    """Terse bullets."""
    t = w.rows["desk.tickets"]
    live = [r for r in t if r.status != "solved"]
    hot = where(live, priority="critical")
    slow = ranked(live, "reply")[:3]
    rated = [r for r in t if r.stars]
    return f"""
- Queue: {p.n(len(t))} tickets in the pull, {p.n(len(live))} not solved, {p.n(len(t) - len(live))} solved ({p.pc(len(t) - len(live), len(t))}).
- Critical and still live: {p.n(len(hot)) if hot else 'none'}.
- Longest first reply among the live ones: {slow[0].subject} {p.h(slow[0])}, {p.n(slow[0].reply)} min.
- Then {slow[1].subject} {p.h(slow[1])} at {p.n(slow[1].reply)} min and {slow[2].subject} {p.h(slow[2])} at {p.n(slow[2].reply)} min.
- Median first reply over all tickets: {p.n(median(t, "reply"))} min. Target stays {p.x("60 min")}.
- CSAT: {p.n(mean(rated, "stars"), 2)} out of {p.x("5")} over {p.n(len(rated))} rated tickets.

Do first: answer {slow[0].key}, then clear the {p.x("two")} oldest in each lane before {p.x("noon")}.
"""


def desk_people(p: Page, w: World) -> str:
    """A table by agent with a total row."""
    t = w.rows["desk.tickets"]
    lines = []
    for name, rows in groups(t, "agent"):
        live = [r for r in rows if r.status != "solved"]
        lines.append(f"| {name} | {p.n(len(rows))} | {p.n(len(live))} | {p.n(mean(rows, 'reply'), 0)} |")
    live = [r for r in t if r.status != "solved"]
    body = "\n".join(lines)
    oldest = min(live, key=lambda r: r.opened)
    return f"""
## Who is carrying what

| Agent | Tickets | Unsolved | Avg. first reply (min) |
|---|---:|---:|---:|
{body}
| **All** | {p.n(len(t))} | {p.n(len(live))} | {p.n(mean(t, 'reply'), 0)} |

The oldest unsolved ticket is {oldest.key}, "{oldest.subject}" {p.h(oldest)}. {oldest.company} opened it on {p.d(day_of(oldest.opened), 'l')} and it sits with {oldest.agent}. That makes {p.t(f"{(p.today - day_of(oldest.opened)).days} days", (p.today - day_of(oldest.opened)).days)} without a fix.

I would move {p.x('three')} tickets away from whoever is on leave {p.x('next week')}.
"""


def desk_mail(p: Page, w: World) -> str:
    """A mail to the team lead."""
    t = w.rows["desk.tickets"]
    name, mine = groups(t, "company")[0]
    waiting = where(mine, status="waiting")
    fast = min(t, key=lambda r: r.reply)
    said = f"{p.c(len(waiting), 'of those is', 'of those are', upper=True)} waiting on them; the rest is on us." if waiting else "None of those is waiting on them."
    worst = ranked(t, "reply")[0]
    return f"""
Hi team,

{name} has filed {p.c(len(mine), 'ticket')} in the last {p.x('two weeks')}, {p.pc(len(mine), len(t))} of everything we received. {said} Their average first reply came after {p.n(mean(mine, 'reply'), 0)} minutes, against {p.n(mean(t, 'reply'), 0)} minutes for the whole desk.

Our quickest answer went to {fast.company} for "{fast.subject}" {p.h(fast)}: {p.n(fast.reply)} minutes. The slowest, "{worst.subject}" {p.h(worst)}, took {p.n(worst.reply)}, so the spread is {p.n(worst.reply - fast.reply)} minutes.

Could somebody ring {name} {p.x('this afternoon')}? Keep it to {p.x('15 minutes')}, please.

Thanks
"""


def desk_priority(p: Page, w: World) -> str:
    """Headings, one per priority, with the newest of each."""
    t = w.rows["desk.tickets"]
    parts = []
    for level in ("critical", "high", "normal"):
        rows = where(t, priority=level)
        newest = max(rows, key=lambda r: r.opened)
        open_now = where(rows, status=("new", "open"))
        parts.append(
            f"### {level.capitalize()}\n{p.c(len(rows), 'ticket', upper=True)}, {p.pc(len(rows), len(t))} of the desk. "
            f"{p.c(len(open_now), 'ticket', upper=True)} of that priority at new or open. Most recent: "
            f"{newest.subject} {p.h(newest)}, {p.d(day_of(newest.opened), 'w')} at {p.clock(newest.opened)}."
        )
    low = where(t, priority="low")
    parts.append(f"### Low\n{p.c(len(low), 'ticket', upper=True)}. Batch them on {p.x('Friday')}.")
    return "\n\n".join(parts)


def freight_customs(p: Page, w: World) -> str:
    """Flowing prose about what is stuck."""
    s = w.rows["freight.shipments"]
    held = where(s, status="held at customs")
    late = [r for r in s if r.eta < p.today]
    late_first = min(late, key=lambda r: r.eta)
    heavy = ranked(s, "weight")[0]
    listed = ", ".join(f"{r.consignee} {p.h(r)} ({p.m(r.cost)})" for r in held[:3])
    return f"""
Customs is holding {p.c(len(held), 'shipment')} out of {p.n(len(s))} this morning{', among them ' + listed if held else ''}. Freight tied up there comes to {p.m(total(held, 'cost'))} and {p.n(total(held, 'weight'))} kg.

Past its ETA is a longer list: {p.c(len(late), 'shipment')} should have arrived before today. The one that has been late the longest is {late_first.consignee} {p.h(late_first)}, expected on {p.d(late_first.eta, 'l')}, i.e. {p.n((p.today - late_first.eta).days)} days ago, with {late_first.carrier}.

Total weight under way is {p.n(total(s, 'weight'))} kg; {heavy.consignee} {p.h(heavy)} alone weighs {p.n(heavy.weight)} kg, or {p.pc(heavy.weight, total(s, 'weight'), 1)} of that. Ask the broker for an answer within {p.x('24 hours')} and, failing that, offer the consignee {p.x('5%')} off.
"""


def freight_carriers(p: Page, w: World) -> str:
    """A table per carrier, then three lines."""
    s = w.rows["freight.shipments"]
    lines = []
    for name, rows in groups(s, "carrier"):
        lines.append(f"| {name} | {p.n(len(rows))} | {p.n(total(rows, 'weight'))} | {p.m(total(rows, 'cost'), 2)} | {p.m(total(rows, 'cost') / total(rows, 'weight') * 100, 2)} |")
    body = "\n".join(lines)
    top, rows = max(groups(s, "carrier"), key=lambda g: total(g[1], "cost"))
    return f"""
**Carriers at a glance**

| Carrier | Shipments | kg | Freight | per {p.x('100 kg')} |
|---|---|---|---|---|
{body}
| Total | {p.n(len(s))} | {p.n(total(s, 'weight'))} | {p.m(total(s, 'cost'), 2)} | {p.m(total(s, 'cost') / total(s, 'weight') * 100, 2)} |

{top} takes the biggest slice of the bill: {p.pc(total(rows, 'cost'), total(s, 'cost'))}. On average a shipment costs {p.m(mean(s, 'cost'), 2)}.
"""


def freight_week(p: Page, w: World) -> str:
    """Day by day."""
    s = w.rows["freight.shipments"]
    parts = []
    for step in range(6):
        day = p.today + timedelta(days=step)
        rows = [r for r in s if r.eta == day]
        if rows:
            what = "; ".join(f"{r.ref} for {r.consignee} {p.h(r)}, {p.n(r.weight)} kg" for r in rows)
            parts.append(f"{p.d(day, 'w')}: {what}.")
    coming = [r for r in s if r.eta >= p.today]
    last = max(coming, key=lambda r: (r.eta, r.ref))
    week = [r for r in s if p.today <= r.eta <= p.today + timedelta(days=5)]
    body = "\n".join(parts)
    return f"""
Arrivals from today on, {p.c(len(week), 'shipment')} up to {p.x(p.shown(p.today + timedelta(days=5), 's'))}:

{body}

{p.c(len(coming), 'shipment', upper=True)} in all have an ETA of today or later. The last of them is due on {p.d(last.eta, 'y')}. Book the dock for {p.x('2 hours')} a day.
"""


def diary_today(p: Page, w: World) -> str:
    """A front desk's run-on."""
    a = w.rows["clinic.appointments"]
    today = sorted((r for r in a if r.day == p.today), key=lambda r: r.start)
    past = [r for r in a if r.day < p.today]
    missed = where(past, status="no-show")
    first = f"the first is {today[0].visit} {p.h(today[0])} with {today[0].clinician} at {p.clock(today[0].start)} and the last {today[-1].visit} {p.h(today[-1])} at {p.clock(today[-1].start)}, which together with the rest makes {p.n(total(today, 'minutes'))} minutes of booked time" if len(today) > 1 else "so keep the slots free for walk-ins"
    return f"""
Today's diary has {p.c(len(today), 'appointment')}, {first}. Looking back, {p.n(len(past))} appointments lie before today and {p.c(len(missed), 'was a no-show', 'were no-shows')}, that is {p.pc(len(missed), len(past))}, and they cost us {p.m(total(missed, 'fee'))} in fees that nobody paid and {p.n(total(missed, 'minutes'))} minutes of clinician time; please send the usual text {p.x('48 hours')} ahead and keep {p.x('one')} slot per session for emergencies.
"""


def diary_clinicians(p: Page, w: World) -> str:
    """A paragraph per clinician."""
    a = w.rows["clinic.appointments"]
    parts = []
    for name, rows in groups(a, "clinician"):
        ahead = where(rows, status="booked")
        paid = where(rows, status="arrived")
        seen = f"{p.n(len(paid))}, worth {p.m(total(paid, 'fee'))}" if paid else "nobody"
        parts.append(
            f"**{name}**: {p.c(len(rows), 'appointment', digits=True)} in the diary, {p.n(len(ahead)) if ahead else 'none'} still booked. "
            f"Seen so far: {seen}. Average slot {p.n(mean(rows, 'minutes'), 1)} minutes."
        )
    booked = where(a, status="booked")
    return (
        "\n\n".join(parts)
        + f"\n\nBooked from today on, all clinicians: {p.c(len(booked), 'visit')}, {p.m(total(booked, 'fee'))} in fees if all of them come. "
        f"Leave {p.x('10 minutes')} between visits."
    )


def diary_reasons(p: Page, w: World) -> str:
    """An executive summary of three sentences and a list."""
    a = w.rows["clinic.appointments"]
    reasons = groups(a, "reason")
    listed = "\n".join(f"{n}. {name}: {p.n(len(rows))} ({p.pc(len(rows), len(a))}), {p.m(total(rows, 'fee'))}" for n, (name, rows) in enumerate(reasons, 1))
    cancelled = where(a, status="cancelled")
    free = [r for r in a if r.fee == 0]
    return f"""
**Summary.** The diary covers {p.n(len(a))} appointments, the first on {p.d(min(r.day for r in a), 's')} and the last on {p.d(max(r.day for r in a), 's')}, with fees of {p.m(total(a, 'fee'))} altogether. {p.c(len(cancelled), 'was cancelled', 'were cancelled', upper=True)}. {p.c(len(free), 'carries no fee', 'carry no fee', upper=True)}.

By reason:
{listed}

The dearest tariff in the list is {p.m(max(r.fee for r in a))}, the average fee {p.m(mean(a, 'fee'), 2)}.
"""


def subs_movement(p: Page, w: World) -> str:
    """What moved since the last run."""
    s = w.rows["billing.subscriptions"]
    up, down = w.up, w.down
    old_up, old_down = w.was[3], w.was[11]
    return f"""
### Movement since yesterday

* **{up.company}** {p.h(up)} went up from {p.m(old_up.mrr)} to {p.m(up.mrr)} a month, {p.m(up.mrr - old_up.mrr)} more.
* **{down.company}** {p.h(down)} cut back: {p.m(down.mrr)} now, {p.m(old_down.mrr)} before. That is {p.m(old_down.mrr - down.mrr)} less ({p.pc(old_down.mrr - down.mrr, old_down.mrr, 1)}). Seats fell from {p.n(old_down.seats)} to {p.n(down.seats)}.
* New: {w.new[0].company} {p.h(w.new[0])} on {w.new[0].plan} at {p.m(w.new[0].mrr)}, and {w.new[1].company} {p.h(w.new[1])} on {w.new[1].plan} at {p.m(w.new[1].mrr)}.
* Gone: {w.gone.company}, which paid {p.m(w.gone.mrr)}.

MRR stands at {p.m(total(s, 'mrr'))} over {p.n(len(s))} subscriptions. Call {down.company} before {p.x('Wednesday')} and ask about the seats.
"""


def subs_plans(p: Page, w: World) -> str:
    """Executive prose with rounded amounts."""
    s = w.rows["billing.subscriptions"]
    big = where(s, plan="Enterprise")
    due = where(s, status="past_due")
    top = ranked(s, "mrr")[:3]
    everything = total(s, "mrr")
    return f"""
We bill close to {p.about(everything, money=True)} a month. Enterprise is {p.n(len(big))} of {p.n(len(s))} subscriptions but {p.pc(total(big, 'mrr'), everything)} of the money; the average Enterprise customer pays {p.m(mean(big, 'mrr'), 0)}, against {p.m(mean(s, 'mrr'), 0)} across the book.

The {p.w(3)} largest are {top[0].company} {p.h(top[0])} with {p.m(top[0].mrr)}, {top[1].company} {p.h(top[1])} with {p.m(top[1].mrr)} and {top[2].company} {p.h(top[2])} with {p.m(top[2].mrr)}. Between them that is {p.m(total(top, 'mrr'))}, {p.pc(total(top, 'mrr'), everything, 1)} of MRR.

{p.c(len(due), 'subscription is past due', 'subscriptions are past due', upper=True)}, {p.m(total(due, 'mrr'))} a month at risk. Retry their cards {p.x('twice')} over the next {p.x('5 days')}.
"""


def subs_renewals(p: Page, w: World) -> str:
    """A numbered list of renewals."""
    s = w.rows["billing.subscriptions"]
    coming = sorted((r for r in s if r.renews >= p.today), key=lambda r: r.renews)[:5]
    month = [r for r in s if p.today <= r.renews <= p.today + timedelta(days=30)]
    listed = "\n".join(
        f"{n}. {r.company} {p.h(r)} ({r.plan}, {p.n(r.seats)} seats) renews {p.d(r.renews, 'w' if n % 2 else 'l')}. {p.m(r.mrr)} a month, {p.m(r.mrr * 12)} a year."
        for n, r in enumerate(coming, 1)
    )
    return f"""
Next renewals, soonest first:

{listed}

Within the next {p.x('30 days')}, {p.c(len(month), 'subscription renews', 'subscriptions renew')}, with {p.m(total(month, 'mrr'))} of monthly revenue between them.

US customers: {p.n(len(where(s, country='US')))}. Germany: {p.n(len(where(s, country='DE')))}. There are {p.n(total(s, 'seats'))} seats in total, {p.n(total(s, 'seats') / len(s), 1)} per subscription.
"""


def grants_board(p: Page, w: World) -> str:
    """For the trustees."""
    g = w.rows["fundraising.grants"]
    won, lost, out, draft = (where(g, stage=name) for name in ("awarded", "declined", "submitted", "drafting"))
    best = ranked(won, "award")[0]
    return f"""
Trustees,

Since the autumn we have asked for {p.m(total(g, 'ask'))} in {p.c(len(g), 'application')}. {p.c(len(won), 'grant was', 'grants were', upper=True)} awarded, bringing {p.m(total(won, 'award'))} against {p.m(total(won, 'ask'))} requested for those, or {p.pc(total(won, 'award'), total(won, 'ask'))}. {p.c(len(lost), 'was', 'were', upper=True)} declined.

The best news is {best.project} {p.h(best)}: {best.funder} gave {p.m(best.award)} of the {p.m(best.ask)} we applied for.

{p.c(len(out), 'application', upper=True)} worth {p.m(total(out, 'ask'))} await a decision, and {p.c(len(draft), 'draft')} worth {p.m(total(draft, 'ask'))} must still be sent. I suggest that each trustee reads {p.x('one')} draft by {p.x('Sunday')}.
"""


def grants_deadlines(p: Page, w: World) -> str:
    """One heading per draft."""
    g = w.rows["fundraising.grants"]
    draft = sorted(where(g, stage="drafting"), key=lambda r: r.deadline)
    parts = [
        f"#### {r.project} {p.h(r)}\n{r.funder}, {p.m(r.ask)}. Deadline {p.d(r.deadline, 'y')}, {p.n((r.deadline - p.today).days)} days from today. Lead: {r.lead}."
        for r in draft
    ]
    rest = [r for r in g if r.stage != "drafting"]
    body = "\n\n".join(parts)
    return f"""
{body}

#### Everything else
{p.c(len(rest), 'application', upper=True)} are out of our hands; the highest request among them is {p.m(max(r.ask for r in rest))} and the lowest {p.m(min(r.ask for r in rest))}. Nothing needs more than {p.x('an hour')} {p.x('today')}.
"""


def grants_funders(p: Page, w: World) -> str:
    """Comparison of funders."""
    g = w.rows["fundraising.grants"]
    lines = []
    for name, rows in groups(g, "funder"):
        won = where(rows, stage="awarded")
        tail = f"awarded {p.m(total(won, 'award'))} on {p.c(len(won), 'project')}" if won else "nothing awarded so far"
        lines.append(f"- {name}: {p.c(len(rows), 'application', digits=True)}, {p.m(total(rows, 'ask'))} requested, {tail}")
    body = "\n".join(lines)
    a, b = ranked(g, "ask")[:2]
    return f"""
{body}

Largest request: {a.project} {p.h(a)}, {p.m(a.ask)}, which is {p.m(a.ask - b.ask)} more than {b.project} {p.h(b)} at {p.m(b.ask)}. The typical (median) request is {p.m(median(g, 'ask'))}; the mean is {p.m(mean(g, 'ask'), 0)}.

Morag Bell leads {p.c(len(where(g, lead='Morag Bell')), 'bid')}, Tunde Ajayi {p.c(len(where(g, lead='Tunde Ajayi')), 'bid')} and Sian Pugh {p.c(len(where(g, lead='Sian Pugh')), 'bid')}.
"""


TEXTS = (
    (worlds.tickets, "2026-11-24", desk_bullets, ("en-US", "en-GB")),
    (worlds.shipments, "2026-12-03", freight_customs, ("en-GB", "de-DE")),
    (worlds.appointments, "2026-11-26", diary_today, ("en-GB", "en-GB")),
    (worlds.subscriptions, "2026-11-21", subs_movement, ("en-US", "fr-FR")),
    (worlds.grants, "2027-01-18", grants_board, ("en-GB", "en-US")),
    (worlds.listings, "2026-11-30", more.homes_german, ("de-DE/de", "de-DE/de")),
    (worlds.supply, "2026-12-08", more.kitchen_orders, ("en-US", "en-US")),
    (worlds.assets, "2026-11-25", more.register_sites, ("en-GB", "de-DE")),
    (worlds.applicants, "2027-02-02", more.places_scores, ("en-GB", "fr-FR")),
    (worlds.pipeline, "2026-11-23", more.deals_changes, ("en-US", "en-GB")),
    (worlds.engineering, "2026-11-27", more.board_short, ("en-US", "de-DE")),
    (worlds.tickets, "2026-11-24", desk_people, ("en-GB", "fr-FR")),
    (worlds.shipments, "2026-12-03", freight_carriers, ("fr-FR", "en-US")),
    (worlds.appointments, "2026-11-26", diary_clinicians, ("en-GB", "en-US")),
    (worlds.subscriptions, "2026-11-21", subs_plans, ("en-US", "de-DE")),
    (worlds.grants, "2027-01-18", grants_deadlines, ("en-GB", "fr-FR")),
    (worlds.listings, "2026-11-30", more.homes_prices, ("fr-FR", "en-GB")),
    (worlds.supply, "2026-12-08", more.kitchen_short, ("en-US", "en-GB")),
    (worlds.assets, "2026-11-25", more.register_warranty, ("en-GB", "en-US")),
    (worlds.applicants, "2027-02-02", more.places_diary, ("en-GB", "en-US")),
    (worlds.pipeline, "2026-11-23", more.deals_monday, ("en-US", "en-US")),
    (worlds.engineering, "2026-11-27", more.board_commits, ("en-US", "en-GB")),
    (worlds.tickets, "2026-11-24", desk_mail, ("en-US", "de-DE")),
    (worlds.shipments, "2026-12-03", freight_week, ("en-US", "en-GB")),
    (worlds.appointments, "2026-11-26", diary_reasons, ("en-GB", "de-DE")),
    (worlds.subscriptions, "2026-11-21", subs_renewals, ("en-US", "en-GB")),
    (worlds.grants, "2027-01-18", grants_funders, ("en-GB", "de-DE")),
    (worlds.listings, "2026-11-30", more.homes_stale, ("en-GB", "fr-FR")),
    (worlds.supply, "2026-12-08", more.kitchen_value, ("en-US", "fr-FR")),
    (worlds.assets, "2026-11-25", more.register_german, ("de-DE/de", "de-DE/de")),
    (worlds.pipeline, "2026-11-23", more.deals_calls, ("en-US", "de-DE")),
    (worlds.tickets, "2026-11-24", desk_priority, ("en-US", "en-GB")),
)


if __name__ == "__main__":
    write("blind_a", TEXTS, SEED)
