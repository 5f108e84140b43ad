"""The generic path: Pyomo expands every member of a component, and its linear reader takes the terms out.

Slow (tens of microseconds per row), but it knows every linear expression. Used for components that the template
walker cannot read, and by `compile_reference` as the check of the walker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.core.expr as expr
from pyomo.core.base.constraint import TemplateDataMixin as ConstraintTemplate
from pyomo.core.base.objective import TemplateDataMixin as ObjectiveTemplate
from pyomo.core.expr.relational_expr import tuple_to_relational_expr
from pyomo.core.expr.template_expr import resolve_template
from pyomo.repn import generate_standard_repn

from model.solve.linear_program import FloatArray, IntArray, Part
from model.solve.relations import Shape, bounds, has_variables, shape_of


@dataclass(frozen=True)
class Rows:
    """Rows of one component: coefficient triples (row counted from 0 within the component) and bounds."""

    row: IntArray
    column: IntArray
    coefficient: FloatArray
    lower: FloatArray
    upper: FloatArray


class GenericReader:
    """Reads expressions of one model member by member. `parts`: id of each Var component -> its columns."""

    def __init__(self, parts: dict[int, Part]) -> None:
        self._parts = parts

    def linear(self, expression: Any) -> tuple[list[int], list[float], float]:
        """Columns, coefficients and constant of a scalar expression. Raises ValueError if it is not linear."""
        repn = generate_standard_repn(expression, compute_values=True, quadratic=False)
        if not repn.is_linear():
            raise ValueError(f"not linear: {expression}")
        columns = []
        for variable in repn.linear_vars:
            part = self._parts[id(variable.parent_component())]
            columns.append(part.start + part.position[variable.index()])
        return columns, [float(c) for c in repn.linear_coefs], float(repn.constant)

    def objective(self, objective: Any) -> tuple[list[int], list[float], float]:
        """Columns, coefficients and constant of an objective."""
        if isinstance(objective, ObjectiveTemplate):
            return self.linear(objective.rule(objective.parent_block(), objective.index()))
        return self.linear(objective.expr)

    def constraint(self, constraint: Any) -> Rows:
        """Rows of a constraint component, one per member, in the order of its keys."""
        relations = [_relation(constraint, key, member) for key, member in constraint.items()]
        if not relations:
            return Rows(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty(0), np.empty(0))
        template = next(iter(constraint.values()))
        common = shape_of(template.template_expr()[0]) if isinstance(template, ConstraintTemplate) else None
        row: list[int] = []
        column: list[int] = []
        coefficient: list[float] = []
        lower, upper = np.empty(len(relations)), np.empty(len(relations))
        for number, relation in enumerate(relations):
            columns, values, low, high = self._row(relation, common or shape_of(relation))
            row += [number] * len(columns)
            column += columns
            coefficient += values
            lower[number], upper[number] = low, high
        return Rows(np.array(row, np.int64), np.array(column, np.int64), np.array(coefficient), lower, upper)

    def _row(self, relation: Any, shape: Shape) -> tuple[list[int], list[float], float, float]:
        columns: list[int] = []
        values: list[float] = []
        constants: list[float] = []
        body = 0.0
        signs = dict(shape.body)
        for number, argument in enumerate(relation.args):
            cols, coefs, constant = self.linear(argument)
            constants.append(constant)
            if number in signs:
                columns += cols
                values += [signs[number] * c for c in coefs]
                body += signs[number] * constant
        low, high = bounds(shape, list(constants), body, 1)
        return columns, values, float(low[0]), float(high[0])


def _relation(constraint: Any, key: Any, member: Any) -> Any:
    """Relational expression of one member of a constraint, from its rule where it was templatized."""
    if not isinstance(member, ConstraintTemplate):
        return member.expr
    # `member.expr` would turn the template into an ordinary constraint for good, so the rule is asked again.
    relation = constraint.rule(constraint.parent_block(), key)
    if isinstance(relation, tuple):
        relation = tuple_to_relational_expr(relation)
    template, indices = member.template_expr()
    if not isinstance(relation, expr.RelationalExpression):
        # A row without variables is plain True or False by now; its template still knows both sides.
        return template.create_node_with_local_data(tuple(_resolved(side, indices, key) for side in template.args))
    if not isinstance(relation, expr.EqualityExpression) or has_variables(relation.args[1]):
        return relation
    # Python turns `number == expression` round; the template has the order in which the rule was written.
    turned = not has_variables(_resolved(template.args[0], indices, key))
    return relation.create_node_with_local_data(relation.args[::-1]) if turned else relation


def _resolved(side: Any, indices: tuple[Any, ...], key: Any) -> Any:
    """One side of a template for one key."""
    if not hasattr(side, "is_expression_type"):
        return side
    for index in indices:
        index.set_value(key)
    try:
        return resolve_template(side)
    finally:
        for index in indices:
            index.set_value()
