"""The judge: fixed commands, honest sums, and one clear sentence when it cannot work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from rsl_rl.modules import ActorCritic
from tensordict import TensorDict

from trotline_mujoco import evaluate, tasks, yaml_dump
from trotline_mujoco.env import QuadEnv
from trotline_mujoco.judge import measure, task
from trotline_mujoco.judge.protocol import Protocol, Schedule, make_schedule

SMALL = Protocol("flat", num_envs=6, seconds=3.0, seed=5)
GROUPS = {"policy": ["policy"], "critic": ["policy"]}
FORBIDDEN = ("rewards", "commands", "terminations", "events", "curriculum", "episode_length_s", "seed")


class Guarded(dict[str, Any]):
    """A run configuration that fails the test when a protected section is read."""

    def __getitem__(self, key: str) -> Any:
        assert key not in FORBIDDEN, f"the judge read {key}"
        return super().__getitem__(key)


class GuardedScene(dict[str, Any]):
    def __getitem__(self, key: str) -> Any:
        assert key not in ("terrain", "num_envs", "contact_forces"), f"the judge read scene.{key}"
        return super().__getitem__(key)


def write_run(folder: Path, mean_action: float = 0.0, width: int = 48, task_id: str = tasks.FLAT) -> Path:
    """A run folder with a checkpoint whose action is a constant."""
    env_cfg, agent_cfg = tasks.load(task_id)
    yaml_dump.dump_params(folder, env_cfg, agent_cfg)
    settings = {key: value for key, value in agent_cfg["policy"].items() if key != "class_name"}
    obs = TensorDict({"policy": torch.zeros(1, width)}, batch_size=[1])
    network = ActorCritic(obs, GROUPS, 12, **settings)
    with torch.no_grad():
        for parameter in network.actor.parameters():
            parameter.zero_()
        network.actor[-1].bias.fill_(mean_action)
    torch.save({"model_state_dict": network.state_dict(), "iter": 7, "infos": None}, folder / "model_7.pt")
    return folder


def judge(folder: Path, protocol: Protocol = SMALL) -> dict[str, Any]:
    return evaluate.evaluate(folder, Path("model_7.pt"), protocol)


def test_schedule_is_fixed_and_within_its_ranges() -> None:
    first, second = (
        make_schedule(Protocol("flat", 500, 20.0, 90210)),
        make_schedule(Protocol("rough", 500, 20.0, 90210)),
    )

    assert first.velocity.shape == (500, 5, 2)
    assert np.array_equal(first.velocity, second.velocity)
    assert np.abs(first.velocity[..., 0]).max() <= 1.0
    assert np.abs(first.velocity[..., 1]).max() <= 0.5
    assert abs(float(first.heading.mean())) < 0.15
    assert not np.array_equal(first.heading, make_schedule(Protocol("flat", 500, 20.0, 1)).heading)


def test_commands_change_every_four_seconds() -> None:
    schedule = make_schedule(Protocol("flat", 1, 20.0, 0))

    intervals = [int(task.interval_at(step, 0.02, schedule)) for step in (0, 199, 200, 399, 400, 999, 1040)]

    assert intervals == [0, 0, 1, 1, 2, 4, 4]


def test_yaw_command_is_proportional_clipped_and_wraps() -> None:
    target = np.array([0.2, 3.0, 3.0], np.float32)
    heading = np.array([0.0, 0.0, -3.0], np.float32)

    assert task.yaw_command(target, heading) == pytest.approx([0.1, 1.0, -0.5 * (2 * np.pi - 6.0)], abs=1e-5)


@pytest.mark.parametrize("terrain", ["flat", "rough"])
def test_task_never_reads_what_belongs_to_the_player(terrain: str) -> None:
    env_cfg, _ = tasks.load(tasks.ROUGH)
    run = Guarded({**env_cfg, "scene": GuardedScene(env_cfg["scene"])})
    protocol = Protocol(terrain, 4, 3.0, 1)

    built = task.build(run, protocol, make_schedule(protocol))

    assert built["rewards"] == {}
    assert built["curriculum"] == {}
    assert list(built["terminations"]) == ["base_contact"]
    assert built["observations"]["policy"]["enable_corruption"] is False
    assert built["sim"]["gravity"] == (0.0, 0.0, -9.81)


def test_reward_command_and_terrain_edits_change_nothing(tmp_path: Path) -> None:
    plain = judge(write_run(tmp_path / "a"))
    edited = write_run(tmp_path / "b")
    env_cfg = yaml_dump.load(edited / "params" / "env.yaml")
    env_cfg["rewards"] = {"bonus": {"func": "nowhere:nothing", "params": {}, "weight": 1e9}}
    env_cfg["commands"]["base_velocity"]["ranges"]["lin_vel_x"] = (0.0, 0.0)
    env_cfg["terminations"] = {}
    env_cfg["events"] = {}
    env_cfg["episode_length_s"] = 0.1
    env_cfg["sim"]["gravity"] = (0.0, 0.0, 0.0)
    yaml_dump.dump_yaml(edited / "params" / "env.yaml", env_cfg)

    assert judge(edited)["metrics"] == plain["metrics"]


def test_standing_robot_scores_its_commands(tmp_path: Path) -> None:
    result = judge(write_run(tmp_path))

    schedule = make_schedule(SMALL)
    speed = float(np.linalg.norm(schedule.velocity[:, 0], axis=1).mean())
    metrics = result["metrics"]
    assert metrics["timeout_share"] == 1.0
    assert metrics["velocity_error"] == pytest.approx(speed, abs=0.02)
    assert abs(metrics["speed_ratio"]) < 0.03
    assert metrics["distance"] < 0.1
    assert metrics["action_rate"] == 0.0
    assert metrics["episodes"] == 6
    assert result["schema"] == "trotline/judge-raw/1"
    assert "fake" not in result


def test_two_judgements_are_equal_to_the_bit(tmp_path: Path) -> None:
    folder = write_run(tmp_path, mean_action=0.3)

    assert judge(folder) == judge(folder)


def test_measures_of_the_first_protocol_keep_their_values(tmp_path: Path) -> None:
    """The figures were computed by the judge of protocol version 1 with a policy that soon falls over."""
    version_1 = {
        "velocity_error": 0.6515709737998744,
        "yaw_error": 0.6372753167524934,
        "timeout_share": 0.0,
        "distance": 0.33113591264312464,
        "energy": 45.90482074070795,
        "foot_slip": 0.037302032606602614,
        "action_rate": 0.0,
        "air_time_symmetry": 0.0,
        "speed_ratio": -0.014020273605103445,
        "episodes": 6,
    }

    metrics = judge(write_run(tmp_path, mean_action=0.3))["metrics"]

    # Room for other processors; here they are equal to the bit.
    assert {name: metrics[name] for name in version_1} == pytest.approx(version_1, rel=1e-3)


def test_rough_ground_is_the_judges_own(tmp_path: Path) -> None:
    metrics = judge(write_run(tmp_path), Protocol("rough", 12, 3.0, 5))["metrics"]

    assert metrics["timeout_share"] == 1.0


class Still:
    """A stand-in environment: robots at rest at the origin, or wherever a test puts them."""

    def __init__(self, num_envs: int) -> None:
        self.state = SimpleNamespace(
            base_lin_vel_b=np.zeros((num_envs, 3), np.float32),
            base_ang_vel_b=np.zeros((num_envs, 3), np.float32),
            root_pos=np.zeros((num_envs, 3), np.float32),
            torques=np.zeros((num_envs, 12), np.float32),
            joint_vel=np.zeros((num_envs, 12), np.float32),
            feet_contact=np.ones((num_envs, 4), bool),
            feet_vel_w=np.zeros((num_envs, 4, 3), np.float32),
            root_lin_vel_w=np.zeros((num_envs, 3), np.float32),
            projected_gravity=np.tile(np.float32([0.0, 0.0, -1.0]), (num_envs, 1)),
            joint_pos=np.zeros((num_envs, 12), np.float32),
        )
        self.terrain = SimpleNamespace(height_at=lambda x, y: np.zeros_like(x))


def straight(num_envs: int, speed: float = 0.8) -> Schedule:
    velocity = np.zeros((num_envs, 1, 2), np.float32)
    velocity[..., 0] = speed
    return Schedule(velocity, np.zeros((num_envs, 1), np.float32))


def run_tally(env: Still, schedule: Schedule, steps: int, falls: Mapping[int, int]) -> measure.Tally:
    """`falls` maps a robot to the step in which it falls."""
    count = len(schedule.velocity)
    tally = measure.Tally(count, 0.02, schedule)
    command = np.zeros((count, 3), np.float32)
    command[:, :2] = schedule.velocity[:, 0]
    for step in range(steps):
        terminated = np.array([falls.get(robot, -1) == step for robot in range(count)])
        tally.add_fallen(step, terminated, np.zeros(count, np.float32))
        actions = np.full((count, 12), 0.1 * (step % 2), np.float32)
        tally.add_step(env, step, command, env.state.root_pos[:, :2] * 0.0, actions)  # type: ignore[arg-type]
    return tally


def test_perfect_tracking_scores_zero_and_falling_forfeits_the_rest() -> None:
    env = Still(2)
    env.state.base_lin_vel_b[:, 0] = 0.8
    metrics = run_tally(env, straight(2), steps=150, falls={1: 100}).metrics()

    # Robot 1 forfeits steps 100 to 149 of the 100 measured ones (50 to 149).
    assert metrics["velocity_error"] == pytest.approx(0.8 * 50 / 100 / 2)
    assert metrics["speed_ratio"] == pytest.approx(0.75)
    assert metrics["timeout_share"] == 0.5


def test_falling_never_beats_standing() -> None:
    standing = run_tally(Still(4), straight(4), 150, {}).metrics()
    falling = run_tally(Still(4), straight(4), 150, {0: 0, 1: 10, 2: 60, 3: 149}).metrics()

    assert falling["velocity_error"] >= standing["velocity_error"]
    assert falling["yaw_error"] >= standing["yaw_error"]
    assert falling["timeout_share"] == 0.0


def test_energy_slip_symmetry_and_action_rate() -> None:
    env = Still(1)
    env.state.torques[:] = -2.0
    env.state.joint_vel[:] = 0.5
    env.state.root_pos[:, 0] = 0.01
    env.state.feet_contact[:] = [True, True, False, False]
    env.state.feet_vel_w[:, :, 0] = [0.3, 0.1, 9.0, 9.0]
    metrics = run_tally(env, straight(1), steps=100, falls={}).metrics()

    assert metrics["distance"] == pytest.approx(1.0)
    assert metrics["energy"] == pytest.approx(12 * 1.0 * 0.02 * 100 / 1.0)
    assert metrics["foot_slip"] == pytest.approx(0.2)
    assert metrics["air_time_symmetry"] == 0.0
    assert metrics["action_rate"] == pytest.approx(12 * 0.01)


def test_scheduled_command_reaches_the_environment() -> None:
    env_cfg, _ = tasks.load(tasks.FLAT)
    schedule = make_schedule(SMALL)
    env = QuadEnv(task.build(env_cfg, SMALL, schedule), threads=1)
    try:
        assert np.array_equal(env.command[:, :2], schedule.velocity[:, 0])
        env.step(torch.zeros(6, 12))
        assert np.array_equal(env.command[:, :2], schedule.velocity[:, 0])
        assert env.command[:, 2] == pytest.approx(
            task.yaw_command(schedule.heading[:, 0], env.state.heading), abs=1e-6
        )
    finally:
        env.close()


def spoil_truncate(folder: Path) -> None:
    path = folder / "model_7.pt"
    path.write_bytes(path.read_bytes()[:2000])


def spoil_text(folder: Path) -> None:
    (folder / "model_7.pt").write_text("not a checkpoint")


def spoil_nan(folder: Path) -> None:
    data = torch.load(folder / "model_7.pt", weights_only=True)
    data["model_state_dict"]["actor.0.weight"][0, 0] = float("nan")
    torch.save(data, folder / "model_7.pt")


def spoil_keys(folder: Path) -> None:
    torch.save({"actor_state_dict": {}}, folder / "model_7.pt")


def spoil_width(folder: Path) -> None:
    write_run(folder, width=47)


def spoil_params(folder: Path) -> None:
    (folder / "params" / "env.yaml").unlink()


def spoil_foreign(folder: Path) -> None:
    yaml_dump.dump_yaml(folder / "params" / "env.yaml", {"decimation": 4, "sim": {"dt": 0.005}})


def spoil_code(folder: Path) -> None:
    env_cfg = yaml_dump.load(folder / "params" / "env.yaml")
    env_cfg["observations"]["policy"]["base_lin_vel"]["func"] = "os:system"
    yaml_dump.dump_yaml(folder / "params" / "env.yaml", env_cfg)


def spoil_missing(folder: Path) -> None:
    (folder / "model_7.pt").unlink()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_truncate, "is damaged or no rsl_rl checkpoint"),
        (spoil_text, "is damaged or no rsl_rl checkpoint"),
        (spoil_nan, "not finite in actor.0.weight"),
        (spoil_keys, "holds no model_state_dict"),
        (spoil_width, "does not fit the configuration of its run"),
        (spoil_params, "env.yaml cannot be read"),
        (spoil_foreign, "cannot be run by this simulator"),
        (spoil_code, "func 'os:system' is not the simulator's own"),
        (spoil_missing, "there is no checkpoint"),
    ],
)
def test_refusals_are_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Any, words: str
) -> None:
    folder = write_run(tmp_path / "run")
    spoil(folder)
    capsys.readouterr()
    output = tmp_path / "judge.json"
    argv = ["--run_dir", str(folder), "--checkpoint", "model_7.pt", "--output", str(output)]

    with pytest.raises(SystemExit) as end:
        evaluate.main([*argv, "--num_envs", "2", "--seconds", "3"])

    assert end.value.code == 1
    error = capsys.readouterr().err
    assert words in error
    assert len(error.strip().splitlines()) == 1
    assert not output.exists()


def test_result_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "judge.json"
    path.write_text("old")

    with pytest.raises(ValueError):
        evaluate.write_json(path, {"bad": float("nan")})
    assert path.read_text() == "old"

    evaluate.write_json(path, {"good": 1})
    assert json.loads(path.read_text()) == {"good": 1}
    assert [entry.name for entry in tmp_path.iterdir()] == ["judge.json"]
