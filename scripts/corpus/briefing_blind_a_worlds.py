"""The worlds of blind_a.jsonl: eleven trades, each drawn anew for every text."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World


def tickets(w: World) -> str:
    """A helpdesk: 44 to 66 tickets of two weeks."""
    faults = ("cannot sign in", "prints blank pages", "drops the connection", "shows an old price", "freezes on start", "sends mail twice", "loses the draft", "rejects the coupon")
    things = ("Tablet app", "Till 3", "Loyalty portal", "Back office", "Kiosk", "Scanner", "Web shop", "Handheld", "Label printer")
    subjects = [f"{thing} {fault}" for thing in things for fault in faults]
    count = w.chance.randint(44, 66)
    w.chance.shuffle(subjects)
    replies = w.distinct(count, 4, 700)
    rows = []
    for n in range(count):
        status = w.chance.choice(("new", "open", "open", "waiting", "solved", "solved"))
        rows.append(Row(
            key=f"HD-{20300 + n * 7}", subject=subjects[n],
            company=w.chance.choice(("Fennel & Rye", "Gantry Sports", "Hollis Pharmacy", "Ivory Lane", "Juno Opticians", "Kite Garden Centres")),
            priority=w.chance.choice(("low", "normal", "normal", "high", "critical")), status=status,
            agent=w.chance.choice(("Bea Lund", "Callum Reyes", "Dita Novak", "Emeka Obi")),
            opened=w.at(w.day(-14, -1)), reply=replies[n], stars=w.chance.randint(1, 5) if status == "solved" else None,
        ))  # fmt: skip
    w.add(
        "desk.tickets", "Helpdesk",
        {"noun": "tickets", "key": "key", "title": "subject", "dates": ["opened"], "counts": ["firstReplyMinutes"],
         "people": ["agent.name"]},
        rows,
        lambda r: {"key": r.key, "subject": r.subject, "requester": {"company": r.company}, "priority": r.priority,
                   "status": r.status, "agent": {"name": r.agent}, "opened": r.opened, "firstReplyMinutes": r.reply,
                   "satisfaction": r.stars},
    )  # fmt: skip
    return "USD"


def shipments(w: World) -> str:
    """A forwarder: 18 to 26 shipments under way."""
    names = ("Atelier Brun", "Bauer Werkzeuge", "Cellier du Lac", "Dalgaard Design", "Estrada Ceramics", "Forst & Co", "Grimaldi Foods", "Holm Outdoor", "Iris Cosmetics", "Jansen Fietsen", "Kovar Glass", "Lindqvist Audio", "Moreau Textiles", "Nagel Optik", "Orsini Marble", "Petit Bateau Nord", "Quist Lighting", "Rossi Pumps", "Sorel Instruments", "Tauber Papier", "Ulrich Seeds", "Vasari Leather", "Wolff Medical", "Xanten Cables", "Ybarra Olives", "Zeller Cheese")
    count = w.chance.randint(18, 26)
    weights = w.distinct(count, 120, 9800, 10)
    rows = []
    for n in range(count):
        eta = w.day(-9, 14)
        rows.append(Row(
            ref=f"SHP-{88100 + n * 3}", consignee=names[n], carrier=w.chance.choice(("Nordfracht", "TransAlp", "Seabridge", "Rapide Cargo")),
            weight=weights[n], cost=round(w.chance.randint(180, 4200) + w.chance.randrange(100) / 100, 2),
            picked=eta - timedelta(days=w.chance.randint(4, 21)), eta=eta,
            status=w.chance.choice(("in transit", "in transit", "at depot", "held at customs")),
        ))  # fmt: skip
    w.add(
        "freight.shipments", "Shipments under way",
        {"noun": "shipments", "key": "ref", "title": "consignee", "due": "eta", "dates": ["pickedUp"], "counts": ["weightKg"],
         "money": [{"amount": "freight.amount", "currency": "freight.currency"}]},
        rows,
        lambda r: {"ref": r.ref, "consignee": r.consignee, "carrier": r.carrier, "weightKg": r.weight,
                   "freight": {"amount": f"{r.cost:.2f}", "currency": "EUR"}, "pickedUp": str(r.picked), "eta": str(r.eta),
                   "status": r.status},
    )  # fmt: skip
    return "EUR"


def appointments(w: World) -> str:
    """A clinic: 30 to 44 appointments around today."""
    count = w.chance.randint(30, 44)
    rows = []
    for n in range(count):
        day = w.day(-6, 3)
        past = day < w.today
        rows.append(Row(
            id=f"ap-{3001 + n}", visit=f"Visit {w.chance.choice('ABCDEFGHJKLMNPRSTVW')}{w.chance.choice('ABCDEFGHJKLMNPRSTVW')}-{100 + n * 7}",
            clinician=w.chance.choice(("Dr Adeyemi", "Dr Birch", "Dr Castellano", "Nurse Doyle")),
            reason=w.chance.choice(("check-up", "vaccination", "physio", "bloods", "referral")),
            start=w.at(day, 8, 17), day=day, minutes=w.chance.choice((10, 15, 20, 30, 45)), fee=w.chance.choice((0, 35, 48, 62.5, 95, 120)),
            status=w.chance.choice(("arrived", "arrived", "arrived", "no-show", "cancelled")) if past else "booked",
        ))  # fmt: skip
    w.add(
        "clinic.appointments", "Practice diary",
        {"noun": "appointments", "title": "visit", "dates": ["start"], "counts": ["minutes"],
         "money": [{"amount": "fee", "currency": "GBP"}]},
        rows,
        lambda r: {"id": r.id, "visit": r.visit, "clinician": r.clinician, "reason": r.reason, "start": r.start,
                   "minutes": r.minutes, "fee": r.fee, "status": r.status},
    )  # fmt: skip
    return "GBP"


def subscriptions(w: World) -> str:
    """A software vendor: 70 to 90 subscriptions, with yesterday's."""
    first = ("Alder", "Bright", "Copper", "Delta", "Ember", "Flint", "Grove", "Harbor", "Indigo", "Jasper")
    second = ("Analytics", "Bakery Group", "Care", "Dental", "Events", "Freight", "Games", "Homes", "Insurance", "Jobs")
    names = [f"{a} {b}" for a in first for b in second]
    w.chance.shuffle(names)
    count = w.chance.randint(70, 90)
    prices = w.distinct(count, 49, 4990, 10)
    rows = [
        Row(
            id=f"sub_{w.chance.getrandbits(32):08x}", company=names[n], plan="Enterprise" if prices[n] > 3500 else "Business" if prices[n] > 1500 else "Team" if prices[n] > 400 else "Starter",
            mrr=prices[n], seats=max(2, prices[n] // w.chance.choice((9, 12, 15))), renews=w.day(-3, 330),
            status=w.chance.choice(("active",) * 8 + ("past_due", "trialing")), country=w.chance.choice(("US", "CA", "GB", "DE")),
        )
        for n in range(count)
    ]  # fmt: skip
    before = [copy(row) for row in rows]
    w.up = rows[3]
    w.down = rows[11]
    before[3].mrr = rows[3].mrr - w.chance.choice((20, 40))
    before[11].mrr = rows[11].mrr + w.chance.choice((100, 250, 300))
    before[11].seats = rows[11].seats + w.chance.randint(3, 9)
    w.was = {3: before[3], 11: before[11]}
    w.new = rows[-2:]
    before = before[:-2]
    w.gone = Row(id="sub_00c0ffee", company="Kelp Robotics", plan="Team", mrr=895, seats=60, renews=w.day(20, 90), status="active", country="US")
    before.insert(5, w.gone)
    w.add(
        "billing.subscriptions", "Subscriptions",
        {"noun": "subscriptions", "title": "company", "due": "renews_on", "counts": ["seats"],
         "money": [{"amount": "mrr", "currency": "USD"}]},
        rows,
        lambda r: {"id": r.id, "company": r.company, "plan": r.plan, "mrr": r.mrr, "seats": r.seats, "renews_on": str(r.renews),
                   "status": r.status, "country": r.country},
        before=before,
    )  # fmt: skip
    return "USD"


def grants(w: World) -> str:
    """A charity: 9 to 12 grant applications."""
    names = ("Youth Rowing Programme", "Kitchen Garden Revival", "Night Shelter Extension", "Coding Club for Girls", "Dementia Choir", "River Clean-up", "Mobile Library Van", "Warm Rooms Winter", "Refugee Mentoring", "Heritage Barn Roof", "Food Bank Fridges", "Walking Bus Pilot")
    count = w.chance.randint(9, 12)
    asks = w.distinct(count, 4000, 96000, 250)
    rows = []
    for n in range(count):
        stage = ("drafting", "submitted", "awarded", "declined")[n % 4] if n < 8 else w.chance.choice(("drafting", "submitted"))
        rows.append(Row(
            ref=f"G{w.today.year % 100}-{n + 1:03}", project=names[n], funder=w.chance.choice(("Larch Trust", "City Fund", "Mayfield Foundation", "Lottery Community")),
            ask=asks[n], award=int(asks[n] * w.chance.choice((0.5, 0.8, 1))) if stage == "awarded" else None,
            deadline=w.day(3, 60) if stage == "drafting" else w.day(-90, -6), stage=stage, lead=w.chance.choice(("Morag Bell", "Tunde Ajayi", "Sian Pugh")),
        ))  # fmt: skip
    w.add(
        "fundraising.grants", "Grants",
        {"noun": "grants", "key": "ref", "title": "project", "dates": ["deadline"],
         "money": [{"amount": "requested", "currency": "GBP"}, {"amount": "awarded", "currency": "GBP"}]},
        rows,
        lambda r: {"ref": r.ref, "project": r.project, "funder": r.funder, "requested": r.ask, "awarded": r.award,
                   "deadline": str(r.deadline), "stage": r.stage, "lead": r.lead},
    )  # fmt: skip
    return "GBP"


def listings(w: World) -> str:
    """An estate agent: 14 to 20 homes for sale."""
    streets = ("Lindenallee", "Rue des Tanneurs", "Am Weinberg", "Quai Voltaire", "Gartenweg", "Place du Marché", "Seestraße", "Avenue Foch", "Mühlgasse", "Impasse du Four", "Schlossplatz", "Rue Pasteur", "Birkenhof", "Chemin Vert", "Hafenkai", "Rue Haute", "Talblick", "Cours Gambetta", "Kirchsteig", "Allée des Pins")
    count = w.chance.randint(14, 20)
    prices = w.distinct(count, 185, 1290, 5)
    views = w.distinct(count, 40, 2400)
    rows = [
        Row(
            id=5100 + n * 11, address=streets[n], kind=w.chance.choice(("flat", "flat", "house", "loft")), price=prices[n] * 1000,
            area=w.chance.randint(38, 210), rooms=w.chance.randint(1, 7), listed=w.day(-140, -2), views=views[n],
            enquiries=w.chance.randint(0, 24), agent=w.chance.choice(("Yara Metz", "Hugo Blanc", "Ole Brandt")),
        )
        for n in range(count)
    ]  # fmt: skip
    w.add(
        "homes.listings", "Listings",
        {"noun": "listings", "title": "address", "dates": ["listedOn"], "counts": ["views", "enquiries"],
         "money": [{"amount": "price", "currency": "EUR"}],
         "fields": ["address", "kind", "price", "areaM2", "rooms", "listedOn", "views", "enquiries", "agent"]},
        rows,
        lambda r: {"id": r.id, "address": r.address, "kind": r.kind, "price": r.price, "areaM2": r.area, "rooms": r.rooms,
                   "listedOn": str(r.listed), "views": r.views, "enquiries": r.enquiries, "agent": r.agent},
    )  # fmt: skip
    return "EUR"


def supply(w: World) -> str:
    """A restaurant: 26 to 34 stock items and 7 to 9 orders at suppliers."""
    names = ("Arborio rice", "Basil", "Burrata", "Capers", "Cod loin", "Cream", "Dark chocolate", "Duck breast", "Eggs", "Espresso beans", "Fennel", "Flour 00", "Gnocchi", "Goat cheese", "Hazelnuts", "Honey", "Lamb shoulder", "Lemons", "Mascarpone", "Mussels", "Olive oil", "Pancetta", "Parmesan", "Pistachios", "Polenta", "Prosciutto", "Radicchio", "Ricotta", "Saffron", "Sea bass", "Tomatoes", "Truffle paste", "Veal shank", "Yeast")
    count = w.chance.randint(26, 34)
    suppliers = ("Bellini Imports", "Harbor Fish", "Greenmarket", "Old Mill Dairy")
    items = [
        Row(
            sku=f"ST{300 + n * 2}", item=names[n], unit=w.chance.choice(("kg", "case", "litre")), hand=w.chance.randint(0, 40), par=w.chance.randint(6, 30),
            cost=w.chance.randint(3, 90) + w.chance.choice((0, 0.25, 0.5, 0.8)), supplier=w.chance.choice(suppliers),
        )
        for n in range(count)
    ]  # fmt: skip
    for row in items:
        row.worth = round(row.hand * row.cost, 2)
        row.short = max(0, row.par - row.hand)
    amounts = w.distinct(9, 140, 2900, 5)
    orders = [
        Row(number=f"PO-{7740 + n}", supplier=suppliers[n % 4], amount=amounts[n] + w.chance.choice((0, 0.4, 0.95)), delivery=w.day(-3, 6),
            lines=w.chance.randint(2, 14), status=w.chance.choice(("sent", "confirmed", "confirmed")))
        for n in range(w.chance.randint(7, 9))
    ]  # fmt: skip
    w.add(
        "kitchen.stock", "Stock count",
        {"noun": "items", "key": "sku", "title": "item", "counts": ["onHand"]},
        items,
        lambda r: {"sku": r.sku, "item": r.item, "unit": r.unit, "onHand": r.hand, "parLevel": r.par, "unitCost": r.cost,
                   "supplier": r.supplier},
    )  # fmt: skip
    w.add(
        "kitchen.orders", "Supplier orders",
        {"noun": "orders", "key": "number", "title": "number", "due": "deliveryOn", "counts": ["lines"],
         "money": [{"amount": "total", "currency": "USD"}]},
        orders,
        lambda r: {"number": r.number, "supplier": r.supplier, "total": r.amount, "deliveryOn": str(r.delivery), "lines": r.lines,
                   "status": r.status},
    )  # fmt: skip
    return "USD"


def assets(w: World) -> str:
    """An IT store: 95 to 120 devices."""
    models = {"laptop": (("Orion 14", 1340), ("Orion 16 Pro", 2190), ("Slate X", 1675)), "monitor": (("Vista 27", 329.5), ("Vista 32", 514)), "phone": (("Pebble 9", 799), ("Pebble SE", 429)), "dock": (("HubLink", 188.75),)}
    rows = []
    for n in range(w.chance.randint(95, 120)):
        kind = w.chance.choice(("laptop", "laptop", "monitor", "phone", "dock"))
        model, cost = w.chance.choice(models[kind])
        bought = w.day(-1500, -20)
        rows.append(Row(
            tag=f"{kind[:2].upper()}-{400 + n * 3:05}", model=model, kind=kind, site=w.chance.choice(("Leeds", "Bristol", "Cork", "Remote")), cost=cost,
            bought=bought, warranty=bought + timedelta(days=w.chance.choice((730, 1095))), state=w.chance.choice(("in use",) * 5 + ("spare", "in repair")),
            user=w.chance.choice(("", "a.khan", "b.lowe", "c.ngo", "d.silva", "e.wirth")),
        ))  # fmt: skip
    w.add(
        "it.assets", "Device register",
        {"noun": "devices", "key": "tag", "title": "tag", "dates": ["boughtOn", "warrantyEnds"],
         "money": [{"amount": "cost", "currency": "GBP"}]},
        rows,
        lambda r: {"tag": r.tag, "model": r.model, "kind": r.kind, "site": r.site, "cost": r.cost, "boughtOn": str(r.bought),
                   "warrantyEnds": str(r.warranty), "state": r.state, "user": r.user or None},
    )  # fmt: skip
    return "GBP"


def applicants(w: World) -> str:
    """A school: 46 to 60 applications for places."""
    first = ("Ada", "Ben", "Chidi", "Dora", "Elif", "Finn", "Gita", "Hana", "Ivo", "Jude")
    last = ("Abbott", "Baptiste", "Coyle", "Demir", "Eriksen", "Farrow", "Gill", "Hsu")
    names = [f"{a} {b}" for a in first for b in last]
    w.chance.shuffle(names)
    count = w.chance.randint(46, 60)
    scores = w.distinct(count, 310, 990)
    rows = []
    for n in range(count):
        status = w.chance.choice(("received", "received", "interview", "offered", "declined"))
        rows.append(Row(
            ref=f"26/{n + 1:04}", name=names[n], entry=w.chance.choice(("Year 7", "Year 7", "Year 9", "Year 12")), score=scores[n] / 10,
            sent=w.day(-75, -4), meeting=w.day(1, 20) if status == "interview" else None, status=status,
            sibling=w.chance.random() < 0.25, school=w.chance.choice(("Elm Park Primary", "St Brides", "Northgate", "Overseas")),
        ))  # fmt: skip
    w.add(
        "admissions.applications", "Applications",
        {"noun": "applications", "key": "ref", "title": "name", "dates": ["submittedOn", "interviewOn"], "people": ["name"]},
        rows,
        lambda r: {"ref": r.ref, "name": r.name, "entry": r.entry, "score": r.score, "submittedOn": str(r.sent),
                   "interviewOn": str(r.meeting) if r.meeting else None, "status": r.status, "sibling": r.sibling, "school": r.school},
    )  # fmt: skip
    return "GBP"


def pipeline(w: World) -> str:
    """A sales team: 12 to 16 deals with Friday's state, and 8 to 11 calls."""
    names = ("Argent Rail", "Bluepeak Solar", "Corvid Security", "Dunmore Dairy", "Everglade Spa", "Fable Toys", "Granite Gym", "Hearth Hotels", "Inkwell Press", "Juniper Vets", "Kestrel Air", "Lumen Labs", "Mosaic Tiles", "Nectar Drinks", "Onyx Gaming", "Paragon Legal")
    count = w.chance.randint(12, 16)
    amounts = w.distinct(count, 8, 420)
    rows = [
        Row(
            id=f"{910200 + n * 37}", name=f"{names[n]} {('rollout', 'renewal', 'upgrade', 'pilot')[w.chance.randrange(4)]}", amount=amounts[n] * 500,
            stage=w.chance.choice(("Qualify", "Demo", "Quote", "Legal")), owner=w.chance.choice(("Rosa Lind", "Pete Amari", "Wen Zhao")), close=w.day(-12, 40),
            created=w.day(-160, -15), chance=w.chance.choice((10, 25, 40, 60, 80)),
        )
        for n in range(count)
    ]  # fmt: skip
    before = [copy(row) for row in rows[:-1]]
    w.raised, w.cut, w.slipped = rows[1], rows[4], rows[7]
    before[1].amount = rows[1].amount - w.chance.choice((500, 1000, 2000))
    before[4].amount = rows[4].amount + w.chance.choice((1500, 4000, 7500))
    before[7].close = rows[7].close - timedelta(days=w.chance.randint(8, 21))
    w.was = {1: before[1], 4: before[4], 7: before[7]}
    w.new = rows[-1]
    shape = {"noun": "deals", "title": "properties.dealname", "due": "properties.closedate", "dates": ["properties.createdate"],
             "money": [{"amount": "properties.amount", "currency": "properties.currency"}]}  # fmt: skip
    w.add(
        "crm.deals", "Deals", shape, rows,
        lambda r: {"id": r.id, "properties": {"dealname": r.name, "amount": str(r.amount), "currency": "USD", "dealstage": r.stage,
                   "owner": r.owner, "closedate": str(r.close), "createdate": str(r.created), "probability": r.chance}},
        before=before,
    )  # fmt: skip
    lengths = w.distinct(11, 6, 75)
    calls = [
        Row(id=f"call-{70 + n}", title=f"{names[n]}: {w.chance.choice(('intro', 'pricing', 'follow-up'))}", started=w.at(w.day(-9, -1), 8, 17), minutes=lengths[n],
            rep=w.chance.choice(("Rosa Lind", "Pete Amari", "Wen Zhao")))
        for n in range(w.chance.randint(8, 11))
    ]  # fmt: skip
    w.add("phone.calls", "Recorded calls", {"noun": "calls", "title": "title", "dates": ["started"], "counts": ["minutes"]}, calls)
    return "USD"


def engineering(w: World) -> str:
    """A software team: 18 to 24 issues and 12 to 16 commits."""
    titles = ("Retry queue never drains", "Avatar upload times out", "Wrong plural in Polish", "Audit log misses deletes", "CSV import chokes on BOM", "Cache key ignores tenant", "Tooltip hides the button", "Session ends too early", "PDF footer overlaps", "Slow start on Windows", "Date picker skips leap day", "Duplicate webhooks", "Map tiles blur on zoom", "Search forgets filters", "Sidebar flickers", "Token refresh loops", "Undo loses selection", "Broken link in mail", "Unsorted team list", "Graph axis mislabelled", "Timezone off in export", "Locked row stays locked", "Empty state missing", "Keyboard trap in modal")
    people = ("mira-k", "jonasb", "tess-o", "dvaughn")
    rows = [
        Row(
            number=400 + n * 3, title=titles[n], state=w.chance.choice(("open", "open", "open", "closed")), who=w.chance.choice(people),
            label=w.chance.choice(("bug", "bug", "feature", "chore")), points=w.chance.choice((1, 2, 3, 5, 8)), opened=w.day(-60, -1), comments=w.chance.randint(0, 19),
            milestone=w.chance.choice(("3.4", "3.5", None)),
        )
        for n in range(w.chance.randint(18, 24))
    ]  # fmt: skip
    w.add(
        "code.issues", "Issue tracker",
        {"noun": "issues", "key": "number", "title": "title", "dates": ["created_at"], "counts": ["points", "comments"]},
        rows,
        lambda r: {"number": r.number, "title": r.title, "state": r.state, "assignee": {"login": r.who}, "labels": [{"name": r.label}],
                   "points": r.points, "created_at": f"{r.opened}T09:00:00Z", "comments": r.comments,
                   "milestone": {"title": r.milestone} if r.milestone else None},
    )  # fmt: skip
    subjects = ("Drain the retry queue on stop", "Stream avatar uploads", "Log deletes too", "Strip the BOM", "Add tenant to cache key", "Lift tooltip above button", "Extend sessions", "Measure PDF footer", "Lazy-load fonts", "Handle 29 February", "Deduplicate webhooks", "Sort teams by name", "Pin the map library", "Keep filters in the URL", "Refresh tokens once", "Restore selection on undo")
    added = w.distinct(16, 2, 640)
    commits = [
        Row(sha=f"{w.chance.getrandbits(48):012x}", message=subjects[n], author=w.chance.choice(people), at=w.at(w.day(-7, -1), 7, 21), files=w.chance.randint(1, 14),
            added=added[n], removed=w.chance.randint(0, 210))
        for n in range(w.chance.randint(12, 16))
    ]  # fmt: skip
    w.add(
        "code.commits", "Commits on main",
        {"noun": "commits", "key": "sha", "title": "message", "dates": ["committed_at"], "counts": ["additions", "deletions"]},
        commits,
        lambda r: {"sha": r.sha, "message": r.message, "author": r.author, "committed_at": r.at, "files": r.files, "additions": r.added,
                   "deletions": r.removed},
    )  # fmt: skip
    return "USD"
