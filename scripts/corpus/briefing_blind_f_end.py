"""More texts of blind_f.jsonl: one seller's day, seats, a mail on reliability, German marketing."""

from __future__ import annotations

from datetime import timedelta

from briefing_blind import Page, World, groups, mean, ranked, total, where

OPEN = 'StageName != "Closed Won" and StageName != "Closed Lost"'


def pipeline_rep(p: Page, w: World) -> str:
    """What needs one seller today, with the month so far."""
    d, g = w.rows["salesforce.opportunities"], w.rows["fathom.calls"]
    live = [r for r in d if not r.stage.startswith("Closed")]
    me, mine = max(groups(live, "owner"), key=lambda one: total(one[1], "amount"))
    acts = sorted(mine, key=lambda r: r.close)[:4]
    won = [r for r in d if r.owner == me and r.stage == "Closed Won"]
    calls = where(g, host=me)
    late = [r for r in mine if r.close < p.today]
    bare = [r for r in mine if r.step is None]
    share = f"{p.pc(total(mine, 'amount'), total(live, 'amount'))}"
    rows = "\n".join(
        f"| {r.name} {p.h(r)} | {r.stage} | {p.m(r.amount)} | {p.d(r.close)} | {p.d(r.touched)} | {r.step or 'none'} |"
        for r in acts
    )
    near = acts[-1]
    weighted = sum(r.amount * r.prob / 100 for r in mine)
    return f"""
Start with **{acts[0].name}** {p.h(acts[0])}: {f"it should have closed {p.n((p.today - acts[0].close).days)} days ago" if acts[0].close < p.today else "it is your next to close"} ({p.d(acts[0].close, "l")}), and the next step is {acts[0].step.lower() if acts[0].step else "missing"}.

### Your next four by close date

| Opportunity | Stage | Amount | Close | Last activity | Next step |
|---|---|---:|---|---|---|
{rows}

These four add up to {p.m(total(acts, "amount"))} [= {" + ".join(f"{r.h}.Amount" for r in acts)}]. {near.name} {p.h(near)} is the last of them.

### Your pipeline

- Open: {p.n(len(mine))} worth {p.m(total(mine, "amount"))} [= sum(opportunities.Amount where Owner = "{me}" and {OPEN})], {share} [= sum(opportunities.Amount where Owner = "{me}" and {OPEN}) / sum(opportunities.Amount where {OPEN})] of the team's open amount.
- Weighted by probability: roughly {p.mk(weighted)}.
- {f'Overdue: {p.n(len(late))} [= count(opportunities where Owner = "{me}" and CloseDate < today and {OPEN})].' if late else "Nothing of yours is overdue."}
- {f'Without a next step: {p.n(len(bare))} [= count(opportunities where Owner = "{me}" and NextStep is empty and {OPEN})].' if bare else "All have a next step."}
- {f'Won: {p.n(len(won))}, {p.m(total(won, "amount"))} [= sum(opportunities.Amount where Owner = "{me}" and StageName = "Closed Won")].' if won else "Nothing won in this data."}
- {f'Calls: {p.n(len(calls))} [= count(calls where host = "{me}")], {p.n(total(calls, "minutes"))} minutes [= sum(calls.minutes where host = "{me}")].' if calls else "No recorded calls."}

Block {p.x("two hours")} this afternoon for the follow-ups, {p.x("30 minutes")} each.
"""


