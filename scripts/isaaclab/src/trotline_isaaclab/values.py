"""From JSON values to what Isaac Lab's configuration classes hold."""

from __future__ import annotations

import dataclasses
import importlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from trotline_isaaclab import functions
from trotline_isaaclab.edits import Edit
from trotline_isaaclab.errors import StubError
from trotline_isaaclab.functions import Function


class _Kind(NamedTuple):
    """What a manager's terms are like."""

    class_name: str
    depth: int  # of the term below its section
    arguments: int  # that the manager passes before the params: env, or env and env_ids


_KINDS = {
    "rewards": _Kind("RewardTermCfg", 1, 1),
    "terminations": _Kind("TerminationTermCfg", 1, 1),
    "events": _Kind("EventTermCfg", 1, 2),
    "curriculum": _Kind("CurriculumTermCfg", 1, 2),
    "observations": _Kind("ObservationTermCfg", 2, 1),
}


def is_term(value: object) -> bool:
    return isinstance(value, Mapping) and "func" in value


def build(edit: Edit, rewards_folder: Path | None) -> object:
    """Build the value of an edit; needs Isaac Lab for terms and scene entities only.

    Raises:
        StubError: a function that does not exist, a field that the class does not have.
    """
    value = edit.value
    if is_term(value):
        return _term(edit, value, rewards_folder)
    if edit.keys[-1] == "func":
        return functions.resolve(value, rewards_folder).name
    if "params" in edit.keys[:-1]:
        return _param(value)
    if edit.keys[-1] == "params" and isinstance(value, Mapping):
        return {name: _param(param) for name, param in value.items()}
    return plain(value)


def plain(value: object) -> object:
    """Replace every `{"tuple": [...]}` by a tuple."""
    if isinstance(value, Mapping):
        if value.keys() == {"tuple"} and isinstance(value["tuple"], list):
            return tuple(plain(item) for item in value["tuple"])
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value


def fits(current: object, value: object, declared: str) -> object:
    """The value in the type of the one it replaces, by Isaac Lab's own rule: a number stays what it was.

    Args:
        current: what is there now.
        value: what shall be there.
        declared: the field's annotation, empty where there is none (in a mapping). A float may replace an int
            that is not declared as one: many a stock value is written without its decimal point.

    Raises:
        StubError: a scalar of another type, or a plain value where a configuration object is.
    """
    if current is dataclasses.MISSING or current is None or value is None:
        return value
    if isinstance(current, tuple) and isinstance(value, list):
        return tuple(value)
    if _kind_of(current) is float and _kind_of(value) is int:
        return float(value)  # type: ignore[arg-type]
    if _kind_of(current) is int and _kind_of(value) is float and not re.search(r"\bint\b", declared):
        return value
    if _kind_of(current) and _kind_of(value) and _kind_of(current) is not _kind_of(value):
        raise StubError(f"expects {type(current).__name__} like {current!r}, not {value!r}")
    if dataclasses.is_dataclass(current) and not dataclasses.is_dataclass(value):
        raise StubError(f"is a {type(current).__name__}; set its fields one by one")
    return value


def _kind_of(value: object) -> type | None:
    """The type of a scalar, subclasses counted as it; None for anything else."""
    return next((kind for kind in (bool, int, float, str) if isinstance(value, kind)), None)


def study_function(edit: Edit, rewards_folder: Path | None) -> Function | None:
    """The function from the study's own files that an edit names, if any; needs no Isaac Lab.

    Raises:
        StubError: its file does not define it, or it does not take the term's params.
    """
    value = edit.value
    func = value.get("func") if isinstance(value, Mapping) else value if edit.keys[-1] == "func" else None
    if not isinstance(func, str) or not functions.is_study_function(func):
        return None
    try:
        function = functions.check_study_function(func, rewards_folder)
        if isinstance(value, Mapping) and edit.keys[0] in _KINDS:
            _check_params(func, function, value.get("params"), _KINDS[edit.keys[0]])
    except StubError as error:
        raise StubError(f"{edit.path}: {error}") from error
    return function


def _term(edit: Edit, value: Mapping[str, Any], rewards_folder: Path | None) -> object:
    kind = _KINDS.get(edit.keys[0])
    if edit.section != "env" or kind is None or len(edit.keys) - 1 != kind.depth:
        raise StubError("a term with func belongs directly below " + ", ".join(f"env.{s}" for s in _KINDS))
    cls = _manager_class(kind.class_name)
    fields = {field.name for field in dataclasses.fields(cls)}
    unknown = sorted(value.keys() - fields)
    if unknown:
        raise StubError(f"{kind.class_name} has no {', '.join(unknown)} (it has {', '.join(sorted(fields))})")
    params = value.get("params", {})
    if not isinstance(params, Mapping):
        raise StubError(f"params must be a mapping, not {params!r}")
    plain_fields = {name: plain(item) for name, item in value.items() if name not in ("func", "params")}
    for name, item in plain_fields.items():
        if isinstance(item, Mapping):
            raise StubError(f"{name} would have to be a configuration object; set plain values only")
    function = functions.resolve(value["func"], rewards_folder)
    _check_params(value["func"], function, params, kind)
    arguments = {
        **plain_fields,
        "func": function.name,
        "params": {name: _param(param) for name, param in params.items()},
    }
    if "weight" in arguments:
        # A later Hydra override of the weight is checked against the type that stands here.
        weight = arguments["weight"]
        if isinstance(weight, bool) or not isinstance(weight, (int, float)):
            raise StubError(f"weight must be a number, not {weight!r}")
        arguments["weight"] = float(weight)
    return _construct(cls, arguments)


def _check_params(func: str, function: Function, params: object, kind: _Kind) -> None:
    if function.signature is None or not isinstance(params, (Mapping, type(None))):
        return
    try:
        function.signature.check(params or {}, kind.arguments)
    except StubError as error:
        raise StubError(f"func {func!r}: {error}") from error


def _param(value: object) -> object:
    """A parameter of a term; a mapping that describes a scene entity becomes one."""
    if isinstance(value, Mapping) and "name" in value:
        cls = _manager_class("SceneEntityCfg")
        if value.keys() <= {field.name for field in dataclasses.fields(cls)}:
            return _construct(cls, {name: plain(item) for name, item in value.items()})
    return plain(value)


def _construct(cls: type, arguments: dict[str, Any]) -> object:
    try:
        built = cls(**arguments)
    except TypeError as error:
        raise StubError(f"{cls.__name__}: {error}") from error
    missing = [f.name for f in dataclasses.fields(cls) if getattr(built, f.name, None) is dataclasses.MISSING]
    if missing:
        raise StubError(f"{cls.__name__} needs {', '.join(missing)}")
    return built


def _manager_class(name: str) -> type:
    return getattr(importlib.import_module("isaaclab.managers"), name)
