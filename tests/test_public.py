"""The public copy: no volume, price or money of the confidential workbook in any part of the file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from result_cases import FUNDED
from tiny import demand, effect, floor, member, metal, offer, row, story, workbook

from model import cli
from model.report import public_path, write_public, write_result
from model.results.book import all_pages
from model.results.facts.run import Run
from model.results.public.pages import public_pages
from model.results.shown.masking import MASK, PUBLIC_NUMBERS, PUBLIC_TEXTS, SHARE, masked_page, masked_table
from model.results.shown.pages import Chart, Measure, Page, Table
from model.solve import Figure
from model.stages import Stages
from model.studies.session import Session
from model.workbook import Loaded, load
from tests.main_job import run_main_job

SOLVE = Session.solve

CONFIDENTIAL = set(Measure) - {Measure.TEXT, Measure.SHARE, Measure.INDEX}
# Odd figures everywhere, so that none of them turns up by chance.
ODD = {
    **FUNDED,
    "materials": [
        metal(price=1234.5, terminal_value=80, storage_class="Yard", sale_price=10, opening_stock=7.77, world_output=98765),
        metal(price=87654.3, name="Tin", terminal_value=61, sale_price=9),
    ],
    "supply": [
        offer("CHL", 411.37, freight=5.31, step=1), offer("CHL", 53.91, premium=13, step=2), offer("AUS", 61.73),
        offer("PER", 29.57, material="Tin", lead_time=12),
    ],
    "countries": [row(country="CHL", duty=11.3), row(country="PER", entity_of_concern="yes")],
    "demand": [demand(103.7), demand(17.39, material="Tin")],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=100_009)],
    "targets": [row(material="Metal", days_of_cover=366, penalty=4511), row(material="Tin", tonnes=6.43)],
    "storage": [row(storage_class="Yard", cost=1.37, handling_in=1.91, handling_out=1.73)],
    "finance": [row(tranche="Loan", amount=87_123, rate=5, upfront_fee=1, commitment_fee=1, repay_by=2030)],
    "limits": [row(limit="Not all from CHL", of="CHL", at_most_share=71)],
    "agreements": [member("Club", "AUS")],
    "floors": [
        floor("border floor", 1301.7, "Club"),
        floor("buyer-paid floor", 1409.3, "AUS", quantity=11.9, take_or_pay=9.7),
    ],
    "stories": [story("Cut", 25)],
    "effects": [effect("Cut", "supply loss", 100)],
}  # fmt: skip
CHAIN = {
    "materials": [metal(price=11.37, name="Ore"), metal(price=1234.5, terminal_value=80), metal(price=1.13, name="Junk")],
    "countries": [row(country="USA"), row(country="MYS", freight=7.93, duty=10), row(country="CHN", entity_of_concern="yes")],
    "supply": [offer("CHN", 467.3, material="Ore", freight=3.19, for_="industry"), offer("CHL", 31.7, premium=37)],
    "processing": [
        row(process="Mill", country="MYS", material="Ore", role="main input", capacity=211.7, cost=5.37),
        row(process="Mill", country="MYS", material="Metal", role="output", ratio=0.53),
        row(process="Mill", country="MYS", material="Junk", role="output", ratio=0.1177),
    ],
    "projects": [
        row(project="Line", adds_to="Mill", country="MYS", max_capacity=53.9, capital_cost=17.31, earliest=1),
        row(project="Late", adds_to="Mill", country="MYS", max_capacity=71.9, capital_cost=17.31, lead_time=90),
    ],
    "demand": [demand(123.7)],
    "targets": [row(material="Metal", tonnes=23.41)],
    "stories": [story("Cut", 37)],
    "effects": [effect("Cut", "process loss", 50, material_or_group="Metal")],
}  # fmt: skip


def solved(path: Path) -> tuple[Run, Loaded]:
    loaded = load(path)
    outcome = run_main_job(loaded.case, Stages())
    assert outcome.optimal
    return outcome, loaded


@pytest.fixture(scope="module", params=["odd", "processing"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Loaded, Path]:
    """A solved workbook and its public copy."""
    folder = tmp_path_factory.mktemp("public")
    sheets = ODD if request.param == "odd" else CHAIN
    outcome, loaded = solved(workbook(folder / "tiny.xlsx", {"Periods": 3, "Traders' fee": 2.3}, **sheets))
    return outcome, loaded, write_public(folder / "tiny public.xlsx", outcome, loaded)


def parts(path: Path) -> Iterator[tuple[str, str]]:
    """Every part of a file as text: sheets, shared texts, charts, properties, names, tables."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name).decode("utf-8")


def spellings(value: float) -> set[str]:
    """How a figure may be written, down to three figures; whole numbers below a thousand occur everywhere by chance."""
    written = {repr(value), f"{value:.15g}"}
    for decimals in range(5):
        written |= {f"{value:.{decimals}f}", f"{value:,.{decimals}f}"}
    return {text for text in written if len(re.sub(r"[^0-9]", "", text).strip("0")) >= 3}


