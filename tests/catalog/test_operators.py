"""Operator files: what loads, what it becomes, what is refused."""

from __future__ import annotations

import pytest
from tests.growth import TIMES, assert_linear

from operatoros.catalog.operators import parse_operator, read_operator
from operatoros.catalog.problems import CatalogInvalid

LEAST = """\
id: pulse
name: Pulse
sources:
  - connector: git
    fetch: log
"""


def test_no_marked_task_means_the_first() -> None:
    """Without `default: true` the first task is the default."""
    operator = parse_operator(LEAST + "tasks:\n  b: {prompt: x}\n  a: {prompt: y}\n", file="x.yaml")
    assert operator.default_task.id == "b"


def test_a_marked_task_wins() -> None:
    """`default: true` on a later task makes it the default."""
    operator = parse_operator(
        LEAST + "tasks:\n  b: {prompt: x}\n  a: {prompt: y, default: true}\n", file="x.yaml"
    )
    assert operator.default_task.id == "a"


def test_briefing_is_one_default_task() -> None:
    """The older `briefing.prompt` is read as one default task."""
    operator = parse_operator(LEAST + "briefing:\n  prompt: What happened?\n", file="x.yaml")
    assert list(operator.tasks) == ["briefing"]
    assert operator.default_task.prompt == "What happened?"


def test_everything_wrong_is_told_at_once() -> None:
    """Three mistakes in one file are three problems, each at its own place."""
    text = LEAST.replace("fetch:", "fetsh:") + "taskz: {}\nmask: all\n"
    with pytest.raises(CatalogInvalid) as caught:
        parse_operator(text, file="x.yaml")
    found = {(p.code, p.place.line, p.place.column) for p in caught.value.problems}
    assert found >= {
        ("ERR_CATALOG_KEY_UNKNOWN", 5, 5),
        ("ERR_CATALOG_KEY_UNKNOWN", 6, 1),
        ("ERR_CATALOG_VALUE", 7, 7),
    }
    assert caught.value.code == "ERR_CATALOG_INVALID"
    assert "x.yaml:5:5: error[ERR_CATALOG_KEY_UNKNOWN]" in caught.value.render()


def test_the_nearest_key_is_named() -> None:
    """An unknown key is answered with the legal key that was probably meant."""
    _, problems = read_operator(LEAST.replace("fetch:", "fetsh:"), file="x.yaml")
    unknown = next(p for p in problems if p.code == "ERR_CATALOG_KEY_UNKNOWN")
    assert "'fetch'" in unknown.hint


def test_ids_of_sources_are_unique_without_being_written() -> None:
    """Repeated sources get -2, -3; a written id is never taken twice."""
    text = """\
id: x
name: X
sources:
  - {connector: git, fetch: log}
  - {connector: git, fetch: log}
  - {connector: git, fetch: log, id: git.log}
  - {connector: git, fetch: log}
briefing: {prompt: p}
"""
    operator = parse_operator(text, file="x.yaml")
    assert [source.id for source in operator.sources] == [
        "git.log-2",
        "git.log-3",
        "git.log",
        "git.log-4",
    ]


def test_sources_of_one_name_are_told_apart() -> None:
    """Each says its number or its id; a name of its own stays what it is."""
    text = """\
id: x
name: X
sources:
  - {connector: git, fetch: log}
  - {connector: git, fetch: log}
  - {connector: git, fetch: log, id: old}
  - {connector: git, fetch: log, name: New}
briefing: {prompt: p}
"""
    operator = parse_operator(text, file="x.yaml")
    names = [source.name for source in operator.sources]
    assert names == ["git log (1)", "git log (2)", "git log (old)", "New"]


def test_a_legacy_source_becomes_an_anonymous_connector() -> None:
    """`connection`, `tool`, `args` work as before; $NAME in env is that variable and no other."""
    text = """\
id: old
name: Old
sources:
  - id: notes
    name: My notes
    connection:
      command: npx
      args: ["-y", "@modelcontextprotocol/server-filesystem", "notes"]
      env: {TOKEN: $NOTES_TOKEN, MODE: fast}
    tool: read_file
    args: {path: notes.txt}
  - id: more
    connection:
      command: npx
      args: ["-y", "@modelcontextprotocol/server-filesystem", "notes"]
      env: {TOKEN: $NOTES_TOKEN, MODE: fast}
    tool: list_directory
briefing: {prompt: p}
"""
    operator = parse_operator(text, file="x.yaml")
    notes, more = operator.sources
    assert notes.inline is not None
    assert notes.inline.mcp is not None
    assert notes.inline.mcp.env == {"TOKEN": "{{credentials.NOTES_TOKEN}}", "MODE": "fast"}
    assert [field.env for field in notes.inline.credentials] == ["NOTES_TOKEN"]
    assert notes.inline.fetches["read_file"].args == {"path": "notes.txt"}
    assert (notes.id, notes.name, notes.fetch) == ("notes", "My notes", "read_file")
    assert notes.connector == more.connector, "equal connections share one server"


