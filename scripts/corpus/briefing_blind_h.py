"""Writes blind_h.jsonl: briefings of eight teams, by an author who has not seen the checks.

Figures of the text's own mostly have their formulas behind them, as the prompt's rules ask.
Run `python scripts/corpus/briefing_blind_h.py`; the seed fixes every letter.
"""

from __future__ import annotations

import briefing_blind_h_end as end
import briefing_blind_h_last as last
import briefing_blind_h_more as more
import briefing_blind_h_worlds as worlds
from briefing_blind import Page, World, day_of, groups, mean, median, ranked, total, where, write

SEED = 7723
OPEN = 'dealstage != "Won" and dealstage != "Lost"'


def dist_morning(p: Page, w: World) -> str:
    """A sales manager's morning: what to do, what changed, what is due."""
    d = w.rows["hubspot.deals"]
    live = [r for r in d if r.dealstage not in {"Won", "Lost"}]
    late = sorted((r for r in live if r.closedate < p.today), key=lambda r: r.closedate)
    soon = sorted((r for r in live if 0 <= (r.closedate - p.today).days <= 7), key=lambda r: r.closedate)
    rest = "\n".join(
        f"  - {r.dealname} {p.h(r)}: {p.m(r.amount)}, was due {p.d(r.closedate)}, {p.n((p.today - r.closedate).days)} days late. Owner: {r.owner}"
        for r in late
    )
    ahead = "\n".join(
        f"  - {p.d(r.closedate, 'w')}: {r.dealname} {p.h(r)}, {p.m(r.amount)}, {r.dealstage} ({r.owner})" for r in soon[:5]
    )
    new = " and ".join(f"{r.dealname} {p.h(r)} ({p.m(r.amount)}, {r.dealstage})" for r in w.fresh)
    neg = where(d, dealstage="Negotiate")
    return f"""
**Start with the overdue quotes.** {p.w(len(late), upper=True)} deals worth {p.m(total(late, "amount"))} are past their close date {p.f("deals overdue")}:
{rest}

**Due in the next {p.x("7")} days:** {p.n(len(soon))} deals, {p.m(total(soon, "amount"))} {p.f("deals due in the next")}
{ahead}

**What changed**
- Won: {w.won.dealname} {p.h(w.won)}, {p.m(w.won.amount)}, out of Negotiate.
- Lost: {w.lost.dealname} {p.h(w.lost)}, {p.m(w.lost.amount)}, after the quote. The data gives no reason.
- {w.moved.dealname} {p.h(w.moved)} moved from Quote sent to Negotiate.
- {w.grown.dealname} {p.h(w.grown)} grew from {p.m(w.grown_was)} to {p.m(w.grown.amount)}, up {p.m(w.grown.amount - w.grown_was)} [= {w.grown.h}.amount - before({w.grown.h}.amount)].
- {w.slipped.dealname} {p.h(w.slipped)} slipped {p.n((w.slipped.closedate - w.slipped_was).days)} days [= {w.slipped.h}.closedate - before({w.slipped.h}.closedate)], now {p.d(w.slipped.closedate)}.
- New: {new}.

**Negotiating now:** {p.c(len(neg), "deal", digits=True)}, {p.m(total(neg, "amount"))} {p.f("by deal stage")}.
"""


