"""policy.yaml to rules, each with file and line.

    version: 1
    auto_read_bytes: 200000
    rules:
      - allow: [fs.read, fs.readSlice, fs.search]
        path: docs/**
      - allow: fs.write
        path: notes/**
        writes: undoable
      - deny: fs.*
        path: archive/**
        because: the archive is kept as it is

What cannot be read asks for everything: a deny rule with a typing mistake must not become a
rule that is not there.
"""

from __future__ import annotations

import hashlib
import os
import re
from typing import TYPE_CHECKING, cast

from operatoros.errors import InvalidInput
from operatoros.review.policy import AUTO_READ_BYTES, Effect, Policy, Rule

if TYPE_CHECKING:
    from operatoros.catalog.yamldoc import Document, Node

FILE = "policy.yaml"
_EFFECTS = ("deny", "ask", "allow")
_KEYS = (*_EFFECTS, "path", "writes", "because")
_ACTION = re.compile(r"[A-Za-z.*]{1,64}")
_MOST_BYTES = 1_048_576
_MOST_RULES = 1_000

CODES = {
    "ERR_POLICY_KEY": "A key of policy.yaml means nothing at its place, or is missing.",
    "ERR_POLICY_VALUE": "A value of policy.yaml is not in the allowed form.",
    "ERR_POLICY_READ": "policy.yaml cannot be read from the disk.",
}


class PolicyInvalid(InvalidInput):
    """policy.yaml says something that is no rule. Raised by: check_policy."""

    code = "ERR_POLICY_INVALID"

    def __init__(self, *, file: str, problems: tuple[str, ...]) -> None:
        super().__init__(
            "\n".join(problems),
            hint="until it is mended, every command waits for a person",
            details={"file": file, "problems": list(problems)},
        )


def load_policy(file: str) -> Policy:
    """Return a person's policy; no file means no rules, a broken one a banner.

    Args:
        file: Path of policy.yaml.

    Raises:
        Nothing. What is wrong stands in `banner`.
    """
    policy, problems = _load(file)
    if not problems:
        return policy
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return Policy(
        file=file,
        auto_read_bytes=0,
        banner=f"{problems[0]}{more}",
        fingerprint=policy.fingerprint,
    )


def check_policy(file: str) -> Policy:
    """Return a person's policy.

    Raises:
        PolicyInvalid: with every problem, each as file:line:column.
    """
    policy, problems = _load(file)
    if problems:
        raise PolicyInvalid(file=file, problems=tuple(problems))
    return policy


