"""Texts of blind_g.jsonl: deals and agency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import briefing_blind_g_firms as firms
from briefing_blind import Page, World, day_of, groups, ranked, total, where

ENDED = ("Won", "Lost")


def saas_morning(p: Page, w: World) -> str:
    """Morning pipeline briefing for a sales lead."""
    d, t = w.rows["hubspot.deals"], w.rows["zendesk.tickets"]
    hot, slip, cut, won, lost, urgent = d[1], d[4], d[6], d[8], d[11], t[2]
    open_ = [r for r in d if r.stage not in ENDED]
    past = [r for r in open_ if r.closedate < p.today]
    bare = where(open_, nextStep=None)
    f_all = p.f("Amount of", "deals")
    fresh = ", ".join(f"{r.dealname} {p.h(r)} at {p.m(r.amount)}" for r in w.new)
    return f"""
**Close {hot.dealname} {p.h(hot)}.** It moved from Proposal to Negotiation and is due {p.d(hot.closedate, "w")}, {p.n((hot.closedate - p.today).days)} days from now [= {hot.h}.closedate - today]; the date was {p.d(w.close_was)} before. {p.m(hot.amount)}, owner {hot.owner}. The same company has an urgent ticket, {urgent.subject} {p.h(urgent)}, open since {p.d(day_of(urgent.openedAt))}. Get that answered before the call.

**Since yesterday**
- Won: {won.dealname} {p.h(won)}, {p.m(won.amount)}.
- Lost: {lost.dealname} {p.h(lost)}, {p.m(lost.amount)}, from Proposal.
- Cut: {cut.dealname} {p.h(cut)} from {p.m(w.amount_was)} to {p.m(cut.amount)}, down {p.m(w.amount_was - cut.amount)} [= before({cut.h}.amount) - {cut.h}.amount].
- New: {fresh}. Together {p.m(total(w.new, "amount"))} [= {" + ".join(r.h + ".amount" for r in w.new)}].

**Overdue close dates:** {p.c(len(past), "open deal", digits=True)}, {p.m(total(past, "amount"))} [= sum(deals.amount where closedate < today and stage not in ("Won", "Lost"))]. {slip.dealname} {p.h(slip)} is {p.n((p.today - slip.closedate).days)} days over. {slip.owner} should set a new date or close it.

**Hygiene:** {p.n(len(bare))} of {p.n(len(open_))} open deals have no next step [= count(deals where nextStep is empty and stage != "Won" and stage != "Lost")]. All {p.n(len(d))} deals together are {p.m(total(d, "amount"))} {f_all}; the open ones are {p.m(total(open_, "amount"))} of that.
"""


def saas_forecast(p: Page, w: World) -> str:
    """Weekly forecast by owner, tables."""
    d = w.rows["hubspot.deals"]
    open_ = [r for r in d if r.stage not in ENDED]
    won, lost = where(d, stage="Won"), where(d, stage="Lost")
    month = [r for r in open_ if p.today <= r.closedate <= p.today + timedelta(days=14)]
    owners = sorted(groups(open_, "owner"), key=lambda g: -total(g[1], "amount"))
    table = "\n".join(f"| {k} | {p.n(len(rs))} | {p.m(total(rs, 'amount'))} | {p.pc(total(rs, 'amount'), total(open_, 'amount'))} |" for k, rs in owners)
    stages = "\n".join(f"| {k} | {p.n(len(where(d, stage=k)))} | {p.m(total(where(d, stage=k), 'amount'))} |" for k in ("Discovery", "Demo", "Proposal", "Negotiation") if where(d, stage=k))
    name, top = owners[0]
    late = where(open_, stage=("Proposal", "Negotiation"))
    big = ranked(open_, "amount")[:2]
    return f"""
**Protect {p.w(len(big))} deals this week: {big[0].dealname} {p.h(big[0])} ({p.m(big[0].amount)}) and {big[1].dealname} {p.h(big[1])} ({p.m(big[1].amount)}).** They are {p.pc(total(big, "amount"), total(open_, "amount"))} of the open pipeline.

| Stage | Deals | Amount |
|---|---:|---:|
{stages}

Source: {p.f("Deals by stage")}. Proposal and Negotiation together hold {p.m(total(late, "amount"))} [= sum(deals.amount where stage in ("Proposal", "Negotiation"))].

| Owner | Open deals | Open amount | Share |
|---|---:|---:|---:|
{table}

