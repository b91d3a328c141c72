from pathlib import Path

import pytest

from operatoros import config
from operatoros.config import SETTINGS, SettingInvalid, SettingsUnreadable


def _load(folder: Path, **environment: str) -> config.Config:
    environment.setdefault("OPERATOROS_HOME", str(folder / "home"))
    return config.load(environment=environment, project=folder)


def test_each_layer_wins_over_the_one_below(tmp_path: Path) -> None:
    """Defaults < config.toml < .env.local < environment < flags, each with its origin."""
    assert _load(tmp_path).origins["model"] == "default"
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text('model = "none"\n', encoding="utf-8")
    assert _load(tmp_path).text("model") == "none"
    (tmp_path / ".env.local").write_text("OPERATOROS_MODEL=chat\n", encoding="utf-8")
    assert _load(tmp_path).text("model") == "chat"
    found = _load(tmp_path, OPERATOROS_MODEL="claude")
    assert found.text("model") == "claude"
    assert found.origins["model"] == "the environment (OPERATOROS_MODEL)"
    flagged = config.load(
        environment={"OPERATOROS_HOME": str(home)}, project=tmp_path, flags={"model": "claude:x"}
    )
    assert flagged.text("model") == "claude:x"


def test_secrets_do_not_show_in_the_config(tmp_path: Path) -> None:
    """Neither the Config nor the variables it holds show a value in their repr."""
    found = _load(tmp_path, ANTHROPIC_API_KEY="sk-ant-canary-123", OTHER="hush-hush")
    assert "canary" not in repr(found)
    assert "hush-hush" not in repr(found)
    assert found.secret("anthropic_api_key").reveal() == "sk-ant-canary-123"


@pytest.mark.parametrize("text", ["many", "-1", "nan", "1e99", "63"])
def test_a_number_outside_its_range_is_refused(tmp_path: Path, text: str) -> None:
    """A setting outside its range is an error that names where it came from."""
    with pytest.raises(SettingInvalid) as caught:
        _load(tmp_path, OPERATOROS_MAX_OUTPUT_TOKENS=text)
    assert "OPERATOROS_MAX_OUTPUT_TOKENS" in caught.value.message


@pytest.mark.parametrize("text", ["model = ", 'colour = "red"', 'anthropic_api_key = "sk"', "\xff"])
def test_a_broken_settings_file_is_named(tmp_path: Path, text: str) -> None:
    """A config.toml that is broken, unknown or holds a secret is refused and named."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(text, encoding="latin-1")
    with pytest.raises(SettingsUnreadable) as caught:
        _load(tmp_path)
    assert "config.toml" in caught.value.message


def test_a_broken_env_local_is_named_without_its_text(tmp_path: Path) -> None:
    """A line of .env.local that cannot be read is named by its number; its text may be a secret."""
    (tmp_path / ".env.local").write_text("A=1\nB C canary\n", encoding="utf-8")
    with pytest.raises(SettingsUnreadable) as caught:
        _load(tmp_path)
    assert ".env.local:2" in caught.value.message
    assert "canary" not in caught.value.message


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    """`export X=` switches a setting back to what lies below it."""
    assert _load(tmp_path, OPERATOROS_MODEL="").origins["model"] == "default"


def test_yes_or_no_is_spelled_out(tmp_path: Path) -> None:
    """A yes-or-no setting takes the usual words and refuses others."""
    assert _load(tmp_path, OPERATOROS_FORCE_WALK="yes").yes("force_walk")
    assert not _load(tmp_path, OPERATOROS_FORCE_WALK="off").yes("force_walk")
    with pytest.raises(SettingInvalid):
        _load(tmp_path, OPERATOROS_FORCE_WALK="maybe")


def test_the_state_folder_follows_the_variable_then_the_system(tmp_path: Path) -> None:
    """OPERATOROS_HOME moves all state; without it the system's data folder is used."""
    assert _load(tmp_path).home == tmp_path / "home"
    found = config.load(environment={"XDG_DATA_HOME": str(tmp_path)}, project=tmp_path)
    assert found.home == tmp_path / "operatoros"
    plain = config.load(environment={"HOME": str(tmp_path)}, project=tmp_path)
    assert plain.home == tmp_path / ".local" / "share" / "operatoros"


def test_the_state_folder_is_private(tmp_path: Path) -> None:
    """The state folder is made readable by its owner alone."""
    config.make_home(tmp_path / "a" / "state")
    assert (tmp_path / "a" / "state").stat().st_mode & 0o777 == 0o700


def test_every_setting_says_what_it_means() -> None:
    """Each row has a sentence, and each number a unit and a range that its default meets."""
    for row in SETTINGS:
        assert row.meaning.endswith(".")
        if row.kind in {"int", "float"}:
            assert row.unit
            assert row.low <= float(row.default) <= row.high
