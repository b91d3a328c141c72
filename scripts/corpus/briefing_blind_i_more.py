"""Texts of blind_i.jsonl about support, billing and hiring."""

from __future__ import annotations

from datetime import timedelta

from briefing_blind import Page, World, day_of, groups, mean, ranked, total, where


def support_morning(p: Page, w: World) -> str:
    """The start of a support lead's day."""
    t = w.rows["zendesk.tickets"]
    late = sorted((r for r in t if r.status == "open" and r.slaDue < p.today), key=lambda r: r.slaDue)
    first = t[8]
    live = [r for r in t if r.status != "solved"]
    bare = [r for r in live if r.agent is None]
    now = [r for r in live if r.slaDue == p.today]
    lines = "\n".join(f"  - #{p.t(str(r.ticket), str(r.ticket))} {r.subject}, {r.requester} {p.h(r)}: {r.priority}, due {p.d(r.slaDue)}, {r.agent or 'no agent'}" for r in late)
    back = [r for r in t if w.was.get(r.ticket) and w.was[r.ticket].status == "open" and r.status == "solved"]
    fresh = [r for r in t if r.ticket not in w.was]
    note = "Satisfaction ratings are partial this morning, so I leave them out." if w.sources[1].get("state") == "partial" else ""
    return f"""
**Assign #{p.t(str(first.ticket), str(first.ticket))} from {first.requester} {p.h(first)} straight away.** Urgent, {first.tier} tier, "{first.subject}", {p.n(4)} days past its target [= today - {first.h}.slaDue] and nobody on it. {t[19].subject} from {t[19].requester} {p.h(t[19])} ran out {p.rel(t[19].slaDue)}.

- **Breached:** {p.n(len(late))} tickets {p.f("tickets overdue")}
{lines}
- **Due today:** {p.c(len(now), "ticket", digits=True)} not yet solved [= count(tickets where slaDue = today and status != "solved")]
- **Without an agent:** {p.c(len(bare), "ticket", digits=True)} [= count(tickets where agent is empty and status != "solved")], {p.pc(len(bare), len(live))} [= count(tickets where agent is empty and status != "solved") / count(tickets where status != "solved")] of what is unsolved
- **Since yesterday:** {p.n(len(fresh))} new tickets; {p.n(len(back))} solved, namely {", ".join(f"{r.subject} {p.h(r)}" for r in back)}

{p.n(len(where(t, status="open")))} tickets are open and {p.n(len(where(t, status="pending")))} pending {p.f("Zendesk tickets by status")}. {note}
"""


def support_agents(p: Page, w: World) -> str:
    """Handover: who carries what."""
    t = w.rows["zendesk.tickets"]
    live = [r for r in t if r.status != "solved"]
    by = [(name, rows) for name, rows in groups(live, "agent") if name]
    table = "\n".join(
        f'| {name} | {p.n(len(rows))} [= count(tickets where agent = "{name}" and status != "solved")] | {p.n(len(where(rows, priority=("urgent", "high"))))} [= count(tickets where agent = "{name}" and status != "solved" and priority in ("urgent", "high"))] | {p.n(mean(rows, "replies"), 1)} [= average(tickets.replies where agent = "{name}" and status != "solved")] |'
        for name, rows in by
        if where(rows, priority=("urgent", "high"))
    )
    most, least = by[0], by[-1]
    old = min(live, key=lambda r: r.opened)
    gap = len(most[1]) - len(least[1])
    shift = f'{most[0]} carries {p.n(gap)} more unsolved tickets than {least[0]} [= count(tickets where agent = "{most[0]}" and status != "solved") - count(tickets where agent = "{least[0]}" and status != "solved")]' if gap else f"{most[0]} and {least[0]} carry the same number"
    quiet = [r for r in live if r.replies == 0]
    return f"""
## Handover, {p.d(p.today, "w")}

{shift}. Move a few normal ones before noon.

| Agent | Unsolved | Urgent or high | Replies per ticket |
|---|---:|---:|---:|
{table}

**Oldest unsolved.** #{p.t(str(old.ticket), str(old.ticket))} {old.subject} from {old.requester} {p.h(old)}, opened {p.d(day_of(old.opened))} at {p.clock(old.opened)}.

**No reply yet.** {p.c(len(quiet), "unsolved ticket", digits=True, upper=True)} [= count(tickets where status != "solved" and replies = 0)].

The whole queue has seen {p.n(total(t, "replies"))} replies {p.f("replies in all")}. Of {p.n(len(t))} tickets, {p.n(len(where(t, status="solved")))} are solved {p.f("Zendesk tickets by status")}.
"""


