"""Texts of blind_h.jsonl for a maker's purchasing and a hotel group."""

from __future__ import annotations

import briefing_blind_h_firms as firms
from briefing_blind import Page, World, groups, mean, ranked, total, where

DUE = 'status != "geliefert"'
UNPAID = 'status != "bezahlt"'


def einkauf_morgen(p: Page, w: World) -> str:
    """Der Morgen im Einkauf: Verzug, Änderungen, Skonto."""
    b, r_ = w.rows["sap.bestellungen"], w.rows["datev.rechnungen"]
    offen = [r for r in b if r.status != "geliefert"]
    spaet = sorted((r for r in offen if r.liefertermin < p.today), key=lambda r: r.liefertermin)
    kommt = sorted((r for r in offen if 0 <= (r.liefertermin - p.today).days <= 7), key=lambda r: r.liefertermin)
    skonto = [r for r in r_ if r.skonto_prozent and r.status in {"offen", "freigegeben"} and 0 <= (r.skonto_bis - p.today).days <= 3]
    zeilen = "\n".join(
        f"- {r.bezeichnung} {p.h(r)}: {p.m(r.wert)}, Termin war der {p.d(r.liefertermin)}, also {p.n((p.today - r.liefertermin).days)} Tage Verzug [= today - {r.h}.liefertermin], {p.n(r.mahnungen) if r.mahnungen else 'keine'} {'Mahnung' if r.mahnungen == 1 else 'Mahnungen'} ({r.einkauf})"
        for r in spaet
    )
    naechste = "\n".join(f"- {p.d(r.liefertermin, 'w')}: {r.bezeichnung} {p.h(r)}, {p.m(r.wert)}" for r in kommt[:4])
    geld = "\n".join(
        f"- {p.t(r.rechnung, r.rechnung)} {p.h(r)}, {r.lieferant}: {p.n(r.skonto_prozent)} % auf {p.m(r.betrag)} bis {p.d(r.skonto_bis)}" for r in skonto[:3]
    )
    return f"""
**Zuerst:** {spaet[0].einkauf} sollte {spaet[0].lieferant} anrufen. {spaet[0].bezeichnung} {p.h(spaet[0])} ist seit dem {p.d(spaet[0].liefertermin, "l")} fällig.

**Im Verzug ({p.n(len(spaet))})** [= count(Bestellungen where liefertermin < today and {DUE})]
{zeilen}

Zusammen sind das {p.m(total(spaet, "wert"))} [= sum(Bestellungen.wert where liefertermin < today and {DUE})].

**Erwartet in den nächsten {p.x("7")} Tagen**
{naechste}

**Änderungen seit dem letzten Lauf**
- {w.moved.bezeichnung} {p.h(w.moved)}: Termin vom {p.d(w.moved_was)} auf den {p.d(w.moved.liefertermin)} verschoben, {p.n((w.moved.liefertermin - w.moved_was).days)} Tage später [= {w.moved.h}.liefertermin - before({w.moved.h}.liefertermin)].
- {w.dearer.bezeichnung} {p.h(w.dearer)}: jetzt {p.m(w.dearer.wert)} statt {p.m(w.dearer_was)}, plus {p.m(w.dearer.wert - w.dearer_was)} [= {w.dearer.h}.wert - before({w.dearer.h}.wert)].
- {w.came.bezeichnung} {p.h(w.came)} ist geliefert.
- Neu: {w.fresh.bezeichnung} {p.h(w.fresh)}, {p.m(w.fresh.wert)}.

**Skonto sichern**
{geld or "In den nächsten Tagen läuft kein Skonto ab."}
"""


