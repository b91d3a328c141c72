"""Texts of blind_f.jsonl about campaigns, invoices, product usage, incidents and partners."""

from __future__ import annotations

from datetime import timedelta

from briefing_blind import Page, World, day_of, groups, mean, median, ranked, total, where


def campaigns_weekly(p: Page, w: World) -> str:
    """A weekly marketing report with a table by channel."""
    c, n = w.rows["ads.campaigns"], w.rows["hubspot.leads"]
    by = sorted(groups(c, "channel"), key=lambda one: -total(one[1], "spend"))
    table = "\n".join(
        f'| {name} | {p.n(len(rows))} | {p.m(total(rows, "spend"), 2)} [= sum(campaigns.spend where channel = "{name}")] | {p.n(total(rows, "leads"))} [= sum(campaigns.leads where channel = "{name}")] | {p.m(total(rows, "spend") / total(rows, "leads"), 2)} [= sum(campaigns.spend where channel = "{name}") / sum(campaigns.leads where channel = "{name}")] |'
        for name, rows in by
    )
    over = [r for r in c if r.spend > r.budget]
    best = min(c, key=lambda r: r.spend / r.leads)
    worst = max(c, key=lambda r: r.spend / r.leads)
    spend, leads = total(c, "spend"), total(c, "leads")
    late = [r for r in c if r.ends < p.today]
    return f"""
**Stop or top up {over[0].name} {p.h(over[0])}.** It has spent {p.m(over[0].spend, 2)} against a budget of {p.m(over[0].budget)}, {p.m(over[0].spend - over[0].budget, 2)} over [= {over[0].h}.spend - {over[0].h}.budget].

{late[0].name} {p.h(late[0])} ended on {p.d(late[0].ends)} and is still listed as {late[0].status}.

## By channel

| Channel | Campaigns | Spend | Leads | Cost per lead |
|---|---:|---:|---:|---:|
{table}
| All | {p.n(len(c))} | {p.m(spend, 2)} | {p.n(leads)} | {p.m(spend / leads, 2)} [= sum(campaigns.spend) / sum(campaigns.leads)] |

{by[0][0]} takes {p.pc(total(by[0][1], "spend"), spend)} of spend [= sum(campaigns.spend where channel = "{by[0][0]}") / sum(campaigns.spend)] and brings {p.pc(total(by[0][1], "leads"), leads)} of leads [= sum(campaigns.leads where channel = "{by[0][0]}") / sum(campaigns.leads)].

## Best and worst

- Cheapest leads: {best.name} {p.h(best)}, {p.n(best.leads)} leads for {p.m(best.spend, 2)}, or {p.m(best.spend / best.leads, 2)} each [= {best.h}.spend / {best.h}.leads].
- Dearest: {worst.name} {p.h(worst)}, {p.m(worst.spend / worst.leads, 2)} a lead [= {worst.h}.spend / {worst.h}.leads].

## Changed

- {w.up.name} {p.h(w.up)}: {p.n(w.up.leads - w.up_was)} more leads [= {w.up.h}.leads - before({w.up.h}.leads)], now {p.n(w.up.leads)}.
- {w.spent.name} {p.h(w.spent)}: spend {p.m(w.spent_was, 2)} → {p.m(w.spent.spend, 2)}.
- {w.paused.name} {p.h(w.paused)} was paused.

HubSpot shows {p.n(len(n))} new leads {p.f("new leads:", "leads")}. Mailchimp failed to load, so email is missing from all of this.
"""