def support_csat(p: Page, w: World) -> str:
    """Ratings of the last week, for the monthly review."""
    c = w.rows["csat.ratings"]
    good, bad = [r for r in c if r.stars >= 4], [r for r in c if r.stars <= 2]
    by = sorted(groups(c, "agent"), key=lambda g: -mean(g[1], "stars"))
    slow = max(c, key=lambda r: (r.firstReplyMinutes, r.ratingId))
    partial = w.sources[1].get("state") == "partial"
    lines = "\n".join(f'{n}. {name}: {p.n(round(mean(rows, "stars"), 2), 2)} stars [= average(ratings.stars where agent = "{name}")] over {p.n(len(rows))} ratings [= count(ratings where agent = "{name}")]' for n, (name, rows) in enumerate(by, 1))
    warn = "**The ratings source is partial: these figures cover only what came through, and the true ones may differ.**\n\n" if partial else ""
    return f"""
{warn}Read the {p.c(len(bad), "rating", digits=True)} of {p.x("one or two")} stars [= count(ratings where stars <= 2)] before the review; they are where the week went wrong.

{p.n(len(good))} of {p.n(len(c))} ratings {p.f("Satisfaction ratings:", "ratings")} have {p.x("four or five")} stars, {p.pc(len(good), len(c))} [= count(ratings where stars >= 4) / count(ratings)]. The average is {p.n(round(mean(c, "stars"), 2), 2)} [= average(ratings.stars)].

By agent:
{lines}

First reply took {p.n(mean(c, "firstReplyMinutes"), 0)} minutes on average [= average(ratings.firstReplyMinutes)]. The slowest was {p.t(slow.ratingId, slow.ratingId)} {p.h(slow)}: {p.n(slow.firstReplyMinutes)} minutes, {p.c(slow.stars, "star", digits=True)}, handled by {slow.agent}.

Fewer than {p.x("ten")} ratings per agent say little. I would not rank people on this.
"""


def billing_mahnung(p: Page, w: World) -> str:
    """Open invoices for a German head of finance."""
    b = w.rows["stripe.invoices"]
    live = where(b, status="open")
    late = sorted((r for r in live if r.due < p.today), key=lambda r: r.due)
    old, next_ = late[0], min((r for r in live if r.due >= p.today), key=lambda r: r.due)
    long = [r for r in late if (p.today - r.due).days > 14]
    who = sorted(groups(late, "customer"), key=lambda g: -total(g[1], "total"))[0]
    lines = "\n".join(f"| {p.t(r.number, r.number)} {p.h(r)} | {r.customer} | {p.m(r.total, 2)} | {p.d(r.due, 'n')} |" for r in late[:5])
    share = total(late, "total") / total(live, "total")
    return f"""
**Heute {old.customer} anrufen:** Rechnung {p.t(old.number, old.number)} {p.h(old)} über {p.m(old.total, 2)} ist seit dem {p.d(old.due, "l")} fällig, seit {p.n((p.today - old.due).days)} Tagen [= today - {old.h}.due].

Überfällig sind {p.m(total(late, "total"), 2)} [= sum(invoices.total where status = "open" and due < today)]; {p.f("overdue", "invoice")} zählt auch stornierte mit. Das sind {p.pc(total(late, "total"), total(live, "total"), 1)} [= sum(invoices.total where status = "open" and due < today) / sum(invoices.total where status = "open")] der offenen {p.m(total(live, "total"), 2)} {p.f("Stripe invoices by status")}{", also mehr als die Hälfte" if share > 0.5 else ""}.

| Rechnung | Kunde | Betrag | Fällig |
|---|---|---:|---|
{lines}

- Länger als {p.x("14 Tage")} überfällig: {p.m(total(long, "total"), 2)} [= sum(invoices.total where status = "open" and due < today - 14)].
- Größter Schuldner: {who[0]} mit {p.m(total(who[1], "total"), 2)} [= sum(invoices.total where customer = "{who[0]}" and status = "open" and due < today)].
- Als Nächstes fällig: {p.t(next_.number, next_.number)} von {next_.customer} {p.h(next_)}, {p.m(next_.total, 2)} am {p.d(next_.due, "w")}.

Vorschlag: zweite Mahnung ab {p.x("20 Tagen")}, davor ein Anruf.
"""


