"""A chart in a card, with its table twin, copying and saving as a picture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QStackedWidget, QTableWidget, QTableWidgetItem, QWidget

from shopdesk.base.i18n import _
from ui.table.clipboard import clipboard_data
from ui.widgets.buttons import icon_button
from ui.widgets.cards import Card
from ui.widgets.charts.chart import Chart


class ChartCard(Card):
    """`saved(path)` is called after a picture was written; a ShopError from writing goes to the caller's handler."""

    def __init__(
        self, title: str, chart: Chart, saved: Callable[[Path], object] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self.chart = chart
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
        self.heading.addWidget(icon_button("image", _("保存为图片"), self.ask_and_save))
        self.body.addWidget(self._stack, 1)

    def set_data(self, labels: list[str], values: list[float], before: list[float] | None = None) -> None:
        self.chart.set_data(labels, values, before)
        self._fill_table()

    def copy_numbers(self) -> None:
        headings, rows = self.chart.data()
        numbers = [False] + [True] * (len(headings) - 1)
        QGuiApplication.clipboard().setMimeData(clipboard_data(headings, numbers, [headings, *rows]))

    def ask_and_save(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        name, _filter = QFileDialog.getSaveFileName(
            self, _("保存为图片"), str(Path(folder) / f"{self.chart.name}.png"), "PNG (*.png)"
        )
        if name:
            path = Path(name).with_suffix(".png")
            self.chart.save_png(path)
            if self._saved is not None:
                self._saved(path)

    def _toggle(self) -> None:
        self._fill_table()
        self._stack.setCurrentIndex(1 if self._switch.isChecked() else 0)

    def _fill_table(self) -> None:
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