def campaigns_spend(p: Page, w: World) -> str:
    """A budget check in bullets, in a terse voice."""
    c = w.rows["ads.campaigns"]
    live = where(c, status="active")
    spend, budget = total(c, "spend"), total(c, "budget")
    tight = sorted(live, key=lambda r: -r.spend / r.budget)[:4]
    soon = sorted((r for r in c if 0 <= (r.ends - p.today).days <= 14), key=lambda r: r.ends)
    top = ranked(c, "spend")[:3]
    lines = "\n".join(
        f"- {r.name} {p.h(r)}: {p.m(r.spend, 2)} of {p.m(r.budget)}, {p.pc(r.spend, r.budget)} [= {r.h}.spend / {r.h}.budget], ends {p.d(r.ends)}, {r.owner}"
        for r in tight
    )
    ends = ", ".join(f"{r.name} {p.h(r)} ({p.d(r.ends)})" for r in soon[:4])
    owners = "; ".join(
        f"{who} {p.m(total(rows, 'spend'), 2)} on {p.n(len(rows))}"
        for who, rows in groups(c, "owner")
    )
    return f"""
Look at {tight[0].name} {p.h(tight[0])} today. It has used {p.pc(tight[0].spend, tight[0].budget)} of its budget [= {tight[0].h}.spend / {tight[0].h}.budget]. Its budget went up by {p.m(tight[0].budget - w.topped_was)} [= {tight[0].h}.budget - before({tight[0].h}.budget)] since the last run, and that was not enough.

**Closest to their budget (active only)**
{lines}

**Totals**
- Spent: {p.m(spend, 2)} {p.f("Spend of")} of {p.m(budget)} {p.f("Budget of")}
- Left: {p.m(budget - spend, 2)} [= {p.f("Budget of")[1:-1]} - {p.f("Spend of")[1:-1]}], {p.pc(budget - spend, budget)} of the budget
- Top {p.x("3")} by spend: {", ".join(f"{r.name} {p.h(r)}" for r in top)}, {p.m(sum(r.spend for r in top), 2)} together [= {" + ".join(f"{r.h}.spend" for r in top)}]
- Active: {p.n(len(live))} of {p.n(len(c))} campaigns, {p.m(total(live, "spend"), 2)} {p.f("by status")}
- By owner: {owners} campaigns {p.f("by owner")}

**Ending within {p.x("two weeks")}:** {ends or "none"}{f" ({p.n(len(soon))} in all [= count(campaigns where end_date >= today and end_date <= today + 14)])" if len(soon) > 1 else ""}.

Not in here: email sends, because the Mailchimp source failed.
"""


def campaigns_leads(p: Page, w: World) -> str:
    """Which new leads to call: prose, then a list."""
    n, c = w.rows["hubspot.leads"], w.rows["ads.campaigns"]
    hot = sorted((r for r in n if r.grade == "A" and not r.answered), key=lambda r: r.day)
    cold = [r for r in n if not r.answered]
    per = groups(n, "campaign")
    big = max(n, key=lambda r: r.size)
    fresh = [r for r in n if r.day >= p.today - timedelta(days=1)]
    grades = ", ".join(
        f'{p.n(len(rows))} {name} [= count(hubspot.leads where grade = "{name}")]'
        for name, rows in sorted(groups(n, "grade"))
    )
    lines = "\n".join(
        f"{k}. {r.name} {p.h(r)}: {p.n(r.size)} employees, from {r.campaign}, waiting since {p.d(r.day, 'w')}"
        for k, r in enumerate(hot, 1)
    )
    click = max(c, key=lambda r: r.clicks)
    return f"""
{p.c(len(hot), "A lead", upper=True)} [= count(hubspot.leads where grade = "A" and contacted = no)] {"has" if len(hot) == 1 else "have"} not been contacted. Call in this order:

{lines}

In all {p.n(len(n))} new leads came in {p.f("new leads:", "leads")}, graded {grades}. {p.n(len(cold))} [= count(hubspot.leads where contacted = no)] are uncontacted, which is {p.pc(len(cold), len(n))}. {p.n(len(fresh))} [= count(hubspot.leads where created >= today - 1)] arrived since yesterday. The largest company is {big.name} {p.h(big)} with {p.n(big.size)} employees, grade {big.grade}, {"already contacted" if big.answered else "not yet contacted"}; the average is {p.n(mean(n, "size"), 0)} [= average(hubspot.leads.employees)].

{per[0][0]} brought {p.n(len(per[0][1]))} of them [= count(hubspot.leads where campaign = "{per[0][0]}")]{f', {per[1][0]} {p.n(len(per[1][1]))} [= count(hubspot.leads where campaign = "{per[1][0]}")]' if len(per) > 1 else ""}. On the campaign side {click.name} {p.h(click)} has the most clicks, {p.n(click.clicks)}, and turned {p.pc(click.leads, click.clicks, 1)} [= {click.h}.leads / {click.h}.clicks] of them into leads. {w.up.name} {p.h(w.up)} went from {p.n(w.up_was)} to {p.n(w.up.leads)} leads since the last run.

Mailchimp could not be read today. Whether any of these leads opened an email is not known.
"""


