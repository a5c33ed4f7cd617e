"""Command line of train.py and dump_config.py: argparse options, then overrides, then options win again."""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from trotline_mujoco import overrides, tasks

Config = dict[str, Any]
_TRACE_HINT = "\nSet the environment variable HYDRA_FULL_ERROR=1 for a complete stack trace."


def build_parser(description: str) -> argparse.ArgumentParser:
    """The options of Isaac Lab 2.3.2's train.py that mean something on a CPU."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--task", required=True, help="Name of the task.")
    parser.add_argument("--num_envs", type=int, help="Number of environments to simulate.")
    parser.add_argument("--seed", type=int, help="Seed used for the environment and the agent; -1 draws one.")
    parser.add_argument("--max_iterations", type=int, help="Iterations; on resume, iterations to add.")
    group = parser.add_argument_group("rsl_rl", description="Arguments for RSL-RL agent.")
    group.add_argument("--experiment_name", help="Folder under logs/rsl_rl.")
    group.add_argument("--run_name", help="Suffix of the run folder.")
    group.add_argument("--resume", action="store_true", help="Continue from a checkpoint.")
    group.add_argument("--load_run", help="Regular expression of the run folder to resume from.")
    group.add_argument("--checkpoint", help="Regular expression of the checkpoint file to resume from.")
    group.add_argument("--logger", choices=["tensorboard"], help="Logger module to use.")
    launcher = parser.add_argument_group("launcher")
    launcher.add_argument("--headless", action="store_true", help="Accepted: there is never a window.")
    launcher.add_argument("--device", default="cpu", choices=["cpu"], help="This simulator runs on the CPU.")
    return parser


def parse(
    parser: argparse.ArgumentParser, argv: Sequence[str] | None
) -> tuple[argparse.Namespace, list[str]]:
    """Options and overrides; a stray option ends the program with status 2."""
    args, rest = parser.parse_known_args(argv)
    stray = [item for item in rest if item.startswith("-")]
    if stray:
        parser.error(f"unrecognized arguments: {' '.join(stray)}")
    for name in ("num_envs", "max_iterations"):
        value = getattr(args, name)
        if value is not None and value < 1:
            parser.error(f"argument --{name}: must be at least 1")
    return args, rest


def configure(args: argparse.Namespace, items: Sequence[str]) -> tuple[Config, Config]:
    """The effective (env_cfg, agent_cfg): defaults, then overrides, then explicit options."""
    env_cfg, agent_cfg = tasks.load(args.task)
    overrides.apply(items, env_cfg, agent_cfg)
    if args.num_envs is not None:
        env_cfg["scene"]["num_envs"] = args.num_envs
    if args.seed is not None:
        agent_cfg["seed"] = random.randint(0, 10000) if args.seed == -1 else args.seed
    for option in ("max_iterations", "experiment_name", "run_name", "load_run", "logger"):
        value = getattr(args, option)
        if value is not None:
            agent_cfg[option] = value
    if args.checkpoint is not None:
        agent_cfg["load_checkpoint"] = args.checkpoint
    agent_cfg["resume"] = args.resume  # the flag wins even when it is absent, as in Isaac Lab
    env_cfg["seed"] = agent_cfg["seed"]
    env_cfg["sim"]["device"] = args.device
    agent_cfg["device"] = args.device
    return env_cfg, agent_cfg


def configure_or_exit(args: argparse.Namespace, items: Sequence[str]) -> tuple[Config, Config]:
    """`configure`, ending the program as Hydra does: status 1 and its words on stderr."""
    try:
        return configure(args, items)
    except overrides.CompositionError as error:
        if os.environ.get("HYDRA_FULL_ERROR") == "1":
            traceback.print_exc()
        else:
            print(f"{error}\n{_TRACE_HINT}", file=sys.stderr)
        sys.exit(1)
    except tasks.UnknownTaskError as error:
        print(f"gymnasium.error.NameNotFound: {error}", file=sys.stderr)
        sys.exit(1)
    except (ValueError, KeyError):
        exit_with_job_error(items)


def exit_with_job_error(items: Sequence[str]) -> NoReturn:
    """Report the exception in flight as Hydra reports one raised inside main, and exit with status 1."""
    print(f"Error executing job with overrides: {list(items)}", file=sys.stderr)
    traceback.print_exc()
    if os.environ.get("HYDRA_FULL_ERROR") != "1":
        print(_TRACE_HINT, file=sys.stderr)
    sys.exit(1)


def log_root(agent_cfg: Config) -> Path:
    """`<cwd>/logs/rsl_rl/<experiment_name>`, absolute."""
    return Path("logs", "rsl_rl", agent_cfg["experiment_name"]).absolute()


def new_log_dir(agent_cfg: Config) -> tuple[Path, str]:
    """The folder of a run that starts now, and the time stamp in its name (1 s resolution)."""
    stamp = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    name = f"{stamp}_{agent_cfg['run_name']}" if agent_cfg["run_name"] else stamp
    return log_root(agent_cfg) / name, stamp


def find_checkpoint(agent_cfg: Config) -> Path:
    """The checkpoint to resume from: the last matching file in the last matching run folder."""
    root = log_root(agent_cfg)
    pattern = agent_cfg["load_run"]
    entries = list(root.iterdir()) if root.is_dir() else []
    folders = [entry for entry in entries if entry.is_dir() and re.match(pattern, entry.name)]
    if not folders:
        raise ValueError(f"No runs present in the directory: '{root}' match: '{pattern}'.")
    run = max(folders, key=lambda folder: folder.name)
    files = [e.name for e in run.iterdir() if re.match(agent_cfg["load_checkpoint"], e.name)]
    if not files:
        wanted = agent_cfg["load_checkpoint"]
        raise ValueError(f"No checkpoints in the directory: '{run}' match '{wanted}'.")
    return run / max(files, key=lambda name: f"{name:0>15}")
