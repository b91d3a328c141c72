"""Texts of blind_e.jsonl about campaigns, ledgers, partners, spend and donors."""

from __future__ import annotations

import briefing_blind_e_firms as firms
from briefing_blind import Page, World, groups, mean, ranked, total, where


def campaign_tag(p: Page, w: World) -> str:
    """A marketing morning in German, in bullets."""
    c, n = w.rows["ads.campaigns"], w.rows["crm.leads"]
    dear = max(c, key=lambda r: r.spend / r.conv)
    good = min(c, key=lambda r: r.spend / r.conv)
    cold = ranked(where(n, called=False), "score")
    top = "\n".join(f"- {r.name} {p.h(r)} von {r.firm}: {p.n(r.score)} Punkte, eingegangen am {p.d(r.day)} um {p.clock(r.at)} Uhr" for r in cold[:3])
    return f"""
**Heute entscheiden:** {w.ending.name} {p.h(w.ending)} läuft am {p.d(w.ending.ends, "w")} aus, also in {p.c((w.ending.ends - p.today).days, "Tag", "Tagen", digits=True)}. Bisher {p.m(w.ending.spend)} ausgegeben, {p.n(w.ending.conv)} Conversions.

**Seit gestern geändert**
- {w.raised.name} {p.h(w.raised)}: Budget von {p.m(w.raised_was)} auf {p.m(w.raised.budget)} erhöht (+{p.m(w.raised.budget - w.raised_was)}).
- {w.paused.name} {p.h(w.paused)} wurde pausiert.

**Kosten und Wirkung**
- Ausgaben gesamt: {p.m(total(c, "spend"))} {p.f("Cost of")} bei {p.m(total(c, "budget"))} Budget {p.f("Budget of")}, das sind {p.pc(total(c, "spend"), total(c, "budget"))}.
- {p.n(total(c, "conv"))} Conversions {p.f("conversions in all")} aus {p.n(total(c, "clicks"))} Klicks {p.f("clicks in all")}; Quote {p.pc(total(c, "conv"), total(c, "clicks"), 1)}.
- Am günstigsten: {good.name} {p.h(good)} mit {p.m(round(good.spend / good.conv, 2))} je Conversion.
- Am teuersten: {dear.name} {p.h(dear)} mit {p.m(round(dear.spend / dear.conv, 2))} je Conversion. Bitte Suchbegriffe prüfen.

**Leads ohne Kontakt**
{top}

{p.n(len(cold))} von {p.n(len(n))} neuen Leads wurden noch nicht angesprochen. {p.x("30 Minuten")} Telefonzeit am Vormittag reichen für die ersten {p.x("drei")}.
"""


def campaign_woche(p: Page, w: World) -> str:
    """A weekly marketing review in German, with a table by channel."""
    c, n = w.rows["ads.campaigns"], w.rows["crm.leads"]
    lines = "\n".join(
        f"| {name} | {p.n(len(rows))} | {p.m(total(rows, 'spend'))} | {p.n(total(rows, 'clicks'))} | {p.n(total(rows, 'conv'))} | {p.m(round(total(rows, 'spend') / total(rows, 'conv'), 2))} |" for name, rows in groups(c, "channel")
    )
    over = [r for r in c if r.spend > r.budget]
    best = ranked(c, "conv")[0]
    off = where(c, state="pausiert")
    where_from, many = groups(n, "origin")[0]
    listed = "; ".join(f"{r.name} {p.h(r)} {p.m(r.spend)} bei {p.m(r.budget)} Budget" for r in over[:3])
    return f"""
## Wochenrückblick Marketing

{f"Zuerst: {p.c(len(over), 'Kampagne liegt', 'Kampagnen liegen', digits=True)} über dem Budget. Budget anheben oder stoppen, zum Beispiel bei {listed}." if over else "Keine Kampagne liegt über ihrem Budget; der Rückblick kann kurz bleiben."}

| Kanal | Kampagnen | Kosten | Klicks | Conversions | Kosten je Conversion |
|---|---:|---:|---:|---:|---:|
{lines}

Insgesamt {p.n(len(c))} Kampagnen mit {p.m(total(c, "spend"))} {p.f("Cost of")}. {p.n(len(off))} davon {"ist" if len(off) == 1 else "sind"} pausiert {p.f("Kampagnen by status")}. Die meisten Conversions brachte {best.name} {p.h(best)}: {p.n(best.conv)}, also {p.pc(best.conv, total(c, "conv"))} aller Conversions.

Aus „{where_from}“ {"kam" if len(many) == 1 else "kamen"} {p.c(len(many), "neuer Lead", "neue Leads", digits=True)}, mehr als aus jeder anderen Kampagne oder gleich viele. Der Durchschnitt aller {p.n(len(n))} Leads liegt bei {p.n(mean(n, "score"), 1)} Punkten, der beste ist {ranked(n, "score")[0].name} {p.h(ranked(n, "score")[0])} mit {p.n(ranked(n, "score")[0].score)}.

Umsätze stehen nicht in den Daten; ein Ertrag je Kampagne lässt sich daraus nicht ableiten.
"""


