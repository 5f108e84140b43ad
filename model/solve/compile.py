"""Compiles a Pyomo model to the arrays of a linear program.

`compile_program` expands every constraint template once over index arrays (model.solve.walker) and takes Pyomo's
generic path for what the walker cannot read. `compile_reference` takes the generic path for everything, as the check.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.base.constraint import TemplateConstraintData, TemplateScalarConstraint
from pyomo.core.base.objective import TemplateScalarObjective
from scipy import sparse

from model.garbage import garbage_collector_paused
from model.lazy import LazyConstraint, LazyMembers, LazyVar
from model.solve.components import Components
from model.solve.generic import GenericReader, Rows
from model.solve.linear_program import FloatArray, IntArray, Layout, LinearProgram, Part
from model.solve.relations import bounds, shape_of
from model.solve.walker import Affine, Frame, UnreadableError, Walker
from model.unusable import UnusableFiguresError


def compile_program(model: pyo.ConcreteModel) -> LinearProgram:
    """The linear program of a model, templates read by the walker.

    Fixed variables become columns with equal bounds. Rows without variables stay, empty. Raises ValueError for an
    objective that is missing, doubled or maximised, for integer variables, for what is not linear and (as
    UnusableFiguresError) for NaN or infinite coefficients; KeyError for a look-up that does not exist.
    """
    with garbage_collector_paused():
        return _Compiler(model, walk=True).program()


def compile_reference(model: pyo.ConcreteModel) -> LinearProgram:
    """The same program through Pyomo's generic path alone: slow, for tests."""
    return _Compiler(model, walk=False).program()


class _Compiler:
    def __init__(self, model: pyo.ConcreteModel, walk: bool) -> None:
        self._walk = walk
        self._fallbacks: list[str] = []
        self._vars = list(model.component_objects(pyo.Var, descend_into=True))
        self._constraints = list(model.component_objects(pyo.Constraint, active=True, descend_into=True))
        for constraint in self._constraints:
            if not all(member.active for member in _made(constraint)):
                raise ValueError(f"{constraint.name}: single members cannot be deactivated, only the whole constraint")
        for var in self._vars:
            domains = {id(domain): domain for domain in [member.domain for member in _made(var)]}
            if isinstance(var, LazyVar):
                domains[id(var.within)] = var.within
            if any(domain.isdiscrete() for domain in domains.values()):
                raise ValueError(f"{var.name}: the program is linear, its variables must be continuous")
        self._objective = _single_objective(model)
        self._components = Components()
        self._columns, self._rows = self._parts(self._vars), self._parts(self._constraints)
        by_id = {id(var): self._columns[var.name] for var in self._vars}
        self._walker = Walker(self._components, by_id)
        self._generic = GenericReader(by_id)

    def program(self) -> LinearProgram:
        width, height = _end(self._columns), _end(self._rows)
        column_lower, column_upper = self._column_bounds()
        with _unfixed(self._vars):
            cost, constant = self._cost(width)
            blocks = [self._read(constraint) for constraint in self._constraints]
        starts = [self._rows[constraint.name].start for constraint in self._constraints]
        row = _joined([block.row + start for block, start in zip(blocks, starts, strict=True)], np.int64)
        column = _joined([block.column for block in blocks], np.int64)
        coefficient = _joined([block.coefficient for block in blocks], np.float64)
        matrix = sparse.coo_array((coefficient, (row, column)), shape=(height, width)).tocsr()
        matrix.eliminate_zeros()
        program = LinearProgram(
            cost=cost,
            constant=constant,
            matrix=matrix,
            row_lower=_joined([block.lower for block in blocks], np.float64),
            row_upper=_joined([block.upper for block in blocks], np.float64),
            column_lower=column_lower,
            column_upper=column_upper,
            layout=Layout(self._columns, self._rows),
            fallbacks=tuple(self._fallbacks),
        )
        _check_numbers(program)
        return program

    def _parts(self, components: list[Any]) -> dict[str, Part]:
        parts: dict[str, Part] = {}
        start = 0
        for component in components:
            keys = self._components.keys_of(component)
            names = self._components.names(component, keys)
            part = parts[component.name] = Part(component.name, start, keys, names)
            start += len(part)
        return parts

    def _column_bounds(self) -> tuple[FloatArray, FloatArray]:
        lower, upper = np.empty(_end(self._columns)), np.empty(_end(self._columns))
        for var in self._vars:
            part, members = self._columns[var.name], _made(var)
            own: slice | list[int] = part.slice
            if isinstance(var, LazyVar):
                lower[own], upper[own] = np.array(var.within.bounds(), dtype=float)
                own = [part.start + part.position[member.index()] for member in members]
            pairs = [(member.value, member.value) if member.fixed else member.bounds for member in members]
            if pairs:
                lower[own], upper[own] = np.array(pairs, dtype=float).T
        # None has become NaN; Pyomo lets no other NaN in.
        lower[np.isnan(lower)] = -np.inf
        upper[np.isnan(upper)] = np.inf
        return lower, upper

    def _cost(self, width: int) -> tuple[FloatArray, float]:
        cost: FloatArray
        if self._walk and isinstance(self._objective, TemplateScalarObjective):
            try:
                self._walker.owner = self._objective.name
                value = self._walker.evaluate(self._objective.template_expr()[0], Frame(1, {}))
            except UnreadableError:
                pass
            else:
                _, column, coefficient = _triples(value, 1)
                cost = np.bincount(column, weights=coefficient, minlength=width).astype(float)
                return cost, float(np.ravel(value.constant)[0])
        if self._walk:
            self._fallbacks.append(self._objective.name)
        columns, values, constant = self._generic.objective(self._objective)
        cost = np.bincount(np.array(columns, np.int64), weights=values, minlength=width).astype(float)
        return cost, constant

    def _read(self, constraint: Any) -> Rows:
        template = _template(constraint) if self._walk else None
        if template is not None:
            try:
                return self._walked(constraint, *template)
            except UnreadableError:
                pass
        if self._walk and len(constraint):
            self._fallbacks.append(constraint.name)
        return self._generic.constraint(constraint)

    def _walked(self, constraint: Any, relation: Any, templates: tuple[Any, ...]) -> Rows:
        self._walker.owner = constraint.name
        length = len(constraint)
        codes: dict[int, IntArray] = {}
        if templates:
            if any(template._index is None for template in templates):
                raise UnreadableError("an index set without a fixed dimension")
            table = self._components.table(constraint, self._components.keys_of(constraint))
            codes = {id(t): table.columns[t._index] for t in templates}
        frame = Frame(length, codes)
        shape = shape_of(relation)
        sides = [self._walker.evaluate(argument, frame) for argument in relation.args]
        body = Affine(0.0)
        for number, sign in shape.body:
            body = body + sides[number].scaled(sign)
        # What remains on a bound's side is a number: the side has no variables (shape_of has seen to it).
        lower, upper = bounds(shape, [side.constant for side in sides], body.constant, length)
        return Rows(*_triples(body, length), lower, upper)


