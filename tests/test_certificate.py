"""The certificate passes true optima and fails everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from model.solve import Certificate, LinearProgram, Solution, Status, certify, compile_program, solve_program
from tests.test_solve import random_program, supply_model


def solved() -> tuple[LinearProgram, Solution]:
    program = compile_program(supply_model())
    return program, solve_program(program)[0]


def figure(certificate: Certificate, name: str) -> float:
    value = getattr(certificate, name).value
    assert isinstance(value, float)
    return value


def test_a_true_optimum_passes_with_figures_of_rounding_size() -> None:
    program, solution = solved()
    certificate = certify(program, solution)
    assert certificate.passed
    assert certificate.failures == ()
    assert certificate.primal_objective == pytest.approx(33)
    assert certificate.dual_objective == pytest.approx(33)  # 10 t x 5 USD - 6 t x 3 USD + 1
    assert all(f.value < 1e-12 for f in certificate.figures)


TAMPERINGS: dict[str, tuple[Callable[[Solution], Solution], str, str]] = {
    "too little is bought": (lambda s: replace(s, values=s.values - [0, 1e-4]), "rows", "demand"),
    "a negative purchase": (lambda s: replace(s, values=np.array([10.001, -0.001])), "bounds", "buy['dear']"),
    "a worse plan": (lambda s: replace(s, values=np.array([5.0, 5.0])), "gap", ""),
    "a worse plan is not complementary": (lambda s: replace(s, values=np.array([5.0, 5.0])), "complementarity", ""),
    "demand has no price": (lambda s: replace(s, duals=np.array([0.0, 0.0])), "gap", ""),
    "capacity is worth the wrong sign": (lambda s: replace(s, duals=np.array([2.0, 3.0])), "row_duals", "capacity"),
    "too high a price of demand": (lambda s: replace(s, duals=np.array([6.0, -4.0])), "duals", "buy['dear']"),
    "another reduced cost": (
        lambda s: replace(s, reduced_costs=s.reduced_costs + [0.0, 0.1]),
        "reduced_costs",
        "buy['dear']",
    ),
    "a number is missing": (lambda s: replace(s, values=np.array([6.0, np.nan])), "rows", "demand"),
    "a dual is missing": (lambda s: replace(s, duals=np.array([np.nan, -3.0])), "duals", "buy['cheap']"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampered_solution_fails_with_the_right_figure_and_place(what: str) -> None:
    tamper, name, place = TAMPERINGS[what]
    program, solution = solved()
    certificate = certify(program, tamper(solution))
    failed = getattr(certificate, name)
    assert not certificate.passed
    assert not failed.passed
    assert failed.worst == place
    assert failed.sentence in certificate.failures
    assert "above 1e-06" in failed.sentence


def test_figures_are_those_of_the_definitions() -> None:
    program, solution = solved()
    short = certify(program, replace(solution, values=np.array([6.0, 3.0])))
    assert short.rows.value == pytest.approx(1 / (1 + 9))  # 1 t of 10 is missing, 9 t are bought
    negative = certify(program, replace(solution, values=np.array([6.0, -1.0])))
    assert negative.bounds.value == pytest.approx(1 / (1 + 1))
    dear = certify(program, replace(solution, duals=np.array([6.0, -4.0])))
    assert dear.duals.value == pytest.approx(1 / (1 + 5 + 6))  # z of the dear source is 5 - 6
    # z: 0, 0; y: demand 5 holds at its bound 10, capacity -3 at 6; with 1 t less of cheap: 3 USD.
    slack = certify(program, replace(solution, values=np.array([5.0, 5.0])))
    assert slack.complementarity.value == pytest.approx(3 / (1 + 35))
    assert slack.gap.value == pytest.approx(3 / (1 + 35))


def test_the_solver_is_not_believed_when_it_did_not_finish() -> None:
    program, solution = solved()
    certificate = certify(program, replace(solution, status=Status.LIMIT))
    assert not certificate.passed
    assert certificate.failures == ("the solver stopped with status limit",)


@pytest.mark.parametrize("seed", range(4))
def test_small_disturbances_of_a_larger_program_are_found(seed: int) -> None:
    program = random_program(seed)
    solution, certificate = solve_program(program)
    assert certificate.passed, certificate.failures
    rng = np.random.default_rng(seed)
    values = solution.values * (1 + 1e-3 * rng.random(program.columns))
    assert not certify(program, replace(solution, values=values)).passed
    duals = solution.duals * (1 + 1e-3 * rng.random(program.rows))
    assert not certify(program, replace(solution, duals=duals)).passed


def test_the_certificate_belongs_to_one_program() -> None:
    program, solution = solved()
    assert not certify(replace(program, row_lower=program.row_lower * 1.01), solution).passed
    assert not certify(replace(program, cost=program.cost * [1.0, 1.01]), solution).passed


def test_what_is_small_depends_on_the_size_of_the_variable() -> None:
    program = compile_program(supply_model())
    solution, _ = solve_program(program, {"buy": 2.0**10})
    off = replace(solution, values=np.array([6.0, 4.0 - 1e-4]))
    assert certify(program, off).rows.value == pytest.approx(1e-4 / (2**10 + 10), rel=1e-3)
    assert not certify(program, replace(off, row_sizes=np.ones(2))).rows.passed
