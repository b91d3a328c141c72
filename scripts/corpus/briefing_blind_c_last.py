"""Texts of blind_c.jsonl about usage, incidents, partners, stock and projects."""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_c_firms as firms
from briefing_blind import Page, World, day_of, groups, mean, median, ranked, total, where
from briefing_blind_c_says import ago, ahead, cite, days, joined, level


def movers(p: Page, w: World) -> str:
    """Weekly product usage: who fell and who rose."""
    u = w.rows["product.workspaces"]
    falls = sorted((r for r in u if r.plan != "Trial"), key=lambda r: r.change)[:4]
    rises = ranked(u, "change")[:3]
    now, last = total(u, "now"), total(u, "last")
    way = "down" if now < last else "up"
    plans = "\n".join(f"| {name} | {p.n(len(r))} | {p.n(total(r, 'now'))} | {p.n(total(r, 'seats'))} | {p.pc(total(r, 'now'), total(r, 'seats'))} |" for name, r in groups(u, "plan"))
    quiet = [r for r in u if (p.today - r.seen).days > 7]
    gone = f"- {p.c(len(quiet), 'workspace has', 'workspaces have', upper=True)} not been seen for more than {p.x('a week')}; {min(quiet, key=lambda r: r.seen).name} {p.h(min(quiet, key=lambda r: r.seen))} for the longest ({days(p, (p.today - min(quiet, key=lambda r: r.seen).seen).days)})." if quiet else ""
    return f"""
**Call {falls[0].name} {p.h(falls[0])}.** Weekly active users fell from {p.n(falls[0].last)} to {p.n(falls[0].now)} on the {falls[0].plan} plan, with {p.n(falls[0].seats)} seats paid for.

### Other drops
{chr(10).join(f"- {r.name} {p.h(r)}: {p.n(r.last)} → {p.n(r.now)} ({p.t(f'-{-r.change}', -r.change)})" for r in falls[1:])}

### Gains
{chr(10).join(f"- {r.name} {p.h(r)}: {p.n(r.last)} → {p.n(r.now)} ({p.t(f'+{r.change}', r.change)})" for r in rises)}

### Overall
- {p.n(now)} weekly active users {p.f('weekly active in all')}, {way} from {p.n(last)} {p.f('weekly active previous in all')}; that is {p.pc(abs(now - last), last, 1)} {'less' if now < last else 'more'}.
- {p.pc(now, total(u, 'seats'))} of {p.n(total(u, 'seats'))} seats were active.
{gone}

| Plan | Workspaces | Active | Seats | Active share |
|---|---:|---:|---:|---:|
{plans}
"""


def trials(p: Page, w: World) -> str:
    """Trials that end, and features, in short paragraphs."""
    u = w.rows["product.workspaces"]
    t = sorted(where(u, plan="Trial"), key=lambda r: r.trial)
    week = [r for r in t if (r.trial - p.today).days <= 7]
    best = ranked(t, "now")[0]
    f = ranked(w.rows["product.features"], "users")
    up = max(f, key=lambda r: r.users / r.before)
    heavy = max(f, key=lambda r: r.events / r.users)
    new = max(f, key=lambda r: r.released)
    return f"""
Write to {t[0].name} {p.h(t[0])} today: the trial ends on {p.d(t[0].trial, 'l')} ({ahead(p, t[0].trial)}) and {p.n(t[0].now)} of {p.n(t[0].seats)} seats were active this week.

**Trials.** {p.c(len(t), 'workspace is', 'workspaces are', upper=True)} on trial, {p.c(len(week), 'ends', 'end')} within {p.x('7 days')}{cite(p, 'workspaces due in the next 7 days')}: {joined([f"{r.name} {p.h(r)} ({p.d(r.trial)}, {p.n(r.now)} active)" for r in week[:5]])}. The liveliest trial is {best.name} {p.h(best)} with {p.n(best.now)} weekly active users and {p.n(best.sessions)} sessions.

**Features.** {f[0].name} {p.h(f[0])} leads with {p.n(f[0].users)} users and {p.n(f[0].events)} events, followed by {f[1].name} {p.h(f[1])} ({p.n(f[1].users)}) and {f[2].name} {p.h(f[2])} ({p.n(f[2].users)}). The strongest growth is in {up.name} {p.h(up)}: {p.n(up.before)} users last week, {p.n(up.users)} now, {p.t(f"+{p.plain(100 * (up.users - up.before) / up.before, 1)}%", 100 * (up.users - up.before) / up.before)}. {heavy.name} {p.h(heavy)} sees the most events per user, {p.n(heavy.events / heavy.users, 1)}. The newest, {new.name} {p.h(new)}, was released on {p.d(new.released)} and has {p.n(new.users)} users.

Do not add feature users up; one person counts in several features. Next check in {p.x('3 days')}.
"""