def cash_morning(p: Page, w: World) -> str:
    """A finance morning in English: chase, pay, cash."""
    i, b, k = w.rows["ledger.invoices"], w.rows["ledger.bills"], w.rows["bank.accounts"]
    late = sorted((r for r in i if r.due < p.today), key=lambda r: r.due)
    old = late[0]
    wait = sorted((r for r in b if not r.ok), key=lambda r: r.due)
    week = [r for r in b if (r.due - p.today).days <= 7]
    top = ranked(late, "total")[0]
    return f"""
**Chase {old.client} today.** {p.t(old.number, old.number)} {p.h(old)} for {p.m(old.total)} was due on {p.d(old.due)}, {p.n((p.today - old.due).days)} days ago{f", and {p.c(old.sent, 'reminder')} went out already" if old.sent else " and no reminder has gone out"}.

**Receivables**
- {p.n(len(i))} unpaid invoices, {p.m(total(i, "total"))} {p.f("Amount due of")}.
- {p.n(len(late))} overdue, {p.m(total(late, "total"))} {p.f("overdue,")}, {p.pc(total(late, "total"), total(i, "total"))} of what is owed. Largest overdue: {top.client}, {p.t(top.number, top.number)} {p.h(top)}, {p.m(top.total)}.
- No longer on the list since the last briefing: {p.t(w.paid[0].number, w.paid[0].number)} and {p.t(w.paid[1].number, w.paid[1].number)}.
- {p.t(w.extended.number, w.extended.number)} {p.h(w.extended)} was extended from {p.d(w.extended_was)} to {p.d(w.extended.due)}.
- New: {p.t(w.new[0].number, w.new[0].number)} {p.h(w.new[0])} to {w.new[0].client}, {p.m(w.new[0].total)}, due {p.d(w.new[0].due)}.

**Payables**
- {p.n(len(week))} bills fall due within {p.x("7 days")}, {p.m(total(week, "total"))} {p.f("bills due in the next 7 days") if len(week) > 1 else p.f("bill due in the next 7 days")}.
- Approve {wait[0].vendor} {p.h(wait[0])} first: {p.m(wait[0].total)}, due {p.d(wait[0].due, "w")}. {p.n(len(wait))} of {p.n(len(b))} bills still wait for approval.

**Cash:** {p.m(k[0].held)} in the operating account {p.h(k[0])} and {p.m(k[1].held)} in the tax reserve {p.h(k[1])}.
"""


def cash_tag(p: Page, w: World) -> str:
    """A short finance report in German, in prose."""
    i, b, k = w.rows["ledger.invoices"], w.rows["ledger.bills"], w.rows["bank.accounts"]
    late = sorted((r for r in i if r.due < p.today), key=lambda r: r.due)
    month = [r for r in late if (p.today - r.due).days > 30]
    top = ranked(i, "total")[:3]
    first = min((r for r in b if not r.ok), key=lambda r: r.due)
    listed = "\n".join(f"{n}. {r.client}, {p.t(r.number, r.number)} {p.h(r)}: {p.m(r.total)}, fällig {'war' if r.due < p.today else 'am'} {'der ' if r.due < p.today else ''}{p.d(r.due, 's')}" for n, r in enumerate(top, 1))
    return f"""
**Bitte heute {first.vendor} {p.h(first)} freigeben:** {p.m(first.total)}, fällig am {p.d(first.due, "w")}.

Offen sind {p.n(len(i))} Rechnungen über {p.m(total(i, "total"))} {p.f("Amount due of")}. Davon sind {p.n(len(late))} überfällig, zusammen {p.m(total(late, "total"))} {p.f("overdue,")}, und {p.n(len(month))} seit mehr als {p.x("30 Tagen")} ({p.m(total(month, "total"))}). Am längsten wartet {p.t(late[0].number, late[0].number)} {p.h(late[0])} von {late[0].client}: fällig am {p.d(late[0].due, "l")}, vor {p.n((p.today - late[0].due).days)} Tagen.

Die größten Posten:
{listed}

Für {p.t(w.reminded.number, w.reminded.number)} {p.h(w.reminded)} ging eine Mahnung hinaus; es {"ist nun die erste" if w.reminded.sent == 1 else f"sind nun {p.w(w.reminded.sent)}"}. Bei {w.extended.client} {p.h(w.extended)} wurde das Ziel vom {p.d(w.extended_was)} auf den {p.d(w.extended.due)} verschoben.

Auf dem Geschäftskonto liegen {p.m(k[0].held)} {p.h(k[0])}, in der Steuerrücklage {p.m(k[1].held)}; gesamt {p.m(total(k, "held"))} {p.f("Balance of")}. Zu zahlen sind {p.m(total(b, "total"))} {p.f("Amount of", "bills")}{" und damit mehr, als auf dem Geschäftskonto liegt" if total(b, "total") > k[0].held else ", das Geschäftskonto deckt das"}.
"""


