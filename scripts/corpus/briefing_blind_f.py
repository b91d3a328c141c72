"""Writes blind_f.jsonl: briefings of ten teams, by an author who has not seen the checks.

Figures of the text's own have their formulas behind them, as the prompt's rules ask.
Run `python scripts/corpus/briefing_blind_f.py`; the seed fixes every letter.
"""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_f_end as end
import briefing_blind_f_firms as firms
import briefing_blind_f_last as last
import briefing_blind_f_more as more
import briefing_blind_f_worlds as worlds
from briefing_blind import Page, World, groups, mean, ranked, total, where, write

SEED = 5519
OPEN = 'StageName != "Closed Won" and StageName != "Closed Lost"'


def pipeline_morning(p: Page, w: World) -> str:
    """A morning pipeline briefing with bold leads and bullets."""
    d, g = w.rows["salesforce.opportunities"], w.rows["fathom.calls"]
    live = [r for r in d if not r.stage.startswith("Closed")]
    late = sorted((r for r in live if r.close < p.today), key=lambda r: r.close)
    won = where(d, stage="Closed Won")
    soon = sorted((r for r in live if 0 <= (r.close - p.today).days <= 7), key=lambda r: r.close)
    first = ranked(late, "amount")[0]
    due = "\n".join(
        f"- {r.name} {p.h(r)}: {p.m(r.amount)}, {r.stage}, closes {p.d(r.close, 'w')}. {r.owner}, next step: {r.step.lower() if r.step else 'none recorded'}."
        for r in soon[:4]
    )
    flags = "\n".join(
        f"- {c.about} {p.h(c)}: {c.flag} came up on {c.host}'s {c.kind} call ({p.d(c.day)}, {p.n(c.minutes)} min)."
        for c in [c for c in g if c.flag][:4]
    )
    up = w.resized.amount - w.resized_was
    return f"""
**Do first:** get a new close date for {first.name} {p.h(first)}. It is {p.m(first.amount)} in {first.stage}, it was due on {p.d(first.close)}, and {first.owner} last touched it {p.n((p.today - first.touched).days)} days ago [= today - {first.h}.LastActivityDate]. Together the {p.n(len(late))} overdue opportunities hold {p.m(total(late, "amount"))} {p.f("opportunities overdue")}.

**Changed since yesterday**
- {w.won.name} {p.h(w.won)} went from Negotiation to Closed Won, {p.m(w.won.amount)}.
- {w.moved.name} {p.h(w.moved)} moved to Negotiation; probability {p.n(w.moved.prob, unit="%")}, up from {p.n(55, unit="%")}.
- {w.resized.name} {p.h(w.resized)} is now {p.m(w.resized.amount)}, {"up" if up > 0 else "down"} {p.m(abs(up))} [= {f"{w.resized.h}.Amount - before({w.resized.h}.Amount)" if up > 0 else f"before({w.resized.h}.Amount) - {w.resized.h}.Amount"}].
- {w.slipped.name} {p.h(w.slipped)} slipped from {p.d(w.slipped_was)} to {p.d(w.slipped.close)}, {p.n((w.slipped.close - w.slipped_was).days)} days [= {w.slipped.h}.CloseDate - before({w.slipped.h}.CloseDate)].
- New: {w.new.name} {p.h(w.new)}, {p.m(w.new.amount)}.

**Closing within {p.x("7 days")}**
{due or "Nothing open."}

**Heard on calls**
{flags}

**Where we stand:** {p.n(len(live))} open opportunities [= count(opportunities where {OPEN})] worth {p.m(total(live, "amount"))} [= sum(opportunities.Amount where {OPEN})]. Won so far: {p.n(len(won))} for {p.m(total(won, "amount"))} {p.f("by stage name")}.
"""


