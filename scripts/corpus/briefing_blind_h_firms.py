"""The worlds of blind_h.jsonl that buy, host, repair and ship, drawn anew for every text."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World
from briefing_blind_h_worlds import plain

SUPPLIERS = (
    "Brandner Metall GmbH", "Kiefer Elektronik AG", "Ostsee Verpackung", "Lindauer Dichtungen", "Haas & Sohn Antriebe", "Vogtland Guss", "Tauber Kunststoffe", "Nordhafen Logistik", "Wieland Schrauben", "Rhön Kabelwerk",
)  # fmt: skip
PARTS = ("Gehäuse", "Steuerplatinen", "Kartonagen", "O-Ringe", "Getriebe", "Gussteile", "Granulat", "Wellen", "Schraubensätze", "Kabelbäume", "Lager", "Filter")


def procurement(w: World) -> str:
    """Purchase orders of a German maker with yesterday's, and the invoices of its suppliers."""
    count = w.chance.randint(22, 30)
    values = w.distinct(count, 1_800, 64_000, 20)
    rows = [Row(
            nummer=f"45000{7_120 + n * 3}", bezeichnung=f"{w.chance.choice(PARTS)}, {SUPPLIERS[n % 10]}", lieferant=SUPPLIERS[n % 10], wert=values[n] + (0.5 if n % 4 == 0 else 0), waehrung="EUR",
            status=w.chance.choice(("bestellt", "bestellt", "bestätigt", "bestätigt", "unterwegs")), bestellt_am=w.day(-45, -4), liefertermin=w.day(1, 40),
            einkauf=w.chance.choice(("Katrin Seidel", "Murat Aydin", "Jonas Brehm")), mahnungen=0,
        ) for n in range(count)]  # fmt: skip
    for n in (1, 5, 12):
        rows[n].liefertermin, rows[n].mahnungen = w.day(-15, -2), w.chance.randint(0, 2)
    rows[5].liefertermin, rows[5].mahnungen = w.day(-27, -17), 2
    for n in (3, 8, 14, 20):
        rows[n].status, rows[n].liefertermin = "geliefert", w.day(-9, -1)
    rows[6].liefertermin, rows[9].liefertermin = w.day(1, 3), w.day(4, 6)
    before = [copy(row) for row in rows]
    before[7].liefertermin = rows[7].liefertermin - timedelta(days=w.chance.choice((5, 8, 12, 15)))
    before[10].wert = rows[10].wert - 20 * w.chance.randint(7, 60)
    before[14].status, before[5].mahnungen = "unterwegs", 1
    w.moved, w.moved_was, w.dearer, w.dearer_was, w.came, w.fresh = (
        rows[7],
        before[7].liefertermin,
        rows[10],
        before[10].wert,
        rows[14],
        rows[11],
    )
    w.add(
        "sap.bestellungen", "SAP-Bestellungen",
        {"noun": "Bestellungen", "key": "nummer", "title": "bezeichnung", "due": "liefertermin", "dates": ["bestellt_am"], "money": [{"amount": "wert", "currency": "waehrung"}], "people": ["einkauf"]},
        rows, plain, before=[row for n, row in enumerate(before) if n != 11],
    )  # fmt: skip
    sums = w.distinct(16, 700, 31_000, 10)
    bills = [Row(
            rechnung=f"R26-{1_040 + n * 7}", lieferant=w.chance.choice(SUPPLIERS), betrag=sums[n] + w.chance.choice((0, 0.4, 0.85)), waehrung="EUR", status=w.chance.choice(("offen", "offen", "freigegeben", "gesperrt", "bezahlt")),
            faellig=w.day(1, 30), skonto_bis=w.day(0, 9), skonto_prozent=w.chance.choice((0, 2, 3)),
        ) for n in range(w.chance.randint(12, 16))]  # fmt: skip
    for n, (status, low, high) in enumerate((("offen", -12, -3), ("gesperrt", -8, -2), ("offen", 1, 4), ("freigegeben", 2, 6), ("bezahlt", -9, -1), ("gesperrt", 5, 15))):
        bills[n].status, bills[n].faellig = status, w.day(low, high)
    bills[2].skonto_prozent, bills[2].skonto_bis = 3, w.day(1, 2)
    w.add(
        "datev.rechnungen", "DATEV-Rechnungen",
        {"noun": "Rechnungen", "key": "rechnung", "title": "rechnung", "due": "faellig", "dates": ["skonto_bis"], "money": [{"amount": "betrag", "currency": "waehrung"}]},
        bills, plain,
    )  # fmt: skip
    return "EUR"


