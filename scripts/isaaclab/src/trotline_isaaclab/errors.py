"""What the stub says, and how it refuses: one line on stderr, exit code 1."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


class StubError(Exception):
    """Something that must not be trained with; the message is one sentence for a person."""


def say(message: str) -> None:
    """Print one line on the real stdout: Isaac Lab's launcher replaces sys.stdout while Isaac Sim starts."""
    print(f"[trotline] {message}", file=sys.__stdout__, flush=True)


def stop(error: StubError) -> NoReturn:
    """Print the error as one line and end the process with exit code 1.

    With Isaac Sim running there is no ordinary way out: its extension manager swallows exceptions, and its
    close() ends the process with status 0. Nothing has been trained yet, so the process ends at once.
    """
    for stream in (sys.stdout, sys.__stdout__):
        if stream is not None:
            stream.flush()
    print(f"[trotline] error: {' '.join(str(error).split())}", file=sys.__stderr__, flush=True)
    if "carb" in sys.modules:
        os._exit(1)
    raise SystemExit(1)
