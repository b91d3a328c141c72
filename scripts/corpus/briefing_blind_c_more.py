"""Texts of blind_c.jsonl about support, hiring, campaigns and invoices."""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_c_firms as firms
import briefing_blind_c_worlds as worlds
from briefing_blind import Page, World, day_of, groups, mean, median, ranked, total, where
from briefing_blind_c_says import ago, ahead, cite, days, joined, level


def triage(p: Page, w: World) -> str:
    """A queue triage for the morning."""
    t = w.rows["zendesk.tickets"]
    hot = ranked(where(t, priority="urgent", status="open"), "wait")
    alone = [r for r in t if r.agent is None and r.status == "open"]
    fresh = joined([f"{r.subject} {p.h(r)}" for r in w.fresh])
    agents = [(n, r) for n, r in groups(t, "agent") if n]
    spread = ", ".join(f"{n} {p.n(len(r))}" for n, r in agents)
    top = "\n".join(f"{n}. {r.subject} {p.h(r)} — #{p.t(str(r.id), str(r.id))}, waiting {p.n(r.wait)} min, {r.plan} plan, {r.agent or 'unassigned'}" for n, r in enumerate(hot[:3], 1))
    return f"""
### Answer now
{top}

{w.raised.subject} {p.h(w.raised)} was raised from normal to urgent since the last briefing.

### The queue
- {p.n(len(t))} tickets: {p.n(len(where(t, status='open')))} open, {p.n(len(where(t, status='pending')))} pending, {p.n(len(where(t, status='on hold')))} on hold {p.f('by status')}
- {p.n(len(where(t, priority='urgent')))} urgent and {p.n(len(where(t, priority='high')))} high across all statuses
- {p.c(len(alone), 'open ticket has', 'open tickets have', upper=True, digits=True)} no assignee; hand them out before {p.x('10:00')}
- Load: {spread}
- {p.w(len(w.fresh), upper=True)} new: {fresh}

The Aircall log could not be loaded, so phone contacts are not counted here.
"""


def topics(p: Page, w: World) -> str:
    """A weekly look at what people write about."""
    t = w.rows["zendesk.tickets"]
    by = groups(t, "topic")
    lines = "\n".join(f"| {name} | {p.n(len(r))} | {p.pc(len(r), len(t))} | {p.n(median(r, 'wait'))} | {p.n(total(r, 'replies'))} |" for name, r in by[:6])
    firms_by = groups(t, "firm")
    firm, theirs = firms_by[0]
    paid = where(t, plan=("Pro", "Business"))
    oldest = min(t, key=lambda r: r.made)
    chatty = ranked(t, "replies")[0]
    return f"""
**{by[0][0]}**{level(by)} is the topic to fix: {p.n(len(by[0][1]))} of {p.n(len(t))} tickets.

| Topic | Tickets | Share | Median wait (min) | Replies |
|---|---:|---:|---:|---:|
{lines}

{firm}{level(firms_by)} wrote most often, with {p.n(len(theirs))} tickets. {p.pc(len(paid), len(t))} of all tickets come from paying plans (Pro and Business). Across the desk the average wait stands at about {p.about(mean(t, 'wait'))} minutes, the median at {p.n(median(t, 'wait'))}. {p.n(total(t, 'replies'))} replies have gone out {p.f('replies in all')}, up to {p.n(chatty.replies)} on a single ticket ({chatty.subject} {p.h(chatty)}).

The oldest ticket still in the queue is {oldest.subject} {p.h(oldest)}, created on {p.d(day_of(oldest.made), 'l')} at {p.clock(oldest.made)}, {ago(p, day_of(oldest.made))}. It is {oldest.status}.

Next: draft a macro for {by[0][0].lower()} tickets and review it in {p.x('2 weeks')}. Phone data is missing (Aircall failed).
"""


