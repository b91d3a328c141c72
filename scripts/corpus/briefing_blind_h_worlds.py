"""The worlds of blind_h.jsonl that sell, deploy, answer and give, drawn anew for every text."""

from __future__ import annotations

from copy import copy
from datetime import date, timedelta
from types import SimpleNamespace as Row
from typing import Any

from briefing_blind import World

BUYERS = (
    "Arkwright Foundry", "Beacon Hydraulics", "Carver Mill Works", "Dunmore Plastics", "Eldridge Packaging", "Farrow Dairy", "Gantry Steel", "Harbison Pumps", "Ironvale Mining", "Juniper Beverages",
    "Kettering Glass", "Lomax Concrete", "Marlow Ceramics", "Northgate Brewing", "Ostrander Paper", "Pellham Castings", "Quarry Lane Stone", "Redfield Tractors", "Sable River Timber", "Thornbury Bakeries",
    "Union Wire & Cable", "Vance Refrigeration", "Wexler Cabinets", "Yardley Poultry", "Zellner Bearings", "Ashcombe Textiles", "Birchard Tool & Die", "Clearwater Utilities", "Dalton Elevators", "Ellery Shipyard",
)  # fmt: skip
REPS = ("Marta Oyelaran", "Dean Whitlock", "Priya Raman", "Cole Hutchins")
STAGES = ("Qualify", "Qualify", "Site visit", "Quote sent", "Quote sent", "Negotiate")


def plain(row: Any) -> dict[str, Any]:
    """Return a row as its source writes it: days as text."""
    return {
        k: str(v) if isinstance(v, date) else v
        for k, v in vars(row).items()
        if k != "h" and not k.startswith("_")
    }


def distributor(w: World) -> str:
    """Deals of an industrial distributor with yesterday's, and the quotes that are out."""
    count = w.chance.randint(23, 29)
    amounts = w.distinct(count, 4_200, 96_000, 150)
    rows = [Row(
            id=str(50_210_000 + n * 317), dealname=BUYERS[n], dealstage=w.chance.choice(STAGES), amount=amounts[n], currency="USD", owner=REPS[n % 4] if n < 12 else w.chance.choice(REPS),
            region=w.chance.choice(("Midwest", "South", "South", "Northeast")), closedate=w.day(1, 50), last_contact=w.day(-30, -1), line=w.chance.choice(("Bearings", "Drives", "Fluid power", "Safety")),
            updated_at=f"{w.today}T03:{n + 10:02}:00Z",
        ) for n in range(count)]  # fmt: skip
    for n in (2, 7, 13):
        rows[n].closedate, rows[n].dealstage = w.day(-18, -2), "Quote sent"
    rows[7].closedate = w.day(-34, -20)
    for n in (4, 10, 16, 21):
        rows[n].dealstage, rows[n].closedate = "Won", w.day(-14, 0)
    for n in (6, 18):
        rows[n].dealstage, rows[n].closedate = "Lost", w.day(-12, -1)
    rows[5].dealstage, rows[8].dealstage, rows[11].dealstage = "Negotiate", "Negotiate", "Site visit"
    rows[5].closedate, rows[1].closedate = w.day(2, 6), w.day(3, 7)
    if rows[1].dealstage == "Qualify":
        rows[1].dealstage = "Quote sent"
    before = [copy(row) for row in rows]
    before[8].dealstage = "Quote sent"
    before[5].amount = rows[5].amount - 150 * w.chance.randint(8, 22)
    if before[5].amount < 900:
        before[5].amount = rows[5].amount - 450
    before[12].closedate = rows[12].closedate - timedelta(days=w.chance.choice((7, 11, 21)))
    before[10].dealstage = "Negotiate"
    before[18].dealstage = "Quote sent"
    before = [row for n, row in enumerate(before) if n not in {11, 22}]
    w.grown, w.grown_was, w.moved = rows[5], before[5].amount, rows[8]
    w.slipped, w.slipped_was = rows[12], next(row.closedate for row in before if row.id == rows[12].id)
    w.won, w.lost, w.fresh = rows[10], rows[18], [rows[11], rows[22]]
    w.add(
        "hubspot.deals", "HubSpot deals",
        {"noun": "deals", "key": "id", "title": "dealname", "due": "closedate", "dates": ["last_contact"], "money": [{"amount": "amount", "currency": "currency"}],
         "people": ["owner"], "noise": ["updated_at"]},
        rows, plain, before=before,
    )  # fmt: skip
    live = [row for row in rows if row.dealstage in {"Quote sent", "Negotiate"}]
    quotes = []
    discounts = w.distinct(len(live), 2, 24)
    for n, row in enumerate(live):
        sent = w.day(-32, -2)
        quotes.append(Row(
            number=f"EQ{7_300 + n * 3}", customer=row.dealname, value=row.amount + 50 * w.chance.randint(-9, 9), currency="USD", discount_pct=discounts[n], lines=w.chance.randint(2, 31),
            sent=sent, valid_until=sent + timedelta(days=30), viewed=w.chance.random() < 0.6,
        ))  # fmt: skip
    quotes[0].valid_until, quotes[1].valid_until = w.day(1, 3), w.day(-2, -1)
    quotes[0].viewed, quotes[1].viewed = True, False
    w.add(
        "epicor.quotes", "Epicor quotes",
        {"noun": "quotes", "key": "number", "title": "customer", "dates": ["sent", "valid_until"], "money": [{"amount": "value", "currency": "currency"}], "counts": ["lines"]},
        quotes, plain,
    )  # fmt: skip
    return "USD"


