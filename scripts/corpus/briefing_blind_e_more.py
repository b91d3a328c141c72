"""Texts of blind_e.jsonl about an inbox, hiring, product usage and incidents."""

from __future__ import annotations

import briefing_blind_e_firms as firms
import briefing_blind_e_worlds as worlds
from briefing_blind import Page, World, groups, mean, median, ranked, total, where


def inbox_morning(p: Page, w: World) -> str:
    """A support lead's morning: who waits, who works, what is unassigned."""
    c, s = w.rows["intercom.conversations"], w.rows["rota.shifts"]
    live = where(c, state="open")
    loose = [r for r in live if r.agent is None]
    off = where(s, on=False)
    old = sorted(live, key=lambda r: r.at)
    slow = ranked(live, "wait")[0]
    topics = ", ".join(f"{name} {p.n(len(rows))}" for name, rows in groups(live, "topic"))
    load = "\n".join(f"- {who}: {p.n(len(rows))} open" for who, rows in groups([r for r in live if r.agent], "agent"))
    vip = [r for r in live if r.vip]
    return f"""
**Assign {p.t(loose[0].subject, loose[0].subject)} {p.h(loose[0])} now.** It is from a VIP, open since {p.d(loose[0].day)} {p.clock(loose[0].at)} and belongs to nobody. {p.n(len(loose))} open conversations have no assignee, {p.n(len(vip))} open ones are VIP.

**Queue.** {p.n(len(live))} open, {p.c(len(where(c, state="snoozed")), "snoozed", "snoozed", digits=True)}, {p.n(len(where(c, state="closed")))} closed, out of {p.n(len(c))} in the window {p.f("Intercom inbox by state")}. Open by topic: {topics}.

**Oldest open**
1. {p.t(old[0].subject, old[0].subject)} {p.h(old[0])}, {p.d(old[0].day)}, {old[0].channel}
2. {p.t(old[1].subject, old[1].subject)} {p.h(old[1])}, {p.d(old[1].day)}, {old[1].channel}
3. {p.t(old[2].subject, old[2].subject)} {p.h(old[2])}, {p.d(old[2].day)}, {old[2].channel}

**Slowest first reply among open ones:** {p.n(slow.wait)} minutes, {p.t(slow.subject, slow.subject)} {p.h(slow)}.

**Load**
{load}

**Rota:** {p.n(len(s) - len(off))} of {p.n(len(s))} agents work today {p.f("Rota for today by status")}; {off[0].who} {p.h(off[0])} is on leave, so move any of {off[0].who.split()[0]}'s open conversations before {p.x("10:00")}.
"""


def inbox_week(p: Page, w: World) -> str:
    """A weekly review: a table by topic and what customers said."""
    c = w.rows["intercom.conversations"]
    rated = [r for r in c if r.csat]
    good = [r for r in rated if r.csat >= 4]
    bad = sorted((r for r in rated if r.csat <= 2), key=lambda r: r.csat)
    hour = [r for r in c if r.wait <= 60]
    lines = "\n".join(
        f"| {name} | {p.n(len(rows))} | {p.pc(len(rows), len(c))} | {p.n(len(where(rows, state='closed')))} | {p.n(mean(rows, 'wait'), 0)} |" for name, rows in groups(c, "topic")
    )
    top, least = groups(c, "topic")[0], groups(c, "topic")[-1]
    chat, mail = where(c, channel="chat"), where(c, channel="email")
    poor = "\n".join(f"- {p.t(r.subject, r.subject)} {p.h(r)}: {p.n(r.csat)} out of 5, {r.topic}, handled by {r.agent}" for r in bad[:3] if r.agent)
    return f"""
**{top[0].capitalize()} drove the week: {p.n(len(top[1]))} of {p.n(len(c))} conversations.** If you fix one thing, fix that; {least[0]} came last with {p.n(len(least[1]))}.

| Topic | Conversations | Share | Closed | Mean first reply (min) |
|---|---:|---:|---:|---:|
{lines}

**Speed.** Median first reply was {p.n(median(c, "wait"))} minutes. {p.n(len(hour))} conversations ({p.pc(len(hour), len(c))}) were answered within {p.x("60 minutes")}. There were {p.n(len(mail))} by email and {p.n(len(chat))} by chat, and {p.n(total(c, "replies"))} replies in all {p.f("reply count in all")}, {p.n(mean(c, "replies"), 1)} per conversation.

**Satisfaction.** {p.n(len(rated))} ratings, average {p.n(mean(rated, "csat"), 2)}; {p.n(len(good))} of them {p.x("4 or 5")}.
{("Follow up on the poor ones:" + chr(10) + poor) if poor else ""}

The window covers {p.x("seven days")}; the data holds no earlier week, so I cannot say whether this is better or worse.
"""