def cash_risks(p: Page, w: World) -> str:
    """A cash check: ageing table and what to pay."""
    i, b, k = w.rows["ledger.invoices"], w.rows["ledger.bills"], w.rows["bank.accounts"]
    late = [r for r in i if r.due < p.today]
    ages = [("Not yet due", [r for r in i if r.due >= p.today]), ("1–30 days", [r for r in late if (p.today - r.due).days <= 30]), ("More than 30 days", [r for r in late if (p.today - r.due).days > 30])]
    lines = "\n".join(f"| {p.x(name)} | {p.n(len(rows))} | {p.m(total(rows, 'total'))} | {p.pc(total(rows, 'total'), total(i, 'total'))} |" for name, rows in ages if rows)
    most, theirs = max(groups(i, "client"), key=lambda one: total(one[1], "total"))
    pay = "\n".join(f"- {p.d(r.due)}: {r.vendor} {p.h(r)}, {p.m(r.total)}{'' if r.ok else ', not approved yet'}" for r in sorted(b, key=lambda r: r.due)[:4])
    gap = k[0].held - total(b, "total")
    return f"""
{f"**Cash covers the bills.** The operating account {p.h(k[0])} holds {p.m(k[0].held)} against {p.m(total(b, 'total'))} of bills {p.f('Amount of', 'bills')}, which leaves {p.m(gap)}." if gap > 0 else f"**The operating account does not cover the bills.** {p.m(k[0].held)} {p.h(k[0])} stands against {p.m(total(b, 'total'))} to pay {p.f('Amount of', 'bills')}, so {p.m(-gap)} is missing."}

### Ageing of receivables

| Age | Invoices | Amount | Share |
|---|---:|---:|---:|
{lines}
| Total {p.f("Amount due of")} | {p.n(len(i))} | {p.m(total(i, "total"))} | |

**Concentration:** {most} owes the most, {p.m(total(theirs, "total"))} over {p.c(len(theirs), "invoice")}: {", ".join(f"{p.t(r.number, r.number)} {p.h(r)} ({p.m(r.total)})" for r in theirs[:3])}.

### Next payments
{pay}

Ask for the missing approvals before {p.x("noon")}. What is not in the data: expected receipts, payroll, and taxes.
"""


