"""Texts of blind_i.jsonl about deals, accounts and engineering."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from briefing_blind import Page, World, day_of, groups, mean, ranked, total, where

SHUT = ("Won", "Lost")


def open_deals(w: World) -> list[Any]:
    """Return the deals that are still to be won."""
    return [r for r in w.rows["hubspot.deals"] if r.stage not in SHUT]


def soon(rows: list[Any], field: str, w: World, days: int = 7) -> list[Any]:
    """Return what falls due within so many days, the first first."""
    found = [r for r in rows if w.today <= getattr(r, field) <= w.today + timedelta(days=days)]
    return sorted(found, key=lambda r: getattr(r, field))


def deals_morning(p: Page, w: World) -> str:
    """The morning pipeline briefing of a sales leader."""
    d, live = w.rows["hubspot.deals"], open_deals(w)
    late = sorted((r for r in live if r.closedate < p.today), key=lambda r: r.closedate)
    top = ranked(late, "amount")[0]
    up, cut, slid, moved, won = d[11], d[7], d[3], d[13], d[9]
    due = soon(live, "closedate", w)
    quiet = [r for r in live if r.lastActivity < p.today - timedelta(days=14)]
    new = d[22]
    was = w.was
    return f"""
**Get new close dates for the {p.w(len(late))} overdue deals today, starting with {top.dealname} {p.h(top)}.** It is {p.m(top.amount)}, in {top.stage}, and was due {p.d(top.closedate)}. All three together are {p.m(total(late, "amount"))} {p.f("deals overdue")}.

**What changed**
- {won.dealname} {p.h(won)} is won: {p.m(won.amount)}, {won.owner}.
- {up.dealname} {p.h(up)} grew from {p.m(was[up.dealId].amount)} to {p.m(up.amount)}, up {p.m(up.amount - was[up.dealId].amount)} [= {up.h}.amount - before({up.h}.amount)].
- {cut.dealname} {p.h(cut)} moved to {p.m(cut.amount)} from {p.m(was[cut.dealId].amount)}.
- {moved.dealname} {p.h(moved)} went from Demo to Proposal. It closes {p.d(moved.closedate, "w")}, {p.n(3)} days from now [= {moved.h}.closedate - today].
- {slid.dealname} {p.h(slid)} slipped from {p.d(was[slid.dealId].closedate)} to {p.d(slid.closedate)}.
- New: {new.dealname} {p.h(new)}, {p.m(new.amount)}.

**Pipeline**
- {p.n(len(live))} open deals [= count(deals where stage != "Won" and stage != "Lost")], {p.m(total(live, "amount"))} [= sum(deals.amount where stage != "Won" and stage != "Lost")].
- {p.c(len(due), "deal", digits=True)} due in the next {p.x("7 days")}, {p.m(total(due, "amount"))} {p.f("deal", "due in the next 7 days")}.
- {p.c(len(quiet), "open deal", digits=True, upper=True)} without activity for more than {p.x("two weeks")} [= count(deals where stage != "Won" and stage != "Lost" and lastActivity < today - 14)].

{d[16].dealname} {p.h(d[16])} still has no owner. Assign it.
"""


def deals_table(p: Page, w: World) -> str:
    """Pipeline by stage for the weekly forecast call."""
    d, live = w.rows["hubspot.deals"], open_deals(w)
    names = ("Negotiation", "Proposal", "Demo", "Discovery")
    by = {name: where(d, stage=name) for name in (*names, "Won", "Lost")}
    lines = "\n".join(
        f'| {name} | {p.n(len(by[name]))} | {p.m(total(by[name], "amount"))} | {p.m(mean(by[name], "amount"), 0)} [= average(deals.amount where stage = "{name}")] |'
        for name in names
        if by[name]
    )
    sure = by["Negotiation"] + by["Proposal"]
    won, lost = by["Won"], by["Lost"]
    big = ranked(live, "amount")[:3]
    return f"""
## Forecast call, {p.d(p.today, "l")}

Decide first whether the {p.n(len(by["Negotiation"]))} deals in Negotiation hold. They carry {p.m(total(by["Negotiation"], "amount"))} of an open pipeline of just over {p.over(total(live, "amount"), money=True)} [= sum(deals.amount where stage != "Won" and stage != "Lost")].

| Stage | Deals | Amount | Average |
|---|---:|---:|---:|
{lines}

Counts and amounts by stage are from {p.f("HubSpot deals by stage")}.

