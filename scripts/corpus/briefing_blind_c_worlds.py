"""The first six worlds of blind_c.jsonl: sales, renewals, engineering, support, hiring, marketing."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World


def pipeline(w: World) -> str:
    """A software seller: 27 to 36 open deals with yesterday's, and the calls of the week."""
    names = ["Aspen Logistics", "Barlow Dental Group", "Cedarline Credit Union", "Dunmore Hotels", "Eastport Marine", "Fairview Clinics", "Granite Peak Outdoors", "Hartwell Foods", "Inland Transit", "Jupiter Robotics", "Kestrel Airways", "Lowell Public Schools", "Meridian Labs", "Northgate Insurance", "Orchard Street Media", "Pinnacle Staffing", "Quarry Hill Builders", "Redwood Pharmacy", "Summit Fiber", "Tidewater Power", "Union Square Fitness", "Vantage Realty", "Westbrook Paper", "Yellowtail Games", "Zephyr Freight", "Amber Coast Resorts", "Blue Heron Brewing", "Coastal Freight Lines", "Driftwood Furniture", "Emerald Isle Tours", "Foxglove Cosmetics", "Goldfinch Payroll", "Halcyon Hospitals", "Ironbridge Steel", "Juniper Tax", "Kingfisher Boats"]
    w.chance.shuffle(names)
    count = w.chance.randint(27, 36)
    amounts = w.distinct(count, 6500, 189_000, 250)
    kinds = ("new platform", "expansion", "annual plan", "pilot")
    rows = []
    for n in range(count):
        stage = w.chance.choice(("Discovery", "Discovery", "Demo", "Proposal", "Proposal", "Negotiation", "Contract sent"))
        rows.append(Row(
            id=str(41_820_000_100 + n * 7919), company=names[n], name=f"{names[n]} - {w.chance.choice(kinds)}", amount=amounts[n], stage=stage,
            close=w.day(-12, 55), owner=w.chance.choice(("Priya Raman", "Tom Okafor", "Lena Fischer", "Marcus Webb")),
            touched=w.day(-34, -1), forecast="commit" if stage in {"Contract sent", "Negotiation"} and w.chance.random() < 0.7 else w.chance.choice(("best case", "pipeline")),
            step=w.chance.choice(("Send security questionnaire", "Book call with CFO", "Redline MSA", "Share ROI sheet", "")),
        ))  # fmt: skip
    before = [copy(row) for row in rows]
    w.slipped, w.moved, w.grown = rows[2], rows[5], rows[9]
    w.slipped.close = before[2].close + timedelta(days=w.chance.choice((9, 14, 21)))
    w.moved.stage, before[5].stage = "Contract sent", "Negotiation"
    w.moved.forecast = before[5].forecast = "commit"
    before[9].amount = w.grown.amount - w.chance.choice((3000, 4500, 6000))
    w.was = {2: before[2], 5: before[5], 9: before[9]}
    w.fresh = rows[-2:]
    before = before[:-2]
    w.lost = Row(id="41819999001", company="Larkspur Travel", name="Larkspur Travel - expansion", amount=33_500, stage="Proposal", close=w.day(4, 9), owner="Tom Okafor", touched=w.day(-9, -4), forecast="pipeline", step="")
    before.insert(3, w.lost)
    w.add(
        "crm.deals", "HubSpot deals",
        {"noun": "open deals", "title": "dealname", "url": "url", "due": "closedate", "dates": ["lastContacted"],
         "money": [{"amount": "amount", "currency": "deal_currency_code"}], "people": ["owner"], "noise": ["hs_lastmodifieddate"]},
        rows,
        lambda r: {"id": r.id, "dealname": r.name, "amount": f"{r.amount}", "deal_currency_code": "USD", "dealstage": r.stage,
                   "closedate": f"{r.close}", "owner": r.owner, "lastContacted": f"{r.touched}", "forecastCategory": r.forecast,
                   "nextStep": r.step, "hs_lastmodifieddate": f"{w.today}T05:10:00Z", "url": f"https://app.hubspot.com/contacts/4410/deal/{r.id}"},
        before=before,
    )  # fmt: skip
    picked = w.chance.sample(rows, w.chance.randint(9, 13))
    calls = [
        Row(id=f"call-{7701 + n * 3}", title=f"{r.company}: {w.chance.choice(('pricing review', 'demo', 'security review', 'kick-off', 'check-in'))}",
            company=r.company, deal=r, started=w.at(w.day(-5, -1), 8, 17), minutes=m, host=r.owner)
        for n, (r, m) in enumerate(zip(picked, w.distinct(len(picked), 11, 64), strict=True))
    ]  # fmt: skip
    w.add(
        "gong.calls", "Gong calls",
        {"noun": "calls", "title": "title", "dates": ["started"], "counts": ["minutes"], "people": ["host"]},
        calls,
        lambda r: {"id": r.id, "title": r.title, "account": r.company, "started": r.started, "minutes": r.minutes, "host": r.host},
    )  # fmt: skip
    return "USD"


