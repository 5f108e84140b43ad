"""The values of Params in a hurry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def param_values(param: Any) -> Mapping[Any, Any]:
    """Index -> value of an indexed Param as far as values were given (defaults are not filled in)."""
    if param.mutable:
        return {key: member.value for key, member in param.sparse_items()}
    values: Mapping[Any, Any] = param._data  # what `sparse_items` hands out one by one, at ten times the time
    return values
