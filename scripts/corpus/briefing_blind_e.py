"""Writes blind_e.jsonl: 64 briefings of twelve teams, by an author who has not seen the checks.

Run `python scripts/corpus/briefing_blind_e.py`; the seed fixes every letter.
"""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_e_last as last
import briefing_blind_e_more as more
import briefing_blind_e_worlds as worlds
from briefing_blind import Page, World, groups, mean, ranked, total, where, write

SEED = 9043


def pipeline_morning(p: Page, w: World) -> str:
    """A morning pipeline briefing: a lead, what changed, what to do, where it stands."""
    d, g = w.rows["hubspot.deals"], w.rows["gong.calls"]
    late = sorted((r for r in d if r.close < p.today), key=lambda r: r.close)
    soon = sorted((r for r in d if 0 <= (r.close - p.today).days <= 7), key=lambda r: r.close)
    first = late[0]
    warned = [c for c in g if c.risk]
    stages = "; ".join(f"{name} {p.n(len(rows))} ({p.m(total(rows, 'amount'))})" for name, rows in groups(d, "stage"))
    due = "\n".join(f"- {r.name} {p.h(r)}, {p.m(r.amount)}, {r.stage.lower()}, closes {p.d(r.close, 'w')} ({r.owner})" for r in soon)
    calls = "\n".join(f"- {c.about} {p.h(c)}: {c.risk}, raised on {c.host}'s {c.kind} call on {p.d(c.day)}." for c in warned[:3])
    return f"""
**Start with {first.name} {p.h(first)}.** Its close date passed {p.n((p.today - first.close).days)} days ago ({p.d(first.close)}) with {p.m(first.amount)} still in {first.stage.lower()}. Ask {first.owner} for a new date or close it out.

**What changed since yesterday**
- {w.moved.name} {p.h(w.moved)} moved from Proposal to Negotiation; probability is now {p.n(w.moved.prob, unit="%")}, up from {p.n(50, unit="%")}.
- {w.cut.name} {p.h(w.cut)} was cut from {p.m(w.cut_was)} to {p.m(w.cut.amount)}, a drop of {p.m(w.cut_was - w.cut.amount)}.
- {w.slipped.name} {p.h(w.slipped)} slipped from {p.d(w.slipped_was)} to {p.d(w.slipped.close)}.
- New: {w.new[0].name} {p.h(w.new[0])}, {p.m(w.new[0].amount)}, owned by {w.new[0].owner}.
- Sable Furniture is no longer among the open deals. The data does not say whether it was won or lost.

**Closing in the next {p.x("7 days")}**
{due or "Nothing."}

**Warnings from calls**
{calls}

**Where it stands:** {p.n(len(d))} open deals worth {p.m(total(d, "amount"))} {p.f("Amount of", "deals")}, {p.n(len(late))} of them overdue ({p.m(total(late, "amount"))}) {p.f("overdue")}. By stage: {stages} {p.f("by deal stage")}.
"""


def pipeline_review(p: Page, w: World) -> str:
    """A weekly review with a table by owner."""
    d, g = w.rows["hubspot.deals"], w.rows["gong.calls"]
    late = [r for r in d if r.close < p.today]
    quiet = sorted((r for r in d if (p.today - r.touched).days > 14), key=lambda r: r.touched)
    whole = total(d, "amount")
    lines = "\n".join(
        f"| {who} | {p.n(len(rows))} | {p.m(total(rows, 'amount'))} | {p.pc(total(rows, 'amount'), whole)} | {p.m(max(r.amount for r in rows))} |" for who, rows in groups(d, "owner")
    )
    lead = max(groups(d, "owner"), key=lambda one: total(one[1], "amount"))
    stale = "\n".join(f"{n}. {r.name} {p.h(r)}: {p.n((p.today - r.touched).days)} days without contact (last {p.d(r.touched)}), {p.m(r.amount)} in {r.stage.lower()}" for n, r in enumerate(quiet[:4], 1))
    top = ranked(d, "amount")[:3]
    talker = max(g, key=lambda c: c.talk)
    weighted = sum(r.amount * r.prob / 100 for r in d)
    return f"""
## Pipeline review, week of {p.d(p.today - timedelta(days=p.today.weekday()), "l")}

Use the meeting to re-date the {p.c(len(late), "overdue deal")} and to decide who calls the silent ones below. Everything else is moving.

### By owner {p.f("by owner")}

| Owner | Deals | Amount | Share | Largest deal |
|---|---:|---:|---:|---:|
{lines}
| **Total** | **{p.n(len(d))}** | **{p.m(whole)}** | | |

{lead[0]} carries the most pipeline. The three largest deals, {top[0].name} {p.h(top[0])} ({p.m(top[0].amount)}), {top[1].name} {p.h(top[1])} ({p.m(top[1].amount)}) and {top[2].name} {p.h(top[2])} ({p.m(top[2].amount)}), make up {p.pc(sum(r.amount for r in top), whole)} of the total. Weighted by stage probability the pipeline is about {p.mk(weighted)}.

### Gone quiet (no contact in more than {p.x("14 days")})

{stale or "None."}

{f"In all {p.n(len(quiet))} deals are this quiet, together {p.m(total(quiet, 'amount'))}." if len(quiet) > 1 else ""}

### Calls

{p.n(len(g))} calls, {p.n(total(g, "minutes"))} minutes in total {p.f("duration minutes in all")}, which averages {p.n(mean(g, "minutes"), 1)} minutes a call. The highest talk ratio was {p.n(talker.talk, unit="%")}, {talker.host} on the {talker.about} call {p.h(talker)}.
"""


