"""The worlds of blind_g.jsonl, second half: school, fund, event, freight, deals and agency."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World
from briefing_blind_g_worlds import PEOPLE, put


def school(w: World) -> str:
    """A school office: absences with yesterday's, trips, applications."""
    rows = [
        Row(id=f"AB{1200 + n}", pupil=PEOPLE[n % 24], form=w.chance.choice(("7A", "7B", "8A", "9C", "10B", "11A")), reason=w.chance.choice(("illness", "illness", "medical", "unexplained", "term-time holiday")), since=w.day(-9, -1), sessions=0, parentReached=w.chance.random() < 0.6)
        for n in range(w.chance.randint(16, 22))
    ]  # fmt: skip
    for n, row in enumerate(rows):
        row.sessions = 2 * max(1, (w.today - row.since).days * 5 // 7) + n % 2
    rows[1].reason, rows[1].parentReached, rows[1].since, rows[1].sessions = "unexplained", False, w.today - timedelta(days=w.chance.randint(10, 13)), 17
    rows[4].reason, rows[4].parentReached, rows[6].parentReached = "unexplained", False, True
    for row in rows[:-4]:
        row.since -= timedelta(days=max(0, row.since.weekday() - 4))
    for row in rows[-4:]:
        row.since, row.sessions = w.today - timedelta(days=1), 2
    before = [copy(row) for row in rows[:-4]] + [Row(id="AB1191", pupil="Rosie Tan", form="8A", reason="illness", since=w.today - timedelta(days=5), sessions=6, parentReached=True)]
    before[6].parentReached = False
    w.new = rows[-4:]
    w.add("sims.absences", "Absences", {"noun": "absences", "key": "id", "title": "pupil", "dates": ["since"], "counts": ["sessions"], "people": ["pupil"]}, rows, put, before=before)
    names = ["Year 7 Castle Day", "Geography field trip", "Berlin exchange", "Science museum", "Ski week", "Theatre: Macbeth", "Choir festival", "Duke of Edinburgh walk"]
    costs = w.distinct(8, 12, 690, 3)
    trips = []
    for n in range(8):
        places = w.chance.choice((24, 30, 45, 48, 60))
        booked = w.chance.randint(11, places - 1)
        trips.append(Row(code=f"TR-{31 + n * 2}", trip=names[n], leavesOn=w.day(14, 110), places=places, booked=booked, costPerPupil=costs[n], collected=costs[n] * w.chance.randint(6, booked - 2), consentMissing=w.chance.randint(0, 7)))
    trips[3].leavesOn, trips[3].consentMissing = w.today + timedelta(days=w.chance.randint(3, 9)), w.chance.randint(3, 9)
    w.add("office.trips", "School trips", {"noun": "trips", "key": "code", "title": "trip", "dates": ["leavesOn"], "counts": ["places", "booked", "consentMissing"], "money": [{"amount": "collected", "currency": "GBP"}, {"amount": "costPerPupil", "currency": "GBP"}]}, trips, put)
    asked = [
        Row(ref=f"APP-{2710 + n * 3}", child=f"{('Ava', 'Ben', 'Cara', 'Dev', 'Ewa', 'Finn', 'Gia', 'Hal', 'Isla', 'Jude', 'Kit', 'Lea', 'Max', 'Noor', 'Ola', 'Pia')[n]} {PEOPLE[n].split()[1]}", yearGroup=w.chance.choice((7, 7, 8, 9, 10)), receivedOn=w.day(-50, -2), stage=w.chance.choice(("received", "received", "visit booked", "offer made", "accepted")), sibling=w.chance.random() < 0.3)
        for n in range(w.chance.randint(12, 16))
    ]  # fmt: skip
    asked[2].stage, asked[2].receivedOn, asked[5].stage, asked[7].stage = "received", w.today - timedelta(days=w.chance.randint(51, 60)), "offer made", "visit booked"
    w.add("office.applications", "Admissions", {"noun": "applications", "key": "ref", "title": "child", "dates": ["receivedOn"], "people": ["child"]}, asked, put)
    return "GBP"


def fund(w: World, currency: str = "EUR") -> str:
    """A fund: positions with yesterday's prices, trades, and limits."""
    names = [("Aldermoor Water", "utilities"), ("Basalt Cement", "materials"), ("Cirrus Software", "technology"), ("Dunlin Pharma", "health"), ("Elbe Logistik", "industrials"), ("Fjord Kraft", "utilities"), ("Garonne Foods", "staples"), ("Helix Diagnostics", "health"), ("Iberrail", "industrials"), ("Juno Semiconductors", "technology"), ("Kvarn Steel", "materials"), ("Lumen Optics", "technology"), ("Meuse Bank", "financials"), ("Nordia Re", "financials"), ("Orwell Media", "media"), ("Pallas Robotics", "industrials"), ("Quartz Chemicals", "materials"), ("Rhone Retail", "staples"), ("Severn Insurance", "financials"), ("Tagus Telecom", "media")]
    rows = []
    values = w.distinct(20, 210, 4300)
    for n in range(w.chance.randint(16, 20)):
        price = w.chance.randint(800, 19900) / 100
        held = values[n] * 1000 // int(price)
        rows.append(Row(isin=f"XS{w.chance.randint(10**9, 10**10 - 1)}", security=names[n][0], sector=names[n][1], quantity=held, price=price, marketValue=round(held * price, 2), bookCost=round(held * price * w.chance.uniform(0.71, 1.22), 2)))
    before = [copy(row) for row in rows]
    for row in before:
        row.price = round(row.price * w.chance.uniform(0.972, 1.022), 2)
    before[5].price = round(rows[5].price * 1.083, 2)
    for row in before:
        row.marketValue = round(row.quantity * row.price, 2)
    w.was = {row.isin: row for row in before}
    w.add("book.positions", "Positions", {"noun": "positions", "key": "isin", "title": "security", "money": [{"amount": "marketValue", "currency": currency}, {"amount": "bookCost", "currency": currency}]}, rows, put, before=before)
    sums = w.distinct(13, 40000, 880000, 50)
    trades = [Row(tradeId=f"TX{70415 + n * 4}", security=names[n][0], side=w.chance.choice(("buy", "sell")), amount=sums[n], tradedOn=w.day(-7, -1), settlesOn=w.day(0, 3), status=w.chance.choice(("settled", "pending", "pending", "failed"))) for n in range(w.chance.randint(9, 13))]
    trades[0].status, trades[2].status, trades[0].settlesOn, trades[0].tradedOn, trades[3].side = "failed", "pending", w.today - timedelta(days=2), w.today - timedelta(days=4), "sell"
    trades[1].side, trades[2].side = "buy", "buy"
    w.add("desk.trades", "Trades", {"noun": "trades", "key": "tradeId", "title": "security", "dates": ["tradedOn", "settlesOn"], "money": [{"amount": "amount", "currency": currency}]}, trades, put)
    limits = [Row(rule=f"L{n + 1}", text=name, limitPercent=most, usedPercent=w.chance.randint(40, 92) * most / 100) for n, (name, most) in enumerate((("Single issuer", 10), ("Financials", 25), ("Unrated", 5), ("Cash minimum", 4), ("Technology", 30), ("Top ten", 60)))]
    limits[1].usedPercent = 23.9
    for row in limits:
        row.usedPercent = round(row.usedPercent, 1)
    w.add("risk.limits", "Limits", {"noun": "limits", "key": "rule", "title": "text"}, limits, put)
    return currency


def fund_usd(w: World) -> str:
    """The fund, in dollars."""
    return fund(w, "USD")


def event(w: World) -> str:
    """A conference: registrations with yesterday's, sponsors, the task list."""
    firms = ["Novarc", "Tidewell", "Ostrava Labs", "Bright & Low", "Kilnworks", "Hanover Data", "Pemba", "Sorrel Health", "Quill & Co", "Vantage Rail"]
    cost = {"standard": 690, "early bird": 540, "student": 120, "speaker": 0}
    rows = []
    for n in range(w.chance.randint(44, 58)):
        ticket = w.chance.choice(("standard", "standard", "early bird", "early bird", "student", "speaker"))
        rows.append(Row(ticketNo=f"OC26-{1001 + n}", attendee=f"{PEOPLE[n % 24].split()[0]} {PEOPLE[(n * 7 + 3) % 24].split()[1]}", company=w.chance.choice(firms), ticket=ticket, price=cost[ticket], registeredOn=w.today - timedelta(days=(58 - n) // 2 + 2), paid="yes" if not cost[ticket] or w.chance.random() < 0.75 else "no", workshop=w.chance.choice((None, None, "Rust", "Observability", "Writing"))))
    for n, row in enumerate(rows[-6:]):
        row.registeredOn, row.ticket, row.price, row.paid = w.today - timedelta(days=1), "standard", 690, "yes" if n % 3 else "no"
    rows[3].ticket, rows[3].price, rows[3].paid = "standard", 690, "no"
    before = [copy(row) for row in rows[:-6]]
    paid = next(n for n, row in enumerate(rows) if row.ticket == "early bird" and row.paid == "yes")
    before[paid].paid = "no"
    w.new, w.paid_now = rows[-6:], rows[paid]
    w.add("tickets.registrations", "Registrations", {"noun": "registrations", "key": "ticketNo", "title": "attendee", "dates": ["registeredOn"], "people": ["attendee"], "money": [{"amount": "price", "currency": "USD"}]}, rows, put, before=before)
    sums = w.distinct(10, 3000, 42000, 500)
    sponsors = [Row(id=f"SP-{n + 11}", sponsor=firms[n], tier=w.chance.choice(("gold", "silver", "silver", "bronze")), amount=sums[n], signedOn=w.day(-70, -5) if n % 3 else None, status="signed" if n % 3 else w.chance.choice(("verbal", "contract sent")), contact=PEOPLE[n + 4]) for n in range(w.chance.randint(8, 10))]
    sponsors[0].status, sponsors[3].status = "contract sent", "verbal"
    w.add("crm.sponsors", "Sponsors", {"noun": "sponsors", "key": "id", "title": "sponsor", "dates": ["signedOn"], "people": ["contact"], "money": [{"amount": "amount", "currency": "USD"}]}, sponsors, put)
    jobs = ["Confirm caterer numbers", "Print badges", "Send speaker guide", "Book AV crew", "Sign venue rider", "Publish schedule", "Order lanyards", "Brief volunteers", "Hotel block cutoff", "Insurance certificate", "Livestream test", "Sponsor booth map", "Wi-Fi contract", "Photographer deposit", "Code of conduct training", "Signage proof"]
    tasks = [Row(id=f"T{410 + n}", task=jobs[n], owner=PEOPLE[n % 4], dueOn=w.day(-6, 20), status=w.chance.choice(("todo", "todo", "doing", "done"))) for n in range(w.chance.randint(13, 16))]
    tasks[0].dueOn, tasks[0].status, tasks[4].dueOn, tasks[4].status, tasks[8].dueOn, tasks[8].status = w.today, "todo", w.today - timedelta(days=w.chance.randint(7, 11)), "doing", w.today + timedelta(days=3), "todo"
    w.add("board.tasks", "Task board", {"noun": "tasks", "key": "id", "title": "task", "due": "dueOn", "people": ["owner"]}, tasks, put)
    return "USD"


def freight(w: World) -> str:
    """A forwarder: shipments with yesterday's, and cargo claims; the carrier portal failed."""
    towns = ["Hamburg", "Rotterdam", "Lyon", "Turin", "Poznan", "Vienna", "Gdansk", "Antwerp", "Basel", "Prague"]
    costs = w.distinct(36, 310, 4900, 5)
    rows = []
    for n in range(w.chance.randint(25, 34)):
        start, end = w.chance.sample(towns, 2)
        rows.append(Row(number=f"SH{609 + n}-{26}", customer=w.chance.choice(("Brenner Glas", "Kolibri Toys", "Medisan", "Ardent Cycles", "Nova Ceramics")), origin=start, destination=end, carrier=w.chance.choice(("Trans Nord", "Euroliner", "Alpin Cargo")), pallets=w.chance.randint(1, 33), weightKg=w.chance.randint(180, 19900), freight=costs[n], pickedUp=w.day(-8, -2), eta=w.day(1, 8), status=w.chance.choice(("in transit", "in transit", "in transit", "customs", "delivered"))))
    for row in rows:
        if row.status == "delivered":
            row.eta = w.day(-1, -1)
    for n in (0, 7, 12):
        rows[n].status, rows[n].eta = "delayed", w.today + timedelta(days=w.chance.randint(2, 6))
    rows[2].status, rows[2].eta = "in transit", w.today
    rows[4].status, rows[4].pickedUp, rows[4].eta = "customs", w.today - timedelta(days=9), w.today + timedelta(days=1)
    rows[9].status, rows[9].eta = "delivered", w.today - timedelta(days=1)
    before = [copy(row) for row in rows]
    for n in (0, 7, 12):
        before[n].status, before[n].eta = "in transit", rows[n].eta - timedelta(days=w.chance.randint(1, 4))
    before[9].status = "in transit"
    w.was = {row.number: row.eta for row in before}
    w.add("tms.shipments", "Shipments", {"noun": "shipments", "key": "number", "title": "number", "dates": ["eta", "pickedUp"], "counts": ["pallets", "weightKg"], "money": [{"amount": "freight", "currency": "EUR"}]}, rows, lambda r: {**put(r), "carrier": {"name": r.carrier}}, before=before)
    sums = w.distinct(9, 20000, 760000, 25)
    claims = [Row(claim=f"CC-{340 + n * 3}", shipment=w.chance.choice(rows).number, reason=w.chance.choice(("wet goods", "broken pallets", "short delivery", "late delivery")), amount=sums[n] / 100, openedOn=w.day(-60, -4), status=w.chance.choice(("open", "open", "with insurer", "settled"))) for n in range(w.chance.randint(7, 9))]
    claims[0].status, claims[1].status = "open", "with insurer"
    w.add("tms.claims", "Cargo claims", {"noun": "claims", "key": "claim", "title": "reason", "dates": ["openedOn"], "money": [{"amount": "amount", "currency": "EUR"}]}, claims, put)
    w.add("portal.carriers", "Carrier portal", {"noun": "slots", "key": "id"}, state="failed")
    return "EUR"


def saas(w: World) -> str:
    """A software vendor: deals with yesterday's, tickets, and a partial list of subscriptions."""
    firms = ["Alcove", "Bramble", "Cobalt Freight", "Dunmore", "Everline", "Fathom Labs", "Greyhound Media", "Hollis", "Ironbark", "Juniper Vets", "Keystone", "Larkspur", "Monarch Foods", "Nettle", "Oakline", "Piper & Roe", "Quanta", "Ridgeway", "Stellan", "Tern", "Umber", "Vesper", "Wexford", "Yarrow", "Zephyr", "Axiom", "Birch Hill", "Candor", "Delphi", "Elmwood"]
    sums = w.distinct(30, 4000, 96000, 100)
    owners = ["Ana Silva", "Jonah Reed", "Kim Park", "Tara Boyle"]
    rows = []
    for n in range(w.chance.randint(24, 30)):
        stage = w.chance.choice(("Discovery", "Demo", "Proposal", "Proposal", "Negotiation", "Won", "Lost"))
        rows.append(Row(id=7720100 + n * 31, dealname=f"{firms[n]} - {w.chance.choice(('annual plan', 'pilot', 'expansion', 'renewal'))}", owner=w.chance.choice(owners), stage=stage, amount=sums[n], closedate=w.day(-9, -1) if stage in ("Won", "Lost") else w.day(-6, 45), createdate=w.day(-150, -20), nextStep=w.chance.choice(("Send redlines", "Security review", "Pricing call", None))))
    rows[1].stage, rows[4].stage, rows[8].stage, rows[11].stage = "Negotiation", "Negotiation", "Won", "Lost"
    for n in (8, 11):
        rows[n].closedate = w.today - timedelta(days=1)
    rows[1].closedate, rows[4].closedate, rows[6].stage, rows[6].closedate = w.today + timedelta(days=2), w.today - timedelta(days=w.chance.randint(7, 12)), "Proposal", w.today + timedelta(days=4)
    for n, owner in enumerate(owners):
        rows[(1, 4, 6, 12)[n]].owner = owner
    before = [copy(row) for row in rows[:-2]]
    before[8].stage, before[11].stage, before[1].stage = "Negotiation", "Proposal", "Proposal"
    before[6].amount = rows[6].amount + w.chance.randrange(1000, 6000, 500)
    before[1].closedate = rows[1].closedate - timedelta(days=w.chance.randint(5, 12))
    w.new, w.amount_was, w.close_was = rows[-2:], before[6].amount, before[1].closedate
    for row in w.new:
        row.stage, row.createdate, row.closedate = "Discovery", w.today - timedelta(days=1), w.day(30, 60)
    w.add("hubspot.deals", "Deals", {"noun": "deals", "key": "id", "title": "dealname", "dates": ["closedate", "createdate"], "people": ["owner"], "money": [{"amount": "amount", "currency": "USD"}]}, rows, put, before=before)
    tickets = [Row(number=41880 + n * 3, subject=w.chance.choice(("Export times out", "SSO loop", "Wrong invoice address", "API 429s", "Import drops rows", "Dashboard blank", "Password reset mail missing")), company=w.chance.choice(firms[:12]), priority=w.chance.choice(("urgent", "high", "normal", "normal")), status=w.chance.choice(("open", "open", "pending", "solved")), openedAt=w.at(w.day(-12, -1)), replies=w.chance.randint(0, 9)) for n in range(w.chance.randint(14, 20))]
    tickets[2].priority, tickets[2].status, tickets[2].openedAt, tickets[2].company = "urgent", "open", w.at(w.today - timedelta(days=13)), firms[1]
    w.add("zendesk.tickets", "Support tickets", {"noun": "tickets", "key": "number", "title": "subject", "dates": ["openedAt"], "counts": ["replies"]}, tickets, put)
    plans = [Row(id=f"sub_{w.chance.randint(10**6, 10**7)}", customer=firms[-1 - n], mrr=w.chance.randrange(90, 2400, 10), status=w.chance.choice(("active", "active", "past_due")), renewsOn=w.day(3, 200)) for n in range(12)]
    plans[0].status = "past_due"
    w.add("stripe.subs", "Subscriptions", {"noun": "subscriptions", "key": "id", "title": "customer", "dates": ["renewsOn"], "money": [{"amount": "mrr", "currency": "USD"}]}, plans, put, state="partial")
    return "USD"


def agency(w: World, currency: str = "EUR") -> str:
    """An agency: projects with hours and fees, this week's timesheets, invoices."""
    works = [("Strandkiosk", "Webshop"), ("Ebner Bau", "Karriereseite"), ("Museum am Fluss", "Leitsystem"), ("Tannhof", "Rebranding"), ("Zahnzentrum", "Kampagne Q4"), ("Rettig Metall", "Messestand"), ("Bioland Kern", "Verpackung"), ("Stadtwerke", "App"), ("Lindner Optik", "Newsletter"), ("Kaffee Ritter", "Filmspot"), ("Volkshochschule", "Programmheft")]
    rows = []
    fees = w.distinct(11, 6000, 88000, 500)
    for n, (client, name) in enumerate(works):
        hours = w.chance.randrange(80, 720, 20)
        rows.append(Row(code=f"P-{2031 + n * 6}", project=name, client=client, lead=("Jule Harms", "Timo Beck", "Selin Aydin")[n % 3], budgetHours=hours, loggedHours=w.chance.randint(hours // 5, hours * 85 // 100), fee=fees[n], ends=w.day(6, 90), status=w.chance.choice(("aktiv", "aktiv", "aktiv", "pausiert"))))
    rows[3].status, rows[3].loggedHours = "aktiv", rows[3].budgetHours + w.chance.randint(9, 44)
    rows[7].status, rows[7].loggedHours, rows[7].ends = "aktiv", rows[7].budgetHours * 93 // 100, w.today + timedelta(days=w.chance.randint(18, 30))
    before = [copy(row) for row in rows]
    for n in (0, 3, 7):
        before[n].loggedHours -= w.chance.randint(4, 17)
    w.was = {row.code: row.loggedHours for row in before}
    w.add("awork.projects", "Projekte", {"noun": "projects", "key": "code", "title": "project", "dates": ["ends"], "counts": ["loggedHours", "budgetHours"], "people": ["lead"], "money": [{"amount": "fee", "currency": currency}]}, rows, put, before=before)
    sheets = [Row(id=f"Z{90110 + n}", person=("Jule Harms", "Timo Beck", "Selin Aydin", "Mats Ohlen", "Rike Jahn")[n % 5], project=w.chance.choice(works)[1], hours=w.chance.randint(2, 30) / 4, day=w.day(-5, -1), billable="ja" if w.chance.random() < 0.8 else "nein") for n in range(w.chance.randint(28, 40))]
    w.add("awork.times", "Zeiten", {"noun": "times", "key": "id", "title": "project", "dates": ["day"], "counts": ["hours"], "people": ["person"]}, sheets, put)
    sums = w.distinct(12, 95000, 2400000, 125)
    bills = [Row(number=f"RE-2026-{811 + n}", client=works[n % 11][0], amount=sums[n] / 100, dueOn=w.day(-40, 20), status=w.chance.choice(("offen", "offen", "bezahlt", "gemahnt"))) for n in range(w.chance.randint(9, 12))]
    bills[0].status, bills[0].dueOn, bills[2].status, bills[4].status = "gemahnt", w.today - timedelta(days=w.chance.randint(41, 50)), "bezahlt", "offen"
    w.add("lexoffice.invoices", "Rechnungen", {"noun": "invoices", "key": "number", "title": "number", "due": "dueOn", "money": [{"amount": "amount", "currency": currency}]}, bills, put)
    return currency