def postmortem(p: Page, w: World) -> str:
    """An incident review of the month."""
    i = w.rows["pager.incidents"]
    one = where(i, severity="SEV1")
    longest = ranked(i, "minutes")[0]
    wide = ranked(i, "affected")[0]
    service, theirs = groups(i, "service")[0]
    slow = ranked(i, "detect")[0]
    table = "\n".join(f"| {s} | {p.n(len(r))} | {p.n(total(r, 'minutes'))} | {p.n(mean(r, 'minutes'), 0)} |" for s, r in sorted(groups(i, "severity")))
    live = where(i, status="monitoring")
    return f"""
# Incident review

**Look at {service} first:** {p.n(len(theirs))} of {p.n(len(i))} incidents, {p.n(total(theirs, 'minutes'))} minutes to resolve in sum.

| Severity | Incidents | Minutes | Average |
|---|---:|---:|---:|
{table}

**Longest.** {p.t(longest.key, longest.key)} {longest.title} {p.h(longest)} on {p.d(day_of(longest.started))}: {p.n(longest.minutes)} minutes ({p.t(f"{longest.minutes // 60}h", longest.minutes // 60)} {p.t(f"{longest.minutes % 60}m", longest.minutes % 60)}), led by {longest.lead}.

**Widest.** {p.t(wide.key, wide.key)} {wide.title} {p.h(wide)} reached {p.n(wide.affected)} customers, {p.pc(wide.affected, total(i, 'affected'))} of the {p.n(total(i, 'affected'))} counted over all incidents {p.f('customers affected in all')}.

**Detection.** On average {p.n(mean(i, 'detect'), 1)} minutes. Slowest was {slow.title} {p.h(slow)} with {p.n(slow.detect)}; it started at {p.clock(slow.started)} UTC.

**Still open.** {joined([f"{r.title} {p.h(r)}" for r in live])} is in monitoring. {p.c(len(one), 'SEV1', upper=True)} in this period: {joined([f"{r.title} {p.h(r)} ({p.d(day_of(r.started))}, {p.n(r.minutes)} min)" for r in sorted(one, key=lambda r: r.started)])}.

Keep the review to {p.x('45 minutes')}, {p.x('15')} for each of the {p.x('three')} items above.
"""


def followups(p: Page, w: World) -> str:
    """Follow-ups that are late, as an action list with owners."""
    t = w.rows["jira.followups"]
    live = [r for r in t if r.status != "done"]
    late = sorted((r for r in live if r.due < p.today), key=lambda r: r.due)
    soon = sorted((r for r in live if p.today <= r.due <= p.today + timedelta(days=7)), key=lambda r: r.due)
    owners = groups(live, "owner")
    name, theirs = owners[0]
    items = "\n".join(f"- [ ] **{r.owner}**: {r.title} {p.h(r)}, {p.t(r.key, r.key)}, due {p.d(r.due)}, {days(p, (p.today - r.due).days)} late (from {p.t(r.incident.key, r.incident.key)})" for r in late[:5])
    near = "\n".join(f"- {r.title} {p.h(r)}: {p.d(r.due, 'w')}, {r.owner}" for r in soon[:4])
    return f"""
{p.c(len(late), 'follow-up is', 'follow-ups are', upper=True)} overdue{cite(p, f'{len(late)} follow-ups overdue')}. Ask for a new date or a result today:

{items}

Due within {p.x('7 days')}:

{near}

Changes since the last run: {w.closed.title} {p.h(w.closed)} is done; {w.pushed.title} {p.h(w.pushed)} was pushed by {days(p, 7)}, from {p.d(w.pushed_from)} to {p.d(w.pushed.due)}.

Of {p.n(len(t))} follow-ups, {p.n(len(t) - len(live))} are done ({p.pc(len(t) - len(live), len(t))}). {name}{level(owners)} holds the most open ones, {p.n(len(theirs))}.
"""


