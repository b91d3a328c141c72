"""Writes blind_g.jsonl: briefings of twelve trades, by an author who has not seen the checks.

Figures of the author's own carry a formula, as the rules of the prompt ask.
Run `python scripts/corpus/briefing_blind_g.py`; the seed fixes every letter.
"""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_g_last as last
import briefing_blind_g_more as more
import briefing_blind_g_says as says
import briefing_blind_g_worlds as worlds
from briefing_blind import Page, World, day_of, groups, ranked, total, where, write

SEED = 4409


def meters_morning(p: Page, w: World) -> str:
    """Morning briefing for an energy manager: a bold lead, then bullets."""
    m, b, a = w.rows["meters"], w.rows["bills"], w.rows["alarms"]
    hot = max(m, key=lambda r: r.kwhYesterday / r.kwhBaseline)
    used, base = total(m, "kwhYesterday"), total(m, "kwhBaseline")
    f_used, f_base = p.f("kwh yesterday in all"), p.f("kwh baseline in all")
    off = f"[= {f_used[1:-1]} / {f_base[1:-1]} - 1] above" if used > base else f"[= 1 - {f_used[1:-1]} / {f_base[1:-1]}] below"
    stale = where(m, status="stale")
    fault = where(m, status="fault")[0]
    late = [r for r in where(b, state="open") if r.dueOn < p.today]
    first = min(late, key=lambda r: r.dueOn)
    loud = where(a, severity="high", acknowledgedBy=None)
    mute = where(a, acknowledgedBy=None)
    gone = "; ".join(f"{p.t(r.meterId, r.meterId)} at {r.site} {p.h(r)}, last read {p.d(day_of(r.lastReading))}, {p.n((p.today - day_of(r.lastReading)).days)} days ago [= today - {r.h}.lastReading]" for r in stale)
    return f"""
**Call {hot.site} about meter {p.t(hot.meterId, hot.meterId)} {p.h(hot)}.** It used {p.n(hot.kwhYesterday)} kWh yesterday against a baseline of {p.n(hot.kwhBaseline)}, {p.pc(hot.kwhYesterday - hot.kwhBaseline, hot.kwhBaseline)} over [= {hot.h}.kwhYesterday / {hot.h}.kwhBaseline - 1]. Nothing else in the estate is as far out.

- **Estate:** {p.n(used)} kWh over {p.n(len(m))} meters {f_used}, {p.pc(abs(used - base), base, 1)} {off} the baseline of {p.n(base)} {f_base}.
- **Not reporting:** {gone}. Treat their figures as old.
- **Fault:** {p.t(fault.meterId, fault.meterId)} at {fault.site} {p.h(fault)} went from ok to fault since the last run.
- **Alarms:** {p.n(len(mute))} [= count(alarms where acknowledgedBy is empty)] of {p.n(len(a))} have no owner, {p.n(len(loud))} of them high severity. Take {loud[0].text} at {loud[0].site} {p.h(loud[0])} first, raised {p.d(day_of(loud[0].raisedAt))}.
- **Bills:** {p.c(len(late), "open bill", digits=True)} past due, {p.m(total(late, "amount"))} [= sum(bills.amount where state = "open" and dueOn < today)]. Oldest is {p.t(first.billNo, first.billNo)} {p.h(first)} from {first.supplier}, {p.m(first.amount)}, due {p.d(first.dueOn)}.
"""


