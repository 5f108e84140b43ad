"""The Checks sheet: why the answer can be trusted, and what it was made from and with."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping
from dataclasses import fields
from importlib.metadata import version

import pandas as pd

from model import __version__
from model.calendar import Span
from model.results.identities import TOLERANCE as IDENTITY_TOLERANCE
from model.results.identities import find_identities
from model.results.outcome import Outcome
from model.results.pages import Measure, Page, Table
from model.results.reconcile import TOLERANCE as BALANCE_TOLERANCE
from model.results.units import measures
from model.schema import SETTINGS
from model.solve.certificate import TOLERANCE as CERTIFICATE_TOLERANCE
from model.workbook import Loaded

PACKAGES = ("pyomo", "highspy", "numpy", "scipy", "pandas", "openpyxl")
MEANING = {
    "row violation": "How far a constraint is missed, relative to the sizes that meet in it",
    "bound violation": "How far a variable lies outside its bounds, relative to its size",
    "dual violation": "How far a reduced cost pushes against a bound that does not exist",
    "sign violation of a row's dual": "How far a shadow price pushes against a bound that does not exist",
    "error of a reduced cost": "Reduced costs recomputed from the matrix against the solver's",
    "complementarity": "Shadow prices where nothing binds, in money, relative to the cost",
    "relative gap between primal and dual objective": "Cost of the plan against the bound no plan can beat",
    "home balance": "Arrivals, recycling, releases, draws and stock = use, surplus and stock, re-added from the tables",
    "balance abroad": "Arrivals, outputs and shipments in = inputs, shipments out, reserve purchases and surplus abroad",
    "reserve balance": "Stock before and arrivals = release, sale, loss and stock, re-added from the tables",
    "participants' draws": "Tonnes out before and drawn = put back and out, re-added by participant from the tables",
    "demand": "Use and shortage = demand, re-added from the tables",
    "cash": "Cash before, receipts and payments = cash, re-added from the reserve's ledger",
    "ledgers add up to the objective": "All ledgers at their weights, and risk, against the objective",
}


def _word(passed: bool) -> str:
    return "passed" if passed else "FAILED"


def _figures(outcome: Outcome) -> pd.DataFrame:
    """Certificate and balances, one row each; final headers."""
    assert outcome.certificate is not None
    assert outcome.reconciliation is not None
    rows = [
        ("Certificate", f.name, MEANING.get(f.name, ""), f.value, CERTIFICATE_TOLERANCE, f.passed, f.worst)
        for f in outcome.certificate.figures
    ]
    rows += [
        ("Balance", b.name, MEANING.get(b.name, ""), b.value, BALANCE_TOLERANCE, b.passed, b.worst)
        for b in outcome.reconciliation.balances
    ]
    headers = ["From", "Check", "What it measures", "Value (relative)", "Tolerance (relative)", "Passed", "Worst at"]
    frame = pd.DataFrame(rows, columns=headers)
    frame["Passed"] = frame["Passed"].map(_word)
    return frame


def _identities(outcome: Outcome) -> pd.DataFrame:
    found = find_identities(outcome)
    return pd.DataFrame(
        {
            "Identity": [identity.name for identity in found],
            "Unit": [identity.unit for identity in found],
            "First": [identity.first for identity in found],
            "Second": [identity.second for identity in found],
            "Difference (relative)": [identity.difference for identity in found],
            "Tolerance (relative)": IDENTITY_TOLERANCE,
            "Passed": [_word(identity.passed) for identity in found],
        }
    )


def _run(outcome: Outcome, loaded: Loaded) -> pd.DataFrame:
    """Input, size of the program, objectives, versions: item and value as text."""
    assert outcome.certificate is not None
    assert outcome.answer is not None
    solution, certificate = outcome.answer.solution, outcome.certificate
    rows = [
        ("Input workbook", loaded.case.name),
        ("Input fingerprint (SHA-256)", loaded.fingerprint),
        ("Status of the solver", outcome.status.value),
        ("Objective (USD)", f"{certificate.primal_objective:,.2f}"),
        ("Bound from the dual (USD)", f"{certificate.dual_objective:,.2f}"),
        ("Variables", f"{outcome.size.columns:,}"),
        ("Constraints", f"{outcome.size.rows:,}"),
        ("Non-zeros", f"{outcome.size.nonzeros:,}"),
        ("Nodes of the scenario tree", f"{outcome.plan.tree.size:,}"),
        ("Whole stories", f"{len(outcome.plan.tree.leaves):,}"),
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


def _sentences(outcome: Outcome, identities: pd.DataFrame, warnings: int) -> tuple[str, ...]:
    failed = list(identities.loc[identities["Passed"] != _word(True), "Identity"])
    if outcome.optimal and not failed:
        first = "The answer is optimal, and certified from the arrays of the program and from the reported numbers."
    elif outcome.optimal:
        first = f"The answer is optimal, but sheets disagree: {'; '.join(failed)}."
    else:
        first = "THIS RESULT IS NOT CERTIFIED. Do not use it. The checks marked FAILED below say where it fails."
    told = f"Warnings that the check of the workbook left: {warnings or 'none'}."
    return first, told


def page(outcome: Outcome, loaded: Loaded, seconds: Mapping[str, float]) -> Page:
    """The Checks sheet; `seconds` by stage."""
    figures, identities = _figures(outcome), _identities(outcome)
    stages = pd.DataFrame({"Stage": list(seconds), "Seconds": [round(value, 2) for value in seconds.values()]})
    warnings = pd.DataFrame(
        {
            "Where": [problem.place for problem in loaded.warnings],
            "Warning": [problem.sentence() for problem in loaded.warnings],
        }
    )
    compared = {**measures(identities), "First": Measure.INDEX, "Second": Measure.INDEX}
    tables = [
        Table("ChecksFigures", "Certificate and balances", figures, measures(figures), flags=("Passed",)),
        Table("ChecksIdentities", "How sheets agree", identities, compared, flags=("Passed",)),
        Table("ChecksRun", "What was solved, and with what", _run(outcome, loaded)),
        Table("ChecksSeconds", "Time by stage", stages, {"Seconds": Measure.INDEX}, totals=("Seconds",)),
        Table("ChecksSettings", "Settings that count", _settings(loaded)),
    ]
    if len(warnings):
        tables.append(Table("ChecksWarnings", "Warnings of the check", warnings))
    return Page("Checks", _sentences(outcome, identities, len(warnings)), tuple(tables))
