"""Connectors run again over recorded calls read the same, and what differs is named."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import anyio
import pytest
from anyio.abc import SocketStream
from sqlalchemy import delete

from operatoros.app import briefings, forgetting, taping
from operatoros.app.briefings import RunOptions
from operatoros.app.recorded import TAPE, recorded
from operatoros.app.replaying import replay
from operatoros.app.wiring import open_runs, world_of
from operatoros.briefing.request import Disclosure
from operatoros.config import Config
from operatoros.connectors import rest
from operatoros.connectors.selecting import select
from operatoros.store.calls import Call
from operatoros.store.connecting import Database
from operatoros.store.tables import CALLS
from operatoros.values.event import Event
from tests.app.conftest import MakeConfig
from tests.connectors.repositories import Repository
from tests.connectors.wired import Heard, Says, service
from tests.net.faulty import hangs, http, serving

pytestmark = pytest.mark.anyio
KEY = "canary/Key+4711"
CRM = """\
id: crm
name: CRM
type: api
auth: {{type: token, fields: {{apiKey: {{label: Key}}}}}}
api:
  baseUrl: {url}
  headers: {{X-Team: blue}}
  auth: {{type: token, token: "{{{{credentials.apiKey}}}}"}}
  retry: {{attempts: 2}}
fetches:
  deals:
    endpoint: GET /{{{{credentials.apiKey}}}}/deals
    data_selector: data.items
    pagination: {{type: cursor, param: after, cursor_path: data.next}}
    params: {{size: {{type: integer, default: 2}}}}
    record: {{noun: deals, key: id, title: name, money: [{{amount: amount, currency: currency}}]}}
  broken: {{endpoint: GET /broken}}
"""
SOURCES = """\
id: all
name: All
sources:
{sources}
tasks:
  main: {{name: Main, default: true, prompt: Say what matters.}}
