"""Large tables as .xlsx: text stays text for every reader, the file is whole or not there."""

from __future__ import annotations

import errno
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from benchmarks import excel_sides
from shopdesk.base.errors import Cancelled, ShopError
from shopdesk.files import table_writer
from shopdesk.files.table_writer import LONGEST_CELL, Sheet, SheetColumn, sheet_name, write_workbook
from tests.outreach.reading import by_calamine, by_libreoffice, by_openpyxl, parts_of

DAY = date(2026, 11, 22).toordinal()
ODD = [
    "=1+1", "@x", "+86", "-5", "=HYPERLINK(\"http://x\")", "01380013800", "1e5", "TRUE", "_x0041_", "_x005F_x0041_",
    "<b>&amp;</b>", "]]>", "  spaces  ", "two\nlines", "tab\there", "🍊👩‍👧", "喆堃玥", "'quoted", "#REF!", "½",
]  # fmt: skip
CONTROLS = "a\x00b\x01c\x0bd\x1fe\ud800f\ufffeg\r\nh\ri"
COLUMNS = [
    SheetColumn("文字", 20),
    SheetColumn("长文字", 40, "long"),
    SheetColumn("数", 10, "count"),
    SheetColumn("钱", 14, "money"),
    SheetColumn("日子", 14, "day"),
]


def write(file: Path, rows: Sequence[Sequence[Any]], *, progress: Any = table_writer.SILENT) -> Sheet:
    sheet = Sheet("名单", COLUMNS, iter(rows), len(rows))
    write_workbook(file, lambda: iter([sheet]), progress)
    return sheet


def test_every_reader_finds_the_text_that_was_written(tmp_path: Path) -> None:
    file = tmp_path / "odd.xlsx"
    rows = [(text, text, number, -number, DAY + number) for number, text in enumerate(ODD, 1)]
    assert write(file, rows).cut == 0
    expected = [["文字", "长文字", "数", "钱", "日子"]] + [
        [text, text, number, -number / 100, date.fromordinal(DAY + number)] for number, text in enumerate(ODD, 1)
    ]
    for reader in (by_openpyxl, by_calamine):
        found = reader(file)
        for row, right in zip(found, expected, strict=True):
            assert row[:4] == right[:4]
            assert (row[4].date() if isinstance(row[4], datetime) else row[4]) == right[4]
    shown = by_libreoffice(file, tmp_path)
    assert [row[0] for row in shown[1:]] == ODD
    assert shown[1][2:] == ["1", "-0.01", "2026-11-23"]


def test_no_text_is_ever_a_formula(tmp_path: Path) -> None:
    file = tmp_path / "formula.xlsx"
    write(file, [(text, text, None, None, None) for text in ODD])
    for name, part in parts_of(file).items():
        ET.fromstring(part)
        assert "<f" not in part.replace("<font", "").replace("<fill", "").replace("<fgColor", ""), name
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row} == {"s"}
    assert {cell.number_format for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row} == {"@"}


def test_what_xml_cannot_hold_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "controls.xlsx"
    write(file, [(CONTROLS, "\x0b", 1, None, None), ("plain", "", None, 5, None)])
    assert [[cell or "" for cell in row[:2]] for row in by_openpyxl(file)[1:]] == [["abcdefg\nh\ni", ""], ["plain", ""]]
    assert by_calamine(file)[1][0] == "abcdefg\nh\ni"


@pytest.mark.parametrize("text", ["长" * 40_000, "🍊" * 20_000, "&" * 40_000])
def test_long_text_is_cut_and_counted(tmp_path: Path, text: str) -> None:
    file = tmp_path / "long.xlsx"
    sheet = write(file, [(text, "", None, None, None), ("short", "a" * LONGEST_CELL, None, None, None)])
    assert sheet.cut == 1
    found = by_openpyxl(file)
    assert len(found[1][0].encode("utf-16-le")) // 2 <= LONGEST_CELL
    assert found[1][0].endswith(text[0] + "…")
    assert found[2][1] == "a" * LONGEST_CELL


