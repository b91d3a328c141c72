"""Texts of blind_f.jsonl about issues, a support inbox and hiring."""

from __future__ import annotations

from datetime import timedelta

from briefing_blind import Page, World, groups, mean, median, ranked, total, where


def issues_standup(p: Page, w: World) -> str:
    """Stand-up notes of a team that keeps an open-source tool."""
    i, q = w.rows["github.issues"], w.rows["github.pulls"]
    top = where(i, severity="P1")
    free = [r for r in top if r.who is None]
    red = where(q, checks="failing")
    ready = [r for r in q if r.state == "approved" and r.checks == "passing"]
    waiting = sorted(where(q, state="review required"), key=lambda r: r.opened)
    merge = "\n".join(
        f"- #{r.number} {r.name} {p.h(r)} (+{p.n(r.plus)} −{p.n(r.minus)}), {r.author}"
        for r in ready
    )
    old = "\n".join(
        f"- #{r.number} {r.name} {p.h(r)}: open since {p.d(r.opened)}, {p.c((p.today - r.opened).days, 'day', digits=True)} [= today - {r.h}.created_at], checks {r.checks}"
        for r in waiting[:3]
    )
    return f"""
**Assign {free[0].name} {p.h(free[0])} first.** It is a P1 with no assignee. {p.n(len(free))} [= count(issues where severity = "P1" and assignee is empty)] of the {p.n(len(top))} P1 issues {"have" if len(free) > 1 else "has"} no owner.

**Since yesterday**
- {w.raised.name} {p.h(w.raised)} went from P2 to P1 ({w.raised.who} has it).
- {w.pushed.name} {p.h(w.pushed)} moved from milestone 4.2 to 4.3.
- {w.talked.name} {p.h(w.talked)} has {p.n(w.talked.comments - w.talked_was)} new comments [= {w.talked.h}.comments - before({w.talked.h}.comments)], {p.n(w.talked.comments)} now.
- {p.n(len(w.new))} new issues: {w.new[0].name} {p.h(w.new[0])} and {w.new[1].name} {p.h(w.new[1])}.

**Ready to merge**
{merge}

**Waiting for review, oldest first**
{old}

**Numbers:** {p.n(len(i))} open issues, {p.n(len(where(i, label="bug")))} of them bugs {p.f("issues by label")}; {p.n(len(q))} pull requests, {p.n(len(red))} with failing checks [= count(github.pulls where checks = "failing")].
"""


def issues_release(p: Page, w: World) -> str:
    """Whether the next release can go out: prose and a list of blockers."""
    i, q = w.rows["github.issues"], w.rows["github.pulls"]
    mile = where(i, milestone="4.2")
    hard = [r for r in mile if r.severity in {"P1", "P2"}]
    bugs = where(mile, label="bug")
    none = [r for r in mile if r.who is None]
    size = ranked(q, "plus")[0]
    drafts = where(q, state="draft")
    asked = where(q, state="changes requested")
    lines = "\n".join(
        f"{n}. {r.name} {p.h(r)}: {r.severity}, {r.who or 'unassigned'}, opened {p.d(r.opened)}, {p.c(r.comments, 'comment', digits=True)}"
        for n, r in enumerate(sorted(hard, key=lambda r: (r.severity, r.opened))[:6], 1)
    )
    return f"""
4.2 is not ready. {p.n(len(mile))} [= count(issues where milestone = "4.2")] issues are still open in the milestone, and {p.n(len(hard))} of them [= count(issues where milestone = "4.2" and severity in ("P1", "P2"))] are P1 or P2. Decide today whether to fix or move those.

{lines}

{p.n(len(bugs))} of the {p.n(len(mile))} are bugs, or {p.pc(len(bugs), len(mile))} [= count(issues where milestone = "4.2" and label = "bug") / count(issues where milestone = "4.2")]. {f'{p.c(len(none), "issue", upper=True)} in the milestone {"has" if len(none) == 1 else "have"} no assignee [= count(issues where milestone = "4.2" and assignee is empty)].' if none else "All of them are assigned."} For comparison, {p.n(len(where(i, milestone="4.3")))} [= count(issues where milestone = "4.3")] issues are planned for 4.3, among them {w.pushed.name} {p.h(w.pushed)}, which was moved there since the last run.

On the code side there are {p.n(len(q))} open pull requests with {p.n(total(q, "plus"))} added and {p.n(total(q, "minus"))} deleted lines {p.f("additions in all")} {p.f("deletions in all")}, so a net {"growth" if total(q, "plus") > total(q, "minus") else "shrinkage"} of {p.n(abs(total(q, "plus") - total(q, "minus")))} lines [= sum(pull requests.additions) - sum(pull requests.deletions)]. The largest is #{size.number} {size.name} {p.h(size)} with {p.n(size.plus)} additions, {p.pc(size.plus, total(q, "plus"))} of all [= {size.h}.additions / sum(pull requests.additions)]. {f"{p.n(len(drafts))} {'is' if len(drafts) == 1 else 'are'} still in draft, and " if drafts else ""}{p.n(len(asked))} [= count(pull requests where review = "changes requested")] {"has" if len(asked) == 1 else "have"} changes requested.

Suggested cut: freeze the milestone on Friday, leave P3 items for {p.x("4.3")}.
"""