- Late stage (Negotiation and Proposal): {p.m(total(sure, "amount"))} [= sum(deals.amount where stage in ("Negotiation", "Proposal"))], which is {p.pc(total(sure, "amount"), total(live, "amount"))} of the open pipeline [= sum(deals.amount where stage in ("Negotiation", "Proposal")) / sum(deals.amount where stage != "Won" and stage != "Lost")].
- Closed so far: {p.n(len(won))} won for {p.m(total(won, "amount"))}, {p.n(len(lost))} lost for {p.m(total(lost, "amount"))}. Win rate by count {p.pc(len(won), len(won) + len(lost))} [= count(deals where stage = "Won") / count(deals where stage in ("Won", "Lost"))].
- The three largest open deals are {big[0].dealname} {p.h(big[0])} at {p.m(big[0].amount)}, {big[1].dealname} {p.h(big[1])} at {p.m(big[1].amount)} and {big[2].dealname} {p.h(big[2])} at {p.m(big[2].amount)}. Together {p.m(total(big, "amount"))} [= {big[0].h}.amount + {big[1].h}.amount + {big[2].h}.amount].

The data holds no quota, so I cannot say how far this is from target.
"""


def deals_rep(p: Page, w: World) -> str:
    """Notes for a one-to-one with one rep."""
    d, calls = w.rows["hubspot.deals"], w.rows["gong.calls"]
    rep = "Jin Takahashi"
    mine = where(d, owner=rep)
    live = [r for r in mine if r.stage not in SHUT]
    best = ranked(live, "amount")[0]
    hot = d[13]
    spoken = where(calls, rep=rep)
    share = total(mine, "amount") / total(d, "amount")
    old = min(live, key=lambda r: r.lastActivity)
    talk = ""
    if spoken:
        long = ranked(spoken, "minutes")[0]
        talk = f"""
**Calls.** {p.c(len(spoken), "call", digits=True, upper=True)} this week [= count(calls where rep = "{rep}")], {p.n(total(spoken, "minutes"))} minutes in all [= sum(calls.minutes where rep = "{rep}")]. The longest was {long.title} {p.h(long)}: {p.n(long.minutes)} minutes, {p.n(long.talkShare)}% talk share.
"""
    return f"""
Ask Jin about {hot.dealname} {p.h(hot)} first. It only reached Proposal since the last run, and its close date is {p.d(hot.closedate)}. A contract in {p.n(3)} days [= {hot.h}.closedate - today] looks tight.

**Book.** Jin has {p.n(len(mine))} deals worth {p.m(total(mine, "amount"))} {p.f("HubSpot deals by owner")}, {p.pc(total(mine, "amount"), total(d, "amount"))} of the team's total [= sum(deals.amount where owner = "{rep}") / sum(deals.amount)]. {"That is above an even split." if share > 0.2 else "That is below an even split."} {p.n(len(live))} of them are open [= count(deals where owner = "{rep}" and stage != "Won" and stage != "Lost")].

**Largest.** {best.dealname} {p.h(best)}, {p.m(best.amount)}, {best.stage}, closing {p.d(best.closedate)}.

**Going cold.** {old.dealname} {p.h(old)} was last touched {p.d(old.lastActivity)}, {p.n((p.today - old.lastActivity).days)} days ago [= today - {old.h}.lastActivity].
{talk}
Questions to ask:
1. Who signs at {hot.dealname.partition(" – ")[0]}, and have they seen the price?
2. What would bring {best.dealname.partition(" – ")[0]} forward by {p.x("two weeks")}?
"""


def deals_calls(p: Page, w: World) -> str:
    """What was said on calls, and today's meetings."""
    calls, meets = w.rows["gong.calls"], w.rows["gcal.meetings"]
    rivals = groups([r for r in calls if r.competitor], "competitor")
    named = [r for r in calls if r.competitor]
    now = [r for r in meets if day_of(r.start) == p.today]
    plan = "\n".join(f"- {p.clock(r.start)} {r.summary} {p.h(r)}, {r.host}, {p.n(r.guests)} guests" for r in now)
    loud = ranked(calls, "talkShare")[0]
    lines = "\n".join(f'- {name}: {p.n(len(rows))} [= count(calls where competitor = "{name}")], among them {rows[0].title} {p.h(rows[0])} ({rows[0].rep}, {p.d(day_of(rows[0].started))})' for name, rows in rivals)
    return f"""
**Prepare an answer on {rivals[0][0]} before today's meetings.** A competitor came up on {p.n(len(named))} [= count(calls where competitor is not empty)] of {p.n(len(calls))} calls {p.f("Gong calls:")}, {p.pc(len(named), len(calls))} [= count(calls where competitor is not empty) / count(calls)].

{lines}

### Today's calendar

{plan}

Calls ran {p.n(total(calls, "minutes"))} minutes in all {p.f("calls:", "minutes in all")}, {p.n(mean(calls, "minutes"), 0)} minutes on average [= average(calls.minutes)]. The highest talk share was {loud.rep}'s on {loud.title} {p.h(loud)}: {p.n(loud.talkShare)}%. Aim for under {p.x("50%")}.

The records hold titles and lengths only, not what was agreed.
"""


