"""A training that only pretends: the test double behind TROTLINE_FAULT=fake.

It leaves every artefact of a real run (params, git, event file, console blocks, checkpoints) in the true
layout and honours all faults, but imports neither torch nor MuJoCo and learns nothing; results come from
fake_outcome.py. It exists to test crash safety and scheduling with thousands of runs. Checkpoints carry the
marker TROTLINE-FAKE.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trotline_mujoco import cli, console, fake_outcome, yaml_dump
from trotline_mujoco.event_writer import ScalarWriter
from trotline_mujoco.fake_outcome import Outcome
from trotline_mujoco.faults import Fault, Hooks

MARKER = b"TROTLINE-FAKE\n"
_OBSERVATION_WIDTHS = {
    "base_lin_vel": 3,
    "base_ang_vel": 3,
    "projected_gravity": 3,
    "velocity_commands": 3,
    "joint_pos": 12,
    "joint_vel": 12,
    "actions": 12,
    "height_scan": 77,
}
_NAN = float("nan")
_WIDTH, _PAD = 80, 35


class TornCheckpointError(ValueError):
    """The file starts like a fake checkpoint but does not parse."""


@dataclass
class _Plan:
    """Everything fixed before the first iteration."""

    env_cfg: Mapping[str, Any]
    agent_cfg: Mapping[str, Any]
    log_dir: Path
    first: int
    iterations: int
    seconds: float
    spread: float
    limp: float

    @property
    def steps_per_iteration(self) -> int:
        return int(self.agent_cfg["num_steps_per_env"] * self.env_cfg["scene"]["num_envs"])


def is_fake(checkpoint: Path) -> bool:
    with checkpoint.open("rb") as stream:
        return stream.read(len(MARKER)) == MARKER


def read_checkpoint(checkpoint: Path) -> dict[str, Any]:
    try:
        data = json.loads(checkpoint.read_bytes()[len(MARKER) :])
        return {"iter": int(data["iter"]), "outcome": Outcome(**data["outcome"])}
    except (ValueError, KeyError, TypeError) as error:
        raise TornCheckpointError(f"{checkpoint} is a damaged checkpoint of a fake training.") from error


def run(
    log_dir: Path, env_cfg: dict[str, Any], agent_cfg: dict[str, Any], hooks: Hooks, fault: Fault
) -> None:
    """Pretend to train. The counterpart of `train_run.run`."""
    checkpoint = cli.find_checkpoint(agent_cfg) if agent_cfg["resume"] else None
    _print_environment(env_cfg)
    first = 0
    if checkpoint is not None:
        print(f"[INFO]: Loading model checkpoint from: {checkpoint}")
        if not is_fake(checkpoint):
            raise ValueError(f"{checkpoint} is a real checkpoint; a fake training cannot continue it.")
        first = read_checkpoint(checkpoint)["iter"]
    yaml_dump.dump_params(log_dir, env_cfg, agent_cfg)
    plan = _Plan(
        env_cfg,
        agent_cfg,
        log_dir,
        first,
        agent_cfg["max_iterations"],
        seconds=float(fault.options.get("seconds", 1.0)),
        spread=float(fault.options.get("spread", 0.02)),
        limp=float(fault.options.get("limp", 0.0)),
    )
    start = time.monotonic()
    _learn(plan, hooks)
    print(f"Training time: {time.monotonic() - start:.2f} seconds")


def _print_environment(env_cfg: Mapping[str, Any]) -> None:
    print("[WARNING] TROTLINE_FAULT=fake: nothing is simulated and nothing is learned in this run.")
    print(console.base_environment(env_cfg))
    print(console.manager_tables(env_cfg, _OBSERVATION_WIDTHS))
    print("[INFO]: Completed setting up the environment...")


def _learn(plan: _Plan, hooks: Hooks) -> None:
    writer = ScalarWriter(plan.log_dir)
    start = time.monotonic()
    last = plan.first + plan.iterations - 1
    noise = random.Random(plan.agent_cfg["seed"])
    for it in range(plan.first, last + 1):
        hooks.before_iteration(it)
        poisoned = hooks.poisons(it)
        now = fake_outcome.outcome(plan.env_cfg, plan.agent_cfg, it + 1, plan.spread, plan.limp)
        due = start + plan.seconds * (it - plan.first + 1) / plan.iterations
        time.sleep(max(0.0, due - time.monotonic()))
        _log(plan, writer, it, now, time.monotonic() - start, noise, poisoned)
        if it % plan.agent_cfg["save_interval"] == 0 or it == last:
            _save(plan.log_dir / f"model_{it}.pt", it, now)
        if it == plan.first:
            _store_code_state(plan.log_dir)
        if poisoned:
            raise RuntimeError("normal expects all elements of std >= 0.0")
    writer.close()


def _save(path: Path, it: int, outcome: Outcome) -> None:
    """Straight to the final name, as torch.save does: a kill may leave a torn file here too."""
    path.write_bytes(MARKER + json.dumps({"iter": it, "outcome": outcome.to_json()}).encode() + b"\n")


def _store_code_state(log_dir: Path) -> None:
    folder = log_dir / "git"
    folder.mkdir(exist_ok=True)
    text = "--- git status ---\n(fake training) \n\n\n--- git diff ---\n"
    (folder / "trotline.diff").write_text(text, encoding="utf-8")


def _episode_scalars(plan: _Plan, it: int, now: Outcome, noise: random.Random) -> dict[str, float]:
    """What the environment's managers would log, in their order."""
    cfg = plan.env_cfg
    # What exploration costs before a policy has settled, at the size a real first iteration shows.
    explored = math.exp(-(it - plan.first) / max(1.0, 0.25 * plan.iterations))
    raw = {
        "track_lin_vel_xy_exp": math.exp(-((now.velocity_error / 0.5) ** 2)),
        "track_ang_vel_z_exp": math.exp(-((now.yaw_error / 0.5) ** 2)),
        "lin_vel_z_l2": 0.02,
        "ang_vel_xy_l2": 0.6,
        "dof_torques_l2": 500.0 + 50.0 * explored,
        "dof_acc_l2": 4.0e4 + 2.0e5 * explored,
        "action_rate_l2": now.action_rate + 5.9 * explored,
        "feet_air_time": 0.06 * now.speed_ratio,
        "undesired_contacts": 0.03,
        "flat_orientation_l2": 0.01,
        "termination_penalty": (1.0 - now.timeout_share) / 1000.0 / 0.02,
    }
    alive = 0.3 + 0.7 * now.timeout_share
    scalars: dict[str, float] = {}
    for name, term in cfg["rewards"].items():
        if term is not None:
            jitter = 1.0 + 0.03 * noise.gauss(0.0, 1.0)
            scalars[f"Episode_Reward/{name}"] = term["weight"] * raw.get(name, 0.05) * alive * jitter
    if cfg["curriculum"]["terrain_levels"] is not None:
        rows = cfg["scene"]["terrain"]["terrain_generator"]["num_rows"]
        ramp = 1.0 - math.exp(-it / 300.0)
        scalars["Curriculum/terrain_levels"] = 1.0 + (0.6 * rows - 1.0) * ramp * now.speed_ratio
    resampling_steps = cfg["commands"]["base_velocity"]["resampling_time_range"][1] / _step_dt(cfg)
    length = _episode_length(plan, now)
    metrics = {
        "policy/action_rate": now.action_rate + 5.9 * explored,
        "policy/foot_slip": now.foot_slip,
        "policy/speed_ratio": now.speed_ratio,
        "base_velocity/error_vel_xy": now.velocity_error * length / resampling_steps,
        "base_velocity/error_vel_yaw": now.yaw_error * length / resampling_steps,
        "base_velocity/mean_error_vel_xy": now.velocity_error,
        "base_velocity/mean_error_vel_yaw": now.yaw_error,
    }
    for name, value in metrics.items():
        scalars[f"Metrics/{name}"] = value * (1.0 + 0.02 * noise.gauss(0.0, 1.0))
    for name, term in cfg["terminations"].items():
        if term is not None:
            share = {"time_out": now.timeout_share, "base_contact": 1.0 - now.timeout_share}.get(name, 0.0)
            scalars[f"Episode_Termination/{name}"] = share
    return scalars


