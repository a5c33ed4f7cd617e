"""A forked child process that does one thing after another for its parent, and never outlives it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NoReturn


class Worker:
    """A forked child that answers requests by `work(notify, *request)`, one at a time.

    Each call of `notify` is counted in `progress`; errors travel back and are raised here.
    """

    def __init__(self, work: Callable[..., Any]) -> None:
        self.progress = 0
        self._answer: list[Any] = []
        self._connection, theirs = multiprocessing.Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            self._connection.close()
            _serve(theirs, work)
        theirs.close()

    def ask(self, *request: Any) -> None:
        self.progress = 0
        self._answer.clear()
        self._connection.send(request)

    def follow(self, progress: int) -> None:
        """Wait until the child has notified so often in the present request, or has answered."""
        while self.progress < progress and not self._answer:
            self._receive()

    def answer(self) -> Any:
        while not self._answer:
            self._receive()
        return self._answer[0]

    def _receive(self) -> None:
        try:
            kind, value = self._connection.recv()
        except (EOFError, ConnectionResetError):
            raise RuntimeError("the process that updates the policy has died") from None
        if kind == "error":
            raise value
        if kind == "progress":
            self.progress += 1
        else:
            self._answer.append(value)

    def close(self) -> None:
        """Let the child end, and wait until it has."""
        self._connection.close()
        os.waitpid(self._pid, 0)


def _serve(connection: Connection, work: Callable[..., Any]) -> NoReturn:
    """The child's life. It leaves by `_exit`: buffers and handlers it inherited belong to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C reaches the whole group; the parent decides
    try:
        while True:
            request = connection.recv()
            try:
                reply = ("done", work(lambda: connection.send(("progress", None)), *request))
            except Exception as error:
                reply = ("error", error)
            connection.send(reply)
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)