def meters_weekly(p: Page, w: World) -> str:
    """Budget watch: bills by supplier in a table, then remarks."""
    b = w.rows["bills"]
    rows = sorted(groups(b, "supplier"), key=lambda g: -total(g[1], "amount"))
    table = "\n".join(f'| {name} | {p.n(len(rs))} [= count(bills where supplier = "{name}")] | {p.m(total(rs, "amount"))} [= sum(bills.amount where supplier = "{name}")] | {p.m(total(where(rs, state="open"), "amount"))} [= sum(bills.amount where supplier = "{name}" and state = "open")] |' for name, rs in rows)
    open_, fought = where(b, state="open"), where(b, state="disputed")
    soon = min((r for r in open_ if r.dueOn >= p.today), key=lambda r: r.dueOn)
    big = ranked(b, "amount")[0]
    name, top = rows[0]
    quarrel = " and ".join(f"{p.t(r.billNo, r.billNo)} {p.h(r)} ({p.m(r.amount)})" for r in fought[:2])
    left = total(open_, "amount")
    return f"""
**Release {p.t(soon.billNo, soon.billNo)} {p.h(soon)} today.** {p.m(soon.amount)} to {soon.supplier} falls due {p.d(soon.dueOn, "w")}, {p.c((soon.dueOn - p.today).days, "day", digits=True)} from now [= {soon.h}.dueOn - today].

## Bills by supplier

| Supplier | Bills | Total | Still open |
|---|---:|---:|---:|
{table}

## Reading

All {p.n(len(b))} bills come to {p.m(total(b, "amount"))} {p.f("Amount of", "bills")}. {p.n(len(open_))} are open, worth {p.m(left)} {p.f("Utility bills by state")}. {name} is {p.pc(total(top, "amount"), total(b, "amount"))} of everything billed [= sum(bills.amount where supplier = "{name}") / sum(bills.amount)].

The largest single bill is {p.t(big.billNo, big.billNo)} {p.h(big)}, {p.m(big.amount)} for {big.site}. The average bill is {p.m(round(total(b, "amount") / len(b), 2))} [= average(bills.amount)].

In dispute: {quarrel}. The data does not say why. Hold those until the supplier answers, and {p.x("chase weekly")}.
"""


def meters_shift(p: Page, w: World) -> str:
    """Handover to the day engineer, short lines with owners."""
    m, a = w.rows["meters"], w.rows["alarms"]
    over = [r for r in m if r.kwhYesterday > 1.15 * r.kwhBaseline]
    over.sort(key=lambda r: -r.kwhYesterday / r.kwhBaseline)
    power, gas = where(m, kind="electricity"), where(m, kind="gas")
    jump = max((r for r in m if r.status == "ok"), key=lambda r: r.kwhYesterday - w.was[r.meterId])
    high = where(a, severity="high")
    lines = "\n".join(f"{n}. {r.site}, {p.t(r.meterId, r.meterId)} {p.h(r)}: {p.n(r.kwhYesterday)} kWh, baseline {p.n(r.kwhBaseline)}, so {p.n(r.kwhYesterday - r.kwhBaseline)} too many [= {r.h}.kwhYesterday - {r.h}.kwhBaseline]." for n, r in enumerate(over[:3], 1))
    taken = next(r for r in a if r.acknowledgedBy)
    return f"""
Start at {over[0].site}. {p.w(len(over), upper=True)} meters [= count(meters where kwhYesterday > 1.15 * kwhBaseline)] ran more than {p.x("15%")} over their baseline yesterday:

{lines}

Biggest rise on the day before: {p.t(jump.meterId, jump.meterId)} at {jump.site} {p.h(jump)}, {p.n(w.was[jump.meterId])} to {p.n(jump.kwhYesterday)} kWh, up {p.n(jump.kwhYesterday - w.was[jump.meterId])} [= {jump.h}.kwhYesterday - before({jump.h}.kwhYesterday)].

Split: electricity {p.n(total(power, "kwhYesterday"))} kWh [= sum(meters.kwhYesterday where kind = "electricity")] on {p.n(len(power))} meters, gas {p.n(total(gas, "kwhYesterday"))} kWh [= sum(meters.kwhYesterday where kind = "gas")] on {p.n(len(gas))}. Highest peak on the electricity side: {p.n(max(r.peakKw for r in power))} kW [= max(meters.peakKw where kind = "electricity")].

Alarms: {p.c(len(high), "high-severity alarm", digits=True)} on the board {p.f("Site alarms by severity")}. {taken.acknowledgedBy} has {taken.text} at {taken.site} {p.h(taken)}; no need to call that one again. Please check the rest by {p.x("10:00")}.
"""