def inbox_note(p: Page, w: World) -> str:
    """A short hand-over note in prose."""
    c, s = w.rows["intercom.conversations"], w.rows["rota.shifts"]
    live = where(c, state="open")
    busy = groups([r for r in live if r.agent], "agent")[0]
    early = min((r for r in s if r.on), key=lambda r: r.start)
    late = max((r for r in s if r.on), key=lambda r: r.end)
    chatty = ranked(live, "replies")[0]
    new = [r for r in c if (p.today - r.day).days == 1]
    return f"""
Take {p.t(w.rows["intercom.conversations"][0].subject, w.rows["intercom.conversations"][0].subject)} {p.h(c[0])} yourself: VIP, unassigned, waiting since {p.d(c[0].day, "w")}.

{p.n(len(new))} conversations came in {p.rel(new[0].day) if new else "yesterday"}, and {p.n(len(live))} are open this morning {p.f("Intercom inbox by state")}. {busy[0]} holds the most, {p.n(len(busy[1]))}; consider taking {p.x("two or three")} off that pile. {early.who} starts first, at {p.t(early.start, early.start)}, and {late.who} closes at {p.t(late.end, late.end)}.

The longest thread that is still open is {p.t(chatty.subject, chatty.subject)} {p.h(chatty)} with {p.n(chatty.replies)} replies. A phone call would probably end it.

Nothing in the data says why {where(s, on=False)[0].who} is away, only that the rota has it as leave.
"""


def hiring_digest(p: Page, w: World) -> str:
    """A hiring digest with headings: offers, interviews, funnel."""
    a, j, t = w.rows["greenhouse.applications"], w.rows["greenhouse.jobs"], w.rows["calendar.interviews"]
    offers = where(a, stage="Offer")
    now = [r for r in t if r.day == p.today]
    soon = [r for r in t if (r.day - p.today).days == 1]
    funnel = " → ".join(f"{stage} {p.n(len(where(a, stage=stage)))}" for stage in ("Applied", "Phone screen", "Onsite", "Offer") if where(a, stage=stage))
    today = "\n".join(f"- {p.clock(r.start)} {r.name} {p.h(r)}, {r.kind}, {p.n(r.minutes)} min ({r.job})" for r in now)
    old = min(j, key=lambda r: r.opened)
    return f"""
**Send {w.offer.name} the offer letter {p.h(w.offer)}.** The candidate moved from Onsite to Offer since yesterday. {p.n(len(offers))} candidates are at offer now {p.f("Greenhouse applications by stage")}.

## Today's interviews
{today}
{f"Tomorrow: {p.c(len(soon), 'interview')}, {p.n(total(soon, 'minutes'))} minutes." if soon else "None tomorrow."} In total {p.n(len(t))} are booked, {p.n(total(t, "minutes"))} minutes {p.f("minutes in all")}.

## Movement
- {w.passed.name} {p.h(w.passed)} passed the phone screen and is now onsite.
- {p.w(len(w.new), upper=True)} new applications: {", ".join(f"{r.name} {p.h(r)}" for r in w.new)}.

## Stuck
{w.stuck.name} {p.h(w.stuck)} has been onsite with no activity since {p.d(w.stuck.active)}, {p.n((p.today - w.stuck.active).days)} days. Decide or decline.

## Funnel
{funnel}; {p.n(len(a))} applications for {p.n(len(j))} jobs and {p.n(total(j, "seats"))} openings {p.f("openings in all")}. The longest-open job is {old.title} {p.h(old)}, opened {p.d(old.opened)} ({p.n((p.today - old.opened).days)} days ago).
"""