def issues_review(p: Page, w: World) -> str:
    """A weekly engineering review with counts by severity and by person."""
    i, q = w.rows["github.issues"], w.rows["github.pulls"]
    ages = [(p.today - r.opened).days for r in i]
    old = min(i, key=lambda r: r.opened)
    stale = [r for r in i if (p.today - max(r.touched, r.opened)).days > 14]
    loud = ranked(i, "comments")[:3]
    severity = "\n".join(
        f'| {name} | {p.n(len(rows))} | {p.n(len(where(rows, label="bug")))} [= count(issues where severity = "{name}" and label = "bug")] | {p.n(len([r for r in rows if r.who is None]))} [= count(issues where severity = "{name}" and assignee is empty)] |'
        for name, rows in sorted(groups(i, "severity"))
    )
    people = "; ".join(
        f"{who} {p.n(len(rows))}" for who, rows in groups([r for r in i if r.who], "who")
    )
    talk = "; ".join(f"{r.name} {p.h(r)} with {p.n(r.comments)}" for r in loud)
    slow = min(q, key=lambda r: r.opened)
    return f"""
## Engineering review

Take {old.name} {p.h(old)} off the list or fix it: it has been open since {p.d(old.opened)}, {p.n((p.today - old.opened).days)} days [= today - {old.h}.created_at], longer than anything else.

| Severity | Open | Bugs | Unassigned |
|---|---:|---:|---:|
{severity}

(Open counts from {p.f("issues by severity")}.)

- **Age.** {p.n(len([a for a in ages if a > 60]))} [= count(issues where created_at < today - 60)] issues are older than {p.x("60 days")}.
- **Stale.** {p.n(len(stale))} [= count(issues where updated_at < today - 14)] have not been updated in the last {p.x("two weeks")}, {p.pc(len(stale), len(i))} of all.
- **Discussion.** {p.n(total(i, "comments"))} comments in all {p.f("comments in all")}, {p.n(mean(i, "comments"), 1)} per issue [= average(issues.comments)]. Most discussed: {talk}; together {p.n(sum(r.comments for r in loud))} comments [= {" + ".join(f"{r.h}.comments" for r in loud)}].
- **Load.** Issues per assignee: {people}.
- **Reviews.** The oldest pull request is #{slow.number} {p.h(slow)} by {slow.author}, opened {p.d(slow.opened)}. {p.n(len(where(q, state="approved")))} of {p.n(len(q))} are approved [= count(github.pulls where review = "approved")]. The median size is {p.n(median(q, "plus"))} added lines [= median(github.pulls.additions)].
"""