SERVICES = ("checkout", "catalog", "identity", "search", "billing-api", "notifications", "media-proxy")
ENGINEERS = ("Lena Fischer", "Tomasz Nowak", "Aiko Mori", "Jamal Reeves", "Petra Lindqvist")
TROUBLE = ("Error rate above threshold", "Queue backlog growing", "Latency above target", "Disk almost full", "Certificate renewal failed", "Pods restarting", "Replica lag", "Webhook timeouts")


def platform(w: World) -> str:
    """Deployments, incidents with yesterday's, and the cloud bill by product."""
    rows = [Row(
            id=880_100 + n * 3, service=w.chance.choice(SERVICES), environment="production", status=w.chance.choice(("success", "success", "success", "success", "failure", "rolled_back")),
            author=w.chance.choice(ENGINEERS), created_at=w.at(w.day(-6, -1)), duration_minutes=w.chance.randint(4, 38), commits=w.chance.randint(1, 14),
        ) for n in range(w.chance.randint(32, 46))]  # fmt: skip
    for n, (service, status) in enumerate((("checkout", "failure"), ("checkout", "success"), ("search", "rolled_back"), ("identity", "success"), ("billing-api", "failure"))):
        rows[n].service, rows[n].status = service, status
    w.add(
        "github.deployments", "GitHub deployments",
        {"noun": "deployments", "key": "id", "title": "service", "dates": ["created_at"], "counts": ["commits"], "people": ["author"], "window": "created_at"},
        rows, plain,
    )  # fmt: skip
    lengths = w.distinct(16, 6, 240)
    found = []
    for n in range(w.chance.randint(11, 15)):
        opened = w.day(-13, -1)
        found.append(Row(
            number=4_410 + n * 2, title=f"{w.chance.choice(TROUBLE)} ({SERVICES[n % 7]})", service=SERVICES[n % 7], urgency=w.chance.choice(("high", "low", "low")), status="resolved",
            opened_at=w.at(opened, 0, 22), minutes_to_resolve=lengths[n], assignee=w.chance.choice(ENGINEERS), postmortem=w.chance.choice(("done", "missing")),
        ))  # fmt: skip
    for n, (status, urgency) in enumerate((("acknowledged", "high"), ("triggered", "low"), ("resolved", "high"), ("resolved", "high"))):
        found[n].status, found[n].urgency = status, urgency
    found[0].opened_at, found[1].opened_at = w.at(w.day(-3, -2)), w.at(w.day(-1, -1), 12, 20)
    found[0].minutes_to_resolve = found[1].minutes_to_resolve = None
    found[2].postmortem, found[3].postmortem = "missing", "done"
    before = [copy(row) for row in found]
    before[0].status = "triggered"
    before[3].status, before[3].minutes_to_resolve = "acknowledged", None
    w.acked, w.closed, w.newest = found[0], found[3], found[1]
    w.add(
        "pagerduty.incidents", "PagerDuty incidents",
        {"noun": "incidents", "key": "number", "title": "title", "dates": ["opened_at"], "people": ["assignee"]},
        found, plain, before=[row for n, row in enumerate(before) if n != 1],
    )  # fmt: skip
    products = ("EC2", "RDS", "S3", "CloudFront", "EKS", "Data transfer", "OpenSearch", "Lambda")
    bases = w.distinct(8, 900, 21_000, 7)
    bill = [Row(
            product=name, month_to_date=bases[n], same_days_last_month=round(bases[n] * w.chance.uniform(0.72, 1.2)), budget=round(bases[n] * w.chance.uniform(1.3, 2.2), -2), team=w.chance.choice(("Core", "Data", "Edge")),
        ) for n, name in enumerate(products)]  # fmt: skip
    bill[4].same_days_last_month = round(bill[4].month_to_date * 0.66)
    w.add(
        "aws.costs", "AWS costs",
        {"noun": "costs", "key": "product", "title": "product", "money": [{"amount": "month_to_date", "currency": "USD"}, {"amount": "same_days_last_month", "currency": "USD"}, {"amount": "budget", "currency": "USD"}]},
        bill, plain,
    )  # fmt: skip
    return "USD"