def handover(p: Page, w: World) -> str:
    """An on-call handover note."""
    i = sorted(w.rows["pager.incidents"], key=lambda r: r.started, reverse=True)
    week = [r for r in i if (p.today - day_of(r.started)).days <= 7]
    s = w.rows["pager.shifts"]
    live = where(i, status="monitoring")[0]
    rows = "\n".join(f"* {p.d(day_of(r.started), 'i')} {p.clock(r.started)} – {r.title} {p.h(r)}, {r.severity}, {r.service}, {p.n(r.minutes)} min, {p.n(r.affected)} customers" for r in week[:5])
    night = [r for r in i if int(r.started[11:13]) < 7]
    return f"""
{s[0].who}: keep an eye on {live.title} {p.h(live)} ({p.t(live.key, live.key)}). It is not closed yet; it started {p.d(day_of(live.started), 'w')} at {p.clock(live.started)} UTC.

You have had {p.n(s[0].pages)} {'page' if s[0].pages == 1 else 'pages'} so far this shift {p.h(s[0])}. {s[1].who} takes over on {p.d(s[1].start, 'w')} ({ahead(p, s[1].start)}), then {s[2].who} on {p.d(s[2].start)}.

Last {p.x('7 days')}, newest first ({p.c(len(week), 'incident')}):

{rows or '* none'}

For context: {p.n(len(i))} incidents in {p.x('30 days')}, median {p.n(median(i, 'minutes'))} minutes to resolve, {p.n(total(i, 'minutes'))} minutes in all {p.f('minutes to resolve in all')}. {p.c(len(night), 'began', 'began', upper=True)} between midnight and {p.x('07:00')} UTC.

Page the commander if a SEV1 lasts longer than {p.x('20 minutes')}.
"""


def channel(p: Page, w: World) -> str:
    """A partner review with French figures."""
    a = w.rows["prm.partners"]
    behind = sorted(a, key=lambda r: r.sold / r.target)
    ahead_of = [r for r in a if r.sold >= r.target]
    first = ranked(a, "sold")[0]
    ends = min(a, key=lambda r: r.ends)
    tiers = "\n".join(f"| {t} | {p.n(len(r))} | {p.m(total(r, 'sold'))} | {p.pc(total(r, 'sold'), total(a, 'sold'))} |" for t, r in groups(a, "tier"))
    return f"""
**Next step:** book a plan review with {behind[0].name} {p.h(behind[0])}, which stands at {p.pc(behind[0].sold, behind[0].target)} of target ({p.m(behind[0].sold)} of {p.m(behind[0].target)}). Manager: {behind[0].manager}.

Partners have brought {p.m(total(a, 'sold'))} this year {p.f('Revenue ytd of')} against targets of {p.m(total(a, 'target'))} {p.f('Target of')}, so {p.pc(total(a, 'sold'), total(a, 'target'), 1)}; {p.m(total(a, 'target') - total(a, 'sold'))} is missing. {p.c(len(ahead_of), 'partner is', 'partners are', upper=True)} at or above target.

| Tier | Partners | Revenue | Share |
|---|---:|---:|---:|
{tiers}

- Largest: {first.name} {p.h(first)} with {p.m(first.sold)}, {p.pc(first.sold, total(a, 'sold'), 1)} of revenue.
- Agreement that ends next: {ends.name} {p.h(ends)}, {p.d(ends.ends, 'l')} ({ahead(p, ends.ends)}).
- Certified staff: {p.n(total(a, 'staff'))} {p.f('certified staff in all')}, {p.n(mean(a, 'staff'), 1)} per partner.
"""


