"""Sourcing by stage, traced through the chain: who last worked what reached home, and where its feed was mined."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.movements import process_flows
from model.results.facts.selection import (
    base_nodes,
    codes_of_concern,
    country_names,
    first_year,
    in_zone,
    material_numbers,
    stages,
)
from model.results.shown.wording import MILLION
from model.results.sourcing.chain import trace
from model.results.sourcing.exposure import chain_sentences
from model.results.sourcing.hhi import hhi
from model.results.sourcing.mixing import UNKNOWN

NOT_KNOWN = "not known"
LAST, FEED, ANY = "Last stage in one (%)", "Feed from one (%)", "Touched one at any stage (%)"
BY_VALUE, BY_LAST = "HHI by value (0 to 10,000)", "HHI by country of the last stage (0 to 10,000)"
VALUE = "Value at base price (USD million)"
SCOPE = (
    "What reached home on the base path in the first year: orders placed in it that land at home, as in the other tables, "
    "and what was shipped into home, made at home or bought by the reserve from processes abroad in it. Materials that "
    "nobody at home asks for and no process at home eats only pass, and are left out."
)
MIXING = (
    "Goods mix in proportion at each place, over the year's totals, early orders included. What a process makes has the "
    "origin of its inputs, by their value at base price; joint products share it. An offer is its own "
    f"origin, and what is recycled is feed from home. What was "
    "made before Start has the inputs of the first year. "
    f"`{NOT_KNOWN}`: made before Start by a process that does not run in the first year, or out of stocks alone."
)


def lots_table(answer: Answer, lots: pd.DataFrame) -> pd.DataFrame:
    """One row per material, country of the last stage and country of its feed, the largest first within a material;
    final headers."""
    names, concern = country_names(answer.plan), codes_of_concern(answer.plan)
    frame = pd.DataFrame(
        {
            "Material": lots["material"],
            "Last stage in": lots["last"].map(names),
            "Feed mined in": lots["origin"].map(names).where(lots["origin"] != UNKNOWN, NOT_KNOWN),
            "Reached home (t)": lots["tonnes"],
            "Share of the material (%)": lots["tonnes"] / lots.groupby("material")["tonnes"].transform("sum"),
            "Last stage in an entity of concern": np.where(lots["last"].isin(concern), "yes", ""),
            "Feed from an entity of concern": np.where(lots["origin"].isin(concern), "yes", ""),
            "position": material_numbers(answer.plan, lots["material"]),
        }
    )
    frame = frame.sort_values(["position", "Reached home (t)"], ascending=[True, False], kind="stable")
    return frame.drop(columns="position").reset_index(drop=True)


def materials_table(answer: Answer, lots: pd.DataFrame) -> pd.DataFrame:
    """One row per material: what entities of concern have to do with it, the largest value first; final headers."""
    concern, home = codes_of_concern(answer.plan), answer.plan.case.settings.home_country
    flags = {
        LAST: lots["last"].isin(concern),
        FEED: lots["origin"].isin(concern),
        "Last stage at home (%)": lots["last"] == home,
        "Feed from home (%)": lots["origin"] == home,
        "Feed not known (%)": lots["origin"] == UNKNOWN,
    }
    parts = lots.assign(**{ANY: lots["touched"]}, **{name: lots["tonnes"] * flag for name, flag in flags.items()})
    sums = parts.groupby("material", sort=False)[["worth", "tonnes", LAST, FEED, ANY, *list(flags)[2:]]].sum()
    shares = sums.drop(columns=["worth", "tonnes"]).div(sums["tonnes"], axis=0)
    shares = (
        shares if concern else shares.assign(**dict.fromkeys((LAST, FEED, ANY), np.nan))
    )  # none is marked: not known
    frame = pd.DataFrame({"Material": sums.index, VALUE: sums["worth"] / MILLION, "Reached home (t)": sums["tonnes"]})
    frame[BY_LAST] = hhi(lots["tonnes"], lots["material"], lots["last"]).reindex(sums.index)
    return pd.concat([frame, shares], axis=1).sort_values(VALUE, ascending=False, kind="stable", ignore_index=True)


def _supplied(answer: Answer, orders: pd.DataFrame) -> pd.DataFrame:
    """What offers and processes supply in the first year on the base path: material, country, USD at base price, and of it
    from home, from inside the zone and from entities of concern. `orders` as the Sourcing page counts them."""
    plan = answer.plan
    year, nodes = first_year(plan.case.calendar), base_nodes(plan.tree)
    flows = process_flows(answer).rename(columns={"place": "country"})
    made = flows[(flows["role"] == "output") & flows["node"].isin([n for t, n in nodes.items() if t <= year])]
    both = pd.concat([orders.assign(amount=orders["counted"]), made.assign(amount=made["tonnes"])], ignore_index=True)[
        ["material", "country", "period", "amount"]
    ]
    clubs, period = plan.market.clubs, both["period"].to_numpy(int) - 1
    country = np.array([clubs.number(code) for code in both["country"]], dtype=np.int64)
    both["value"] = both["amount"] * plan.market.base_price[material_numbers(plan, both["material"]), period]
    at_home = country == clubs.number(plan.case.settings.home_country)
    for name, flag in (
        ("home", at_home),
        ("zone", in_zone(plan)[country, period]),
        ("concern", clubs.of_concern[country]),
    ):
        both[name] = both["value"] * flag
    return both


def stages_table(answer: Answer, orders: pd.DataFrame) -> pd.DataFrame:
    """One row per stage of materials: how concentrated its supply is and who supplies it, the largest value first; final
    headers."""
    stage = pd.Series(stages(answer.plan), index=answer.plan.market.materials)
    supplied = _supplied(answer, orders)
    by = supplied["material"].map(stage).rename("stage")
    sums = supplied[["value", "home", "zone", "concern"]].groupby(by).sum()
    sums = sums[sums["value"] > 0].sort_values("value", ascending=False, kind="stable")
    shares = sums[["home", "zone", "concern"]].div(sums["value"], axis=0)
    return pd.DataFrame(
        {
            "Stage": list(sums.index),
            VALUE: (sums["value"] / MILLION).to_numpy(),
            BY_VALUE: hhi(supplied["value"], by, supplied["country"]).reindex(sums.index).to_numpy(),
            "Home share (%)": shares["home"].to_numpy(),
            "Share inside the zone, home apart (%)": shares["zone"].to_numpy(),
            "Entity-of-concern share (%)": shares["concern"].to_numpy() if codes_of_concern(answer.plan) else np.nan,
        }
    )


def chain_sentence(lots: pd.DataFrame, concern: list[str]) -> str:
    """What entities of concern have to do with all that reached home, by value; "" where no country is marked as one."""
    total = float(lots["worth"].sum())
    if total <= 0:
        return "Nothing of value reached home in the first year."
    if not concern:
        return ""
    last = float(lots["worth"][lots["last"].isin(concern)].sum()) / total
    feed = float(lots["worth"][lots["origin"].isin(concern)].sum()) / total
    touched = float(lots["worth_touched"].sum()) / total
    return (
        f"Traced through the chain, {last:.0%} of the value that reached home was last worked in an entity of concern, "
        f"{feed:.0%} has feed mined in one and {touched:.0%} touched one at any stage."
    )


def chain_tables(
    answer: Answer, orders: pd.DataFrame
) -> tuple[list[tuple[str, str, pd.DataFrame, str, tuple[str, ...]]], list[str]]:
    """The page's tables through the chain (name, title, frame, note, heat) and its sentences; `orders` of the first year."""
    lots = trace(answer)
    materials = materials_table(answer, lots)
    by_material = materials.set_index("Material")
    tables = [
        (
            "SourcingChain", "Through the chain: who last worked it, and where its feed was mined",
            lots_table(answer, lots), f"{SCOPE} {MIXING}", ("Share of the material (%)",),
        ),
        (
            "SourcingChainMaterials", "Entities of concern through the chain, by material", materials,
            "Shares of the tonnes that reached home, as above. Last stage: the country of the last process, or of the "
            "offer. Any stage: mined, or worked by any process on the way.", (BY_LAST, LAST, FEED, ANY),
        ),
        (
            "SourcingChainStages", "Every stage of the chain", stages_table(answer, orders),
            "What offers and processes supply at each stage in the first year on the base path, for home or for the next "
            "stage: orders placed, and what processes made, by the country of the offer or process. A tonne of ore and the "
            "metal made of it count at one stage each.", (BY_VALUE, "Entity-of-concern share (%)"),
        ),
    ]  # fmt: skip
    through = chain_sentence(lots, codes_of_concern(answer.plan))
    told = [
        *([through] if through else []),
        *chain_sentences(by_material[LAST], by_material[BY_LAST], by_material[ANY]),
    ]
    return [one for one in tables if len(one[2])], told
