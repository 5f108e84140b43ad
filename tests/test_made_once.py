"""Tables that pages share."""

from __future__ import annotations

from pathlib import Path

from result_cases import FUNDED, PATIENT, run

from model.results.facts.purchases import reserve_purchases


def test_a_table_that_is_made_once_is_nobodys_to_change(tmp_path: Path) -> None:
    result = run(tmp_path, PATIENT, **FUNDED).result
    assert result is not None
    first, second = reserve_purchases(result), reserve_purchases(result)
    bought = first["tonnes"].sum()
    first["tonnes"] = 0.0
    first.loc[first.index[0], "cost"] = -1.0
    assert bought > 0
    for asked in (second, reserve_purchases(result)):
        assert asked["tonnes"].sum() == bought
        assert asked["cost"].min() >= 0
