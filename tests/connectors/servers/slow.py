"""An MCP server made with the official SDK whose tool takes as long as it is told."""

from __future__ import annotations

import os

import anyio
from mcp.server import MCPServer

server = MCPServer("slow")
given_up = 0


@server.tool()
async def wait(seconds: float, n: int = 0) -> dict[str, float]:
    """Wait, then answer with how long it was."""
    global given_up
    try:
        await anyio.sleep(seconds)
    except anyio.get_cancelled_exc_class():
        given_up += 1
        raise
    return {"waited": seconds, "n": n, "pid": os.getpid()}


@server.tool()
async def cancelled() -> dict[str, int]:
    """Tell how many calls were given up."""
    return {"count": given_up}


if __name__ == "__main__":
    server.run()
