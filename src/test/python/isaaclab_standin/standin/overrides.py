"""Overrides: checked as up to 3.0 beta 1, or just set as since 3.0 beta 2."""

from __future__ import annotations

import ast
import re
import sys

from standin.generations import Generation

_WORDS = {"true": True, "false": False, "none": None, "null": None}


def apply(generation: Generation, configs: dict[str, object], arguments: list[str]) -> list[str]:
    """Returns what was not for the configurations."""
    left = []
    for argument in arguments:
        key, equals, text = argument.partition("=")
        section, _, path = key.partition(".")
        if not equals or section not in configs:
            left.append(argument)
        elif path.startswith("events.") and generation.texts_below_presets:
            _put_text(configs[section], path.split("."), text)
        elif generation.typed:
            _checked(generation, configs[section], path.split("."), text, key)
        else:
            _just_set(configs[section], path.split("."), text)
    return left


def _get(node: object, key: str) -> object:
    return node[key] if isinstance(node, dict) else getattr(node, key)


def _has(node: object, key: str) -> bool:
    return key in node if isinstance(node, dict) else hasattr(node, key)


def _put(node: object, key: str, value: object) -> None:
    if isinstance(node, dict):
        node[key] = value
    else:
        setattr(node, key, value)


def _put_text(node: object, keys: list[str], text: str) -> None:
    """Below a preset 3.0 beta 1 knows single values only; a list stays a text."""
    for key in keys[:-1]:
        node = _get(node, key)
    _put(node, keys[-1], text if text.startswith("[") else _parse(text))


def _just_set(node: object, keys: list[str], text: str) -> None:
    for key in keys[:-1]:
        node = _get(node, key)
    try:
        value = _WORDS[text.lower()] if text.lower() in _WORDS else ast.literal_eval(text)
    except (ValueError, SyntaxError):
        value = text
    _put(node, keys[-1], value)


def _checked(generation: Generation, node: object, keys: list[str], text: str, path: str) -> None:
    for key in keys[:-1]:
        if not _has(node, key) or _get(node, key) is None:
            _unknown(path)
        node = _get(node, key)
    if not _has(node, keys[-1]):
        _unknown(path)
    old, value = _get(node, keys[-1]), _parse(text)
    where = "/" + "/".join(keys)
    if isinstance(value, list):
        if old is None or not generation.any_length and len(old) != len(value):
            raise ValueError(f"[Config]: Incorrect length under namespace: {where}.")
        value = tuple(value) if isinstance(old, tuple) else value
    elif value is not None and not isinstance(value, type(old)):
        raise ValueError(
            f"[Config]: Incorrect type under namespace: {where}. Expected: {type(old)}, Received: {type(value)}."
        )
    _put(node, keys[-1], value)


def _unknown(path: str) -> None:
    print(f"Could not override '{path}'.\nTo append to your config use +{path}=...", file=sys.stderr)
    raise SystemExit(1)


def _parse(text: str) -> object:
    if text.lower() in ("null", "true", "false"):
        return _WORDS[text.lower()]
    if text.startswith("["):
        return [_parse(part) for part in text[1:-1].split(",") if part]
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    try:
        return float(text)
    except ValueError:
        return text[1:-1] if text[:1] == text[-1:] == "'" else text