def dist_quotes(p: Page, w: World) -> str:
    """About the quotes that are out, for inside sales."""
    q, d = w.rows["epicor.quotes"], w.rows["hubspot.deals"]
    gone = where([r for r in q if r.valid_until < p.today])
    ending = sorted((r for r in q if 0 <= (r.valid_until - p.today).days <= 7), key=lambda r: r.valid_until)
    unseen = ranked(where(q, viewed=False), "value")
    deep = ranked(q, "discount_pct")[0]
    top = ranked(q, "value")[0]
    steep = [r for r in q if r.discount_pct >= 15]
    listed = "\n".join(
        f"{n}. {r.customer} {p.h(r)}: {p.m(r.value)}, {'opened' if r.viewed else 'not opened'}, valid until {p.d(r.valid_until, 'w')}"
        for n, r in enumerate(ending[:6], 1)
    )
    worth = f" worth {p.m(total(gone, 'value'))} [= sum(quotes.value where valid_until < today)]"
    return f"""
Call {ending[0].customer} {p.h(ending[0])} first: its quote of {p.m(ending[0].value)} runs out {"today" if ending[0].valid_until == p.today else f"on {p.d(ending[0].valid_until)}"}.

### Running out this week

{listed}

That is {p.m(total(ending, "value"))} [= sum(quotes.value where valid_until >= today and valid_until <= today + 7)] over {p.n(len(ending))} quotes.

### Already lapsed

{p.c(len(gone), "quote", upper=True)} [= count(quotes where valid_until < today)]{worth} {"has" if len(gone) == 1 else "have"} lapsed and should be reissued or closed. The longest lapsed is {min(gone, key=lambda r: r.valid_until).customer}, since {p.d(min(gone, key=lambda r: r.valid_until).valid_until)}.

### Never opened

{p.n(len(unseen))} [= count(quotes where viewed = no)] of {p.n(len(q))} quotes have not been opened by the customer; the largest is {unseen[0].customer} {p.h(unseen[0])} at {p.m(unseen[0].value)}, sent {p.n((p.today - unseen[0].sent).days)} days ago [= today - {unseen[0].h}.sent].

### Worth a look

- All quotes together stand at {p.m(total(q, "value"))} {p.f("Value of")}. The largest, {top.customer} {p.h(top)}, is {p.pc(top.value, total(q, "value"))} [= {top.h}.value / sum(quotes.value)] of that.
- Steepest discount: {p.n(deep.discount_pct, unit="%")} for {deep.customer} {p.h(deep)}. {p.c(len(steep), "quote", upper=True)} [= count(quotes where discount_pct >= 15)] carry {p.x("15%")} or more; the average is {p.n(mean(q, "discount_pct"), 1)}% [= average(quotes.discount_pct)].
- HubSpot shows {p.n(len(where(d, dealstage="Quote sent")))} deals at Quote sent {p.f("by deal stage")}.
"""


def dist_review(p: Page, w: World) -> str:
    """A weekly review with tables by owner and by region."""
    d = w.rows["hubspot.deals"]
    live = [r for r in d if r.dealstage not in {"Won", "Lost"}]
    won, lost = where(d, dealstage="Won"), where(d, dealstage="Lost")
    owners = "\n".join(
        f'| {who} | {p.n(len(rows))} [= count(deals where owner = "{who}" and {OPEN})] | {p.m(total(rows, "amount"))} [= sum(deals.amount where owner = "{who}" and {OPEN})] |'
        for who, rows in groups(live, "owner")
    )
    regions = "\n".join(
        f'- {name}: {p.m(total(rows, "amount"))} [= sum(deals.amount where region = "{name}" and {OPEN})], {p.pc(total(rows, "amount"), total(live, "amount"))} of the open pipeline'
        for name, rows in groups(live, "region")
    )
    quiet = sorted((r for r in live if (p.today - r.last_contact).days > 21), key=lambda r: r.last_contact)
    cold = "\n".join(
        f"- {r.dealname} {p.h(r)}, last contact {p.d(r.last_contact)}, {p.m(r.amount)}, {r.owner}" for r in quiet[:4]
    )
    big = ranked(live, "amount")[:2]
    return f"""
# Sales week, {p.d(p.today, "l")}

**Decide today:** who takes the {p.c(len(quiet), "open deal", digits=True)} [= count(deals where last_contact < today - 21 and {OPEN})] that nobody has contacted for more than {p.x("three weeks")}.

{cold or "None."}

## By owner (open deals)

| Owner | Deals | Amount |
|---|--:|--:|
{owners}
| **Total** | {p.n(len(live))} [= count(deals where {OPEN})] | {p.m(total(live, "amount"))} [= sum(deals.amount where {OPEN})] |

## By region

{regions}

## Closed

We won {p.n(len(won))} deals for {p.m(total(won, "amount"))} and lost {p.n(len(lost))} for {p.m(total(lost, "amount"))} {p.f("by deal stage")}, a win rate of {p.pc(len(won), len(won) + len(lost))} [= count(deals where dealstage = "Won") / count(deals where dealstage in ("Won", "Lost"))]. The average win was {p.m(mean(won, "amount"), 0)} [= average(deals.amount where dealstage = "Won")]; the largest was {ranked(won, "amount")[0].dealname} {p.h(ranked(won, "amount")[0])} at {p.m(ranked(won, "amount")[0].amount)}.

## Concentration

{big[0].dealname} {p.h(big[0])} and {big[1].dealname} {p.h(big[1])} add up to {p.m(big[0].amount + big[1].amount)} [= {big[0].h}.amount + {big[1].h}.amount]. The gap between them is {p.m(big[0].amount - big[1].amount)} [= {big[0].h}.amount - {big[1].h}.amount].
"""