def einkauf_woche(p: Page, w: World) -> str:
    """Wochenbericht mit Tabelle nach Einkäufern."""
    b, r_ = w.rows["sap.bestellungen"], w.rows["datev.rechnungen"]
    offen = [r for r in b if r.status != "geliefert"]
    spaet = [r for r in offen if r.liefertermin < p.today]
    da = where(b, status="geliefert")
    tabelle = "\n".join(
        f'| {wer} | {p.n(len(rows))} [= count(Bestellungen where einkauf = "{wer}" and {DUE})] | {p.m(total(rows, "wert"), 2)} [= sum(Bestellungen.wert where einkauf = "{wer}" and {DUE})] | {p.pc(total(rows, "wert"), total(offen, "wert"), 1)} [= sum(Bestellungen.wert where einkauf = "{wer}" and {DUE}) / sum(Bestellungen.wert where {DUE})] |'
        for wer, rows in groups(offen, "einkauf")
    )
    lieferant, seine = max(groups(offen, "lieferant"), key=lambda item: total(item[1], "wert"))
    gross = ranked(b, "wert")
    sperre = where(r_, status="gesperrt")
    return f"""
## Einkauf, Woche bis {p.d(p.today, "y")}

Wichtigster Punkt: {p.n(len(sperre))} Rechnungen über {p.m(total(sperre, "betrag"), 2)} sind gesperrt {p.f("Rechnungen by status")}. Bitte klären, bevor Lieferanten Ware zurückhalten.

### Offene Bestellungen nach Einkäufer

| Einkäufer | Bestellungen | Wert | Anteil |
|---|---:|---:|---:|
{tabelle}
| Summe | {p.n(len(offen))} [= count(Bestellungen where {DUE})] | {p.m(total(offen, "wert"), 2)} [= sum(Bestellungen.wert where {DUE})] | |

### Lieferanten

Am meisten hängt an {lieferant}: {p.m(total(seine, "wert"))} [= sum(Bestellungen.wert where lieferant = "{lieferant}" and {DUE})] in {p.n(len(seine))} offenen {"Bestellung" if len(seine) == 1 else "Bestellungen"}. Größte Einzelbestellung ist {gross[0].bezeichnung} {p.h(gross[0])} mit {p.m(gross[0].wert)}, gefolgt von {gross[1].bezeichnung} {p.h(gross[1])} mit {p.m(gross[1].wert)}.

### Termintreue

- Im Verzug: {p.n(len(spaet))} von {p.n(len(offen))} offenen Bestellungen, {p.pc(len(spaet), len(offen))} [= count(Bestellungen where liefertermin < today and {DUE}) / count(Bestellungen where {DUE})]
- Geliefert: {p.n(len(da))} im Wert von {p.m(total(da, "wert"))} {p.f("Bestellungen by status")}
- Gemahnt wurde bei {p.n(len([r for r in b if r.mahnungen]))} Bestellungen [= count(Bestellungen where mahnungen > 0)]

### Gesamt

{p.n(len(b))} Bestellungen über {p.m(total(b, "wert"), 2)} {p.f("Wert of")}, im Schnitt {p.m(mean(b, "wert"), 2)} [= average(Bestellungen.wert)].
"""


