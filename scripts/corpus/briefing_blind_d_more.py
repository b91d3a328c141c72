"""Texts of blind_d.jsonl over homes, a factory, a newsroom, a law firm and a school."""

from __future__ import annotations

from datetime import timedelta

import briefing_blind_d_firms as firms
import briefing_blind_d_worlds as worlds
from briefing_blind import Page, World, day_of, groups, mean, ranked, total, where


def homes_arrears(p: Page, w: World) -> str:
    """Arrears: a lead, a numbered list, what changed."""
    j = w.rows["homes.leases"]
    owing = ranked([r for r in j if r.owes], "owes")
    double = [r for r in j if r.owes >= 2 * r.rent]
    worse, better = w.worse, w.better
    listed = "\n".join(f"{n}. {r.unit}, {r.tenant} {p.h(r)}: {p.m(r.owes)} owed on a rent of {p.m(r.rent)}" for n, r in enumerate(owing[:4], 1))
    paid = f" {better.unit} {p.h(better)} paid {p.m(w.better_was - better.owes)} and now owes {p.m(better.owes)}, down from {p.m(w.better_was)}." if better.owes else f" {better.unit} {p.h(better)} cleared its {p.m(w.better_was)}."
    return f"""
**Send notice to {worse.tenant} at {worse.unit} {p.h(worse)} today.** The balance doubled since the last run, from {p.m(w.worse_was)} to {p.m(worse.owes)}, which is now {p.w(2)} months of rent.

**Largest balances**
{listed}

**In total** {p.n(len(owing))} of {p.n(len(j))} leases carry a balance, {p.m(total(j, "owes"))} {p.f("Balance due of")} against a monthly roll of {p.m(total(j, "rent"))} {p.f("Monthly rent of")}, or {p.pc(total(j, "owes"), total(j, "rent"), 1)} of one month. {p.c(len(double), "tenant owes", "tenants owe", upper=True)} {p.x("two months")} or more.

**Changed since the last run**
{w.leaving.unit} {p.h(w.leaving)} told us they are leaving; the lease ends {p.d(w.leaving.ends)} at {p.m(w.leaving.rent)} a month.{paid}

The rent roll does not show payment plans, so check for one before any notice goes out.
"""


def homes_renewals(p: Page, w: World) -> str:
    """Lease ends in the next sixty days as a table."""
    j = w.rows["homes.leases"]
    soon = sorted((r for r in j if (r.ends - p.today).days <= 60), key=lambda r: r.ends)
    mute = [r for r in soon if r.notice is None]
    lines = "\n".join(f"| {r.unit} {p.h(r)} | {r.tenant} | {p.d(r.ends)} | {p.n((r.ends - p.today).days)} | {p.m(r.rent)} | {r.notice or 'no answer'} |" for r in soon)
    first = mute[0]
    stay = where(j, notice="renewing")
    leave = where(j, notice="leaving")
    house = max(groups(soon, "unit"), key=lambda g: g[1][0].rent)[1][0]
    return f"""
Call {first.tenant} ({first.unit}) first: the lease ends {p.d(first.ends, "w")}, in {p.n((first.ends - p.today).days)} days, and they have not said whether they stay {p.h(first)}.

| Unit | Tenant | Lease end | Days left | Rent | Intent |
|---|---|---|---:|---:|---|
{lines}

{p.n(len(soon))} leases end within {p.x("60 days")}, between {p.d(soon[0].ends)} and {p.d(soon[-1].ends)}, {p.m(total(soon, "rent"))} of monthly rent or {p.pc(total(soon, "rent"), total(j, "rent"))} of the roll {p.f("Monthly rent of")}. {p.n(len(mute))} of those tenants have given no answer, {p.m(total(mute, "rent"))} a month at risk. The highest rent among them is {house.unit} at {p.m(house.rent)}.

Whole portfolio: {p.n(len(stay))} renewing, {p.n(len(leave))} leaving, {p.n(len(j) - len(stay) - len(leave))} undecided.

Suggested order: everyone without an answer by {p.x("Thursday")}, then list the units that are leaving.
"""


