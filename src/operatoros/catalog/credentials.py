"""Credentials of a connector: where they are found, what is missing, how they are stored.

Order: environment, the project's `.env.local`, the user's file for the connector (0600), the
system's keyring if it is installed. A value that would be sent broken (blanks around it, quotes,
a line break, a placeholder) is mended with a note or refused, never sent.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from operatoros.catalog.declared import Connector, CredentialField
from operatoros.envfile import env_file_text, read_env_file
from operatoros.errors import InvalidInput, Refused, Unavailable
from operatoros.secrets import Secret

_KEYRING_SERVICE = "operatoros"
_QUOTES = ('"', "'", "`")
# What a copied .env.example holds: pat-na1-..., <your token>, YOUR_KEY, changeme.
_PLACEHOLDER = re.compile(
    r".*(\.\.\.|…)|<.*>|your[-_ ].*(key|token|secret|here)|change-?me|xxx+",
    re.IGNORECASE | re.DOTALL,
)


class CredentialMissing(Unavailable):
    """Required credentials have no value. Raised by: `credentials_for`.

    Args:
        connector: Id of the connector.
        fields: The fields without a value.
        notes: Why values that were there do not count.
    """

    code = "ERR_CREDENTIAL_MISSING"

    def __init__(
        self, connector: str, fields: tuple[CredentialField, ...], notes: tuple[str, ...] = ()
    ) -> None:
        names = ", ".join(field.env for field in fields)
        verb = "is" if len(fields) == 1 else "are"
        because = f" ({'; '.join(notes)})" if notes else ""
        where = f"`operatoros connector login {connector}`"
        about = next((f" {field.description}" for field in fields if field.description), "")
        super().__init__(
            f"{names} {verb} not set{because}",
            hint=f"set {names} in the environment or in .env.local, or run {where}.{about}",
            details={
                "connector": connector,
                "variables": [field.env for field in fields],
                "fields": [field.name for field in fields],
            },
        )


class CredentialInvalid(InvalidInput):
    """A credential's value cannot be sent as it is. Raised by: `resolve`, `store`."""

    code = "ERR_CREDENTIAL_INVALID"

    def __init__(self, variable: str, *, origin: str, says: str) -> None:
        super().__init__(
            f"{variable} (from {origin}) {says}",
            hint="copy the value again, without anything around it",
            details={"variable": variable, "origin": origin},
        )


class CredentialFileOpen(Refused):
    """A credential file can be read by others. Raised by: `resolve`."""

    code = "ERR_CREDENTIAL_FILE_OPEN"

    def __init__(self, file: str, *, mode: int) -> None:
        super().__init__(
            f"{file} can be read by others (mode {mode:04o})",
            hint=f"run `chmod 600 {file}`; change the credentials if others use this machine",
            details={"file": file, "mode": f"{mode:04o}"},
        )