def success_risk(p: Page, w: World) -> str:
    """Renewals at risk, for the head of customer success."""
    a = w.rows["vitally.accounts"]
    red = sorted((r for r in a if r.health < 50), key=lambda r: r.health)
    near = soon(a, "renewalDate", w, 90)
    bad = [r for r in near if r.health < 50]
    first = min(bad, key=lambda r: r.renewalDate)
    falls = [r for r in a if r.health < w.was[r.id]]
    falls.sort(key=lambda r: r.health - w.was[r.id])
    one = soon(a, "renewalDate", w)[0]
    table = "\n".join(f"| {r.account} {p.h(r)} | {p.n(r.health)} | {p.m(r.arr)} | {p.d(r.renewalDate)} | {r.csm} |" for r in red[:5])
    drops = "; ".join(f"{r.account} {p.h(r)} {p.n(w.was[r.id])} to {p.n(r.health)}, down {p.n(w.was[r.id] - r.health)} points [= before({r.h}.health) - {r.h}.health]" for r in falls[:3])
    arr = total(a, "arr")
    return f"""
**Call {first.account} {p.h(first)} this week.** Health is {p.n(first.health)}, {p.m(first.arr)} renews {p.d(first.renewalDate)}, {p.n((first.renewalDate - p.today).days)} days out [= {first.h}.renewalDate - today]. {first.csm} owns it.

{p.w(len(red), upper=True)} accounts are below a health of {p.x("50")} [= count(accounts where health < 50)]; they hold {p.m(total(red, "arr"))} of ARR [= sum(accounts.arr where health < 50)], {p.pc(total(red, "arr"), arr, 1)} [= sum(accounts.arr where health < 50) / sum(accounts.arr)] of {p.m(arr)} {p.f("Arr of")}.

| Account | Health | ARR | Renews | CSM |
|---|---:|---:|---|---|
{table}

**Falling:** {drops}.

**Next to renew:** {one.account} {p.h(one)} on {p.d(one.renewalDate, "w")}, {p.m(one.arr)} {p.f("due in the next 7 days")}, health {p.n(one.health)}.

Actions
- {first.csm}: executive call with {first.account} by {p.x("Friday")}
- Head of CS: agree a discount floor before the first renewal
"""


def success_mail(p: Page, w: World) -> str:
    """A short mail about adoption to the team."""
    a = w.rows["vitally.accounts"]
    seats, used = total(a, "seats"), total(a, "activeSeats")
    f_seats, f_used = p.f("seats in all"), p.f("active seats in all")
    f_seats = next(f"[{i}]" for i, text in w.computed(p.locale) if "seats in all" in text and "active" not in text)
    low = min(a, key=lambda r: r.activeSeats / r.seats)
    stale = a[8]
    by = groups(a, "csm")
    book = ", ".join(f'{name} {p.n(len(rows))} accounts [= count(accounts where csm = "{name}")] and {p.m(total(rows, "arr"))} [= sum(accounts.arr where csm = "{name}")]' for name, rows in by[:3])
    big = ranked(a, "arr")[:2]
    return f"""
Hi team,

Please look at {low.account} {p.h(low)} before anything else. Only {p.n(low.activeSeats)} of {p.n(low.seats)} seats are in use, {p.pc(low.activeSeats, low.seats)} [= {low.h}.activeSeats / {low.h}.seats], the lowest of all {p.n(len(a))} accounts. It pays {p.m(low.arr)} a year.

Across the base, {p.n(used)} {f_used} of {p.n(seats)} seats {f_seats} are active. That is {p.pc(used, seats, 1)} [= {f_used[1:-1]} / {f_seats[1:-1]}], so about {p.about(seats - used)} seats [= {f_seats[1:-1]} - {f_used[1:-1]}] are paid for and idle.

Nobody has touched {stale.account} {p.h(stale)} since {p.d(stale.lastTouch, "l")}, {p.n((p.today - stale.lastTouch).days)} days [= today - {stale.h}.lastTouch]. {stale.csm}, can you write today?

Books at the moment: {book}.

Our two largest accounts, {big[0].account} {p.h(big[0])} and {big[1].account} {p.h(big[1])}, stand at a health of {p.n(big[0].health)} and {p.n(big[1].health)}.

Thanks
"""


