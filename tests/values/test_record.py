import pytest

from operatoros.values.record import Shape, at, make_record


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "Acme"),
        ("owner.email", "a@x.test"),
        ("tags.1", "b"),
        ("tags.9", None),
        ("owner.phone.home", None),
        ("flat.key", 3),
        ("", None),
    ],
)
def test_a_dotted_path_finds_its_value(path: str, value: object) -> None:
    """Paths reach into objects and lists; a key that has dots itself wins; a miss is None."""
    data = {"name": "Acme", "owner": {"email": "a@x.test"}, "tags": ["a", "b"], "flat.key": 3}
    assert at(data, path) == value


def test_a_record_takes_key_and_link_from_its_shape() -> None:
    """Key and link come from the shape's paths; a link of another scheme is left out."""
    shape = Shape(key="id", url="link")
    good = make_record(
        "s", {"id": 7, "link": "https://x.test/7"}, shape, fetched_at="t", position=0
    )
    assert (good.key, good.url) == ("7", "https://x.test/7")
    bad = make_record("s", {"link": "javascript:alert(1)"}, shape, fetched_at="t", position=4)
    assert (bad.key, bad.url) == ("#5", None)


def test_equal_data_has_an_equal_hash() -> None:
    """The hash covers the data alone, not when or where it was fetched."""
    one = make_record("s", {"a": 1, "b": 2}, Shape(), fetched_at="t1", position=0)
    two = make_record("s", {"b": 2, "a": 1}, Shape(), fetched_at="t2", position=9)
    assert one.hash == two.hash
