"""The worlds of blind_e.jsonl that sell, support and build: six teams, drawn anew for every text."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World

DEALS = (
    "Ashgrove Logistics", "Bellwether Insurance", "Calder & Finch", "Dunmore Health", "Eastlake Credit Union", "Fairmont Dairy", "Granite State Power", "Hawthorne Labs", "Ironbridge Steel", "Juniper Airlines",
    "Kestrel Robotics", "Lumen Hospitality", "Mercer Foods", "Northgate Schools", "Oakhurst Pharma", "Pinecrest Realty", "Quarry Lane Media", "Redwood Transit", "Saltmarsh Energy", "Tidewater Bank",
    "Umbra Security", "Vantage Biotech", "Westfield Motors", "Yarrow Cosmetics", "Zenith Packaging", "Larkspur Telecom", "Coldwater Brewing", "Harrow Optics",
)  # fmt: skip
REPS = ("Dana Whitfield", "Marcus Okafor", "Priya Raman", "Tom Lindgren")


def pipeline(w: World) -> str:
    """A CRM with 18 to 28 open deals and yesterday's, and the calls of the last days."""
    count = w.chance.randint(18, 28)
    amounts = w.distinct(count, 8_000, 240_000, 500)
    stages = ("Discovery", "Discovery", "Demo", "Proposal", "Proposal", "Negotiation")
    rows = [
        Row(
            id=str(48210300 + n * 17), name=DEALS[n], amount=amounts[n], stage=w.chance.choice(stages), owner=w.chance.choice(REPS),
            close=w.day(1, 60), touched=w.day(-24, -1), step=w.chance.choice(("Send proposal", "Book security review", "Call the sponsor", None)),
        )
        for n in range(count)
    ]  # fmt: skip
    rows[0].close = w.day(-12, -2)
    rows[5].close = w.day(-25, -14)
    rows[2].stage, rows[8].stage = "Negotiation", "Proposal"
    rows[1].stage = "Discovery"
    for row in rows:
        row.prob = {"Discovery": 10, "Demo": 25, "Proposal": 50, "Negotiation": 75}[row.stage]
    before = [copy(row) for row in rows]
    before[2].stage, before[2].prob = "Proposal", 50
    before[4].amount += w.chance.choice((4500, 9000, 12500))
    before[7].close = rows[7].close - timedelta(days=w.chance.choice((14, 21, 30)))
    w.moved, w.cut, w.slipped = rows[2], rows[4], rows[7]
    w.cut_was, w.slipped_was = before[4].amount, before[7].close
    w.new = [rows[-1]]
    before = before[:-1]
    w.gone = Row(
        id="48209999", name="Sable Furniture", amount=31_500, stage="Proposal", owner=REPS[1], close=w.day(5, 20), touched=w.day(-9, -3), step=None, prob=50
    )  # fmt: skip
    before.insert(3, w.gone)
    w.add(
        "hubspot.deals", "HubSpot open deals",
        {"noun": "deals", "key": "id", "title": "properties.dealname", "url": "url", "due": "properties.closedate", "dates": ["properties.notes_last_contacted"],
         "money": [{"amount": "properties.amount", "currency": "properties.deal_currency_code"}], "people": ["properties.owner"], "noise": ["updatedAt"]},
        rows,
        lambda r: {"id": r.id, "properties": {"dealname": r.name, "amount": str(r.amount), "deal_currency_code": "USD", "dealstage": r.stage, "hs_deal_stage_probability": r.prob,
                   "closedate": f"{r.close}T00:00:00Z", "notes_last_contacted": f"{r.touched}T15:00:00Z", "hs_next_step": r.step, "owner": r.owner},
                   "updatedAt": f"{w.today}T05:{int(r.id) % 60:02}:00Z", "url": f"https://app.hubspot.com/contacts/7712/deal/{r.id}"},
        before=before,
    )  # fmt: skip
    calls = []
    for n, row in enumerate(w.chance.sample(rows, w.chance.randint(8, 12))):
        day = w.day(-5, -1)
        calls.append(Row(
            id=f"{7_782_342_274_025 + n * 913}", about=row.name, kind=w.chance.choice(("discovery", "demo", "pricing", "check-in")), host=row.owner, started=w.at(day, 9, 17), day=day,
            minutes=w.chance.randint(12, 58), talk=w.chance.randint(38, 79), risk=w.chance.choice((None, None, "competitor named", "budget not approved", "champion leaving")), deal=row,
        ))  # fmt: skip
    calls[0].risk = "budget not approved"
    calls[1].risk = "competitor named"
    for n, at in enumerate(w.distinct(len(calls), 38, 80)):
        calls[n].talk = at
    w.add(
        "gong.calls", "Gong calls",
        {"noun": "calls", "key": "id", "title": "title", "url": "url", "dates": ["started"], "counts": ["durationMinutes"], "people": ["host"]},
        calls,
        lambda r: {"id": r.id, "title": f"{r.about} {r.kind}", "started": r.started, "durationMinutes": r.minutes, "host": r.host, "talkRatioPercent": r.talk, "risk": r.risk,
                   "url": f"https://app.gong.io/call?id={r.id}"},
    )  # fmt: skip
    return "USD"


