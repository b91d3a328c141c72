"""One frozen Config, built once: defaults < config.toml < .env.local < environment < flags.

This is the only module that reads the environment. Each setting is a row of `SETTINGS` with its
unit, default, range and meaning; `operatoros config --show-origin` prints the rows with where
each value came from. Adapters get their own few arguments, not the Config.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from operatoros.envfile import read_env_file
from operatoros.errors import InvalidInput
from operatoros.secrets import Secret

Value = str | int | float | bool | Secret
_PLATFORM: str = sys.platform


class SettingInvalid(InvalidInput):
    """A setting has a value outside its range. Raised by: load."""

    code = "ERR_SETTING_INVALID"

    def __init__(self, *, name: str, origin: str, text: str, want: str) -> None:
        super().__init__(
            f"setting {name!r} from {origin} is {text!r}",
            hint=f"give {want}",
            details={"setting": name, "origin": origin},
        )


class SettingsUnreadable(InvalidInput):
    """A settings file cannot be read. Raised by: load."""

    code = "ERR_SETTINGS_UNREADABLE"

    def __init__(self, *, file: str, why: str) -> None:
        super().__init__(
            f"cannot read settings from {file!r}: {why}",
            hint="mend the file, or move it away to start with defaults",
            details={"file": file},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One row of the settings.

    Attributes:
        name: Name in config.toml.
        env: Variable, also read from `.env.local`.
        kind: Type of the value; `secret` is never shown.
        default: Value if nothing sets it.
        low: Smallest number allowed.
        high: Largest number allowed.
        unit: Unit of a number.
        meaning: One sentence.
    """

    name: str
    env: str
    kind: Literal["text", "int", "float", "bool", "secret", "path"]
    default: str | int | float | bool
    meaning: str
    unit: str = ""
    low: float = 0
    high: float = 1e12


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="anthropic_api_key",
        env="ANTHROPIC_API_KEY",
        kind="secret",
        default="",
        meaning="Key for writing with Claude.",
    ),
    Setting(
        name="anthropic_base_url",
        env="ANTHROPIC_BASE_URL",
        kind="text",
        default="",
        meaning="Another address for the Messages API (a proxy); empty means the official one.",
    ),
    Setting(
        name="openai_api_key",
        env="OPENAI_API_KEY",
        kind="secret",
        default="",
        meaning="Key of an OpenAI-compatible endpoint; local ones often want none.",
    ),
    Setting(
        name="openai_base_url",
        env="OPENAI_BASE_URL",
        kind="text",
        default="https://api.openai.com/v1",
        meaning="Address of an OpenAI-compatible endpoint, up to and including /v1.",
    ),
    Setting(
        name="operator_api_key",
        env="OPERATOR_API_KEY",
        kind="secret",
        default="",
        meaning="Key that the web face asks for; without it only this machine is served.",
    ),
    Setting(
        name="start_url",
        env="OPERATOR_START_URL",
        kind="text",
        default="",
        meaning="Address that the chat view opens first; empty means the profile's.",
    ),
    Setting(
        name="llm_id",
        env="OPERATOR_LLM_ID",
        kind="text",
        default="chatgpt",
        meaning="Chat profile used by default.",
    ),
    Setting(
        name="connectors_path",
        env="OPERATOR_CONNECTORS_PATH",
        kind="text",
        default="",
        meaning="Folders with connector files that are looked into first.",
    ),
    Setting(
        name="operators_path",
        env="OPERATOR_OPERATORS_PATH",
        kind="text",
        default="",
        meaning="Folders with operator files that are looked into first.",
    ),
    Setting(
        name="model",
        env="OPERATOROS_MODEL",
        kind="text",
        default="",
        meaning="Who writes by default: claude, claude:ID, chat or none.",
    ),
    Setting(
        name="max_output_tokens",
        env="OPERATOROS_MAX_OUTPUT_TOKENS",
        kind="int",
        default=16_000,
        low=64,
        high=128_000,
        unit="tokens",
        meaning="Most tokens that a model may write for one briefing.",
    ),
    Setting(
        name="budget_tokens",
        env="OPERATOROS_BUDGET_TOKENS",
        kind="int",
        default=60_000,
        low=500,
        high=1_000_000,
        unit="tokens",
        meaning="Most tokens of one prompt.",
    ),
    Setting(
        name="max_cost_usd",
        env="OPERATOROS_MAX_COST",
        kind="float",
        default=0.0,
        high=1_000,
        unit="USD",
        meaning="Most estimated dollars of one run; 0 means no limit of ours.",
    ),
    Setting(
        name="max_records",
        env="OPERATOROS_MAX_RECORDS",
        kind="int",
        default=10_000,
        low=1,
        high=1_000_000,
        unit="records",
        meaning="Most records taken from one source.",
    ),
    Setting(
        name="source_timeout_s",
        env="OPERATOROS_SOURCE_TIMEOUT",
        kind="float",
        default=0.0,
        high=3_600,
        unit="s",
        meaning="Seconds for one source in all; 0 means the connector's own limit.",
    ),
    Setting(
        name="max_in_flight",
        env="OPERATOROS_MAX_IN_FLIGHT",
        kind="int",
        default=100,
        low=1,
        high=1_000,
        unit="requests",
        meaning="Most requests under way at once.",
    ),
    Setting(
        name="paste_limit",
        env="OPERATOROS_PASTE_LIMIT",
        kind="int",
        default=100_000,
        low=1_000,
        high=2_000_000,
        unit="characters",
        meaning="Most characters put into a chat at once.",
    ),
    Setting(
        name="store_url",
        env="OPERATOROS_STORE_URL",
        kind="text",
        default="",
        meaning="Database of the runs; empty means SQLite in the state folder.",
    ),
    Setting(
        name="raw_days",
        env="OPERATOROS_RAW_DAYS",
        kind="int",
        default=30,
        high=100_000,
        unit="days",
        meaning="Days after which `runs prune` throws away calls, answers and events of runs.",
    ),
    Setting(
        name="all_days",
        env="OPERATOROS_ALL_DAYS",
        kind="int",
        default=400,
        high=100_000,
        unit="days",
        meaning="Days after which `runs prune` throws away whole runs.",
    ),
    Setting(
        name="smtp_url",
        env="OPERATOROS_SMTP_URL",
        kind="secret",
        default="",
        meaning="Mail server, smtp://user:password@host:587; without it mails become drafts.",
    ),
    Setting(
        name="mail_from",
        env="OPERATOROS_MAIL_FROM",
        kind="text",
        default="",
        meaning="Address that mails are sent from.",
    ),
    Setting(
        name="slack_webhook",
        env="OPERATOROS_SLACK_WEBHOOK",
        kind="secret",
        default="",
        meaning="Incoming webhook of Slack for --deliver slack; slack:NAME reads ..._NAME.",
    ),
    Setting(
        name="webhook_url",
        env="OPERATOROS_WEBHOOK_URL",
        kind="secret",
        default="",
        meaning="Address for --deliver webhook; webhook:NAME reads ..._NAME.",
    ),
    Setting(
        name="webhook_key",
        env="OPERATOROS_WEBHOOK_KEY",
        kind="secret",
        default="",
        meaning="Signs what is posted to webhooks (HMAC-SHA256); empty leaves the signature out.",
    ),
    Setting(
        name="force_walk",
        env="OPERATOROS_FORCE_WALK",
        kind="bool",
        default=False,
        meaning="Open files by a component walk even where openat2 is there.",
    ),
    Setting(
        name="require_session",
        env="OPERATOROS_REQUIRE_SESSION",
        kind="bool",
        default=False,
        meaning="Refuse commands that do not carry the chat's session token.",
    ),
)
_BY_NAME = {row.name: row for row in SETTINGS}


