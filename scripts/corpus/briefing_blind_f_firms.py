"""The worlds of blind_f.jsonl that advertise, bill, measure, run and partner, drawn anew for every text."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World

CAMPAIGNS = (
    "Brand search US", "Brand search EU", "Competitor terms", "Retargeting 30d", "Lookalike trial users", "Webinar October", "Ebook payroll", "Ebook hiring", "Product video", "Newsletter sponsorship", "Podcast: Ops Hour", "Review site boost",
    "Partner webinar", "Template library", "Year-end offer", "Student plan", "Agency program", "Case study series",
)  # fmt: skip


def campaigns(w: World) -> str:
    """Campaigns with last week's figures, leads of the week, and an email tool that failed."""
    count = w.chance.randint(12, 18)
    spends = w.distinct(count, 40_000, 1_900_000, 35)
    rows = [Row(
            id=f"cmp_{540 + n * 11}", name=CAMPAIGNS[n], channel=w.chance.choice(("Google Ads", "Google Ads", "LinkedIn", "Meta", "Sponsorship")), status=w.chance.choice(("active", "active", "active", "paused")), owner=w.chance.choice(("Ines Caron", "Theo Blum", "Kay Foster")),
            spend=spends[n] / 100, clicks=w.chance.randint(120, 6_400), leads=w.chance.randint(4, 160), ends=w.day(2, 60),
        ) for n in range(count)]  # fmt: skip
    for n, leads in enumerate(w.distinct(count, 14, 170)):
        rows[n].leads = leads
        rows[n].budget = int(rows[n].spend * w.chance.uniform(1.05, 2.2)) // 100 * 100 + 100
    rows[2].budget = int(rows[2].spend * 0.9) // 50 * 50
    rows[0].status, rows[3].status, rows[4].status, rows[2].status = (
        "active",
        "active",
        "paused",
        "active",
    )
    rows[0].channel, rows[1].channel, rows[2].channel, rows[3].channel, rows[4].channel = (
        "Google Ads",
        "Google Ads",
        "LinkedIn",
        "Meta",
        "Meta",
    )
    rows[5].ends = w.day(-6, -1)
    before = [copy(row) for row in rows]
    before[0].leads = max(1, rows[0].leads - w.chance.randint(2, 14))
    rows[0].leads = before[0].leads + w.chance.randint(3, 12)
    before[3].spend = round(rows[3].spend - w.chance.randint(4_000, 30_000) / 100, 2)
    before[4].status = "active"
    before[2].budget = rows[2].budget - 250
    w.up, w.up_was, w.spent, w.spent_was, w.paused, w.topped, w.topped_was = (
        rows[0],
        before[0].leads,
        rows[3],
        before[3].spend,
        rows[4],
        rows[2],
        before[2].budget,
    )
    w.add(
        "ads.campaigns", "Campaigns",
        {"noun": "campaigns", "key": "id", "title": "name", "due": "end_date", "counts": ["clicks", "leads"],
         "money": [{"amount": "spend", "currency": "currency"}, {"amount": "budget", "currency": "currency"}], "people": ["owner"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "channel": r.channel, "status": r.status, "owner": r.owner, "spend": r.spend, "budget": r.budget, "currency": "USD" if w.where == "us" else "EUR",
                   "clicks": r.clicks, "leads": r.leads, "end_date": str(r.ends)},
        before=before,
    )  # fmt: skip
    leads = [Row(
            id=8_800 + n * 3, name=f"{('North', 'Silver', 'Grand', 'River', 'Apex', 'Union')[n % 6]} {('Foods', 'Care', 'Tools', 'Media', 'Bank')[n % 5]}", campaign=w.chance.choice(rows[:10]).name, grade=w.chance.choice(("A", "B", "B", "C")),
            day=w.day(-6, 0), answered=w.chance.random() < 0.6, size=w.chance.randrange(10, 900, 5),
        ) for n in range(w.chance.randint(18, 28))]  # fmt: skip
    leads[1].grade, leads[1].answered, leads[1].day, leads[6].grade, leads[6].answered = (
        "A",
        False,
        w.day(-6, -4),
        "A",
        True,
    )
    for n, size in enumerate(w.distinct(len(leads), 10, 900, 5)):
        leads[n].size = size
    w.add(
        "hubspot.leads", "HubSpot new leads",
        {"noun": "leads", "key": "id", "title": "company", "dates": ["created"], "counts": ["employees"]},
        leads,
        lambda r: {"id": r.id, "company": r.name, "campaign": r.campaign, "grade": r.grade, "created": str(r.day), "contacted": r.answered, "employees": r.size},
    )  # fmt: skip
    w.add("mailchimp.sends", "Mailchimp sends", {"noun": "sends", "key": "id"}, state="failed")
    return "USD" if w.where == "us" else "EUR"


def campaigns_us(w: World) -> str:
    """Campaigns paid in dollars."""
    w.where = "us"
    return campaigns(w)


def campaigns_eu(w: World) -> str:
    """Campaigns paid in euros."""
    w.where = "eu"
    return campaigns(w)


BUYERS = (
    "Ahrens Metallbau", "Brauhaus Linde", "Celtis Pharma", "Dorn Logistik", "Eichberg Kliniken", "Falk Elektro", "Gartner Hof", "Heller Optik", "Inntal Milch", "Jansen Bau", "Kern Textil", "Lohmann Druck", "Morgen Reisen", "Nordlicht Energie",
    "Ostsee Werft", "Paulsen Papier", "Quell Wasser", "Riedel Glas", "Sonnen Apotheke", "Thal Mode", "Ulmer Technik", "Voss Catering", "Weber Immobilien", "Zander Fisch",
)  # fmt: skip
SHOPS = (
    "Amazon Web Services",
    "Datadog",
    "Figma",
    "Lufthansa",
    "Deutsche Bahn",
    "Notion",
    "Hetzner",
    "Slack",
    "WeWork",
    "Staples",
)


def billing(w: World) -> str:
    """Invoices of a firm with yesterday's, and what its cards paid; sums in euros."""
    count = w.chance.randint(18, 24)
    sums = w.distinct(count, 65_000, 4_800_000, 37)
    rows = [Row(
            id=f"RE-2026-{1_180 + n * 3}", name=BUYERS[n], sum=sums[n] / 100, status=w.chance.choice(("open", "open", "open", "paid")), issued=w.day(-75, -20), due=w.day(1, 28), reminders=0, clerk=w.chance.choice(("Petra Kranz", "Oliver Timm")),
        ) for n in range(count)]  # fmt: skip
    for n, (low, high) in {
        0: (-14, -8),
        2: (-34, -18),
        5: (-7, -1),
        9: (-62, -45),
        12: (-28, -15),
    }.items():
        rows[n].due, rows[n].status, rows[n].reminders = (
            w.day(low, high),
            "open",
            w.chance.randint(0, 2),
        )
        rows[n].issued = rows[n].due - timedelta(days=30)
    rows[9].reminders = 3
    rows[3].status, rows[7].status, rows[10].status = "paid", "paid", "open"
    for row in rows:
        row.paid = None if row.status == "open" else w.day(-6, -1)
    before = [copy(row) for row in rows[:-1]]
    before[3].status, before[3].paid, before[2].reminders = "open", None, rows[2].reminders
    rows[3].paid = w.today - timedelta(days=1)
    rows[2].reminders += 1
    w.settled, w.reminded, w.new = rows[3], rows[2], rows[-1]
    w.add(
        "lexoffice.invoices", "Invoices",
        {"noun": "invoices", "key": "number", "title": "customer", "due": "due_date", "dates": ["issued", "paid_on"], "counts": ["reminders"],
         "money": [{"amount": "gross", "currency": "currency"}], "people": ["clerk"]},
        rows,
        lambda r: {"number": r.id, "customer": r.name, "status": r.status, "gross": r.sum, "currency": "EUR", "issued": str(r.issued), "due_date": str(r.due), "paid_on": str(r.paid) if r.paid else None,
                   "reminders": r.reminders, "clerk": r.clerk},
        before=before,
    )  # fmt: skip
    costs = w.distinct(30, 900, 610_000, 7)
    spend = [Row(
            id=f"tx{64_100 + n * 5}", shop=w.chance.choice(SHOPS), sum=costs[n] / 100, day=w.day(-13, -1), card=w.chance.choice(("Marketing", "Technik", "Vertrieb")), receipt=w.chance.random() < 0.7,
        ) for n in range(w.chance.randint(20, 30))]  # fmt: skip
    spend[0].receipt, spend[4].receipt = False, False
    for n, card in enumerate(("Marketing", "Technik", "Vertrieb")):
        spend[n].card = card
    w.add(
        "pleo.expenses", "Card expenses",
        {"noun": "expenses", "key": "id", "title": "merchant", "dates": ["date"], "money": [{"amount": "amount", "currency": "currency"}]},
        spend,
        lambda r: {"id": r.id, "merchant": r.shop, "amount": f"{r.sum:.2f}", "currency": "EUR", "date": str(r.day), "card": r.card, "receipt": r.receipt},
    )  # fmt: skip
    return "EUR"


SPACES = (
    "acorn-labs", "birchwood", "cedar-health", "driftline", "elmtree-edu", "foundry9", "greenbay", "harborview", "ivory-tower", "jetstream", "kindred", "lanternfish", "moonbase", "northstar", "openfield", "pinewood", "quartz-io", "ridgeline", "sandpiper",
    "treehouse", "umbra", "violet-hq", "wildcard", "yonder", "zenhub-ltd", "arcadia", "brightside", "cloverleaf", "daybreak", "evergreen",
)  # fmt: skip


def usage(w: World) -> str:
    """Workspaces of a product with last week's activity, and the trials that run."""
    count = w.chance.randint(20, 30)
    active = w.distinct(count, 4, 420)
    rows = [Row(
            id=f"ws-{1_200 + n * 17}", name=SPACES[n], plan=w.chance.choice(("Team", "Team", "Business", "Free")), active=active[n], events=active[n] * w.chance.randint(20, 90), seen=w.day(-9, 0), mrr=0, seats=active[n] + w.chance.randint(1, 90),
        ) for n in range(count)]  # fmt: skip
    rows[0].plan, rows[1].plan, rows[2].plan, rows[6].plan = "Team", "Business", "Free", "Business"
    for row in rows:
        row.mrr = {"Free": 0, "Team": 12, "Business": 24}[row.plan] * row.seats
    rows[1].seen, rows[6].seen = w.day(-40, -26), w.day(-24, -15)
    before = [copy(row) for row in rows[:-1]]
    for n, low, high in ((0, -30, -6), (3, 4, 22), (6, 8, 60), (8, -12, -3)):
        before[n].active = max(1, rows[n].active + w.chance.randint(low, high))
    if before[0].active >= rows[0].active:
        before[0].active, rows[0].active = rows[0].active, rows[0].active + 9
    before[0].events = rows[0].events = rows[0].active * 40
    w.fell, w.fell_was, w.rose, w.rose_was, w.new, w.dropped, w.dropped_was = (
        rows[6],
        before[6].active,
        rows[0],
        before[0].active,
        rows[-1],
        rows[3],
        before[3].active,
    )
    w.add(
        "mixpanel.workspaces", "Mixpanel workspaces",
        {"noun": "workspaces", "key": "id", "title": "name", "dates": ["last_seen"], "counts": ["weekly_active", "seats", "events"], "money": [{"amount": "mrr", "currency": "currency"}]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "plan": r.plan, "weekly_active": r.active, "seats": r.seats, "events": r.events, "mrr": r.mrr, "currency": "USD", "last_seen": str(r.seen)},
        before=before,
    )  # fmt: skip
    trials = [Row(
            id=f"t{300 + n * 9}", name=f"{('Maple', 'Orion', 'Delta', 'Harvest', 'Nimbus', 'Pioneer', 'Summit', 'Tundra')[n % 8]} {('Group', 'Works')[n // 8]}", start=w.day(-13, -1), invited=w.chance.randint(0, 18), done=w.chance.randint(1, 7), origin=w.chance.choice(("organic", "organic", "ads", "referral")),
        ) for n in range(w.chance.randint(9, 15))]  # fmt: skip
    for row in trials:
        row.ends = row.start + timedelta(days=14)
    trials[0].start, trials[0].ends, trials[0].invited = (
        w.today - timedelta(days=12),
        w.today + timedelta(days=2),
        0,
    )
    for n, invited in enumerate(w.distinct(len(trials) - 1, 0, 26), 1):
        trials[n].invited = invited
    w.add(
        "stripe.trials", "Trials",
        {"noun": "trials", "key": "id", "title": "company", "due": "trial_end", "dates": ["started"], "counts": ["invited_users", "setup_steps_done"]},
        trials,
        lambda r: {"id": r.id, "company": r.name, "started": str(r.start), "trial_end": str(r.ends), "invited_users": r.invited, "setup_steps_done": r.done, "origin": r.origin},
    )  # fmt: skip
    return "USD"


TROUBLE = (
    "Checkout latency above 4 s", "Search index stale", "Login errors in EU", "Queue backlog in mailer", "Disk full on db-3", "Certificate expired on api", "Cache stampede after deploy", "Payment webhook delays", "DNS misconfiguration",
    "Memory leak in gateway", "Failed migration on orders", "Third-party SMS outage", "Report job stuck", "CDN purge failed",
)  # fmt: skip


def oncall(w: World) -> str:
    """Incidents of the last weeks with yesterday's, pages, and the actions of their reviews."""
    count = w.chance.randint(9, 14)
    lasted = w.distinct(count, 9, 340)
    rows = [Row(
            id=f"INC-{431 + n}", name=TROUBLE[n], severity=w.chance.choice(("SEV1", "SEV2", "SEV2", "SEV3", "SEV3")), service=w.chance.choice(("checkout", "search", "identity", "messaging", "data")), lead=w.chance.choice(("Petra", "Quinn", "Rafa", "Suki")),
            day=w.day(-20, -1), minutes=lasted[n], users=w.chance.randrange(0, 9_000, 40), status="resolved", cause=w.chance.choice(("deploy", "capacity", "vendor", "config", None)),
        ) for n in range(count)]  # fmt: skip
    rows[0].severity, rows[4].severity, rows[0].service = "SEV1", "SEV2", "checkout"
    rows[-1].status, rows[-1].day, rows[-1].severity = (
        "monitoring",
        w.today - timedelta(days=1),
        "SEV2",
    )
    rows[1].cause, rows[2].cause, rows[3].cause, rows[5].cause = "deploy", "deploy", None, "vendor"
    for row in rows:
        row.started = w.at(row.day, 0, 22)
    before = [copy(row) for row in rows[:-1]]
    before[4].severity, before[4].status = "SEV3", "monitoring"
    before[2].users = rows[2].users + 320
    w.regraded, w.fewer, w.fewer_was, w.live = rows[4], rows[2], before[2].users, rows[-1]
    w.add(
        "incidentio.incidents", "Incidents",
        {"noun": "incidents", "key": "id", "title": "title", "dates": ["started_at"], "counts": ["duration_min", "users_affected"], "people": ["lead"]},
        rows,
        lambda r: {"id": r.id, "title": r.name, "severity": r.severity, "service": r.service, "status": r.status, "lead": r.lead, "started_at": r.started, "duration_min": r.minutes, "users_affected": r.users, "root_cause": r.cause},
        before=before,
    )  # fmt: skip
    pages = []
    for n in range(w.chance.randint(22, 40)):
        hour = w.chance.randint(0, 23)
        day = w.day(-7, -1)
        pages.append(Row(
            id=f"P{9_010 + n * 2}", who=w.chance.choice(("Petra", "Quinn", "Rafa", "Suki")), service=w.chance.choice(("checkout", "search", "identity", "messaging", "data")), day=day, at=f"{day}T{hour:02}:{w.chance.randrange(60):02}:00Z",
            night=hour < 7, ack=w.chance.randint(1, 28), real=w.chance.random() < 0.6,
        ))  # fmt: skip
    pages[0].night, pages[0].at, pages[1].real = True, f"{pages[0].day}T03:12:00Z", False
    for n, who in enumerate(("Petra", "Quinn", "Rafa", "Suki")):
        pages[n].who = who
    w.add(
        "pagerduty.pages", "PagerDuty pages",
        {"noun": "pages", "key": "id", "dates": ["created_at"], "counts": ["ack_minutes"], "people": ["responder"]},
        pages,
        lambda r: {"id": r.id, "service": r.service, "responder": r.who, "created_at": r.at, "out_of_hours": r.night, "ack_minutes": r.ack, "actionable": r.real},
    )  # fmt: skip
    tasks = [Row(
            id=f"ACT-{77 + n * 2}", name=name, of=w.chance.choice(rows[:-1]).id, owner=w.chance.choice(("Petra", "Quinn", "Rafa", "Suki", None)), due=w.day(-18, 25), state=w.chance.choice(("open", "open", "in progress", "done")),
        ) for n, name in enumerate(("Add alert on queue depth", "Automate certificate renewal", "Write rollback runbook", "Raise disk quota", "Load test checkout", "Add second SMS vendor", "Split report job", "Lock DNS changes", "Add canary step", "Document cache keys"))]  # fmt: skip
    tasks[1].due, tasks[1].state, tasks[4].due, tasks[4].state, tasks[1].owner = (
        w.day(-18, -9),
        "open",
        w.day(-7, -2),
        "in progress",
        "Rafa",
    )
    w.add(
        "jira.actions", "Review actions",
        {"noun": "actions", "key": "id", "title": "title", "due": "due", "people": ["owner"]},
        tasks,
        lambda r: {"id": r.id, "title": r.name, "incident": r.of, "owner": r.owner, "status": r.state, "due": str(r.due)},
    )  # fmt: skip
    return "USD"


PARTNERS = (
    "Ashdown Digital", "Birch Cloud", "Crosskeys IT", "Dunbar Systems", "Everline Partners", "Fourth Wall", "Gilt Edge Consulting", "Harbourside Tech", "Ionic Services", "Jutland Data", "Kingsmead", "Larch & Co", "Millrace Digital", "Nine Elms IT",
)  # fmt: skip


def partners(w: World) -> str:
    """A partner programme: partners, the deals that they registered, with last week's, and claims."""
    count = w.chance.randint(10, 14)
    made = w.distinct(count, 12_000, 420_000, 500)
    rows = [Row(
            id=f"PT{60 + n * 3}", name=PARTNERS[n], tier=("Gold", "Silver", "Silver", "Registered")[n % 4], manager=w.chance.choice(("Helen Moss", "Dev Patel")), sourced=made[n], certified=w.chance.randint(0, 14), renews=w.day(-10, 200), region=w.chance.choice(("UK", "Nordics", "DACH")),
        ) for n in range(count)]  # fmt: skip
    rows[1].renews, rows[2].renews = w.day(4, 20), w.day(-12, -3)
    w.add(
        "prm.partners", "Partners",
        {"noun": "partners", "key": "id", "title": "name", "due": "agreement_end", "counts": ["certified_staff"], "money": [{"amount": "sourced_ytd", "currency": "currency"}], "people": ["partner_manager"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "tier": r.tier, "region": r.region, "partner_manager": r.manager, "sourced_ytd": r.sourced, "currency": "GBP", "certified_staff": r.certified, "agreement_end": str(r.renews)},
    )  # fmt: skip
    many = w.chance.randint(16, 26)
    sums = w.distinct(many, 5_000, 150_000, 250)
    regs = [Row(
            id=f"DR-{2_200 + n * 7}", customer=("Oakfield", "Linton", "Marsden", "Haverhill", "Selby", "Tring", "Wick", "Yately", "Bourne", "Corby", "Diss", "Ely", "Frome")[n % 13] + (" Council", " Trust")[n // 13],
            partner=w.chance.choice(rows[:9]).name, value=sums[n], status=w.chance.choice(("submitted", "approved", "approved", "won", "rejected")), sent=w.day(-40, -1), expires=w.day(2, 80),
        ) for n in range(many)]  # fmt: skip
    regs[0].status, regs[0].sent, regs[4].status, regs[3].status, regs[8].status = (
        "submitted",
        w.day(-20, -9),
        "submitted",
        "won",
        "approved",
    )
    regs[8].expires = w.day(1, 6)
    before = [copy(row) for row in regs[:-2]]
    before[3].status = "approved"
    before[5].value = regs[5].value + w.chance.choice((2_500, 4_000, 5_750))
    w.won, w.cut, w.cut_was, w.new, w.ending = regs[3], regs[5], before[5].value, regs[-2:], regs[8]
    w.add(
        "prm.registrations", "Deal registrations",
        {"noun": "registrations", "key": "id", "title": "customer", "due": "expires", "dates": ["submitted_on"], "money": [{"amount": "value", "currency": "currency"}]},
        regs,
        lambda r: {"id": r.id, "customer": r.customer, "partner": r.partner, "status": r.status, "value": r.value, "currency": "GBP", "submitted_on": str(r.sent), "expires": str(r.expires)},
        before=before,
    )  # fmt: skip
    claims = [Row(
            id=f"MDF{140 + n}", name=w.chance.choice(("Breakfast briefing", "Trade stand", "LinkedIn ads", "Customer dinner", "Training day")), partner=w.chance.choice(rows[:8]).name, sum=cost / 100, state=w.chance.choice(("pending", "approved", "paid")), sent=w.day(-50, -2),
        ) for n, cost in enumerate(w.distinct(w.chance.randint(8, 11), 30_000, 640_000, 45))]  # fmt: skip
    claims[0].state, claims[0].sent, claims[2].state, claims[1].state, claims[3].state = (
        "pending",
        w.day(-50, -32),
        "pending",
        "paid",
        "approved",
    )
    w.add(
        "prm.claims", "MDF claims",
        {"noun": "claims", "key": "id", "title": "activity", "dates": ["submitted"], "money": [{"amount": "amount", "currency": "currency"}]},
        claims,
        lambda r: {"id": r.id, "activity": r.name, "partner": r.partner, "amount": f"{r.sum:.2f}", "currency": "GBP", "status": r.state, "submitted": str(r.sent)},
    )  # fmt: skip
    return "GBP"