HOUSES = (
    ("Maison Sorbier", "Lyon", 84), ("Hôtel des Quais", "Bordeaux", 121), ("Villa Oriane", "Nice", 46), ("Grand Bassin", "Marseille", 160), ("Le Passage", "Lille", 72),
    ("Pension Aubrac", "Toulouse", 38), ("Château Brisac", "Angers", 54), ("Port Royal Suites", "Nantes", 97), ("Les Tilleuls", "Strasbourg", 66),
)  # fmt: skip


def hotels(w: World) -> str:
    """Last night of nine hotels with the night before, guest reviews and repair jobs."""
    rows, before = [], []
    for n, (name, city, rooms) in enumerate(HOUSES):
        sold = w.chance.randint(rooms // 2, rooms - 2)
        rate = w.chance.randint(88, 215)
        rows.append(Row(
            code=f"H{n + 1:02}", name=name, city=city, rooms=rooms, rooms_sold=sold, room_revenue=sold * rate + w.chance.randint(0, 99), currency="EUR", arrivals_today=w.chance.randint(6, rooms // 2), walk_ins=w.chance.randint(0, 5),
            manager=w.chance.choice(("Claire Aubert", "Hugo Lemaire", "Sofia Benali", "Mathieu Roche")), synced_at=f"{w.today}T05:1{n}:00Z",
        ))  # fmt: skip
        old = copy(rows[-1])
        old.rooms_sold = min(rooms, max(10, sold + w.chance.choice((-14, -9, -6, -3, 2, 5, 8))))
        old.room_revenue = old.rooms_sold * (rate + w.chance.randint(-6, 6)) + 13
        before.append(old)
    w.was = before
    w.add(
        "mews.hotels", "Mews hotels",
        {"noun": "hotels", "key": "code", "title": "name", "money": [{"amount": "room_revenue", "currency": "currency"}], "counts": ["rooms", "rooms_sold", "arrivals_today", "walk_ins"], "people": ["manager"], "noise": ["synced_at"]},
        rows, plain, before=before,
    )  # fmt: skip
    names = [name for name, _, _ in HOUSES]
    seen = [Row(
            id=772_000 + n * 11, hotel=names[n % 9] if n < 9 else w.chance.choice(names), rating=w.chance.choice((2, 3, 4, 4, 5, 5)), site=w.chance.choice(("Booking.com", "Google", "Tripadvisor")), posted=w.day(-7, -1),
            answered=w.chance.choice((True, True, False)), about=w.chance.choice(("breakfast", "noise", "staff", "bathroom", "location", "Wi-Fi")),
        ) for n in range(w.chance.randint(24, 36))]  # fmt: skip
    for n in (2, 4, 11):
        seen[n].rating, seen[n].answered = 2, False
    seen[4].rating = 1
    for row in seen:
        row.title = f"{row.hotel}: {row.about}"
    w.add(
        "trustyou.reviews", "TrustYou reviews",
        {"noun": "reviews", "key": "id", "title": "title", "dates": ["posted"]},
        seen, plain,
    )  # fmt: skip
    costs = w.distinct(20, 60, 3_400, 10)
    jobs = [Row(
            id=f"M-{5_300 + n * 2}", hotel=w.chance.choice(names), issue=f"{w.chance.choice(('Leaking shower', 'AC not cooling', 'Broken door lock', 'Lift inspection', 'TV dead', 'Boiler pressure low', 'Carpet torn'))}, room {w.chance.randint(101, 428)}",
            status=w.chance.choice(("open", "open", "ordered", "done")), reported=w.day(-20, -1), due=w.day(1, 12), estimate=costs[n], currency="EUR", room_blocked=w.chance.random() < 0.35,
        ) for n in range(w.chance.randint(13, 19))]  # fmt: skip
    for n in (0, 3, 8):
        jobs[n].status, jobs[n].due = "open", w.day(-9, -1)
    jobs[3].due, jobs[3].room_blocked, jobs[0].room_blocked, jobs[5].status = w.day(-16, -10), True, True, "ordered"
    w.add(
        "flexkeeping.jobs", "Flexkeeping repair jobs",
        {"noun": "jobs", "key": "id", "title": "issue", "due": "due", "dates": ["reported"], "money": [{"amount": "estimate", "currency": "currency"}]},
        jobs, plain,
    )  # fmt: skip
    return "EUR"


TECHS = ("Ray Delgado", "Monique Hart", "Pete Sandoval", "Kiara Boone", "Walt Jennings")
SITES = (
    "Lakeview Apartments", "Dr. Patel Dental", "St. Anne School", "Corner Deli", "Parkside Storage", "Morrow Residence", "Blue Heron Inn", "Tri-County Library", "Okafor Residence", "Summit Fitness", "Vista Car Wash",
    "Grady Residence", "Halpern Law Office", "Sunny Days Daycare", "Crescent Cinema", "Harbor Fire Hall", "Pine Ridge HOA", "Delta Print Shop", "Nguyen Residence", "Old Mill Brewpub",
)  # fmt: skip


def field(w: World) -> str:
    """Jobs of a heating and cooling firm with yesterday's, and estimates; the parts list failed."""
    count = w.chance.randint(26, 38)
    bills = w.distinct(count, 140, 6_800, 5)
    rows = [Row(
            number=f"J{20_410 + n * 3}", customer=SITES[n % 20], job_type=w.chance.choice(("Repair", "Repair", "Maintenance", "Install")), status=w.chance.choice(("Scheduled", "Scheduled", "Completed", "Completed", "In progress")),
            technician=w.chance.choice(TECHS), start=w.day(-8, -1), hours=w.chance.choice((1.5, 2, 2.5, 3, 4, 5.5, 7)), total=bills[n] + (0.5 if n % 5 == 0 else 0), invoiced=False,
        ) for n in range(count)]  # fmt: skip
    for n, status in ((0, "Scheduled"), (1, "Scheduled"), (4, "On hold"), (7, "On hold"), (9, "Completed"), (12, "Scheduled"), (15, "On hold"), (18, "Completed"), (3, "Completed")):
        rows[n].status = status
    for n, row in enumerate(rows):
        row.title = f"{row.customer}, {row.job_type.lower()}"
        if row.status == "Scheduled":
            row.start = w.today if n in {0, 1, 12} else w.day(0, 7)
        if row.status == "In progress":
            row.start = w.today
        row.invoiced = row.status == "Completed" and w.chance.random() < 0.5
    rows[9].invoiced, rows[18].invoiced, rows[3].invoiced, rows[9].start = False, False, True, w.day(-8, -6)
    before = [copy(row) for row in rows]
    before[4].status, before[9].status, before[12].technician = "In progress", "In progress", "Ray Delgado" if rows[12].technician != "Ray Delgado" else "Kiara Boone"
    before[9].total = rows[9].total - 5 * w.chance.randint(6, 18)
    w.held, w.finished, w.finished_was, w.handed, w.handed_from, w.booked = rows[4], rows[9], before[9].total, rows[12], before[12].technician, rows[1]
    w.add(
        "servicetitan.jobs", "ServiceTitan jobs",
        {"noun": "jobs", "key": "number", "title": "title", "dates": ["start"], "money": [{"amount": "total", "currency": "USD"}], "counts": ["hours"], "people": ["technician"]},
        rows, plain, before=[row for n, row in enumerate(before) if n != 1],
    )  # fmt: skip
    values = w.distinct(12, 1_900, 24_000, 50)
    offers = [Row(
            id=f"E-{880 + n * 4}", customer=SITES[(n * 3 + 1) % 20], value=values[n], sent=w.day(-28, -1), status=w.chance.choice(("sent", "sent", "accepted", "declined")), seller=w.chance.choice(("Gail Romero", "Trent Osborne")),
        ) for n in range(w.chance.randint(9, 12))]  # fmt: skip
    for n, (status, low, high) in enumerate((("sent", -26, -20), ("accepted", -9, -2), ("sent", -6, -2), ("declined", -14, -3), ("sent", -19, -15))):
        offers[n].status, offers[n].sent = status, w.day(low, high)
    w.add(
        "servicetitan.estimates", "ServiceTitan estimates",
        {"noun": "estimates", "key": "id", "title": "customer", "dates": ["sent"], "money": [{"amount": "value", "currency": "USD"}], "people": ["seller"]},
        offers, plain,
    )  # fmt: skip
    w.add("fishbowl.parts", "Fishbowl parts", {"noun": "parts", "key": "sku"}, state="failed")
    return "USD"


REASONS = ("too expensive", "too many boxes", "did not like items", "moving", "shipping delays")


def box(w: World) -> str:
    """Subscribers that changed lately with yesterday's, the next box's stock, and part of the orders."""
    count = w.chance.randint(36, 52)
    people = ("Abby", "Brent", "Celia", "Dario", "Elise", "Farid", "Gwen", "Hank", "Iris", "Joel", "Kara", "Liam", "Mina", "Nate", "Opal", "Reza", "Tess", "Uma")
    last = ("Stone", "Vega", "Quinn", "Lowe", "Marsh", "Ortiz", "Frost")
    rows = [Row(
            id=f"sub_{41_000 + n * 13}", name=f"{people[n % 18]} {last[n % 7]}", plan=w.chance.choice(("Monthly", "Monthly", "Quarterly", "Annual")), status=w.chance.choice(("active", "active", "active", "paused", "cancelled", "past_due")),
            boxes_received=w.chance.randint(1, 26), next_charge=w.day(1, 30), cancel_reason=None, cancelled_on=None, currency="USD",
        ) for n in range(count)]  # fmt: skip
    for n, status in ((0, "past_due"), (2, "past_due"), (3, "cancelled"), (5, "cancelled"), (8, "active"), (10, "paused"), (14, "past_due")):
        rows[n].status = status
    for row in rows:
        row.monthly_value = {"Monthly": 34, "Quarterly": 31, "Annual": 27.5}[row.plan]
        if row.status == "cancelled":
            row.cancel_reason, row.cancelled_on, row.next_charge = w.chance.choice(REASONS), w.day(-12, -1), None
        if row.status == "paused":
            row.next_charge = None
    rows[3].cancelled_on, rows[3].cancel_reason, rows[5].cancel_reason = w.day(-1, -1), "shipping delays", "too expensive"
    before = [copy(row) for row in rows]
    before[3].status, before[3].cancelled_on, before[3].cancel_reason, before[3].next_charge = "active", None, None, w.day(3, 9)
    before[8].status, before[0].status = "past_due", "active"
    w.left, w.back, w.failed, w.joined = rows[3], rows[8], rows[0], [rows[20], rows[21]]
    for row in w.joined:
        row.status, row.cancel_reason, row.cancelled_on, row.boxes_received, row.next_charge = "active", None, None, 1, w.day(24, 30)
    w.add(
        "recharge.subscribers", "Recharge subscribers",
        {"noun": "subscribers", "key": "id", "title": "name", "dates": ["next_charge"], "money": [{"amount": "monthly_value", "currency": "currency"}], "counts": ["boxes_received"], "people": ["name"]},
        rows, plain, before=[row for n, row in enumerate(before) if n not in {20, 21}],
    )  # fmt: skip
    items = ("Sea salt caramels", "Cedar candle", "Linen tea towel", "Ginger shortbread", "Ceramic spoon rest", "Lavender hand balm", "Cold brew sachets", "Recipe card set", "Gift box, medium", "Tissue paper")
    need = w.distinct(10, 900, 2_400, 10)
    stock = [Row(
            sku=f"BX-{310 + n * 6}", item=name, on_hand=need[n] + w.chance.randint(-60, 70) * 5, needed=need[n], incoming=0, arrives=None, supplier=w.chance.choice(("Harlow Goods", "Pinecrest", "Mori & Vale", "Old Quay Foods")), unit_cost=w.chance.randint(40, 620) / 100,
        ) for n, name in enumerate(items)]  # fmt: skip
    for n, short in ((1, 340), (4, 125), (8, 410)):
        stock[n].on_hand, stock[n].incoming, stock[n].arrives = stock[n].needed - short - 5 * n, 500, w.day(2, 11)
    stock[4].incoming, stock[4].arrives = 0, None
    stock[0].on_hand = stock[0].needed + 85
    w.add(
        "cin7.stock", "Cin7 stock",
        {"noun": "items", "key": "sku", "title": "item", "counts": ["on_hand", "needed", "incoming"], "dates": ["arrives"]},
        stock, plain,
    )  # fmt: skip
    orders = [Row(
            number=f"#{18_800 + n}", placed=w.at(w.day(-2, -1)), total=w.chance.choice((34, 31, 82.5, 54, 68)), currency="USD", state=w.chance.choice(("fulfilled", "fulfilled", "unfulfilled")), country=w.chance.choice(("US", "US", "US", "CA")),
        ) for n in range(w.chance.randint(18, 26))]  # fmt: skip
    orders[0].state = orders[5].state = "unfulfilled"
    w.add(
        "shopify.orders", "Shopify orders",
        {"noun": "orders", "key": "number", "title": "number", "dates": ["placed"], "money": [{"amount": "total", "currency": "currency"}]},
        orders, plain, state="partial",
    )  # fmt: skip
    return "USD"
