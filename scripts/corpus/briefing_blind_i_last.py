"""Texts of blind_i.jsonl about security, cloud cost, marketing and a founder's week."""

from __future__ import annotations

from datetime import timedelta

from briefing_blind import Page, World, groups, mean, median, ranked, total, where


def security_top(p: Page, w: World) -> str:
    """The state of findings for a CISO."""
    f = w.rows["snyk.findings"]
    live = where(f, status="open")
    late = sorted((r for r in live if r.fixBy < p.today), key=lambda r: r.fixBy)
    worst, raised = late[0], f[6]
    crit = where(live, severity="critical")
    fixed = [r for r in f if r.findingId in w.was and w.was[r.findingId].status == "open" and r.status == "fixed"]
    new = [r for r in f if r.findingId not in w.was]
    near = sorted((r for r in live if p.today <= r.fixBy <= p.today + timedelta(days=14)), key=lambda r: r.fixBy)
    lines = "\n".join(f"| {p.t(r.findingId, r.findingId)} {p.h(r)} | {r.title} | {p.n(r.cvss, 1)} | {p.d(r.fixBy)} | {r.owner or '–'} |" for r in late)
    return f"""
**{p.t(worst.findingId, worst.findingId)}, {worst.title} {p.h(worst)}, is {p.n((p.today - worst.fixBy).days)} days past its fix-by date [= today - {worst.h}.fixBy].** Ask {worst.owner} for a date today.

| Overdue | Finding | CVSS | Fix by | Owner |
|---|---|---:|---|---|
{lines}

These are the {p.w(len(late))} overdue findings {p.f("findings overdue")}.

- {raised.title} {p.h(raised)} was raised from high to critical, CVSS {p.n(7.4, 1)} to {p.n(raised.cvss, 1)}. It has no owner.
- Fixed since the last run: {", ".join(f"{r.title} {p.h(r)}" for r in fixed)}.
- New: {", ".join(f"{r.title} {p.h(r)}, {r.severity}" for r in new)}.
- Open: {p.n(len(live))} {p.f("Snyk findings by status")}, of which {p.n(len(crit))} critical [= count(findings where status = "open" and severity = "critical")], {p.pc(len(crit), len(live))} [= count(findings where status = "open" and severity = "critical") / count(findings where status = "open")].
- Due within {p.x("two weeks")}: {p.c(len(near), "open finding", digits=True)} [= count(findings where status = "open" and fixBy >= today and fixBy <= today + 14)].

Okta sign-ins failed to load. Nothing here says whether anyone has tried to use these holes.
"""


def security_teams(p: Page, w: World) -> str:
    """Findings by team, for the engineering leads."""
    f = w.rows["snyk.findings"]
    live = where(f, status="open")
    by = groups(live, "team")
    bare = where(live, owner=None)
    taken = where(f, status="accepted")
    top = max(live, key=lambda r: (r.cvss, r.findingId))
    lines = "\n\n".join(
        f'**{name.capitalize()}**: {p.n(len(rows))} open [= count(findings where status = "open" and team = "{name}")], highest CVSS {p.n(max(r.cvss for r in rows), 1)} [= max(findings.cvss where status = "open" and team = "{name}")]. Next due: {min(rows, key=lambda r: (r.fixBy, r.findingId)).title} {p.h(min(rows, key=lambda r: (r.fixBy, r.findingId)))}, {p.d(min(r.fixBy for r in rows))}.'
        for name, rows in by
    )
    done = where(f, status="fixed")
    return f"""
The {by[0][0]} team carries the most, {p.n(len(by[0][1]))} of {p.n(len(live))} open findings, so start the weekly there.

{lines}

The most severe open finding is {top.title} {p.h(top)} at {p.n(top.cvss, 1)}. On average open findings score {p.n(mean(live, "cvss"), 1)} [= average(findings.cvss where status = "open")].

{p.c(len(bare), "open finding has", "open findings have", digits=True, upper=True)} no owner [= count(findings where status = "open" and owner is empty)]. {p.n(len(done))} are fixed and {p.n(len(taken))} accepted {p.f("Snyk findings by status")}; accepted risks make {p.pc(len(taken), len(f))} of all {p.n(len(f))} findings. Review each accepted one every {p.x("90 days")}.

Missing: Okta sign-ins (the source failed).
"""


