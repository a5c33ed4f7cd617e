"""Observation noise; the observation manager applies it to all columns at once."""

from __future__ import annotations

import numpy as np


def uniform_noise(values: np.ndarray, n_min: float, n_max: float, rng: np.random.Generator) -> np.ndarray:
    """`values` plus uniform noise between `n_min` and `n_max`."""
    return values + rng.uniform(n_min, n_max, values.shape).astype(values.dtype)
