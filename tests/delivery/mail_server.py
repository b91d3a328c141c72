"""A mail server on loopback that answers as it is told to, with nothing but sockets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedRWPair
from typing import BinaryIO

# Answers by verb, one for each time it is heard; the last one stays. Empty hangs up.
Answers = Mapping[str, tuple[str, ...]]
USUAL: Answers = {
    "HELLO": ("220 ready",),
    "EHLO": ("250-here\r\n250 AUTH PLAIN LOGIN",),
    "AUTH": ("235 welcome",),
    "MAIL": ("250 ok",),
    "RCPT": ("250 ok",),
    "DATA": ("354 go on",),
    "END": ("250 taken",),
    "QUIT": ("221 bye",),
    "RSET": ("250 ok",),
    "STARTTLS": ("502 no",),
}


@dataclass
class MailServer:
    """A running server: what it heard and what it took."""

    told: Answers
    port: int = 0
    heard: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    talks: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def serve(self, listener: socket.socket) -> None:
        """Talk to one after the other until the listener is closed."""
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.talks += 1
            connection.settimeout(10)
            try:
                with connection, connection.makefile("rwb") as stream:
                    self._talk(stream)
            except OSError:
                continue  # the other side left

    def _talk(self, stream: BufferedRWPair | BinaryIO) -> None:
        said = self._say(stream, "HELLO")
        while said and (line := stream.readline()):
            text = line.decode("latin-1").strip()
            self.heard.append(text)
            verb = text.partition(" ")[0].upper()
            said = self._say(stream, verb)
            if verb == "DATA" and said.startswith("354"):
                self.taken.append(_body(stream))
                said = self._say(stream, "END")
            elif verb == "QUIT":
                return

    def _say(self, stream: BufferedRWPair | BinaryIO, verb: str) -> str:
        given = self.told.get(verb, ("500 what",))
        text = given[min(self.counts.get(verb, 0), len(given) - 1)]
        self.counts[verb] = self.counts.get(verb, 0) + 1
        if text:
            stream.write(text.encode() + b"\r\n")
            stream.flush()
        return text


def _body(stream: BufferedRWPair | BinaryIO) -> bytes:
    body = b""
    while (part := stream.readline()) not in {b".\r\n", b""}:
        body += part[1:] if part.startswith(b"..") else part
    return body


@contextmanager
def mail_server(**answers: tuple[str, ...]) -> Iterator[MailServer]:
    """Serve until the block is left; `answers` replace the usual ones by verb."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = MailServer(told={**USUAL, **answers}, port=listener.getsockname()[1])
    thread = threading.Thread(target=server.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)
