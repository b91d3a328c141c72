"""The second half of the texts of blind_b.jsonl."""

from __future__ import annotations

from datetime import timedelta

from briefing_blind import Page, World, day_of, groups, mean, median, ranked, total, where


def gifts_board(p: Page, w: World) -> str:
    """An executive summary."""
    d = w.rows["giving.donations"]
    top = ranked(d, "amount")[:5]
    new = where(d, first=True)
    open_ = where(d, receipt=False)
    return f"""
# Giving, {p.x('30 days')}

**Raised:** {p.mk(total(d, 'amount'), 1)} from {p.n(len(d))} gifts. The mean gift was {p.m(mean(d, 'amount'), 2)}, the median {p.m(median(d, 'amount'))}.

**Top five:** {', '.join(f'{r.donor} {p.h(r)} {p.m(r.amount)}' for r in top)}. Those {p.w(5)} gave {p.m(total(top, 'amount'))}, {p.pc(total(top, 'amount'), total(d, 'amount'))} of the month.

**First-time donors:** {p.n(len(new))}, worth {p.m(total(new, 'amount'))}. They gave {p.m(mean(new, 'amount'), 0)} on average.

**Loose ends:** {p.c(len(open_), 'donor has', 'donors have')} no receipt yet. Send these within {p.x('a week')}; gifts over {p.x('$250')} need one by law.
"""


def gifts_channels(p: Page, w: World) -> str:
    """Channels and appeals."""
    d = w.rows["giving.donations"]
    lines = "\n".join(f"{name:<6} {p.n(len(rows))} gifts, {p.m(total(rows, 'amount'))}, {p.pc(total(rows, 'amount'), total(d, 'amount'), 1)}" for name, rows in groups(d, "channel"))
    beds, dogs = where(d, appeal="Winter beds"), where(d, appeal="Dog run")
    more, less = (beds, dogs) if total(beds, "amount") > total(dogs, "amount") else (dogs, beds)
    web = where(d, channel="web")
    return f"""
By channel:

{lines}

{more[0].appeal} brought {p.m(total(more, 'amount'))} and {less[0].appeal} {p.m(total(less, 'amount'))}, a gap of {p.m(total(more, 'amount') - total(less, 'amount'))}. Altogether we took more than {p.over(total(d, 'amount'), money=True)}. An online gift is {p.m(mean(web, 'amount'), 2)} on average; over all channels it is {p.m(mean(d, 'amount'), 2)}.

The web page could ask for {p.x('$5')} more and the event for {p.x('a second')} card reader.
"""


def gifts_thanks(p: Page, w: World) -> str:
    """Whom to thank, as a numbered list."""
    d = w.rows["giving.donations"]
    new = ranked(where(d, first=True), "amount")[:4]
    last = max(r.given for r in d)
    latest = where(d, given=last)
    lines = "\n".join(f"{n}) {r.donor} {p.h(r)}: {p.m(r.amount)} by {r.channel} on {p.d(r.given, 'wsl'[n % 3])}, for {r.appeal}" for n, r in enumerate(new, 1))
    week = [r for r in d if r.given >= p.today - timedelta(days=7)]
    return f"""
Please sign these letters first (first gifts, largest on top):

{lines}

The last day with gifts was {p.d(last, 'w')}, {p.c(len(latest), 'gift')}, {p.m(total(latest, 'amount'))}. Since {p.x(p.shown(p.today - timedelta(days=7), 's'))} we received {p.m(total(week, 'amount'))} in {p.n(len(week))} gifts. The smallest gift of all was {p.m(min(r.amount for r in d))}, the largest {p.m(max(r.amount for r in d))}.
"""


