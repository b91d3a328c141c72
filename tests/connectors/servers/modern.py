"""The least that is an MCP server of 2026-07-28: stateless, no initialize, server/discover."""

from __future__ import annotations

import json
import sys
from typing import Any

VERSION = "2026-07-28"
asked: list[str] = []


def answer(message: dict[str, Any]) -> dict[str, Any] | None:
    """Return the result for one request; None for what this version does not have."""
    meta = message.get("params", {}).get("_meta", {})
    assert meta["io.modelcontextprotocol/protocolVersion"] == VERSION
    method = message["method"]
    if method == "server/discover":
        listing: dict[str, Any] = {} if sys.argv[1:] == ["no-list"] else {"tools": {}}
        return {"supportedVersions": [VERSION], "capabilities": listing, "ttlMs": 0,
                "cacheScope": "private"}  # fmt: skip
    if method == "tools/list":
        return {"tools": [{"name": "get", "inputSchema": {"type": "object"}}], "ttlMs": 0,
                "cacheScope": "private"}  # fmt: skip
    if method == "tools/call":
        return {"content": [{"type": "text", "text": json.dumps({"id": 1, "asked": asked})}]}
    return None


for line in sys.stdin:
    request = json.loads(line)
    if "id" not in request:
        continue
    result = answer(request)
    asked.append(request["method"])
    reply: dict[str, Any] = {"jsonrpc": "2.0", "id": request["id"]}
    if result is None:
        reply["error"] = {"code": -32601, "message": "no such method"}
    else:
        reply["result"] = {"resultType": "complete", **result}
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()