def inbox_morning(p: Page, w: World) -> str:
    """The inbox in the morning: what is late, what came in, who has how much."""
    t = w.rows["gorgias.tickets"]
    late = sorted((r for r in t if r.due < p.today), key=lambda r: r.due)
    today = [r for r in t if r.due == p.today]
    up = where(t, status="escalated")
    free = [r for r in t if r.agent is None]
    new = "\n".join(
        f"- {r.name} {p.h(r)}, {r.channel}, order of {p.m(r.order, 2)}, due {p.d(r.due)}"
        for r in w.new
    )
    loads = ", ".join(
        f"{who} {p.n(len(rows))}" for who, rows in groups([r for r in t if r.agent], "agent")
    )
    lines = "\n".join(
        f"- {r.name} {p.h(r)}: due {p.d(r.due)}, {p.n((p.today - r.due).days)} {'day' if (p.today - r.due).days == 1 else 'days'} late, {r.agent or 'no assignee'}, {p.m(r.order, 2)}"
        for r in late
    )
    dear = max(t, key=lambda r: r.order)
    return f"""
**Answer the {p.c(len(late), "overdue ticket")} first** {p.f("tickets overdue")}:
{lines}

**Due today:** {p.n(len(today))} more [= count(tickets where sla_due = today)].

**New since yesterday**
{new}

**Also changed:** {w.handed.name} {p.h(w.handed)} was escalated and went from Jo to Maya. {p.n(3)} tickets left the inbox: Abel Moor, Cleo Park and Ines Roth.

**State of the inbox**
- {p.n(len(t))} tickets, {p.n(len(where(t, status="open")))} open, {p.n(len(up))} escalated, {p.n(len(where(t, status="pending")))} pending {p.f("inbox by status")}
- Without an assignee: {p.n(len(free))} [= count(tickets where assignee is empty)]. By person: {loads} {p.f("inbox by assignee")}
- Orders behind escalated tickets: {p.m(total(up, "order"), 2)}
- Highest order value: {dear.name} {p.h(dear)}, {p.m(dear.order, 2)}
"""


def inbox_lead(p: Page, w: World) -> str:
    """A note to the support lead in a British shop, in prose."""
    t, s = w.rows["gorgias.tickets"], w.rows["gorgias.ratings"]
    late = sorted((r for r in t if r.due < p.today), key=lambda r: r.due)
    up = ranked(where(t, status="escalated"), "order")
    old = min(t, key=lambda r: r.opened)
    silent = [r for r in t if r.replies == 0]
    bad = [r for r in s if r.score <= 2]
    slow = max(s, key=lambda r: r.minutes)
    busiest = groups([r for r in t if r.agent], "agent")[0]
    return f"""
{late[0].customer}'s ticket is the one to take yourself this morning: “{late[0].name}” {p.h(late[0])} came in on {p.d(late[0].opened)}, should have been answered by {p.d(late[0].due)} and is {f"with {late[0].agent}" if late[0].agent else "assigned to nobody"}. It is one of {p.n(len(late))} past their target, with orders worth {p.m(total(late, "order"), 2)} behind them {p.f("tickets overdue")}.

Escalations stand at {p.n(len(up))} {p.f("inbox by status")}. The most valuable is {up[0].name} {p.h(up[0])} at {p.m(up[0].order, 2)}, which is {p.pc(up[0].order, total(up, "order"))} [= {up[0].h}.order_value / sum(tickets.order_value where status = "escalated")] of the value of all escalated orders. {w.handed.name} {p.h(w.handed)} joined them since yesterday.

{p.n(len(silent))} [= count(tickets where replies = 0)] tickets have had no reply at all. The average is {p.n(mean(t, "replies"), 1)} replies a ticket [= average(tickets.replies)], {p.n(total(t, "replies"))} in all {p.f("replies in all")}. {busiest[0]} carries the largest load, {p.n(len(busiest[1]))} of {p.n(len(t))} tickets, or {p.pc(len(busiest[1]), len(t))} [= count(tickets where assignee = "{busiest[0]}") / count(tickets)].

Ratings: {p.n(len(s))} in the feed, average {p.n(mean(s, "score"), 2)} [= average(ratings.score)], with {p.c(len(bad), "rating", digits=True)} [= count(ratings where score <= 2)] of {p.x("2")} or lower. First replies took {p.n(mean(s, "minutes"), 0)} minutes on average [= average(ratings.first_reply_minutes)]; the slowest was {p.n(slow.minutes)} minutes, {slow.agent}, {p.d(slow.day, "w")} {p.h(slow)}.

The oldest ticket of all dates from {p.d(old.opened, "l")}: {old.name} {p.h(old)}.
"""


