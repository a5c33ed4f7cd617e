"""Hydra-style `env.a.b=value` overrides with the strictness of Isaac Lab 2.3.2.

Two stages, as there: Hydra first composes the dict (an unknown key fails, a value is parsed by Hydra's
grammar), then the dict is pushed into the configuration with a type check. The messages are those people and
tools know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from trotline_mujoco.override_values import CompositionError, lexer_error, parse_value

Config = dict[str, Any]

_PART = r"(?:[A-Za-z_][\w\-]*|\d+)"
_KEY = re.compile(rf"{_PART}(?:[./]{_PART})*")
_INTERPOLATION = re.compile(r"\$\{([^{}]*)\}")
_SLICE = re.compile(r"slice\((None|-?\d+),\s*(None|-?\d+)(?:,\s*(None|-?\d+))?\)")
_CALLABLE_KEYS = frozenset({"func", "function", "class_type"})


class Override:
    """One parsed command-line item: `key=value`, `+key=value`, `++key=value` or `~key`."""

    def __init__(self, text: str) -> None:
        self.text = text
        body = text.lstrip("+~")
        self.operator = text[: len(text) - len(body)]
        self.key, separator, raw = body.partition("=")
        if self.operator not in ("", "+", "++", "~"):
            raise CompositionError(f"Error parsing override '{text}'\nextraneous input '{self.operator}'")
        match = _KEY.match(self.key)
        if match is None or match.end() != len(self.key):
            raise lexer_error(text, len(self.operator) + (match.end() if match else 0))
        if not separator and self.operator != "~":
            raise CompositionError(f"Error parsing override '{text}'\nmissing EQUAL at '<EOF>'")
        self.path = self.key.split(".")
        self.has_value = bool(separator)
        self.value = parse_value(raw, text) if separator else None


def apply(items: Sequence[str], env_cfg: Config, agent_cfg: Config) -> None:
    """Apply overrides in place. Raises CompositionError, or ValueError/KeyError with Isaac Lab's text."""
    parsed = [Override(item) for item in items]
    composed = {"env": _to_hydra(env_cfg), "agent": _to_hydra(agent_cfg)}
    for override in parsed:
        if override.path[0] != "hydra":
            _compose(composed, override)
    composed = _interpolate(composed, composed)
    _update(env_cfg, composed["env"], "")
    _update(agent_cfg, composed["agent"], "")


