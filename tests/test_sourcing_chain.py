"""Sourcing through the chain, by hand: who last worked what reached home, and where its feed was mined."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from plants import METAL, ONE, ORE, places, plant, seller
from result_cases import run, table
from test_hand_projects import DEAR
from test_program import everything
from tiny import Rows, demand, effect, member, metal, offer, row, story

from model.results.facts.run import Run
from model.results.facts.selection import base_nodes, first_year
from model.results.shown.pages import Page
from model.results.sourcing import page as sourcing
from model.results.sourcing.chain_tables import MATERIALS, NOT_KNOWN
from model.results.sourcing.mixing import POOL, Mixing, Mixture
from model.results.sourcing.tables import first_year_orders

REACHED = "Reached home (t)"
OXIDE = metal(40, "Oxide")
MINED, REFINED = {**ORE, "stage": "mined"}, {**METAL, "stage": "refined"}
CONCERN = row(country="CHN", entity_of_concern="yes")
LAST, FEED, ANY, BY_LAST = (MATERIALS[name].header for name in ("last", "feed", "any", "hhi"))
INDUSTRY = {"for_": "industry"}


def lots(page: Page, material: str = "Metal") -> dict[tuple[str, str], float]:
    """Tonnes of a material by country of the last stage and country of the feed."""
    found = table(page, "SourcingChain")
    own = found[found["Material"] == material]
    return {
        (last, feed): t for last, feed, t in own[["Last stage in", "Feed mined in", REACHED]].itertuples(index=False)
    }


def shares(page: Page, material: str = "Metal") -> list[float]:
    """Shares of a material's last stage, feed and any stage in entities of concern."""
    return table(page, "SourcingChainMaterials").set_index("Material").loc[material, [LAST, FEED, ANY]].to_list()


def assert_tonnes_re_add(outcome: Run, passing: tuple[str, ...] = ()) -> None:
    """By material, but for those that only pass: traced tonnes = orders of the page that land at home + what comes in on
    ships and from processes."""
    assert outcome.result is not None
    page, result, home = sourcing.page(outcome), outcome.result, outcome.data.case.settings.home_country
    orders = first_year_orders(result)
    landed = orders[orders["lands"] == home].groupby("material")["counted"].sum()
    shown = table(page, "SourcingCountries").groupby("Material")["Ordered in the first year (t)"].sum()
    only_home = landed[~landed.index.isin(orders["material"][orders["lands"] != home])]
    assert only_home.to_dict() == pytest.approx(shown.reindex(only_home.index).to_dict())
    year = [n for t, n in base_nodes(outcome.data.tree).items() if t <= first_year(outcome.data.case.calendar)]
    ships, taken = (flows[flows["node"].isin(year)] for flows in (result.shipments, result.stockships))
    processes, made = outcome.data.market.processes, result.grid("run_completed", outcome.data.market.processes.size)[:, year]
    at_home = processes.country == outcome.data.market.clubs.number(home)
    output = pd.Series(processes.outputs[at_home].T @ made[at_home].sum(axis=1), index=outcome.data.market.materials)
    parts = [
        landed,
        ships[ships["target"] == home].groupby("material")["tonnes"].sum(),
        taken[taken["origin"] != home].groupby("material")["tonnes"].sum(),
        output,
    ]
    total = pd.concat(parts).groupby(level=0).sum()
    traced = table(page, "SourcingChain").groupby("Material")[REACHED].sum()
    assert traced.to_dict() == pytest.approx(total[(total > 1e-9) & ~total.index.isin(passing)].to_dict())


