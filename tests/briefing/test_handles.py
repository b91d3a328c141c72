import re

from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.handles import RESERVED, assign_handles
from operatoros.values.record import Shape
from tests.briefing.samples import CALLS, deals, fetched


def test_letters_come_from_what_records_are_called() -> None:
    """Deals are D, calls are C; a second source of deals takes its name's initials."""
    handles = assign_handles(
        [
            fetched(deals(2), source="a"),
            fetched([{"id": 1}], CALLS, source="b"),
            fetched(deals(1), source="c", name="Closing soon"),
        ]
    )
    assert dict(handles.letters) == {"a": "D", "b": "C", "c": "CS"}
    assert handles.by_source["a"] == ("D-1", "D-2")
    assert handles.of("a", "9000000001") == "D-2"
    assert handles.records["D-2"].key == "9000000001"


def test_files_and_people_leave_the_reserved_letters() -> None:
    """F is for facts and P for masked persons, so files and projects take other letters."""
    handles = assign_handles(
        [
            fetched([], Shape(noun="files"), source="a", name="Files"),
            fetched([], Shape(noun="projects"), source="b", name="Projects"),
        ]
    )
    assert not set(handles.letters.values()) & RESERVED


def test_a_handle_stays_with_its_record() -> None:
    """With the names of an earlier run, a record keeps its name and a new one gets a fresh one."""
    before = assign_handles([fetched(deals(3))])
    now = assign_handles([fetched(deals(4)[1:])], before.by_key)
    assert now.by_source["crm.open_deals"] == ("D-2", "D-3", "D-4")


def test_records_with_one_key_have_names_of_their_own() -> None:
    """A repeated key does not hide a record."""
    handles = assign_handles([fetched([{"id": 1, "v": 1}, {"id": 1, "v": 2}])])
    assert handles.by_source["crm.open_deals"] == ("D-1", "D-2")
    assert handles.of("crm.open_deals", "1") == "D-1"


@given(st.lists(st.tuples(st.text(max_size=6), st.text(max_size=8)), max_size=40))
def test_names_are_unique_over_any_sources(sources: list[tuple[str, str]]) -> None:
    """However sources are called, each has its own letters in the handle's form."""
    all_of_them = [
        fetched([{"id": 1}], Shape(noun=noun), source=str(n), name=name)
        for n, (noun, name) in enumerate(sources)
    ]
    handles = assign_handles(all_of_them)
    assert len(set(handles.letters.values())) == len(sources)
    assert all(re.fullmatch("[A-Z]{1,4}", letters) for letters in handles.letters.values())