def homes_repairs(p: Page, w: World) -> str:
    """What to dispatch today, terse."""
    t = w.rows["homes.repairs"]
    hot = t[10]
    none = [r for r in t if r.firm is None]
    old = min(t, key=lambda r: r.opened)
    big = ranked(t, "quote")[0]
    parts = where(t, state="waiting for parts")
    week = [r for r in t if r.opened >= p.today - timedelta(6)]
    urgent = where(t, level=("emergency", "high"))
    return f"""
**Dispatch now**
- {p.t(hot.id, hot.id)} {p.h(hot)}, {hot.fault.lower()} in {hot.unit}: emergency, reported {p.d(hot.opened)} ({p.n((p.today - hot.opened).days)} days ago), still open and no vendor assigned. Quote {p.m(hot.quote)}.

**Then**
- Assign vendors: {p.n(len(none))} of {p.n(len(t))} work orders have none.
- Oldest: {old.fault}, open {p.n((p.today - old.opened).days)} days since {p.d(old.opened)}, status "{old.state}" {p.h(old)}.
- Approve or refuse {big.fault} ({p.m(big.quote)}), the biggest quote {p.h(big)}{p.f("Largest work orders")}.
- {p.c(len(parts), "job", digits=True)} waiting for parts, {p.m(total(parts, "quote"))}{" " + p.f("Repairs by status") if parts else ""}. Ask the vendors for dates.

**Numbers**
- Quotes on the board: {p.m(total(t, "quote"))} {p.f("Quote of")}, average {p.m(round(mean(t, "quote"), 2), 0)}
- Emergency or high: {p.n(len(urgent))}, {p.m(total(urgent, "quote"))} {p.f("Repairs by priority")}
- New in the last {p.x("7 days")}: {p.n(len(week))} {p.f("in the last 7 days by reported")}
"""


def plant_shift(p: Page, w: World) -> str:
    """Hand-over for the production meeting."""
    o, s = w.rows["mes.orders"], w.rows["mes.stops"]
    late = sorted((r for r in o if r.due < p.today), key=lambda r: r.due)
    rush, bad = o[5], o[6]
    made, plan, scrap = total(o, "made"), total(o, "plan"), total(o, "scrap")
    long = ranked(s, "minutes")[:2]
    lines = "\n".join(f"| {name} | {p.n(len(rows))} | {p.n(total(rows, 'minutes'))} |" for name, rows in sorted(groups(s, "line")))
    lead = o[1]
    short = [r for r in w.rows["erp.materials"] if r.have < r.least]
    return f"""
**Decide at the stand-up: do we run a late shift on {lead.line} for {lead.part} {p.h(lead)}?** Order {p.t(lead.no, lead.no)} for {lead.customer} was due {p.d(lead.due)} and has {p.n(lead.made)} of {p.n(lead.plan)} pieces, {p.n(lead.plan - lead.made)} short ({p.pc(lead.made, lead.plan)} done).

**Also today**
- {p.n(len(late))} of {p.n(len(o))} orders are past due {p.f("orders overdue") if len(late) > 1 else p.f("overdue")}.
- {rush.part} {p.h(rush)} is due {p.d(rush.due, "w")} and only {p.pc(rush.made, rush.plan)} is made: {p.n(rush.plan - rush.made)} pieces to go.
- {bad.part} {p.h(bad)} has {p.n(bad.scrap)} scrap on {p.n(bad.made)} produced, {p.pc(bad.scrap, bad.made, 1)}. Quality should hold the batch.

**Output.** {p.n(made)} pieces produced against {p.n(plan)} planned, {p.pc(made, plan)} {p.f("produced in all")} {p.f("planned in all")}. Scrap is {p.n(scrap)} pieces {p.f("scrap in all")}, {p.pc(scrap, made, 2)} of what was made.

**Stops yesterday:** {p.n(len(s))}, {p.n(total(s, "minutes"))} minutes {p.f("stops", "minutes in all")}, the first at {p.clock(min(r.at for r in s))} and the last at {p.clock(max(r.at for r in s))}.

| Line | Stops | Minutes |
|---|---:|---:|
{lines}

The two longest, {long[0].why} on {long[0].line} ({p.n(long[0].minutes)} min from {p.clock(long[0].at)}) {p.h(long[0])} and {long[1].why} on {long[1].line} ({p.n(long[1].minutes)} min) {p.h(long[1])}, make up {p.pc(total(long, "minutes"), total(s, "minutes"))} of the downtime.

**Materials:** {p.n(len(short))} are under their minimum; {short[0].good} {p.h(short[0])} is at {p.n(short[0].have)} of {p.n(short[0].least)}, next delivery {p.d(short[0].on)}.
"""


