"""A person taken out of a store: nothing of them is left, and nothing else is changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.store.samples import NOW, a_run

from operatoros.store.calls import Call
from operatoros.store.database import Store
from operatoros.store.forgetting import BLOCK, Cover
from operatoros.store.keeping import Exchange
from operatoros.store.opening import open_store
from operatoros.values.coverage import Fetched
from operatoros.values.event import Event, TextDelta
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape, make_record

NAME, EMAIL = "Zoë O'Brien", "zoe@acme.example"
SAID = ("tape", {"gone": "forgotten"})
PEOPLE = Shape(noun="contacts", key="email", title="name", people=("name", "email"))


def _fetched(*items: dict[str, Json]) -> Fetched:
    return Fetched(
        source="crm.contacts",
        name="Contacts",
        state="ok",
        shape=PEOPLE,
        as_of=NOW,
        records=tuple(
            make_record("crm.contacts", item, PEOPLE, fetched_at=NOW, position=n)
            for n, item in enumerate(items)
        ),
    )


def _fill(store: Store, run: str) -> None:
    store.begin(a_run(run, text=f"Ask {NAME.upper()} about 12 deals."))
    store.save(a_run(run, state="done", text=f"Ask {NAME.upper()} about 12 deals."))
    store.save_snapshot(
        run,
        "o",
        [
            _fetched(
                {"name": NAME, "email": EMAIL}, {"name": "Bob Roy", "email": "bob@acme.example"}
            )
        ],
        scope="s",
        demo=False,
    )
    store.save_texts(run, {"answer": f"Ask {NAME},\n{EMAIL}.", "prompt.data": "Bob Roy"})
    store.save_stage(run, "handles", {"crm.contacts": {EMAIL: "C-1"}})
    store.save_exchanges(
        run, [Exchange(source="s", seq=0, request=b"{}", response=EMAIL.upper().encode())]
    )
    store.save_calls(
        run,
        [
            Call(
                source="s",
                seq=0,
                asked=json.dumps({"who": NAME}).encode(),
                head=json.dumps({"error": {"message": f"no {EMAIL}"}}).encode(),
                body=f"<p>{NAME}</p>".encode(),
            )
        ],
    )
    pieces = ("Ask Zo", "ë O'Br", "ien now")
    store.append_events(
        [
            Event(run=run, seq=n, at=NOW, what=TextDelta(delta=piece))
            for n, piece in enumerate(pieces, 1)
        ]
    )


def _everything(store: Store, run: str) -> str:
    kept = store.snapshot(run, "crm.contacts")
    assert kept is not None
    return json.dumps(
        [
            str(store.get(run)),
            kept.keys,
            [dict(record.data) for record in store.records(kept)],
            store.texts(run),
            store.stages(run),
            [e.response.decode() for e in store.exchanges(run)],
            [part.decode() for c in store.calls(run) for part in (c.asked, c.head, c.body)],
            "".join(e.what.delta for e in store.events(run) if isinstance(e.what, TextDelta)),
        ],
        ensure_ascii=False,
    )


def test_nothing_of_a_person_is_left_and_others_stay(store: Store) -> None:
    """Records, keys, texts, answers, stages and events, also a name that streamed in pieces."""
    for run in ("r-1", "r-2"):
        _fill(store, run)
    store.begin(a_run("r-3"))
    before = _everything(store, "r-1").casefold()
    assert before.count("brien") == 6
    done = store.forget([NAME, EMAIL], said=SAID)
    assert done.runs == ("r-1", "r-2")
    assert done.busy == ("r-3",)
    after = _everything(store, "r-1").casefold()
    assert "brien" not in after
    assert "zoe@" not in after
    assert "zo\u00eb o" not in after
    assert "bob roy" in after
    assert after.count("12 deals") == before.count("12 deals")
    kept = store.snapshot("r-1", "crm.contacts")
    assert kept is not None
    assert [record.hash for record in store.records(kept)] == list(store.hashes(kept))


def test_places_in_a_text_stay_right(store: Store) -> None:
    """Blocks are as wide as the name, so figures and citations stay where they were."""
    _fill(store, "r-1")
    where = store.get("r-1").briefing.text.index("12")
    store.forget([NAME, EMAIL], said=SAID)
    text = store.get("r-1").briefing.text
    assert text.index("12") == where
    assert text.startswith(f"Ask {BLOCK * len(NAME)} about")


def test_records_that_become_alike_become_one(store: Store) -> None:
    """Two records that differed in the person alone are kept once, and both are still listed."""
    other = "Ann O'Brien"
    store.begin(a_run("r-1", state="done"))
    items: list[dict[str, Json]] = [{"name": NAME}, {"name": other}, {"name": "Bob Roy"}]
    store.save_snapshot("r-1", "o", [_fetched(*items)], scope="s", demo=False)
    store.save_texts("r-1", {"one": NAME, "two": other, "three": BLOCK * len(NAME)})
    store.forget([NAME, other], said=SAID)
    kept = store.snapshot("r-1", "crm.contacts")
    assert kept is not None
    names = [record.data["name"] for record in store.records(kept)]
    assert names == [BLOCK * 11, BLOCK * 11, "Bob Roy"]
    assert set(store.texts("r-1").values()) == {BLOCK * 11}
    assert store.forget([NAME, other], said=SAID).runs == ()


def test_the_file_itself_does_not_hold_the_person(tmp_path: Path) -> None:
    """Not in free pages and not in the log either: bytes that a person could find are gone."""
    file = tmp_path / "operatoros.db"
    with open_store(str(file), now=NOW) as store:
        store.begin(a_run("r-1", state="done"))
        store.save_texts("r-1", {"a": "about Grace Hopper"})  # too short to be compressed
        store.append_event(Event(run="r-1", seq=1, at=NOW, what=TextDelta(delta="Grace Hopper")))
    assert b"Grace Hopper" in file.read_bytes()
    with open_store(str(file), now=NOW) as store:
        store.forget(["Grace Hopper"], said=SAID)
    left = b"".join(one.read_bytes() for one in tmp_path.iterdir())
    assert b"Grace Hopper" not in left


@pytest.mark.parametrize(
    "text",
    ["ada lovelace", "Ada  Lovelace", "Ada\nLovelace's", "(ADA LOVELACE)", "Dr.Ada Lovelace,",
     "ada@x.example", "mailto:ada%40x.example", "<ada@x.example>"],
)  # fmt: skip
def test_names_are_found_however_they_are_written(text: str) -> None:
    """Case, blanks and the escapes of addresses do not hide a name; length stays the same."""
    clean = Cover(["Ada Lovelace", "ada@x.example"]).text(text)
    assert BLOCK * 5 in clean
    assert len(clean) == len(text)
    assert "da" not in clean.casefold()


@pytest.mark.parametrize("text", ["Adam Lovelacey", "nada@x.example", "Ada and Lovelace"])
def test_other_people_are_left_alone(text: str) -> None:
    """A longer word, a longer address and single words are somebody else."""
    assert Cover(["Ada Lovelace", "ada@x.example"]).text(text) == text


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("D-1|Ada|Lovelace|9", f"D-1|{BLOCK * 3}|{BLOCK * 8}|9"),
        ("Lovelace, Ada", f"{BLOCK * 8},{BLOCK * 4}"),
        ("Ada,Lovelace\nBo,Ray", f"{BLOCK * 3},{BLOCK * 8}\nBo,Ray"),
    ],
)
def test_what_parts_the_cells_of_a_table_stays(text: str, covered: str) -> None:
    """A name over two cells is covered, and the table keeps its columns."""
    assert Cover(["Ada Lovelace"]).text(text) == covered


def test_a_name_in_two_fields_is_covered_in_both(store: Store) -> None:
    """`first` and `last` make the person; the same words in other records are left alone."""
    store.begin(a_run("r-1", state="done"))
    items: list[dict[str, Json]] = [
        {"email": "1", "who": {"first": "ADA", "last": "Lovelace "}, "city": "Ada"},
        {"email": "2", "who": {"first": "Ada", "last": "Palmer"}},
    ]
    store.save_snapshot("r-1", "o", [_fetched(*items)], scope="s", demo=False)
    store.forget(["Ada Lovelace"], said=SAID)
    kept = store.snapshot("r-1", "crm.contacts")
    assert kept is not None
    first, second = (record.data for record in store.records(kept))
    assert first == {"email": "1", "who": {"first": BLOCK * 3, "last": BLOCK * 9}, "city": "Ada"}
    assert second == items[1]


@pytest.mark.parametrize(
    "body",
    [
        b'{"firstName": "Ada", "x": 1, "lastName": "Lovelace"}',
        b"<b>Ada</b> <i>Lovelace</i>",
        b'"Ada \\u004c" ada%40x.example',
    ],
)
def test_recorded_calls_that_may_tell_are_thrown_away(store: Store, body: bytes) -> None:
    """However a service wrote the person, nothing of that run's calls is left; others stay."""
    for run, text in (("r-1", body), ("r-2", b"Ada Palmer")):
        store.begin(a_run(run, state="done"))
        store.save_calls(run, [Call(source="s", seq=0, asked=b"{}", head=b"{}", body=text)])
    done = store.forget(["Ada Lovelace", "ada@x.example"], said=SAID)
    assert done.calls == done.runs == ("r-1",)
    assert store.calls("r-1") == ()
    assert store.stage("r-1", "tape") == SAID[1]
    assert [call.body for call in store.calls("r-2")] == [b"Ada Palmer"]
    assert store.stage("r-2", "tape") is None