"""
DEALS = [
    {"id": str(number), "name": f"Deal {number}", "amount": number * 100, "currency": "EUR"}
    for number in range(1, 6)
]


async def _no(disclosure: Disclosure) -> bool:
    return False


def _ignore(event: Event) -> None:
    """Nobody listens."""


def _operator(project: Path, *lines: str) -> None:
    sources = "\n".join(f"  - {line}" for line in lines)
    file = project / "config" / "operators" / "all.yaml"
    file.write_text(SOURCES.format(sources=sources), encoding="utf-8")


async def _run(config: Config) -> str:
    options = RunOptions(operator="all", model="none")
    finished = await briefings.run(options, config, _ignore, _no)
    return finished.run.run


def _calls(config: Config, run: str) -> tuple[Call, ...]:
    with open_runs(world_of(config)) as store:
        return store.calls(run)


def _page(heard: Heard) -> Says:
    """Answer a page of two deals, echoing the credential in a field that nobody selects."""
    after = int(dict(heard.query).get("after", "0"))
    size = int(dict(heard.query).get("size", "2"))
    items = DEALS[after : after + size]
    following = str(after + size) if after + size < len(DEALS) else None
    echo = heard.headers["authorization"]
    page = {"data": {"items": items, "other": items[:1], "next": following}, "echo": echo}
    return Says(page, headers={"X-Trace": echo, "Link": '</next>; rel="next"'})


async def _crm(make_config: MakeConfig, project: Path) -> tuple[Config, str]:
    """Run over a paged service that refuses once, and one that is broken; then it is gone."""
    _operator(project, "{connector: crm, fetch: deals}", "{connector: crm, fetch: broken}")
    config = make_config(CRM_API_KEY=KEY)
    busy = [Says({"message": "slow down"}, 429, {"Retry-After": "0"})]
    answers: list[Says] = [*busy]

    def deals(heard: Heard) -> Says:
        return answers.pop() if answers else _page(heard)

    path = "/canary%2FKey%2B4711/deals"
    broken = [Says({"message": f"no use, {KEY}"}, 418)]
    async with service({f"GET {path}": deals, "GET /broken": broken}) as crm:
        file = project / "connectors" / "crm.yaml"
        file.write_text(CRM.format(url=crm.url), encoding="utf-8")
        run = await _run(config)
    return config, run


async def test_a_service_is_read_again_from_its_recorded_answers(
    make_config: MakeConfig, project: Path
) -> None:
    """Pages, a try that failed and an error status: all is as it was, and the service is gone."""
    config, run = await _crm(make_config, project)
    with open_runs(world_of(config)) as store:
        lines = {line.source: line for line in store.get(run).coverage}
    assert (lines["crm.deals"].records, lines["crm.deals"].attempts) == (5, 2)
    assert lines["crm.broken"].state == "failed"
    found = replay(world_of(config), run)
    assert found.differences == ()
    assert found.notes == ()
    assert {"answer of crm.deals", "answer of crm.broken"} <= set(found.compared)
    heads = [json.loads(call.head) for call in _calls(config, run) if call.source == "crm.deals"]
    assert [head["attempts"] for head in heads] == [2, 1, 1]
    assert [list(head["headers"]) for head in heads] == [["content-type", "link"]] * 3


async def test_a_secret_that_stands_in_the_file_is_in_no_call(
    make_config: MakeConfig, project: Path
) -> None:
    """A key in body and query of the YAML is kept nowhere, and a replay agrees all the same."""
    _operator(project, "{connector: crm, fetch: people}")
    config = make_config(CRM_API_KEY=KEY)
    said = Says({"items": [{"id": "1", "said": "you sent canary-in-the-file"}]})
    async with service({"POST /people": [said]}) as crm:
        text = CRM.format(url=crm.url) + (
            "  people:\n    endpoint: POST /people\n    query: {api_key: canary-in-the-query}\n"
            "    body: {auth: {token: canary-in-the-file}}\n    record: {key: id}\n"
        )
        (project / "connectors" / "crm.yaml").write_text(text, encoding="utf-8")
        run = await _run(config)
    kept = b"".join(part for c in _calls(config, run) for part in (c.asked, c.head, c.body))
    assert kept.count(b"[secret]") == 3
    assert b"canary" not in kept
    assert replay(world_of(config), run).differences == ()


async def test_what_a_service_said_otherwise_is_found(
    make_config: MakeConfig, project: Path
) -> None:
    """Positive control: one figure of a recorded body that was altered is named, and its place."""
    config, run = await _crm(make_config, project)
    calls = _calls(config, run)
    (second,) = [call for call in calls if b"Deal 3" in call.body]
    altered = replace(second, body=second.body.replace(b'"amount": 300', b'"amount": 301'))
    assert altered.body != second.body
    _put_back(config, run, [altered if call is second else call for call in calls])
    found = replay(world_of(config), run)
    assert [item.part for item in found.differences][:2] == [
        "answer of crm.deals", "records of crm.deals",
    ]  # fmt: skip
    assert "301" in found.differences[0].says


def _put_back(config: Config, run: str, calls: list[Call]) -> None:
    """Write other calls in the place of a run's own."""
    with open_runs(world_of(config)) as store:
        database = Database(str(config.home / "operatoros.db"))
        with database.writing() as connection:
            connection.execute(delete(CALLS).where(CALLS.c.run == run))
        database.close()
        store.save_calls(run, calls)


