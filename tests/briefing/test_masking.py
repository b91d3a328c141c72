import pytest

from operatoros.briefing.masking import aliases, make_mask, persons
from operatoros.values.record import Shape
from tests.briefing.samples import deals, fetched

PEOPLE = Shape(noun="calls", people=("owner.name", "owner.email", "parties", "by"))


def test_name_and_address_of_one_object_are_one_person() -> None:
    """A person has one handle, whichever of the names is used, and keeps it over sources."""
    mask = make_mask([fetched(deals(30)), fetched(deals(30), source="b")])
    assert len(mask.names) == 3
    assert mask.hide("maria@x.test") == mask.hide("Maria Keller") == mask.hide("MARIA KELLER")


def test_persons_are_hidden_wherever_they_stand() -> None:
    """Names are hidden in any text, but not inside other words."""
    mask = make_mask([fetched([{"id": 1, "by": "Mark"}, {"id": 2, "by": "Mark Ortiz"}], PEOPLE)])
    assert mask.hide("Mark met Mark Ortiz at the market") == "P-1 met P-2 at the market"


def test_lists_and_addresses_inside_text_are_found() -> None:
    """People in lists of objects, and an address written as `Name <address>`, are hidden."""
    data = [{"id": 1, "parties": [{"name": "Ann Lee"}, {"name": "Bo <bo@y.test>"}]}]
    mask = make_mask([fetched(data, PEOPLE)])
    assert mask.hide("Ann Lee, bo@y.test") == "P-1, P-2"


def test_each_text_of_a_list_is_a_person_of_its_own() -> None:
    """Two guests never get one handle: what comes back would name the wrong one."""
    shape = Shape(people=("guests", "guest_emails"))
    data = [{"id": 1, "guests": ["Bob Ray", "Cy Dee"], "guest_emails": ["bob@x.test", "cy@x.test"]}]
    brought = fetched(data, shape)
    mask = make_mask([brought])
    assert mask.restore(mask.hide("Cy Dee called Bob Ray")) == "Cy Dee called Bob Ray"
    assert len(mask.names) == 4
    assert aliases(brought, frozenset({"bob ray"})) == frozenset()


@pytest.mark.parametrize(
    "fields",
    [
        ("owner", "owner_email"),
        ("ownerName", "ownerEmail"),
        ("author", "email"),
        ("name", "e-mail"),
        ("full_name", "email_address"),
    ],
)
def test_name_and_address_at_the_top_of_a_record_are_one_person(fields: tuple[str, str]) -> None:
    """Flat records write a person in two fields; who forgets the name forgets the address."""
    name, email = fields
    brought = fetched([{"id": 1, name: "Ann Lee", email: "ann@x.test"}], Shape(people=fields))
    assert len(make_mask([brought]).names) == 1
    assert aliases(brought, frozenset({"ann lee"})) == {"ann@x.test"}


def test_with_two_names_a_bare_address_is_nobody_elses() -> None:
    """Whose `email` is beside an author and a reviewer is not guessed."""
    shape = Shape(people=("author", "reviewer", "email"))
    data = [{"id": 1, "author": "Ann Lee", "reviewer": "Bo Ray", "email": "ann@x.test"}]
    assert len(make_mask([fetched(data, shape)]).names) == 3


def test_what_was_hidden_comes_back() -> None:
    """Restoring undoes hiding; a handle that nobody has stays as it is."""
    mask = make_mask([fetched(deals(20))])
    text = "Tom Ortiz called Ana Silva (P-99)."
    assert "Ortiz" not in mask.hide(text)
    assert mask.restore(mask.hide(text)) == text


def test_without_people_nothing_is_hidden() -> None:
    """A shape that names nobody leaves text alone."""
    mask = make_mask([fetched(deals(3), Shape())])
    assert mask.hide("Tom Ortiz") == "Tom Ortiz"


def test_persons_are_counted_once() -> None:
    """The count of people told before sending is of persons, not of mentions."""
    assert len(persons(fetched(deals(40)))) == 3