def billing_german(p: Page, w: World) -> str:
    """Was heute zu mahnen ist: a German receivables briefing."""
    r, e = w.rows["lexoffice.invoices"], w.rows["pleo.expenses"]
    late = sorted((x for x in r if x.status == "open" and x.due < p.today), key=lambda x: x.due)
    open_, paid = where(r, status="open"), where(r, status="paid")
    soon = [x for x in open_ if 0 <= (x.due - p.today).days <= 7]
    bare = [x for x in e if not x.receipt]
    rows = "\n".join(
        f"| {x.name} {p.h(x)} | {p.m(x.sum, 2)} | {p.d(x.due, 'n')} | {p.n((p.today - x.due).days)} | {p.n(x.reminders)} |"
        for x in late
    )
    big = max(late, key=lambda x: x.sum)
    return f"""
**Zuerst {late[0].name} {p.h(late[0])} anrufen:** {p.m(late[0].sum, 2)} sind seit dem {p.d(late[0].due, "l")} fällig, {p.n((p.today - late[0].due).days)} Tage, und {p.n(late[0].reminders)} Mahnungen blieben ohne Wirkung.

### Überfällig {p.f("overdue")}

| Kunde | Betrag | Fällig | Tage | Mahnungen |
|---|---:|---|---:|---:|
{rows}

Zusammen {p.n(len(late))} Rechnungen über {p.m(total(late, "sum"), 2)}. Davon entfallen {p.pc(big.sum, total(late, "sum"))} auf {big.name} {p.h(big)} [= {big.h}.gross / sum(invoices.gross where status = "open" and due_date < today)].

### Stand

- Offen: {p.n(len(open_))} Rechnungen, {p.m(total(open_, "sum"), 2)}; bezahlt: {p.n(len(paid))} über {p.m(total(paid, "sum"), 2)} {p.f("by status")}
- {f'In den nächsten {p.x("7 Tagen")} fällig: {p.n(len(soon))} über {p.m(total(soon, "sum"), 2)} [= sum(invoices.gross where status = "open" and due_date >= today and due_date <= today + 7)]' if soon else "In den nächsten Tagen wird nichts fällig"}
- Neu bezahlt: {w.settled.name} {p.h(w.settled)}, {p.m(w.settled.sum, 2)} am {p.d(w.settled.paid)}
- {w.reminded.name} {p.h(w.reminded)} wurde erneut gemahnt, jetzt {p.c(w.reminded.reminders, "Mahnung", "Mahnungen", digits=True)}
- Neu: {w.new.id} an {w.new.name} {p.h(w.new)}, {p.m(w.new.sum, 2)}

### Karten

{p.n(len(e))} Ausgaben über {p.m(total(e, "sum"), 2)} {p.f("Amount of", "expenses")}. Bei {p.n(len(bare))} [= count(expenses where receipt = "no")] fehlt der Beleg, zusammen {p.m(total(bare, "sum"), 2)} [= sum(expenses.amount where receipt = "no")]. Bitte bis Freitag nachreichen.
"""