async def test_another_reading_of_the_same_answer_is_found(
    make_config: MakeConfig, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connector whose code leaves a record out today brings another answer, and it is named."""
    config, run = await _crm(make_config, project)

    def shorter(*args: object, **more: object) -> tuple[Mapping[str, object], ...]:
        return select(*args, **more)[:1]  # type: ignore[arg-type]

    monkeypatch.setattr(rest, "select", shorter)
    found = replay(world_of(config), run)
    assert "answer of crm.deals" in [item.part for item in found.differences]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("data_selector: data.items", "data_selector: data.other", "5 records then, 3 now"),
        ("data_selector: data.items", "data_selector: data.gone", "(ERR_ANSWER_UNEXPECTED)"),
        ("default: 2", "default: 3", "ERR_CALL_NOT_RECORDED"),
        ("noun: deals, key: id", "noun: chances, key: id", "brings something else"),
        ("retry: {attempts: 2}", "retry: {attempts: 3}", "brings the same"),
        ("  deals:\n", "  chances:\n", "it cannot be asked"),
    ],
)
async def test_a_changed_declaration_says_what_it_would_bring(
    make_config: MakeConfig, project: Path, old: str, new: str, says: str
) -> None:
    """Another selector, page size, shape or limit is tried over the recorded answers."""
    config, run = await _crm(make_config, project)
    file = project / "connectors" / "crm.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    found = replay(world_of(config), run)
    (deals,) = [one for one in found.differences if one.part.endswith("source crm.deals")]
    assert deals.kind == "declared"
    assert says in deals.says
    # What was recorded is made again all the same, from the answer.
    assert {one.kind for one in found.differences} == {"declared"}


async def test_a_call_that_was_not_recorded_is_a_difference(
    make_config: MakeConfig, project: Path
) -> None:
    """The second page is not in the recording: that is named with its code, nothing breaks."""
    config, run = await _crm(make_config, project)
    calls = _calls(config, run)
    _put_back(config, run, [call for call in calls if b"Deal 3" not in call.body])
    found = replay(world_of(config), run)
    first = found.differences[0]
    assert (first.part, first.now) == ("calls of crm.deals", "ERR_CALL_NOT_RECORDED")
    assert "after=2" in first.says
    assert KEY not in str(found)
    (note,) = found.notes
    assert "after=4" in note


async def test_no_secret_is_in_any_byte_of_a_recording(
    make_config: MakeConfig, project: Path, tmp_path: Path
) -> None:
    """A credential in the path, a header, an echo and an error is in no file that was written."""
    config, run = await _crm(make_config, project)
    calls = _calls(config, run)
    everything = b"".join(
        part for call in calls for part in (call.asked, call.head, call.body)
    ) + b"".join(file.read_bytes() for file in (tmp_path / "state").rglob("*") if file.is_file())
    for spelling in (KEY, "canary%2FKey%2B4711", "canary\\/Key+4711"):
        assert spelling.encode() not in everything
    # Positive control: the credential did come back, and what stands there now says so.
    assert b'"echo": "Bearer [secret]"' in calls[-1].body
    assert b"[secret]/deals" in calls[-1].asked
    with open_runs(world_of(config)) as store:
        assert store.caught == 0


async def test_without_the_redactor_the_secret_would_be_found(
    make_config: MakeConfig, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Positive control: bytes that are handed over as they came do hold the credential."""
    handed: list[bytes] = []
    clean = taping.body_bytes

    def seen(body: bytes, redactor: object) -> bytes:
        handed.append(body)
        return clean(body, redactor)  # type: ignore[arg-type]

    monkeypatch.setattr("operatoros.app.keeping.body_bytes", seen)
    await _crm(make_config, project)
    assert any(KEY.encode() in body for body in handed)


SERVER = """\
import json, sys
from mcp.server import MCPServer
server = MCPServer("notes")

@server.tool()
def notes(tag: str) -> list[dict]:
    "List notes."
    return [{"id": n, "title": f"Note {n} of {tag}", "weight": 0.1 * n} for n in range(3)]

@server.tool()
def fails() -> str:
    "Fail."
    print("gone wrong", file=sys.stderr, flush=True)
    raise ValueError("no notes today")

server.run("stdio")
"""


def _notes(project: Path) -> None:
    (project / "server.py").write_text(SERVER, encoding="utf-8")
    (project / "connectors" / "notes.yaml").write_text(
        "id: notes\nname: Notes\ntype: mcp\n"
        f"mcp: {{command: {json.dumps(sys.executable)}, args: [server.py]}}\n"
        "fetches:\n  notes: {tool: notes, args: {tag: red}}\n  fails: {tool: fails}\n",
        encoding="utf-8",
    )
    _operator(project, "{connector: notes, fetch: notes}", "{connector: notes, fetch: fails}")


def _git(project: Path) -> None:
    repository = Repository(project)
    repository.git("add", "deals.csv")
    repository.git("commit", "--quiet", "-m", "The deals", env={
        "GIT_COMMITTER_DATE": "2026-11-20T10:00:00+01:00",
        "GIT_AUTHOR_DATE": "2026-11-20T10:00:00+01:00",
    })  # fmt: skip
    _operator(
        project,
        "{connector: git, fetch: log, params: {days_back: 3650}}",
        "{connector: git, fetch: authors, params: {days_back: 3650}}",
        "{connector: git, fetch: log, id: none, params: {days_back: 30, branch: gone}}",
    )


def _files(project: Path) -> None:
    _operator(
        project,
        "{connector: files, fetch: read, params: {path: deals.csv}}",
        "{connector: files, fetch: list, params: {glob: '*.csv'}}",
        "{connector: files, fetch: search, params: {query: blue}}",
        "{connector: files, fetch: read, id: none, params: {path: gone.txt}}",
    )


def _table(project: Path) -> None:
    _operator(project, "{connector: exports, fetch: deals}")


@pytest.mark.parametrize("lay_out", [_notes, _git, _files, _table])
async def test_other_ways_to_the_outside_are_recorded_too(
    make_config: MakeConfig, project: Path, lay_out: Callable[[Path], None]
) -> None:
    """Tools of a server, git, files and tables are read again when all of them are gone."""
    lay_out(project)
    config = make_config()
    run = await _run(config)
    with open_runs(world_of(config)) as store:
        assert any(line.records for line in store.get(run).coverage)
        known = {line.source for line in store.get(run).coverage}
    for name in ("server.py", "deals.csv"):
        (project / name).unlink(missing_ok=True)
    if (project / ".git").exists():
        (project / ".git").rename(project / "not-git")
    found = replay(world_of(config), run)
    assert found.differences == ()
    assert found.notes == ()
    assert {f"answer of {source}" for source in known} <= set(found.compared)
    # Positive control: without the recording nothing of it could be made again.
    _put_back(config, run, [])
    assert "ERR_CALL_NOT_RECORDED" in {one.now for one in replay(world_of(config), run).differences}


async def test_an_export_in_the_place_of_a_source_is_read_again(
    make_config: MakeConfig, project: Path, tmp_path: Path
) -> None:
    """`--from` reads any file; its bytes are recorded, its folder is not."""
    _operator(project, "{connector: exports, fetch: deals}")
    export = tmp_path / "elsewhere" / "export.csv"
    export.parent.mkdir()
    export.write_text((project / "deals.csv").read_text(encoding="utf-8"), encoding="utf-8")
    config = make_config()
    options = RunOptions(operator="all", model="none", replaced={"exports.deals": str(export)})
    run = (await briefings.run(options, config, _ignore, _no)).run.run
    export.unlink()
    found = replay(world_of(config), run)
    assert found.differences == ()
    assert "answer of exports.deals" in found.compared
    assert "elsewhere" not in str(_calls(config, run))


async def test_a_source_that_ran_out_of_time_is_taken_as_it_was(
    make_config: MakeConfig, project: Path
) -> None:
    """Where a fetch was ended from outside, its answer counts and a note says why."""
    _operator(project, "{connector: exports, fetch: deals}")
    config = make_config()
    run = await _run(config)
    with open_runs(world_of(config)) as store:
        store.save_stage(run, TAPE, {"cut": {"exports": "it ran out of time"}})
    (project / "deals.csv").unlink()
    found = replay(world_of(config), run)
    assert found.differences == ()
    assert "answer of exports.deals" not in found.compared
    assert "ran out of time" in found.notes[0]


async def test_more_than_is_kept_is_said(
    make_config: MakeConfig, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the limit a connector's calls are not kept; the replay rests on its answer."""
    monkeypatch.setattr(taping.Recording.__init__, "__kwdefaults__", {"most": 10})
    _operator(project, "{connector: exports, fetch: deals}")
    config = make_config()
    run = await _run(config)
    assert _calls(config, run) == ()
    found = replay(world_of(config), run)
    assert found.differences == ()
    assert "more than is kept" in found.notes[0]


async def test_a_run_of_a_version_that_recorded_no_calls_rests_on_its_answers(
    make_config: MakeConfig, project: Path
) -> None:
    """Older runs are made again from one answer a source, as before, and a note says so."""
    _operator(project, "{connector: exports, fetch: deals}")
    config = make_config()
    run = await _run(config)
    with open_runs(world_of(config)) as store:
        store.save_stage(run, TAPE, None)
    _put_back(config, run, [])
    (project / "deals.csv").unlink()
    found = replay(world_of(config), run)
    assert found.differences == ()
    assert "older than recorded calls" in found.notes[0]
    with open_runs(world_of(config)) as store:
        assert recorded(store, run).no_calls


async def test_silence_is_silence_again_and_at_once(make_config: MakeConfig, project: Path) -> None:
    """A service and a server that never answered run out of time again, without the waiting."""
    _notes(project)
    _operator(
        project,
        "{connector: crm, fetch: deals, timeout_s: 0.3}",
        "{connector: notes, fetch: hangs, timeout_s: 0.3}",
    )
    server = (project / "server.py").read_text(encoding="utf-8")
    hanging = (
        "async def hangs() -> str:\n    'Hang.'\n    await __import__('anyio').sleep_forever()"
    )
    text = server.replace("server.run", f"@server.tool()\n{hanging}\n\nserver.run")
    (project / "server.py").write_text(text, encoding="utf-8")
    file = project / "connectors" / "notes.yaml"
    declared = file.read_text(encoding="utf-8")
    file.write_text(f"{declared}  hangs: {{tool: hangs}}\n", encoding="utf-8")
    config = make_config(CRM_API_KEY=KEY)
    async with serving(hangs) as crm:
        file = project / "connectors" / "crm.yaml"
        file.write_text(CRM.format(url=crm.url), encoding="utf-8")
        run = await _run(config)
    with open_runs(world_of(config)) as store:
        kept = recorded(store, run)
    codes = [one.error.code for one in kept.fetched if one.error]
    assert codes == ["ERR_SOURCE_TIMEOUT"] * 2
    start = anyio.current_time()
    found = replay(world_of(config), run)
    assert anyio.current_time() - start < 10
    assert found.differences == ()
    # On a machine that is too busy to keep time a fetch is ended from outside, and that is noted.
    told = [*found.compared, *found.notes]
    for source in ("crm.deals", "notes.hangs"):
        assert any(f"of {source}" in text for text in told)


HUBSPOT = """\
id: hubspot
name: HubSpot
type: mcp
mcp: {{module: hubspot, base_url: "{url}"}}
fetches:
  deals: {{tool: get_open_deals_with_owners}}
auth: {{type: token, fields: {{accessToken: {{label: Key}}}}}}
"""


async def test_a_call_that_its_connector_gave_up_is_given_up_again(
    make_config: MakeConfig, project: Path
) -> None:
    """Deals are refused, so the look-ups beside them are dropped: in the replay as in the run."""
    _operator(project, "{connector: hubspot, fetch: deals}")
    config = make_config(HUBSPOT_ACCESS_TOKEN="pat-na1-canary-4711")

    async def script(stream: SocketStream, head: bytes, number: int) -> None:
        if head.startswith(b"POST"):
            await stream.send(http(403, b'{"message": "no"}'))
        else:
            await anyio.sleep_forever()

    async with serving(script) as hubspot:
        file = project / "connectors" / "hubspot.yaml"
        file.write_text(HUBSPOT.format(url=hubspot.url), encoding="utf-8")
        run = await _run(config)
    heads = [json.loads(call.head) for call in _calls(config, run)]
    assert {"unanswered": True} in heads
    start = anyio.current_time()
    found = replay(world_of(config), run)
    assert anyio.current_time() - start < 10
    assert found.differences == ()
    assert "answer of hubspot.deals" in found.compared


async def test_who_was_forgotten_is_in_no_call_and_the_run_is_the_same(
    make_config: MakeConfig, project: Path, tmp_path: Path
) -> None:
    """Calls that may tell of a person are thrown away whole; from the answers a replay agrees."""
    name = "Ada Lovelace"
    _operator(project, "{connector: crm, fetch: people}")
    config = make_config(CRM_API_KEY=KEY)
    rows = [{"id": "1", "owner": name}, {"id": "2", "owner": "Bob Roy"}]
    said = Says({"items": rows}, headers={"Link": "</people?of=Ada%20Lovelace>; rel=last"})
    async with service({"GET /people": [said]}) as crm:
        text = CRM.format(url=crm.url) + (
            "  people:\n    endpoint: GET /people\n"
            "    record: {noun: people, key: id, title: owner, people: [owner]}\n"
        )
        (project / "connectors" / "crm.yaml").write_text(text, encoding="utf-8")
        run = await _run(config)
    before = b"".join(part for c in _calls(config, run) for part in (c.asked, c.head, c.body))
    assert before.count(b"Ada") == 2
    forgetting.forget(world_of(config), [name])
    assert _calls(config, run) == ()
    assert replay(world_of(config), run).differences == ()
    assert not any(
        b"Ada Lovelace" in file.read_bytes()
        for file in (tmp_path / "state").rglob("operatoros.db*")
    )
