"""More worlds of blind_e.jsonl: incidents, campaigns, ledgers, partners, spend and donors."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World


def incidents(w: World) -> str:
    """Incidents of two weeks with yesterday's, the on-call plan, and follow-up actions."""
    faults = ("Latency above target", "Queue backlog", "Error rate spike", "Certificate expired", "Disk nearly full", "Replica lag", "Failed deploy", "Third-party outage", "Memory leak", "DNS timeouts", "Stuck migration", "Login failures", "Cache stampede", "Webhook delays", "Job scheduler down", "Payment retries")
    people = ("Anika Rao", "Ben Osei", "Clara Holt", "Diego Luna")
    count = w.chance.randint(10, 16)
    minutes = w.distinct(count, 9, 340)
    rows = []
    for n in range(count):
        day = w.day(-13, -1)
        rows.append(Row(
            id=f"Q{w.chance.getrandbits(32):08X}", title=faults[n], sev=w.chance.choice((1, 2, 2, 3, 3)), service=w.chance.choice(("checkout", "search", "auth", "billing", "notifications")),
            state=w.chance.choice(("resolved", "resolved", "resolved", "acknowledged")), day=day, at=w.at(day, 0, 23), minutes=minutes[n], who=w.chance.choice(people),
        ))  # fmt: skip
    rows[0].state, rows[0].sev, rows[1].state, rows[2].state = "triggered", 1, "resolved", "acknowledged"
    w.fixed, w.stuck, w.new = rows[1], rows[0], rows[-1:]
    rows[-1].state, rows[-1].day = "acknowledged", w.today - timedelta(days=1)
    rows[-1].at = w.at(rows[-1].day, 0, 23)
    before = [copy(row) for row in rows[:-1]]
    before[1].state = "acknowledged"

    def emit(r: Row) -> dict[str, object]:
        closed = r.state == "resolved"
        return {"id": r.id, "title": r.title, "severity": f"SEV{r.sev}", "service": r.service, "status": r.state, "created_at": r.at, "responder": r.who,
                "minutes_to_resolve": r.minutes if closed else None, "html_url": f"https://acme.pagerduty.com/incidents/{r.id}"}  # fmt: skip

    w.add(
        "pagerduty.incidents", "PagerDuty incidents",
        {"noun": "incidents", "key": "id", "title": "title", "url": "html_url", "dates": ["created_at"], "counts": ["minutes_to_resolve"], "people": ["responder"], "window": "created_at"},
        rows, emit, before=before,
    )  # fmt: skip
    pages = w.distinct(4, 2, 30)
    shifts = [Row(id=f"P{n}X", who=who, start=w.today + timedelta(days=7 * n - 3), until=w.today + timedelta(days=7 * n + 4), pages=pages[n]) for n, who in enumerate(w.chance.sample(people, 4))]
    w.add(
        "pagerduty.oncall", "On-call plan",
        {"noun": "shifts", "key": "id", "title": "person", "dates": ["start", "end"], "counts": ["pages_30d"], "people": ["person"]},
        shifts,
        lambda r: {"id": r.id, "person": r.who, "start": str(r.start), "end": str(r.until), "pages_30d": r.pages},
    )  # fmt: skip
    tasks = ("Add alert for queue depth", "Write failover runbook", "Raise disk quota", "Automate certificate renewal", "Load-test checkout", "Pin client version", "Add circuit breaker", "Backfill missed webhooks", "Review retry policy", "Document login fallback")
    acts = [
        Row(key=f"OPS-{640 + n * 7}", title=tasks[n], state=w.chance.choice(("To Do", "To Do", "In Progress", "Done")), due=w.day(-20, 18), who=w.chance.choice(people)) for n in range(w.chance.randint(7, 10))
    ]  # fmt: skip
    acts[1].state, acts[1].due, acts[4].state, acts[4].due = "To Do", w.day(-34, -22), "In Progress", w.day(-9, -2)
    w.add(
        "jira.actions", "Jira follow-ups",
        {"noun": "actions", "key": "key", "title": "summary", "due": "duedate", "people": ["assignee"]},
        [a for a in acts if a.state != "Done" or a.due >= w.today],
        lambda r: {"key": r.key, "summary": r.title, "status": r.state, "duedate": str(r.due), "assignee": r.who},
    )  # fmt: skip
    return "USD"