def _template(constraint: Any) -> Any:
    """The relation that all members still share and the templates of its index, or None (a member set by hand has left)."""
    members = _made(constraint)
    if isinstance(constraint, TemplateScalarConstraint):
        return constraint.template_expr()
    if isinstance(constraint, LazyConstraint):
        template = constraint.template
    else:
        template = members[0].template_expr() if members and isinstance(members[0], TemplateConstraintData) else None
    shared = all(type(member) is TemplateConstraintData and member.template_expr() is template for member in members)
    return template if shared else None


def _triples(value: Affine, length: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Row, column and coefficient arrays of an Affine over `length` entries."""
    rows: list[IntArray] = []
    columns: list[IntArray] = []
    coefficients: list[FloatArray] = []
    for term in value.terms:
        row = np.arange(length) if term.position is None else term.position
        rows.append(row)
        columns.append(np.broadcast_to(term.column, len(row)))
        coefficients.append(np.broadcast_to(term.coefficient, len(row)))
    return _joined(rows, np.int64), _joined(columns, np.int64), _joined(coefficients, np.float64)


def _joined(arrays: list[Any], dtype: Any) -> Any:
    return np.concatenate(arrays).astype(dtype, copy=False) if arrays else np.empty(0, dtype)


def _made(component: Any) -> list[Any]:
    """The members of a component that exist."""
    return list(component.made.values() if isinstance(component, LazyMembers) else component.values())


def _end(parts: dict[str, Part]) -> int:
    return sum(len(part) for part in parts.values())


def _single_objective(model: pyo.ConcreteModel) -> Any:
    objectives = list(model.component_data_objects(pyo.Objective, active=True, descend_into=True))
    if len(objectives) != 1:
        raise ValueError(f"the model needs one active objective, it has {len(objectives)}")
    if objectives[0].sense != pyo.minimize:
        raise ValueError(f"{objectives[0].name}: only minimisation is supported, negate the objective")
    return objectives[0]


@contextmanager
def _unfixed(variables: list[Any]) -> Iterator[None]:
    """Fixed variables count as columns while the rows are read; their bounds hold them."""
    fixed = [member for var in variables for member in _made(var) if member.fixed]
    for member in fixed:
        member.fixed = False
    try:
        yield
    finally:
        for member in fixed:
            member.fixed = True


def _check_numbers(program: LinearProgram) -> None:
    """Raise UnusableFiguresError, with the name of the place, where a number is NaN or infinite that must not be."""
    layout = program.layout
    bad = np.flatnonzero(~np.isfinite(program.cost))
    if len(bad):
        raise UnusableFiguresError(f"the cost of {layout.column_label(int(bad[0]))} is {program.cost[bad[0]]}")
    bad = np.flatnonzero(~np.isfinite(program.matrix.data))
    if len(bad):
        row = int(np.searchsorted(program.matrix.indptr, bad[0], side="right")) - 1
        column = layout.column_label(int(program.matrix.indices[bad[0]]))
        raise UnusableFiguresError(f"{layout.row_label(row)} has the coefficient {program.matrix.data[bad[0]]} on {column}")
    for label, low, high in (
        (layout.row_label, program.row_lower, program.row_upper),
        (layout.column_label, program.column_lower, program.column_upper),
    ):
        bad = np.flatnonzero(np.isnan(low) | np.isnan(high) | (low == np.inf) | (high == -np.inf))
        if len(bad):
            raise UnusableFiguresError(f"{label(int(bad[0]))} has the bounds {low[bad[0]]} and {high[bad[0]]}")