def plant_lage(p: Page, w: World) -> str:
    """Materials and orders in German."""
    o, m = w.rows["mes.orders"], w.rows["erp.materials"]
    short = sorted((r for r in m if r.have < r.least), key=lambda r: r.on)
    last = max(short, key=lambda r: r.on)
    late = [r for r in o if r.due < p.today]
    lead = o[1]
    bad = o[6]
    lines = "\n".join(f"| {r.good} {p.h(r)} | {p.n(r.have)} | {p.n(r.least)} | {p.n(r.least - r.have)} | {p.d(r.on, 's')} | {r.firm} |" for r in short)
    dear = ranked(m, "price")[0]
    stops = w.rows["mes.stops"]
    return f"""
**Sofort:** {last.firm} anrufen und die Lieferung von {last.good} {p.h(last)} vorziehen. Der Bestand liegt mit {p.n(last.have)} unter dem Minimum von {p.n(last.least)}, die nächste Lieferung kommt erst am {p.d(last.on, "l")}, in {p.n((last.on - p.today).days)} Tagen.

### Material unter Minimum

| Material | Bestand | Minimum | Fehlmenge | Lieferung | Lieferant |
|---|---:|---:|---:|---|---|
{lines}

Betroffen sind {p.n(len(short))} von {p.n(len(m))} Materialien. Bestellt sind insgesamt {p.n(total(m, "coming"))} Einheiten {p.f("on order in all")}. Teuerstes Material ist {dear.good} {p.h(dear)} mit {p.m(dear.price, 2)} je Einheit.

### Aufträge

- Überfällig: {p.n(len(late))} von {p.n(len(o))} Aufträgen. Am wichtigsten ist {p.t(lead.no, lead.no)} {p.h(lead)} ({lead.part}, {lead.customer}): fällig am {p.d(lead.due, "n")}, {p.n(lead.made)} von {p.n(lead.plan)} Stück fertig, also {p.pc(lead.made, lead.plan)}.
- Produziert wurden {p.n(total(o, "made"))} Stück {p.f("produced in all")} bei {p.n(total(o, "plan"))} geplanten {p.f("planned in all")}.
- Ausschuss: {p.n(total(o, "scrap"))} Stück {p.f("scrap in all")}, eine Quote von {p.pc(total(o, "scrap"), total(o, "made"), 1)}. Auffällig ist {bad.part} {p.h(bad)} mit {p.n(bad.scrap)} Stück.
- Stillstand gestern: {p.n(total(stops, "minutes"))} Minuten in {p.n(len(stops))} Fällen {p.f("stops", "minutes in all")}.

Ob das fehlende Material einen dieser Aufträge aufhält, steht nicht in den Daten.
"""


