"""What the Guide sheet says about refiners, their feed, and new capacity."""

from __future__ import annotations

from model.example.figures import Row, records, rule


def percent(name: str) -> str:
    """A rule's value as text, `75 %`."""
    return f"{100 * rule(name):g} %"


def chains_rule() -> str:
    feeds = ", ".join(row["feed"] for row in records("chains"))
    return (
        "Where the figures separate mining and refining, what a refiner makes from its own country's ore stays an "
        "offer; what needs bought feed is a process on the Processing sheet, and the feed has offers of its own: "
        f"{feeds}. A refiner that lacks less than {100 - 100 * rule('Own ore counts as all of it, from'):g} % of its ore "
        "counts as having it. A country sells as feed what it mines beyond what it refines; a country that refines more "
        f"than it mines sells none. The largest exporters that account for {percent('Exportable feed covered')} of a "
        f"feed, at "
        f"least {rule('Feed sellers at least'):g}, sell it in proportion: what today's steps ask for at the market price, "
        f"then with room to spare ({percent('Room in feed')} of all steps) at {percent('Premium of feed step 2')} more. "
        "Feed prices without a quotation are a share of the contained product's price. The toll of a process is what "
        "makes its product as expensive as the step was as an offer: price with premium, less feed and its freight. A "
        "process outside entities of concern shuts where its conversion margin falls below "
        f"{percent('Margin needed, of toll')} of the toll. Feed moves under running contracts, so the "
        "lead time is on the process. A process does not "
        "grow; it has the capacity of the middle of the horizon. Today's steps are under industry's contracts. Feeds are "
        "for industry, rare-earth concentrates for the reserve too."
    )


def rare_earths_rule() -> str:
    baskets = "; ".join(f"{row['feed']}: {', '.join(row['mined_in'].split('; '))}" for row in records("rare_earth_feeds"))
    return (
        "Rare-earth concentrates are counted in tonnes of oxide and give the basket of their deposit, published by USGS: "
        f"{baskets}. Separation wins {percent('Separation recovery')}; a concentrate costs "
        f"{percent('Concentrate price, of the oxides in it')} of the oxides in it. Outputs nobody takes are surplus. What a "
        "country's plants sell of an oxide is taken off its offers of that oxide at the same step. Chinese light rare "
        "earths stay offers: their mines and plants are in one country. US ore is separated at home and in Estonia; "
        "clays from Burma and Brazil in China. Import shares are published for all rare earths together, so single "
        "oxides may differ from them where a basket gives more of one than the United States asks for."
    )


def projects_rule() -> str:
    return (
        "Projects are the collected candidates with a published size, capital cost and date; capital per tonne is the "
        "announced total over the announced capacity, the public share the announced support, letters of interest "
        f"included and named as such, or {percent('Public share of a project, where none was announced')} where none was "
        "announced. Lead times are assumptions, set so that the company's date can be met. An incentive price is a "
        "published all-in cost or a survey; blank means none is published, and the project is then bankable at any "
        "price. Thacker Pass and Stibnite have their money and come as offers with a From date."
    )


def projects_left_out() -> str:
    rows: dict[str, list[Row]] = {}
    for row in records("projects_left_out"):
        rows.setdefault(row["reason"], []).append(row)
    return "; ".join(f"{', '.join(row['project'] for row in found)}: {reason}" for reason, found in rows.items()) + "."
