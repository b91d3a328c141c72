"""The worlds of blind_g.jsonl, first half: meters, law, clinic, flats, plant and newsroom."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from types import SimpleNamespace as Row
from typing import Any

from briefing_blind import World

PEOPLE = ["Marta Quill", "Devon Hartley", "Aiko Mori", "Saul Brandt", "Nadia Rahal", "Peter Lomax", "Chioma Eze", "Ruben Castillo", "Hanne Vik", "Theo Barlow", "Leila Nasser", "Gus Whitlock", "Ines Prado", "Colm Deasy", "Wanda Kowal", "Farid Amini", "Joan Petersen", "Eli Strand", "Mina Choi", "Bruno Falk", "Tess Ogden", "Vikram Shah", "Lotte Maes", "Owen Pryce"]


def put(row: Row) -> dict[str, Any]:
    """Write a row under the names that its columns have."""
    return {k: str(v) if isinstance(v, date) else v for k, v in vars(row).items()}


def meters(w: World) -> str:
    """Energy of a chain of sites: meters with yesterday's reading, bills, alarms."""
    sites = ["Acton Depot", "Bexley Cold Store", "Corby Mill", "Derby Office", "Ely Bakery", "Fareham Yard", "Goole Terminal", "Hexham Store", "Ilkley Works", "Jarrow Plant"]
    used = w.distinct(24, 310, 9400, 7)
    rows = []
    for n in range(w.chance.randint(18, 22)):
        base = round(used[n] * w.chance.uniform(0.82, 1.12))
        rows.append(Row(
            meterId=f"{'E' if n < 10 else 'G'}{4021 + n * 3}", site=sites[n % 10], kind="electricity" if n < 10 else "gas", kwhYesterday=used[n], kwhBaseline=base,
            peakKw=w.chance.randint(40, 620), lastReading=w.at(w.today, 0, 5), status="ok",
        ))  # fmt: skip
    for n, status in ((3, "stale"), (11, "stale"), (6, "fault")):
        rows[n].status = status
    rows[3].lastReading, rows[11].lastReading = w.at(w.day(-6, -4)), w.at(w.day(-3, -2))
    rows[8].kwhBaseline = round(rows[8].kwhYesterday / w.chance.uniform(1.31, 1.62))
    rows[1].kwhBaseline = round(rows[1].kwhYesterday / w.chance.uniform(1.17, 1.26))
    before = [copy(row) for row in rows]
    for row in before:
        row.lastReading = w.at(w.today - timedelta(days=1), 0, 5)
        row.kwhYesterday = round(row.kwhYesterday * w.chance.uniform(0.86, 1.13)) + 2
    for n in (3, 11):
        before[n].lastReading, before[n].kwhYesterday = rows[n].lastReading, rows[n].kwhYesterday
    before[6].status = "ok"
    w.was = {row.meterId: row.kwhYesterday for row in before}
    w.add(
        "meters", "Meter readings",
        {"noun": "meters", "key": "meterId", "title": "meterId", "counts": ["kwhYesterday", "kwhBaseline"], "dates": ["lastReading"], "noise": ["lastReading"]},
        rows, put, before=before,
    )  # fmt: skip
    sums = w.distinct(14, 41000, 1890000, 37)
    bills = [
        Row(billNo=f"{w.chance.choice(('NP', 'GW', 'BE'))}-{770210 + n * 17}", supplier="", site=w.chance.choice(sites), amount=sums[n] / 100, dueOn=w.day(-20, 24), state=w.chance.choice(("open", "open", "open", "disputed", "paid")))
        for n in range(w.chance.randint(11, 14))
    ]  # fmt: skip
    for row in bills:
        row.supplier = {"NP": "Northpower", "GW": "Greywater Gas", "BE": "Beacon Energy"}[row.billNo[:2]]
    bills[0].state, bills[0].dueOn, bills[1].state, bills[2].state, bills[2].dueOn = "open", w.today - timedelta(days=w.chance.randint(3, 15)), "disputed", "open", w.today + timedelta(days=w.chance.randint(1, 5))
    w.add(
        "bills", "Utility bills",
        {"noun": "bills", "key": "billNo", "title": "billNo", "due": "dueOn", "money": [{"amount": "amount", "currency": "GBP"}]},
        bills, put,
    )  # fmt: skip
    texts = ("Overnight load above limit", "Power factor below 0.9", "No pulse for two hours", "Compressor short cycling", "Chiller setpoint changed", "Gas flow out of hours")
    alarms = [
        Row(alarmId=f"AL{9001 + n * 2}", text=texts[n % 6], site=w.chance.choice(sites), severity=w.chance.choice(("high", "medium", "low")), raisedAt=w.at(w.day(-5, -1)), acknowledgedBy=w.chance.choice((None, None, *PEOPLE[:5])))
        for n in range(w.chance.randint(9, 13))
    ]  # fmt: skip
    alarms[2].severity, alarms[2].acknowledgedBy, alarms[4].acknowledgedBy = "high", None, PEOPLE[2]
    w.add(
        "alarms", "Site alarms",
        {"noun": "alarms", "key": "alarmId", "title": "text", "dates": ["raisedAt"], "people": ["acknowledgedBy"]},
        alarms, put,
    )  # fmt: skip
    return "GBP"