def dist_note(p: Page, w: World) -> str:
    """A short note in prose to the owner of the firm."""
    d, q = w.rows["hubspot.deals"], w.rows["epicor.quotes"]
    live = [r for r in d if r.dealstage not in {"Won", "Lost"}]
    won = where(d, dealstage="Won")
    best = ranked(won, "amount")[0]
    line, rows = max(groups(live, "line"), key=lambda item: total(item[1], "amount"))
    late = [r for r in live if r.closedate < p.today]
    month = [r for r in won if (r.closedate.year, r.closedate.month) == (p.today.year, p.today.month)]
    booked = (
        f"{p.n(len(month))} of the {p.n(len(won))} wins closed this month, {p.m(total(month, 'amount'))} in all."
        if month
        else f"None of the {p.n(len(won))} wins closed this month."
    )
    return f"""
Please ask {w.grown.owner} for a signature date on {w.grown.dealname} {p.h(w.grown)}. It rose to {p.m(w.grown.amount)} overnight, {p.pc(w.grown.amount - w.grown_was, w.grown_was, 1)} [= ({w.grown.h}.amount - before({w.grown.h}.amount)) / before({w.grown.h}.amount)] more than the {p.m(w.grown_was)} of the last run, and it is due on {p.d(w.grown.closedate, "l")}.

We have won {p.m(total(won, "amount"))} across {p.w(len(won))} deals {p.f("by deal stage")}, of which {best.dealname} {p.h(best)} alone brought {p.m(best.amount)}, or {p.pc(best.amount, total(won, "amount"))} [= {best.h}.amount / sum(deals.amount where dealstage = "Won")]. {booked}

{line} is the strongest line in what is still open: {p.c(len(rows), "deal")} [= count(deals where line = "{line}" and {OPEN})], {p.m(total(rows, "amount"))} [= sum(deals.amount where line = "{line}" and {OPEN})]. Open deals average about {p.about(mean(live, "amount"), money=True)} [= average(deals.amount where {OPEN})].

{p.w(len(late), upper=True)} deals are overdue by their close date, {p.m(total(late, "amount"))} {p.f("deals overdue")}; the oldest should have closed {p.n((p.today - min(r.closedate for r in late)).days)} days ago. On the quoting side, {p.m(total(q, "value"))} {p.f("Value of")} is out over {p.n(len(q))} quotes and {p.n(int(total(q, "lines")))} lines {p.f("lines in all")}.

I cannot tell from this data what the margin on any of it is.
"""