def law_monday(p: Page, w: World) -> str:
    """What needs me this week, for a managing partner: prose and a list of deadlines."""
    m, inv = w.rows["clio.matters"], w.rows["ledger.invoices"]
    soon = sorted((r for r in m if r.nextDeadline <= p.today + timedelta(days=7)), key=lambda r: r.nextDeadline)
    over, held = m[5], m[2]
    late = [r for r in inv if r.status != "paid" and r.dueOn < p.today]
    oldest = min(late, key=lambda r: r.dueOn)
    wip, billed = total(m, "unbilled"), total(m, "billed")
    f_wip, f_billed = p.f("Unbilled of"), p.f("Billed of")
    lines = "\n".join(f"- {p.d(r.nextDeadline, 'w')}: {r.client}, {r.matter} {p.h(r)}. {r.partner}, {p.m(r.unbilled)} unbilled." for r in soon[:4])
    return f"""
**{soon[0].client}, {soon[0].matter} {p.h(soon[0])} has a deadline {p.d(soon[0].nextDeadline, "w")}. Confirm with {soon[0].partner} that it is covered.**

{p.w(len(soon), upper=True)} matters have a deadline within {p.x("seven days")} {p.f("matter", "due in the next 7 days")}:

{lines}

**Over budget.** {over.client}, {over.matter} {p.h(over)}: {p.m(over.billed)} billed plus {p.m(over.unbilled)} unbilled is {p.m(over.billed + over.unbilled)} [= {over.h}.billed + {over.h}.unbilled] against a budget of {p.m(over.budget)}, {p.m(over.billed + over.unbilled - over.budget)} too much [= {over.h}.billed + {over.h}.unbilled - {over.h}.budget]. Its unbilled time grew from {p.m(w.was[over.number])} since the last briefing. Raise it with the client before more time is recorded.

**On hold.** {held.client}, {held.matter} {p.h(held)} moved from active to on hold.

**Money.** Unbilled work stands at {p.m(wip)} {f_wip}, {p.pc(wip, wip + billed)} of all work done so far [= {f_wip[1:-1]} / ({f_wip[1:-1]} + {f_billed[1:-1]})]. {p.n(len(late))} invoices are overdue, {p.m(total(late, "amount"))} in all {p.f("invoice", "overdue")}; the oldest is {p.t(oldest.number, oldest.number)} {p.h(oldest)} to {oldest.client}, {p.m(oldest.amount)}, {p.n((p.today - oldest.dueOn).days)} days late.
"""


def law_time(p: Page, w: World) -> str:
    """A weekly review of hours: a table by lawyer with shares."""
    e = w.rows["clio.time"]
    hours = total(e, "hours")
    people = sorted(groups(e, "lawyer"), key=lambda g: -total(g[1], "hours"))
    paid = where(e, billable=True)
    table = "\n".join(f"| {name} | {p.n(len(rs))} | {p.n(total(rs, 'hours'), 2)} | {p.n(total(where(rs, billable=True), 'hours'), 2)} | {p.pc(total(where(rs, billable=True), 'hours'), total(rs, 'hours'))} |" for name, rs in people)
    name, top = people[0]
    low, lowest = min(people, key=lambda g: total(where(g[1], billable=True), "hours") / total(g[1], "hours"))
    long = ranked(e, "hours")[0]
    inside = where(e, narrative="Internal training")
    days = groups(e, "day")
    day, most = days[0]
    return f"""
**Ask {low} about non-billable time: only {p.pc(total(where(lowest, billable=True), "hours"), total(lowest, "hours"))} [= sum(entries.hours where lawyer = "{low}" and billable = true) / sum(entries.hours where lawyer = "{low}")] of the hours are billable.** That is the lowest share of the {p.w(len(people))}.

| Lawyer | Entries | Hours | Billable | Share |
|---|---:|---:|---:|---:|
{table}

- Recorded in all: {p.n(hours, 2)} hours in {p.n(len(e))} entries {p.f("hours in all")}; billable {p.n(total(paid, "hours"), 2)} [= sum(entries.hours where billable = true)], which is {p.pc(total(paid, "hours"), hours, 1)} [= sum(entries.hours where billable = true) / sum(entries.hours)].
- {name} has the most, {p.n(total(top, "hours"), 2)} hours [= sum(entries.hours where lawyer = "{name}")].
- Longest single entry: {p.n(long.hours, 2)} hours{f" by {long.lawyer} {p.h(long)}, {long.narrative.lower()}" if len(where(e, hours=long.hours)) == 1 else ""}.
- Internal training took {p.n(total(inside, "hours"), 2)} hours [= sum(entries.hours where narrative = "Internal training")].
- {"A busy" if len(days) > 1 and len(days[1][1]) == len(most) else "The busiest"} day by entries was {p.d(day, "w")} with {p.n(len(most))} [= count(entries where day = {day})].

Targets per lawyer are not in the data, so I cannot say who is short of one.
"""


