"""How much of the raw physics throughput a whole training keeps, measured on one machine in one go.

Raw: `mujoco.rollout` alone, on the training's own model, environments, substeps and threads, driven by noisy
random actions in contact. Training: the shipped task end to end (observations, rewards, resets, policy, PPO
update, logs). Both are measured in turns, so that other load on the machine falls on both; medians are
reported. CPU time per step is given beside wall time: it says what either costs when the cores are not free.

    python bench/trainer/throughput.py [--task T --num_envs N --threads K --rounds R --iterations I --json]
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import io
import json
import os
import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from trotline_mujoco import tasks, train_run

train_run.limit_library_threads()

import mujoco  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

from trotline_mujoco.env import QuadEnv  # noqa: E402
from trotline_mujoco.physics import available_threads  # noqa: E402
from trotline_mujoco.runner import Runner, TrainingEnv  # noqa: E402

RAW_ACTION_NOISE = 0.35  # rad around the default pose
RAW_RESTART = 40  # control steps until the robots are set up again


def cpu_seconds() -> float:
    """CPU time of this process and of its ended children: updates run in one that ends with each round."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


class Clock:
    """Wall and CPU time between construction and `stop`."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), cpu_seconds()

    def stop(self, steps: int) -> dict[str, float]:
        wall, cpu = time.perf_counter() - self._wall, cpu_seconds() - self._cpu
        return {"steps_per_s": steps / wall, "cpu_us_per_step": cpu / steps * 1e6, "cores_used": cpu / wall}


def measure_raw(cfg: dict[str, Any], threads: int, control_steps: int) -> dict[str, float]:
    env = QuadEnv(cfg, threads=threads)
    robot, rng = env.robot, np.random.default_rng(0)
    start = robot.initial.copy()
    state = start.copy()
    noise = rng.standard_normal((control_steps, env.num_envs, 12)) * RAW_ACTION_NOISE
    try:
        for warm_up in (True, False):
            clock = Clock()
            for step in range(10 if warm_up else control_steps):
                if step % RAW_RESTART == 0:
                    state[...] = start
                robot.controls[...] = (robot.default_joint_pos + noise[step])[:, None]
                robot._pool.rollout(
                    robot._models,
                    robot._data,
                    state,
                    robot.controls,
                    skip_checks=True,
                    state=robot.trajectory,
                    sensordata=robot.sensors,
                    nstep=env.decimation,
                )
                state[...] = robot.trajectory[:, -1]
        return clock.stop(control_steps * env.num_envs)
    finally:
        env.close()


class Training:
    """A training that is carried on a few iterations at a time."""

    def __init__(self, task: str, cfg: dict[str, Any], threads: int, log_dir: Path) -> None:
        _, agent = tasks.load(task)
        torch.manual_seed(agent["seed"])
        self.env = QuadEnv(cfg, threads=threads)
        self.steps = agent["num_steps_per_env"] * self.env.num_envs
        self._agent, self._log_dir = agent, log_dir
        self._weights: str | None = None

    def measure(self, iterations: int) -> dict[str, float]:
        """Throughput of `iterations`, after as many uncounted ones as it takes to fill the pipeline."""
        marks = Marks(warm_up=3)
        training_env = TrainingEnv(self.env, self._agent["num_steps_per_env"], None, marks)
        runner = Runner(training_env, copy.deepcopy(self._agent), str(self._log_dir))
        with contextlib.redirect_stdout(io.StringIO()):
            if self._weights is not None:
                runner.load(self._weights)
                runner.current_learning_iteration = 0
            runner.learn(iterations + marks.warm_up, init_at_random_ep_len=self._weights is None)
        self._weights = str(self._log_dir / f"model_{runner.current_learning_iteration}.pt")
        return marks.clock.stop(iterations * self.steps)


class Marks:
    """Hooks that start the clock once the warm-up is over."""

    def __init__(self, warm_up: int) -> None:
        self.warm_up = warm_up
        self.clock = Clock()

    def before_iteration(self, it: int) -> None:
        if it == self.warm_up:
            self.clock = Clock()

    def rewards(self, it: int, rewards: torch.Tensor) -> None:
        del it, rewards


def median(rounds: list[dict[str, float]]) -> dict[str, float]:
    return {key: round(statistics.median(r[key] for r in rounds), 2) for key in rounds[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--task", default=tasks.FLAT, choices=tasks.TASK_IDS)
    parser.add_argument("--num_envs", type=int)
    parser.add_argument("--threads", type=int, default=available_threads())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--iterations", type=int, default=40)
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    args = parser.parse_args()
    torch.set_num_threads(1)
    cfg, _ = tasks.load(args.task)
    cfg["seed"] = 0
    if args.num_envs is not None:
        cfg["scene"]["num_envs"] = args.num_envs
    raw: list[dict[str, float]] = []
    trained: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        training = Training(args.task, cfg, args.threads, Path(folder))
        for _ in range(args.rounds):
            raw.append(measure_raw(cfg, args.threads, args.iterations * 24))
            trained.append(training.measure(args.iterations))
        training.env.close()
    pairs = zip(trained, raw, strict=True)
    share = statistics.median(t["steps_per_s"] / r["steps_per_s"] for t, r in pairs)
    result = {
        "task": args.task,
        "num_envs": cfg["scene"]["num_envs"],
        "threads": args.threads,
        "mujoco": mujoco.__version__,
        "torch": torch.__version__,
        "load": round(os.getloadavg()[0], 2),
        "raw": median(raw),
        "training": median(trained),
        "share": round(share, 3),
    }
    if args.json:
        print(json.dumps(result))
        return
    print(f"{args.task}, {result['num_envs']} environments, {args.threads} threads, load {result['load']}")
    for name in ("raw", "training"):
        values = result[name]
        print(
            f"  {name:<9}{values['steps_per_s']:>8.0f} steps/s {values['cpu_us_per_step']:>6.1f} CPU-us/step "
            f"{values['cores_used']:.2f} cores"
        )
    print(f"  a training keeps {result['share']:.0%} of the raw throughput")


if __name__ == "__main__":
    main()
