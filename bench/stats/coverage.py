"""Coverage of 95 % bootstrap intervals of the mean and the interquartile mean at 3 to 10 seeds.

Which kind of bootstrap an analysis of few seeds should use is measured here rather than believed: percentile, BCa (Efron
1987), studentised by the jackknife, and percentile expanded to Student's t (Hesterberg 2015). Usage: coverage.py [trials]
"""

import sys
from collections.abc import Callable

import numpy as np
from scipy import stats

Array = np.ndarray
ROUNDS = 800
RNG = np.random.default_rng(20260328)

SHAPES: dict[str, Callable[[tuple[int, ...]], Array]] = {
    "normal": lambda size: 1 + 0.15 * RNG.standard_normal(size),
    "skewed": lambda size: np.exp(0.35 * RNG.standard_normal(size)),
    "uniform": lambda size: RNG.uniform(0.28, 0.54, size),
    "heavy": lambda size: 1 + 0.15 * RNG.standard_t(3, size),
}


def iqm(values: Array) -> Array:
    """Interquartile mean along the last axis, fractions of a value included."""
    n = values.shape[-1]
    low, high = n / 4, n - n / 4
    index = np.arange(n)
    weights = np.clip(np.minimum(index + 1, high) - np.maximum(index, low), 0, None)
    return np.sort(values, axis=-1) @ weights / (high - low)


def mean(values: Array) -> Array:
    return values.mean(axis=-1)


def jackknife(values: Array, figure: Callable[[Array], Array]) -> Array:
    n = values.shape[-1]
    return np.stack([figure(np.delete(values, i, axis=-1)) for i in range(n)], axis=-1)


def standard_error(values: Array, figure: Callable[[Array], Array]) -> Array:
    left = jackknife(values, figure)
    n = values.shape[-1]
    return np.sqrt(
        (n - 1) / n * ((left - left.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1)
    )


def intervals(
    sample: Array, figure: Callable[[Array], Array]
) -> dict[str, tuple[float, float]]:
    n = sample.size
    drawn = sample[RNG.integers(0, n, (ROUNDS, n))]
    figures = figure(drawn)
    seen = float(figure(sample))
    result = {"percentile": tuple(np.quantile(figures, [0.025, 0.975]))}
    share = np.clip(
        ((figures < seen).mean() + (figures <= seen).mean()) / 2,
        1 / ROUNDS,
        1 - 1 / ROUNDS,
    )
    z0 = stats.norm.ppf(share)
    left = jackknife(sample, figure)
    d = left.mean() - left
    spread = (d**2).sum() ** 1.5
    a = (d**3).sum() / (6 * spread) if spread > 0 else 0.0
    z = stats.norm.ppf([0.025, 0.975])
    result["bca"] = tuple(
        np.quantile(figures, stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z))))
    )
    own = float(standard_error(sample, figure))
    errors = standard_error(drawn, figure)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.where(
            errors > 0, (figures - seen) / errors, np.sign(figures - seen) * np.inf
        )
    t = np.nan_to_num(t, nan=0.0)
    low, high = np.sort(t)[[int(0.025 * ROUNDS), int(0.975 * ROUNDS)]]
    result["studentised"] = (seen - high * own, seen - low * own)
    outside = stats.norm.cdf(-np.sqrt(n / (n - 1)) * stats.t.ppf(0.975, n - 1))
    result["expanded"] = tuple(np.quantile(figures, [outside, 1 - outside]))
    reach = stats.t.ppf(0.975, n - 1) * own
    result["jackknife t"] = (seen - reach, seen + reach)
    return result


def main() -> None:
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    names = ["percentile", "bca", "studentised", "expanded", "jackknife t"]
    print("| figure | noise | n | " + " | ".join(names) + " |")
    print("|---|---|---|" + "---|" * len(names))
    for label, figure in (("mean", mean), ("IQM", iqm)):
        for shape, draw in SHAPES.items():
            for n in (3, 5, 8, 10):
                truth = float(figure(draw((20_000, n))).mean())
                hits = dict.fromkeys(names, 0)
                for _ in range(trials):
                    for name, (low, high) in intervals(draw((n,)), figure).items():
                        hits[name] += low <= truth <= high
                cells = " | ".join(f"{hits[name] / trials:.3f}" for name in names)
                print(f"| {label} | {shape} | {n} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
