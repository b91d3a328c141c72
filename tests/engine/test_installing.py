"""Timers handed to the system that is there; nothing is written where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from operatoros.engine.installing import Machine, install, system_of, this_machine, uninstall
from tests.engine.test_timers import BERLIN, CALL


class Told:
    """Carries out nothing, remembers everything, fails where it is told to."""

    def __init__(self, *, fails: str = "", linger: str = "no") -> None:
        self.heard: list[str] = []
        self._fails = fails
        self._linger = linger

    def __call__(self, command: Sequence[str]) -> tuple[int, str]:
        """Answer a command."""
        line = " ".join(command)
        self.heard.append(line)
        if self._fails and self._fails in line:
            return 1, "no bus"
        return 0, self._linger if "Linger" in line else ""


def _machine(home: Path, told: Told, platform: str = "linux", tool: str = "systemctl") -> Machine:
    return Machine(
        home=home, run=told, platform=platform, which=lambda name: name if name == tool else None
    )


def test_systemd_gets_its_units(tmp_path: Path) -> None:
    """Units are written, loaded and started; who is not always logged in is told."""
    told = Told()
    done = install(BERLIN, CALL, _machine(tmp_path, told))
    assert (done.system, done.done) == ("systemd", True)
    assert told.heard[1:3] == [
        "systemctl --user daemon-reload",
        "systemctl --user enable --now operatoros-deals-0730.timer",
    ]
    folder = tmp_path / ".config" / "systemd" / "user"
    assert sorted(file.name for file in folder.iterdir()) == [file.name for file in done.files]
    assert "linger" in done.says[0]
    assert install(BERLIN, CALL, _machine(tmp_path, Told(linger="yes"))).says == ()
    gone = uninstall(BERLIN, CALL, _machine(tmp_path, told))
    assert gone.done
    assert list(folder.iterdir()) == []


def test_without_a_bus_nothing_is_written(tmp_path: Path) -> None:
    """A systemctl without anybody behind it (a container) is no timer: the cron line is shown."""
    for machine in (
        _machine(tmp_path, Told(fails="show-environment")),
        _machine(tmp_path, Told(), tool="none"),
    ):
        done = install(BERLIN, CALL, machine)
        assert (done.system, done.done) == ("cron", False)
        assert done.says[1].startswith("0,15,30,45 * * * * cd ")
        assert not uninstall(BERLIN, CALL, machine).done
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("platform", "system", "wanted", "file"),
    [
        (
            "darwin",
            "launchd",
            "launchctl load -w",
            "Library/LaunchAgents/dev.operatoros.deals-0730.plist",
        ),
        (
            "win32",
            "schtasks",
            "schtasks /Create",
            "AppData/Local/operatoros/timers/operatoros-deals-0730.xml",
        ),
    ],
)
def test_the_other_systems_get_theirs(
    tmp_path: Path, platform: str, system: str, wanted: str, file: str
) -> None:
    """The file is written where that system looks, and its own tool is called with it."""
    told = Told()
    machine = _machine(tmp_path, told, platform)
    assert install(BERLIN, CALL, machine).done
    assert system_of(machine) == system
    assert told.heard[0].startswith(wanted)
    assert (tmp_path / file).is_file()
    uninstall(BERLIN, CALL, machine)
    assert not (tmp_path / file).exists()


def test_a_tool_that_fails_is_told(tmp_path: Path) -> None:
    """A refused timer is not called done, and the person reads why."""
    done = install(BERLIN, CALL, _machine(tmp_path, Told(fails="enable")))
    assert not done.done
    assert "no bus" in done.says[0]


def test_a_home_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    """No folder, no timer, no exception."""
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert not install(BERLIN, CALL, _machine(blocked, Told())).done


def test_this_machine_answers() -> None:
    """The real one runs a command and says when there is none of that name."""
    machine = this_machine({"PATH": "/usr/bin:/bin", "HOME": "/nowhere"})
    assert machine.run(["true"]) == (0, "")
    assert machine.run(["no-such-program-xyz"])[0] == 127
    assert system_of(machine) in {"systemd", "cron", "launchd", "schtasks"}
