"""PyYAML files as Isaac Lab writes them: `!!python/tuple`, slices by `apply`, keys in their own order."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_SAFE_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Dumper(yaml.Dumper):
    """Isaac Lab deep-copies its configuration, so anchors never appear; nor may they here."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Loader(_SAFE_LOADER):  # type: ignore[misc]
    """Knows the two tags of a dump; any other Python tag becomes a plain list, mapping or text."""


def _tuple(loader: Any, node: yaml.Node) -> tuple[Any, ...]:
    return tuple(loader.construct_sequence(node, deep=True))


def _slice(loader: Any, node: yaml.Node) -> slice:
    return slice(*loader.construct_sequence(node, deep=True))


def _plain(loader: Any, suffix: str, node: yaml.Node) -> Any:
    del suffix
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    return loader.construct_scalar(node)


_Loader.add_multi_constructor("tag:yaml.org,2002:python/", _plain)
_Loader.add_constructor("tag:yaml.org,2002:python/tuple", _tuple)
_Loader.add_constructor("tag:yaml.org,2002:python/object/apply:builtins.slice", _slice)


def to_text(data: Mapping[str, Any]) -> str:
    return yaml.dump(data, Dumper=_Dumper, default_flow_style=False, sort_keys=False)


def dump_yaml(path: str | Path, data: Mapping[str, Any]) -> None:
    """Write atomically: a reader sees the old file, no file, or the whole new one."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(to_text(data), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def dump_params(log_dir: Path, env_cfg: Mapping[str, Any], agent_cfg: Mapping[str, Any]) -> None:
    """`params/env.yaml` and `params/agent.yaml` of a run folder."""
    dump_yaml(log_dir / "params" / "env.yaml", env_cfg)
    dump_yaml(log_dir / "params" / "agent.yaml", agent_cfg)


def load(path: Path) -> dict[str, Any]:
    """Read a dump. Raises OSError or yaml.YAMLError, or ValueError if the document is no mapping."""
    with path.open(encoding="utf-8") as stream:
        data = yaml.load(stream, Loader=_Loader)
    if not isinstance(data, dict):
        raise ValueError(f"{path} holds no mapping.")
    return data
