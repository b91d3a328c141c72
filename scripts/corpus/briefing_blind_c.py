"""Writes blind_c.jsonl: 64 briefings of twelve teams, written without a look at the checks.

Run `python scripts/corpus/briefing_blind_c.py`; the seed fixes every letter.
"""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_c_last as last
import briefing_blind_c_more as more
import briefing_blind_c_worlds as worlds
from briefing_blind import Page, World, day_of, groups, mean, ranked, total, where, write
from briefing_blind_c_says import ago, ahead, cite, days, joined, level

SEED = 61_207


def deals_today(p: Page, w: World) -> str:
    """What needs me today: numbered actions, then the state of things."""
    d = w.rows["crm.deals"]
    late = sorted((r for r in d if r.close < p.today), key=lambda r: r.close)
    soon = sorted((r for r in d if p.today <= r.close <= p.today + timedelta(days=7)), key=lambda r: r.close)
    quiet = sorted(where(d, stage=("Negotiation", "Contract sent", "Proposal")), key=lambda r: r.touched)[0]
    out = ["## Do these first", ""]
    n = 1
    if late:
        r = late[0]
        out.append(f"{n}. **Reset the close date on {r.name}** {p.h(r)}. It was due {p.d(r.close)}, {ago(p, r.close)}, and {p.m(r.amount)} still sits in {r.stage}. Owner: {r.owner}.")
        n += 1
    if soon:
        r = soon[0]
        when = ahead(p, r.close)
        out.append(f"{n}. **Confirm {r.name}** {p.h(r)} with {r.owner}: {p.m(r.amount)}, close date {p.d(r.close)} ({when}), stage {r.stage}." + (f' Next step on file: "{r.step}".' if r.step else " No next step is recorded."))
        n += 1
    out.append(f"{n}. **Call {quiet.company}** {p.h(quiet)}. Last contact was {p.d(quiet.touched)} and the deal is in {quiet.stage} at {p.m(quiet.amount)}. Ask for {p.x('20 minutes')} with the buyer.")
    a, b = w.fresh
    out += [
        "", "## What changed", "",
        f"- New: {a.name} {p.h(a)} at {p.m(a.amount)} and {b.name} {p.h(b)} at {p.m(b.amount)}, together {p.m(a.amount + b.amount)}.",
        f"- {w.grown.name} {p.h(w.grown)} went up from {p.m(w.was[9].amount)} to {p.m(w.grown.amount)}.",
        f"- {w.slipped.name} {p.h(w.slipped)} slipped by {days(p, (w.slipped.close - w.was[2].close).days)}, from {p.d(w.was[2].close)} to {p.d(w.slipped.close)}.",
        f"- {w.moved.name} {p.h(w.moved)} moved from Negotiation to Contract sent.",
        f"- {w.lost.name} is no longer in the list.",
        "", "## Pipeline", "",
        f"{p.n(len(d))} open deals worth {p.m(total(d, 'amount'))} {p.f('open deals', 'in all')}. " + (f"{p.c(len(late), 'deal is', 'deals are', upper=True)} past the close date, {p.m(total(late, 'amount'))} in total{cite(p, f'{len(late)} open deal', 'overdue')}." if late else "Nothing is past its close date."),
    ]  # fmt: skip
    return "\n".join(out)