- {name} carries the most, {p.m(total(top, "amount"))} [= sum(deals.amount where owner = "{name}" and stage not in ("Won", "Lost"))].
- Closing within {p.x("14 days")}: {p.n(len(month))} deals worth {p.m(total(month, "amount"))} [= sum(deals.amount where stage not in ("Won", "Lost") and closedate >= today and closedate <= today + 14)].
- Decided: {p.n(len(won))} won ({p.m(total(won, "amount"))}), {p.n(len(lost))} lost ({p.m(total(lost, "amount"))}). By count the win rate is {p.pc(len(won), len(won) + len(lost))} [= count(deals where stage = "Won") / count(deals where stage in ("Won", "Lost"))].
- Average open deal: {p.m(round(total(open_, "amount") / len(open_)))}.

No quota is in the data, so there is no coverage figure here.
"""


def saas_risks(p: Page, w: World) -> str:
    """Risks across support and billing, prose."""
    t, s = w.rows["zendesk.tickets"], w.rows["stripe.subs"]
    open_ = where(t, status="open")
    high = where(open_, priority=("urgent", "high"))
    first = t[2]
    ages = [(p.today - day_of(r.openedAt)).days for r in open_]
    due = where(s, status="past_due")
    big = ranked(due, "mrr")[0]
    mute = where(open_, replies=0)
    quiet = f"{p.n(len(mute))} open {'ticket has' if len(mute) == 1 else 'tickets have'} no reply at all [= count(tickets where status = \"open\" and replies = 0)]." if mute else "Each open ticket has at least one reply."
    firms_, topics = groups(t, "company"), groups(t, "subject")
    (firm, most), (topic, same) = firms_[0], topics[0]
    often = "A common subject" if len(topics[1][1]) == len(same) else "The most common subject"
    who = f"{firm} wrote" if len(firms_[1][1]) == len(most) else f"{firm} wrote most often,"
    return f"""
Answer {first.company} now. Ticket {p.t(str(first.number), str(first.number))} {p.h(first)}, {first.subject}, is urgent and {p.n((p.today - day_of(first.openedAt)).days)} days old [= today - {first.h}.openedAt], with {p.c(first.replies, "reply", "replies", digits=True)}.

**Support.** {p.n(len(open_))} of {p.n(len(t))} tickets are open {p.f("Support tickets by status")}, {p.n(len(high))} of them urgent or high [= count(tickets where status = "open" and priority in ("urgent", "high"))]. Open ones are {p.n(sum(ages) / len(ages), 1)} days old on average. {quiet} {often} is {topic.lower() if topic[:3] not in ("SSO", "API") else topic} ({p.n(len(same))} [= count(tickets where subject = "{topic}")]); {who} {p.c(len(most), "ticket", digits=True)}. Replies so far: {p.n(total(t, "replies"))} {p.f("replies in all")}.

**Billing, incomplete.** The subscription list stopped early, so these are floors and not totals. Among the {p.n(len(s))} that arrived, {p.n(len(due))} {"is" if len(due) == 1 else "are"} past due, {p.m(total(due, "mrr"))} a month [= sum(subscriptions.mrr where status = "past_due")]. {big.customer} {p.h(big)} is the largest with {p.m(big.mrr)}, {p.m(12 * big.mrr)} a year [= {big.h}.mrr * 12]. It renews on {p.d(big.renewsOn)}.

Do not read a churn rate out of this.
"""


def agentur_woche(p: Page, w: World) -> str:
    """Projektrunde auf Deutsch."""
    j, z, inv = w.rows["awork.projects"], w.rows["awork.times"], w.rows["lexoffice.invoices"]
    over, near, old = j[3], j[7], inv[0]
    late = [r for r in inv if r.status != "bezahlt" and r.dueOn < p.today]
    paid = where(z, billable="ja")
    people = sorted(groups(z, "person"), key=lambda g: -total(g[1], "hours"))
    listed = "\n".join(f"| {k} | {p.n(total(rs, 'hours'), 2)} | {p.n(total(where(rs, billable='ja'), 'hours'), 2)} |" for k, rs in people)
    f_log, f_plan, f_h = p.f("logged hours in all"), p.f("budget hours in all"), p.f("times:", "hours in all")
    return f"""
**{over.project} für {over.client} {p.h(over)} ist über Budget.** {p.n(over.loggedHours)} von {p.n(over.budgetHours)} Stunden, also {p.n(over.loggedHours - over.budgetHours)} zu viel [= {over.h}.loggedHours - {over.h}.budgetHours]. Seit dem letzten Lauf kamen {p.n(over.loggedHours - w.was[over.code])} dazu (vorher {p.n(w.was[over.code])}). {over.lead} klärt heute einen Nachtrag.

**Als Nächstes:** {near.project} {p.h(near)} steht bei {p.pc(near.loggedHours, near.budgetHours)} [= {near.h}.loggedHours / {near.h}.budgetHours], Rest {p.n(near.budgetHours - near.loggedHours)} Stunden, Ende am {p.d(near.ends, "l")} in {p.n((near.ends - p.today).days)} Tagen.

