from operatoros.briefing.changes import compute_changes
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.told import change_lines, counted, moment, remark
from operatoros.values.coverage import source_line
from operatoros.values.record import Shape
from tests.briefing.samples import deals, fetched, reader


def test_several_fields_of_one_record_are_one_line() -> None:
    """Changes are told record by record, with money and days as the reader writes them."""
    before = deals(2)
    now = [dict(before[0], amount="1500", closedate="2026-12-01"), before[1]]
    brought = [fetched(now)]
    handles = assign_handles(brought)
    changes = compute_changes({"crm.open_deals": fetched(before).records}, brought)
    (line,) = change_lines(changes, brought, handles, reader())["crm.open_deals"]
    assert (line.sign, line.handle) == ("~", "D-1")
    assert "-> $1,500" in line.text or "-> €1,500" in line.text
    assert "-> Dec 1" in line.text


def test_a_record_that_is_gone_has_no_handle() -> None:
    """A handle would lead nowhere."""
    brought = [fetched(deals(1))]
    changes = compute_changes({"crm.open_deals": fetched(deals(2)).records}, brought)
    (line,) = change_lines(changes, brought, assign_handles(brought), reader())["crm.open_deals"]
    assert (line.sign, line.handle) == ("-", "")


def test_moments_are_told_from_the_readers_day() -> None:
    """Today and yesterday are words, other days are dates, in the reader's zone."""
    assert moment(reader(), "2026-11-21T05:00:00Z") == "today 06:00"
    assert moment(reader(), "2026-11-19T23:30:00Z") == "yesterday 00:30"
    assert moment(reader(), "2026-11-13T06:30:00Z") == "Fri Nov 13 07:30"
    assert moment(reader(), "unknown") == "unknown"


def test_coverage_in_words() -> None:
    """Counts, parts of a whole, failures and cached answers are told apart."""
    lines = [
        source_line(one)
        for one in (
            fetched(deals(1)),
            fetched(deals(2), total=1240, state="partial"),
            fetched([], state="failed"),
            fetched(deals(2), state="cached"),
        )
    ]
    told = [counted(line, reader()) for line in lines]
    assert told == ["1 deal", "2 of 1,240 deals", "failed", "2 deals"]
    assert [bool(remark(line)) for line in lines] == [False, True, True, True]


def test_a_changed_paragraph_is_named_and_not_quoted() -> None:
    """A long text and another hour of the same day are said to have changed, without both sides."""
    shape = Shape(noun="calls", key="id", title="title", dates=("started",))
    old = {"id": 1, "title": "T", "brief": "a" * 60, "started": "2026-11-20T08:00Z", "stage": "x"}
    new = {"id": 1, "title": "T", "brief": "b" * 60, "started": "2026-11-20T09:00Z", "stage": "y"}
    now = fetched([new], shape)
    before = {now.source: fetched([old], shape).records}
    handles = assign_handles([now])
    changes = compute_changes(before, [now])
    (line,) = change_lines(changes, [now], handles, reader())[now.source]
    assert "brief changed" in line.text
    assert "started changed" in line.text
    assert "stage x -> y" in line.text
