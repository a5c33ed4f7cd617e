"""labels.yaml in the format of the failure corpus."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import NotRequired, TypedDict

import yaml


class Label(TypedDict):
    id: str
    kind: str
    log: str
    origin: str
    source: str
    cause: str
    category: str
    remedy: str
    confirmed: bool
    key_line: str | None
    exit_code: int | None
    leaves_traceback: bool
    note: str
    accept: NotRequired[list[str]]


def add(path: Path, label: Label) -> None:
    """Puts the label into the list, in place of an older one of its id; makers may run side by side.

    Labels whose log is gone are dropped.
    """
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = list(yaml.safe_load(path.read_text()) or []) if path.exists() else []
        others = [old for old in found if old["id"] != label["id"]]
        labels = [old for old in others if (path.parent / old["log"]).exists()]
        labels = sorted([*labels, dict(label)], key=lambda one: one["id"])
        part = path.with_suffix(".part")
        part.write_text(yaml.safe_dump(labels, sort_keys=False, allow_unicode=True, width=1000))
        part.replace(path)