class Environment(Mapping[str, str]):
    """The process's variables; its `repr` shows none of them."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Environment({len(self._values)} variables)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings, and the two folders that everything belongs to.

    Attributes:
        project: The folder that the person works in (`connectors/`, `config/operators/`).
        home: The state folder (0700): runs, workspaces, credentials.
        environment: Variables of the process.
        env_local: Variables of the project's `.env.local`.
        values: Value by setting name.
        origins: Where each value came from, by setting name.
    """

    project: Path
    home: Path
    environment: Environment = field(default_factory=lambda: Environment({}))
    env_local: Environment = field(default_factory=lambda: Environment({}))
    values: Mapping[str, Value] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a text setting."""
        value = self.values[name]
        assert isinstance(value, str)
        return value

    def whole(self, name: str) -> int:
        """Return a whole-number setting, in the row's unit."""
        value = self.values[name]
        assert isinstance(value, int)
        return value

    def number(self, name: str) -> float:
        """Return a number setting, in the row's unit."""
        value = self.values[name]
        assert isinstance(value, int | float)
        return float(value)

    def yes(self, name: str) -> bool:
        """Return a yes-or-no setting."""
        value = self.values[name]
        assert isinstance(value, bool)
        return value

    def secret(self, name: str) -> Secret:
        """Return a secret setting; empty if it is not set."""
        value = self.values[name]
        assert isinstance(value, Secret)
        return value