def pipeline_mail(p: Page, w: World) -> str:
    """A short e-mail in prose to the head of sales."""
    d = w.rows["hubspot.deals"]
    neg = ranked(where(d, stage="Negotiation"), "amount")
    disc = where(d, stage="Discovery")
    late = sorted((r for r in d if r.close < p.today), key=lambda r: r.close)
    nostep = [r for r in d if r.step is None]
    nxt = min((r for r in d if r.close >= p.today), key=lambda r: r.close)
    risk = next(c for c in w.rows["gong.calls"] if c.risk == "budget not approved")
    return f"""
Hi,

The one thing to do before lunch: get {neg[0].owner} on the phone about {neg[0].name} {p.h(neg[0])}. At {p.m(neg[0].amount)} it is the biggest of the {p.c(len(neg), "deal")} in negotiation, and it is meant to close on {p.d(neg[0].close, "w")}{f", {p.n((neg[0].close - p.today).days)} days from now" if neg[0].close > p.today else ", which has passed"}.

Negotiation as a whole holds {p.m(total(neg, "amount"))}; discovery holds {p.m(total(disc, "amount"))} across {p.c(len(disc), "deal")} {p.f("by deal stage")}. The next close date on the calendar is {nxt.name} {p.h(nxt)} on {p.d(nxt.close)}, {p.m(nxt.amount)}.

Two things worry me. First, {late[0].name} {p.h(late[0])} is still open although it should have closed on {p.d(late[0].close, "l")}, {p.n((p.today - late[0].close).days)} days ago; together the overdue deals are {p.m(total(late, "amount"))} {p.f("overdue")}. Second, on the {risk.about} call of {p.d(risk.day)} {p.h(risk)} the buyer said the budget is not approved, and that deal {p.h(risk.deal)} is in the forecast at {p.m(risk.deal.amount)}.

{p.n(len(nostep))} of {p.n(len(d))} open deals have no next step recorded. Can we make that {p.x("0")} by Friday?
"""


def pipeline_today(p: Page, w: World) -> str:
    """What needs me today, for one rep: an action list."""
    d, g = w.rows["hubspot.deals"], w.rows["gong.calls"]
    me, mine = max(groups(d, "owner"), key=lambda one: len(one[1]))
    acts = sorted(mine, key=lambda r: r.close)[:3]
    old = min(mine, key=lambda r: r.touched)
    calls = where(g, host=me)
    lines = "\n".join(
        f"- [ ] **{r.name}** {p.h(r)} · {p.mk(r.amount)} · {r.stage} · {'closed date passed' if r.close < p.today else 'closes'} {p.d(r.close)} · {r.step or 'no next step set'}" for r in acts
    )
    said = f" Your {p.c(len(calls), 'recorded call')} ran {p.n(total(calls, 'minutes'))} minutes in all." if calls else ""
    return f"""
**{me}: {p.x("three")} deals first, then one overdue check-in.**

{lines}

**Check in:** {old.name} {p.h(old)}. Last contact {p.d(old.touched)}, so {p.n((p.today - old.touched).days)} days of silence on {p.m(old.amount)}.

**Your book:** {p.n(len(mine))} deals, {p.m(total(mine, "amount"))} {p.f("by owner")}, out of a team total of {p.m(total(d, "amount"))} {p.f("Amount of", "deals")}. Average deal {p.m(round(total(mine, "amount") / len(mine)))}.{said}

Block {p.x("45 minutes")} for these before {p.x("11:00")}; the rest of the list has no date this week that the data shows as at risk.
"""


