"""The reserve's money by period, year and story: coverage of its loans, net position, stock sold, and buying back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import RESERVE
from model.program.categories import FROM_PARTICIPANTS, REIMBURSED, Category
from model.program.problem_data import ProblemData
from model.results.facts.funds import fund_facts, part_sold_to_carry, sold_at_base_price, stock_worth
from model.results.facts.participants import EVERYBODY, repurchases
from model.results.facts.paths import View, across, base_path, expected, name_of, story_names, tabulate
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import base_nodes
from model.results.facts.shortage import EXPECTED
from model.results.facts.tranches import available, owed_by_node, paid_by_tranche
from model.tolerances import LEAST_USD

WAYS = ("terminal", "base", "repurchase")  # to value the stock
INCOME = {
    "participants' upfront fees": (Category.PARTICIPANTS_FEE,),
    "participants' reimbursements": REIMBURSED,
    "stock sold": (Category.SALES,),
    "material released": (Category.RELEASED,),
    "rebates": (Category.REBATE,),
    "emergency support": (Category.SUPPORT,),
}
SOURCES = (Category.DRAWN, Category.RELEASED, Category.SALES, *FROM_PARTICIPANTS, Category.REBATE, Category.SUPPORT)


def both_views(result: PlanResult) -> tuple[View, View]:
    """The base path first."""
    return base_path(result.data.tree), expected(result.data.tree)


def by_period(result: PlanResult, amounts: tuple[str, ...], views: tuple[View, ...]) -> pd.DataFrame:
    """One row per period: `period`, and each of the amounts of `fund_facts` in each view (`drawn, Expected`)."""
    calendar = result.data.case.calendar
    labels = [calendar.label(t) for t in calendar.numbers]
    return across(tabulate(fund_facts(result), {"period": labels}, amounts, views), "view", amounts)


def covered(paying: FloatArray, owed: FloatArray) -> FloatArray:
    """How many times what is owed is paid; NaN where nothing is owed."""
    return np.divide(paying, owed, out=np.full_like(owed, np.nan), where=owed >= LEAST_USD)


def loan_by_period(result: PlanResult) -> pd.DataFrame:
    """One row per period: the columns of `by_period`, and in each view the `cover` of interest by what comes in for it."""
    views = both_views(result)
    amounts = ("loans", "stock", "dividend", "from_participants", "released", "from_sales", "interest", "covering")
    found = by_period(result, amounts, views)
    for view in views:
        income, interest = (found[name_of(name, view.name)].to_numpy(float) for name in ("covering", "interest"))
        found[name_of("cover", view.name)] = covered(income, interest)
    return found


def coverage_by_year(result: PlanResult) -> pd.DataFrame:
    """One row per view and calendar year: interest, due, income and sales, USD, and the `cover` of what falls due by income,
    and `with_sales`. Years in which nothing is due have none."""
    years = list(dict.fromkeys(fund_facts(result)["year"]))
    amounts = ("interest", "due", "income", "sales")
    found = tabulate(fund_facts(result), {"year": sorted(years)}, amounts, both_views(result))
    interest, due, income, sales = (found[name].to_numpy(float) for name in amounts)
    return found.assign(cover=covered(income, interest + due), with_sales=covered(income + sales, interest + due))


def balances(result: PlanResult) -> pd.DataFrame:
    """One row per period: drawn so far, owed and cash at its end, expected and on the base path, and what is `available`."""
    found = by_period(result, ("drawn_so_far", "owed", "cash"), both_views(result)[::-1])
    return found.assign(available=available(result).sum(axis=0))


def sources_and_uses(result: PlanResult, view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the reserve receives, and what it pays, by period (its label) and category, USD, undiscounted, without
    money at the horizon."""
    calendar = result.data.case.calendar
    flows = result.flows[~result.flows["at_horizon"]]
    sides = []
    for side in ("payee", "payer"):
        own = flows[flows[side] == RESERVE]
        counted = own.assign(counted=own["amount"] * view.factor[own["node"].to_numpy(int)])
        grid = counted.pivot_table(index="period", columns="category", values="counted", aggfunc="sum")
        grid = grid.reindex(calendar.numbers).fillna(0.0).set_axis([calendar.label(t) for t in calendar.numbers])
        sides.append(grid[sorted(grid.columns, key=lambda name: SOURCES.index(name) if name in SOURCES else len(SOURCES))])
    return sides[0], sides[1]


