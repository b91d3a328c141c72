"""Texts of blind_h.jsonl for a bank's support and a foundation."""

from __future__ import annotations

import briefing_blind_h_worlds as worlds
from briefing_blind import Page, World, groups, mean, median, ranked, total, where

STUCK = 'status in ("open", "pending")'
LATE = f"{STUCK} and due_by < today"


def bank_shift(p: Page, w: World) -> str:
    """The start of a shift: overdue, due today, unassigned."""
    t = w.rows["freshdesk.tickets"]
    live = where(t, status=("open", "pending"))
    late = sorted((r for r in live if r.due_by < p.today), key=lambda r: (r.due_by, r.id))
    today = [r for r in live if r.due_by == p.today]
    urgent = where(live, priority="urgent")
    nobody = [r for r in live if r.agent is None]
    shown = "\n".join(
        f"{n}. {p.t(r.subject, r.subject)} {p.h(r)}: {r.queue}, {r.priority}, due {p.d(r.due_by)}, {r.agent or 'no agent'}"
        for n, r in enumerate(late[:5], 1)
    )
    asks = "\n".join(
        f"- {p.t(r.subject, r.subject)} {p.h(r)} is due {p.rel(r.due_by)}, {r.agent or 'unassigned'}" for r in urgent
    )
    lone = f"{p.c(len(nobody), 'live ticket', upper=True)} [= count(tickets where agent is empty and {STUCK})] {'has' if len(nobody) == 1 else 'have'} no agent."
    return f"""
Take the urgent tickets first, then the oldest overdue one.

**Urgent**
{asks}

**Overdue: {p.n(len(late))}** [= count(tickets where {LATE})]
{shown}

**Due today:** {p.c(len(today), "ticket", digits=True)} [= count(tickets where {STUCK} and due_by = today)].

**Unassigned:** {lone}

**Queue as a whole:** {p.n(len(where(t, status="open")))} open, {p.n(len(where(t, status="pending")))} pending, {p.n(len(where(t, status="solved")))} solved {p.f("tickets by status")}. Since the last run, {p.t(w.solved.subject, w.solved.subject)} {p.h(w.solved)} was solved and {p.t(w.raised.subject, w.raised.subject)} {p.h(w.raised)} was raised from high to urgent.

Note: the Qualtrics survey failed, so nothing here reflects satisfaction.
"""


def bank_complaints(p: Page, w: World) -> str:
    """Complaints against their statutory date, for the compliance lead."""
    c = w.rows["resolve.complaints"]
    live = sorted(where(c, outcome="open"), key=lambda r: r.final_response_due)
    up, down = where(c, outcome="upheld"), where(c, outcome="rejected")
    first = next(r for r in live if r.final_response_due >= p.today)
    missed = [r for r in live if r.final_response_due < p.today]
    soon = [r for r in live if 0 <= (r.final_response_due - p.today).days <= 14]
    rows = "\n".join(
        f"| {p.t(r.ref, r.ref)} {p.hh(r)} | {r.topic} | {r.handler} | {p.d(r.opened)} | {p.d(r.final_response_due)} |" for r in live[:6]
    )
    top = ranked(up, "redress")[0]
    behind = (
        f"{p.c(len(missed), 'open complaint', upper=True)} [= count(complaints where outcome = \"open\" and final_response_due < today)] {'is' if len(missed) == 1 else 'are'} already past the final response date; the earliest was due on {p.d(missed[0].final_response_due, 'l')}."
        if missed
        else "No open complaint has passed its final response date."
    )
    topic, same = groups(c, "topic")[0]
    return f"""
**{first.handler} should send the final response on {p.t(first.ref, first.ref)} {p.h(first)} this week:** it falls due on {p.d(first.final_response_due, "w")}, in {p.n((first.final_response_due - p.today).days)} days [= {first.h}.final_response_due - today].

{behind} {p.c(len(soon), "case", upper=True)} [= count(complaints where outcome = "open" and final_response_due >= today and final_response_due <= today + 14)] {"falls" if len(soon) == 1 else "fall"} due within {p.x("14 days")}.

| Ref | Topic | Handler | Opened | Final response due |
|---|---|---|---|---|
{rows}

**Outcomes.** Of {p.n(len(c))} complaints on the register, {p.n(len(up))} were upheld [= count(complaints where outcome = "upheld")], {p.n(len(down)) if down else "none"} rejected and {p.n(len(live))} are open [= count(complaints where outcome = "open")]. The uphold rate on decided cases is {p.pc(len(up), len(up) + len(down))} [= count(complaints where outcome = "upheld") / count(complaints where outcome in ("upheld", "rejected"))].

**Redress.** {p.m(total(c, "redress"), 2)} {p.f("Redress of")} so far, on average {p.m(mean(up, "redress"), 2)} per upheld case [= average(complaints.redress where outcome = "upheld")]. The largest is {p.t(top.ref, top.ref)} {p.h(top)} at {p.m(top.redress, 2)}, {p.pc(top.redress, total(c, "redress"))} of the total [= {top.h}.redress / sum(complaints.redress)].

**Pattern.** {topic} comes up most, in {p.n(len(same))} cases [= count(complaints where topic = "{topic}")].
"""