def renewal_watch(p: Page, w: World) -> str:
    """A renewal watch with a table of the next ninety days."""
    a, t = w.rows["cs.accounts"], w.rows["zendesk.tickets"]
    near = sorted((r for r in a if (r.renews - p.today).days <= 60), key=lambda r: r.renews)
    weak = [r for r in near if r.score < 60]
    one = near[0]
    lines = "\n".join(
        f"| {r.name} {p.h(r)} | {p.d(r.renews)} | {p.n((r.renews - p.today).days)} | {p.m(r.arr)} | {p.n(r.score)} | {p.pc(r.used, r.seats)} |" for r in near
    )
    theirs = where(t, account=w.fell.name)
    return f"""
**Call {one.name} {p.h(one)} today: {p.m(one.arr)} renews in {p.n((one.renews - p.today).days)} days{", and it does not renew automatically" if not one.auto else ""}.** {one.csm} owns it; health score {p.n(one.score)}, {p.n(one.used)} of {p.n(one.seats)} seats active.

**Renewing within {p.x("60 days")}**

| Account | Renewal | Days left | ARR | Health | Seats in use |
|---|---|---:|---:|---:|---:|
{lines}

{p.n(len(near))} accounts renew in that window, together {p.m(total(near, "arr"))}, or {p.pc(total(near, "arr"), total(a, "arr"))} of the {p.m(total(a, "arr"))} book {p.f("Arr of")}. {p.c(len(weak), "of them scores", "of them score", digits=True, upper=True)} below {p.x("60")}.

**Moved since the last briefing**
- {w.fell.name} {p.h(w.fell)}: health {p.n(w.fell_was)} → {p.n(w.fell.score)}. It has {p.c(len(theirs), "unsolved ticket")}, at least one of them urgent.
- {w.rose.name} {p.h(w.rose)}: health up {p.n(w.rose.score - w.rose_was)} points to {p.n(w.rose.score)}.
- {w.less.name} {p.h(w.less)}: active seats {p.n(w.less_was)} → {p.n(w.less.used)}.

Survey answers (Delighted) failed to load, so nothing here takes NPS into account.
"""


def renewal_risks(p: Page, w: World) -> str:
    """Risks, each in a short paragraph."""
    a, t = w.rows["cs.accounts"], w.rows["zendesk.tickets"]
    low = sorted(a, key=lambda r: r.score)[:3]
    idle = min(a, key=lambda r: r.used / r.seats)
    unseen = min(a, key=lambda r: r.seen)
    old = min(t, key=lambda r: r.opened)
    urgent = where(t, priority="urgent")
    below = [r for r in a if r.score < 50]
    return f"""
### Risks in the customer book, {p.d(p.today, "y")}

**1. {low[0].name} has the lowest health score of all, {p.n(low[0].score)}** {p.h(low[0])}. {p.m(low[0].arr)} a year, renewal {p.d(low[0].renews, "y")}. Next are {low[1].name} {p.h(low[1])} at {p.n(low[1].score)} and {low[2].name} {p.h(low[2])} at {p.n(low[2].score)}; the three add up to {p.m(sum(r.arr for r in low))}.

**2. {idle.name} hardly uses what it pays for** {p.h(idle)}. {p.n(idle.used)} active of {p.n(idle.seats)} seats ({p.pc(idle.used, idle.seats)}), against {p.pc(total(a, "used"), total(a, "seats"))} across all accounts ({p.n(total(a, "used"))} {p.f("active seats in all")} of {p.n(total(a, "seats"))} {p.f("accounts", " seats in all")}).

**3. Nobody has spoken to {unseen.name} since {p.d(unseen.seen)}** {p.h(unseen)}. That is {p.n((p.today - unseen.seen).days)} days. {unseen.csm} should write today.

**4. Tickets age.** {p.n(len(t))} are unsolved {p.f("Zendesk open tickets: ", "tickets")}, {p.n(len(urgent))} urgent {p.f("by priority")}. The oldest is “{old.subject}” {p.h(old)}, opened {p.d(old.opened)}, {p.n((p.today - old.opened).days)} days ago and {("still " if old.status == "open" else "now on ") + old.status}.

Overall {p.c(len(below), "account")} of {p.n(len(a))} {"scores" if len(below) == 1 else "score"} under {p.x("50")}, with {p.m(total(below, "arr"))} of ARR between them. The survey source failed; sentiment is unknown.
"""


