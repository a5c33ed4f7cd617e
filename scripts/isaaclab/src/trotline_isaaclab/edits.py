"""The description of a derived task, as Trotline wrote it into the run folder."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from trotline_isaaclab.errors import StubError

SCHEMA = "trotline/isaaclab-edits/1"
SECTIONS = ("env", "agent")

_KEYS = {"schema", "task", "derived_task", "agent_entry_point", "rewards_folder", "edits"}
# What gymnasium accepts as an id without a namespace.
_TASK_ID = re.compile(r"[\w:.-]+")


@dataclass(frozen=True)
class Edit:
    """One value to be set; `path` begins with `env.` or `agent.`."""

    path: str
    value: object

    @property
    def section(self) -> str:
        return self.path.split(".", 1)[0]

    @property
    def keys(self) -> list[str]:
        """The components below the section."""
        return self.path.split(".")[1:]


@dataclass(frozen=True)
class Edits:
    """A base task, the id under which its edited twin is registered, and the edits."""

    task: str
    derived_task: str
    agent_entry_point: str
    rewards_folder: Path | None
    edits: tuple[Edit, ...]

    @property
    def base_id(self) -> str:
        """The base task's id in the registry: Isaac Lab strips a `module:` prefix, too."""
        return self.task.rsplit(":", 1)[-1]

    @property
    def base_module(self) -> str | None:
        """The package to import for a base task that is not one of Isaac Lab's own."""
        return self.task.rpartition(":")[0] or None

    def of(self, section: str) -> list[Edit]:
        return [edit for edit in self.edits if edit.section == section]


def read_edits(file: Path) -> Edits:
    """Read and check the description.

    Raises:
        StubError: the file cannot be read, is no JSON, or does not have the expected shape.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise StubError(f"{file} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise StubError(f"{file} is not JSON: {error}") from error
    try:
        return _parse(document)
    except StubError as error:
        raise StubError(f"{file}: {error}") from error


def _parse(document: object) -> Edits:
    if not isinstance(document, dict):
        raise StubError("expected a JSON object")
    if document.get("schema") != SCHEMA:
        raise StubError(
            f"schema is {document.get('schema')!r}, but this stub reads {SCHEMA!r};"
            " use the stub that belongs to this Trotline"
        )
    _exact_keys(document, _KEYS, "the document")
    task = _string(document, "task")
    derived = _string(document, "derived_task")
    if not _TASK_ID.fullmatch(derived) or ":" in derived:
        raise StubError(f"derived_task {derived!r} is not a task id (letters, digits, '_', '.' and '-')")
    if derived == task.rsplit(":", 1)[-1]:
        raise StubError(f"derived_task {derived!r} is the base task itself; give it an id of its own")
    folder = document["rewards_folder"]
    if folder is not None and not (isinstance(folder, str) and Path(folder).is_absolute()):
        raise StubError(f"rewards_folder must be an absolute path or null, not {folder!r}")
    entries = document["edits"]
    if not isinstance(entries, list):
        raise StubError("edits must be a list")
    edits = tuple(_edit(entry, index) for index, entry in enumerate(entries))
    for path, count in Counter(edit.path for edit in edits).items():
        if count > 1:
            raise StubError(f"{path} is set {count} times; keep one edit per path")
    return Edits(
        task=task,
        derived_task=derived,
        agent_entry_point=_string(document, "agent_entry_point"),
        rewards_folder=None if folder is None else Path(folder),
        edits=edits,
    )


def _edit(entry: object, index: int) -> Edit:
    where = f"edits[{index}]"
    if not isinstance(entry, dict):
        raise StubError(f"{where} must be an object with path and value")
    _exact_keys(entry, {"path", "value"}, where)
    path = _string(entry, "path")
    if path.split(".", 1)[0] not in SECTIONS or "." not in path or path.endswith("."):
        raise StubError(f"{where}: path {path!r} must begin with 'env.' or 'agent.' and name a value")
    return Edit(path, entry["value"])


def _exact_keys(mapping: dict[str, object], expected: set[str], where: str) -> None:
    missing = sorted(expected - mapping.keys())
    if missing:
        raise StubError(f"{where} lacks {', '.join(missing)}")
    unknown = sorted(mapping.keys() - expected)
    if unknown:
        raise StubError(f"{where} has unknown keys {', '.join(unknown)}")


def _string(mapping: dict[str, object], key: str) -> str:
    value = mapping[key]
    if not isinstance(value, str) or not value:
        raise StubError(f"{key} must be a non-empty string, not {value!r}")
    return value
