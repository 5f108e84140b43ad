"""A basis by the names of columns and rows: for variants in which columns come or go within a block."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from everything import everything

from model.changes import Change
from model.solve import LiveProgram, SolverOptions, Status
from model.solve.basis import BASIC, LOWER, NONBASIC, UPPER
from model.solve.start import _moved
from model.stages import Stages
from model.studies.near import solve_near
from model.studies.of_base import by_name, once, prepared_of
from model.studies.prepared import prepare
from model.studies.study import Base
from model.studies.variant import NoPlanError, solve_variant
from model.studies.worth_of_floors import without
from tests.study_bases import solved


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    settings, sheets = everything()
    found, _ = solved(tmp_path_factory.mktemp("named"), settings, **sheets)
    return found


def test_it_is_the_basis_of_its_own_program(base: Base) -> None:
    """As many are basic as there are rows, and the program is solved from there in no iteration."""
    prepared = prepared_of(base)
    live = LiveProgram(prepared.program, prepared.sizes, ties=prepared.ties)
    named = by_name(base).whole
    assert named is not None
    met = named.met_in(live.program, live.blocks)
    assert np.count_nonzero(met.columns == BASIC) + np.count_nonzero(met.rows == BASIC) == live.program.rows
    assert not len(met.changed)


def test_what_it_does_not_know_is_nonbasic_or_slack(base: Base) -> None:
    named = by_name(base).whole
    assert named is not None
    less = replace(
        named, column_names=named.column_names[1:], columns=named.columns[1:], row_names=named.row_names[1:],
        rows=named.rows[1:], prices=named.prices[1:],
    )  # fmt: skip
    program = prepared_of(base).program
    live = LiveProgram(program)
    met = less.met_in(program, live.blocks)
    assert met.columns[0] == NONBASIC and met.rows[0] == BASIC
    assert (met.columns[1:] == named.columns[1:]).all() and (met.rows[1:] == named.rows[1:]).all()


def test_a_large_program_with_other_columns_starts_there(base: Base) -> None:
    """Solved as large programs are, without a contract, whose steps are gone: in a fraction of the iterations."""
    change = without(base.case, "fixed price of PER")
    other = prepare(base.case.with_changes([change]), Stages())
    assert other.program.columns != prepared_of(base).program.columns
    named, counted = by_name(base).whole, {}
    assert named is not None
    for known in (None, named):
        live = LiveProgram(other.program, other.sizes, SolverOptions(blocks_from=0), ties=other.ties)
        if known is not None:
            live.start_from(known)
        solution = live.solve()
        assert solution.status is Status.OPTIMAL
        counted[known is None] = (solution.iterations, solution.objective)
    assert counted[False][1] == pytest.approx(counted[True][1], rel=1e-9)
    assert counted[False][0] < counted[True][0] / 2


def test_a_variant_solved_from_there_is_the_variant(base: Base) -> None:
    change = Change("demand", (2, 3), "demand", "multiply", 1.1)
    for across in (False, True):
        one, two = solve_near(base, [change], across), solve_variant(base, [change])
        assert one.result is not None and two.result is not None
        assert one.result.solution.objective == pytest.approx(two.result.solution.objective, rel=1e-9)
    impossible = Change("targets", (2,), "days_of_cover", "set", 100_000.0)
    with pytest.raises(NoPlanError):
        solve_near(base, [impossible])


def test_what_is_made_of_a_base_is_made_once(base: Base, tmp_path: Path) -> None:
    made: list[Base] = []

    @once
    def make(of: Base) -> int:
        made.append(of)
        return len(made)

    other = replace(base, short_without=None)
    assert [make(base), make(base), make(other), make(other)] == [1, 1, 2, 2]
    sent = pickle.dumps(base)
    assert make(pickle.loads(sent)) == make(pickle.loads(sent))  # each task of another process gets a copy


@pytest.mark.parametrize("share", [0.8, 1.3])
def test_what_a_variant_breaks_is_put_off(base: Base, share: float) -> None:
    """Prices and capacities changed at once, of a program solved as large ones are: the same optimum as from nothing."""
    changes = [
        Change("supply", tuple(range(2, 9)), "capacity", "multiply", share),
        Change("materials", (2, 3), "price", "multiply", 1.2),
    ]
    other = prepare(base.case.with_changes(changes), Stages())
    named, found = by_name(base).whole, []
    assert named is not None and named.values is not None
    for known in (None, named):
        live = LiveProgram(other.program, other.sizes, SolverOptions(blocks_from=0), ties=other.ties)
        if known is not None:
            live.start_from(known)
        found.append(live.solve())
    assert found[0].status is found[1].status is Status.OPTIMAL
    assert found[1].objective == pytest.approx(found[0].objective, rel=1e-9)
    assert np.allclose(found[0].values / found[0].column_sizes, found[1].values / found[1].column_sizes, atol=1e-6)


def test_bounds_are_moved_to_where_values_are() -> None:
    """Basic columns may lie anywhere within their bounds, others at the one they are at."""
    status = np.array([BASIC, BASIC, LOWER, UPPER, LOWER], dtype=np.int8)
    value = np.array([5.0, 12.0, 3.0, 7.0, 0.0])
    moved = _moved(status, value, np.zeros(5), np.full(5, 10.0))
    assert moved is not None
    assert moved[0].tolist() == [0, 0, 3, 0, 0] and moved[1].tolist() == [10, 12, 10, 7, 10]
    assert _moved(status, np.array([5.0, 1.0, 0.0, 10.0, 0.0]), np.zeros(5), np.full(5, 10.0)) is None