def registrations(p: Page, w: World) -> str:
    """Deal registrations: what to approve and what expires."""
    g = w.rows["prm.registrations"]
    wait = sorted(where(g, status="pending"), key=lambda r: r.made)
    lapse = sorted((r for r in g if r.status != "rejected" and r.expires >= p.today), key=lambda r: r.expires)[0]
    fine = where(g, status="approved")
    name, theirs = _best_partner(g)
    rows = "\n".join(f"{n}. {r.customer} {p.h(r)} for {r.partner.name} {p.h(r.partner)}: {p.m(r.value)}, registered {p.d(r.made)}, waiting {days(p, (p.today - r.made).days)}" for n, r in enumerate(wait[:4], 1))
    return f"""
Decide on these, oldest first:

{rows}

{p.c(len(wait), 'registration is', 'registrations are', upper=True)} pending, {p.m(total(wait, 'value'))} together; {p.n(len(fine))} are approved for {p.m(total(fine, 'value'))} {p.f('Deal registrations by status')}. All {p.n(len(g))} add up to {p.m(total(g, 'value'))} {p.f('Value of')}.

**Changed:** {w.approved.customer} {p.h(w.approved)} went from pending to approved. {w.cut.customer} {p.h(w.cut)} was cut from {p.m(w.cut_from)} to {p.m(w.cut.value)}, {p.m(w.cut_from - w.cut.value)} less. New are {w.fresh[0].customer} {p.h(w.fresh[0])} ({p.m(w.fresh[0].value)}) and {w.fresh[1].customer} {p.h(w.fresh[1])} ({p.m(w.fresh[1].value)}).

**Expiring next:** {lapse.customer} {p.h(lapse)} on {p.d(lapse.expires)}, {ahead(p, lapse.expires)}. {name} has the most value registered: {p.m(total(theirs, 'value'))} over {p.c(len(theirs), 'registration')}.
"""


def reorder(p: Page, w: World) -> str:
    """An inventory check."""
    s = w.rows["wms.stock"]
    low = sorted((r for r in s if r.have <= r.level), key=lambda r: r.have / r.level)
    out = [r for r in s if r.have == 0]
    fast = min((r for r in s if r.have > 0), key=lambda r: r.have / r.sold)
    maker, theirs = groups(low, "maker")[0]
    before = {r.sku: r for r in w.before}
    drop = max(s, key=lambda r: before[r.sku].have - r.have)
    table = "\n".join(f"| {r.name} {p.h(r)} | {p.t(r.sku, r.sku)} | {p.n(r.have)} | {p.n(r.level)} | {r.maker} |" for r in low[:7])
    orders = w.rows["wms.orders"]
    late = sorted((r for r in orders if r.due < p.today), key=lambda r: r.due)
    return f"""
**Reorder {low[0].name} {p.h(low[0])} now**: {p.n(low[0].have) if low[0].have else 'nothing'} on hand, reorder point {p.n(low[0].level)}, {p.n(low[0].sold)} sold in {p.x('7 days')}.

{p.n(len(low))} of {p.n(len(s))} articles are at or below their reorder point{f'; {p.w(len(out)) if len(out) > 1 else p.n(1)} {"are" if len(out) > 1 else "is"} out of stock' if out else ''}. The {p.w(min(7, len(low)))} tightest:

| Article | SKU | On hand | Reorder at | Supplier |
|---|---|---:|---:|---|
{table}

{maker} supplies {p.n(len(theirs))} of the low articles, so one order covers most ground. At last week's pace {fast.name} {p.h(fast)} lasts {p.n(7 * fast.have / fast.sold, 1)} more days ({p.n(fast.have)} on hand, {p.n(fast.sold)} sold). Biggest fall since the last run: {drop.name} {p.h(drop)}, from {p.n(before[drop.sku].have)} to {p.n(drop.have)}.

Late deliveries: {joined([f"{p.t(r.id, r.id)} {p.h(r)} from {r.maker} ({p.n(r.units)} units, expected {p.d(r.due)})" for r in late[:3]])}. {p.m(total(late, 'value'))} of orders {'is' if len(late) == 1 else 'are'} late{cite(p, f'{len(late)} order', 'overdue')}.

Which articles an order contains is not in the data.
"""


