"""Texts of blind_d.jsonl over a fund, a sales team, engineers, a recruiter and customer success."""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_d_firms as firms
from briefing_blind import Page, World, day_of, groups, mean, median, ranked, total, where


def length(p: Page, minutes: int) -> str:
    """Write minutes as hours and minutes."""
    return f"{p.n(minutes // 60)} h {p.n(minutes % 60)} min" if minutes >= 60 else f"{p.n(minutes)} minutes"


def fund_marks(p: Page, w: World) -> str:
    """What moved in the portfolio, for the partners."""
    h = w.rows["fund.holdings"]
    up, down, thin = w.up, w.down, h[4]
    value, cost = total(h, "value"), total(h, "cost")
    top = ranked(h, "value")[:3]
    short = sorted((r for r in h if r.runway <= 6), key=lambda r: r.runway)
    under = [r for r in h if r.value < r.cost]
    boards = [r for r in h if r.board <= p.today + timedelta(14)]
    return f"""
**{thin.name} {p.h(thin)} has {p.n(thin.runway)} months of runway and a board meeting on {p.d(thin.board, "w")}. Settle our position on a bridge before then.** It holds {p.mk(thin.cash, 1)} in cash; we own {p.t(p.plain(thin.own, 1) + "%", thin.own)}.

**Marks that changed**
- {up.name} {p.h(up)}: up to {p.mk(up.value)} from {p.mk(w.up_was)}, a gain of {p.mk(up.value - w.up_was)} ({p.pc(up.value - w.up_was, w.up_was)}).
- {down.name} {p.h(down)}: down to {p.m(down.value)} from {p.m(w.down_was)}, {p.pc(w.down_was - down.value, w.down_was)} lower.

**Portfolio**
- Fair value {p.m(value)} {p.f("Fair value of")} on cost of {p.m(cost)} {p.f("Cost of")}: {p.n(value / cost, 2, "x")} across {p.n(len(h))} companies.
- Top three by value: {top[0].name} {p.h(top[0])} {p.mk(top[0].value)}, {top[1].name} {p.h(top[1])} {p.mk(top[1].value)}, {top[2].name} {p.h(top[2])} {p.mk(top[2].value)}. Together they are worth nearly {p.t(f'${int(total(top, "value") // 1e6) + 1}M', total(top, "value"), "nearly")}, {p.pc(total(top, "value"), value)} of fair value.
- {p.n(len(under))} of {p.n(len(h))} are marked below cost.

**Watch**
- {p.c(len(short), "company has", "companies have", digits=True)} {p.x("six months")} of runway or less.
- {p.c(len(boards), "board meeting", digits=True)} in the next {p.x("two weeks")}.

The oldest mark is {min(h, key=lambda r: r.marked).name}'s, from {p.d(min(r.marked for r in h), "l")}.
"""


def fund_call(p: Page, w: World) -> str:
    """Status of a capital call, with French number formats."""
    c = w.rows["fund.calls"]
    owing = ranked([r for r in c if r.paid == 0], "called")
    called, paid = total(c, "called"), total(c, "paid")
    due = c[0].due
    lines = "\n".join(f"| {r.lp} {p.h(r)} | {p.m(r.size)} | {p.m(r.called)} |" for r in owing)
    value = total(w.rows["fund.holdings"], "value")
    return f"""
**Remind {owing[0].lp} {p.h(owing[0])} today: {p.m(owing[0].called)} is the largest amount still open on call no. 6, and it falls due on {p.d(due, "l")}, in {p.n((due - p.today).days)} days.**

{p.m(paid)} of {p.m(called)} has arrived ({p.pc(paid, called)}) {p.f("Paid of")} {p.f("Called of")}. {p.n(len(c) - len(owing))} of {p.n(len(c))} investors have paid in full; {p.n(len(owing))} have paid nothing, {p.m(called - paid)} in total:

| Investor | Commitment | Called, unpaid |
|---|---:|---:|
{lines}

Each investor was called for {p.pc(called, total(c, "size"))} of its commitment; commitments total {p.mk(total(c, "size"), 0)} {p.f("Commitment of")}. For scale, the portfolio stands at {p.mk(value, 1)} {p.f("Fair value of")}.

No bank statement is among the sources. A wire that arrived {p.x("this morning")} would not show here yet.
"""