def news_conference(p: Page, w: World) -> str:
    """The morning conference: deadlines with times."""
    s = w.rows["desk.stories"]
    now = sorted((r for r in s if day_of(r.due) == p.today), key=lambda r: r.due)
    legal, thin = s[0], s[2]
    empty = [r for r in now if r.filed == 0]
    listed = "\n".join(f"- **{p.clock(r.due)}** {r.title} {p.h(r)}, {r.writer}, {r.state}, {p.n(r.filed)}/{p.n(r.asked)} words" for r in now)
    desks = "; ".join(f"{name} {p.n(len(rows))}" for name, rows in groups(s, "desk"))
    ready = where(s, state="ready")
    line = f"Nothing is filed yet on {empty[0].title} {p.h(empty[0])}, due {p.clock(empty[0].due)}." if empty else "Every piece that is due today has at least some copy."
    return f"""
**First call: legal on "{legal.title}" {p.h(legal)}.** It is due at {p.clock(legal.due)}, {p.n(legal.filed)} words filed, {p.n(legal.filed - legal.asked)} over length, and has not been cleared.

**Second: {thin.writer}.** "{thin.title}" {p.h(thin)} has {p.n(thin.filed)} of {p.n(thin.asked)} words ({p.pc(thin.filed, thin.asked)}) for a {p.clock(thin.due)} deadline. {line}

**Due today ({p.n(len(now))})**
{listed}

**The list as a whole**
{p.n(len(s))} stories, {desks}. Ready: {p.n(len(ready))}. With legal: {p.n(len(where(s, state="legal")))} {p.f("Story list by status") if p.has("Story list by status") else ""}. Copy: {p.n(total(s, "filed"))} words filed of {p.n(total(s, "asked"))} commissioned {p.f("words filed in all")[:-1]}, {p.f("words asked in all")[1:]}, {p.pc(total(s, "filed"), total(s, "asked"))}.

Keep {p.x("10 minutes")} at the end for the weekend.
"""


def news_reads(p: Page, w: World) -> str:
    """What was read, in prose for the editor."""
    a = ranked(w.rows["web.reads"], "views")
    top, second, flop = a[0], a[1], a[-1]
    views = total(a, "views")
    stay = ranked(a, "secs")[0]
    found = ranked(a, "search")[0]
    young = [r for r in a if day_of(r.out) == p.today - timedelta(1)]
    return f"""
Put a follow-up to "{top.title}" {p.h(top)} on the list for today. It drew {p.n(top.views)} pageviews, {p.pc(top.views, views)} of everything we measured, {p.n(top.views - second.views)} more than the runner-up, "{second.title}" {p.h(second)}, with {p.n(second.views)}.

All {p.n(len(a))} articles together reached {p.n(views)} pageviews {p.f("pageviews in all")} and over {p.over(total(a, "readers"))} readers {p.f("readers in all")}, so {p.n(views / total(a, "readers"), 2)} views per reader. Roughly speaking, the top {p.x("three")} did the work: {p.n(total(a[:3], "views"))} views, or {p.pc(total(a[:3], "views"), views)}.

Attention went elsewhere. Readers stayed longest on "{stay.title}" {p.h(stay)}, {p.n(stay.secs)} seconds on average, compared with {p.n(mean(a, "secs"), 0)} seconds as a plain mean over the {p.n(len(a))} pieces. Search mattered most for "{found.title}" {p.h(found)}, where it brought {p.t(f"{found.search}%", found.search)} of the visits.

Published {p.rel(p.today - timedelta(1))}: {p.n(len(young))} of the {p.n(len(a))}. The weakest of all was "{flop.title}" {p.h(flop)} at {p.n(flop.views)} views; I would not repeat the format before {p.x("Monday")}. There is no figure for subscriptions in this data.
"""


def law_deadlines(p: Page, w: World) -> str:
    """Deadlines and hearings with a failed source."""
    m, h = w.rows["firm.matters"], w.rows["firm.hearings"]
    late = min(m, key=lambda r: r.due)
    soon = sorted((r for r in m if p.today <= r.due <= p.today + timedelta(7)), key=lambda r: r.due)
    now = [r for r in h if day_of(r.at) == p.today]
    listed = "\n".join(f"- {p.d(r.due, 'w')}{' (' + p.rel(r.due) + ')' if (r.due - p.today).days == 1 else ''}: {r.client} (No. {p.t(r.no, r.no)}) {p.h(r)}, {r.what}, {r.partner}" for r in soon)
    court = "\n".join(f"- {p.clock(r.at)} {r.title} {p.h(r)}, {r.place}, {p.n(r.minutes)} minutes" for r in sorted(now, key=lambda r: r.at))
    rest = len(h) - len(now)
    return f"""
**Check {late.client} {p.h(late)} before anything else.** Matter {p.t(late.no, late.no)} has "{late.what}" on {p.d(late.due, "l")}, {p.c((p.today - late.due).days, "day", digits=True)} ago, and nothing says that it was met. {late.partner} is responsible.

**Next 7 days** {p.f("due in the next 7 days")}
{listed}

**In court today**
{court}

{p.n(rest)} more hearings follow by {p.d(max(day_of(r.at) for r in h), "w")}; all {p.n(len(h))} add up to {p.n(total(h, "minutes"))} minutes {p.f("hearings", "minutes in all")}, about {p.n(total(h, "minutes") / 60, 1)} hours.

**Not available:** the shared inbox failed to load, so new service or court notices may be sitting there. Open it by hand before {p.x("10 a.m.")}

Source for deadlines: {p.n(len(m))} open matters {p.f("Open matters:")}. I did not compute any deadline myself.
"""


