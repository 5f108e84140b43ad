"""The Worth sheet of a study: what the reserve and the floors are worth, and to whom; and a little more of what binds."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.facts.studies import Studies
from model.results.facts.worth_of_floors import WorthOfFloors
from model.results.facts.worth_of_reserve import worth_of_reserve
from model.results.shown.pages import Chart, Page, Table, make_table
from model.results.shown.sentences import Sentence
from model.results.worth import one_more, sentences, tables

RESERVE_NOTE = (
    "How much more each would pay, or lose, without the reserve, expected and discounted; a negative figure is what the "
    "reserve costs. Reserve: purchases, storage and financing less receipts. Released material moves money from "
    "industry to the reserve, and duties from buyers to the treasury: within the nation they add up to nothing. "
    "Partners and home producers are paid by the nation and are not counted in it."
)
FLOORS_NOTE = (
    "The plan solved again without each floor, and without all, expected and discounted: how much more it costs then. Worth "
    "to the nation: all its ledgers, shortages and stock. Worth as the plan counts it: with the weights of Settings and with "
    "penalties for missed targets, which are not money. Saved by: what each ledger would pay more without the floor; "
    "negative is what the floor costs it. Partners and home producers earn what they save negatively."
)
KEPT_NOTE = (
    "Offers, and processes by what they make, that would be shut without the floor, as their price would no longer cover "
    "their costs; in the mean over stories and periods, and where most would. At base price. Cuts by stories count."
)


def has_anything(studies: Studies) -> bool:
    """Whether a study of worth ran that found something for the sheet."""
    return studies.worth_of_reserve or studies.worth_of_floors is not None or bool(studies.one_more)


def page(run: Run) -> Page:
    """The Worth sheet; only where one of its studies was run."""
    studies = run.studies
    told: list[Sentence] = []
    found: list[Table] = []
    charts: list[Chart] = []
    if studies.worth_of_reserve:
        reserve = worth_of_reserve(run)
        told += sentences.of_reserve(reserve)
        if reserve is not None:
            found.append(
                make_table("WorthReserve", "What the reserve saves", tables.of_reserve(reserve), tables.RESERVE, RESERVE_NOTE)
            )
    if studies.worth_of_floors is not None:
        told += sentences.of_floors(studies.worth_of_floors)
        if studies.worth_of_floors.floors:
            found += _floors(studies.worth_of_floors)
            series = (tables.FLOORS["nation"].header,)
            floor = tables.FLOORS["floor"].header
            charts.append(Chart("bar", "What each floor is worth to the nation", "WorthFloors", floor, series, "USD million"))
    told += one_more.sentences(run)
    found += one_more.tables(run)
    return Page("Worth", tuple(told), tuple(found), tuple(charts))


def _floors(floors: WorthOfFloors) -> list[Table]:
    return [
        make_table("WorthFloors", "What floors are worth", tables.of_floors(floors), tables.FLOORS, FLOORS_NOTE),
        make_table("WorthFloorsKept", "Capacity that would close", tables.kept(floors), tables.KEPT, KEPT_NOTE),
    ]