def hiring_digest(p: Page, w: World) -> str:
    """A hiring digest."""
    c = w.rows["greenhouse.candidates"]
    offers = sorted(w.rows["greenhouse.offers"], key=lambda r: r.expires)
    jobs = w.rows["greenhouse.jobs"]
    o = offers[0]
    on = where(c, stage="Onsite")
    ref = where(c, stage="Reference check")
    stuck = min((r for r in c if r.stage in {"Onsite", "Reference check"}), key=lambda r: r.moved)
    old = min(jobs, key=lambda r: r.opened)
    return f"""
**Decide today:** {o.name}'s offer {p.h(o)} for {o.job.title} runs out {ahead(p, o.expires)} ({p.d(o.expires)}). It was sent on {p.d(o.sent)} at {p.m(o.salary)} and is marked "{o.status}".

**Since the last briefing**
- To onsite: {w.advanced[0].name} {p.h(w.advanced[0])} and {w.advanced[1].name} {p.h(w.advanced[1])}, both from phone screen
- New: {joined([f"{r.name} {p.h(r)} ({r.job.title})" for r in w.fresh])}
- Gone from the list: {w.gone.name}

**Pipeline:** {p.n(len(c))} candidates for {p.n(len(jobs))} jobs with {p.n(total(jobs, 'seats'))} openings {p.f('openings in all')}. {p.c(len(on), 'is', 'are', upper=True)} onsite and {p.c(len(ref), 'is', 'are')} in reference checks{cite(p, 'candidates by stage')}.

**Stuck:** {stuck.name} {p.h(stuck)} has not moved since {p.d(stuck.moved)} ({ago(p, stuck.moved)}); {stuck.recruiter} owns it.

**Oldest job:** {old.title} {p.h(old)}, open since {p.d(old.opened, 'l')}, that is {days(p, (p.today - old.opened).days)}. Target start is {p.d(old.start)}.
"""


def offers_mail(p: Page, w: World) -> str:
    """An e-mail about the offers that are out."""
    offers = sorted(w.rows["greenhouse.offers"], key=lambda r: r.expires)
    high, low = ranked(offers, "salary")[0], ranked(offers, "salary")[-1]
    lines = "\n".join(f"- {r.name} {p.h(r)}, {r.job.title}: {p.m(r.salary)}, sent {p.d(r.sent)}, expires {p.d(r.expires)} ({r.status})" for r in offers)
    talk = where(offers, status="negotiating")
    jobs = w.rows["greenhouse.jobs"]
    return f"""
Hello {jobs[0].manager.split()[0]},

please call {offers[0].name} {p.h(offers[0])} before the offer lapses on {p.d(offers[0].expires, 'w')}. {p.w(len(offers), upper=True)} offers are out in total:

{lines}

If everyone signs, salaries come to {p.m(total(offers, 'salary'))} {p.f('Salary of')}, {p.m(mean(offers, 'salary'), 0)} on average. The gap between the highest ({high.name}, {p.m(high.salary)}) and the lowest ({low.name}, {p.m(low.salary)}) is {p.m(high.salary - low.salary)}. {f"{joined([r.name for r in talk])} {'is' if len(talk) == 1 else 'are'} negotiating; no new figure is on file." if talk else "Nobody is negotiating."}

These {p.w(len(offers))} offers would fill {p.n(len(offers))} of {p.n(total(jobs, 'seats'))} openings. I suggest a {p.x('15-minute')} sync {p.x('this afternoon')}.

Regards
"""


