"""A chart in a card, with its table twin; its numbers copied or saved as a workbook, itself saved as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QTableWidget, QTableWidgetItem, QWidget

from shopdesk.base.i18n import _
from ui.widgets.buttons import icon_button
from ui.widgets.charts.chart import Chart
from ui.widgets.saved_card import Numbers, Saved, SavedCard


class ChartCard(SavedCard):
    def __init__(self, title: str, chart: Chart, saved: Saved | None = None, parent: QWidget | None = None) -> None:
        super().__init__(title, saved, parent)
        self.chart = chart
        self.numbers: Callable[[], Numbers] | None = None
        """What the workbook holds where it is more than what the chart shows."""
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
        self.add_buttons()
        self.body.addWidget(self._stack, 1)

    def set_data(
        self, labels: list[str], values: Sequence[float | None], before: Sequence[float | None] | None = None
    ) -> None:
        self.chart.set_data(labels, values, before)
        self.fill_table()

    def name(self) -> str:
        return self.chart.name

    def texts(self) -> tuple[list[str], list[list[str]]]:
        return self.chart.data()

    def sheet(self) -> Numbers:
        return self.numbers() if self.numbers is not None else self.chart.sheet()

    def picture(self) -> QImage:
        return self.chart.picture()

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
