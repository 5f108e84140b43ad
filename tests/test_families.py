"""Families of constraints declare all there is to know of their variables and rows, each once, and nothing is forgotten."""

from __future__ import annotations

import inspect
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from everything import everything
from tiny import workbook

import model.program.families as hub
from model.market import build_market
from model.program import FAMILIES, ROWS, VARIABLES, book_everything, build_program, make_problem_data, variable_sizes
from model.program.bookings import OUTSIDE, RESERVE, Booking
from model.program.categories import Category
from model.program.cells import Cells, cells_at
from model.program.declare import add_constraint
from model.program.families import asked_of, capacity_rows, decided_by
from model.program.family import THE_LIMITS, Family, Row, Variable
from model.program.problem_data import ProblemData
from model.results.checks.place_in_words import place_in_words
from model.solve import LinearProgram, compile_program, templates
from model.tree import build_tree
from model.workbook import load

KINDS = {
    "material", "segment", "shortage step", "step", "offer", "process", "project", "participant", "contract", "limit",
    "storage class", "tranche", "place", "budget", "node", "period",
}  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> ProblemData:
    """The workbook that makes use of every constraint and variable."""
    settings, sheets = everything("total")
    case = load(workbook(tmp_path_factory.mktemp("families") / "tiny.xlsx", settings, **sheets)).case
    tree = build_tree(case)
    return make_problem_data(case, tree, build_market(case, tree))


def compiled(data: ProblemData, bookings: list[Booking]) -> LinearProgram:
    with templates():
        model = build_program(data, bookings)
    return compile_program(model)


@pytest.fixture(scope="module")
def program(data: ProblemData) -> LinearProgram:
    return compiled(data, book_everything(data))


def test_every_variable_and_row_is_declared_by_one_family(program: LinearProgram) -> None:
    names = [one.name for family in FAMILIES for one in (*family.variables, *family.rows)]
    assert len(names) == len(set(names))
    assert sorted(program.layout.columns) == sorted(VARIABLES)
    assert sorted(program.layout.rows) == sorted(ROWS)
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_family_writes_the_rows_that_it_declares(family: Any) -> None:
    """Its rules are in the file in which it is declared, and its rows come in the program in the order of the list."""
    written = family.add or family.add_booked
    assert written is not None
    file = Path(inspect.getfile(written)).read_text(encoding="utf-8")
    for row in family.rows:
        assert f"    def {row.name}(m: Any" in file
    assert family in vars(sys.modules[written.__module__]).values()


def test_rows_come_in_the_order_of_families(program: LinearProgram) -> None:
    place = {row.name: k for k, family in enumerate(FAMILIES) for row in family.rows}
    assert all(place[one] <= place[other] for one, other in pairwise(program.layout.rows))
    assert list(program.layout.columns) == list(VARIABLES)


@pytest.mark.parametrize("declared", [*VARIABLES.values(), *ROWS.values()], ids=lambda declared: declared.name)
def test_a_declaration_is_complete(declared: Variable | Row, data: ProblemData, program: LinearProgram) -> None:
    assert declared.words and declared.words == declared.words.strip()
    assert set(declared.index) <= KINDS
    parts = program.layout.columns if isinstance(declared, Variable) else program.layout.rows
    assert isinstance(declared, Row) or data.cells[declared.name].dimen == len(declared.index)
    for key in parts[declared.name].index:
        assert len(key if isinstance(key, tuple) else () if key is None else (key,)) == len(declared.index)
    if isinstance(declared, Variable):
        assert declared.meaning
        assert declared.unit.startswith(("t", "USD"))


def test_every_cell_has_a_size(data: ProblemData, program: LinearProgram) -> None:
    sizes = variable_sizes(data)
    assert sorted(sizes) == sorted(program.layout.columns)
    for name, part in program.layout.columns.items():
        size = np.broadcast_to(np.asarray(sizes[name], dtype=float), (len(part),))
        assert np.isfinite(size).all() and (size > 0).all(), name


def materials_of(name: str, data: ProblemData) -> list[str]:
    return [data.market.materials[i] for i in VARIABLES[name].materials(data, data.cells[name])]


def test_the_material_of_a_cell_is_that_of_its_key(data: ProblemData) -> None:
    """Where the key names it, and where it names a step."""
    named = [name for name, variable in VARIABLES.items() if variable.index[:1] == ("material",)]
    assert len(named) >= 15
    for name in named:
        assert materials_of(name, data) == [key[0] for key in data.cells[name].keys]
    steps = data.market.steps
    supply = dict(zip(data.case["supply"]["offer"], data.case["supply"]["material"], strict=True))
    of = {step: supply[offer] for step, offer in zip(steps.names, steps.table["offer"], strict=True)}
    for name in ("buy", "stockbuy", "early", "untaken"):
        told = [of[key[0]] for key in data.cells[name].keys]
        assert materials_of(name, data) == told != []
    with pytest.raises(KeyError, match="the reserve"):
        materials_of("cash", data)


def test_a_variable_without_size_or_material_is_refused(data: ProblemData) -> None:
    with pytest.raises(KeyError, match="tranches"):
        replace(VARIABLES["draw"], size=None).sizes(data, data.cells["draw"])


