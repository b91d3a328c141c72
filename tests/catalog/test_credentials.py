"""Credentials: which place wins, what is mended, what is refused, how they are stored."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.catalog.connectors import parse_connector
from operatoros.catalog.credentials import (
    CredentialFileOpen,
    CredentialInvalid,
    CredentialMissing,
    CredentialPlaces,
    EnvFileInvalid,
    check_private,
    clean,
    credential_file,
    credentials_for,
    resolve,
    store,
    write_private,
)

GONG = parse_connector(
    """\
id: gong
name: Gong
type: mcp
mcp: {module: gong}
fetches: {recent_calls: {tool: get_recent_calls}}
auth:
  type: basic
  fields:
    accessKey: {type: password}
    accessSecret: {type: password, description: Under Settings.}
    apiUrl: {default: "https://api.gong.io/v2"}
    team: {required: false}
""",
    file="gong.yaml",
)


def _places(
    tmp_path: Path, environment: dict[str, str] | None = None, *, keyring: bool = False
) -> CredentialPlaces:
    return CredentialPlaces(
        environment=environment or {},
        project=tmp_path / "project",
        home=tmp_path / "home",
        keyring=keyring,
    )


def _write(file: Path, text: str, mode: int = 0o600) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)


def test_the_first_place_that_has_a_value_wins(tmp_path: Path) -> None:
    """Environment, then the project's .env.local, then the user's file, then the default."""
    _write(tmp_path / "project" / ".env.local", "GONG_ACCESS_KEY=local\nGONG_ACCESS_SECRET=local\n")
    file = credential_file(tmp_path / "home", "gong")
    _write(file, "GONG_ACCESS_KEY=home\nGONG_ACCESS_SECRET=home\nGONG_TEAM=home\n")
    found = resolve(GONG, _places(tmp_path, {"GONG_ACCESS_KEY": "environ"}))
    assert {name: secret.reveal() for name, secret in found.values.items()} == {
        "accessKey": "environ",
        "accessSecret": "local",
        "apiUrl": "https://api.gong.io/v2",
        "team": "home",
    }
    assert dict(found.origins) == {
        "accessKey": "environment",
        "accessSecret": ".env.local",
        "apiUrl": "default",
        "team": str(file),
    }


def test_only_secret_values_are_to_be_redacted(tmp_path: Path) -> None:
    """An address with a default is no secret: redacting it would blank ordinary text."""
    found = resolve(GONG, _places(tmp_path, {"GONG_ACCESS_KEY": "abcdef"}))
    assert [secret.reveal() for secret in found.secrets] == ["abcdef"]


def test_every_missing_variable_is_named(tmp_path: Path) -> None:
    """The error names all required variables without a value and where to set them."""
    with pytest.raises(CredentialMissing) as caught:
        credentials_for(GONG, _places(tmp_path))
    error = caught.value
    assert (error.code, error.exit_status) == ("ERR_CREDENTIAL_MISSING", 6)
    assert error.details["variables"] == ["GONG_ACCESS_KEY", "GONG_ACCESS_SECRET"]
    assert "GONG_ACCESS_KEY" in error.message
    assert "GONG_ACCESS_SECRET" in error.message
    assert ".env.local" in error.hint
    assert "connector login gong" in error.hint


def test_all_there_is_no_error(tmp_path: Path) -> None:
    """With its required values a connector resolves; the optional one is simply absent."""
    environment = {"GONG_ACCESS_KEY": "abcdef", "GONG_ACCESS_SECRET": "ghijkl"}
    found = credentials_for(GONG, _places(tmp_path, environment))
    assert set(found.values) == {"accessKey", "accessSecret", "apiUrl"}
    assert found.notes == ()


@pytest.mark.parametrize("value", ["", "   ", "\n", "''"])
def test_an_empty_value_does_not_hide_a_later_place(tmp_path: Path, value: str) -> None:
    """`GONG_ACCESS_KEY=` in the environment is as good as not set, and is said to be so."""
    _write(tmp_path / "project" / ".env.local", "GONG_ACCESS_KEY=local1\n")
    found = resolve(GONG, _places(tmp_path, {"GONG_ACCESS_KEY": value}))
    assert found.values["accessKey"].reveal() == "local1"
    assert any(note.startswith("GONG_ACCESS_KEY") for note in found.notes)


@pytest.mark.parametrize(
    "value",
    [
        *("...", "pat-na1-...", "sk-ant-…", "<your token>", "your_api_key", "YOUR-TOKEN-HERE"),
        *("changeme", "change-me", "xxxxx", "your-generated-key-here"),
    ],
)
def test_the_examples_placeholders_count_as_missing(tmp_path: Path, value: str) -> None:
    """A copied .env.example that was not filled in is never sent to anybody."""
    with pytest.raises(CredentialMissing) as caught:
        credentials_for(GONG, _places(tmp_path, {"GONG_ACCESS_KEY": value}))
    assert "placeholder" in caught.value.message
    assert value not in caught.value.message


@pytest.mark.parametrize(
    "value",
    ["pat-na1-0a1b2c", "sk_live_yourname42", "a...b", "<", "Basic abc==", "x", "my secret key"],
)
def test_real_values_are_no_placeholders(value: str) -> None:
    """What only resembles a placeholder is used as it is."""
    assert clean(value, variable="V", origin="environment") == (value, "")


@pytest.mark.parametrize(
    "raw", ["abcdef\n", " abcdef", "abcdef\r\n", '"abcdef"', "'abcdef'", ' "abcdef"\n', "\tabcdef"]
)
def test_what_copying_leaves_around_a_value_is_removed(raw: str) -> None:
    """Blanks, line ends and quotes around a value are taken away, with a note."""
    value, note = clean(raw, variable="V", origin="environment")
    assert value == "abcdef"
    assert note


@pytest.mark.parametrize("raw", ["abc\ndef", "abc\u200bdef", "“abcdef”", "pässword", "a\x00b"])
def test_what_cannot_be_sent_is_refused_without_being_shown(raw: str) -> None:
    """Line breaks inside, invisible or non-ASCII characters: the place is named, not the value."""
    with pytest.raises(CredentialInvalid) as caught:
        clean(raw, variable="GONG_ACCESS_KEY", origin=".env.local")
    error = caught.value
    assert error.code == "ERR_CREDENTIAL_INVALID"
    assert "GONG_ACCESS_KEY" in error.message
    assert "position" in error.message
    assert raw not in f"{error.message}{error.hint}{error.details}"
    assert "def" not in error.message


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o666])
def test_a_stored_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    """The user's file must be 0600; the error says how to mend it."""
    file = credential_file(tmp_path / "home", "gong")
    _write(file, "GONG_ACCESS_KEY=abcdef\n", mode)
    with pytest.raises(CredentialFileOpen) as caught:
        resolve(GONG, _places(tmp_path))
    assert caught.value.code == "ERR_CREDENTIAL_FILE_OPEN"
    assert f"chmod 600 {file}" in caught.value.hint
    file.chmod(0o600)
    assert resolve(GONG, _places(tmp_path)).values["accessKey"].reveal() == "abcdef"