def deals_morning(p: Page, w: World) -> str:
    """The classic: a morning pipeline briefing."""
    d = w.rows["crm.deals"]
    late = sorted((r for r in d if r.close < p.today), key=lambda r: r.close)
    soon = sorted((r for r in d if p.today <= r.close <= p.today + timedelta(7)), key=lambda r: r.close)
    first = ranked(late, "sum")[0]
    risk = w.rows["calls.recent"][3]
    new = w.new
    whose, theirs = groups(late, "owner")[0]
    shared = f"{p.w(len(theirs), upper=True)} of the {p.w(len(late))} belong to {whose}." if len(theirs) > 1 else f"The {p.w(len(late))} have different owners."
    cold = ranked([r for r in d if (p.today - day_of(r.touched)).days > 21], "sum")
    return f"""
**Do first:** get a new date for {first.name} {p.h(first)}. It is the largest of {p.n(len(late))} overdue deals ({p.m(total(late, "sum"))} in total {p.f("deals overdue")}): {p.m(first.sum)}, close date {p.d(first.close)}, {p.n((p.today - first.close).days)} days ago, owner {first.owner}. {shared}

**Closing in the next 7 days:** {p.n(len(soon))} deals, {p.m(total(soon, "sum"))} {p.f("due in the next 7 days")}. Nearest is {soon[0].name} {p.h(soon[0])}, {p.m(soon[0].sum)}, {p.d(soon[0].close, "w")}, still in {soon[0].stage}.

**What changed**
- New: {new[0].name} {p.h(new[0])} {p.m(new[0].sum)} and {new[1].name} {p.h(new[1])} {p.m(new[1].sum)}, {p.m(total(new, "sum"))} together.
- {w.moved.name} moved from Negotiation to Contract ({p.m(w.moved.sum)}) {p.h(w.moved)}.
- {w.slipped.name} slipped {p.n((w.slipped.close - w.slipped_was).days)} days, from {p.d(w.slipped_was)} to {p.d(w.slipped.close)} {p.h(w.slipped)}.
- {w.cut.name} was cut from {p.m(w.cut_was)} to {p.m(w.cut.sum)} (-{p.m(w.cut_was - w.cut.sum)}, {p.pc(w.cut_was - w.cut.sum, w.cut_was)}) {p.h(w.cut)}.
- Vantage Seeds is gone from the list.

**Risk from calls:** on "{risk.title}" {p.h(risk)} ({p.d(day_of(risk.at))}, {p.n(risk.minutes)} minutes) {risk.rep} heard that the budget is frozen.

**Going quiet:** {p.n(len(cold))} deals without contact for more than {p.x("three weeks")}; the biggest is {cold[0].name} at {p.m(cold[0].sum)}, last contacted {p.d(day_of(cold[0].touched))}, {p.n((p.today - day_of(cold[0].touched)).days)} days ago {p.h(cold[0])}.

Open pipeline: {p.n(len(d))} deals, {p.m(total(d, "sum"))} {p.f("Amount of")}. The ad account failed to load, so nothing here covers spend.
"""


def deals_stages(p: Page, w: World) -> str:
    """A pipeline review with a stage table and the figures in thousands."""
    d = w.rows["crm.deals"]
    whole = total(d, "sum")
    lines = "\n".join(f"| {name} | {p.n(len(rows))} | {p.m(total(rows, 'sum'))} | {p.pc(total(rows, 'sum'), whole)} |" for name, rows in groups(d, "stage"))
    top = ranked(d, "sum")[:5]
    weighted = sum(r.sum * r.chance / 100 for r in d)
    bare = [r for r in d if r.next is None]
    listed = "\n".join(f"{n}. {r.name} {p.h(r)}, {p.t(f'${r.sum / 1000:.1f}K', r.sum)}, {r.stage}, closes {p.d(r.close)}" for n, r in enumerate(top, 1))
    late = [r for r in d if r.close < p.today]
    own = ranked(bare, "sum")[0]
    return f"""
# Pipeline review

**Set next steps.** {p.n(len(bare))} of {p.n(len(d))} open deals have none, worth {p.m(total(bare, "sum"))}. The largest of them is {own.name} {p.h(own)} ({p.m(own.sum)}, {own.owner}).

## By stage {p.f("by deal stage")}

| Stage | Deals | Amount | Share |
|---|---:|---:|---:|
{lines}
| Total | {p.n(len(d))} | {p.m(whole)} | {p.pc(whole, whole)} |

Weighted by the probability in the CRM, that is {p.mk(weighted, hedge="")} of {p.mk(whole)}. The average deal is {p.m(round(mean(d, "sum"), 2), 0)}, the median {p.m(median(d, "sum"))}.

## Five largest {p.f("Largest deals")}

{listed}

They hold {p.pc(total(top, "sum"), whole)} of the pipeline between them.

## Hygiene

- {p.n(len(late))} deals sit past their close date, {p.m(total(late, "sum"))} {p.f("deals overdue")}, about {p.pc(total(late, "sum"), whole)} of the total.
- No data from the ad account: it failed.
"""