def usage_seats(p: Page, w: World) -> str:
    """An e-mail to account managers on who may need more seats, and who pays for empty ones."""
    s = where(w.rows["mixpanel.workspaces"], plan=("Team", "Business"))
    every = w.rows["mixpanel.workspaces"]
    full = sorted((r for r in s if r.seats - r.active <= 10), key=lambda r: r.seats - r.active)
    loose = sorted(s, key=lambda r: r.active - r.seats)[:3]
    empty = total(s, "seats") - total(s, "active")
    paid = 'plan in ("Team", "Business")'
    lines = "\n".join(
        f"- {r.name} {p.h(r)} ({r.plan}): {p.n(r.active)} active on {p.n(r.seats)} seats, {p.n(r.seats - r.active)} left [= {r.h}.seats - {r.h}.weekly_active]"
        for r in full[:5]
    )
    waste = "; ".join(
        f"{r.name} {p.h(r)} with {p.n(r.seats - r.active)} [= {r.h}.seats - {r.h}.weekly_active]"
        for r in loose
    )
    rich = ranked(s, "mrr")[0]
    today = [r for r in every if r.seen == p.today]
    return f"""
Hi both,

{"These workspaces are close to their seat limit and worth a call this week:" if full else "Nobody is close to the seat limit this week."}

{lines}

On the other side, paid plans carry {p.n(empty)} unused seats in total [= sum(workspaces.seats where {paid}) - sum(workspaces.weekly_active where {paid})], {p.pc(empty, total(s, "seats"), 1)} of what they pay for. Most of the slack: {waste}.

Some context. {p.n(len(s))} [= count(workspaces where {paid})] of {p.n(len(every))} workspaces pay, on average {p.m(mean(s, "mrr"), 0)} a month [= average(workspaces.mrr where {paid})]. The largest is {rich.name} {p.h(rich)} at {p.m(rich.mrr)}, {p.pc(rich.mrr, total(s, "mrr"), 1)} of MRR [= {rich.h}.mrr / {p.f("Mrr of")[1:-1]}]. The most active workspace has {p.n(max(r.active for r in every))} weekly users [= max(workspaces.weekly_active)], the least active {p.n(min(r.active for r in every))} [= min(workspaces.weekly_active)].

{w.rose.name} {p.h(w.rose)} added {p.n(w.rose.active - w.rose_was)} active users [= {w.rose.h}.weekly_active - before({w.rose.h}.weekly_active)] since the last run; {w.fell.name} {p.h(w.fell)} went the other way, {p.n(w.fell_was)} to {p.n(w.fell.active)}. {f"{p.n(len(today))} workspaces were seen today already." if len(today) > 1 else ""}

Please reply with your {p.x("top 2")} by Thursday.
"""


def oncall_mail(p: Page, w: World) -> str:
    """A mail to the head of engineering on reliability."""
    i, g, a = w.rows["incidentio.incidents"], w.rows["pagerduty.pages"], w.rows["jira.actions"]
    bad = where(i, severity=("SEV1", "SEV2"))
    top = ranked(i, "minutes")[:2]
    wide = ranked(i, "users")[0]
    done = where(a, state="done")
    late = sorted((r for r in a if r.state != "done" and r.due < p.today), key=lambda r: r.due)
    service, rows = max(groups(i, "service"), key=lambda one: total(one[1], "minutes"))
    night = [r for r in g if r.night]
    who, pages = groups(g, "who")[0]
    return f"""
Two points for your week.

First, the review actions are slipping. {p.n(len(late))} of {p.n(len(a))} are overdue {p.f("overdue")}; the worst is {late[0].name} {p.h(late[0])}, due {p.d(late[0].due, "l")}, {p.n((p.today - late[0].due).days)} days ago. {p.c(len(done), "action", upper=True)} {"is" if len(done) == 1 else "are"} done, {p.pc(len(done), len(a))} of all [= count(actions where status = "done") / count(actions)].

Second, {service} costs us the most time: {p.n(total(rows, "minutes"))} [= sum(incidents.duration_min where service = "{service}")] of {p.n(total(i, "minutes"))} incident minutes, or {p.pc(total(rows, "minutes"), total(i, "minutes"))} [= sum(incidents.duration_min where service = "{service}") / {p.f("duration min in all")[1:-1]}].

The rest in short. {p.n(len(bad))} [= count(incidents where severity in ("SEV1", "SEV2"))] of {p.n(len(i))} incidents were SEV1 or SEV2. The two longest, {top[0].name} {p.h(top[0])} and {top[1].name} {p.h(top[1])}, took {p.n(top[0].minutes)} and {p.n(top[1].minutes)} minutes, {p.n(top[0].minutes + top[1].minutes)} together [= {top[0].h}.duration_min + {top[1].h}.duration_min]. {wide.name} {p.h(wide)} reached the most users, {p.n(wide.users)} of the {p.n(total(i, "users"))} affected in all {p.f("users affected in all")}. {w.regraded.name} {p.h(w.regraded)} was raised to SEV2 since the last run, and {w.live.name} {p.h(w.live)} is new and still being watched.

On-call load: {who} took {p.n(len(pages))} of {p.n(len(g))} pages [= count(pages where responder = "{who}")], and {p.pc(len(night), len(g))} [= count(pages where out_of_hours = yes) / count(pages)] of all pages came out of hours.

Can we take {p.x("15 minutes")} on Thursday to assign the overdue ones?
"""