class EnvFileInvalid(InvalidInput):
    """A line of an env file cannot be read. Raised by: `resolve`."""

    code = "ERR_ENV_FILE_INVALID"

    def __init__(self, file: str, line: int, *, says: str) -> None:
        super().__init__(
            f"{file}:{line}: {says}",
            hint="write NAME=value, one a line; put a value with blanks or # in single quotes",
            details={"file": file, "line": line},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialPlaces:
    """Where credentials may be.

    Attributes:
        environment: The environment's variables.
        project: The project's folder (its `.env.local`); None for none.
        home: The user's folder (its `credentials/`); None for none.
        keyring: Whether the system's keyring is asked.
    """

    environment: Mapping[str, str]
    project: Path | None = None
    home: Path | None = None
    keyring: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What was found for one connector.

    Attributes:
        values: By field name; defaults are filled in, fields without a value are absent.
        origins: Field name -> where its value came from (`environment`, `.env.local`, ...).
        missing: Required fields without a value.
        notes: What was mended or passed over; never with a value.
        secrets: The values that must be redacted everywhere.
    """

    values: Mapping[str, Secret]
    origins: Mapping[str, str]
    missing: tuple[CredentialField, ...] = ()
    notes: tuple[str, ...] = ()
    secrets: tuple[Secret, ...] = ()


def resolve(connector: Connector, places: CredentialPlaces) -> Credentials:
    """Find the values of a connector's fields.

    Raises:
        CredentialInvalid: if a value cannot be sent as it is.
        CredentialFileOpen: if the file that is needed can be read by others.
        EnvFileInvalid: if a line of a file that is needed cannot be read.
    """
    if not connector.credentials:
        return Credentials(values={}, origins={})
    lookup = _Lookup(connector, places)
    values: dict[str, Secret] = {}
    origins: dict[str, str] = {}
    missing: list[CredentialField] = []
    secrets: list[Secret] = []
    for field in connector.credentials:
        found = lookup.find(field)
        if found is None and field.default is not None:
            found = (field.default, "default")
        if found is None:
            if field.required:
                missing.append(field)
            continue
        values[field.name] = Secret(found[0])
        origins[field.name] = found[1]
        if field.secret:
            secrets.append(values[field.name])
    return Credentials(
        values=values,
        origins=origins,
        missing=tuple(missing),
        notes=tuple(lookup.notes),
        secrets=tuple(secrets),
    )


def credentials_for(connector: Connector, places: CredentialPlaces) -> Credentials:
    """Find the values of a connector's fields; every required one is there.

    Raises:
        CredentialMissing: naming every missing variable.
        CredentialInvalid, CredentialFileOpen, EnvFileInvalid: as `resolve`.
    """
    found = resolve(connector, places)
    if found.missing:
        names = {field.env for field in found.missing}
        notes = tuple(note for note in found.notes if note.split(" ", 1)[0] in names)
        raise CredentialMissing(connector.id, found.missing, notes)
    return found


class _Lookup:
    """Asks the places in order; files are read once and only if they are needed."""

    def __init__(self, connector: Connector, places: CredentialPlaces) -> None:
        self.connector = connector
        self.places = places
        self.notes: list[str] = []
        self._files: dict[Path, Mapping[str, str]] = {}

    def find(self, field: CredentialField) -> tuple[str, str] | None:
        """Return value and origin of a field, or None."""
        for origin, raw in self._candidates(field):
            value, note = clean(raw, variable=field.env, origin=origin)
            if note:
                self.notes.append(f"{field.env} {note} (from {origin})")
            if value:
                return value, origin
        return None

    def _candidates(self, field: CredentialField) -> Iterator[tuple[str, str]]:
        places = self.places
        if field.env in places.environment:
            yield "environment", places.environment[field.env]
        if places.project is not None:
            project_file = self._file(places.project / ".env.local")
            if field.env in project_file:
                yield ".env.local", project_file[field.env]
        if places.home is not None:
            file = credential_file(places.home, self.connector.id)
            stored = self._file(file, private=True)
            if field.env in stored:
                yield str(file), stored[field.env]
        if places.keyring:
            value = _from_keyring(field.env)
            if value is not None:
                yield "keyring", value

    def _file(self, file: Path, *, private: bool = False) -> Mapping[str, str]:
        if file not in self._files:
            if private:
                check_private(file)
            self._files[file] = _read(file)
        return self._files[file]


def _read(file: Path) -> Mapping[str, str]:
    values, wrong = read_env_file(file)
    if wrong:
        raise EnvFileInvalid(str(file), wrong[0].line, says=wrong[0].says)
    return values


def clean(raw: str, *, variable: str, origin: str) -> tuple[str, str]:
    """Return a value as it can be sent, and a note if it had to be mended.

    Returns:
        (value, note); the value is empty if it does not count (blank, a placeholder).

    Raises:
        CredentialInvalid: if mending would be guessing.
    """
    value = raw.strip()
    note = "had blanks or a line break around it, which were removed" if value != raw else ""
    if len(value) >= 2 and value[0] in _QUOTES and value[0] == value[-1]:
        value, note = value[1:-1].strip(), "had quotes around it, which were removed"
    if not value:
        return "", "is set but empty"
    if _PLACEHOLDER.fullmatch(value):
        return "", "still holds the placeholder of the example"
    for position, letter in enumerate(value, 1):
        if not 0x20 <= ord(letter) < 0x7F:
            kind = "a line break" if letter in "\r\n" else f"the character U+{ord(letter):04X}"
            raise CredentialInvalid(
                variable, origin=origin, says=f"holds {kind} at position {position}"
            )
    return value, note


def credential_file(home: Path, connector: str) -> Path:
    """Return the user's file for a connector's credentials."""
    return home / "credentials" / f"{connector}.env"


def check_private(file: Path) -> None:
    """Refuse a file that anybody else can read; a file that is not there is fine.

    Raises:
        CredentialFileOpen: if group or others have any access.
    """
    if os.name != "posix":
        return  # Windows protects the user's profile folder by its own rules.
    try:
        mode = stat.S_IMODE(os.stat(file).st_mode)
    except OSError:
        return
    if mode & 0o077:
        raise CredentialFileOpen(str(file), mode=mode)


def _from_keyring(variable: str) -> str | None:
    """Ask the system's keyring, if the library is installed and has a keyring to ask."""
    try:
        import keyring
        import keyring.errors
    except ImportError:
        return None
    try:
        return keyring.get_password(_KEYRING_SERVICE, variable)
    except keyring.errors.KeyringError:
        return None  # no keyring on this machine (servers): the other places are enough


def store(connector: Connector, values: Mapping[str, str], *, home: Path) -> Path:
    """Write credentials into the user's file for the connector: atomic, mode 0600.

    Values that were stored before and are not given anew stay.

    Args:
        connector: Whose credentials.
        values: By field name.
        home: The user's folder.

    Returns:
        The file.

    Raises:
        CredentialInvalid: if a value cannot be sent as it is.
        CredentialFileOpen: if the file exists and can be read by others.
    """
    file = credential_file(home, connector.id)
    check_private(file)
    known = {field.name: field.env for field in connector.credentials}
    stored = dict(_read(file))
    for name, raw in values.items():
        value, note = clean(raw, variable=known[name], origin="what was entered")
        if not value:
            raise CredentialInvalid(known[name], origin="what was entered", says=note)
        stored[known[name]] = value
    title = f"# Credentials of the connector {connector.id}, for this user only.\n"
    write_private(file, title + env_file_text(stored))
    return file


def write_private(file: Path, text: str) -> None:
    """Write a file that only its owner can read, all or nothing."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(draft, flags, 0o600)
    except FileExistsError:
        os.unlink(draft)  # left over by a process of the same number that died
        handle = os.open(draft, flags, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, file)
    except BaseException:
        os.unlink(draft)
        raise
