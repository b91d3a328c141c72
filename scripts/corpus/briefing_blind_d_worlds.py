"""The worlds of blind_d.jsonl, first half: trades with things, rooms and vehicles."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from types import SimpleNamespace as Row

from briefing_blind import World

BUYERS = ["Dana Whitfield", "Oscar Lindgren", "Priya Raman", "Tomasz Wilk", "Helen Achterberg", "Marcus Boateng", "Yuki Tanabe", "Lena Forster", "Paolo Ricci", "Ingrid Solheim", "Carmen Ortiz", "Noah Feldman", "Aisha Karim", "Greg Pruitt", "Sofia Mendes", "Wes Hanley", "Freya Dunn", "Ivan Petrov", "Rosa Delgado", "Kofi Mensah"]


def shop(w: World, currency: str = "USD") -> str:
    """A web shop: orders of a week with yesterday's, returns, and stock that runs low."""
    count = w.chance.randint(40, 58)
    prices = w.distinct(count, 1900, 61900, 7)
    days = sorted([w.day(-6, -1) for _ in range(count - 7)] + [w.today] * 7)
    orders = []
    for n in range(count):
        fresh = days[n] == w.today
        at = w.at(days[n], 0, 5) if fresh else w.at(days[n], 6, 22)
        orders.append(Row(
            id=5840117000 + n * 13, name=f"#{20410 + n}", who=w.chance.choice(BUYERS), total=prices[n] / 100, at=at, day=days[n],
            paid=w.chance.choice(("paid", "paid", "paid", "paid", "pending")),
            shipped="unfulfilled" if fresh else w.chance.choice(("fulfilled", "fulfilled", "fulfilled", "unfulfilled", "partial")),
            items=w.chance.randint(1, 6), channel=w.chance.choice(("online store", "online store", "instagram", "marketplace")),
        ))  # fmt: skip
    w.new = orders[-7:]
    before = [copy(row) for row in orders[:-7]]
    w.sent = [n for n, row in enumerate(orders[:-7]) if row.shipped == "fulfilled"][:4]
    for n in w.sent:
        before[n].shipped = "unfulfilled"
    w.sent = [orders[n] for n in w.sent]
    w.add(
        "shop.orders", "Web shop orders",
        {"noun": "orders", "key": "id", "title": "name", "url": "adminUrl", "dates": ["createdAt"], "counts": ["itemCount"],
         "people": ["customer.displayName"], "money": [{"amount": "totalPrice.amount", "currency": "totalPrice.currencyCode"}],
         "noise": ["updatedAt"], "window": "createdAt"},
        orders,
        lambda r: {"id": r.id, "name": r.name, "createdAt": r.at, "customer": {"displayName": r.who},
                   "totalPrice": {"amount": f"{r.total:.2f}", "currencyCode": currency}, "displayFinancialStatus": r.paid,
                   "displayFulfillmentStatus": r.shipped, "itemCount": r.items, "channel": r.channel,
                   "adminUrl": f"https://admin.shop.example/orders/{r.id}", "updatedAt": f"{w.today}T06:1{r.items}:00Z"},
        before=before,
    )  # fmt: skip
    refunds = w.distinct(14, 1500, 24000, 10)
    products = ("Merino crew neck", "Waxed jacket", "Canvas tote", "Linen shirt", "Trail sock 3-pack", "Wool beanie", "Flannel overshirt")
    returns = [
        Row(
            rma=f"RMA-{811 + n}", product=w.chance.choice(products), order=w.chance.choice(orders[:-7]).name,
            reason=w.chance.choice(("too small", "too small", "too large", "damaged", "not as described")), refund=refunds[n] / 100,
            asked=w.day(-12, -1), state=w.chance.choice(("requested", "in transit", "received", "refunded")),
        )
        for n in range(w.chance.randint(10, 14))
    ]  # fmt: skip
    returns[0].state = "received"
    w.add(
        "shop.returns", "Returns desk",
        {"noun": "returns", "key": "rma", "title": "product", "dates": ["requestedOn"], "money": [{"amount": "refund", "currency": currency}]},
        returns,
        lambda r: {"rma": r.rma, "product": r.product, "order": r.order, "reason": r.reason, "refund": r.refund,
                   "requestedOn": str(r.asked), "status": r.state},
    )  # fmt: skip
    left = w.distinct(12, 2, 95)
    names = ("Merino crew neck / M", "Merino crew neck / L", "Waxed jacket / S", "Waxed jacket / M", "Canvas tote", "Linen shirt / M", "Linen shirt / XL", "Trail sock 3-pack", "Wool beanie / navy", "Wool beanie / rust", "Flannel overshirt / L", "Leather belt / 34")
    stock = [
        Row(sku=f"AW26-{1101 + n * 4}", item=names[n], left=left[n], point=w.chance.choice((15, 20, 25, 40)),
            sold=w.chance.randint(3, 38), due=w.day(2, 30) if w.chance.random() < 0.6 else None)
        for n in range(12)
    ]  # fmt: skip
    for n, row in enumerate(stock[:3]):
        row.left, row.point, row.sold = w.chance.randint(3, 7) + 4 * n, w.chance.choice((20, 25, 30)), w.chance.randint(9, 34)
        row.due = w.day(4, 18)
    stock[3].left, stock[3].point, stock[3].due = w.chance.randint(6, 14), w.chance.choice((15, 20)), None
    w.add(
        "shop.stock", "Stock levels",
        {"noun": "variants", "key": "sku", "title": "item", "counts": ["available", "soldLast7Days"], "dates": ["incomingOn"]},
        stock,
        lambda r: {"sku": r.sku, "item": r.item, "available": r.left, "reorderPoint": r.point, "soldLast7Days": r.sold,
                   "incomingOn": str(r.due) if r.due else None},
    )  # fmt: skip
    return currency


