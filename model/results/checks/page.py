"""The Checks sheet: why the answer can be trusted, and what it was made from and with."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib.metadata import version

import pandas as pd

from model import __version__
from model.calendar import Span
from model.results.buy_list.sentences import rounding_sentences
from model.results.checks.identities import Identity, build_identities
from model.results.checks.place_in_words import place_in_words
from model.results.facts.run import Run
from model.results.shown.pages import Column, Measure, Page, Table, make_table, text
from model.results.shown.sentences import NOTHING, Joined, Name, Number, Sentence
from model.results.shown.wording import MILLION
from model.results.stopped_in_words import best_known_in_words
from model.schema import SETTINGS
from model.solve.certificate import TOLERANCE as CERTIFICATE_TOLERANCE
from model.tolerances import BALANCE_TOLERANCE, IDENTITY_TOLERANCE, SHORTEST_USD
from model.workbook import Loaded

PACKAGES = ("pyomo", "highspy", "numpy", "scipy", "pandas", "openpyxl")
MEANING = {
    "row violation": "How far the plan misses a balance, a capacity or a limit, relative to the amounts in it",
    "bound violation": "How far an amount lies outside what it may be, such as below 0, relative to its size",
    "dual violation": "How much an amount more or less would still save, where nothing holds it, relative to its cost",
    "sign violation of a row's dual": "How far the worth of a limit has the sign of a limit that is not there",
    "error of a reduced cost": "What one more of an amount costs, worked out again, against the solver's figure",
    "complementarity": "Worth of limits that do not bind, which is nothing, relative to the cost",
    "relative gap between primal and dual objective": "Cost of the plan against the least that any plan can cost",
    "home balance": "Arrivals, recycling, releases, draws and stock = use, surplus and stock",
    "balance abroad": "Arrivals, outputs and shipments in = inputs, shipments out, reserve purchases and surplus abroad",
    "reserve balance": "Stock before and arrivals = release, draws, sale, loss and stock",
    "participants' draws": "Tonnes on loan before and drawn = returned and on loan, by participant",
    "demand": "Use and shortage = demand",
    "cash": "Cash before, receipts and payments = cash, from the reserve's ledger",
    "ledgers add up to the objective": "All ledgers at their weights, and risk, against the objective",
}
FIGURES_NOTE = (
    "Certificate: the solver's answer checked against the program itself, without relying on the solver. Balances: "
    "tonnes and money of every material, period and story, added up again from what is reported. Values are relative errors: "
    "1.0E-06 is one part in a million, of tonnes at least of the material's typical flow in a period. "
    "Worst at: where the error is largest, however small it is."
)
IDENTITIES_NOTE = "Each figure is added up twice, from the tables on either side of the `=`. Difference: between the two."
FIGURES: Mapping[str, Column] = {
    "from": text("From"),
    "check": text("Check"),
    "meaning": text("What it measures"),
    "value": Column("Value", Measure.SCIENTIFIC),
    "tolerance": Column("Tolerance", Measure.SCIENTIFIC),
    "passed": text("Passed"),
    "worst": text("Worst at"),
}
IDENTITIES: Mapping[str, Column] = {
    "name": text("Identity"),
    "unit": text("Unit"),
    "first": Column("First", Measure.INDEX, ""),
    "second": Column("Second", Measure.INDEX, ""),
    "apart": text("Difference"),
    "difference": Column("Difference", Measure.SCIENTIFIC),
    "tolerance": Column("Tolerance", Measure.SCIENTIFIC),
    "passed": text("Passed"),
}
SECONDS: Mapping[str, Column] = {"stage": text("Stage"), "seconds": Column("Seconds", Measure.INDEX, "")}


def _word(passed: bool) -> str:
    return "passed" if passed else "FAILED"


def _figures(run: Run) -> pd.DataFrame:
    """Certificate and balances, one row each."""
    assert run.reconciliation is not None
    rows = [
        (
            "Certificate", f.name, MEANING.get(f.name, ""), f.value, CERTIFICATE_TOLERANCE, f.passed,
            place_in_words(f.key, run.data) if f.key else "",
        )
        for f in run.figures
    ]
    rows += [
        ("Balance", b.name, MEANING.get(b.name, ""), b.value, BALANCE_TOLERANCE, b.passed, b.worst)
        for b in run.reconciliation.balances
    ]  # fmt: skip
    facts = pd.DataFrame(rows, columns=list(FIGURES))
    return facts.assign(passed=facts["passed"].map(_word))


def _apart(identity: Identity) -> str:
    """How far the two are apart, money to the cent."""
    apart = abs(identity.first - identity.second)
    return f"{apart * MILLION:,.2f} USD" if identity.unit == "USD million" else f"{apart:,.6f} {identity.unit}"


def agreement(found: Sequence[Identity]) -> Sentence:
    """How well figures that stand on two sheets agree."""
    money = [identity for identity in found if identity.unit == "USD million"]
    apart = max((abs(one.first - one.second) for one in money), default=0.0) * MILLION
    cents = Sentence("{apart} USD", apart=Number(apart, decimals=2))
    return Sentence(
        "{figures} figures are added up from two places each, in `How sheets agree` below: those of money agree to {how}.",
        figures=Number(len(found)),
        how=Sentence("the cent") if apart < SHORTEST_USD else cents,
    )


def _identities(found: Sequence[Identity]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            **{name: [getattr(one, name) for one in found] for name in ("name", "unit", "first", "second", "difference")},
            "apart": [_apart(identity) for identity in found],
            "tolerance": IDENTITY_TOLERANCE,
            "passed": [_word(identity.passed) for identity in found],
        }
    )


def _slow(families: Sequence[str]) -> str:
    """How many families took the slow way from Pyomo to the solver, and which; it gives the same rows."""
    return f"{len(families)}: {', '.join(families)}" if families else "none"


def _run(run: Run, loaded: Loaded) -> pd.DataFrame:
    """Input, size of the program, objectives, versions: item and value as text."""
    assert run.certificate is not None
    assert run.result is not None
    solution, certificate = run.result.solution, run.certificate
    rows = [
        ("Input workbook", loaded.case.name),
        ("Input fingerprint (SHA-256)", loaded.fingerprint),
        ("Status of the solver", run.status.value),
        ("Objective (USD)", f"{certificate.primal_objective:,.2f}"),
        ("Bound from the dual (USD)", "none known" if run.bound is None else f"{run.bound:,.2f}"),
        ("Variables", f"{run.size.columns:,}"),
        ("Constraints", f"{run.size.rows:,}"),
        ("Non-zeros", f"{run.size.nonzeros:,}"),
        ("Families of constraints that were compiled row by row", _slow(run.size.slow)),
        ("Nodes of the scenario tree", f"{run.data.tree.size:,}"),
        ("Whole stories", f"{len(run.data.tree.leaves):,}"),
        ("Solver iterations", f"{solution.iterations:,}"),
        ("vault-planner", __version__),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in PACKAGES),
        ("Solver", f"HiGHS {version('highspy')}"),
        ("System", platform.platform()),
    ]
    return pd.DataFrame(rows, columns=["Item", "Value"])


def _settings(loaded: Loaded) -> pd.DataFrame:
    """Every setting as it counts, defaults included; percentages as the planner types them."""
    settings = loaded.case.settings
    declared = {column.field: column for column in SETTINGS}
    rows = []
    for one in fields(settings):
        column, value = declared[one.name], getattr(settings, one.name)
        if isinstance(value, bool):
            shown = "yes" if value else "no"
        elif isinstance(value, Span):
            shown = value.text
        elif isinstance(value, float):
            shown = "none" if math.isnan(value) else f"{100 * value:g}" if "%" in column.bracket else f"{value:g}"
        else:
            shown = str(value)
        rows.append((column.name, shown, column.bracket))
    return pd.DataFrame(rows, columns=["Setting", "Value", "Unit"])


def _of_best_known(run: Run) -> Sentence:
    """What is proven of a plan that need not be optimal, and what is not."""
    assert run.result is not None
    unproven = Sentence(
        " There are no prices that could prove it optimal: of the certificate only the checks of the plan itself are shown."
    )
    return Sentence(
        "{told} It keeps every row and bound of the program.{unproven}",
        told=best_known_in_words(run), unproven=NOTHING if run.result.solution.priced else unproven,
    )


def _sentences(run: Run, identities: Sequence[Identity], warnings: int) -> tuple[Sentence, ...]:
    failed = [Name(identity.name) for identity in identities if not identity.passed]
    if run.optimal and not failed:
        first = Sentence(
            "The answer is optimal: no plan costs less. Proven from the program's own figures, and added up again from those "
            "reported."
        )
    elif run.optimal:
        first = Sentence("The answer is optimal, but sheets disagree: {failed}.", failed=Joined(failed, "; "))
    elif run.best_known:
        first = _of_best_known(run)
    else:
        first = Sentence(
            "THIS RESULT IS NOT CERTIFIED. Do not use it. The checks marked FAILED below say where it fails."
        )
    return (
        first,
        *rounding_sentences(run.rounding, run.data.case),
        *([] if failed else [agreement(identities)]),
        Sentence(
            "Warnings from the check of the workbook: {warnings}.",
            warnings=Number(warnings, decimals=None) if warnings else Sentence("none"),
        ),
    )


def page(run: Run, loaded: Loaded, seconds: Mapping[str, float]) -> Page:
    """The Checks sheet; `seconds` by stage."""
    found = build_identities(run)
    stages = pd.DataFrame({"stage": list(seconds), "seconds": [round(value, 2) for value in seconds.values()]})
    warnings = pd.DataFrame(
        {
            "Where": [problem.place for problem in loaded.warnings],
            "Warning": [problem.sentence() for problem in loaded.warnings],
        }
    )
    tables = [
        make_table(
            "ChecksFigures", "Certificate and balances", _figures(run), FIGURES, FIGURES_NOTE, flags=("passed",)
        ),
        make_table(
            "ChecksIdentities", "How sheets agree", _identities(found), IDENTITIES, IDENTITIES_NOTE, flags=("passed",)
        ),
        Table("ChecksRun", "What was solved, and with what", _run(run, loaded)),
        make_table("ChecksSeconds", "Time by stage", stages, SECONDS, totals=("seconds",)),
        Table("ChecksSettings", "Settings that count", _settings(loaded)),
    ]
    if len(warnings):
        tables.append(Table("ChecksWarnings", "Warnings of the check", warnings))
    return Page("Checks", _sentences(run, found, len(warnings)), tuple(tables))