def funnel(p: Page, w: World) -> str:
    """A funnel by job and by source."""
    c = w.rows["greenhouse.candidates"]
    scored = [r for r in c if r.score is not None]
    best = ranked(scored, "score")[0].score
    stars = [r for r in scored if r.score == best]
    lines = []
    for job in w.rows["greenhouse.jobs"]:
        mine = [r for r in c if r.job is job]
        late = where(mine, stage=("Onsite", "Reference check"))
        lines.append(f"| {job.title} {p.h(job)} | {p.n(job.seats)} | {p.n(len(mine))} | {p.n(len(late))} |")
    body = "\n".join(lines)
    src = groups(c, "source")
    hires = where(c, source="Referral")
    deep = where(hires, stage=("Onsite", "Reference check"))
    sources = "\n".join(f"- {name}: {p.n(len(rows))} ({p.pc(len(rows), len(c))})" for name, rows in src)
    stages = groups(c, "stage")
    return f"""
Clear the {stages[0][0].lower()} stage first: it holds {p.n(len(stages[0][1]))} of {p.n(len(c))} candidates.

| Job | Openings | Candidates | Onsite or later |
|---|---:|---:|---:|
{body}

**Sources**
{sources}

Referrals: {p.n(len(hires)) if hires else 'none'} in the funnel{f', {p.n(len(deep))} of them onsite or in reference checks' if deep else ''}.

**Scores.** {p.n(len(scored))} candidates have one; the mean is {p.n(mean(scored, 'score'), 2)}. {'Highest' if len(stars) == 1 else 'Joint highest'} at {p.n(best, 1)}: {joined([f"{r.name} {p.h(r)}" for r in stars[:3]])}{f' and {p.n(len(stars) - 3)} more' if len(stars) > 3 else ''}. {p.n(len(c) - len(scored))} have no score yet, so ask for scorecards within {p.x('48 hours')}.
"""


def budget_de(p: Page, w: World) -> str:
    """A look at budgets, in German."""
    c = w.rows["ads.campaigns"]
    tight = sorted(c, key=lambda r: r.spend / r.budget, reverse=True)
    spend, budget = total(c, "spend"), total(c, "budget")
    first = "\n".join(f"- **{r.name}** {p.h(r)}: {p.m(r.spend)} von {p.m(r.budget)} ({p.pc(r.spend, r.budget)}), endet am {p.d(r.ends, 's')}" for r in tight[:4])
    by = groups(c, "channel")
    rows = "\n".join(f"| {name} | {p.n(len(r))} | {p.m(total(r, 'spend'))} | {p.n(total(r, 'leads'))} | {p.m(total(r, 'spend') / total(r, 'leads'), 2)} |" for name, r in by)
    return f"""
**Zuerst prüfen:** {tight[0].name} {p.h(tight[0])} hat {p.pc(tight[0].spend, tight[0].budget, 1)} des Budgets verbraucht und läuft noch bis {p.d(tight[0].ends, 'l')} ({ahead(p, tight[0].ends)}). Bitte bis {p.x('12 Uhr')} entscheiden, ob aufgestockt oder pausiert wird.

Am weitesten ausgeschöpft:
{first}

Insgesamt sind {p.m(spend, 2)} ausgegeben {p.f('Spend of')}, das sind {p.pc(spend, budget, 1)} von {p.m(budget)} {p.f('Budget of')}. Offen bleiben {p.m(budget - spend, 2)}.

| Kanal | Kampagnen | Ausgaben | Leads | Kosten je Lead |
|---|---:|---:|---:|---:|
{rows}

Geändert: {w.paused.name} {p.h(w.paused)} wurde pausiert. Zusammen haben die {p.n(len(c))} Kampagnen {p.n(total(c, 'leads'))} Leads gebracht {p.f('leads in all')}.
"""


