"""Reads the template of an indexed constraint once, with arrays of index values in place of scalars.

Pyomo can keep one expression tree per indexed component (`templates()` in model.solve.templates). A `Frame` says
which index values the tree's index templates take: at the top, one entry per row; inside a template sum, one entry
per row and element. Every node is evaluated to an `Affine` over all entries of its frame at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyomo.core.expr as expr
from pyomo.core.base.param import IndexedParam, ParamData, ScalarParam
from pyomo.core.base.set import IndexedSet
from pyomo.core.base.var import IndexedVar, VarData
from pyomo.core.expr.numeric_expr import NPV_SumExpression
from pyomo.core.expr.template_expr import (
    GetItemExpression,
    IndexTemplate,
    NPV_Numeric_GetItemExpression,
    Numeric_GetItemExpression,
    TemplateSumExpression,
)

from model.solve.components import Components
from model.solve.linear_program import FloatArray, IntArray, Part


class UnreadableError(Exception):
    """The template has a node this walker does not know; the component takes the generic path."""


class Term(NamedTuple):
    """Coefficients of columns: entry `position[k]` of the frame has `coefficient[k]` on `column[k]`.

    `position` None means one per entry, in order. Scalars stand for the same value everywhere.
    """

    position: IntArray | None
    column: IntArray | int
    coefficient: FloatArray | float


@dataclass(frozen=True)
class Affine:
    """constant + sum of terms, over the entries of a frame. `constant` is a scalar or has one value per entry."""

    constant: FloatArray | float
    terms: list[Term] = field(default_factory=list)

    def __add__(self, other: Affine) -> Affine:
        return Affine(self.constant + other.constant, self.terms + other.terms)

    def __sub__(self, other: Affine) -> Affine:
        return self + other.scaled(-1.0)

    def scaled(self, factor: FloatArray | float) -> Affine:
        """Times a number, or a number per entry of the frame."""
        if isinstance(factor, float):
            terms = [Term(t.position, t.column, t.coefficient * factor) for t in self.terms]
        else:
            terms = [
                Term(t.position, t.column, t.coefficient * (factor if t.position is None else factor[t.position]))
                for t in self.terms
            ]
        return Affine(self.constant * factor, terms)


class Frame:
    """Index values of the templates in scope, `length` entries.

    An inner frame (of a template sum) knows the entry of its parent each of its own entries comes from.
    """

    def __init__(
        self,
        length: int,
        codes: dict[int, IntArray],
        parent: Frame | None = None,
        origin: IntArray | None = None,
    ) -> None:
        self.length = length
        self.parent = parent
        self.origin = origin
        self._codes = codes

    def codes(self, template: Any) -> IntArray:
        """Codes of one index template, shape (length,)."""
        known = self._codes.get(id(template))
        if known is None:
            if self.parent is None or self.origin is None:
                raise UnreadableError(f"index {template} has no values here")
            known = self._codes[id(template)] = self.parent.codes(template)[self.origin]
        return known

    def collapse(self, inner: Affine) -> Affine:
        """Sum an Affine over this frame's entries into the entries of its parent."""
        assert self.parent is not None and self.origin is not None
        weights = np.broadcast_to(inner.constant, self.length)
        constant = np.bincount(self.origin, weights, self.parent.length).astype(float, copy=False)
        terms = [Term(self.origin if t.position is None else self.origin[t.position], *t[1:]) for t in inner.terms]
        return Affine(constant, terms)


