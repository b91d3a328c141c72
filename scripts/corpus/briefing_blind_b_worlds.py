"""The worlds of blind_b.jsonl: thirteen trades, none of them in another part."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World


def canvass(w: World) -> str:
    """A campaign: 26 to 34 volunteer shifts."""
    people = ("Agnes Thorne", "Bilal Sheikh", "Carys Vaughan", "Desmond Hart", "Edie Marsh", "Femi Bakare", "Greta Olsen", "Harvey Nunn", "Isla Crowe", "Jamal Osman", "Kezia Payne", "Luca Ferri", "Maud Ellery", "Nikhil Rao", "Oona Byrne", "Petra Holub", "Quentin Shaw", "Rhoda Blythe", "Saul Weiss", "Tamsin Dray", "Umar Latif", "Vera Stokes", "Wilf Garner", "Xenia Pappas", "Yusuf Demir", "Zara Finch", "Abel Moss", "Bryony Lake", "Cormac Daly", "Delphine Roux", "Ezra Stone", "Fay Whitlock", "Gus Harmon", "Hester Voss")
    count = w.chance.randint(26, 34)
    doors = w.distinct(count, 11, 190)
    rows = []
    for n in range(count):
        day = w.day(-8, 8)
        done = day < w.today
        rows.append(Row(
            id=f"v{118 + n}", who=people[n], ward=w.chance.choice(("Castle", "Docks", "Mill Hill", "Northfield", "Priory")), day=day,
            hours=w.chance.choice((1.5, 2, 2.5, 3, 4)), role=w.chance.choice(("canvasser", "canvasser", "driver", "teller")),
            doors=doors[n] if done else None, pledges=w.chance.randint(0, doors[n] // 3) if done else None, done=done,
        ))  # fmt: skip
    w.add(
        "campaign.shifts", "Volunteer rota",
        {"noun": "shifts", "title": "volunteer", "dates": ["date"], "counts": ["hours", "doors", "pledges"], "people": ["volunteer"]},
        rows,
        lambda r: {"id": r.id, "volunteer": r.who, "ward": r.ward, "date": str(r.day), "hours": r.hours, "role": r.role, "doors": r.doors,
                   "pledges": r.pledges},
    )  # fmt: skip
    return "GBP"


def meters(w: World) -> str:
    """A property company: 18 to 24 electricity meters, read yesterday and today."""
    sites = ("Cold store", "Bakery hall", "Car park", "Lift shaft A", "Lift shaft B", "Server room", "Canteen", "Workshop", "Greenhouse", "Pump house", "Gatehouse", "Paint shop", "Assembly 1", "Assembly 2", "Heat pump", "Offices east", "Offices west", "Crèche", "Sports hall", "Laundry", "Archive", "Charging bay", "Roof plant", "Yard lights")
    count = w.chance.randint(18, 24)
    used = w.distinct(count, 12, 980)
    rows = [
        Row(
            id=f"m{n + 1:02}", site=sites[n], reading=w.chance.randint(20_000, 400_000), used=used[n], peak=round(used[n] / w.chance.choice((7, 9, 13)), 1),
            tariff=w.chance.choice(("day", "night", "flat")), cost=round(used[n] * w.chance.choice((0.19, 0.24, 0.31)), 2), tenant=w.chance.choice(("Brandt KG", "Own use", "Sole Foods")),
        )
        for n in range(count)
    ]  # fmt: skip
    before = [copy(row) for row in rows]
    factors = w.chance.choices((0.6, 0.8, 0.9, 1.1, 1.3), k=count)
    for row, old, factor in zip(rows, before, factors, strict=True):
        old.reading = row.reading - row.used
        old.used = max(5, int(row.used * factor))
        row.was = old
    w.add(
        "energy.meters", "Meters",
        {"noun": "meters", "title": "site", "counts": ["usedKwh"], "money": [{"amount": "cost", "currency": "EUR"}]},
        rows,
        lambda r: {"id": r.id, "site": r.site, "readingKwh": r.reading, "usedKwh": r.used, "peakKw": r.peak, "tariff": r.tariff,
                   "cost": r.cost, "tenant": r.tenant},
        before=before,
    )  # fmt: skip
    return "EUR"


def vans(w: World) -> str:
    """A courier: 9 to 13 vans."""
    plates = ("GK-412-TR", "FB-803-XN", "HD-119-QA", "CL-556-MM", "EV-074-ZP", "DA-938-KL", "BQ-267-RS", "GT-640-VC", "AR-391-WD", "FJ-725-HB", "EN-180-YT", "CW-459-NE", "HS-916-PU")
    count = w.chance.randint(9, 13)
    kms = w.distinct(count, 9_000, 240_000)
    rows = [
        Row(
            plate=plates[n], model=w.chance.choice(("Kangoo", "Master", "Jumpy", "e-Vito")), odometer=kms[n], service=w.day(-14, 70),
            fuel=round(w.chance.randint(90, 690) + w.chance.randrange(100) / 100, 2), drops=w.chance.randint(120, 990), depot=w.chance.choice(("Lyon", "Lyon", "Grenoble")),
        )
        for n in range(count)
    ]  # fmt: skip
    w.add(
        "fleet.vans", "Fleet",
        {"noun": "vans", "key": "plate", "title": "plate", "due": "nextService", "counts": ["drops"],
         "money": [{"amount": "fuelMonth", "currency": "EUR"}]},
        rows,
        lambda r: {"plate": r.plate, "model": r.model, "odometerKm": r.odometer, "nextService": str(r.service), "fuelMonth": r.fuel,
                   "drops": r.drops, "depot": r.depot},
    )  # fmt: skip
    return "EUR"


def claims(w: World) -> str:
    """An insurer: 38 to 50 claims."""
    count = w.chance.randint(38, 50)
    reserves = w.distinct(count, 8, 940)
    rows = []
    for n in range(count):
        state = w.chance.choice(("new", "assessing", "assessing", "approved", "paid", "disputed"))
        rows.append(Row(
            number=f"2026/{4400 + n * 9:05}", holder=f"{w.chance.choice(('Hawthorn', 'Ibis', 'Larkin', 'Medway', 'Orchard', 'Pentland'))} {w.chance.choice(('Stores', 'Motors', 'Bakery', 'Joinery', 'Hotel'))} {n + 1}" if n % 6 == 5 else f"{('Nolan', 'Okoro', 'Pryor', 'Quill', 'Radley')[n % 5]} household {n + 1}",
            peril=w.chance.choice(("water", "fire", "theft", "storm", "motor")), state=state, reserve=reserves[n] * 50,
            paid=reserves[n] * 50 - w.chance.choice((0, 50, 150, 250)) if state == "paid" else 0, opened=w.day(-120, -1), handler=w.chance.choice(("J. Whitby", "S. Amin", "C. Roche")),
        ))  # fmt: skip
    w.add(
        "insure.claims", "Open and recent claims",
        {"noun": "claims", "key": "number", "title": "holder", "dates": ["opened"],
         "money": [{"amount": "reserve", "currency": "GBP"}, {"amount": "paid", "currency": "GBP"}]},
        rows,
        lambda r: {"number": r.number, "holder": r.holder, "peril": r.peril, "state": r.state, "reserve": r.reserve, "paid": r.paid,
                   "opened": str(r.opened), "handler": r.handler},
    )  # fmt: skip
    return "GBP"


def harvest(w: World) -> str:
    """A winery: 13 to 18 lots of grapes."""
    fields = ("Clos Bas", "Les Murets", "Grand Pré", "La Combe", "Terre Rouge", "Vieux Puits", "Le Coteau", "Bois Clair", "Saint-Jean", "La Croix", "Haut Chemin", "Petit Val", "Les Ormes", "Fontaine", "Roc Blanc", "Plaine Sud", "La Garenne", "Beauregard")
    count = w.chance.randint(13, 18)
    weights = w.distinct(count, 420, 6900, 10)
    sugars = w.distinct(count, 188, 262)
    rows = [
        Row(lot=f"26{n + 1:02}", field=fields[n], grape=w.chance.choice(("Syrah", "Grenache", "Viognier")), kg=weights[n], brix=sugars[n] / 10,
            picked=w.day(-26, -1), pickers=w.chance.randint(3, 14), hectares=w.chance.choice((0.4, 0.6, 0.8, 1.2, 1.5)), tank=w.chance.randint(1, 8))
        for n in range(count)
    ]  # fmt: skip
    w.add(
        "cellar.lots", "Harvest log",
        {"noun": "lots", "key": "lot", "title": "field", "dates": ["pickedOn"], "counts": ["kg"]},
        rows,
        lambda r: {"lot": r.lot, "field": r.field, "grape": r.grape, "kg": r.kg, "brix": r.brix, "pickedOn": str(r.picked),
                   "pickers": r.pickers, "hectares": r.hectares, "tank": r.tank},
    )  # fmt: skip
    return "EUR"


def gifts(w: World) -> str:
    """A shelter: 88 to 115 donations of a month."""
    first = ("Avery", "Blake", "Casey", "Devon", "Ellis", "Frankie", "Gray", "Harper", "Indra", "Jordan", "Kai", "Lennox")
    last = ("Abel", "Boyd", "Cruz", "Dunn", "Estes", "Ford", "Gomez", "Hale", "Irwin", "Jolly")
    names = [f"{a} {b}" for a in first for b in last]
    w.chance.shuffle(names)
    count = w.chance.randint(88, 115)
    sums = w.distinct(count, 10, 2600, 5)
    rows = [
        Row(id=f"don_{5000 + n}", donor=names[n], amount=sums[n], channel=w.chance.choice(("web", "web", "mail", "event", "phone")),
            appeal=w.chance.choice(("Winter beds", "Dog run", "General")), given=w.day(-30, -1), receipt=w.chance.random() < 0.8, first=w.chance.random() < 0.3)
        for n in range(count)
    ]  # fmt: skip
    w.add(
        "giving.donations", "Donations, 30 days",
        {"noun": "donations", "title": "donor", "dates": ["givenOn"], "window": "givenOn", "people": ["donor"],
         "money": [{"amount": "amount", "currency": "USD"}]},
        rows,
        lambda r: {"id": r.id, "donor": r.donor, "amount": r.amount, "channel": r.channel, "appeal": r.appeal, "givenOn": str(r.given),
                   "receiptSent": r.receipt, "firstGift": r.first},
    )  # fmt: skip
    return "USD"


def bookings(w: World) -> str:
    """A small hotel: 24 to 32 bookings."""
    guests = ("Abernathy", "Bouchard", "Carmichael", "Delacroix", "Engström", "Fairweather", "Gallagher", "Hashimoto", "Inverarity", "Jankowski", "Kowalczyk", "Lombardi", "MacInnes", "Nakamura", "O'Driscoll", "Pemberley", "Quiroga", "Rutherford", "Salvatore", "Trelawney", "Underhill", "Valenti", "Winterbourne", "Yeatman", "Zimmermann", "Ashworth", "Brockhurst", "Cathcart", "Dunsany", "Eversley", "Fotheringham", "Greville")
    count = w.chance.randint(24, 32)
    rates = w.distinct(count, 84, 290)
    rows = []
    for n in range(count):
        nights = w.chance.randint(1, 9)
        rows.append(Row(
            ref=f"B{60210 + n * 4}", guest=guests[n], arrive=w.day(0, 21), nights=nights, rate=rates[n], value=rates[n] * nights, people=w.chance.randint(1, 4),
            room=w.chance.choice(("attic", "garden", "sea view")), via=w.chance.choice(("direct", "direct", "agency", "portal")),
        ))  # fmt: skip
    for row in rows:
        row.balance = w.chance.choice((0, row.value, row.value // 2))
    w.add(
        "inn.bookings", "Reservations",
        {"noun": "bookings", "key": "ref", "title": "guest", "dates": ["arrival"], "counts": ["nights", "people"],
         "money": [{"amount": "value", "currency": "GBP"}, {"amount": "balance", "currency": "GBP"}, {"amount": "nightlyRate", "currency": "GBP"}]},
        rows,
        lambda r: {"ref": r.ref, "guest": r.guest, "arrival": str(r.arrive), "nights": r.nights, "nightlyRate": r.rate, "value": r.value,
                   "balance": r.balance, "people": r.people, "room": r.room, "via": r.via},
    )  # fmt: skip
    return "GBP"


def translations(w: World) -> str:
    """A translators' office: 15 to 21 jobs."""
    names = ("Bedienungsanleitung Kompressor", "Jahresbericht Teil 1", "Mietvertrag Messehalle", "Patentschrift Sensor", "Webseite Hotelkette", "Pressemappe Frühjahr", "Packungsbeilage", "Katalog Leuchten", "Satzung Stiftung", "Schulung Arbeitsschutz", "Untertitel Imagefilm", "Angebot Windpark", "Gutachten Brücke", "Newsletter Dezember", "Handbuch Kasse", "Speisekarte", "Datenschutzerklärung", "Stellenanzeigen", "Lizenzvertrag", "Messekatalog", "Prüfbericht Kran")
    count = w.chance.randint(15, 21)
    sizes = w.distinct(count, 300, 19_000, 10)
    rows = []
    for n in range(count):
        price = w.chance.choice((0.11, 0.14, 0.18))
        rows.append(Row(
            number=7100 + n, title=names[n], client=w.chance.choice(("Möller Maschinen", "Stadtwerke", "Reha Nord", "Galerie Pohl")), words=sizes[n], price=price,
            fee=round(sizes[n] * price, 2), due=w.day(-5, 18), who=w.chance.choice(("Jana", "Timo", "Selin")), pair=w.chance.choice(("DE-EN", "DE-FR", "EN-DE")),
            done=w.chance.choice((0, 25, 50, 80)),
        ))  # fmt: skip
    w.add(
        "office.jobs", "Aufträge",
        {"noun": "jobs", "key": "number", "title": "title", "due": "deadline", "counts": ["words"], "money": [{"amount": "fee", "currency": "EUR"}]},
        rows,
        lambda r: {"number": r.number, "title": r.title, "client": r.client, "words": r.words, "pricePerWord": r.price, "fee": r.fee,
                   "deadline": str(r.due), "translator": r.who, "pair": r.pair, "donePercent": r.done},
    )  # fmt: skip
    return "EUR"


