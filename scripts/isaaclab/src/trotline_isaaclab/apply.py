"""Finding the place that a dotted path names in a configuration, and setting it."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trotline_isaaclab import values
from trotline_isaaclab.edits import Edit
from trotline_isaaclab.errors import StubError


def apply_edit(config: object, edit: Edit, rewards_folder: Path | None) -> None:
    """Set one value in a configuration object (or in the dict that a YAML file was read into).

    Raises:
        StubError: the path does not exist, or the value does not fit there.
    """
    try:
        places = _find(config, edit.keys, edit.section, values.is_term(edit.value))
        value = values.build(edit, rewards_folder)
        for place in places:
            place.set(values.fits(_default(place.current), value, place.declared))
    except StubError as error:
        raise StubError(f"{edit.path}: {error}") from error


@dataclass(frozen=True)
class _Place:
    """One attribute, key or index of a container."""

    container: Any
    key: Any

    @property
    def current(self) -> object:
        if isinstance(self.container, Mapping):
            return self.container.get(self.key)
        if isinstance(self.container, list):
            return self.container[self.key]
        return getattr(self.container, self.key, None)

    @property
    def declared(self) -> str:
        """The annotation of the attribute, empty if there is none."""
        field = getattr(self.container, "__dataclass_fields__", {}).get(self.key)
        return "" if field is None else getattr(field.type, "__name__", str(field.type))

    def set(self, value: object) -> None:
        if isinstance(self.container, (dict, list)):
            self.container[self.key] = value
        else:
            setattr(self.container, self.key, value)


def _find(node: object, keys: list[str], where: str, may_be_new: bool) -> list[_Place]:
    """The places below `node` that `keys` names: one, or one per alternative of a preset on the way."""
    alternatives = _alternatives(node)
    if alternatives is not None and keys[0] not in alternatives:
        return _find_in_alternatives(alternatives, keys, where, may_be_new)
    key, rest = _step(node, keys, where, may_be_new)
    place = _Place(node, key)
    if not rest:
        return [place]
    where = f"{where}.{key}"
    if place.current is None or place.current is dataclasses.MISSING:
        state = "None" if place.current is None else "not set"
        raise StubError(f"{where} is {state} in this task, so nothing below it can be set")
    return _find(place.current, rest, where, may_be_new)


def _step(node: object, keys: list[str], where: str, may_be_new: bool) -> tuple[Any, list[str]]:
    """The key to follow in `node`, and the components left after it."""
    first, rest = keys[0], keys[1:]
    if isinstance(node, Mapping):
        # Keys of a mapping may contain dots (`.*_HAA`): the longest one that fits is meant.
        for length in range(len(keys), 0, -1):
            if ".".join(keys[:length]) in node:
                return ".".join(keys[:length]), keys[length:]
        if not rest and (may_be_new or where.endswith(".params")):
            return first, rest
        known = [str(key) for key in node]
    elif isinstance(node, list):
        if first.isdecimal() and int(first) < len(node):
            return int(first), rest
        raise StubError(f"{where} is a list of {len(node)}; {first!r} is not an index of it")
    elif hasattr(node, "__dict__") and not isinstance(node, type):
        known = [name for name in vars(node) if not name.startswith("_")]
        if first in known or (may_be_new and not rest):
            return first, rest
    else:
        raise StubError(f"{where} is {node!r}, which has no {first!r}")
    close = difflib.get_close_matches(first, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(known) or 'nothing'}"
    raise StubError(f"{where} has no {first!r}; {hint}")


def _find_in_alternatives(
    alternatives: dict[str, object], keys: list[str], where: str, may_be_new: bool
) -> list[_Place]:
    """3.x chooses among the alternatives later, by the command line: each that has the path is edited."""
    places: list[_Place] = []
    refusals: list[StubError] = []
    for name, alternative in alternatives.items():
        if alternative is None:
            continue
        try:
            places += _find(alternative, keys, f"{where}({name})", may_be_new)
        except StubError as error:
            refusals.append(error)
    if not places:
        raise refusals[0] if refusals else StubError(f"{where} is None in every preset of this task")
    return places


def _alternatives(node: object) -> dict[str, object] | None:
    """The alternatives of a 3.x preset, None for anything else.

    Known by the name of its class, which older generations do not have. A robot's module may replace an
    alternative on the class after instances were made; Isaac Lab then prefers that one.
    """
    if not any(base.__name__ == "PresetCfg" for base in type(node).__mro__):
        return None
    names = [field.name for field in dataclasses.fields(node)]  # type: ignore[arg-type]
    found: dict[str, object] = {}
    for name in names:
        on_class = getattr(type(node), name, None)
        found[name] = getattr(node, name) if on_class is None else on_class
    return found


def _default(current: object) -> object:
    """What a value replaces: of a preset, its default alternative."""
    alternatives = _alternatives(current)
    return current if alternatives is None else alternatives.get("default")
