"""What many histories say, and how surely: means, quantiles and the worst of them, each with its standard error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray

QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
WORST = 0.05


@dataclass(frozen=True)
class Spread:
    """Of H independent figures: their `mean` and its standard `error`, the `quantiles` of QUANTILES, and the mean of the
    `worst` 5 %, those that are largest, with its standard error."""

    mean: float
    error: float
    quantiles: tuple[float, ...]
    worst: float
    worst_error: float


def mean_and_error(figures: FloatArray) -> tuple[float, float]:
    """Mean of H independent figures (H,), and its standard error; NaN of a single one."""
    count = len(figures)
    return float(figures.mean()), float(figures.std(ddof=1) / np.sqrt(count)) if count > 1 else np.nan


def spread_of(figures: FloatArray) -> Spread:
    """The spread of figures (H,).

    The mean of the worst share p is v + E[(x − v)⁺] ÷ p, where v is the quantile 1 − p; its standard error is that of
    (x − v)⁺ ÷ p, as an error of v does not change it (Rockafellar and Uryasev).
    """
    value_at_risk = float(np.quantile(figures, 1.0 - WORST))
    beyond, error = mean_and_error(np.maximum(figures - value_at_risk, 0.0) / WORST)
    quantiles = tuple(np.quantile(figures, QUANTILES).tolist())
    return Spread(*mean_and_error(figures), quantiles, value_at_risk + beyond, error)


def spared_share(without: FloatArray, with_reserve: FloatArray) -> tuple[float, float]:
    """1 − Σ with ÷ Σ without, of pairs of costs (H,) each, and its standard error by the delta method; NaN where nothing is
    lost without the reserve."""
    lost = float(without.mean())
    if lost <= 0:
        return np.nan, np.nan
    ratio = float(with_reserve.mean()) / lost
    return 1.0 - ratio, mean_and_error(with_reserve - ratio * without)[1] / lost