def inn_arrivals(p: Page, w: World) -> str:
    """Front desk, today and the next days."""
    b = w.rows["inn.bookings"]
    soon = sorted((r for r in b if (r.arrive - p.today).days <= 4), key=lambda r: (r.arrive, r.ref))
    lines = []
    for day in sorted({r.arrive for r in soon}):
        mine = where(soon, arrive=day)
        head = "Today" if day == p.today else p.d(day, "w")
        lines.append(f"{head}: " + "; ".join(f"{r.guest} {p.h(r)}, {p.c(r.nights, 'night', digits=True)} in {r.room}" for r in mine))
    owing = [r for r in soon if r.balance]
    body = "\n\n".join(lines)
    big = ranked(soon, "value")[0]
    tail = f"{p.c(len(owing), 'of them still owes', 'of them still owe', upper=True)} money, {p.m(total(owing, 'balance'))} together." if owing else "All of them have paid."
    return f"""
{body}

Through {p.x(p.shown(p.today + timedelta(days=4), 'l'))} that makes {p.c(len(soon), 'arrival')} and {p.n(total(soon, 'people'))} guests. {tail} The dearest stay among them is {big.guest}'s {p.h(big)}: {p.n(big.nights)} x {p.m(big.rate)} = {p.m(big.value)}, leaving {p.d(big.arrive + timedelta(days=big.nights), 's')}.

Have keys ready by {p.x('3 pm')}.
"""


def inn_money(p: Page, w: World) -> str:
    """For the owners."""
    b = w.rows["inn.bookings"]
    via = groups(b, "via")
    owing = ranked(b, "balance")
    said = ", ".join(f"{name} {p.pc(total(rows, 'value'), total(b, 'value'))}" for name, rows in via)
    return f"""
Booked value over the holidays: {p.m(total(b, 'value'))}, from {p.n(len(b))} bookings with {p.n(total(b, 'nights'))} nights. That works out at {p.m(total(b, 'value') / total(b, 'nights'), 2)} a night and {p.m(mean(b, 'value'), 2)} a booking; a stay lasts {p.n(mean(b, 'nights'), 1)} nights on average.

Outstanding: almost {p.nearly(total(b, 'balance'), money=True)} ({p.m(total(b, 'balance'))}), which is {p.pc(total(b, 'balance'), total(b, 'value'))} of the value. The largest balances are {owing[0].guest} {p.h(owing[0])} ({p.m(owing[0].balance)}) and {owing[1].guest} {p.h(owing[1])} ({p.m(owing[1].balance)}).

Where the money comes from: {said}. Agencies cost us {p.x('15%')}, so push direct sales in {p.x('January')}.
"""


def inn_rooms(p: Page, w: World) -> str:
    """Per room type."""
    b = w.rows["inn.bookings"]
    parts = []
    for room, rows in sorted(groups(b, "room")):
        top = ranked(rows, "rate")[0]
        parts.append(f"**{room.capitalize()}** – {p.c(len(rows), 'booking', digits=True)}, {p.n(total(rows, 'nights'))} nights, {p.m(total(rows, 'value'))}. Highest nightly rate: {top.guest} {p.h(top)} at {p.m(top.rate)}.")
    long = max(b, key=lambda r: (r.nights, r.value))
    body = "\n".join(parts)
    return f"""
{body}

Rates run from {p.m(min(r.rate for r in b))} to {p.m(max(r.rate for r in b))} a night, {p.m(mean(b, 'rate'), 0)} on average. One of the longest stays: {long.guest} {p.h(long)}, {p.n(long.nights)} nights from {p.d(long.arrive, 'y')} to {p.d(long.arrive + timedelta(days=long.nights), 'y')}, {p.m(long.value)}, party of {p.n(long.people)}.
"""


