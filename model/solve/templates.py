"""Building a Pyomo model so that it compiles fast."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyomo.common.errors import TemplateExpressionError
from pyomo.core.base import constraint, objective
from pyomo.core.expr.numvalue import NumericValue
from pyomo.core.expr.template_expr import IndexTemplate

from model.garbage import garbage_collector_paused


@contextmanager
def templates() -> Iterator[None]:
    """Rules called inside are kept as one template per component, not expanded: `with templates(): model = build()`.

    A rule that is no pure algebra over Sets and Params is expanded by Pyomo as usual. The flags are Pyomo's, global
    to the process; they are restored on leaving.
    """
    before = constraint.TEMPLATIZE_CONSTRAINTS, objective.TEMPLATIZE_OBJECTIVES
    constraint.TEMPLATIZE_CONSTRAINTS = objective.TEMPLATIZE_OBJECTIVES = True
    as_text = IndexTemplate.__str__
    IndexTemplate.__eq__, IndexTemplate.__str__ = _equal, _no_text
    try:
        with garbage_collector_paused():
            yield
    finally:
        IndexTemplate.__str__ = as_text
        if not any(before):
            del IndexTemplate.__eq__
        constraint.TEMPLATIZE_CONSTRAINTS, objective.TEMPLATIZE_OBJECTIVES = before


def _equal(template: Any, other: Any) -> Any:
    """`i == "NdPr oxide"` in a rule, where i stands for all materials at once.

    Pyomo would answer False (and True to !=) for every text, so that a filter or an `if` in a rule silently did
    the wrong thing. Raised, this makes Pyomo expand the rule member by member.
    """
    if isinstance(other, str):
        raise TemplateExpressionError(template, f"a rule compares an index with the text {other!r}")
    return NumericValue.__eq__(template, other)


def _no_text(template: Any) -> str:
    """`f"{i} 2"` or `str(i)` in a rule, where i stands for all materials at once.

    Pyomo would write its own name for the template, `_1`, which no table knows, so that the rule silently looked up the
    wrong thing. Raised, this makes Pyomo expand the rule member by member.
    """
    raise TemplateExpressionError(None, "a rule makes a text of an index")