def test_a_variable_may_be_below_nothing_only_where_it_is_declared_free(program: LinearProgram) -> None:
    for name, part in program.layout.columns.items():
        lowest = -np.inf if VARIABLES[name].free else 0.0
        assert (program.column_lower[part.slice] == lowest).all()


def cash_rates(data: ProblemData, bookings: list[Booking]) -> dict[str, np.ndarray]:
    """What the reserve's cash at a node falls by for one unit of each cell, added up booking by booking, USD."""
    rates = {name: np.zeros(len(cells)) for name, cells in data.cells.items()}
    for booking in bookings:
        if booking.variable is None or booking.at_horizon:
            continue
        for position, rate in zip(booking.cells.tolist(), booking.rate.tolist(), strict=True):
            if booking.payer == RESERVE:
                rates[booking.variable][position] += rate
            if booking.payee == RESERVE:
                rates[booking.variable][position] -= rate
    return rates


def cash_coefficients(program: LinearProgram, data: ProblemData) -> dict[str, np.ndarray]:
    """The coefficients of each variable's cells in the cash balance of the node they are booked at, cash at 1."""
    rows = program.matrix[program.layout.row_part("cash_balance").slice].toarray()
    cash = program.layout.column_part("cash")
    rows = rows * np.sign(rows[0, cash.start])
    return {name: rows[data.cells[name].node, np.arange(part.start, part.start + len(part))]
            for name, part in program.layout.columns.items() if name != "cash"}  # fmt: skip


def test_every_booking_of_the_reserve_moves_its_cash(data: ProblemData, program: LinearProgram) -> None:
    moved = cash_rates(data, book_everything(data))
    assert {name for name, rate in moved.items() if rate.any()} >= {"stockbuy", "stockship", "release", "sell", "draw"}
    for name, coefficients in cash_coefficients(program, data).items():
        np.testing.assert_allclose(coefficients, moved[name], rtol=1e-12, atol=0, err_msg=name)


def test_a_booking_of_a_variable_that_moved_no_cash_before_moves_it(data: ProblemData) -> None:
    """Nowhere is a list of cash flows in which it could be missing: 7 USD for each tonne that is lost."""
    bookings = book_everything(data)
    lost = np.arange(len(data.cells["spoil"]))
    assert "spoil" not in {booking.variable for booking in bookings}
    disposal = replace(
        bookings[0], category=Category.HANDLING, payer=RESERVE, payee=OUTSIDE, variable="spoil", rate=np.full(len(lost), 7.0),
        node=data.cells["spoil"].node, cells=lost, at_horizon=False,
    )  # fmt: skip
    coefficients = cash_coefficients(compiled(data, [*bookings, disposal]), data)
    assert (coefficients["spoil"] == 7.0).all()


def test_a_family_more_is_known_everywhere_by_the_list(data: ProblemData, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most a tonne of each material may be given away at each node: declared and listed, it is a column with bounds, a
    size and words, and the reserve's cash pays what is booked of it."""

    def given_cells(data: ProblemData) -> Cells:
        return cells_at(data.market.materials, data.tree.size)

    def add(m: Any, data: ProblemData) -> None:
        def gift_limit(m: Any, i: str, n: int) -> Any:
            """given ≤ 1, t."""
            return m.given[i, n] <= 1.0

        add_constraint(m, m.GIVEN, gift_limit)

    given = Variable("given", ("material", "node"), "t", "given away", "given away", given_cells, "materials")
    limit = Row("gift_limit", ("material", "node"), "most that is given away")
    monkeypatch.setitem(VARIABLES, "given", given)
    monkeypatch.setitem(ROWS, "gift_limit", limit)
    monkeypatch.setattr(hub, "FAMILIES", (*FAMILIES, Family("gifts", (given,), (limit,), add)))
    more = make_problem_data(data.case, data.tree, data.market)
    cells = more.cells["given"]
    every = np.arange(len(cells))
    bookings = book_everything(more)
    packing = replace(
        bookings[0], category=Category.HANDLING, payer=RESERVE, payee=OUTSIDE, variable="given",
        rate=np.full(len(cells), 3.0),
        node=cells.node, cells=every, at_horizon=False,
    )  # fmt: skip
    program = compiled(more, [*bookings, packing])
    rows = program.layout.row_part("gift_limit")
    assert list(rows.index) == cells.keys == list(program.layout.column_part("given").index)
    assert (program.row_upper[rows.slice] == 1.0).all()
    assert (cash_coefficients(program, more)["given"] == 3.0).all()
    assert (variable_sizes(more)["given"] == more.material_size[cells.row]).all()
    assert place_in_words(("gift_limit", ("Metal", 0)), more) == "Most that is given away: Metal, 2027Q1"


def test_what_is_read_from_declarations() -> None:
    assert capacity_rows("step") == (
        "capacity", "capacity_industry", "capacity_reserve", "capacity_committed", "capacity_with_projects",
    )  # fmt: skip
    assert capacity_rows("process") == ("process_capacity", "process_capacity_with_projects")
    assert decided_by(RESERVE) == ("stockbuy", "stockship", "borrowed", "release")
    assert asked_of(RESERVE) == ("target",)
    assert asked_of(THE_LIMITS) == ("share_at_least", "tonnes_at_least")
