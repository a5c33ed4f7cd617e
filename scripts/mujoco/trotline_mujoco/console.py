"""The lines Isaac Lab prints while an environment comes up, made from the configuration alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def print_start(task: str, log_root: Path, stamp: str) -> None:
    """The lines before the environment exists; tools find the run folder by the last two."""
    from trotline_mujoco import tasks

    for entry_point in tasks.entry_points(task):
        print(f"[INFO]: Parsing configuration from: {entry_point}")
    print(f"[INFO] Logging experiment in directory: {log_root}")
    print(f"Exact experiment name requested from command line: {stamp}")


def table(
    title: str, fields: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[int] = ()
) -> str:
    """An ASCII table; columns are centred, `right` ones aligned right, column 1 left if it is a name."""
    cells = [[str(item) for item in row] for row in rows]
    widths = [max([len(name), *(len(row[i]) for row in cells)]) + 2 for i, name in enumerate(fields)]
    missing = len(title) + 2 - (sum(widths) + len(widths) - 1)
    widths[-1] += max(0, missing)
    total = sum(widths) + len(widths) - 1
    rule = "+" + "+".join("-" * width for width in widths) + "+"

    def line(row: Sequence[str], header: bool) -> str:
        out = []
        for i, (item, width) in enumerate(zip(row, widths, strict=True)):
            if i in right and not header:
                out.append(f"{item} ".rjust(width))
            elif i == 1:
                out.append(f" {item}".ljust(width))
            else:
                out.append(item.center(width))
        return "|" + "|".join(out) + "|"

    head = ["+" + "-" * total + "+", "|" + title.center(total) + "|", rule, line(fields, True), rule]
    return "\n".join([*head, *(line(row, False) for row in cells), rule])


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
    blocks.append(table("Active Action Terms (shape: 12)", ("Index", "Name", "Dimension"), rows, right=(2,)))
    blocks.append("\n[INFO] Observation Manager: <ObservationManager> contains 1 groups.")
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
            right=(2,),
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