def _best_partner(g: list) -> tuple[str, list]:
    """Return the partner with the most value registered."""
    names = {r.partner.name for r in g}
    by = {name: [r for r in g if r.partner.name == name] for name in names}
    return max(sorted(by.items()), key=lambda item: total(item[1], "value"))


def shelves(p: Page, w: World) -> str:
    """What the stock is worth and where it stands, in prose."""
    s = w.rows["wms.stock"]
    for r in s:
        r.worth = round(r.have * r.cost, 2)
    worth = total(s, "worth")
    first = ranked(s, "worth")[:3]
    old = min(s, key=lambda r: r.counted)
    never = [r for r in s if (p.today - r.counted).days > 60]
    sites = groups(s, "site")
    orders = w.rows["wms.orders"]
    ship = where(orders, status="shipped")
    nxt = sorted((r for r in orders if r.due >= p.today), key=lambda r: r.due)[:2]
    shipped = f"Of these, {p.c(len(ship), 'order')} worth {p.m(total(ship, 'value'))} {'has' if len(ship) == 1 else 'have'} shipped." if ship else "None of these has shipped."
    return f"""
Recount {old.name} {p.h(old)} today; it was last counted on {p.d(old.counted, 'l')}, {ago(p, old.counted)}. {p.c(len(never), 'article has', 'articles have', upper=True)} not been counted for over {p.x('60 days')}.

On hand are {p.n(total(s, 'have'))} pieces {p.f('on hand in all')}, worth nearly {p.nearly(worth, money=True)} at unit cost ({p.m(worth, 2)}). Most of the value sits in {first[0].name} {p.h(first[0])} ({p.n(first[0].have)} at {p.m(first[0].cost, 2)}, so {p.m(first[0].worth, 2)}), {first[1].name} {p.h(first[1])} ({p.m(first[1].worth, 2)}) and {first[2].name} {p.h(first[2])} ({p.m(first[2].worth, 2)}). Together that is {p.pc(total(first, 'worth'), worth)}.

{sites[0][0]} stocks {p.n(len(sites[0][1]))} articles with {p.n(total(sites[0][1], 'have'))} pieces, {sites[1][0]} {p.n(len(sites[1][1]))} with {p.n(total(sites[1][1], 'have'))}.

Under way are {p.n(len(orders))} purchase orders over {p.n(total(orders, 'units'))} units and {p.m(total(orders, 'value'))} {p.f('Value of')}. {shipped} Expected next: {joined([f"{p.t(r.id, r.id)} {p.h(r)} on {p.d(r.due)} ({r.maker}, {p.m(r.value)})" for r in nxt])}.
"""