def _step_dt(cfg: Mapping[str, Any]) -> float:
    return float(cfg["sim"]["dt"] * cfg["decimation"])


def _episode_length(plan: _Plan, now: Outcome) -> float:
    full = math.ceil(plan.env_cfg["episode_length_s"] / _step_dt(plan.env_cfg))
    return full * (0.3 + 0.7 * now.timeout_share)


def _learning_rate(plan: _Plan, it: int) -> float:
    algorithm = plan.agent_cfg["algorithm"]
    begin, end = algorithm["learning_rate"], algorithm["learning_rate_final"]
    if end is None:
        return float(begin)
    return float(begin + (end - begin) * (it - plan.first) / max(1, plan.iterations - 1))


def _log(
    plan: _Plan,
    writer: ScalarWriter,
    it: int,
    now: Outcome,
    elapsed: float,
    noise: random.Random,
    poisoned: bool,
) -> None:
    """One iteration: the scalars in rsl_rl 3.1.2's order and its console block."""
    done = it - plan.first + 1
    iteration_time = max(elapsed / done, 1.0e-3)
    progress = done / plan.iterations
    episode = _episode_scalars(plan, it, now, noise)
    losses = {
        "value_function": _NAN if poisoned else 0.5 * (1.2 - progress),
        "surrogate": _NAN if poisoned else -0.008,
        "entropy": 17.0 * (1.0 - 0.4 * progress),
    }
    std = 0.5 * (1.0 - 0.5 * progress)
    fps = int(plan.steps_per_iteration / iteration_time)
    collection, learning = 0.65 * iteration_time, 0.35 * iteration_time
    terms = sum(value for name, value in episode.items() if name.startswith("Episode_Reward/"))
    reward = _NAN if poisoned else plan.env_cfg["episode_length_s"] * terms
    length = _episode_length(plan, now)
    scalars = [(name, value, it) for name, value in episode.items()]
    scalars += [(f"Loss/{name}", value, it) for name, value in losses.items()]
    scalars += [
        ("Loss/learning_rate", _learning_rate(plan, it), it),
        ("Policy/mean_noise_std", std, it),
        ("Perf/total_fps", float(fps), it),
        ("Perf/collection time", collection, it),
        ("Perf/learning_time", learning, it),
        ("Train/mean_reward", reward, it),
        ("Train/mean_episode_length", length, it),
        ("Train/mean_reward/time", reward, int(elapsed)),
        ("Train/mean_episode_length/time", length, int(elapsed)),
    ]
    writer.write(scalars)
    total = plan.first + plan.iterations
    header = f" \033[1m Learning iteration {it}/{total} \033[0m "
    timing = f"{fps} steps/s (collection: {collection:.3f}s, learning {learning:.3f}s)"
    eta = elapsed / done * (plan.iterations - done + 1)
    lines = [
        "#" * _WIDTH,
        header.center(_WIDTH),
        "",
        _line("Computation:", timing),
        _line("Mean action noise std:", f"{std:.2f}"),
        *(_line(f"Mean {name} loss:", f"{value:.4f}") for name, value in losses.items()),
        _line("Mean reward:", f"{reward:.2f}"),
        _line("Mean episode length:", f"{length:.2f}"),
        *(_line(f"{name}:", f"{value:.4f}") for name, value in episode.items()),
        "-" * _WIDTH,
        _line("Total timesteps:", str(done * plan.steps_per_iteration)),
        _line("Iteration time:", f"{iteration_time:.2f}s"),
        _line("Time elapsed:", time.strftime("%H:%M:%S", time.gmtime(elapsed))),
        _line("ETA:", time.strftime("%H:%M:%S", time.gmtime(eta))),
    ]
    print("\n".join(lines) + "\n", flush=True)


def _line(label: str, value: str) -> str:
    return f"{label:>{_PAD}} {value}"