def jobs_german(p: Page, w: World) -> str:
    """In German, a mail to the office."""
    j = w.rows["office.jobs"]
    late = sorted((r for r in j if r.due < p.today), key=lambda r: (r.due, r.number))
    nxt = min((r for r in j if r.due >= p.today), key=lambda r: (r.due, r.number))
    big = ranked(j, "words")[0]
    client, rows = max(groups(j, "client"), key=lambda g: total(g[1], "fee"))
    first = f" Am längsten {late[0].title} {p.h(late[0])}, fällig am {p.d(late[0].due, 'l')}, {p.m(late[0].fee, 2)}." if late else ""
    return f"""
Hallo zusammen,

auf dem Tisch liegen {p.n(len(j))} Aufträge mit {p.n(total(j, 'words'))} Wörtern und {p.m(total(j, 'fee'), 2)} Honorar. {f'Überfällig: {p.n(len(late))}.' if late else 'Überfällig ist nichts.'}{first}

Als Nächstes steht {nxt.title} {p.h(nxt)} an: Abgabe am {p.d(nxt.due, 'w')}, {p.n(nxt.words)} Wörter, bisher {p.t(f'{nxt.done} %', nxt.done)} erledigt.

Der größte Auftrag ist {big.title} {p.h(big)} mit {p.n(big.words)} Wörtern ({p.m(big.fee, 2)}). {client} bringt uns {p.m(total(rows, 'fee'), 2)} aus {p.n(len(rows))} Aufträgen, {p.pc(total(rows, 'fee'), total(j, 'fee'))} der Summe.

Jana, kannst du {p.x('morgen')} {p.x('zwei Stunden')} aushelfen?
"""


def jobs_people(p: Page, w: World) -> str:
    """Workload per translator, in English."""
    j = w.rows["office.jobs"]
    parts = []
    for name, rows in groups(j, "who"):
        nxt = min(rows, key=lambda r: (r.due, r.number))
        parts.append(f"{name} — {p.n(len(rows))} jobs, {p.n(total(rows, 'words'))} words, {p.m(total(rows, 'fee'), 2)}; earliest deadline {p.d(nxt.due, 'n')} ({nxt.title} {p.h(nxt)}).")
    a, b = ranked(j, "fee")[:2]
    pairs = ", ".join(f"{name} {p.n(len(rows))}" for name, rows in groups(j, "pair"))
    body = "\n\n".join(parts)
    return f"""
{body}

Best paid: {a.title} {p.h(a)} at {p.m(a.fee, 2)}, ahead of {b.title} {p.h(b)} at {p.m(b.fee, 2)} by {p.m(a.fee - b.fee, 2)}. Per word we earn {p.m(total(j, 'fee') / total(j, 'words'), 3)} on average. Pairs: {pairs}. Nobody should take more than {p.x('20,000')} words {p.x('this month')}.
"""


def platform_incidents(p: Page, w: World) -> str:
    """A weekly incident review."""
    i = w.rows["ops.incidents"]
    long = ranked(i, "minutes")[0]
    last = max(i, key=lambda r: r.began)
    wide = ranked(i, "users")[0]
    lines = "\n".join(f"* {r.level} — {r.name} {p.h(r)}: {p.n(r.minutes)} min, {p.n(r.users)} users, began {p.d(day_of(r.began), 's')} at {p.clock(r.began)}" for r in sorted(i, key=lambda r: r.began))
    return f"""
{lines}

Altogether {p.n(total(i, 'minutes'))} minutes ({p.t(p.plain(total(i, 'minutes') / 60, 1) + ' hours', total(i, 'minutes') / 60)}) of trouble in {p.c(len(i), 'incident')}, {p.n(mean(i, 'minutes'), 0)} minutes on average. "{long.name}" lasted longest, {p.pc(long.minutes, total(i, 'minutes'))} of the total. "{wide.name}" {p.h(wide)} hit the most people, {p.n(wide.users)}. It has been quiet for {p.c((p.today - day_of(last.began)).days, 'day')}, since {last.name}.

Reserve {p.x('one hour')} {p.x('on Thursday')} for the review, and aim for at most {p.x('3')} follow-ups.
"""


