"""Tables that several pages ask for are made once for each answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import pandas as pd

from model.results.facts.answer import Answer


def made_once(table: Callable[[Answer], pd.DataFrame]) -> Callable[[Answer], pd.DataFrame]:
    """Keep a function's table with its answer. Each caller gets a copy of its own, which costs nothing until written to."""

    @wraps(table)
    def kept(answer: Answer) -> pd.DataFrame:
        if table.__qualname__ not in answer.made:
            answer.made[table.__qualname__] = table(answer)
        return answer.made[table.__qualname__].copy(deep=False)

    return kept