def test_ore_of_two_countries_refined_in_a_third_and_a_direct_offer(tmp_path: Path) -> None:
    """MYS makes 60 t of Metal of 120 t of Ore: 30 t of CHN's, cheapest, and 90 t of AUS's. PER sells 40 t of Metal as such.

    Metal: 15 t of CHN's feed and 45 t of AUS's, last worked in MYS; 40 t of PER, its own origin. Of 100 t no last stage,
    but 15 % of the feed is an entity of concern's. Mined: 30 t and 90 t at 10: HHI 0.0625 + 0.5625; refined: 60 and 40 t.
    """
    outcome = run(
        tmp_path,
        ONE,
        materials=[MINED, REFINED],
        countries=[*places("MYS", "AUS", "PER"), CONCERN],
        agreements=[member("Club", "AUS"), member("Club", "MYS")],
        supply=[
            seller("CHN", "Ore", 30, premium=-10, **INDUSTRY),
            seller("AUS", "Ore", **INDUSTRY),
            seller("PER", "Metal", premium=50, **INDUSTRY),
        ],
        processing=plant("Ore", {"Metal": 0.5}, "MYS", 120, cost=5),
        demand=[demand()],
    )
    page = sourcing.page(outcome)
    found = lots(page)
    assert found == pytest.approx({("MYS", "AUS"): 45, ("PER", "PER"): 40, ("MYS", "CHN"): 15})
    assert shares(page) == pytest.approx([0, 0.15, 0.15])
    stages = table(page, "SourcingChainStages").set_index("Stage")
    assert stages.loc["mined"].to_list() == pytest.approx([1_200e-6, 6_250, 0, 0.75, 0.25])
    assert stages.loc["refined"].to_list() == pytest.approx([10_000e-6, 5_200, 0, 0.6, 0])
    assert page.texts[1] == (
        "Traced through the chain, 0% of the value that reached home was last worked in an entity of concern, 15% has feed "
        "mined in one and 15% touched one at any stage."
    )
    assert page.texts[2].startswith("1 of 1 material that reached home are highly concentrated")
    assert table(page, "SourcingChainMaterials")[BY_LAST].to_list() == pytest.approx([5_200])
    assert not any("supply a quarter" in told for told in page.texts)
    assert_tonnes_re_add(outcome)


def test_a_chain_of_three_stages(tmp_path: Path) -> None:
    """100 t of Ore, 40 of PER's, the rest of AUS's, become Oxide in CHN, 1 to 1, and Metal in JPN.

    Metal was last worked in JPN; its feed is of PER and AUS: neither its last stage nor its feed is an entity of
    concern's, but all of it touched one.
    """
    outcome = run(
        tmp_path,
        ONE,
        materials=[ORE, OXIDE, METAL],
        countries=[*places("AUS", "PER", "JPN"), CONCERN],
        supply=[seller("PER", "Ore", 40, premium=-10, **INDUSTRY), seller("AUS", "Ore", **INDUSTRY)],
        processing=[*plant("Ore", {"Oxide": 1}, "CHN", cost=5), *plant("Oxide", {"Metal": 1}, "JPN", cost=5)],
        demand=[demand()],
    )
    page = sourcing.page(outcome)
    assert lots(page) == pytest.approx({("JPN", "AUS"): 60, ("JPN", "PER"): 40})
    assert shares(page) == pytest.approx([0, 0, 1])
    touched = (
        "Half or more of 1 of 1 material that reached home touched an entity of concern at any stage: Metal (100%)."
    )
    assert touched in page.texts
    assert_tonnes_re_add(outcome)


def test_an_entity_of_concern_mines_and_a_partner_refines(tmp_path: Path) -> None:
    """Half of MYS's Ore is CHN's; CHN sells 20 t of Metal of its own as well, which takes no Ore of the chain.

    Of 100 t of Metal 20 were last worked in CHN; feed of CHN's: 20 + 40.
    """
    outcome = run(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=[*places("MYS", "AUS"), CONCERN],
        supply=[
            seller("CHN", "Ore", 40, premium=-10, **INDUSTRY),
            seller("AUS", "Ore", **INDUSTRY),
            seller("CHN", "Metal", 20, premium=-90, **INDUSTRY),
        ],
        processing=plant("Ore", {"Metal": 1}, "MYS", cost=5),
        demand=[demand()],
    )
    page = sourcing.page(outcome)
    assert lots(page) == pytest.approx({("MYS", "CHN"): 40, ("MYS", "AUS"): 40, ("CHN", "CHN"): 20})
    assert shares(page) == pytest.approx([0.2, 0.6, 0.6])
    assert_tonnes_re_add(outcome)