QUEUES = ("Cards", "Payments", "Mortgages", "Online banking", "Savings")
ASKED = ("Card blocked abroad", "Standing order missed", "Cannot log in", "Duplicate charge", "Transfer not arrived", "Rate change letter", "Address not updated", "Overpayment query", "App crashes on login", "Fraud text received")
AGENTS = ("Hannah Osei", "Gareth Pryce", "Simran Dhillon", "Callum Baird")


def bank(w: World) -> str:
    """Tickets of a bank's support with yesterday's, and its complaints; the survey failed."""
    count = w.chance.randint(34, 48)
    rows = [Row(
            id=61_200 + n * 4, subject=f"{w.chance.choice(ASKED)}", queue=w.chance.choice(QUEUES), priority=w.chance.choice(("low", "normal", "normal", "high")), status=w.chance.choice(("open", "open", "pending", "solved", "solved")),
            agent=w.chance.choice((*AGENTS, None)) if n > 4 else AGENTS[n % 4], created=w.day(-9, 0), due_by=w.day(-3, 5), first_reply_minutes=w.chance.randint(3, 420),
        ) for n in range(count)]  # fmt: skip
    for n, row in enumerate(rows):
        row.subject += f" ({610_045 + n * 137})"
    for n in (1, 6, 9):
        rows[n].status, rows[n].due_by, rows[n].priority = "open", w.day(-4, -1), "high"
    rows[1].due_by, rows[3].status, rows[3].due_by = w.day(-7, -6), "open", w.day(0, 0)
    for n in (2, 5):
        rows[n].status, rows[n].priority = "open", "urgent"
    rows[2].due_by, rows[5].due_by = w.day(0, 0), w.day(1, 1)
    rows[8].status = "solved"
    before = [copy(row) for row in rows]
    before[5].priority, before[8].status = "high", "open"
    w.raised, w.solved = rows[5], rows[8]
    new = {n for n, row in enumerate(rows) if row.created == w.today} - {5, 8}
    w.arrived = [rows[n] for n in sorted(new)]
    w.add(
        "freshdesk.tickets", "Freshdesk tickets",
        {"noun": "tickets", "key": "id", "title": "subject", "due": "due_by", "dates": ["created"], "people": ["agent"]},
        rows, plain, before=[row for n, row in enumerate(before) if n not in new],
    )  # fmt: skip
    cases = []
    redress = w.distinct(16, 40, 1_900, 5)
    for n in range(w.chance.randint(11, 15)):
        opened = w.day(-60, -6)
        outcome = w.chance.choice(("upheld", "upheld", "rejected", "open", "open"))
        cases.append(Row(
            ref=f"CMP/{3_110 + n * 9}", topic=w.chance.choice(("Fees", "Delay", "Fraud handling", "Advice", "Service")), outcome=outcome, redress=redress[n] + (0.5 if n % 3 == 0 else 0) if outcome == "upheld" else 0,
            opened=opened, final_response_due=opened + timedelta(days=56), handler=w.chance.choice(("Moira Kelso", "Adeel Hussain", "Ffion Rees")), product=w.chance.choice(QUEUES),
        ))  # fmt: skip
    for n, away in ((0, (2, 4)), (4, (6, 12))):
        cases[n].outcome, cases[n].redress = "open", 0
        cases[n].final_response_due = w.day(*away)
        cases[n].opened = cases[n].final_response_due - timedelta(days=56)
    cases[1].outcome, cases[1].redress = "upheld", redress[1] + 210.75
    cases[2].outcome, cases[2].redress = "upheld", redress[2]
    w.add(
        "resolve.complaints", "Complaints register",
        {"noun": "complaints", "key": "ref", "title": "ref", "due": "final_response_due", "dates": ["opened"], "money": [{"amount": "redress", "currency": "GBP"}], "people": ["handler"]},
        cases, plain,
    )  # fmt: skip
    w.add("qualtrics.survey", "Qualtrics survey", {"noun": "responses", "key": "id", "dates": ["answered"]}, state="failed")
    return "GBP"