def pipeline_review(p: Page, w: World) -> str:
    """A weekly review with a table by owner, all of it computed by formulas."""
    d, g = w.rows["salesforce.opportunities"], w.rows["fathom.calls"]
    live = [r for r in d if not r.stage.startswith("Closed")]
    whole = total(live, "amount")
    won, lost = where(d, stage="Closed Won"), where(d, stage="Closed Lost")
    table = "\n".join(
        f'| {who} | {p.n(len(rows))} [= count(opportunities where Owner = "{who}" and {OPEN})] | {p.m(total(rows, "amount"))} [= sum(opportunities.Amount where Owner = "{who}" and {OPEN})] | {p.pc(total(rows, "amount"), whole)} [= sum(opportunities.Amount where Owner = "{who}" and {OPEN}) / sum(opportunities.Amount where {OPEN})] |'
        for who, rows in groups(live, "owner")
    )
    quiet = sorted((r for r in live if (p.today - r.touched).days > 14), key=lambda r: r.touched)
    bare = [r for r in live if r.step is None]
    top = ranked(live, "amount")[:3]
    names = ", ".join(f"{r.name} {p.h(r)} at {p.m(r.amount)}" for r in top)
    silent = "\n".join(
        f"{n}. {r.name} {p.h(r)}, last activity {p.d(r.touched)}, {p.m(r.amount)} ({r.owner})"
        for n, r in enumerate(quiet[:5], 1)
    )
    agreed = [c for c in g if c.next]
    return f"""
# Pipeline review, {p.d(p.today, "l")}

Spend the meeting on the {p.c(len(quiet), "open opportunity", "open opportunities", digits=True)} [= count(opportunities where LastActivityDate < today - 14 and {OPEN})] without activity in more than {p.x("14 days")} and on next steps: {p.n(len(bare))} of {p.n(len(live))} open opportunities have none.

## Open pipeline by owner

| Owner | Open | Amount | Share |
|---|---:|---:|---:|
{table}
| All | {p.n(len(live))} [= count(opportunities where {OPEN})] | {p.m(whole)} [= sum(opportunities.Amount where {OPEN})] | |

The three largest are {names}: {p.m(sum(r.amount for r in top))} [= {" + ".join(f"{r.h}.Amount" for r in top)}] together.

## Gone quiet

{silent or "None."}

## Results

- Won: {p.n(len(won))} worth {p.m(total(won, "amount"))}; lost: {p.n(len(lost))} worth {p.m(total(lost, "amount"))} {p.f("by stage name")}. That is a win rate of {p.pc(len(won), len(won) + len(lost))} [= count(opportunities where StageName = "Closed Won") / count(opportunities where StageName in ("Closed Won", "Closed Lost"))] by count.
- Average won: {p.m(mean(won, "amount"))} [= average(opportunities.Amount where StageName = "Closed Won")].

## Calls

{p.n(len(g))} calls and {p.n(total(g, "minutes"))} minutes {p.f("minutes in all")}. A next step was agreed on {p.n(len(agreed))} of them [= count(calls where next_step_agreed = yes)], {p.pc(len(agreed), len(g))}.
"""


def pipeline_mail(p: Page, w: World) -> str:
    """A short e-mail to the head of sales, in prose."""
    d, g = w.rows["salesforce.opportunities"], w.rows["fathom.calls"]
    neg = ranked(where(d, stage="Negotiation"), "amount")
    live = [r for r in d if not r.stage.startswith("Closed")]
    late = sorted((r for r in live if r.close < p.today), key=lambda r: r.close)
    won = where(d, stage="Closed Won")
    rival = next(c for c in g if c.flag == "competitor")
    rest = total(neg, "amount") - neg[0].amount
    return f"""
Morning,

Please call {neg[0].owner} about {neg[0].name} {p.h(neg[0])} before anything else. It is the largest deal in negotiation at {p.m(neg[0].amount)}, {"it should have closed" if neg[0].close < p.today else "it is due to close"} on {p.d(neg[0].close, "l")}, and it makes up {p.pc(neg[0].amount, total(neg, "amount"))} [= {neg[0].h}.Amount / sum(opportunities.Amount where StageName = "Negotiation")] of everything at that stage. The other {p.c(len(neg) - 1, "deal")} in negotiation add {p.m(rest)} [= sum(opportunities.Amount where StageName = "Negotiation") - {neg[0].h}.Amount].

{w.won.name} {p.h(w.won)} closed since yesterday for {p.m(w.won.amount)}, which brings closed won to {p.m(total(won, "amount"))} across {p.c(len(won), "deal")} {p.f("by stage name")}.

What I would not let slide: {late[0].name} {p.h(late[0])} is {p.n((p.today - late[0].close).days)} days past its close date {p.f("opportunities overdue")} and still at {late[0].stage}. And {w.slipped.name} {p.h(w.slipped)} moved out again, from {p.d(w.slipped_was)} to {p.d(w.slipped.close)}.

One note from the calls: a competitor came up with {rival.about} {p.h(rival)} on {p.d(rival.day, "w")}. That deal {p.hh(rival.deal)} is in at {p.m(rival.deal.amount)}. Worth {p.x("15 minutes")} with {rival.host} today.
"""