def security_access(p: Page, w: World) -> str:
    """Access reviews, short and for an auditor's question."""
    a = w.rows["vanta.reviews"]
    late = sorted((r for r in a if r.nextReview < p.today), key=lambda r: r.nextReview)
    hub = late[0]
    stale, acc = total(a, "stale"), total(a, "accounts")
    f_stale, f_acc = p.f("stale in all"), p.f("accounts in all")
    top = ranked(a, "stale")[0]
    big = max(a, key=lambda r: (r.accounts, r.reviewId))
    clean = where(a, stale=0)
    next_ = min((r for r in a if r.nextReview >= p.today), key=lambda r: (r.nextReview, r.reviewId))
    two = groups(a, "reviewer")
    spotless = f"{p.c(len(clean), 'system')} [= count(reviews where stale = 0)]" if clean else "no system"
    return f"""
Finish the {hub.system} review {p.h(hub)} before the auditor asks. It was due {p.d(hub.nextReview, "l")}, {p.n((p.today - hub.nextReview).days)} days ago [= today - {hub.h}.nextReview]; the last one is from {p.d(hub.reviewedOn, "l")}. Overdue in all: {p.n(len(late))} {p.f("review", "overdue")}.

Stale accounts: {p.n(stale)} {f_stale} of {p.n(acc)} {f_acc}, {p.pc(stale, acc, 1)} [= {f_stale[1:-1]} / {f_acc[1:-1]}].

- Most stale: {top.system} {p.h(top)}, {p.n(top.stale)} of {p.n(top.accounts)} accounts.
- Most accounts: {big.system} {p.h(big)}, {p.n(big.accounts)}, which is {p.pc(big.accounts, acc)} [= {big.h}.accounts / sum(reviews.accounts)] of all.
- Without any stale account: {spotless}.
- Next up: {next_.system} {p.h(next_)} on {p.d(next_.nextReview)}.
- Load: {two[0][0]} reviews {p.n(len(two[0][1]))} systems [= count(reviews where reviewer = "{two[0][0]}")] with {p.n(total(two[0][1], "accounts"))} accounts [= sum(reviews.accounts where reviewer = "{two[0][0]}")].

Okta sign-in data could not be fetched, so "stale" rests on the review tool alone.
"""