def confidential_figures(outcome: Run, loaded: Loaded) -> set[str]:
    """All spellings of all numbers in columns of volumes, prices and money, and of all numbers typed."""
    found: set[str] = set()
    for page in all_pages(outcome, loaded, {"solve": 1.0}):
        for table in page.tables:
            for header in table.frame.columns:
                if table.measures.get(str(header)) in CONFIDENTIAL:
                    numbers = pd.to_numeric(table.frame[header], errors="coerce").dropna()
                    found |= {text for value in numbers.astype(float) for text in spellings(abs(value))}
    for _, grid in loaded.sheets:
        for value in (value for line in grid for value in line):
            if isinstance(value, int | float) and not isinstance(value, bool) and value not in range(1, 2101):
                found |= spellings(float(value))
    return found


def public_numbers(path: Path) -> set[str]:
    """Shares and indices that the public copy may show, as their cells and sentences write them."""
    found: set[str] = set()
    for sheet in load_workbook(path).worksheets:
        for table in sheet.tables.values():
            for line in sheet[table.ref]:
                for cell in line:
                    if isinstance(cell.value, int | float):
                        found |= {repr(cell.value), f"{cell.value:.15g}", str(cell.value)}
    return found


def test_no_confidential_figure_is_in_any_part_of_the_file(made: tuple[Run, Loaded, Path]) -> None:
    outcome, loaded, path = made
    secrets = confidential_figures(outcome, loaded) - public_numbers(path)
    assert len(secrets) > 300
    for name, text in parts(path):
        if name.startswith("xl/styles"):
            continue  # sizes, colours and number formats
        if name.startswith(("xl/worksheets/", "xl/theme", "xl/drawings", "xl/charts")):
            text = " ".join(re.findall(r">([^<]+)<", text))  # what is shown; attributes here are sizes and places
        numbers = set(re.findall(r"\d[\d,.]*\d|\d", text))
        assert not numbers & secrets, (name, sorted(numbers & secrets))


def test_no_sentence_with_quantities_is_in_any_part_of_the_file(made: tuple[Run, Loaded, Path]) -> None:
    outcome, loaded, path = made
    unit = re.compile(r"\d[\d,.]* ?(t|kt|tonnes|USD|million|billion|days|t/yr)\b")
    everything = "\n".join(text for _, text in parts(path))
    for page in all_pages(outcome, loaded, {"solve": 1.0}):
        texts = [*page.texts, *(table.note for table in page.tables)]
        texts += [str(v) for table in page.tables for h in table.frame for v in table.frame[h] if isinstance(v, str)]
        telling = [text for text in texts if unit.search(text)]
        assert not [text for text in telling if text in everything or text.replace("&", "&amp;") in everything]
    shown = [cell.value for sheet in load_workbook(path).worksheets for line in sheet.iter_rows() for cell in line]
    assert not [text for text in shown if isinstance(text, str) and unit.search(text)]


def test_it_says_what_to_buy_from_whom_and_why(made: tuple[Run, Loaded, Path]) -> None:
    _, _, path = made
    book = load_workbook(path)
    assert not [name for name in book.sheetnames if name.startswith("In ")]
    assert not {"Money", "Sensitivity"} & set(book.sheetnames)
    assert book["Summary"]["A4"].value.startswith("Buy now")
    sheet = book["Buy list"]
    for name in ("BuyList", "BuyListIndustry"):
        header, *lines = [[cell.value for cell in line] for line in sheet[sheet.tables[name].ref]]
        first = dict(zip(header, lines[0], strict=True))
        assert first["Tonnes (t)"] == first["Cost (USD million)"] == first["Landed price (USD/t)"] == MASK
        assert first["Partner"] and first["Reason"].endswith(".")
        assert (SHARE in first) == (name == "BuyList")
    header, *lines = [[cell.value for cell in line] for line in sheet[sheet.tables["BuyList"].ref]]
    assert all(0 < dict(zip(header, line, strict=True))[SHARE] <= 1 for line in lines)
    assert any("masked" in str(cell.value) for line in book["Summary"].iter_rows() for cell in line)


def test_words_without_figures_are_shown(tmp_path: Path) -> None:
    """Countries of the chain, roles and kinds, and why projects are built or not."""
    dear = {**CHAIN["projects"][0], "project": "Dear", "incentive_price": 4711}
    poor = {**CHAIN["projects"][0], "project": "Poor", "capital_cost": 81_237}
    sheets = {**CHAIN, "projects": [*CHAIN["projects"], dear, poor]}
    outcome, loaded = solved(workbook(tmp_path / "tiny.xlsx", {"Periods": 3}, **sheets))
    tables = {table.name: table.frame for page in public_pages(outcome, loaded) for table in page.tables}
    chain = tables["SourcingChain"]
    assert set(chain["Last stage in"]) >= {"MYS", "CHL"} and set(chain["Feed mined in"]) >= {"CHN", "CHL"}
    assert "yes" in set(chain["Feed from an entity of concern"])
    assert set(tables["ProcessingMaterials"]["Role"]) == {"in", "out"}
    assert set(tables["ProcessingRuns"]["Main input"]) == {"Ore"}
    found = tables["ProjectsAll"].set_index("Project")
    assert set(found["Kind"]) == {"process"}
    assert found["Why"].to_dict() == {
        "Line": "Built, wholly or in part: it is worth its cost.",
        "Late": "Too late: it cannot be ready within the horizon.",
        "Dear": "Not bankable: it needs a higher price than it would be sold at.",
        "Poor": "Not worth it: it would cost more than it saves.",
    }