def test_a_connector_without_credentials_needs_none(tmp_path: Path) -> None:
    """Nothing is looked at, not even a broken .env.local."""
    _write(tmp_path / "project" / ".env.local", "broken line\n")
    text = "id: git\nname: Git\ntype: mcp\nmcp: {module: git}\nfetches: {log: {tool: log}}\n"
    connector = parse_connector(text, file="git.yaml")
    assert credentials_for(connector, _places(tmp_path)).values == {}


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk fails in the middle the old file stays and no draft is left."""
    file = tmp_path / "a.env"
    write_private(file, "A=1\n")

    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_private(file, "A=2\n")
    assert file.read_text(encoding="utf-8") == "A=1\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.env"]


def test_an_open_file_that_is_not_needed_disturbs_nobody(tmp_path: Path) -> None:
    """If the environment has all values the stored file is not looked at."""
    _write(credential_file(tmp_path / "home", "gong"), "GONG_ACCESS_KEY=abcdef\n", 0o644)
    environment = {
        "GONG_ACCESS_KEY": "a1b2c3",
        "GONG_ACCESS_SECRET": "d4e5f6",
        "GONG_API_URL": "https://eu.gong.example",
        "GONG_TEAM": "core",
    }
    assert set(credentials_for(GONG, _places(tmp_path, environment)).origins.values()) == {
        "environment"
    }


def test_a_line_that_cannot_be_read_is_told_by_number(tmp_path: Path) -> None:
    """A broken .env.local is an error with file and line, without the line's text."""
    text = "# c\nGONG_ACCESS_KEY=abcdef\n\nthis is no line s3cret\n"
    _write(tmp_path / "project" / ".env.local", text)
    with pytest.raises(EnvFileInvalid) as caught:
        resolve(GONG, _places(tmp_path))
    assert caught.value.code == "ERR_ENV_FILE_INVALID"
    assert caught.value.details["line"] == 4
    assert "s3cret" not in f"{caught.value}{caught.value.hint}"