def deals_forecast(p: Page, w: World) -> str:
    """A weekly review in prose with a table of stages."""
    d = w.rows["crm.deals"]
    every = total(d, "amount")
    commit = where(d, forecast="commit")
    first = ranked(d, "amount")[:3]
    lines = []
    for stage in ("Contract sent", "Negotiation", "Proposal", "Demo", "Discovery"):
        rows = where(d, stage=stage)
        if rows:
            lines.append(f"| {stage} | {p.n(len(rows))} | {p.m(total(rows, 'amount'))} | {p.pc(total(rows, 'amount'), every)} |")
    body = "\n".join(lines)
    owner, mine = max(groups(d, "owner"), key=lambda g: total(g[1], "amount"))
    return f"""
**Bottom line:** {p.mk(total(commit, 'amount'))} of the {p.mk(every, 2)} open pipeline is in commit, so the forecast rests on {p.c(len(commit), 'deal')}. The one to protect is {ranked(commit, 'amount')[0].name} {p.h(ranked(commit, 'amount')[0])} at {p.m(ranked(commit, 'amount')[0].amount)}.

| Stage | Deals | Amount | Share |
|---|---:|---:|---:|
{body}
| **Total** | **{p.n(len(d))}** | **{p.m(every)}** | |

Stage totals are from {p.f('by deal stage')}. Proposal and later stages hold {_late_stages(p, d)}.

**Concentration.** The three largest open deals, {first[0].company} {p.h(first[0])} ({p.m(first[0].amount)}), {first[1].company} {p.h(first[1])} ({p.m(first[1].amount)}) and {first[2].company} {p.h(first[2])} ({p.m(first[2].amount)}), add up to {p.m(total(first, 'amount'))}, {p.pc(total(first, 'amount'), every, 1)} of everything open.

**By owner.** {owner} carries the most: {p.n(len(mine))} deals and {p.m(total(mine, 'amount'))}, roughly {p.about(total(mine, 'amount') / len(mine), money=True)} per deal{cite(p, 'HubSpot deals by owner')}.

**Movement.** {w.grown.company} {p.h(w.grown)} grew by {p.m(w.grown.amount - w.was[9].amount)} to {p.m(w.grown.amount)}. {w.slipped.company} {p.h(w.slipped)} now closes on {p.d(w.slipped.close, 'l')} instead of {p.d(w.was[2].close, 'l')}. The data do not say why {w.lost.company} left the list; ask {w.lost.owner}.
"""


def deals_calls(p: Page, w: World) -> str:
    """Short notes on the calls of the week and what they leave open."""
    c = sorted(w.rows["gong.calls"], key=lambda r: r.started, reverse=True)
    d = w.rows["crm.deals"]
    longest = ranked(c, "minutes")[0]
    talked = {r.company for r in c}
    untouched = [r for r in ranked(d, "amount") if r.company not in talked][:3]
    newest = c[0]
    hosts = "\n".join(f"- {name}: {p.n(len(rows))} {'call' if len(rows) == 1 else 'calls'}, {p.n(total(rows, 'minutes'))} min" for name, rows in groups(c, "host"))
    return f"""
Start with the biggest deals that have no call on record:

{chr(10).join(f"- {r.company} {p.h(r)}: {p.m(r.amount)}, {r.stage}, last contacted {p.d(r.touched)}. Owner: {r.owner}." for r in untouched)}

**Calls on record.** {p.n(len(c))} calls, {p.n(total(c, 'minutes'))} minutes in all {p.f('minutes in all')}, {p.n(mean(c, 'minutes'), 0)} minutes on average. The most recent is "{newest.title}" {p.h(newest)} on {p.d(day_of(newest.started), 'w')} at {p.clock(newest.started)} UTC. The longest is "{longest.title}" {p.h(longest)} with {p.n(longest.minutes)} minutes; that account's deal {p.h(longest.deal)} stands at {p.m(longest.deal.amount)} in {longest.deal.stage}.

**Who was on the phone**

{hosts}

Suggestion: block {p.x('30 minutes')} before {p.x('noon')} and split the list above. I have only titles and lengths of the calls, not what was said.
"""


def deals_owner(p: Page, w: World) -> str:
    """Preparation of a one-on-one with one seller."""
    d = w.rows["crm.deals"]
    name, mine = groups(d, "owner")[0]
    first = name.split()[0]
    late = [r for r in mine if r.close < p.today]
    big = ranked(mine, "amount")[:4]
    stale = [r for r in mine if (p.today - r.touched).days > 14]
    oldest = min(mine, key=lambda r: r.touched)
    no_step = [r for r in mine if not r.step]
    rows = "\n".join(f"| {r.company} {p.h(r)} | {r.stage} | {p.m(r.amount)} | {p.d(r.close)} | {p.n((p.today - r.touched).days)} |" for r in big)
    late_words = (
        f"{p.c(len(late), 'deal is', 'deals are', upper=True)} past the close date: "
        + "; ".join(f"{r.company} {p.h(r)}, due {p.d(r.close)}" for r in late[:3]) + "."
        if len(late) > 1
        else f"Only {late[0].company} {p.h(late[0])} is past its close date ({p.d(late[0].close)})." if late else "None of these deals is past its close date."
    )  # fmt: skip
    return f"""
# 1:1 with {name}

Open with **{oldest.company}** {p.h(oldest)}: nobody has been in touch since {p.d(oldest.touched)}, {ago(p, oldest.touched)}.

{first} owns {p.n(len(mine))} of {p.n(len(d))} open deals and {p.m(total(mine, 'amount'))} of {p.m(total(d, 'amount'))}, i.e. {p.pc(total(mine, 'amount'), total(d, 'amount'))} of the pipeline{cite(p, 'HubSpot deals by owner')}.

| Deal | Stage | Amount | Closes | Days since contact |
|---|---|---:|---|---:|
{rows}

Questions to ask:
- {late_words}
- {p.c(len(stale), 'deal has', 'deals have', upper=True)} gone more than {p.x('14 days')} without contact. Which are still real?
- {p.c(len(no_step), 'deal has', 'deals have', upper=True)} no next step in HubSpot. Agree on {p.x('one')} for each by {p.x('Friday')}.
"""