def pipeline_risks(p: Page, w: World) -> str:
    """Risks to the forecast, numbered, with the evidence under each."""
    d, g = w.rows["salesforce.opportunities"], w.rows["fathom.calls"]
    live = [r for r in d if not r.stage.startswith("Closed")]
    late = sorted((r for r in live if r.close < p.today), key=lambda r: r.close)
    bare = ranked([r for r in live if r.step is None], "amount")
    big = max(live, key=lambda r: r.amount)
    nonext = [c for c in g if not c.next]
    until = p.today + timedelta(days=30)
    month = [r for r in live if p.today <= r.close <= until]
    objections = [c for c in g if c.flag]
    kinds = ", ".join(f"{kind} {p.n(len(rows))}" for kind, rows in groups(objections, "flag"))
    worst = "; ".join(f"{r.name} {p.h(r)}, {p.m(r.amount)}" for r in bare[:3])
    return f"""
The biggest single exposure is {big.name} {p.h(big)}: {p.m(big.amount)}, or {p.pc(big.amount, total(live, "amount"), 1)} [= {big.h}.Amount / sum(opportunities.Amount where {OPEN})] of the open pipeline. If it moves, the forecast moves.

**1. Overdue close dates.** {p.n(len(late))} opportunities, {p.m(total(late, "amount"))} {p.f("opportunities overdue")}. The oldest, {late[0].name} {p.h(late[0])}, should have closed on {p.d(late[0].close)}; the newest, {late[-1].name} {p.h(late[-1])}, on {p.d(late[-1].close)}.

**2. No next step.** {p.n(len(bare))} open opportunities [= count(opportunities where NextStep is empty and {OPEN})] worth {p.m(total(bare, "amount"))} [= sum(opportunities.Amount where NextStep is empty and {OPEN})]. Largest: {worst}.

**3. Objections on calls.** {p.n(len(objections))} [= count(calls where objection is not empty)] of {p.n(len(g))} calls raised one: {kinds}. {p.n(len(nonext))} [= count(calls where next_step_agreed = "no")] calls ended without an agreed next step.

**4. A crowded month.** {p.n(len(month))} [= count(opportunities where CloseDate >= today and CloseDate <= {until} and {OPEN})] open opportunities close between today and {p.d(until)}, {p.m(total(month, "amount"))} in all [= sum(opportunities.Amount where CloseDate >= today and CloseDate <= {until} and {OPEN})].

What I would do: re-date the {p.w(len(late))} overdue ones today, and set next steps on the {p.x("top 3")} of point {p.x("2")} by Friday.
"""


def renewal_watch(p: Page, w: World) -> str:
    """A renewal watch for the next sixty days."""
    a, t = w.rows["vitally.accounts"], w.rows["zendesk.tickets"]
    near = sorted((r for r in a if 0 <= (r.renews - p.today).days <= 60), key=lambda r: r.renews)
    manual = [r for r in near if not r.auto]
    one = w.fell
    theirs = [k for k in t if k.account == one.name]
    limit = p.today + timedelta(days=60)
    table = "\n".join(
        f"| {r.name} {p.h(r)} | {p.d(r.renews)} | {p.n((r.renews - p.today).days)} | {p.m(r.arr)} | {p.n(r.health)} | {p.pc(r.used, r.seats)} | {r.csm} |"
        for r in near
    )
    weak = [r for r in near if r.health < 50]
    return f"""
**{one.name} {p.h(one)} needs a call this week.** Health fell to {p.n(one.health)} from {p.n(w.fell_was)}, down {p.n(w.fell_was - one.health)} points [= before({one.h}.health) - {one.h}.health]. It renews on {p.d(one.renews, "l")}, it does not renew by itself, and nobody has been in touch since {p.d(one.seen)} ({p.n((p.today - one.seen).days)} days [= today - {one.h}.last_touch]). It also has {p.n(len(theirs))} open tickets [= count(tickets where account = "{one.name}")].

Pendo usage could not be fetched, so the usage below is seats against active users from Vitally only.

### Renewing in the next {p.x("60 days")}

| Account | Renews | Days left | ARR | Health | Active / seats | CSM |
|---|---|---:|---:|---:|---:|---|
{table}

{p.m(total(near, "arr"))} [= sum(accounts.arr where renewal_date >= today and renewal_date <= {limit})] is up for renewal in this window, {p.pc(total(near, "arr"), total(a, "arr"))} of all ARR [= sum(accounts.arr where renewal_date >= today and renewal_date <= {limit}) / sum(accounts.arr)]. Of these {p.n(len(near))} accounts, {p.n(len(manual))} [= count(accounts where renewal_date >= today and renewal_date <= {limit} and auto_renew = "no")] need a signature{f", and {p.n(len(weak))} [= count(accounts where renewal_date <= {limit} and health < 50)] score below {p.x('50')}" if weak else ""}.

### Also changed
- {w.rose.name} {p.h(w.rose)}: health {p.n(w.rose_was)} to {p.n(w.rose.health)}.
- {w.cut.name} {p.h(w.cut)}: seats cut from {p.n(w.cut_was)} to {p.n(w.cut.seats)}.
- {w.grew.name} {p.h(w.grew)}: ARR up {p.m(w.grew.arr - w.grew_was)} [= {w.grew.h}.arr - before({w.grew.h}.arr)] to {p.m(w.grew.arr)}.
"""