def cloud_budget(p: Page, w: World) -> str:
    """Month to date against budget."""
    c = w.rows["aws.costs"]
    mtd, plan, last = total(c, "monthToDate"), total(c, "budget"), total(c, "lastMonth")
    f_m, f_b, f_l = p.f("Month to date of"), p.f("Budget of"), p.f("Last month of")
    over = sorted((r for r in c if r.monthToDate > r.budget), key=lambda r: r.budget - r.monthToDate)
    ml = c[9]
    was = w.was[ml.serviceId]
    centers = sorted(groups(c, "costCenter"), key=lambda g: -total(g[1], "monthToDate"))
    lines = "\n".join(f"- {r.service} {p.h(r)}: {p.m(r.monthToDate, 2)} on a budget of {p.m(r.budget)}, {p.m(r.monthToDate - r.budget, 2)} over [= {r.h}.monthToDate - {r.h}.budget]" for r in over)
    table = "\n".join(f'| {name} | {p.m(total(rows, "monthToDate"), 0)} [= sum(services.monthToDate where costCenter = "{name}")] | {p.m(total(rows, "budget"), 0)} [= sum(services.budget where costCenter = "{name}")] |' for name, rows in centers)
    word = "more" if mtd > last else "less"
    return f"""
**Find out why {ml.service} {p.h(ml)} jumped.** It went from {p.m(was, 2)} to {p.m(ml.monthToDate, 2)} since yesterday, up {p.m(ml.monthToDate - was, 2)} [= {ml.h}.monthToDate - before({ml.h}.monthToDate)], and is over budget.

**Over budget** ({p.n(len(over))} services [= count(services where monthToDate > budget)]):
{lines}

**Overall.** {p.m(mtd, 2)} so far {f_m}, {p.pc(mtd, plan)} [= {f_m[1:-1]} / {f_b[1:-1]}] of the {p.m(plan)} budget {f_b}. {p.m(plan - mtd, 2)} is left [= {f_b[1:-1]} - {f_m[1:-1]}]. The whole of last month cost {p.m(last, 2)} {f_l}; we already stand at {p.m(abs(mtd - last), 2)} {word} [= {f"{f_m[1:-1]} - {f_l[1:-1]}" if mtd > last else f"{f_l[1:-1]} - {f_m[1:-1]}"}].

| Cost center | Month to date | Budget |
|---|---:|---:|
{table}
"""


def cloud_odd(p: Page, w: World) -> str:
    """Cost anomalies for the platform lead."""
    a = w.rows["aws.anomalies"]
    live = ranked(where(a, state="open"), "impact")
    top = live[0]
    cause = sorted(groups(a, "cause"), key=lambda g: (-total(g[1], "impact"), g[0]))
    new = max(a, key=lambda r: (r.startedOn, r.impact))
    lines = "\n".join(f"{n}. {r.service} {p.h(r)}: {p.m(r.impact)}, {r.cause.lower()}, since {p.d(r.startedOn)}" for n, r in enumerate(live[:4], 1))
    return f"""
Stop the bleeding on {top.service} {p.h(top)} first: {p.m(top.impact)} so far, cause "{top.cause}", running {p.n((p.today - top.startedOn).days)} days [= today - {top.h}.startedOn].

Open anomalies, by impact:

{lines}

The open ones sum to {p.m(total(live, "impact"))} {p.f("Cost anomalies by state")} out of {p.m(total(a, "impact"))} {p.f("Impact of")}. {top.service} alone makes up {p.pc(top.impact, total(live, "impact"))} of the open sum [= {top.h}.impact / sum(anomalies.impact where state = "open")].

By cause, {cause[0][0].lower()} leads with {p.m(total(cause[0][1], "impact"))} [= sum(anomalies.impact where cause = "{cause[0][0]}")] in {p.c(len(cause[0][1]), "anomaly", "anomalies", digits=True)}, ahead of {cause[1][0].lower()} with {p.m(total(cause[1][1], "impact"))} [= sum(anomalies.impact where cause = "{cause[1][0]}")].

The most recent began {p.d(new.startedOn, "w")}: {new.service} {p.h(new)}, {p.m(new.impact)}. The median impact is {p.m(median(a, "impact"))} [= median(anomalies.impact)], so a few large ones drive the total.

Consider an alert at {p.x("$500")} a day.
"""


