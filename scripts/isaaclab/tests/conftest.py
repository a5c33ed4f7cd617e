"""Fixtures: imitations of gymnasium and Isaac Lab in this process, fresh for every test."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from trotline_isaaclab.edits import Edits, read_edits

IMITATION = Path(__file__).parent / "imitation"
TASK = "Isaac-Velocity-Flat-Anymal-D-v0"
DERIVED = f"Trotline-{TASK}"
_FORGET = ("gymnasium", "isaaclab", "isaaclab_tasks", "trotline_derived", "trotline_rewards")


def forget_modules() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in _FORGET]:
        del sys.modules[name]


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Isaac Lab and gymnasium, imitated."""
    forget_modules()
    meta_path = list(sys.meta_path)
    monkeypatch.syspath_prepend(str(IMITATION / "lab"))
    monkeypatch.syspath_prepend(str(IMITATION / "gym"))
    importlib.import_module("isaaclab_tasks")
    yield
    sys.meta_path[:] = meta_path
    forget_modules()


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study's rewards folder with one file."""
    folder = tmp_path / "rewards"
    folder.mkdir()
    (folder / "gait.py").write_text("def trot(env, period=0.5):\n    return 0.0\n")
    return folder


def document(*edits: tuple[str, object], **changes: Any) -> dict[str, Any]:
    """The content of trotline_edits.json."""
    return {
        "schema": "trotline/isaaclab-edits/1",
        "task": TASK,
        "derived_task": DERIVED,
        "agent_entry_point": "rsl_rl_cfg_entry_point",
        "rewards_folder": None,
        "edits": [{"path": path, "value": value} for path, value in edits],
        **changes,
    }


@pytest.fixture
def make_edits(tmp_path: Path) -> Callable[..., Edits]:
    def make(*edits: tuple[str, object], **changes: Any) -> Edits:
        file = tmp_path / "trotline_edits.json"
        file.write_text(json.dumps(document(*edits, **changes)))
        return read_edits(file)

    return make
