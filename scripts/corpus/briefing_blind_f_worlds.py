"""The worlds of blind_f.jsonl that sell, renew, build, support and hire, drawn anew for every text."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World

FIRMS = (
    "Alder Point Software", "Basin Electric Tools", "Cobalt Freight", "Delmar Clinics", "Emberly Home", "Fenwick Payroll", "Glasshouse Media", "Hollis & Byrne", "Inlet Analytics", "Jasper Materials",
    "Keystone Schools", "Lakeshore Credit", "Meridian Dental", "Norwood Grocers", "Onward Fitness", "Palisade Legal", "Quillon Games", "Rosemont Hotels", "Stonebridge Pharma", "Tamarack Outdoors",
    "Upland Solar", "Verity Insurance", "Winslow Printing", "Yellowstem Foods", "Zephyr Couriers", "Arbor Lane Realty", "Bluewater Marine", "Copperfield Labs", "Dovetail Kitchens", "Eastgate Motors",
)  # fmt: skip
SELLERS = ("Nina Castellano", "Owen Baptiste", "Ruth Adeyemi", "Sam Kowalczyk")
STAGES = ("Qualification", "Qualification", "Demo", "Demo", "Proposal", "Negotiation")
CHANCES = {
    "Qualification": 10,
    "Demo": 30,
    "Proposal": 55,
    "Negotiation": 80,
    "Closed Won": 100,
    "Closed Lost": 0,
}


def pipeline(w: World) -> str:
    """Opportunities, some of them won or lost this month, with yesterday's, and recorded calls."""
    count = w.chance.randint(22, 30)
    amounts = w.distinct(count, 6_000, 180_000, 250)
    rows = [Row(
            id=f"006Qx{30_000 + n * 41}", name=FIRMS[n], amount=amounts[n], stage=w.chance.choice(STAGES), owner=SELLERS[n % 3] if n < 9 else w.chance.choice(SELLERS),
            close=w.day(1, 55), touched=w.day(-26, -1), step=w.chance.choice(("Send order form", "Security questionnaire", "Intro to CFO", "Pilot review", None, None)),
        ) for n in range(count)]  # fmt: skip
    for n in (3, 9, 14):
        rows[n].close = w.day(-21, -2)
    rows[9].close = w.day(-40, -23)
    for n in (6, 11, 17, 20):
        rows[n].stage, rows[n].close, rows[n].step = "Closed Won", w.day(-12, 0), None
    for n in (8, 19):
        rows[n].stage, rows[n].close, rows[n].step = "Closed Lost", w.day(-12, -1), None
    rows[2].stage, rows[4].stage, rows[9].stage, rows[14].stage = (
        "Negotiation",
        "Proposal",
        "Demo",
        "Negotiation",
    )
    rows[3].stage = "Proposal"
    for row in rows:
        row.prob = CHANCES[row.stage]
    before = [copy(row) for row in rows]
    before[2].stage, before[2].prob = "Proposal", 55
    before[4].amount = (
        rows[4].amount + w.chance.choice((-4_500, 6_000, 7_500, 12_000))
        if rows[4].amount > 9_000
        else rows[4].amount + 3_000
    )
    before[7].close = rows[7].close - timedelta(days=w.chance.choice((10, 14, 28)))
    before[6].stage, before[6].prob = "Negotiation", 80
    before = [row for n, row in enumerate(before) if n != 12]
    w.moved, w.resized, w.slipped, w.won, w.new = rows[2], rows[4], rows[7], rows[6], rows[12]
    w.resized_was, w.slipped_was = before[4].amount, before[7].close
    w.add(
        "salesforce.opportunities", "Salesforce opportunities",
        {"noun": "opportunities", "key": "Id", "title": "Name", "url": "url", "due": "CloseDate", "dates": ["LastActivityDate"],
         "money": [{"amount": "Amount", "currency": "CurrencyIsoCode"}], "people": ["Owner"], "noise": ["SystemModstamp"]},
        rows,
        lambda r: {"Id": r.id, "Name": r.name, "StageName": r.stage, "Amount": r.amount, "CurrencyIsoCode": "USD", "Probability": r.prob, "CloseDate": str(r.close), "Owner": r.owner,
                   "NextStep": r.step, "LastActivityDate": str(r.touched), "SystemModstamp": f"{w.today}T04:{int(r.id[5:]) % 60:02}:11Z", "url": f"https://alder.lightning.force.com/{r.id}"},
        before=before,
    )  # fmt: skip
    open_ = [row for row in rows if not row.stage.startswith("Closed")]
    calls = []
    for n, row in enumerate(w.chance.sample(open_, w.chance.randint(9, 13))):
        day = w.day(-6, -1)
        calls.append(Row(
            id=f"rec_{88_120 + n * 7}", about=row.name, deal=row, kind=w.chance.choice(("discovery", "demo", "pricing", "security")), host=row.owner, day=day, started=w.at(day, 9, 17),
            minutes=w.chance.randint(14, 62), next=w.chance.choice((True, True, False)), flag=w.chance.choice((None, None, None, None, "pricing", "competitor", "timing")),
        ))  # fmt: skip
    calls[0].flag, calls[2].flag, calls[3].flag, calls[1].next = (
        "competitor",
        "pricing",
        "timing",
        False,
    )
    for n, minutes in enumerate(w.distinct(len(calls), 14, 63)):
        calls[n].minutes = minutes
    w.add(
        "fathom.calls", "Fathom calls",
        {"noun": "calls", "key": "id", "title": "title", "url": "url", "dates": ["started_at"], "counts": ["minutes"], "people": ["host"]},
        calls,
        lambda r: {"id": r.id, "title": f"{r.about}: {r.kind} call", "host": r.host, "started_at": r.started, "minutes": r.minutes, "next_step_agreed": r.next, "objection": r.flag,
                   "url": f"https://fathom.video/calls/{r.id}"},
    )  # fmt: skip
    return "USD"


