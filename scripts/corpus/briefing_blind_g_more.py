"""Texts of blind_g.jsonl: flats, plant and newsroom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import briefing_blind_g_worlds as worlds
from briefing_blind import Page, World, groups, mean, ranked, total, where


def flats_today(p: Page, w: World) -> str:
    """What needs me today, for a property manager: numbered actions."""
    t, j = w.rows["lettings.tenancies"], w.rows["repairs.jobs"]
    worst = max(t, key=lambda r: r.arrears / r.rent)
    owing = [r for r in t if r.arrears > 0]
    old, booked, done, dear = j[0], j[3], j[5], j[8]
    ending = sorted((r for r in t if r.leaseEnd <= p.today + timedelta(days=60)), key=lambda r: r.leaseEnd)
    open_ = where(j, status="open")
    bare = where(open_, contractor=None)
    first = where(bare, priority="P1")
    said = "; ".join(f"{r.fault} at {r.address} {p.h(r)}, {r.priority}" for r in w.new)
    f_rent, f_owed = p.f("Rent of"), p.f("Arrears of")
    return f"""
1. **{old.fault} at {old.address} {p.h(old)}: find a contractor today.** P1, reported {p.d(old.reportedOn)}, {p.n((p.today - old.reportedOn).days)} days ago [= today - {old.h}.reportedOn], still open and nobody assigned. Quote is {p.m(old.quote)}.
2. **Speak to {worst.tenant}, {worst.address} {p.h(worst)}.** Arrears of {p.m(worst.arrears)} against a rent of {p.m(worst.rent)}, {p.n(worst.arrears / worst.rent, 1)} months [= {worst.h}.arrears / {worst.h}.rent].
3. **Triage the new jobs:** {said}. None of the {p.w(len(w.new))} has a quote yet.
4. **Approve or refuse the new price for {dear.fault.lower()} at {dear.address} {p.h(dear)}.** The quote went from {p.m(w.quote_was)} to {p.m(dear.quote)}, {p.m(dear.quote - w.quote_was)} more [= {dear.h}.quote - before({dear.h}.quote)].
5. **Renewals:** {p.c(len(ending), "lease", digits=True)} end within {p.x("60 days")} [= count(tenancies where leaseEnd <= today + 60)]. {ending[0].address} {p.h(ending[0])} is first, {p.d(ending[0].leaseEnd)}.

Since yesterday {booked.fault.lower()} at {booked.address} {p.h(booked)} was booked and {done.fault.lower()} at {done.address} {p.h(done)} finished.

Background: {p.n(len(owing))} [= count(tenancies where arrears > 0)] of {p.n(len(t))} tenancies owe rent, {p.m(total(t, "arrears"))} in all {f_owed}. One month's rent roll is {p.m(total(t, "rent"))} {f_rent}, so arrears are {p.pc(total(t, "arrears"), total(t, "rent"))} of it [= {f_owed[1:-1]} / {f_rent[1:-1]}]. {p.n(len(bare))} open jobs have no contractor [= count(jobs where status = "open" and contractor is empty)], {p.n(len(first))} of them P1.
"""


def flats_arrears(p: Page, w: World) -> str:
    """Arrears by building, a table and advice."""
    t = w.rows["lettings.tenancies"]
    owing = ranked([r for r in t if r.arrears > 0], "arrears")
    deep = [r for r in owing if r.arrears > r.rent]
    houses = sorted(groups(t, "building"), key=lambda g: -total(g[1], "arrears"))
    table = "\n".join(f"| {name} | {p.n(len(rs))} | {p.m(total(rs, 'rent'))} | {p.m(total(rs, 'arrears'))} |" for name, rs in houses)
    name, top = houses[0]
    three = owing[:3]
    names = ", ".join(f"{r.tenant} at {r.address} {p.h(r)} ({p.m(r.arrears)})" for r in three)
    sums = " + ".join(f"{r.h}.arrears" for r in three)
    return f"""
**Go after {owing[0].tenant} first: {p.m(owing[0].arrears)} at {owing[0].address} {p.h(owing[0])}.** The top {p.x('three')} are {names}. Together they owe {p.m(total(three, "arrears"))} [= {sums}], {p.pc(total(three, "arrears"), total(t, "arrears"))} of all arrears.

| Building | Tenancies | Monthly rent | Arrears |
|---|---:|---:|---:|
{table}
| **All** | {p.n(len(t))} | {p.m(total(t, "rent"))} | {p.m(total(t, "arrears"))} |