def shop_euro(w: World) -> str:
    """The web shop, selling in euros."""
    return shop(w, "EUR")


def surgery(w: World) -> str:
    """A veterinary surgery: today's and tomorrow's diary, and bills that owners have not paid."""
    pets = ["Biscuit", "Luna", "Monty", "Pickle", "Hugo", "Willow", "Barney", "Mabel", "Ziggy", "Olive", "Rex", "Poppy", "Alfie", "Cleo", "Domino", "Ginger", "Hazel", "Indie", "Jasper", "Kiki", "Milo", "Nala", "Otis", "Peanut"]
    kinds = ("Labrador", "domestic shorthair", "cockapoo", "rabbit", "whippet", "Maine Coon", "border collie")
    names = [f"{pet} ({w.chance.choice(kinds)})" for pet in pets]
    w.chance.shuffle(names)
    diary = []
    for n in range(w.chance.randint(19, 24)):
        day = w.today if n < 12 else w.today + timedelta(days=1)
        slot = 8 * 60 + 30 + (n % 12) * 40
        diary.append(Row(
            id=f"apt-{70214 + n}", pet=names[n], owner=w.chance.choice(BUYERS), vet=w.chance.choice(("Sam Okoro", "Ruth Ferris", "Jo Bellamy")),
            at=f"{day}T{slot // 60:02}:{slot % 60:02}:00Z", day=day, minutes=w.chance.choice((15, 20, 20, 30, 60)),
            kind=w.chance.choice(("vaccination", "consultation", "consultation", "dental", "neutering", "post-op check")),
            state=w.chance.choice(("confirmed", "confirmed", "confirmed", "unconfirmed")),
        ))  # fmt: skip
    diary[4].kind, diary[4].minutes, diary[4].state = "dental", 90, "confirmed"
    diary[6].state = "unconfirmed"
    w.add(
        "vet.diary", "Surgery diary",
        {"noun": "appointments", "key": "id", "title": "patient", "dates": ["start"], "counts": ["minutes"], "people": ["owner", "vet"]},
        diary,
        lambda r: {"id": r.id, "patient": r.pet, "owner": r.owner, "vet": r.vet, "start": r.at, "minutes": r.minutes, "type": r.kind,
                   "status": r.state, "reminderSent": r.state == "confirmed"},
    )  # fmt: skip
    sums = w.distinct(16, 2400, 98000, 35)
    bills = [
        Row(no=f"VI-{30552 + n * 3}", owner=BUYERS[n], pet=w.chance.choice(pets), sum=sums[n] / 100, due=w.day(-60, 14),
            insurer=w.chance.choice((None, None, "PetGuard", "Fern Mutual")))
        for n in range(w.chance.randint(11, 16))
    ]  # fmt: skip
    bills[0].due, bills[1].due, bills[2].insurer = w.day(-75, -61), w.day(-40, -20), "PetGuard"
    w.add(
        "vet.bills", "Unpaid bills",
        {"noun": "bills", "key": "no", "title": "owner", "due": "dueDate", "money": [{"amount": "outstanding", "currency": "GBP"}], "people": ["owner"]},
        bills,
        lambda r: {"no": r.no, "owner": r.owner, "patient": r.pet, "outstanding": r.sum, "dueDate": str(r.due), "insurer": r.insurer},
    )  # fmt: skip
    return "GBP"