def _to_hydra(value: Any) -> Any:
    """OmegaConf knows dicts and lists only; slices travel as strings."""
    if isinstance(value, Mapping):
        return {key: _to_hydra(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_to_hydra(item) for item in value]
    if isinstance(value, slice):
        return f"slice({value.start},{value.stop},{value.step})"
    return value


def _compose(root: dict[str, Any], override: Override) -> None:
    node: Any = root
    for depth, part in enumerate(override.path):
        last = depth == len(override.path) - 1
        if isinstance(node, list):
            _step_into_list(node, part, override)
            index = int(part)
            if last:
                node[index] = override.value
            node = node[index]
            continue
        # OmegaConf replaces a primitive on the way by an empty mapping, so its first key is the unknown one.
        children = node if isinstance(node, dict) else {}
        adding = override.operator in ("+", "++")
        if part not in children and not adding:
            raise _unknown_key(override, part, depth)
        if last:
            _set_last(children, part, override)
        elif adding and not isinstance(children.get(part), (dict, list)):
            children[part] = {}
        node = children.get(part)


def _step_into_list(node: list[Any], part: str, override: Override) -> None:
    if not part.isdigit():
        raise CompositionError(f"invalid literal for int() with base 10: '{part}'")
    if int(part) >= len(node):
        parent = override.key[: -len(part) - 1]
        raise CompositionError(
            f"Error merging override {override.text}\nlist index out of range\n"
            f"    full_key: {parent}[{part}]\n    object_type=list"
        )


def _set_last(children: dict[str, Any], part: str, override: Override) -> None:
    old, new = children.get(part), override.value
    if override.operator == "~":
        if override.has_value and new != old:
            raise CompositionError(
                f"Could not delete from config. The value of '{override.key}' is {old} and not {new}."
            )
        del children[part]  # Isaac Lab then keeps the default: a deleted key is never pushed
        return
    if override.operator == "+" and part in children and not isinstance(old, (dict, list)):
        raise CompositionError(
            f"Could not append to config. An item is already at '{override.key}'.\n"
            f"Either remove + prefix: '{override.text[1:]}'\nOr add a second + to add or override "
            f"'{override.key}': '+{override.text}'"
        )
    if isinstance(old, (dict, list)) and isinstance(new, (dict, list)) and type(old) is not type(new):
        raise CompositionError(
            f"Error merging override {override.text}\nCannot merge DictConfig with ListConfig\n"
            f"    full_key: {override.key}\n    object_type={type(old).__name__}"
        )
    if isinstance(old, dict) and isinstance(new, dict):
        _merge(old, new, override)
    else:
        children[part] = new


def _merge(old: dict[str, Any], new: dict[str, Any], override: Override) -> None:
    for key, value in new.items():
        if key not in old and not override.operator:
            raise CompositionError(
                f"Could not override '{override.key}'.\nTo append to your config use +{override.text}\n"
                f"Key '{key}' is not in struct\n    full_key: {override.key}.{key}\n    object_type=dict"
            )
        if isinstance(old.get(key), dict) and isinstance(value, dict):
            _merge(old[key], value, override)
        else:
            old[key] = value


def _interpolate(value: Any, root: dict[str, Any]) -> Any:
    """Replace `${a.b}`; alone it keeps the type of what it names, within text it becomes text."""
    if isinstance(value, dict):
        return {key: _interpolate(item, root) for key, item in value.items()}
    if isinstance(value, list):
        return [_interpolate(item, root) for item in value]
    if not isinstance(value, str) or "${" not in value:
        return value
    whole = _INTERPOLATION.fullmatch(value)
    if whole:
        return _look_up(whole[1], root)
    return _INTERPOLATION.sub(lambda match: str(_look_up(match[1], root)), value)


def _look_up(key: str, root: dict[str, Any]) -> Any:
    node: Any = root
    for part in key.split("."):
        if not isinstance(node, dict) or part not in node:
            raise ValueError(f"Interpolation key '{key}' not found")
        node = node[part]
    return node


def _unknown_key(override: Override, part: str, depth: int) -> CompositionError:
    full_key = ".".join(override.path[: depth + 1])
    if override.operator == "~":
        return CompositionError(f"Could not delete from config. '{override.key}' does not exist.")
    return CompositionError(
        f"Could not override '{override.key}'.\n"
        f"To append to your config use +{override.text}\n"
        f"Key '{part}' is not in struct\n"
        f"    full_key: {full_key}\n"
        f"    object_type=dict"
    )


def _update(target: Any, data: Mapping[str, Any], namespace: str) -> None:
    """Push composed values into the configuration; the checks and their order are Isaac Lab's."""
    for key, value in data.items():
        name = f"{namespace}/{key}"
        if not isinstance(target, dict) or key not in target:
            raise KeyError(f"[Config]: Key not found under namespace: {name}.")
        old = target[key]
        if isinstance(value, Mapping):
            _update(old, value, name)
        elif isinstance(value, (list, tuple)) and not any(isinstance(item, Mapping) for item in value):
            target[key] = _restore(value, old)
        elif isinstance(value, (list, tuple)):
            _update_list(target, key, value, name)
        else:
            target[key] = _checked_scalar(key, old, value, name)


def _restore(value: Any, old: Any) -> Any:
    """A list takes the tuple type of what it replaces, at every depth; strings become slices again."""
    if isinstance(value, list):
        olds = old if isinstance(old, (list, tuple)) else ()
        items = [_restore(item, olds[i] if i < len(olds) else None) for i, item in enumerate(value)]
        return tuple(items) if isinstance(old, tuple) else items
    return _as_slice(value)


def _as_slice(value: Any) -> Any:
    match = _SLICE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    return slice(*(None if part in (None, "None") else int(part) for part in match.groups()))


def _update_list(target: Config, key: str, value: Sequence[Any], name: str) -> None:
    old = target[key]
    if old is None:
        raise ValueError(
            f"[Config]: Cannot merge list under namespace: {name} because the existing value is None."
        )
    if isinstance(old, Sequence) and len(old) != len(value):
        raise ValueError(
            f"[Config]: Incorrect length under namespace: {name}."
            f" Expected: {len(old)}, Received: {len(value)}."
        )
    items = list(old)
    for index, item in enumerate(value):
        if isinstance(item, Mapping):
            _update(items[index], item, name)
        else:
            items[index] = item
    target[key] = tuple(items) if isinstance(old, tuple) else items


def _checked_scalar(key: str, old: Any, value: Any, name: str) -> Any:
    if isinstance(old, slice):
        value = _as_slice(value)
    if key in _CALLABLE_KEYS and isinstance(old, str) and value != old:
        return _callable_name(value)
    if value is None or isinstance(value, type(old)):
        return value
    raise ValueError(
        f"[Config]: Incorrect type under namespace: {name}. Expected: {type(old)}, Received: {type(value)}."
    )


def _callable_name(value: Any) -> str:
    """`module:attribute`; it is resolved where it is first used, so that a configuration needs no imports."""
    if not isinstance(value, str):
        raise ValueError(f"Input is not a string: {value}.")
    module, separator, attribute = value.partition(":")
    if not (module and separator and attribute):
        raise ValueError(
            f"Could not resolve the input string '{value}' into callable object. Expected 'module:attribute'."
        )
    return value