def load(
    *,
    environment: Mapping[str, str] | None = None,
    project: Path | None = None,
    flags: Mapping[str, str] | None = None,
) -> Config:
    """Build the Config.

    Args:
        environment: Variables; by default those of the process.
        project: The project's folder; by default the working folder.
        flags: Settings given on the command line, as text by setting name.

    Raises:
        SettingInvalid: a value is not of its kind or outside its range.
        SettingsUnreadable: config.toml or .env.local cannot be read.
    """
    env = dict(os.environ if environment is None else environment)
    folder = (project or Path.cwd()).absolute()
    env_local = _read_env_local(folder / ".env.local")
    home = _home(env, env_local)
    from_file = _read_toml(home / "config.toml")
    values: dict[str, Value] = {}
    origins: dict[str, str] = {}
    for row in SETTINGS:
        text, origin = _pick(row, flags or {}, env, env_local, from_file, home)
        values[row.name] = _typed(row, text, origin) if origin != "default" else _default(row)
        origins[row.name] = origin
    return Config(
        project=folder,
        home=home,
        environment=Environment(env),
        env_local=Environment(env_local),
        values=values,
        origins=origins,
    )


def _pick(
    row: Setting,
    flags: Mapping[str, str],
    env: Mapping[str, str],
    env_local: Mapping[str, str],
    from_file: Mapping[str, object],
    home: Path,
) -> tuple[object, str]:
    if row.name in flags:
        return flags[row.name], "the command line"
    # An empty variable counts as not set: `export X=` is how people switch one off.
    if env.get(row.env):
        return env[row.env], f"the environment ({row.env})"
    if env_local.get(row.env):
        return env_local[row.env], f".env.local ({row.env})"
    if row.name in from_file:
        return from_file[row.name], str(home / "config.toml")
    return "", "default"


def _default(row: Setting) -> Value:
    return Secret("") if row.kind == "secret" else row.default


def _typed(row: Setting, given: object, origin: str) -> Value:
    text = str(given).strip()
    if row.kind == "secret":
        return Secret(text)
    if row.kind in {"text", "path"}:
        return text
    if row.kind == "bool":
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off"}:
            return False
        raise SettingInvalid(name=row.name, origin=origin, text=text, want="true or false")
    try:
        number = int(text) if row.kind == "int" else float(text)
    except ValueError:
        number = float("nan")
    if not row.low <= number <= row.high:
        want = f"a number from {row.low:g} to {row.high:g} ({row.unit})"
        raise SettingInvalid(name=row.name, origin=origin, text=text, want=want)
    return number


def _home(env: Mapping[str, str], env_local: Mapping[str, str]) -> Path:
    given = env.get("OPERATOROS_HOME") or env_local.get("OPERATOROS_HOME")
    if given:
        return Path(given).expanduser().absolute()
    if _PLATFORM.startswith("linux"):
        # What platformdirs answers on Linux, without its import (3 ms at every start).
        base = env.get("XDG_DATA_HOME", "")
        if os.path.isabs(base):
            return Path(base) / "operatoros"
        return Path(env.get("HOME") or "~").expanduser() / ".local" / "share" / "operatoros"
    import platformdirs

    return Path(platformdirs.user_data_dir("operatoros", appauthor=False))


def _read_env_local(file: Path) -> dict[str, str]:
    values, wrong = read_env_file(file)
    if wrong:
        raise SettingsUnreadable(file=f"{file}:{wrong[0].line}", why=wrong[0].says)
    return values


def _read_toml(file: Path) -> dict[str, object]:
    try:
        with file.open("rb") as stream:
            found = tomllib.load(stream)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SettingsUnreadable(file=str(file), why=_why(exc)) from exc
    unknown = [name for name in found if name not in _BY_NAME]
    if unknown:
        raise SettingsUnreadable(file=str(file), why=f"unknown setting {unknown[0]!r}")
    secret = [name for name in found if _BY_NAME[name].kind == "secret"]
    if secret:
        row = _BY_NAME[secret[0]]
        raise SettingsUnreadable(
            file=str(file), why=f"{row.name!r} is a secret; put {row.env} into .env.local instead"
        )
    return found


def _why(exc: Exception) -> str:
    return (exc.strerror or str(exc)) if isinstance(exc, OSError) else str(exc)


def make_home(home: Path) -> None:
    """Make the state folder readable by its owner alone, if it is not there."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