def success_nps(p: Page, w: World) -> str:
    """Survey of the month, with the score worked out."""
    r = w.rows["delighted.responses"]
    pro, con = [x for x in r if x.score >= 9], [x for x in r if x.score <= 6]
    mid = [x for x in r if 7 <= x.score <= 8]
    nps = round(100 * (len(pro) - len(con)) / len(r))
    sign = "-" if nps < 0 else ""
    worst = min(r, key=lambda x: (x.score, x.answeredOn))
    said = groups([x for x in con if x.comment], "comment")
    lines = "\n".join(f'- "{text}": {p.c(len(rows), "detractor", digits=True)} [= count(responses where score <= 6 and comment = "{text}")]' for text, rows in said[:3])
    fresh = [x for x in r if x.answeredOn >= p.today - timedelta(days=7)]
    score = f"NPS is {sign}{p.n(abs(nps))} [= 100 * (count(responses where score >= 9) - count(responses where score <= 6)) / count(responses)]" if nps else "Promoters and detractors cancel out"
    return f"""
**{score}.** Call {worst.account} {p.h(worst)}, who gave a {p.n(worst.score)} on {p.d(worst.answeredOn)}.

| Group | Answers | Share |
|---|---:|---:|
| Promoters ({p.x("9-10")}) | {p.n(len(pro))} [= count(responses where score >= 9)] | {p.pc(len(pro), len(r))} [= count(responses where score >= 9) / count(responses)] |
| Passives ({p.x("7-8")}) | {p.n(len(mid))} [= count(responses where score in (7, 8))] | {p.pc(len(mid), len(r))} [= count(responses where score in (7, 8)) / count(responses)] |
| Detractors ({p.x("0-6")}) | {p.n(len(con))} [= count(responses where score <= 6)] | {p.pc(len(con), len(r))} [= count(responses where score <= 6) / count(responses)] |

{p.n(len(r))} answers {p.f("NPS responses:", "responses")}, average score {p.n(mean(r, "score"), 1)} [= average(responses.score)]. {p.n(len(fresh))} came in the last week {p.f("responses in the last 7 days")}.

What detractors write most:
{lines}

With this few answers the score swings by several points a week. Watch the comments more than the number.
"""


def success_ideas(p: Page, w: World) -> str:
    """Product feedback for a product manager: votes and money disagree."""
    i = w.rows["canny.ideas"]
    votes, money = ranked(i, "votes"), ranked(i, "arrAsking")
    top, rich = votes[0], max(i, key=lambda r: (r.arrAsking, r.votes))
    plan = where(i, status="planned")
    rest = [r for r in i if r.status != "planned"]
    best = ranked(rest, "votes")[0]
    all_votes = total(i, "votes")
    third = votes[:3]
    planned = f'{p.c(len(plan), "idea", digits=True, upper=True)} {"is" if len(plan) == 1 else "are"} planned [= count(ideas where status = "planned")] with {p.n(total(plan, "votes"))} votes [= sum(ideas.votes where status = "planned")], {p.pc(total(plan, "votes"), all_votes)} [= sum(ideas.votes where status = "planned") / sum(ideas.votes)] of the {p.n(all_votes)} cast {p.f("votes in all")}.' if plan else f"Nothing is planned yet, though {p.n(all_votes)} votes were cast {p.f('votes in all')}."
    return f"""
1. **Decide on {best.idea} {p.h(best)}.** It has the most votes of what is not planned, {p.n(best.votes)}, and its askers pay {p.m(best.arrAsking)}.
2. **{planned}**
3. **Votes lead with** {third[0].idea} ({p.n(third[0].votes)}), {third[1].idea} ({p.n(third[1].votes)}) and {third[2].idea} ({p.n(third[2].votes)}) {p.hh(*third)}. Together {p.n(total(third, "votes"))} [= {third[0].h}.votes + {third[1].h}.votes + {third[2].h}.votes].
4. **Money leads with** {rich.idea} {p.h(rich)}: accounts worth {p.mk(rich.arrAsking)} ask for it. Second is {money[1].idea} {p.h(money[1])} with {p.mk(money[1].arrAsking)}.

{"Both lists agree on the first place." if top is rich else f"The lists disagree: {top.idea} has {p.n(top.votes - rich.votes)} more votes than {rich.idea} [= {top.h}.votes - {rich.h}.votes] but less money behind it."}

Amounts of one account can count for several ideas, so do not read {p.m(total(i, "arrAsking"))} {p.f("Arr asking")} as a total of customers.
"""