def vans(w: World, currency: str = "USD") -> str:
    """A parcel depot: this morning's routes with yesterday's results, vehicles, and claims."""
    drivers = ["Abel Cortez", "Bridget Moss", "Curtis Vale", "Deniz Aydin", "Elena Brandt", "Felix Okafor", "Gina Torres", "Henk Visser", "Imani Ross", "Jon Eriksen", "Katya Melnik", "Luis Prado"]
    routes = []
    for n in range(12):
        stops = w.chance.randint(88, 164)
        failed = w.chance.randint(0, 9)
        routes.append(Row(
            code=f"RT-{41 + n}", driver=drivers[n], area=w.chance.choice(("North", "Riverside", "Old Town", "Airport")), van=f"V{11 + n}",
            stops=stops + n, failed=failed, done=stops + n - failed, km=w.chance.randint(46, 171), left=w.at(w.today - timedelta(days=1), 6, 8),
            late=w.chance.choice((0, 0, 0, 10, 15, 25, 40)),
        ))  # fmt: skip
    routes[3].failed = w.chance.randint(11, 17)
    routes[3].done = routes[3].stops - routes[3].failed
    routes[8].late = w.chance.choice((50, 55, 65, 80))
    w.add(
        "depot.routes", "Route results",
        {"noun": "routes", "key": "code", "title": "code", "dates": ["departed"], "counts": ["stops", "delivered", "failed", "km"], "people": ["driver"]},
        routes,
        lambda r: {"code": r.code, "driver": r.driver, "area": r.area, "vehicle": r.van, "departed": r.left, "stops": r.stops, "delivered": r.done,
                   "failed": r.failed, "km": r.km, "minutesLate": r.late},
    )  # fmt: skip
    fleet = [
        Row(id=f"V{11 + n}", plate=f"{w.chance.choice('ABCDEF')}{w.chance.choice('KLMNPR')} {3107 + n * 211}", km=w.chance.randint(18_000, 240_000),
            service=w.day(4, 120), state=w.chance.choice(("in service", "in service", "in service", "workshop")))
        for n in range(15)
    ]  # fmt: skip
    fleet[2].service, fleet[2].state = w.day(-12, -3), "in service"
    fleet[5].service, fleet[5].state = w.day(1, 3), "in service"
    fleet[9].state = "workshop"
    w.add(
        "depot.fleet", "Fleet list",
        {"noun": "vehicles", "key": "id", "title": "plate", "due": "serviceDue", "counts": ["odometerKm"]},
        fleet,
        lambda r: {"id": r.id, "plate": r.plate, "odometerKm": r.km, "serviceDue": str(r.service), "status": r.state},
    )  # fmt: skip
    worth = w.distinct(9, 18, 940)
    claims = [
        Row(id=f"CL-{6120 + n * 2}", shipper=("Bonsai Books", "Cask & Co", "Dovetail Home", "Elm Street Toys", "Fizz Audio", "Grain Bakery", "Halo Skincare", "Inkwell", "Juniper Tea")[n],
            kind=w.chance.choice(("lost", "damaged", "damaged", "late")), worth=worth[n], filed=w.day(-20, -1), state=w.chance.choice(("open", "open", "investigating", "paid")))
        for n in range(9)
    ]  # fmt: skip
    claims[1].state = claims[4].state = "open"
    w.add(
        "depot.claims", "Shipper claims",
        {"noun": "claims", "key": "id", "title": "shipper", "dates": ["filedOn"], "money": [{"amount": "amount", "currency": currency}]},
        claims,
        lambda r: {"id": r.id, "shipper": r.shipper, "type": r.kind, "amount": r.worth, "filedOn": str(r.filed), "status": r.state},
        state="partial" if currency == "USD" else "ok",
    )  # fmt: skip
    return currency