def _load(file: str) -> tuple[Policy, list[str]]:
    try:
        with open(file, "rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return Policy(file=file, fingerprint="none"), []
    except OSError as exc:
        problem = f"{file}: error[ERR_POLICY_READ]: {os.strerror(exc.errno or 0)}"
        return Policy(file=file, fingerprint="unreadable"), [problem]
    # The YAML reader costs start-up time: only people with a policy pay for it.
    from operatoros.catalog.yamldoc import read_yaml

    fingerprint = hashlib.sha256(data).hexdigest()
    document = read_yaml(data, file=file)
    reading = _Reading(document)
    if document.root is not None and not document.problems:
        reading.read(document.root)
    policy = Policy(
        file=file,
        rules=tuple(reading.rules),
        auto_read_bytes=reading.auto_read_bytes,
        fingerprint=fingerprint,
    )
    return policy, [problem.render().split("\n", maxsplit=1)[0] for problem in document.problems]


class _Reading:
    """Turns the nodes of a policy into rules, noting what is wrong in the document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rules: list[Rule] = []
        self.auto_read_bytes = AUTO_READ_BYTES

    def read(self, root: Node) -> None:
        if root.kind != "mapping":
            self._wrong("ERR_POLICY_VALUE", root, "a policy is `version: 1` and `rules:`")
            return
        for key, node in root.entries.items():
            if key not in ("version", "rules", "auto_read_bytes"):
                self._wrong("ERR_POLICY_KEY", node, f"the key {key!r} means nothing here")
        version = root.entries.get("version")
        if version is None:
            self._wrong("ERR_POLICY_KEY", root, "`version: 1` is missing")
        elif version.value != 1:
            self._wrong("ERR_POLICY_VALUE", version, "the only version is 1")
        self._budget(root.entries.get("auto_read_bytes"))
        rules = root.entries.get("rules")
        if rules is None:
            return
        if rules.kind != "list" or len(rules.items) > _MOST_RULES:
            self._wrong("ERR_POLICY_VALUE", rules, f"rules are a list of at most {_MOST_RULES}")
            return
        for item in rules.items:
            self._rule(item)

    def _budget(self, node: Node | None) -> None:
        if node is None:
            return
        if isinstance(node.value, bool) or not isinstance(node.value, int) or node.value < 0:
            self._wrong("ERR_POLICY_VALUE", node, "auto_read_bytes is a number of bytes")
            return
        self.auto_read_bytes = node.value

    def _rule(self, node: Node) -> None:
        before = len(self.document.problems)
        if node.kind != "mapping":
            self._wrong("ERR_POLICY_VALUE", node, "a rule is `deny:`, `ask:` or `allow:` with keys")
            return
        for key, value in node.entries.items():
            if key not in _KEYS:
                self._wrong("ERR_POLICY_KEY", value, f"a rule does not know the key {key!r}")
        effects = [effect for effect in _EFFECTS if effect in node.entries]
        if len(effects) != 1:
            self._wrong("ERR_POLICY_KEY", node, "a rule has exactly one of deny, ask, allow")
            return
        actions = self._texts(node.entries[effects[0]])
        for action in actions:
            if not _ACTION.fullmatch(action) or not self._known(action):
                self._wrong(
                    "ERR_POLICY_VALUE",
                    node.entries[effects[0]],
                    f"no action is called {action!r}; write fs.read, fs.* or '*'",
                )
        paths = self._texts(node.entries["path"]) if "path" in node.entries else ()
        for path in paths:
            if not _is_glob(path):
                self._wrong(
                    "ERR_POLICY_VALUE",
                    node.entries["path"],
                    f"{path!r} is no glob beneath the workspace, such as notes/** or **/*.md",
                )
        writes = self._writes(node, effects[0], paths)
        if len(self.document.problems) > before:
            return
        self.rules.append(
            Rule(
                effect=cast("Effect", effects[0]),
                actions=actions,
                paths=paths,
                undoable_writes=writes,
                because=node.entries["because"].text if "because" in node.entries else "",
                place=self.document.place(node),
            )
        )

    def _writes(self, node: Node, effect: str, paths: tuple[str, ...]) -> bool:
        writes = node.entries.get("writes")
        if writes is None:
            return False
        if writes.text != "undoable" or effect != "allow":
            self._wrong("ERR_POLICY_VALUE", writes, "only `writes: undoable` of an allow rule")
            return False
        if not paths or any(not _is_named(path) for path in paths):
            message = "allowed writes need a `path` that begins with a folder's name, not with *"
            self._wrong("ERR_POLICY_VALUE", writes, message)
        return True

    def _texts(self, node: Node) -> tuple[str, ...]:
        nodes = node.items if node.kind == "list" else [node]
        if not nodes or any(item.kind != "scalar" or not item.text for item in nodes):
            self._wrong("ERR_POLICY_VALUE", node, "a text or a list of texts belongs here")
            return ()
        return tuple(item.text for item in nodes)

    @staticmethod
    def _known(action: str) -> bool:
        from operatoros.protocol.actions import ACTIONS
        from operatoros.review.policy import Question, applies

        rule = Rule(effect="ask", actions=(action,))
        return any(applies(rule, Question(action=name, risk="r")) for name in ACTIONS)

    def _wrong(self, code: str, node: Node, message: str) -> None:
        hint = "see docs/acting.md for the form of policy.yaml"
        self.document.report(code, node.line, node.column, message, hint)


def _is_glob(path: str) -> bool:
    names = path.split("/")
    return not (
        path.startswith(("/", "~", "!"))
        or "\\" in path
        or any(name in ("", ".", "..") for name in names)
        or any("**" in name and name != "**" for name in names)
    )


def _is_named(path: str) -> bool:
    return "*" not in path.split("/")[0]