def billing_german_week(p: Page, w: World) -> str:
    """A German weekly finance note in prose."""
    r, e = w.rows["lexoffice.invoices"], w.rows["pleo.expenses"]
    open_ = where(r, status="open")
    late = sorted((x for x in open_ if x.due < p.today), key=lambda x: x.due)
    old = [x for x in late if (p.today - x.due).days > 14]
    cards = "\n".join(
        f'- {name}: {p.m(total(rows, "sum"), 2)} [= sum(expenses.amount where card = "{name}")] in {p.n(len(rows))} Ausgaben, {p.pc(total(rows, "sum"), total(e, "sum"))} von allem'
        for name, rows in groups(e, "card")
    )
    top = ranked(open_, "sum")[:3]
    dear = max(e, key=lambda x: x.sum)
    shop, bought = max(groups(e, "shop"), key=lambda one: total(one[1], "sum"))
    clerks = " und ".join(
        f'{who} {p.n(len(rows))} [= count(invoices where clerk = "{who}" and status = "open")]'
        for who, rows in groups(open_, "clerk")
    )
    return f"""
Die wichtigste Zahl der Woche: {p.m(total(late, "sum"), 2)} sind überfällig {p.f("overdue")}, das sind {p.pc(total(late, "sum"), total(open_, "sum"))} aller offenen Forderungen [= sum(invoices.gross where status = "open" and due_date < today) / sum(invoices.gross where status = "open")]. {p.n(len(old))} [= count(invoices where status = "open" and due_date < today - 14)] der {p.n(len(late))} überfälligen Rechnungen sind älter als {p.x("zwei Wochen")}. Für {late[0].name} {p.h(late[0])}, fällig am {p.d(late[0].due, "l")}, schlage ich die Übergabe an das Inkasso vor.

Offen sind insgesamt {p.m(total(open_, "sum"), 2)} aus {p.n(len(open_))} Rechnungen {p.f("by status")}. Die drei größten, {top[0].name} {p.h(top[0])} mit {p.m(top[0].sum, 2)}, {top[1].name} {p.h(top[1])} mit {p.m(top[1].sum, 2)} und {top[2].name} {p.h(top[2])} mit {p.m(top[2].sum, 2)}, ergeben {p.m(sum(x.sum for x in top), 2)} [= {" + ".join(f"{x.h}.gross" for x in top)}]. Im Durchschnitt ist eine offene Rechnung {p.m(mean(open_, "sum"), 2)} hoch [= average(invoices.gross where status = "open")]. Offene Posten nach Bearbeiter: {clerks}.

Seit dem letzten Lauf hat {w.settled.name} {p.h(w.settled)} {p.m(w.settled.sum, 2)} bezahlt. Neu ist {w.new.id} an {w.new.name} {p.h(w.new)} über {p.m(w.new.sum, 2)}, mit Fälligkeit {p.d(w.new.due, "l")}.

**Karten**
{cards}

Die größte Einzelausgabe war {dear.shop} {p.h(dear)} mit {p.m(dear.sum, 2)} am {p.d(dear.day, "l")}. Am meisten ging an {shop}: {p.m(total(bought, "sum"), 2)} [= sum(expenses.amount where merchant = "{shop}")].
"""


def billing_close(p: Page, w: World) -> str:
    """A closing checklist for the books, in English."""
    r, e = w.rows["lexoffice.invoices"], w.rows["pleo.expenses"]
    open_, paid = where(r, status="open"), where(r, status="paid")
    late = sorted((x for x in open_ if x.due < p.today), key=lambda x: x.due)
    bare = ranked([x for x in e if not x.receipt], "sum")
    week = [x for x in paid if x.paid and (p.today - x.paid).days <= 7]
    wait = (w.settled.paid - w.settled.issued).days
    lost = "\n".join(
        f"   - {x.shop} {p.h(x)}, {p.m(x.sum, 2)}, {p.d(x.day)} ({x.card})" for x in bare[:4]
    )
    owed = "\n".join(
        f"   - {x.name} {p.h(x)}: {p.m(x.sum, 2)}, {p.c((p.today - x.due).days, 'day', digits=True)}, {p.c(x.reminders, 'reminder', digits=True)}"
        for x in late
    )
    return f"""
1. **Collect.** {p.n(len(late))} invoices are overdue, {p.m(total(late, "sum"), 2)} {p.f("overdue")}:
{owed}
2. **Find receipts.** {p.n(len(bare))} [= count(expenses where receipt = no)] of {p.n(len(e))} card expenses have none, {p.m(total(bare, "sum"), 2)} [= sum(expenses.amount where receipt = no)]. Largest:
{lost}
3. **Book payments.** {p.n(len(week))} [= count(invoices where paid_on >= today - 7)] invoices were paid in the last {p.x("7 days")}, {p.m(total(week, "sum"), 2)} [= sum(invoices.gross where paid_on >= today - 7)]. The newest is {w.settled.name} {p.h(w.settled)}, {p.m(w.settled.sum, 2)}, {p.n(wait)} days [= {w.settled.h}.paid_on - {w.settled.h}.issued] after it was issued.

For the record: {p.m(total(r, "sum"), 2)} invoiced {p.f("Gross of")}, of which {p.pc(total(paid, "sum"), total(r, "sum"))} is paid [= sum(invoices.gross where status = "paid") / sum(invoices.gross)]. Open invoices average {p.m(mean(open_, "sum"), 2)} [= average(invoices.gross where status = "open")]; the median card expense is {p.m(median(e, "sum"), 2)} [= median(expenses.amount)]. Net of card spend ({p.m(total(e, "sum"), 2)} {p.f("Amount of", "expenses")}) open receivables leave {p.m(total(open_, "sum") - total(e, "sum"), 2)} [= sum(invoices.gross where status = "open") - sum(expenses.amount)].
"""