def rechnungen_mail(p: Page, w: World) -> str:
    """Kurze Mail an die Buchhaltung."""
    r_ = w.rows["datev.rechnungen"]
    unbezahlt = [r for r in r_ if r.status != "bezahlt"]
    faellig = sorted((r for r in unbezahlt if r.faellig < p.today), key=lambda r: r.faellig)
    woche = [r for r in unbezahlt if 0 <= (r.faellig - p.today).days <= 7]
    frei = where(r_, status="freigegeben")
    best = r_[2]
    punkte = "\n".join(
        f"{n}) {p.t(r.rechnung, r.rechnung)} {p.h(r)}, {r.lieferant}, {p.m(r.betrag)}: {r.status}, fällig seit {p.d(r.faellig, 'y')}" for n, r in enumerate(faellig, 1)
    )
    top = ranked(unbezahlt, "betrag")[0]
    return f"""
Guten Morgen,

bitte heute {p.t(best.rechnung, best.rechnung)} {p.h(best)} von {best.lieferant} prüfen: Bei Zahlung bis {p.d(best.skonto_bis, "w")} gibt es {p.n(best.skonto_prozent)} % Skonto auf {p.m(best.betrag)}, das sind {p.m(best.betrag * best.skonto_prozent / 100, 2)} [= {best.h}.betrag * {best.h}.skonto_prozent / 100].

Überfällig und nicht bezahlt sind:
{punkte}

In Summe {p.m(total(faellig, "betrag"))} [= sum(Rechnungen.betrag where faellig < today and {UNPAID})]. In den nächsten {p.x("sieben Tagen")} kommen {p.n(len(woche))} Rechnungen [= count(Rechnungen where faellig >= today and faellig <= today + 7 and {UNPAID})] mit {p.m(total(woche, "betrag"))} [= sum(Rechnungen.betrag where faellig >= today and faellig <= today + 7 and {UNPAID})] dazu.

Freigegeben {"ist" if len(frei) == 1 else "sind"} {p.n(len(frei))} {"Rechnung" if len(frei) == 1 else "Rechnungen"} über {p.m(total(frei, "betrag"))} {p.f("Rechnungen by status")}. Die größte unbezahlte Rechnung ist {p.t(top.rechnung, top.rechnung)} {p.h(top)} mit {p.m(top.betrag)}; das entspricht {p.pc(top.betrag, total(unbezahlt, "betrag"))} [= {top.h}.betrag / sum(Rechnungen.betrag where {UNPAID})] aller unbezahlten Beträge.

Warum Rechnungen gesperrt sind, steht nicht in den Daten.

Viele Grüße
"""


def procurement_english(p: Page, w: World) -> str:
    """The same purchasing data for an English-speaking plant manager."""
    b, r_ = w.rows["sap.bestellungen"], w.rows["datev.rechnungen"]
    open_ = [r for r in b if r.status != "geliefert"]
    late = sorted((r for r in open_ if r.liefertermin < p.today), key=lambda r: r.liefertermin)
    road = where(b, status="unterwegs")
    blocked = where(r_, status="gesperrt")
    worst = late[0]
    names = ", ".join(f"{r.bezeichnung} {p.h(r)} (due {p.d(r.liefertermin)}, {p.m(r.wert)})" for r in late[1:])
    gap = (w.moved.liefertermin - w.moved_was).days
    return f"""
**Plan without {worst.bezeichnung} {p.h(worst)}.** It was due on {p.d(worst.liefertermin, "l")}, {p.n((p.today - worst.liefertermin).days)} days ago [= today - {worst.h}.liefertermin], and {p.n(worst.mahnungen)} reminders have not moved it; the latest went out since the last run. Also late: {names}. All {p.n(len(late))} late orders come to {p.m(total(late, "wert"))} [= sum(Bestellungen.wert where {DUE} and liefertermin < today)].

**Another delay to plan for:** {w.moved.bezeichnung} {p.h(w.moved)} now arrives {p.d(w.moved.liefertermin, "w")} instead of {p.d(w.moved_was, "w")}, {p.n(gap)} days later.

**Costs:** {w.dearer.bezeichnung} {p.h(w.dearer)} went up by {p.m(w.dearer.wert - w.dearer_was)} [= {w.dearer.h}.wert - before({w.dearer.h}.wert)], or {p.pc(w.dearer.wert - w.dearer_was, w.dearer_was, 1)}, to {p.m(w.dearer.wert)}.

**In numbers**
- {p.n(len(open_))} orders not yet delivered [= count(Bestellungen where {DUE})]
- {p.n(len(where(b, status="bestätigt")))} confirmed, {p.n(len(where(b, status="bestellt")))} ordered but unconfirmed, {p.n(len(road)) if road else "none"} on the road {p.f("Bestellungen by status")}
- {p.n(len(groups(open_, "lieferant")))} suppliers with something open [= distinct(Bestellungen.lieferant where {DUE})]
- {p.n(len(blocked))} invoices blocked, {p.m(total(blocked, "betrag"))} {p.f("Rechnungen by status")}; all invoices: {p.m(total(r_, "betrag"))} {p.f("Betrag of")}

The facts line on overdue orders counts delivered ones too, so I used my own count above.
"""


