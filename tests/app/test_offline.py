"""The block: it holds for the work that set it, its threads too, and for nobody else."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import anyio
import pytest

from operatoros.app.offline import NetworkInReplay, block_this_thread, blocked_network


def test_the_network_is_blocked_while_a_run_is_made_again() -> None:
    """Sockets, look-ups and children are refused inside the block, and work after it."""
    server = socket.create_server(("127.0.0.1", 0))
    address = server.getsockname()
    with blocked_network():
        with pytest.raises(NetworkInReplay):
            socket.create_connection(address)
        with pytest.raises(NetworkInReplay):
            socket.getaddrinfo("localhost", 80)
        with pytest.raises(NetworkInReplay):
            subprocess.run([sys.executable, "-c", ""], check=True)
    socket.create_connection(address).close()
    server.close()


def test_other_threads_keep_their_network() -> None:
    """While one thread is blocked, another connects; work that the first hands on is blocked."""
    server = socket.create_server(("127.0.0.1", 0))
    address = server.getsockname()
    outcomes: list[str] = []

    def connect() -> None:
        try:
            socket.create_connection(address).close()
            outcomes.append("connected")
        except NetworkInReplay as error:
            outcomes.append(error.code)

    async def look_up() -> None:
        asyncio.get_running_loop().set_default_executor(
            ThreadPoolExecutor(1, initializer=block_this_thread)
        )
        with blocked_network():
            await anyio.to_thread.run_sync(connect)
            with pytest.raises(NetworkInReplay):
                await asyncio.get_running_loop().getaddrinfo("localhost", 80)

    with blocked_network():
        other = threading.Thread(target=connect)
        other.start()
        other.join()
        connect()
    assert outcomes == ["connected", "ERR_REPLAY_NETWORK"]
    anyio.run(look_up)
    assert outcomes[2:] == ["ERR_REPLAY_NETWORK"]
    server.close()
