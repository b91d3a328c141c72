"""The last six worlds of blind_c.jsonl: invoices, usage, incidents, partners, stock, projects."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World


def invoices(w: World) -> str:
    """A finance desk: 28 to 40 unpaid invoices with yesterday's, and the card spend of the month."""
    names = ("Albrecht Maschinenbau", "Bergmann Logistik", "Castell Hotels", "Dornier Optik", "Eckert Pharma", "Falke Sport", "Gruber Holz", "Heller Verlag", "Imhof Energie", "Jansen Bau", "Krause Medien", "Lorenz Textil")
    count = w.chance.randint(28, 40)
    sums = w.distinct(count, 480, 42_000, 7)
    rows = []
    for n in range(count):
        issued = w.day(-95, -3)
        rows.append(Row(
            number=f"RE-2026-{1187 + n * 3}", customer=w.chance.choice(names), amount=sums[n] + w.chance.randrange(0, 100, 5) / 100, issued=issued, due=issued + timedelta(days=w.chance.choice((14, 30, 30, 45))),
            reminders=0, contact=w.chance.choice(("Sabine Thoma", "Ralf Keil")), status="open",
        ))  # fmt: skip
    for row in rows:
        late = (w.today - row.due).days
        row.reminders = 0 if late < 5 else 1 if late < 20 else w.chance.choice((1, 2, 3))
        row.status = "disputed" if late > 10 and w.chance.random() < 0.15 else "overdue" if late > 0 else "open"
    before = [copy(row) for row in rows]
    w.paid = [
        Row(number=f"RE-2026-{1102 + n * 5}", customer=w.chance.choice(names), amount=a + 0.4, issued=w.day(-60, -40), due=w.day(-20, -5), reminders=1, contact="Ralf Keil", status="overdue")
        for n, a in enumerate(w.distinct(2, 900, 12_000, 11))
    ]
    before += w.paid
    w.fresh = rows[-3:]
    before = [row for row in before if row.number not in {r.number for r in w.fresh}]
    w.add(
        "ledger.invoices", "Unpaid invoices",
        {"noun": "invoices", "key": "number", "title": "number", "due": "dueOn", "dates": ["issuedOn"], "money": [{"amount": "total.gross", "currency": "total.currency"}], "people": ["accountManager"]},
        rows,
        lambda r: {"number": r.number, "customer": r.customer, "total": {"gross": f"{r.amount:.2f}", "currency": "EUR"}, "issuedOn": f"{r.issued}", "dueOn": f"{r.due}",
                   "status": r.status, "reminders": r.reminders, "accountManager": r.contact},
        before=before,
    )  # fmt: skip
    shops = ("AWS", "Figma", "Lufthansa", "Deutsche Bahn", "Google Workspace", "Miro", "WeWork", "Datadog", "Slack", "Zoom", "Notion", "OpenTable")
    spent = [
        Row(id=f"tx{9_400_117 + n * 31}", merchant=shops[n % len(shops)], amount=round(a + w.chance.randrange(100) / 100, 2), on=w.day(-24, -1), team=w.chance.choice(("Engineering", "Sales", "Operations")),
            receipt=w.chance.random() < 0.7)
        for n, a in enumerate(w.distinct(w.chance.randint(14, 22), 19, 5400, 3))
    ]  # fmt: skip
    w.add(
        "cards.transactions", "Card spend",
        {"noun": "transactions", "title": "merchant", "dates": ["bookedOn"], "money": [{"amount": "amount", "currency": "EUR"}]},
        spent,
        lambda r: {"id": r.id, "merchant": r.merchant, "amount": r.amount, "bookedOn": f"{r.on}", "team": r.team, "receipt": r.receipt},
    )  # fmt: skip
    return "EUR"


