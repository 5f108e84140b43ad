"""The time limit ends a run that has a plan: it says which, how far it may be from the least cost, and never that it is
optimal. Time ends at a chosen solve, not by the clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook
from plants import ONE
from result_cases import FUNDED, PATIENT
from test_blocks import BY_BLOCK, few_rows, markets
from test_solve import random_program
from tiny import metal, offer, row, workbook

from model import cli, effort
from model.results.facts.run import Run
from model.results.facts.stopped import Found, Stopped
from model.results.headline import headline, summary_json
from model.solve import LinearProgram, LiveProgram, Solution, Status, Watch, certify, lower_bound
from model.solve import live as live_module
from model.stages import Stages
from model.studies import session
from model.workbook import load
from tests.main_job import run_main_job

__all__ = ["few_rows"]  # a fixture

# 10 t for the target, 100 each; a tonne missing costs 400: 1,000 with the reserve, 4,000 if it does nothing.
WANTED: dict[str, Any] = {
    "materials": [metal()],
    "supply": [offer("CHL", 50)],
    "targets": [row(material="Metal", tonnes=10, penalty=400)],
}
SMALL_ORDERS = {**WANTED, "materials": [metal(smallest_order=15)]}
HARD = {**WANTED, "targets": [row(material="Metal", tonnes=10, hard="yes")]}
WITHOUT, WITH, ROUNDED = 1, 2, 3  # solves of a run, in their order


@pytest.fixture
def time_ends_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let time be up when the solve of this number begins."""
    solve, count = LiveProgram.solve, 0

    def ends_at(number: int) -> None:
        def counted(live: LiveProgram) -> Solution:
            nonlocal count
            count += 1
            if count == number:
                live._watch.deadline = perf_counter() - 1
            return solve(live)

        monkeypatch.setattr(LiveProgram, "solve", counted)

    return ends_at


def solved(folder: Path, settings: Any = ONE, **sheets: Any) -> Run:
    return run_main_job(load(workbook(folder / "tiny.xlsx", settings, **sheets)).case, Stages())


def command(
    folder: Path, capsys: pytest.CaptureFixture[str], settings: Any = ONE, **sheets: Any
) -> tuple[int, dict[str, Any], str]:
    """Exit code, what --json says, and what is said to whoever looks on."""
    path = workbook(folder / "tiny.xlsx", settings, **sheets)
    code = cli.main(["solve", str(path), "-o", str(folder / "result.xlsx"), "--json", "--time-limit", "60"])
    said = capsys.readouterr()
    return code, json.loads(said.out), said.err


def written(folder: Path, sheet: str) -> str:
    """All texts of a sheet of the result."""
    page = load_workbook(folder / "result.xlsx")[sheet]
    return "\n".join(str(cell) for line in page.iter_rows(values_only=True) for cell in line if cell is not None)


# What a run says


