"""Lists on A4: pages, groups, repeated heads, and a PDF that is there whole or not at all."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from PySide6.QtGui import QPageLayout, QPdfWriter
from pytestqt.qtbot import QtBot

from shopdesk.base.errors import Cancelled, ShopError
from ui.paper.files import save_table_pdf
from ui.paper.lists import Column, Row, TableDocument, lay_out_table, paint_table_document
from ui.paper.pages import A4, set_page

COLUMNS = (Column("商品", lines=2), Column("数量", align="right"), Column("单位"))


def picking_list(members: int, goods: int = 3) -> TableDocument:
    rows = []
    for number in range(members):
        rows.append(Row((f"{number + 1}. 王阿姨 🌸 3-2-501", f"{goods} 种"), "group"))
        rows += [Row((f"砂糖橘 {piece} 斤装", "2", "箱")) for piece in range(goods)]
    rows.append(Row(("合计", str(members * goods * 2), "箱"), "total"))
    return TableDocument("拣货单", COLUMNS, tuple(rows), "按会员", "翠湖花园团", ticks=True)


def test_every_row_is_on_a_page_and_inside_it(qtbot: QtBot) -> None:
    document = picking_list(60)
    laid = lay_out_table(document)
    placed = [piece.row for page in laid.pages for piece in page]
    assert placed == list(document.rows)
    assert len(laid.pages) > 1
    assert all(piece.top + piece.height <= laid.area.bottom() for page in laid.pages for piece in page)
    for page in laid.pages:
        assert all(above.top + above.height <= below.top + 0.01 for above, below in itertools.pairwise(page))


def test_a_group_heading_never_stands_alone_at_the_foot(qtbot: QtBot) -> None:
    for goods in range(1, 9):
        for page in lay_out_table(picking_list(40, goods)).pages:
            assert page[-1].row.kind != "group"


def test_a_long_group_says_that_it_goes_on(qtbot: QtBot) -> None:
    laid = lay_out_table(picking_list(1, 80))
    assert [page[0].row.cells[0] for page in laid.pages[1:]] == ["1. 王阿姨 🌸 3-2-501（续）"] * (len(laid.pages) - 1)


def test_columns_fit_the_paper(qtbot: QtBot) -> None:
    long = "东北五常大米稻花香二号新米现磨真空包装" * 6
    document = TableDocument("表", (*COLUMNS, Column("备注", lines=3)), (Row((long, "12345", "箱", long)),))
    laid = lay_out_table(document)
    assert sum(laid.widths) == pytest.approx(laid.area.width())
    assert min(laid.widths) > 5


def test_an_empty_list_is_one_page(qtbot: QtBot, tmp_path: Path) -> None:
    written = save_table_pdf(TableDocument("空", COLUMNS, ()), tmp_path / "空.pdf")
    assert written.read_bytes().count(b"/Type /Page\n") == 1


def test_the_pdf_has_the_pages_and_the_fonts(qtbot: QtBot, tmp_path: Path) -> None:
    target = save_table_pdf(picking_list(30), tmp_path / "拣货单.pdf")
    content = target.read_bytes()
    assert content.startswith(b"%PDF") and b"%%EOF" in content[-10:]
    assert content.count(b"/Type /Page\n") == len(lay_out_table(picking_list(30)).pages)
    assert b"NotoSansSC" in content
    assert [path.name for path in tmp_path.iterdir()] == ["拣货单.pdf"]


def test_margins_of_a_printer_are_kept(qtbot: QtBot, tmp_path: Path) -> None:
    writer = QPdfWriter(str(tmp_path / "x.pdf"))
    set_page(writer, *A4)
    layout = writer.pageLayout()
    layout.setUnits(QPageLayout.Unit.Millimeter)
    layout.setMinimumMargins(layout.minimumMargins())
    assert layout.setMargins(layout.margins() + 15.0)
    writer.setPageLayout(layout)
    assert paint_table_document(picking_list(2), writer) == 1


def test_cancel_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    class Stop:
        def report(self, done: int, total: int, text: str = "") -> None:
            raise Cancelled

    (tmp_path / "旧.pdf").write_bytes(b"old")
    with pytest.raises(Cancelled):
        save_table_pdf(picking_list(3), tmp_path / "旧.pdf", Stop())
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("旧.pdf", b"old")]


def test_a_folder_that_cannot_be_written_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ShopError, match="不能在"):
        save_table_pdf(picking_list(1), tmp_path / "file" / "a.pdf")