def usage(w: World) -> str:
    """A product team: 30 to 45 workspaces, and features with the users they have."""
    first = ("Arc", "Bold", "Civic", "Dart", "Echo", "Fable", "Glow", "Hive", "Iris")
    second = ("works", "labs", "desk", "field", "port")
    names = [f"{a}{b}".capitalize() for a in first for b in second]
    w.chance.shuffle(names)
    rows = []
    count = w.chance.randint(30, 45)
    seats = w.distinct(count, 8, 420)
    for n in range(count):
        last = w.chance.randint(2, max(3, seats[n] - 4))
        now = min(seats[n], max(0, round(last * w.chance.choice((0.3, 0.7, 0.9, 0.95, 1.05, 1.1, 1.3, 1.6)))))
        rows.append(Row(
            id=f"ws_{w.chance.getrandbits(28):07x}", name=names[n], plan=w.chance.choice(("Trial", "Team", "Team", "Business", "Enterprise")), seats=seats[n], now=now, last=last, change=now - last,
            sessions=now * w.chance.randint(2, 9), seen=w.day(-12, -1), trial=None,
        ))  # fmt: skip
        if rows[n].plan == "Trial":
            rows[n].trial = w.day(1, 13)
    rows[0].plan, rows[0].trial = "Trial", w.day(1, 4)
    rows[1].plan, rows[1].trial = "Enterprise", None
    w.add(
        "product.workspaces", "Workspace usage",
        {"noun": "workspaces", "title": "workspace", "due": "trialEnds", "dates": ["lastSeen"], "counts": ["seats", "weeklyActive", "weeklyActivePrevious", "sessions"]},
        rows,
        lambda r: {"id": r.id, "workspace": r.name, "plan": r.plan, "seats": r.seats, "weeklyActive": r.now, "weeklyActivePrevious": r.last, "sessions": r.sessions,
                   "lastSeen": f"{r.seen}", "trialEnds": f"{r.trial}" if r.trial else None},
    )  # fmt: skip
    names2 = ("Board view", "Automations", "Guest access", "Timeline", "AI summary", "Slack sync", "Forms", "Templates", "API tokens", "Mobile app")
    users = w.distinct(len(names2), 40, 2900)
    features = [
        Row(slug=name.lower().replace(" ", "-"), name=name, users=u, before=max(10, round(u * w.chance.choice((0.8, 0.9, 0.97, 1.02, 1.15)))), events=u * w.chance.randint(3, 22), released=w.day(-400, -9))
        for name, u in zip(names2, users, strict=True)
    ]
    w.add(
        "product.features", "Feature adoption",
        {"noun": "features", "key": "slug", "title": "feature", "dates": ["releasedOn"], "counts": ["users", "events"]},
        features,
        lambda r: {"slug": r.slug, "feature": r.name, "users": r.users, "usersPreviousWeek": r.before, "events": r.events, "releasedOn": f"{r.released}"},
    )  # fmt: skip
    return "USD"