def billing_mrr(p: Page, w: World) -> str:
    """Recurring revenue and use, in German."""
    s = w.rows["stripe.subscriptions"]
    up, down, owed = s[4], s[9], s[7]
    over = sorted((r for r in s if r.events > r.quota), key=lambda r: -r.events / r.quota)
    plans = sorted(groups(s, "plan"), key=lambda g: -total(g[1], "mrr"))
    lines = "\n".join(f'- {name}: {p.m(total(rows, "mrr"))} [= sum(subscriptions.mrr where plan = "{name}")] aus {p.n(len(rows))} Abos [= count(subscriptions where plan = "{name}")]' for name, rows in plans)
    was_up, was_down = w.was[up.subscription].mrr, w.was[down.subscription].mrr
    most = "; ".join(f"{r.customer} {p.h(r)} mit {p.n(r.events)} von {p.n(r.quota)} Ereignissen, {p.pc(r.events - r.quota, r.quota)} [= {r.h}.events / {r.h}.quota - 1] darüber" for r in over)
    try_ = where(s, status="trialing")
    return f"""
**{owed.customer} {p.h(owed)} ist seit gestern im Zahlungsverzug.** Es geht um {p.m(owed.mrr)} im Monat. Bitte zuerst klären.

## Umsatz

Der MRR liegt bei {p.m(total(s, "mrr"))} über {p.n(len(s))} Abos {p.f("Mrr of")}, im Schnitt {p.m(round(mean(s, "mrr"), 2), 2)} [= average(subscriptions.mrr)].

{lines}

## Seit dem letzten Lauf

{up.customer} {p.h(up)} stieg von {p.m(was_up)} auf {p.m(up.mrr)}, ein Plus von {p.m(up.mrr - was_up)} [= {up.h}.mrr - before({up.h}.mrr)]. {down.customer} {p.h(down)} fiel von {p.m(was_down)} auf {p.m(down.mrr)}.

## Über dem Kontingent

{p.w(len(over), upper=True)} Kunden [= count(subscriptions where events > quota)]: {most}. Das spricht für ein größeres Paket.

Im Test sind {p.n(len(try_))} Abos mit {p.m(total(try_, "mrr"))} {p.f("Stripe subscriptions by status")}, wobei niemand weiß, wie viele davon bleiben.
"""


def billing_failed(p: Page, w: World) -> str:
    """Payments that failed, an action list."""
    x = w.rows["stripe.failures"]
    by = sorted(groups(x, "reason"), key=lambda g: -total(g[1], "amount"))
    top = ranked(x, "amount")[:3]
    many = [r for r in x if r.attempts >= 3]
    last = max(x, key=lambda r: (r.failedOn, r.amount))
    cards = where(x, reason="card_expired")
    lines = "\n".join(f'- `{name}`: {p.c(len(rows), "payment", digits=True)} [= count(payments where reason = "{name}")], {p.m(total(rows, "amount"))} [= sum(payments.amount where reason = "{name}")]' for name, rows in by)
    return f"""
1. **Write to {top[0].customer} {p.h(top[0])} first**: {p.m(top[0].amount)}, {top[0].reason}, {p.c(top[0].attempts, "attempt", digits=True)}. Owner: billing.
2. **Then {top[1].customer} {p.h(top[1])}** ({p.m(top[1].amount)}) **and {top[2].customer} {p.h(top[2])}** ({p.m(top[2].amount)}). With the first these are {p.pc(total(top, "amount"), total(x, "amount"))} [= ({top[0].h}.amount + {top[1].h}.amount + {top[2].h}.amount) / sum(payments.amount)] of all that failed.
3. **Send the card update link** to everyone with an expired card, {p.m(total(cards, "amount"))} at stake [= sum(payments.amount where reason = "card_expired")].

Why they failed:
{lines}

In all {p.n(len(x))} payments worth {p.m(total(x, "amount"))} failed {p.f("Amount of", "payments")}. The latest was {last.customer} {p.h(last)} on {p.d(last.failedOn)}. {p.c(len(many), "payment", digits=True, upper=True)} had {p.x("three")} attempts or more [= count(payments where attempts >= 3)]; {p.x("a fourth")} retry seldom works.
"""


