"""What a model might have written about the sample company. It says that none was called.

The text is made from what the operator's sources bring (calls of the last seven days), so its
figures are true and found in the data on any day, except one that is planted: `Sample.wrong`
stands where `Sample.right` should, for the check to find.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from operatoros.demo.company import CLOSING_SOON, OVERDUE, WITHOUT_CALLS, Call, Company, Deal
from operatoros.protocol.payloads import PROBE

LABEL = "*Written for the demo: no model was called.*"
TASKS = ("important-deals", "deal-gaps")
DRAFT = "drafts/tallis-energy-follow-up.eml"
_SIGNS = {"EUR": "€", "USD": "$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample answer.

    Attributes:
        text: Markdown, beginning with the label; ends with a proposed command if the task
            proposes one.
        wrong: The planted figure, as it stands in the text.
        right: What should stand there.
    """

    text: str
    wrong: str
    right: str


def sample_answer(
    task: str, company: Company, *, handle: Callable[[str], str] = lambda key: ""
) -> Sample:
    """Return the sample answer for a task of deal-intelligence.

    Args:
        task: One of TASKS.
        company: The sample company.
        handle: Gives the short name (`D-17`) of a deal's record by its id; empty for none.

    Raises:
        KeyError: for another task.
    """
    return {"important-deals": _important, "deal-gaps": _gaps}[task](company, handle)


def _important(company: Company, handle: Callable[[str], str]) -> Sample:
    overdue, soon = company.deal(OVERDUE), company.deal(CLOSING_SOON)
    silent, group = company.deal(WITHOUT_CALLS[0]), company.deal(WITHOUT_CALLS[1])
    busy = company.deal("Orsay Logistics")
    right, wrong = money(group), _swapped(group)
    parts = [
        LABEL,
        f"## The deals that matter today\n\n"
        f"{len(company.open_deals)} deals are open. Five need a decision this week; together they "
        f"hold {_together((overdue, soon, silent, group, busy), handle)}.",
        _entry(1, overdue, handle, company)
        + f"- The close date {overdue.close} has passed, and no call is recorded this week.\n"
        "- Risk: high. Agree on a new date or call it off.",
        _entry(2, soon, handle, company)
        + f"- Closes {soon.close}, in three days; {_last_call(soon, company)}.\n"
        "- Risk: medium. Legal asks for a data processing addendum: send it today.",
        _entry(3, silent, handle, company)
        + f"- The biggest open deal, closes {silent.close}, and no call is recorded.\n"
        "- Risk: high. Nobody knows what the customer thinks: call before anything else.",
        _entry(4, group, handle, company).replace(right, wrong)
        + f"- In {group.stage.label}, closes {group.close}, no call is recorded.\n"
        "- Risk: high. Book a call with the person who asked for the proposal.",
        _entry(5, busy, handle, company) + f"- {_last_call(busy, company)}; closes {busy.close}.\n"
        "- Risk: low. Keep the pace; price per site is the open question.",
        f"A follow-up to {overdue.customer} is drafted below; nothing is sent.",
        follow_up(company),
    ]
    return Sample(text="\n\n".join(parts) + "\n", wrong=wrong, right=right)


def _gaps(company: Company, handle: Callable[[str], str]) -> Sample:
    silent = [company.deal(customer) for customer in WITHOUT_CALLS]
    right, wrong = money(silent[-1]), _swapped(silent[-1])
    lines = [
        f"- **{deal.name}**{_cited(deal, handle)}: {money(deal)}, {deal.stage.label}, "
        f"closes {deal.close}, owner {deal.owner.name}."
        for deal in silent
    ]
    lines[-1] = lines[-1].replace(right, wrong)
    parts = [
        LABEL,
        "## Deals without calls",
        "Three open deals have no recorded call at all:",
        "\n".join(lines),
        "Start with the first one: it is the biggest open deal of all.",
    ]
    return Sample(text="\n\n".join(parts) + "\n", wrong=wrong, right=right)


def follow_up(company: Company) -> str:
    """Return the proposed command that writes a draft e-mail about the overdue deal."""
    deal = company.deal(OVERDUE)
    call = _calls(deal, company)[0]
    lines = [
        f"To: {call.guest} <{call.guest_email}>",
        f"Subject: {deal.what}: where we stand",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"Hello {call.guest.split()[0]},",
        "",
        f"when we last spoke, the contract for {deal.what} was with your legal team. We had",
        f"planned to close on {deal.close}.",
        "",
        "Is a signature within two weeks realistic? If something is in the way, a short call",
        "this week would help us both.",
        "",
        "Best regards,",
        deal.owner.name,
    ]
    payload = "\n".join(f"|{line}" for line in lines)
    return (
        "OPERATOR_CMD\n"
        "version: 1\n"
        "id: demo-follow-up-1\n"
        "action: fs.write\n"
        f"path: {DRAFT}\n"
        "base: new\n"
        f"probe: {PROBE}\n"
        f"content:\n{payload}\n"
        "END_OPERATOR_CMD"
    )


def money(deal: Deal) -> str:
    """Return a deal's amount as the text writes it: €182,000."""
    return f"{_SIGNS[deal.currency]}{deal.amount:,}"


def _together(deals: Sequence[Deal], handle: Callable[[str], str]) -> str:
    """Return what deals of one currency come to, with the formula that a model is asked for."""
    (currency,) = {deal.currency for deal in deals}
    total = f"{_SIGNS[currency]}{sum(deal.amount for deal in deals):,}"
    names = [handle(deal.id) for deal in deals]
    made_of = ", ".join(f"{name}.amount" for name in names)
    return f"{total} [= sum({made_of})]" if all(names) else total


def _swapped(deal: Deal) -> str:
    """Return the amount with its second and third digit swapped: the slip that eyes miss."""
    digits = str(deal.amount)
    swapped = int(digits[0] + digits[2] + digits[1] + digits[3:])
    assert swapped != deal.amount, "the planted figure must be wrong"
    return f"{_SIGNS[deal.currency]}{swapped:,}"


def _entry(number: int, deal: Deal, handle: Callable[[str], str], company: Company) -> str:
    return (
        f"### {number}. {deal.name}{_cited(deal, handle)}\n\n"
        f"- {money(deal)}, {deal.stage.label}, owner {deal.owner.name}.\n"
    )


def _cited(deal: Deal, handle: Callable[[str], str]) -> str:
    name = handle(deal.id)
    return f" [{name}]" if name else ""


def _calls(deal: Deal, company: Company) -> list[Call]:
    return [call for call in company.calls if call.deal.id == deal.id]


def _last_call(deal: Deal, company: Company) -> str:
    calls = _calls(deal, company)
    return f"last call {calls[0].started.date()} with {calls[0].guest}"