def law(w: World) -> str:
    """A law firm: matters with budgets and unbilled work, last week's time, invoices."""
    clients = ["Halden Foods", "Orme & Tyne Shipping", "Calder Biotech", "Pinecrest School District", "Redfern Capital", "Marlow Hotels", "Sable Robotics", "Estate of J. Whitcombe", "Kestrel Airways", "Union Street Dental"]
    kinds = [("Supply contract dispute", "litigation"), ("Series C financing", "corporate"), ("Lease renegotiation", "real estate"), ("Wage claim", "employment"), ("Patent licence", "IP"), ("Asset purchase", "corporate"), ("Zoning appeal", "real estate"), ("Probate", "private client"), ("Cargo damage claim", "litigation"), ("Severance review", "employment"), ("Trademark opposition", "IP")]
    partners = ["Adele Fontaine", "Marcus Tuohy", "Rina Sethi"]
    wip = w.distinct(24, 900, 78000, 50)
    matters = []
    for n in range(w.chance.randint(18, 23)):
        name, practice = kinds[n % 11]
        budget = w.chance.randrange(20000, 260000, 5000)
        matters.append(Row(
            number=f"2026-{1140 + n * 9}", client=clients[(n * 3) % 10], matter=name, partner=w.chance.choice(partners), practice=practice, budget=budget,
            billed=w.chance.randrange(2000, int(budget * 0.8), 250), unbilled=wip[n], openedOn=w.day(-400, -30), nextDeadline=w.day(4, 70), status=w.chance.choice(("active", "active", "active", "on hold")),
        ))  # fmt: skip
    for n in (1, 4, 9):
        matters[n].status, matters[n].nextDeadline = "active", w.today + timedelta(days=n % 4 + (n > 4))
    matters[5].budget = w.chance.randrange(95000, 180000, 5000)
    matters[5].status, matters[5].billed = "active", matters[5].budget - matters[5].unbilled + w.chance.randrange(1500, 9000, 250)
    before = [copy(row) for row in matters]
    for n in (1, 5, 7, 12):
        before[n].unbilled -= w.chance.randrange(400, 850, 50)
    before[2].status, matters[2].status = "active", "on hold"
    w.was = {row.number: row.unbilled for row in before}
    w.add(
        "clio.matters", "Matters",
        {"noun": "matters", "key": "number", "title": "matter", "due": "nextDeadline", "dates": ["openedOn"], "people": ["partner"],
         "money": [{"amount": "unbilled", "currency": "USD"}, {"amount": "billed", "currency": "USD"}, {"amount": "budget", "currency": "USD"}]},
        matters, put, before=before,
    )  # fmt: skip
    lawyers = ["Ana Ruiz", "Ben Achterberg", "Carly Moss", "Dov Lerner", "Ella Wren"]
    said = ("Draft reply brief", "Call with client", "Review disclosure schedules", "Prepare witness outline", "Mark up lease", "Research limitation period", "Internal training", "Conflict check")
    entries = []
    for n in range(w.chance.randint(32, 44)):
        about = w.chance.choice(said)
        entries.append(Row(entryId=88210 + n, lawyer=lawyers[n % 5], matter=w.chance.choice(matters).number, hours=w.chance.randint(2, 32) / 4, day=w.today - timedelta(days=w.chance.randint(3, 7)), billable=about not in said[-2:], narrative=about))
    entries[6].narrative, entries[6].billable = "Internal training", False
    w.add(
        "clio.time", "Time entries",
        {"noun": "entries", "key": "entryId", "title": "narrative", "dates": ["day"], "counts": ["hours"], "people": ["lawyer"]},
        entries, put,
    )  # fmt: skip
    sums = w.distinct(18, 180000, 6400000, 125)
    bills = [
        Row(number=f"INV-{6604 + n * 2}", client=clients[n % 10], amount=sums[n] / 100, issuedOn=w.day(-80, -31), dueOn=w.today, status=w.chance.choice(("sent", "sent", "paid", "part paid")))
        for n in range(w.chance.randint(14, 18))
    ]  # fmt: skip
    for row in bills:
        row.dueOn = row.issuedOn + timedelta(days=30 + w.chance.choice((0, 15)))
    bills[0].status, bills[0].issuedOn, bills[3].status, bills[6].status = "sent", w.today - timedelta(days=92), "paid", "sent"
    bills[0].dueOn, bills[6].dueOn = w.today - timedelta(days=62), w.today - timedelta(days=w.chance.randint(5, 29))
    old = [copy(row) for row in bills]
    old[3].status = "sent"
    w.add(
        "ledger.invoices", "Invoices",
        {"noun": "invoices", "key": "number", "title": "number", "due": "dueOn", "dates": ["issuedOn"], "money": [{"amount": "amount", "currency": "USD"}]},
        bills, put, before=old,
    )  # fmt: skip
    return "USD"