def lead_costs(p: Page, w: World) -> str:
    """A comparison of what a lead costs."""
    c = w.rows["ads.campaigns"]
    by = sorted(c, key=lambda r: r.spend / r.leads)
    good, bad = by[:3], by[-3:][::-1]
    before = {r.id: r for r in w.before}
    grown = max(c, key=lambda r: r.spend - before[r.id].spend)
    top = "\n".join(f"{n}. {r.name} {p.h(r)}: {p.m(r.spend / r.leads, 2)} per lead ({p.n(r.leads)} leads, {p.m(r.spend)})" for n, r in enumerate(good, 1))
    low = "\n".join(f"{n}. {r.name} {p.h(r)}: {p.m(r.spend / r.leads, 2)} per lead ({p.n(r.leads)} leads, {p.m(r.spend)})" for n, r in enumerate(bad, 1))
    added = total(c, "leads") - total(w.before, "leads")
    return f"""
Move budget from {bad[0].name} {p.h(bad[0])} to {good[0].name} {p.h(good[0])}: a lead costs {p.m(bad[0].spend / bad[0].leads, 2)} in the one and {p.m(good[0].spend / good[0].leads, 2)} in the other.

**Cheapest**
{top}

**Most expensive**
{low}

**Overall:** {p.n(total(c, 'leads'))} leads {p.f('leads in all')} for {p.m(total(c, 'spend'), 2)} {p.f('Spend of')}, or {p.m(total(c, 'spend') / total(c, 'leads'), 2)} each. Click-through is {p.pc(total(c, 'clicks'), total(c, 'shown'), 2)} ({p.n(total(c, 'clicks'))} clicks on {p.n(total(c, 'shown'))} impressions).

**Since the last run:** {f'{p.n(added)} more leads' if added > 1 else 'hardly any new leads'}. {grown.name} {p.h(grown)} spent the most in that time, {p.m(grown.spend - before[grown.id].spend, 2)}, and is now at {p.m(grown.spend)}. {w.paused.name} {p.h(w.paused)} went from active to paused.
"""


def landing(p: Page, w: World) -> str:
    """Prose about the landing pages and what runs out soon."""
    g = ranked(w.rows["web.pages"], "sessions")
    rate = sorted(g, key=lambda r: r.signups / r.sessions)
    worst, best = rate[0], rate[-1]
    c = w.rows["ads.campaigns"]
    soon = sorted((r for r in c if (r.ends - p.today).days <= 14 and r.status == "active"), key=lambda r: r.ends)
    goo = where(c, channel="Google Ads")
    tail = "Active campaigns that end within " + p.x("two weeks") + ": " + joined([f"{r.name} {p.h(r)} on {p.d(r.ends)}" for r in soon[:4]]) + "." if soon else "No active campaign ends within " + p.x("two weeks") + "."
    return f"""
Fix {worst.path} {p.h(worst)} first. It turns {p.pc(worst.signups, worst.sessions, 1)} of its {p.n(worst.sessions)} sessions into signups, while {best.path} {p.h(best)} manages {p.pc(best.signups, best.sessions, 1)}.

Over the last {p.x('7 days')} the {p.w(len(g))} pages had {p.n(total(g, 'sessions'))} sessions {p.f('sessions in all')} and {p.n(total(g, 'signups'))} signups {p.f('signups in all')}, a conversion of {p.pc(total(g, 'signups'), total(g, 'sessions'), 1)}. That is just over {p.over(total(g, 'sessions') / 7)} sessions a day. {g[0].path} {p.h(g[0])} is the busiest with {p.n(g[0].sessions)} sessions, {p.pc(g[0].sessions, total(g, 'sessions'))} of the traffic; visitors stay {p.n(g[0].seconds)} seconds on average. Second is {g[1].path} {p.h(g[1])} with {p.n(g[1].sessions)}, so the gap is {p.n(g[0].sessions - g[1].sessions)}.

{tail} Google Ads accounts for {p.c(len(goo), 'campaign')} and {p.m(total(goo, 'spend'), 2)} of spend.

The data do not link campaigns to pages, so I cannot say which campaign feeds {worst.path}.
"""