def test_header_is_frozen_and_filtered_and_columns_fit(tmp_path: Path) -> None:
    file = tmp_path / "look.xlsx"
    write(file, [("长" * 9, "x" * 500, 1, 123456789, DAY), ("短", "", None, None, None)])
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:E3"
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
    assert widths == [20, 40, 6, 14, 12]  # the longest cell and a bit, at most what was asked for


def test_empty_list_is_a_sheet_with_a_header(tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    write(file, [])
    assert by_openpyxl(file) == [["文字", "长文字", "数", "钱", "日子"]]


class StopAfter:
    """A progress that is cancelled at its n-th report."""

    def __init__(self, reports: int) -> None:
        self.left = reports

    def report(self, done: int, total: int, text: str = "") -> None:
        self.left -= 1
        if self.left <= 0:
            raise Cancelled


@pytest.mark.parametrize("reports", [1, 2, 3])
def test_cancelled_writing_leaves_no_file_and_the_old_one_alone(tmp_path: Path, reports: int) -> None:
    rows = [("a", "b", 1, 2, 3)] * 1200
    with pytest.raises(Cancelled):
        write(tmp_path / "new.xlsx", rows, progress=StopAfter(reports))
    assert list(tmp_path.iterdir()) == []
    old = tmp_path / "old.xlsx"
    old.write_bytes(b"before")
    with pytest.raises(Cancelled):
        write(old, rows, progress=StopAfter(reports))
    assert old.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [old]


def test_failing_rows_leave_no_file(tmp_path: Path) -> None:
    def rows() -> Iterator[tuple[Any, ...]]:
        yield ("a", "b", 1, 2, 3)
        raise RuntimeError("the cable was pulled")

    with pytest.raises(RuntimeError):
        write_workbook(tmp_path / "x.xlsx", lambda: iter([Sheet("s", COLUMNS, rows())]))
    assert list(tmp_path.iterdir()) == []


def test_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    with pytest.raises(ShopError) as refused:
        write(folder, [])
    assert refused.value.code == "not_writable"
    (tmp_path / "file").write_text("")
    with pytest.raises(ShopError):
        write(tmp_path / "file" / "x.xlsx", [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder.xlsx"]


def test_file_open_in_excel_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_self: Path, _target: Path) -> None:
        raise PermissionError(errno.EACCES, "used by another process")  # what Windows says

    file = tmp_path / "list.xlsx"
    file.write_bytes(b"before")
    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(ShopError) as refused:
        write(file, [])
    assert refused.value.code == "file_in_use" and "list.xlsx" in refused.value.message
    assert file.read_bytes() == b"before" and list(tmp_path.iterdir()) == [file]


def test_more_rows_than_excel_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_writer, "MOST_ROWS", 10)
    with pytest.raises(ShopError) as refused:
        write(tmp_path / "x.xlsx", [("a", "b", 1, 2, 3)] * 10)
    assert refused.value.code == "too_many_rows"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "allowed"), [("a/b:c*?", "a b c"), ("'x'", "x"), ("", "Sheet"), ("长" * 40, "长" * 31), ("[1]", "1")]
)
def test_sheet_names(name: str, allowed: str) -> None:
    assert sheet_name(name).strip() == allowed


def test_both_sides_of_the_benchmark_write_the_same_cells(tmp_path: Path) -> None:
    excel_sides.write_ours(400, tmp_path / "ours.xlsx")
    excel_sides.write_by_openpyxl(400, tmp_path / "openpyxl.xlsx")
    ours, theirs = by_openpyxl(tmp_path / "ours.xlsx"), by_openpyxl(tmp_path / "openpyxl.xlsx")
    assert len(ours) == 401 and len(ours[0]) == 12
    assert ours == theirs