def deals_owners(p: Page, w: World) -> str:
    """Notes for one-to-ones, one paragraph for each rep."""
    d, c = w.rows["crm.deals"], w.rows["calls.recent"]
    parts = []
    for name, rows in groups(d, "owner"):
        late = [r for r in rows if r.close < p.today]
        big = ranked(rows, "sum")[0]
        mine = where(c, rep=name)
        calls = f"{p.c(len(mine), 'recorded call', digits=True, upper=True)}, {p.n(total(mine, 'minutes'))} minutes." if mine else "No recorded calls."
        behind = f" {p.c(len(late), 'is', 'are', upper=True)} past the close date ({p.m(total(late, 'sum'))})." if late else " Nothing is past its close date."
        parts.append(f"**{name}.** {p.n(len(rows))} deals, {p.m(total(rows, 'sum'))}. Biggest: {big.name} {p.h(big)}, {p.m(big.sum)}, {big.stage}, expected {p.d(big.close)}.{behind} {calls}")
    talk = ranked(c, "talk")[0]
    body = "\n\n".join(parts)
    lead = groups(d, "owner")[0][0]
    return f"""
Start with {lead}, who carries the most deals. Ask each rep for one date they will defend and one deal they would drop.

{body}

**Coaching.** The highest talk ratio was {talk.rep}'s on "{talk.title}" {p.h(talk)}: {p.t(f"{talk.talk}%", talk.talk)} over {p.n(talk.minutes)} minutes on {p.d(day_of(talk.at), "w")}. The mean over all {p.n(len(c))} calls is {p.t(f"{mean(c, 'talk'):.0f}%", mean(c, "talk"))}; many teams aim for {p.x("under 50%")}.

**Team.** {p.n(len(d))} deals and {p.m(total(d, "sum"))} {p.f("Amount of")}, {p.n(total(c, "minutes"))} minutes of calls {p.f("calls", "minutes in all")}. Ad spend is unknown today because that source failed.
"""


def eng_standup(p: Page, w: World) -> str:
    """Stand-up notes by team."""
    t = w.rows["track.issues"]
    stuck, lone = w.stuck, t[5]
    open_now = [r for r in t if r.state != "Done"]
    parts = []
    for name, rows in groups(open_now, "team"):
        going = where(rows, state="In Progress")
        line = ", ".join(f"{p.t(r.key, r.key)} {p.h(r)}" for r in going[:3])
        parts.append(f"**{name}**: {p.n(len(rows))} open, {p.n(total(rows, 'points'))} points, {p.n(len(going))} in progress{' (' + line + ')' if going else ''}.")
    body = "\n".join(parts)
    late = sorted((r for r in open_now if r.due and r.due < p.today), key=lambda r: r.due)
    listed = "; ".join(f"{r.title} {p.h(r)}, due {p.d(r.due)}, {p.c((p.today - r.due).days, 'day', digits=True)} over" for r in late)
    free = [r for r in open_now if r.who is None]
    return f"""
**Unblock {p.t(stuck.key, stuck.key)} "{stuck.title}" {p.h(stuck)}.** It is Urgent, went from In Progress to Blocked since the last run, and has been open {p.n((p.today - stuck.made).days)} days.

**Assign {p.t(lone.key, lone.key)} "{lone.title}" {p.h(lone)}.** Urgent with no owner, created {p.d(lone.made)}. {p.n(len(free))} open issues have no assignee in total.

{body}

- Overdue: {listed}.
- Closed since then: {w.closed[0].title} {p.h(w.closed[0])} and {w.closed[1].title} {p.h(w.closed[1])}.
- New: {p.n(len(w.new))}, among them {w.new[0].title} {p.h(w.new[0])}.
- Re-estimated: {w.grown.title} {p.h(w.grown)} went from {p.n(w.grown_was)} to {p.n(8)} points.
- Blocked altogether: {p.n(len(where(open_now, state="Blocked")))} of {p.n(len(open_now))} open issues.

The tracker holds {p.n(len(t))} issues and {p.n(total(t, "points"))} points including done ones {p.f("Issue tracker:")} {p.f("estimate in all")}. Timebox the blocker discussion to {p.x("10 minutes")}.
"""


