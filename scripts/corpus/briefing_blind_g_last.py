"""Texts of blind_g.jsonl: school, fund, event and freight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import briefing_blind_g_firms as firms
from briefing_blind import Page, World, groups, ranked, total, where


def school_morning(p: Page, w: World) -> str:
    """Attendance at the school office, bullets."""
    a = w.rows["sims.absences"]
    lost = where(a, reason="unexplained")
    quiet = where(a, parentReached=False)
    both = [r for r in lost if not r.parentReached]
    first, back = a[1], a[6]
    new = ", ".join(f"{r.pupil} {p.h(r)} ({r.form}, {r.reason})" for r in w.new)
    forms = groups(a, "form")
    form, most = forms[0]
    tie = len(forms) > 1 and len(forms[1][1]) == len(most)
    why = "\n".join(f"  - {k}: {p.n(len(rs))}" for k, rs in groups(a, "reason"))
    f_all = p.f("sessions in all")
    return f"""
**Ring home for {first.pupil} ({first.form}) {p.h(first)} now.** Unexplained since {p.d(first.since, "w")}, {p.n(first.sessions)} sessions missed, and no parent reached. That is {p.n((p.today - first.since).days)} days [= today - {first.h}.since].

- **Not reached:** {p.n(len(quiet))} [= count(absences where parentReached = false)] of {p.n(len(a))} families. {p.n(len(both))} of these absences are unexplained too [= count(absences where parentReached = false and reason = "unexplained")].
- **New since yesterday:** {p.n(len(w.new))} pupils: {new}.
- **Back:** Rosie Tan is no longer on the list. The parent of {back.pupil} {p.h(back)} has now been reached.
- **By reason:**
{why}
- **Sessions lost:** {p.n(total(a, "sessions"))} {f_all}, {p.n(total(a, "sessions") / len(a), 1)} a pupil [= {f_all[1:-1]} / count(absences)]. Unexplained absences make up {p.n(total(lost, "sessions"))} of them [= sum(absences.sessions where reason = "unexplained")].
- **Form to watch:** {form} with {p.n(len(most))} absent{", level with another form" if tie else ""} [= count(absences where form = "{form}")].
"""


def school_trips(p: Page, w: World) -> str:
    """A weekly look at trips and admissions, for the business manager."""
    t, a = w.rows["office.trips"], w.rows["office.applications"]
    next_ = min(t, key=lambda r: r.leavesOn)
    short = max(t, key=lambda r: r.booked * r.costPerPupil - r.collected)
    gap = short.booked * short.costPerPupil - short.collected
    full = max(t, key=lambda r: r.booked / r.places)
    empty = min(t, key=lambda r: r.booked / r.places)
    wait, oldest = where(a, stage="received"), a[2]
    sib = where(wait, sibling=True)
    year = where(a, yearGroup=7)
    f_places, f_booked, f_consent = p.f("places in all"), p.f("booked in all"), p.f("consent missing in all")
    return f"""
**{next_.trip} {p.h(next_)} leaves {p.d(next_.leavesOn, "l")} and {p.n(next_.consentMissing)} consent forms are missing.** That is {p.c((next_.leavesOn - p.today).days, "day", digits=True)} away [= {next_.h}.leavesOn - today]. Send the reminder today.

### Trips
{p.n(total(t, "booked"))} of {p.n(total(t, "places"))} places are booked {f_booked} {f_places}, {p.pc(total(t, "booked"), total(t, "places"))} [= {f_booked[1:-1]} / {f_places[1:-1]}], so {p.n(total(t, "places") - total(t, "booked"))} are free. {p.n(total(t, "consentMissing"))} forms are outstanding across all {p.n(len(t))} trips {f_consent}.

- Fullest: {full.trip} {p.h(full)}, {p.n(full.booked)} of {p.n(full.places)} ({p.pc(full.booked, full.places)}).
- Emptiest: {empty.trip} {p.h(empty)}, {p.n(empty.booked)} of {p.n(empty.places)} ({p.pc(empty.booked, empty.places)} [= {empty.h}.booked / {empty.h}.places]).
- Most still to collect: {short.trip} {p.h(short)}. {p.n(short.booked)} pupils at {p.m(short.costPerPupil)} is {p.m(short.booked * short.costPerPupil)} [= {short.h}.booked * {short.h}.costPerPupil]; {p.m(short.collected)} is in, leaving {p.m(gap)} [= {short.h}.booked * {short.h}.costPerPupil - {short.h}.collected].