def inbox_week(p: Page, w: World) -> str:
    """A weekly support review with two tables."""
    t, s = w.rows["gorgias.tickets"], w.rows["gorgias.ratings"]
    channels = "\n".join(
        f'| {name} | {p.n(len(rows))} [= count(tickets where channel = "{name}")] | {p.pc(len(rows), len(t))} | {p.m(total(rows, "order"), 2)} [= sum(tickets.order_value where channel = "{name}")] |'
        for name, rows in groups(t, "channel")
    )
    agents = "\n".join(
        f'| {who} | {p.n(len(rows))} | {p.n(mean(rows, "score"), 1)} [= average(ratings.score where agent = "{who}")] | {p.n(mean(rows, "minutes"), 0)} [= average(ratings.first_reply_minutes where agent = "{who}")] |'
        for who, rows in groups(s, "agent")
    )
    happy = [r for r in s if r.score >= 4]
    since = p.today - timedelta(days=7)
    recent = [r for r in t if r.opened >= since]
    top = ranked(t, "order")[:2]
    gap = len(where(t, status="open")) - len(where(t, status="pending"))
    return f"""
# Support, week to {p.d(p.today, "l")}

Known first: {p.n(len([r for r in t if r.due < p.today]))} tickets are past their reply target {p.f("tickets overdue")} and {p.n(len([r for r in t if r.agent is None]))} belong to nobody {p.f("inbox by assignee")}.

## Where tickets come from

| Channel | Tickets | Share | Order value |
|---|---:|---:|---:|
{channels}
| Total | {p.n(len(t))} | | {p.m(total(t, "order"), 2)} |

{p.n(len(recent))} [= count(tickets where opened >= {since})] of them were opened on or after {p.d(since)}. {f'There are {p.n(gap)} more open than pending tickets [= count(tickets where status = "open") - count(tickets where status = "pending")].' if gap > 1 else ""} The average order behind a ticket is {p.m(mean(t, "order"), 2)} [= average(tickets.order_value)]. The two largest are {top[0].name} {p.h(top[0])} at {p.m(top[0].order, 2)} and {top[1].name} {p.h(top[1])} at {p.m(top[1].order, 2)}, {p.m(top[0].order - top[1].order, 2)} apart [= {top[0].h}.order_value - {top[1].h}.order_value].

## What customers said

| Agent | Ratings | Average score | First reply (min) |
|---|---:|---:|---:|
{agents}

Satisfaction ({p.x("4")} or {p.x("5")}): {p.pc(len(happy), len(s))} [= count(ratings where score >= 4) / count(ratings)], {p.n(len(happy))} of {p.n(len(s))}.

Next week: set an owner on every ticket by Monday, and have {p.x("one")} person watch social from {p.x("9:00")} on.
"""