def hotel_morning(p: Page, w: World) -> str:
    """Last night's figures for the operations director, with a table."""
    h, jobs, rev = w.rows["mews.hotels"], w.rows["flexkeeping.jobs"], w.rows["trustyou.reviews"]
    rooms, sold = int(total(h, "rooms")), int(total(h, "rooms_sold"))
    best, worst = max(h, key=lambda r: r.rooms_sold / r.rooms), min(h, key=lambda r: r.rooms_sold / r.rooms)
    table = "\n".join(
        f"| {r.name} {p.hh(r)} | {p.n(r.rooms_sold)} / {p.n(r.rooms)} | {p.pc(r.rooms_sold, r.rooms)} [= {r.h}.rooms_sold / {r.h}.rooms] | {p.m(r.room_revenue)} |" for r in ranked(h, "room_revenue")
    )
    late = sorted((j for j in jobs if j.status != "done" and j.due < p.today), key=lambda j: j.due)
    poor = [r for r in rev if r.rating <= 2 and not r.answered]
    return f"""
Answer the poor reviews and unblock the rooms below; occupancy is the smaller problem today.

| Hotel | Sold / rooms | Occupancy | Room revenue |
|---|---|---|---|
{table}
| **Group** | {p.n(sold)} / {p.n(rooms)} | {p.pc(sold, rooms, 1)} [= sum(hotels.rooms_sold) / sum(hotels.rooms)] | {p.m(total(h, "room_revenue"))} {p.f("Room revenue of")} |

- Fullest: {best.name} {p.h(best)}. Emptiest: {worst.name} {p.h(worst)}, with {p.n(worst.rooms - worst.rooms_sold)} rooms unsold [= {worst.h}.rooms - {worst.h}.rooms_sold].
- Average rate per room sold: {p.m(total(h, "room_revenue") / sold, 2)} [= sum(hotels.room_revenue) / sum(hotels.rooms_sold)].
- Arrivals today: {p.n(int(total(h, "arrivals_today")))} {p.f("arrivals today in all")}, most at {ranked(h, "arrivals_today")[0].name} ({p.n(ranked(h, "arrivals_today")[0].arrivals_today)}).
- Unanswered reviews with {p.x("two stars")} or fewer: {p.n(len(poor))} [= count(reviews where rating <= 2 and answered = no)]. {poor[0].hotel} {p.h(poor[0])} got {p.n(poor[0].rating)} for {poor[0].about} on {poor[0].site}.
- Repairs overdue: {p.n(len(late))} {p.f("jobs overdue")}, the oldest {p.t(late[0].issue, late[0].issue)} at {late[0].hotel} {p.h(late[0])}, due {p.d(late[0].due)}.
"""