def renewal_watch(p: Page, w: World) -> str:
    """A renewal watch with a table."""
    a = w.rows["cs.accounts"]
    near = sorted((r for r in a if (r.renews - p.today).days <= 45), key=lambda r: r.renews)
    worst = min(near, key=lambda r: r.health)
    table = "\n".join(f"| {r.name} {p.h(r)} | {p.d(r.renews)} | {p.n((r.renews - p.today).days)} | {p.m(r.arr)} | {p.n(r.health)} | {r.csm} |" for r in near)
    low = [r for r in near if r.health < 50]
    return f"""
**Act on {worst.name} {p.h(worst)} this week.** It has the lowest health of anything renewing soon ({p.n(worst.health)}), {p.m(worst.arr)} is at stake and the renewal is on {p.d(worst.renews, 'l')}, {ahead(p, worst.renews)}. {worst.csm} last touched the account on {p.d(worst.touched)}.

Renewals within {p.x('45 days')}:

| Account | Renews | Days left | ARR | Health | CSM |
|---|---|---:|---:|---:|---|
{table}

That is {p.m(total(near, 'arr'))} of ARR over {p.n(len(near))} accounts, {p.pc(total(near, 'arr'), total(a, 'arr'))} of the {p.m(total(a, 'arr'))} book {p.f('Arr of')}. {p.c(len(low), 'of them scores', 'of them score', upper=True) if low else 'None of them scores'} below {p.x('50')}.

Since the last briefing:
- {w.fallen.name} {p.h(w.fallen)} fell from {p.n(w.was[1].health)} to {p.n(w.fallen.health)}.
- {w.risen.name} {p.h(w.risen)} is up {p.n(w.risen.health - w.was[6].health)} points, from {p.n(w.was[6].health)} to {p.n(w.risen.health)}.
- {w.flagged.name} {p.h(w.flagged)} is now marked "sponsor left".

Delighted responses came in only partly, so I draw nothing from accounts without an answer.
"""


def renewal_mail(p: Page, w: World) -> str:
    """A mail to the head of success."""
    a = w.rows["cs.accounts"]
    risky = [r for r in a if r.risk != "none"]
    big = ranked(risky, "arr")[:2]
    idle = min(a, key=lambda r: r.active / r.seats)
    answers = w.rows["survey.answers"]
    low = [r for r in answers if r.score <= 6]
    high = [r for r in answers if r.score >= 9]
    worst = min(answers, key=lambda r: (r.score, r.answered))
    return f"""
Hi,

please look at {big[0].name} {p.h(big[0])} before anything else: {p.m(big[0].arr)} of ARR, risk reason "{big[0].risk}", renewal on {p.d(big[0].renews, 'w')}.{f" Next is {big[1].name} {p.h(big[1])} with {p.m(big[1].arr)} ({big[1].risk})." if len(big) > 1 else ''}

In total {p.c(len(risky), 'account has', 'accounts have')} a risk reason, and they hold {p.m(total(risky, 'arr'))}, or {p.pc(total(risky, 'arr'), total(a, 'arr'), 1)} of our {p.mk(total(a, 'arr'), 2)} ARR. Average health over all {p.n(len(a))} accounts is {p.n(mean(a, 'health'), 1)}.

On usage: {p.n(total(a, 'active'))} of {p.n(total(a, 'seats'))} seats are active {p.f('active users in all')} {p.f('seats in all')}, which is {p.pc(total(a, 'active'), total(a, 'seats'))}. The emptiest account is {idle.name} {p.h(idle)}, where {p.n(idle.active)} of {p.n(idle.seats)} seats were used.

On the survey (partial, so do not read it as the whole picture): among {p.n(len(answers))} responses fetched there are {p.n(len(high))} with {p.x('9')} or {p.x('10')} and {p.n(len(low))} with {p.x('6')} or lower. {worst.name} {p.h(worst)} gave {p.n(worst.score)} on {p.d(worst.answered)}{f': "{worst.said}"' if worst.said else ''}.

I would ask {big[0].csm} for a plan by {p.x('Thursday')}; {p.x('two')} paragraphs will do.

Best
"""


