"""Texts of blind_h.jsonl for a field service and a subscription box."""

from __future__ import annotations

import briefing_blind_h_firms as firms
from briefing_blind import Page, World, day_of, groups, mean, ranked, total, where

BILLABLE = 'status = "Completed" and invoiced = no'


def field_dispatch(p: Page, w: World) -> str:
    """The dispatcher's morning, by technician."""
    j = w.rows["servicetitan.jobs"]
    today = [r for r in j if r.start == p.today and r.status in {"Scheduled", "In progress"}]
    held = where(j, status="On hold")
    runs = []
    for who, rows in groups(today, "technician"):
        stops = "; ".join(f"{r.customer} {p.h(r)}, {r.job_type.lower()}, {p.n(r.hours)} h" for r in rows)
        runs.append(f"- **{who}** ({p.c(len(rows), 'job', digits=True)}, {p.n(total(rows, 'hours'))} h): {stops}")
    day = "\n".join(runs)
    wait = "\n".join(f"- {r.title} {p.h(r)}: {p.m(r.total)}, {r.technician}" for r in ranked(held, "total"))
    full, his = max(groups(today, "technician"), key=lambda item: total(item[1], "hours"))
    return f"""
**Call {w.held.customer}** {p.h(w.held)}: the job went from In progress to On hold since the last run, and the parts list could not be fetched, so I cannot say whether its parts are here.

**Today: {p.n(len(today))} jobs, {p.n(total(today, "hours"))} hours** [= sum(jobs.hours where start = today and status in ("Scheduled", "In progress"))]
{day}

{full} has the longest day with {p.n(total(his, "hours"))} hours.

**On hold** ({p.n(len(held))}, {p.m(total(held, "total"))}) {p.f("jobs by status")}
{wait}

**Moved:** {w.handed.title} {p.h(w.handed)} is now with {w.handed.technician}, before with {w.handed_from}.
**Booked since the last run:** {w.booked.title} {p.h(w.booked)} for {p.rel(w.booked.start)}, {p.m(w.booked.total)}.

Fishbowl parts: failed. Check stock by phone before {p.x("9:00")}.
"""


def field_money(p: Page, w: World) -> str:
    """What is done but not invoiced, for the office."""
    j, e = w.rows["servicetitan.jobs"], w.rows["servicetitan.estimates"]
    done = where(j, status="Completed")
    unbilled = ranked(where(done, invoiced=False), "total")
    old = min(unbilled, key=lambda r: r.start)
    rows = "\n".join(f"{n}. {r.title} {p.h(r)}, {r.technician}, started {p.d(r.start)}: {p.m(r.total)}" for n, r in enumerate(unbilled[:6], 1))
    kinds = "\n".join(
        f"| {kind} | {p.n(len(some))} | {p.m(total(some, 'total'))} | {p.m(mean(some, 'total'), 2)} [= average(jobs.total where job_type = \"{kind}\")] |" for kind, some in groups(j, "job_type")
    )
    rise = w.finished.total - w.finished_was
    yes, no = where(e, status="accepted"), where(e, status="declined")
    return f"""
Invoice these today. {p.n(len(unbilled))} completed jobs worth {p.m(total(unbilled, "total"))} [= sum(jobs.total where {BILLABLE})] have no invoice; that is {p.pc(total(unbilled, "total"), total(done, "total"))} [= sum(jobs.total where {BILLABLE}) / sum(jobs.total where status = "Completed")] of everything completed.

{rows}

The oldest, {old.title} {p.h(old)}, started {p.n((p.today - old.start).days)} days ago [= today - {old.h}.start].

{w.finished.title} {p.h(w.finished)} was completed since the last run and its total rose by {p.m(rise)} [= {w.finished.h}.total - before({w.finished.h}.total)], from {p.m(w.finished_was)} to {p.m(w.finished.total)}. Check the extra items before it goes out.

### Jobs by type {p.f("jobs by job type")}

| Type | Jobs | Total | Average |
|---|---:|---:|---:|
{kinds}

### Estimates

{p.n(len(yes))} accepted ({p.m(total(yes, "value"))}), {p.n(len(no))} declined ({p.m(total(no, "value"))}), {p.n(len(where(e, status="sent")))} still out ({p.m(total(where(e, status="sent"), "value"))}) {p.f("estimates by status")}. Acceptance: {p.pc(len(yes), len(yes) + len(no))} [= count(estimates where status = "accepted") / count(estimates where status in ("accepted", "declined"))] of those decided.

Not covered: the parts source failed.
"""