def eng_standup(p: Page, w: World) -> str:
    """Stand-up notes for an engineering manager."""
    i, pulls = w.rows["linear.issues"], w.rows["github.pulls"]
    late = sorted((r for r in i if r.state != "Done" and r.dueDate < p.today), key=lambda r: r.dueDate)
    bare = i[4]
    done, review, began = i[2], i[12], i[14]
    wait = [r for r in pulls if r.state == "open" and r.reviewers == 0]
    old = min((r for r in pulls if r.state == "open"), key=lambda r: r.openedAt)
    lines = "\n".join(f"- {p.t(r.identifier, r.identifier)} {r.title} {p.h(r)}: due {p.d(r.dueDate)}, {r.priority}, {r.assignee or 'nobody'}" for r in late)
    busy = where(i, state="In Progress")
    return f"""
**Give {p.t(bare.identifier, bare.identifier)} {bare.title} {p.h(bare)} an owner now.** It went from High to Urgent since yesterday, is {p.n(3)} days late [= today - {bare.h}.dueDate], and has no assignee.

**Overdue ({p.n(len(late))})** {p.f("issues overdue")}
{lines}

**Moved since yesterday**
- {done.title} {p.h(done)}: In Review to Done
- {review.title} {p.h(review)}: In Progress to In Review
- {began.title} {p.h(began)}: Todo to In Progress
- {i[8].title} {p.h(i[8])}: estimate {p.n(w.was[i[8].identifier].estimate)} to {p.n(i[8].estimate)}

**Reviews**
- {p.c(len(wait), "open pull request", digits=True)} without a reviewer [= count(pulls where state = "open" and reviewers = 0)], e.g. #{p.t(str(wait[0].number), str(wait[0].number))} {wait[0].title} {p.h(wait[0])} by {wait[0].author}
- Oldest open: #{p.t(str(old.number), str(old.number))} {old.title} {p.h(old)}, opened {p.d(day_of(old.openedAt))}

{i[10].title} {p.h(i[10])} was due {p.rel(i[10].dueDate)}, so it is the easiest to rescue. {p.n(len(busy))} issues are in progress {p.f("Linear issues by state")}. **PagerDuty failed**, so I say nothing about incidents.
"""


def eng_cycle(p: Page, w: World) -> str:
    """The state of the cycle in points and by person."""
    i = w.rows["linear.issues"]
    done = where(i, state="Done")
    points, made = total(i, "estimate"), total(done, "estimate")
    left = points - made
    people = [(n, rows) for n, rows in groups([r for r in i if r.state != "Done"], "assignee") if n]
    lines = "\n".join(f'| {n} | {p.n(len(rows))} [= count(issues where assignee = "{n}" and state != "Done")] | {p.n(total(rows, "estimate"))} [= sum(issues.estimate where assignee = "{n}" and state != "Done")] |' for n, rows in people)
    none = [r for r in i if r.assignee is None and r.state != "Done"]
    bugs = [r for r in i if "customer" in r.labels]
    heavy = max(people, key=lambda x: total(x[1], "estimate"))
    return f"""
# Cycle check

Take work off {heavy[0]}: {p.n(total(heavy[1], "estimate"))} open points [= sum(issues.estimate where assignee = "{heavy[0]}" and state != "Done")], more than anyone else.

{p.n(made)} [= sum(issues.estimate where state = "Done")] of {p.n(points)} points [= sum(issues.estimate)] are done, {p.pc(made, points)} [= sum(issues.estimate where state = "Done") / sum(issues.estimate)]. {p.n(left)} points remain [= sum(issues.estimate where state != "Done")]. By count it is {p.n(len(done))} of {p.n(len(i))} issues {p.f("Linear issues by state")}.

| Engineer | Open issues | Open points |
|---|---:|---:|
{lines}

- Unassigned and open: {p.c(len(none), "issue", digits=True)} [= count(issues where assignee is empty and state != "Done")].
- Labelled customer: {p.c(len(bugs), "issue", digits=True)} [= count(issues where labels contains "customer")].
- {p.n(len(where(i, priority="Urgent")))} issues are Urgent and {p.n(len(where(i, priority="High")))} High {p.f("Linear issues by priority")}.

PagerDuty could not be fetched. Unplanned work from incidents is not in these figures.
"""