def hotel_changes(p: Page, w: World) -> str:
    """Night against night, in prose and bullets."""
    h = w.rows["mews.hotels"]
    pairs = list(zip(h, w.was, strict=True))
    up = max(pairs, key=lambda x: x[0].room_revenue - x[1].room_revenue)
    down = min(pairs, key=lambda x: x[0].room_revenue - x[1].room_revenue)
    risen = [a for a, b in pairs if a.rooms_sold > b.rooms_sold]
    three = ranked(h, "room_revenue")[:3]
    lines = "\n".join(
        f"- {a.name} {p.h(a)}: {p.n(a.rooms_sold)} rooms, {'up' if a.rooms_sold > b.rooms_sold else 'down'} from {p.n(b.rooms_sold)}; {p.m(a.room_revenue)} after {p.m(b.room_revenue)}"
        for a, b in sorted(pairs, key=lambda x: -abs(x[0].rooms_sold - x[1].rooms_sold))[:4]
        if a.rooms_sold != b.rooms_sold
    )
    a, b = up
    c, d = down
    gain = (
        f"{a.name} {p.h(a)} gained most: {p.m(a.room_revenue - b.room_revenue)} [= {a.h}.room_revenue - before({a.h}.room_revenue)] more than the night before, {p.pc(a.room_revenue - b.room_revenue, b.room_revenue)} [= ({a.h}.room_revenue - before({a.h}.room_revenue)) / before({a.h}.room_revenue)]."
        if a.room_revenue > b.room_revenue
        else "No hotel gained revenue."
    )
    loss = (
        f"Ask {c.manager} what happened at {c.name} {p.h(c)}. Room revenue fell from {p.m(d.room_revenue)} to {p.m(c.room_revenue)}, a loss of {p.m(d.room_revenue - c.room_revenue)} [= before({c.h}.room_revenue) - {c.h}.room_revenue]."
        if c.room_revenue < d.room_revenue
        else f"Nothing fell last night; {c.manager} can report {p.m(c.room_revenue)} at {c.name} {p.h(c)}."
    )
    return f"""
{loss}

{gain} {p.c(len(risen), "hotel", upper=True)} of {p.n(len(h))} sold more rooms than the night before.

**Largest moves in rooms sold**
{lines}

**Group total:** {p.n(int(total(h, "rooms_sold")))} rooms {p.f("rooms sold in all")} and {p.m(total(h, "room_revenue"))} {p.f("Room revenue of")}. The three strongest houses, {three[0].name} {p.h(three[0])}, {three[1].name} {p.h(three[1])} and {three[2].name} {p.h(three[2])}, together brought {p.m(total(three, "room_revenue"))} [= {three[0].h}.room_revenue + {three[1].h}.room_revenue + {three[2].h}.room_revenue], which is {p.pc(total(three, "room_revenue"), total(h, "room_revenue"))} of it. An average house made {p.m(mean(h, "room_revenue"), 0)} [= average(hotels.room_revenue)].

Walk-ins added {p.c(int(total(h, "walk_ins")), "room", digits=True)} {p.f("walk ins in all")}.
"""


def hotel_reviews(p: Page, w: World) -> str:
    """Guest reviews of the week."""
    rev = w.rows["trustyou.reviews"]
    open_ = where(rev, answered=False)
    low = [r for r in rev if r.rating <= 2]
    top = where(rev, rating=5)
    site, on = groups(rev, "site")[0]
    theme, said = groups(low, "about")[0]
    sites = "\n".join(
        f'- {name}: {p.n(len(rows))} reviews [= count(reviews where site = "{name}")], average {p.n(mean(rows, "rating"), 2)} [= average(reviews.rating where site = "{name}")]' for name, rows in groups(rev, "site")
    )
    bad = next(r for r in rev if r.rating == 1)
    todo = "\n".join(
        f"{n}. {r.hotel} {p.h(r)}, {p.n(r.rating)} of {p.x('5')} on {r.site}, {p.d(r.posted)}: {r.about}" for n, r in enumerate([r for r in low if not r.answered and r is not bad][:5], 1)
    )
    return f"""
**Reply to {bad.hotel} {p.h(bad)} today.** It is the week's harshest review, {p.n(1)} star for {bad.about}, posted on {p.d(bad.posted, "w")} and unanswered for {p.n((p.today - bad.posted).days)} {"day" if (p.today - bad.posted).days == 1 else "days"} [= today - {bad.h}.posted].

**Reply next**
{todo}

**The week:** {p.n(len(rev))} reviews {p.f("TrustYou reviews:")} between {p.d(min(r.posted for r in rev))} and {p.d(max(r.posted for r in rev))}, average rating {p.n(mean(rev, "rating"), 1)} [= average(reviews.rating)]. {p.n(len(top))} gave full marks [= count(reviews where rating = 5)], {p.n(len(low))} gave {p.x("two")} or less [= count(reviews where rating <= 2)]. {p.pc(len(rev) - len(open_), len(rev))} are answered [= count(reviews where answered = yes) / count(reviews)]; {p.n(len(open_))} are not.

**By site**
{sites}

Most come from {site}, {p.pc(len(on), len(rev))} [= count(reviews where site = "{site}") / count(reviews)]. Among the poor ones, {theme} is named most often ({p.n(len(said))} of {p.n(len(low))}). The texts of the reviews are not in the data, so I cannot quote guests.
"""