@pytest.mark.parametrize(
    "name", ["ANTHROPIC_API_KEY", "OPERATOR_API_KEY", "operatoros_home", "OPENAI_API_KEY"]
)
def test_a_legacy_source_cannot_take_our_keys(name: str) -> None:
    """A connection that asks for a variable of ours is refused."""
    text = f"""\
id: old
name: Old
sources:
  - id: notes
    connection: {{command: x, env: {{TOKEN: ${name}}}}}
    tool: read_file
briefing: {{prompt: p}}
"""
    _, problems = read_operator(text, file="x.yaml")
    assert [p.code for p in problems] == ["ERR_VARIABLE_RESERVED"]


def test_facts_become_rules() -> None:
    """The closed vocabulary of facts is read as written; a bare value means equals."""
    text = """\
id: deals
name: Deals
sources:
  - {connector: hubspot, fetch: open_deals}
  - {connector: gong, fetch: recent_calls}
facts:
  stale_deals:
    from: hubspot.open_deals
    where: {amount: {gte: 50000}, stage: open}
    without: {in: gong.recent_calls, match: company, within: 14d}
    sum: amount
briefing: {prompt: p}
"""
    (rule,) = parse_operator(text, file="x.yaml").facts
    assert rule.source == "hubspot.open_deals"
    assert rule.where == {"amount": {"gte": 50000}, "stage": {"eq": "open"}}
    assert rule.without == {"in": "gong.recent_calls", "match": "company", "within": "14d"}
    assert (rule.sum, rule.with_) == ("amount", {})


def test_values_keep_their_types() -> None:
    """Numbers, booleans, lists and words of source params arrive as written."""
    text = LEAST + "    params: {n: 7, f: 1.5, b: true, l: [a, 1], s: 'no', d: 2026-01-31}\n"
    (source,) = parse_operator(text + "briefing: {prompt: p}\n", file="x.yaml").sources
    assert source.params == {
        "n": 7,
        "f": 1.5,
        "b": True,
        "l": ["a", 1],
        "s": "no",
        "d": "2026-01-31",
    }


def test_the_prompt_may_name_declared_parameters_only() -> None:
    """{{params.x}} must be declared; its place in a prompt is told to the column."""
    text = (
        LEAST + "params: {days: {type: integer}}\nbriefing:\n  prompt: |\n    Of {{params.dayz}}\n"
    )
    _, problems = read_operator(text, file="x.yaml")
    (problem,) = problems
    assert (problem.code, problem.place.line, problem.place.column) == (
        "ERR_TEMPLATE_UNKNOWN",
        9,
        8,
    )
    assert "'days'" in problem.hint


def test_keys_cannot_write_to_the_terminal() -> None:
    """An escape sequence in a key is shown as text wherever the key is named."""
    text = LEAST + 'tasks:\n  "t\\e[31m": {prompt: 3}\n  "u\\u202e": {prompts: x}\n'
    _, problems = read_operator(text, file="x\x1b[2J.yaml")
    assert problems
    told = CatalogInvalid("x\x1b[2J.yaml", problems)
    for said in (told.message, told.hint, told.render()):
        assert "\x1b" not in said
        assert "\u202e" not in said


def test_very_many_mistakes_cost_little() -> None:
    """Thousands of unknown names in one prompt end after the first hundred."""

    def mistaken(times: int) -> str:
        prompt = "{{params.nope}} " * times
        keys = "".join(f"unknown{n}: 1\n" for n in range(times))
        return LEAST + f"briefing:\n  prompt: '{prompt}'\n" + keys

    def read(text: str) -> None:
        _, problems = read_operator(text, file="x.yaml")
        assert len(problems) == 100

    assert_linear(read, mistaken(6_000 // TIMES), mistaken(6_000))


def test_ten_thousand_equal_sources_cost_little() -> None:
    """Ids of repeated sources are counted, not searched."""
    head = "id: x\nname: X\nbriefing: {prompt: p}\nsources:\n"
    source = "  - {connector: a, fetch: b}\n"

    def read(times: range) -> None:
        operator = parse_operator(head + source * len(times), file="x.yaml")
        assert operator.sources[-1].id == f"a.b-{len(times)}"

    assert_linear(read, range(4_000 // TIMES), range(4_000))