def dunning_de(p: Page, w: World) -> str:
    """A list for reminders, in German."""
    i = w.rows["ledger.invoices"]
    late = sorted((r for r in i if r.due < p.today), key=lambda r: r.due)
    big = ranked(late, "amount")[0]
    none = [r for r in late if r.reminders == 0]
    old = [r for r in late if (p.today - r.due).days > 30]
    rows = "\n".join(f"| {p.t(r.number, r.number)} {p.h(r)} | {r.customer} | {p.m(r.amount, 2)} | {p.d(r.due, 'n')} | {p.n((p.today - r.due).days)} | {p.n(r.reminders)} |" for r in late[:6])
    soon = [r for r in i if p.today <= r.due <= p.today + timedelta(days=7)]
    return f"""
**Heute anrufen:** {big.customer} wegen {p.t(big.number, big.number)} {p.h(big)}: {p.m(big.amount, 2)}, fällig seit {p.d(big.due, 'l')} ({days(p, (p.today - big.due).days)}). Zuständig ist {big.contact}.

Überfällig sind {p.n(len(late))} von {p.n(len(i))} Rechnungen über zusammen {p.m(total(late, 'amount'), 2)}{cite(p, f'{len(late)} invoices overdue')}. Das sind {p.pc(total(late, 'amount'), total(i, 'amount'))} der offenen {p.m(total(i, 'amount'), 2)} {p.f('Gross of')}.

Die ältesten:

| Rechnung | Kunde | Betrag | Fällig | Tage | Mahnungen |
|---|---|---:|---|---:|---:|
{rows}

- Älter als {p.x('30 Tage')}: {p.n(len(old)) if old else 'keine'}{f', zusammen {p.m(total(old, "amount"), 2)}' if old else ''}
- Noch ohne Mahnung: {p.n(len(none)) if none else 'keine'}
- In den nächsten {p.x('7 Tagen')} fällig: {p.n(len(soon)) if soon else 'keine'}{f' ({p.m(total(soon, "amount"), 2)})' if soon else ''}
- Nicht mehr offen: {p.t(w.paid[0].number, w.paid[0].number)} und {p.t(w.paid[1].number, w.paid[1].number)}. Ob sie bezahlt wurden, sagen die Daten nicht.
"""


def cash_de(p: Page, w: World) -> str:
    """A short mail to the managing director, in German."""
    i = w.rows["ledger.invoices"]
    by = sorted(groups(i, "customer"), key=lambda g: -total(g[1], "amount"))
    name, theirs = by[0]
    late = [r for r in theirs if r.due < p.today]
    dispute = where(i, status="disputed")
    cards = w.rows["cards.transactions"]
    missing = [r for r in cards if not r.receipt]
    team, spent = max(groups(cards, "team"), key=lambda g: total(g[1], "amount"))
    top = ranked(cards, "amount")[0]
    new = w.fresh
    return f"""
Guten Morgen,

bitte heute mit {name} sprechen: {'dort ist' if len(theirs) == 1 else 'dort sind'} {p.n(len(theirs))} {'Rechnung' if len(theirs) == 1 else 'Rechnungen'} über {p.m(total(theirs, 'amount'), 2)} offen{f', davon {p.m(total(late, "amount"), 2)} überfällig' if late and len(late) < len(theirs) else ''}. Das ist der größte Posten, {p.pc(total(theirs, 'amount'), total(i, 'amount'), 1)} aller Außenstände von {p.mk(total(i, 'amount'))}.

Strittig {'ist eine Rechnung' if len(dispute) == 1 else f'sind {p.w(len(dispute))} Rechnungen' if dispute else 'ist keine Rechnung'}{f': {joined([f"{r.number} {p.h(r)} ({r.customer}, {p.m(r.amount, 2)})" for r in dispute[:3]], "und")}' if dispute else ''}.

Neu hinzugekommen sind {p.w(len(new))} Rechnungen mit zusammen {p.m(total(new, 'amount'), 2)}; die größte davon ist {ranked(new, 'amount')[0].number} {p.h(ranked(new, 'amount')[0])} mit {p.m(ranked(new, 'amount')[0].amount, 2)}.

Karten: {p.n(len(cards))} Buchungen, {p.m(total(cards, 'amount'), 2)} {p.f('Amount of')}. Am meisten hat {team} ausgegeben, {p.m(total(spent, 'amount'), 2)}. Die größte Buchung ist {top.merchant} {p.h(top)} mit {p.m(top.amount, 2)} vom {p.d(top.on, 'l')}. Bei {p.n(len(missing))} Buchungen fehlt der Beleg ({p.m(total(missing, 'amount'), 2)}); bitte bis {p.x('Freitag')} nachreichen.

Viele Grüße
"""


