"""The worlds of blind_d.jsonl, second half: firms that sell hours, software, words and places."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World, where
from briefing_blind_d_worlds import BUYERS


def studio(w: World) -> str:
    """An agency: projects against their budgets, last week's hours by person, and invoices."""
    clients = ("Northwind Trust", "Calder Brewing", "Pemberton Hotels", "Osprey Rail", "Tidewater Energy", "Marlow & Finch", "Quayside Museum", "Beacon Charity", "Ludlow Foods", "Sable Finance", "Hartley Schools")
    work = ("Brand refresh", "Booking site", "Annual report", "App discovery", "Spring campaign", "Design system", "Intranet", "Signage", "Podcast launch", "SEO retainer", "Donor portal")
    projects = []
    for n in range(11):
        budget = w.chance.randrange(80, 620, 20)
        spent = round(budget * w.chance.uniform(0.15, 0.88) * 4) / 4
        projects.append(Row(
            code=f"{clients[n][:3].upper()}-{26 + n:03}", name=f"{clients[n]}: {work[n]}", client=clients[n], lead=w.chance.choice(("Anya Roth", "Ben Adeleke", "Cleo Hart")),
            budget=budget, spent=spent, fee=budget * w.chance.choice((95, 110, 125)), ends=w.day(6, 130), health=w.chance.choice(("green", "green", "amber")),
        ))  # fmt: skip
    projects[2].spent, projects[2].health = projects[2].budget + w.chance.choice((12.5, 18.5, 31.0, 44.25)), "red"
    projects[7].spent, projects[7].ends = round(projects[7].budget * 0.93 * 4) / 4, w.day(20, 45)
    projects[5].ends = w.day(3, 6)
    before = [copy(row) for row in projects]
    w.grew = projects[2]
    w.grew_was = projects[2].spent - w.chance.choice((4.5, 7.25, 9.0, 12.0))
    w.added = w.chance.choice((3, 4, 6, 9))
    before[2].spent, before[2].health = w.grew_was, "amber"
    before[7].spent -= w.added
    w.add(
        "studio.projects", "Projects",
        {"noun": "projects", "key": "code", "title": "name", "due": "endsOn", "counts": ["budgetHours", "loggedHours"], "people": ["lead"],
         "money": [{"amount": "fee", "currency": "GBP"}]},
        projects,
        lambda r: {"code": r.code, "name": r.name, "client": r.client, "lead": r.lead, "budgetHours": r.budget, "loggedHours": r.spent, "fee": r.fee,
                   "endsOn": str(r.ends), "health": r.health},
        before=before,
    )  # fmt: skip
    team = ["Anya Roth", "Ben Adeleke", "Cleo Hart", "Dev Malhotra", "Esme Voss", "Finn Gallagher", "Grace Lim", "Hal Norris"]
    hours = []
    for n, name in enumerate(team):
        logged = 37.5 - w.chance.choice((0, 0, 1.5, 3, 7.5)) + n / 4
        hours.append(Row(name=name, role=w.chance.choice(("design", "engineering", "strategy")), logged=logged, billable=round(logged * w.chance.uniform(0.45, 0.95) * 4) / 4))
    hours[4].logged = w.chance.choice((43.5, 46.25, 48.0, 51.75))
    hours[4].billable = hours[4].logged - w.chance.choice((3.25, 4.75, 7.0))
    hours[6].billable = w.chance.choice((9.5, 11.75, 14.25))
    w.add(
        "studio.hours", "Timesheets last week",
        {"noun": "timesheets", "key": "person", "title": "person", "counts": ["hours", "billableHours"], "people": ["person"]},
        hours,
        lambda r: {"person": r.name, "discipline": r.role, "capacity": 37.5, "hours": r.logged, "billableHours": r.billable},
    )  # fmt: skip
    sums = w.distinct(9, 1800, 42000, 50)
    bills = [
        Row(no=f"INV-{2041 + n}", client=clients[n], sum=sums[n], due=w.day(-40, 26), state="sent") for n in range(9)
    ]  # fmt: skip
    bills[0].due, bills[3].due, bills[4].due = w.day(-48, -30), w.day(-20, -6), w.day(2, 6)
    w.add(
        "books.invoices", "Open invoices",
        {"noun": "invoices", "key": "no", "title": "client", "due": "due", "money": [{"amount": "total", "currency": "currency"}]},
        bills,
        lambda r: {"no": r.no, "client": r.client, "total": f"{r.sum:.2f}", "currency": "GBP", "due": str(r.due), "status": r.state},
    )  # fmt: skip
    return "GBP"


