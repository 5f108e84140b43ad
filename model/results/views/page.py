"""The Views sheet: how the plan changes where the reserve's money alone counts."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.shown.pages import Page, make_table
from model.results.shown.sentences import Part, Sentence, Share, Usd
from model.results.views import tables as own
from model.tolerances import LEAST_USD

NOTE = (
    "Reserve's own view: the same workbook solved with weight 1 on the reserve and 0 on every other ledger; shortage, "
    "missed targets and the stock's value count in both."
)


def _signed(amount: float) -> Part:
    """`+71.2 million USD`, `-1,234 USD`, `0 USD`."""
    if abs(amount) < LEAST_USD:
        return Usd(0.0)
    return Sentence("{sign}{size}", sign=Sentence("+") if amount > 0 else Sentence("-"), size=Usd(abs(amount)))


def _sentences(moved: float, short: dict[str, float], changes: dict[str, float]) -> tuple[Sentence, ...]:
    """What is bought otherwise, what shortage costs then, and what it changes for whom."""
    return (
        Sentence(
            "Where the reserve's money alone counts, {moved} of what it buys (base path, at base price) is another material "
            "or another quantity.",
            moved=Share(moved, decimals=1),
        ),
        Sentence(
            "Expected shortage then costs {own} instead of {as_set} (undiscounted); the reserve's ledger changes by "
            "{reserve}, industry's by {industry}, the treasury's by {treasury} and the participants' by {participants} "
            "(discounted; + costs more).",
            own=Usd(short[own.OWN]), as_set=Usd(short[own.AS_SET]),
            **{ledger: _signed(changes[ledger]) for ledger in ("reserve", "industry", "treasury", "participants")},
        ),
    )


def page(run: Run) -> Page:
    """The Views sheet; only where the other view was solved."""
    assert run.result is not None
    assert run.own_view is not None
    both = (run.result, run.own_view)
    money, ledgers = own.beside(*map(own.reserve_money, both)), own.beside(*map(own.ledgers, both))
    tables = (
        ("ViewsBought", "What the reserve buys, base path", own.beside(*map(own.bought, both)), "Group"),
        ("ViewsStock", "The stock at base price, base path", own.beside(*map(own.stock, both)), "At the end of"),
        ("ViewsMoney", "The reserve's money and shortage, expected and undiscounted", money, "Item"),
        ("ViewsLedgers", "Every ledger, expected and discounted", ledgers, "Ledger"),
    )
    shortage = money[money["item"] == "Shortage cost"]
    short = {view: float(shortage[view].sum()) for view in (own.AS_SET, own.OWN)}
    changes = {str(name).lower(): float(change) for name, change in ledgers.set_index("item")["change"].items()}
    return Page(
        "Views",
        _sentences(own.share_moved(*both), short, changes),
        tuple(make_table(name, title, facts, own.columns(first), NOTE) for name, title, facts, first in tables),
    )
