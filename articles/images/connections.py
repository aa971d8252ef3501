"""Connections to checked IP addresses, with one deadline for all that they do."""

import socket
import ssl
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection
from io import BufferedReader, RawIOBase
from threading import Thread
from time import monotonic
from typing import Any, cast

from articles.images.addresses import PORTS, AddressRefused, Limits, Target, is_allowed

MAX_ADDRESSES = 8
"""Of a host's addresses so many are tried."""


@dataclass(slots=True)
class Deadline:
    """The time at which an exchange has to be over, `seconds` after it began."""

    seconds: float
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = monotonic() + self.seconds

    def remaining(self) -> float:
        """Return the seconds that are left. Raises TimeoutError if there are none."""
        if (seconds := self._end - monotonic()) <= 0:
            raise TimeoutError
        return seconds


class CheckedConnection(HTTPConnection):
    """A connection to a public address of the target's host.

    The address that was checked is the one that is connected to, so a host that changes its
    addresses meanwhile gains nothing; TLS verifies the name of the host.
    """

    def __init__(
        self, target: Target, limits: Limits, deadline: Deadline, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(target.host, target.port)
        self.default_port = PORTS[target.scheme]  # not repeated in the header `Host`
        self._tls = (tls or _system_tls()) if target.scheme == "https" else None
        self._limits, self._deadline = limits, deadline

    def connect(self) -> None:
        sock = self._connected()
        if self._tls:
            sock.settimeout(self._deadline.remaining())
            sock = self._tls.wrap_socket(sock, server_hostname=self.host)
        self.sock = cast("socket.socket", _DeadlineSocket(sock, self._deadline))

    def _connected(self) -> socket.socket:
        """Return a socket connected to the first allowed address that answers."""
        answers = _look_up(self.host, self.port, self._deadline)
        allowed = [
            (family, address)
            for family, *_, address in answers
            if is_allowed(str(address[0]), self.port, self._limits)
        ][:MAX_ADDRESSES]
        if not allowed:
            raise AddressRefused("The host has no public address.")
        failure: OSError | None = None
        for tried, (family, address) in enumerate(allowed):
            sock = socket.socket(family, socket.SOCK_STREAM)
            try:
                sock.settimeout(self._deadline.remaining() / (len(allowed) - tried))
                sock.connect(address)
            except OSError as error:
                sock.close()
                failure = error
            else:
                return sock
        raise failure or TimeoutError


class _DeadlineSocket:
    """What HTTPConnection needs of a socket; each read and write gets the time that is left."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._deadline.remaining())
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> BufferedReader:
        return BufferedReader(_DeadlineReader(self._sock, self._deadline))

    def close(self) -> None:
        self._sock.close()  # it stays open as long as the reader is


class _DeadlineReader(RawIOBase):
    """A timeout of a socket is one for each read: a server could send a byte a second for ever."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline
        self._file = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.remaining())
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


def _look_up(host: str, port: int, deadline: Deadline) -> list[Any]:
    """Return all addresses of a host. The resolver knows no timeout, so it runs in a thread."""
    answers: list[Any] = []

    def ask() -> None:
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            answers.append(error)

    thread = Thread(target=ask, name="picture DNS", daemon=True)
    thread.start()
    thread.join(deadline.remaining())
    if not answers:
        raise TimeoutError
    if isinstance(answers[0], OSError):
        raise answers[0]
    return list(answers[0])


@cache
def _system_tls() -> ssl.SSLContext:
    return ssl.create_default_context()