def cloud_mail(p: Page, w: World) -> str:
    """A mail to the CFO about reservations and the largest services."""
    c, r = w.rows["aws.costs"], w.rows["aws.reservations"]
    end, idle = r[2], r[5]
    top = ranked(c, "monthToDate")[:3]
    mtd = total(c, "monthToDate")
    grow = max(c, key=lambda x: x.monthToDate / x.lastMonth)
    low = [x for x in r if x.utilization < 70]
    return f"""
Subject: Cloud cost, {p.d(p.today, "l")}

One thing needs you: the {end.family} reservation {p.h(end)} ends {p.d(end.endsOn, "w")}, in {p.n((end.endsOn - p.today).days)} days {p.f("due in the next 7 days")}. It covers {p.n(end.units)} units at {p.n(end.utilization)}% utilization. {"I would renew it." if end.utilization >= 70 else "I would let it lapse."}

Another is barely used: {idle.family} {p.h(idle)}, {p.n(idle.utilization)}% of {p.n(idle.units)} units, until {p.d(idle.endsOn)}. {p.w(len(low), upper=True) if len(low) > 1 else "One"} of {p.n(len(r))} reservations {"run" if len(low) > 1 else "runs"} below {p.x("70%")}.

The three largest services are {top[0].service} {p.h(top[0])} at {p.mk(top[0].monthToDate)}, {top[1].service} {p.h(top[1])} at {p.mk(top[1].monthToDate)} and {top[2].service} {p.h(top[2])} at {p.mk(top[2].monthToDate)}. That is {p.mk(total(top, "monthToDate"))} [= {top[0].h}.monthToDate + {top[1].h}.monthToDate + {top[2].h}.monthToDate] of {p.mk(mtd)} {p.f("Month to date of")}, or {p.pc(total(top, "monthToDate"), mtd)} [= ({top[0].h}.monthToDate + {top[1].h}.monthToDate + {top[2].h}.monthToDate) / sum(services.monthToDate)].

Fastest growth: {grow.service} {p.h(grow)}, {p.m(grow.lastMonth, 2)} last month and {p.m(grow.monthToDate, 2)} already, {p.pc(grow.monthToDate - grow.lastMonth, grow.lastMonth)} more [= {grow.h}.monthToDate / {grow.h}.lastMonth - 1].

Average utilization is {p.n(mean(r, "utilization"), 0)}% [= average(reservations.utilization)].
"""


def marketing_spend(p: Page, w: World) -> str:
    """Campaigns by cost of a lead."""
    c = w.rows["ads.campaigns"]
    by = sorted(c, key=lambda r: r.spend / r.leads)
    best, dear = by[0], by[-1]
    over, ends = c[2], c[6]
    spend, leads, good = total(c, "spend"), total(c, "leads"), total(c, "qualified")
    f_s, f_l = p.f("Spend of"), p.f("leads in all")
    table = "\n".join(f"| {r.campaign} {p.h(r)} | {p.m(r.spend)} | {p.n(r.leads)} | {p.m(round(r.spend / r.leads, 2), 2)} [= {r.h}.spend / {r.h}.leads] |" for r in by)
    road = c[4]
    f_b = p.f("Budget of")
    return f"""
**Cap {over.campaign} {p.h(over)}.** It has spent {p.m(over.spend)} on a budget of {p.m(over.budget)}, {p.m(over.spend - over.budget)} too much [= {over.h}.spend - {over.h}.budget].

| Campaign | Spend | Leads | Cost per lead |
|---|---:|---:|---:|
{table}

- A lead costs {p.m(round(spend / leads, 2), 2)} overall [= {f_s[1:-1]} / {f_l[1:-1]}]: {p.m(spend)} {f_s} for {p.n(leads)} leads {f_l}. {best.campaign} is cheapest, {dear.campaign} dearest.
- {p.n(good)} leads qualified {p.f("qualified in all")}, {p.pc(good, leads, 1)} [= sum(campaigns.qualified) / sum(campaigns.leads)].
- {road.campaign} {p.h(road)} gained {p.n(6)} leads since yesterday [= {road.h}.leads - before({road.h}.leads)], from {p.n(w.was[road.campaignId].leads)} to {p.n(road.leads)}.
- {ends.campaign} {p.h(ends)} ends {p.d(ends.endsOn, "w")}. Decide whether to extend.
- {p.pc(spend, total(c, "budget"))} of the budget is used [= {f_s[1:-1]} / {f_b[1:-1]}].

Web analytics failed, so visits and conversion on the site are missing here.
"""


