"""The worlds of blind_i.jsonl, the rest: security, cloud cost, marketing, goals and contracts."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World
from briefing_blind_i_worlds import put


def security(w: World) -> str:
    """Security: findings with fix-by days, access reviews."""
    teams = ("platform", "payments", "mobile", "data")
    kinds = ("SQL injection in report filter", "Outdated OpenSSL", "Public S3 bucket", "Hard-coded token", "Prototype pollution in lodash", "Open redirect", "Missing MFA on admin role", "Log4j in batch image", "Weak TLS cipher", "Stored XSS in comments", "Over-broad IAM policy", "Unsigned container image")
    rows = [Row(findingId=f"SEC-{771 + n * 4}", title=kinds[n % 12], severity=w.chance.choice(("critical", "high", "high", "medium", "medium", "low")), team=w.chance.choice(teams), status=w.chance.choice(("open", "open", "open", "fixed", "accepted")), cvss=w.chance.randint(31, 98) / 10, foundOn=w.day(-90, -6), fixBy=w.day(2, 60), owner=w.chance.choice(("Ilya Brodsky", "Carmen Vidal", "Hank Moreau", None))) for n in range(w.chance.randint(30, 40))]
    scores = w.distinct(6, 81, 99)
    for k, (n, back) in enumerate(((2, 11), (6, 4), (7, 19))):
        rows[n].status, rows[n].fixBy, rows[n].severity, rows[n].cvss = "open", w.today - timedelta(days=back), "critical", scores[k] / 10
    rows[6].owner, rows[7].owner, rows[2].owner = None, "Hank Moreau", "Carmen Vidal"
    before = [copy(row) for row in rows[:-2]]
    for n in (0, 9, 13):
        before[n].status, rows[n].status = "open", "fixed"
    before[6].severity, before[6].cvss = "high", 7.4
    w.was = {row.findingId: row for row in before}
    w.add("snyk.findings", "Snyk findings", {"noun": "findings", "key": "findingId", "title": "title", "due": "fixBy", "dates": ["foundOn"], "people": ["owner"]}, rows, put, before=before)
    systems = ("AWS production", "GitHub org", "Okta", "Stripe", "Snowflake", "Salesforce", "PagerDuty", "1Password", "Datadog")
    reviews = [Row(reviewId=f"AR{60 + n}", system=name, accounts=w.chance.randint(9, 240), stale=w.chance.randint(0, 8), reviewedOn=w.day(-150, -20), nextReview=w.day(-9, 60), reviewer=w.chance.choice(("Ilya Brodsky", "Carmen Vidal"))) for n, name in enumerate(systems)]
    reviews[1].nextReview, reviews[4].stale = w.today - timedelta(days=12), 9
    w.add("vanta.reviews", "Access reviews", {"noun": "reviews", "key": "reviewId", "title": "system", "due": "nextReview", "dates": ["reviewedOn"], "people": ["reviewer"], "counts": ["accounts", "stale"]}, reviews, put)
    w.add("okta.logins", "Okta sign-ins", {"noun": "sign-ins", "key": "id", "title": "user"}, state="failed")
    return ""


def cloud(w: World) -> str:
    """Cloud cost: services month to date against budget, anomalies, reservations that end."""
    names = ("EC2", "RDS", "S3", "CloudFront", "Lambda", "EKS", "DynamoDB", "NAT Gateway", "OpenSearch", "SageMaker", "Kinesis", "ElastiCache", "Athena", "Route 53")
    cost = w.distinct(14, 21000, 6800000, 31)
    rows = [Row(serviceId=f"svc-{n + 11}", service=name, costCenter=w.chance.choice(("Core", "Data", "ML", "Shared")), monthToDate=cost[n] / 100, lastMonth=round(cost[n] / 100 * w.chance.uniform(0.8, 1.3), 2), budget=0) for n, name in enumerate(names)]
    rows[9].costCenter, rows[0].costCenter, rows[1].costCenter, rows[8].costCenter = "ML", "Core", "Shared", "Data"
    for row in rows:
        row.budget = round(row.monthToDate * w.chance.uniform(1.03, 1.6) / 100) * 100 + 100
    for n in (7, 9):
        rows[n].budget = round(rows[n].monthToDate * w.chance.uniform(0.7, 0.93) / 50) * 50
    before = [copy(row) for row in rows]
    for row in before:
        row.monthToDate = round(row.monthToDate * w.chance.uniform(0.92, 0.97), 2)
    before[9].monthToDate = round(rows[9].monthToDate * 0.81, 2)
    w.was = {row.serviceId: row.monthToDate for row in before}
    w.add("aws.costs", "AWS costs", {"noun": "services", "key": "serviceId", "title": "service", "money": [{"amount": "monthToDate", "currency": "USD"}, {"amount": "lastMonth", "currency": "USD"}, {"amount": "budget", "currency": "USD"}]}, rows, put, before=before)
    impact = w.distinct(9, 90, 5400, 3)
    odd = [Row(anomalyId=f"an-{4410 + n * 8}", service=w.chance.choice(names), startedOn=w.day(-12, -1), impact=impact[n], cause=w.chance.choice(("Traffic spike", "Forgotten cluster", "Log volume", "Unknown")), state=w.chance.choice(("open", "open", "resolved"))) for n in range(w.chance.randint(8, 9))]
    odd[0].state, odd[1].state, odd[2].state = "open", "open", "resolved"
    w.add("aws.anomalies", "Cost anomalies", {"noun": "anomalies", "key": "anomalyId", "title": "service", "dates": ["startedOn"], "money": [{"amount": "impact", "currency": "USD"}]}, odd, put)
    held = [Row(reservationId=f"ri-{90 + n}", family=fam, units=w.chance.randint(4, 60), utilization=w.chance.randint(41, 99), endsOn=w.day(5, 260), hourly=w.chance.randint(40, 900) / 100) for n, fam in enumerate(("m6i.large", "r6g.xlarge", "c7g.medium", "db.r6g.large", "cache.m6g", "m5.2xlarge", "t4g.small", "db.t4g.medium"))]
    held[2].endsOn = w.today + timedelta(days=w.chance.randint(3, 6))
    held[5].utilization = w.chance.randint(22, 38)
    w.add("aws.reservations", "Reservations", {"noun": "reservations", "key": "reservationId", "title": "family", "due": "endsOn", "counts": ["units"]}, held, put)
    return "USD"


def marketing(w: World) -> str:
    """Marketing: campaigns with spend and leads, the leads of the last days."""
    names = ("Autumn webinar", "Brand search", "LinkedIn ABM", "Newsletter sponsorship", "Partner roadshow", "Retargeting", "Comparison pages", "Podcast ads", "Review sites", "Paris trade fair")
    spend = w.distinct(10, 900, 42000, 10)
    leads = w.distinct(10, 6, 240)
    rows = [Row(campaignId=f"CMP-{505 + n * 2}", campaign=name, channel=("Events", "Search", "Social", "Email", "Events", "Social", "Search", "Audio", "Search", "Events")[n], spend=spend[n], budget=0, leads=leads[n], qualified=0, owner=w.chance.choice(("Camille Roux", "Dorian Petit", "Elsa Lang")), endsOn=w.day(5, 50)) for n, name in enumerate(names)]
    for row in rows:
        row.qualified, row.budget = max(1, round(row.leads * w.chance.uniform(0.1, 0.6))), round(row.spend * w.chance.uniform(1.02, 1.8) / 100) * 100 + 100
    rows[2].budget = round(rows[2].spend * w.chance.uniform(0.8, 0.95) / 10) * 10
    rows[6].endsOn = w.today + timedelta(days=w.chance.randint(1, 4))
    before = [copy(row) for row in rows]
    for n, row in enumerate(before):
        row.leads -= w.chance.randint(0, 5) if n != 4 else 6
        row.spend -= w.chance.randrange(0, 600, 10)
    w.was = {row.campaignId: row for row in before}
    w.add("ads.campaigns", "Campaigns", {"noun": "campaigns", "key": "campaignId", "title": "campaign", "due": "endsOn", "people": ["owner"], "counts": ["leads", "qualified"], "money": [{"amount": "spend", "currency": "EUR"}, {"amount": "budget", "currency": "EUR"}]}, rows, put, before=before)
    firms = ("Ateliers Morel", "Banque du Rhône", "Cap Horizon", "Delta Froid", "Éditions Vauban", "Ferme Solaire", "Groupe Lacaze", "Hôtel Beaulieu", "Imprimerie Sud", "Jardins Perrin")
    found = [Row(leadId=71020 + n * 3, company=w.chance.choice(firms), created=w.day(-7, -1), status=w.chance.choice(("new", "new", "contacted", "qualified", "disqualified")), owner=w.chance.choice((None, "Nadège Blin", "Omar Haddad", "Sylvie Caron")), score=w.chance.randint(12, 98), campaign=w.chance.choice(names), country=w.chance.choice(("FR", "BE", "CH", "LU"))) for n in range(w.chance.randint(36, 58))]
    found[0].status, found[0].owner, found[0].score = "new", None, 99
    found[1].status, found[2].status = "qualified", "disqualified"
    w.add("hubspot.leads", "HubSpot leads", {"noun": "leads", "key": "leadId", "title": "company", "dates": ["created"], "people": ["owner"]}, found, put)
    w.add("ga.sessions", "Web analytics", {"noun": "sessions", "key": "id", "title": "page"}, state="failed")
    return "EUR"


def goals(w: World) -> str:
    """A founder's week: key results, vendor contracts, headcount of spend by card."""
    what = ("Reach 140 paying teams", "Cut churn below 2%", "Ship audit log", "Hire four engineers", "SOC 2 Type II report", "NPS of 45", "Median page load under 1 s", "Close seed extension", "Launch in Germany", "Support first reply under 1 h", "Ten case studies")
    rows = [Row(krId=f"KR{n + 1}.{n % 3 + 1}", keyResult=text, owner=w.chance.choice(("Maya Lindqvist", "Sam Oduya", "Rhea Kapoor", "Tom Vesely")), progress=w.chance.randint(18, 92), confidence=w.chance.choice(("on track", "at risk", "on track", "off track")), dueOn=w.day(12, 60)) for n, text in enumerate(what)]
    rows[2].confidence, rows[6].confidence, rows[0].confidence = "off track", "at risk", "on track"
    rows[2].progress, rows[4].progress = w.chance.randint(4, 15), 95
    before = [copy(row) for row in rows]
    for n in (0, 3, 5, 8):
        before[n].progress -= w.chance.randint(3, 12)
    before[2].confidence = "at risk"
    w.was = {row.krId: row for row in before}
    w.add("notion.okrs", "OKRs", {"noun": "key results", "key": "krId", "title": "keyResult", "due": "dueOn", "people": ["owner"]}, rows, put, before=before)
    vendors = ("Figma", "Notion", "Datadog", "Zoom", "Gusto", "Vanta", "Slack", "Linear", "Mixpanel", "Loom", "Sentry", "DocuSign", "Clearbit", "Webflow")
    fee = w.distinct(14, 900, 64000, 60)
    deals_ = [Row(contractId=f"VC-{210 + n * 6}", vendor=name, annualCost=fee[n], seats=w.chance.randint(5, 120), renewsOn=w.day(35, 320), noticeBy=w.today, autoRenew=w.chance.random() < 0.6, owner=w.chance.choice(("Maya Lindqvist", "Rhea Kapoor"))) for n, name in enumerate(vendors)]
    for row in deals_:
        row.noticeBy = row.renewsOn - timedelta(days=30)
        row.usedSeats = round(row.seats * w.chance.uniform(0.3, 1))
    deals_[12].seats = w.chance.randint(42, 90)
    deals_[12].usedSeats = round(deals_[12].seats * w.chance.uniform(0.15, 0.25))
    deals_[2].renewsOn, deals_[2].noticeBy, deals_[2].autoRenew = w.today + timedelta(days=33), w.today + timedelta(days=3), True
    deals_[12].renewsOn, deals_[12].noticeBy, deals_[12].autoRenew = w.today + timedelta(days=41), w.today + timedelta(days=11), True
    w.add("airtable.contracts", "Vendor contracts", {"noun": "contracts", "key": "contractId", "title": "vendor", "due": "noticeBy", "dates": ["renewsOn"], "people": ["owner"], "counts": ["seats", "usedSeats"], "money": [{"amount": "annualCost", "currency": "USD"}]}, deals_, put)
    spent = w.distinct(30, 1200, 690000, 13)
    cards = [Row(txId=f"tx{30411 + n * 2}", merchant=w.chance.choice(("Delta", "WeWork", "Hetzner", "OpenAI", "Staples", "Uber", *vendors[:6])), amount=spent[n] / 100, bookedOn=w.day(-9, -1), cardholder=w.chance.choice(("Maya Lindqvist", "Sam Oduya", "Rhea Kapoor", "Tom Vesely")), receipt=w.chance.random() < 0.7, category=w.chance.choice(("Software", "Travel", "Office"))) for n in range(w.chance.randint(20, 28))]
    cards[3].receipt, cards[4].category = False, "Travel"
    w.add("ramp.transactions", "Card transactions", {"noun": "transactions", "key": "txId", "title": "merchant", "dates": ["bookedOn"], "people": ["cardholder"], "money": [{"amount": "amount", "currency": "USD"}]}, cards, put)
    return "USD"