def field_estimates(p: Page, w: World) -> str:
    """A short message to the sellers about estimates without an answer."""
    e = w.rows["servicetitan.estimates"]
    out = sorted(where(e, status="sent"), key=lambda r: r.sent)
    old = [r for r in out if (p.today - r.sent).days > 14]
    big = ranked(out, "value")[0]
    seller, hers = max(groups(out, "seller"), key=lambda item: total(item[1], "value"))
    each = "\n".join(f"- {r.seller}: {r.customer} {p.h(r)}, {p.m(r.value)}, sent {p.d(r.sent)} ({p.n((p.today - r.sent).days)} days ago)" for r in old[:4])
    return f"""
Gail, Trent, please call these {p.w(len(old))} [= count(estimates where status = "sent" and sent < today - 14)] before sending anything new. They have been out for more than {p.x("two weeks")}:

{each}

They add up to {p.m(total(old, "value"))} [= sum(estimates.value where status = "sent" and sent < today - 14)] of the {p.m(total(out, "value"))} waiting for an answer {p.f("estimates by status")}. The largest one waiting is {big.customer} {p.h(big)} at {p.m(big.value)}. {seller} holds {p.m(total(hers, "value"))} [= sum(estimates.value where status = "sent" and seller = "{seller}")] of it, {p.pc(total(hers, "value"), total(out, "value"))} [= sum(estimates.value where status = "sent" and seller = "{seller}") / sum(estimates.value where status = "sent")].

For comparison: the average estimate is {p.m(mean(e, "value"), 0)} [= average(estimates.value)], the average accepted one {p.m(mean(where(e, status="accepted"), "value"), 0)} [= average(estimates.value where status = "accepted")]. All {p.n(len(e))} together are {p.m(total(e, "value"))} {p.f("Value of")}.
"""


def field_week(p: Page, w: World) -> str:
    """The owner's summary with hours and revenue per technician."""
    j = w.rows["servicetitan.jobs"]
    done = where(j, status="Completed")
    table = "\n".join(
        f'| {who} | {p.n(len(rows))} [= count(jobs where technician = "{who}" and status = "Completed")] | {p.n(total(rows, "hours"))} [= sum(jobs.hours where technician = "{who}" and status = "Completed")] | {p.m(total(rows, "total"))} [= sum(jobs.total where technician = "{who}" and status = "Completed")] |'
        for who, rows in groups(done, "technician")
    )
    rep = where(j, job_type="Repair")
    top = ranked(done, "total")[0]
    planned = where(j, status="Scheduled")
    tomorrow = [r for r in planned if (r.start - p.today).days == 1]
    return f"""
# Week at a glance

**{p.m(total(done, "total"))} completed**, {p.n(len(done))} jobs {p.f("jobs by status")}. {p.m(total(where(done, invoiced=False), "total"))} [= sum(jobs.total where {BILLABLE})] of it is not invoiced yet; that is what needs you first.

| Technician | Completed | Hours | Total |
|---|---:|---:|---:|
{table}

Per hour that makes {p.m(total(done, "total") / total(done, "hours"), 2)} [= sum(jobs.total where status = "Completed") / sum(jobs.hours where status = "Completed")]. The best single job was {top.title} {p.h(top)}: {p.m(top.total)} in {p.n(top.hours)} hours.

**Ahead.** {p.n(len(planned))} jobs are scheduled, worth {p.m(total(planned, "total"))} {p.f("jobs by status")}, the last on {p.d(max(r.start for r in planned), "w")}. {p.c(len(tomorrow), "of them starts", "of them start", upper=True)} tomorrow.

**Mix.** Repairs are {p.n(len(rep))} of {p.n(len(j))} jobs {p.f("jobs by job type")} ({p.pc(len(rep), len(j))}) and {p.pc(total(rep, "total"), total(j, "total"))} [= sum(jobs.total where job_type = "Repair") / sum(jobs.total)] of the money. The whole list holds {p.n(total(j, "hours"))} hours {p.f("hours in all")} and {p.m(total(j, "total"))} {p.f("Total of")}, so a job is worth about {p.about(mean(j, "total"), money=True)} [= average(jobs.total)].

**Gap.** Fishbowl failed, so whether held jobs wait for parts is unknown.
"""


