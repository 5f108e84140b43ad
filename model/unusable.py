"""The error of figures that nobody can plan with."""

from __future__ import annotations


class UnusableFiguresError(ValueError):
    """Figures of the case are so large, so small or so far apart that their products leave what numbers can hold, or what
    the solver takes. The cells to blame are found by model.workbook.extremes."""