def renewal_people(p: Page, w: World) -> str:
    """By person: bullets with what each should do."""
    a = w.rows["cs.accounts"]
    parts = []
    for name, rows in groups(a, "csm"):
        nxt = min(rows, key=lambda r: r.renews)
        cold = min(rows, key=lambda r: r.touched)
        sick = min(rows, key=lambda r: r.health)
        parts.append(
            f"**{name}** — {p.n(len(rows))} accounts, {p.m(total(rows, 'arr'))} ARR, average health {p.n(mean(rows, 'health'), 0)}\n"
            f"- Next renewal: {nxt.name} {p.h(nxt)}, {p.d(nxt.renews)} ({ahead(p, nxt.renews)}), {p.m(nxt.arr)}\n"
            f"- Longest without contact: {cold.name} {p.h(cold)}, {days(p, (p.today - cold.touched).days)}\n"
            f"- Lowest health: {sick.name} {p.h(sick)} at {p.n(sick.health)}"
        )
    body = "\n\n".join(parts)
    ent = where(a, tier="Enterprise")
    tail = f"Enterprise tier: {p.c(len(ent), 'account')} and {p.m(total(ent, 'arr'))}, against {p.m(total(a, 'arr') - total(ent, 'arr'))} in the other tiers." if ent else ""
    return f"""
Each CSM has one call to make today. Start with the next renewal in your block.

{body}

{tail} Total ARR is {p.m(total(a, 'arr'))} {p.f('Arr of')}. Survey responses are incomplete: the source stopped after {p.n(len(w.rows['survey.answers']))}.
"""


def standup(p: Page, w: World) -> str:
    """Stand-up notes."""
    i = w.rows["linear.issues"]
    live = [r for r in i if r.state != "Done"]
    late = sorted((r for r in live if r.due and r.due < p.today), key=lambda r: r.due)
    urgent = where(live, priority="Urgent")
    nobody = [r for r in urgent if r.who is None]
    pulls = w.rows["github.pulls"]
    waiting = [r for r in pulls if r.approvals == 0 and not r.draft]
    red = where(pulls, checks="failing")
    oldest = min(pulls, key=lambda r: r.opened)
    shown = "\n".join(f"- {p.t(r.key, r.key)} {r.title} {p.h(r)}: due {p.d(r.due)}, {ago(p, r.due)}, {r.state}, {r.who or 'nobody assigned'}" for r in late[:4])
    return f"""
**Unblock first:** {late[0].title} {p.h(late[0])}. It is the most overdue item of the cycle and sits in {late[0].state} with {late[0].who or 'no assignee'}.

**Overdue ({p.n(len(late))})**
{shown}

**Urgent:** {p.c(len(urgent), 'issue')} not done{f', {p.w(len(nobody)) if len(nobody) > 1 else p.n(1)} without an assignee' if nobody else ''}.

**Since last time**
- {w.done.title} {p.h(w.done)}: In Review → Done
- {w.bumped.title} {p.h(w.bumped)} was raised from Medium to Urgent
- {w.taken.title} {p.h(w.taken)} went to Kofi Mensah
- New: {w.fresh.title} {p.h(w.fresh)} ({w.fresh.priority}, {p.n(w.fresh.points)} {'point' if w.fresh.points == 1 else 'points'})

**Pull requests:** {p.n(len(pulls))} open, {p.c(len(waiting), 'ready for review without approval', 'ready for review without approval')}, {p.c(len(red), 'with failing checks', 'with failing checks')}. Oldest is #{p.t(str(oldest.number), str(oldest.number))} "{oldest.title}" {p.h(oldest)} from {p.d(oldest.opened)}.

Buildkite builds failed to load, so nothing here speaks to the state of main.
"""