- {name} alone accounts for {p.m(total(top, "arrears"))} [= sum(tenancies.arrears where building = "{name}")].
- {p.w(len(deep), upper=True)} tenants owe more than a month's rent [= count(tenancies where arrears > rent)]. Send those a formal letter.
- {p.n(len(t) - len(owing))} tenancies owe nothing [= count(tenancies where arrears = 0)].
- Where something is owed, the average is {p.m(round(mean(owing, "arrears"), 2))} [= average(tenancies.arrears where arrears > 0)].

Payment plans are not in this data. Check for one before a letter goes out.
"""


def flats_repairs(p: Page, w: World) -> str:
    """Weekly repairs review, by trade and status."""
    j = w.rows["repairs.jobs"]
    live = [r for r in j if r.status != "done"]
    trades = groups(live, "trade")
    listed = "\n".join(f'- {name}: {p.n(len(rs))} [= count(jobs where trade = "{name}" and status != "done")], {p.m(total(rs, "quote"))} quoted [= sum(jobs.quote where trade = "{name}" and status != "done")]' for name, rs in trades)
    urgent = where(live, priority="P1")
    slow = [r for r in live if (p.today - r.reportedOn).days > 14]
    big = ranked(live, "quote")[0]
    mean_age = sum((p.today - r.reportedOn).days for r in live) / len(live)
    stuck = where(j, status="waiting for parts")
    parts = f"{p.n(len(stuck))} waiting for parts, of which {stuck[0].fault.lower()} at {stuck[0].address} {p.h(stuck[0])} was reported {p.d(stuck[0].reportedOn)}" if stuck else "none waiting for parts"
    return f"""
## Decide first
{j[0].fault}, {j[0].address} {p.h(j[0])}. It is the oldest P1, {p.n((p.today - j[0].reportedOn).days)} days open, and has no contractor. Offer it to a second firm today.

## State of repairs
{p.n(len(live))} [= count(jobs where status != "done")] of {p.n(len(j))} jobs are not done; {parts}. {p.n(len(urgent))} of the unfinished ones are P1 [= count(jobs where status != "done" and priority = "P1")]. By trade:
{listed}

## Age
{p.n(len(slow))} unfinished jobs are older than {p.x("two weeks")} [= count(jobs where status != "done" and reportedOn < today - 14)], {p.pc(len(slow), len(live))}. Mean age is {p.n(mean_age, 1)} days.

## Cost
Quotes on the list add up to {p.m(total(j, "quote"))} {p.f("Quote of")}; work still to do is {p.m(total(live, "quote"))} of that [= sum(jobs.quote where status != "done")]. Biggest: {big.fault.lower()} at {big.address} {p.h(big)}, {p.m(big.quote)}{f", with {big.contractor}" if big.contractor else ", no contractor yet"}.
"""


def plant_tag(p: Page, w: World) -> str:
    """Schichtübergabe auf Deutsch."""
    m, o, s = w.rows["mes.machines"], w.rows["cmms.orders"], w.rows["mes.shifts"]
    down, job, late = m[4], o[0], o[3]
    last = s[-3:]
    day = last[0].day
    due = [r for r in o if r.due == p.today and r.status != "erledigt"]
    made = total(s, "produced")
    over = m[2]
    f_made, f_plan, f_bad = p.f("produced in all"), p.f("planned in all"), p.f("scrap in all")
    worst = max(s, key=lambda r: r.downtimeMinutes)
    shifts = "\n".join(f"- {r.shift.capitalize()}: {p.n(r.produced)} von {p.n(r.planned)} Teilen, {p.n(r.scrap)} Ausschuss, {p.n(r.downtimeMinutes)} min Stillstand {p.h(r)}" for r in last)
    return f"""
**Zuerst: {down.name} {p.h(down)} steht.** Die OEE fiel von {p.n(w.oee_was, 1)} auf {p.n(down.oee, 1)}, Status von running auf down. Auftrag {p.t(job.number, job.number)} {p.h(job)} ({job.job}) ist in Arbeit bei {job.technician}, geplant {p.n(job.plannedHours, 1)} Stunden.

**Schichten am {p.d(day, "l")}**
{shifts}

Zusammen {p.n(total(last, "produced"))} Teile [= sum(shifts.produced where day = {day})]. Über alle {p.n(len(s))} Schichten sind es {p.n(made)} {f_made} bei {p.n(total(s, "planned"))} geplanten {f_plan}, also {p.pc(made, total(s, "planned"), 1)} [= {f_made[1:-1]} / {f_plan[1:-1]}]. Ausschussquote {p.pc(total(s, "scrap"), made, 1)} [= {f_bad[1:-1]} / {f_made[1:-1]}].

