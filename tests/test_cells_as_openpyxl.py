"""What the reader does by itself, as openpyxl takes long to load, comes to what openpyxl makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from model.excel.addresses import column_letter, column_number, edges
from model.excel.number_formats import BUILT_IN, section_of, shows_dates
from model.excel.parts import readable
from model.excel.raw import LISTS_SHEET
from model.excel.read import read
from model.excel.sheet_cells import EPOCH_1900, EPOCH_1904, moment_of
from model.whereabouts import DEFAULT_INPUT
from tests.bad_workbooks import good_workbook, save
from tests.spoiled_files import in_part, part_of, rewritten


def test_columns_have_the_letters_that_openpyxl_gives_them() -> None:
    for number in range(1, 16_385):
        letters = get_column_letter(number)
        assert column_letter(number) == letters and column_number(letters) == number
    assert column_number("xfd") == column_index_from_string("xfd") == 16_384


@pytest.mark.parametrize("area", ["B2", "$B$2:$D$9", "b2:d9", "B:D", "2:9", "A1:XFD1048576"])
def test_areas_have_the_edges_that_openpyxl_finds(area: str) -> None:
    assert edges(area) == range_boundaries(area)


@pytest.mark.parametrize("text", ["", "2B", "#REF!", "B2:D9:E1", "ABCD1"])
def test_what_is_no_area(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        edges(text)


def test_formats_by_number_mean_what_they_mean_to_openpyxl() -> None:
    for number, code in BUILTIN_FORMATS.items():
        own = BUILT_IN.get(number, "General")
        assert shows_dates(own) == shows_dates(code), code
        for amount in (1.0, 0.0, -1.0):
            one, other = section_of(own, amount), section_of(code, amount)
            assert (one.shows, one.percent) == (other.shows, other.percent), code


def _days() -> Iterator[float]:
    yield from (0.0, 0.25, 0.999_999_999, 1.0, 1.5, 59.0, 60.0, 61.75, 46_388.0, 46_388.123_456, 2_900_000.0, -1.0, -0.5)
    yield from (number / 7 for number in range(1, 400, 3))


@pytest.mark.parametrize(
    ("own", "theirs"), [(EPOCH_1900, CALENDAR_WINDOWS_1900), (EPOCH_1904, CALENDAR_MAC_1904)], ids=["1900", "1904"]
)
@pytest.mark.parametrize("code", ["yyyy-mm-dd", "[h]:mm"])
def test_dates_and_times_are_those_that_openpyxl_makes_of_numbers(own: object, theirs: object, code: str) -> None:
    section = section_of(code, 1.0)
    assert own == theirs
    for days in _days():
        assert moment_of(days, section, own) == from_excel(days, theirs, timedelta=code == "[h]:mm"), days  # type: ignore[arg-type]


def test_escaped_characters_are_those_of_openpyxl() -> None:
    for text in ("a_x000A_b", "_x0009_", "_x00e9_tat", "x_xZZZZ_", "_x000_", "plain"):
        assert readable(text) == unescape(text)


def test_the_sheet_behind_drop_down_lists_is_not_read() -> None:
    """It is half of the default workbook's cells."""
    sheets = {sheet.title: sheet for sheet in read(DEFAULT_INPUT).sheets}
    assert sheets[LISTS_SHEET].rows == {} and sheets["Supply"].rows


def test_cells_stand_where_their_addresses_say(tmp_path: Path) -> None:
    """Rows and addresses may be left out, or an address name another row than the one it stands in."""
    path = save(good_workbook(), tmp_path)
    odd = (
        '<row r="30"><c r="B30"><v>1</v></c><c><v>2</v></c><c r="AA30"><v>3</v></c></row>'
        '<row><c><v>4</v></c><c r="B31"><v>5</v></c></row><row r="40"><c r="B44"><v>6</v></c><c r="C44"><v>7</v></c></row>'
    )
    rewritten(path, in_part(part_of("What-ifs"), "</sheetData>", f"{odd}</sheetData>"))
    sheet = next(sheet for sheet in read(path).sheets if sheet.title == "What-ifs")
    found = {cell.address: cell.value for row, cells in sheet.rows.items() if row >= 30 for cell in cells.values()}
    assert found == {"B30": 1, "C30": 2, "AA30": 3, "A31": 4, "B31": 5, "B44": 6, "C44": 7}
    assert all(cell.column == number and cell.row == row for row, own in sheet.rows.items() for number, cell in own.items())
