"""How a program that a connector names gets onto a machine, in one line."""

from __future__ import annotations

import os

_NODE = "install Node.js, which brings npx, or name another `command` in the connector"
_UV = "install uv, which brings uvx (https://docs.astral.sh/uv/), or name another `command`"
_PACKAGE = "install it: `uv tool install {name}` or `pipx install {name}`"
# Programs that come in a package of their own name on PyPI.
_OF_PYPI = ("mcp-server-fetch", "mcp-server-git", "mcp-server-time")
_HOW = (
    dict.fromkeys(("node", "npm", "npx"), _NODE)
    | dict.fromkeys(("uv", "uvx"), _UV)
    | {name: _PACKAGE.format(name=name) for name in _OF_PYPI}
)


def install_hint(command: str) -> str:
    """Return what to do where a program is missing.

    Args:
        command: Its name or path.
    """
    unknown = "install it, or write its full path as `command` in the connector"
    return _HOW.get(os.path.basename(command), unknown)