def test_before_rounding_the_plan_is_an_optimum_and_says_that_lots_are_not_whole(
    tmp_path: Path, time_ends_at: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """10 t at 100; the smallest order is 15 t."""
    time_ends_at(ROUNDED)
    code, told, said = command(tmp_path, capsys, **SMALL_ORDERS)
    assert (code, told["status"], told["gap"]) == (6, "optimal", 0)
    assert told["objective"] == pytest.approx(1_000) and told["certificate"]["passed"]
    assert told["whole_lots"]["below"] == {"CHL (Metal)": pytest.approx(10)} and told["whole_lots"]["stopped"]
    assert "Stopped by the time limit before orders and projects were rounded" in said
    assert "Stopped by the time limit before orders" in written(tmp_path, "Summary")
    for sheet in ("Buy list", "Checks"):
        assert "because the time limit ended the rounding: CHL (Metal) (10 t)" in written(tmp_path, sheet)


def test_of_a_rounding_that_was_begun_the_last_plan_counts(
    tmp_path: Path, time_ends_at: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """10 t of two metals, 1,000 each, and 2,000 of money. The first order must be 15 t, which leaves 500 for the other: 5 t,
    and 5 missing at 400, 4,000 in all. That is less than its smallest order of 6 t, but time ends at the second round."""
    time_ends_at(ROUNDED + 1)
    sheets: dict[str, Any] = {
        "materials": [metal(name="First", smallest_order=15), metal(name="Other", smallest_order=6)],
        "supply": [row(offer=f"{name}s", material=name, country="CHL", capacity=50) for name in ("First", "Other")],
        "targets": [row(material=name, tonnes=10, penalty=400) for name in ("First", "Other")],
        "finance": [row(tranche="Loan", amount=2_000, rate=0)],
    }
    code, told, said = command(tmp_path, capsys, **sheets)
    assert (code, told["status"]) == (6, "best known") and not told["certificate"]["passed"]
    assert told["objective"] == pytest.approx(4_000) and told["gap"] == pytest.approx(0.5)
    assert told["certificate"]["dual_objective"] == pytest.approx(2_000)
    assert told["whole_lots"]["raised"] == {"Firsts": pytest.approx(10)}
    assert told["whole_lots"]["below"] == {"Others": pytest.approx(5)}
    assert told["whole_lots"]["stopped"] and told["whole_lots"]["rounds"] == 1
    assert "STOPPED BY THE TIME LIMIT" in said and "Optimal" not in said


def test_where_the_solve_ends_early_the_reserve_does_nothing(
    tmp_path: Path, time_ends_at: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """10 t missing at 400. Nothing is known of a plan that costs less than 0: all of it could be saved."""
    time_ends_at(WITH)
    code, told, said = command(tmp_path, capsys, **WANTED)
    assert (code, told["status"], told["gap"]) == (6, "best known", pytest.approx(1))
    assert told["objective"] == pytest.approx(4_000) and told["orders"]["reserve"] == []
    assert 0 <= told["certificate"]["dual_objective"] <= 1_000 and not told["certificate"]["passed"]
    first = "STOPPED BY THE TIME LIMIT: the best plan known: the least cost is at most 100.0% lower."
    assert first in said and "no recommendation" in said and "ptimal," not in said
    assert first in written(tmp_path, "Summary")
    assert "shadow prices are those of an optimum" in written(tmp_path, "Sensitivity")
    checks = written(tmp_path, "Checks")
    assert first in checks and "row violation" in checks and "FAILED" not in checks
    assert "dual violation" not in checks and "The answer is optimal" not in checks
    assert not [cell for cell in written(tmp_path, "Summary").split() if cell in ("nan", "NaN")]


def test_what_was_planned_market_by_market_is_a_plan_where_money_lasts(
    tmp_path: Path, few_rows: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of a loan goes in fees, which leave the country: 10 t cost 1,000 and 1,000 of fees. Of Dear, 4,000 if missing,
    they are worth it, of Cheap, 1,200, they are not: 3,200. Market by market, at a price of zero for money, both are bought:
    4,000; without the fees that would be 2,000, which no plan can cost less than. Doing nothing costs 5,200."""
    for name, share in (("LEAST", 0.3), ("LARGEST", 0.45)):
        monkeypatch.setattr(f"model.solve.blocks.{name}", share)
    monkeypatch.setattr(session, "LiveProgram", partial(LiveProgram, options=BY_BLOCK))
    start, started = live_module.start_from_blocks, []
    goods = {"Dear": 400, "Cheap": 120}
    case: dict[str, Any] = {
        "materials": [metal(name=name) for name in goods],
        "supply": [
            row(offer=f"{name} {country}", material=name, country=country, capacity=50, premium=premium)
            for name in goods
            for country, premium in (("CHL", 0), ("AUS", 900))
        ],
        "targets": [row(material=name, tonnes=10, penalty=penalty) for name, penalty in goods.items()],
        "finance": [row(tranche="Loan", amount=1e5, rate=0, upfront_fee=50)],
    }
    settings = {**ONE, "Weight treasury": 0}
    assert summary_json(solved(tmp_path, settings, **case), {}, "")["objective"] == pytest.approx(3_200)

    def late(highs: Any, program: LinearProgram, blocks: Any, options: Any, watch: Watch, *rest: Any) -> int:
        iterations = start(highs, program, blocks, options, watch, *rest)
        started.append(blocks.count)
        if len(started) == WITH:
            watch.deadline = perf_counter() - 1
        return iterations

    monkeypatch.setattr(live_module, "start_from_blocks", late)
    run = solved(tmp_path, settings, **case)
    assert started[:WITH] == [2, 2]
    assert run.best_known and not run.optimal and run.result is not None
    assert run.stopped == Stopped(Found.BLOCKS, pytest.approx(2_000))
    assert run.result.solution.objective == pytest.approx(4_000) and run.gap == pytest.approx(0.5)
    assert "at most 50.0% lower" in str(headline(run)[0])


def test_where_a_hard_target_forbids_to_do_nothing_no_plan_is_known(
    tmp_path: Path, time_ends_at: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    time_ends_at(WITH)
    code, told, said = command(tmp_path, capsys, **HARD)
    assert (code, told["status"]) == (5, "limit") and "gap" not in told
    assert "before there was a plan" in said and not (tmp_path / "result.xlsx").exists()


def test_what_the_solver_held_is_an_optimum_if_it_passes_the_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time ends when the optimum is found, before the solver says so."""
    solve, count = LiveProgram.solve, iter(range(1, 9))

    def unsaid(live: LiveProgram) -> Solution:
        solution = solve(live)
        return replace(solution, status=Status.LIMIT) if next(count) == WITH else solution

    monkeypatch.setattr(LiveProgram, "solve", unsaid)
    run = solved(tmp_path, **WANTED)
    assert run.optimal and run.stopped is None and run.result is not None
    assert run.result.solution.objective == pytest.approx(1_000)


def test_every_sheet_can_be_shown_of_a_plan_without_prices(
    tmp_path: Path, time_ends_at: Callable[[int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """Loans, storage and a project that is not built: nothing is said that only prices could tell, and no blank is called
    a number."""
    time_ends_at(WITH)
    mine = row(project="Mine", adds_to="CHL", max_capacity=10, capital_cost=100)
    code, told, _ = command(tmp_path, capsys, PATIENT, **{**FUNDED, "projects": [mine]})
    assert code == 6 and told["status"] == "best known"
    assert "Not known: the time limit ended the run" in written(tmp_path, "Projects")
    assert all("NaN" not in written(tmp_path, sheet) for sheet in load_workbook(tmp_path / "result.xlsx").sheetnames)


def test_a_limit_shorter_than_the_estimate_is_told_before_the_solve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An hour and a half for a program of any size, against a limit of 60 minutes."""
    monkeypatch.setattr(effort, "expected_seconds", lambda _: 5_400.0)
    command(tmp_path, capsys, **WANTED)
    path = workbook(tmp_path / "again.xlsx", ONE, **WANTED)
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "b.xlsx"), "--time-limit", "60"]) == 0
    said = capsys.readouterr().err
    assert "Expect the run to take about 90 minutes; --time-limit leaves 60 minutes." in said
    assert said.index("Expect the run") < said.index("  solve")
    assert effort.too_long(1, float("inf")) == ""


# The bound


@pytest.mark.parametrize("seed", range(12))
def test_a_bound_from_any_prices_is_no_more_than_the_optimum(seed: int) -> None:
    """All columns are given bounds, so any prices give one; those of the optimum give the optimum itself."""
    program = random_program(seed, columns=12, rows=8)
    values = LiveProgram(program).solve().values
    program = replace(
        program,
        column_lower=np.maximum(program.column_lower, values - 50.0),
        column_upper=np.minimum(program.column_upper, values + 50.0),
    )
    solution, sizes = LiveProgram(program).solve(), np.ones(program.columns)
    assert solution.status is Status.OPTIMAL and certify(program, solution).passed
    assert lower_bound(program, solution.duals, sizes) == pytest.approx(solution.objective, rel=1e-7)
    rng = np.random.default_rng(seed)
    for spread in (1e-6, 1e-2, 1.0, 100.0):
        prices = solution.duals + spread * rng.normal(size=program.rows)
        assert lower_bound(program, prices, sizes) <= solution.objective + 1e-7 * (1 + abs(solution.objective))


def test_prices_that_pull_a_column_to_no_bound_give_none() -> None:
    """At least 10 of a column at a cost of 5: at a price of 6 one more of it saves 1, without end."""
    program = markets(1e6)
    endless = {"column_upper": np.full(program.columns, np.inf), "row_upper": np.full(program.rows, np.inf)}
    program = replace(program, cost=np.full(program.columns, 5.0), **endless)
    sizes = np.ones(program.columns)
    prices = np.zeros(program.rows)
    assert lower_bound(program, prices, sizes) == 0
    prices[:96] = 6.0
    assert lower_bound(program, prices, sizes) == -np.inf
    assert lower_bound(program, np.full(program.rows, np.nan), sizes) == -np.inf


@pytest.mark.parametrize("budget", [1e6, 60.0, 5.0])
@pytest.mark.parametrize("seed", range(4))
def test_bound_optimum_and_plan_of_joined_blocks_stand_in_that_order(seed: int, budget: float, few_rows: None) -> None:
    """Where the budget is no matter, all three are the same."""
    live = LiveProgram(markets(budget, seed=seed), options=BY_BLOCK)
    optimum = live.solve()
    (joined,) = live.joined_blocks()
    program = live.program
    plan = replace(optimum, values=joined.values)
    bound, cost = lower_bound(program, joined.duals, optimum.column_sizes), float(program.cost @ joined.values)
    assert bound <= optimum.objective * (1 + 1e-9)
    assert bound == pytest.approx(cost) and certify(program, plan).is_a_plan == (budget == 1e6)
    if budget == 1e6:
        assert bound == pytest.approx(optimum.objective)