def incidents(w: World) -> str:
    """A platform team: 14 to 22 incidents of a month, follow-ups with yesterday's, and the on-call rota."""
    what = ["Checkout errors", "Stale search index", "Login latency", "Webhook backlog", "Image CDN misses", "Disk full on replica", "Expired certificate", "Bad deploy rolled back", "DNS lookup failures", "Payment callback timeouts", "Queue consumer stuck", "Rate limiter too strict", "Report job crashed", "Cache stampede", "Mail delivery delays", "Broken feature flag", "Database failover", "Mobile push outage", "Cron ran twice", "API 502s in EU", "Slow dashboards", "Audit trail gap"]
    w.chance.shuffle(what)
    services = ("payments", "search", "identity", "notifications", "core-api")
    people = ("Dana Kim", "Eli Novak", "Fatima Sayed", "George Hale")
    count = w.chance.randint(14, 22)
    lengths = w.distinct(count, 6, 290)
    rows = [
        Row(
            key=f"INC-{812 + n * 2}", title=what[n], severity=w.chance.choice(("SEV1", "SEV2", "SEV2", "SEV3", "SEV3", "SEV3")), service=w.chance.choice(services), started=w.at(w.day(-29, -1), 0, 22),
            minutes=lengths[n], affected=w.chance.choice((0, 12, 45, 130, 380, 950, 2100)) + n, lead=w.chance.choice(people), status="resolved", detect=w.chance.randint(1, 38),
        )
        for n in range(count)
    ]  # fmt: skip
    rows[0].severity = "SEV1"
    rows[2].status = "monitoring"
    w.add(
        "pager.incidents", "PagerDuty incidents, 30 days",
        {"noun": "incidents", "key": "key", "title": "title", "dates": ["startedAt"], "counts": ["minutesToResolve", "customersAffected"], "people": ["commander"]},
        rows,
        lambda r: {"key": r.key, "title": r.title, "severity": r.severity, "service": r.service, "startedAt": r.started, "minutesToDetect": r.detect, "minutesToResolve": r.minutes,
                   "customersAffected": r.affected, "commander": r.lead, "status": r.status},
    )  # fmt: skip
    verbs = ("Add alert for", "Write runbook for", "Load-test", "Remove single point of failure in", "Automate rollback of")
    tasks = []
    for n in range(w.chance.randint(11, 17)):
        r = w.chance.choice(rows)
        tasks.append(Row(key=f"FUP-{401 + n * 3}", title=f"{verbs[n % 5]} {r.service}" + (f" ({n // 5 + 1})" if n >= 5 else ""), incident=r, owner=w.chance.choice(people), due=w.day(-21, 21),
                         status=w.chance.choice(("open", "open", "in progress", "done"))))  # fmt: skip
    tasks[0].due, tasks[0].status = w.day(-21, -8), "open"
    tasks[1].due, tasks[1].status = w.day(1, 5), "in progress"
    before = [copy(row) for row in tasks]
    w.closed = tasks[5]
    tasks[5].status, before[5].status = "done", "in progress"
    w.pushed, w.pushed_from = tasks[7], tasks[7].due
    tasks[7].status = before[7].status = "open"
    tasks[7].due = w.pushed_from + timedelta(days=7)
    w.add(
        "jira.followups", "Incident follow-ups",
        {"noun": "follow-ups", "key": "key", "title": "summary", "due": "due", "people": ["owner"]},
        tasks,
        lambda r: {"key": r.key, "summary": r.title, "incident": r.incident.key, "owner": r.owner, "due": f"{r.due}", "status": r.status},
        before=before,
    )  # fmt: skip
    shifts = [
        Row(id=f"sh-{n}", who=people[n % 4], start=w.today + timedelta(days=7 * n - w.today.weekday()), pages=w.chance.randint(1, 19) if n == 0 else 0) for n in range(4)
    ]
    w.add(
        "pager.shifts", "On-call rota",
        {"noun": "shifts", "title": "engineer", "dates": ["startsOn"], "people": ["engineer"]},
        shifts,
        lambda r: {"id": r.id, "engineer": r.who, "startsOn": f"{r.start}", "pagesSoFar": r.pages},
    )  # fmt: skip
    return "USD"