def hiring_digest(p: Page, w: World) -> str:
    """A hiring digest: offers, moves, the funnel, jobs that are late."""
    c, j, v = (
        w.rows["greenhouse.candidates"],
        w.rows["greenhouse.jobs"],
        w.rows["calendar.interviews"],
    )
    offers = where(c, stage="Offer")
    late = sorted((r for r in j if r.target < p.today), key=lambda r: r.target)
    funnel = " → ".join(
        f"{name} {p.n(len(where(c, stage=name)))}"
        for name in ("Application review", "Phone screen", "Interview", "Final", "Offer")
        if where(c, stage=name)
    )
    stuck = sorted(
        (r for r in c if r.stage != "Offer" and (p.today - r.moved).days > 14),
        key=lambda r: r.moved,
    )
    today = [x for x in v if x.day == p.today]
    offered = "\n".join(
        f"- {r.name} {p.h(r)}, {r.job}, expects {p.m(r.pay)}, with {r.recruiter}" for r in offers
    )
    jobs = "\n".join(
        f'- {r.name} {p.h(r)} ({r.lead}): target start was {p.d(r.target)}, {p.c(r.seats, "opening", digits=True)}, {p.n(len(where(c, job=r.name)))} candidates in process [= count(candidates where job = "{r.name}")]'
        for r in late
    )
    return f"""
**Close the {p.c(len(offers), "offer")}** {p.f("candidates by stage")}:
{offered}

{w.raised.name} {p.h(w.raised)} now asks for {p.m(w.raised.pay)}, up from {p.m(w.raised_was)}, {p.m(w.raised.pay - w.raised_was)} more [= {w.raised.h}.expected_salary - before({w.raised.h}.expected_salary)].

**Moves since yesterday**
- {w.onward.name} {p.h(w.onward)}: Interview to Final for {w.onward.job}
- {w.offered.name} {p.h(w.offered)}: Final to Offer
- {p.n(len(w.new))} new: {w.new[0].name} {p.h(w.new[0])} ({w.new[0].source}) and {w.new[1].name} {p.h(w.new[1])} ({w.new[1].source})

**Funnel:** {funnel}, {p.n(len(c))} candidates in all.

**Jobs past their target start** {p.f("overdue", "job") if late else ""}
{jobs}

**Stuck:** {p.n(len(stuck))} [= count(candidates where last_moved < today - 14 and stage != "Offer")] candidates short of an offer have not moved for more than {p.x("two weeks")}{f", longest {stuck[0].name} {p.h(stuck[0])}, in {stuck[0].stage} since {p.d(stuck[0].moved)} ({p.n((p.today - stuck[0].moved).days)} days [= today - {stuck[0].h}.last_moved])" if stuck else ""}.

**Interviews today:** at least {p.n(len(today))}. The interview calendar came in only partly, so there may be more than the {p.n(len(v))} I can see.
"""


def hiring_today(p: Page, w: World) -> str:
    """What needs the head of talent today, as a short list."""
    c, j, v = (
        w.rows["greenhouse.candidates"],
        w.rows["greenhouse.jobs"],
        w.rows["calendar.interviews"],
    )
    final = ranked(where(c, stage="Final"), "pay")
    today = sorted((x for x in v if x.day == p.today), key=lambda x: x.start)
    bare = [r for r in c if r.score is None and r.stage in {"Interview", "Final"}]
    old = min(j, key=lambda r: r.opened)
    theirs = where(c, job=old.name)
    one = w.offered
    slots = "; ".join(
        f"{x.who.name} at {p.clock(x.start)} with {x.panel} {p.h(x)}" for x in today[:3]
    )
    return f"""
1. **Send {one.name}'s offer** {p.h(one)}. {one.job}, expected salary {p.m(one.pay)}. Applied {p.d(one.applied)}, so {p.n((p.today - one.applied).days)} days in process [= today - {one.h}.applied_on].
2. **Decide on the finalists.** {p.n(len(final))} people are in Final {p.f("candidates by stage")}; {final[0].name} {p.h(final[0])} asks for the most, {p.m(final[0].pay)}{f", and {final[-1].name} {p.h(final[-1])} for the least, {p.m(final[-1].pay)}" if len(final) > 1 else ""}.
3. **Be there for the interviews.** {slots}. The calendar is partial; check yours for others.
4. **Chase scorecards.** {p.c(len(bare), "candidate", upper=True)} in Interview or Final {"has" if len(bare) == 1 else "have"} none{' [= count(candidates where stage in ("Interview", "Final") and scorecard is empty)]' if bare else ""}.
5. **Talk to {old.lead} about {old.name}** {p.h(old)}. Open since {p.d(old.opened)}, {p.n((p.today - old.opened).days)} days [= today - {old.h}.opened_on], {p.c(old.seats, "opening", digits=True)} and {p.c(len(theirs), "candidate", digits=True)} [= count(candidates where job = "{old.name}")].

Nothing else changed that needs you: {w.onward.name} {p.h(w.onward)} moved to Final, and {w.new[0].name} {p.h(w.new[0])} and {w.new[1].name} {p.h(w.new[1])} applied on {p.d(w.new[0].applied)} and {p.d(w.new[1].applied)}.
"""