def plat_standup(p: Page, w: World) -> str:
    """The platform team's stand-up: incidents first, then deployments."""
    dep, inc = w.rows["github.deployments"], w.rows["pagerduty.incidents"]
    live = where(inc, status=("triggered", "acknowledged"))
    bad = where(dep, status=("failure", "rolled_back"))
    yesterday = [r for r in dep if (p.today - day_of(r.created_at)).days == 1]
    per = max(groups(bad, "service"), key=lambda item: len(item[1]))
    rows = "\n".join(
        f"- **{r.title}** {p.h(r)}: {r.status}, {r.urgency} urgency, opened {p.d(day_of(r.opened_at))} at {p.clock(r.opened_at)} UTC, with {r.assignee}" for r in live
    )
    no_post = where(inc, status="resolved", urgency="high", postmortem="missing")
    return f"""
**First:** {w.acked.assignee} to close out {w.acked.title} {p.h(w.acked)}; it is high urgency and was only acknowledged since the last run.

**Open incidents ({p.n(len(live))})** [= count(incidents where status != "resolved")]
{rows}

**Resolved since the last run:** {w.closed.title} {p.h(w.closed)} after {p.n(w.closed.minutes_to_resolve)} minutes.

**Deployments, last {p.x("7 days")}**
- {p.n(len(dep))} to production {p.f("GitHub deployments:")}, {p.n(int(total(dep, "commits")))} commits {p.f("commits in all")}
- {p.n(len(where(dep, status="success")))} succeeded, {p.n(len(where(dep, status="failure")))} failed, {p.n(len(where(dep, status="rolled_back")))} rolled back {p.f("deployments by status")}
- Change failure rate: {p.pc(len(bad), len(dep))} [= count(deployments where status in ("failure", "rolled_back")) / count(deployments)]
- Most trouble: {per[0]} with {p.n(len(per[1]))} bad deployments [= count(deployments where service = "{per[0]}" and status in ("failure", "rolled_back"))]
- Yesterday alone: {p.n(len(yesterday))} [= count(deployments where created_at >= today - 1)]

**Missing postmortems:** {p.c(len(no_post), "resolved high-urgency incident", digits=True)} [= count(incidents where urgency = "high" and status = "resolved" and postmortem = "missing")]. {no_post[0].title} {p.h(no_post[0])} is one; {no_post[0].assignee} had it.
"""


def plat_cost(p: Page, w: World) -> str:
    """The cloud bill against last month and budget, with a table."""
    c = w.rows["aws.costs"]
    now, then, plan = total(c, "month_to_date"), total(c, "same_days_last_month"), total(c, "budget")
    f_now, f_then, f_plan = (p.f(word)[1:-1] for word in ("Month to date of", "Same days last month of", "Budget of"))
    more_ = now > then
    rows = "\n".join(
        f"| {r.product} {p.hh(r)} | {p.m(r.month_to_date)} | {p.m(r.same_days_last_month)} | {'+' if r.month_to_date >= r.same_days_last_month else '-'}{p.m(abs(r.month_to_date - r.same_days_last_month))} | {p.pc(r.month_to_date, r.budget)} [= {r.h}.month_to_date / {r.h}.budget] |"
        for r in ranked(c, "month_to_date")
    )
    jump = max(c, key=lambda r: r.month_to_date - r.same_days_last_month)
    down = min(c, key=lambda r: r.month_to_date - r.same_days_last_month)
    team, held = max(groups(c, "team"), key=lambda item: total(item[1], "month_to_date"))
    calm = (
        f"The largest drop is {down.product} {p.h(down)}, down {p.m(down.same_days_last_month - down.month_to_date)} [= {down.h}.same_days_last_month - {down.h}.month_to_date]."
        if down.month_to_date < down.same_days_last_month
        else "No product fell."
    )
    diff = f"{f_now} - {f_then}" if more_ else f"{f_then} - {f_now}"
    return f"""
Look at **{jump.product}** {p.h(jump)} before the cost review: {p.m(jump.month_to_date)} so far, against {p.m(jump.same_days_last_month)} over the same days last month. That is {p.m(jump.month_to_date - jump.same_days_last_month)} [= {jump.h}.month_to_date - {jump.h}.same_days_last_month] or {p.pc(jump.month_to_date - jump.same_days_last_month, jump.same_days_last_month)} [= ({jump.h}.month_to_date - {jump.h}.same_days_last_month) / {jump.h}.same_days_last_month] more.

## Overall

AWS stands at {p.m(now)} [{f_now}], {"up" if more_ else "down"} {p.m(abs(now - then))} [= {diff}] from {p.m(then)} [{f_then}]. We have used {p.pc(now, plan)} [= {f_now} / {f_plan}] of the {p.m(plan)} budget [{f_plan}]; {p.m(plan - now)} [= {f_plan} - {f_now}] is left.

## By product

| Product | Month to date | Same days last month | Change | Of budget |
|---|---|---|---|---|
{rows}

{calm}

## By team

{team} spends the most: {p.m(total(held, "month_to_date"))} {p.f("costs by team")}, {p.pc(total(held, "month_to_date"), now)} [= sum(costs.month_to_date where team = "{team}") / sum(costs.month_to_date)] of the bill.

The data does not say how many days of the month are in these figures, so I make no forecast.
"""


