"""Units as planners write them: which mean other figures than a column is read in, and which say the same."""

from __future__ import annotations

import pytest

from model.schema import SHEETS, Column, Kind
from model.workbook.tables.unit_words import has_other_unit, is_tonne


def column(sheet: str, header: str) -> Column:
    return next(c for one in SHEETS if one.name == sheet for c in one.columns if c.header == header)


AMOUNT = column("Finance", "Amount (USD)")
CAPACITY = column("Supply", "Capacity (t/yr)")
PRICE = column("Materials", "Price (USD/t)")
GDP = column("Countries", "GDP (USD bn)")
LEAD = column("Supply", "Lead time (months)")
DAYS = column("Targets", "Days of cover")
CHANGE = column("Effects", "Change (%)")
OTHER = {
    AMOUNT: "USD million; USD m; mn USD; kUSD; MUSD; USDm; $m; US$ m; million; EUR; T€; TUSD; '000 USD; USD 000s; "
    "USD x 1000; 10^6 USD; 1e6 USD; Mio USD; USD thousands",
    CAPACITY: "thousand t/yr; kt/yr; ktpa; Mtpa; Mt; Mt/yr; t/month; t per quarter; million lb/yr; short tons/yr; "
    "1000 t/yr; 1,000 t/yr; kg/yr; kilotonnes",
    PRICE: "EUR/t; USD per kg; USD/kg; USD/lb; USD/oz; USD/mtu; cents/lb; k USD/t; CNY/t; kUSD/t; ¥/t",
    GDP: "USD million; EUR bn; USD",
    LEAD: "years; days; quarters; weeks",
    DAYS: "months; weeks",
    CHANGE: "fraction; bps; basis points; ‰",
}
SAME = {
    AMOUNT: "USD; US$; $; US dollars; USD 2025",
    CAPACITY: "t/yr; tpa; t/year; t/a; tonnes per year; metric tons/yr; mt/yr; t REO/yr; t Mn/yr; t Mg/yr; t K2O/yr",
    PRICE: "USD/t; USD per tonne; $/t; US$/t; USD/mt",
    GDP: "USD bn; USD billion; bn USD",
    LEAD: "months; month",
    DAYS: "days; d",
    CHANGE: "%; percent",
}
TONNES = (
    "t; T; tonne; tonnes; mt; MT; metric ton; metric tons; t REO; tonnes Co contained; t of metal; t (dry); t Mn content; "
    "t K2O equivalent; K2O equivalent, t; t Y2O3; t In; t B; t fluorspar (gross); contained t"
)
NO_TONNES = (
    "kg; g; lb; lbs Co; oz; troy oz; mtu; metric ton unit; kt; Mt; ktonnes; thousand t; thousands of tonnes; t (thousands); "
    "'000 t; 1000 t; t x 1000; short ton; million lb; flask; pieces; REO"
)


def each(texts: dict[Column, str]) -> list[tuple[Column, str]]:
    return [(one, unit) for one, units in texts.items() for unit in units.split("; ")]


@pytest.mark.parametrize(
    ("one", "unit"), each(OTHER), ids=lambda value: value if isinstance(value, str) else value.name
)
def test_units_that_mean_other_figures(one: Column, unit: str) -> None:
    assert has_other_unit(unit, one)


@pytest.mark.parametrize(("one", "unit"), each(SAME), ids=lambda value: value if isinstance(value, str) else value.name)
def test_units_that_say_the_same(one: Column, unit: str) -> None:
    assert not has_other_unit(unit, one)


def test_every_header_of_the_template_names_its_own_unit() -> None:
    columns = [c for sheet in SHEETS for c in sheet.columns if c.kind in (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER)]
    assert not [c for c in columns if has_other_unit(c.bracket, c)]


@pytest.mark.parametrize("unit", TONNES.split("; "))
def test_tonnes_of_something_are_tonnes(unit: str) -> None:
    assert is_tonne(unit)


@pytest.mark.parametrize("unit", NO_TONNES.split("; "))
def test_other_units_are_no_tonnes(unit: str) -> None:
    assert not is_tonne(unit)