def renewals(w: World) -> str:
    """Accounts of a success team with last week's, their open tickets; usage data failed."""
    count = w.chance.randint(16, 24)
    values = w.distinct(count, 9_000, 140_000, 600)
    scores = w.distinct(count, 28, 96)
    rows = [Row(
            id=f"A{2_040 + n * 13}", name=FIRMS[n + 5], arr=values[n], health=scores[n], csm=w.chance.choice(("Bea Thornton", "Luis Ferrer", "Joanne Pike")), tier=w.chance.choice(("Enterprise", "Growth", "Growth", "Starter")),
            renews=w.day(20, 210), seats=w.chance.randrange(15, 400, 5), seen=w.day(-75, -1), auto=w.chance.random() < 0.35,
        ) for n in range(count)]  # fmt: skip
    for row in rows:
        row.used = int(row.seats * w.chance.uniform(0.25, 0.97))
    rows[0].renews, rows[3].renews, rows[7].renews, rows[10].renews = (
        w.day(5, 12),
        w.day(14, 27),
        w.day(30, 44),
        w.day(46, 60),
    )
    rows[0].auto = rows[3].auto = False
    rows[3].seen = w.day(-95, -77)
    before = [copy(row) for row in rows]
    before[3].health = rows[3].health + w.chance.randint(4, 14)
    before[5].health = max(3, rows[5].health - w.chance.randint(5, 15))
    before[10].seats = rows[10].seats + w.chance.choice((10, 15, 25))
    before[1].arr = rows[1].arr - w.chance.choice((1_200, 2_400, 3_600))
    w.fell, w.fell_was, w.rose, w.rose_was = rows[3], before[3].health, rows[5], before[5].health
    w.cut, w.cut_was, w.grew, w.grew_was = rows[10], before[10].seats, rows[1], before[1].arr
    w.add(
        "vitally.accounts", "Vitally accounts",
        {"noun": "accounts", "key": "id", "title": "name", "due": "renewal_date", "dates": ["last_touch"], "counts": ["seats", "active_users"],
         "money": [{"amount": "arr", "currency": "currency"}], "people": ["csm"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "tier": r.tier, "arr": r.arr, "currency": "USD", "health": r.health, "csm": r.csm, "renewal_date": str(r.renews), "auto_renew": r.auto,
                   "seats": r.seats, "active_users": r.used, "last_touch": str(r.seen)},
        before=before,
    )  # fmt: skip
    tickets = []
    for n in range(w.chance.randint(10, 16)):
        account = rows[3] if n in {1, 4} else w.chance.choice(rows)
        tickets.append(Row(
            id=31_400 + n * 23, account=account.name, priority=w.chance.choice(("low", "normal", "normal", "high", "urgent")), status=w.chance.choice(("open", "pending")), opened=w.day(-24, -1),
            subject=w.chance.choice(("Export stops at row limit", "SSO login loop", "Invoice shows old seats", "Report is slow", "Webhook retries")),
        ))  # fmt: skip
    tickets[1].priority = "urgent"
    w.add(
        "zendesk.tickets", "Zendesk open tickets",
        {"noun": "tickets", "key": "id", "title": "subject", "dates": ["created"]},
        tickets,
        lambda r: {"id": r.id, "subject": f"{r.subject} ({r.account})", "account": r.account, "priority": r.priority, "status": r.status, "created": str(r.opened)},
    )  # fmt: skip
    w.add("pendo.usage", "Pendo usage", {"noun": "usage rows", "key": "id"}, state="failed")
    return "USD"


ISSUES = (
    "Crash when importing empty CSV", "Dark mode flickers on resize", "Rate limiter ignores burst setting", "Docs: wrong default for timeout", "Memory grows in long sessions", "Locale falls back to English",
    "CLI exits 0 on failure", "Add retry to uploader", "Sort order unstable in exports", "Token refresh races with logout", "Broken link in quick start", "Slow query on audit table", "Keyboard focus lost in dialog",
    "Windows path not escaped", "Proxy setting not honored", "Charts overlap on mobile", "Webhook signature mismatch", "Search ignores accents", "Cache not cleared on upgrade", "Duplicate rows after resume",
    "Time zone off by one in report", "Installer needs admin rights", "Telemetry sent when disabled", "Undo loses formatting", "Timeout too short for large files", "Backup job skips hidden files",
)  # fmt: skip
CODERS = ("akira-n", "bmorel", "chidi-o", "dsantos", "evaluk")


def issues(w: World) -> str:
    """Open issues of a repository with yesterday's, its pull requests and its check runs."""
    count = w.chance.randint(18, 26)
    comments = w.distinct(count, 0, 48)
    rows = [Row(
            number=2_310 + n * 9, name=ISSUES[n], label=w.chance.choice(("bug", "bug", "bug", "enhancement", "docs")), severity=w.chance.choice(("P1", "P2", "P2", "P3", "P3")),
            who=w.chance.choice((*CODERS, None, None)), opened=w.day(-120, -2), touched=w.day(-30, -1), comments=comments[n], milestone=w.chance.choice(("4.2", "4.2", "4.3", None)),
        ) for n in range(count)]  # fmt: skip
    rows[0].severity, rows[0].who, rows[4].severity, rows[9].severity = "P1", None, "P1", "P1"
    rows[4].who, rows[9].who, rows[0].label, rows[4].label, rows[9].label = (
        "chidi-o",
        "bmorel",
        "bug",
        "bug",
        "bug",
    )
    rows[-1].opened, rows[-2].opened = w.today - timedelta(days=1), w.today - timedelta(days=1)
    rows[2].opened = w.day(-260, -190)
    rows[9].comments += 50 if rows[9].comments < 7 else 0
    before = [copy(row) for row in rows[:-2]]
    before[4].severity = "P2"
    before[9].comments = max(0, rows[9].comments - w.chance.randint(2, 6))
    before[7].milestone, rows[7].milestone = "4.2", "4.3"
    w.raised, w.talked, w.talked_was, w.pushed, w.new = (
        rows[4],
        rows[9],
        before[9].comments,
        rows[7],
        rows[-2:],
    )
    w.add(
        "github.issues", "GitHub open issues",
        {"noun": "issues", "key": "number", "title": "title", "url": "html_url", "dates": ["created_at", "updated_at"], "counts": ["comments"], "people": ["assignee"], "noise": ["node_id"]},
        rows,
        lambda r: {"number": r.number, "title": r.name, "label": r.label, "severity": r.severity, "assignee": r.who, "milestone": r.milestone, "comments": r.comments,
                   "created_at": f"{r.opened}T10:20:00Z", "updated_at": f"{r.touched if r.touched > r.opened else r.opened}T16:05:00Z",
                   "node_id": f"I_{r.number * 31}", "html_url": f"https://github.com/tidepool-dev/ferry/issues/{r.number}"},
        before=before,
    )  # fmt: skip
    sizes = w.distinct(12, 4, 1_400)
    pulls = [Row(
            number=2_560 + n * 4, name=f"Fix: {rows[n].name.lower()}" if n % 3 else f"Refactor {('uploader', 'scheduler', 'exporter', 'settings page')[n // 3]}", author=w.chance.choice(CODERS),
            state=w.chance.choice(("review required", "approved", "changes requested", "draft")), opened=w.day(-28, -1), plus=sizes[n], minus=w.chance.randint(0, 400), checks=w.chance.choice(("passing", "passing", "failing")),
        ) for n in range(w.chance.randint(8, 12))]  # fmt: skip
    pulls[0].state, pulls[1].state, pulls[2].state = (
        "approved",
        "review required",
        "changes requested",
    )
    pulls[0].checks, pulls[1].checks, pulls[1].opened = "passing", "failing", w.day(-35, -30)
    w.add(
        "github.pulls", "GitHub pull requests",
        {"noun": "pull requests", "key": "number", "title": "title", "url": "html_url", "dates": ["created_at"], "counts": ["additions", "deletions"], "people": ["author"]},
        pulls,
        lambda r: {"number": r.number, "title": r.name, "author": r.author, "review": r.state, "checks": r.checks, "additions": r.plus, "deletions": r.minus, "created_at": f"{r.opened}T09:00:00Z",
                   "html_url": f"https://github.com/tidepool-dev/ferry/pull/{r.number}"},
    )  # fmt: skip
    return "USD"


TOPICS = (
    "Refund not received",
    "Cannot reset password",
    "Damaged on arrival",
    "Change delivery address",
    "Discount code rejected",
    "Wrong size shipped",
    "Subscription charged twice",
    "Where is my order",
    "Gift card balance",
    "Return label missing",
)
NAMES = (
    "Amelia Grant", "Boris Petrov", "Chloe Martin", "Devon Hughes", "Elena Rossi", "Farid Aziz", "Grace Liu", "Henry Boone", "Isla Munro", "Jorge Paz", "Kim Aoki", "Laila Haddad", "Mona Stein", "Niall Quinn", "Olga Novak", "Peter Vance",
    "Quentin Roy", "Rosa Mills", "Sven Dahl", "Tara Singh", "Uma Nair", "Victor Hale", "Wanda Cole", "Yusuf Demir", "Zoe Clark", "Adam Frost", "Bella Ortiz", "Carl Jensen", "Dina Weiss", "Eric Shaw",
    "Fiona Doyle", "Gavin Ross", "Hana Sato", "Ivan Kral", "Julia Brandt", "Kofi Mensah", "Lena Vogel", "Marc Dubois", "Nora Finch", "Omar Said", "Paula Reyes", "Rhys Owen", "Sara Lind", "Tom Becker", "Vera Lang", "Will Tate",
)  # fmt: skip


def inbox(w: World) -> str:
    """A shop's support inbox with yesterday's, and what customers said of the answers."""
    count = w.chance.randint(28, 44)
    orders = w.distinct(count, 1_900, 48_000, 15)
    rows = [Row(
            id=70_510 + n * 6, name=f"{w.chance.choice(TOPICS)} ({NAMES[n]})", customer=NAMES[n], channel=w.chance.choice(("email", "email", "chat", "phone", "social")), status=w.chance.choice(("open", "open", "pending", "escalated")),
            agent=w.chance.choice(("Jo", "Maya", "Ravi", "Tess", None)), opened=w.day(-15, -1), replies=w.chance.randint(0, 9), order=orders[n] / 100, due=w.day(0, 4),
        ) for n in range(count)]  # fmt: skip
    for n in (1, 6, 13):
        rows[n].due, rows[n].status = w.day(-5, -1), "open"
    for n in (2, 17):
        rows[n].status = "escalated"
    rows[2].agent, rows[1].agent, rows[6].agent = "Maya", None, "Ravi"
    rows[1].opened, rows[6].opened, rows[13].opened = w.day(-14, -8), w.day(-14, -8), w.day(-14, -8)
    before = [copy(row) for row in rows[:-3]]
    before[2].status, before[2].agent = "open", "Jo"
    before[6].replies = max(0, rows[6].replies - 1)
    rows[6].replies = before[6].replies + 1
    closed = [Row(
            id=70_420 + n, name=f"{w.chance.choice(TOPICS)} ({who})", customer=who, channel="email", status="pending", agent="Tess", opened=w.day(-12, -4), replies=3, order=24.9, due=w.day(-1, 1),
        ) for n, who in enumerate(("Abel Moor", "Cleo Park", "Ines Roth"))]  # fmt: skip
    w.handed, w.new = rows[2], rows[-3:]
    w.add(
        "gorgias.tickets", "Gorgias inbox",
        {"noun": "tickets", "key": "id", "title": "subject", "url": "url", "due": "sla_due", "dates": ["opened"], "counts": ["replies"],
         "money": [{"amount": "order_value", "currency": "currency"}], "people": ["assignee", "customer"]},
        rows,
        lambda r: {"id": r.id, "subject": r.name, "customer": r.customer, "channel": r.channel, "status": r.status, "assignee": r.agent, "opened": str(r.opened), "sla_due": str(r.due), "replies": r.replies,
                   "order_value": f"{r.order:.2f}", "currency": w.currency if hasattr(w, "currency") else "USD", "url": f"https://pebble.gorgias.com/app/ticket/{r.id}"},
        before=before + closed,
    )  # fmt: skip
    said = [Row(
            id=f"cs-{910 + n}", agent=w.chance.choice(("Jo", "Maya", "Ravi", "Tess")), score=w.chance.choice((1, 2, 3, 4, 4, 5, 5, 5)), day=w.day(-7, -1), minutes=w.chance.randint(3, 190),
        ) for n in range(w.chance.randint(14, 22))]  # fmt: skip
    said[0].score, said[0].agent, said[1].score = 1, "Jo", 5
    for n, agent in enumerate(("Jo", "Maya", "Ravi", "Tess")):
        said[n].agent = agent
    w.add(
        "gorgias.ratings", "Customer ratings",
        {"noun": "ratings", "key": "id", "dates": ["rated"], "counts": ["first_reply_minutes"], "people": ["agent"]},
        said,
        lambda r: {"id": r.id, "agent": r.agent, "score": r.score, "first_reply_minutes": r.minutes, "rated": str(r.day)},
    )  # fmt: skip
    return "USD"


def inbox_uk(w: World) -> str:
    """The same inbox of a shop in Britain."""
    w.currency = "GBP"
    inbox(w)
    return "GBP"


def hiring(w: World) -> str:
    """Candidates in process with yesterday's, the open jobs, and a calendar that came in part."""
    jobs = [Row(
            id=f"J-{410 + n * 7}", name=name, team=team, lead=lead, opened=w.day(-110, -15), target=w.day(-8, 60), seats=w.chance.randint(1, 3),
        ) for n, (name, team, lead) in enumerate((
            ("Backend Engineer", "Engineering", "Callum Reid"), ("Product Designer", "Design", "Freya Lang"), ("Account Executive", "Sales", "Imran Shah"), ("Support Lead", "Support", "Beth Nolan"),
            ("Data Analyst", "Finance", "Callum Reid"), ("Site Reliability Engineer", "Engineering", "Callum Reid"), ("Office Manager", "People", "Beth Nolan"), ("Field Marketer", "Marketing", "Freya Lang"),
        ))]  # fmt: skip
    jobs[2].target = w.day(-9, -1)
    jobs[0].opened = w.day(-160, -125)
    count = w.chance.randint(26, 40)
    pays = w.distinct(count, 38_000, 98_000, 500)
    rows = [Row(
            id=5_520 + n * 3, name=NAMES[n], job=w.chance.choice(jobs[:7]).name, stage=w.chance.choice(("Application review", "Phone screen", "Phone screen", "Interview", "Interview", "Final")),
            source=w.chance.choice(("Referral", "LinkedIn", "LinkedIn", "Careers page", "Agency")), recruiter=w.chance.choice(("Hattie Cross", "Jonas Webb")), applied=w.day(-45, -2), moved=w.day(-20, -1), pay=pays[n], score=w.chance.choice((2, 3, 3, 4, 4, 5, None)),
        ) for n in range(count)]  # fmt: skip
    for row in rows:
        row.moved = max(row.moved, row.applied)
    for n in (1, 8, 15):
        rows[n].stage = "Offer"
    rows[1].job, rows[8].job, rows[15].job, rows[5].stage = (
        "Backend Engineer",
        "Account Executive",
        "Support Lead",
        "Final",
    )
    rows[3].applied, rows[3].moved, rows[3].stage = w.day(-45, -35), w.day(-30, -24), "Interview"
    before = [copy(row) for row in rows[:-2]]
    before[5].stage, before[8].stage = "Interview", "Final"
    before[1].pay = rows[1].pay - w.chance.choice((1_500, 2_000, 3_000))
    w.onward, w.offered, w.raised, w.raised_was, w.new = (
        rows[5],
        rows[8],
        rows[1],
        before[1].pay,
        rows[-2:],
    )
    w.add(
        "greenhouse.candidates", "Greenhouse candidates",
        {"noun": "candidates", "key": "id", "title": "name", "url": "url", "dates": ["applied_on", "last_moved"], "money": [{"amount": "expected_salary", "currency": "currency"}], "people": ["recruiter", "name"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "job": r.job, "stage": r.stage, "source": r.source, "recruiter": r.recruiter, "applied_on": str(r.applied), "last_moved": str(r.moved),
                   "expected_salary": r.pay, "currency": "GBP", "scorecard": r.score, "url": f"https://app4.greenhouse.io/people/{r.id}"},
        before=before,
    )  # fmt: skip
    w.add(
        "greenhouse.jobs", "Greenhouse open jobs",
        {"noun": "jobs", "key": "id", "title": "title", "due": "target_start", "dates": ["opened_on"], "counts": ["openings"], "people": ["hiring_manager"]},
        jobs,
        lambda r: {"id": r.id, "title": r.name, "team": r.team, "hiring_manager": r.lead, "openings": r.seats, "opened_on": str(r.opened), "target_start": str(r.target)},
    )  # fmt: skip
    talks = []
    for n in range(w.chance.randint(7, 10)):
        who, day = rows[n * 2], w.day(0, 3)
        talks.append(
            Row(
                id=f"evt{7_700 + n}",
                who=who,
                name=f"Interview: {who.name}",
                start=w.at(day, 9, 17),
                day=day,
                panel=w.chance.choice(("Callum Reid", "Freya Lang", "Imran Shah", "Beth Nolan")),
            )
        )
    talks[0].day = w.today
    talks[0].start = w.at(w.today, 10, 16)
    w.add(
        "calendar.interviews", "Interview calendar",
        {"noun": "interviews", "key": "id", "title": "summary", "dates": ["start"], "people": ["interviewer"]},
        talks,
        lambda r: {"id": r.id, "summary": r.name, "start": r.start, "interviewer": r.panel},
        state="partial",
    )  # fmt: skip
    return "GBP"