SEEKERS = (
    "Riverbend Literacy Project", "Open Door Food Bank", "Hillside Youth Orchestra", "Second Shift Childcare", "Coastal Wetlands Trust", "Bright Start Tutoring", "Maple Street Clinic", "Neighbors United Housing",
    "Kindling Theater", "Safe Harbor Shelter", "Greenway Cycling", "Prairie Seed Library", "Lantern Refugee Services", "Common Ground Mediation", "Stillwater Hospice", "Tidepool Science Camp", "Forward Apprenticeships",
    "Sunrise Senior Meals", "Beacon Hill Archives", "Northside Community Garden", "Paper Crane Counseling", "Juniper Land Trust",
)  # fmt: skip


def foundation(w: World) -> str:
    """Applications to a foundation with yesterday's, its payments and the reports it waits for."""
    count = w.chance.randint(17, 22)
    asks = w.distinct(count, 12_000, 150_000, 500)
    scores = w.distinct(count, 48, 97)
    rows = [Row(
            ref=f"APP-{2_601 + n * 2}", applicant=SEEKERS[n], program=w.chance.choice(("Education", "Health", "Environment", "Arts")), requested=asks[n], score=scores[n],
            stage=w.chance.choice(("Eligibility", "Review", "Review", "Board", "Approved", "Declined")), received=w.day(-70, -3), officer=w.chance.choice(("Ines Caldwell", "Theo Marchetti", "Ruth Ann Boyle")),
        ) for n in range(count)]  # fmt: skip
    for n, stage in ((0, "Board"), (3, "Board"), (6, "Approved"), (8, "Approved"), (9, "Board"), (11, "Declined"), (12, "Review"), (14, "Review")):
        rows[n].stage = stage
    for row in rows:
        if row.stage == "Eligibility":
            row.score = None
    before = [copy(row) for row in rows]
    before[3].stage, before[6].stage = "Review", "Board"
    before[9].requested = rows[9].requested + 500 * w.chance.randint(6, 30)
    w.cut, w.cut_was, w.up, w.approved, w.new = rows[9], before[9].requested, rows[3], rows[6], rows[13]
    rows[13].received, rows[13].stage, rows[13].score = w.day(-1, -1), "Eligibility", None
    w.add(
        "fluxx.applications", "Fluxx applications",
        {"noun": "applications", "key": "ref", "title": "applicant", "dates": ["received"], "money": [{"amount": "requested", "currency": "USD"}], "people": ["officer"]},
        rows, plain, before=[row for n, row in enumerate(before) if n != 13],
    )  # fmt: skip
    amounts = w.distinct(14, 5_000, 60_000, 250)
    pays = [Row(
            id=f"PAY{9_050 + n}", grantee=SEEKERS[-1 - n % 9], amount=amounts[n], scheduled=w.day(2, 75), status=w.chance.choice(("scheduled", "scheduled", "held")), installment=w.chance.choice(("1 of 2", "2 of 2", "1 of 3")),
        ) for n in range(w.chance.randint(10, 14))]  # fmt: skip
    for n in (1, 4, 7):
        pays[n].status, pays[n].scheduled = "paid", w.day(-25, -2)
    pays[0].status, pays[0].scheduled = "held", w.day(2, 6)
    pays[2].status, pays[2].scheduled, pays[3].status, pays[3].scheduled = "scheduled", w.day(1, 6), "scheduled", w.day(9, 20)
    w.add(
        "sage.payments", "Sage payments",
        {"noun": "payments", "key": "id", "title": "grantee", "dates": ["scheduled"], "money": [{"amount": "amount", "currency": "USD"}]},
        pays, plain,
    )  # fmt: skip
    reports = [Row(
            id=f"R-{410 + n * 5}", grantee=SEEKERS[-1 - n], kind=w.chance.choice(("interim", "final")), due=w.day(3, 60), state="awaited", reminders=w.chance.randint(0, 3),
        ) for n in range(9)]  # fmt: skip
    reports[0].due, reports[3].due, reports[5].due = w.day(-40, -25), w.day(-16, -9), w.day(-6, -2)
    reports[0].reminders = 3
    w.add(
        "fluxx.reports", "Fluxx grantee reports",
        {"noun": "reports", "key": "id", "title": "grantee", "due": "due", "counts": ["reminders"]},
        reports, plain,
    )  # fmt: skip
    return "USD"