def newsroom(w: World) -> str:
    """A newsroom: the story list of the day, and what yesterday's pieces were read."""
    slugs = ["Port strike enters second week", "Council splits on tram line", "Hospital waits hit record", "The last lighthouse keeper", "Inside the chip deal", "Rent cap ruling explained", "Flood plan delayed again", "How the dam was saved", "A chef returns home", "Derby preview", "School meals audit", "Grid upgrade costs", "Data leak at the lottery", "Budget: winners and losers", "Ferry line sold", "Museum reopens", "Wolves near the village", "Voters on the bypass"]
    stories = []
    for n in range(w.chance.randint(14, 18)):
        asked = w.chance.choice((400, 600, 800, 1200, 2500))
        state = w.chance.choice(("pitched", "writing", "writing", "editing", "legal", "ready"))
        stories.append(Row(
            id=f"st-{4471 + n * 3}", title=slugs[n], desk=w.chance.choice(("Politics", "Metro", "Business", "Culture")), writer=w.chance.choice(("Nadia Brooks", "Theo Grant", "Mina Castel", "Rob Ansell", "Ji-ho Seo")),
            asked=asked, filed=0 if state == "pitched" else round(asked * w.chance.uniform(0.3, 1.25)), due=f"{w.today}T{9 + n % 10:02}:{w.chance.choice(('00', '30'))}:00Z" if n < 8 else w.at(w.today + timedelta(days=w.chance.randint(1, 4)), 9, 18), state=state,
        ))  # fmt: skip
    stories[0].state, stories[0].asked, stories[0].filed = "legal", 800, 800 + w.chance.randint(25, 190)
    stories[2].state, stories[2].asked, stories[2].filed = "writing", 1200, w.chance.randrange(90, 480, 10)
    w.add(
        "desk.stories", "Story list",
        {"noun": "stories", "key": "id", "title": "headline", "due": "deadline", "counts": ["wordsFiled", "wordsAsked"], "people": ["writer"]},
        stories,
        lambda r: {"id": r.id, "headline": r.title, "desk": r.desk, "writer": r.writer, "wordsAsked": r.asked, "wordsFiled": r.filed, "deadline": r.due, "status": r.state},
    )  # fmt: skip
    old = ["Mayor quits over audit", "Storm shuts the ring road", "Ten cheap winter soups", "Interview: the quiet banker", "Live: transfer day", "Who owns the river", "Opinion: keep the trams", "Photo essay: night market", "Quiz of the week"]
    views = w.distinct(9, 2100, 148_000)
    read = [
        Row(id=f"p{99120 + n}", title=old[n], views=views[n], readers=round(views[n] * w.chance.uniform(0.6, 0.9)), secs=w.chance.randint(31, 212), search=w.chance.randint(8, 61),
            out=w.at(w.today - timedelta(days=w.chance.randint(1, 2)), 5, 21))
        for n in range(9)
    ]  # fmt: skip
    w.add(
        "web.reads", "Site analytics",
        {"noun": "articles", "key": "id", "title": "headline", "dates": ["published"], "counts": ["pageviews", "readers"]},
        read,
        lambda r: {"id": r.id, "headline": r.title, "published": r.out, "pageviews": r.views, "readers": r.readers, "averageSeconds": r.secs, "searchShare": r.search / 100},
    )  # fmt: skip
    return "GBP"


