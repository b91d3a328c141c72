"""Lanes: deny > ask > allow; as shipped everything waits (W14)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from operatoros.catalog.declared import Place
from operatoros.review.entries import Reason
from operatoros.review.policy import (
    BULK_CHANGES,
    BULK_DELETES,
    BULK_FILES,
    Policy,
    Question,
    Rule,
    applies,
    decide,
    denied_below,
    near_miss,
)

READ = Question(action="fs.read", risk="r", paths=("docs/a.md",), signed=True)
WRITE = Question(action="fs.write", risk="w", paths=("notes/a.txt",), signed=True)
DELETE = Question(action="fs.delete", risk="d", paths=("notes/a.txt",), signed=True)


def _policy(*rules: Rule, **more: object) -> Policy:
    return replace(Policy(file="policy.yaml", rules=rules), **more)  # type: ignore[arg-type]  # fields of Policy


def _allow(*actions: str, paths: tuple[str, ...] = (), writes: bool = False) -> Rule:
    return Rule(effect="allow", actions=actions, paths=paths, undoable_writes=writes)


@pytest.mark.parametrize("question", [READ, WRITE, DELETE], ids=lambda q: q.action)
def test_as_shipped_everything_waits_for_a_person(question: Question) -> None:
    """Without rules reads, changes and deletes are all in the review lane."""
    decision = decide(_policy(), question)
    assert (decision.lane, decision.denied, decision.attended) == ("review", False, False)


def test_an_allowed_read_runs_by_itself_and_its_twin_waits() -> None:
    """A read under an allowed glob is auto; beside the glob it waits."""
    policy = _policy(_allow("fs.read", paths=("docs/**",)))
    assert decide(policy, READ).lane == "auto"
    assert decide(policy, replace(READ, paths=("src/a.md",))).lane == "review"


def test_the_rule_that_decided_is_named_with_file_and_line() -> None:
    """A decision carries its rule, and the rule says where it stands."""
    rule = replace(_allow("fs.read"), place=Place(file="p.yaml", line=7, column=5))
    decision = decide(_policy(rule), READ)
    assert decision.rule == rule
    assert "p.yaml:7" in decision.reasons[0].text


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_deny_wins_over_ask_over_allow_in_any_order(order: tuple[int, ...]) -> None:
    """The order of the file does not matter: deny, then ask, then allow."""
    rules = (
        _allow("fs.*"),
        Rule(effect="ask", actions=("fs.read",), paths=("docs/secret*",)),
        Rule(effect="deny", actions=("*",), paths=("docs/secret/**",)),
    )
    policy = _policy(*(rules[at] for at in order))
    assert decide(policy, READ).lane == "auto"
    asked = decide(policy, replace(READ, paths=("docs/secret.md",)))
    assert (asked.lane, asked.attended) == ("review", True)
    assert decide(policy, replace(READ, paths=("docs/secret/x",))).denied


def test_deletes_are_never_allowed_by_a_rule() -> None:
    """Even `allow: *` with undoable writes leaves a delete in review."""
    policy = _policy(_allow("*", paths=("notes/**",), writes=True))
    assert decide(policy, WRITE).lane == "auto"
    assert decide(policy, DELETE).lane == "review"


def test_writes_need_to_be_allowed_by_name() -> None:
    """An allow rule without `writes: undoable` covers reads only."""
    assert decide(_policy(_allow("*", paths=("notes/**",))), WRITE).lane == "review"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"signed": False}, "unsigned"),
        ({"reused": True}, "reused_id"),
        ({"again": True}, "again"),
        ({"badges": (Reason(code="secret", text="x"),)}, "secret"),
        ({"echo": "crm"}, "echo"),
        ({"conflict": True}, "conflict"),
        ({"unshown": "too large"}, "unshown"),
    ],
)
def test_what_is_odd_never_runs_by_itself(change: dict[str, object], code: str) -> None:
    """A signed, plain read is auto under its rule; each oddity alone takes that away (P17, W14)."""
    policy = _policy(_allow("*"))
    assert decide(policy, READ).lane == "auto"
    decision = decide(policy, replace(READ, **change))  # type: ignore[arg-type]  # fields of Question
    assert decision.lane != "auto"
    assert decision.reasons[0].code == code


def test_an_unreadable_policy_asks_for_everything() -> None:
    """With a banner nothing is auto, and `--yes` covers nothing (W14)."""
    policy = _policy(_allow("*"), banner="line 3: broken")
    for question in (READ, WRITE, DELETE):
        decision = decide(policy, question)
        assert decision.lane != "auto"
        assert decision.attended


def test_the_byte_budget_of_a_chat_ends_auto_reads() -> None:
    """Reads are auto up to the budget and wait beyond it."""
    policy = _policy(_allow("fs.read"), auto_read_bytes=1_000)
    assert decide(policy, replace(READ, read_bytes=600, spent=400)).lane == "auto"
    over = decide(policy, replace(READ, read_bytes=601, spent=400))
    assert (over.lane, over.reasons[0].code) == ("review", "budget")


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (replace(DELETE, files=2), "bulk"),
        (replace(DELETE, deletes=BULK_DELETES + 1), "bulk"),
        (replace(WRITE, files=BULK_FILES + 1), "bulk"),
        (replace(WRITE, changes=BULK_CHANGES + 1), "bulk"),
        (replace(WRITE, undoable=False), "not_undoable"),
        (replace(WRITE, echo="hubspot: deals"), "echo"),
        (replace(WRITE, paths=(".gitmodules",)), "near_miss"),
    ],
)
def test_the_stop_lane(question: Question, code: str) -> None:
    """Bulk, echoes and near misses stop; a rule cannot allow them."""
    policy = _policy(_allow("*", paths=("**",), writes=True))
    decision = decide(policy, question)
    assert (decision.lane, decision.attended) == ("stop", True)
    assert code in {reason.code for reason in decision.reasons}


@pytest.mark.parametrize(
    "question",
    [
        replace(DELETE, deletes=BULK_DELETES),
        replace(WRITE, files=BULK_FILES, changes=BULK_CHANGES),
        replace(READ, files=999),
    ],
)
def test_just_below_the_limits_nothing_stops(question: Question) -> None:
    """The twins of the stop lane's cases are in review."""
    assert decide(_policy(), question).lane == "review"