def campaigns(w: World) -> str:
    """Marketing: 9 to 14 running campaigns with yesterday's, and the leads of a week."""
    names = ("Herbstaktion Suche", "Marke Exakt", "Messe Hannover", "Newsletter Neukunden", "Retargeting Warenkorb", "Video Produkttour", "Ratgeber Download", "Partner Display", "Lookalike Bestandskunden", "Wintersale Social", "Webinar Dezember", "Wettbewerb Suche", "Jobanzeigen Süd", "Remarketing Demo")
    count = w.chance.randint(9, 14)
    spends = w.distinct(count, 310, 9400, 7)
    convs = w.distinct(count, 4, 190)
    rows = []
    for n in range(count):
        clicks = w.chance.randint(190, 7800)
        rows.append(Row(
            id=f"{21_400_800_000 + n * 7_331}", name=names[n], channel=w.chance.choice(("Google Ads", "Meta", "LinkedIn")), spend=round(spends[n] + w.chance.randrange(100) / 100, 2),
            budget=w.chance.randrange(1000, 12_000, 250), clicks=clicks, shown=clicks * w.chance.randint(18, 90), conv=convs[n], ends=w.day(3, 45), state=w.chance.choice(("aktiv", "aktiv", "aktiv", "pausiert")),
        ))  # fmt: skip
    rows[0].state = rows[3].state = rows[5].state = "aktiv"
    rows[5].ends = w.day(1, 2)
    before = [copy(row) for row in rows]
    before[3].budget = rows[3].budget - w.chance.choice((500, 750, 1000))
    before[7].state, rows[7].state = "aktiv", "pausiert"
    w.raised, w.raised_was, w.paused, w.ending = rows[3], before[3].budget, rows[7], rows[5]
    w.add(
        "ads.campaigns", "Kampagnen",
        {"noun": "campaigns", "key": "id", "title": "name", "due": "endDate", "counts": ["clicks", "impressions", "conversions"],
         "money": [{"amount": "cost", "currency": "EUR"}, {"amount": "budget", "currency": "EUR"}], "noise": ["impressions"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "channel": r.channel, "status": r.state, "cost": f"{r.spend:.2f}", "budget": r.budget, "clicks": r.clicks, "impressions": r.shown, "conversions": r.conv, "endDate": str(r.ends)},
        before=before,
    )  # fmt: skip
    people = ("Aylin Kaya", "Bernd Vogel", "Carla Sommer", "Dirk Petersen", "Eva Lorenz", "Frank Busch", "Greta Winkler", "Hanno Reimann", "Ina Schubert", "Jens Krämer", "Katja Wolf", "Lars Ebert", "Mona Fuchs", "Nils Berger", "Oda Hansen", "Paul Richter", "Rieke Thomsen", "Sami Aziz")
    scores = w.distinct(18, 12, 99)
    leads = [
        Row(
            id=f"L-{30_210 + n * 4}", name=people[n], firm=w.chance.choice(("Stadtwerke Nord", "Hafenlogistik", "Brauhaus Linde", "Klinik am See", "Autohaus Sander", "Tischlerei Ohm")), origin=w.chance.choice(names[:count]),
            score=scores[n], day=(day := w.day(-6, -1)), at=w.at(day), called=w.chance.random() < 0.55,
        )
        for n in range(w.chance.randint(10, 18))
    ]  # fmt: skip
    leads[1].called, leads[4].called = False, False
    w.add(
        "crm.leads", "Neue Leads",
        {"noun": "leads", "key": "id", "title": "name", "dates": ["created"], "people": ["name"], "window": "created"},
        leads,
        lambda r: {"id": r.id, "name": r.name, "company": r.firm, "campaign": r.origin, "score": r.score, "created": r.at, "contacted": "ja" if r.called else "nein"},
    )  # fmt: skip
    return "EUR"


def _ledger(w: World, currency: str, clients: tuple[str, ...], vendors: tuple[str, ...], prefix: str) -> str:
    count = w.chance.randint(15, 26)
    amounts = w.distinct(count, 420, 38_000)
    rows = []
    for n in range(count):
        issued = w.day(-80, -4)
        rows.append(Row(
            number=f"{prefix}{3120 + n}", client=clients[n % len(clients)], total=round(amounts[n] + w.chance.randrange(0, 100, 5) / 100, 2), issued=issued, due=issued + timedelta(days=w.chance.choice((14, 30, 30, 45))),
            sent=w.chance.randint(0, 3), state="open",
        ))  # fmt: skip
    rows[0].issued, rows[0].due, rows[0].sent = w.today - timedelta(days=79), w.today - timedelta(days=49), 3
    rows[1].due, rows[2].due = w.today - timedelta(days=w.chance.randint(3, 20)), w.day(1, 6)
    rows[1].issued, rows[2].issued = rows[1].due - timedelta(days=30), rows[2].due - timedelta(days=37)
    for row in rows:
        row.state = "overdue" if row.due < w.today else "open"
    w.paid = [
        Row(number=f"{prefix}{3101 + n}", client=w.chance.choice(clients), total=round(w.chance.randint(900, 14_000) + 0.5 * n, 2), issued=w.day(-60, -30), due=w.day(-5, 9), sent=0, state="open") for n in range(2)
    ]  # fmt: skip
    before = [copy(row) for row in rows[:-1]] + w.paid
    before[1].sent = max(0, rows[1].sent - 1)
    rows[1].sent = before[1].sent + 1
    before[2].due = rows[2].due - timedelta(days=7)
    for row in before:
        row.state = "overdue" if row.due < w.today - timedelta(days=1) else "open"
    rows[-1].issued = w.today - timedelta(days=1)
    rows[-1].due = w.today + timedelta(days=29)
    rows[-1].state = "open"
    w.new, w.reminded, w.extended, w.extended_was = rows[-1:], rows[1], rows[2], before[2].due
    w.add(
        "ledger.invoices", "Unpaid invoices",
        {"noun": "invoices", "key": "number", "title": "number", "due": "dueDate", "dates": ["issueDate"], "money": [{"amount": "amountDue", "currency": "currency"}]},
        rows,
        lambda r: {"number": r.number, "contact": r.client, "amountDue": f"{r.total:.2f}", "currency": currency, "issueDate": str(r.issued), "dueDate": str(r.due), "remindersSent": r.sent, "status": r.state},
        before=before,
    )  # fmt: skip
    sums = w.distinct(12, 140, 21_000)
    bills = [
        Row(id=f"B-{870 + n * 3}", vendor=vendors[n % len(vendors)], total=round(sums[n] + w.chance.randrange(0, 100, 10) / 100, 2), due=w.day(0, 24), ok=w.chance.random() < 0.6, area=w.chance.choice(("cloud", "rent", "travel", "agency")))
        for n in range(w.chance.randint(7, 12))
    ]  # fmt: skip
    bills[0].ok, bills[0].due = False, w.today + timedelta(days=w.chance.randint(1, 3))
    w.add(
        "ledger.bills", "Bills to pay",
        {"noun": "bills", "key": "id", "title": "vendor", "due": "due", "money": [{"amount": "amount", "currency": currency}]},
        bills,
        lambda r: {"id": r.id, "vendor": r.vendor, "amount": f"{r.total:.2f}", "due": str(r.due), "approval": "approved" if r.ok else "waiting", "category": r.area},
    )  # fmt: skip
    balance = [Row(name=name, held=round(w.chance.randint(18_000, 240_000) + 0.37 * n, 2)) for n, name in enumerate(("Operating account", "Tax reserve"))]
    w.add(
        "bank.accounts", "Bank balances", {"noun": "accounts", "key": "name", "title": "name", "money": [{"amount": "balance", "currency": currency}]}, balance,
        lambda r: {"name": r.name, "balance": f"{r.held:.2f}"},
    )  # fmt: skip
    return currency


GB_FIRMS = ("Aldous Print", "Barton & Vale", "Cotswold Tiles", "Drayton Media", "Exmoor Tents", "Fulwood Clinics", "Greyfriars Books", "Hallam Engineering", "Ivybridge Dairy", "Keswick Lodges")
DE_FIRMS = ("Adler Maschinenbau", "Bachmann Medien", "Cordes Spedition", "Dreyer Möbel", "Engel Apotheken", "Falk Solartechnik", "Göbel Druck", "Huber Gastro", "Isar Optik", "Jung Immobilien")
FR_FIRMS = ("Atelier Verdier", "Boulangerie Caron", "Cabinet Morel", "Domaine Roche", "Éditions Lenoir", "Ferme du Puits", "Garage Blanchet", "Hôtel des Quais", "Imprimerie Faure", "Jardins Perrin")


def ledger_gb(w: World) -> str:
    """Unpaid invoices with yesterday's, bills and balances in pounds."""
    return _ledger(w, "GBP", GB_FIRMS, ("Harbour Lets", "Nimbus Hosting", "Swift Travel", "Quill Agency", "Beacon Energy", "Post & Parcel"), "INV-")


def ledger_de(w: World) -> str:
    """The same in euros, a German firm."""
    return _ledger(w, "EUR", DE_FIRMS, ("Nordcloud", "Hausverwaltung Beck", "Bahnreisen Plus", "Agentur Lux", "Stadtenergie", "Bürobedarf Ott"), "RE-")


def ledger_fr(w: World) -> str:
    """The same in euros, a French firm."""
    return _ledger(w, "EUR", FR_FIRMS, ("Nuage Sud", "Foncière Dupin", "Voyages Alto", "Agence Trait", "Énergie Val", "Papeterie Rey"), "FA-")


def partners(w: World) -> str:
    """A partner programme: 10 to 15 partners with yesterday's, and the deals they registered."""
    names = ("Arbor Consulting", "Bluefin Systems", "Cascade IT", "Delphi Partners", "Evergreen Cloud", "Fathom Digital", "Gridline", "Hexagon Advisory", "Isthmus Tech", "Jetty Labs", "Keystone MSP", "Lattice Group", "Meridian Data", "Novus Integrators", "Onyx Solutions")
    count = w.chance.randint(10, 15)
    sourced = w.distinct(count, 12_000, 410_000, 500)
    rows = [
        Row(
            id=f"P{2040 + n * 11}", name=names[n], tier=w.chance.choice(("Gold", "Silver", "Silver", "Registered")), sourced=sourced[n], certified=w.chance.randint(0, 14), needed=w.chance.choice((2, 4, 6)), agreed=w.day(20, 320),
            manager=w.chance.choice(("Lena Fox", "Omar Reid")), last=w.day(-70, -1),
        )
        for n in range(count)
    ]  # fmt: skip
    rows[2].agreed, rows[5].last = w.day(4, 13), w.day(-110, -75)
    rows[7].certified, rows[7].needed = 1, 6
    before = [copy(row) for row in rows]
    before[1].tier, rows[1].tier = "Silver", "Gold"
    before[4].certified = rows[4].certified
    rows[4].certified += w.chance.randint(1, 3)
    w.promoted, w.trained, w.trained_was, w.expiring, w.quiet, w.short = rows[1], rows[4], before[4].certified, rows[2], rows[5], rows[7]
    w.add(
        "prm.partners", "Partner portal",
        {"noun": "partners", "key": "id", "title": "name", "due": "agreementEnds", "dates": ["lastContact"], "counts": ["certified"], "money": [{"amount": "sourcedYtd", "currency": "USD"}], "people": ["manager"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "tier": r.tier, "sourcedYtd": r.sourced, "certified": r.certified, "certifiedRequired": r.needed, "agreementEnds": str(r.agreed), "lastContact": str(r.last), "manager": r.manager},
        before=before,
    )  # fmt: skip
    ends = ("Bexley Foods", "Corran Ferries", "Denholm Mills", "Eskdale Water", "Farrow Homes", "Gilmour Steel", "Hartwell Care", "Inver Salmon", "Jarrow Docks", "Kelso Knitwear", "Lomond Spirits", "Morven Timber", "Nairn Bakers", "Orwell Grain", "Pentland Bikes")
    amounts = w.distinct(15, 4_000, 98_000, 250)
    regs = []
    for n in range(w.chance.randint(9, 15)):
        sent = w.day(-19, -1)
        regs.append(Row(id=f"REG-{5510 + n * 2}", end=ends[n], partner=w.chance.choice(rows).name, amount=amounts[n], state=w.chance.choice(("submitted", "submitted", "approved", "approved", "rejected")), sent=sent, expires=sent + timedelta(days=90)))
    regs[0].state, regs[0].sent, regs[0].expires = "submitted", w.today - timedelta(days=20), w.today + timedelta(days=70)
    w.stopped = w.chance.random() < 0.4
    w.add(
        "prm.registrations", "Deal registrations",
        {"noun": "registrations", "key": "id", "title": "customer", "dates": ["submitted", "expires"], "money": [{"amount": "value", "currency": "USD"}]},
        regs,
        lambda r: {"id": r.id, "customer": r.end, "partner": r.partner, "value": r.amount, "status": r.state, "submitted": str(r.sent), "expires": str(r.expires)},
        state="partial" if w.stopped else "ok",
    )  # fmt: skip
    return "USD"


def spend(w: World) -> str:
    """Company cards: 30 to 55 payments of a month, and software contracts with yesterday's."""
    shops = ("Delta Air Lines", "Hilton Austin", "Uber", "WeWork", "FedEx", "Best Buy", "Chipotle", "OpenTable", "Amazon", "Home Depot", "Staples", "Lyft")
    count = w.chance.randint(30, 55)
    sums = w.distinct(count, 900, 420_000, 13)
    rows = [
        Row(
            id=f"txn_{w.chance.getrandbits(36):09x}", shop=w.chance.choice(shops), amount=round(sums[n] / 100, 2), day=w.day(-29, -1), who=w.chance.choice(("Abby Lane", "Carlos Vega", "Dev Patel", "Erin Shaw", "Gus Martin")),
            team=w.chance.choice(("Sales", "Engineering", "Marketing", "Operations")), kind=w.chance.choice(("travel", "meals", "equipment", "office")), receipt=w.chance.random() < 0.75,
        )
        for n in range(count)
    ]  # fmt: skip
    rows[3].receipt = rows[8].receipt = False
    w.add(
        "ramp.transactions", "Ramp card payments",
        {"noun": "payments", "key": "id", "title": "merchant", "dates": ["date"], "money": [{"amount": "amount", "currency": "USD"}], "people": ["cardholder"], "window": "date"},
        rows,
        lambda r: {"id": r.id, "merchant": r.shop, "amount": r.amount, "date": str(r.day), "cardholder": r.who, "department": r.team, "category": r.kind, "receipt": "attached" if r.receipt else "missing"},
    )  # fmt: skip
    tools = ("Figma", "Datadog", "Zoom", "Notion", "Salesforce", "Slack", "Okta", "Miro", "DocuSign", "Loom", "Airtable", "Snowflake")
    costs = w.distinct(12, 2_400, 92_000, 60)
    contracts = []
    for n in range(w.chance.randint(9, 12)):
        seats = w.chance.randrange(20, 260, 5)
        contracts.append(Row(id=f"C{7001 + n}", tool=tools[n], cost=costs[n], seats=seats, used=int(seats * w.chance.uniform(0.35, 0.97)), renews=w.day(12, 200), notice=w.chance.choice((30, 60)), owner=w.chance.choice(("Finance", "IT", "RevOps"))))
    contracts[2].renews, contracts[2].notice = w.today + timedelta(days=w.chance.randint(34, 41)), 30
    for one in contracts:
        one.cancel = one.renews - timedelta(days=one.notice)
    before = [copy(row) for row in contracts]
    before[1].cost = contracts[1].cost - w.chance.choice((1200, 2400, 1800))
    before[5].seats = contracts[5].seats + 10
    w.dearer, w.dearer_was, w.fewer, w.fewer_was = contracts[1], before[1].cost, contracts[5], before[5].seats
    w.add(
        "vendr.contracts", "Software contracts",
        {"noun": "contracts", "key": "id", "title": "vendor", "dates": ["renewal", "cancelBy"], "counts": ["seats", "seatsUsed"], "money": [{"amount": "annualCost", "currency": "USD"}]},
        contracts,
        lambda r: {"id": r.id, "vendor": r.tool, "annualCost": r.cost, "seats": r.seats, "seatsUsed": r.used, "renewal": str(r.renews), "cancelBy": str(r.cancel), "owner": r.owner},
        before=before,
    )  # fmt: skip
    return "USD"


def donors(w: World) -> str:
    """A charity: 10 to 16 grant applications with yesterday's, and gifts of two weeks."""
    funds = ("Ashdown Trust", "Bramley Foundation", "Calvert Fund", "Dewhurst Charity", "Esmond Trust", "Fellside Fund", "Garnett Foundation", "Hollins Trust", "Isherwood Fund", "Jessop Charity", "Kirkby Trust", "Lakeland Fund", "Mallory Foundation", "Northwold Trust", "Oakley Fund", "Parr Trust")
    count = w.chance.randint(10, 16)
    asks = w.distinct(count, 4_000, 90_000, 500)
    rows = [
        Row(
            id=f"GR-{410 + n * 3}", fund=funds[n], ask=asks[n], stage=w.chance.choice(("drafting", "drafting", "submitted", "submitted", "awarded", "declined")), deadline=w.day(2, 70), lead=w.chance.choice(("Edith Crane", "Sunil Mehta")),
            theme=w.chance.choice(("youth work", "food bank", "minibus", "core costs")),
        )
        for n in range(count)
    ]  # fmt: skip
    rows[0].stage, rows[0].deadline = "drafting", w.day(3, 6)
    before = [copy(row) for row in rows]
    before[3].stage, rows[3].stage = "submitted", "awarded"
    before[6].stage, rows[6].stage = "drafting", "submitted"
    before[2].deadline = rows[2].deadline - timedelta(days=14)
    w.won, w.sent, w.later, w.later_was = rows[3], rows[6], rows[2], before[2].deadline
    w.add(
        "grants.bids", "Grant applications",
        {"noun": "applications", "key": "id", "title": "funder", "due": "deadline", "money": [{"amount": "amount", "currency": "GBP"}], "people": ["lead"]},
        rows,
        lambda r: {"id": r.id, "funder": r.fund, "amount": r.ask, "stage": r.stage, "deadline": str(r.deadline), "lead": r.lead, "project": r.theme},
        before=before,
    )  # fmt: skip
    givers = ("A. Whitcombe", "B. Sandhu", "C. Marlowe", "D. Eze", "E. Thorne", "F. Kaplan", "G. Lister", "H. Boateng", "I. Quill", "J. Ferris", "K. Adair", "L. Munro")
    sums = w.distinct(40, 5, 2600, 5)
    gifts = [
        Row(id=f"don-{9001 + n * 5}", who=w.chance.choice(givers), amount=sums[n], day=w.day(-14, -1), way=w.chance.choice(("direct debit", "card", "card", "bank transfer")), aid=w.chance.random() < 0.6, thanked=w.chance.random() < 0.7)
        for n in range(w.chance.randint(24, 40))
    ]  # fmt: skip
    gifts[2].thanked = gifts[9].thanked = False
    w.add(
        "donorfy.gifts", "Donorfy gifts",
        {"noun": "gifts", "key": "id", "title": "donor", "dates": ["date"], "money": [{"amount": "amount", "currency": "GBP"}], "people": ["donor"], "window": "date"},
        gifts,
        lambda r: {"id": r.id, "donor": r.who, "amount": f"{r.amount:.2f}", "date": str(r.day), "method": r.way, "giftAid": r.aid, "thanked": r.thanked},
    )  # fmt: skip
    w.add("mail.campaign", "Mailchimp appeal", {"noun": "campaigns", "key": "id"}, state="failed")
    return "GBP"