def test_charts_of_the_public_copy_draw_shares_alone(made: tuple[Run, Loaded, Path]) -> None:
    outcome, loaded, path = made
    pages = public_pages(outcome, loaded)
    assert any(page.charts for page in pages)
    for page in pages:
        tables = {table.name: table for table in page.tables}
        for chart in page.charts:
            assert set(chart.series) <= set(PUBLIC_NUMBERS) & set(tables[chart.table].frame.columns)
    assert not [name for name, text in parts(path) if "numCache" in text]


def test_what_is_not_named_as_public_is_masked() -> None:
    numbers = {"Kept (t)": [41.0], SHARE: [0.12345678], "Use (%)": [0.5], "Count": [3]}
    frame = pd.DataFrame({"Material": ["A"], "New words": ["41 t"], **numbers})
    table = Table(
        "New", "New", frame,
        {"Kept (t)": Measure.TONNES, SHARE: Measure.SHARE, "Use (%)": Measure.SHARE, "Count": Measure.COUNT}, "41 t",
        totals=("Kept (t)",), heat=("Kept (t)", SHARE), flags=("New words",), links={"New words": "Summary"},
    )  # fmt: skip
    masked = masked_table(table)
    assert masked.frame.loc[0].tolist() == ["A", MASK, MASK, 0.12, MASK, MASK]
    assert (masked.note, masked.totals, masked.heat, masked.flags, dict(masked.links)) == ("", (), (SHARE,), (), {})
    charts = (
        Chart("bar", "Much", "New", "Material", ("Kept (t)",), "t"),
        Chart("bar", "Part", "New", "Material", (SHARE,), "%"),
    )
    bare = replace(table, name="Bare", frame=frame[["Material", "Count"]])
    page = masked_page(Page("New", ("41 t of it.",), (table, bare), charts))
    assert [one.name for one in page.tables] == ["New"]
    assert [chart.title for chart in page.charts] == ["Part"]
    assert not any("41" in sentence for sentence in page.texts)
    assert not [header for header in PUBLIC_TEXTS if header in ("Reason", "Why", "In words", "Warning", "Value")]


def test_the_command_writes_it_beside_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, target = workbook(tmp_path / "tiny.xlsx", **FUNDED), tmp_path / "out" / "answer.xlsx"
    assert cli.main(["solve", str(path), "-o", str(target), "--public", "--json"]) == 0
    assert sorted(one.name for one in target.parent.iterdir()) == ["answer public.xlsx", "answer.xlsx"]
    assert str(public_path(target)) in capsys.readouterr().out
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "plain" / "answer.xlsx")]) == 0
    assert [one.name for one in (tmp_path / "plain").iterdir()] == ["answer.xlsx"]


def test_there_is_no_public_copy_of_a_result_that_is_not_certified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def doubtful(session: Session, stages: Stages) -> Run:
        outcome = SOLVE(session, stages)
        assert outcome.certificate is not None
        return replace(outcome, certificate=replace(outcome.certificate, gap=Figure("the gap", 0.01)))

    monkeypatch.setattr("model.studies.session.Session.solve", doubtful)
    path, target = workbook(tmp_path / "tiny.xlsx", **FUNDED), tmp_path / "out" / "answer.xlsx"
    assert cli.main(["solve", str(path), "-o", str(target), "--public"]) == 4
    assert [one.name for one in target.parent.iterdir()] == ["answer.xlsx"]
    assert "No public copy is written" in capsys.readouterr().out


def test_the_public_copy_never_replaces_the_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook(tmp_path / "tiny public.xlsx", **FUNDED)
    before = path.read_bytes()
    assert cli.main(["solve", str(path), "-o", str(tmp_path / "tiny.xlsx"), "--public"]) == 2
    assert "never changed" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_the_confidential_copy_does_hold_the_figures(made: tuple[Run, Loaded, Path], tmp_path: Path) -> None:
    """The search of these tests finds what it looks for."""
    outcome, loaded, _ = made
    whole = write_result(tmp_path / "whole.xlsx", outcome, loaded, {"solve": 1.0})
    secrets = confidential_figures(outcome, loaded)
    numbers = {number for _, text in parts(whole) for number in re.findall(r"\d[\d,.]*\d|\d", text)}
    assert len(numbers & secrets) > 100