def vans_euro(w: World) -> str:
    """The depot, in euros."""
    return vans(w, "EUR")


def homes(w: World) -> str:
    """A property manager: leases with arrears and ends (and yesterday's), and repairs."""
    tenants = ["A. Castellano", "J. Whitmore", "R. Iyer", "T. Brooks", "M. Haddad", "S. Nakamura", "L. Fontaine", "D. Oyelaran", "K. Sorensen", "P. Villanueva", "C. Dwyer", "B. Abrams", "N. Petrenko", "H. Lindqvist", "E. Mbeki", "F. Gallo", "G. Thornton", "V. Rao", "W. Keller", "O. Santos", "Y. Cho", "Z. Malik", "I. Bauer", "Q. Zhang", "U. Ferrari", "X. Lowe"]
    units = [f"{house} {floor}{door}" for house in ("Maple Court", "Harbor View", "Linden House") for floor in (1, 2, 3) for door in "ABC"]
    rents = w.distinct(26, 1180, 3400, 15)
    leases = []
    for n in range(26):
        owes = rents[n] * w.chance.choice((1, 1, 2)) if w.chance.random() < 0.22 else w.chance.choice((0, 0, 0, 0, 240, 615))
        leases.append(Row(
            id=f"L-{2201 + n}", unit=units[n], tenant=tenants[n], rent=rents[n], owes=owes, ends=w.day(12, 340), since=w.day(-1600, -60),
            notice=w.chance.choice((None, None, None, "renewing", "leaving")),
        ))  # fmt: skip
    for n in (2, 7, 11):
        leases[n].ends, leases[n].notice = w.day(9, 28), None
    leases[4].owes, leases[15].owes = rents[4] * 2, rents[15]
    before = [copy(row) for row in leases]
    w.worse, w.better, w.leaving = leases[4], leases[9], leases[20]
    w.worse_was, w.better_was = rents[4], leases[9].owes + 900
    before[4].owes, before[9].owes = w.worse_was, w.better_was
    leases[20].notice, before[20].notice = "leaving", None
    w.add(
        "homes.leases", "Rent roll",
        {"noun": "leases", "key": "id", "title": "unit", "due": "leaseEnd", "dates": ["moveIn"], "people": ["tenant"],
         "money": [{"amount": "monthlyRent", "currency": "USD"}, {"amount": "balanceDue", "currency": "USD"}]},
        leases,
        lambda r: {"id": r.id, "unit": r.unit, "tenant": r.tenant, "monthlyRent": r.rent, "balanceDue": r.owes, "leaseEnd": str(r.ends),
                   "moveIn": str(r.since), "intent": r.notice},
        before=before,
    )  # fmt: skip
    faults = ("Boiler loses pressure", "Leak under sink", "Lift stuck on 2", "Window will not close", "Mold in bathroom", "Front door lock", "Smoke alarm beeps", "Dishwasher dead", "Hall light out", "Gutter blocked", "No hot water")
    quotes = w.distinct(11, 85, 2900, 5)
    jobs = [
        Row(id=f"WO-{904 + n * 2}", fault=faults[n], unit=w.chance.choice(units[:26]), level=w.chance.choice(("emergency", "high", "normal", "normal", "low")),
            opened=w.day(-32, -1), quote=quotes[n], firm=w.chance.choice(("Riedel Plumbing", "Ames Electric", None)), state=w.chance.choice(("open", "scheduled", "waiting for parts")))
        for n in range(11)
    ]  # fmt: skip
    jobs[10].level, jobs[10].state, jobs[10].firm, jobs[10].opened = "emergency", "open", None, w.day(-3, -2)
    w.add(
        "homes.repairs", "Repairs",
        {"noun": "work orders", "key": "id", "title": "summary", "dates": ["reported"], "money": [{"amount": "quote", "currency": "USD"}]},
        jobs,
        lambda r: {"id": r.id, "summary": r.fault, "unit": r.unit, "priority": r.level, "reported": str(r.opened), "quote": r.quote,
                   "vendor": r.firm, "status": r.state},
    )  # fmt: skip
    return "USD"