def billing_usage(p: Page, w: World) -> str:
    """Renewals and upsell, a note to the account team."""
    s = w.rows["stripe.subscriptions"]
    events, quota = total(s, "events"), total(s, "quota")
    f_e, f_q = p.f("events in all"), p.f("quota in all")
    near = sorted((r for r in s if p.today <= r.renewsOn <= p.today + timedelta(days=60)), key=lambda r: r.renewsOn)
    high = sorted((r for r in s if r.events >= 0.9 * r.quota), key=lambda r: -r.events / r.quota)
    best = high[0]
    low = min(s, key=lambda r: r.events / r.quota)
    act = where(s, status="active")
    lines = "\n".join(f"- {p.d(r.renewsOn)}: {r.customer} {p.h(r)}, {r.plan}, {p.m(r.mrr)} a month, {p.pc(r.events, r.quota)} of quota used" for r in near[:4])
    return f"""
Offer {best.customer} {p.h(best)} a bigger plan. It has used {p.n(best.events)} events against a quota of {p.n(best.quota)}, {p.pc(best.events, best.quota)} [= {best.h}.events / {best.h}.quota].

All customers together used {p.n(events)} {f_e} of {p.n(quota)} events {f_q}, {p.pc(events, quota, 1)} [= {f_e[1:-1]} / {f_q[1:-1]}]. {p.c(len(high), "customer", digits=True, upper=True)} stand at {p.x("90%")} or more. At the other end, {low.customer} {p.h(low)} uses {p.pc(low.events, low.quota)} [= {low.h}.events / {low.h}.quota] and may ask for less.

Renewals within {p.x("60 days")}:
{lines or "- none"}

Active subscriptions bring {p.m(total(act, "mrr"))} a month {p.f("Stripe subscriptions by status")}, or {p.mk(12 * total(act, "mrr"))} a year at today's rate [= 12 * sum(subscriptions.mrr where status = "active")]. The average active customer pays {p.m(round(mean(act, "mrr"), 2), 2)} [= average(subscriptions.mrr where status = "active")].
"""


def hiring_monday(p: Page, w: World) -> str:
    """What a head of talent should do first."""
    c, talks = w.rows["greenhouse.candidates"], w.rows["greenhouse.interviews"]
    stuck, offer, hired, moved = c[30], c[10], c[21], c[14]
    offers = where(c, stage="Offer")
    new = [r for r in c if r.candidateId not in w.was]
    now = [r for r in talks if day_of(r.at) == p.today]
    lines = "\n".join(f"- {p.clock(r.at)} {r.candidate} {p.h(r)}, {r.kind}, {r.interviewer}, {p.n(r.minutes)} min" for r in now)
    missing = where(talks, scorecard="missing")
    card = f" {p.c(len(missing), 'scorecard is', 'scorecards are', digits=True, upper=True)} missing [= count(interviews where scorecard = \"missing\")]." if missing else ""
    return f"""
**Decide on {stuck.name} {p.h(stuck)} today.** Onsite for Staff Engineer since {p.d(stuck.stageSince)}, {p.n((p.today - stuck.stageSince).days)} days without a move [= today - {stuck.h}.stageSince].

**Since the last briefing**
- {hired.name} {p.h(hired)} accepted: Offer to Hired, {hired.role}.
- {offer.name} {p.h(offer)} went from Onsite to Offer, {offer.role}.
- {moved.name} {p.h(moved)} went from Screen to Onsite.
- {p.w(len(new), upper=True)} new candidates: {", ".join(f"{r.name} {p.h(r)}" for r in new)}.

**Offers out:** {" and ".join(f"{r.name} {p.h(r)}, since {p.d(r.stageSince)}" for r in offers)}. Call both before {p.x("Wednesday")}.

**Interviews today**
{lines}

There are {p.n(len(talks))} interviews on the calendar {p.f("Interviews:", "interviews")}, {p.n(total(talks, "minutes"))} minutes in all {p.f("minutes in all")}.{card}
"""