### Admissions
{p.n(len(wait))} of {p.n(len(a))} applications sit at "received" {p.f("Admissions by stage")}, {p.n(len(sib))} with a sibling at the school [= count(applications where stage = "received" and sibling = true)]. {oldest.child} {p.h(oldest)} has waited longest, since {p.d(oldest.receivedOn)}. Year 7 accounts for {p.n(len(year))} [= count(applications where yearGroup = 7)].
"""


def fund_open(p: Page, w: World) -> str:
    """Before the opening, for a fund manager: lead, moves, settlement."""
    o, t, lim = w.rows["book.positions"], w.rows["desk.trades"], w.rows["risk.limits"]
    was = w.was
    fell = min(o, key=lambda r: r.price / was[r.isin].price)
    rose = max(o, key=lambda r: r.price / was[r.isin].price)
    now, before = total(o, "marketValue"), round(sum(r.marketValue for r in was.values()), 2)
    failed, near = t[0], lim[1]
    pct = " %" if p.behind else "%"
    down = [r for r in o if r.price < was[r.isin].price]
    open_ = where(t, status="pending")
    f_now = p.f("Market value of")
    big = ranked(o, "marketValue")[0]
    return f"""
**Chase the failed {failed.side} in {failed.security} {p.h(failed)}.** {p.m(failed.amount)}, trade {p.t(failed.tradeId, failed.tradeId)}, should have settled on {p.d(failed.settlesOn, "l")}, {p.n((p.today - failed.settlesOn).days)} days ago [= today - {failed.h}.settlesOn].

**Book.** {p.n(len(o))} positions, {p.m(now)} {f_now}. {p.n(len(down))} prices fell since the last run. The book is {p.m(round(abs(now - before), 2))} [= {f"{f_now[1:-1]} - before({f_now[1:-1]})" if now > before else f"before({f_now[1:-1]}) - {f_now[1:-1]}"}] {"higher" if now > before else "lower"} than then, {p.pc(abs(now - before), before, 2)}.

**Moves.**
- {fell.security} {p.h(fell)}: {p.n(was[fell.isin].price, 2)} to {p.n(fell.price, 2)}, down {p.pc(was[fell.isin].price - fell.price, was[fell.isin].price, 1)} [= 1 - {fell.h}.price / before({fell.h}.price)]. That costs {p.m(round(was[fell.isin].marketValue - fell.marketValue, 2))} [= before({fell.h}.marketValue) - {fell.h}.marketValue].
- {rose.security} {p.h(rose)}: {p.n(was[rose.isin].price, 2)} to {p.n(rose.price, 2)}, up {p.pc(rose.price - was[rose.isin].price, was[rose.isin].price, 1)} [= {rose.h}.price / before({rose.h}.price) - 1].

**Concentration.** {big.security} {p.h(big)} is the largest at {p.m(big.marketValue)}, {p.pc(big.marketValue, now, 1)} of the book [= {big.h}.marketValue / {f_now[1:-1]}]. {near.text} {p.h(near)} uses {p.n(near.usedPercent, 1, pct)} of a limit of {p.n(near.limitPercent, 0, pct)}: {p.n(near.limitPercent - near.usedPercent, 1)} points of room [= {near.h}.limitPercent - {near.h}.usedPercent].

**Settlement.** {p.n(len(open_))} trades pending, {p.m(total(open_, "amount"))} {p.f("Trades by status")}.
"""


def fund_sectors(p: Page, w: World) -> str:
    """A weekly sector table with gains."""
    o = w.rows["book.positions"]
    now, cost = total(o, "marketValue"), total(o, "bookCost")
    f_now, f_cost = p.f("Market value of"), p.f("Book cost of")
    sectors = sorted(groups(o, "sector"), key=lambda g: -total(g[1], "marketValue"))
    table = "\n".join(f"| {k} | {p.n(len(rs))} | {p.mk(total(rs, 'marketValue'))} | {p.pc(total(rs, 'marketValue'), now, 1)} |" for k, rs in sectors)
    name, top = sectors[0]
    lose = [r for r in o if r.marketValue < r.bookCost]
    worst = max(o, key=lambda r: r.bookCost - r.marketValue)
    best = max(o, key=lambda r: r.marketValue - r.bookCost)
    five = ranked(o, "marketValue")[:5]
    gain = now - cost
    said = f"{p.m(round(gain, 2))} above cost [= {f_now[1:-1]} - {f_cost[1:-1]}], {p.pc(gain, cost, 1)} [= {f_now[1:-1]} / {f_cost[1:-1]} - 1]" if gain > 0 else f"{p.m(round(-gain, 2))} below cost [= {f_cost[1:-1]} - {f_now[1:-1]}]"
    return f"""