def renewal_owners(p: Page, w: World) -> str:
    """A stand-up for a success team, by owner."""
    a = w.rows["cs.accounts"]
    parts = []
    for who, rows in groups(a, "csm"):
        nxt = min(rows, key=lambda r: r.renews)
        worst = min(rows, key=lambda r: r.score)
        parts.append(
            f"**{who}** ({p.n(len(rows))} accounts, {p.m(total(rows, 'arr'))})\n"
            f"- Next renewal: {nxt.name} {p.h(nxt)} on {p.d(nxt.renews, 'w')}, {p.m(nxt.arr)}\n"
            f"- Watch: {worst.name} {p.h(worst)}, health {p.n(worst.score)}, last touch {p.d(worst.seen)}"
        )
    body = "\n\n".join(parts)
    hand = [r for r in a if not r.auto and (r.renews - p.today).days <= 45]
    return f"""
Open with {w.fell.name} {p.h(w.fell)}: health fell {p.n(w.fell_was - w.fell.score)} points overnight, from {p.n(w.fell_was)} to {p.n(w.fell.score)}, and the contract ends in {p.n((w.fell.renews - p.today).days)} days.

{body}

Of the {p.m(total(a, "arr"))} under contract {p.f("Arr of")}, {p.m(total(hand, "arr"))} in {p.c(len(hand), "account", digits=True)} comes up within {p.x("45 days")} and needs a signature. Average health is {p.n(mean(a, "score"), 1)}.

Delighted failed this morning, so no survey comments are included. Please keep updates to {p.x("2 minutes")} each.
"""


def eng_standup(p: Page, w: World) -> str:
    """A stand-up digest in bullets."""
    i, g, b = w.rows["linear.issues"], w.rows["github.pulls"], w.rows["buildkite.builds"]
    wait = sorted((r for r in g if r.reviews == 0 and not r.draft), key=lambda r: r.opened)
    red = where(g, checks="failure")
    states = ", ".join(f"{p.n(len(rows))} {name.lower()}" for name, rows in groups(i, "state"))
    bad = where(b, result="failed")
    return f"""
**Unblock {p.t(w.blocked.key, w.blocked.key)} first** ({w.blocked.title} {p.h(w.blocked)}): it went from In Progress to Blocked, is worth {p.n(w.blocked.points)} points and is due {p.d(w.blocked.due, "w")}. {w.blocked.who} has it.

- **Done:** {p.t(w.done.key, w.done.key)} {w.done.title} {p.h(w.done)} left review.
- **Overdue:** {w.late.title} {p.h(w.late)}, due {p.d(w.late.due)}, {p.n((p.today - w.late.due).days)} days late, assigned to {w.late.who}.
- **Re-estimated:** {w.smaller.title} {p.h(w.smaller)} from {p.n(w.smaller_was)} to {p.n(w.smaller.points)} points.
- **New:** {w.new[0].title} {p.h(w.new[0])} ({p.n(w.new[0].points)}) and {w.new[1].title} {p.h(w.new[1])} ({p.n(w.new[1].points)}).
- **Reviews wanted:** {p.n(len(wait))} pull requests that are no drafts have none. Oldest: #{p.t(str(wait[0].number), str(wait[0].number))} {p.h(wait[0])} by {wait[0].author}, opened {p.d(wait[0].opened)}, +{p.n(wait[0].adds)}/−{p.n(wait[0].cuts)}.
- **Red checks:** {", ".join(f"#{p.t(str(r.number), str(r.number))} {p.h(r)}" for r in red)}.

Cycle: {p.n(len(i))} issues, {p.n(total(i, "points"))} points {p.f("estimate in all")}; {states} {p.f("Linear cycle by state")}.

Builds are partial: {p.n(len(b))} arrived before the fetch stopped, {p.n(len(bad))} of them failed {p.f("Buildkite builds by state")}. There may be more.
"""


