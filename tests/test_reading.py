"""A planner's workbook is read as meant, whatever its form, and anything else is refused with a sentence."""

from __future__ import annotations

import hashlib
import io
import random
import re
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook

from model.schema import SHEETS
from model.workbook import BadWorkbook, Loaded, load
from model.workbook.read import read
from tests.bad_workbooks import good_workbook, put, row, save

WHOUSE = Path(__file__).parent / "cases" / "whouse.xlsx"


def refusal(path: Path) -> str:
    """The one sentence with which a file is refused."""
    with pytest.raises(BadWorkbook) as caught:
        load(path)
    assert len(caught.value.errors) == 1
    return caught.value.errors[0].sentence()


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The workbook with its parts changed, None dropping one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            contents = change(name, source.read(name))
            if contents is not None:
                target.writestr(name, contents)
    path.write_bytes(packed.getvalue())
    return path


def in_part(part: str, old: str, new: str) -> Callable[[str, bytes], bytes | None]:
    """A change of some text in one part, which must be there."""

    def change(name: str, contents: bytes) -> bytes:
        if name != part:
            return contents
        assert old.encode() in contents
        return contents.replace(old.encode(), new.encode())

    return change


def with_shared_texts(path: Path) -> Path:
    """The workbook as Excel itself stores it: texts in a table of their own, some in pieces and with phonetic hints."""
    texts: list[str] = []

    def shared(match: re.Match[bytes]) -> bytes:
        texts.append(match[3].decode())
        return b'<c%st="s"%s><v>%d</v></c>' % (match[1], match[2], len(texts) - 1)

    def change(name: str, contents: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            relation = (
                b'<Relationship Id="texts" Type="http://x/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/>'
            )
            return contents.replace(b"</Relationships>", relation + b"</Relationships>")
        if name.startswith("xl/worksheets/"):
            return re.sub(rb'<c([^>]*)t="inlineStr"([^>]*)><is><t[^>]*>([^<]*)</t></is></c>', shared, contents)
        return contents

    rewritten(path, change)
    pieces = "".join(
        f"<si><r><t>{text[:2]}</t></r><r><t>{text[2:]}</t></r><rPh><t>hint</t></rPh></si>" for text in texts
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="http://x">{pieces}</sst>')
    assert len(texts) > 300
    return path


def part_of(title: str) -> str:
    return f"xl/worksheets/sheet{1 + ['Settings', *(sheet.name for sheet in SHEETS)].index(title)}.xml"


# The published warehouse problem


def test_whouse_gives_the_tables_as_typed() -> None:
    loaded = load(WHOUSE)
    case = loaded.case
    assert case.name == "whouse"
    assert (case.settings.start.start, case.settings.period_months, case.settings.periods) == (
        datetime(2027, 1, 1),
        3,
        4,
    )
    assert (
        case.settings.discount_rate == 0.0 and case.settings.risk_level == 0.95 and case.settings.home_country == "USA"
    )
    material = case["materials"].iloc[0]
    assert (material["material"], material["price"], material["opening_stock"], material["row"]) == ("Wheat", 10, 50, 2)
    assert (material["terminal_value"], material["sale_price"], material["storage_class"]) == (0.0, 1.0, "House")
    assert np.isnan(material["shelf_life"])
    assert list(case["prices"]["price"]) == [10, 12, 8, 9]
    assert [case.calendar.covered_by(span) for span in case["prices"]["period"]] == [[1], [2], [3], [4]]
    offer = case["supply"].iloc[0]
    assert (offer["capacity"], offer["for"], offer["premium"], offer["delivery_rate"]) == (400, "reserve", 0, 1)
    assert (case["storage"].iloc[0]["capacity"], case["storage"].iloc[0]["cost"]) == (100, 4)
    assert list(case["countries"]["country"]) == ["USA"]
    assert {name for name, table in case.tables.items() if len(table)} == {
        "materials",
        "prices",
        "supply",
        "storage",
        "countries",
    }
    assert [(problem.sheet, problem.cell) for problem in loaded.warnings] == [("Materials", "N2")]


def test_input_is_left_as_it_was_and_fingerprinted(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    before, changed = path.read_bytes(), path.stat().st_mtime_ns
    path.chmod(0o444)
    loaded = load(path)
    assert path.read_bytes() == before and path.stat().st_mtime_ns == changed
    assert loaded.fingerprint == hashlib.sha256(before).hexdigest()
    assert [entry.name for entry in tmp_path.iterdir()] == ["case.xlsx"]


def test_sheets_are_handed_on_as_typed(tmp_path: Path) -> None:
    book = good_workbook()
    book.create_sheet("Mine")["C2"] = "kept"
    sheets = dict(load(save(book, tmp_path)).sheets)
    assert list(sheets)[:2] == ["Settings", "Materials"]
    assert sheets["Settings"][1] == ("Start", datetime(2027, 1, 1))
    assert sheets["Mine"] == [(), (None, None, "kept")]


def test_reading_agrees_with_openpyxl(tmp_path: Path) -> None:
    book = good_workbook()
    page = book.create_sheet("Odds")
    for number, value in enumerate(
        [
            1,
            -2.5,
            1e-7,
            12345678901,
            "ä < & >",
            " padded ",
            True,
            False,
            datetime(2027, 5, 6),
            datetime(2027, 5, 6, 7, 8),
            "line\nbreak",
            "#N/A",
            "1,200",
            0.05,
        ],
        start=1,
    ):
        page.cell(number, number % 4 + 1, value)
    page["C14"].number_format = "0.0%"
    path = save(book, tmp_path)
    raw = {sheet.title: sheet for sheet in read(path).sheets}
    expected = load_workbook(path)
    for sheet in expected:
        cells = {(c.row, c.column): c for line in sheet.iter_rows() for c in line if c.value is not None}
        found = {(r, c): cell for r, cells_of in raw[sheet.title].rows.items() for c, cell in cells_of.items()}
        assert found.keys() == cells.keys()
        for place, cell in found.items():
            assert cell.value == cells[place].value
            assert (cell.number_format, cell.address) == (cells[place].number_format, cells[place].coordinate)


def test_texts_in_a_table_of_their_own(tmp_path: Path) -> None:
    plain = load(save(good_workbook(), tmp_path, "plain.xlsx")).case
    shared = load(with_shared_texts(save(good_workbook(), tmp_path))).case
    for name, table in plain.tables.items():
        assert table.equals(shared[name]), name


# Forms that mean the same


def changed(tmp_path: Path, *spoils: Callable[[Workbook], None]) -> Loaded:
    book = good_workbook()
    for spoil in spoils:
        spoil(book)
    return load(save(book, tmp_path))


@pytest.mark.parametrize(
    ("value", "number_format"), [(5, "General"), (0.05, "0%"), (0.05, "0.00 %"), (5, '0.0"%"'), (5.0, "#,##0.0")]
)
def test_five_per_cent_however_typed(value: float, number_format: str, tmp_path: Path) -> None:
    case = changed(tmp_path, put("Countries", "E4", value, number_format)).case
    assert case["countries"]["duty"][2] == pytest.approx(0.05)


@pytest.mark.parametrize(
    "value", [datetime(2027, 7, 1), "2027-07-01", "2027Q3", "2027 q3", "2027-Q3", "2027-07", 3, "3", " 2027Q3\u00a0"]
)
def test_times_however_typed(value: object, tmp_path: Path) -> None:
    case = changed(tmp_path, put("Stories", "D2", value)).case
    assert case.calendar.period_of(case["stories"]["onset"][0].start) == 3


def test_a_year_may_be_a_number_or_a_text(tmp_path: Path) -> None:
    case = changed(tmp_path, put("Targets", "D2", 2028), put("Targets", "D3", "2028")).case
    assert {span.text for span in case["targets"]["by"]} == {"2028"}


@pytest.mark.parametrize(
    ("word", "meant"), [("yes", 1), ("Y", 1), (True, 1), ("true", 1), ("NO", 0), ("n", 0), (False, 0)]
)
def test_yes_and_no_however_typed(word: object, meant: int, tmp_path: Path) -> None:
    assert changed(tmp_path, put("Settings", "B8", word)).case.settings.reserve_pays_duty == bool(meant)


@pytest.mark.parametrize(
    "header", ["Capacity", " capacity ", "CAPACITY ( t / yr )", "Capacity\u00a0(t/yr)", "Capacity(t/yr)"]
)
def test_headers_however_typed(header: str, tmp_path: Path) -> None:
    assert changed(tmp_path, put("Supply", "E1", header)).case["supply"]["capacity"][0] == 4000


def test_sheet_names_and_choices_are_matched_without_case_and_spaces(tmp_path: Path) -> None:
    def retitle(book: Workbook) -> None:
        book["Shortage steps"].title = " shortage\u00a0 STEPS"

    loaded = changed(tmp_path, retitle, put("Supply", "G6", " Fixed\u00a0"), put("Effects", "B2", "SUPPLY  loss"))
    assert len(loaded.case["shortage_steps"]) == 5
    assert loaded.case["supply"]["price_basis"][4] == "fixed"
    assert loaded.case["effects"]["kind"][0] == "supply loss"


def test_columns_may_come_in_any_order(tmp_path: Path) -> None:
    before = load(save(good_workbook(), tmp_path)).case
    book = good_workbook()
    shuffle = random.Random(1)
    for page in book.worksheets[1:]:
        columns = [[cell.value for cell in column] for column in page.iter_cols()]
        shuffle.shuffle(columns)
        for number, column in enumerate(columns, start=1):
            for line, value in enumerate(column, start=1):
                page.cell(line, number).value = value
    after = load(save(book, tmp_path)).case
    for name, table in before.tables.items():
        assert table.equals(after[name]), name


def test_older_workbooks_without_later_columns_and_sheets_still_work(tmp_path: Path) -> None:
    def age(book: Workbook) -> None:
        for title in ("What-ifs", "Participants", "Projects", "Processing", "Prices"):
            book.remove(book[title])
        book["Supply"].delete_cols(13, 20)

    loaded = changed(tmp_path, age)
    assert loaded.warnings == ()
    assert (loaded.case["supply"]["delivery_rate"] == 1).all()
    assert loaded.case["prices"].empty


def test_losses_may_be_typed_either_way_and_are_kept(tmp_path: Path) -> None:
    assert list(changed(tmp_path).case["effects"]["change"]) == [1.0, 0.8, -0.6, 0.2]


def test_na_is_a_name(tmp_path: Path) -> None:
    case = changed(tmp_path, row("Countries", 7, A="NA", B="Namibia"), row("Agreements", 4, A="Zone", B="na")).case
    assert list(case["agreements"]["country"])[-1] == "NA"


def test_rows_remember_their_place_and_blank_ones_are_skipped(tmp_path: Path) -> None:
    case = changed(tmp_path, lambda book: book["Supply"].insert_rows(4, 3), put("Supply", "A5", " \u00a0 ")).case
    assert list(case["supply"]["row"]) == [2, 3, 7, 8, 9]


def test_formulas_with_results_are_used(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    rewritten(
        path, in_part(part_of("Supply"), '<c r="E2" t="n"><v>4000</v></c>', '<c r="E2"><f>2*2000</f><v>4000</v></c>')
    )
    assert load(path).case["supply"]["capacity"][0] == 4000


def test_a_formula_that_gives_no_text_is_blank(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    rewritten(
        path,
        in_part(
            part_of("Supply"),
            '<c r="E2" t="n"><v>4000</v></c>',
            '<c r="E2" t="n"><v>4000</v></c><c r="F2" t="str"><f>""</f><v></v></c>',
        ),
    )
    assert load(path).case["supply"]["growth"][0] == 0


def test_a_number_that_is_none_is_reported(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    rewritten(path, in_part(part_of("Supply"), '<v>4000</v></c><c r="H3"', '<v>NaN</v></c><c r="H3"'))
    assert "Supply E3" in refusal(path)


def test_a_workbook_that_counts_days_from_1904(tmp_path: Path) -> None:
    book = good_workbook()
    book.epoch = datetime(1904, 1, 1)
    assert load(save(book, tmp_path)).case.settings.start.start == datetime(2027, 1, 1)


# Speed


def test_a_million_formatted_rows_do_not_slow_reading_down(tmp_path: Path) -> None:
    book = good_workbook()
    book["Supply"]["A1048576"].number_format = "0.00"
    path = save(book, tmp_path)
    empties = "".join(f'<row r="{r}"><c r="A{r}" s="0"/></row>' for r in range(100_000, 300_000))
    rewritten(path, in_part(part_of("Demand"), "</sheetData>", f"{empties}</sheetData>"))
    started = time.perf_counter()
    loaded = load(path)
    assert time.perf_counter() - started < 3
    assert loaded.warnings == () and len(dict(loaded.sheets)["Supply"]) == 6


def test_three_thousand_rows_are_read_fast(tmp_path: Path) -> None:
    book = good_workbook()
    for number in range(7, 3007):
        row(
            "Supply",
            number,
            A=f"Offer {number}",
            B="Gallium",
            C="CHN",
            D=1,
            E=1.5,
            H=5,
            I=None,
            J=3,
            K=4,
            L=5,
            M=100,
            R="Source",
        )(book)
    path = save(book, tmp_path)
    started = time.perf_counter()
    load(path)
    assert time.perf_counter() - started < 1.5


# Files that are refused


def test_files_that_are_not_there_or_not_readable(tmp_path: Path) -> None:
    assert "no file none.xlsx" in refusal(tmp_path / "none.xlsx")
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    assert "folder" in refusal(folder)
    assert "not an .xlsx file" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("name", "contents", "word"),
    [
        ("case.xls", b"", "not an .xlsx file"),
        ("case.csv", b"a,b", "not an .xlsx file"),
        ("case.xlsm", b"PK", "macros"),
        ("case.xlsx", b"", "empty"),
        ("case.xlsx", b"Material,Price\n", "not an Excel workbook"),
        ("case.xlsx", b"PK\x03\x04 cut off", "not an Excel workbook"),
        ("case.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook", "old .xls"),
        ("case.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_other_kinds_of_files(name: str, contents: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(contents)
    assert word in refusal(path)


def test_macros_hidden_in_an_xlsx(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert "macros" in refusal(path)


def test_a_macro_workbook_renamed(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    rewritten(path, in_part("[Content_Types].xml", main, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    assert "macros" in refusal(path)


def test_a_zip_file_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "not an Excel workbook" in refusal(path)


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb", b"\0" * 50_000_000)
    assert "unpacks to 50 MB" in refusal(path)


def test_too_many_parts(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_000):
            archive.writestr(f"xl/media/{number}", b"")
    assert "parts" in refusal(path)


def test_entities_in_a_part(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    attack = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet '
    rewritten(path, in_part(part_of("Supply"), "<worksheet ", attack))
    assert "damaged" in refusal(path)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", part_of("Supply"), "_rels/.rels"]
)
def test_a_damaged_part(part: str, tmp_path: Path) -> None:
    path = with_shared_texts(save(good_workbook(), tmp_path))
    rewritten(path, lambda name, contents: contents[: len(contents) // 2] if name == part else contents)
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", part_of("Supply")])
def test_a_missing_part(part: str, tmp_path: Path) -> None:
    path = with_shared_texts(save(good_workbook(), tmp_path))
    rewritten(path, lambda name, contents: None if name == part else contents)
    assert "damaged" in refusal(path)


def test_too_many_rows(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    many = "".join(f'<row r="{r}"><c r="A{r}" t="str"><v>x{r}</v></c></row>' for r in range(2, 20_500))
    rewritten(path, in_part(part_of("What-ifs"), "</sheetData>", f"{many}</sheetData>"))
    with pytest.raises(BadWorkbook) as caught:
        load(path)
    assert ("What-ifs", "A20002") in {(problem.sheet, problem.cell) for problem in caught.value.errors}


# Anything at all


MUTANTS: list[object] = [
    None,
    "",
    "x",
    "NA",
    "=1+1",
    "#REF!",
    True,
    False,
    0,
    -1,
    1,
    5,
    0.5,
    1e308,
    -1e308,
    1e15,
    1e16,
    2027,
    9999,
    10000,
    99999999,
    "1,200",
    "12",
    "2027Q3",
    "2027Q9",
    "0000-01",
    "2027-13",
    "9999-12-31",
    datetime(2027, 7, 1),
    datetime(9999, 12, 31),
    datetime(1900, 1, 1),
    "\u00a0",
    "a;b",
    ";",
    "x" * 40_000,
    "all",
    "base",
    "entities of concern",
    "Gallium",
    "CHN",
    "Zone",
    "Lynas",
    "border floor",
    "fixed price",
    "inf",
    "nan",
    "Cost",
    "At most",
    "'",
    "é",
    "ß",
    "\U0001f600",
    "_x0000_",
    "_xD800_",
]
FORMATS = ["General", "0%", "yyyy-mm-dd", "[h]:mm", "@", '0"%"']


def mutate(book: Workbook, chance: random.Random) -> None:
    """One thing that may happen to a workbook."""
    page = chance.choice(book.worksheets)
    deed = chance.randrange(10)
    cell = page.cell(chance.randint(1, 7), chance.randint(1, 17))
    if deed <= 5:
        try:
            cell.value = chance.choice(MUTANTS)
        except AttributeError:  # inside a merged range
            return
        cell.number_format = chance.choice(FORMATS)
    elif deed == 6:
        page.delete_rows(chance.randint(1, 5), chance.randint(1, 3))
    elif deed == 7:
        page.delete_cols(chance.randint(1, 8))
    elif deed == 8:
        page.insert_rows(chance.randint(1, 4))
    elif len(book.worksheets) > 1 and chance.random() < 0.5:
        book.remove(page)
    else:
        page.merge_cells(start_row=2, end_row=3, start_column=cell.column, end_column=cell.column + 1)


@pytest.mark.parametrize("seed", range(0, 400, 20))
def test_any_change_ends_in_a_case_or_in_problems(seed: int, tmp_path: Path) -> None:
    for number in range(seed, seed + 20):
        chance = random.Random(number)
        book = good_workbook()
        for _ in range(chance.randint(1, 12)):
            mutate(book, chance)
        path = save(book, tmp_path)
        before = path.read_bytes()
        try:
            assert isinstance(load(path), Loaded)
        except BadWorkbook as bad:
            assert bad.errors and all(problem.sentence().isprintable() for problem in bad.errors)
        assert path.read_bytes() == before


def test_any_damage_to_the_bytes_ends_in_a_case_or_in_problems(tmp_path: Path) -> None:
    good = save(good_workbook(), tmp_path).read_bytes()
    path = tmp_path / "damaged.xlsx"
    for seed in range(200):
        chance = random.Random(seed)
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.choice([len(damaged), chance.randrange(len(damaged))])])
        try:
            load(path)
        except BadWorkbook as bad:
            assert bad.errors


def test_any_damage_to_the_parts_ends_in_a_case_or_in_problems(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    save(good_workbook(), tmp_path)
    good = path.read_bytes()
    for seed in range(200):
        chance = random.Random(seed)
        path.write_bytes(good)

        def damage(name: str, contents: bytes, chance: random.Random = chance) -> bytes:
            if chance.random() > 0.2 or not contents:
                return contents
            changed = bytearray(contents)
            for _ in range(chance.randint(1, 5)):
                changed[chance.randrange(len(changed))] = chance.choice(b"<>&\"'0129 aAeE/=-.:")
            return bytes(changed)

        try:
            load(rewritten(path, damage))
        except BadWorkbook as bad:
            assert bad.errors
