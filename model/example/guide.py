"""What the Guide sheet says about the default workbook: rules, bases, gaps and weak figures."""

from __future__ import annotations

import pandas as pd

from model.example.balance import national_output
from model.example.countries import average_extra_duty, country_name
from model.example.figures import Row, by_key, read, records, rule
from model.example.guide_chains import chains_rule, percent, projects_left_out, projects_rule, rare_earths_rule
from model.example.participants import participants_rule
from model.example.stories import first_to_begin
from model.example.targets import COVERED


def guide_text(table: pd.DataFrame, tables: dict[str, list[Row]]) -> list[tuple[str, str]]:
    """Headings and paragraphs in reading order."""
    return [
        ("What this workbook is", purpose(table)),
        ("How a country's figures become offers", offer_rule()),
        ("Premiums by market", premiums()),
        ("Who the unnamed sellers are", unnamed_rule()),
        ("Traders and refiners of unknown feed", processors(tables["Supply"])),
        ("Mines, refiners and feed", chains_rule()),
        ("Rare-earth concentrates", rare_earths_rule()),
        ("New capacity", projects_rule()),
        ("Projects left out", projects_left_out()),
        ("Export licences, bans and embargoes", barred()),
        ("How demand was made", demand_rule(table)),
        ("Freight and lead times", freight_rule()),
        ("Duties", duties(table)),
        ("Agreements and floors", floors_rule()),
        ("The reserve", reserve_rule()),
        ("Participants", participants_rule(table, tables["Participants"])),
        ("Stories", stories_rule()),
        ("Minerals left out", left_out()),
        ("World output not covered", not_covered(table, tables["Supply"] + tables["Processing"])),
        ("Weak figures", weak(table)),
    ]


EVERYTHING_DAYS = float(next(row["value"] for row in records("what_ifs") if row["column"] == "Days of cover"))


def plain(material_id: str) -> str:
    """An identifier of the collected figures as words."""
    return material_id.replace("_", " ")


def purpose(table: pd.DataFrame) -> str:
    return (
        f"It holds {len(table)} materials made from the 2025 US list of critical minerals (neodymium and praseodymium "
        "as one NdPr oxide), rare earths by element. Quantities are tonnes of what the Unit column names. Figures are "
        "public and each row names its source; what begins with \"analyst's assumption\" is a judgement to be "
        "replaced by a better one. The figures are in CSV files under inputs/data; `.venv/bin/python run.py new FILE "
        "--example` builds this workbook from them."
    )


def offer_rule() -> str:
    return (
        "Step 1 of a seller is what the United States buys there today: its share of US imports (2021-24 average), by "
        "origin, times net imports, at the market price, for industry alone: it is under industry's contracts, and the "
        "reserve, a new buyer, starts at the more expensive steps. Step 2 is as much again at a premium. Step 3, at a "
        "higher "
        f"premium, is what it could divert from other buyers, up to {percent('Step 3 at most, of national output')} of its "
        f"output. All steps together stay within {percent('Offer at most, of national output')} of its output, and "
        f"step 3 within {percent('One step at most, of US consumption')} of US consumption. A country that sells the "
        "United States nothing today has one step, at a still higher premium, of "
        f"{percent('New seller at most, of national output')} of its output with the same ceiling. Home output is an "
        "offer of its own: what home sells to home at the market price, then "
        f"{percent('Home step 2 at most, of home output')} of home output (exports), within all of it, at a premium. "
        "Producers are added, largest first, until they make up "
        f"{percent('World output covered')} of world output and there are at least "
        f"{rule('Sellers at least'):g} sellers, where the source names as many. Steps above the first that are "
        f"smaller than {percent('Smallest step, of US consumption')} of US consumption are dropped. Where no "
        "output by country is published, step 2 is as much again and there is no step 3. Cash costs are public where "
        "a row says so, else a share of the price by market class; entities of concern never shut."
    )


def premiums() -> str:
    return "Premiums over the market price, for step 2, step 3, a new seller and home step 2: " + "; ".join(
        f"{name} market {market['step_2_premium_pct']:g}, {market['step_3_premium_pct']:g}, "
        f"{market['new_seller_premium_pct']:g} and {market['home_premium_pct']:g} %"
        for name, market in by_key("market_classes", "market_class").items()
    ) + ". They are assumptions: deep exchanges move little, thin markets much."


