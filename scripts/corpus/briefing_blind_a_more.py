"""The second half of the texts of blind_a.jsonl."""

from __future__ import annotations

from datetime import timedelta

from briefing_blind import Page, World, day_of, groups, mean, median, ranked, total, where


def homes_german(p: Page, w: World) -> str:
    """In German, for the owner of the agency."""
    r = w.rows["homes.listings"]
    top, low = ranked(r, "price")[0], ranked(r, "price")[-1]
    seen = ranked(r, "views")[0]
    hugo = where(r, agent="Hugo Blanc")
    flats = where(r, kind="flat")
    return f"""
Guten Morgen,

wir haben {p.n(len(r))} Objekte im Verkauf, zusammen {p.m(total(r, 'price'))}. Der Durchschnittspreis liegt bei {p.m(mean(r, 'price'), 0)}.

- Teuerstes Objekt: {top.address} {p.h(top)} mit {p.m(top.price)}, {p.n(top.area)} m² und {p.n(top.rooms)} Zimmern.
- Günstigstes: {low.address} {p.h(low)} für {p.m(low.price)}. Der Unterschied beträgt {p.m(top.price - low.price)}.
- Am meisten angesehen: {seen.address} {p.h(seen)}, {p.n(seen.views)} Aufrufe seit dem {p.d(seen.listed, 'l')}, {p.n(seen.enquiries)} Anfragen.

Hugo Blanc betreut {p.n(len(hugo))} Objekte im Wert von {p.m(total(hugo, 'price'))}, das sind {p.pc(total(hugo, 'price'), total(r, 'price'))} des Bestands. Wohnungen: {p.n(len(flats))}.

Bitte {p.x('morgen')} bis {p.x('10 Uhr')} die Fotos für {low.address} nachreichen.
"""


def homes_prices(p: Page, w: World) -> str:
    """A table of the five dearest with price per square metre."""
    r = w.rows["homes.listings"]
    top = ranked(r, "price")[:5]
    rows = "\n".join(f"| {x.address} {p.hh(x)} | {p.m(x.price)} | {p.n(x.area)} | {p.m(x.price / x.area, 0)} |" for x in top)
    best = max(r, key=lambda x: x.price / x.area)
    return f"""
# Portfolio note

| Address | Asking price | m² | per m² |
|---|---:|---:|---:|
{rows}

These {p.w(5)} add up to {p.m(total(top, 'price'))}, {p.pc(total(top, 'price'), total(r, 'price'))} of a portfolio of {p.mk(total(r, 'price'))}. The median asking price is {p.m(median(r, 'price'))}.

By the square metre the most expensive home is {best.address} {p.h(best)}: {p.m(best.price)} for {p.n(best.area)} m². Offers below {p.x('95%')} of asking should come to you first.
"""


def homes_stale(p: Page, w: World) -> str:
    """What has been on the market for long, in prose."""
    r = w.rows["homes.listings"]
    old = sorted(r, key=lambda x: x.listed)[:3]
    fresh = [x for x in r if (p.today - x.listed).days <= 30]
    quiet = [x for x in r if x.enquiries == 0]
    a, b, c = old
    return f"""
{p.w(3, upper=True)} homes have been waiting longest. {a.address} {p.h(a)} was listed on {p.d(a.listed, 'l')} and has been up for {p.n((p.today - a.listed).days)} days; it drew {p.n(a.views)} views. {b.address} {p.h(b)} followed on {p.d(b.listed, 'l')}, {p.m(b.price)}, {p.c(b.enquiries, 'enquiry', 'enquiries')}. {c.address} {p.h(c)} has been on since {p.d(c.listed, 's')} at {p.m(c.price)}.

Newer stock moves: {p.c(len(fresh), 'listing is', 'listings are')} no older than {p.x('30 days')}. {p.c(len(quiet), 'home has', 'homes have', upper=True)} not had a single enquiry. All listings together were viewed {p.n(total(r, 'views'))} times and brought {p.n(total(r, 'enquiries'))} enquiries, one per {p.n(total(r, 'views') / total(r, 'enquiries'), 0)} views.

Try a {p.x('3%')} cut on {a.address} for {p.x('two weeks')}.
"""