def hiring_jobs(p: Page, w: World) -> str:
    """A weekly review by job: a table, then comments."""
    a, j = w.rows["greenhouse.applications"], w.rows["greenhouse.jobs"]
    lines = "\n".join(
        f"| {r.title} {p.h(r)} | {r.lead} | {p.n(r.seats)} | {p.n(len(where(a, job=r.title))) if where(a, job=r.title) else '–'} | {p.d(r.target)} | {p.n((p.today - r.opened).days)} |" for r in j
    )
    src = "; ".join(f"{name} {p.n(len(rows))} ({p.pc(len(rows), len(a))})" for name, rows in groups(a, "source"))
    near = min(j, key=lambda r: r.target)
    dear = ranked(j, "pay")[0]
    thin = min(j, key=lambda r: len(where(a, job=r.title)))
    rated = [r for r in a if r.rating]
    top = [r for r in rated if r.rating == 5]
    few = len(where(a, job=thin.title))
    return f"""
{near.title} {p.h(near)} has the nearest target start, {p.d(near.target, "w")}, {p.n((near.target - p.today).days)} days from today. Agree with {near.lead} whether that still holds.

| Job | Manager | Openings | Applications | Target start | Days open |
|---|---|---:|---:|---|---:|
{lines}

- **Thinnest pipeline:** {thin.title} with {p.c(few, "application", digits=True)} for {p.c(thin.seats, "opening")}.
- **Highest salary cap:** {dear.title} {p.h(dear)}, up to {p.m(dear.pay)} {p.f("Largest jobs")}. All caps add up to {p.m(total(j, "pay"))} {p.f("Salary max of")}.
- **Sources:** {src}.
- **Ratings:** {p.n(len(rated))} candidates are rated, average {p.n(mean(rated, "rating"), 1)}; {p.c(len(top), "has a 5", "have a 5")}.

The applications carry no rejection reasons, so this says nothing about why people left.
"""


def hiring_note(p: Page, w: World) -> str:
    """What needs me today, very short."""
    a, t = w.rows["greenhouse.applications"], w.rows["calendar.interviews"]
    first = min(t, key=lambda r: r.start)
    quiet = sorted((r for r in a if r.stage in {"Onsite", "Offer"} and (p.today - r.active).days >= 7), key=lambda r: r.active)
    ref = where(a, source="referral")
    lines = "\n".join(f"{n}. {r.name} {p.h(r)}, {r.stage.lower()}, {p.n((p.today - r.active).days)} days since the last activity ({p.d(r.active)})" for n, r in enumerate(quiet[:4], 1))
    return f"""
Your first interview is {first.name} {p.h(first)} {p.rel(first.day)} at {p.clock(first.start)} ({first.kind}, {p.n(first.minutes)} minutes). Read the résumé before.

Answer these people; each has waited {p.x("a week")} or more:

{lines}

{f"In all {p.n(len(quiet))} of {p.n(len(where(a, stage=('Onsite', 'Offer'))))} late-stage candidates are this quiet." if len(quiet) > 1 else ""} {p.w(len(w.new), upper=True)} applications arrived since yesterday, {w.new[0].name} {p.h(w.new[0])} for {w.new[0].job} among them. Referrals stand at {p.n(len(ref))} of {p.n(len(a))} applications ({p.pc(len(ref), len(a))}).

{p.n(len(where(a, stage="Applied")))} people are still unscreened at “Applied” {p.f("Greenhouse applications by stage")}. {p.x("15 minutes")} a day would clear them by {p.x("Friday")}.
"""


