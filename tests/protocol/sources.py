"""Real source files to send through pages: the interpreter's, the installed packages', ours.

Which ones follows from their names alone, so that the same machine always takes the same files;
none is copied into the repository.
"""

from __future__ import annotations

import hashlib
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_LARGEST = 40_000

# How many files of each kind, so that no kind crowds out the others.
_BY_SUFFIX: Mapping[str, int] = {
    ".py": 40,
    ".md": 20,
    ".html": 10,
    ".js": 15,
    ".css": 10,
    ".json": 10,
    ".yaml": 10,
    ".toml": 8,
    ".h": 5,
    ".c": 5,
    ".ts": 4,
    ".pyi": 5,
    ".rst": 10,
    ".txt": 15,
    ".case": 8,  # our corpus: files that hold live blocks
    ".sh": 3,
}

# What pages like to alter and few files hold, so that these are looked for.
TRAITS: Mapping[str, tuple[int, Callable[[str], bool]]] = {
    "tabs": (8, lambda text: "\n\t" in text),
    "line ends": (8, lambda text: " \n" in text),
    "no-break spaces": (3, lambda text: "\u00a0" in text),
    "form feeds": (1, lambda text: "\x0c" in text),
    "no final newline": (4, lambda text: not text.endswith("\n")),
    "letters outside ASCII": (6, lambda text: not text.isascii()),
    "characters beyond U+FFFF": (3, lambda text: any(letter > "\uffff" for letter in text)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file.

    Attributes:
        name: Its path below the folder it was found in, of ASCII letters.
        text: What it holds: UTF-8 without CR and NUL, which a payload cannot carry through a page.
        trait: For what it was taken, or its suffix.
    """

    name: str
    text: str
    trait: str


def source_files() -> tuple[SourceFile, ...]:
    """Return the chosen files, in an order that mixes all kinds."""
    left = dict(_BY_SUFFIX)
    traits = {name: count for name, (count, _) in TRAITS.items()}
    found = []
    for path, name in _candidates():
        wanted = left.get(path.suffix, 0) > 0
        if not wanted and not any(traits.values()):
            continue
        text = _text(path)
        if text is None:
            continue
        trait = next((key for key, left in traits.items() if left and TRAITS[key][1](text)), "")
        if trait:
            traits[trait] -= 1
        elif wanted:
            left[path.suffix] -= 1
        else:
            continue
        found.append(SourceFile(name=name, text=text, trait=trait or path.suffix))
        if not any(left.values()) and not any(traits.values()):
            break
    return tuple(found)


def _candidates() -> Iterator[tuple[Path, str]]:
    """Yield files and their names in the order of the names' digests."""
    paths = sysconfig.get_paths()
    listed: dict[str, Path] = {}
    for folder in (paths["stdlib"], paths["platstdlib"], paths["include"], paths["purelib"]):
        _list(Path(folder), listed)
    for part in ("src", "tests", "docs", "config", "connectors", "scripts"):
        _list(REPOSITORY / part, listed)
    for name in sorted(listed, key=lambda name: hashlib.sha256(name.encode()).digest()):
        yield listed[name], name


def _list(folder: Path, listed: dict[str, Path]) -> None:
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if inside.parts[0] in {"site-packages", "dist-packages"}:
            continue  # the packages below the interpreter's own folder are another installation's
        name = f"{folder.name}/{inside.as_posix()}"
        if name.isascii() and name.isprintable() and path.suffix in _BY_SUFFIX:
            listed.setdefault(name, path)


def _text(path: Path) -> str | None:
    """Return a file's text, if a payload can hold it."""
    try:
        if not 0 < path.stat().st_size <= _LARGEST:
            return None
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return None
    return None if "\r" in text or "\0" in text else text
