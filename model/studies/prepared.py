"""A case made into the program that a solver takes."""

from __future__ import annotations

from dataclasses import dataclass

from model.case import Case
from model.market import build_market
from model.program import Booking, book_everything, build_program, make_problem_data, variable_sizes
from model.program.problem_data import ProblemData
from model.solve import LinearProgram, Ties, templates
from model.solve.compile import compile_program
from model.solve.scaling import Sizes
from model.stages import Stages
from model.studies.ties import ties_of
from model.tree import build_tree


@dataclass(frozen=True)
class Prepared:
    """A plan's inputs, its payments, its program as arrays, the typical sizes of its variables, and what is known of
    them where plans cost the same."""

    data: ProblemData
    bookings: list[Booking]
    program: LinearProgram
    sizes: Sizes
    ties: Ties


def prepare(case: Case, stages: Stages) -> Prepared:
    """Compute what the program takes as given, build it and compile it."""
    with stages("prepare"):
        data = data_of(case)
    return build(data, stages)


def data_of(case: Case) -> ProblemData:
    """What the program of a case takes as given."""
    case = case.in_definite_order()
    tree = build_tree(case)
    return make_problem_data(case, tree, build_market(case, tree))


def build(data: ProblemData, stages: Stages) -> Prepared:
    """The program of a plan."""
    with stages("build"), templates():
        bookings = book_everything(data)
        model = build_program(data, bookings)
    with stages("compile"):
        program = compile_program(model)
        sizes = variable_sizes(data)
    return Prepared(data, bookings, program, sizes, ties_of(data))