def plat_weekly(p: Page, w: World) -> str:
    """A weekly reliability note in prose, with medians and comparisons."""
    dep, inc, c = w.rows["github.deployments"], w.rows["pagerduty.incidents"], w.rows["aws.costs"]
    done = where(inc, status="resolved")
    slow = ranked(done, "minutes_to_resolve")[0]
    high = where(inc, urgency="high")
    who, mine = groups(dep, "author")[0]
    svc, hit = groups(inc, "service")[0]
    bad = where(dep, status=("failure", "rolled_back"))
    recent = [r for r in inc if (p.today - day_of(r.opened_at)).days < 7]
    older = len(inc) - len(recent)
    return f"""
{p.w(2, upper=True)} incidents are still open and need an owner's word today: {w.acked.title} {p.h(w.acked)}, open for {p.n((p.today - day_of(w.acked.opened_at)).days)} days [= today - {w.acked.h}.opened_at], and {w.newest.title} {p.h(w.newest)}, triggered yesterday at {p.clock(w.newest.opened_at)} and not acknowledged.

## Incidents

PagerDuty lists {p.n(len(inc))} incidents {p.f("PagerDuty incidents:")} since {p.d(min(day_of(r.opened_at) for r in inc))}, {p.n(len(high))} of them high urgency [= count(incidents where urgency = "high")]. {p.n(len(recent))} were opened in the last {p.x("seven")} days {p.f("in the last 7 days by opened at")}, {p.n(older)} before that.

The {p.n(len(done))} resolved ones took {p.n(median(done, "minutes_to_resolve"))} minutes at the median [= median(incidents.minutes_to_resolve where status = "resolved")] and {p.n(mean(done, "minutes_to_resolve"), 0)} on average [= average(incidents.minutes_to_resolve where status = "resolved")]. The longest was {slow.title} {p.h(slow)}: {p.n(slow.minutes_to_resolve)} minutes, about {p.n(slow.minutes_to_resolve / 60, 1)} hours. {svc} was hit {p.n(len(hit))} times [= count(incidents where service = "{svc}")].

## Delivery

{who} shipped most often, {p.n(len(mine))} of {p.n(len(dep))} deployments {p.f("deployments by author")}. {p.n(len(bad))} deployments [= count(deployments where status != "success")] failed or were rolled back, roughly {p.pc(len(bad), len(dep))}. A deployment took {p.n(mean(dep, "duration_minutes"), 1)} minutes on average [= average(deployments.duration_minutes)]; the longest took {p.n(max(r.duration_minutes for r in dep))} [= max(deployments.duration_minutes)].

## Spend

The cloud bill is at {p.m(total(c, "month_to_date"))} {p.f("Month to date of")}; {ranked(c, "month_to_date")[0].product} {p.h(ranked(c, "month_to_date")[0])} is the largest item with {p.m(ranked(c, "month_to_date")[0].month_to_date)}, ahead of {ranked(c, "month_to_date")[1].product} {p.h(ranked(c, "month_to_date")[1])} with {p.m(ranked(c, "month_to_date")[1].month_to_date)}.
"""


