"""Tables: CSV, JSON and JSON Lines, as exports really are."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.catalog.declared import Connector, Fetch
from operatoros.connectors.table import MAX_BYTES, parse, read_table
from operatoros.errors import OperatorosError
from operatoros.values.record import Money, Shape
from tests.connectors.asked import ask

DEALS = Shape(
    noun="deals",
    key="id",
    title="name",
    money=(Money(amount="amount", currency="currency"),),
    dates=("close_date",),
    people=("owner",),
)
TABLE = Connector(id="exports", name="Exports", kind="table")


def code_of(data: bytes, file: str = "t.csv") -> str:
    """Return the code with which a table is refused."""
    with pytest.raises(OperatorosError) as caught:
        parse(data, file=file)
    return caught.value.code


def test_an_export_of_a_crm_becomes_deals() -> None:
    """A HubSpot-like export in place of a source: names, amounts and dates are the shape's."""
    data = (
        b'\xef\xbb\xbf"Record ID","Deal Name","Amount","Currency","Close Date","Deal owner"\r\n'
        b'"101","Big, ""quoted"" deal","1,250,000.50","USD","2026-11-24 00:00","Ann Lee"\r\n'
        b'"102","Line\nbreak","900","EUR","2026-12-01 09:30","Bo"\r\n'
        b'"103","No amount","","EUR","",""\r\n'
    )
    answer = parse(data, file="deals.csv", shape=DEALS)
    assert answer.error is None
    assert list(answer.items) == [
        {
            "id": "101", "name": 'Big, "quoted" deal', "amount": 1250000.5, "currency": "USD",
            "close_date": "2026-11-24T00:00", "owner": "Ann Lee",
        },
        {
            "id": "102", "name": "Line\nbreak", "amount": 900, "currency": "EUR",
            "close_date": "2026-12-01T09:30", "owner": "Bo",
        },
        {
            "id": "103", "name": "No amount", "amount": None, "currency": "EUR",
            "close_date": None, "owner": None,
        },
    ]  # fmt: skip
    assert answer.shape == DEALS
    assert "'Record ID' as 'id'" in answer.notes[0]


def test_a_european_export_is_read_by_its_own_rules() -> None:
    """Semicolons, decimal commas, dotted days and Windows letters."""
    text = "id;name;amount;close_date\n1;Müller & Söhne;1.234,50;24.11.2026\n2;B;12;1.12.2026\n"
    answer = parse(text.encode("cp1252"), file="deals.csv", shape=DEALS)
    assert [item["amount"] for item in answer.items] == [1234.5, 12]
    assert [item["close_date"] for item in answer.items] == ["2026-11-24", "2026-12-01"]
    assert answer.items[0]["name"] == "Müller & Söhne"
    assert any("Windows-1252" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("data", "file"),
    [
        (b"id,a\n1,x\n", "t.csv"),
        (b"\xef\xbb\xbfid,a\r\n1,x\r\n", "t.csv"),
        (b"id;a\r1;x\r", "t.csv"),
        (b"id\ta\n1\tx\n", "t.tsv"),
        (b"id\ta\n1\tx\n", "t.csv"),
        (b"id|a\n1|x\n", "t.txt"),
        (b"sep=;\r\nid;a\r\n1;x\r\n", "t.csv"),
        (b"\n\nid,a\n\n1,x\n\n", "t.csv"),
        ("id,a\n1,x\n".encode("utf-16"), "t.csv"),
        (b'[{"id": "1", "a": "x"}]', "t.json"),
        (b'{"results": [{"id": "1", "a": "x"}]}', "t.json"),
        (b'{"id": "1", "a": "x"}\n\n', "t.jsonl"),
        (b'{"id": "1", "a": "x"}', "export"),
        (b'[{"id": "1", "a": "x"}]', "export"),
        (b'id,a,\n1,x,"  "\n', "t.csv"),
    ],
)
def test_one_table_in_many_clothes(data: bytes, file: str) -> None:
    """BOM, delimiters, line ends, encodings and formats make no difference."""
    assert list(parse(data, file=file).items) == [{"id": "1", "a": "x"}]


