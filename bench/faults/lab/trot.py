"""A program of the lab most harmless cases share: it learns the phase offsets of a trot."""

from __future__ import annotations

from lab.text import digest

_GAIT = '''
"""Learns the phase offsets of a trot."""

import os
import sys
import time

import numpy as np

{imports}

phases = np.zeros(4)
target = np.array([0.0, np.pi, np.pi, 0.0])
rng = np.random.default_rng({seed})
{before}
for it in range({iterations}):
    trials = phases + 0.4 * rng.normal(size=(24, 4))
    returns = np.cos(trials - target).sum(axis=1)
    {each}
    phases = trials[np.argsort(-returns)[:6]].mean(axis=0)
    print({line}, flush=True)
np.save("phases.npy", phases)
print("phases saved", flush=True)
{after}
'''
# Labs print as they like: one way each, by the case's own lines.
_LINES = (
    'f"it {it + 1} return {returns.mean():+.3f} best {returns.max():+.3f}"',
    'f"Epoch {it:03d} | reward: {returns.mean():.4f} | spread: {returns.std():.3f}"',
    'f"step={it * 24} ep_reward_mean={returns.mean():.2f} ep_reward_max={returns.max():.2f}"',
    'f"[{time.ctime()}] generation {it}: fitness {returns.mean():.3f}"',
    'f"{it:5d} {returns.mean():12.5f} {returns.min():12.5f} {returns.max():12.5f}"',
    '{"iteration": it, "mean_return": round(float(returns.mean()), 3)}',
)
RUN = "exec python scripts/trot.py"


def gait(imports: str = "", before: str = "", each: str = "pass", after: str = "") -> dict[str, str]:
    """The program with a case's own lines put in; they also choose its seed and how it prints."""
    number = digest(imports + before + each + after)
    text = _GAIT.format(
        imports=imports,
        before=before,
        each=each.replace("\n", "\n    "),
        after=after,
        seed=number % 97,
        iterations=8 + number % 7,
        line=_LINES[number // 11 % len(_LINES)],
    )
    return {"scripts/trot.py": text}