def partner_today(p: Page, w: World) -> str:
    """What needs the partner manager: an action list with owners."""
    m, g = w.rows["prm.partners"], w.rows["prm.registrations"]
    wait = sorted(where(g, state="submitted"), key=lambda r: r.sent)
    top = ranked(m, "sourced")[:3]
    seen = f"The registrations stopped early; {p.n(len(g))} arrived and there may be more, so the queue may be longer than shown." if w.stopped else f"All {p.n(len(g))} registrations arrived {p.f('Deal registrations: ', 'registrations')}."
    return f"""
**To do**

1. **{w.expiring.manager}:** renew {w.expiring.name} {p.h(w.expiring)}; the agreement ends {p.d(w.expiring.agreed, "w")}, in {p.n((w.expiring.agreed - p.today).days)} days. Sourced this year: {p.m(w.expiring.sourced)}.
2. **Deal desk:** decide on {wait[0].end} {p.h(wait[0])} from {wait[0].partner}, {p.m(wait[0].amount)}, submitted {p.d(wait[0].sent)} ({p.n((p.today - wait[0].sent).days)} days ago). It is the oldest of {p.n(len(wait))} waiting.
3. **{w.quiet.manager}:** call {w.quiet.name} {p.h(w.quiet)}. No contact since {p.d(w.quiet.last, "l")}, {p.n((p.today - w.quiet.last).days)} days.
4. **{w.short.manager}:** {w.short.name} {p.h(w.short)} has {p.n(w.short.certified)} certified {"person" if w.short.certified == 1 else "people"} of the {p.n(w.short.needed)} its tier needs.

**News:** {w.promoted.name} {p.h(w.promoted)} went from Silver to Gold. {w.trained.name} {p.h(w.trained)} rose from {p.n(w.trained_was)} to {p.n(w.trained.certified)} certifications.

**Leaders by sourced revenue:** {top[0].name} {p.h(top[0])} {p.m(top[0].sourced)}, {top[1].name} {p.h(top[1])} {p.m(top[1].sourced)}, {top[2].name} {p.h(top[2])} {p.m(top[2].sourced)} {p.f("Largest partners")}; all {p.n(len(m))} partners together {p.m(total(m, "sourced"))} {p.f("Sourced ytd of")}.

{seen}
"""


def partner_review(p: Page, w: World) -> str:
    """A quarterly look at the programme: table by tier and prose."""
    m, g = w.rows["prm.partners"], w.rows["prm.registrations"]
    whole = total(m, "sourced")
    lines = "\n".join(f"| {tier} | {p.n(len(rows))} | {p.mk(total(rows, 'sourced'))} | {p.pc(total(rows, 'sourced'), whole)} | {p.n(total(rows, 'certified'))} |" for tier, rows in groups(m, "tier") if total(rows, "certified"))
    lead = ranked(m, "sourced")[0]
    few = [r for r in m if r.certified < r.needed]
    ok, no = where(g, state="approved"), where(g, state="rejected")
    names, many = groups(g, "partner")[0]
    big = ranked(g, "amount")[0]
    return f"""
# Partner programme

{lead.name} {p.h(lead)} alone sourced {p.mk(lead.sourced)} this year, {p.pc(lead.sourced, whole)} of {p.mk(whole)} {p.f("Sourced ytd of")}. Protect that relationship first: the last contact was {p.d(lead.last)} and the agreement runs to {p.d(lead.agreed, "y")}.

| Tier | Partners | Sourced | Share | Certified people |
|---|---:|---:|---:|---:|
{lines}

**Certification.** {p.c(len(few), "partner", digits=True, upper=True)} of {p.n(len(m))} {"is" if len(few) == 1 else "are"} below the required number. The programme counts {p.n(total(m, "certified"))} certified people {p.f("certified in all")}, {p.n(total(m, "certified") / len(m), 1)} per partner.

**Registrations{" (partial, the fetch stopped early)" if w.stopped else ""}.** {p.n(len(g))} with a value of {p.m(total(g, "amount"))} {p.f("Value of")}: {p.n(len(ok))} approved ({p.m(total(ok, "amount"))}){f", {p.n(len(no))} rejected ({p.m(total(no, 'amount'))})" if no else ""} {p.f("Deal registrations by status")}. The largest is {big.end} {p.h(big)}, {p.m(big.amount)} through {big.partner}, valid until {p.d(big.expires)}. {names} registered the most, {p.n(len(many))}.

A sensible next step is a {p.x("20-minute")} call with each partner below its certification target.
"""


