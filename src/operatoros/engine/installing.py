"""Handing a timer to the system that is there, or saying what a person has to do.

Only a user's own timers are touched; nothing here needs an administrator. Where there is no such
system (a container, an odd desktop) nothing is written and the text is shown instead.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from operatoros.engine.schedule import Schedule
from operatoros.engine.timers import TEXTS, Call, System, TimerFile

# Takes a command, returns its exit status and what it said.
Run = Callable[[Sequence[str]], tuple[int, str]]
_TIMEOUT_S = 20.0
_PLATFORM: str = sys.platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What became of a timer.

    Attributes:
        system: Whose timer it is.
        done: Whether the system has it now.
        files: What was written, or is to be written by hand.
        says: What the person should know or do.
    """

    system: System
    done: bool
    files: tuple[TimerFile, ...]
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What of a machine matters to timers; tests bring their own.

    Attributes:
        home: The person's home folder.
        run: Carries out a command.
        which: Finds a program.
        platform: `sys.platform`.
    """

    home: Path
    run: Run
    which: Callable[[str], str | None] = shutil.which
    platform: str = _PLATFORM


def this_machine(environ: Mapping[str, str]) -> Machine:
    """Return the machine that we run on."""

    def run(command: Sequence[str]) -> tuple[int, str]:
        try:
            done = subprocess.run(
                list(command),
                capture_output=True,
                text=True,
                timeout=_TIMEOUT_S,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as exc:
            return 127, str(exc)
        return done.returncode, (done.stderr or done.stdout).strip()

    return Machine(home=Path(environ.get("HOME") or "~").expanduser(), run=run)


def system_of(machine: Machine) -> System:
    """Return whose timers work here; `cron` stands for none that we install."""
    if machine.platform == "darwin":
        return "launchd"
    if machine.platform == "win32":
        return "schtasks"
    if machine.which("systemctl"):
        # In a container systemctl is there and nobody answers it.
        status, _ = machine.run(["systemctl", "--user", "show-environment"])
        if status == 0:
            return "systemd"
    return "cron"


def install(schedule: Schedule, call: Call, machine: Machine) -> Installed:
    """Register a timer with the system that is there."""
    system = system_of(machine)
    files = TEXTS[system](schedule, call)
    if system == "cron":
        line = ("add this line with `crontab -e`:", files[0].text.rstrip())
        return Installed(system=system, done=False, files=files, says=line)
    folder = _folder(system, machine)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            encoding = "utf-16" if system == "schtasks" else "utf-8"
            (folder / file.name).write_text(file.text, encoding=encoding)
    except OSError as exc:
        says = (f"cannot write to {folder}: {exc.strerror}",)
        return Installed(system=system, done=False, files=files, says=says)
    for command in _commands(system, schedule, folder, add=True):
        status, said = machine.run(command)
        if status != 0:
            says = (f"`{' '.join(command)}` failed: {said[:300]}",)
            return Installed(system=system, done=False, files=files, says=says)
    return Installed(system=system, done=True, files=files, says=_notes(system, schedule, machine))


def uninstall(schedule: Schedule, call: Call, machine: Machine) -> Installed:
    """Take a timer away; that there is none is no failure."""
    system = system_of(machine)
    files = TEXTS[system](schedule, call)
    if system == "cron":
        says = (f"if crontab has a line with `schedule {schedule.id}`, remove it: crontab -e",)
        return Installed(system=system, done=False, files=files, says=says)
    folder = _folder(system, machine)
    for command in _commands(system, schedule, folder, add=False):
        machine.run(command)
    for file in files:
        (folder / file.name).unlink(missing_ok=True)
    if system == "systemd":
        machine.run(["systemctl", "--user", "daemon-reload"])
    return Installed(system=system, done=True, files=files)


def _folder(system: System, machine: Machine) -> Path:
    if system == "systemd":
        return machine.home / ".config" / "systemd" / "user"
    if system == "launchd":
        return machine.home / "Library" / "LaunchAgents"
    return machine.home / "AppData" / "Local" / "operatoros" / "timers"


def _commands(
    system: System, schedule: Schedule, folder: Path, *, add: bool
) -> tuple[tuple[str, ...], ...]:
    if system == "systemd":
        timer = f"operatoros-{schedule.id}.timer"
        if add:
            reload = ("systemctl", "--user", "daemon-reload")
            return (reload, ("systemctl", "--user", "enable", "--now", timer))
        return (("systemctl", "--user", "disable", "--now", timer),)
    if system == "launchd":
        file = str(folder / f"dev.operatoros.{schedule.id}.plist")
        return (("launchctl", "load" if add else "unload", "-w", file),)
    name = f"OperatorOS {schedule.id}"
    if add:
        file = str(folder / f"operatoros-{schedule.id}.xml")
        return (("schtasks", "/Create", "/TN", name, "/XML", file, "/F"),)
    return (("schtasks", "/Delete", "/TN", name, "/F"),)


def _notes(system: System, schedule: Schedule, machine: Machine) -> tuple[str, ...]:
    if system != "systemd":
        return ()
    status, said = machine.run(["loginctl", "show-user", "--property=Linger", "--value"])
    if status == 0 and said == "yes":
        return ()
    return ("it runs while you are logged in; `loginctl enable-linger` makes it run always",)