def chambers(w: World) -> str:
    """A law firm: matters with unbilled time and deadlines, and the hearings of the next days."""
    clients = ["Aldine Shipping", "Estate of M. Farrow", "Benson Realty", "Cobalt Labs", "Delacroix Wines", "Easton School District", "Fairview Clinic", "Garrity Brothers", "Hudson Paper", "Iverson v. Lane", "Keystone Transit", "Lumen Solar", "Morrow Family Trust", "Norfolk Marine"]
    wip = w.distinct(14, 900, 96000, 25)
    matters = [
        Row(no=f"2026-{143 + n * 9:04}", client=clients[n], kind=w.chance.choice(("litigation", "litigation", "real estate", "employment", "probate")), partner=w.chance.choice(("R. Stanhope", "L. Avery", "C. Mukherjee")),
            hours=w.chance.randint(6, 260) / 2, wip=wip[n], trust=w.chance.choice((0, 2500, 5000, 7500, 12000)), due=w.day(1, 50), what=w.chance.choice(("answer due", "discovery responses", "closing", "expert disclosure", "lease notice")))
        for n in range(14)
    ]  # fmt: skip
    matters[3].due, matters[3].what, matters[3].kind = w.today + timedelta(days=1), "answer due", "litigation"
    matters[8].due, matters[8].what = w.day(3, 6), "discovery responses"
    matters[10].due = w.day(-3, -1)
    matters[5].trust = 0
    w.add(
        "firm.matters", "Open matters",
        {"noun": "matters", "key": "number", "title": "client", "due": "nextDeadline.date", "counts": ["unbilledHours"], "people": ["partner"],
         "money": [{"amount": "unbilled", "currency": "USD"}, {"amount": "trustBalance", "currency": "USD"}]},
        matters,
        lambda r: {"number": r.no, "client": r.client, "practice": r.kind, "partner": r.partner, "unbilledHours": r.hours, "unbilled": r.wip, "trustBalance": r.trust,
                   "nextDeadline": {"date": str(r.due), "what": r.what}},
    )  # fmt: skip
    hearings = [
        Row(id=f"h{n + 1}", title=f"{w.chance.choice(clients[n::5])}: {w.chance.choice(('motion hearing', 'status conference', 'deposition', 'mediation'))}", at=w.at(w.today + timedelta(days=n // 2), 9, 15), place=w.chance.choice(("Courtroom 4B", "Courtroom 11", "by video")), minutes=w.chance.choice((30, 45, 60, 120)))
        for n in range(w.chance.randint(7, 9))
    ]  # fmt: skip
    w.add(
        "firm.hearings", "Court calendar",
        {"noun": "hearings", "key": "id", "title": "title", "dates": ["start"], "counts": ["minutes"]},
        hearings,
        lambda r: {"id": r.id, "title": r.title, "start": r.at, "room": r.place, "minutes": r.minutes},
    )  # fmt: skip
    w.add("firm.mail", "Shared inbox", {"noun": "messages", "title": "subject"}, state="failed")
    return "USD"


def school(w: World) -> str:
    """A school office: absences of a week, fees that are due, and applications for places."""
    pupils = ["Amelia K.", "Bashir T.", "Chloe W.", "Dominic P.", "Ella M.", "Farid S.", "Georgia L.", "Harvey B.", "Isla R.", "Jacob N.", "Kezia O.", "Leo D.", "Maya C.", "Nathan F.", "Orla G.", "Poppy J.", "Quentin V.", "Rhys E.", "Saanvi P.", "Toby H."]
    away = [
        Row(id=n + 1, pupil=pupils[who], year=f"Year {7 + who % 5}", day=w.today - timedelta(days=back), why=w.chance.choice(("illness", "illness", "medical appointment", "unexplained", "holiday")),
            sessions=w.chance.choice((1, 2, 2)))
        for n, (back, who) in enumerate(w.chance.sample([(back, who) for back in range(5) for who in range(20)], w.chance.randint(24, 36)))
    ]  # fmt: skip
    for row in where(away, day=w.today)[:3]:
        row.why = "unexplained"
    w.add(
        "school.absences", "Absence register",
        {"noun": "absences", "title": "pupil", "dates": ["date"], "counts": ["sessions"], "people": ["pupil"]},
        away,
        lambda r: {"id": r.id, "pupil": r.pupil, "year": r.year, "date": str(r.day), "reason": r.why, "sessions": r.sessions},
    )  # fmt: skip
    sums = w.distinct(12, 3500, 142000, 50)
    fees = [
        Row(no=f"F-{7003 + n * 5}", family=("Ahmed", "Bright", "Carver", "Doyle", "Ekström", "Franks", "Gill", "Hobbs", "Ibori", "Jarvis", "Khan", "Lovell")[n], what=w.chance.choice(("trip to Normandy", "music lessons", "lunches", "after-school club")), sum=sums[n] / 100, due=w.day(-35, 20), reminders=w.chance.randint(0, 3))
        for n in range(12)
    ]  # fmt: skip
    fees[0].due, fees[6].due = w.day(-50, -36), w.day(-30, -10)
    w.add(
        "school.fees", "Fees ledger",
        {"noun": "fees", "key": "no", "title": "family", "due": "due", "counts": ["remindersSent"], "money": [{"amount": "outstanding", "currency": "GBP"}]},
        fees,
        lambda r: {"no": r.no, "family": r.family, "item": r.what, "outstanding": r.sum, "due": str(r.due), "remindersSent": r.reminders},
    )  # fmt: skip
    states = ("received", "received", "interview booked", "offer made", "accepted")
    places = [
        Row(id=f"AP-{512 + n}", who=f"{first} {last}", year=w.chance.choice(("Year 7", "Year 7", "Year 9")), got=w.day(-40, -1), state=w.chance.choice(states))
        for n, (first, last) in enumerate(zip("Ada Ben Cora Dan Eve Finn Gus Hope Iris Jude Kit Lola Max Nell".split(), "Abbot Barr Cole Dunn Esher Flint Gale Hurst Innes Joy Kerr Lowe Mott Nash".split(), strict=True))  # noqa: SIM905
    ]  # fmt: skip
    places[0].state, places[0].got = "received", w.day(-60, -45)
    places[1].state = "offer made"
    w.add(
        "school.places", "Applications",
        {"noun": "applications", "key": "ref", "title": "applicant", "dates": ["received"], "people": ["applicant"]},
        places,
        lambda r: {"ref": r.id, "applicant": r.who, "entry": r.year, "received": str(r.got), "status": r.state},
    )  # fmt: skip
    return "GBP"


def fund(w: World, currency: str = "USD") -> str:
    """A venture fund: its holdings with values and runway, and a capital call on its investors."""
    names = ("Arbor Robotics", "Bluefin Bio", "Cairn Security", "Dovecote Health", "Ember Grid", "Foxglove AI", "Granary Foods", "Helix Water", "Isobar Space", "Junction Pay", "Kestrel Labs", "Lantern Edu", "Mica Materials", "Nimbus Freight")
    costs = w.distinct(14, 600, 9500, 50)
    holdings = []
    for n in range(14):
        times = w.chance.choice((0.4, 0.8, 1, 1, 1.35, 2.1, 3.6, 5.2))
        holdings.append(Row(
            id=f"co_{n + 11}", name=names[n], sector=w.chance.choice(("climate", "health", "software", "industrial")), cost=costs[n] * 1000, value=round(costs[n] * times) * 1000,
            own=w.chance.randint(30, 240) / 10, runway=w.chance.randint(4, 31), cash=w.chance.randint(3, 190) * 100_000, board=w.day(2, 75), marked=w.day(-150, -20),
        ))  # fmt: skip
    holdings[4].runway, holdings[4].board = w.chance.choice((2, 3)), w.day(2, 6)
    before = [copy(row) for row in holdings]
    w.up, w.down = holdings[1], holdings[8]
    w.up_was, w.down_was = round(w.up.value * w.chance.uniform(0.55, 0.85) / 1000) * 1000, round(w.down.value * w.chance.uniform(1.15, 1.8) / 1000) * 1000
    before[1].value, before[8].value = w.up_was, w.down_was
    w.up.marked = w.down.marked = w.today - timedelta(days=1)
    w.add(
        "fund.holdings", "Portfolio",
        {"noun": "companies", "key": "id", "title": "company", "dates": ["markedOn", "nextBoard"],
         "money": [{"amount": "fairValue", "currency": currency}, {"amount": "cost", "currency": currency}, {"amount": "cash", "currency": currency}]},
        holdings,
        lambda r: {"id": r.id, "company": r.name, "sector": r.sector, "cost": r.cost, "fairValue": r.value, "ownershipPct": r.own, "runwayMonths": r.runway, "cash": r.cash,
                   "markedOn": str(r.marked), "nextBoard": str(r.board)},
        before=before,
    )  # fmt: skip
    lps = ("Ashdown Pension", "Birch Family Office", "Cantor Endowment", "Dresner Insurance", "Evergreen Foundation", "Falk Holding", "Gothia Bank", "Harrow University", "Inari Trust", "Jubilee Fund")
    sizes = w.distinct(10, 1, 26)
    calls = [
        Row(id=f"LP-{n + 1:02}", lp=lps[n], size=sizes[n] * 1_000_000, called=sizes[n] * 80_000, paid=w.chance.choice((0, sizes[n] * 80_000, sizes[n] * 80_000)), due=w.today + timedelta(days=8))
        for n in range(10)
    ]  # fmt: skip
    calls[2].paid = calls[5].paid = 0
    w.add(
        "fund.calls", "Capital call no. 6",
        {"noun": "investors", "key": "ref", "title": "investor",
         "money": [{"amount": "commitment", "currency": currency}, {"amount": "called", "currency": currency}, {"amount": "paid", "currency": currency}], "dates": ["dueOn"]},
        calls,
        lambda r: {"ref": r.id, "investor": r.lp, "commitment": r.size, "called": r.called, "paid": r.paid, "dueOn": str(r.due)},
    )  # fmt: skip
    return currency


def fund_euro(w: World) -> str:
    """The fund, in euros."""
    return fund(w, "EUR")


def pipeline(w: World) -> str:
    """A sales team: open deals with yesterday's, calls of the last days; the ad account failed."""
    first = "Acorn Apex Basin Cedar Crestline Dunmore Eastgate Falcon Glenwood Highmark Ironside Kepler Lakeshore Meridian Northgate Oakridge Pinnacle Quarry Redwood Summit".split()  # noqa: SIM905
    last = ("Logistics", "Health", "Foods", "Systems", "Capital", "Mutual", "Retail")
    names = [f"{a} {b}" for a in first for b in last]
    w.chance.shuffle(names)
    count = w.chance.randint(30, 44)
    sizes = w.distinct(count, 8, 420)
    stages = ("Qualified", "Demo", "Proposal", "Negotiation", "Contract")
    deals = [
        Row(
            id=str(70111830 + n * 41), name=names[n], sum=sizes[n] * 500, stage=w.chance.choice(stages), close=w.day(2, 90), owner=w.chance.choice(("Jamie Fox", "Renee Clark", "Sunil Das", "Tara Bloom")),
            touched=w.at(w.day(-12, -1)), next=w.chance.choice(("Send pricing", "Legal review", "Book demo", None)), chance=w.chance.choice((20, 40, 60, 80)),
        )
        for n in range(count)
    ]  # fmt: skip
    for n, row in enumerate(deals[4:8]):
        row.close, row.stage = w.day(-16, -2), stages[2 + n % 3]
    for row in deals[8:11]:
        row.touched = w.at(w.day(-46, -22))
    deals[12].close, deals[13].close = w.day(1, 3), w.day(2, 6)
    before = [copy(row) for row in deals]
    w.moved, w.slipped, w.cut = deals[0], deals[1], deals[2]
    w.moved.stage, before[0].stage = "Contract", "Negotiation"
    w.slipped.close = w.day(25, 55)
    before[1].close = w.slipped_was = w.slipped.close - timedelta(days=w.chance.choice((14, 21, 30)))
    before[2].sum = w.cut_was = w.cut.sum + w.chance.choice((4000, 7500, 12000))
    w.new = deals[-2:]
    before = before[:-2]
    w.gone = Row(id="70110002", name="Vantage Seeds", sum=18500, stage="Demo", close=w.day(10, 40), owner="Tara Bloom", touched=w.at(w.day(-20, -9)), next=None, chance=20)
    before.append(w.gone)
    w.add(
        "crm.deals", "CRM deals",
        {"noun": "deals", "key": "id", "title": "properties.dealname", "url": "url", "due": "properties.closedate", "dates": ["properties.lastContacted"], "people": ["owner.name"],
         "money": [{"amount": "properties.amount", "currency": "properties.currency"}], "noise": ["updatedAt"]},
        deals,
        lambda r: {"id": r.id, "properties": {"dealname": r.name, "amount": str(r.sum), "currency": "USD", "dealstage": r.stage, "closedate": str(r.close), "lastContacted": r.touched,
                   "nextStep": r.next, "probability": r.chance / 100}, "owner": {"name": r.owner}, "url": f"https://crm.example/deals/{r.id}", "updatedAt": f"{w.today}T05:00:00Z"},
        before=before,
    )  # fmt: skip
    calls = [
        Row(id=f"c{88120 + n * 17}", deal=deals[n * 2].name, title=f"{deals[n * 2].name}: {w.chance.choice(('pricing call', 'demo', 'security review', 'check-in'))}", rep=deals[n * 2].owner, at=w.at(w.day(-4, -1), 8, 17), minutes=minutes, talk=w.chance.randint(31, 78), risk=w.chance.choice((None, None, "competitor named", "budget frozen")))
        for n, minutes in enumerate(w.distinct(10, 9, 64))
    ]  # fmt: skip
    calls[3].risk = "budget frozen"
    w.add(
        "calls.recent", "Call recordings",
        {"noun": "calls", "key": "id", "title": "title", "dates": ["started"], "counts": ["minutes"], "people": ["rep"]},
        calls,
        lambda r: {"id": r.id, "title": r.title, "account": r.deal, "rep": r.rep, "started": r.at, "minutes": r.minutes, "talkRatioPct": r.talk, "flag": r.risk},
    )  # fmt: skip
    w.add("ads.spend", "Ad account", {"noun": "campaigns", "title": "name"}, state="failed")
    return "USD"


def engineering(w: World) -> str:
    """A product team: issues by team with yesterday's, and the incidents of two weeks."""
    topics = ["Checkout times out", "Webhook retries pile up", "Dark mode contrast", "CSV import drops rows", "SSO loop on Safari", "Rate limit headers", "Invoice PDF blank", "Search ignores accents", "Slow dashboard query", "Flaky login test", "Upgrade Postgres", "Audit log export", "Mobile push delay", "Currency rounding", "Email bounces hidden", "Broken deep links", "Team invites expire", "Cache stampede", "Rotate signing keys", "Feature flag cleanup", "Timezone off by one", "Avatar upload fails", "Report scheduler stalls", "API docs outdated", "Seat count wrong", "Queue backlog alert", "Two-factor reset", "Sandbox data reset", "Trial banner stuck", "Usage graph gaps", "Permissions matrix", "Region failover drill", "Memory leak in worker", "Legacy SDK sunset", "Onboarding checklist", "Keyboard shortcuts", "Bulk archive", "Tax ID field"]
    teams = {"Payments": "PAY", "Platform": "PLT", "Growth": "GRW"}
    issues = []
    for n in range(w.chance.randint(28, 38)):
        team = w.chance.choice(tuple(teams))
        issues.append(Row(
            key=f"{teams[team]}-{318 + n * 3}", title=topics[n], team=team, state=w.chance.choice(("Todo", "Todo", "In Progress", "In Progress", "In Review", "Blocked", "Done")), level=w.chance.choice(("Urgent", "High", "Medium", "Medium", "Low")),
            who=w.chance.choice(("Ana Silva", "Boris Kahn", "Chidi Eze", "Daphne Wu", "Eli Roth", None)), points=w.chance.choice((1, 2, 3, 5, 8)), made=w.day(-70, -2), due=w.day(1, 25) if w.chance.random() < 0.4 else None,
        ))  # fmt: skip
    issues[0].state, issues[0].level, issues[0].made = "Blocked", "Urgent", w.day(-19, -8)
    issues[3].due, issues[3].state, issues[9].due, issues[9].state = w.day(-6, -1), "In Progress", w.day(-12, -7), "In Review"
    issues[5].who, issues[5].level, issues[5].state = None, "Urgent", "Todo"
    before = [copy(row) for row in issues]
    w.stuck = issues[0]
    before[0].state = "In Progress"
    issues[6].state, before[6].state = "Done", "In Review"
    issues[7].state, before[7].state = "Done", "In Progress"
    w.closed = issues[6:8]
    issues[11].points = 8
    w.grown_was = before[11].points = w.chance.choice((1, 2, 3, 5))
    w.grown = issues[11]
    w.new = issues[-3:]
    w.add(
        "track.issues", "Issue tracker",
        {"noun": "issues", "key": "identifier", "title": "title", "url": "url", "due": "dueDate", "dates": ["createdAt"], "counts": ["estimate"], "people": ["assignee.name"], "noise": ["updatedAt"]},
        issues,
        lambda r: {"identifier": r.key, "title": r.title, "team": {"name": r.team}, "state": {"name": r.state}, "priorityLabel": r.level, "assignee": {"name": r.who} if r.who else None,
                   "estimate": r.points, "createdAt": f"{r.made}T09:00:00Z", "dueDate": str(r.due) if r.due else None, "url": f"https://track.example/{r.key}", "updatedAt": f"{w.today}T04:00:00Z"},
        before=before[:-3],
    )  # fmt: skip
    what = ("Card payments failing", "API 5xx spike", "Login latency", "Search index stale", "Webhook delay", "EU region degraded", "Export jobs stuck", "Email queue full")
    incidents = []
    for n, minutes in enumerate(w.distinct(8, 6, 194)):
        day = w.today - timedelta(days=1 + n * 2 - n % 2)
        incidents.append(Row(id=f"INC-{271 - n}", title=what[n], level=w.chance.choice(("SEV1", "SEV2", "SEV2", "SEV3")), at=w.at(day, 1, 20), day=day, minutes=minutes, hit=w.chance.randint(12, 2400), review=w.chance.choice(("done", "pending", "pending"))))
    incidents[0].level, incidents[0].review = "SEV1", "pending"
    w.add(
        "ops.incidents", "Incidents",
        {"noun": "incidents", "key": "id", "title": "title", "dates": ["startedAt"], "counts": ["durationMinutes", "customersAffected"]},
        incidents,
        lambda r: {"id": r.id, "title": r.title, "severity": r.level, "startedAt": r.at, "durationMinutes": r.minutes, "customersAffected": r.hit, "postmortem": r.review},
    )  # fmt: skip
    return "USD"


def hiring(w: World) -> str:
    """A recruiter: candidates by stage with yesterday's, and the open roles."""
    people = [*BUYERS, "Amir Haddad", "Bella Stone", "Chen Wei", "Dorota Lis", "Emil Novak", "Farah Aziz", "Gideon Clay", "Hana Mori"]
    w.chance.shuffle(people)
    roles = ("Account Executive", "Data Engineer", "Product Designer", "Support Lead", "Finance Manager")
    stages = ("Applied", "Phone screen", "Phone screen", "Onsite", "Onsite", "Offer")
    rows = [
        Row(id=f"cand_{5521 + n * 6}", name=people[n], role=w.chance.choice(roles), stage=w.chance.choice(stages), since=w.day(-16, -1), applied=w.day(-48, -17), via=w.chance.choice(("referral", "inbound", "agency", "sourced")), score=w.chance.randint(24, 49) / 10, ask=w.chance.randrange(70, 190, 5) * 1000)
        for n in range(w.chance.randint(22, 28))
    ]  # fmt: skip
    rows[0].stage, rows[0].since = "Offer", w.day(-8, -5)
    rows[1].stage, rows[1].since = "Onsite", w.day(-29, -18)
    before = [copy(row) for row in rows]
    w.up = rows[2:4]
    for n in (2, 3):
        rows[n].stage, rows[n].since, before[n].stage, before[n].since = "Onsite", w.today - timedelta(days=1), "Phone screen", rows[n].since
    w.new = rows[-3:]
    for row in w.new:
        row.stage, row.applied, row.since = "Applied", w.today - timedelta(days=1), w.today - timedelta(days=1)
    w.add(
        "ats.candidates", "Candidates",
        {"noun": "candidates", "key": "id", "title": "name", "dates": ["stageSince", "appliedOn"], "people": ["name"], "money": [{"amount": "expectedSalary", "currency": "USD"}]},
        rows,
        lambda r: {"id": r.id, "name": r.name, "role": r.role, "stage": r.stage, "stageSince": str(r.since), "appliedOn": str(r.applied), "source": r.via, "score": r.score, "expectedSalary": r.ask},
        before=before[:-3],
    )  # fmt: skip
    jobs = [
        Row(id=f"J{n + 1}", role=roles[n], seats=w.chance.choice((1, 1, 2, 3)), opened=w.day(-110, -12), start=w.day(14, 80), by=w.chance.choice(("Mona Keller", "Stan Ruiz"))) for n in range(5)
    ]  # fmt: skip
    w.add(
        "ats.jobs", "Open roles",
        {"noun": "roles", "key": "id", "title": "title", "dates": ["openedOn", "targetStart"], "counts": ["openings"]},
        jobs,
        lambda r: {"id": r.id, "title": r.role, "openings": r.seats, "openedOn": str(r.opened), "targetStart": str(r.start), "hiringManager": r.by},
    )  # fmt: skip
    return "USD"


def renewals(w: World, currency: str = "USD") -> str:
    """A customer success team: accounts with renewals, seats and health; tickets came in part."""
    names = ["Abacus Travel", "Bramble Cosmetics", "Corvus Insurance", "Delphi Media", "Enso Clinics", "Fjord Outdoor", "Gala Events", "Hinterland Coffee", "Isthmus Bank", "Jetty Boats", "Kumo Games", "Lattice Homes", "Mondo Pizza", "Nova Dental", "Opal Telecom", "Prism Optics", "Quill Publishing", "Rook Security", "Silo Grain", "Tundra Gear", "Umbra Films", "Vela Yachts", "Wicker Living", "Yonder Rail"]
    sizes = w.distinct(24, 12, 390)
    rows = []
    for n in range(24):
        seats = w.chance.randrange(10, 260, 5)
        rows.append(Row(
            id=f"acc-{3300 + n * 11}", name=names[n], arr=sizes[n] * 600, renews=w.day(3, 180), seats=seats, used=round(seats * w.chance.uniform(0.35, 1)), health=w.chance.randint(38, 97), csm=w.chance.choice(("Lou Barrett", "Mei Tan", "Nico Vidal")), nps=w.chance.choice((None, 3, 6, 8, 9, 10)),
        ))  # fmt: skip
    for n in (1, 6, 12):
        rows[n].renews, rows[n].health = w.day(5, 29), w.chance.randint(31, 54)
    rows[6].used = round(rows[6].seats * w.chance.uniform(0.28, 0.52))
    before = [copy(row) for row in rows]
    w.fell, w.rose = rows[6], rows[17]
    w.fall, w.rise = w.chance.randint(8, 22), w.chance.randint(3, 9)
    rows[17].health = max(rows[17].health, 62)
    before[6].health, before[17].health = rows[6].health + w.fall, rows[17].health - w.rise
    before[17].seats -= 5
    before[17].used = min(before[17].used, before[17].seats)
    w.add(
        "cs.accounts", "Customer accounts",
        {"noun": "accounts", "key": "id", "title": "account", "due": "renewsOn", "counts": ["seats", "seatsUsed"], "people": ["csm"], "money": [{"amount": "arr", "currency": currency}]},
        rows,
        lambda r: {"id": r.id, "account": r.name, "arr": r.arr, "renewsOn": str(r.renews), "seats": r.seats, "seatsUsed": r.used, "health": r.health, "csm": r.csm, "nps": r.nps},
        before=before,
    )  # fmt: skip
    tickets = [
        Row(id=f"T-{15020 + n * 8}", who=rows[w.chance.choice((1, 3, 6, 6, 9, 12, 20))].name, subject=w.chance.choice(("Login loop", "Export fails", "Wrong totals", "Slow reports", "API limit")), opened=w.day(-15, -1), level=w.chance.choice(("P1", "P2", "P3", "P3")))
        for n in range(w.chance.randint(10, 14))
    ]  # fmt: skip
    tickets[0].who, tickets[0].level = rows[6].name, "P1"
    w.add(
        "cs.tickets", "Support desk",
        {"noun": "tickets", "key": "id", "title": "subject", "dates": ["openedOn"]},
        tickets,
        lambda r: {"id": r.id, "account": r.who, "subject": r.subject, "openedOn": str(r.opened), "priority": r.level},
        state="partial",
    )  # fmt: skip
    return currency


def renewals_euro(w: World) -> str:
    """The customer success team, in euros."""
    return renewals(w, "EUR")