def kitchen_orders(p: Page, w: World) -> str:
    """What comes through the back door."""
    o = w.rows["kitchen.orders"]
    late = sorted((r for r in o if r.delivery < p.today), key=lambda r: r.delivery)
    now = [r for r in o if r.delivery == p.today]
    big = ranked(o, "amount")[0]
    late_lines = "\n".join(f"- {r.number} from {r.supplier} {p.h(r)}: {p.m(r.amount, 2)}, promised for {p.d(r.delivery, 'w')}, {p.c((p.today - r.delivery).days, 'day')} late" for r in late)
    arriving = f"{p.rel(p.today)}: {', '.join(f'{r.number} {p.h(r)} ({p.n(r.lines)} lines)' for r in now)}" if now else "today: nothing"
    return f"""
Chef, deliveries:

{p.c(len(late), 'order', upper=True)} late{':' if late else '.'}
{late_lines}

Arriving {arriving}.

The largest order outstanding is {big.number} {p.h(big)} with {big.supplier}: {p.m(big.amount)} for {p.n(big.lines)} lines, due {p.d(big.delivery, 's')}. All {p.n(len(o))} orders come to {p.m(total(o, 'amount'))}; {p.c(len(where(o, status='confirmed')), 'is', 'are')} confirmed.

Keep {p.x('two people')} on goods-in from {p.x('7 am')}.
"""


def kitchen_short(p: Page, w: World) -> str:
    """What to buy, by supplier."""
    s = w.rows["kitchen.stock"]
    short = [r for r in s if r.short]
    out = where(s, hand=0)
    parts = []
    for name, rows in groups(short, "supplier"):
        worst = sorted(rows, key=lambda r: (-r.short, r.item))[:2]
        said = " and ".join(f"{r.item} {p.h(r)} ({p.n(r.hand)} on hand, par {p.n(r.par)}, so {p.n(r.short)} short)" for r in worst)
        parts.append(f"**{name}**. {p.c(len(rows), 'item', upper=True)} below par. Worst: {said}.")
    body = "\n\n".join(parts)
    return f"""
{p.n(len(short))} of {p.n(len(s))} items are under par{f', and {p.c(len(out), "item is", "items are")} at zero' if out else ''}.

{body}

Order before {p.x('2 pm')}; anything under {p.x('$20')} can wait for {p.x('Thursday')}.
"""


def kitchen_value(p: Page, w: World) -> str:
    """Stock value and open orders."""
    s, o = w.rows["kitchen.stock"], w.rows["kitchen.orders"]
    dear = ranked(s, "cost")[0]
    sent = where(o, status="sent")
    return f"""
Open orders: {p.m(total(o, 'amount'), 2)} across {p.n(len(o))} purchase orders, {p.m(mean(o, 'amount'), 2)} each on average. Not confirmed yet: {p.m(total(sent, 'amount'), 2)} in {p.c(len(sent), 'order')}. The smallest is {p.m(min(r.amount for r in o), 2)}, the biggest {p.m(max(r.amount for r in o), 2)}.

Stock: {p.n(len(s))} items counted, {p.n(total(s, 'hand'))} units in total. Unit costs run from {p.m(min(r.cost for r in s), 2)} to {p.m(max(r.cost for r in s), 2)}; one of the dearest is {dear.item} {p.h(dear)} at {p.m(dear.cost, 2)} per {dear.unit}, with {p.n(dear.hand)} on the shelf.

Old Mill Dairy supplies {p.c(len(where(s, supplier='Old Mill Dairy')), 'item')}, Harbor Fish {p.c(len(where(s, supplier='Harbor Fish')), 'item')}. Recount {p.x('five')} items at random {p.x('tonight')}.
"""