def hotel_repairs(p: Page, w: World) -> str:
    """Repairs, blocked rooms and what they cost, for the technical lead."""
    jobs = w.rows["flexkeeping.jobs"]
    open_ = where(jobs, status=("open", "ordered"))
    late = sorted((j for j in open_ if j.due < p.today), key=lambda j: j.due)
    shut = where(open_, room_blocked=True)
    dear = ranked(open_, "estimate")[0]
    house, rows = groups(open_, "hotel")[0]
    age = min(open_, key=lambda j: j.reported)
    shown = "\n".join(
        f"* {p.t(j.issue, j.issue)}, {j.hotel} {p.h(j)}: due {p.d(j.due)}, {'yesterday' if (p.today - j.due).days == 1 else f'{p.n((p.today - j.due).days)} days ago'}, {p.m(j.estimate)}{', room blocked' if j.room_blocked else ''}" for j in late[:5]
    )
    return f"""
Send a technician to {late[0].hotel} first: {p.t(late[0].issue, late[0].issue)} {p.h(late[0])} keeps a room blocked and has been due since {p.d(late[0].due, "w")}.

Overdue {p.f("jobs overdue")}
{shown}

Together the overdue jobs are estimated at {p.m(total(late, "estimate"))}.

Blocked rooms: {p.n(len(shut))} [= count(jobs where room_blocked = yes and status != "done")]. Clearing them is estimated at {p.m(total(shut, "estimate"))} [= sum(jobs.estimate where room_blocked = yes and status != "done")].

Work not done yet: {p.n(len(open_))} jobs [= count(jobs where status in ("open", "ordered"))], {p.m(total(open_, "estimate"))} [= sum(jobs.estimate where status in ("open", "ordered"))]; {p.n(len(where(jobs, status="ordered")))} of them wait for ordered parts {p.f("repair jobs by status")}. {house} has the longest list with {p.c(len(rows), "job")} [= count(jobs where hotel = "{house}" and status != "done")]. The dearest is {p.t(dear.issue, dear.issue)} {p.h(dear)} at {p.m(dear.estimate)}, which makes {p.pc(dear.estimate, total(open_, "estimate"))} [= {dear.h}.estimate / sum(jobs.estimate where status != "done")] of what is left.

The oldest was reported on {p.d(age.reported)} {p.h(age)}, {p.n((p.today - age.reported).days)} days ago [= today - {age.h}.reported].
"""


TEXTS = (
    (firms.procurement, "2026-09-15", einkauf_morgen, ("de-DE/de", "de-DE/de")),
    (firms.procurement, "2026-11-09", einkauf_woche, ("de-DE/de", "de-DE/de")),
    (firms.procurement, "2026-06-24", rechnungen_mail, ("de-DE/de", "de-DE/de")),
    (firms.procurement, "2026-04-14", procurement_english, ("en-GB", "en-GB")),
    (firms.hotels, "2026-07-21", hotel_morning, ("fr-FR", "fr-FR")),
    (firms.hotels, "2026-10-08", hotel_changes, ("en-GB", "fr-FR")),
    (firms.hotels, "2026-05-12", hotel_reviews, ("en-GB", "en-US")),
    (firms.hotels, "2026-11-18", hotel_repairs, ("en-GB", "en-GB")),
)