def marketing_leads(p: Page, w: World) -> str:
    """Lead triage for the sales development team."""
    x = w.rows["hubspot.leads"]
    hot = x[0]
    bare = [r for r in x if r.owner is None]
    ready = [r for r in x if r.owner is None and r.status == "new" and r.score >= 70]
    good, out = where(x, status="qualified"), where(x, status="disqualified")
    lands = groups(x, "country")
    camp = groups(x, "campaign")[0]
    own = [(n, rows) for n, rows in groups(x, "owner") if n]
    day = p.today - timedelta(days=1)
    last = where(x, created=day)
    share = ", ".join(f'{name} {p.pc(len(rows), len(x))} [= count(leads where country = "{name}") / count(leads)]' for name, rows in lands[:2])
    return f"""
### First

Take {hot.company} {p.h(hot)}: score {p.n(hot.score)}, still new, nobody on it. It came {p.d(hot.created)} from {hot.campaign}. {p.c(len(ready), "new lead", digits=True, upper=True)} without an owner score {p.x("70")} or more [= count(leads where owner is empty and status = "new" and score >= 70)].

### Queue

* {p.n(len(x))} leads {p.f("HubSpot leads:", "leads")}, {p.n(len(bare))} without an owner {p.f("HubSpot leads by owner")}, i.e. {p.pc(len(bare), len(x))} [= count(leads where owner is empty) / count(leads)].
* {p.n(len(good))} qualified, {p.n(len(out))} disqualified {p.f("HubSpot leads by status")}. Of those decided, {p.pc(len(good), len(good) + len(out))} [= count(leads where status = "qualified") / count(leads where status in ("qualified", "disqualified"))] were good.
* {own[0][0]} holds {p.n(len(own[0][1]))} leads, {own[-1][0]} {p.n(len(own[-1][1]))}.
* Yesterday brought {p.c(len(last), "lead", digits=True)} [= count(leads where created = today - 1)].
* Largest campaign by leads this week: {camp[0]} with {p.n(len(camp[1]))} [= count(leads where campaign = "{camp[0]}")].
* Countries: {share}.

The average score is {p.n(mean(x, "score"), 1)} [= average(leads.score)], {p.n(mean(good, "score"), 1)} among the qualified [= average(leads.score where status = "qualified")].

Web analytics could not be fetched; where leads entered the site is unknown.
"""


def founder_week(p: Page, w: World) -> str:
    """A founder's Monday: goals and money."""
    k, c = w.rows["notion.okrs"], w.rows["airtable.contracts"]
    bad, dd, best = k[2], c[2], k[4]
    rise = max((r for r in k if r.progress > w.was[r.krId].progress), key=lambda r: (r.progress - w.was[r.krId].progress, r.krId))
    gain = rise.progress - w.was[rise.krId].progress
    risk, off = where(k, confidence="at risk"), where(k, confidence="off track")
    first = min(k, key=lambda r: (r.dueOn, r.krId))
    half = [r for r in k if r.progress < 50]
    return f"""
**Give notice to {dd.vendor} {p.h(dd)} or accept another year.** The deadline is {p.d(dd.noticeBy, "w")}, {p.n(3)} days away [= {dd.h}.noticeBy - today]; after that {p.m(dd.annualCost)} renews by itself on {p.d(dd.renewsOn)}.

**Goals**

- {bad.keyResult} {p.h(bad)} fell to off track from at risk. Progress is {p.n(bad.progress)}%, due {p.d(bad.dueOn)}. {bad.owner} should bring a plan.
- {rise.keyResult} {p.h(rise)} moved most, {p.n(w.was[rise.krId].progress)}% to {p.n(rise.progress)}%, up {p.n(gain)} points [= {rise.h}.progress - before({rise.h}.progress)].
- {best.keyResult} {p.h(best)} is nearly there at {p.n(best.progress)}%.
- {p.c(len(risk), "key result is", "key results are", digits=True, upper=True)} at risk [= count(okrs where confidence = "at risk")] and {p.n(len(off))} off track [= count(okrs where confidence = "off track")], out of {p.n(len(k))} {p.f("OKRs:", "key results")}.
- Average progress: {p.n(mean(k, "progress"), 0)}% [= average(okrs.progress)]. {p.c(len(half), "key result is", "key results are", digits=True, upper=True)} below half.
- First to fall due: {first.keyResult} {p.h(first)}, {p.d(first.dueOn)}, {p.n((first.dueOn - p.today).days)} days [= {first.h}.dueOn - today].

**Contracts**

{p.n(len(c))} contracts cost {p.m(total(c, "annualCost"))} a year {p.f("Annual cost of")}, about {p.mk(total(c, "annualCost") / 12)} a month [= sum(contracts.annualCost) / 12].
"""