def eng_pulls(p: Page, w: World) -> str:
    """Review load, in prose."""
    pulls = w.rows["github.pulls"]
    live, merged = where(pulls, state="open"), where(pulls, state="merged")
    big = ranked(live, "additions")[0]
    old = min(live, key=lambda r: r.openedAt)
    week = [r for r in live if day_of(r.openedAt) < p.today - timedelta(days=7)]
    drafts = [r for r in live if r.draft]
    who, rows = groups(live, "author")[0]
    add, cut = total(pulls, "additions"), total(pulls, "deletions")
    return f"""
Review #{p.t(str(old.number), str(old.number))} {old.title} {p.h(old)} by {old.author} today. It has been open since {p.d(day_of(old.openedAt), "l")}, the longest of all.

There are {p.n(len(pulls))} pull requests {p.f("GitHub pull requests:", "pull requests")}: {p.n(len(live))} open and {p.n(len(merged))} merged {p.f("GitHub pull requests by state")}. {p.c(len(week), "open one was", "open ones were", digits=True, upper=True)} opened more than {p.x("a week")} ago [= count(pulls where state = "open" and openedAt < today - 7)]. {p.c(len(drafts), "is a draft", "are drafts", digits=True, upper=True)} [= count(pulls where state = "open" and draft = true)].

The largest open change is #{p.t(str(big.number), str(big.number))} {big.title} {p.h(big)} by {big.author}, {p.n(big.additions)} lines added and {p.n(big.deletions)} removed. Split it if you can. {who} has the most open, {p.n(len(rows))} [= count(pulls where state = "open" and author = "{who}")].

In all, {p.n(add)} lines were added {p.f("additions in all")} and {p.n(cut)} deleted {p.f("deletions in all")}, a net {"growth" if add > cut else "loss"} of {p.n(abs(add - cut))} [= {"sum(pulls.additions) - sum(pulls.deletions)" if add > cut else "sum(pulls.deletions) - sum(pulls.additions)"}]. The median pull request adds {p.n(median_of(pulls), 1 if median_of(pulls) % 1 else 0)} lines [= median(pulls.additions)].
"""


def median_of(rows: list[Any]) -> float:
    """Return the middle of the lines that were added."""
    values = sorted(r.additions for r in rows)
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def eng_release(p: Page, w: World) -> str:
    """A note on releases for the CTO."""
    r, i = w.rows["github.releases"], w.rows["linear.issues"]
    last, back = r[0], r[2]
    month = [x for x in r if day_of(x.publishedAt) >= p.today - timedelta(days=30)]
    fails = total(r, "failedDeploys")
    bad = [x for x in r if x.failedDeploys]
    large = max(r, key=lambda x: (x.changes, x.publishedAt))
    urgent = [x for x in i if x.priority == "Urgent" and x.state not in ("Done",)]
    return f"""
**Before the next release, close the Urgent issues.** {p.n(len(urgent))} are not done [= count(issues where priority = "Urgent" and state != "Done")].

**Shipped.** {p.t(last.tag, last.tag)} {p.h(last)} went out {p.d(day_of(last.publishedAt), "w")} at {p.clock(last.publishedAt)} UTC with {p.n(last.changes)} changes. That makes {p.n(len(month))} releases [= count(releases where publishedAt >= today - 30)] in {p.x("30 days")}.

**Rolled back.** {p.t(back.tag, back.tag)} {p.h(back)} of {p.d(day_of(back.publishedAt))}, {p.n(back.changes)} changes. One rollback in {p.n(len(r))} releases is {p.pc(1, len(r))} [= count(releases where rolledBack = true) / count(releases)].

**Deploys.** {p.n(fails)} deploys failed over all releases [= sum(releases.failedDeploys)], spread over {p.n(len(bad))} of them [= count(releases where failedDeploys > 0)].

**Size.** A release holds {p.n(mean(r, "changes"), 1)} changes on average [= average(releases.changes)], {p.n(total(r, "changes"))} in all {p.f("changes in all")}. The largest was {p.t(large.tag, large.tag)} {p.h(large)} with {p.n(large.changes)}.

PagerDuty failed. Whether a release caused an incident cannot be told from this data.
"""