def bank_manager(p: Page, w: World) -> str:
    """An e-mail to the head of customer service."""
    t, c = w.rows["freshdesk.tickets"], w.rows["resolve.complaints"]
    live = where(t, status=("open", "pending"))
    late = [r for r in live if r.due_by < p.today]
    queue, rows = groups(late, "queue")[0]
    busy, hers = groups([r for r in live if r.agent], "agent")[0]
    slow = ranked(t, "first_reply_minutes")[0]
    hour = [r for r in t if r.first_reply_minutes <= 60]
    oldest = min(late, key=lambda r: (r.due_by, r.id))
    arrived = f"{p.c(len(w.arrived), 'new ticket', upper=True)} came in since the last run." if w.arrived else ""
    open_c = where(c, outcome="open")
    return f"""
Good morning,

{queue} needs a second pair of hands today. {p.w(len(late), upper=True)} live tickets [= count(tickets where {LATE})] are past their due date, and {p.n(len(rows))} of them [= count(tickets where queue = "{queue}" and {LATE})] sit in that queue. The oldest is {p.t(oldest.subject, oldest.subject)} {p.h(oldest)}, due on {p.d(oldest.due_by, "l")} and now {p.n((p.today - oldest.due_by).days)} days over.

{busy} carries the most, {p.n(len(hers))} open or pending tickets [= count(tickets where agent = "{busy}" and {STUCK})] out of {p.n(len(live))} [= count(tickets where {STUCK})]. {arrived}

First replies took {p.n(median(t, "first_reply_minutes"))} minutes at the median [= median(tickets.first_reply_minutes)]. {p.n(len(hour))} of {p.n(len(t))} tickets, {p.pc(len(hour), len(t))} [= count(tickets where first_reply_minutes <= 60) / count(tickets)], were answered within {p.x("an hour")}; the slowest took {p.n(slow.first_reply_minutes)} minutes {p.h(slow)}.

On complaints, {p.n(len(open_c))} are open. Redress stands at {p.m(total(c, "redress"), 2)} {p.f("Redress of")}.

I have no satisfaction figures: Qualtrics could not be fetched this morning, and I would not read anything into that.

Kind regards
"""


