"""The worlds of blind_i.jsonl: what leaders of a software company look at in the morning."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from types import SimpleNamespace as Row
from typing import Any

from briefing_blind import World

REPS = ["Nora Whitfield", "Caleb Osei", "Jin Takahashi", "Maribel Duarte", "Sean Gallagher"]
FIRMS = ["Arbor Freight", "Bluepeak Insurance", "Cobalt Dental", "Dunmore Foods", "Everline Media", "Foxglove Health", "Granite Payments", "Harborview Schools", "Indigo Robotics", "Juniper Travel", "Kiteworks Rail", "Lumen Optics", "Meridian Labs", "Northgate Homes", "Oakfield Energy", "Palisade Security", "Quartz Apparel", "Riverton Steel", "Sundial Hotels", "Tamarack Outdoor", "Umber Coffee", "Vantage Legal", "Westbrook Bank", "Yarrow Biotech"]


def put(row: Row) -> dict[str, Any]:
    """Write a row with its days as text."""
    return {k: str(v) if isinstance(v, date) else v for k, v in vars(row).items()}


def deals(w: World) -> str:
    """A sales team: deals with yesterday's state, calls, meetings of the week."""
    sums = w.distinct(40, 8000, 240000, 500)
    stages = ("Discovery", "Demo", "Proposal", "Negotiation")
    rows = [
        Row(dealId=str(41880210 + n * 37), dealname=f"{firm} – {w.chance.choice(('Platform', 'Expansion', 'Analytics', 'Starter'))}", amount=sums[n], stage=w.chance.choice(stages), closedate=w.day(4, 75), owner=w.chance.choice(REPS), lastActivity=w.day(-26, -1), source=w.chance.choice(("Inbound", "Outbound", "Partner")))
        for n, firm in enumerate(FIRMS)
    ]  # fmt: skip
    for n in (2, 9, 15):
        rows[n].stage, rows[n].closedate = "Won", w.day(-20, -1)
    for n in (6, 18):
        rows[n].stage, rows[n].closedate = "Lost", w.day(-14, -1)
    for n in (4, 11, 20):
        rows[n].stage, rows[n].closedate = "Negotiation", w.day(-12, -2)
    rows[13].stage, rows[13].closedate, rows[13].owner = "Proposal", w.today + timedelta(days=3), "Jin Takahashi"
    rows[16].owner = None
    before = [copy(row) for row in rows if row is not rows[22]]
    before[9].stage, before[11].amount, before[13].stage = "Negotiation", before[11].amount - 6500, "Demo"
    before[7].amount += w.chance.randrange(2000, 5000, 500)
    before[3].closedate = rows[3].closedate - timedelta(days=14)
    w.was = {row.dealId: row for row in before}
    w.add(
        "hubspot.deals", "HubSpot deals",
        {"noun": "deals", "key": "dealId", "title": "dealname", "due": "closedate", "dates": ["lastActivity"], "people": ["owner"], "money": [{"amount": "amount", "currency": "USD"}], "noise": ["lastActivity"]},
        rows, put, before=before,
    )  # fmt: skip
    calls = [
        Row(callId=f"c{7703 + n * 4}", title=f"{w.chance.choice(FIRMS[:18])} {w.chance.choice(('pricing review', 'technical deep dive', 'intro', 'security questions', 'exec check-in'))}", rep=w.chance.choice(REPS), started=w.at(w.day(-5, -1), 13, 21), minutes=w.chance.randint(9, 64), talkShare=w.chance.randint(32, 71), competitor=w.chance.choice((None, None, "Acumen", "Tessera")))
        for n in range(w.chance.randint(14, 19))
    ]  # fmt: skip
    calls[1].competitor, calls[4].competitor = "Acumen", "Tessera"
    w.add("gong.calls", "Gong calls", {"noun": "calls", "key": "callId", "title": "title", "dates": ["started"], "people": ["rep"], "counts": ["minutes"]}, calls, put)
    meetings = [
        Row(eventId=f"ev_{520 + n}", summary=f"{FIRMS[n * 2 % 24]} {w.chance.choice(('demo', 'proposal walkthrough', 'contract call', 'QBR'))}", start=w.at(w.today + timedelta(days=n // 3), 9 + 3 * (n % 3), 10 + 3 * (n % 3)), host=w.chance.choice(REPS), guests=w.chance.randint(2, 9))
        for n in range(11)
    ]  # fmt: skip
    w.add("gcal.meetings", "Calendar", {"noun": "meetings", "key": "eventId", "title": "summary", "dates": ["start"], "people": ["host"]}, meetings, put)
    return "USD"


def success(w: World) -> str:
    """Customer success: accounts with health and renewal, answers to a survey, open feedback."""
    csms = ["Beth Arnold", "Tariq Aziz", "Lena Fischer", "Paul Mensah"]
    arr = w.distinct(30, 12000, 310000, 600)
    rows = [
        Row(id=f"ACC-{1204 + n * 11}", account=firm, csm=w.chance.choice(csms), arr=arr[n], health=w.chance.randint(48, 97), renewalDate=w.day(12, 340), seats=w.chance.randint(20, 640), plan=w.chance.choice(("Team", "Business", "Enterprise")), lastTouch=w.day(-60, -1))
        for n, firm in enumerate(FIRMS[: w.chance.randint(19, 23)])
    ]  # fmt: skip
    for row in rows:
        row.activeSeats = round(row.seats * w.chance.uniform(0.35, 0.97))
    for n in (3, 8, 12, 17):
        rows[n].health, rows[n].renewalDate = w.chance.randint(21, 44), w.day(9, 80)
    rows[5].renewalDate = w.today + timedelta(days=w.chance.randint(3, 7))
    rows[8].lastTouch = w.today - timedelta(days=w.chance.randint(61, 90))
    before = [copy(row) for row in rows]
    for n in (3, 6, 12, 14):
        before[n].health = min(99, rows[n].health + w.chance.randint(5, 17))
    before[10].health = rows[10].health - w.chance.randint(3, 11)
    w.was = {row.id: row.health for row in before}
    w.add(
        "vitally.accounts", "Vitally accounts",
        {"noun": "accounts", "key": "id", "title": "account", "due": "renewalDate", "dates": ["lastTouch"], "people": ["csm"], "counts": ["seats", "activeSeats"], "money": [{"amount": "arr", "currency": "USD"}], "noise": ["lastTouch"]},
        rows, put, before=before,
    )  # fmt: skip
    said = ("Reports are slow", "Love the new editor", "Need SSO for contractors", "Support is fast", "Export keeps failing", "Too expensive for what we use", "Onboarding was smooth")
    nps = [
        Row(responseId=9100 + n * 3, account=w.chance.choice(rows).account, score=w.chance.randint(2, 10), comment=w.chance.choice((*said, None)), answeredOn=w.day(-28, -1))
        for n in range(w.chance.randint(26, 38))
    ]  # fmt: skip
    nps[0].score, nps[1].score, nps[2].score = 2, 10, 8
    w.add("delighted.responses", "NPS responses", {"noun": "responses", "key": "responseId", "title": "account", "dates": ["answeredOn"]}, nps, put)
    asks = ("Bulk edit of tags", "SAML for sandbox", "Dark mode", "Audit log export", "Salesforce two-way sync", "Offline mobile", "Custom roles", "Webhook retries", "Gantt view")
    votes = w.distinct(9, 3, 88)
    ideas = [Row(ideaId=f"PF-{310 + n * 7}", idea=text, votes=votes[n], status=w.chance.choice(("under review", "planned", "new")), arrAsking=w.chance.randrange(30000, 900000, 1000)) for n, text in enumerate(asks)]
    w.add("canny.ideas", "Product feedback", {"noun": "ideas", "key": "ideaId", "title": "idea", "counts": ["votes"], "money": [{"amount": "arrAsking", "currency": "USD"}]}, ideas, put)
    return "USD"


def engineering(w: World) -> str:
    """An engineering team: issues of the cycle, pull requests, releases; the incident tool failed."""
    devs = ["Ravi Menon", "Sofie Lund", "Marcus Bell", "Aylin Kaya", "Teo Ricci", "Grace Okafor"]
    what = ("Retry queue drops jobs", "Flaky login test", "Move to Postgres 17", "Rate limit search API", "Invoice PDF has wrong VAT", "Trim bundle size", "SSO loop on Safari", "Audit log paging", "Delete stale feature flags", "Webhook signature docs", "Memory leak in importer", "Timezone bug in digests", "Role editor crashes", "Cache tenant settings", "Slow dashboard query", "Backfill usage table", "Upgrade Node", "Broken avatar upload", "Export stuck at 99%")
    rows = [
        Row(identifier=f"ENG-{2218 + n * 3}", title=w.chance.choice(what) if n > 18 else what[n], state=w.chance.choice(("Todo", "In Progress", "In Progress", "In Review", "Done", "Done")), priority=w.chance.choice(("Urgent", "High", "Medium", "Low")), assignee=w.chance.choice((*devs, None)), estimate=w.chance.choice((1, 2, 3, 5, 8)), dueDate=w.day(1, 30), createdAt=w.day(-70, -2), labels=w.chance.choice((["bug"], ["bug", "customer"], ["feature"], ["chore"])))
        for n in range(w.chance.randint(34, 46))
    ]  # fmt: skip
    for n, back in ((0, 6), (4, 3), (6, 9), (10, 1)):
        rows[n].state, rows[n].dueDate, rows[n].priority = "In Progress", w.today - timedelta(days=back), "Urgent" if n < 5 else "High"
    rows[0].assignee, rows[4].assignee = "Ravi Menon", None
    rows[2].state, rows[12].state, rows[14].state = "Done", "In Review", "In Progress"
    before = [copy(row) for row in rows[:-2]]
    before[2].state, before[12].state, before[14].state, before[4].priority = "In Review", "In Progress", "Todo", "High"
    before[8].estimate = rows[8].estimate + 2
    w.was = {row.identifier: row for row in before}
    w.add(
        "linear.issues", "Linear issues",
        {"noun": "issues", "key": "identifier", "title": "title", "due": "dueDate", "dates": ["createdAt"], "people": ["assignee"]},
        rows, put, before=before,
    )  # fmt: skip
    lines = w.distinct(20, 4, 1900)
    pulls = [
        Row(number=5510 + n * 2, title=f"{w.chance.choice(('Fix', 'Add', 'Refactor', 'Bump'))} {w.chance.choice(('importer', 'search', 'billing', 'auth', 'webhooks', 'editor'))}", author=w.chance.choice(devs), state=w.chance.choice(("open", "open", "merged")), additions=lines[n], deletions=w.chance.randint(0, 400), openedAt=w.at(w.day(-16, -1)), reviewers=w.chance.randint(0, 3), draft=w.chance.random() < 0.2)
        for n in range(w.chance.randint(13, 18))
    ]  # fmt: skip
    pulls[3].state, pulls[3].reviewers, pulls[3].draft = "open", 0, False
    pulls[0].openedAt, pulls[0].state = w.at(w.day(-22, -18)), "open"
    w.add("github.pulls", "GitHub pull requests", {"noun": "pull requests", "key": "number", "title": "title", "dates": ["openedAt"], "people": ["author"], "counts": ["additions", "deletions"]}, pulls, put)
    releases = [Row(tag=f"v4.{18 - n}.0", publishedAt=w.at(w.today - timedelta(days=2 + n * 7)), changes=w.chance.randint(8, 41), rolledBack=n == 2, failedDeploys=w.chance.randint(0, 4)) for n in range(9)]
    w.add("github.releases", "GitHub releases", {"noun": "releases", "key": "tag", "title": "tag", "dates": ["publishedAt"], "counts": ["changes"]}, releases, put)
    w.add("pagerduty.incidents", "PagerDuty", {"noun": "incidents", "key": "id", "title": "title"}, state="failed")
    return ""


def support(w: World) -> str:
    """A support desk in Britain: tickets with response targets, ratings of last week."""
    agents = ["Imogen Hale", "Dylan Pugh", "Farah Siddiqui", "Ross Kilbride"]
    about = ("Cannot log in after reset", "Duplicate charge", "API returns 502", "How do I add a user", "Import stuck", "Refund request", "Data export missing rows", "Wrong VAT on invoice", "Mobile app crashes", "Cancel subscription", "Slow reports", "Single sign-on setup")
    rows = [
        Row(ticket=88401 + n * 6, subject=w.chance.choice(about), requester=w.chance.choice(FIRMS), priority=w.chance.choice(("urgent", "high", "normal", "normal", "low")), status=w.chance.choice(("open", "open", "pending", "solved")), agent=w.chance.choice((*agents, *agents, None)), opened=w.at(w.day(-9, -1)), slaDue=w.day(0, 4), replies=w.chance.randint(0, 7), tier=w.chance.choice(("Gold", "Silver", "Standard")))
        for n in range(w.chance.randint(38, 54))
    ]  # fmt: skip
    for n, back in ((1, 2), (5, 1), (8, 4), (19, 1), (23, 3)):
        rows[n].status, rows[n].slaDue, rows[n].priority = "open", w.today - timedelta(days=back), "urgent" if n in (1, 8) else "high"
    rows[8].requester, rows[8].subject, rows[8].agent, rows[8].tier = "Westbrook Bank", "API returns 502", None, "Gold"
    rows[1].agent, rows[8].opened = "Dylan Pugh", w.at(w.day(-12, -10))
    before = [copy(row) for row in rows[:-4]]
    for n in (2, 7, 11):
        before[n].status, rows[n].status = "open", "solved"
    before[5].priority, before[13].replies = "normal", rows[13].replies
    w.was = {row.ticket: row for row in before}
    w.add(
        "zendesk.tickets", "Zendesk tickets",
        {"noun": "tickets", "key": "ticket", "title": "subject", "due": "slaDue", "dates": ["opened"], "people": ["agent"], "counts": ["replies"]},
        rows, put, before=before,
    )  # fmt: skip
    ratings = [Row(ratingId=f"R{3300 + n}", ticket=w.chance.choice(rows).ticket, stars=w.chance.choice((1, 2, 3, 4, 4, 5, 5, 5)), agent=w.chance.choice(agents), day=w.day(-7, -1), firstReplyMinutes=w.chance.randint(4, 310)) for n in range(w.chance.randint(20, 29))]
    ratings[2].stars, ratings[3].stars = 1, 5
    w.add("csat.ratings", "Satisfaction ratings", {"noun": "ratings", "key": "ratingId", "title": "ratingId", "dates": ["day"], "people": ["agent"]}, ratings, put, state=w.chance.choice(("ok", "partial")))
    return "GBP"


def billing(w: World) -> str:
    """Billing in euros: subscriptions with use against quota, invoices, failed payments."""
    firms = ["Adler Logistik", "Brandt Optik", "Corvus GmbH", "Dorn Maschinenbau", "Elbe Verlag", "Feldmann Bau", "Gerber Textil", "Hansa Reederei", "Isar Medien", "Kranich Pharma", "Lindner Möbel", "Moritz Solar", "Nordlicht AG", "Ostsee Klinik", "Pfalz Wein", "Rhein Stahl", "Saale Chemie", "Taunus IT", "Ufer & Söhne", "Voss Energie"]
    fees = w.distinct(20, 240, 9800, 10)
    subs = [Row(subscription=f"sub_{6102 + n * 13}", customer=firm, plan=w.chance.choice(("Basic", "Pro", "Scale")), mrr=fees[n], events=0, quota=w.chance.randrange(50000, 900000, 10000), renewsOn=w.day(3, 200), status=w.chance.choice(("active", "active", "active", "trialing", "past_due"))) for n, firm in enumerate(firms)]
    for row in subs:
        row.events = round(row.quota * w.chance.uniform(0.2, 0.97))
    for n in (4, 11):
        subs[n].events, subs[n].status = round(subs[n].quota * w.chance.uniform(1.06, 1.5)), "active"
    subs[7].status, subs[0].status, subs[1].status = "past_due", "active", "trialing"
    before = [copy(row) for row in subs]
    before[7].status, before[4].mrr, before[9].mrr = "active", subs[4].mrr - 110, subs[9].mrr + 130
    for row in before:
        row.events = max(0, row.events - w.chance.randint(300, 9000))
    w.was = {row.subscription: row for row in before}
    w.add(
        "stripe.subscriptions", "Stripe subscriptions",
        {"noun": "subscriptions", "key": "subscription", "title": "customer", "due": "renewsOn", "counts": ["events", "quota"], "money": [{"amount": "mrr", "currency": "EUR"}], "noise": ["events"]},
        subs, put, before=before,
    )  # fmt: skip
    sums = w.distinct(32, 24000, 1460000, 7)
    bills = [Row(number=f"2026-{10443 + n * 3}", customer=w.chance.choice(firms), total=sums[n] / 100, issued=w.day(-60, -20), due=w.day(-18, 21), status=w.chance.choice(("open", "open", "paid", "paid", "void"))) for n in range(w.chance.randint(24, 30))]
    bills[0].status, bills[0].due, bills[1].status, bills[1].due = "open", w.day(-32, -25), "open", w.today + timedelta(days=2)
    bills[2].status = "paid"
    w.add("stripe.invoices", "Stripe invoices", {"noun": "invoices", "key": "number", "title": "number", "due": "due", "dates": ["issued"], "money": [{"amount": "total", "currency": "EUR"}]}, bills, put)
    lost = [Row(chargeId=f"ch_{330 + n * 9}", customer=w.chance.choice(firms), amount=w.chance.randrange(2400, 98000, 10) / 10, failedOn=w.day(-8, -1), reason=w.chance.choice(("card_expired", "insufficient_funds", "card_expired", "authentication_required")), attempts=w.chance.randint(1, 4)) for n in range(w.chance.randint(8, 11))]
    lost[0].reason, lost[1].reason = "card_expired", "insufficient_funds"
    w.add("stripe.failures", "Failed payments", {"noun": "payments", "key": "chargeId", "title": "customer", "dates": ["failedOn"], "money": [{"amount": "amount", "currency": "EUR"}]}, lost, put)
    return "EUR"


def hiring(w: World) -> str:
    """A hiring funnel: open jobs, candidates, interviews of the week."""
    roles = (("Staff Engineer", "Engineering"), ("Account Executive", "Sales"), ("Product Designer", "Product"), ("Data Analyst", "Finance"), ("Support Lead", "Support"), ("Site Reliability Engineer", "Engineering"), ("Content Marketer", "Marketing"), ("People Partner", "People"))
    lead = ["Harriet Cole", "Jonas Meyer", "Priti Desai"]
    jobs = [Row(jobId=f"J{140 + n * 5}", role=role, team=team, recruiter=w.chance.choice(lead), openings=w.chance.randint(1, 3), openedOn=w.day(-130, -12), targetStart=w.day(20, 110)) for n, (role, team) in enumerate(roles)]
    jobs[3].openedOn = w.day(-190, -160)
    w.add("greenhouse.jobs", "Greenhouse jobs", {"noun": "jobs", "key": "jobId", "title": "role", "dates": ["openedOn", "targetStart"], "people": ["recruiter"], "counts": ["openings"]}, jobs, put)
    first = ("Amara", "Bo", "Cleo", "Dag", "Esme", "Finn", "Gia", "Hugo", "Ida", "Jude", "Kai", "Lior", "Maja", "Nils", "Otis", "Pia")
    last = ("Sandoval", "Trent", "Ulrich", "Verma", "Wilde", "Xu", "Yates", "Zeller", "Abbot", "Boateng", "Castle", "Drummond")
    people = [Row(candidateId=50210 + n * 4, name=f"{first[n % 16]} {last[n % 12]}", role=w.chance.choice(roles)[0], stage=w.chance.choice(("Applied", "Applied", "Screen", "Screen", "Onsite", "Rejected")), source=w.chance.choice(("Referral", "LinkedIn", "Careers page", "Agency")), appliedOn=w.day(-48, -3), stageSince=w.day(-20, -1), score=w.chance.choice((None, 2.5, 3, 3.5, 4, 4.5))) for n in range(w.chance.randint(44, 48))]
    for n in (3, 10):
        people[n].stage, people[n].stageSince = "Offer", w.today - timedelta(days=2 + n % 4)
    people[21].stage, people[30].stage, people[30].role = "Hired", "Onsite", "Staff Engineer"
    people[30].stageSince = w.today - timedelta(days=w.chance.randint(21, 27))
    before = [copy(row) for row in people[:-3]]
    before[10].stage, before[21].stage, before[14].stage, people[14].stage = "Onsite", "Offer", "Screen", "Onsite"
    w.was = {row.candidateId: row for row in before}
    w.add(
        "greenhouse.candidates", "Greenhouse candidates",
        {"noun": "candidates", "key": "candidateId", "title": "name", "dates": ["appliedOn", "stageSince"], "noise": ["stageSince"]},
        people, put, before=before,
    )  # fmt: skip
    talks = [Row(interviewId=f"iv{880 + n}", candidate=w.chance.choice(people).name, kind=w.chance.choice(("screen", "technical", "panel", "values")), interviewer=w.chance.choice(("Tom Ashby", "Greta Holm", "Samir Rao", "Dee Lawson")), at=w.at(w.today + timedelta(days=n // 4), 9 + 2 * (n % 4), 9 + 2 * (n % 4)), minutes=w.chance.choice((30, 45, 60, 90)), scorecard=w.chance.choice(("done", "missing")) if n < 4 else "not due") for n in range(14)]
    w.add("greenhouse.interviews", "Interviews", {"noun": "interviews", "key": "interviewId", "title": "candidate", "dates": ["at"], "people": ["interviewer"], "counts": ["minutes"]}, talks, put)
    return "GBP"