def reliability(w: World) -> str:
    """A platform team: 15 to 20 merge requests and 5 to 7 incidents."""
    titles = ("Move cron jobs to the scheduler", "Drop Python 3.9", "Paginate audit API", "Encrypt backups at rest", "Cut image size", "Trace slow queries", "Rename billing tables", "Split the worker pool", "Vendor the icon font", "Rotate signing keys", "Stop logging emails", "Rewrite the rate limiter", "Warm caches on deploy", "Remove dead flags", "Speed up checkout tests", "Fix flaky login test", "Batch outgoing mail", "Compress event store", "Retry DNS lookups", "Lock migrations")
    sizes = w.distinct(20, 4, 1900)
    rows = [
        Row(iid=2210 + n * 4, title=titles[n], author=w.chance.choice(("olu", "freya", "marek", "ines")), state=w.chance.choice(("opened", "opened", "merged", "draft")),
            lines=sizes[n], approvals=w.chance.randint(0, 3), opened=w.day(-33, -1), comments=w.chance.randint(0, 40))
        for n in range(w.chance.randint(15, 20))
    ]  # fmt: skip
    w.add(
        "git.merges", "Merge requests",
        {"noun": "merge requests", "key": "iid", "title": "title", "dates": ["created_at"], "counts": ["changes.lines", "comments"],
         "people": ["author.username"]},
        rows,
        lambda r: {"iid": r.iid, "title": r.title, "author": {"username": r.author}, "state": r.state, "changes": {"lines": r.lines},
                   "approvals": r.approvals, "created_at": f"{r.opened}T11:20:00Z", "comments": r.comments},
    )  # fmt: skip
    lengths = w.distinct(7, 6, 310)
    names = ("Checkout errors in the EU", "Login loop on mobile", "Queue backlog", "Stale search index", "Image CDN outage", "Webhook delays", "Database failover")
    incidents = [
        Row(id=f"inc{330 + n}", name=names[n], level=w.chance.choice(("SEV1", "SEV2", "SEV3")), began=w.at(w.day(-14, -1), 0, 22), minutes=lengths[n], users=w.chance.randint(40, 9_800))
        for n in range(w.chance.randint(5, 7))
    ]  # fmt: skip
    w.add(
        "ops.incidents", "Incidents",
        {"noun": "incidents", "title": "name", "dates": ["began"], "counts": ["minutes", "usersAffected"]},
        incidents,
        lambda r: {"id": r.id, "name": r.name, "severity": r.level, "began": r.began, "minutes": r.minutes, "usersAffected": r.users},
    )  # fmt: skip
    return "EUR"