def usage_weekly(p: Page, w: World) -> str:
    """A weekly product usage report, headings and short paragraphs."""
    s, t = w.rows["mixpanel.workspaces"], w.rows["stripe.trials"]
    gone = sorted((r for r in s if (p.today - r.seen).days > 14), key=lambda r: r.seen)
    whole, seats = total(s, "active"), total(s, "seats")
    plans = "\n".join(
        f'| {name} | {p.n(len(rows))} [= count(workspaces where plan = "{name}")] | {p.n(total(rows, "active"))} [= sum(workspaces.weekly_active where plan = "{name}")] | {p.m(total(rows, "mrr"))} [= sum(workspaces.mrr where plan = "{name}")] |'
        for name, rows in groups(s, "plan")
    )
    top = ranked(s, "active")[:3]
    free = where(s, plan="Free")
    rate = 100 * (w.rose.active - w.rose_was) / w.rose_was
    return f"""
## Act on this

{gone[0].name} {p.h(gone[0])} was last seen on {p.d(gone[0].seen, "l")}, {p.n((p.today - gone[0].seen).days)} days ago [= today - {gone[0].h}.last_seen], and pays {p.m(gone[0].mrr)} a month. {f"{p.n(len(gone))} [= count(workspaces where last_seen < today - 14)] workspaces have been silent for more than {p.x('two weeks')}, worth {p.m(total(gone, 'mrr'))} MRR in total [= sum(workspaces.mrr where last_seen < today - 14)]." if len(gone) > 1 else ""}

## Activity

{p.n(whole)} weekly active users {p.f("weekly active in all")} on {p.n(seats)} seats {p.f("seats in all")}: {p.pc(whole, seats)} seat use [= sum(workspaces.weekly_active) / sum(workspaces.seats)]. The average workspace has {p.n(mean(s, "active"), 1)} active users [= average(workspaces.weekly_active)], the median {p.n(median(s, "active"), 1 if len(s) % 2 == 0 and median(s, "active") % 1 else 0)} [= median(workspaces.weekly_active)].

- {w.rose.name} {p.h(w.rose)} grew from {p.n(w.rose_was)} to {p.n(w.rose.active)}, {p.t(p.plain(rate, 0) + "%", rate)} up [= ({w.rose.h}.weekly_active - before({w.rose.h}.weekly_active)) / before({w.rose.h}.weekly_active)].
- {w.fell.name} {p.h(w.fell)} lost {p.n(w.fell_was - w.fell.active)} users [= before({w.fell.h}.weekly_active) - {w.fell.h}.weekly_active] and has {p.n(w.fell.active)}.
- {w.dropped.name} {p.h(w.dropped)} went from {p.n(w.dropped_was)} to {p.n(w.dropped.active)}.
- New: {w.new.name} {p.h(w.new)} on {w.new.plan}, {p.n(w.new.seats)} seats.

Largest by active users: {top[0].name} {p.h(top[0])} {p.n(top[0].active)}, {top[1].name} {p.h(top[1])} {p.n(top[1].active)}, {top[2].name} {p.h(top[2])} {p.n(top[2].active)}.

## Plans

| Plan | Workspaces | Weekly active | MRR |
|---|---:|---:|---:|
{plans}

Total MRR is {p.m(total(s, "mrr"))} {p.f("Mrr of")}. {p.pc(len(free), len(s))} [= count(workspaces where plan = "Free") / count(workspaces)] of workspaces are free. {p.n(len(t))} trials are running {p.f("Trials:")}.
"""