@pytest.mark.parametrize(
    ("pattern", "path", "hit"),
    [
        ("docs/**", "docs/a/b.md", True),
        ("docs/**", "docs", True),
        ("docs/**", "docsx/a", False),
        ("**/*.md", "a.md", True),
        ("**/*.md", "a/b/c.md", True),
        ("**/*.md", "a.mdx", False),
        ("*", "a", True),
        ("*", "a/b", False),
        ("a*c", "abbc", True),
        ("a/**/z", "a/z", True),
        ("a/**/z", "a/b/c/z", True),
        ("Docs/**", "dOCS/a", True),
        ("e\u0301/**", "\u00e9/a", True),
        ("a.b", "aXb", False),
    ],
)
def test_globs_of_deny_rules(pattern: str, path: str, hit: bool) -> None:
    """Deny globs match whole paths, in any case and Unicode form."""
    rule = Rule(effect="deny", actions=("*",), paths=(pattern,))
    assert applies(rule, replace(READ, paths=(path,))) is hit


def test_allow_globs_take_the_path_exactly_as_it_is() -> None:
    """`docs/**` does not allow `Docs/x`: on this disk that is another folder."""
    rule = _allow("fs.read", paths=("docs/**",))
    assert applies(rule, replace(READ, paths=("docs/x",)))
    assert not applies(rule, replace(READ, paths=("Docs/x",)))


def test_an_allowed_folder_read_must_be_covered_to_its_depth() -> None:
    """Listing or searching a folder is allowed only where the glob covers all below it."""
    search = Question(action="fs.searchTree", risk="r", paths=("docs",), whole=True, signed=True)
    assert applies(_allow("*", paths=("docs/**",)), search)
    assert applies(_allow("*", paths=("**",)), replace(search, paths=(".",)))
    assert not applies(_allow("*", paths=("docs/*",)), search)
    assert not applies(_allow("*", paths=("docs/**",)), replace(search, paths=(".",)))


def test_every_path_of_a_command_counts() -> None:
    """A move is denied if either end is, and allowed only if both are."""
    move = Question(action="fs.move", risk="w", paths=("notes/a", "archive/a"), signed=True)
    deny = Rule(effect="deny", actions=("*",), paths=("archive/**",))
    assert decide(_policy(deny), move).denied
    assert not applies(_allow("*", paths=("notes/**",), writes=True), move)
    assert applies(_allow("*", paths=("notes/**", "archive/**"), writes=True), move)


def test_denied_files_below_a_folder_are_found_one_by_one() -> None:
    """Results of folder reads are filtered by the same rules."""
    deny = Rule(effect="deny", actions=("fs.searchTree",), paths=("private/**",))
    assert denied_below(_policy(deny), "fs.searchTree", "private/x") == deny
    assert denied_below(_policy(deny), "fs.searchTree", "public/x") is None
    assert denied_below(_policy(deny), "fs.list", "private/x") is None


@pytest.mark.parametrize(
    ("path", "near"),
    [
        (".gitmodules", True),
        ("a/.gitattributes", True),
        (".git_/config", True),
        ("\uff0egit/config", True),
        (".g\u0456t/x", True),
        (".GIT-/hooks", True),
        (".gitignore", False),
        ("git/readme.md", False),
        (".github/workflows/ci.yml", False),
        ("src/digit.py", False),
        ("src/gitter.py", False),
    ],
)
def test_near_misses_of_what_is_never_changed(path: str, near: bool) -> None:
    """Names drawn or written like git's own are found; ordinary names are not."""
    assert bool(near_miss(path)) is near


def test_a_hostile_glob_stays_quick() -> None:
    """Sixty stars against a long path decide at once."""
    rule = Rule(effect="deny", actions=("*",), paths=("**/" * 20 + "*a" * 20 + "b",))
    assert not applies(rule, replace(READ, paths=("a/" * 400 + "a" * 200,)))
