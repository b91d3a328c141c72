"""The sample answers: labelled, true but for one planted figure, with one command to approve."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.demo.answer import DRAFT, LABEL, TASKS, follow_up, sample_answer
from operatoros.demo.clock import present
from operatoros.demo.company import Company, sample
from operatoros.protocol.command import Command
from operatoros.protocol.scanner import scan

DAYS = st.datetimes(
    min_value=datetime(2025, 1, 1),
    max_value=datetime(2035, 1, 1),
    timezones=st.just(UTC),
)


def _company(day: datetime) -> Company:
    return sample(present(day))


NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)


@pytest.mark.parametrize("task", TASKS)
def test_it_says_that_no_model_was_called(task: str) -> None:
    """The label is the first line of every sample answer."""
    assert sample_answer(task, _company(NOW)).text.startswith(f"{LABEL}\n")
    assert "no model was called" in LABEL


@settings(deadline=None)
@given(day=DAYS, task=st.sampled_from(TASKS))
def test_every_amount_but_one_is_in_the_data(day: datetime, task: str) -> None:
    """Exactly one amount is no deal's amount: the planted one, with its digits swapped.

    What the deals that the text names come to together is true as well.
    """
    company = _company(day)
    answer = sample_answer(task, company)
    true = {f"{'€' if d.currency == 'EUR' else '$'}{d.amount:,}" for d in company.open_deals}
    named = [deal for deal in company.open_deals if f". {deal.name}" in answer.text]
    true.add(f"€{sum(deal.amount for deal in named):,}")
    written = re.findall(r"[€$][0-9,]+[0-9]", answer.text)
    assert [amount for amount in written if amount not in true] == [answer.wrong]
    assert answer.right in true
    assert answer.right not in answer.text


def test_a_total_has_its_formula_where_records_have_names() -> None:
    """A figure of the text's own says what it is made of, as a model is asked to."""
    text = sample_answer("important-deals", _company(NOW), handle=lambda key: f"D-{key[-1]}").text
    assert re.search(
        r"together they hold €[\d,]+ \[= sum\(D-\d\.amount(, D-\d\.amount){4}\)\]", text
    )
    assert "[=" not in sample_answer("important-deals", _company(NOW)).text


@settings(deadline=None)
@given(day=DAYS, task=st.sampled_from(TASKS))
def test_every_date_is_in_the_data_of_the_last_seven_days(day: datetime, task: str) -> None:
    """Dates are close dates of open deals or days of calls that the operator fetches."""
    company = _company(day)
    known = {deal.close.isoformat() for deal in company.open_deals}
    known |= {
        call.started.date().isoformat()
        for call in company.calls
        if (company.now - call.started).days < 7
    }
    dates = re.findall(r"\d{4}-\d\d-\d\d", sample_answer(task, company).text)
    assert dates
    assert set(dates) <= known


def test_handles_are_cited_where_they_are_given() -> None:
    """Each deal that is named carries its handle; without handles there are no brackets."""
    company = _company(NOW)
    names = {deal.id: f"D-{place}" for place, deal in enumerate(company.open_deals, start=1)}
    text = sample_answer("important-deals", company, handle=lambda key: names[key]).text
    assert len(re.findall(r"\[D-\d+\]", text)) == 5
    assert "[D-1]" in text
    assert "[" not in sample_answer("deal-gaps", company).text


@settings(deadline=None)
@given(DAYS)
def test_the_command_is_one_that_the_protocol_reads(day: datetime) -> None:
    """Scanning the answer yields one command: write the draft, which is a whole e-mail."""
    answer = sample_answer("important-deals", _company(day))
    (command,) = scan(answer.text).items
    assert isinstance(command, Command)
    assert (command.action, command.path) == ("fs.write", DRAFT)
    content = command.args["content"]
    assert isinstance(content, bytes)
    mail = message_from_string(content.decode())
    assert str(mail["To"]).endswith("@tallis-energy.example>")
    assert mail["Subject"]
    assert "Irene Moreau" in str(mail.get_payload())


def test_gaps_propose_nothing() -> None:
    """Only one of the two answers ends with a command."""
    company = _company(NOW)
    assert scan(sample_answer("deal-gaps", company).text).items == ()
    assert follow_up(company) in sample_answer("important-deals", company).text


def test_another_task_has_no_sample() -> None:
    """There are samples for two tasks; asking for another is a mistake of ours."""
    with pytest.raises(KeyError):
        sample_answer("other", _company(NOW))