def register_sites(p: Page, w: World) -> str:
    """A table by site."""
    d = w.rows["it.assets"]
    rows = "\n".join(
        f"| {name} | {p.n(len(x))} | {p.n(len(where(x, kind='laptop')))} | {p.m(total(x, 'cost'), 2)} | {p.pc(total(x, 'cost'), total(d, 'cost'))} |"
        for name, x in groups(d, "site")
    )
    spare, mend = where(d, state="spare"), where(d, state="in repair")
    return f"""
**Register, by site**

| Site | Devices | of which laptops | Purchase cost | Share of cost |
|---|---:|---:|---:|---:|
{rows}
| Sum | {p.n(len(d))} | {p.n(len(where(d, kind='laptop')))} | {p.m(total(d, 'cost'), 2)} | |

{p.c(len(spare), 'device', upper=True)} spare, {p.c(len(mend), 'device')} in repair. The spares are worth {p.m(total(spare, 'cost'), 2)} at purchase cost. Hold back {p.x('3')} of them for starters in {p.x('January')}.
"""


def register_warranty(p: Page, w: World) -> str:
    """Warranties, terse."""
    d = w.rows["it.assets"]
    lapsed = [r for r in d if r.warranty < p.today]
    soon = sorted((r for r in d if p.today <= r.warranty <= p.today + timedelta(days=120)), key=lambda r: r.warranty)[:4]
    lines = "\n".join(f"  * {r.tag} {p.h(r)}, {r.model}, {r.site}: ends {p.d(r.warranty, 'i' if n % 2 else 'y')}, {p.n((r.warranty - p.today).days)} days left" for n, r in enumerate(soon))
    newest = max(d, key=lambda r: (r.bought, r.tag))
    laps = where(d, kind="laptop")
    return f"""
Out of warranty: {p.n(len(lapsed))} / {p.n(len(d))} devices ({p.pc(len(lapsed), len(d))}), cost when new {p.m(total(lapsed, 'cost'))}.
Next to lapse:
{lines}
Newest purchase: {newest.tag} {p.h(newest)} on {p.d(newest.bought, 'y')}, {p.m(newest.cost)}.
Laptops: {p.n(len(laps))}, mean cost {p.m(mean(laps, 'cost'), 2)}. Phones: {p.n(len(where(d, kind='phone')))}. Docks: {p.n(len(where(d, kind='dock')))}.
Budget for replacements: I would ask for {p.x('£15,000')} and settle for {p.x('£12,000')}.
"""


def register_german(p: Page, w: World) -> str:
    """In German, as bullets."""
    d = w.rows["it.assets"]
    mend = where(d, state="in repair")
    leeds = where(d, site="Leeds")
    old = min(d, key=lambda r: (r.bought, r.tag))
    one = mend[0]
    return f"""
## Gerätebestand

* Erfasst sind {p.n(len(d))} Geräte mit Anschaffungskosten von {p.m(total(d, 'cost'), 2)}.
* In Reparatur: {p.n(len(mend))} Geräte, darunter {one.tag} {p.h(one)} ({one.model}, {p.m(one.cost, 2)}).
* Standort Leeds: {p.n(len(leeds))} Geräte, {p.pc(len(leeds), len(d))} des Bestands, {p.m(total(leeds, 'cost'), 2)}.
* Ältestes Gerät: {old.tag} {p.h(old)}, gekauft am {p.d(old.bought, 'n')}; die Garantie endete am {p.d(old.warranty, 'n')}.
* Bildschirme: {p.n(len(where(d, kind='monitor')))}, Telefone: {p.n(len(where(d, kind='phone')))}.

Empfehlung: {p.x('zwei')} Ersatzgeräte bis {p.x('Freitag')} bereitlegen.
"""


def places_scores(p: Page, w: World) -> str:
    """For the head, in prose."""
    a = w.rows["admissions.applications"]
    top = ranked(a, "score")[:3]
    seven = where(a, entry="Year 7")
    offered = where(a, status="offered")
    kin = where(a, sibling=True)
    return f"""
{p.n(len(a))} families have applied, {p.n(len(seven))} of them for Year 7 ({p.pc(len(seven), len(a))}). {p.c(len(where(a, entry='Year 9')), 'application is', 'applications are', upper=True)} for Year 9 and {p.c(len(where(a, entry='Year 12')), 'application')} for Year 12.

At the top of the test table stands {top[0].name} {p.h(top[0])} with {p.n(top[0].score, 1)} points, ahead of {top[1].name} {p.h(top[1])} on {p.n(top[1].score, 1)} and {top[2].name} {p.h(top[2])} on {p.n(top[2].score, 1)}. The average over all applications is {p.n(mean(a, 'score'), 1)}; the lead of first over second is {p.n(top[0].score - top[1].score, 1)}.

We have made {p.c(len(offered), 'offer')}, with a mean score of {p.n(mean(offered, 'score'), 1)}. {p.c(len(kin), 'applicant has', 'applicants have', upper=True)} a brother or sister here. My advice: make {p.x('two')} more offers {p.x('this week')} and keep {p.x('10%')} of places back.
"""