**Alle Projekte:** {p.n(total(j, "loggedHours"))} Stunden gebucht {f_log} bei {p.n(total(j, "budgetHours"))} im Budget {f_plan}, {p.pc(total(j, "loggedHours"), total(j, "budgetHours"), 1)} [= {f_log[1:-1]} / {f_plan[1:-1]}]. Pausiert: {p.n(len(where(j, status="pausiert")))}.

| Person | Stunden | davon abrechenbar |
|---|---:|---:|
{listed}

Zusammen {p.n(total(z, "hours"), 2)} Stunden {f_h}, abrechenbar {p.n(total(paid, "hours"), 2)} [= sum(times.hours where billable = "ja")] oder {p.pc(total(paid, "hours"), total(z, "hours"))}.

**Rechnungen:** {p.n(len(late))} [= count(invoices where status != "bezahlt" and dueOn < today)] sind überfällig, {p.m(total(late, "amount"))} [= sum(invoices.amount where status != "bezahlt" and dueOn < today)]. {p.t(old.number, old.number)} {p.h(old)} an {old.client} ist gemahnt, {p.m(old.amount)}, fällig war der {p.d(old.dueOn, "n")}, vor {p.n((p.today - old.dueOn).days)} Tagen. Bitte anrufen statt noch einmal mahnen.
"""


def agency_budget(p: Page, w: World) -> str:
    """Profitability check in English, for an owner."""
    j, inv = w.rows["awork.projects"], w.rows["lexoffice.invoices"]
    over = j[3]
    live = where(j, status="aktiv")
    rate = sorted(live, key=lambda r: r.fee / r.loggedHours)
    cheap = rate[0]
    heavy = [r for r in j if r.loggedHours > 0.75 * r.budgetHours]
    first = min((r for r in j if r.loggedHours < r.budgetHours), key=lambda r: r.ends)
    leads = sorted(groups(j, "lead"), key=lambda g: -total(g[1], "fee"))
    parts = "\n".join(f'- **{k}:** {p.n(len(rs))} projects, {p.m(total(rs, "fee"))} in fees [= sum(projects.fee where lead = "{k}")], {p.n(sum(r.budgetHours - r.loggedHours for r in rs))} hours left in all' for k, rs in leads)
    open_ = [r for r in inv if r.status != "bezahlt"]
    settled = inv[2]
    return f"""
**Stop unplanned work on {over.project} ({over.client}) {p.h(over)}.** At {p.n(over.loggedHours)} hours the fee of {p.m(over.fee)} yields {p.m(round(over.fee / over.loggedHours, 2))} an hour [= {over.h}.fee / {over.h}.loggedHours]; the plan was {p.m(round(over.fee / over.budgetHours, 2))} [= {over.h}.fee / {over.h}.budgetHours].

The lowest rate among active projects is {p.m(round(cheap.fee / cheap.loggedHours, 2))} an hour, {cheap.project} {p.h(cheap)}. {p.w(len(heavy), upper=True)} [= count(projects where loggedHours > 0.75 * budgetHours)] of {p.n(len(j))} projects have used more than {p.x("75%")} of their hours. Of those still inside their hours, {first.project} {p.h(first)} ends first, on {p.d(first.ends)}, with {p.n(first.budgetHours - first.loggedHours)} hours unspent.

By lead:
{parts}

Active projects carry {p.m(total(live, "fee"))} of {p.m(total(j, "fee"))} in fees {p.f("Projekte by status")} {p.f("Fee of")}, {p.pc(total(live, "fee"), total(j, "fee"))}.

Cash: {p.n(len(open_))} invoices unpaid, {p.m(total(open_, "amount"))} [= sum(invoices.amount where status != "bezahlt")]. {settled.client} has paid {p.t(settled.number, settled.number)} {p.h(settled)}, {p.m(settled.amount)}. The largest invoice of all is {p.m(max(r.amount for r in inv))} [= max(invoices.amount)].

Salaries are not in the data, so this is fee per hour, not margin.
"""


Text = tuple[Callable[[World], str], str, Callable[[Page, World], str], tuple[str, str]]
TEXTS: list[Text] = [
    (firms.saas, "2026-11-10", saas_morning, ("en-US", "en-US")),
    (firms.saas, "2026-11-16", saas_forecast, ("en-US", "en-US")),
    (firms.saas, "2026-11-10", saas_risks, ("en-US", "en-GB")),
    (firms.agency, "2026-11-26", agentur_woche, ("de-DE/de", "de-DE/de")),
    (firms.agency, "2026-11-27", agency_budget, ("de-DE", "en-GB")),
]
