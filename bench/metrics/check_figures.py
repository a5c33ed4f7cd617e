"""Computes the figures of curves anew with numpy and holds them against those of Java.

First `mvn -Dtest=CorpusFiguresTest test`, which leaves target/metric-figures.json, then
`python bench/metrics/check_figures.py CORPUS`. Event files are read by TensorBoard's own reader,
settings by PyYAML; nothing is shared with the code under test but the definitions of
docs/metrics.md.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

WINDOW = 50
TOLERANCE = 1e-9
LESS = {"velocity_error", "yaw_error"}
MORE = {"timeout_share", "mean_reward", "episode_length", "terrain_level"}

Series = dict[int, float]


class Loader(yaml.SafeLoader):
    """Reads Python's tags as plain values."""


def _plain(loader: Loader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


Loader.add_multi_constructor("tag:yaml.org,2002:python/", _plain)


def settings(run: Path, name: str) -> dict[str, Any]:
    """The dumped settings of a run, empty if there are none."""
    for file in (run / "params" / name, run / name):
        if file.is_file():
            return yaml.load(file.read_text(), Loader) or {}
    return {}


def lineage(points: list[tuple[int, float]]) -> Series:
    """Later points erase what was written before at their step and later."""
    kept: Series = {}
    for step, value in points:
        if kept and step <= max(kept):
            kept = {s: v for s, v in kept.items() if s < step}
        kept[step] = value
    return kept


class Run:
    """The scalars and settings of one run."""

    def __init__(self, folder: Path) -> None:
        events = EventAccumulator(str(folder), size_guidance={"scalars": 0})
        events.Reload()
        self.points = {
            tag: [(e.step, e.value) for e in events.Scalars(tag)]
            for tag in events.Tags()["scalars"]
        }
        self.env = settings(folder, "env.yaml")
        self.agent = settings(folder, "agent.yaml")

    def tag(self, name: str) -> Series:
        return lineage(self.points.get(name, []))

    def episode_steps(self) -> float:
        try:
            step = self.env["sim"]["dt"] * self.env["decimation"]
            return math.ceil(self.env["episode_length_s"] / step - 1e-9)
        except (KeyError, TypeError):
            lengths = [v for _, v in self.points.get("Train/mean_episode_length", [])]
            return max(lengths, default=0.0)

    def kept(self) -> list[int]:
        """Iterations after the first episode of every start."""
        starts: list[int] = []
        previous = -1
        for step, _ in self.points["Perf/total_fps"]:
            if not starts or step <= previous:
                starts = [s for s in starts if s < step] + [step]
            previous = step
        clock = self.points.get("Train/mean_reward/time", [])
        reward = self.points.get("Train/mean_reward", [])
        if len(clock) == len(reward):
            for i in range(1, len(clock)):
                if clock[i][0] < clock[i - 1][0] and reward[i][0] > reward[i - 1][0]:
                    starts.append(reward[i][0])
        warm = math.ceil(
            self.episode_steps() / (self.agent.get("num_steps_per_env") or 24)
        )
        steps = sorted(self.tag("Perf/total_fps"))
        kept = [s for s in steps if s - max(x for x in starts if x <= s) >= warm]
        if kept:
            return kept
        return steps[len(steps) - len(steps) // 3 :] if len(steps) >= 3 else steps[-1:]

    def curve(self, metric: str) -> dict[int, tuple[float, float]]:
        """Value and weight by iteration."""
        if metric in ("velocity_error", "yaw_error"):
            tag = "error_vel_xy" if metric == "velocity_error" else "error_vel_yaw"
            raw = self.tag(f"Metrics/base_velocity/{tag}")
            length = self.tag("Train/mean_episode_length")
            command = self.env["commands"]["base_velocity"]["resampling_time_range"][1]
            steps = command / (self.env["sim"]["dt"] * self.env["decimation"])
            return {
                s: (v * steps / length[s], length[s])
                for s, v in raw.items()
                if s in length
            }
        if metric == "timeout_share":
            terms = {
                t.split("/", 1)[1]: self.tag(t)
                for t in self.points
                if t.startswith("Episode_Termination/")
            }
            truncations = [
                n
                for n in terms
                if (self.env["terminations"].get(n) or {}).get("time_out")
            ]
            out = {}
            for s in sorted(set().union(*terms.values())):
                total = sum(t.get(s, 0.0) for t in terms.values())
                part = sum(terms[n].get(s, 0.0) for n in truncations)
                out[s] = (part / total, total) if total > 0 else (math.nan, 0.0)
            return out
        tag = {
            "mean_reward": "Train/mean_reward",
            "episode_length": "Train/mean_episode_length",
            "terrain_level": "Curriculum/terrain_levels",
        }[metric]
        return {s: (v, 1.0) for s, v in self.tag(tag).items()}


def figures(run: Run, metric: str, threshold: float | None) -> dict[str, float | None]:
    """The figures of one metric by their definitions."""
    points = run.curve(metric)
    if metric != "terrain_level":
        kept = set(run.kept())
        points = {s: p for s, p in points.items() if s in kept}
    x = np.array(sorted(points))
    y = np.array([points[s][0] for s in x])
    w = np.array([points[s][1] for s in x])
    window = min(WINDOW, int(x[-1] - x[0] + 1))

    def mean(first: int, last: int) -> float:
        inside = (x >= first) & (x <= last) & (w > 0)
        good = inside & np.isfinite(y)
        if good.sum() == 0 or good.sum() * 2 < inside.sum():
            return math.nan
        return float(np.average(y[good], weights=w[good]))

    smooth = np.array(
        [mean(s - window + 1, s) if s - window + 1 >= x[0] else math.nan for s in x]
    )
    finite = np.isfinite(y)
    area = (
        float(np.trapezoid(y[finite], x[finite]) / (x[finite][-1] - x[finite][0]))
        if finite.sum() > 1
        else float(y[finite][0])
    )
    reached = None
    if threshold is not None:
        beyond = smooth >= threshold if metric in MORE else smooth <= threshold
        known = np.isfinite(smooth)
        for i in np.flatnonzero(known & beyond):
            later = known & (x >= x[i]) & (x <= x[i] + window)
            if x[-1] - x[i] >= window and bool(beyond[later].all()):
                reached = int(x[i])
                break
    return {
        "last": mean(int(x[-1]) - window + 1, int(x[-1])),
        "best": float(np.nanmin(smooth) if metric in LESS else np.nanmax(smooth)),
        "area": area,
        "reached": reached,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument(
        "--figures", type=Path, default=Path("target/metric-figures.json")
    )
    arguments = parser.parse_args()
    compared = 0
    wrong: list[str] = []
    for name, metrics in json.loads(arguments.figures.read_text()).items():
        wanted = [
            m for m in metrics if m in LESS | MORE and metrics[m]["area"] is not None
        ]
        if not wanted:
            continue
        run = Run(arguments.corpus / name)
        if "Perf/total_fps" not in run.points:
            continue
        for metric in wanted:
            java = metrics[metric]
            mine = figures(run, metric, java["area"])
            theirs = dict(java, reached=(java.get("reached") or {}).get("iteration"))
            for key, value in mine.items():
                compared += 1
                other = theirs[key]
                equal = (
                    value == other
                    if value is None or other is None
                    else math.isclose(
                        value, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE
                    )
                )
                if not equal:
                    wrong.append(f"{name} {metric} {key}: numpy {value}, Java {other}")
    print("\n".join(wrong))
    print(f"{compared} figures compared, {len(wrong)} differ")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    raise SystemExit(main())