def cycle(p: Page, w: World) -> str:
    """Cycle review with a table of states and points."""
    i = w.rows["linear.issues"]
    points = total(i, "points")
    lines = "\n".join(f"| {s} | {p.n(len(r))} | {p.n(total(r, 'points'))} |" for s, r in groups(i, "state"))
    done = where(i, state="Done")
    bugs = where(i, label="bug")
    loads = groups([r for r in i if r.who and r.state != "Done"], "who")
    busiest = loads[0]
    big = ranked([r for r in i if r.state == "Todo"], "points")[0]
    soon = sorted((r for r in i if r.due and r.state != "Done" and p.today <= r.due <= p.today + timedelta(days=7)), key=lambda r: r.due)
    return f"""
## Cycle at a glance

Cut scope: {p.n(points - total(done, 'points'))} of {p.n(points)} points {p.f('estimate in all')} are still open, and the largest untouched item is {big.title} {p.h(big)} at {p.n(big.points)} points.

| State | Issues | Points |
|---|---:|---:|
{lines}
| Total | {p.n(len(i))} | {p.n(points)} |

- Done so far: {p.n(len(done))} of {p.n(len(i))} issues ({p.pc(len(done), len(i))}).
- Bugs make up {p.n(len(bugs))} issues, {p.pc(len(bugs), len(i))} of the cycle.
- {busiest[0]}{level(loads)} has the most open issues: {p.n(len(busiest[1]))}, {p.n(total(busiest[1], 'points'))} points.
- Due in the next {p.x('7 days')}: {joined([f"{r.title} {p.h(r)} on {p.d(r.due, 'W')}" for r in soon[:3]])}{f' and {p.n(len(soon) - 3)} more' if len(soon) > 3 else ''}.

{w.done.title} {p.h(w.done)} was finished since the last run. Builds are missing from this run (Buildkite failed).
"""


def reviews(p: Page, w: World) -> str:
    """A review queue, in terse lines."""
    g = w.rows["github.pulls"]
    ready = sorted((r for r in g if not r.draft and r.approvals == 0), key=lambda r: r.opened)
    large = ranked(g, "added")[0]
    ok = [r for r in g if r.approvals > 0 and r.checks == "passing" and not r.draft]
    lines = "\n".join(f"{n}. #{p.t(str(r.number), str(r.number))} {r.title} {p.h(r)} by {r.author}, open {days(p, (p.today - r.opened).days)}, +{p.n(r.added)}/-{p.n(r.removed)}, checks {r.checks}" for n, r in enumerate(ready[:5], 1))
    drafts = [r for r in g if r.draft]
    merge = f"Merge now: {joined([f'{r.title} {p.h(r)}' for r in ok[:3]])}; approved and passing." if ok else "Nothing is both approved and passing."
    return f"""
{merge}

Review in this order (oldest first):

{lines or 'Nothing waits for a first review.'}

Numbers: {p.n(len(g))} pull requests, {p.n(total(g, 'added'))} lines added and {p.n(total(g, 'removed'))} removed {p.f('additions in all')} {p.f('deletions in all')}. {large.title} {p.h(large)} alone adds {p.n(large.added)}, {p.pc(large.added, total(g, 'added'))} of it; ask {large.author} to split it. {p.c(len(drafts), 'is a draft', 'are drafts', upper=True)}.

Keep each review under {p.x('30 minutes')}. CI status comes from GitHub's own checks; the Buildkite source failed.
"""


def _late_stages(p: Page, d: list) -> str:
    rows = where(d, stage=("Proposal", "Negotiation", "Contract sent"))
    return f"{p.n(len(rows))} deals and {p.m(total(rows, 'amount'))}"


TEXTS = [
    (worlds.pipeline, "2026-11-24", deals_today, ("en-US", "en-US")),
    (worlds.pipeline, "2026-11-30", deals_forecast, ("en-US", "en-US")),
    (worlds.pipeline, "2026-12-04", deals_calls, ("en-US", "en-US")),
    (worlds.pipeline, "2026-12-09", deals_owner, ("en-US", "en-US")),
    (worlds.renewals, "2026-11-25", renewal_watch, ("en-GB", "en-GB")),
    (worlds.renewals, "2026-12-07", renewal_mail, ("en-GB", "en-GB")),
    (worlds.renewals, "2027-01-12", renewal_people, ("en-US", "en-GB")),
    (worlds.engineering, "2026-11-26", standup, ("en-US", "en-US")),
    (worlds.engineering, "2026-12-11", cycle, ("en-US", "en-US")),
    (worlds.engineering, "2027-02-02", reviews, ("en-US", "en-GB")),
    *more.TEXTS,
    *last.TEXTS,
]

if __name__ == "__main__":
    write("blind_c", TEXTS, SEED)
