"""Pyomo's indexed sets, parameters, variables and constraints, whose members do not exist until somebody asks for one.

A program of half a million columns has as many members of variables and of constraints, and a quarter of a million member
sets. To make them takes most of the time of a build, and `model.solve` needs none of them. Whoever asks for one member gets
it made by Pyomo, and whoever goes through all of them (another solver, a print) gets them all. No member can be deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeAlias
from weakref import ref

import numpy as np
from numpy.typing import NDArray
from pyomo.common.errors import TemplateExpressionError
from pyomo.core.base import constraint
from pyomo.core.base.constraint import IndexedConstraint, TemplateConstraintData
from pyomo.core.base.indexed_component import IndexedComponent
from pyomo.core.base.param import IndexedParam
from pyomo.core.base.set import IndexedSet, InsertionOrderSetData
from pyomo.core.base.set_types import Reals
from pyomo.core.base.var import IndexedVar
from pyomo.core.expr.template_expr import templatize_constraint

FloatArray: TypeAlias = NDArray[np.float64]


class LazyMembers(IndexedComponent):  # type: ignore[misc]  # Pyomo has no types
    """A component with a member for every key of its index set: counted without, made when gone through."""

    @property
    def made(self) -> Mapping[Any, Any]:
        """The members that exist, by key."""
        members: Mapping[Any, Any] = self._data
        return members

    def keys(self, *how: Any, **named: Any) -> Any:
        """The keys of all members, which exist from then on."""
        if len(self.made) < len(self):
            self.to_dense_data()
        return super().keys(*how, **named)

    def __len__(self) -> int:
        return len(self.index_set())

    def __contains__(self, key: Any) -> bool:
        return key in self.index_set()


class LazySet(LazyMembers, IndexedSet):  # type: ignore[misc]
    """A set for every key of `over`: the elements that `groups` has for it, none where it has none.

    The elements are distinct and of `dimen` parts.
    """

    _ComponentDataClass = InsertionOrderSetData

    def __init__(self, over: Any, groups: Mapping[Any, Collection[Any]], dimen: int, doc: str) -> None:
        self.groups = groups

        def elements(model: Any, *key: Any) -> Collection[Any]:
            return groups.get(key if len(key) > 1 else key[0], ())

        super().__init__(over, initialize=elements, dimen=dimen, doc=doc)

    def construct(self, data: Any = None) -> None:
        """Leave the members to whoever asks for them."""
        self._constructed = True

    def _pprint(self) -> Any:
        self.to_dense_data()  # the only print that counts what is stored
        return super()._pprint()


class LazyParam(LazyMembers, IndexedParam):  # type: ignore[misc]
    """A parameter over `over`, finite `values` in its order. Pyomo's own way checks keys and values one by one.

    Raises ValueError where there are more or fewer values than keys.
    """

    def __init__(self, over: Any, values: FloatArray, doc: str) -> None:
        if values.shape != (len(over),):
            raise ValueError(f"{len(over)} keys have values of shape {values.shape}: {doc}")
        self.array = values
        super().__init__(over, within=Reals, doc=doc)

    def construct(self, data: Any = None) -> None:
        """Leave the values to whoever asks for them."""
        self._constructed = True

    def _getitem_when_not_present(self, index: Any) -> Any:
        self._data = dict(zip(self.index_set(), self.array.tolist(), strict=True))
        return self._data[index]


class LazyVar(LazyMembers, IndexedVar):  # type: ignore[misc]
    """A variable over `index`, all in `within`, without bounds until somebody sets one of a member."""

    def __init__(self, index: Any, within: Any, doc: str) -> None:
        self.within = within
        super().__init__(index, within=within, dense=False, doc=doc)


class LazyConstraint(LazyMembers, IndexedConstraint):  # type: ignore[misc]
    """A constraint over `index` that keeps the `template` of its rule alone, where rules are kept as templates.

    Otherwise, and for a rule that is no pure algebra, `template` is None and all members exist, as ever in Pyomo.
    """

    template: tuple[Any, tuple[Any, ...]] | None = None

    def construct(self, data: Any = None) -> None:
        """Make the template, or else all members."""
        if not self.is_constructed() and constraint.TEMPLATIZE_CONSTRAINTS:
            try:
                self.template = templatize_constraint(self)
            except TemplateExpressionError:
                pass
            else:
                self._constructed = True
        super().construct(data)

    def _getitem_when_not_present(self, index: Any) -> Any:
        if self.template is None:
            return super()._getitem_when_not_present(index)
        member = self._data[index] = TemplateConstraintData(self.template, ref(self), index)
        return member