@dataclass(frozen=True)
class InShort:
    """What the reserve pays in the first period, what it draws then, and what it has from `others` by words, USD; expected
    over the horizon: `spent` on purchases, `drawn` of the tranches' `amount`, of which so much is `available` by its end, and
    the cash `left` then. `drawn` is None where money is not limited."""

    paid_now: float
    drawn_now: float
    others: dict[str, float]
    spent: float
    drawn: float | None
    amount: float
    available: float
    left: float


def build_in_short(result: PlanResult) -> InShort:
    """Now, and expected over the horizon."""
    data, facts = result.data, fund_facts(result)
    tree = data.tree
    limited, end, weight = "draw" in data.cells, tree.leaves, tree.weight
    others = {words: float(result.paid(*names, payee=RESERVE)[0]) for words, names in INCOME.items()}
    return InShort(
        paid_now=float(facts["bought"][0] + facts["other"][0]),
        drawn_now=float(facts["drawn"][0]),
        others={"opening cash": data.case.settings.opening_cash, **others},
        spent=float(facts["bought"].to_numpy() @ weight),
        drawn=float(facts["drawn_so_far"].to_numpy()[end] @ weight[end]) if limited else None,
        amount=float(data.case["finance"]["amount"].sum()),
        available=float(available(result)[:, -1].sum()),
        left=float(facts["cash"].to_numpy()[end] @ weight[end]),
    )


@dataclass(frozen=True)
class Carrying:
    """The base path, USD, undiscounted: the stock `sold` to carry the rest, the dearest first, what it is worth at base price
    (`given_up`), and the periods in which it is sold, as labels."""

    sold: list[str]
    given_up: float
    periods: list[str]


def sold_to_carry(result: PlanResult) -> Carrying:
    """For a plan whose money is limited."""
    data, base = result.data, base_path(result.data.tree)
    worth = (sold_at_base_price(result) * part_sold_to_carry(result)) @ base.factor
    ranked = [i for i in np.argsort(-worth, kind="stable").tolist() if worth[i] > LEAST_USD]
    selling = tabulate(fund_facts(result), ("period",), ("from_sales",), (base,))
    periods = selling["period"][selling["from_sales"] > LEAST_USD]
    return Carrying([data.market.materials[i] for i in ranked], float(worth.sum()), list(periods))


@dataclass(frozen=True)
class Sales:
    """What is sold on the base path beyond what carrying the stock takes, by period, USD (T,), undiscounted: `proceeds`,
    and of them what loans and equity are `repaid` (F, T) and what `purchases` take; the rest is other payments and cash.
    `worth` is the stock's at base price, by material, (I, T); `spent` is all that goes into purchases, (T,)."""

    proceeds: FloatArray
    repaid: FloatArray
    purchases: FloatArray
    worth: FloatArray
    spent: FloatArray

    @property
    def selling(self) -> list[int]:
        """The periods, from 0, in which anything is sold."""
        found: list[int] = np.flatnonzero(self.proceeds >= LEAST_USD).tolist()
        return found

    @property
    def sold(self) -> FloatArray:
        """What is sold in them is worth at base price, USD by material, (I,)."""
        return np.asarray(self.worth[:, self.selling].sum(axis=1))

    @property
    def uses(self) -> tuple[list[float], float, float]:
        """What of it repays each tranche, goes into purchases, and into other payments and cash, USD."""
        repaid: list[float] = self.repaid[:, self.selling].sum(axis=1).tolist()
        bought = float(self.purchases[self.selling].sum())
        return repaid, bought, float(self.proceeds[self.selling].sum()) - sum(repaid) - bought