class Walker:
    """Evaluates expressions of one model. `parts` maps the id of each Var component to its columns."""

    def __init__(self, components: Components, parts: dict[int, Part]) -> None:
        self._components = components
        self._parts = parts
        self.owner = ""
        self._handlers: dict[type, Callable[[Any, Frame], Affine]] = {
            expr.SumExpression: self._sum,
            expr.LinearExpression: self._sum,
            NPV_SumExpression: self._sum,
            expr.ProductExpression: self._product,
            expr.MonomialTermExpression: self._product,
            expr.NPV_ProductExpression: self._product,
            expr.DivisionExpression: self._division,
            expr.NPV_DivisionExpression: self._division,
            expr.NegationExpression: self._negation,
            expr.NPV_NegationExpression: self._negation,
            TemplateSumExpression: self._template_sum,
            Numeric_GetItemExpression: self._item,
            NPV_Numeric_GetItemExpression: self._item,
            IndexTemplate: self._index_as_number,
        }

    def evaluate(self, node: Any, frame: Frame) -> Affine:
        """Value of `node` over the frame. Raises UnreadableError for a node it does not know, KeyError for a missing key."""
        handler = self._handlers.get(type(node))
        if handler is not None:
            return handler(node, frame)
        if isinstance(node, int | float | np.number):
            return Affine(float(node))
        if isinstance(node, ScalarParam | ParamData):
            return Affine(float(node.value))
        if isinstance(node, VarData):
            part = self._parts[id(node.parent_component())]
            return Affine(0.0, [Term(None, part.start + part.position[node.index()], 1.0)])
        raise UnreadableError(f"a {type(node).__name__}")

    def _sum(self, node: Any, frame: Frame) -> Affine:
        constant: FloatArray | float = 0.0
        terms: list[Term] = []
        for child in node.args:
            value = self.evaluate(child, frame)
            constant = constant + value.constant
            terms += value.terms
        return Affine(constant, terms)

    def _product(self, node: Any, frame: Frame) -> Affine:
        left, right = (self.evaluate(child, frame) for child in node.args)
        if not left.terms:
            return right.scaled(left.constant)
        if not right.terms:
            return left.scaled(right.constant)
        raise UnreadableError("a product of variables")

    def _division(self, node: Any, frame: Frame) -> Affine:
        left, right = (self.evaluate(child, frame) for child in node.args)
        if right.terms:
            raise UnreadableError("a division by a variable")
        if np.any(np.equal(right.constant, 0.0)):
            raise ZeroDivisionError(f"{self.owner}: division by zero in {node}")
        return left.scaled(1.0 / right.constant)

    def _negation(self, node: Any, frame: Frame) -> Affine:
        return self.evaluate(node.args[0], frame).scaled(-1.0)

    def _index_as_number(self, node: Any, frame: Frame) -> Affine:
        numbers = self._components.codes.numbers(frame.codes(node))
        if np.isnan(numbers).any():
            raise TypeError(f"{self.owner}: an index that is text is used as a number")
        return Affine(numbers)

    def _template_sum(self, node: Any, frame: Frame) -> Affine:
        inner = frame
        for group in node.template_iters():
            inner = self._expand(group, inner)
        result = self.evaluate(node.template_args()[0], inner)
        while inner is not frame:
            result = inner.collapse(result)
            assert inner.parent is not None
            inner = inner.parent
        return result

    def _expand(self, group: tuple[Any, ...], frame: Frame) -> Frame:
        """Frame with one entry per entry of `frame` and element of the set that `group` runs over."""
        source = group[0]._set
        if any(template._index is None for template in group):
            raise UnreadableError(f"a sum over a set without a fixed dimension ({source})")
        if isinstance(source, GetItemExpression):
            owner = source._args_[0]
            if not isinstance(owner, IndexedSet):
                raise UnreadableError(f"a sum over a member of {type(owner).__name__}")
            members = self._components.members(owner, True, len(group))
            assert members.table is not None
            chosen = self._find(members.table, owner, source._args_[1:], frame)
            chosen = np.broadcast_to(chosen, frame.length)
        elif isinstance(source, expr.ExpressionBase):
            raise UnreadableError(f"a sum over a {type(source).__name__}")
        else:
            members = self._components.members(source, False, len(group))
            chosen = np.zeros(frame.length, np.int64)
        count = members.count[chosen]
        origin = np.repeat(np.arange(frame.length), count)
        first = members.start[chosen] - (np.cumsum(count) - count)
        element = np.repeat(first, count) + np.arange(len(origin))
        codes = {id(t): members.columns[t._index][element] for t in group}
        return Frame(len(origin), codes, frame, origin)

    def _item(self, node: Any, frame: Frame) -> Affine:
        component = node._args_[0]
        if isinstance(component, IndexedVar):
            part = self._parts[id(component)]
            found = self._find(self._components.var_table(component), component, node._args_[1:], frame)
            column: IntArray | int = found + part.start if found.ndim else int(found) + part.start
            return Affine(0.0, [Term(None, column, 1.0)])
        if isinstance(component, IndexedParam):
            values = self._components.param(component)
            if values.numbers is None:
                raise TypeError(f"{self.owner}: {component.name} holds text where a number is needed")
            found = self._find(values.table, component, node._args_[1:], frame)
            numbers = values.numbers[found]
            return Affine(numbers if found.ndim else float(numbers))
        raise UnreadableError(f"an item of a {type(component).__name__}")

    def _find(self, table: Any, component: Any, arguments: tuple[Any, ...], frame: Frame) -> IntArray:
        """Positions of the keys `arguments` evaluate to. Raises KeyError naming component and key of a missing one."""
        columns = [self._index_codes(argument, frame) for argument in arguments]
        if len(columns) != len(table.columns):
            # A set without members knows no dimension; otherwise Pyomo has checked it.
            raise KeyError(f"{self.owner}: {component.name} has no index with {len(columns)} parts")
        found: IntArray = table.find(columns)
        if (found < 0).any():
            entry = int(np.argmax(found < 0))
            key = tuple(self._components.codes.value(int(c[entry] if c.ndim else c)) for c in columns)
            shown = ", ".join(map(repr, key))
            raise KeyError(f"{self.owner}: {component.name}[{shown}] does not exist or has no value")
        return found

    def _index_codes(self, node: Any, frame: Frame) -> IntArray:
        """Codes of an index argument, shape (length,) or () where it is the same for all entries."""
        if isinstance(node, IndexTemplate):
            return frame.codes(node)
        codes = self._components.codes
        if not isinstance(node, expr.ExpressionBase):
            value = node.value if isinstance(node, ScalarParam | ParamData) else node
            return np.array(codes[value])
        if isinstance(node, GetItemExpression) and isinstance(node._args_[0], IndexedParam):
            param = node._args_[0]
            found = self._find(self._components.param(param).table, param, node._args_[1:], frame)
            return self._components.param_codes(param)[found]
        number = self.evaluate(node, frame)
        if number.terms:
            raise UnreadableError("a variable in an index")
        return codes.encode_numbers(np.asarray(number.constant, dtype=float)).reshape(np.shape(number.constant))
