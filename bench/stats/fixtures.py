"""Reference values for the tests of dev.trotline.analyze.stats, computed by the usual Python packages.

Needs numpy, scipy, statsmodels. Usage: fixtures.py > src/test/resources/stats/reference.json
The multivariate normal integrals behind the group-sequential boundaries are good to about 1e-5, everything else to 1e-12.
"""

import json
import sys

import numpy as np
import scipy
import statsmodels
from scipy import integrate, optimize, stats
from scipy.special import gammaln
from statsmodels.stats.multitest import multipletests

SAMPLES = {
    "few": ([0.113, 0.131, 0.094], [0.101, 0.087, 0.098, 0.092]),
    "sleep": (
        [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
        [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
    ),
    "uneven": (
        [0.205, 0.197, 0.177, 0.192, 0.105, 0.36, 0.21, 0.136],
        [0.1, 0.139, 0.135, 0.112, 0.125],
    ),
    "apart": ([1.0, 1.1, 1.3, 1.2], [2.0, 2.4, 2.2, 2.1, 2.6]),
}


def effect(a: list[float], b: list[float]) -> dict[str, float]:
    m, n = len(a), len(b)
    freedom = m + n - 2
    pooled = np.sqrt(
        ((m - 1) * np.var(a, ddof=1) + (n - 1) * np.var(b, ddof=1)) / freedom
    )
    scale = np.sqrt(1 / m + 1 / n)
    t = (np.mean(a) - np.mean(b)) / pooled / scale
    correction = np.exp(gammaln(freedom / 2) - gammaln((freedom - 1) / 2)) / np.sqrt(
        freedom / 2
    )

    def noncentrality(p: float) -> float:
        # Widened step by step: scipy's cumulative is not a number far from t.
        edge = t
        sign = 1 if stats.nct.cdf(t, freedom, t) > p else -1
        while sign * (stats.nct.cdf(t, freedom, edge) - p) > 0:
            edge += sign * 0.5
        return optimize.brentq(
            lambda d: stats.nct.cdf(t, freedom, d) - p, *sorted((t, edge)), xtol=1e-13
        )

    return {
        "g": t * scale * correction,
        "low": noncentrality(0.975) * scale * correction,
        "high": noncentrality(0.025) * scale * correction,
    }


def superiority(a: list[float], b: list[float]) -> dict[str, float]:
    """Mann and Whitney's probability with Newcombe's (2006) method 5."""
    m, n = len(a), len(b)
    # scipy's U counts pairs where a exceeds b.
    theta = 1 - stats.mannwhitneyu(a, b).statistic / (m * n)
    z = stats.norm.ppf(0.975)

    def off(x: float) -> float:
        star = (m + n) / 2 - 1
        variance = (
            x * (1 - x) * (1 + star * ((1 - x) / (2 - x) + x / (1 + x))) / (m * n)
        )
        return abs(theta - x) - z * np.sqrt(variance)

    low = 0.0 if theta == 0 else optimize.brentq(off, 1e-14, theta - 1e-9, xtol=1e-15)
    high = (
        1.0 if theta == 1 else optimize.brentq(off, theta + 1e-9, 1 - 1e-14, xtol=1e-15)
    )
    return {"probability": theta, "low": low, "high": high}


def boundaries(shares: list[float], spent: list[float]) -> list[float]:
    """One-sided boundaries by multivariate normal integrals: an own way, unlike the recursion that is tested."""
    bounds: list[float] = []
    for k in range(len(shares)):
        cov = [
            [np.sqrt(min(s, u) / max(s, u)) for u in shares[: k + 1]]
            for s in shares[: k + 1]
        ]
        law = stats.multivariate_normal(
            np.zeros(k + 1), cov, maxpts=50_000, abseps=1e-8, releps=1e-8, seed=1
        )

        def crossed(
            c: float, law: stats.distributions.rv_frozen = law, whole: float = spent[k]
        ) -> float:
            return 1 - float(law.cdf([*bounds, c])) - whole

        bounds.append(optimize.brentq(crossed, 0.5, 6, xtol=1e-7))
    return bounds


def obrien_fleming(error: float, shares: list[float]) -> list[float]:
    return [2 * stats.norm.sf(stats.norm.isf(error / 2) / np.sqrt(s)) for s in shares]


def expected_maximum(k: int) -> float:
    def integrand(x: float) -> float:
        return k * x * stats.norm.pdf(x) * stats.norm.cdf(x) ** (k - 1)

    return integrate.quad(integrand, -12, 12, epsabs=1e-13, epsrel=1e-13, limit=400)[0]


def main() -> None:
    p_values = [0.001, 0.041, 0.039, 0.2, 0.012]
    sequential = []
    for error, shares in (
        (0.05, [0.5, 0.75, 1.0]),
        (0.0125, [0.469, 0.729, 1.0]),
        (0.05, [0.3, 0.6]),
    ):
        spent = obrien_fleming(error, shares)
        sequential.append(
            {"error": error, "shares": shares, "bounds": boundaries(shares, spent)}
        )
    noncentral = [
        [1.5, 4.0, 0.7],
        [-1.2, 7.5, 1.0],
        [3.1, 14.0, 2.9],
        [0.3, 3.0, -2.0],
        [8.0, 5.0, 6.5],
    ]
    f_tails = [[4.2, 4, 12], [1.0, 7, 3], [25.0, 2, 30]]
    bca_a = np.array(SAMPLES["uneven"][0])
    bca = stats.bootstrap(
        (bca_a,),
        np.mean,
        n_resamples=50_000,
        method="BCa",
        rng=np.random.default_rng(1),
    )
    percentile = stats.bootstrap(
        (bca_a,),
        np.mean,
        n_resamples=50_000,
        method="percentile",
        rng=np.random.default_rng(1),
    )
    strata = [np.array(b) for pair in SAMPLES.values() for b in pair[:1]]
    rng = np.random.default_rng(5)

    def pooled_iqm(parts: list[np.ndarray]) -> float:
        return float(stats.trim_mean(np.concatenate(parts), 0.25))

    draws = [
        pooled_iqm([rng.choice(part, part.size) for part in strata])
        for _ in range(20_000)
    ]
    welch = {}
    for name, (a, b) in SAMPLES.items():
        test = stats.ttest_ind(a, b, equal_var=False)
        interval = test.confidence_interval(0.95)
        welch[name] = {
            "t": test.statistic,
            "df": test.df,
            "p": test.pvalue,
            "low": interval.low,
            "high": interval.high,
        }
    document = {
        "made by": f"bench/stats/fixtures.py with numpy {np.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
        "samples": {name: {"a": a, "b": b} for name, (a, b) in SAMPLES.items()},
        "welch": welch,
        "effect": {name: effect(a, b) for name, (a, b) in SAMPLES.items()},
        "superiority": {name: superiority(a, b) for name, (a, b) in SAMPLES.items()},
        "normal": [
            [z, stats.norm.cdf(z), stats.norm.sf(z)]
            for z in (-8.0, -3.2, -1.0, 0.0, 0.4, 2.9, 3.1, 6.5)
        ],
        "normal quantiles": [
            [p, stats.norm.ppf(p)] for p in (1e-12, 1e-4, 0.025, 0.3, 0.5, 0.9, 0.9999)
        ],
        "noncentral t": [[*row, stats.nct.cdf(*row)] for row in noncentral],
        "f tails": [[*row, stats.f.sf(*row)] for row in f_tails],
        "p values": p_values,
        "holm": list(multipletests(p_values, method="holm")[1]),
        "fdr_bh": list(multipletests(p_values, method="fdr_bh")[1]),
        "sequential": sequential,
        "expected maximum": [[k, expected_maximum(k)] for k in (1, 2, 5, 8, 32, 200)],
        "bootstrap mean of uneven a": {
            "bca": list(bca.confidence_interval),
            "percentile": list(percentile.confidence_interval),
        },
        "stratified iqm of all a": {
            "interval": list(np.quantile(draws, [0.025, 0.975]))
        },
    }
    json.dump(document, sys.stdout, indent=1, default=float)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