def places_diary(p: Page, w: World) -> str:
    """Interviews to come."""
    a = w.rows["admissions.applications"]
    meet = sorted((r for r in a if r.meeting), key=lambda r: (r.meeting, r.name))
    lines = "\n".join(f"{p.d(r.meeting, 'w')} — {r.name} {p.h(r)}, {r.entry}, {p.n(r.score, 1)}, applied {p.d(r.sent, 's')}" for r in meet[:6])
    newest = max(a, key=lambda r: (r.sent, r.ref))
    return f"""
Interviews booked: {p.n(len(meet))}. The next ones:

{lines}

First one in {p.c((meet[0].meeting - p.today).days, 'day')}, last one on {p.d(meet[-1].meeting, 'l')}.

Still at "received": {p.n(len(where(a, status='received')))}. Declined: {p.n(len(where(a, status='declined')))}. The latest application came in on {p.d(newest.sent, 'l')}, the earliest on {p.d(min(r.sent for r in a), 'l')}. From overseas: {p.n(len(where(a, school='Overseas')))}.

Each interview should take {p.x('25 minutes')}.
"""


def deals_changes(p: Page, w: World) -> str:
    """What changed over the weekend."""
    d = w.rows["crm.deals"]
    r, c, s = w.raised, w.cut, w.slipped
    was = w.was
    return f"""
What changed:

1. {r.name} {p.h(r)} grew by {p.m(r.amount - was[1].amount)}, from {p.m(was[1].amount)} to {p.m(r.amount)}.
2. {c.name} {p.h(c)} shrank to {p.m(c.amount)}; it was {p.m(was[4].amount)}, a loss of {p.m(was[4].amount - c.amount)}.
3. {s.name} {p.h(s)} slipped {p.n((s.close - was[7].close).days)} days: the close date is {p.d(s.close, 'l')} instead of {p.d(was[7].close, 'l')}.
4. {w.new.name} {p.h(w.new)} appeared, {p.m(w.new.amount)}, owner {w.new.owner}.

That leaves {p.n(len(d))} deals with {p.m(total(d, 'amount'))} in total. Ask Wen about item {p.x('3')} {p.x('today')}.
"""


def deals_monday(p: Page, w: World) -> str:
    """A Monday summary, stage by stage."""
    d = w.rows["crm.deals"]
    late = [r for r in d if r.close < p.today]
    week = [r for r in d if p.today <= r.close <= p.today + timedelta(days=7)]
    stages = ", ".join(f"{name} {p.n(len(rows))} ({p.m(total(rows, 'amount'))})" for name, rows in groups(d, "stage"))
    top = ranked(d, "amount")[0]
    first = min(late, key=lambda r: (r.close, r.name)) if late else None
    said = f" The one that is longest past its date is {first.name} {p.h(first)}: {p.m(first.amount)}, expected {p.d(first.close, 's')}." if first else ""
    return f"""
**Bottom line:** {p.mk(total(d, 'amount'), 1 if total(d, 'amount') < 1e6 else 2)} of pipeline in {p.n(len(d))} deals. {p.c(len(late), 'deal', upper=True)} should have closed already ({p.m(total(late, 'amount'))}).{said}

**This week:** {p.c(len(week), 'deal closes', 'deals close')} by {p.x(p.shown(p.today + timedelta(days=7), 'w'))}, {p.m(total(week, 'amount'))} in all.

**By stage:** {stages}.

**Concentration:** {top.name} {p.h(top)} is {p.m(top.amount)}, {p.pc(top.amount, total(d, 'amount'))} of everything and {p.n(top.amount / mean(d, 'amount'), 1)} times the average deal.

**Ask:** a {p.x('20-minute')} review {p.x('on Tuesday')}.
"""