def burn(p: Page, w: World) -> str:
    """Budget burn of an agency's projects."""
    g = w.rows["psa.projects"]
    by = sorted(g, key=lambda r: r.logged / r.hours, reverse=True)
    over = [r for r in by if r.logged > r.hours]
    red = where(g, rag="red")
    rows = "\n".join(f"| {r.client} {p.h(r)} | {r.phase} | {p.n(r.logged)} | {p.n(r.hours)} | {p.pc(r.logged, r.hours)} | {p.d(r.due)} |" for r in by[:6])
    return f"""
**Stop and re-scope {by[0].client}** {p.h(by[0])}: {p.n(by[0].logged)} hours logged against a budget of {p.n(by[0].hours)}, {p.n(by[0].logged - by[0].hours)} over, and the phase is still {by[0].phase}. {by[0].lead} leads it.

| Project | Phase | Logged | Budget | Used | Due |
|---|---|---:|---:|---:|---|
{rows}

- {p.c(len(over), 'project is', 'projects are', upper=True)} over budget, by {p.n(total(over, 'logged') - total(over, 'hours'))} hours in total.
- {p.c(len(red), 'project is', 'projects are', upper=True)} red, with {p.m(total(red, 'fee'))} in fees{cite(p, 'Live projects by status')}.
- All projects: {p.n(total(g, 'logged'))} of {p.n(total(g, 'hours'))} hours used ({p.pc(total(g, 'logged'), total(g, 'hours'))}), fees {p.m(total(g, 'fee'))} {p.f('Fee of')}.
- {w.worse.client} {p.h(w.worse)} turned from green to amber. {w.more.client} {p.h(w.more)} logged {p.n(w.more.logged - w.more_from)} more hours, now {p.n(w.more.logged)}.

The leave calendar did not load, so this says nothing about who is away.
"""


def milestones(p: Page, w: World) -> str:
    """Milestones, as a Monday note."""
    s = sorted(w.rows["psa.milestones"], key=lambda r: r.on)
    late = [r for r in s if r.on < p.today and not r.done]
    soon = [r for r in s if p.today <= r.on <= p.today + timedelta(days=7) and not r.done]
    g = w.rows["psa.projects"]
    leads = groups(g, "lead")
    lead, theirs = leads[0]
    big = ranked(g, "fee")[0]
    nxt = min(g, key=lambda r: abs((r.due - p.today).days) if r.due >= p.today else 999)
    return f"""
Morning all,

{late[0].title} {p.h(late[0])} should have happened {ago(p, late[0].on)} ({p.d(late[0].on, 'W')}). {late[0].project.lead}, can you tell us today where it stands?{f" {p.c(len(late) - 1, 'other milestone is', 'other milestones are', upper=True)} late too{', among them' if len(late) > 4 else ''}: {joined([f'{r.title} {p.h(r)} ({p.d(r.on)})' for r in late[1:4]])}." if len(late) > 1 else ''}

Coming up within {p.x('7 days')}:

{chr(10).join(f"- {p.d(r.on, 'w')}: {r.title} {p.h(r)}, {r.project.lead}" for r in soon)}

{lead}{level(leads)} leads the most projects, {p.n(len(theirs))} of {p.n(len(g))}. The biggest by fee is {big.client} {p.h(big)} at {p.m(big.fee)}; the next to finish is {nxt.client} {p.h(nxt)}, due {p.d(nxt.due)} ({ahead(p, nxt.due)}), with {p.n(nxt.logged)} of {p.n(nxt.hours)} hours used.

I could not see the leave calendar this morning, so check cover yourselves. Reply by {p.x('11:00')}, please.
"""


TEXTS = [
    (firms.usage, "2026-11-30", movers, ("en-US", "en-US")),
    (firms.usage, "2026-12-17", trials, ("en-US", "en-US")),
    (firms.incidents, "2026-11-27", postmortem, ("en-US", "en-GB")),
    (firms.incidents, "2026-12-08", followups, ("en-US", "en-US")),
    (firms.incidents, "2027-01-20", handover, ("en-US", "en-US")),
    (firms.partners, "2026-12-01", channel, ("fr-FR", "fr-FR")),
    (firms.partners, "2027-01-26", registrations, ("en-GB", "fr-FR")),
    (firms.stock, "2026-11-25", reorder, ("en-GB", "en-GB")),
    (firms.stock, "2027-02-11", shelves, ("en-GB", "en-GB")),
    (firms.projects, "2026-12-03", burn, ("en-GB", "en-GB")),
    (firms.projects, "2026-12-14", milestones, ("en-GB", "en-US")),
]