def prospects(w: World) -> str:
    """A machine builder: 14 to 19 opportunities, as they were on Friday and are, and 5 to 8 meetings."""
    names = ("Aarhus Brewery", "Basel Pharma", "Cadiz Port", "Delft Robotics", "Essen Steel", "Faro Ceramics", "Ghent Paper", "Haarlem Cheese", "Innsbruck Ski", "Jena Optics", "Krakow Foundry", "Linz Plastics", "Malmo Timber", "Nantes Marine", "Oulu Sensors", "Porto Cork", "Riga Glass", "Sibiu Castings", "Turin Gears")
    count = w.chance.randint(14, 19)
    values = w.distinct(count, 14, 780)
    rows = [
        Row(
            id=f"OP{31000 + n * 41}", name=f"{names[n]} {w.chance.choice(('press line', 'spare parts', 'retrofit', 'service contract'))}", value=values[n] * 1000, phase=w.chance.choice(("lead", "offer", "offer", "negotiation")),
            decide=w.day(-10, 75), seller=w.chance.choice(("Katrin Voss", "Luis Prado", "Nora Lind")), country=w.chance.choice(("DE", "NL", "PT", "PL")), odds=w.chance.choice((20, 40, 60, 90)),
        )
        for n in range(count)
    ]  # fmt: skip
    before = [copy(row) for row in rows[:-2]]
    before[0].value = rows[0].value + w.chance.choice((9_000, 15_000, 40_000))
    before[5].value = rows[5].value - w.chance.choice((2_000, 5_000, 8_000))
    before[2].decide = rows[2].decide + timedelta(days=w.chance.randint(5, 17))
    w.was = {0: before[0], 2: before[2], 5: before[5]}
    w.new = rows[-2:]
    w.add(
        "sales.opportunities", "Opportunities",
        {"noun": "opportunities", "title": "name", "due": "decisionOn", "money": [{"amount": "value.amount", "currency": "value.currency"}]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "value": {"amount": r.value, "currency": "EUR"}, "phase": r.phase, "decisionOn": str(r.decide),
                   "seller": r.seller, "country": r.country, "odds": r.odds},
        before=before,
    )  # fmt: skip
    meetings = [
        Row(id=f"mt{n}", subject=f"{names[n * 2]} {w.chance.choice(('site visit', 'kick-off', 'price round'))}", start=w.at(w.day(-5, 5), 8, 16), length=w.chance.choice((30, 45, 60, 90)), attendees=w.chance.randint(2, 9))
        for n in range(w.chance.randint(5, 7))
    ]  # fmt: skip
    w.add("cal.meetings", "Calendar", {"noun": "meetings", "title": "subject", "dates": ["start"], "counts": ["length"]}, meetings)
    return "EUR"


