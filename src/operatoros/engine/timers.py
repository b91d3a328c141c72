"""The texts that make a system's own timer call `operatoros run --due`. Pure: values to text.

Where a timer can say the schedule's zone and catch up after sleep (systemd) it names the very
moment. The others either know only the machine's own zone or do not catch up, so they look every
quarter of an hour at the schedule's minute: the ledger makes sure that a slot runs once.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal

from operatoros.engine.schedule import Schedule

System = Literal["systemd", "launchd", "schtasks", "cron"]
_SYSTEMD_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WINDOWS_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CRON_MARK = "# operatoros schedule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What the timer starts.

    Attributes:
        program: The command and its arguments, absolute.
        folder: Working folder.
        variables: Variables that the call needs; never a secret.
        machine_zone: IANA name of the machine's own zone, if it is known.
    """

    program: tuple[str, ...]
    folder: str
    variables: Mapping[str, str]
    machine_zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerFile:
    """One file (or line) of a timer: its name, its text."""

    name: str
    text: str


def systemd(schedule: Schedule, call: Call) -> tuple[TimerFile, ...]:
    """Return a user service and its timer; Persistent makes it catch up after sleep."""
    name = f"operatoros-{schedule.id}"
    days = ",".join(_SYSTEMD_DAYS[day] for day in sorted(schedule.days))
    variables = "".join(
        f'Environment="{_systemd_text(f"{key}={value}")}"\n'
        for key, value in sorted(call.variables.items())
    )
    command = " ".join(f'"{_systemd_text(part, command=True)}"' for part in call.program)
    service = (
        "[Unit]\n"
        f"Description=OperatorOS briefing {schedule.id}\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"WorkingDirectory={_systemd_path(call.folder)}\n"
        f"{variables}"
        f"ExecStart={command}\n"
    )
    timer = (
        "[Unit]\n"
        f"Description=OperatorOS briefing {schedule.id}, {schedule.at:%H:%M} {schedule.zone}\n"
        "[Timer]\n"
        f"OnCalendar={days} *-*-* {schedule.at:%H:%M}:00 {schedule.zone}\n"
        "Persistent=true\n"
        "AccuracySec=30s\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )
    return (
        TimerFile(name=f"{name}.service", text=service),
        TimerFile(name=f"{name}.timer", text=timer),
    )


def launchd(schedule: Schedule, call: Call) -> tuple[TimerFile, ...]:
    """Return a LaunchAgent; launchd itself starts what was missed during sleep."""
    label = f"dev.operatoros.{schedule.id}"
    moments = [{"Minute": minute} for minute in quarters(schedule)]
    if _in_machine_zone(schedule, call):
        # launchd counts days from Sunday.
        at = {"Hour": schedule.at.hour, "Minute": schedule.at.minute}
        moments = [{**at, "Weekday": (day + 1) % 7} for day in sorted(schedule.days)]
    intervals = "".join(
        "    <dict>"
        + "".join(f"<key>{k}</key><integer>{v}</integer>" for k, v in moment.items())
        + "</dict>\n"
        for moment in moments
    )
    arguments = "".join(f"    <string>{escape(part)}</string>\n" for part in call.program)
    variables = "".join(
        f"    <key>{escape(key)}</key><string>{escape(value)}</string>\n"
        for key, value in sorted(call.variables.items())
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" '
        '"http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
        '<plist version="1.0">\n<dict>\n'
        f"  <key>Label</key><string>{escape(label)}</string>\n"
        f"  <key>ProgramArguments</key>\n  <array>\n{arguments}  </array>\n"
        f"  <key>WorkingDirectory</key><string>{escape(call.folder)}</string>\n"
        f"  <key>EnvironmentVariables</key>\n  <dict>\n{variables}  </dict>\n"
        f"  <key>StartCalendarInterval</key>\n  <array>\n{intervals}  </array>\n"
        "</dict>\n</plist>\n"
    )
    return (TimerFile(name=f"{label}.plist", text=text),)


def schtasks(schedule: Schedule, call: Call) -> tuple[TimerFile, ...]:
    """Return a Task Scheduler definition; StartWhenAvailable makes it catch up after sleep."""
    names = "".join(f"<{_WINDOWS_DAYS[day]}/>" for day in sorted(schedule.days))
    repeat, at = "", f"{schedule.at:%H:%M}"
    if not _in_machine_zone(schedule, call):
        names = "".join(f"<{day}/>" for day in _WINDOWS_DAYS)
        at = f"00:{quarters(schedule)[0]:02}"
        repeat = (
            "      <Repetition><Interval>PT15M</Interval><Duration>P1D</Duration></Repetition>\n"
        )
    # Variables cannot be set in a task: cmd sets them for the one call.
    sets = "".join(f'set "{key}={value}"&& ' for key, value in sorted(call.variables.items()))
    command = " ".join(f'"{part}"' for part in call.program)
    text = (
        '<?xml version="1.0" encoding="UTF-16"?>\n'
        '<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\n'
        "  <Triggers>\n    <CalendarTrigger>\n"
        f"      <StartBoundary>2026-01-01T{at}:00</StartBoundary>\n"
        f"{repeat}"
        "      <ScheduleByWeek><WeeksInterval>1</WeeksInterval>"
        f"<DaysOfWeek>{names}</DaysOfWeek></ScheduleByWeek>\n"
        "    </CalendarTrigger>\n  </Triggers>\n"
        "  <Settings>\n"
        "    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>\n"
        "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n"
        "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n"
        "    <StartWhenAvailable>true</StartWhenAvailable>\n"
        "  </Settings>\n"
        "  <Actions>\n    <Exec>\n"
        "      <Command>cmd.exe</Command>\n"
        f"      <Arguments>/d /c {escape(f'{sets}{command}', quote=False)}</Arguments>\n"
        f"      <WorkingDirectory>{escape(call.folder)}</WorkingDirectory>\n"
        "    </Exec>\n  </Actions>\n</Task>\n"
    )
    return (TimerFile(name=f"operatoros-{schedule.id}.xml", text=text),)


def cron(schedule: Schedule, call: Call) -> tuple[TimerFile, ...]:
    """Return one line for crontab. Cron does not catch up, so it looks every quarter of an hour."""
    minutes = ",".join(str(minute) for minute in quarters(schedule))
    variables = " ".join(f"{k}={shlex.quote(v)}" for k, v in sorted(call.variables.items()))
    command = f"cd {shlex.quote(call.folder)} && {variables} {shlex.join(call.program)}"
    # In crontab a percent sign ends the command.
    line = f"{minutes} * * * * {command}".replace("%", "\\%")
    return (TimerFile(name="crontab", text=f"{line} {CRON_MARK} {schedule.id}\n"),)


TEXTS: Mapping[System, Callable[[Schedule, Call], tuple[TimerFile, ...]]] = {
    "systemd": systemd,
    "launchd": launchd,
    "schtasks": schtasks,
    "cron": cron,
}


def quarters(schedule: Schedule) -> tuple[int, ...]:
    """Return the four minutes of an hour that hold the schedule's own."""
    return tuple(sorted((schedule.at.minute + n) % 60 for n in (0, 15, 30, 45)))


def _in_machine_zone(schedule: Schedule, call: Call) -> bool:
    return bool(call.machine_zone) and schedule.zone == call.machine_zone


def _systemd_text(text: str, *, command: bool = False) -> str:
    """Quote for a unit file: backslashes, quotes and specifiers mean themselves."""
    pairs = [("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("\n", "\\n")]
    if command:
        pairs.append(("$", "$$"))  # only a command line expands variables
    for sign, instead in pairs:
        text = text.replace(sign, instead)
    return text


def _systemd_path(text: str) -> str:
    """Quote a path for WorkingDirectory, which knows specifiers but no quotes."""
    return text.replace("%", "%%")
