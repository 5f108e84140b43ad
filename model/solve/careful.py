"""The careful way to an answer, for when one that was found at full speed fails its certificate.

What the solver calls an optimum may be none by the program's own numbers: after many iterations on factors that were only
updated, the prices it reports are no longer those of its basis. Measured on variants of the default program: reduced costs
wrong by 1.2e-6 and 1.2e-5 of their size, and by 2e-13 once the same basis was factored anew, without another iteration. The
pass marks of the certificate stay as they are; the answer is sought once more instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import highspy

from model.solve.highs import Options, expect, set_options

TIGHT = 1e-9  # tolerance of bounds and reduced costs
CAREFUL: Options = {
    "primal_feasibility_tolerance": TIGHT,
    "dual_feasibility_tolerance": TIGHT,
    "dual_simplex_cost_perturbation_multiplier": 0.0,
    "primal_simplex_bound_perturbation_multiplier": 0.0,
    "simplex_scale_strategy": 0,  # the program is scaled already
}


def factor_anew(highs: highspy.Highs) -> None:
    """Keep the basis, and nothing that was computed from it."""
    basis = highs.getBasis()
    highs.clearSolver()
    if basis.valid:
        expect(highs.setBasis(basis), "basis")


@contextmanager
def careful(highs: highspy.Highs) -> Iterator[None]:
    """While it lasts, the solver goes by tight tolerances, and moves neither costs nor bounds to be faster."""
    before: Options = {name: highs.getOptionValue(name)[1] for name in CAREFUL}
    set_options(highs, CAREFUL)
    yield
    set_options(highs, before)