def spend_review(p: Page, w: World) -> str:
    """A card spend review: by department, receipts, contracts."""
    t, c = w.rows["ramp.transactions"], w.rows["vendr.contracts"]
    miss = ranked(where(t, receipt=False), "amount")
    who, theirs = max(groups(miss, "who"), key=lambda one: len(one[1]))
    lines = "\n".join(f"- **{team}:** {p.m(total(rows, 'amount'))} in {p.c(len(rows), 'payment', digits=True)} ({p.pc(total(rows, 'amount'), total(t, 'amount'))})" for team, rows in sorted(groups(t, "team"), key=lambda one: -total(one[1], "amount")))
    top = ranked(t, "amount")[0]
    trips = where(t, kind="travel")
    return f"""
**Collect {p.n(len(miss))} missing receipts, {p.m(total(miss, "amount"))} in all.** {who} has the most outstanding, {p.n(len(theirs))}. The largest without one is {miss[0].shop} {p.h(miss[0])}, {p.m(miss[0].amount)} on {p.d(miss[0].day)}, {miss[0].who}.

Cards: {p.m(total(t, "amount"))} over {p.n(len(t))} payments {p.f("Amount of", "payments")}, an average of {p.m(round(mean(t, "amount"), 2))}.

{lines}

The largest payment is {top.shop} {p.h(top)} at {p.m(top.amount)} ({top.team}, {p.d(top.day)}). Travel comes to {p.m(total(trips, "amount"))} in {p.n(len(trips))} payments.

Software: {p.n(len(c))} contracts cost {p.m(total(c, "cost"))} a year {p.f("Annual cost of")}. {w.dearer.tool} {p.h(w.dearer)} went up from {p.m(w.dearer_was)} to {p.m(w.dearer.cost)}, {p.m(w.dearer.cost - w.dearer_was)} more. {w.fewer.tool} {p.h(w.fewer)} dropped from {p.n(w.fewer_was)} to {p.n(w.fewer.seats)} seats.

No budget is in the data, so I cannot say who is over.
"""


def spend_contracts(p: Page, w: World) -> str:
    """A renewal watch for software: table, then savings."""
    c = w.rows["vendr.contracts"]
    ahead = sorted((r for r in c if r.cancel >= p.today), key=lambda r: r.cancel)
    one = ahead[0]
    lines = "\n".join(f"| {r.tool} {p.h(r)} | {p.d(r.cancel)} | {p.d(r.renews)} | {p.m(r.cost)} | {p.n(r.used)} / {p.n(r.seats)} |" for r in ahead)
    loose = min(c, key=lambda r: r.used / r.seats)
    spare = sum(r.seats - r.used for r in c)
    gone = [r for r in c if r.cancel < p.today]
    own = "; ".join(f"{name} {p.n(len(rows))} ({p.m(total(rows, 'cost'))})" for name, rows in groups(c, "owner"))
    cost = loose.cost / loose.seats
    return f"""
**{one.tool} {p.h(one)}: decide by {p.d(one.cancel, "w")}.** After that the contract rolls over on {p.d(one.renews)} for another {p.m(one.cost)}. {p.c((one.cancel - p.today).days, 'day is', 'days are', digits=True, upper=True)} left.

| Tool | Cancel by | Renews | Annual cost | Seats used |
|---|---|---|---:|---:|
{lines}

**Where seats are idle.** {loose.tool} {p.h(loose)} uses {p.n(loose.used)} of {p.n(loose.seats)} seats, {p.pc(loose.used, loose.seats)}, the lowest share of all. At {p.m(round(cost, 2))} per seat, the {p.n(loose.seats - loose.used)} idle ones cost about {p.mk(cost * (loose.seats - loose.used))} a year. Across all tools {p.n(spare)} of {p.n(total(c, "seats"))} seats are unused {p.f(" seats in all")} {p.f("seats used in all")}.

**Too late to cancel:** {", ".join(f"{r.tool} {p.h(r)} (window closed {p.d(r.cancel)})" for r in gone) or "none"}.

By owner: {own} {p.f("Software contracts by owner")}. Please bring usage exports to the review on {p.x("Thursday")}.
"""