def plant(w: World, currency: str = "EUR") -> str:
    """A factory: production orders, materials against their minimum, and stops of a day."""
    parts = ["Bearing housing", "Drive shaft 40", "Flange DN80", "Gear blank M3", "Hinge plate", "Idler pulley", "Motor bracket", "Nozzle ring", "Pump cover", "Rotor hub", "Seal carrier", "Spindle nut", "Valve body", "Wheel flange", "Yoke", "Adapter plate", "Cam disc", "Clutch drum"]
    w.chance.shuffle(parts)
    orders = []
    for n in range(w.chance.randint(14, 18)):
        plan = w.chance.randrange(200, 2600, 50) + n
        made = round(plan * w.chance.choice((0, 0.3, 0.55, 0.8, 0.95, 1)))
        orders.append(Row(
            no=f"PO-{55210 + n * 4}", part=parts[n], line=w.chance.choice(("Line 1", "Line 2", "Line 3")), plan=plan, made=made,
            scrap=round(made * w.chance.choice((0, 0.004, 0.01, 0.02, 0.045))), due=w.day(-3, 16), customer=w.chance.choice(("Brenner AG", "Hallmann", "Sorvino SpA", "Tekla Oy")),
        ))  # fmt: skip
    orders[1].due, orders[1].made = w.day(-4, -1), round(orders[1].plan * w.chance.uniform(0.35, 0.85))
    orders[5].due, orders[5].made = w.day(1, 2), round(orders[5].plan * w.chance.uniform(0.2, 0.6))
    orders[6].made, orders[6].scrap = orders[6].plan, round(orders[6].plan * w.chance.uniform(0.05, 0.085))
    w.add(
        "mes.orders", "Production orders",
        {"noun": "orders", "key": "no", "title": "part", "due": "due", "counts": ["planned", "produced", "scrap"]},
        orders,
        lambda r: {"no": r.no, "part": r.part, "line": r.line, "customer": r.customer, "planned": r.plan, "produced": r.made, "scrap": r.scrap, "due": str(r.due)},
    )  # fmt: skip
    goods = ("Steel bar 42CrMo4", "Aluminium plate 20 mm", "O-ring 84x3", "Grease cartridge", "M8 bolts", "Packaging tray", "Bronze bushing", "Cutting oil", "Carbide inserts", "Ball bearing 6204")
    stock = [
        Row(sku=f"MAT-{310 + n * 7}", good=goods[n], have=w.chance.randrange(60, 5200, 10) + n, least=w.chance.randrange(100, 900, 50), coming=w.chance.randrange(200, 3000, 100),
            on=w.day(1, 20), firm=w.chance.choice(("Stahlkontor", "Ferro Nord", "Dichtwerk")), price=w.chance.randint(40, 9200) / 100)
        for n in range(10)
    ]  # fmt: skip
    for n in (0, 2, 8):
        stock[n].have = stock[n].least * (9 - n) // 14 + 3
    w.add(
        "erp.materials", "Materials",
        {"noun": "materials", "key": "sku", "title": "name", "dates": ["nextDelivery"], "counts": ["onHand", "minimum", "onOrder"], "money": [{"amount": "unitPrice", "currency": currency}]},
        stock,
        lambda r: {"sku": r.sku, "name": r.good, "onHand": r.have, "minimum": r.least, "onOrder": r.coming, "nextDelivery": str(r.on), "supplier": r.firm, "unitPrice": r.price},
    )  # fmt: skip
    why = ("tool change", "no material", "spindle fault", "waiting for QA", "operator missing", "coolant leak")
    stops = [
        Row(id=n + 1, line=w.chance.choice(("Line 1", "Line 2", "Line 3")), why=w.chance.choice(why), at=w.at(w.today - timedelta(days=1), 6, 21), minutes=m)
        for n, m in enumerate(w.distinct(w.chance.randint(8, 13), 4, 118))
    ]  # fmt: skip
    w.add(
        "mes.stops", "Machine stops yesterday",
        {"noun": "stops", "key": "id", "title": "reason", "dates": ["start"], "counts": ["minutes"]},
        stops,
        lambda r: {"id": r.id, "line": r.line, "reason": r.why, "start": r.at, "minutes": r.minutes},
    )  # fmt: skip
    return currency
