"""What a scenario says about itself."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass, field

from lab.vocabulary import CATEGORY

ANY_EXIT = -1  # the status is not part of the case: it may vary from run to run


@dataclass(frozen=True)
class Send:
    """A signal for the processes whose command line contains `to`, once the log shows `after`."""

    after: str
    number: signal.Signals
    to: str
    delay: float = 0.3


@dataclass(frozen=True)
class Case:
    """One program, one fault (or none), and the label.

    `script` is run by bash in a fresh copy of the lab (drivers/gaitlab), shown as /home/user/...; `python`
    names the interpreter. `exit_code` is what the run must end with: None means it must not end by itself
    within `limit` seconds. `key` is a regular expression that must be found in one line of the log; the line
    becomes the label's key_line.
    """

    id: str
    slug: str
    cause: str
    script: str
    key: str | None = None
    exit_code: int | None = 1
    python: str = "rsl233"
    files: Mapping[str, str] = field(default_factory=dict)
    edits: tuple[tuple[str, str, str], ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    send: tuple[Send, ...] = ()
    limit: float = 90.0
    capture: str = ""  # "u": unbuffered file, "file": block buffered, "tty": a terminal; empty: by the id
    look: str = ""  # "crlf", "headless" (the head is cut off), "full" (not shortened)
    remedy: str = ""
    note: str = ""
    accept: tuple[str, ...] = ()  # other words of the vocabulary that are a fair reading too
    absent: str | None = None  # must not be found: a sign that something else went wrong

    def __post_init__(self) -> None:
        for cause in (self.cause, *self.accept):
            if cause not in CATEGORY:
                raise ValueError(f"{self.slug}: no cause {cause}")

    @property
    def category(self) -> str:
        return CATEGORY[self.cause]

    @property
    def healthy(self) -> bool:
        return self.category == "healthy"