def test_the_keyring_is_the_last_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value in the system's keyring counts where no other place has one."""

    class KeyringError(Exception):
        pass

    asked: list[str] = []

    def get_password(service: str, variable: str) -> str | None:
        asked.append(variable)
        if variable == "GONG_TEAM":
            raise KeyringError
        return {"GONG_ACCESS_SECRET": "from-ring"}.get(variable)

    ring = ModuleType("keyring")
    errors = ModuleType("keyring.errors")
    vars(ring).update(get_password=get_password, errors=SimpleNamespace(KeyringError=KeyringError))
    vars(errors).update(KeyringError=KeyringError)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    found = resolve(GONG, _places(tmp_path, {"GONG_ACCESS_KEY": "a1b2c3"}, keyring=True))
    assert found.values["accessSecret"].reveal() == "from-ring"
    assert found.origins["accessSecret"] == "keyring"
    assert "GONG_ACCESS_KEY" not in asked, "what the environment has is not asked for"
    assert found.missing == ()


def test_storing_writes_a_private_file_that_is_found_again(tmp_path: Path) -> None:
    """`connector login` writes 0600 in a 0700 folder; other fields stay."""
    home = tmp_path / "home"
    file = store(GONG, {"accessKey": "k-1 'quoted' \\ $HOME #x", "accessSecret": "s-1"}, home=home)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    store(GONG, {"accessSecret": "s-2"}, home=home)
    found = credentials_for(GONG, _places(tmp_path))
    assert found.values["accessKey"].reveal() == "k-1 'quoted' \\ $HOME #x"
    assert found.values["accessSecret"].reveal() == "s-2"
    assert [entry.name for entry in file.parent.iterdir()] == ["gong.env"], "no draft is left"


def test_storing_refuses_what_could_not_be_sent(tmp_path: Path) -> None:
    """An empty or broken value is refused before anything is written."""
    for value in ("", "a\nb", "pat-na1-..."):
        with pytest.raises(CredentialInvalid):
            store(GONG, {"accessKey": value}, home=tmp_path)
    assert not credential_file(tmp_path, "gong").exists()


def test_writing_does_not_follow_a_link_that_waits(tmp_path: Path) -> None:
    """A link planted at the draft's name is replaced, not written through."""
    victim = tmp_path / "victim"
    victim.write_text("untouched", encoding="utf-8")
    file = tmp_path / "credentials" / "gong.env"
    file.parent.mkdir()
    draft = file.with_name(f".gong.env.{os.getpid()}")
    draft.symlink_to(victim)
    write_private(file, "A=1\n")
    assert victim.read_text(encoding="utf-8") == "untouched"
    assert file.read_text(encoding="utf-8") == "A=1\n"
    assert not file.is_symlink()
    check_private(file)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1))
def test_cleaning_is_done_once(raw: str) -> None:
    """A cleaned value, if it counts, has nothing around it that could be cleaned away."""
    value, _ = clean(raw, variable="V", origin="o")
    assert value == value.strip()