def law_wip(p: Page, w: World) -> str:
    """Unbilled time by partner for the managing partner."""
    m = w.rows["firm.matters"]
    top = ranked(m, "wip")[:3]
    dry = ranked([r for r in m if r.wip > r.trust], "wip")
    zero = [r for r in m if r.trust == 0]
    wip = total(m, "wip")
    lines = "\n".join(f"| {name} | {p.n(len(rows))} | {p.n(total(rows, 'hours'))} | {p.m(total(rows, 'wip'))} | {p.m(total(rows, 'trust'))} |" for name, rows in groups(m, "partner"))
    kinds = ", ".join(f"{name} {p.m(total(rows, 'wip'))}" for name, rows in groups(m, "kind")[:3])
    return f"""
Bill {top[0].client} {p.h(top[0])} this week. It carries {p.m(top[0].wip)} of unbilled time, {p.pc(top[0].wip, wip)} of the firm's total, against {p.m(top[0].trust)} in trust.

### By partner

| Partner | Matters | Unbilled hours | Unbilled | In trust |
|---|---:|---:|---:|---:|
{lines}
| **Firm** | **{p.n(len(m))}** | **{p.n(total(m, "hours"))}** | **{p.m(wip)}** {p.f("Unbilled of")} | **{p.m(total(m, "trust"))}** {p.f("Trust balance of")} |

### What stands out

- The top three are {top[0].client} ({p.m(top[0].wip)}), {top[1].client} {p.h(top[1])} ({p.m(top[1].wip)}) and {top[2].client} {p.h(top[2])} ({p.m(top[2].wip)}); together {p.m(total(top, "wip"))}, {p.pc(total(top, "wip"), wip, 1)} of all unbilled time.
- {p.n(len(dry))} of {p.n(len(m))} matters have more unbilled than they hold in trust. {p.c(len(zero), "matter has", "matters have", upper=True)} nothing in trust at all.
- Trust covers {p.pc(total(m, "trust"), wip)} of unbilled time firm-wide; put differently, unbilled time is {p.n(wip / total(m, "trust"), 1)} times what we hold.
- Average value of an unbilled hour: {p.m(round(wip / total(m, "hours"), 2), 0)}.
- By practice, largest groups first: {kinds}.

The shared inbox failed, so any billing instruction that clients sent by mail is missing here. Aim to have pre-bills out by the {p.x("15th")}.
"""