def success_today(p: Page, w: World) -> str:
    """What needs one success manager today: tasks with reasons."""
    a, t = w.rows["vitally.accounts"], w.rows["zendesk.tickets"]
    me, mine = max(groups(a, "csm"), key=lambda one: len(one[1]))
    names = {r.name for r in mine}
    low = sorted(mine, key=lambda r: r.health)[:2]
    quiet = min(mine, key=lambda r: r.seen)
    nxt = min(mine, key=lambda r: r.renews)
    mytickets = sorted((k for k in t if k.account in names), key=lambda k: k.opened)
    urgent = [k for k in t if k.priority == "urgent"]
    asks = "\n".join(
        f"- [ ] Read “{k.subject}” from {k.account} {p.h(k)}: {k.priority}, {k.status} since {p.d(k.opened)}"
        for k in mytickets[:3]
    )
    return f"""
{me}, start with {nxt.name} {p.h(nxt)}: it renews on {p.d(nxt.renews, "w")}, in {p.n((nxt.renews - p.today).days)} days [= {nxt.h}.renewal_date - today], {p.m(nxt.arr)}.

Today
- [ ] Call {low[0].name} {p.h(low[0])}. Health {p.n(low[0].health)}, the lowest of yours; {p.n(low[0].used)} of {p.n(low[0].seats)} seats active.
- [ ] Plan a check-in with {low[1].name} {p.h(low[1])}, health {p.n(low[1].health)}.
- [ ] Write to {quiet.name} {p.h(quiet)}. Last touch was {p.d(quiet.seen)}, {p.n((p.today - quiet.seen).days)} days ago [= today - {quiet.h}.last_touch].
{asks}

Your book: {p.n(len(mine))} of {p.n(len(a))} accounts [= count(accounts where csm = "{me}")], {p.m(total(mine, "arr"))} ARR [= sum(accounts.arr where csm = "{me}")], average health {p.n(mean(mine, "health"), 1)} [= average(accounts.health where csm = "{me}")].

Team-wide, {p.c(len(urgent), "open ticket")} {"is" if len(urgent) == 1 else "are"} marked urgent {p.f("tickets by priority")}. Usage from Pendo failed to load this morning, so I cannot say who has gone inactive since yesterday.
"""


def success_review(p: Page, w: World) -> str:
    """A weekly account review with groups by tier and by ticket status."""
    a, t = w.rows["vitally.accounts"], w.rows["zendesk.tickets"]
    tiers = "\n".join(
        f'- **{tier}:** {p.n(len(rows))} accounts [= count(accounts where tier = "{tier}")], {p.m(total(rows, "arr"))} [= sum(accounts.arr where tier = "{tier}")], average health {p.n(mean(rows, "health"), 0)} [= average(accounts.health where tier = "{tier}")]'
        for tier, rows in groups(a, "tier") if len(rows) > 1
    )  # fmt: skip
    red = sorted((r for r in a if r.health < 50), key=lambda r: r.health)
    used, seats = total(a, "used"), total(a, "seats")
    least = min(a, key=lambda r: r.used / r.seats)
    busy = groups(t, "account")[0]
    reds = ", ".join(f"{r.name} {p.h(r)} ({p.n(r.health)})" for r in red[:4])
    return f"""
Two things to know: {p.m(total(red, "arr"))} [= sum(accounts.arr where health < 50)] of ARR sits in accounts with health below {p.x("50")}, and the Pendo feed is down, so nothing here reflects product usage.

**At risk.** {p.n(len(red))} [= count(accounts where health < 50)] accounts are below {p.x("50")}, {p.pc(total(red, "arr"), total(a, "arr"))} of total ARR [= sum(accounts.arr where health < 50) / {p.f("Arr of")[1:-1]}]. The weakest: {reds}.

**Movement.** {w.fell.name} {p.h(w.fell)} dropped from {p.n(w.fell_was)} to {p.n(w.fell.health)}. {w.rose.name} {p.h(w.rose)} gained {p.n(w.rose.health - w.rose_was)} points [= {w.rose.h}.health - before({w.rose.h}.health)] and is at {p.n(w.rose.health)}. {w.cut.name} {p.h(w.cut)} gave up {p.n(w.cut_was - w.cut.seats)} seats [= before({w.cut.h}.seats) - {w.cut.h}.seats].

**By tier**
{tiers}

**Adoption.** {p.n(used)} active users on {p.n(seats)} seats {p.f("active users in all")} {p.f("seats in all")}, {p.pc(used, seats, 1)} [= sum(accounts.active_users) / sum(accounts.seats)]. {least.name} {p.h(least)} uses its seats least: {p.n(least.used)} of {p.n(least.seats)}.

**Tickets.** {p.n(len(t))} open {p.f("tickets")}, {p.n(len(where(t, status="pending")))} of them pending {p.f("tickets by status")}. {busy[0]} has {p.n(len(busy[1]))} [= count(tickets where account = "{busy[0]}")].
"""