Review {worst.security} {p.h(worst)}: it is {p.m(round(worst.bookCost - worst.marketValue, 2))} under its cost [= {worst.h}.bookCost - {worst.h}.marketValue], the largest unrealised loss in the book.

| Sector | Positions | Market value | Weight |
|---|---:|---:|---:|
{table}

**{name.capitalize()}** leads with {p.m(total(top, "marketValue"))} [= sum(positions.marketValue where sector = "{name}")].

The book is worth {p.m(now)} {f_now} against a cost of {p.m(cost)} {f_cost}, {said}. {p.n(len(lose))} [= count(positions where marketValue < bookCost)] of {p.n(len(o))} positions are below cost. Best is {best.security} {p.h(best)}, up {p.m(round(best.marketValue - best.bookCost, 2))} on cost. The {p.x('five')} largest hold {p.pc(total(five, "marketValue"), now)} of the value [= ({" + ".join(r.h + ".marketValue" for r in five)}) / {f_now[1:-1]}].

Benchmarks are not in the data; no relative performance here.
"""


def fund_cash(p: Page, w: World) -> str:
    """A settlement check, short."""
    t = w.rows["desk.trades"]
    open_ = where(t, status=("pending", "failed"))
    buy, sell = where(open_, side="buy"), where(open_, side="sell")
    out, back = total(buy, "amount"), total(sell, "amount")
    bad = where(t, status="failed")
    listed = "\n".join(f"- {p.t(r.tradeId, r.tradeId)} {p.h(r)}: {r.side} {r.security}, {p.m(r.amount)}, settlement {p.d(r.settlesOn)}" for r in bad)
    due = [r for r in open_ if r.settlesOn <= p.today]
    today = f"{p.c(len(due), 'unsettled trade', digits=True)} due today or earlier [= count(trades where status != \"settled\" and settlesOn <= today)]"
    big = ranked(open_, "amount")[0]
    return f"""
**{p.n(len(bad))} failed {"trade" if len(bad) == 1 else "trades"}, {p.m(total(bad, "amount"))} {p.f("Trades by status")}. Speak to the custodian this morning.**

{listed}

Cash picture of everything not settled: purchases {p.m(out)} [= sum(trades.amount where side = "buy" and status != "settled")], sales {p.m(back)} [= sum(trades.amount where side = "sell" and status != "settled")]. Net {"outflow" if out > back else "inflow"} {p.m(abs(out - back))}.

{today}. The largest unsettled ticket is {big.security} {p.h(big)} with {p.m(big.amount)}, {p.pc(big.amount, out + back)} of the unsettled amount [= {big.h}.amount / sum(trades.amount where status != "settled")]. Over all {p.n(len(t))} trades the amount is {p.m(total(t, "amount"))} {p.f("Amount of")}.

The cash balance itself is not among the sources.
"""


def event_morning(p: Page, w: World) -> str:
    """Morning briefing for the head of events."""
    r, s, t = w.rows["tickets.registrations"], w.rows["crm.sponsors"], w.rows["board.tasks"]
    late, now, soon = t[4], t[0], t[8]
    unpaid = where(r, paid="no")
    loose = [x for x in s if x.status != "signed"]
    big = ranked(loose, "amount")[0]
    kinds = "; ".join(f"{k} {p.n(len(rs))}" for k, rs in groups(r, "ticket"))
    money = total(r, "price")
    f_money = p.f("Price of")
    fresh = where(w.new, paid="no")
    return f"""
**{late.task} {p.h(late)} is {p.n((p.today - late.dueOn).days)} days late. {late.owner} should close it this morning.**

**Also today:** {now.task} {p.h(now)}, {now.owner}. **Next:** {soon.task} {p.h(soon)} on {p.d(soon.dueOn, "w")}.