def school_morning(p: Page, w: World) -> str:
    """First thing at the school office."""
    a, f = w.rows["school.absences"], w.rows["school.fees"]
    now = where(a, day=p.today)
    odd = where(now, why="unexplained")
    years = sorted(groups(a, "year"), key=lambda g: (-len(g[1]), g[0]))
    late = sorted((r for r in f if r.due < p.today), key=lambda r: r.due)
    soon = [r for r in f if p.today <= r.due <= p.today + timedelta(7)]
    names = ", ".join(f"{r.pupil} ({r.year}) {p.h(r)}" for r in odd[:5])
    days = ", ".join(f"{p.d(day, 'W')} {p.n(len(where(a, day=day)))}" for day in sorted({r.day for r in a if r.day != p.today}))
    due = f"{p.c(len(soon), 'more falls', 'more fall', upper=True)} due within {p.x('a week')}." if soon else "Nothing else falls due this week."
    return f"""
**Ring home before {p.x("9:30")}:** {p.c(len(odd), "absence", digits=True)} today without a reason. {names}.

**Absences**
- Today: {p.n(len(now))}, of which {p.n(len(odd))} unexplained.
- Earlier this week: {days}. Register total {p.n(len(a))}, {p.n(total(a, "sessions"))} sessions {p.f("sessions in all")}.
- Most affected: {years[0][0]} with {p.n(len(years[0][1]))}, then {years[1][0]} with {p.n(len(years[1][1]))}.
- Illness accounts for {p.n(len(where(a, why="illness")))} of the {p.n(len(a))} ({p.pc(len(where(a, why="illness")), len(a))}).

**Money**
- {p.n(len(late))} fees are overdue, {p.m(total(late, "sum"))} {p.f("fees overdue")}. The oldest is the {late[0].family} family {p.h(late[0])}: {p.m(late[0].sum)} for {late[0].what}, due {p.d(late[0].due)}, {p.c(late[0].reminders, "reminder", digits=True)} sent.
- Everything outstanding: {p.m(total(f, "sum"))} on {p.n(len(f))} items {p.f("Outstanding of")}. {due}

If a parent disputes an amount, note it and pass it on; no need to settle it today.
"""


def school_places(p: Page, w: World) -> str:
    """Admissions, as a note to the head."""
    s = w.rows["school.places"]
    counts = "\n".join(f"- {name}: {p.n(len(rows))}" for name, rows in groups(s, "state"))
    old = s[0]
    idle = [r for r in where(s, state="received") if (p.today - r.got).days > 21]
    seven = where(s, year="Year 7")
    took = where(s, state="accepted")
    offers = where(s, state="offer made")
    names = ", ".join(f"{r.who} {p.h(r)}" for r in offers[:3])
    return f"""
Book an interview for {old.who} {p.h(old)} now. The application, {p.t(old.id, old.id)}, came in on {p.d(old.got, "l")} and has had no next step in {p.n((p.today - old.got).days)} days.

**Where the {p.n(len(s))} applications stand** {p.f("Applications by status") if p.has("Applications by status") else p.f("Applications:")}
{counts}

{p.c(len(idle), "application has", "applications have", upper=True)} sat at "received" for more than {p.x("three weeks")}. Entry to Year 7 makes up {p.n(len(seven))} of the {p.n(len(s))}, Year 9 the other {p.n(len(s) - len(seven))}.

Offers out and unanswered: {names}. {p.c(len(took), "family has", "families have", upper=True)} accepted so far, {p.pc(len(took), len(s))} of all applicants. Applications came in between {p.d(min(r.got for r in s))} and {p.d(max(r.got for r in s))} {p.f("Applications: Received from")}.

For comparison with last year I would need last year's numbers, which are not in the data.
"""


TEXTS = [
    (worlds.homes, "2026-12-01", homes_arrears, ("en-US", "en-US")),
    (worlds.homes, "2027-02-03", homes_renewals, ("en-US", "en-GB")),
    (worlds.homes, "2026-11-27", homes_repairs, ("en-US", "en-US")),
    (worlds.plant, "2026-12-09", plant_shift, ("en-GB", "en-US")),
    (worlds.plant, "2026-11-25", plant_lage, ("de-DE/de", "de-DE/de")),
    (firms.newsroom, "2026-12-04", news_conference, ("en-GB", "en-US")),
    (firms.newsroom, "2027-01-20", news_reads, ("en-GB", "en-GB")),
    (firms.chambers, "2026-12-02", law_deadlines, ("en-US", "en-US")),
    (firms.chambers, "2027-02-09", law_wip, ("en-US", "en-US")),
    (firms.school, "2026-11-27", school_morning, ("en-GB", "en-GB")),
    (firms.school, "2027-01-15", school_places, ("en-GB", "en-GB")),
]