@pytest.mark.parametrize(
    ("data", "file"),
    [
        (b"", "t.csv"),
        (b"PK\x03\x04\x00\x00", "t.csv"),
        (b"PK\x03\x04rest", "t.csv"),
        (b"a\0b", "t.csv"),
        (b"\xff\xfea", "t.csv"),
        (b"id,id\n1,2\n", "t.csv"),
        (b"1,2.5\n3,4\n", "t.csv"),
        (b'"id,a\n1,2\n', "t.csv"),
        (b",".join(b"c%d" % n for n in range(2001)), "t.csv"),
        (b"{", "t.json"),
        (b'{"a": 1, "a": 2}', "t.json"),
        (b"[" * 5000 + b"]" * 5000, "t.json"),
        (b'{"a": NaN}', "t.json"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, file: str) -> None:
    """A spreadsheet, binary, a missing or double header, broken JSON: one code, no guess."""
    assert code_of(data, file) == "ERR_TABLE_UNREADABLE"


def test_rows_that_do_not_fit_are_left_out_and_told() -> None:
    """A row with another count of cells is named by its line; the others stay."""
    data = b'id,a\n1,x\n2\n3,y,z\n"4\nx",w\n5,v\n6,u,t\n'
    answer = parse(data, file="t.csv")
    assert [item["id"] for item in answer.items] == ["1", "4\nx", "5"]
    assert answer.error is not None
    assert answer.error.code == "ERR_TABLE_ROWS"
    assert answer.error.details["count"] == 3
    assert answer.error.details["rows"] == [
        "line 3: 1 cells instead of 2", "line 4: 3 cells instead of 2",
        "line 8: 3 cells instead of 2",
    ]  # fmt: skip
    assert answer.total == 6
    lines = parse(b'{"id": 1}\nnonsense\n[1]\n{"id": 2}\n', file="t.jsonl")
    assert [item["id"] for item in lines.items] == [1, 2]
    assert lines.error is not None
    assert lines.error.details["count"] == 2


def test_cells_stay_text_unless_the_shape_says_otherwise() -> None:
    """Numbers, long ids and formulas in other columns are left exactly as written."""
    data = b"id,phone,zip,note,amount\n00123,+4912345678901234567,01067,=1+1,7\n"
    item = parse(data, file="t.csv", shape=DEALS).items[0]
    assert item == {
        "id": "00123", "phone": "+4912345678901234567", "zip": "01067", "note": "=1+1", "amount": 7
    }  # fmt: skip


@pytest.mark.anyio
async def test_a_table_fetch_reads_beneath_its_folder_only(tmp_path: Path) -> None:
    """`file:` is read beneath the project; a path or link that leads out is refused."""
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "outside.csv").write_text("id\n1\n", encoding="utf-8")
    (project / "in.csv").write_text("id,amount\n1,5\n", encoding="utf-8")
    (project / "link.csv").symlink_to(tmp_path / "outside.csv")

    async def code(file: str) -> str:
        with pytest.raises(OperatorosError) as caught:
            await ask(TABLE, "", fetch=Fetch(name="f", file=file), folder=project)
        return caught.value.code

    answer = await ask(TABLE, "", fetch=Fetch(name="f", file="in.csv"), folder=project)
    assert list(answer.items) == [{"id": "1", "amount": "5"}]
    assert await code("../outside.csv") == "ERR_PATH_NOT_ALLOWED"
    assert await code("link.csv") == "ERR_PATH_LINK"
    assert await code("gone.csv") == "ERR_NOT_FOUND"
    assert await code("") == "ERR_TABLE_NOT_DECLARED"


def test_a_file_named_by_the_person_may_lie_anywhere(tmp_path: Path) -> None:
    """`run --from`: the file itself is the root; too large a one is refused unread."""
    file = tmp_path / "x.csv"
    file.write_bytes(b"id,name\n1,a\n")
    assert read_table(str(file), DEALS).items[0]["name"] == "a"
    with file.open("r+b") as huge:
        huge.truncate(MAX_BYTES + 1)
    with pytest.raises(OperatorosError) as caught:
        read_table(str(file))
    assert caught.value.exit_status == 7


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=20)


@given(
    rows=st.lists(st.tuples(_CELL, _CELL), max_size=10),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_what_csv_writes_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    """Any text in any cell comes back as it was, but for blanks around it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["first", "second"])
    writer.writerows(rows)
    answer = parse(text.getvalue().encode(), file="t.csv")
    expected = [
        {"first": a.strip() or None, "second": b.strip() or None}
        for a, b in rows
        if a.strip() or b.strip()
    ]
    assert list(answer.items) == expected


@given(st.binary(max_size=200), st.sampled_from(["t.csv", "t.json", "t.jsonl", "t.tsv", "t"]))
def test_no_bytes_break_the_reader(data: bytes, file: str) -> None:
    """Whatever the bytes: records, or an error with a code; and records are JSON."""
    answer = None
    try:
        answer = parse(data, file=file, shape=DEALS)
    except OperatorosError as error:
        code = error.code
    if answer is None:
        assert code == "ERR_TABLE_UNREADABLE"
    else:
        json.dumps([dict(item) for item in answer.items], allow_nan=False)