def loans(w: World) -> str:
    """A tool library: 34 to 46 loans."""
    tools = ("Belt sander", "Chop saw", "Carpet washer", "Drain rods", "Disc cutter", "Fence stretcher", "Heat gun", "Hedge trimmer", "Jigsaw", "Ladder 4 m", "Leaf blower", "Mitre box", "Nail gun", "Post digger", "Pressure washer", "Router", "Sewing machine", "Sack truck", "Tile cutter", "Wallpaper steamer", "Wood lathe", "Angle grinder", "Bench vice", "Cement mixer")
    count = w.chance.randint(34, 46)
    rows = []
    for n in range(count):
        back = w.day(-20, 24)
        rows.append(Row(
            id=8800 + n * 2, tool=f"{tools[n % 24]}{' (second)' if n >= 24 else ''}", member=f"M{w.chance.randint(1000, 9999)}", out=back - timedelta(days=w.chance.choice((7, 14, 21))), back=back,
            deposit=w.chance.choice((10, 20, 35, 50)), fine=round(max(0, (w.today - back).days) * 0.4, 2), renewed=w.chance.randint(0, 3),
        ))  # fmt: skip
    w.add(
        "library.loans", "Loans out",
        {"noun": "loans", "title": "tool", "due": "dueBack", "dates": ["lentOn"],
         "money": [{"amount": "deposit", "currency": "GBP"}, {"amount": "fine", "currency": "GBP"}]},
        rows,
        lambda r: {"id": r.id, "tool": r.tool, "member": r.member, "lentOn": str(r.out), "dueBack": str(r.back), "deposit": r.deposit,
                   "fine": r.fine, "renewals": r.renewed},
    )  # fmt: skip
    return "GBP"