def deals_calls(p: Page, w: World) -> str:
    """Calls and owners."""
    d, c = w.rows["crm.deals"], w.rows["phone.calls"]
    long, short = ranked(c, "minutes")[0], ranked(c, "minutes")[-1]
    last = max(c, key=lambda r: r.started)
    parts = []
    for name in ("Rosa Lind", "Pete Amari", "Wen Zhao"):
        mine, talked = where(d, owner=name), where(c, rep=name)
        length = f" lasting {p.n(total(talked, 'minutes'))} minutes" if talked else ""
        parts.append(f"{name}: {p.c(len(mine), 'deal')} worth {p.m(total(mine, 'amount'))}, {p.c(len(talked), 'call')}{length}.")
    body = "\n".join(parts)
    return f"""
We recorded {p.c(len(c), 'call')} and talked for {p.n(total(c, 'minutes'))} minutes, about {p.about(mean(c, 'minutes'))} minutes a call. The longest was "{long.title}" {p.h(long)} with {p.n(long.minutes)} minutes, the shortest "{short.title}" {p.h(short)} with {p.n(short.minutes)}. Last call: {last.title} {p.h(last)}, {p.d(day_of(last.started), 'w')}, {p.clock(last.started)} UTC.

{body}

Call back whoever you promised to; {p.x('48 hours')} is polite.
"""


def board_short(p: Page, w: World) -> str:
    """Terse state of the tracker."""
    i = w.rows["code.issues"]
    live = where(i, state="open")
    bugs = where(live, label="bug")
    heavy = max(live, key=lambda r: (r.points, r.comments, -r.number))
    old = min(live, key=lambda r: (r.opened, r.number))
    loud = max(i, key=lambda r: (r.comments, -r.number))
    return f"""
Open {p.n(len(live))} / closed {p.n(len(i) - len(live))}. Bugs open: {p.n(len(bugs)) if bugs else 'none'}. Points open: {p.n(total(live, 'points'))}.
3.4 has {p.c(len(where(live, milestone='3.4')), 'open issue', digits=True)}, 3.5 has {p.c(len(where(live, milestone='3.5')), 'open issue', digits=True)}.
Oldest open: #{p.t(str(old.number), str(old.number))} {old.title} {p.h(old)}, opened {p.d(old.opened, 's')}, {p.n((p.today - old.opened).days)} days ago, {old.who}.
Heaviest open: {heavy.title} {p.h(heavy)}, {p.c(heavy.points, 'point', digits=True)}.
Most discussed: {loud.title} {p.h(loud)}, {p.n(loud.comments)} comments.
Per person (open): {', '.join(f'{who} {p.n(len(rows))}' for who, rows in groups(live, 'who'))}.
Plan: at most {p.x('2')} in progress each, release {p.x('on Monday')}.
"""


def board_commits(p: Page, w: World) -> str:
    """A changelog-like note."""
    c = w.rows["code.commits"]
    big = ranked(c, "added")[:2]
    first, last = min(c, key=lambda r: r.at), max(c, key=lambda r: r.at)
    authors = groups(c, "author")
    who, rows = authors[0]
    return f"""
## main, the last {p.x('seven days')}

{p.c(len(c), 'commit', upper=True)} by {p.c(len(authors), 'author')}: {p.n(total(c, 'added'))} lines added, {p.n(total(c, 'removed'))} removed, a net change of {p.n(total(c, 'added') - total(c, 'removed'))}.

It began with {p.t(first.sha[:7], first.sha[:7])} "{first.message}" {p.h(first)} on {p.d(day_of(first.at), 'w')} and ends with {p.t(last.sha, last.sha)} "{last.message}" {p.h(last)}, {p.d(day_of(last.at), 's')} {p.clock(last.at)}.

"{big[0].message}" {p.h(big[0])} is the biggest change: {p.n(big[0].added)} additions over {p.c(big[0].files, 'file', digits=True)}. "{big[1].message}" {p.h(big[1])} comes second with {p.n(big[1].added)}. {who} wrote {p.c(len(rows), 'commit')}, {p.pc(len(rows), len(c))} of them.

Read the big {p.x('two')} before you tag anything.
"""