**Offen**
- {p.t(late.number, late.number)} {p.h(late)} ({late.job}, {late.machine}) ist seit {p.n((p.today - late.due).days)} Tagen fällig [= today - {late.h}.due] und hat keinen Techniker. Bitte zuteilen.
- Fällig am {p.d(p.today, "s")}: {p.c(len(due), "Auftrag", "Aufträge", digits=True)} [= count(orders where due = today and status != "erledigt")].
- {over.name} {p.h(over)}: Wartung war am {p.d(over.nextService, "n")}, {p.n((p.today - over.nextService).days)} Tage überfällig.
- Längster Stillstand: {p.n(worst.downtimeMinutes)} min, {p.d(worst.day, "s")}, Schicht {worst.shift}.

Die Ersatzteilliste kam nur teilweise (Quelle Ersatzteile). Was dort fehlt, sagt nichts über den Bestand.
"""


def plant_woche(p: Page, w: World) -> str:
    """Wochenblick der Instandhaltung auf Deutsch, mit Tabelle."""
    m, o, parts = w.rows["mes.machines"], w.rows["cmms.orders"], w.rows["erp.parts"]
    open_ = [r for r in o if r.status != "erledigt"]
    late = sorted((r for r in open_ if r.due < p.today), key=lambda r: r.due)
    none = where(open_, technician=None)
    people = [(k, rs) for k, rs in groups(open_, "technician") if k]
    table = "\n".join(f'| {k} | {p.n(len(rs))} | {p.n(total(rs, "plannedHours"), 1)} [= sum(orders.plannedHours where technician = "{k}" and status != "erledigt")] |' for k, rs in people)
    low = [r for r in parts if r.stock < r.minimum]
    gone = " und ".join(f"{r.name} {p.h(r)} (Bestand {p.n(r.stock)}, Minimum {p.n(r.minimum)})" for r in low if r.stock)
    oven = m[5]
    halls = ", ".join(f"{k} {p.n(mean(rs, 'oee'), 1)}" for k, rs in sorted(groups(m, "hall")))
    high = where(open_, priority="hoch")
    return f"""
**{late[0].job} an {late[0].machine} zuteilen** ({p.t(late[0].number, late[0].number)} {p.h(late[0])}). Der Auftrag war am {p.d(late[0].due, "l")} fällig.

### Aufträge
{p.n(len(open_))} von {p.n(len(o))} Aufträgen sind nicht erledigt [= count(orders where status != "erledigt")], {p.n(len(late))} davon überfällig [= count(orders where status != "erledigt" and due < today)] und {p.n(len(high))} mit Priorität hoch [= count(orders where status != "erledigt" and priority = "hoch")]. {p.n(len(none))} haben keinen Techniker [= count(orders where status != "erledigt" and technician is empty)].

| Techniker | Aufträge | Stunden |
|---|---:|---:|
{table}

Geplant sind für alles Offene {p.n(total(open_, "plannedHours"), 1)} Stunden [= sum(orders.plannedHours where status != "erledigt")]; die ganze Liste hat {p.n(total(o, "plannedHours"), 1)} {p.f("planned hours in all")}.

### Maschinen
- {oven.name} {p.h(oven)} hat {p.n(oven.runHours)} Betriebsstunden bei einem Intervall von {p.n(oven.serviceEvery)}: {p.n(oven.runHours - oven.serviceEvery)} zu viel [= {oven.h}.runHours - {oven.h}.serviceEvery].
- Mittlere OEE: {p.n(mean(m, "oee"), 1)} [= average(machines.oee)]. Nach Halle: {halls}.

### Teile (Liste unvollständig)
Unter Minimum: {gone}. {parts[0].name} {p.h(parts[0])} ist ganz aus, ein Stück kostet {p.m(parts[0].price)}. Bestellung bis {p.x("Freitag")} auslösen.
"""


def plant_output(p: Page, w: World) -> str:
    """Output review in English, for a plant manager."""
    s = w.rows["mes.shifts"]
    made, planned = total(s, "produced"), total(s, "planned")
    kinds = groups(s, "shift")
    rank = sorted(kinds, key=lambda g: -total(g[1], "produced"))
    best, worst = rank[0], rank[-1]
    days = sorted(groups(s, "day"))
    rows = "\n".join(f"| {p.d(d, 'w')} | {p.n(total(rs, 'produced'))} [= sum(shifts.produced where day = {d})] | {p.n(total(rs, 'scrap'))} | {p.n(total(rs, 'downtimeMinutes'))} |" for d, rs in days)
    top, low = ranked(s, "produced")[0], ranked(s, "produced")[-1]
    hit = [r for r in s if r.produced >= r.planned]
    f_down = p.f("downtime minutes in all")
    return f"""