TEXTS = (
    (worlds.pipeline, "2026-10-14", pipeline_morning, ("en-US", "en-US")),
    (worlds.pipeline, "2026-11-09", pipeline_review, ("en-US", "en-US")),
    (worlds.pipeline, "2026-06-17", pipeline_mail, ("en-US", "en-US")),
    (worlds.pipeline, "2026-09-03", pipeline_risks, ("en-US", "en-US")),
    (worlds.renewals, "2026-05-12", renewal_watch, ("en-US", "en-US")),
    (worlds.renewals, "2026-10-27", success_today, ("en-US", "en-US")),
    (worlds.renewals, "2026-08-21", success_review, ("en-US", "en-US")),
    (worlds.issues, "2026-10-06", more.issues_standup, ("en-US", "en-US")),
    (worlds.issues, "2026-07-15", more.issues_release, ("en-US", "en-US")),
    (worlds.issues, "2026-11-20", more.issues_review, ("en-US", "en-US")),
    (worlds.inbox, "2026-12-02", more.inbox_morning, ("en-US", "en-US")),
    (worlds.inbox_uk, "2026-10-19", more.inbox_lead, ("en-GB", "en-GB")),
    (worlds.inbox, "2026-04-28", more.inbox_week, ("en-US", "fr-FR")),
    (worlds.hiring, "2026-09-22", more.hiring_digest, ("en-GB", "en-GB")),
    (worlds.hiring, "2026-06-04", more.hiring_today, ("en-GB", "en-US")),
    (worlds.hiring, "2026-11-11", more.hiring_review, ("en-GB", "en-GB")),
    (firms.campaigns_us, "2026-10-12", last.campaigns_weekly, ("en-US", "en-US")),
    (firms.campaigns_us, "2026-08-05", last.campaigns_spend, ("en-US", "en-US")),
    (firms.campaigns_eu, "2026-11-17", last.campaigns_leads, ("en-US", "en-GB")),
    (firms.billing, "2026-10-08", last.billing_german, ("de-DE/de", "de-DE/de")),
    (firms.billing, "2026-07-22", last.billing_close, ("fr-FR", "en-US")),
    (firms.billing, "2026-11-26", last.billing_german_week, ("de-DE/de", "de-DE/de")),
    (firms.usage, "2026-10-21", last.usage_weekly, ("en-US", "en-US")),
    (firms.usage, "2026-06-29", last.usage_trials, ("en-US", "en-US")),
    (firms.oncall, "2026-11-03", last.oncall_review, ("en-US", "en-US")),
    (firms.oncall, "2026-09-14", last.oncall_handover, ("en-US", "en-GB")),
    (firms.partners, "2026-10-30", last.partners_brief, ("en-GB", "en-GB")),
    (firms.partners, "2026-05-26", last.partners_money, ("en-GB", "en-GB")),
    (worlds.pipeline, "2026-12-08", end.pipeline_rep, ("en-US", "en-US")),
    (firms.usage, "2026-09-08", end.usage_seats, ("en-US", "en-US")),
    (firms.oncall, "2026-05-19", end.oncall_mail, ("en-US", "en-US")),
    (firms.campaigns_eu, "2026-10-05", end.campaigns_german, ("de-DE/de", "de-DE/de")),
)

if __name__ == "__main__":
    write("blind_f", TEXTS, SEED, half_up=True)
