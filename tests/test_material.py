"""The Material sheet: what it shows of a material in a story, and that its formulas find what is chosen on Data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from result_cases import CUT_OFF
from tiny import Rows, demand, effect, metal, offer, row, story, workbook

from model.excel.raw import State
from model.excel.read import read
from model.excel.recognise import is_as_written
from model.report import write_public, write_result
from model.report.paper import PAPER_HEIGHT, PAPER_WIDTH, height
from model.results.facts.data_rows import data_rows
from model.results.facts.run import Run
from model.results.facts.shortage import EXPECTED
from model.results.material import page as material
from model.results.material.page import page
from model.results.shown.lookup import Lookup, LookupPage
from model.stages import Stages
from model.workbook import Loaded, load
from tests.main_job import run_main_job
from tests.rendering import MISSING, recomputed

BASE, WORSE, WORST = "base", "Worse", ">50"  # the last as a condition would begin
METAL, ORE = "Metal !", "Metal *"  # to a search by pattern the second is the first, too
HEADERS = {
    "demand": "Demand (t)",
    "supply": "Supply of industry (t)",
    "use": "Used (t)",
    "short": "Short (t)",
    "release": "Released to industry (t)",
    "stock": "Stock of the reserve (t)",
    "price": "Market price (USD/t)",
}
ADDED_UP = ("demand", "supply", "use", "short", "release")
YEARS = (2027, 2028, 2029, 2030)
LINES: dict[str, list[str]] = {
    EXPECTED: [EXPECTED] * 4,
    BASE: [BASE] * 4,
    "Loss": [BASE, "Loss", "Loss", "Loss"],
    WORSE: [BASE, "Loss", WORSE, WORSE],
    WORST: [BASE, "Loss", WORSE, WORST],
}
SHEETS: dict[str, Rows] = {
    "materials": [metal(100, METAL, opening_stock=10, terminal_value=80, recyclable=5), metal(50, ORE)],
    "supply": [offer("CHL", 40, METAL, for_="industry"), offer("PER", 30, METAL, for_="industry", lead_time=12)],
    "demand": [demand(60, METAL)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
    "stories": [story("Loss", 25), story(WORSE, 50, 3, parent="Loss"), story(WORST, 50, 4, parent=WORSE)],
    "effects": [
        effect("Loss", "supply loss", 50, country_or_agreement="PER"),
        effect(WORSE, "supply loss", 50, country_or_agreement="CHL"),
        effect(WORSE, "price", 50),
        effect(WORST, "supply loss", 50, country_or_agreement="CHL"),
    ],
}


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Loaded]:
    path = workbook(tmp_path_factory.mktemp("material") / "t.xlsx", {"Periods": 4, "Discount rate": 5}, **SHEETS)
    loaded = load(path)
    outcome = run_main_job(loaded.case, Stages())
    assert outcome.optimal
    return outcome, loaded


@pytest.fixture(scope="module")
def written(solved: tuple[Run, Loaded], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_result(tmp_path_factory.mktemp("out") / "result.xlsx", *solved, {})


def lookup(run: Run) -> Lookup:
    found = page(run)
    assert isinstance(found, LookupPage)
    return found.lookup


def shown(sheet: Worksheet) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """What the sheet shows of the base path and of the story, by header: a figure for each period and, last, the total."""
    (header_row,) = (cell.row for cell in sheet["A"] if cell.value == "Period")
    headers = [cell.value for cell in sheet[header_row]]
    second = headers.index("Under way")
    rows = list(sheet.iter_rows(min_row=header_row + 1, max_row=header_row + len(YEARS) + 1, values_only=True))
    blocks = (range(1, second - 1), range(second, len(headers)))
    base, other = ({headers[n]: [line[n] for line in rows] for n in block} for block in blocks)
    return base, other


def meant(run: Run, name: str, path: str) -> dict[str, list[float]]:
    """The rows of Data of a material along a path, by header, looked up by names."""
    assert run.result is not None
    rows = data_rows(run.result)
    own = rows[rows["material"] == name].groupby(["story", "year"])[list(HEADERS)].sum()
    cells = [(story_name, year) for story_name, year in zip(LINES[path], YEARS, strict=True)]
    return {header: [float(own[amount].get(cell, 0.0)) for cell in cells] for amount, header in HEADERS.items()}


def assert_shows(sheet: Worksheet, run: Run, name: str, path: str) -> None:
    """The sheet shows a material on the base path and along another, and their sums."""
    base, other = shown(sheet)
    assert other.pop("Under way")[:-1] == LINES[path]
    for found, along in ((base, BASE), (other, path)):
        assert list(found) == list(HEADERS.values())
        for (amount, header), figures in zip(HEADERS.items(), meant(run, name, along).values(), strict=True):
            assert found[header][:-1] == pytest.approx(figures, rel=1e-11, abs=1e-11), (along, header)
            total = found[header][-1]
            assert (total is None) if amount not in ADDED_UP else total == pytest.approx(sum(figures)), (along, header)


def test_a_story_that_grew_out_of_a_story_by_hand(solved: tuple[Run, Loaded]) -> None:
    """60 t are wanted each year, 5 are recycled. CHL sells 40 at once; PER sells 30 that arrive a year later, 15 from 2028 on
    in the story Loss; CHL sells 20 from 2029 on in its child, 10 in 2030 in the child's child, and prices rise by half.

    Base: 40 + 5 + 15 of PER, and the 10 t in stock stay, worth 80 each at the end, as nothing is released in calm.
    Worst path: as base in 2027, and in 2028, where the 10 t wait for a shortage that costs 1,000 and comes in one of two
    cases; 20 + 5 + 15 + 10 released in 2029, so 10 are short; 10 + 5 + 15 ordered in 2029 make 30 in 2030, so 30 are.
    Without the reserve 50 are short on that path, the most of all."""
    found = lookup(solved[0])
    base, other = found.sides
    assert found.story is not None
    assert found.material.names[found.material.chosen] == METAL
    assert found.story.names == (EXPECTED, "Loss", WORSE, WORST)
    assert found.story.names[found.story.chosen] == WORST
    assert list(other.under_way) == LINES[WORST] and not base.under_way
    by_hand = {
        "Demand (t)": ([60] * 4, [60] * 4),
        "Supply of industry (t)": ([60] * 4, [60, 60, 40, 30]),
        "Used (t)": ([60] * 4, [60, 60, 50, 30]),
        "Short (t)": ([0] * 4, [0, 0, 10, 30]),
        "Released to industry (t)": ([0] * 4, [0, 0, 10, 0]),
        "Stock of the reserve (t)": ([10] * 4, [10, 10, 0, 0]),
        "Market price (USD/t)": ([100] * 4, [100, 100, 150, 150]),
    }
    assert list(base.values.columns) == list(other.values.columns) == list(by_hand)
    for header, (calm, worst) in by_hand.items():
        assert base.values[header].tolist() == pytest.approx(calm, abs=1e-6), header
        assert other.values[header].tolist() == pytest.approx(worst, abs=1e-6), header
    assert found.largest["Demand (t)"] == pytest.approx(240)
    assert found.largest["Stock of the reserve (t)"] == pytest.approx(10)
    texts = page(solved[0]).texts
    assert texts[0] == "Choose a material in B4 and a story in B5: figures and charts follow."
    assert "(50 t without the reserve)" in texts[1]


def test_the_file_holds_what_its_formulas_come_to(solved: tuple[Run, Loaded], written: Path) -> None:
    book = load_workbook(written, data_only=True)
    sheet = book["Material"]
    assert (sheet["B4"].value, sheet["B5"].value) == (METAL, WORST)
    assert_shows(sheet, solved[0], METAL, WORST)
    assert f"Story: {WORST}" in [cell.value for line in sheet.iter_rows() for cell in line]
    assert is_as_written(written)


def test_the_planner_reads_its_own_result(solved: tuple[Run, Loaded], written: Path) -> None:
    """Its reader, which computes nothing and trusts no formula without a result, sees the figures of the sheet."""
    (sheet,) = (one for one in read(written).sheets if one.title == "Material")
    cells = [line[2] for _, line in sheet.data_rows() if 2 in line]
    assert all(cell.state is State.VALUE for cell in cells)
    assert [cell.value for cell in cells][-len(YEARS) - 1 :] == pytest.approx([60.0] * len(YEARS) + [240.0])


def test_formulas_hold_no_text_of_the_inputs(written: Path) -> None:
    book = load_workbook(written)
    formulas = [cell.value for title in ("Material", "Lists") for line in book[title].iter_rows() for cell in line
                if cell.data_type == "f"]  # fmt: skip
    assert len(formulas) > 4 * 2 * len(HEADERS)
    assert not [formula for formula in formulas for name in (METAL, ORE, WORSE, WORST, "Loss") if name in formula]
    assert all(formula.startswith("=") for formula in formulas)


def choose(source: Path, target: Path, name: str, path: str) -> Path:
    """A copy of the workbook without the results of formulas, with other names chosen and the rows of Data turned round."""
    book = load_workbook(source)
    for place, text in (("B4", name), ("B5", path)):
        book["Material"][place].value = text
        book["Material"][place].data_type = "s"
    data = book["Data"]
    rows = data[next(iter(data.tables.values())).ref][1:]
    for line, values in zip(rows, reversed([[cell.value for cell in line] for line in rows]), strict=True):
        for cell, value in zip(line, values, strict=True):
            cell.value = value
    book.save(target)
    return target


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_formulas_find_the_rows_of_whatever_is_chosen(solved: tuple[Run, Loaded], written: Path, tmp_path: Path) -> None:
    """The default choice, each story, a name that is a pattern, and what is in no list; Data sorted otherwise."""
    chosen: Sequence[tuple[str, str]] = [
        (METAL, WORST), (METAL, WORSE), (METAL, "Loss"), (METAL, EXPECTED), (ORE, WORST), ("Tin", WORST), (METAL, "No such"),
    ]  # fmt: skip
    changed = [choose(written, tmp_path / f"{n}.xlsx", *own) for n, own in enumerate(chosen)]
    folder = tmp_path / "recomputed"
    folder.mkdir()
    sheets = [load_workbook(path, data_only=True)["Material"] for path in recomputed(changed, folder)]
    for sheet, own in zip(sheets[:5], chosen, strict=False):
        assert_shows(sheet, solved[0], *own)
        assert not any("Not in the list" in str(cell.value) for cell in (*sheet[4], *sheet[5]))
    for number, line in ((5, 4), (6, 5)):
        base, other = shown(sheets[number])
        assert any(cell.value == "Not in the list: choose one of it." for cell in sheets[number][line])
        assert not any(figure for header in HEADERS.values() for figure in other[header])
        assert bool(base["Demand (t)"][0]) == (number == 6)
    assert shown(sheets[6])[1]["Under way"][0] in ("", None)


def test_what_can_be_chosen_is_in_drop_down_lists_that_look_like_inputs(written: Path) -> None:
    book = load_workbook(written)
    sheet = book["Material"]
    offered = {}
    for one in sheet.data_validations.dataValidation:
        title, cells = book.defined_names[one.formula1].attr_text.split("!")
        offered[str(one.sqref)] = [line[0].value for line in book[title][cells.replace("$", "")]]
        assert one.type == "list" and one.showErrorMessage and one.errorStyle in (None, "stop")
        cell = sheet[str(one.sqref)]
        assert cell.fill.fgColor.rgb == "00FFF2CC" and cell.number_format == "@"
    assert offered == {"B4": [METAL, ORE], "B5": [EXPECTED, "Loss", WORSE, WORST]}
    assert book["Lists"].sheet_state == "hidden" and book.sheetnames[-1] == "Lists"
    assert sheet.freeze_panes == "B6" and len(sheet._charts) == 4


def test_without_stories_only_a_material_is_chosen(tmp_path: Path) -> None:
    sheets = {name: CUT_OFF[name] for name in ("materials", "supply", "demand")}
    loaded = load(workbook(tmp_path / "calm.xlsx", **sheets))
    outcome = run_main_job(loaded.case, Stages())
    found = lookup(outcome)
    assert found.story is None and [side.of_story for side in found.sides] == [False]
    assert page(outcome).texts[:2] == ("Choose a material in B4: figures and charts follow.", "Chosen at first: Metal.")
    sheet = load_workbook(write_result(tmp_path / "out.xlsx", outcome, loaded, {}), data_only=True)["Material"]
    assert sheet["B5"].value is None and len(sheet.data_validations.dataValidation) == 1


def test_a_base_path_that_ends_is_told(tmp_path: Path) -> None:
    """Where a story is sure to begin, nothing is planned for the base path from then on."""
    sheets = {**CUT_OFF, "stories": [story("Cut", 100)]}
    loaded = load(workbook(tmp_path / "sure.xlsx", {"Periods": 3}, **sheets))
    found = page(run_main_job(loaded.case, Stages()))
    assert "The base path ends with 2027: a story is sure to have begun after it." in found.texts
    assert isinstance(found, LookupPage)
    base, other = (side.values["Demand (t)"].tolist() for side in found.lookup.sides)
    assert (base, other) == ([100, 0, 0], [100, 100, 100])


def test_too_many_rows_are_not_looked_up(solved: tuple[Run, Loaded], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "MOST_ROWS", 10)
    found = page(solved[0])
    assert not isinstance(found, LookupPage) and "filters of Data" in found.texts[0]


def test_the_public_copy_has_neither_the_sheet_nor_its_lists(solved: tuple[Run, Loaded], tmp_path: Path) -> None:
    titles = load_workbook(write_public(tmp_path / "public.xlsx", *solved)).sheetnames
    assert not {"Material", "Lists", "Data"} & set(titles)


@pytest.mark.parametrize(("periods", "pages"), [(4, 1), (20, 1), (60, 2)])
def test_it_is_one_page_of_paper_unless_nobody_could_read_it(tmp_path: Path, periods: int, pages: int) -> None:
    loaded = load(workbook(tmp_path / "long.xlsx", {"Periods": periods, "Period months": 1}, **CUT_OFF))
    path = write_result(tmp_path / "out.xlsx", run_main_job(loaded.case, Stages()), loaded, {})
    sheet = load_workbook(path)["Material"]
    scale = sheet.page_setup.scale / 100
    assert sheet.page_setup.orientation == "landscape" and 1 + len(sheet.row_breaks.brk) >= pages
    assert bool(sheet.row_breaks.brk) == (pages > 1)
    if pages == 1:
        assert height(sheet, range(1, sheet.max_row + 1)) * scale <= PAPER_HEIGHT
    assert sum(one.width * 7 + 5 for one in sheet.column_dimensions.values()) * 0.75 * scale <= PAPER_WIDTH
