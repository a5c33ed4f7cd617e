"""The configuration tree: shape, freshness, and the committed reference files."""

from __future__ import annotations

from pathlib import Path

import pytest

from trotline_mujoco import dump_config, tasks, yaml_dump

CONFIGS = Path(__file__).resolve().parents[3] / "isaac-configs" / "mujoco"


@pytest.mark.parametrize("task", tasks.TASK_IDS)
@pytest.mark.parametrize("name", ["env.yaml", "agent.yaml"])
def test_committed_reference_is_what_dump_config_writes(tmp_path: Path, task: str, name: str) -> None:
    dump_config.main(["--task", task, "--output", str(tmp_path)])

    assert (tmp_path / name).read_text() == (CONFIGS / task / name).read_text(), (
        "run `python -m trotline_mujoco.dump_config` again and commit the result"
    )


def test_two_loads_share_nothing() -> None:
    first, _ = tasks.load(tasks.FLAT)
    first["rewards"]["feet_air_time"]["params"]["threshold"] = 9.0
    first["terminations"]["base_contact"]["params"]["sensor_cfg"]["body_names"] = "changed"

    second, _ = tasks.load(tasks.FLAT)

    assert second["rewards"]["feet_air_time"]["params"]["threshold"] == 0.3
    assert second["terminations"]["base_contact"]["params"]["sensor_cfg"]["body_names"] == "trunk"


def test_flat_task_has_no_terrain_parts() -> None:
    env_cfg, agent_cfg = tasks.load(tasks.FLAT)

    assert env_cfg["scene"]["terrain"]["terrain_type"] == "plane"
    assert env_cfg["scene"]["terrain"]["terrain_generator"] is None
    assert env_cfg["scene"]["height_scanner"] is None
    assert env_cfg["observations"]["policy"]["height_scan"] is None
    assert env_cfg["curriculum"]["terrain_levels"] is None
    assert agent_cfg["experiment_name"] == "quad_flat"


def test_rough_task_has_isaac_labs_sub_terrains() -> None:
    env_cfg, _ = tasks.load(tasks.ROUGH)
    sub_terrains = env_cfg["scene"]["terrain"]["terrain_generator"]["sub_terrains"]

    assert list(sub_terrains) == [
        "pyramid_stairs",
        "pyramid_stairs_inv",
        "boxes",
        "random_rough",
        "hf_pyramid_slope",
        "hf_pyramid_slope_inv",
    ]
    assert sum(cfg["proportion"] for cfg in sub_terrains.values()) == pytest.approx(1.0)


def test_flat_budget_is_one_and_a_half_million_steps() -> None:
    env_cfg, agent_cfg = tasks.load(tasks.FLAT)
    steps = agent_cfg["max_iterations"] * agent_cfg["num_steps_per_env"] * env_cfg["scene"]["num_envs"]

    assert 1.49e6 < steps <= 1.5e6


def test_text_before_a_colon_is_ignored_as_in_isaac_lab() -> None:
    assert tasks.load("module:" + tasks.FLAT) == tasks.load(tasks.FLAT)


def test_unknown_task_names_the_known_ones() -> None:
    with pytest.raises(tasks.UnknownTaskError, match=tasks.FLAT):
        tasks.load("Isaac-Velocity-Flat-Unitree-Go2-v0")


def test_every_number_survives_the_dump() -> None:
    for task in tasks.TASK_IDS:
        env_cfg, _ = tasks.load(task)
        text = yaml_dump.to_text(env_cfg)

        assert "&id" not in text
        assert "!!python/object/apply:builtins.slice" in text