def plat_services(p: Page, w: World) -> str:
    """A service by service list for the head of engineering."""
    dep, inc, c = w.rows["github.deployments"], w.rows["pagerduty.incidents"], w.rows["aws.costs"]
    bits = []
    for svc, rows in groups(dep, "service")[:5]:
        bad = where(rows, status=("failure", "rolled_back"))
        hits = where(inc, service=svc)
        bits.append(
            f'- **{svc}**: {p.c(len(rows), "deployment", digits=True)} [= count(deployments where service = "{svc}")], {p.n(len(bad)) if bad else "none"} bad{f""" [= count(deployments where service = "{svc}" and status != "success")]""" if bad else ""}, {p.c(len(hits), "incident", digits=True)}'
        )
    lines = "\n".join(bits)
    over = [r for r in c if r.month_to_date > 0.6 * r.budget]
    near = max(c, key=lambda r: r.month_to_date / r.budget)
    big = ranked(dep, "commits")[0]
    cut = total(c, "budget")
    return f"""
Hold {dep[0].service} deployments until the open high-urgency incident there is closed: {w.acked.title} {p.h(w.acked)} has been open since {p.d(day_of(w.acked.opened_at), "w")}, {p.clock(w.acked.opened_at)} UTC.

**Services by deployments**
{lines}

**Numbers to know**
- Success rate {p.pc(len(where(dep, status="success")), len(dep), 1)} [= count(deployments where status = "success") / count(deployments)]: {p.n(len(where(dep, status="success")))} of {p.n(len(dep))} {p.f("deployments by status")}
- Commits per deployment {p.n(mean(dep, "commits"), 1)} [= average(deployments.commits)]; the largest batch was {p.n(big.commits)} commits by {big.author} to {big.service}
- {p.n(len(groups(dep, "author")))} people deployed [= distinct(deployments.author)]
- Postmortems missing: {p.n(len(where(inc, postmortem="missing")))} [= count(incidents where postmortem = "missing")] of {p.n(len(inc))} incidents

**Budget**
{near.product} {p.h(near)} is closest to its limit, {p.m(near.month_to_date)} of {p.m(near.budget)} ({p.pc(near.month_to_date, near.budget)}) [= {near.h}.month_to_date / {near.h}.budget]. {p.c(len(over), "product", upper=True)} of {p.n(len(c))} {"is" if len(over) == 1 else "are"} above {p.x("60%")}. The whole budget is {p.m(cut)} {p.f("Budget of")}.

Next: ask {w.newest.assignee} to acknowledge {w.newest.title} {p.h(w.newest)}, which came in after the last run.
"""


TEXTS = (
    (worlds.distributor, "2026-09-15", dist_morning, ("en-US", "en-US")),
    (worlds.distributor, "2026-06-11", dist_quotes, ("en-US", "en-US")),
    (worlds.distributor, "2026-10-19", dist_review, ("en-US", "en-US")),
    (worlds.distributor, "2026-04-22", dist_note, ("en-US", "en-US")),
    (worlds.platform, "2026-11-05", plat_standup, ("en-US", "en-US")),
    (worlds.platform, "2026-08-18", plat_cost, ("en-US", "en-US")),
    (worlds.platform, "2026-05-25", plat_weekly, ("en-US", "en-GB")),
    (worlds.platform, "2026-07-09", plat_services, ("en-US", "en-US")),
    *more.TEXTS,
    *last.TEXTS,
    *end.TEXTS,
)

if __name__ == "__main__":
    write("blind_h", TEXTS, SEED, half_up=True)