def law_collect(p: Page, w: World) -> str:
    """Collections e-mail: who to chase, grouped by how late they are."""
    inv = w.rows["ledger.invoices"]
    owing = [r for r in inv if r.status in ("sent", "part paid")]
    late = sorted((r for r in owing if r.dueOn < p.today), key=lambda r: r.dueOn)
    deep = [r for r in late if (p.today - r.dueOn).days > 30]
    paid = inv[3]
    lines = "\n".join(f"- {r.client}, {p.t(r.number, r.number)} {p.h(r)}: {p.m(r.amount)}, due {p.d(r.dueOn)}, {p.n((p.today - r.dueOn).days)} days late [= today - {r.h}.dueOn]" for r in deep)
    part = where(inv, status="part paid")
    big = ranked(owing, "amount")[0]
    about = f"{p.n(len(part))} are marked part paid ({p.m(total(part, 'amount'))} at face value {p.f('Invoices by status')}); the ledger does not show how much has come in, so check before you write." if part else "No invoice is marked part paid."
    return f"""
Chase {deep[0].client} first.

{p.c(len(deep), "invoice", digits=True)} {"is" if len(deep) == 1 else "are"} more than {p.x("30 days")} past due, together {p.m(total(deep, "amount"))} [= sum(invoices.amount where status != "paid" and dueOn < today - 30)]. That is {p.pc(total(deep, "amount"), total(late, "amount"))} of the {p.m(total(late, "amount"))} overdue {p.f("invoice", "overdue")}.

{lines}

The other {p.n(len(late) - len(deep))} late ones are inside {p.x("30 days")} [= count(invoices where status != "paid" and dueOn < today and dueOn >= today - 30)]. A reminder is enough.

Good to know:
- {paid.client} settled {p.t(paid.number, paid.number)} {p.h(paid)}, {p.m(paid.amount)}, since the last run.
- {about}
- Largest amount owed on one invoice: {p.m(big.amount)}, {big.client} {p.h(big)}.
- Across {p.n(len(inv))} invoices the median is {p.m(_middle([r.amount for r in inv]))} [= median(invoices.amount)].

Block {p.x("45 minutes")} for the calls and log each answer in the ledger.
"""