def find_sales(result: PlanResult) -> Sales:
    """Repayments are paid first, each tranche by its part of them, then purchases. For a plan whose money is limited."""
    nodes, facts = list(base_nodes(result.data.tree).values()), fund_facts(result)
    proceeds = (facts["sales"] - facts["from_sales"]).to_numpy(float)[nodes]
    repaid = paid_by_tranche(result, Category.REPAID)[:, nodes]
    due = repaid.sum(axis=0)
    part = np.divide(np.minimum(proceeds, due), due, out=np.zeros_like(due), where=due > 0)
    spent = facts["bought"].to_numpy(float)[nodes]
    worth = (sold_at_base_price(result) * (1.0 - part_sold_to_carry(result)))[:, nodes]
    return Sales(proceeds, repaid * part, np.minimum(proceeds - due * part, spent), worth, spent)


def net_position(result: PlanResult) -> pd.DataFrame:
    """One row per whole story and one expected, USD at the horizon, undiscounted: story, probability; loans, equity, cash;
    the stock at `terminal` value, `base` price, and `repurchase` price, where `bought` is what participants would buy, and
    sold at once (`fetched`); how often that and the cash cover the loans (`cover`), by what share sale prices may fall
    before they do not (`room`); and `net, terminal` and so on: cash and stock less loans.
    """
    data = result.data
    tree, leaves = data.tree, data.tree.leaves
    probability = tree.weight[leaves]
    stock = result.grid("stock", len(data.market.materials))[:, leaves]
    bought = repurchases(result)[["pays", "worth"]].to_numpy(float).reshape(-1, len(leaves), 2).sum(axis=0)
    terminal = data.terminal_value @ stock
    by_story = {
        "loans": owed_by_node(result, "loan")[leaves],
        "equity": owed_by_node(result, "equity")[leaves],
        "cash": result.value("cash")[leaves],
        "terminal": terminal,
        "base": stock_worth(result)[leaves],
        "bought": bought[:, 0],
        "repurchase": terminal + bought[:, 0] - bought[:, 1],
        "fetched": (sale_prices(data)[:, leaves] * stock).sum(axis=0),
    }
    found = pd.DataFrame({name: np.append(amount, probability @ amount) for name, amount in by_story.items()})
    owed, room = found["loans"].to_numpy(float), (found["cash"] + found["fetched"] - found["loans"]).to_numpy(float)
    stock_sold, some = found["fetched"].to_numpy(float), owed >= LEAST_USD
    part = np.divide(room, stock_sold, out=np.full_like(owed, np.nan), where=some & (stock_sold > 0))
    return found.assign(
        story=[*story_names(tree), EXPECTED],
        probability=[*probability, probability.sum()],
        cover=covered((found["cash"] + found["fetched"]).to_numpy(float), owed),
        room=np.minimum(part, 1.0),
        **{name_of("net", way): found["cash"] + found[way] - found["loans"] for way in WAYS},
    )


def sale_prices(data: ProblemData) -> FloatArray:
    """What a tonne sold off brings at every node, USD/t, (I, N): Sale price % of the lower of market and base price."""
    price = np.minimum(data.market.price, data.market.base_price[:, data.node_period])
    return np.asarray(data.material_column("sale_price")[:, None] * price)


def walking_away(result: PlanResult) -> pd.DataFrame:
    """One row per commitment and one for all together: participant, material, tonnes, contract and market price at the
    horizon, USD/t; what buying back `pays` and what the same is `worth` on the market, USD; and the `fall` of the price from
    which on buying back costs more, below 0 where it does already."""
    data, commitments = result.data, result.data.commitments
    market = data.market.base_price[commitments.material, -1]
    rows = pd.DataFrame(
        {
            "participant": np.array(commitments.participant, dtype=object),
            "material": np.array(data.market.materials, dtype=object)[commitments.material],
            "tonnes": commitments.tonnes,
            "price": commitments.price,
            "market": market,
            "pays": commitments.tonnes * commitments.price,
            "worth": commitments.tonnes * market,
        }
    )
    sums = {name: [rows[name].sum()] for name in ("pays", "worth")}
    every = pd.DataFrame({"participant": [EVERYBODY], "material": [""], **sums})
    for one in (rows, every):
        one["fall"] = (one["worth"] - one["pays"]) / one["worth"].where(one["worth"] > 0)
    return pd.concat([rows.sort_values("fall", kind="stable"), every], ignore_index=True)