def clinic(w: World) -> str:
    """An orthopaedic clinic: two days of appointments, referrals, insurance claims; labs failed."""
    rows = []
    count = w.chance.randint(28, 36)
    for n in range(count):
        day = w.today if n < count * 6 // 10 else w.today + timedelta(days=1)
        slot = 8 * 60 + (n % 18) * 30
        rows.append(Row(
            id=f"APT{31077 + n * 2}", patient=f"{PEOPLE[n % 24]}", provider=("Dr. Lindqvist", "Dr. Osei", "Dr. Farrow")[n % 3], start=f"{day}T{slot // 60:02}:{slot % 60:02}:00Z", day=day,
            minutes=w.chance.choice((15, 20, 30, 30, 45)), type=w.chance.choice(("new patient", "follow-up", "follow-up", "injection", "post-op")), status=w.chance.choice(("confirmed", "confirmed", "confirmed", "unconfirmed", "cancelled")),
        ))  # fmt: skip
    for n, status in ((2, "unconfirmed"), (5, "cancelled"), (7, "unconfirmed"), (9, "confirmed"), (count - 2, "unconfirmed")):
        rows[n].status = status
    rows[9].type, rows[9].minutes = "post-op", 60
    before = [copy(row) for row in rows]
    before[5].status, before[9].status = "confirmed", "unconfirmed"

    def emit(r: Row) -> dict[str, Any]:
        one = put(r)
        del one["day"]
        return one

    w.add(
        "appointments", "Clinic schedule",
        {"noun": "appointments", "key": "id", "title": "patient", "dates": ["start"], "counts": ["minutes"], "people": ["patient", "provider"]},
        rows, emit, before=before,
    )  # fmt: skip
    referrals = [
        Row(ref=f"REF{5510 + n}", patient=PEOPLE[-1 - n], joint=w.chance.choice(("knee", "knee", "hip", "shoulder", "wrist")), receivedOn=w.day(-26, -1), urgency=w.chance.choice(("routine", "routine", "urgent")), status=w.chance.choice(("waiting", "waiting", "scheduled", "needs imaging")))
        for n in range(w.chance.randint(13, 18))
    ]  # fmt: skip
    referrals[1].urgency, referrals[1].status, referrals[1].receivedOn = "urgent", "waiting", w.today - timedelta(days=w.chance.randint(27, 33))
    referrals[4].status = "needs imaging"
    w.add(
        "referrals", "Referral inbox",
        {"noun": "referrals", "key": "ref", "title": "patient", "dates": ["receivedOn"], "people": ["patient"]},
        referrals, put,
    )  # fmt: skip
    sums = w.distinct(18, 12000, 740000, 41)
    claims = [
        Row(claimNo=f"CL-{20933 + n * 7}", payer=w.chance.choice(("BlueRiver", "Kaster Health", "Medway Mutual", "State Fund")), billed=sums[n] / 100, submittedOn=w.day(-75, -2), status=w.chance.choice(("pending", "pending", "denied", "paid")))
        for n in range(w.chance.randint(14, 18))
    ]  # fmt: skip
    claims[0].status, claims[3].status, claims[5].status = "denied", "pending", "denied"
    w.add(
        "claims", "Insurance claims",
        {"noun": "claims", "key": "claimNo", "title": "claimNo", "dates": ["submittedOn"], "money": [{"amount": "billed", "currency": "USD"}]},
        claims, put,
    )  # fmt: skip
    w.add("labs", "Lab results", {"noun": "results", "key": "id"}, state="failed")
    return "USD"