**Look at the {worst[0]} shift: {p.n(total(worst[1], "produced"))} parts [= sum(shifts.produced where shift = "{worst[0]}")] in {p.w(len(days))} days**, {p.n(total(best[1], "produced") - total(worst[1], "produced"))} fewer than {best[0]}, which made {p.n(total(best[1], "produced"))} [= sum(shifts.produced where shift = "{best[0]}")].

| Day | Produced | Scrap | Downtime, min |
|---|---:|---:|---:|
{rows}

- Output was {p.n(made)} {p.f("produced in all")} against {p.n(planned)} planned {p.f("planned in all")}: short by {p.n(planned - made)} [= sum(shifts.planned) - sum(shifts.produced)], or {p.pc(planned - made, planned, 1)} of plan.
- {p.n(len(hit))} [= count(shifts where produced >= planned)] of {p.n(len(s))} shifts reached plan.
- Best: {p.d(top.day)}, {top.shift}, {p.n(top.produced)} {p.h(top)}. Weakest: {p.d(low.day)}, {low.shift}, {p.n(low.produced)} {p.h(low)}. The gap is {p.n(top.produced - low.produced)} parts.
- Downtime came to {p.n(total(s, "downtimeMinutes"))} minutes {f_down}, {p.n(total(s, "downtimeMinutes") / 60, 1)} hours [= {f_down[1:-1]} / 60], an average of {p.n(mean(s, "downtimeMinutes"), 1)} per shift [= average(shifts.downtimeMinutes)].

Reasons for downtime are not recorded. The parts source was only partly read, so nothing here rests on it.
"""


def news_conference(p: Page, w: World) -> str:
    """Morning conference: what files today."""
    s = w.rows["cms.stories"]
    now = sorted((r for r in s if r.day == p.today and r.status not in ("filed", "published", "held")), key=lambda r: r.deadline)
    moved, filed, long, held = s[0], s[3], s[5], s[6]
    over = [r for r in s if r.words > r.target]
    listed = "\n".join(f"- **{p.clock(r.deadline)}** {r.headline} {p.h(r)}, {r.editor}, {r.status}, {p.n(r.words)} of {p.n(r.target)} words" for r in now)
    desks = ", ".join(f"{k} {p.n(len(rs))}" for k, rs in groups(s, "desk"))
    far = max(over, key=lambda r: r.words - r.target)
    return f"""
**{now[0].headline} {p.h(now[0])} is due first, at {p.clock(now[0].deadline)}, and is still a {now[0].status}.** {now[0].editor}, can it make it?

Still to come today, {p.n(len(now))} pieces:
{listed}

**Moved overnight:** {moved.headline} {p.h(moved)} from draft to in edit; {filed.headline} {p.h(filed)} from in edit to filed; {held.headline} {p.h(held)} from filed to held. {long.headline} {p.h(long)} grew from {p.n(w.words_was)} to {p.n(long.words)} words, {p.n(long.words - w.words_was)} more [= {long.h}.words - before({long.h}.words)].

**Length:** {p.n(len(over))} of {p.n(len(s))} stories run over target [= count(stories where words > target)]. Worst is {far.headline} {p.h(far)}, {p.n(far.words - far.target)} over [= {far.h}.words - {far.h}.target]. The whole budget is {p.n(total(s, "words"))} words {p.f("words in all")}.

**By desk:** {desks}.

Subscriptions failed to load, so there are no conversion figures this morning.
"""


def news_traffic(p: Page, w: World) -> str:
    """Audience note for the editor in chief, prose."""
    g = w.rows["stats.pages"]
    by = ranked(g, "views")
    views, subs = total(g, "views"), total(g, "newsletterSignups")
    f_views, f_subs = p.f("views in all"), p.f("newsletter signups in all")
    top, three, low = by[0], by[:3], by[-1]
    best = max(g, key=lambda r: r.newsletterSignups / r.views)
    long = ranked(g, "avgSeconds")[0]
    sums = " + ".join(f"{r.h}.views" for r in three)
    big = [r for r in g if r.views > 50000]
    return f"""
Put the newsletter box higher on {top.title} {p.h(top)}. It drew {p.n(top.views)} views in the last {p.x("seven days")}, more than any other page, and {p.n(top.newsletterSignups)} signups.

