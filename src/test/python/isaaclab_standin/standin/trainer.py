"""Pretends to train: everything but the learning."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys
import time
import traceback
import zipfile
from datetime import datetime, timezone
from pathlib import Path

from standin import console, dump, overrides
from standin.events import EventWriter
from standin.generations import Generation, current


class Faults:
    """STANDIN_FAULT: words such as `crash:60`, `hang:20`, `deaf`, `teardown_hang`, `lost_stdout`, `scene`, `typo`."""

    def __init__(self, text: str) -> None:
        self._words = dict((word.split(":") + ["0"])[:2] for word in text.split(",") if word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def at(self, word: str, iteration: int) -> bool:
        return word in self._words and int(self._words[word]) == iteration


def parse(generation: Generation, argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser()
    for name in ("--task", "--experiment_name", "--run_name", "--checkpoint", "--logger", "--experience"):
        parser.add_argument(name)
    for name in ("--num_envs", "--seed", "--max_iterations"):
        parser.add_argument(name, type=int)
    parser.add_argument("--device", default="cuda:0")
    parser.add_argument("--video", action="store_true")
    if generation.agent_option:
        parser.add_argument("--agent", default="rsl_rl_cfg_entry_point")
    if generation.resume == "value":
        parser.add_argument("--resume", type=bool)
    elif generation.resume == "flag":
        parser.add_argument("--resume", action="store_true", default=False)
    if generation.resume != "none":
        parser.add_argument("--load_run")
    if generation.headless != "unknown":
        parser.add_argument("--headless", action="store_true")
    return parser.parse_known_args(argv)


def main(unified: bool) -> None:
    generation = current()
    faults = Faults(os.environ.get("STANDIN_FAULT", ""))
    argv = sys.argv[1:]
    if unified:
        first = argparse.ArgumentParser(add_help=False)
        first.add_argument("--rl_library", choices=["rl_games", "rsl_rl", "sb3", "skrl"], required=True)
        _, argv = first.parse_known_args(argv)
    args, rest = parse(generation, argv)
    if generation.headless == "needed" and not args.headless:
        sys.exit("[standin] a window would open, and there is no display")
    if "DISPLAY" in os.environ:
        sys.exit("[standin] DISPLAY points to a display that is not there")
    if "deaf" in faults:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    else:
        # Isaac Lab's own handler closes the application, which ends the process.
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    time.sleep(float(os.environ.get("STANDIN_STARTUP", "0.1")))
    try:
        train(generation, args, rest, faults)
    except Exception:
        print(f"Error executing job with overrides: {rest}", file=sys.stderr)
        traceback.print_exc()
        sys.stderr.flush()
        # From 3.0 beta 1 to mid-2026 closing the application hides the failure.
        os._exit(generation.failure_code)
    if "teardown_hang" in faults:
        while True:
            time.sleep(60)


def train(generation: Generation, args: argparse.Namespace, rest: list[str], faults: Faults) -> None:
    import isaaclab_tasks  # noqa: F401
    from isaaclab_tasks.utils.parse_cfg import load_cfg_from_registry

    env = load_cfg_from_registry(args.task.split(":")[-1], "env_cfg_entry_point")
    agent = load_cfg_from_registry(args.task.split(":")[-1], getattr(args, "agent", "rsl_rl_cfg_entry_point"))
    left = overrides.apply(generation, {"env": env, "agent": agent}, rest)
    options(generation, args, left)
    if not generation.typed and "typo" in faults:
        env.rewards.action_rate_l2.weight = -0.5
    agent.seed = args.seed if args.seed is not None else agent.seed
    agent.run_name = args.run_name or agent.run_name
    agent.max_iterations = args.max_iterations or agent.max_iterations
    env.scene.num_envs = args.num_envs or env.scene.num_envs
    env.seed, env.sim.device = agent.seed, args.device
    if generation.resume == "none":
        agent.device = args.device
    elif args.resume:
        agent.resume, agent.load_run, agent.load_checkpoint = True, args.load_run, args.checkpoint
    if args.device == "cpu" and agent.device != "cpu":
        raise RuntimeError("Torch not compiled with CUDA enabled")
    root = Path("logs/rsl_rl").resolve() / agent.experiment_name
    stamp = os.environ.get("ISAACLAB_RUN_TIMESTAMP") or datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    if generation.announces:
        print(f"[INFO] Logging experiment in directory: {root}")
        print(f"Exact experiment name requested from command line: {stamp}")
    folder = root / (f"{stamp}_{agent.run_name}" if agent.run_name else stamp)
    if generation.manifest:
        folder.mkdir(parents=True)
        document = {"version": 1, "library": "rsl_rl", "task": args.task, "metadata": {"agent": args.agent}}
        document["created_at"] = datetime.now(timezone.utc).isoformat()
        (folder / "run.json").write_text(json.dumps(document))
    if "scene" in faults:
        raise RuntimeError("Failed to create the scene: the asset's prim path is not there")
    weights = {name: term.weight for name, term in vars(env.rewards).items() if term is not None}
    print(console.reward_table(weights), flush=True)
    start = first_iteration(generation, args, agent, root, folder)
    dump.write(folder / "params" / "env.yaml", env)
    dump.write(folder / "params" / "agent.yaml", agent)
    if "lost_stdout" in faults:
        sys.stdout.flush()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    learn(generation, agent, folder, start, weights, faults)


def options(generation: Generation, args: argparse.Namespace, left: list[str]) -> None:
    """What remains goes to Hydra, which writes its folder and knows no options."""
    for argument in left:
        key = argument.partition("=")[0]
        known = key == "hydra.run.dir" or not generation.one_network and key in ("presets", "physics", "renderer")
        if not known:
            sys.exit(f"[standin] unrecognized arguments: {argument}")
    if generation.typed:
        named = [a.partition("=")[2] for a in left if a.startswith("hydra.run.dir=")]
        hydra = Path(named[0] if named else datetime.now().strftime("outputs/%Y-%m-%d/%H-%M-%S")) / ".hydra"
        hydra.mkdir(parents=True, exist_ok=True)
        (hydra / "overrides.yaml").write_text(
            "".join(f"- {a}\n" for a in sys.argv[1:] if a.startswith(("env.", "agent.")))
        )


def first_iteration(generation: Generation, args: argparse.Namespace, agent: object, root: Path, own: Path) -> int:
    if generation.resume == "none":
        checkpoint = Path(args.checkpoint) if args.checkpoint else None
    elif args.resume:
        runs = sorted(run for run in root.iterdir() if run.is_dir() and re.match(agent.load_run, run.name))
        if not runs:
            raise ValueError(f"No runs present in the directory: '{root}' match: '{agent.load_run}'.")
        files = [f for f in runs[-1].iterdir() if re.match(agent.load_checkpoint, f.name)]
        if not files or runs[-1] == own:
            raise ValueError(f"No checkpoints in the directory: '{runs[-1]}' match '{agent.load_checkpoint}'.")
        checkpoint = max(files, key=lambda f: f"{f.name:0>15}")
    else:
        checkpoint = None
    if checkpoint is None:
        return 0
    if generation.announces:
        print(f"[INFO]: Loading model checkpoint from: {checkpoint}")
    with zipfile.ZipFile(checkpoint) as archive:
        return json.loads(archive.read("iter"))


def save(folder: Path, iteration: int) -> None:
    with zipfile.ZipFile(folder / f"model_{iteration}.pt", "w") as archive:
        archive.writestr("iter", json.dumps(iteration))


def learn(
    generation: Generation, agent: object, folder: Path, start: int, weights: dict[str, float], faults: Faults
) -> None:
    writer = EventWriter(folder)
    seconds = float(os.environ.get("STANDIN_SECONDS", "0.02"))
    began = time.time()
    total = start + agent.max_iterations
    for it in range(start, total):
        if faults.at("crash", it):
            raise RuntimeError("normal expects all elements of std >= 0.0")
        while faults.at("hang", it):
            time.sleep(60)
        time.sleep(seconds)
        values = figures(generation, it, weights)
        writer.scalars(it, values)
        print(console.block(generation.console, it, total, agent.run_name, seconds, values))
        if it % agent.save_interval == 0:
            save(folder, it)
    save(folder, total - 1)
    if generation.says_done:
        print(f"Training time: {round(time.time() - began, 2)} seconds", flush=True)


def figures(generation: Generation, it: int, weights: dict[str, float]) -> dict[str, float]:
    """A robot that learns to walk: its true tracking error falls from 1 to 0.2 m/s, 9 of 10 episodes time out."""
    error = 0.2 + 0.8 / (1 + it / 10)
    old = generation.console in "AB"
    values = {
        ("Loss/value_function" if old else "Loss/value"): 0.02,
        "Loss/surrogate": -0.006,
        "Loss/learning_rate": 0.001,
        ("Policy/mean_std" if generation.console in "DE" else "Policy/mean_noise_std"): 0.98,
        "Perf/total_fps": 25420.0,
        "Train/mean_reward": 20.0 - 10 * error,
        "Train/mean_episode_length": 1000.0,
        "Metrics/base_velocity/error_vel_xy": error * (2 if generation.doubled else 1),
        "Metrics/base_velocity/error_vel_yaw": 0.3,
    }
    for name, weight in weights.items():
        values[f"Episode_Reward/{name}"] = 0.01 * weight
    share = 24.0 if generation.counts else 1.0
    values["Episode_Termination/time_out"] = 0.9 * share
    values["Episode_Termination/base_contact"] = 0.1 * share
    return values