def eng_review(p: Page, w: World) -> str:
    """A weekly review of the cycle with a table by person."""
    i, g = w.rows["linear.issues"], w.rows["github.pulls"]
    done = where(i, state="Done")
    left = [r for r in i if r.state != "Done"]
    lines = "\n".join(
        f"| {who} | {p.n(len(rows))} | {p.n(total(rows, 'points'))} | {p.n(total(where(rows, state='Done'), 'points'))} |" for who, rows in groups(i, "who")
    )
    big = ranked(g, "adds")[0]
    bugs = where(i, label="bug")
    soon = sorted((r for r in left if 0 <= (r.due - p.today).days <= 3), key=lambda r: (r.due, r.key))
    due = "; ".join(f"{r.title} {p.h(r)} {p.d(r.due)}" for r in soon)
    old = min(left, key=lambda r: r.created)
    return f"""
# Cycle review

We have closed {p.n(total(done, "points"))} of {p.n(total(i, "points"))} points ({p.pc(total(done, "points"), total(i, "points"))}), {p.n(len(done))} of {p.n(len(i))} issues. Decide today which of the remaining {p.n(total(left, "points"))} points leave the cycle.

| Assignee | Issues | Points | Points done |
|---|---:|---:|---:|
{lines}

## Dates

{f"Due in the next {p.x('3 days')}: {due}." if soon else f"Nothing is due in the next {p.x('3 days')}."} Overdue: {w.late.title} {p.h(w.late)} since {p.d(w.late.due, "l")} {p.f("overdue")}. The oldest open issue is {p.t(old.key, old.key)} {p.h(old)}, created {p.d(old.created)}, {p.n((p.today - old.created).days)} days ago.

## Code

{p.n(len(g))} pull requests are open {p.f("GitHub pull requests: ", "pull requests")} with {p.n(total(g, "adds"))} additions {p.f("additions in all")} and {p.n(total(g, "cuts"))} deletions {p.f("deletions in all")}. The largest, {big.title.rpartition(" (")[0]} {p.h(big)}, adds {p.n(big.adds)} lines over {p.c(big.files, "file", digits=True)} and accounts for {p.pc(big.adds, total(g, "adds"))} of the additions. Ask {big.author} to split it.

## Bugs

{p.c(len(bugs), "issue", digits=True, upper=True)} in the cycle {"is labelled a bug" if len(bugs) == 1 else "are labelled bugs"}, {p.n(len(where(bugs, state="Done"))) if where(bugs, state="Done") else "none"} of them done. CI figures are left out: the build list is incomplete.
"""


def eng_queue(p: Page, w: World) -> str:
    """A review queue: pull requests by age, each with what to do."""
    g = w.rows["github.pulls"]
    ready = sorted((r for r in g if not r.draft), key=lambda r: r.opened)
    drafts = where(g, draft=True)
    rows = "\n".join(
        f"{n}. **#{p.t(str(r.number), str(r.number))}** {p.h(r)} · {p.c((p.today - r.opened).days, 'day', digits=True)} old · +{p.n(r.adds)} −{p.n(r.cuts)} in {p.c(r.files, 'file', digits=True)} · {p.c(r.reviews, 'review')} · checks {r.checks} · {r.author}"
        for n, r in enumerate(ready[:5], 1)
    )
    small = min(ready, key=lambda r: r.adds)
    none = [r for r in ready if not r.reviews]
    return f"""
Review #{p.t(str(ready[0].number), str(ready[0].number))} before anything else: opened {p.d(ready[0].opened, "w")}, it is the oldest that is ready for review.

{rows}

{p.n(len(ready))} of the {p.n(len(g))} pull requests are ready for review, {p.c(len(drafts), "is a draft", "are drafts")}. {p.w(len(none), upper=True)} of the ready ones {"has" if len(none) == 1 else "have"} no review yet. The quickest win is {small.title} {p.h(small)} with {p.n(small.adds)} added lines.

All in all the queue holds {p.n(total(g, "adds"))} additions and {p.n(total(g, "cuts"))} deletions across {p.n(total(g, "files"))} changed files {p.f("changed files in all")}. Two people for {p.x("30 minutes")} should clear the top {p.x("3")}.
"""


TEXTS = [
    (worlds.pipeline, "2026-12-02", pipeline_morning, ("en-US", "en-US")),
    (worlds.renewals, "2026-11-26", renewal_watch, ("en-GB", "en-GB")),
    (worlds.engineering, "2026-12-03", eng_standup, ("en-US", "en-US")),
    (worlds.pipeline, "2026-11-30", pipeline_review, ("en-US", "en-US")),
    (worlds.renewals, "2026-12-08", renewal_risks, ("en-GB", "en-US")),
    (worlds.engineering, "2026-12-04", eng_review, ("en-US", "en-GB")),
    (worlds.pipeline, "2026-12-09", pipeline_mail, ("en-US", "en-US")),
    (worlds.renewals, "2027-01-12", renewal_owners, ("en-GB", "en-GB")),
    (worlds.engineering, "2026-11-24", eng_queue, ("en-US", "en-US")),
    (worlds.pipeline, "2027-01-06", pipeline_today, ("en-US", "en-US")),
    *more.TEXTS,
    *last.TEXTS,
]

if __name__ == "__main__":
    write("blind_e", TEXTS, SEED)