def ageing(p: Page, w: World) -> str:
    """An ageing report in English over amounts in euros."""
    i = w.rows["ledger.invoices"]
    cuts = (("Not yet due", -9999, 0), ("1-30 days", 1, 30), ("31-60 days", 31, 60), ("Over 60 days", 61, 9999))
    found = [(name, [r for r in i if low <= (p.today - r.due).days <= high]) for name, low, high in cuts]
    rows = "\n".join(f"| {p.x(name) if '0' in name else name} | {p.n(len(r))} | {p.m(total(r, 'amount'), 2)} | {p.pc(total(r, 'amount'), total(i, 'amount'))} |" for name, r in found)
    late = sorted((r for r in i if r.due < p.today), key=lambda r: r.due)
    worst = ranked(late, "amount")[:3]
    who = groups(late, "contact")
    return f"""
**Chase these three today**; together they are worth {p.m(total(worst, 'amount'), 2)}:

1. {worst[0].customer}, {p.t(worst[0].number, worst[0].number)} {p.h(worst[0])}: {p.m(worst[0].amount, 2)}, {days(p, (p.today - worst[0].due).days)} late
2. {worst[1].customer}, {p.t(worst[1].number, worst[1].number)} {p.h(worst[1])}: {p.m(worst[1].amount, 2)}, {days(p, (p.today - worst[1].due).days)} late
3. {worst[2].customer}, {p.t(worst[2].number, worst[2].number)} {p.h(worst[2])}: {p.m(worst[2].amount, 2)}, {days(p, (p.today - worst[2].due).days)} late

**Ageing**

| Bucket | Invoices | Amount | Share |
|---|---:|---:|---:|
{rows}
| **Total** | {p.n(len(i))} | {p.m(total(i, 'amount'), 2)} | |

{p.n(len(late))} invoices are overdue for {p.m(total(late, 'amount'), 2)}{cite(p, f'{len(late)} invoices overdue')}. The oldest is {p.t(late[0].number, late[0].number)} {p.h(late[0])} ({late[0].customer}), due {p.d(late[0].due)}. {who[0][0]} looks after {p.n(len(who[0][1]))} of them{f', {who[1][0]} after {p.n(len(who[1][1]))}' if len(who) > 1 else ''}.

{p.w(len(w.paid), upper=True)} invoices have left the list since the last run; confirm with the bank that they were paid.
"""


TEXTS = [
    (worlds.inbox, "2026-11-24", triage, ("en-US", "en-US")),
    (worlds.inbox, "2026-12-14", topics, ("en-US", "en-GB")),
    (worlds.hiring, "2026-11-27", hiring_digest, ("en-US", "en-US")),
    (worlds.hiring, "2026-12-08", offers_mail, ("en-US", "en-US")),
    (worlds.hiring, "2027-01-18", funnel, ("en-US", "en-US")),
    (worlds.campaigns, "2026-11-26", budget_de, ("de-DE/de", "de-DE/de")),
    (worlds.campaigns, "2026-12-16", lead_costs, ("en-US", "en-GB")),
    (worlds.campaigns, "2027-02-09", landing, ("en-GB", "en-US")),
    (firms.invoices, "2026-11-23", dunning_de, ("de-DE/de", "de-DE/de")),
    (firms.invoices, "2026-12-10", cash_de, ("de-DE/de", "de-DE/de")),
    (firms.invoices, "2027-01-07", ageing, ("en-GB", "en-US")),
]