def flats(w: World) -> str:
    """Property management: tenancies with arrears, and repairs with yesterday's."""
    streets = ["Tanner Row", "Quay House", "Albion Terrace", "Mill Court", "Priory Lane"]
    rents = w.distinct(26, 640, 1980, 5)
    owed = w.distinct(26, 85, 3900, 5)
    homes = [
        Row(ref=f"T{2201 + n * 4}", address=f"{n + 3} {streets[n % 5]}", tenant=PEOPLE[n % 24], rent=rents[n], arrears=owed[n] if w.chance.random() < 0.35 else 0, deposit=rents[n], leaseEnd=w.day(20, 420), building=streets[n % 5])
        for n in range(w.chance.randint(20, 26))
    ]  # fmt: skip
    for n in (2, 6, 13):
        homes[n].arrears = owed[n]
    homes[6].arrears = 3 * homes[6].rent + 40
    for n in (4, 10):
        homes[n].leaseEnd = w.today + timedelta(days=w.chance.randint(8, 18) + n)
    w.add(
        "lettings.tenancies", "Tenancies",
        {"noun": "tenancies", "key": "ref", "title": "address", "dates": ["leaseEnd"], "people": ["tenant"],
         "money": [{"amount": "rent", "currency": "GBP"}, {"amount": "arrears", "currency": "GBP"}]},
        homes, put,
    )  # fmt: skip
    faults = [("No hot water", "plumbing"), ("Leak under sink", "plumbing"), ("Damp in bedroom", "building"), ("Broken entry phone", "electrical"), ("Boiler service", "gas"), ("Lights out on stair", "electrical"), ("Window will not lock", "joinery"), ("Gutter blocked", "building"), ("Smoke alarm chirping", "electrical")]
    quotes = w.distinct(20, 60, 2400, 5)
    jobs = []
    for n in range(w.chance.randint(15, 20)):
        what, trade = faults[n % 9]
        jobs.append(Row(
            job=f"RJ-{8870 + n * 3}", fault=what, address=w.chance.choice(homes).address, trade=trade, priority=w.chance.choice(("P1", "P2", "P2", "P3")), reportedOn=w.day(-30, -2),
            status=w.chance.choice(("open", "open", "booked", "waiting for parts", "done")), quote=quotes[n], contractor=w.chance.choice(("Hale & Son", "Brightspark", "Dryline", None)),
        ))  # fmt: skip
    jobs[0].priority, jobs[0].status, jobs[0].reportedOn = "P1", "open", w.today - timedelta(days=w.chance.randint(31, 38))
    jobs[0].contractor, jobs[3].status, jobs[5].status, jobs[8].contractor, jobs[8].status = None, "booked", "done", "Brightspark", "open"
    fresh = [Row(job=f"RJ-{8990 + n}", fault=what, address=homes[n * 5].address, trade=trade, priority=("P1", "P2", "P3")[n], reportedOn=w.today - timedelta(days=1), status="open", quote=0, contractor=None) for n, (what, trade) in enumerate(faults[:3])]
    before = [copy(row) for row in jobs]
    before[3].status, before[5].status = "open", "booked"
    before[8].quote = jobs[8].quote - w.chance.randrange(20, 55, 5)
    w.new, w.quote_was = fresh, before[8].quote
    w.add(
        "repairs.jobs", "Repairs",
        {"noun": "jobs", "key": "job", "title": "fault", "dates": ["reportedOn"], "money": [{"amount": "quote", "currency": "GBP"}]},
        jobs + fresh, put, before=before,
    )  # fmt: skip
    return "GBP"