def test_joint_products_share_their_inputs_by_value(tmp_path: Path) -> None:
    """MYS makes 20 t of Light and 10 t of Heavy of 100 t of CHN's Ore (10) and 10 t of USA's Acid (25): 1000 to 250 USD.

    Of both, 80 % of the feed is of CHN and 20 % of home, whatever the Acid weighs.
    """
    outcome = run(
        tmp_path,
        ONE,
        materials=[ORE, metal(25, "Acid"), metal(100, "Light"), metal(300, "Heavy")],
        countries=[*places("MYS"), CONCERN],
        supply=[seller("CHN", "Ore"), seller("USA", "Acid")],
        processing=plant("Ore", {"Light": 0.2, "Heavy": 0.1}, "MYS", needs={"Acid": 0.1}),
        demand=[demand(20, "Light"), demand(10, "Heavy")],
    )
    page = sourcing.page(outcome)
    assert lots(page, "Light") == pytest.approx({("MYS", "CHN"): 16, ("MYS", "USA"): 4})
    assert lots(page, "Heavy") == pytest.approx({("MYS", "CHN"): 8, ("MYS", "USA"): 2})
    assert shares(page, "Heavy") == pytest.approx([0, 0.8, 0.8])
    assert_tonnes_re_add(outcome, passing=("Acid",))


def test_what_is_shipped_on_is_no_feed_of_the_process_there(tmp_path: Path) -> None:
    """Ore wanted at home: all 30 t of MYS, free of duty, and 70 t of CHN, at 100 % duty. MYS makes 20 t of Metal of CHN's.

    What left MYS was MYS's own, so all feed of the Metal is CHN's. Of 100 t of Ore 70 are.
    """
    outcome = run(
        tmp_path,
        ONE,
        materials=[ORE, METAL],
        countries=[
            row(country="USA"),
            row(country="CHN", freight=1, duty=100, entity_of_concern="yes"),
            row(country="MYS", freight=1),
        ],
        supply=[seller("CHN", "Ore", **INDUSTRY), seller("MYS", "Ore", 30, **INDUSTRY)],
        processing=plant("Ore", {"Metal": 1}, "MYS", cost=5),
        demand=[demand(100, "Ore"), demand(20)],
    )
    page = sourcing.page(outcome)
    assert lots(page) == pytest.approx({("MYS", "CHN"): 20})
    assert shares(page) == pytest.approx([0, 1, 1])
    assert shares(page, "Ore") == pytest.approx([0.7, 0.7, 0.7])
    assert_tonnes_re_add(outcome)


@pytest.mark.parametrize("reserved", [False, True])
def test_at_home_too_and_for_the_reserve(tmp_path: Path, reserved: bool) -> None:
    """A home process makes Metal of 30 t of CHN's Ore and 70 t recycled; what the reserve takes of it is no second tonne."""
    targets: Rows = [row(material="Metal", tonnes=20, hard="yes")] if reserved else []
    outcome = run(
        tmp_path,
        ONE,
        materials=[{**ORE, "recyclable": 70}, METAL],
        countries=[row(country="USA"), CONCERN],
        supply=[seller("CHN", "Ore", **INDUSTRY)],
        processing=plant("Ore", {"Metal": 1}),
        demand=[demand(80 if reserved else 100)],
        targets=targets,
    )
    page = sourcing.page(outcome)
    assert lots(page) == pytest.approx({("USA", "CHN"): 30, ("USA", "USA"): 70})
    assert lots(page, "Ore") == pytest.approx({("CHN", "CHN"): 30})
    assert_tonnes_re_add(outcome)