def bank_queues(p: Page, w: World) -> str:
    """Queue by queue, in a table, with what stands out."""
    t = w.rows["freshdesk.tickets"]
    live = where(t, status=("open", "pending"))
    table = "\n".join(
        f'| {name} | {p.n(len(rows))} [= count(tickets where queue = "{name}")] | {p.n(len(where(rows, status="solved")))} [= count(tickets where queue = "{name}" and status = "solved")] | {p.n(mean(rows, "first_reply_minutes"), 0)} [= average(tickets.first_reply_minutes where queue = "{name}")] |'
        for name, rows in groups(t, "queue")
    )
    high = where(live, priority=("high", "urgent"))
    fast = min(groups(t, "queue"), key=lambda item: mean(item[1], "first_reply_minutes"))
    lag = max(groups(t, "queue"), key=lambda item: mean(item[1], "first_reply_minutes"))
    tomorrow = [r for r in live if (r.due_by - p.today).days == 1]
    return f"""
## Do now

- {w.raised.agent}: {p.t(w.raised.subject, w.raised.subject)} {p.h(w.raised)} went up to urgent and is due {p.rel(w.raised.due_by)}.
- Team leads: {p.n(len(high))} live tickets [= count(tickets where {STUCK} and priority in ("high", "urgent"))] are high or urgent.
- {p.c(len(tomorrow), "ticket", upper=True)} {"is" if len(tomorrow) == 1 else "are"} due tomorrow.

## By queue

| Queue | Tickets | Solved | Avg. first reply (min) |
|---|---:|---:|---:|
{table}

{lag[0]} replies slowest, {p.n(mean(lag[1], "first_reply_minutes") - mean(fast[1], "first_reply_minutes"), 0)} minutes [= average(tickets.first_reply_minutes where queue = "{lag[0]}") - average(tickets.first_reply_minutes where queue = "{fast[0]}")] behind {fast[0]}.

## Overall

{p.n(len(t))} tickets {p.f("Freshdesk tickets:")}, {p.n(len(where(t, status="solved")))} solved, which is {p.pc(len(where(t, status="solved")), len(t))} [= count(tickets where status = "solved") / count(tickets)]. By priority: {p.n(len(where(t, priority="high")))} high, {p.n(len(where(t, priority="normal")))} normal, {p.n(len(where(t, priority="low")))} low, {p.n(len(where(t, priority="urgent")))} urgent {p.f("tickets by priority")}.

The survey source (Qualtrics) failed; no scores in this briefing.
"""


def grants_morning(p: Page, w: World) -> str:
    """A program director's day: board, payments, reports."""
    a, pay, rep = w.rows["fluxx.applications"], w.rows["sage.payments"], w.rows["fluxx.reports"]
    late = sorted((r for r in rep if r.due < p.today), key=lambda r: r.due)
    board = ranked(where(a, stage="Board"), "score")
    held = sorted(where(pay, status="held"), key=lambda r: r.scheduled)
    lines = "\n".join(
        f"- {r.applicant} {p.h(r)}: {p.m(r.requested)}, score {p.n(r.score)}, {r.program}, {r.officer}" for r in board[:5]
    )
    chase = "\n".join(
        f"- {r.grantee} {p.h(r)}: {r.kind} report, due {p.d(r.due)}, {p.c(r.reminders, 'reminder', digits=True)} sent" for r in late
    )
    return f"""
**Release or stop the held payment to {held[0].grantee}** {p.h(held[0])}: {p.m(held[0].amount)} is scheduled for {p.d(held[0].scheduled, "w")}.

**For the board** ({p.n(len(board))} applications, {p.m(total(board, "requested"))} {p.f("applications by stage")})
{lines}

**Overdue reports** ({p.n(len(late))}) {p.f("reports overdue")}
{chase}

**Changed since the last run**
- {w.approved.applicant} {p.h(w.approved)} was approved, {p.m(w.approved.requested)}.
- {w.up.applicant} {p.h(w.up)} went from Review to Board.
- {w.cut.applicant} {p.h(w.cut)} cut its request from {p.m(w.cut_was)} to {p.m(w.cut.requested)}, down {p.m(w.cut_was - w.cut.requested)} [= before({w.cut.h}.requested) - {w.cut.h}.requested].
- New: {w.new.applicant} {p.h(w.new)}, {p.m(w.new.requested)}, received {p.rel(w.new.received)}.

**Payments:** {p.m(total(where(pay, status="paid"), "amount"))} paid, {p.m(total(where(pay, status="scheduled"), "amount"))} scheduled, {p.m(total(held, "amount"))} held {p.f("payments by status")}.
"""