def renewals(w: World) -> str:
    """A success team: 20 to 27 accounts with yesterday's, and survey answers of which some are missing."""
    names = ["Abbey Road Nurseries", "Brightwater Schools", "Castle Hill Surveyors", "Dovetail Interiors", "Ellerby Motors", "Fenwick Legal", "Greenock Shipping", "Holloway Vets", "Ivybridge Homes", "Jorvik Museums", "Kirkstall Brewing", "Lambeth Arts", "Malvern Springs", "Netherby Estates", "Oakham Opticians", "Penrith Dairies", "Quayside Hotels", "Ripon Racing", "Stroud Textiles", "Truro Cycles", "Uxbridge Print", "Ventnor Boats", "Whitby Seafoods", "Yarm Accountants", "Alnwick Books", "Bewdley Bakers", "Cromer Caravans"]
    w.chance.shuffle(names)
    count = w.chance.randint(20, 27)
    arr = w.distinct(count, 4800, 96_000, 300)
    health = w.distinct(count, 21, 98)
    rows = []
    for n in range(count):
        seats = w.chance.randint(12, 240)
        rows.append(Row(
            id=f"ACC-{1040 + n * 9}", name=names[n], tier="Enterprise" if arr[n] > 60_000 else "Growth" if arr[n] > 20_000 else "Core",
            arr=arr[n], health=health[n], renews=w.day(3, 180), csm=w.chance.choice(("Hannah Osei", "Rob Tennant", "Mei Lin Chua")),
            seats=seats, active=w.chance.randint(max(2, seats // 4), seats), touched=w.day(-48, -1), risk=w.chance.choice(("none", "none", "none", "sponsor left", "low usage", "price")),
        ))  # fmt: skip
    rows[0].renews, rows[1].renews = w.day(4, 9), w.day(10, 17)
    before = [copy(row) for row in rows]
    w.fallen, w.risen, w.flagged = rows[1], rows[6], rows[8]
    before[1].health = min(99, rows[1].health + w.chance.randint(8, 17))
    before[6].health = rows[6].health - w.chance.randint(5, 11)
    rows[8].risk, before[8].risk = "sponsor left", "none"
    w.was = {1: before[1], 6: before[6], 8: before[8]}
    w.add(
        "cs.accounts", "Vitally accounts",
        {"noun": "accounts", "title": "name", "due": "renewalDate", "dates": ["lastTouch"], "counts": ["seats", "activeUsers"],
         "money": [{"amount": "arr.value", "currency": "arr.currency"}], "people": ["csm"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "tier": r.tier, "arr": {"value": r.arr, "currency": "GBP"}, "healthScore": r.health,
                   "renewalDate": f"{r.renews}", "csm": r.csm, "seats": r.seats, "activeUsers": r.active, "lastTouch": f"{r.touched}", "riskReason": r.risk},
        before=before,
    )  # fmt: skip
    said = ("Exports keep failing", "Love the new dashboard", "Too slow on Mondays", "Support is quick", "Price went up again", "")
    answers = [
        Row(id=f"nps-{r.id[4:]}-{n}", name=r.name, account=r, score=w.chance.choice((2, 4, 6, 7, 8, 9, 9, 10)), said=w.chance.choice(said), answered=w.day(-21, -1))
        for n, r in enumerate(w.chance.sample(rows, w.chance.randint(10, 15)))
    ]
    answers[0].score, answers[1].score = w.chance.choice((1, 3, 5)), 10
    w.add(
        "survey.answers", "Delighted responses",
        {"noun": "responses", "title": "account", "dates": ["answeredOn"]},
        answers,
        lambda r: {"id": r.id, "account": r.name, "score": r.score, "comment": r.said, "answeredOn": f"{r.answered}"},
        state="partial",
    )  # fmt: skip
    return "GBP"


def engineering(w: World) -> str:
    """A product team: 24 to 34 issues with yesterday's, pull requests, and builds that did not come."""
    titles = ["Checkout times out on large carts", "Audit log misses API keys", "Rename workspace breaks links", "Flaky login test", "Dark mode for emails", "Rate limit webhooks", "Upgrade Postgres client", "CSV import drops last row", "SSO for staging", "Paginate members list", "Memory leak in worker", "Retry failed exports", "Mobile layout of billing", "Search ignores accents", "Delete old feature flags", "Cache permission checks", "Wrong tax on refunds", "Slow cold start", "Document rate limits", "Add French locale", "Queue depth alert", "Replace date picker", "Invite mail lands in spam", "Session ends too early", "Backfill usage table", "Broken avatar upload", "Split settings page", "Trace slow queries", "Duplicate notifications", "Keyboard trap in modal", "Sort by last activity", "Undo for bulk edit", "Stale cache after deploy", "Encrypt backups"]
    w.chance.shuffle(titles)
    count = w.chance.randint(24, 34)
    people = ("Ana Duarte", "Jonas Weiss", "Kofi Mensah", "Sara Lindgren", "Wei Zhang")
    rows = []
    for n in range(count):
        made = w.day(-70, -2)
        rows.append(Row(
            key=f"ENG-{2210 + n * 4}", title=titles[n], state=w.chance.choice(("Todo", "Todo", "In Progress", "In Progress", "In Review", "Done")),
            priority=w.chance.choice(("Urgent", "High", "Medium", "Medium", "Low")), who=w.chance.choice((*people, None)), points=w.chance.choice((1, 2, 3, 5, 8)),
            made=made, due=w.day(-6, 20) if w.chance.random() < 0.6 else None, label=w.chance.choice(("bug", "bug", "feature", "chore")),
        ))  # fmt: skip
    rows[0].due, rows[0].state, rows[0].who = w.day(-6, -2), "In Progress", "Jonas Weiss"
    rows[3].due, rows[3].state = w.day(1, 4), "Todo"
    rows[1].priority, rows[1].state, rows[1].who = "Urgent", "In Progress", "Ana Duarte"
    before = [copy(row) for row in rows]
    w.done, w.bumped, w.taken = rows[4], rows[7], rows[10]
    rows[4].state, before[4].state = "Done", "In Review"
    rows[7].priority, before[7].priority = "Urgent", "Medium"
    rows[7].state = before[7].state = "Todo"
    rows[10].who, before[10].who = "Kofi Mensah", None
    w.fresh = rows[-1]
    before = before[:-1]
    w.add(
        "linear.issues", "Linear, current cycle",
        {"noun": "issues", "key": "identifier", "title": "title", "due": "dueDate", "dates": ["createdAt"], "counts": ["estimate"], "people": ["assignee"]},
        rows,
        lambda r: {"identifier": r.key, "title": r.title, "state": r.state, "priority": r.priority, "assignee": r.who, "estimate": r.points,
                   "label": r.label, "createdAt": f"{r.made}", "dueDate": f"{r.due}" if r.due else None},
        before=before,
    )  # fmt: skip
    pulls = []
    sizes = w.distinct(14, 9, 1900)
    for n, r in enumerate(w.chance.sample(rows, w.chance.randint(9, 14))):
        pulls.append(Row(
            number=3391 + n * 6, title=f"{w.chance.choice(('Fix', 'Add', 'Rework'))}: {r.title.lower()}", author=r.who or "Sara Lindgren", opened=w.day(-16, -1),
            added=sizes[n], removed=w.chance.randint(0, 400), approvals=w.chance.choice((0, 0, 1, 2)), draft=w.chance.random() < 0.2, checks=w.chance.choice(("passing", "passing", "failing")),
        ))  # fmt: skip
    w.add(
        "github.pulls", "GitHub pull requests",
        {"noun": "pull requests", "key": "number", "title": "title", "dates": ["opened"], "counts": ["additions", "deletions"], "people": ["author"]},
        pulls,
        lambda r: {"number": r.number, "title": r.title, "author": r.author, "opened": f"{r.opened}", "additions": r.added, "deletions": r.removed,
                   "approvals": r.approvals, "draft": r.draft, "checks": r.checks},
    )  # fmt: skip
    w.add("ci.builds", "Buildkite builds", {"noun": "builds"}, state="failed")
    return "USD"


def inbox(w: World) -> str:
    """A support desk: 40 to 58 conversations with yesterday's, and a short agent roster."""
    topics = ("Refund", "Login", "Invoice copy", "Data export", "Integration error", "Slow reports", "Cancel plan", "Wrong charge")
    firms = ("Acorn Labs", "Birchwood Media", "Clearwater Spas", "Delphi Travel", "Evergreen Supply", "Fulton Fitness", "Garnet Jewelry", "Hudson Yachts")
    pairs = [f"{t} - {f}" for t in topics for f in firms]
    w.chance.shuffle(pairs)
    count = w.chance.randint(40, 58)
    waits = w.distinct(count, 3, 1900)
    rows = []
    for n in range(count):
        topic, firm = pairs[n].split(" - ")
        status = w.chance.choice(("open", "open", "open", "pending", "pending", "on hold"))
        rows.append(Row(
            id=70_411 + n * 13, subject=f"{topic}: {firm}", topic=topic, firm=firm, status=status, priority=w.chance.choice(("urgent", "high", "normal", "normal", "normal", "low")),
            agent=w.chance.choice(("Nadia Haddad", "Owen Clarke", "Paula Reis", None)), made=w.at(w.day(-11, -1), 7, 19), wait=waits[n], replies=w.chance.randint(0, 9),
            plan=w.chance.choice(("Free", "Pro", "Pro", "Business")),
        ))  # fmt: skip
    rows[0].priority, rows[0].status, rows[0].agent = "urgent", "open", None
    before = [copy(row) for row in rows]
    w.raised = rows[6]
    rows[6].priority, before[6].priority = "urgent", "normal"
    rows[6].status = before[6].status = "open"
    w.fresh = rows[-4:]
    before = before[:-4]
    w.add(
        "zendesk.tickets", "Zendesk tickets",
        {"noun": "tickets", "title": "subject", "dates": ["createdAt"], "counts": ["replies"], "people": ["assignee"]},
        rows,
        lambda r: {"id": r.id, "subject": r.subject, "organization": r.firm, "topic": r.topic, "status": r.status, "priority": r.priority, "assignee": r.agent,
                   "createdAt": r.made, "minutesWaiting": r.wait, "replies": r.replies, "plan": r.plan},
        before=before,
    )  # fmt: skip
    w.add("phone.calls", "Aircall log", {"noun": "calls"}, state="failed")
    return "USD"


def hiring(w: World) -> str:
    """A talent team: 26 to 38 candidates, the open jobs, and the offers that are out."""
    first = ("Adaeze", "Bruno", "Chloe", "Dmitri", "Esra", "Felix", "Gwen", "Haruto", "Ines", "Jamal", "Katya", "Luca", "Mona")
    last = ("Abbott", "Brandt", "Costa", "Dahl", "Eriksen", "Ferrari", "Gupta", "Hahn")
    people = [f"{a} {b}" for a in first for b in last]
    w.chance.shuffle(people)
    teams = {"Backend Engineer": "Engineering", "Product Designer": "Product", "Account Executive": "Sales", "Data Analyst": "Data", "Support Lead": "Support"}
    jobs = [
        Row(id=f"job_{310 + n * 4}", title=title, team=team, opened=w.day(-120, -15), seats=w.chance.randint(1, 4), start=w.day(20, 80), manager=w.chance.choice(("Ruth Adler", "Sam Ortiz", "Vikram Shah")))
        for n, (title, team) in enumerate(teams.items())
    ]
    rows = []
    for n in range(w.chance.randint(26, 38)):
        applied = w.day(-60, -4)
        rows.append(Row(
            id=f"cand_{88_210 + n * 5}", name=people[n], job=w.chance.choice(jobs), stage=w.chance.choice(("Applied", "Applied", "Phone screen", "Phone screen", "Onsite", "Reference check")),
            source=w.chance.choice(("Referral", "LinkedIn", "LinkedIn", "Careers page", "Agency")), applied=applied, moved=min(w.today - timedelta(days=1), applied + timedelta(days=w.chance.randint(0, 30))),
            score=w.chance.choice((None, 2.5, 3.0, 3.5, 4.0, 4.5)), recruiter=w.chance.choice(("Yara Haddad", "Colin Burke")),
        ))  # fmt: skip
    for n in range(3):
        rows[n].stage = "Onsite"
    rows[3].stage = "Reference check"
    before = [copy(row) for row in rows]
    w.advanced, w.fresh = rows[:2], rows[-3:]
    before[0].stage = before[1].stage = "Phone screen"
    before = before[:-3]
    w.gone = Row(id="cand_88001", name="Petra Vance", job=jobs[0], stage="Onsite", source="Agency", applied=w.day(-40, -30), moved=w.day(-8, -4), score=4.0, recruiter="Colin Burke")
    before.insert(4, w.gone)
    w.add(
        "greenhouse.candidates", "Greenhouse candidates",
        {"noun": "candidates", "title": "name", "dates": ["appliedOn", "lastMoved"], "people": ["name", "recruiter"]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "job": r.job.title, "stage": r.stage, "source": r.source, "appliedOn": f"{r.applied}", "lastMoved": f"{r.moved}", "score": r.score, "recruiter": r.recruiter},
        before=before,
    )  # fmt: skip
    w.add(
        "greenhouse.jobs", "Open jobs",
        {"noun": "jobs", "title": "title", "due": "targetStart", "dates": ["openedOn"], "counts": ["openings"], "people": ["hiringManager"]},
        jobs,
        lambda r: {"id": r.id, "title": r.title, "department": r.team, "openedOn": f"{r.opened}", "openings": r.seats, "targetStart": f"{r.start}", "hiringManager": r.manager},
    )  # fmt: skip
    pay = w.distinct(4, 68_000, 171_000, 500)
    offers = [
        Row(id=f"off_{51 + n * 2}", name=people[80 + n], job=jobs[n], salary=pay[n], sent=w.day(-7, -1), expires=w.day(1, 9), status=w.chance.choice(("sent", "sent", "negotiating")))
        for n in range(4)
    ]
    w.add(
        "greenhouse.offers", "Offers out",
        {"noun": "offers", "title": "candidate", "due": "expiresOn", "dates": ["sentOn"], "money": [{"amount": "salary", "currency": "USD"}], "people": ["candidate"]},
        offers,
        lambda r: {"id": r.id, "candidate": r.name, "job": r.job.title, "salary": r.salary, "sentOn": f"{r.sent}", "expiresOn": f"{r.expires}", "status": r.status},
    )  # fmt: skip
    return "USD"


def campaigns(w: World) -> str:
    """A marketing team: 12 to 18 campaigns with yesterday's, and the landing pages."""
    themes = ["Spring launch", "Webinar replay", "Brand search", "Competitor terms", "Retargeting", "Free trial push", "Case study ebook", "Partner promo", "Loyalty upsell", "Video teaser", "Field event", "Newsletter boost", "Lookalike test", "Pricing page", "Holiday sale", "Job titles", "Podcast read", "Review sites"]
    w.chance.shuffle(themes)
    count = w.chance.randint(12, 18)
    spends = w.distinct(count, 900, 14_500, 10)
    rows = []
    for n in range(count):
        clicks = spends[n] // w.chance.choice((2, 3, 4)) + w.chance.randint(11, 90)
        rows.append(Row(
            id=f"c-{5501 + n * 11}", name=themes[n], channel=w.chance.choice(("Google Ads", "Google Ads", "LinkedIn", "Meta")), spend=spends[n] + w.chance.randrange(100) / 100, budget=0,
            shown=clicks * w.chance.randint(28, 90), clicks=clicks, leads=max(3, clicks // w.chance.randint(14, 60)), ends=w.day(2, 45), status="active" if w.chance.random() < 0.8 else "paused",
        ))  # fmt: skip
        rows[n].budget = max(1000, int(rows[n].spend / w.chance.choice((0.42, 0.58, 0.71, 0.83, 0.96)) // 100 * 100))
    before = [copy(row) for row in rows]
    for row in before:
        row.spend = round(row.spend - row.spend / w.chance.randint(20, 40), 2)
        row.leads = row.leads - w.chance.randint(0, 2)
    w.paused = rows[3]
    rows[3].status, before[3].status = "paused", "active"
    w.before = before
    w.add(
        "ads.campaigns", "Ad campaigns, month to date",
        {"noun": "campaigns", "title": "campaign", "due": "endsOn", "counts": ["impressions", "clicks", "leads"],
         "money": [{"amount": "spend", "currency": "EUR"}, {"amount": "budget", "currency": "EUR"}]},
        rows,
        lambda r: {"id": r.id, "campaign": r.name, "channel": r.channel, "spend": f"{r.spend:.2f}", "budget": r.budget, "impressions": r.shown, "clicks": r.clicks, "leads": r.leads,
                   "endsOn": f"{r.ends}", "status": r.status},
        before=before,
    )  # fmt: skip
    pages = [
        Row(path=path, sessions=s, signups=max(2, s // w.chance.randint(18, 70)), seconds=w.chance.randint(24, 190))
        for path, s in zip(("/pricing", "/demo", "/trial", "/ebook", "/webinar", "/compare", "/customers", "/events"), w.distinct(8, 240, 9800), strict=True)
    ]
    w.add(
        "web.pages", "Landing pages, last 7 days",
        {"noun": "pages", "key": "path", "title": "path", "counts": ["sessions", "signups"]},
        pages,
        lambda r: {"path": r.path, "sessions": r.sessions, "signups": r.signups, "avgSeconds": r.seconds},
    )  # fmt: skip
    return "EUR"