def usage_trials(p: Page, w: World) -> str:
    """Which trials to help today."""
    t, s = w.rows["stripe.trials"], w.rows["mixpanel.workspaces"]
    soon = sorted((r for r in t if 0 <= (r.ends - p.today).days <= 7), key=lambda r: r.ends)
    alone = [r for r in t if r.invited == 0]
    full = [r for r in t if r.done >= 6]
    best = max(t, key=lambda r: r.invited)
    origins = ", ".join(
        f'{p.n(len(rows))} {name} [= count(trials where origin = "{name}")]'
        for name, rows in groups(t, "origin")
    )
    lines = "\n".join(
        f"- **{r.name}** {p.h(r)} ends {p.d(r.ends, 'w')} ({p.c((r.ends - p.today).days, 'day', digits=True)}). {p.n(r.done)} of {p.n(7)} setup steps, {p.c(r.invited, 'user', digits=True)} invited."
        for r in soon[:5]
    )
    later = len(t) - len(soon)
    paying = [r for r in s if r.mrr > 0]
    return f"""
Write to Maple Group {p.h(t[0])} now: the trial ends on {p.d(t[0].ends, "l")} and nobody was invited.

{p.n(len(soon))} of {p.n(len(t))} trials end within {p.x("a week")} {p.f("trials due")}; {p.n(later)} {"ends" if later == 1 else "end"} later [= count(trials where trial_end > today + 7)].

{lines}

What stands out:
- {best.name} {p.h(best)} has invited {p.n(best.invited)} people, {p.pc(best.invited, total(t, "invited"))} [= {best.h}.invited_users / sum(trials.invited_users)] of the {p.n(total(t, "invited"))} invited in all trials.
- {p.c(len(full), "trial", upper=True)} [= count(trials where setup_steps_done >= 6)] finished {p.x("6")} or more setup steps. The average is {p.n(mean(t, "done"), 1)} [= average(trials.setup_steps_done)].
- {p.c(len(alone), "trial", upper=True)} [= count(trials where invited_users = 0)] {"has" if len(alone) == 1 else "have"} no invited user.
- Origin: {origins}.

For scale: the paying base is {p.n(len(paying))} workspaces [= count(workspaces where mrr > 0)] at {p.m(total(s, "mrr"))} MRR {p.f("Mrr of")}, {p.m(total(paying, "mrr") / len(paying), 2)} each on average [= average(workspaces.mrr where mrr > 0)].
"""


def oncall_review(p: Page, w: World) -> str:
    """An incident review for the weekly meeting."""
    i, g, a = w.rows["incidentio.incidents"], w.rows["pagerduty.pages"], w.rows["jira.actions"]
    worst = max(i, key=lambda r: r.minutes)
    sev = ", ".join(f"{name} {p.n(len(rows))}" for name, rows in sorted(groups(i, "severity")))
    late = sorted((r for r in a if r.state != "done" and r.due < p.today), key=lambda r: r.due)
    deploy = where(i, cause="deploy")
    unknown = [r for r in i if r.cause is None]
    services = "\n".join(
        f'| {name} | {p.n(len(rows))} [= count(incidents where service = "{name}")] | {p.n(total(rows, "minutes"))} [= sum(incidents.duration_min where service = "{name}")] | {p.n(total(rows, "users"))} [= sum(incidents.users_affected where service = "{name}")] |'
        for name, rows in groups(i, "service")
    )
    acts = "\n".join(
        f"- {r.name} {p.h(r)}, {r.owner or 'no owner'}: due {p.d(r.due)}, {p.c((p.today - r.due).days, 'day', digits=True)} late"
        for r in late[:4]
    )
    noise = [r for r in g if not r.real]
    return f"""
# Incident review

{w.live.name} {p.h(w.live)} is still in monitoring ({w.live.severity}, led by {w.live.lead}, started {p.d(w.live.day)} at {p.clock(w.live.started)}). Settle that one before the review starts.

**Overview.** {p.n(len(i))} incidents {p.f("Incidents by severity")}: {sev}. They lasted {p.n(total(i, "minutes"))} minutes in all {p.f("duration min in all")}, {p.n(mean(i, "minutes"), 0)} on average [= average(incidents.duration_min)], and the longest was {worst.name} {p.h(worst)} with {p.n(worst.minutes)} minutes ({p.n(worst.minutes / 60, 1)} hours). {p.n(len([r for r in i if r.minutes > 120]))} [= count(incidents where duration_min > 120)] ran longer than {p.x("two hours")}.

| Service | Incidents | Minutes | Users affected |
|---|---:|---:|---:|
{services}

**Causes.** {p.n(len(deploy))} [= count(incidents where root_cause = "deploy")] of {p.n(len(i))} came from a deploy, {p.pc(len(deploy), len(i))}. {p.n(len(unknown))} {"has" if len(unknown) == 1 else "have"} [= count(incidents where root_cause is empty)] no root cause yet.

**Changed since the last run.** {w.regraded.name} {p.h(w.regraded)} went from SEV3 to SEV2 and is resolved. Users affected by {w.fewer.name} {p.h(w.fewer)} were corrected from {p.n(w.fewer_was)} to {p.n(w.fewer.users)}.

**Overdue actions** {p.f("actions overdue")}
{acts}

**Pages.** {p.n(len(g))} in the feed, {p.n(len(noise))} of them not actionable [= count(pages where actionable = no)], {p.pc(len(noise), len(g))} [= count(pages where actionable = no) / count(pages)]. Mean time to acknowledge: {p.n(mean(g, "ack"), 1)} minutes [= average(pages.ack_minutes)].
"""