def platform_merges(p: Page, w: World) -> str:
    """Merge requests by state."""
    m = w.rows["git.merges"]
    live = where(m, state="opened")
    ready = [r for r in live if r.approvals >= 2]
    big = ranked(live, "lines")[0]
    old = min(live, key=lambda r: (r.opened, r.iid))
    who = ", ".join(f"{name}: {p.n(len(rows))}" for name, rows in groups(live, "author"))
    lines = "\n".join(f"   - !{r.iid} {r.title} {p.h(r)}, {p.n(r.approvals)} approvals, {p.n(r.lines)} lines" for r in ready) or "   - nothing"
    return f"""
State of review
   {p.n(len(m))} merge requests: {p.n(len(live))} opened, {p.n(len(where(m, state='merged')))} merged, {p.n(len(where(m, state='draft')))} drafts

Ready to merge ({p.x('two')} approvals or more)
{lines}

Watch
   - largest open one: {big.title} {p.h(big)}, {p.n(big.lines)} lines, {p.c(big.comments, 'comment', digits=True)}, by {big.author}
   - oldest open one: {old.title} {p.h(old)}, opened {p.d(old.opened, 'l')}, so {p.n((p.today - old.opened).days)} days old

Open per author: {who}. Lines under review: roughly {p.about(total(live, 'lines'))}.
"""


def platform_week(p: Page, w: World) -> str:
    """Merges and incidents together, as prose."""
    m, i = w.rows["git.merges"], w.rows["ops.incidents"]
    merged = where(m, state="merged")
    grave = where(i, level=("SEV1", "SEV2"))
    loud = max(m, key=lambda r: (r.comments, r.iid))
    first = min(i, key=lambda r: r.began)
    done = f"{p.c(len(merged), 'request has', 'requests have', upper=True)} been merged, {p.n(total(merged, 'lines'))} lines in sum. " if merged else ""
    return f"""
{done}{p.pc(len(where(m, state='draft')), len(m))} of the {p.n(len(m))} requests in the list are drafts. People argue most about {loud.title} {p.h(loud)}, where {p.n(loud.comments)} of the {p.n(total(m, 'comments'))} comments were left.

On the operations side we count {p.c(len(i), 'incident')}; {p.c(len(grave), 'was', 'were')} SEV1 or SEV2. The first in the window, {first.name} {p.h(first)}, began on {p.d(day_of(first.began), 'w')} and took {p.n(first.minutes)} minutes. The median incident lasted {p.n(median(i, 'minutes'))} minutes, and {p.n(total(i, 'users'))} users were affected if nobody is counted twice.

Freeze deploys from {p.x('18 December')}; keep {p.x('2')} people on call.
"""


def sales_changes(p: Page, w: World) -> str:
    """What moved since Friday, in prose."""
    o = w.rows["sales.opportunities"]
    cut, moved, up = o[0], o[2], o[5]
    was = w.was
    a, b = w.new
    return f"""
Since {p.x('Friday')}, {p.n(len(w.was))} opportunities have changed. {up.name} {p.h(up)} rose to {p.m(up.value)}, {p.m(up.value - was[5].value)} above the earlier {p.m(was[5].value)}. {cut.name} {p.h(cut)} dropped by {p.m(was[0].value - cut.value)}, to {p.m(cut.value)}. {moved.name} {p.h(moved)} came forward: the decision is now on {p.d(moved.decide, 'l')}, {p.n((was[2].decide - moved.decide).days)} days sooner than {p.d(was[2].decide, 'l')}.

{p.w(2, upper=True)} are new, {a.name} {p.h(a)} ({p.m(a.value)}) and {b.name} {p.h(b)} ({p.m(b.value)}), {p.m(a.value + b.value)} between them.

Pipeline: {p.mk(total(o, 'value'), 2)} in {p.n(len(o))} opportunities. Ring {cut.seller} {p.x('today')} about the cut, and ask for no more than {p.x('two')} reasons.
"""


