"""Who sells each material to the United States today, and who could: one row per material and foreign country."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from model.example.balance import national_output
from model.example.figures import HOME, UNNAMED, Numbers, by_key, joined, rule
from model.example.licences import last_step
from model.example.origin import REROUTED, by_origin
from model.example.shipments import import_shares


class Seller(NamedTuple):
    """A foreign country that sells a material, or could.

    `share` is its share of US imports by origin, of 1 (0 for a new seller); `output` its national output in t/yr, NaN where
    not published; `import_source` where the share comes from.
    """

    material_id: str
    country: str
    share: float
    output: float
    import_source: str


def sellers(table: pd.DataFrame) -> list[Seller]:
    """All of today's sellers, and the largest producers until coverage and number of sellers are as asked for."""
    output = national_output(table).reindex(table.index)
    countries = list(map(str, output.columns))
    places = by_key("country_regions", "country_iso3")
    shares = import_shares(table)
    imports = table["net_imports_t"]
    found = []
    for material_id in map(str, table.index):
        own = shares[shares["material_id"] == material_id]
        published: Numbers = dict(zip(own["country_iso3"], own["share"], strict=True))
        unnamed = published.pop(UNNAMED, 0.0)
        made = {c: float(t) for c, t in zip(countries, output.loc[material_id], strict=True) if pd.notna(t)}
        kept = producers_needed(material_id, made, set(published))
        # A flow from an entity of concern large enough to matter would be named, so none of the remainder is theirs.
        candidates = {country: made[country] for country in kept if places[country]["entity_of_concern"] == "no"}
        shipped = spread_unnamed(published, unnamed, candidates)
        share = by_origin(material_id, shipped, made, float(imports[material_id]))
        for country in sorted({*share, *kept}):
            output_t = made.get(country, float("nan")) if country != UNNAMED else float("nan")
            source = str(own["source"].iloc[0]) if country in share else ""
            if share.get(country, 0.0) != shipped.get(country, 0.0):
                source = joined(source, REROUTED)
            found.append(Seller(material_id, country, share.get(country, 0.0), output_t, source))
    return found


def origin_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Shares of US imports by origin, of 1: columns material_id, country_iso3, share."""
    columns = ["material_id", "country_iso3", "share"]
    return pd.DataFrame([(s.material_id, s.country, s.share) for s in sellers(table) if s.share > 0], columns=columns)


def producers_needed(material_id: str, made: Numbers, sellers_today: set[str]) -> list[str]:
    """Producers without a share of US imports that coverage and number of sellers need, largest first."""
    goal = rule("World output covered") * sum(made.values())
    offering = sellers_today | ({HOME} & made.keys())
    covered = sum(made.get(country, 0.0) for country in offering)
    kept: list[str] = []
    for country in sorted(made, key=made.__getitem__, reverse=True):
        if country in offering or country == UNNAMED or last_step(material_id, country) == 0:
            continue
        if covered >= goal and len(offering) + len(kept) >= rule("Sellers at least"):
            break
        covered += made[country]
        kept.append(country)
    return kept


def spread_unnamed(named: Numbers, unnamed: float, candidates: Numbers) -> Numbers:
    """Shares of imports by country, of 1, the unnamed remainder handed out to candidates (their output in t/yr).

    The source names the largest sellers only, so an unnamed producer can hold no more than the smallest named
    share; below that, producers get shares in proportion to their output. What is left goes to "other countries",
    or, where it is too small for an offer of its own, to the named sellers.
    """
    most = min(named.values())
    given: Numbers = {}
    open_to, left = dict(candidates), unnamed
    while open_to:
        per_tonne = left / sum(open_to.values())
        full = {country for country, made in open_to.items() if per_tonne * made >= most}
        if not full:
            given.update({country: per_tonne * made for country, made in open_to.items()})
            break
        given.update(dict.fromkeys(full, most))
        left = unnamed - sum(given.values())
        open_to = {country: made for country, made in open_to.items() if country not in full}
        if left <= 0:
            break
    smallest = rule("Smallest share handed out, of imports")
    given = {country: share for country, share in given.items() if share >= smallest}
    left = unnamed - sum(given.values())
    if left >= rule("Other countries as an offer from, of imports"):
        return {**named, **given, UNNAMED: left}
    total = sum(named.values())
    return {**{country: share * (1 + left / total) for country, share in named.items()}, **given}