def partners(w: World) -> str:
    """A channel team: 12 to 18 partners, and the deals that they registered, with yesterday's."""
    names = ["Altitude Conseil", "Brise Numérique", "Cap Intégration", "Delta Systèmes", "Euclide Services", "Forum Cloud", "Galet Informatique", "Horizon Données", "Ilot Réseaux", "Jalon Partenaires", "Kairos Consulting", "Lumen Solutions", "Maillon Tech", "Nacelle Digital", "Orme Ingénierie", "Passerelle IT", "Quai Ouest", "Rivage Data"]
    w.chance.shuffle(names)
    count = w.chance.randint(12, 18)
    sold = w.distinct(count, 8000, 410_000, 500)
    rows = [
        Row(id=f"P-{210 + n * 6}", name=names[n], tier="Gold" if sold[n] > 250_000 else "Silver" if sold[n] > 90_000 else "Registered", sold=sold[n], target=0, staff=w.chance.randint(1, 14),
            region=w.chance.choice(("Nord", "Ouest", "Sud", "Paris")), ends=w.day(9, 240), manager=w.chance.choice(("Claire Morel", "Hugo Petit")))
        for n in range(count)
    ]  # fmt: skip
    for row in rows:
        row.target = int(row.sold / w.chance.choice((0.55, 0.74, 0.88, 1.04, 1.2)) // 1000 * 1000)
    w.add(
        "prm.partners", "Partners",
        {"noun": "partners", "title": "name", "due": "agreementEnds", "counts": ["certifiedStaff"],
         "money": [{"amount": "revenueYtd", "currency": "EUR"}, {"amount": "target", "currency": "EUR"}], "people": ["manager"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "tier": r.tier, "region": r.region, "revenueYtd": r.sold, "target": r.target, "certifiedStaff": r.staff, "agreementEnds": f"{r.ends}", "manager": r.manager},
    )  # fmt: skip
    ends = ["Mairie de Sèvres", "Clinique Pasteur", "Groupe Bardin", "Lycée Carnot", "Transports Vidal", "Caves Roche", "Hôtel Mercier", "Banque du Lac", "Coop Atlantique", "Institut Curial", "Boulangeries Paul-Henri", "Assurances Tilleul", "Port de Royan", "Editions Garnet", "Musée Laforge", "Agence Colbert", "Usines Perrin", "Radio Vercors", "Verrerie Ollivier", "Parc Beaumont"]
    w.chance.shuffle(ends)
    values = w.distinct(20, 5000, 120_000, 500)
    deals = []
    for n in range(w.chance.randint(14, 20)):
        made = w.day(-80, -2)
        deals.append(Row(id=f"REG-{6120 + n * 8}", customer=ends[n], partner=w.chance.choice(rows), value=values[n], made=made, expires=made + timedelta(days=90),
                         status=w.chance.choice(("approved", "approved", "pending", "pending", "rejected"))))  # fmt: skip
    before = [copy(row) for row in deals]
    w.approved = deals[4]
    deals[4].status, before[4].status = "approved", "pending"
    w.cut, w.cut_from = deals[8], deals[8].value + w.chance.choice((2500, 4000, 7500))
    before[8].value = w.cut_from
    deals[8].status = before[8].status = "pending"
    w.fresh = deals[-2:]
    before = before[:-2]
    w.add(
        "prm.registrations", "Deal registrations",
        {"noun": "registrations", "title": "customer", "due": "expiresOn", "dates": ["registeredOn"], "money": [{"amount": "value", "currency": "EUR"}]},
        deals,
        lambda r: {"id": r.id, "customer": r.customer, "partner": r.partner.name, "value": r.value, "registeredOn": f"{r.made}", "expiresOn": f"{r.expires}", "status": r.status},
        before=before,
    )  # fmt: skip
    return "EUR"


def stock(w: World) -> str:
    """A warehouse: 30 to 44 articles with yesterday's counts, and orders under way."""
    things = ("Kettle", "Desk lamp", "Wall clock", "Bread bin", "Shelf unit", "Bath mat", "Door hook", "Storage box")
    tones = ("oak", "slate", "white", "copper", "sage", "navy")
    names = [f"{a}, {b}" for a in things for b in tones]
    w.chance.shuffle(names)
    makers = ("Nordlys AS", "Vitrine Srl", "Halden & Sons", "Taipei Home")
    count = w.chance.randint(30, 44)
    costs = w.distinct(count, 180, 9400, 5)
    rows = []
    for n in range(count):
        level = w.chance.choice((40, 60, 80, 120, 150))
        rows.append(Row(sku=f"HW-{30_115 + n * 17}", name=names[n], have=w.chance.randint(0, level * 3), level=level, cost=costs[n] / 100, site=w.chance.choice(("Leeds", "Leeds", "Bristol")), maker=w.chance.choice(makers), sold=w.chance.randint(4, 130), counted=w.day(-90, -2)))
    rows[0].have, rows[2].have = 0, rows[2].level // 4
    before = [copy(row) for row in rows]
    for row in before[1:9]:
        row.have += w.chance.randint(3, 24)
    w.before = before
    w.add(
        "wms.stock", "Warehouse stock",
        {"noun": "articles", "key": "sku", "title": "name", "dates": ["lastCounted"], "counts": ["onHand", "sold7d"], "money": [{"amount": "unitCost", "currency": "GBP"}]},
        rows,
        lambda r: {"sku": r.sku, "name": r.name, "onHand": r.have, "reorderPoint": r.level, "unitCost": f"{r.cost:.2f}", "warehouse": r.site, "supplier": r.maker, "sold7d": r.sold, "lastCounted": f"{r.counted}"},
        before=before,
    )  # fmt: skip
    sums = w.distinct(12, 1400, 38_000, 50)
    orders = [
        Row(id=f"PO-{7716 + n * 2}", maker=w.chance.choice(makers), value=sums[n], units=w.chance.randint(60, 900), due=w.day(-9, 25), status=w.chance.choice(("shipped", "confirmed", "confirmed", "sent")))
        for n in range(w.chance.randint(8, 12))
    ]
    orders[0].due, orders[0].status = w.day(-9, -2), "confirmed"
    w.add(
        "wms.orders", "Purchase orders",
        {"noun": "orders", "title": "id", "due": "expectedOn", "counts": ["units"], "money": [{"amount": "value", "currency": "GBP"}]},
        orders,
        lambda r: {"id": r.id, "supplier": r.maker, "value": r.value, "units": r.units, "expectedOn": f"{r.due}", "status": r.status},
    )  # fmt: skip
    return "GBP"


def projects(w: World) -> str:
    """An agency: 10 to 15 projects with yesterday's, and the milestones of the next weeks; no calendar."""
    clients = ["Ashdown Trust", "Beckett & Rowe", "Calder Council", "Dartmoor Zoo", "Elmfield School", "Forth Ferries", "Galloway Foods", "Hexham Theatre", "Ilkley Spa", "Jarrow Credit", "Kendal Outdoor", "Ludlow Press", "Mersey Rail", "Norwich Opera", "Oban Distillers"]
    w.chance.shuffle(clients)
    count = w.chance.randint(10, 15)
    fees = w.distinct(count, 12_000, 145_000, 500)
    rows = []
    for n in range(count):
        hours = fees[n] // 110
        rows.append(Row(
            code=f"{clients[n][:3].upper()}-{26 + n}", client=clients[n], fee=fees[n], hours=hours, logged=round(hours * w.chance.choice((0.22, 0.41, 0.57, 0.68, 0.83, 0.94, 1.07, 1.18))), due=w.day(-5, 90),
            lead=w.chance.choice(("Isla Grant", "Ben Hartley", "Zoe Patel")), phase=w.chance.choice(("Discovery", "Design", "Build", "Build", "Launch")), rag=w.chance.choice(("green", "green", "amber", "red")),
        ))  # fmt: skip
    rows[2].logged, rows[2].rag = round(rows[2].hours * 1.13), "red"
    before = [copy(row) for row in rows]
    w.worse = rows[5]
    rows[5].rag, before[5].rag = "amber", "green"
    w.more, w.more_from = rows[1], rows[1].logged - w.chance.randint(6, 19)
    before[1].logged = w.more_from
    w.add(
        "psa.projects", "Live projects",
        {"noun": "projects", "key": "code", "title": "client", "due": "dueOn", "counts": ["budgetHours", "loggedHours"], "money": [{"amount": "fee", "currency": "GBP"}], "people": ["lead"]},
        rows,
        lambda r: {"code": r.code, "client": r.client, "fee": r.fee, "budgetHours": r.hours, "loggedHours": r.logged, "dueOn": f"{r.due}", "lead": r.lead, "phase": r.phase, "status": r.rag},
        before=before,
    )  # fmt: skip
    steps = ("Wireframes signed off", "Content freeze", "UAT starts", "Go-live", "Accessibility audit", "Final invoice")
    stones = []
    for n in range(w.chance.randint(10, 16)):
        r = w.chance.choice(rows)
        stones.append(Row(id=f"m{5510 + n * 4}", title=f"{r.client}: {steps[n % 6]}", project=r, on=w.day(-6, 26), done=w.chance.random() < 0.2))
    stones[0].on, stones[0].done = w.day(-6, -2), False
    stones[1].on, stones[1].done = w.day(1, 5), False
    w.add(
        "psa.milestones", "Milestones",
        {"noun": "milestones", "title": "title", "due": "date"},
        stones,
        lambda r: {"id": r.id, "title": r.title, "project": r.project.code, "date": f"{r.on}", "done": r.done},
    )  # fmt: skip
    w.add("calendar.leave", "Team leave calendar", {"noun": "absences"}, state="failed")
    return "GBP"