def eng_incidents(p: Page, w: World) -> str:
    """An incident review."""
    i = w.rows["ops.incidents"]
    last, long = i[0], ranked(i, "minutes")[0]
    wait = where(i, review="pending")
    hit = ranked(i, "hit")[0]
    mins = total(i, "minutes")
    lines = "\n".join(f"| {p.t(r.id, r.id)} {p.h(r)} | {r.title} | {r.level} | {p.d(r.day, 'i')} | {p.n(r.minutes)} | {p.n(r.hit)} |" for r in i[:5])
    ones = where(i, level="SEV1")
    week = [r for r in i if r.day >= p.today - timedelta(6)]
    return f"""
**Write the postmortem for {p.t(last.id, last.id)} {p.h(last)}.** "{last.title}" was a SEV1 that started {p.rel(last.day) if (p.today - last.day).days == 1 else p.d(last.day)} at {p.clock(last.at)}, lasted {length(p, last.minutes)} and touched {p.n(last.hit)} customers. {p.n(len(wait))} of {p.n(len(i))} postmortems are still pending.

| Incident | What | Severity | Day | Minutes | Customers |
|---|---|---|---|---:|---:|
{lines}

**Pattern.** {p.n(len(i))} incidents since {p.d(min(r.day for r in i))}, {p.n(mins)} minutes of disruption {p.f("duration minutes in all")}, which is {p.n(mins / 60, 1)} hours. {p.n(len(ones))} were SEV1 ({p.n(total(ones, "minutes"))} minutes){" " + p.f("Incidents by severity") if p.has("Incidents by severity") else ""}. {p.n(len(week))} fell in the last {p.x("7 days")}.

**Longest:** {long.title} {p.h(long)}, {p.n(long.minutes)} minutes, {p.pc(long.minutes, mins)} of the total. **Widest:** {hit.title} {p.h(hit)}, {p.n(hit.hit)} customers of {p.n(total(i, "hit"))} counted {p.f("customers affected in all")}. The mean time to recover was {p.n(mean(i, "minutes"), 0)} minutes, the median {p.n(median(i, "minutes"))}.

A customer hit by two incidents is counted twice in that sum. Root causes are not in the data. Agree on {p.x("one")} follow-up per incident, not {p.x("five")}.
"""


def hiring_digest(p: Page, w: World) -> str:
    """A hiring digest with stages and changes."""
    c, j = w.rows["ats.candidates"], w.rows["ats.jobs"]
    offer, stale = c[0], c[1]
    stages = "\n".join(f"- {name}: {p.n(len(rows))}" for name, rows in groups(c, "stage"))
    offers = where(c, stage="Offer")
    old = min(j, key=lambda r: r.opened)
    ups = " and ".join(f"{r.name} {p.h(r)} ({r.role})" for r in w.up)
    fresh = ", ".join(f"{r.name} {p.h(r)}" for r in w.new)
    lines = ", ".join(f"{name} {p.n(len(rows))}" for name, rows in groups(c, "role"))
    return f"""
**Today**
1. Close {offer.name} {p.h(offer)}: at Offer for {offer.role} since {p.d(offer.since)}, {p.n((p.today - offer.since).days)} days. Expected salary {p.m(offer.ask)}.
2. Decide on {stale.name} {p.h(stale)}: at Onsite for {p.n((p.today - stale.since).days)} days, score {p.n(stale.score, 1)}.

**Moves since the last digest**
{ups} went from Phone screen to Onsite. {p.w(len(w.new), upper=True)} new applicants: {fresh}.

**Funnel, {p.n(len(c))} candidates** {p.f("Candidates by stage") if p.has("Candidates by stage") else p.f("Candidates:")}
{stages}

By role: {lines}.

**Seats.** {p.n(total(j, "seats"))} openings across {p.n(len(j))} roles {p.f("openings in all")}, {p.n(len(offers))} at Offer. The role open longest is {old.role} {p.h(old)}, since {p.d(old.opened, "l")} ({p.n((p.today - old.opened).days)} days); {old.by} wants a start on {p.d(old.start)}, about {p.n((old.start - p.today).days / 7, 0)} weeks from now.

Referrals make up {p.pc(len(where(c, via="referral")), len(c))} of the list, {p.n(len(where(c, via="referral")))} people.

Interview feedback is not part of the data. Chase it in the {p.x("3 p.m.")} sync.
"""


