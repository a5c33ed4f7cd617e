"""The derived task in the registry, and the factories behind it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import DERIVED, TASK

from trotline_isaaclab import derive
from trotline_isaaclab.edits import Edits
from trotline_isaaclab.errors import StubError

Make = Callable[..., Edits]
pytestmark = pytest.mark.usefixtures("lab")


def spec(task: str) -> Any:
    return importlib.import_module("gymnasium").spec(task)


def load(task: str, entry_point: str = "env_cfg_entry_point") -> Any:
    return importlib.import_module("isaaclab_tasks.utils.parse_cfg").load_cfg_from_registry(task, entry_point)


def test_everything_but_the_two_configurations_is_the_base_task_s(make_edits: Make) -> None:
    derive.register(make_edits(("agent.clip_actions", 100.0)))
    base, derived = spec(TASK), spec(DERIVED)
    assert (derived.entry_point, derived.disable_env_checker) == (base.entry_point, True)
    assert derived.kwargs["skrl_cfg_entry_point"] == base.kwargs["skrl_cfg_entry_point"]
    assert derived.kwargs["env_cfg_entry_point"] != base.kwargs["env_cfg_entry_point"]
    assert all(isinstance(value, str) for value in derived.kwargs.values())


def test_the_factories_apply_the_edits_after_post_init(make_edits: Make) -> None:
    derive.register(
        make_edits(("agent.clip_actions", 100.0), ("env.scene.terrain.max_init_terrain_level", 3))
    )
    env, agent = load(DERIVED), load(DERIVED, "rsl_rl_cfg_entry_point")
    assert env.rewards.air_time.weight == 0.5
    assert env.scene.terrain.max_init_terrain_level == 3
    assert agent.clip_actions == 100.0


def test_the_base_task_stays_as_it_was_and_every_call_makes_a_new_configuration(make_edits: Make) -> None:
    derive.register(make_edits(("env.scene.terrain.max_init_terrain_level", 3)))
    assert load(DERIVED) is not load(DERIVED)
    assert load(TASK).scene.terrain.max_init_terrain_level is None


@pytest.mark.parametrize(
    "task",
    [
        "Isaac-Velocity-Flat-Anymal-D-Play-v0",
        "Isaac-Velocity-Flat-AnymalD",
        "Isaac-Velocity-Flat-AnymalD-Play",
    ],
)
def test_play_tasks_and_ids_without_version(make_edits: Make, task: str) -> None:
    derive.register(make_edits(("env.decimation", 2), task=task, derived_task=f"Trotline-{task}"))
    env = load(f"Trotline-{task}")
    assert (env.decimation, env.scene.num_envs) == (2, 50 if "Play" in task else 4096)


def test_an_agent_of_another_library(make_edits: Make) -> None:
    derive.register(make_edits(("agent.agent.clip", 0.2), agent_entry_point="skrl_cfg_entry_point"))
    assert load(DERIVED, "skrl_cfg_entry_point")["agent"]["clip"] == 0.2
    assert spec(DERIVED).kwargs["rsl_rl_cfg_entry_point"] == spec(TASK).kwargs["rsl_rl_cfg_entry_point"]


def test_a_base_task_of_another_package(
    make_edits: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my_robot.py").write_text(
        "import gymnasium\nstock = gymnasium.spec('Isaac-Velocity-Flat-AnymalD')\n"
        "gymnasium.register('My-Robot-v0', entry_point=stock.entry_point, kwargs=stock.kwargs)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    derive.register(make_edits(("env.decimation", 2), task="my_robot:My-Robot-v0"))
    assert load(DERIVED).decimation == 2
    with pytest.raises(StubError, match="task 'no_robot:X': no_robot cannot be imported: ModuleNotFound"):
        derive.register(make_edits(task="no_robot:X"))


def test_success_is_one_line(make_edits: Make, capfd: pytest.CaptureFixture[str]) -> None:
    derive.register(make_edits(("agent.clip_actions", 100.0)))
    derive.register(make_edits(("env.decimation", 2), ("env.a", 1), derived_task="Other"))
    assert capfd.readouterr().out.splitlines() == [
        f"[trotline] registered {DERIVED} from {TASK} with 1 edit",
        f"[trotline] registered Other from {TASK} with 2 edits",
    ]


def test_registering_again_changes_and_says_nothing(
    make_edits: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    edits = make_edits(("agent.clip_actions", 100.0))
    derive.register(edits)
    before = spec(DERIVED)
    capfd.readouterr()
    derive.register(edits)
    assert spec(DERIVED) is before
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"task": "Isaac-Velocity-Flat-Anymal-E-v0"},
            f"is not registered in this Isaac Lab; did you mean '{TASK}'",
        ),
        ({"task": "Foo"}, "task 'Foo' is not registered in this Isaac Lab$"),
        (
            {"agent_entry_point": "sb3_cfg_entry_point"},
            r"has no 'sb3_cfg_entry_point' \(it has: env_cfg_entry",
        ),
        ({"derived_task": "Isaac-Velocity-Flat-AnymalD"}, "'Isaac-Velocity-Flat-AnymalD' exists already"),
    ],
)
def test_a_task_that_cannot_be_derived_is_refused(make_edits: Make, changes: Any, message: str) -> None:
    with pytest.raises(StubError, match=message):
        derive.register(make_edits(**changes))


def test_an_edit_that_fails_ends_the_process_with_one_line(
    make_edits: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    derive.register(make_edits(("env.decimaton", 2)))
    capfd.readouterr()
    with pytest.raises(SystemExit) as end:
        load(DERIVED)
    assert end.value.code == 1
    expected = f"{TASK}: env.decimaton: env has no 'decimaton'; did you mean 'decimation'?"
    assert capfd.readouterr().err.splitlines() == [f"[trotline] error: {expected}"]


def test_the_study_s_functions_are_checked_without_isaac_lab(make_edits: Make, study: Path) -> None:
    term = {"func": "rewards/gait.py:trot", "weight": 1.0}
    derive.check(make_edits(("env.rewards.a", term), rewards_folder=str(study)))
    for path, value in [
        ("env.rewards.a", {**term, "func": "rewards/gait.py:walk"}),
        ("env.rewards.a.func", "rewards/gait.py:walk"),
    ]:
        with pytest.raises(StubError, match=f"{path}: .*has no 'walk'"):
            derive.check(make_edits((path, value), rewards_folder=str(study)))
    wrong = {**term, "params": {"perod": 0.6}}
    with pytest.raises(
        StubError, match=r"func 'rewards/gait.py:trot': it takes no perod \(it takes: period\)"
    ):
        derive.check(make_edits(("env.rewards.a", wrong), rewards_folder=str(study)))