def unnamed_rule() -> str:
    return (
        "The source names the largest import sources only. The remainder goes to the producers it does not name, in "
        "proportion to their output, none above the smallest named share and none to entities of concern, whose "
        "larger flows would be named. What is still left is an offer of \"Other "
        f"countries\" from {percent('Other countries as an offer from, of imports')} of imports on, and is spread "
        "over the named sellers below that."
    )


def processors(supply: list[Row]) -> str:
    names = sorted({str(row["offer"]) for row in supply if row.get("note")})
    return (
        "Import shares are of shipment. What a country ships beyond the ceiling on its published output is counted as "
        "other producers' tonnes, in proportion to what their output leaves open. Countries of which no output is "
        "published refine or trade what others mine: they keep today's tonnes and a quarter more at the step 3 premium, "
        "and stories take most of their supply when the country behind them stops. They are: " + "; ".join(names) + "."
    )


def barred() -> str:
    rules = records("export_rules")
    closed = [f"{country_name(r['country_iso3'])} ({plain(r['material_id'])})" for r in rules if r["last_step"] == 0]
    licensed = [plain(r["material_id"]) for r in rules if r["country_iso3"] == "CHN"]
    return (
        f"No offers: {'; '.join(closed)}. China licences {', '.join(licensed)}"
        + ": gallium, germanium and antimony are offered at today's flow only, because the ban is suspended and not "
        "lifted; the others at today's flow and as much again. The base story takes it that the suspension of "
        "November 2025 was renewed in November 2026, which was not known; the ban on military end users stays and "
        "cannot be separated by segment here. Russian uranium ends with the waivers at the end of 2027."
    )


def demand_rule(table: pd.DataFrame) -> str:
    value = (table["consumption_t"] * table["price_usd_per_t"]).sum()
    return (
        "Demand is US apparent consumption, secondary supply included, split into Defense, Essential civilian and "
        "Other civilian by end use; no government source gives those shares. Consumption = net imports + secondary "
        "supply + home output, each counted once: net imports follow published net import reliance or tonnes, "
        "secondary supply is old scrap where that is reported separately, home output is the rest, and what published "
        "home "
        "output cannot explain counts as secondary. For antimony, platinum, palladium and silver 2024 is the base, "
        "because imports of 2025 were swollen. Material inside imported goods, such as magnets, is not counted. "
        f"A year of demand at the workbook's prices is worth {value / 1e9:.0f} billion USD, {EVERYTHING_DAYS} days of "
        f"everything {value * EVERYTHING_DAYS / 365e9:.1f} billion: more than the reserve has, so it must choose. "
        "What the National Defense Stockpile buys in the same thin markets is a segment of its own, which walks away "
        "first; what reserves abroad buy (Korea, the pilot of the EU) is not counted. "
        "Growth by group is an assumption. Industry's own working stock is not known and left at zero."
    )


def freight_rule() -> str:
    return (
        "Freight by region in USD/t: container rates from public quotes for China and Europe, assumptions elsewhere; "
        "bulk goods carry a bulk rate on the offer. Lead times are assumptions by region: within the quarter from "
        "North America, one quarter from most, two from Central Asia."
    )


def duties(table: pd.DataFrame) -> str:
    listed = ", ".join(f"{plain(r['material_id'])} {r['additional_duty_pct']:g} %" for r in records("extra_duties"))
    averages = ", ".join(f"{country_name(country)} {duty:g} %" for country, duty in average_extra_duty(table).items())
    return (
        f"A country has one duty. Extra duties on single Chinese materials ({listed}) are averaged over the value of "
        f"what the United States buys there ({averages}), so those materials look cheaper than they are and the "
        "others more expensive. Left out: normal duties by material (0 to 15 %), the aluminium duty of 50 % (the US "
        "price "
        "includes it), antidumping duties on silicon metal and magnesium, the duties of 2025 under emergency powers "
        "(most listed minerals were exempt, their present state was not confirmed), and any outcome of the inquiry "
        "into processed critical minerals."
    )


def floors_rule() -> str:
    return (
        "Real floors: the MP Materials contract for difference at 110,000 USD/t NdPr oxide, turned into a tonne of "
        "Mountain Pass concentrate, because it covers what is sold and stockpiled; the Lynas letter of "
        "intent at the same level. The Lynas contract with Japan binds a Japanese buyer and is left out. Border floors are "
        "what the Agreement on Trade in Critical Minerals could set; no text is signed and no level published, so "
        "each is an assumption from a cost or price on record, those of the plans with Mexico and with the EU and Japan "
        "too, and feeds have the same share of their price, because members hold a reference price for each stage. "
        "Announced members count, those who merely attended the ministerial are invited: change Membership counted "
        "from to see either other case."
    )