def donor_week(p: Page, w: World) -> str:
    """A charity's week as a short letter with two lists."""
    a, d = w.rows["grants.bids"], w.rows["donorfy.gifts"]
    top = ranked(d, "amount")[:3]
    cold = ranked(where(d, thanked=False), "amount")
    one = min(where(a, stage="drafting"), key=lambda r: r.deadline)
    aid = where(d, aid=True)
    stages = ", ".join(f"{p.n(len(rows))} {name} ({p.m(total(rows, 'ask'))})" for name, rows in groups(a, "stage"))
    return f"""
Finish the {one.fund} application {p.h(one)} first. It asks for {p.m(one.ask)}, closes on {p.d(one.deadline, "w")} and is still a draft; {one.lead} leads, with {p.n((one.deadline - p.today).days)} days to go.

Good news: {w.won.fund} {p.h(w.won)} awarded us {p.m(w.won.ask)} for the {w.won.theme} project. {w.sent.fund} {p.h(w.sent)} has been submitted, and {w.later.fund} {p.h(w.later)} moved its deadline from {p.d(w.later_was)} to {p.d(w.later.deadline)}.

**Grants:** {p.n(len(a))} applications over {p.m(total(a, "ask"))} {p.f("Amount of", "applications")}: {stages} {p.f("Grant applications by stage")}.

**Gifts, last {p.x("two weeks")}:** {p.n(len(d))} gifts, {p.m(total(d, "amount"))} {p.f("Amount of", "gifts")}, {p.m(round(mean(d, "amount"), 2))} on average. {p.n(len(aid))} carry Gift Aid ({p.pc(len(aid), len(d))}). The largest:
- {top[0].who} {p.h(top[0])}, {p.m(top[0].amount)}, {p.d(top[0].day)}
- {top[1].who} {p.h(top[1])}, {p.m(top[1].amount)}, {p.d(top[1].day)}
- {top[2].who} {p.h(top[2])}, {p.m(top[2].amount)}, {p.d(top[2].day)}

**Thank-you letters owed:** {p.n(len(cold))}, starting with {cold[0].who} {p.h(cold[0])} for {p.m(cold[0].amount)}.

The Mailchimp appeal could not be fetched, so nothing here reflects it.
"""


def donor_risks(p: Page, w: World) -> str:
    """Deadlines and risks as a compact list."""
    a, d = w.rows["grants.bids"], w.rows["donorfy.gifts"]
    draft = sorted(where(a, stage="drafting"), key=lambda r: r.deadline)
    sent, won = where(a, stage="submitted"), where(a, stage="awarded")
    lost = where(a, stage="declined")
    lines = "\n".join(f"| {p.d(r.deadline)} | {r.fund} {p.h(r)} | {r.theme} | {p.m(r.ask)} | {r.lead} | {p.n((r.deadline - p.today).days)} |" for r in draft)
    who, theirs = max(groups(d, "who"), key=lambda one: total(one[1], "amount"))
    debit = where(d, way="direct debit")
    rate = f" Of the {p.n(len(won) + len(lost))} decided so far, {p.n(len(won))} {'was' if len(won) == 1 else 'were'} awarded ({p.pc(len(won), len(won) + len(lost))})." if len(won) + len(lost) > 1 else ""
    return f"""
**Drafts by deadline**

| Deadline | Funder | Project | Amount | Lead | Days |
|---|---|---|---:|---|---:|
{lines}

- **Nearest:** {draft[0].fund}, {p.n((draft[0].deadline - p.today).days)} days. Block {p.x("half a day")} for it.
- **Waiting for an answer:** {p.c(len(sent), "application", digits=True)} worth {p.m(total(sent, "ask"))} {p.f("Grant applications by stage")}.{rate}
- **Won so far:** {p.m(total(won, "ask"))}, latest {w.won.fund} {p.h(w.won)}, which went from submitted to awarded.
- **One donor matters a lot:** {who} gave {p.m(total(theirs, "amount"))} in {p.c(len(theirs), "gift")}, {p.pc(total(theirs, "amount"), total(d, "amount"))} of the {p.m(total(d, "amount"))} that came in {p.f("Amount of", "gifts")}.
- **Little is regular:** {p.n(len(debit))} of {p.n(len(d))} gifts came by direct debit, {p.m(total(debit, "amount"))}.
- **Missing:** the Mailchimp source failed; do not read anything into its absence.
"""


TEXTS = [
    (firms.campaigns, "2026-12-02", campaign_tag, ("de-DE/de", "de-DE/de")),
    (firms.ledger_gb, "2026-12-03", cash_morning, ("en-GB", "en-GB")),
    (firms.partners, "2026-11-26", partner_today, ("en-US", "en-US")),
    (firms.spend, "2026-12-07", spend_review, ("en-US", "en-US")),
    (firms.ledger_de, "2026-12-09", cash_tag, ("de-DE/de", "de-DE/de")),
    (firms.donors, "2026-12-11", donor_week, ("en-GB", "en-GB")),
    (firms.partners, "2026-12-14", partner_review, ("en-US", "en-US")),
    (firms.ledger_fr, "2026-12-01", cash_risks, ("fr-FR", "fr-FR")),
    (firms.spend, "2027-01-05", spend_contracts, ("en-US", "en-US")),
    (firms.campaigns, "2026-11-30", campaign_woche, ("de-DE/de", "de-DE/de")),
    (firms.donors, "2026-12-04", donor_risks, ("en-GB", "en-GB")),
]