@pytest.mark.parametrize(("periods", "feed"), [(3, "AUS"), (1, NOT_KNOWN)])
def test_what_was_made_before_start(tmp_path: Path, periods: int, feed: str) -> None:
    """Ore arrives and Metal is made a year later each. In the first year all Metal comes of runs of CHN before Start.

    It has the feed of the first year's runs, AUS's; in a plan of one year there are none, and nobody knows its feed. It
    was last worked in CHN either way, and so touched an entity of concern.
    """
    outcome = run(
        tmp_path,
        {"Periods": periods},
        materials=[ORE, METAL],
        countries=[*places("AUS"), CONCERN],
        supply=[seller("AUS", "Ore", 100, lead_time=12)],
        processing=plant("Ore", {"Metal": 1}, "CHN", cost=5, lead_time=12),
        demand=[demand()],
    )
    page = sourcing.page(outcome)
    assert lots(page) == pytest.approx({("CHN", feed): 100})
    assert shares(page) == pytest.approx([1, 0, 1])
    assert (
        "A quarter or more of 1 of 1 material that reached home was last worked in an entity of concern: Metal (100%)."
        in (page.texts)
    )
    assert_tonnes_re_add(outcome)


def test_what_only_passes_home_is_left_out(tmp_path: Path) -> None:
    """A process at home makes 100 t of Metal and 10 t of Junk, for which nobody asks: only Ore and Metal count."""
    outcome = run(
        tmp_path,
        ONE,
        materials=[ORE, METAL, metal(1, "Junk")],
        countries=places(),
        supply=[seller("USA", "Ore", **INDUSTRY)],
        processing=plant("Ore", {"Metal": 1, "Junk": 0.1}),
        demand=[demand()],
    )
    assert set(table(sourcing.page(outcome), "SourcingChainMaterials")["Material"]) == {"Ore", "Metal"}
    assert_tonnes_re_add(outcome, passing=("Junk",))


def test_a_loop_of_scrap_is_traced_to_what_feeds_it() -> None:
    """Half of a melt is its own scrap, the other half of CHN and AUS alike: a half each. A closed loop is nobody's."""
    melt, closed = ((POOL, name, "JPN") for name in ("Melt", "Closed"))
    mixing = Mixing([(melt, "CHN", 25), (melt, "AUS", 25)], [(melt, melt, 50, False), (closed, closed, 1, False)])
    number, found, touched = mixing.shares(["AUS", "CHN"], pd.Series([False, True]).to_numpy())
    order: list[Mixture] = [melt, closed]
    assert found[[number[one] for one in order]].tolist() == [pytest.approx([0.5, 0.5, 0]), pytest.approx([0, 0, 1])]
    assert touched[number[melt]] == pytest.approx(0.5)


def test_what_a_closed_loop_feeds_is_of_no_known_origin() -> None:
    """Half of a melt is from CHN, the other half of a loop that nothing flows into."""
    melt, closed = ((POOL, name, "JPN") for name in ("Melt", "Closed"))
    links = [(melt, closed, 50, False), (closed, closed, 1, False), (closed, melt, 1e-15, False)]
    mixing = Mixing([(melt, "CHN", 50)], links)
    number, found, touched = mixing.shares(["AUS", "CHN"], pd.Series([False, True]).to_numpy())
    assert found[number[melt]].tolist() == pytest.approx([0, 0.5, 0.5])
    assert touched[number[melt]] == pytest.approx(0.5)


def test_tonnes_re_add_in_a_case_with_everything(tmp_path: Path) -> None:
    settings, sheets = everything()
    assert_tonnes_re_add(run(tmp_path, settings, **sheets))


def test_without_processes_there_is_no_chain(tmp_path: Path) -> None:
    outcome = run(
        tmp_path,
        materials=[METAL],
        supply=[offer("CHL", 40), offer("PER", **DEAR)],
        demand=[demand()],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "supply loss", 50)],
    )
    assert not [one.name for one in sourcing.page(outcome).tables if "Chain" in one.name]