def campaigns_german(p: Page, w: World) -> str:
    """A German weekly marketing briefing."""
    c, n = w.rows["ads.campaigns"], w.rows["hubspot.leads"]
    spend, leads, budget = total(c, "spend"), total(c, "leads"), total(c, "budget")
    live = where(c, status="active")
    best = min(c, key=lambda r: r.spend / r.leads)
    top = ranked(c, "leads")[:3]
    over = w.topped
    rows = "\n".join(
        f'| {name} | {p.n(len(many))} [= count(campaigns where channel = "{name}")] | {p.m(total(many, "spend"), 2)} [= sum(campaigns.spend where channel = "{name}")] | {p.pc(total(many, "spend"), spend)} | {p.n(total(many, "leads"))} [= sum(campaigns.leads where channel = "{name}")] |'
        for name, many in groups(c, "channel")
    )
    cold = [r for r in n if not r.answered]
    since = p.today - timedelta(days=2)
    fresh = [r for r in n if r.day >= since]
    names = ", ".join(f"{r.name} {p.h(r)} ({p.n(r.leads)})" for r in top)
    return f"""
**Heute entscheiden:** {over.name} {p.h(over)} liegt mit {p.m(over.spend, 2)} um {p.m(over.spend - over.budget, 2)} [= {over.h}.spend - {over.h}.budget] über dem Budget von {p.m(over.budget)}. Aufstocken oder anhalten.

**Neu seit dem letzten Lauf**
- {w.up.name} {p.h(w.up)}: {p.n(w.up.leads)} Leads statt {p.n(w.up_was)}
- {w.spent.name} {p.h(w.spent)}: {p.m(w.spent.spend - w.spent_was, 2)} mehr ausgegeben [= {w.spent.h}.spend - before({w.spent.h}.spend)]
- {w.paused.name} {p.h(w.paused)} pausiert

**Nach Kanal**

| Kanal | Kampagnen | Ausgaben | Anteil | Leads |
|---|---:|---:|---:|---:|
{rows}
| Gesamt | {p.n(len(c))} | {p.m(spend, 2)} | | {p.n(leads)} |

Ein Lead kostet im Schnitt {p.m(spend / leads, 2)} [= sum(campaigns.spend) / sum(campaigns.leads)]; am günstigsten ist {best.name} {p.h(best)} mit {p.m(best.spend / best.leads, 2)} [= {best.h}.spend / {best.h}.leads]. Vom Budget ({p.m(budget)} {p.f("Budget of")}) sind {p.pc(spend, budget)} verbraucht [= {p.f("Spend of")[1:-1]} / {p.f("Budget of")[1:-1]}]. Aktiv sind {p.n(len(live))} der {p.n(len(c))} Kampagnen {p.f("by status")}. Die meisten Leads bringen {names}, zusammen {p.n(sum(r.leads for r in top))} [= {" + ".join(f"{r.h}.leads" for r in top)}].

**Leads:** {p.n(len(n))} neue {p.f("new leads:", "leads")}, davon {p.n(len(fresh))} [= count(hubspot.leads where created >= {since})] seit dem {p.d(since, "l")}. {p.n(len(cold))} wurden noch nicht kontaktiert [= count(hubspot.leads where contacted = "no")].

Die Daten aus Mailchimp fehlen heute, der Abruf ist fehlgeschlagen.
"""