def oncall_handover(p: Page, w: World) -> str:
    """An on-call handover, short and to the point."""
    i, g, a = w.rows["incidentio.incidents"], w.rows["pagerduty.pages"], w.rows["jira.actions"]
    night = [r for r in g if r.night]
    slow = max(g, key=lambda r: r.ack)
    latest = max(g, key=lambda r: r.at)
    people = "\n".join(
        f'- {who}: {p.n(len(rows))} pages [= count(pages where responder = "{who}")], {p.n(mean(rows, "ack"), 1)} min to acknowledge [= average(pages.ack_minutes where responder = "{who}")]'
        for who, rows in groups(g, "who")
    )
    live = [r for r in a if r.state != "done"]
    bare = [r for r in live if r.owner is None]
    late = [r for r in live if r.due < p.today]
    hot, pages = groups(g, "service")[0]
    week = [r for r in i if r.day > p.today - timedelta(days=7)]
    return f"""
**Watch first:** {w.live.name} {p.h(w.live)}, {w.live.service}, {w.live.severity}. Open since {p.d(w.live.day, "w")} {p.clock(w.live.started)}, {p.n(w.live.minutes)} minutes so far, {p.n(w.live.users)} users affected.

**Last week's pages:** {p.n(len(g))} {p.f("pages:")}, {p.n(len(night))} of them out of hours [= count(pages where out_of_hours = "yes")].
{people}

The slowest acknowledgement was {p.n(slow.ack)} minutes ({slow.who}, {slow.service}, {p.d(day_of(slow.at))} {p.clock(slow.at)}) {p.h(slow)}. The last page came {p.d(day_of(latest.at), "w")} at {p.clock(latest.at)} for {latest.service} {p.h(latest)}.

**Noisy:** {hot} paged {p.n(len(pages))} times [= count(pages where service = "{hot}")], {p.pc(len(pages), len(g))} of all pages.

**Incidents:** {p.n(len(week))} started in the last {p.x("7 days")} {p.f("in the last 7 days by started at")}, {p.n(total(week, "minutes"))} minutes together [= sum(incidents.duration_min where started_at > today - 7)].

**Actions:** {p.n(len(live))} [= count(actions where status != "done")] not done, {p.n(len(late))} overdue {p.f("actions overdue") if len(late) > 1 else p.f("overdue")}{f', {p.n(len(bare))} without an owner [= count(actions where status != "done" and owner is empty)]' if bare else ""}. Automate certificate renewal {p.h(a[1])} was due {p.d(a[1].due)}; ask Rafa for a date today.

Handover call: keep it to {p.x("20 minutes")}.
"""