**Registrations:** {p.n(len(r))}, up {p.n(len(w.new))} since the last run. All {p.n(len(w.new))} are standard tickets, {p.m(total(w.new, "price"))} together [= sum(registrations.price where registeredOn = {p.today - timedelta(days=1)})], and {p.n(len(fresh))} of them are not paid. {w.paid_now.attendee} {p.h(w.paid_now)} has now paid. Mix: {kinds}.

**Revenue:** {p.m(money)} booked {f_money}. {p.n(len(unpaid))} tickets are unpaid, {p.m(total(unpaid, "price"))} [= sum(registrations.price where paid = "no")], {p.pc(total(unpaid, "price"), money)} of it [= sum(registrations.price where paid = "no") / {f_money[1:-1]}].

**Sponsors:** {p.m(total(where(s, status="signed"), "amount"))} signed of {p.m(total(s, "amount"))} {p.f("Amount of", "sponsors")} {p.f("Sponsors by status")}. The biggest one without a signature is {big.sponsor} {p.h(big)}, {p.m(big.amount)}, status {big.status}. Contact: {big.contact}.
"""


def event_sponsors(p: Page, w: World) -> str:
    """An e-mail on sponsor risk."""
    s = w.rows["crm.sponsors"]
    loose = ranked([x for x in s if x.status != "signed"], "amount")
    signed = where(s, status="signed")
    tiers = ", ".join(f'{k} {p.m(total(rs, "amount"))} [= sum(sponsors.amount where tier = "{k}")]' for k, rs in sorted(groups(s, "tier"), key=lambda g: -total(g[1], "amount")))
    listed = "\n".join(f"{n}. {x.sponsor} {p.h(x)}, {x.tier}, {p.m(x.amount)}, {x.status}, contact {x.contact}" for n, x in enumerate(loose, 1))
    last = max(signed, key=lambda x: x.signedOn)
    mean = total(signed, "amount") / len(signed)
    every = total(s, "amount")
    return f"""
Subject: Sponsor money we do not have in writing

Please call {loose[0].contact} at {loose[0].sponsor} {p.h(loose[0])} before {p.x("noon")}. {p.m(loose[0].amount)} hangs on it.

{p.w(len(loose), upper=True)} of {p.n(len(s))} sponsors have not signed [= count(sponsors where signedOn is empty)]:

{listed}

That is {p.m(total(loose, "amount"))} [= sum(sponsors.amount where status != "signed")] of {p.m(every)} {p.f("Amount of", "sponsors")}, or {p.pc(total(loose, "amount"), every)}. Without them we stand at {p.m(total(signed, "amount"))}.

The most recent signature was on {p.d(last.signedOn)}, {p.n((p.today - last.signedOn).days)} days ago [= today - max(sponsors.signedOn)]. Signed sponsors average {p.m(round(mean))} [= average(sponsors.amount where status = "signed")].

By tier: {tiers}.

I suggest we give the open ones until {p.x("the end of next week")}, then release their booth space.
"""


def event_tasks(p: Page, w: World) -> str:
    """Stand-up by owner."""
    t, r = w.rows["board.tasks"], w.rows["tickets.registrations"]
    open_ = [x for x in t if x.status != "done"]
    late = sorted((x for x in open_ if x.dueOn < p.today), key=lambda x: x.dueOn)
    week = [x for x in open_ if p.today <= x.dueOn <= p.today + timedelta(days=7)]
    people = []
    for name, rs in groups(open_, "owner"):
        first = min(rs, key=lambda x: x.dueOn)
        people.append(f"**{name}** ({p.n(len(rs))} open): {first.task} {p.h(first)} first, due {p.d(first.dueOn)}.")
    shop = [(k, rs) for k, rs in groups(r, "workshop") if k]
    firm, most = groups(r, "company")[0]
    lead = f"{late[0].task} {p.h(late[0])} was due {p.d(late[0].dueOn)}"
    return f"""
{lead}. {late[0].owner}, what blocks it?

{chr(10).join(people)}

Board: {p.n(len(open_))} [= count(tasks where status != "done")] of {p.n(len(t))} tasks open, {p.pc(len(open_), len(t))}. Late: {p.n(len(late))} {p.f("task", "overdue")}. Due within {p.x("7 days")}: {p.n(len(week))} [= count(tasks where status != "done" and dueOn >= today and dueOn <= today + 7)].