CUSTOMERS = (
    "Abbot Street Clinics", "Brightwater Council", "Crane & Holt Solicitors", "Dovecote Schools", "Elmfield Housing", "Foxglove Retail", "Goldhawk Travel", "Highmoor Estates", "Inkwell Press", "Jubilee Dental",
    "Kingsway Theatres", "Lockwood Brewery", "Mossbank Nurseries", "Netherby Foods", "Orchard Vets", "Pemberton Finance", "Quayside Hotels", "Ravenscourt Gyms", "Silverdale Care", "Thornbury Motors",
    "Underhill Farms", "Wavertree Museums",
)  # fmt: skip


def renewals(w: World) -> str:
    """Customer success: 14 to 22 accounts with yesterday's health, and their open tickets."""
    count = w.chance.randint(14, 22)
    values = w.distinct(count, 6_000, 96_000, 300)
    scores = w.distinct(count, 31, 85)
    seats = w.distinct(count, 20, 420, 5)
    rows = [Row(
            id=f"acc-{5100 + n * 9}", name=CUSTOMERS[n], arr=values[n], score=scores[n], csm=w.chance.choice(("Aisha Bello", "Greg Foulds", "Niamh Kerr")),
            renews=w.day(8, 150), seats=seats[n], used=int(seats[n] * w.chance.uniform(0.3, 0.98)), seen=w.day(-60, -1), auto=w.chance.random() < 0.4,
        ) for n in range(count)]  # fmt: skip
    rows[1].renews, rows[4].renews, rows[6].renews = w.day(9, 15), w.day(16, 24), w.day(25, 40)
    rows[1].auto = rows[4].auto = False
    before = [copy(row) for row in rows]
    before[1].score = rows[1].score + w.chance.randint(6, 15)
    before[6].score = rows[6].score - w.chance.randint(3, 8)
    before[9].used = rows[9].used + w.chance.randint(4, 12)
    w.fell, w.fell_was, w.rose, w.rose_was, w.less, w.less_was = rows[1], before[1].score, rows[6], before[6].score, rows[9], before[9].used
    w.add(
        "cs.accounts", "Planhat accounts",
        {"noun": "accounts", "key": "id", "title": "name", "due": "renewalDate", "dates": ["lastTouch"], "counts": ["seats", "activeSeats"],
         "money": [{"amount": "arr.value", "currency": "arr.currency"}], "people": ["csm"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "arr": {"value": r.arr, "currency": "GBP"}, "healthScore": r.score, "csm": r.csm, "renewalDate": str(r.renews), "autoRenews": r.auto,
                   "seats": r.seats, "activeSeats": r.used, "lastTouch": str(r.seen)},
        before=before,
    )  # fmt: skip
    tickets = []
    for n in range(w.chance.randint(9, 15)):
        account = rows[1] if n in {0, 3} else w.chance.choice(rows)
        opened = w.day(-26, -1)
        tickets.append(Row(
            id=61_000 + n * 37, subject=f"{w.chance.choice(('Export fails', 'Single sign-on loop', 'Slow dashboards', 'Wrong invoice', 'Missing audit log', 'API limit hit'))} at {account.name}",
            account=account.name, priority=w.chance.choice(("low", "normal", "high", "urgent")), status=w.chance.choice(("open", "pending", "hold")), opened=opened,
        ))  # fmt: skip
    tickets[0].priority = "urgent"
    tickets[0].status = "open"
    w.add(
        "zendesk.tickets", "Zendesk open tickets",
        {"noun": "tickets", "key": "id", "title": "subject", "dates": ["created_at"]},
        tickets,
        lambda r: {"id": r.id, "subject": r.subject, "organization": r.account, "priority": r.priority, "status": r.status, "created_at": f"{r.opened}T10:15:00Z"},
    )  # fmt: skip
    w.add("nps.responses", "Delighted survey answers", {"noun": "answers", "key": "id", "dates": ["created_at"]}, state="failed")
    return "GBP"


WORK = (
    "Retry webhooks with backoff", "Drop the legacy importer", "Cache permission lookups", "Paginate the audit log", "Fix time zone in exports", "Move sessions to Redis", "Add SCIM deprovisioning", "Speed up the search index",
    "Validate uploads by type", "Rename billing events", "Split the report worker", "Handle empty CSV rows", "Rotate signing keys", "Log slow queries", "Support dark mode in mail", "Guard against double charges",
    "Remove the old feature flags", "Stream large downloads", "Test the restore script", "Limit login attempts", "Upgrade to Node 24", "Show quota in settings", "Fix flaky checkout test", "Document the events API",
    "Batch the nightly sync", "Trim container images",
)  # fmt: skip
DEVS = ("asolberg", "bchen", "ctorres", "dmwangi", "efischer")


def engineering(w: World) -> str:
    """A team with a cycle of issues, its pull requests, and a list of builds that stopped early."""
    titles = list(WORK)
    w.chance.shuffle(titles)
    rows = [Row(
            key=f"PLT-{1840 + n * 3}", title=titles[n], state=w.chance.choice(("Todo", "In Progress", "In Progress", "In Review", "Done", "Done", "Blocked")), who=w.chance.choice(DEVS),
            points=w.chance.choice((1, 2, 3, 5, 8)), due=w.day(1, 12), created=w.day(-40, -6), label=w.chance.choice(("bug", "feature", "chore")),
        ) for n in range(w.chance.randint(16, 26))]  # fmt: skip
    rows[0].state, rows[3].state, rows[5].state, rows[6].state = "Blocked", "Done", "In Progress", "In Review"
    rows[5].due = w.day(-7, -2)
    rows[0].points = 8
    before = [copy(row) for row in rows]
    before[3].state, before[0].state = "In Review", "In Progress"
    before[6].points = rows[6].points + 3
    w.done, w.blocked, w.late, w.smaller, w.smaller_was = rows[3], rows[0], rows[5], rows[6], before[6].points
    w.new = rows[-2:]
    for row in w.new:
        row.state, row.created = "Todo", w.today - timedelta(days=1)
    w.add(
        "linear.issues", "Linear cycle",
        {"noun": "issues", "key": "identifier", "title": "title", "url": "url", "due": "dueDate", "dates": ["createdAt"], "counts": ["estimate"], "people": ["assignee"], "noise": ["updatedAt"]},
        rows,
        lambda r: {"identifier": r.key, "title": r.title, "state": r.state, "assignee": r.who, "estimate": r.points, "label": r.label, "dueDate": str(r.due), "createdAt": f"{r.created}T08:20:00Z",
                   "updatedAt": f"{w.today}T04:00:00Z", "url": f"https://linear.app/acme/issue/{r.key}"},
        before=before[:-2],
    )  # fmt: skip
    pulls = []
    adds = w.distinct(12, 4, 1900)
    for n in range(w.chance.randint(7, 12)):
        issue = rows[n]
        opened = w.day(-13, -1)
        pulls.append(Row(
            number=2310 + n * 4 + w.chance.randint(0, 3), title=f"{issue.title} ({issue.key})", author=issue.who, opened=opened, adds=adds[n], cuts=w.chance.randint(0, 320),
            files=w.chance.randint(1, 34), reviews=w.chance.randint(0, 3), checks=w.chance.choice(("success", "success", "success", "failure", "pending")), draft=w.chance.random() < 0.15, issue=issue,
        ))  # fmt: skip
    pulls[2].reviews, pulls[2].draft, pulls[2].opened = 0, False, w.day(-20, -14)
    pulls[4].checks = "failure"
    pulls[6].draft = True
    w.add(
        "github.pulls", "GitHub pull requests",
        {"noun": "pull requests", "key": "number", "title": "title", "url": "html_url", "dates": ["created_at"], "counts": ["additions", "deletions", "changed_files"], "people": ["user.login"]},
        pulls,
        lambda r: {"number": r.number, "title": r.title, "user": {"login": r.author}, "created_at": f"{r.opened}T13:30:00Z", "additions": r.adds, "deletions": r.cuts, "changed_files": r.files,
                   "reviews": r.reviews, "checks": r.checks, "draft": r.draft, "html_url": f"https://github.com/acme/platform/pull/{r.number}"},
    )  # fmt: skip
    builds = [
        Row(id=99_000 + n * 11, branch=w.chance.choice(("main", "main", "release/5.2", "staging")), result=w.chance.choice(("passed", "passed", "passed", "failed")), minutes=w.chance.randint(9, 31), at=w.at(w.day(-2, -1)))
        for n in range(w.chance.randint(8, 16))
    ]  # fmt: skip
    builds[1].result = "failed"
    w.add(
        "buildkite.builds", "Buildkite builds",
        {"noun": "builds", "key": "id", "dates": ["finished_at"], "counts": ["minutes"]},
        builds,
        lambda r: {"id": r.id, "branch": r.branch, "state": r.result, "minutes": r.minutes, "finished_at": r.at},
        state="partial",
    )  # fmt: skip
    return "USD"


ASKS = (
    "Card declined at checkout", "Cannot change delivery address", "Voucher not applied", "Parcel marked delivered", "Login code never arrives", "Wrong size sent", "Refund not received", "Subscription renewed by mistake",
    "Gift note missing", "App crashes on basket", "Delete my account", "Broken item on arrival", "VAT invoice needed", "Order split in two", "Late courier in Leeds", "Price changed overnight", "Loyalty points gone", "Double charge",
)  # fmt: skip


def inbox(w: World) -> str:
    """A support inbox: 34 to 60 conversations of a week, and the agents' shifts."""
    agents = ("Farida Noor", "Jonah Pike", "Leila Marsh", "Owen Tate", "Rhys Colley")
    count = w.chance.randint(34, 60)
    waits = w.distinct(count, 3, 1400)
    numbers, orders = w.distinct(count, 215_000, 216_900), w.distinct(count, 50_200, 79_900, 7)
    rows = []
    for n in range(count):
        state = w.chance.choice(("open", "open", "snoozed", "closed", "closed", "closed"))
        day = w.day(-7, -1)
        rows.append(Row(
            id=str(numbers[n]), subject=f"{ASKS[n % len(ASKS)]}, order {orders[n]}", topic=w.chance.choice(("billing", "delivery", "returns", "account", "app")), channel=w.chance.choice(("email", "email", "chat", "phone")),
            state=state, agent=w.chance.choice(agents), at=w.at(day, 7, 20), day=day, wait=waits[n], replies=w.chance.randint(1, 9), csat=w.chance.randint(1, 5) if state == "closed" and w.chance.random() < 0.6 else None,
            vip=w.chance.random() < 0.12,
        ))  # fmt: skip
    rows[0].state, rows[0].vip, rows[0].agent, rows[0].csat = "open", True, None, None
    rows[7].state, rows[7].agent, rows[7].csat = "open", None, None
    w.add(
        "intercom.conversations", "Intercom inbox",
        {"noun": "conversations", "key": "id", "title": "subject", "url": "link", "dates": ["created_at"], "counts": ["reply_count"], "people": ["assignee"], "window": "created_at"},
        rows,
        lambda r: {"id": r.id, "subject": r.subject, "topic": r.topic, "channel": r.channel, "state": r.state, "assignee": r.agent, "created_at": r.at, "first_reply_minutes": r.wait,
                   "reply_count": r.replies, "csat": r.csat, "vip": r.vip, "link": f"https://app.intercom.com/a/inbox/{r.id}"},
    )  # fmt: skip
    shifts = [Row(id=f"sh{n}", who=who, start=f"{7 + n:02}:{w.chance.choice(('00', '30'))}", end=f"{15 + n:02}:{w.chance.choice(('00', '30'))}", on=True) for n, who in enumerate(agents)]
    shifts[w.chance.randrange(5)].on = False
    w.add(
        "rota.shifts", "Rota for today", {"noun": "shifts", "title": "person", "people": ["person"]}, shifts,
        lambda r: {"id": r.id, "person": r.who, "from": r.start, "until": r.end, "status": "working" if r.on else "on leave"},
    )  # fmt: skip
    return "GBP"


def hiring(w: World) -> str:
    """Recruiting: open jobs, 18 to 30 candidates with yesterday's, and the interviews ahead."""
    names = ("Adaeze Nwosu", "Ben Castellan", "Chiara Monti", "David Reinholt", "Elif Aydin", "Felix Grant", "Hana Suzuki", "Ines Duarte", "Jakub Nowak", "Kara Vance", "Liam O'Shea", "Mina Farahani", "Noel Bassett", "Olga Petrova", "Paul Deveraux", "Rosa Jimenez", "Sven Aalto", "Tara Singh", "Usman Qureshi", "Vera Lind", "Will Trent", "Xenia Pappas", "Yusuf Demir", "Zoe Hartman", "Amir Haddad", "Bianca Rossi", "Colin Frost", "Deepa Iyer", "Erik Holm", "Freya Nash")  # fmt: skip
    roles = ("Staff Engineer", "Product Designer", "Account Executive", "Data Analyst", "Support Lead")
    jobs = [
        Row(id=4_400_100 + n * 21, title=title, opened=w.day(-120, -12), target=w.day(10, 70), seats=w.chance.randint(1, 3), pay=w.chance.randrange(90, 210, 5) * 1000, lead=w.chance.choice(("Helen Voss", "Ike Barrow", "Joan Adler")))
        for n, title in enumerate(roles)
    ]  # fmt: skip
    for job, back in zip(jobs, w.distinct(5, 12, 125), strict=True):
        job.opened = w.today - timedelta(days=back)
    w.add(
        "greenhouse.jobs", "Greenhouse jobs",
        {"noun": "jobs", "key": "id", "title": "name", "due": "target_start", "dates": ["opened_at"], "counts": ["openings"], "money": [{"amount": "salary_max", "currency": "USD"}], "people": ["hiring_manager"]},
        jobs,
        lambda r: {"id": r.id, "name": r.title, "openings": r.seats, "salary_max": r.pay, "opened_at": str(r.opened), "target_start": str(r.target), "hiring_manager": r.lead},
    )  # fmt: skip
    count = w.chance.randint(18, 30)
    rows = [Row(
            id=f"app_{71_300 + n * 13}", name=names[n], job=w.chance.choice(roles), stage=w.chance.choice(("Applied", "Applied", "Phone screen", "Onsite", "Onsite", "Offer")), applied=w.day(-50, -3),
            active=w.day(-19, -1), source=w.chance.choice(("referral", "LinkedIn", "careers page", "agency")), rating=w.chance.choice((None, 2, 3, 4, 5)),
        ) for n in range(count)]  # fmt: skip
    rows[2].stage, rows[3].stage, rows[6].stage = "Offer", "Offer", "Onsite"
    rows[9].stage, rows[9].active = "Onsite", w.day(-30, -21)
    before = [copy(row) for row in rows]
    before[2].stage, before[6].stage = "Onsite", "Phone screen"
    rows[2].active = rows[6].active = w.today - timedelta(days=1)
    w.offer, w.passed, w.stuck, w.new = rows[2], rows[6], rows[9], rows[-3:]
    for row in w.new:
        row.stage, row.applied, row.active = "Applied", w.today - timedelta(days=1), w.today - timedelta(days=1)
    w.add(
        "greenhouse.applications", "Greenhouse applications",
        {"noun": "applications", "key": "id", "title": "candidate.name", "dates": ["last_activity_at", "applied_at"], "people": ["candidate.name"]},
        rows,
        lambda r: {"id": r.id, "candidate": {"name": r.name}, "job": r.job, "stage": r.stage, "applied_at": str(r.applied), "last_activity_at": str(r.active), "source": r.source, "rating": r.rating},
        before=before[:-3],
    )  # fmt: skip
    onsite = [row for row in rows if row.stage == "Onsite"]
    talks = []
    for n, row in enumerate((onsite * 3)[: w.chance.randint(4, 7)]):
        day = w.today + timedelta(days=n // 2)
        talks.append(Row(
            id=f"int-{880 + n * 3}", name=row.name, job=row.job, kind=w.chance.choice(("technical", "values", "case study", "hiring manager")), start=f"{day}T{9 + 2 * (n % 2) + n // 2:02}:{w.chance.choice(('00', '15', '30', '45'))}:00Z",
            day=day, minutes=w.chance.choice((30, 45, 60, 90)),
        ))  # fmt: skip
    w.add(
        "calendar.interviews", "Interview calendar",
        {"noun": "interviews", "key": "id", "title": "candidate", "dates": ["start"], "counts": ["minutes"], "people": ["candidate"]},
        talks,
        lambda r: {"id": r.id, "candidate": r.name, "job": r.job, "round": r.kind, "start": r.start, "minutes": r.minutes},
    )  # fmt: skip
    return "USD"


def usage(w: World) -> str:
    """Product usage: 15 to 24 workspaces with last week's, and the flags being rolled out."""
    count = w.chance.randint(15, 24)
    firms = list(DEALS)
    w.chance.shuffle(firms)
    events = w.distinct(count, 800, 98_000, 7)
    actives = w.distinct(count, 5, 380)
    rows = [Row(
            id=f"ws_{w.chance.getrandbits(28):07x}", name=firms[n], plan=w.chance.choice(("Free", "Team", "Team", "Business")), active=actives[n], seats=actives[n] + w.chance.randint(0, 140), events=events[n],
            exports=w.chance.randint(0, 240), seen=w.day(-2, -1), joined=w.day(-700, -20),
        ) for n in range(count)]  # fmt: skip
    rows[4].seen = w.day(-16, -9)
    before = [copy(row) for row in rows]
    before[1].active = rows[1].active + w.chance.randint(20, 70)
    before[1].events = rows[1].events + w.chance.randint(900, 9000)
    before[3].active = max(1, rows[3].active - w.chance.randint(2, 4))
    before[6].plan, rows[6].plan = "Team", "Business"
    before[8].seats = rows[8].seats - w.chance.randint(5, 25)
    w.fell, w.fell_was, w.rose, w.rose_was, w.upgraded, w.grew, w.grew_was, w.silent = rows[1], before[1], rows[3], before[3], rows[6], rows[8], before[8], rows[4]
    w.new = rows[-1:]
    w.new[0].joined = w.today - timedelta(days=2)
    w.add(
        "posthog.workspaces", "PostHog workspaces",
        {"noun": "workspaces", "key": "id", "title": "name", "dates": ["last_seen", "created"], "counts": ["weekly_active", "seats", "events", "exports"], "noise": ["last_seen"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "plan": r.plan, "weekly_active": r.active, "seats": r.seats, "events": r.events, "exports": r.exports, "last_seen": str(r.seen), "created": str(r.joined)},
        before=before[:-1],
    )  # fmt: skip
    flags = [
        Row(key=key, rollout=share, owner=w.chance.choice(DEVS), since=w.day(-40, -3), errors=wrong)
        for key, share, wrong in zip(("new-editor", "fast-export", "ai-summaries", "sso-v2", "pricing-page-b"), w.distinct(5, 5, 95, 5), w.distinct(5, 1, 90), strict=True)
    ]  # fmt: skip
    w.add(
        "flags.rollouts", "Feature flags",
        {"noun": "flags", "key": "key", "title": "key", "dates": ["since"], "counts": ["errors24h"], "people": ["owner"]},
        flags,
        lambda r: {"key": r.key, "rolloutPercent": r.rollout, "owner": r.owner, "since": str(r.since), "errors24h": r.errors},
    )  # fmt: skip
    return "USD"