def founder_spend(p: Page, w: World) -> str:
    """Vendor seats and card spend for a lean finance review."""
    c, x = w.rows["airtable.contracts"], w.rows["ramp.transactions"]
    idle = c[12]
    seats, used = total(c, "seats"), total(c, "usedSeats")
    auto = where(c, autoRenew=True)
    top = ranked(c, "annualCost")[:2]
    none = where(x, receipt=False)
    cats = sorted(groups(x, "category"), key=lambda g: -total(g[1], "amount"))
    who = sorted(groups(none, "cardholder"), key=lambda g: (-total(g[1], "amount"), g[0]))[0]
    big = ranked(x, "amount")[0]
    per = idle.annualCost / idle.usedSeats
    lines = "\n".join(f'| {name} | {p.n(len(rows))} [= count(transactions where category = "{name}")] | {p.m(total(rows, "amount"), 2)} [= sum(transactions.amount where category = "{name}")] | {p.pc(total(rows, "amount"), total(x, "amount"))} [= sum(transactions.amount where category = "{name}") / sum(transactions.amount)] |' for name, rows in cats)
    return f"""
Cancel or shrink {idle.vendor} {p.h(idle)}: {p.n(idle.usedSeats)} of {p.n(idle.seats)} seats in use, so each used seat costs {p.m(per, 2)} a year [= {idle.h}.annualCost / {idle.h}.usedSeats]. Notice is due {p.d(idle.noticeBy)}, {p.n((idle.noticeBy - p.today).days)} days from now [= {idle.h}.noticeBy - today].

**Contracts.** {p.n(used)} of {p.n(seats)} seats are used across vendors {p.f("used seats in all")}, {p.pc(used, seats)} [= sum(contracts.usedSeats) / sum(contracts.seats)]. {p.n(len(auto))} contracts renew by themselves [= count(contracts where autoRenew = true)], together {p.m(total(auto, "annualCost"))} [= sum(contracts.annualCost where autoRenew = true)]. {top[0].vendor} {p.h(top[0])} is the largest at {p.m(top[0].annualCost)}, {p.m(top[0].annualCost - top[1].annualCost)} more [= {top[0].h}.annualCost - {top[1].h}.annualCost] than {top[1].vendor} {p.h(top[1])}.

**Cards.** {p.m(total(x, "amount"), 2)} in {p.n(len(x))} transactions {p.f("Amount of", "transactions")}.

| Category | Transactions | Amount | Share |
|---|---:|---:|---:|
{lines}

The largest is {big.merchant} {p.h(big)}, {p.m(big.amount, 2)} on {p.d(big.bookedOn)} by {big.cardholder}. {p.c(len(none), "transaction has", "transactions have", digits=True, upper=True)} no receipt [= count(transactions where receipt = false)], {p.m(total(none, "amount"), 2)} in all [= sum(transactions.amount where receipt = false)]. Remind {who[0]} first: {p.m(total(who[1], "amount"), 2)} [= sum(transactions.amount where receipt = false and cardholder = "{who[0]}")].
"""
