"""The same with the registry of the real gymnasium package."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DERIVED, IMITATION, TASK, document, forget_modules

from trotline_isaaclab import derive
from trotline_isaaclab.edits import Edits

HOME = Path(__file__).parents[1]
TRAIN = IMITATION / "scripts" / "train.py"


@pytest.fixture
def gymnasium(monkeypatch: pytest.MonkeyPatch) -> Any:
    forget_modules()
    module = pytest.importorskip("gymnasium", reason="gymnasium is in requirements-dev.txt only")
    monkeypatch.syspath_prepend(str(IMITATION / "lab"))
    __import__("isaaclab_tasks")
    yield module
    forget_modules()


@pytest.mark.parametrize(
    "task",
    [
        TASK,
        "Isaac-Velocity-Flat-Anymal-D-Play-v0",
        "Isaac-Velocity-Flat-AnymalD",
        "Isaac-Velocity-Flat-AnymalD-Play",
    ],
)
def test_the_derived_task_is_an_ordinary_entry(
    gymnasium: Any, make_edits: Callable[..., Edits], task: str
) -> None:
    derived = f"Trotline-{task}"
    derive.register(make_edits(("env.decimation", 2), task=task, derived_task=derived))
    base, spec = gymnasium.spec(task), gymnasium.spec(derived)
    assert (spec.entry_point, spec.disable_env_checker, spec.version) == (
        base.entry_point,
        True,
        base.version,
    )
    assert spec.kwargs.keys() == base.kwargs.keys()
    # A copy of the spec, as gymnasium.make() and its wrappers take, must still be JSON.
    assert json.loads(spec.to_json())["id"] == derived


@pytest.mark.filterwarnings("error")
def test_registering_again_does_not_make_gymnasium_warn(
    gymnasium: Any, make_edits: Callable[..., Edits]
) -> None:
    edits = make_edits(("env.decimation", 2))
    derive.register(edits)
    derive.register(edits)
    assert DERIVED in gymnasium.registry


def test_a_whole_start(gymnasium: Any, tmp_path: Path) -> None:
    (tmp_path / "edits.json").write_text(json.dumps(document(("env.decimation", 2))))
    result = subprocess.run(
        [sys.executable, HOME / "run.py", "edits.json", TRAIN, "--task", DERIVED],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(IMITATION / "lab")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads((tmp_path / "dump.json").read_text())["env"]["decimation"] == 2