def hiring_pay(p: Page, w: World) -> str:
    """A hiring manager asks what the late stages would cost."""
    c = w.rows["ats.candidates"]
    late = where(c, stage=("Onsite", "Offer"))
    offers = ranked(where(c, stage="Offer"), "ask")
    best = ranked(late, "score")[:3]
    waits = [(p.today - r.applied).days for r in late]
    listed = "\n".join(f"- {r.name} {p.h(r)}, {r.role}: {p.t(f'${r.ask // 1000}k', r.ask)}, at Offer since {p.d(r.since)}" for r in offers)
    share = groups(late, "via")[0]
    return f"""
Make a decision on {offers[0].name} {p.h(offers[0])} first; at {p.m(offers[0].ask)} this is the most expensive open offer.

At Offer now, {p.m(total(offers, "ask"))} a year if all accept:
{listed}

Including Onsite there are {p.n(len(late))} people in late stages out of {p.n(len(c))}, expecting {p.m(total(late, "ask"))} together and {p.m(round(mean(late, "ask"), 2), 0)} on average. The range runs from {p.m(min(r.ask for r in late))} to {p.m(max(r.ask for r in late))}.

Highest scores among them: {best[0].name} {p.h(best[0])} ({p.n(best[0].score, 1)}), {best[1].name} {p.h(best[1])} ({p.n(best[1].score, 1)}) and {best[2].name} {p.h(best[2])} ({p.n(best[2].score, 1)}). They applied {p.n(sum(waits) / len(waits), 0)} days ago on average; the longest wait is {p.n(max(waits))} days. Most late-stage people came via {share[0]}: {p.n(len(share[1]))} of {p.n(len(late))}.

Salaries are what candidates asked for, not what we offered; the data has no offer amounts. A {p.x("5%")} buffer for negotiation is usual.
"""


def renew_watch(p: Page, w: World) -> str:
    """A renewal watch with a partial ticket source."""
    a, t = w.rows["cs.accounts"], w.rows["cs.tickets"]
    soon = sorted((r for r in a if (r.renews - p.today).days <= 30), key=lambda r: r.renews)
    fell = w.fell
    weak = [r for r in a if r.health < 55]
    mine = where(t, who=fell.name)
    lines = "\n".join(f"- {r.name} {p.h(r)}: {p.m(r.arr)}, renews {p.d(r.renews)} (in {p.n((r.renews - p.today).days)} days), health {p.n(r.health)}, {p.n(r.used)} of {p.n(r.seats)} seats used" for r in soon)
    both = [r for r in soon if r.health < 55]
    return f"""
**Call {fell.name} {p.h(fell)} today.** Health fell {p.n(w.fall)} points, from {p.n(fell.health + w.fall)} to {p.n(fell.health)}, only {p.n(fell.used)} of {p.n(fell.seats)} seats are in use ({p.pc(fell.used, fell.seats)}), and {p.m(fell.arr)} renews on {p.d(fell.renews, "l")}. {p.c(len(mine), "support ticket", digits=True)} of theirs came through, P1 included {p.h(t[0])}. {fell.csm} owns the account.

**Renewing within {p.x("30 days")}: {p.n(len(soon))} accounts, {p.m(total(soon, "arr"))}**
{lines}

**Exposure.** {p.n(len(weak))} of {p.n(len(a))} accounts score below {p.x("55")}, {p.m(total(weak, "arr"))} or {p.pc(total(weak, "arr"), total(a, "arr"))} of total ARR ({p.m(total(a, "arr"))} {p.f("Arr of")}). {p.n(len(both))} of them renew within those {p.x("30 days")}, {p.m(total(both, "arr"))}.

**Good news.** {w.rose.name} {p.h(w.rose)} added {p.n(5)} seats, now {p.n(w.rose.seats)}, and its health rose from {p.n(w.rose.health - w.rise)} to {p.n(w.rose.health)}.

**Caveat.** The support desk was only read in part: {p.n(len(t))} tickets arrived {p.f("Support desk:")} and there may be more, so a quiet account may not be quiet.
"""