def reserve_rule() -> str:
    days = read("target_days").groupby("class", sort=False)["days"].first().sort_values(ascending=False)
    classes = "; ".join(f"{name}: {number:g}" for name, number in days.items())
    return (
        f"Targets are days of {' and '.join(COVERED)} demand by class of risk, a proposal: {classes}. Their dates are "
        "assumptions, thin markets first; missing one counts the documented default, 0.3 x the price per tonne and "
        f"year. The public aim of {EVERYTHING_DAYS} days of everything is on What-ifs. Opening "
        "stock is zero: no purchase is confirmed. The loan (up to 10 billion USD) and the private capital (1.67 "
        "billion) are public; rate, fees, tranches and repayment dates are placeholders named as such. Storage rent "
        "is a published warehouse tariff for metals, an assumption elsewhere. Stocks of the National Defense "
        "Stockpile are not counted."
    )


def stories_rule() -> str:
    chance = sum(first_to_begin().values())
    return (
        "Severities and five-year probabilities follow events on record, row by row. Stories that grow out of the base "
        "story exclude each other there, events do not: the sheet has the probability that a story is the first to begin, "
        f"from independent hazards, and the base story keeps {100 - chance:.0f} %. The return of the Chinese ban at the "
        "expiry of 27 November 2026 has its date; other hazards are placed in the middle of the horizon, the likelier "
        "ones in the "
        "middle of each half. A tree with a date in the middle of each third would have half as many nodes again. "
        "The complete stop grows out of the rare-earth licences, the supply cut out of the flood, in which the flooding "
        "seller's tonnes rise as prices fall. Price rises are those of the bans of 2023 to 2025, although the base prices "
        "hold part of them already. In the ban antimony reroutes through third countries, as it did. "
        "A loss hits a country's offers and the processes there that make the material; refiners elsewhere lose what "
        "they cannot buy as feed, so that the stop of Congolese cobalt reaches Finland by way of its ore. Losses at "
        "refiners whose feed is not a row of its own (germanium, gallium, antimony of Chinese origin) are rows of their "
        "own. A price effect on one product moves its feed as well; in the flood ore falls less than what is refined, so "
        "that refining margins collapse too."
    )


def left_out() -> str:
    named = [*records("left_out"), *records("not_listed")]
    return "; ".join(f"{r['mineral']}: {r['reason']} ({r['source']})" for r in named) + "."


def coverage(table: pd.DataFrame, supply: list[Row]) -> pd.Series[float]:
    """Share of published world output, unnamed countries included, made where there is an offer; NaN if unpublished."""
    output = national_output(table).reindex(table.index)
    sold = {(row["material"], row["country"]) for row in supply if row.get("role", "output") == "output"}
    offered = pd.DataFrame(
        [[(material, country) in sold for country in output.columns] for material in table["material"]],
        index=output.index,
        columns=output.columns,
    )
    return output.where(offered).sum(axis=1) / output.sum(axis=1, min_count=1)


def not_covered(table: pd.DataFrame, supply: list[Row]) -> str:
    shares = coverage(table, supply)
    low = shares[shares < rule("World output covered") - 0.001]
    names = table["material"].reindex(low.index)
    named = "; ".join(f"{name} {100 * share:.0f} %" for name, share in zip(names, low, strict=True))
    unpublished = ", ".join(table["material"][shares.isna()])
    return (
        "Offers account for less than the share asked for where the source leaves output unnamed, the law closes a "
        f"seller, or home sells another form (lead concentrate): {named}. No output by country is published for "
        f"{unpublished}; their sellers are today's import sources."
    )


def weak(table: pd.DataFrame) -> str:
    estimates = ", ".join(table["material"][table["confidence"] == "estimate"])
    dated = ", ".join(f"{plain(row['material_id'])} {row['date']}" for row in records("latest_prices"))
    chinese = ", ".join(plain(row["material_id"]) for row in records("chinese_prices"))
    return (
        f"Estimates rather than official figures: {estimates}. Prices are 2025 averages (uranium 2024) unless the Source "
        f"names a later date: {dated}. Today's flow of {chinese} from China has the Chinese price, a fraction of what is "
        "asked elsewhere and for more. US use of rare earths by element is a split of "
        "a total; holmium, erbium, ytterbium and lutetium are a split of a remainder. Hafnium imports exceed what the "
        "named sellers make, scandium and beryllium import tonnages are guesses, and rhodium, iridium and ruthenium "
        "borrow the import sources of platinum. Output by country is mine output where no refined table exists."
    )