def box_morning(p: Page, w: World) -> str:
    """Subscriptions overnight and the stock of the next box."""
    s, st = w.rows["recharge.subscribers"], w.rows["cin7.stock"]
    short = sorted((r for r in st if r.on_hand < r.needed), key=lambda r: r.on_hand - r.needed)
    owed = where(s, status="past_due")
    lack = "\n".join(
        f"- {r.item} {p.h(r)}: {p.n(r.on_hand)} on hand, {p.n(r.needed)} needed, short {p.n(r.needed - r.on_hand)} [= {r.h}.needed - {r.h}.on_hand]{f'; {p.n(r.incoming)} arrive {p.d(r.arrives)}' if r.arrives else '; nothing on order'}" for r in short[:5]
    )
    bare = [r for r in short if r.on_hand + r.incoming < r.needed]
    joined = " and ".join(f"{r.name} {p.h(r)} ({r.plan})" for r in w.joined)
    gone = where(s, status="cancelled")
    return f"""
Order {bare[0].item} {p.h(bare[0])} from {bare[0].supplier} today. Even with what is on its way, the box cannot be packed in full.

## Stock

{p.n(len(short))} of {p.n(len(st))} items are below what the box needs; {p.n(len(bare))} stay short after deliveries.

{lack}

## Subscribers

- Gone: {w.left.name} {p.h(w.left)}, {w.left.plan}, after {p.c(w.left.boxes_received, "box", "boxes", digits=True)}. Reason given: {w.left.cancel_reason}.
- Payment failed: {w.failed.name} {p.h(w.failed)} went from active to past due, next charge {p.d(w.failed.next_charge)}.
- Recovered: {w.back.name} {p.h(w.back)} is active again.
- New: {joined}.

Status now: {p.n(len(where(s, status="active")))} active, {p.n(len(where(s, status="paused")))} paused, {p.n(len(owed))} past due, {p.n(len(gone))} cancelled {p.f("subscribers by status")}. Past due accounts hold {p.m(total(owed, "monthly_value"))} a month.

Shopify orders are partial this morning: {p.n(len(w.rows["shopify.orders"]))} fetched before it stopped {p.f("fetched before it stopped")}. Do not read the order count as the day's total.
"""


def box_churn(p: Page, w: World) -> str:
    """Why subscribers leave, for the head of retention."""
    s = w.rows["recharge.subscribers"]
    gone, live = where(s, status="cancelled"), where(s, status="active")
    reasons = "\n".join(f'- {why}: {p.n(len(rows))} [= count(subscribers where cancel_reason = "{why}")]' for why, rows in groups(gone, "cancel_reason"))
    plans = "\n".join(
        f'| {plan} | {p.n(len(rows))} [= count(subscribers where plan = "{plan}")] | {p.n(len(where(rows, status="cancelled")))} [= count(subscribers where plan = "{plan}" and status = "cancelled")] | {p.pc(len(where(rows, status="cancelled")), len(rows))} [= count(subscribers where plan = "{plan}" and status = "cancelled") / count(subscribers where plan = "{plan}")] |'
        for plan, rows in groups(s, "plan")
        if where(rows, status="cancelled")
    )
    week = [r for r in gone if (p.today - r.cancelled_on).days <= 7]
    early = [r for r in gone if r.boxes_received <= 3]
    loyal = ranked(gone, "boxes_received")[0]
    lag = mean(live, "boxes_received") - mean(gone, "boxes_received")
    note = f"{p.n(abs(lag), 1)} {'fewer' if lag > 0 else 'more'} than" if abs(lag) >= 0.05 else "as many as"
    return f"""
**Write to {w.left.name} {p.h(w.left)}.** The cancellation came {p.rel(w.left.cancelled_on)}, because of {w.left.cancel_reason}, which is something we can answer.

{p.n(len(gone))} of {p.n(len(s))} subscribers in this list are cancelled {p.f("subscribers by status")}, {p.n(len(week))} of them in the last {p.x("7 days")} [= count(subscribers where cancelled_on >= today - 7)]. They were worth {p.m(total(gone, "monthly_value"), 2)} a month, against {p.m(total(live, "monthly_value"), 2)} from active ones.

**Reasons**
{reasons}

**By plan**

| Plan | Subscribers | Cancelled | Rate |
|---|---|---|---|
{plans}

**How long they stayed.** A cancelled subscriber received {p.n(mean(gone, "boxes_received"), 1)} boxes on average [= average(subscribers.boxes_received where status = "cancelled")], {note} an active one with {p.n(mean(live, "boxes_received"), 1)} [= average(subscribers.boxes_received where status = "active")]. {p.c(len(early), "subscriber", upper=True)} left after {p.x("three")} boxes or fewer. The most loyal to leave was {loyal.name} {p.h(loyal)} after {p.n(loyal.boxes_received)} boxes.

The list holds only subscribers that changed lately; it is no churn rate for the whole base.
"""