For the caterer and the rooms: {p.n(len(r))} people registered {p.f("Registrations:", "registrations")}; workshops {", ".join(f"{k} {p.n(len(rs))}" for k, rs in shop)}. {p.n(len(where(r, workshop=None)))} chose none [= count(registrations where workshop is empty)]. {firm} sends {p.n(len(most))} [= count(registrations where company = "{firm}")] from {p.n(len(groups(r, "company")))} companies [= distinct(registrations.company)].
"""


def freight_morning(p: Page, w: World) -> str:
    """Control tower briefing."""
    s = w.rows["tms.shipments"]
    late, due, held = [s[0], s[7], s[12]], s[2], s[4]
    slip = max(late, key=lambda r: (r.eta - w.was[r.number]).days)
    customs = where(s, status="customs")
    live = [r for r in s if r.status != "delivered"]
    today = [r for r in live if r.eta == p.today]
    listed = "\n".join(f"- {p.t(r.number, r.number)} {p.h(r)}, {r.customer}, {r.origin} to {r.destination}: ETA {p.d(w.was[r.number])} → {p.d(r.eta)}, {p.c((r.eta - w.was[r.number]).days, 'day', digits=True)} later [= {r.h}.eta - before({r.h}.eta)]" for r in late)
    return f"""
**Tell {slip.customer} about {p.t(slip.number, slip.number)} {p.h(slip)}.** It slipped {p.c((slip.eta - w.was[slip.number]).days, "day", digits=True)} and now arrives on {p.d(slip.eta, "w")}. Carrier: {slip.carrier}.

**Delayed since the last run** ({p.n(len(late))}):
{listed}

**Due today:** {p.n(len(today))} [= count(shipments where status != "delivered" and eta = today)]{", among them" if len(today) > 1 else ":"} {p.t(due.number, due.number)} {p.h(due)} into {due.destination}, {p.c(due.pallets, "pallet", digits=True)}, {p.n(due.weightKg)} kg.

**Customs:** {p.n(len(customs))} shipments {p.f("Shipments by status")}, {p.n(total(customs, "pallets"))} pallets [= sum(shipments.pallets where status = "customs")]. {p.t(held.number, held.number)} {p.h(held)} was picked up {p.n((p.today - held.pickedUp).days)} days ago [= today - {held.h}.pickedUp] and should arrive {p.rel(held.eta)}. Ask the broker.

**On the road in total:** {p.n(len(live))} of {p.n(len(s))} not delivered, {p.m(total(live, "freight"))} freight [= sum(shipments.freight where status != "delivered")].

The carrier portal failed, so booked unloading slots are not known. Confirm them by phone.
"""


def freight_carriers(p: Page, w: World) -> str:
    """Carrier comparison, table with formulas in cells."""
    s, c = w.rows["tms.shipments"], w.rows["tms.claims"]
    names = sorted(groups(s, "carrier"), key=lambda g: -total(g[1], "freight"))
    table = "\n".join(f'| {k} | {p.n(len(rs))} | {p.m(total(rs, "freight"))} [= sum(shipments.freight where carrier.name = "{k}")] | {p.n(len(where(rs, status="delayed")))} | {p.m(round(total(rs, "freight") / len(rs)))} |' for k, rs in names)
    name, top = names[0]
    freight, kilos = total(s, "freight"), total(s, "weightKg")
    f_eur, f_kg = p.f("Freight of"), p.f("weight kg in all")
    big = ranked(s, "freight")[0]
    open_ = where(c, status=("open", "with insurer"))
    old = min(open_, key=lambda r: r.openedOn)
    return f"""
**{name} takes {p.pc(total(top, "freight"), freight)} [= sum(shipments.freight where carrier.name = "{name}") / {f_eur[1:-1]}] of the freight spend. Use that in the next rate talk.**

| Carrier | Shipments | Freight | Delayed | Per shipment |
|---|---:|---:|---:|---:|
{table}

All told {p.m(freight)} {f_eur} for {p.n(total(s, "pallets"))} pallets {p.f("pallets in all")} and {p.n(kilos)} kg {f_kg}. That is {p.m(round(1000 * freight / kilos, 2))} per tonne [= 1000 * {f_eur[1:-1]} / {f_kg[1:-1]}]. The dearest load is {p.t(big.number, big.number)} {p.h(big)}, {p.m(big.freight)} from {big.origin} to {big.destination}.