def _middle(values: list[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else round((ordered[half - 1] + ordered[half]) / 2, 3)


def clinic_day(p: Page, w: World) -> str:
    """Front desk huddle: today's list with times."""
    a, r = w.rows["appointments"], w.rows["referrals"]
    now = where(a, day=p.today)
    ask = where(now, status="unconfirmed")
    live = [x for x in now if x.status != "cancelled"]
    free, sure, wait = a[5], a[9], r[1]
    who = "\n".join(f"- {p.clock(x.start)} {x.patient} {p.h(x)}, {x.provider}, {x.type}, {p.n(x.minutes)} min" for x in ask)
    by = ", ".join(f'{name} {p.n(len(xs))} [= count(appointments where provider = "{name}" and start < today + 1 and status != "cancelled")]' for name, xs in groups(live, "provider"))
    return f"""
**Call the {p.c(len(ask), "unconfirmed patient", digits=True)} of today first** [= count(appointments where start < today + 1 and status = "unconfirmed")]:

{who}

**Slot to fill:** {p.clock(free.start)} with {free.provider}. {free.patient} {p.h(free)} cancelled since the last run, {p.n(free.minutes)} minutes.

**Confirmed overnight:** {sure.patient} {p.h(sure)}, {p.clock(sure.start)}, was unconfirmed. It is the long post-op visit, {p.n(sure.minutes)} minutes.

**Load today:** {p.n(len(live))} visits that are not cancelled, out of {p.n(len(now))} booked [= count(appointments where start < today + 1)]. By provider: {by}. Booked time is {p.n(total(live, "minutes"))} minutes [= sum(appointments.minutes where start < today + 1 and status != "cancelled")], about {p.n(total(live, "minutes") / 60, 1)} hours.

**Referral to place:** {wait.patient} {p.h(wait)}, {wait.joint}, urgent, has waited since {p.d(wait.receivedOn)}, {p.n((p.today - wait.receivedOn).days)} days [= today - {wait.h}.receivedOn].

Lab results could not be fetched (source failed). Do not take silence there for normal results.
"""


def clinic_claims(p: Page, w: World) -> str:
    """Billing review: denied claims and what waits, by payer."""
    c = w.rows["claims"]
    no, wait = where(c, status="denied"), where(c, status="pending")
    oldest = min(wait, key=lambda r: r.submittedOn)
    slow = [r for r in wait if (p.today - r.submittedOn).days > 30]
    big = ranked(no, "billed")[0]
    payers = sorted(groups(c, "payer"), key=lambda g: -total(g[1], "billed"))
    table = "\n".join(f"| {name} | {p.n(len(rs))} | {p.m(total(rs, 'billed'))} | {p.n(len(where(rs, status='denied')))} |" for name, rs in payers)
    name, top = payers[0]
    f_all = p.f("Billed of")
    return f"""
**Appeal {p.t(big.claimNo, big.claimNo)} {p.h(big)} first.** {big.payer} denied {p.m(big.billed)}, the largest of {p.n(len(no))} denied claims worth {p.m(total(no, "billed"))} {p.f("Insurance claims by status")}. That is {p.pc(total(no, "billed"), total(c, "billed"))} of all money claimed [= sum(claims.billed where status = "denied") / {f_all[1:-1]}].

**Pending:** {p.n(len(wait))} claims, {p.m(total(wait, "billed"))}. {p.n(len(slow))} of them [= count(claims where status = "pending" and submittedOn < today - 30)] were submitted more than {p.x("30 days")} ago. The oldest is {p.t(oldest.claimNo, oldest.claimNo)} {p.h(oldest)} with {oldest.payer}, sent {p.d(oldest.submittedOn)}, {p.n((p.today - oldest.submittedOn).days)} days ago.

| Payer | Claims | Billed | Denied |
|---|---:|---:|---:|
{table}

{name} carries the most, {p.m(total(top, "billed"))} [= sum(claims.billed where payer = "{name}")] of {p.m(total(c, "billed"))} {f_all}. The mean claim is {p.m(round(total(c, "billed") / len(c), 2))} [= average(claims.billed)].

Denial reasons are not in the data. Ask the payer before you rebill.
"""


def clinic_refs(p: Page, w: World) -> str:
    """Referral backlog, prose."""
    r = w.rows["referrals"]
    wait, urgent = where(r, status="waiting"), where(r, urgency="urgent")
    now = [x for x in urgent if x.status == "waiting"]
    late = min(now, key=lambda x: x.receivedOn)
    image = where(r, status="needs imaging")
    knee = where(r, joint="knee")
    week = [x for x in r if x.receivedOn >= p.today - timedelta(days=7)]
    mean = sum((p.today - x.receivedOn).days for x in wait) / len(wait)
    return f"""
Book {late.patient} {p.h(late)} today. The referral is urgent, came in on {p.d(late.receivedOn, "l")} and has been waiting {p.n((p.today - late.receivedOn).days)} days [= today - {late.h}.receivedOn].

Of {p.n(len(r))} referrals in the inbox, {p.n(len(wait))} are waiting {p.f("Referral inbox by status")}, {p.pc(len(wait), len(r))} [= count(referrals where status = "waiting") / count(referrals)]. {p.n(len(now))} of those {"is" if len(now) == 1 else "are"} urgent [= count(referrals where status = "waiting" and urgency = "urgent")]. On average the waiting ones are {p.n(mean, 1)} days old.

{p.c(len(image), "referral", digits=True)} cannot be booked until imaging is done; {image[0].patient} {p.h(image[0])} ({image[0].joint}) is one. Knees are {p.n(len(knee))} of the total [= count(referrals where joint = "knee")].

{p.n(len(week))} referrals arrived in the last {p.x("seven days")}. The lab source failed, so a referral that waits for a result does not show here as such.

Suggestion: hold {p.x("two")} new-patient slots each day until the urgent ones are placed.
"""


TEXTS = [
    (worlds.meters, "2026-11-12", meters_morning, ("en-GB", "en-GB")),
    (worlds.meters, "2026-11-19", meters_weekly, ("en-GB", "en-US")),
    (worlds.meters, "2026-11-12", meters_shift, ("en-GB", "en-GB")),
    (worlds.law, "2026-11-16", law_monday, ("en-US", "en-US")),
    (worlds.law, "2026-11-16", law_time, ("en-US", "en-US")),
    (worlds.law, "2026-11-23", law_collect, ("en-US", "en-US")),
    (worlds.clinic, "2026-11-18", clinic_day, ("en-US", "en-US")),
    (worlds.clinic, "2026-11-18", clinic_claims, ("en-US", "en-US")),
    (worlds.clinic, "2026-11-11", clinic_refs, ("en-US", "en-GB")),
    *more.TEXTS,
    *last.TEXTS,
    *says.TEXTS,
]

if __name__ == "__main__":
    write("blind_g", TEXTS, SEED)