def sales_board(p: Page, w: World) -> str:
    """Phases with totals, then risks."""
    o = w.rows["sales.opportunities"]
    table = "\n".join(f"| {name} | {p.n(len(rows))} | {p.m(total(rows, 'value'))} | {p.pc(total(rows, 'value'), total(o, 'value'))} |" for name, rows in groups(o, "phase"))
    late = [r for r in o if r.decide < p.today]
    top = ranked(o, "value")[:2]
    hot = [r for r in o if r.odds == 90]
    lead = f"{p.c(len(late), 'decision is', 'decisions are', upper=True)} overdue, worth {p.m(total(late, 'value'))}" if late else "No decision is overdue"
    return f"""
| Phase | No. | Value | Share |
|---|---|---|---|
{table}
| **Sum** | {p.n(len(o))} | {p.m(total(o, 'value'))} | |

Risks
1. {lead}.
2. {top[0].name} and {top[1].name} [{top[0].h}, {top[1].h}] make up {p.pc(top[0].value + top[1].value, total(o, 'value'))} of the pipeline ({p.m(top[0].value + top[1].value)}).
3. {f'{p.c(len(hot), "opportunity stands", "opportunities stand", upper=True)} at {p.x("90%")}, {p.m(total(hot, "value"))} in total' if hot else 'Nothing is close to certain'}.

German customers: {p.n(len(where(o, country='DE')))}. Dutch: {p.n(len(where(o, country='NL')))}.
"""


def sales_meetings(p: Page, w: World) -> str:
    """The calendar first."""
    o, m = w.rows["sales.opportunities"], w.rows["cal.meetings"]
    ahead = sorted((r for r in m if day_of(r.start) >= p.today), key=lambda r: r.start)
    past = [r for r in m if day_of(r.start) < p.today]
    lines = "\n".join(f"- {p.d(day_of(r.start), 'w')}, {p.clock(r.start)}: {r.subject} {p.h(r)}, {p.n(r.length)} minutes, {p.n(r.attendees)} attendees" for r in ahead) or "- nothing booked"
    sellers = "\n".join(f"- {name}: {p.n(len(rows))} opportunities, {p.m(total(rows, 'value'))}, largest {p.m(max(r.value for r in rows))}" for name, rows in groups(o, "seller"))
    near = min((r for r in o if r.decide >= p.today), key=lambda r: (r.decide, r.id))
    return f"""
Ahead
{lines}

Behind us: {p.c(len(past), 'meeting')} of {p.n(len(m))}.

Sellers
{sellers}

Nearest decision: {near.name} {p.h(near)}, {p.d(near.decide, 's')}, {p.m(near.value)}, in {near.phase}. Prepare {p.x('one page')}, not {p.x('ten')}.
"""


def tools_late(p: Page, w: World) -> str:
    """Late returns and fines."""
    k = w.rows["library.loans"]
    late = sorted((r for r in k if r.back < p.today), key=lambda r: (r.back, r.id))
    top = late[:3]
    said = "\n".join(f"{r.tool} {p.h(r)}: due back {p.d(r.back, 'l')}, {p.n((p.today - r.back).days)} days late, fine {p.m(r.fine, 2)}." for r in top)
    return f"""
{p.c(len(late), 'loan', upper=True)} out of {p.n(len(k))} late ({p.pc(len(late), len(k))}). Fines owed: {p.m(total(k, 'fine'), 2)}. We hold {p.m(total(late, 'deposit'))} in deposits against them.

Longest overdue:
{said}

Send the stern letter after {p.x('14 days')}. The fine could go up to {p.x('50p')} a day.
"""


def tools_desk(p: Page, w: World) -> str:
    """The Saturday desk."""
    k = w.rows["library.loans"]
    due = sorted((r for r in k if 0 <= (r.back - p.today).days <= 3), key=lambda r: (r.back, r.id))
    listed = ", ".join(f"{r.tool} {p.h(r)} on {p.d(r.back, 's')}" for r in due) or "nothing"
    often = max(k, key=lambda r: (r.renewed, -r.id))
    never = where(k, renewed=0)
    return f"""
Coming back over the next {p.x('three days')}: {listed}.

All loans together: {p.n(len(k))}, deposits {p.m(total(k, 'deposit'))}, {p.m(mean(k, 'deposit'), 2)} per loan. {p.c(len(never), 'loan was', 'loans were', upper=True)} never renewed; {often.tool} {p.h(often)} was renewed {p.t(f'{often.renewed} times', often.renewed)} since {p.d(often.out, 'l')}. Deposits of {p.x('£50')}: {p.n(len(where(k, deposit=50)))}.

Clean the returns for {p.x('20 minutes')} each.
"""


