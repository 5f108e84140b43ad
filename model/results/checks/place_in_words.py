"""Where in the program something is, in the planner's words: what, of which material, offer or tranche, and when."""

from __future__ import annotations

from model.program.plan import Plan
from model.results.facts.selection import country_names
from model.solve.linear_program import Index

# Every variable and every constraint of the program.
WHAT = {
    "buy": "ordered by industry",
    "stockbuy": "ordered for the reserve",
    "early": "ordered by industry before Start",
    "untaken": "paid for and not taken",
    "rebate": "rebate to industry",
    "reserve_rebate": "rebate to the reserve",
    "run": "taken in by a process",
    "early_run": "taken in by a process before Start",
    "made": "worked by a process",
    "ship": "shipped by industry",
    "stockship": "process output for the reserve",
    "surplus_abroad": "taken by nobody abroad",
    "build": "capacity funded",
    "built": "new capacity that is ready",
    "use": "demand met",
    "short": "shortage",
    "takeout": "drawn by a participant",
    "putback": "put back by a participant",
    "outstanding": "out with a participant",
    "stock": "stock of the reserve",
    "arrival": "arriving for the reserve",
    "sell": "sold off by the reserve",
    "spoil": "lost by the reserve",
    "release": "released by the reserve",
    "recycle": "recycled",
    "surplus": "taken by nobody",
    "working": "stock of industry",
    "missing": "stock of industry missing at the end",
    "gap": "missing from the target",
    "limited_value": "value that counts against a limit",
    "counted_value": "value that a limit is a share of",
    "limited_tonnes": "tonnes that count against a limit",
    "draw": "drawn from a tranche",
    "drawn": "drawn from a tranche so far",
    "commitment_fee": "commitment fee of a tranche",
    "repay": "repaid to a tranche",
    "debt": "owed on a tranche",
    "interest": "interest on a tranche",
    "cash": "cash of the reserve",
    "support": "emergency support",
    "path_cost": "cost so far",
    "excess": "cost of a story in the worst tail",
    "eta": "where the worst tail begins",
    "capacity": "capacity of a step",
    "capacity_industry": "capacity of a step for industry",
    "capacity_reserve": "capacity of a step for the reserve",
    "early_capacity": "capacity of a step before Start",
    "take_or_pay": "take-or-pay of a contract",
    "untaken_limit": "take-or-pay of a contract",
    "capacity_committed": "capacity of a step with take-or-pay",
    "rebate_earned": "rebate to industry",
    "reserve_rebate_earned": "rebate to the reserve",
    "rebate_cap": "yearly cap of rebates",
    "process_capacity": "capacity of a process",
    "early_process_capacity": "capacity of a process before Start",
    "process_output": "output of a process",
    "place_balance": "balance abroad",
    "origin": "what leaves a place",
    "reserve_from_process": "process output open to the reserve",
    "built_balance": "new capacity that is ready",
    "project_limit": "Max capacity of a project",
    "public_budget": "Public co-funding budget",
    "capacity_with_projects": "capacity of a step with projects",
    "process_capacity_with_projects": "capacity of a process with projects",
    "demand": "use and shortage make demand",
    "shortage_step": "width of a shortage step",
    "industry_first": "Industry first",
    "order_size": "Smallest order",
    "project_size": "Smallest size of a project",
    "takeout_balance": "balance of a participant's draws",
    "takeout_limit": "Draw limit of a participant",
    "takeout_window": "Draw limit of a participant over two deadlines",
    "put_back_in_time": "Replenish within of a participant",
    "reserve_arrivals": "arrivals of the reserve",
    "reserve_balance": "balance of the reserve's stock",
    "on_hand": "stock that the reserve can give out",
    "shelf_life": "Shelf life in the reserve",
    "release_limit": "Release limit",
    "storage": "Capacity of a storage class",
    "committed_stock": "stock up to what is committed",
    "working_full": "most stock of industry",
    "missing_working": "stock of industry missing at the end",
    "recycling": "recyclable material",
    "home_balance": "balance at home",
    "fresh_goods": "what can be put back or sold as surplus at home",
    "fresh_surplus": "what can be sold as surplus abroad",
    "target": "target",
    "market_impact_orders": "Market-impact cap on orders",
    "market_impact_sales": "Market-impact cap on sales",
    "limited_value_sum": "value that counts against a limit",
    "counted_value_sum": "value that a limit is a share of",
    "limited_tonnes_sum": "tonnes that count against a limit",
    "share_at_most": "At most (%) of a limit",
    "share_at_least": "At least (%) of a limit",
    "tonnes_at_most": "At most (t) of a limit",
    "tonnes_at_least": "At least (t) of a limit",
    "draws_so_far": "drawn from a tranche so far",
    "draw_limit": "Amount of a tranche",
    "commitment_fee_owed": "commitment fee of a tranche",
    "debt_balance": "owed on a tranche",
    "interest_owed": "interest on a tranche",
    "repayment": "repayment of a tranche",
    "cash_balance": "balance of the reserve's cash",
    "support_limit": "most emergency support",
    "path_cost_balance": "cost so far",
    "story_excess": "cost of a story in the worst tail",
}
BY_PERIOD = ("early", "early_run", "early_capacity", "early_process_capacity")  # the others are by node
WITH_PLACES = ("ship", "stockship", "surplus_abroad", "place_balance", "origin", "reserve_from_process")
WITH_STEPS = ("short", "shortage_step")


def place_in_words(key: tuple[str, Index], plan: Plan) -> str:
    """Such as `Arrivals of the reserve: Lutetium oxide, 2029Q2 · Pandemic`."""
    name, index = key
    parts = list(index) if isinstance(index, tuple) else [index]
    names = country_names(plan)
    told = [str(part) for part in parts if isinstance(part, str)]
    if name in WITH_PLACES:
        told[1:] = [names.get(code, code) for code in told[1:]]
    if name in WITH_STEPS:
        told[-1] = f"step {told[-1]}"
    when = parts[-1]
    if isinstance(when, int):
        told.append(plan.case.calendar.label(when) if name in BY_PERIOD else plan.tree.labels[when])
    what = WHAT[name]
    return f"{what[0].upper()}{what[1:]}{': ' if told else ''}{', '.join(told)}"