def renew_seats(p: Page, w: World) -> str:
    """Seat use by manager, with French number formats."""
    a = w.rows["cs.accounts"]
    used, seats, arr = total(a, "used"), total(a, "seats"), total(a, "arr")
    low = sorted(a, key=lambda r: r.used / r.seats)[:3]
    full = ranked([r for r in a if r.used / r.seats >= 0.9], "arr")
    lines = "\n".join(f"| {name} | {p.n(len(rows))} | {p.m(total(rows, 'arr'))} | {p.pc(total(rows, 'used'), total(rows, 'seats'))} | {p.n(mean(rows, 'health'), 1)} |" for name, rows in groups(a, "csm"))
    rated = [r for r in a if r.nps is not None]
    grow = f"{full[0].name} {p.h(full[0])} uses {p.n(full[0].used)} of {p.n(full[0].seats)} and pays {p.m(full[0].arr)}; offer it more seats first." if full else "Nobody is close to the limit."
    return f"""
Act on {low[0].name} {p.h(low[0])}: {p.n(low[0].used)} of {p.n(low[0].seats)} seats used, {p.pc(low[0].used, low[0].seats)}, the lowest of all accounts, with {p.m(low[0].arr)} up for renewal on {p.d(low[0].renews, "l")}.

| CSM | Accounts | ARR | Seats used | Mean health |
|---|---:|---:|---:|---:|
{lines}
| All | {p.n(len(a))} | {p.m(arr)} {p.f("Arr of")} | {p.pc(used, seats)} | {p.n(mean(a, "health"), 1)} |

Customers use {p.n(used)} of {p.n(seats)} seats {p.f("seats used in all")} {p.f("seats in all")}; {p.n(seats - used)} are idle. After {low[0].name}, the next lowest are {low[1].name} {p.h(low[1])} at {p.pc(low[1].used, low[1].seats)} and {low[2].name} {p.h(low[2])} at {p.pc(low[2].used, low[2].seats)}.

{p.c(len(full), "account is", "accounts are", upper=True)} at {p.x("90 %")} use or more. {grow} ARR per seat averages {p.m(round(arr / seats, 2), 0)}.

NPS is known for {p.n(len(rated))} of {p.n(len(a))} accounts and averages {p.n(mean(rated, "nps"), 1)}. Tickets are incomplete because the support desk was fetched only in part; I left them out.
"""


TEXTS = [
    (firms.fund, "2027-01-12", fund_marks, ("en-US", "en-US")),
    (firms.fund_euro, "2026-11-30", fund_call, ("fr-FR", "fr-FR")),
    (firms.pipeline, "2026-12-02", deals_morning, ("en-US", "en-US")),
    (firms.pipeline, "2026-11-23", deals_stages, ("en-US", "en-US")),
    (firms.pipeline, "2027-02-01", deals_owners, ("en-US", "en-GB")),
    (firms.engineering, "2026-12-03", eng_standup, ("en-US", "en-US")),
    (firms.engineering, "2026-12-11", eng_incidents, ("en-US", "en-GB")),
    (firms.hiring, "2026-11-24", hiring_digest, ("en-US", "en-US")),
    (firms.hiring, "2027-01-26", hiring_pay, ("en-US", "en-US")),
    (firms.renewals, "2026-12-01", renew_watch, ("en-US", "en-US")),
    (firms.renewals_euro, "2026-12-14", renew_seats, ("fr-FR", "fr-FR")),
]