All {p.n(len(g))} pages on the list had {p.n(views)} views {f_views}, a mean of {p.n(round(views / len(g)))} each [= average(pages.views)]. The first {p.x('three')}, {three[0].title} {p.h(three[0])}, {three[1].title} {p.h(three[1])} and {three[2].title} {p.h(three[2])}, brought {p.n(total(three, "views"))} [= {sums}]. That is {p.pc(total(three, "views"), views)} of the total [= ({sums}) / {f_views[1:-1]}]. {p.c(len(big), "page", digits=True, upper=True)} passed {p.x("50,000")} [= count(pages where views > 50000)]. The smallest is {low.title} {p.h(low)} at {p.n(low.views)}.

Signups came to {p.n(subs)} {f_subs}, {p.n(1000 * subs / views, 2)} per thousand views [= 1000 * {f_subs[1:-1]} / {f_views[1:-1]}]. The best rate is on {best.title} {p.h(best)}: {p.n(best.newsletterSignups)} from {p.n(best.views)} views, {p.pc(best.newsletterSignups, best.views, 2)} [= {best.h}.newsletterSignups / {best.h}.views]. {f"Readers stayed longest on {long.title} {p.h(long)}, {p.n(long.avgSeconds)} seconds on average." if len(where(g, avgSeconds=long.avgSeconds)) == 1 else ""}

I have nothing on paid subscriptions: that source failed today. Last week's page figures are not here either, so I cannot call a trend.
"""


def news_fees(p: Page, w: World) -> str:
    """Freelance budget watch."""
    c = w.rows["desk.commissions"]
    late, bill = c[0], where(c, status="invoiced")
    out = where(c, status=("commissioned", "filed", "invoiced"))
    paid = where(c, status="paid")
    states = "\n".join(f"| {k} | {p.n(len(rs))} | {p.m(total(rs, 'fee'))} |" for k, rs in groups(c, "status"))
    big = ranked(out, "fee")[0]
    soon = [r for r in c if r.status == "commissioned" and p.today <= r.dueOn <= p.today + timedelta(days=7)]
    after = f"{p.n(len(soon))} more fall due by {p.d(p.today + timedelta(days=7))} [= count(commissions where status = \"commissioned\" and dueOn >= today and dueOn <= today + 7)], {p.m(total(soon, 'fee'))}." if soon else ""
    return f"""
**Ask {late.writer} where {late.piece} {p.h(late)} is.** It was due {p.d(late.dueOn, "w")}, {p.n((p.today - late.dueOn).days)} days ago [= today - {late.h}.dueOn], fee {p.m(late.fee)}. {after}

| Status | Pieces | Fees |
|---|---:|---:|
{states}

Committed and unpaid: {p.m(total(out, "fee"))} [= sum(commissions.fee where status != "paid")] across {p.n(len(out))} pieces. Paid so far: {p.m(total(paid, "fee"))} [= sum(commissions.fee where status = "paid")]. Everything on the books: {p.m(total(c, "fee"))} {p.f("Fee of")}.

- Pay now: {p.n(len(bill))} invoiced, {p.m(total(bill, "fee"))} {p.f("Freelance commissions by status")}. {bill[0].writer} {p.h(bill[0])} is among them with {p.m(bill[0].fee)}.
- Largest unpaid fee: {big.writer}, {big.piece} {p.h(big)}, {p.m(big.fee)}, agreed {p.d(big.agreedOn)}.
- The average fee is {p.m(round(total(c, "fee") / len(c)))} [= average(commissions.fee)].

No freelance budget is in the data, so "on track" is not something I can say.
"""


Text = tuple[Callable[[World], str], str, Callable[[Page, World], str], tuple[str, str]]
TEXTS: list[Text] = [
    (worlds.flats, "2026-11-24", flats_today, ("en-GB", "en-GB")),
    (worlds.flats, "2026-11-24", flats_arrears, ("en-GB", "en-US")),
    (worlds.flats, "2026-11-27", flats_repairs, ("en-GB", "en-GB")),
    (worlds.plant, "2026-11-19", plant_tag, ("de-DE/de", "de-DE/de")),
    (worlds.plant, "2026-11-20", plant_woche, ("de-DE/de", "de-DE/de")),
    (worlds.plant, "2026-11-19", plant_output, ("en-US", "en-GB")),
    (worlds.newsroom, "2026-11-20", news_conference, ("en-US", "en-US")),
    (worlds.newsroom, "2026-11-20", news_traffic, ("en-US", "en-US")),
    (worlds.newsroom, "2026-11-25", news_fees, ("en-US", "en-US")),
]
