"""The lines Isaac Lab prints while an environment comes up, made from the configuration alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any


def print_start(task: str, log_root: Path, stamp: str) -> None:
    """The lines before the environment exists; tools find the run folder by the last two."""
    from trotline_mujoco import tasks

    for entry_point in tasks.entry_points(task):
        print(f"[INFO]: Parsing configuration from: {entry_point}")
    print(f"[INFO] Logging experiment in directory: {log_root}")
    print(f"Exact experiment name requested from command line: {stamp}")


# Isaac Lab's alignment of the columns it names so; all others are centred.
_ALIGNMENT: dict[str, Callable[[str, int], str]] = {
    "Name": str.ljust,
    "Weight": str.rjust,
    "Dimension": str.rjust,
}


def table(title: str, fields: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """An ASCII table as the managers of Isaac Lab print it."""
    cells = [[str(item) for item in row] for row in (fields, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(fields))]
    inner = sum(widths) + 3 * len(widths) - 1
    widths[-1] += max(0, len(title) + 2 - inner)
    inner = sum(widths) + 3 * len(widths) - 1
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    align = [_ALIGNMENT.get(name, str.center) for name in fields]
    lines = [
        "| " + " | ".join(align[i](row[i], widths[i]) for i in range(len(fields))) + " |" for row in cells
    ]
    head = ["+" + "-" * inner + "+", "|" + title.center(inner) + "|", rule, lines[0], rule]
    return "\n".join([*head, *lines[1:], rule])


def _terms(section: Mapping[str, Any]) -> dict[str, Any]:
    return {name: cfg for name, cfg in section.items() if isinstance(cfg, dict)}


def _class_name(cfg: Mapping[str, Any]) -> str:
    return str(cfg["class_type"]).split(":")[-1]


def manager_tables(env_cfg: Mapping[str, Any], widths: Mapping[str, int]) -> str:
    """All manager tables; `widths` gives the number of channels of each observation term."""
    commands = _terms(env_cfg["commands"])
    events = _terms(env_cfg["events"])
    observations = _terms(env_cfg["observations"]["policy"])
    terminations = _terms(env_cfg["terminations"])
    rewards = _terms(env_cfg["rewards"])
    curriculum = _terms(env_cfg["curriculum"])
    total = sum(widths[name] for name in observations)
    blocks = [_intro("Command", commands)]
    blocks.append(
        table(
            "Active Command Terms",
            ("Index", "Name", "Type"),
            [(i, name, _class_name(cfg)) for i, (name, cfg) in enumerate(commands.items())],
        )
    )
    blocks.append("\n" + _intro("Event", events))
    for mode in ("startup", "reset", "interval"):
        names = [name for name, cfg in events.items() if cfg["mode"] == mode]
        if names:
            title = f"Active Event Terms in Mode: '{mode}'"
            blocks.append(table(title, ("Index", "Name"), list(enumerate(names))))
    actions = _terms(env_cfg["actions"])
    blocks.append("\n" + _intro("Action", actions))
    rows = [(i, name, 12) for i, name in enumerate(actions)]
    blocks.append(table("Active Action Terms (shape: 12)", ("Index", "Name", "Dimension"), rows))
    blocks.append("\n[INFO] Observation Manager:  <ObservationManager> contains 1 groups.")
    blocks.append(
        table(
            f"Active Observation Terms in Group: 'policy' (shape: ({total},))",
            ("Index", "Name", "Shape"),
            [(i, name, f"({widths[name]},)") for i, name in enumerate(observations)],
        )
    )
    blocks.append("\n" + _intro("Termination", terminations))
    blocks.append(
        table(
            "Active Termination Terms",
            ("Index", "Name", "Time Out"),
            [(i, name, cfg["time_out"]) for i, (name, cfg) in enumerate(terminations.items())],
        )
    )
    blocks.append("\n" + _intro("Reward", rewards))
    blocks.append(
        table(
            "Active Reward Terms",
            ("Index", "Name", "Weight"),
            [(i, name, cfg["weight"]) for i, (name, cfg) in enumerate(rewards.items())],
        )
    )
    blocks.append("\n" + _intro("Curriculum", curriculum))
    blocks.append(table("Active Curriculum Terms", ("Index", "Name"), list(enumerate(curriculum))))
    return "\n".join(blocks) + "\n"


def _intro(kind: str, terms: Mapping[str, Any]) -> str:
    return f"[INFO] {kind} Manager:  <{kind}Manager> contains {len(terms)} active terms."


def base_environment(env_cfg: Mapping[str, Any]) -> str:
    dt = env_cfg["sim"]["dt"]
    return (
        "[INFO]: Base environment:\n"
        f"\tEnvironment device    : {env_cfg['sim']['device']}\n"
        f"\tEnvironment seed      : {env_cfg['seed']}\n"
        f"\tPhysics step-size     : {dt}\n"
        f"\tRendering step-size   : {dt * env_cfg['sim']['render_interval']}\n"
        f"\tEnvironment step-size : {dt * env_cfg['decimation']}"
    )