def usage_weekly(p: Page, w: World) -> str:
    """A product review: movers, then the whole, then rollouts."""
    u, f = w.rows["posthog.workspaces"], w.rows["flags.rollouts"]
    drop = w.fell_was.active - w.fell.active
    top = ranked(u, "events")[:3]
    plans = "; ".join(f"{name}: {p.c(len(rows), 'workspace', digits=True)}, {p.n(total(rows, 'active'))} active" for name, rows in groups(u, "plan"))
    bad = ranked(f, "errors")[0]
    calm = min(f, key=lambda r: r.errors)
    return f"""
**Find out what happened at {w.fell.name} {p.h(w.fell)}.** Weekly active users fell from {p.n(w.fell_was.active)} to {p.n(w.fell.active)} (−{p.n(drop)}, {p.pc(drop, w.fell_was.active, 1)}) and events from {p.n(w.fell_was.events)} to {p.n(w.fell.events)}.

**Other movers**
- {w.upgraded.name} {p.h(w.upgraded)} upgraded from Team to Business.
- {w.grew.name} {p.h(w.grew)} added {p.n(w.grew.seats - w.grew_was.seats)} seats and now has {p.n(w.grew.seats)}.
- {w.rose.name} {p.h(w.rose)} is up slightly: {p.n(w.rose_was.active)} → {p.n(w.rose.active)} weekly active.
- {w.new[0].name} {p.h(w.new[0])} is new, created {p.d(w.new[0].joined)}.
- {w.silent.name} {p.h(w.silent)} was last seen {p.d(w.silent.seen)}, {p.n((p.today - w.silent.seen).days)} days ago.

**Totals:** {p.n(total(u, "active"))} weekly active users {p.f("weekly active in all")} on {p.n(total(u, "seats"))} seats {p.f(" seats in all")}, or {p.pc(total(u, "active"), total(u, "seats"))}; {p.n(total(u, "events"))} events {p.f(" events in all")}. {top[0].name} {p.h(top[0])}, {top[1].name} {p.h(top[1])} and {top[2].name} {p.h(top[2])} produce {p.pc(sum(r.events for r in top), total(u, "events"))} of the events. By plan: {plans}.

**Rollouts:** {bad.key} {p.h(bad)} is at {p.n(bad.rollout, unit="%")} with {p.n(bad.errors)} errors in {p.x("24 hours")}, the most of the {p.w(len(f))} flags; hold it there. {calm.key} {p.h(calm)} has the fewest, {p.n(calm.errors)}, at {p.n(calm.rollout, unit="%")}.
"""


def usage_table(p: Page, w: World) -> str:
    """An adoption check: a table of weak workspaces."""
    u, f = w.rows["posthog.workspaces"], w.rows["flags.rollouts"]
    weak = sorted(u, key=lambda r: r.active / r.seats)[:5]
    lines = "\n".join(f"| {r.name} {p.h(r)} | {r.plan} | {p.n(r.active)} | {p.n(r.seats)} | {p.pc(r.active, r.seats)} | {p.n(r.seats - r.active)} |" for r in weak)
    half = [r for r in u if r.active * 2 < r.seats]
    heavy = ranked(u, "exports")[0]
    live = [r for r in f if r.rollout >= 50]
    owner, owned = groups(f, "owner")[0]
    old = min(f, key=lambda r: r.since)
    return f"""
### Do this first
Write to {weak[0].name} {p.h(weak[0])}: only {p.n(weak[0].active)} of {p.n(weak[0].seats)} seats were active in the last week.

### Lowest adoption

| Workspace | Plan | Weekly active | Seats | Adoption | Idle seats |
|---|---|---:|---:|---:|---:|
{lines}

{p.c(len(half), "workspace", digits=True, upper=True)} of {p.n(len(u))} {"uses" if len(half) == 1 else "use"} less than {p.x("half")} of {"its" if len(half) == 1 else "their"} seats. Altogether {p.n(total(u, "seats") - total(u, "active"))} seats are idle.

### Other numbers
- Exports: {p.n(total(u, "exports"))} {p.f("exports in all")}, most from {heavy.name} {p.h(heavy)} ({p.n(heavy.exports)}).
- Median events per workspace: {p.n(median(u, "events"))}.
- Flags: {p.n(len(f))} in rollout, {p.n(len(live))} at {p.x("50% or more")}. {owner} owns {p.n(len(owned))} of them {p.f("Feature flags by owner")}. The oldest, {old.key} {p.h(old)}, has been out since {p.d(old.since)}. Errors in the last day: {p.n(total(f, "errors"))} {p.f("errors24h in all")}.
"""


