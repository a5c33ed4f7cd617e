"""Configurations as YAML, the way PyYAML writes them."""

from __future__ import annotations

import re
from pathlib import Path


def plain(value: object) -> object:
    """Objects as mappings, functions as `module:name`."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(plain(inner) for inner in value)
    if callable(value):
        return f"{value.__module__}:{value.__qualname__}"
    return plain(vars(value)) if hasattr(value, "__dict__") else value


def write(file: Path, config: object) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(_mapping(plain(config), 0)) + "\n")


def _mapping(values: dict[str, object], depth: int) -> list[str]:
    lines: list[str] = []
    for key, value in values.items():
        head = "  " * depth + str(key) + ":"
        if isinstance(value, dict) and value:
            lines += [head, *_mapping(value, depth + 1)]
        elif isinstance(value, (list, tuple)) and value:
            lines.append(head + (" !!python/tuple" if isinstance(value, tuple) else ""))
            lines += ["  " * depth + "- " + _scalar(item) for item in value]
        else:
            lines.append(f"{head} {_scalar(value)}")
    return lines


def _scalar(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, float):
        text = repr(value)
        return re.sub(r"^(-?\d+)e", r"\1.0e", text)
    if isinstance(value, (list, tuple, dict)):
        return "!!python/tuple []" if isinstance(value, tuple) else "[]" if isinstance(value, list) else "{}"
    text = str(value)
    if isinstance(value, str) and not re.fullmatch(r"[A-Za-z_.][\w.:*/^-]*", text):
        return "'" + text.replace("'", "''") + "'"
    return text