Claims: {p.n(len(open_))} of {p.n(len(c))} are not settled [= count(claims where status != "settled")], {p.m(total(open_, "amount"))} [= sum(claims.amount where status in ("open", "with insurer"))]. {p.t(old.claim, old.claim)} {p.h(old)} for {old.reason} is the oldest, opened {p.d(old.openedOn)}, {p.n((p.today - old.openedOn).days)} days ago.

Carrier portal: failed. On-time rates cannot be given.
"""


def freight_tag(p: Page, w: World) -> str:
    """Tagesbericht der Spedition auf Deutsch."""
    s, c = w.rows["tms.shipments"], w.rows["tms.claims"]
    late = [s[0], s[7], s[12]]
    done = s[9]
    soon = sorted((r for r in s if r.status != "delivered" and r.eta <= p.today + timedelta(days=2)), key=lambda r: r.eta)
    firms_ = groups(s, "customer")
    firm, most = firms_[0]
    heavy = ranked(s, "weightKg")[0]
    with_ = where(c, status="with insurer")
    moved = ", ".join(f"{p.t(r.number, r.number)} {p.h(r)} auf den {p.d(r.eta, 's')} (bisher {p.d(w.was[r.number], 's')})" for r in late)
    return f"""
**Zuerst {late[0].customer} anrufen:** {p.t(late[0].number, late[0].number)} {p.h(late[0])} von {late[0].origin} nach {late[0].destination} ist verspätet. Neue Ankunft {p.d(late[0].eta, "w")}, {p.c((late[0].eta - w.was[late[0].number]).days, "Tag", "Tage", digits=True)} später als geplant [= {late[0].h}.eta - before({late[0].h}.eta)].

- Verspätet seit dem letzten Lauf: {moved}.
- Zugestellt: {p.t(done.number, done.number)} {p.h(done)}.
- Ankunft bis {p.d(p.today + timedelta(days=2), "s")}: {p.n(len(soon))} Sendungen [= count(shipments where status != "delivered" and eta <= today + 2)], zusammen {p.n(total(soon, "pallets"))} Paletten [= sum(shipments.pallets where status != "delivered" and eta <= today + 2)].
- {"Viele" if len(firms_) > 1 and len(firms_[1][1]) == len(most) else "Meiste"} Sendungen: {firm} mit {p.n(len(most))} [= count(shipments where customer = "{firm}")] von {p.n(len(s))}.
- Schwerste Sendung: {p.t(heavy.number, heavy.number)} {p.h(heavy)}, {p.n(heavy.weightKg)} kg auf {p.n(heavy.pallets)} Paletten.
- Fracht gesamt: {p.m(total(s, "freight"))} {p.f("Freight of")}, im Mittel {p.m(round(total(s, "freight") / len(s), 2))} je Sendung [= average(shipments.freight)].
- Schäden: {p.n(len(with_))} liegen beim Versicherer, {p.m(total(with_, "amount"))} {p.f("Cargo claims by status")}; alle {p.n(len(c))} zusammen {p.m(total(c, "amount"))} {p.f("Amount of")}.

Das Carrier-Portal war nicht erreichbar. Zu Zeitfenstern an der Rampe liegt nichts vor.
"""


Text = tuple[Callable[[World], str], str, Callable[[Page, World], str], tuple[str, str]]
TEXTS: list[Text] = [
    (firms.school, "2026-11-17", school_morning, ("en-GB", "en-GB")),
    (firms.school, "2026-11-27", school_trips, ("en-GB", "en-GB")),
    (firms.fund, "2026-11-13", fund_open, ("fr-FR", "en-US")),
    (firms.fund_usd, "2026-11-20", fund_sectors, ("en-US", "en-US")),
    (firms.fund, "2026-11-18", fund_cash, ("en-GB", "fr-FR")),
    (firms.event, "2026-11-23", event_morning, ("en-US", "en-US")),
    (firms.event, "2026-11-23", event_sponsors, ("en-US", "en-US")),
    (firms.event, "2026-11-30", event_tasks, ("en-US", "en-US")),
    (firms.freight, "2026-11-25", freight_morning, ("en-GB", "en-GB")),
    (firms.freight, "2026-11-27", freight_carriers, ("en-US", "en-GB")),
    (firms.freight, "2026-11-26", freight_tag, ("de-DE/de", "de-DE/de")),
]
