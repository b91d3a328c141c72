"""How often one peer may ask, and how often it may be wrong about the key.

A peer is the address at the other end of the connection, never what a header says. Both tables are
bounded: whoever comes with many addresses pushes out the peers that were quiet longest.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict, deque

# A person who mistypes tries again at once; ten a minute make guessing hopeless.
WRONG_KEYS = 10
WRONG_KEYS_SECONDS = 60.0
# Fifty people on one machine (or behind one proxy) share an address. Somebody who opens a page
# every second asks for about six things with each: 50 * 10 * 6 in ten seconds. What asks for more
# than that is a loop.
REQUESTS = 3_000
REQUESTS_SECONDS = 10.0
MOST_PEERS = 4_096


def peer_of(client: object) -> str:
    """Return whom a limit is kept for: an IPv4 address, or an IPv6 network of 64 bits.

    One IPv6 subscriber has 2**64 addresses: counting each alone would count nothing.

    Args:
        client: `scope["client"]`: address and port, or None.
    """
    address = str(client[0]) if isinstance(client, tuple | list) and client else ""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))


class WrongKeys:
    """Counts each peer's wrong keys in the last minute.

    Args:
        most: Wrong keys after which no key is looked at.
        seconds: For how long a wrong key counts.
        peers: Most peers remembered.
    """

    def __init__(
        self,
        most: int = WRONG_KEYS,
        seconds: float = WRONG_KEYS_SECONDS,
        peers: int = MOST_PEERS,
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._peers = peers
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._times)

    def wait_s(self, peer: str, now: float) -> float:
        """Return the seconds until this peer's next key is looked at; 0 means now."""
        times = self._times.get(peer)
        if times is None or len(times) < self._most:
            return 0.0
        return max(0.0, times[0] + self._seconds - now)

    def count(self, peer: str, now: float) -> None:
        """Remember that this peer's key was wrong."""
        times = self._times.setdefault(peer, deque(maxlen=self._most))
        times.append(now)
        self._times.move_to_end(peer)
        while len(self._times) > self._peers:
            self._times.popitem(last=False)


class Pace:
    """Lets each peer ask so many times in so many seconds, in bursts if it likes.

    One number a peer: when it would have used up what it asked for at an even pace (GCRA).

    Args:
        most: Requests in a burst.
        seconds: In which they are earned again.
        peers: Most peers remembered.
    """

    def __init__(
        self, most: int = REQUESTS, seconds: float = REQUESTS_SECONDS, peers: int = MOST_PEERS
    ) -> None:
        self._step = seconds / most
        self._seconds = seconds
        self._peers = peers
        self._used_until: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._used_until)

    def wait_s(self, peer: str, now: float) -> float:
        """Count one request; return 0, or the seconds after which to come back."""
        used_until = max(now, self._used_until.get(peer, now)) + self._step
        # A request that is refused costs nothing: else a loop would lock out its own machine.
        if used_until - now > self._seconds + self._step / 2:
            return used_until - now - self._seconds
        self._used_until[peer] = used_until
        self._used_until.move_to_end(peer)
        while len(self._used_until) > self._peers:
            self._used_until.popitem(last=False)
        return 0.0