def grants_board(p: Page, w: World) -> str:
    """A paper for the board in prose and a table by program."""
    a = w.rows["fluxx.applications"]
    board = ranked(where(a, stage="Board"), "score")
    yes, no = where(a, stage="Approved"), where(a, stage="Declined")
    scored = [r for r in a if r.score is not None]
    best = ranked(scored, "score")[0]
    table = "\n".join(
        f'| {name} | {p.n(len(rows))} [= count(applications where program = "{name}")] | {p.m(total(rows, "requested"))} [= sum(applications.requested where program = "{name}")] | {p.pc(total(rows, "requested"), total(a, "requested"))} [= sum(applications.requested where program = "{name}") / sum(applications.requested)] |'
        for name, rows in groups(a, "program")
    )
    strong = [r for r in board if r.score >= 75]
    return f"""
# Board paper, {p.d(p.today, "y")}

The board has {p.n(len(board))} applications to decide, asking for {p.m(total(board, "requested"))} {p.f("applications by stage")}. I suggest to start with {board[0].applicant} {p.h(board[0])}, the best scored of them at {p.n(board[0].score)}.

{p.c(len(strong), "application", upper=True)} before the board {"scores" if len(strong) == 1 else "score"} {p.x("75")} or more [= count(applications where stage = "Board" and score >= 75)]. {f"Funding {'it' if len(strong) == 1 else 'all of them'} would take {p.m(total(strong, 'requested'))} [= sum(applications.requested where stage = {chr(34)}Board{chr(34)} and score >= 75)]." if strong else ""}

## All applications by program

| Program | Applications | Requested | Share of money |
|---|---:|---:|---:|
{table}
| All | {p.n(len(a))} | {p.m(total(a, "requested"))} {p.f("Requested of")} | |

## Scores

- {p.n(len(scored))} [= count(applications where score is not empty)] of {p.n(len(a))} applications have a score; the others are still in eligibility.
- Average {p.n(mean(scored, "score"), 1)} [= average(applications.score)], median {p.n(median(scored, "score"))} [= median(applications.score)], best {p.n(best.score)} ({best.applicant} {p.h(best)}).

## Decided so far

{p.n(len(yes))} approved for {p.m(total(yes, "requested"))} and {p.n(len(no))} declined {p.f("applications by stage")}. The average approved request is {p.mk(mean(yes, "requested"), 1)} [= average(applications.requested where stage = "Approved")]. The data holds what was requested, not what was granted.
"""


def grants_finance(p: Page, w: World) -> str:
    """Cash needed for payments, for the finance officer."""
    pay, rep = w.rows["sage.payments"], w.rows["fluxx.reports"]
    due = sorted(where(pay, status="scheduled"), key=lambda r: r.scheduled)
    month = [r for r in pay if r.status != "paid" and 0 <= (r.scheduled - p.today).days <= 30]
    week = [r for r in due if (r.scheduled - p.today).days <= 7]
    held, paid = where(pay, status="held"), where(pay, status="paid")
    open_ = [r for r in pay if r.status != "paid"]
    late = {r.grantee: r for r in rep if r.due < p.today}
    clash = [r for r in due if r.grantee in late]
    said = (
        "\n".join(
            f"- {r.grantee} {p.h(r)}: {p.m(r.amount)} on {p.d(r.scheduled)}, but its {late[r.grantee].kind} report was due {p.d(late[r.grantee].due)} {p.h(late[r.grantee])}"
            for r in clash[:3]
        )
        or "- None scheduled."
    )
    top = ranked(open_, "amount")[0]
    return f"""
Hold the cash for {p.c(len(week), "payment")} this week: {p.m(total(week, "amount"))} [= sum(payments.amount where status = "scheduled" and scheduled <= today + 7)], starting with {due[0].grantee} {p.h(due[0])} on {p.d(due[0].scheduled, "w")} ({p.m(due[0].amount)}, installment {p.t(due[0].installment, due[0].installment)}).

Over the next {p.x("30 days")}, {p.m(total(month, "amount"))} could go out [= sum(payments.amount where status != "paid" and scheduled <= today + 30)] if held payments are released.

*Where the money is*
- paid: {p.m(total(paid, "amount"))} in {p.n(len(paid))} payments
- scheduled: {p.m(total(due, "amount"))} in {p.n(len(due))}
- held: {p.m(total(held, "amount"))} in {p.n(len(held))}
- all: {p.m(total(pay, "amount"))} {p.f("Amount of")}

The figures by status are computed {p.f("payments by status")}. So {p.pc(total(paid, "amount"), total(pay, "amount"))} [= sum(payments.amount where status = "paid") / sum(payments.amount)] of the listed money has left the account, and {p.m(total(open_, "amount"))} [= sum(payments.amount where status != "paid")] has not. The largest still to go is {top.grantee} {p.h(top)} at {p.m(top.amount)}.

*Scheduled although a report is overdue*
{said}

Please confirm with the officers before {p.x("Thursday")}'s run.
"""