def incident_morning(p: Page, w: World) -> str:
    """An on-call hand-over: open incidents, who holds the pager, what is overdue."""
    i, s, a = w.rows["pagerduty.incidents"], w.rows["pagerduty.oncall"], w.rows["jira.actions"]
    live = sorted((r for r in i if r.state != "resolved"), key=lambda r: (r.sev, r.at))
    late = sorted((r for r in a if r.due < p.today and r.state != "Done"), key=lambda r: r.due)
    one = live[0]
    lines = "\n".join(f"- **SEV{p.t(str(r.sev), str(r.sev))}** {r.title} {p.h(r)}: {r.state}, started {p.d(r.day)} at {p.clock(r.at)}, {r.service}" for r in live)
    done = where(i, state="resolved")
    now = s[0]
    return f"""
**{one.title} {p.h(one)} is still {one.state}. Make sure {now.who} has it.** It paged at {p.clock(one.at)} on {p.d(one.day, "w")} and touches {one.service}.

**Open ({p.n(len(live))})**
{lines}

**On call:** {now.who} {p.h(now)} until {p.d(now.until, "w")}, then {s[1].who} {p.h(s[1])}.

**Overdue follow-ups:** {p.n(len(late))} {p.f("overdue")}. The oldest is {p.t(late[0].key, late[0].key)} {p.h(late[0])}, “{late[0].title}”, due {p.d(late[0].due)}, {p.n((p.today - late[0].due).days)} days ago, with {late[0].who}.

**Since the last briefing:** {w.fixed.title} {p.h(w.fixed)} went from acknowledged to resolved after {p.n(w.fixed.minutes)} minutes. {w.new[0].title} {p.h(w.new[0])} is new.

In the window: {p.n(len(i))} incidents, {p.n(len(done))} resolved {p.f("PagerDuty incidents by status")}.
"""


def incident_review(p: Page, w: World) -> str:
    """A weekly incident review with a table by service and prose."""
    i, a = w.rows["pagerduty.incidents"], w.rows["jira.actions"]
    done = where(i, state="resolved")
    long = ranked(done, "minutes")[0]
    name, worst = groups(i, "service")[0]
    lines = "\n".join(f"| {svc} | {p.n(len(rows))} | {p.n(total(where(rows, state='resolved'), 'minutes')) if where(rows, state='resolved') else '–'} |" for svc, rows in groups(i, "service"))
    sevs = ", ".join(f"{p.n(len(where(i, sev=n)))} × SEV{n}" for n in (1, 2, 3) if where(i, sev=n))
    night = [r for r in i if int(r.at[11:13]) < 7]
    open_acts = [r for r in a if r.state != "Done"]
    return f"""
# Incident review

**{name} caused {p.n(len(worst))} of {p.n(len(i))} incidents.** Put it first on the agenda.

| Service | Incidents | Minutes to resolve, resolved ones |
|---|---:|---:|
{lines}

By severity: {sevs}. {p.c(len(night), "incident", digits=True, upper=True)} started at night, before {p.x("07:00")} UTC.

**Resolution.** {p.n(len(done))} incidents are resolved, in {p.n(total(done, "minutes"))} minutes altogether {p.f("minutes to resolve in all")}; the mean is {p.n(mean(done, "minutes"), 1)} minutes and the median {p.n(median(done, "minutes"))}. The longest was {long.title} {p.h(long)} on {p.d(long.day)}, {p.n(long.minutes)} minutes, or {p.n(long.minutes / 60, 1)} hours.

**Follow-ups.** {p.n(len(open_acts))} of {p.n(len(a))} actions are not done {p.f("Jira follow-ups by status")}. {p.n(len(where(a, state="In Progress"))) if where(a, state="In Progress") else "None"} of them {"is" if len(where(a, state="In Progress")) == 1 else "are"} in progress. Agree an owner and a date for each; {p.x("two weeks")} is the usual limit.

The data holds no customer counts, so impact cannot be ranked here.
"""


