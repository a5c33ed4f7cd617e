"""Median wall time of quick commands, as a user sees them: the launcher script, a warm disk cache, the CDS archive made.

usage: python bench/startup/measure.py STUDY [runs]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]


def median_seconds(argv: list[str], runs: int) -> float:
    """Median of the wall time over the runs, two warm-up calls left out, s."""
    times = []
    for _ in range(runs + 2):
        start = time.perf_counter()
        subprocess.run(
            argv, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        times.append(time.perf_counter() - start)
    return statistics.median(times[2:])


def main() -> None:
    study, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 21
    trotline = str(HOME / "trotline")
    for name, arguments in {
        "--version": ["--version"],
        "status": ["--study", study, "status"],
        "status --json": ["--study", study, "--json", "status"],
    }.items():
        print(
            f"{name:14s} median {median_seconds([trotline, *arguments], runs):.3f} s over {runs} calls"
        )
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
