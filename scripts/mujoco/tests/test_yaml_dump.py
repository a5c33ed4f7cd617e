"""The dump format: exactly PyYAML's as Isaac Lab uses it, read back without instantiating anything."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from trotline_mujoco import yaml_dump


def test_quirks() -> None:
    shared = slice(None)
    data = {
        "size": (8.0, -2.5e-07),
        "empty": (),
        "ids": shared,
        "again": shared,
        "names": [".*_hip_joint"],
        "y": True,
        "run_name": "",
        "load_run": ".*",
        "nothing": None,
        "params": {},
        "limit": float("inf"),
    }

    assert yaml_dump.to_text(data) == (
        "size: !!python/tuple\n- 8.0\n- -2.5e-07\n"
        "empty: !!python/tuple []\n"
        "ids: !!python/object/apply:builtins.slice\n- null\n- null\n- null\n"
        "again: !!python/object/apply:builtins.slice\n- null\n- null\n- null\n"
        "names:\n- .*_hip_joint\n"
        "y: true\nrun_name: ''\nload_run: .*\nnothing: null\nparams: {}\nlimit: .inf\n"
    )


def test_round_trip(tmp_path: Path) -> None:
    data = {"t": (1, (2.0, None)), "s": slice(None), "d": {"a": [1, "x"]}}
    yaml_dump.dump_yaml(tmp_path / "deep" / "env.yaml", data)

    assert yaml_dump.load(tmp_path / "deep" / "env.yaml") == data
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["env.yaml"]


def test_foreign_python_tags_are_never_instantiated(tmp_path: Path) -> None:
    path = tmp_path / "evil.yaml"
    path.write_text("x: !!python/object/apply:os.system\n- touch pwned\ny: !!python/name:os.system ''\n")

    assert yaml_dump.load(path) == {"x": ["touch pwned"], "y": ""}


@pytest.mark.parametrize("text", ["- 1\n", "", "a: [1\n"])
def test_what_is_no_dump_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text)

    with pytest.raises((ValueError, yaml.YAMLError)):
        yaml_dump.load(path)