def hiring_review(p: Page, w: World) -> str:
    """A monthly hiring review by source and recruiter, with pay."""
    c, j = w.rows["greenhouse.candidates"], w.rows["greenhouse.jobs"]
    sources = "\n".join(
        f'| {name} | {p.n(len(rows))} [= count(candidates where source = "{name}")] | {p.pc(len(rows), len(c))} [= count(candidates where source = "{name}") / count(candidates)] | {p.n(len([r for r in rows if r.stage in {"Final", "Offer"}]))} [= count(candidates where source = "{name}" and stage in ("Final", "Offer"))] |'
        for name, rows in groups(c, "source")
    )
    people = "; ".join(
        f'{who} {p.n(len(rows))} [= count(candidates where recruiter = "{who}")]'
        for who, rows in groups(c, "recruiter")
    )
    since = p.today - timedelta(days=30)
    fresh = [r for r in c if r.applied >= since]
    good = [r for r in c if r.score is not None and r.score >= 4]
    eng = where(j, team="Engineering")
    names = sorted({r.job for r in c})
    empty = [r for r in j if r.name not in names]
    offers = where(c, stage="Offer")
    return f"""
{f"**{empty[0].name} {p.h(empty[0])} has no candidate.** It has been open since {p.d(empty[0].opened)} and should start {p.d(empty[0].target)}. Everything else has at least someone in process." if len(empty) == 1 else f"**{p.c(len(empty), 'job', upper=True)} without any candidate** are where to start: {', '.join(f'{r.name} {p.h(r)}' for r in empty)}."}

### Where candidates come from

| Source | Candidates | Share | Final or offer |
|---|---:|---:|---:|
{sources}

### Numbers

- {p.n(len(c))} candidates for {p.n(total(j, "seats"))} openings in {p.n(len(j))} jobs {p.f("openings in all")}, {p.n(len(c) / total(j, "seats"), 1)} candidates per opening [= count(candidates) / sum(jobs.openings)].
- Engineering has {p.n(len(eng))} of the jobs [= count(jobs where team = "Engineering")] and {p.n(total(eng, "seats"))} of the openings [= sum(jobs.openings where team = "Engineering")].
- By recruiter: {people}.
- {p.n(len(fresh))} [= count(candidates where applied_on >= {since})] applied since {p.d(since)}.
- {p.n(len(good))} [= count(candidates where scorecard >= 4)] have a scorecard of {p.x("4")} or better.
- Expected pay averages {p.m(mean(c, "pay"), 0)} [= average(candidates.expected_salary)] with a median of {p.m(median(c, "pay"))} [= median(candidates.expected_salary)]. The {p.w(len(offers))} people at offer stage expect {p.m(total(offers, "pay"))} between them {p.f("candidates by stage")}.

The interview calendar is incomplete, so I leave interview counts out.
"""