def box_packing(p: Page, w: World) -> str:
    """The warehouse's list for the next box, in a table with a closing line on orders."""
    st, o = w.rows["cin7.stock"], w.rows["shopify.orders"]
    short = [r for r in st if r.on_hand < r.needed]
    coming = sorted((r for r in st if r.arrives), key=lambda r: r.arrives)
    table = "\n".join(
        f"| {r.item} {p.hh(r)} | {p.n(r.on_hand)} | {p.n(r.needed)} | {'+' if r.on_hand >= r.needed else '-'}{p.n(abs(r.on_hand - r.needed))} | {p.d(r.arrives) if r.arrives else '-'} |" for r in ranked(st, "needed")
    )
    tight = min(st, key=lambda r: r.on_hand / r.needed)
    wait = where(o, state="unfulfilled")
    last = max(coming, key=lambda r: r.arrives)
    worth = tight.on_hand * tight.unit_cost
    return f"""
Do not start packing before {p.d(last.arrives, "w")}: {last.item} {p.h(last)} only arrives then, {p.n(last.incoming)} pieces.

| Item | On hand | Needed | Difference | Arrives |
|---|--:|--:|--:|---|
{table}

* Short: {p.n(len(short))} items [= count(items where on_hand < needed)]
* Tightest: {tight.item} {p.h(tight)}, covering {p.pc(tight.on_hand, tight.needed)} [= {tight.h}.on_hand / {tight.h}.needed] of the need; the stock there is worth {p.m(worth, 2)} [= {tight.h}.on_hand * {tight.h}.unit_cost]
* In all: {p.n(int(total(st, "on_hand")))} on hand {p.f("on hand in all")} for {p.n(int(total(st, "needed")))} needed {p.f("needed in all")}, {p.n(int(total(st, "incoming")))} incoming {p.f("incoming in all")}
* Deliveries expected: {p.n(len(coming))} [= count(items where arrives is not empty)], the first on {p.d(coming[0].arrives)} ({coming[0].item} {p.h(coming[0])})

Of the orders that could be fetched, {p.n(len(wait))} of {p.n(len(o))} are unfulfilled {p.f("orders by state")}. The fetch from Shopify is partial, so there may be more.
"""


def box_plans(p: Page, w: World) -> str:
    """A finance view of plans and charges to come."""
    s, o = w.rows["recharge.subscribers"], w.rows["shopify.orders"]
    live = where(s, status="active")
    owed = sorted(where(s, status="past_due"), key=lambda r: r.next_charge)
    week = [r for r in live if (r.next_charge - p.today).days <= 7]
    plans = "\n".join(
        f'- {plan}: {p.n(len(rows))} active [= count(subscribers where plan = "{plan}" and status = "active")], {p.m(total(rows, "monthly_value"), 2)} a month [= sum(subscribers.monthly_value where plan = "{plan}" and status = "active")]'
        for plan, rows in groups(live, "plan")
    )
    chase = "\n".join(f"- {r.name} {p.h(r)}: {r.plan}, {p.m(r.monthly_value, 2)} a month, next attempt {p.d(r.next_charge, 'w')}" for r in owed[:5])
    big = [r for r in o if r.total > 60]
    first = min(day_of(r.placed) for r in o)
    return f"""
Fix the failed payments before the next charges go out. {p.n(len(owed))} subscribers are past due, {p.m(total(owed, "monthly_value"), 2)} a month {p.f("subscribers by status")}:

{chase}

**Active base**
{plans}

Altogether {p.n(len(live))} active subscribers bring {p.m(total(live, "monthly_value"), 2)} a month {p.f("subscribers by status")}, on average {p.m(mean(live, "monthly_value"), 2)} [= average(subscribers.monthly_value where status = "active")], or {p.m(12 * total(live, "monthly_value"), 0)} [= sum(subscribers.monthly_value where status = "active") * 12] over a year at this level.

**Next {p.x("7 days")}:** {p.c(len(week), "active subscriber", digits=True, upper=True)} will be charged [= count(subscribers where status = "active" and next_charge <= today + 7)].

**Paused:** {p.n(len(where(s, status="paused")))}, {p.pc(len(where(s, status="paused")), len(s))} [= count(subscribers where status = "paused") / count(subscribers)] of the list.

**Shop orders (partial):** {p.n(len(o))} orders since {p.d(first)} came through, {p.m(total(o, "total"), 2)} {p.f("Total of")}. {p.n(len(big))} of them are above {p.x("$60")} [= count(orders where total > 60)]. The rest of the orders is not known.
"""


TEXTS = (
    (firms.field, "2026-08-27", field_dispatch, ("en-US", "en-US")),
    (firms.field, "2026-10-13", field_money, ("en-US", "en-US")),
    (firms.field, "2026-06-08", field_estimates, ("en-US", "en-US")),
    (firms.field, "2026-11-20", field_week, ("en-US", "en-US")),
    (firms.box, "2026-09-29", box_morning, ("en-US", "en-US")),
    (firms.box, "2026-05-06", box_churn, ("en-US", "en-US")),
    (firms.box, "2026-11-24", box_packing, ("en-US", "en-US")),
    (firms.box, "2026-07-16", box_plans, ("en-US", "en-US")),
)