def event_mail(p: Page, w: World) -> str:
    """A mail with a source that is missing."""
    s, g = w.rows["event.sessions"], w.rows["event.sponsors"]
    full, empty = ranked(s, "booked")[0], ranked(s, "booked")[-1]
    owed = total(g, "pledge") - total(g, "paid")
    none = where(g, paid=0)
    said = f"{p.c(len(none), 'sponsor has', 'sponsors have', upper=True)} paid nothing at all." if none else "Every sponsor has paid something."
    return f"""
Dear both,

{p.n(2)} of {p.n(3)} sources answered; the travel desk did not, so I can say nothing about flights.

Sponsors have pledged {p.m(total(g, 'pledge'))}, of which {p.m(total(g, 'paid'))} is paid ({p.pc(total(g, 'paid'), total(g, 'pledge'))}) and {p.m(owed)} still to come. {said} The largest pledge is {p.m(max(r.pledge for r in g))} from {ranked(g, 'pledge')[0].name} {p.h(ranked(g, 'pledge')[0])}.

The programme has {p.n(len(s))} sessions and {p.n(total(s, 'booked'))} bookings. "{full.title}" {p.h(full)} leads with {p.n(full.booked)} for {p.n(full.seats)} seats; "{empty.title}" {p.h(empty)} trails with {p.n(empty.booked)}.

We open in {p.n((min(day_of(r.start) for r in s) - p.today).days)} days, on {p.d(min(day_of(r.start) for r in s), 'w')}. Order {p.x('400')} lanyards.
"""


def event_rooms(p: Page, w: World) -> str:
    """Rooms and seats."""
    s = w.rows["event.sessions"]
    parts = []
    for room, rows in sorted(groups(s, "room")):
        tight = min(rows, key=lambda r: (r.free / r.seats, r.code))
        parts.append(f"{room}: {p.n(len(rows))} sessions, {p.n(total(rows, 'minutes'))} minutes, {p.n(total(rows, 'booked'))} booked. Tightest is {tight.title} {p.h(tight)}, {p.n(tight.booked)} of {p.n(tight.seats)} seats gone ({p.pc(tight.booked, tight.seats)}), {p.n(tight.free)} left.")
    body = "\n\n".join(parts)
    early = min(s, key=lambda r: (r.start, r.code))
    return f"""
{body}

Doors: {early.title} {p.h(early)} is first, {p.d(day_of(early.start), 'l')}, {p.clock(early.start)}. Mean booking per session: {p.n(mean(s, 'booked'), 0)}. Stewards should be there {p.x('45 minutes')} before.
"""


def leases_note(p: Page, w: World) -> str:
    """Five or six leases in detail."""
    k = sorted(w.rows["estate.leases"], key=lambda r: r.ends)
    first = k[0]
    dear = max(k, key=lambda r: r.rent / r.area)
    parts = "\n".join(f"- **{r.name}** {p.h(r)}: {p.m(r.rent)} a month until {p.d(r.ends, 'y')}, {p.n(r.area)} m², {p.n(r.desks)} desks, {p.n(r.notice)} months' notice" for r in k)
    return f"""
{parts}

{p.n(len(k))} leases cost {p.m(total(k, 'rent'))} a month, {p.m(total(k, 'rent') * 12)} a year. {first.name} {p.h(first)} runs out first, in {p.n((first.ends - p.today).days)} days. {dear.name} {p.h(dear)} is the dearest by area: {p.m(dear.rent / dear.area, 2)} per m² against {p.m(total(k, 'rent') / total(k, 'area'), 2)} overall. Per desk we pay {p.m(total(k, 'rent') / total(k, 'desks'), 0)}.

Negotiate for {p.x('three years')} with {p.x('two months')} free.
"""