def plant(w: World) -> str:
    """A plant: machines, maintenance orders, shifts of four days, and a partial parts list."""
    names = ["Presse 1", "Presse 2", "Drehzentrum A", "Drehzentrum B", "Fräse 5-Achs", "Härteofen", "Schleifer Nord", "Schleifer Süd", "Waschanlage", "Montage 1", "Montage 2", "Lackierkabine", "Roboterzelle 7"]
    run = w.distinct(13, 120, 1900, 10)
    machines = [
        Row(machine=f"MA-{110 + n * 10}", name=names[n], hall=w.chance.choice(("Halle 1", "Halle 2", "Halle 3")), oee=w.chance.randint(610, 890) / 10, runHours=run[n], serviceEvery=2000, nextService=w.day(3, 60), state="running")
        for n in range(13)
    ]  # fmt: skip
    machines[4].state, machines[4].oee, machines[7].state = "down", w.chance.randint(311, 489) / 10, "setup"
    machines[2].nextService, machines[5].runHours = w.today - timedelta(days=w.chance.randint(2, 9)), w.chance.randrange(2050, 2290, 10)
    before = [copy(row) for row in machines]
    before[4].state, before[4].oee = "running", w.chance.randint(701, 799) / 10
    w.oee_was = before[4].oee
    w.add("mes.machines", "Maschinen", {"noun": "machines", "key": "machine", "title": "name", "dates": ["nextService"]}, machines, put, before=before)
    jobs = ["Spindellager tauschen", "Hydraulik undicht", "Kühlmittel wechseln", "Sensor justieren", "Schutztür prüfen", "Filter ersetzen", "Riemen spannen", "Greifer kalibrieren", "Wartung nach Plan"]
    orders = [
        Row(number=f"WO-{50310 + n * 2}", job=jobs[n % 9], machine=w.chance.choice(names), priority=w.chance.choice(("hoch", "mittel", "mittel", "niedrig")), plannedHours=w.chance.randint(2, 24) / 2, due=w.day(-8, 14), technician=w.chance.choice(("Y. Demir", "K. Vogt", "S. Arndt", None)), status=w.chance.choice(("offen", "offen", "in Arbeit", "erledigt")))
        for n in range(w.chance.randint(17, 24))
    ]  # fmt: skip
    orders[0].machine, orders[0].priority, orders[0].status, orders[0].technician = names[4], "hoch", "in Arbeit", "K. Vogt"
    orders[3].status, orders[3].due, orders[3].technician, orders[6].status, orders[6].due = "offen", w.today - timedelta(days=w.chance.randint(9, 14)), None, "offen", w.today
    w.add("cmms.orders", "Instandhaltung", {"noun": "orders", "key": "number", "title": "job", "due": "due", "counts": ["plannedHours"], "people": ["technician"]}, orders, put)
    made = w.distinct(12, 870, 1290, 3)
    stops = w.distinct(12, 5, 140, 5)
    shifts = [
        Row(id=f"{w.today - timedelta(days=4 - n // 3)}-{'FSN'[n % 3]}", day=w.today - timedelta(days=4 - n // 3), shift=("früh", "spät", "nacht")[n % 3], planned=1260, produced=made[n], scrap=w.chance.randint(6, 48), downtimeMinutes=stops[n])
        for n in range(12)
    ]
    w.add("mes.shifts", "Schichten", {"noun": "shifts", "key": "id", "title": "id", "dates": ["day"], "counts": ["produced", "scrap", "downtimeMinutes", "planned"]}, shifts, put)
    prices = w.distinct(9, 800, 94000, 5)
    parts = [
        Row(part=f"ET-{7001 + n * 11}", name=("Spindellager 7014", "Dichtsatz H40", "Filter F9", "Keilriemen XPB", "Näherungssensor", "Greiferbacke", "Kühlmittelpumpe", "Türschalter", "Heizstab 6 kW")[n], stock=w.chance.randint(3, 14), minimum=w.chance.randint(2, 4), price=prices[n] / 100)
        for n in range(9)
    ]  # fmt: skip
    parts[0].stock, parts[0].minimum, parts[3].stock, parts[3].minimum = 0, 2, 1, 3
    w.add("erp.parts", "Ersatzteile", {"noun": "parts", "key": "part", "title": "name", "counts": ["stock"], "money": [{"amount": "price", "currency": "EUR"}]}, parts, put, state="partial")
    return "EUR"


def newsroom(w: World) -> str:
    """A newsroom: stories of the day, page views, commissions; the subscriber tool failed."""
    heads = ["Council votes on tram line", "Harbor dredging over budget", "Hospital strike enters second week", "Teachers union files suit", "Profile: the last lamplighter", "Rent board data project", "Snowpack outlook", "Airport noise maps", "Mayor's donors, mapped", "High school finals", "Bakery closes after 90 years", "Water rates explainer", "Ferry cuts Sunday service", "Museum returns artifacts", "Bus drivers on overtime", "Wildfire insurance gap", "County jail audit", "Choir wins at nationals", "Drone rules for beaches", "Obituary: Ida Marsh"]
    lengths = w.distinct(20, 380, 2900, 10)
    stories = []
    for n in range(w.chance.randint(15, 20)):
        day = w.today + timedelta(days=(0, 0, 1, 2, 3)[n % 5])
        stories.append(Row(slug=f"s-{heads[n].lower().split()[0].strip(':')}-{310 + n}", headline=heads[n], desk=w.chance.choice(("metro", "metro", "business", "culture", "sports")), editor=PEOPLE[n % 5], status=w.chance.choice(("draft", "draft", "in edit", "filed", "published")), words=lengths[n], target=w.chance.choice((600, 800, 1200, 1500)), deadline=w.at(day, 13, 21), day=day))
    for n, status in ((0, "in edit"), (1, "draft"), (5, "draft"), (6, "held"), (3, "filed")):
        stories[n].status = status
    stories[2].status, stories[1].deadline = "published", f"{w.today}T12:15:00Z"
    before = [copy(row) for row in stories]
    before[0].status, before[3].status, before[6].status = "draft", "in edit", "filed"
    before[5].words = stories[5].words - w.chance.randrange(110, 260, 10)
    w.words_was = before[5].words

    def emit(r: Row) -> dict[str, Any]:
        one = put(r)
        del one["day"]
        return one

    w.add("cms.stories", "Story budget", {"noun": "stories", "key": "slug", "title": "headline", "due": "deadline", "counts": ["words"], "people": ["editor"]}, stories, emit, before=before)
    views = w.distinct(12, 1900, 88000, 3)
    pages = [Row(path=f"/2026/11/{n + 4}/{w.chance.randint(1000, 9999)}", title=("Tram line: what we know", "Strike day 9, live", "Where rents rose most", "Harbor costs", "Best pies of the county", "School closures list", "Audit finds gaps", "Storm photos", "Mayor's calendar", "Ferry timetable", "Lamplighter profile", "Weekend events")[n], views=views[n], newsletterSignups=w.chance.randint(2, 160), avgSeconds=w.chance.randint(31, 240)) for n in range(12)]
    w.add("stats.pages", "Page stats, last 7 days", {"noun": "pages", "key": "path", "title": "title", "counts": ["views", "newsletterSignups"]}, pages, put)
    fees = w.distinct(15, 150, 1900, 25)
    works = [Row(id=f"C{640 + n}", piece=w.chance.choice(heads), writer=PEOPLE[-1 - n], fee=fees[n], agreedOn=w.day(-40, -10), dueOn=w.day(-6, 16), status=w.chance.choice(("commissioned", "commissioned", "filed", "invoiced", "paid"))) for n in range(w.chance.randint(11, 15))]
    works[0].status, works[0].dueOn, works[2].status, works[4].status, works[5].status = "commissioned", w.today - timedelta(days=w.chance.randint(7, 12)), "invoiced", "filed", "paid"
    w.add("desk.commissions", "Freelance commissions", {"noun": "commissions", "key": "id", "title": "piece", "due": "dueOn", "people": ["writer"], "money": [{"amount": "fee", "currency": "USD"}]}, works, put)
    w.add("piano.subs", "Subscriptions", {"noun": "subscriptions", "key": "id"}, state="failed")
    return "USD"
