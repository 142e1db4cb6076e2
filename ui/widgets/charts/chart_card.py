"""A chart in a card, with its table twin; its numbers copied or saved as a workbook, itself saved as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QStackedWidget, QTableWidget, QTableWidgetItem, QWidget

from shopdesk.base.i18n import _
from shopdesk.files.table_writer import Sheet, SheetColumn, write_workbook
from ui.table.clipboard import clipboard_data
from ui.widgets.buttons import icon_button
from ui.widgets.cards import Card
from ui.widgets.charts.chart import Chart

Numbers = tuple[list[SheetColumn], list[list[Any]]]


class ChartCard(Card):
    """`saved(path)` is called after a picture or a workbook was written; a ShopError goes to the caller's handler."""

    def __init__(
        self, title: str, chart: Chart, saved: Callable[[Path], object] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self.chart = chart
        self.numbers: Callable[[], Numbers] | None = None
        """What the workbook holds where it is more than what the chart shows."""
        self._saved = saved
        self.table = QTableWidget()
        self.table.setAccessibleName(title)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(chart)
        self._stack.addWidget(self.table)
        self._switch = icon_button("table", _("看表格"), self._toggle, checkable=True)
        self.heading.addWidget(self._switch)
        self.heading.addWidget(icon_button("copy", _("复制数字"), self.copy_numbers))
        self.heading.addWidget(icon_button("file-spreadsheet", _("数字存成 Excel"), self.ask_and_save_numbers))
        self.heading.addWidget(icon_button("image", _("保存为图片"), self.ask_and_save))
        self.body.addWidget(self._stack, 1)

    def set_data(
        self, labels: list[str], values: Sequence[float | None], before: Sequence[float | None] | None = None
    ) -> None:
        self.chart.set_data(labels, values, before)
        self.fill_table()

    def copy_numbers(self) -> None:
        headings, rows = self.chart.data()
        numbers = [False] + [True] * (len(headings) - 1)
        QGuiApplication.clipboard().setMimeData(clipboard_data(headings, numbers, [headings, *rows]))

    def ask_and_save(self) -> None:
        place = QStandardPaths.StandardLocation.PicturesLocation
        path = _ask_path(self, (_("保存为图片"), self.chart.name), place, ".png", "PNG")
        if path is not None:
            self._write(self.chart.save_png, path)

    def ask_and_save_numbers(self) -> None:
        path = ask_workbook_path(self, self.chart.name)
        if path is not None:
            self._write(self.save_numbers, path)

    def save_numbers(self, path: Path) -> None:
        """All numbers as a workbook, money and shares as numbers; ShopError when it cannot be written."""
        columns, rows = self.numbers() if self.numbers is not None else self.chart.sheet()
        write_workbook(path, lambda: iter([Sheet(self.chart.name, columns, rows)]))

    def _write(self, write: Callable[[Path], object], path: Path) -> None:
        write(path)
        if self._saved is not None:
            self._saved(path)

    def _toggle(self) -> None:
        self.fill_table()
        self._stack.setCurrentIndex(1 if self._switch.isChecked() else 0)

    def fill_table(self) -> None:
        headings, rows = self.chart.data()
        self.table.setColumnCount(len(headings))
        self.table.setHorizontalHeaderLabels(headings)
        self.table.setRowCount(len(rows))
        for line, row in enumerate(rows):
            for place, text in enumerate(row):
                item = QTableWidgetItem(text)
                side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(line, place, item)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.resizeColumnsToContents()


def ask_workbook_path(parent: QWidget, name: str) -> Path | None:
    """Where the numbers called so are to be saved; None when the owner thinks better of it."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return _ask_path(parent, (_("数字存成 Excel"), name), place, ".xlsx", "Excel")


def _ask_path(
    parent: QWidget, words: tuple[str, str], place: QStandardPaths.StandardLocation, suffix: str, kind: str
) -> Path | None:
    title, name = words
    proposed = str(Path(QStandardPaths.writableLocation(place)) / f"{name}{suffix}")
    chosen, _filter = QFileDialog.getSaveFileName(parent, title, proposed, f"{kind} (*{suffix})")
    return Path(chosen).with_suffix(suffix) if chosen else None