def partners_brief(p: Page, w: World) -> str:
    """A partner manager's morning briefing in Britain."""
    q, r, m = w.rows["prm.partners"], w.rows["prm.registrations"], w.rows["prm.claims"]
    wait = sorted(where(r, status="submitted"), key=lambda x: x.sent)
    pend = sorted(where(m, state="pending"), key=lambda x: x.sent)
    lapsed = [x for x in q if x.renews < p.today]
    lines = "\n".join(
        f"- {x.customer} {p.h(x)} from {x.partner}: {p.m(x.value)}, submitted {p.d(x.sent)}, {p.n((p.today - x.sent).days)} {'day' if (p.today - x.sent).days == 1 else 'days'} ago [= today - {x.h}.submitted_on]"
        for x in wait[:4]
    )
    claims = "\n".join(
        f"- {x.name}, {x.partner} {p.h(x)}: {p.m(x.sum, 2)}, waiting since {p.d(x.sent)}"
        for x in pend[:3]
    )
    gone = ", ".join(f"{x.name} {p.h(x)} ({p.d(x.renews)})" for x in lapsed)
    return f"""
Approve or reject the registration of {wait[0].customer} {p.h(wait[0])} by {wait[0].partner} today. At {p.n((p.today - wait[0].sent).days)} days it is the longest wait.

**Registrations to decide: {p.n(len(wait))}, {p.m(total(wait, "value"))}** {p.f("registrations by status")}
{lines}

**Expiring:** {w.ending.customer} {p.h(w.ending)} with {w.ending.partner}, {p.m(w.ending.value)}, lapses on {p.d(w.ending.expires, "w")}.

**Since the last run**
- Won: {w.won.customer} {p.h(w.won)} by {w.won.partner}, {p.m(w.won.value)}.
- {w.cut.customer} {p.h(w.cut)} was reduced by {p.m(w.cut_was - w.cut.value)} [= before({w.cut.h}.value) - {w.cut.h}.value] to {p.m(w.cut.value)}.
- {p.n(len(w.new))} new registrations, {p.m(total(w.new, "value"))} together [= {w.new[0].h}.value + {w.new[1].h}.value]: {w.new[0].customer} {p.h(w.new[0])} and {w.new[1].customer} {p.h(w.new[1])}.

**Agreements that ran out:** {gone} {p.f("overdue")}.

**MDF claims pending: {p.n(len(pend))}, {p.m(total(pend, "sum"), 2)}** {p.f("claims by status")}
{claims}
"""


def partners_money(p: Page, w: World) -> str:
    """A quarterly look at which partners pay off, with a table."""
    q, r, m = w.rows["prm.partners"], w.rows["prm.registrations"], w.rows["prm.claims"]
    top = ranked(q, "sourced")[:5]
    whole = total(q, "sourced")
    won, no = where(r, status="won"), where(r, status="rejected")
    table = "\n".join(
        f'| {x.name} {p.h(x)} | {x.tier} | {p.m(x.sourced)} | {p.pc(x.sourced, whole, 1)} | {p.n(x.certified)} | {p.n(len(where(r, partner=x.name)))} [= count(registrations where partner = "{x.name}")] |'
        for x in top
    )
    tiers = "; ".join(
        f'{name} {p.mk(total(rows, "sourced"))} [= sum(partners.sourced_ytd where tier = "{name}")] from {p.n(len(rows))}'
        for name, rows in groups(q, "tier")
    )
    bare = [x for x in q if x.certified == 0]
    spent = total(m, "sum")
    eager, sent = groups(r, "partner")[0]
    live = where(r, status=("submitted", "approved"))
    return f"""
**Put the money where it returns.** The five strongest partners sourced {p.m(sum(x.sourced for x in top))} this year [= {" + ".join(f"{x.h}.sourced_ytd" for x in top)}], {p.pc(sum(x.sourced for x in top), whole)} of {p.m(whole)} {p.f("Sourced ytd")}.

| Partner | Tier | Sourced YTD | Share | Certified | Registrations |
|---|---|---:|---:|---:|---:|
{table}

By tier: {tiers} partners. The average partner sourced {p.m(mean(q, "sourced"), 0)} [= average(partners.sourced_ytd)]. {f"{p.c(len(bare), 'partner', upper=True)} {'has' if len(bare) == 1 else 'have'} no certified staff at all [= count(partners where certified_staff = 0)]." if bare else "Every partner has certified staff."}

**Registrations.** {p.n(len(r))} on file worth {p.m(total(r, "value"))} {p.f("Value of")}. {p.n(len(won))} won ({p.m(total(won, "value"))}), {p.c(len(no), "rejected", "rejected", digits=True)} {p.f("registrations by status")}. Still live, that is submitted or approved: {p.n(len(live))} [= count(registrations where status in ("submitted", "approved"))], {p.m(total(live, "value"))} [= sum(registrations.value where status in ("submitted", "approved"))]. {eager} has sent the most, {p.n(len(sent))}.

**MDF.** Claims come to {p.m(spent, 2)} {p.f("Amount of", "claims")}, or {p.pc(spent, whole, 1)} [= sum(claims.amount) / sum(partners.sourced_ytd)] of what partners sourced. {p.n(len(where(m, state="paid")))} of {p.n(len(m))} are paid. A partner costs {p.m(spent / len({x.partner for x in m}), 2)} on average [= sum(claims.amount) / distinct(claims.partner)] across the {p.n(len({x.partner for x in m}))} that claimed [= distinct(claims.partner)].
"""