def incident_risks(p: Page, w: World) -> str:
    """Risks for the platform team in numbered bold leads."""
    i, s, a = w.rows["pagerduty.incidents"], w.rows["pagerduty.oncall"], w.rows["jira.actions"]
    live = [r for r in i if r.state != "resolved"]
    late = sorted((r for r in a if r.due < p.today and r.state != "Done"), key=lambda r: r.due)
    soon = sorted((r for r in a if 0 <= (r.due - p.today).days <= 7 and r.state != "Done"), key=lambda r: r.due)
    noisy, fired = groups(i, "service")[0]
    busy = ranked(s, "pages")[0]
    ten = "\n".join(f"   - {p.t(r.key, r.key)} {p.h(r)} {r.title}, {p.d(r.due)}, {r.who}" for r in late + soon)
    return f"""
1. **Follow-ups slip.** {p.c(len(late), "action", digits=True)} overdue and {p.c(len(soon), "more", "more", digits=True)} due by {p.x("next week")}:
{ten}
2. **{noisy} keeps failing.** {p.n(len(fired))} incidents, {p.pc(len(fired), len(i))} of all, the latest on {p.d(max(r.day for r in fired))}.
3. **The load is uneven.** {busy.who} {p.h(busy)} took {p.n(busy.pages)} of {p.n(total(s, "pages"))} pages in the last {p.x("30 days")} {p.f("pages 30d in all")}.
4. **{p.w(len(live), upper=True)} incidents are open**, {p.n(len(where(live, sev=1)))} of them SEV1. First: {w.stuck.title} {p.h(w.stuck)}, since {p.d(w.stuck.day)}.

Start with the overdue actions: {p.t(late[0].key, late[0].key)} alone is {p.n((p.today - late[0].due).days)} days past its date.
"""


TEXTS = [
    (worlds.inbox, "2026-12-01", inbox_morning, ("en-GB", "en-GB")),
    (worlds.hiring, "2026-11-25", hiring_digest, ("en-US", "en-US")),
    (worlds.usage, "2026-12-07", usage_weekly, ("en-US", "en-US")),
    (worlds.inbox, "2026-12-14", inbox_week, ("en-GB", "en-US")),
    (worlds.hiring, "2026-12-10", hiring_jobs, ("en-US", "en-US")),
    (worlds.usage, "2027-01-11", usage_table, ("en-US", "en-US")),
    (worlds.inbox, "2026-11-27", inbox_note, ("en-GB", "en-GB")),
    (worlds.hiring, "2026-12-16", hiring_note, ("en-US", "en-GB")),
    (firms.incidents, "2026-12-02", incident_morning, ("en-US", "en-US")),
    (firms.incidents, "2026-11-30", incident_review, ("en-US", "en-US")),
    (firms.incidents, "2026-12-11", incident_risks, ("en-US", "en-GB")),
]