def conference(w: World) -> str:
    """A conference: 14 to 18 sessions, 6 sponsors, and a travel desk that did not answer."""
    titles = ("Opening keynote", "Queues in practice", "Naming things", "Tiny databases", "Type systems for all", "Green hosting", "Legacy rescue", "Maps without tears", "Fonts and shaping", "Debugging by sound", "Fuzzing clinic", "Ethics panel", "Write better docs", "Robots at home", "Time zones again", "Lightning talks", "Career corner", "Closing circus")
    booked = w.distinct(18, 20, 395)
    rows = [
        Row(
            code=f"S{n + 1:02}", title=titles[n], room=w.chance.choice(("Aula", "Forum", "Kino")), seats=400 if booked[n] > 180 else 180, booked=booked[n],
            start=w.at(w.day(9, 10), 9, 17), minutes=w.chance.choice((25, 45, 90)),
        )
        for n in range(w.chance.randint(14, 18))
    ]  # fmt: skip
    for row in rows:
        row.free = row.seats - row.booked
    w.add(
        "event.sessions", "Programme", {"noun": "sessions", "key": "code", "title": "title", "dates": ["start"], "counts": ["booked"]}, rows,
        lambda r: {"code": r.code, "title": r.title, "room": r.room, "seats": r.seats, "booked": r.booked, "start": r.start, "minutes": r.minutes},
    )  # fmt: skip
    pledges = w.distinct(6, 3, 48)
    sponsors = [
        Row(name=name, pledge=pledges[n] * 500, paid=w.chance.choice((0, pledges[n] * 500, pledges[n] * 250)), contact=w.chance.choice(("Ulla", "Matteo")))
        for n, name in enumerate(("Brightwave", "Codel", "Foxglove Cloud", "Hexagon Bank", "Nimble", "Tundra Labs"))
    ]
    w.add(
        "event.sponsors", "Sponsors",
        {"noun": "sponsors", "key": "name", "title": "name", "money": [{"amount": "pledged", "currency": "EUR"}, {"amount": "paid", "currency": "EUR"}]},
        sponsors,
        lambda r: {"name": r.name, "pledged": r.pledge, "paid": r.paid, "contact": r.contact},
    )  # fmt: skip
    w.add("event.travel", "Travel desk", {"noun": "trips", "title": "traveller"}, state="failed")
    return "EUR"


def leases(w: World) -> str:
    """A firm with five or six offices."""
    names = ("Harbour House", "Foundry Yard", "Castle Street", "The Maltings", "Quay 7", "Old Exchange")
    rents = w.distinct(6, 2100, 19_500, 50)
    rows = [
        Row(id=f"L{n + 1}", name=name, rent=rents[n], area=w.chance.randint(80, 900), ends=w.day(40, 900), notice=w.chance.choice((3, 6, 12)), desks=w.chance.randint(8, 90))
        for n, name in enumerate(names[: w.chance.randint(5, 6)])
    ]
    w.add(
        "estate.leases", "Leases",
        {"noun": "leases", "title": "name", "due": "endsOn", "counts": ["desks"], "money": [{"amount": "monthlyRent", "currency": "GBP"}]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "monthlyRent": r.rent, "areaM2": r.area, "endsOn": str(r.ends), "noticeMonths": r.notice, "desks": r.desks},
    )  # fmt: skip
    return "GBP"