def hiring_funnel(p: Page, w: World) -> str:
    """The funnel with shares, and by source."""
    c, jobs = w.rows["greenhouse.candidates"], w.rows["greenhouse.jobs"]
    live = [r for r in c if r.stage not in ("Rejected", "Hired")]
    order = ("Applied", "Screen", "Onsite", "Offer")
    table = "\n".join(f'| {name} | {p.n(len(where(c, stage=name)))} | {p.pc(len(where(c, stage=name)), len(live))} [= count(candidates where stage = "{name}") / count(candidates where stage != "Rejected" and stage != "Hired")] |' for name in order)
    src = groups(c, "source")
    late = [(n, rows, where(rows, stage=("Onsite", "Offer", "Hired"))) for n, rows in src]
    best = max(late, key=lambda x: len(x[2]) / len(x[1]))
    scored = [r for r in c if r.score is not None]
    seats = total(jobs, "openings")
    eng = where(jobs, team="Engineering")
    out = where(c, stage="Rejected")
    return f"""
## Funnel

More sourcing is not the problem; moving people on is. {p.n(len(where(c, stage=("Applied", "Screen"))))} of {p.n(len(live))} live candidates wait in Applied or Screen.

| Stage | Candidates | Share of live |
|---|---:|---:|
{table}

Counts come from {p.f("Greenhouse candidates by stage")}. {p.n(len(out))} were rejected, {p.pc(len(out), len(c))} [= count(candidates where stage = "Rejected") / count(candidates)] of all {p.n(len(c))}.

## Sources

{src[0][0]} brings most candidates, {p.n(len(src[0][1]))} [= count(candidates where source = "{src[0][0]}")], followed by {src[1][0]} with {p.n(len(src[1][1]))} [= count(candidates where source = "{src[1][0]}")]. {best[0]} gets furthest: {p.n(len(best[2]))} [= count(candidates where source = "{best[0]}" and stage in ("Onsite", "Offer", "Hired"))] of {p.n(len(best[1]))} reached an onsite or later.

## Demand

{p.n(len(jobs))} jobs with {p.n(seats)} openings {p.f("openings in all")}; Engineering has {p.n(total(eng, "openings"))} of them [= sum(jobs.openings where team = "Engineering")]. That is {p.n(len(live) / seats, 1)} live candidates per opening [= count(candidates where stage != "Rejected" and stage != "Hired") / sum(jobs.openings)].

The average score is {p.n(mean(scored, "score"), 1)} [= average(candidates.score)] over the {p.n(len(scored))} [= count(candidates where score is not empty)] who have one.
"""


def hiring_jobs(p: Page, w: World) -> str:
    """Open roles, a mail to the executive team."""
    jobs, c = w.rows["greenhouse.jobs"], w.rows["greenhouse.candidates"]
    old = min(jobs, key=lambda r: r.openedOn)
    first = min(jobs, key=lambda r: (r.targetStart, r.role))
    age = sum((p.today - r.openedOn).days for r in jobs) / len(jobs)
    live = [r for r in c if r.stage not in ("Rejected", "Hired")]
    count = {r.role: len(where(live, role=r.role)) for r in jobs}
    thin = min(jobs, key=lambda r: (count[r.role], r.role))
    load = groups(jobs, "recruiter")
    lines = "\n".join(f"* {r.role} {p.h(r)} ({r.team}): {p.c(r.openings, 'opening', digits=True)}, open since {p.d(r.openedOn)}, wanted by {p.d(r.targetStart)}" for r in jobs)
    supply = f'{p.n(count[thin.role])} live candidates [= count(candidates where role = "{thin.role}" and stage != "Rejected" and stage != "Hired")]' if count[thin.role] > 1 else "hardly any live candidates"
    return f"""
All,

the {old.role} role {p.h(old)} needs a decision: refill or close. It has been open for {p.n((p.today - old.openedOn).days)} days [= today - {old.h}.openedOn], longer than any other.

{lines}

Next start date is {p.d(first.targetStart, "l")} for the {first.role} {p.h(first)}, {p.n((first.targetStart - p.today).days)} days from today [= {first.h}.targetStart - today]. The average role has been open {p.n(age, 0)} days. The thinnest pipeline is {thin.role}, with {supply}.

{load[0][0]} runs {p.n(len(load[0][1]))} [= count(jobs where recruiter = "{load[0][0]}")] of the {p.n(len(jobs))} roles {p.f("Greenhouse jobs:", "jobs")}.

Please reply by {p.x("Thursday noon")} if a role has changed.
"""