def grants_officer(p: Page, w: World) -> str:
    """By officer, as action lists."""
    a, rep = w.rows["fluxx.applications"], w.rows["fluxx.reports"]
    parts = []
    for who, rows in groups(a, "officer"):
        todo = where(rows, stage=("Eligibility", "Review"))
        old = min(todo, key=lambda r: r.received) if todo else None
        parts.append(
            f"**{who}**: {p.n(len(rows))} applications {p.f('applications by officer') if p.has('applications by officer') else f'[= count(applications where officer = {chr(34)}{who}{chr(34)})]'}, {p.m(total(rows, 'requested'))}\n"
            + (
                f"- Move on {old.applicant} {p.h(old)}: in {old.stage} and received {p.n((p.today - old.received).days)} days ago [= today - {old.h}.received]\n- {p.c(len(todo), 'application', digits=True)} [= count(applications where officer = \"{who}\" and stage in (\"Eligibility\", \"Review\"))] in eligibility or review"
                if todo
                else "- Nothing in eligibility or review"
            )
        )
    body = "\n\n".join(parts)
    late = sorted((r for r in rep if r.due < p.today), key=lambda r: r.due)
    ahead = sorted((r for r in rep if r.due >= p.today), key=lambda r: r.due)
    review = where(a, stage="Review")
    return f"""
The report of {late[0].grantee} {p.h(late[0])} is {p.n((p.today - late[0].due).days)} days overdue {p.f("reports overdue")} after {p.n(late[0].reminders)} reminders: call instead of writing again.

{body}

**Reports.** {p.n(len(late))} of {p.n(len(rep))} awaited reports are overdue. The next one is due from {ahead[0].grantee} {p.h(ahead[0])} on {p.d(ahead[0].due, "l")}, in {p.n((ahead[0].due - p.today).days)} days [= {ahead[0].h}.due - today]. {p.n(int(total(rep, "reminders")))} reminders have gone out {p.f("reminders in all")}.

**Review pile.** {p.n(len(review))} applications for {p.m(total(review, "requested"))} {p.f("applications by stage")}, on average {p.m(mean(review, "requested"), 0)} [= average(applications.requested where stage = "Review")]. Scores there run from {p.n(min(r.score for r in review))} [= min(applications.score where stage = "Review")] to {p.n(max(r.score for r in review))} [= max(applications.score where stage = "Review")].

{w.cut.applicant} {p.h(w.cut)} lowered its request by {p.pc(w.cut_was - w.cut.requested, w.cut_was)} [= (before({w.cut.h}.requested) - {w.cut.h}.requested) / before({w.cut.h}.requested)], to {p.m(w.cut.requested)}.
"""


TEXTS = (
    (worlds.bank, "2026-10-06", bank_shift, ("en-GB", "en-GB")),
    (worlds.bank, "2026-06-17", bank_complaints, ("en-GB", "en-GB")),
    (worlds.bank, "2026-11-12", bank_manager, ("en-GB", "en-GB")),
    (worlds.bank, "2026-05-20", bank_queues, ("en-GB", "en-GB")),
    (worlds.foundation, "2026-09-22", grants_morning, ("en-US", "en-US")),
    (worlds.foundation, "2026-10-28", grants_board, ("en-US", "en-US")),
    (worlds.foundation, "2026-07-14", grants_finance, ("en-US", "en-US")),
    (worlds.foundation, "2026-04-16", grants_officer, ("en-US", "en-US")),
)
