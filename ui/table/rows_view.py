"""A view of 100,000 rows: what is shown, selected, sorted and painted. Asked by runs of rows, never row by row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QToolTip, QWidget

from ui.table.column_layout import ColumnLayout, layout_json, read_layout
from ui.table.delegate import CellDelegate
from ui.table.header import TableHeader
from ui.table.model import IdTableModel
from ui.table.selection import selected_runs, selection_of_ids
from ui.widgets.elided import plain_tooltip

LEAST_ROW_HEIGHT = 36
_SOON = 8  # rows read beyond the screen with a new list: it is shown the sooner, and whoever scrolls reads on
_ROWS = QItemSelectionModel.SelectionFlag.Rows


class RowsView(QTableView):
    selection_changed = Signal(int)  # how many rows
    current_changed = Signal(int)  # id of the row with the cursor
    sort_requested = Signal(str, bool)  # sort_key, descending
    edit_refused = Signal(str)  # a sentence
    layout_changed = Signal()  # columns shown, moved or resized: time to keep `layout_state()`

    def __init__(self, model: IdTableModel[Any], name: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader calls the table."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._rows: IdTableModel[Any] = model
        self._sort: tuple[str, bool] = ("", False)
        self._empty: QWidget | None = None
        self._restoring = False
        self._header = TableHeader(self)
        self.setHorizontalHeader(self._header)
        self._set_up_view()
        self.setModel(model)
        self.cells = CellDelegate(self)
        self.setItemDelegate(self.cells)
        self._own_header_selections()
        self._layout = ColumnLayout(self._header, model)
        self._header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._connect()

    def _set_up_view(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)  # Tab leaves the table; the arrows move in it
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        vertical = self.verticalHeader()
        vertical.hide()
        self._fit_rows()
        vertical.setSectionResizeMode(vertical.ResizeMode.Fixed)

    def _fit_rows(self) -> None:
        # 36 is comfortable at the usual text size; larger text of the system needs more.
        self.row_height = max(LEAST_ROW_HEIGHT, self.fontMetrics().height() + 14)
        self.verticalHeader().setMinimumSectionSize(self.row_height)
        self.verticalHeader().setDefaultSectionSize(self.row_height)
        self._header.setFixedHeight(self.row_height)

    def _own_header_selections(self) -> None:
        # With the table's own selection model the headers look at every row after Ctrl+A: seconds at 100,000.
        for header in (self._header, self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(self._rows, header))

    def _connect(self) -> None:
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.selectionModel().currentChanged.connect(self._on_current)
        self._rows.edit_refused.connect(self.edit_refused)
        self._header.sectionClicked.connect(self._on_header_clicked)
        self._header.box_clicked.connect(self.toggle_all)
        self._layout.changed.connect(self.layout_changed)
        self._layout.sort_chosen.connect(self._sort_by)

    # --- what is shown
    def places_to_read(self) -> slice:
        """Of a new list the places that are likely to be on screen: whoever reads it beside the window reads their rows
        too, and `set_ids` need not wait for them."""
        first = max(self.rowAt(0), 0)
        return slice(max(first - _SOON, 0), first + self.viewport().height() // self.row_height + _SOON)

    def set_ids(self, ids: Sequence[int], rows: Mapping[int, Any] | None = None) -> None:
        """Show these ids in this order; what was selected, where the cursor was and what was on top stay, by id."""
        selected = self.selected_ids()
        current, section = self.current_id(), max(self.currentIndex().column(), 0)
        top = self.rowAt(0)
        top_id = self._rows.ids[top] if 0 <= top < len(self._rows.ids) else None
        offset = self.rowViewportPosition(top) if top >= 0 else 0
        self._restoring = True
        self._rows.set_ids(ids, rows)
        self._restore(selected, current, section)
        self._restoring = False
        place = self._rows.place_of(top_id) if top_id is not None and top > 0 else None
        if place is not None:
            self.verticalScrollBar().setValue(place * self.row_height - offset)
        self._show_empty()
        self._on_selection()

    def _restore(self, selected: Sequence[int], current: int | None, section: int) -> None:
        model = self.selectionModel()
        if current is not None and (place := self._rows.place_of(current)) is not None:
            model.setCurrentIndex(self._rows.index(place, section), QItemSelectionModel.SelectionFlag.NoUpdate)
        if selected:
            selection = selection_of_ids(self._rows, selected)
            model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def refresh_rows(self, ids: Sequence[int] | None = None) -> None:
        """The same ids, fresh values (all, or only these)."""
        self._rows.forget_rows(ids)

    def set_empty_widget(self, widget: QWidget) -> None:
        """Shown in place of the rows when there are none; a later call replaces it."""
        if self._empty is not None and self._empty is not widget:
            self._empty.hide()  # it goes with the next turn of the event loop, and would be seen through the new one
            self._empty.deleteLater()
        self._empty = widget
        widget.setParent(self.viewport())
        self._show_empty()

    def _show_empty(self) -> None:
        if self._empty is not None:
            self._empty.setVisible(not self._rows.ids)
            # Nothing lies to the right of a sentence in the middle.
            policy = Qt.ScrollBarPolicy
            self.setHorizontalScrollBarPolicy(policy.ScrollBarAsNeeded if self._rows.ids else policy.ScrollBarAlwaysOff)
            self._empty.setGeometry(self.viewport().rect())

    # --- selection
    def selected_count(self) -> int:
        return sum(last - first + 1 for first, last in selected_runs(self.selectionModel()))

    def selected_ids(self) -> list[int]:
        """In the order on screen; 0.1 ms and the copying of the list, however many."""
        ids = self._rows.ids
        return [i for first, last in selected_runs(self.selectionModel()) for i in ids[first : last + 1]]

    def select_ids(self, ids: Sequence[int]) -> None:
        self._restore(ids, None, 0)

    def toggle_all(self) -> None:
        if self.selected_count() == len(self._rows.ids):
            self.clearSelection()
        else:
            self.selectAll()

    def current_id(self) -> int | None:
        place = self.currentIndex().row()
        return self._rows.ids[place] if 0 <= place < len(self._rows.ids) else None

    def go_to(self, row_id: int) -> bool:
        """Put the cursor on that row, select it and scroll to it; False when it is not in the list."""
        place = self._rows.place_of(row_id)
        if place is None:
            return False
        sections = self._header.visible_sections()
        index = self._rows.index(place, sections[self._rows.first] if len(sections) > self._rows.first else 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect | _ROWS)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return True

    def _on_selection(self, *_ignored: object) -> None:
        if self._restoring:
            return
        count, total = self.selected_count(), len(self._rows.ids)
        state = Qt.CheckState
        self._header.set_box_state(
            state.Unchecked if not count else state.Checked if count == total else state.PartiallyChecked
        )
        self.selection_changed.emit(count)

    def _on_current(self, *_ignored: object) -> None:
        if not self._restoring and (current := self.current_id()) is not None:
            self.current_changed.emit(current)

    # --- sorting: the order belongs to the caller
    def set_sort(self, sort_key: str, descending: bool) -> None:
        """Show the mark; does not sort and does not emit."""
        self._sort = (sort_key, descending)
        section = next(
            (self._rows.section_of(c.key) for c in self._rows.columns if c.sort_key and c.sort_key == sort_key), -1
        )
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._header.setSortIndicator(section, order)

    def sort(self) -> tuple[str, bool]:
        return self._sort

    def _on_header_clicked(self, section: int) -> None:
        column = self._rows.column_at(section)
        if column is None:
            return
        if not column.sort_key:
            self.set_sort(*self._sort)
            return
        # Figures are mostly wanted largest first, words from A.
        descending = not self._sort[1] if self._sort[0] == column.sort_key else column.align == "right"
        self._sort_by(column.sort_key, descending)

    def _sort_by(self, sort_key: str, descending: bool) -> None:
        self.set_sort(sort_key, descending)
        self.sort_requested.emit(sort_key, descending)

    # --- columns
    def layout_state(self) -> str:
        """Columns and sort as JSON, for `restore_layout`."""
        return layout_json(self._layout.columns(), self._sort)

    def restore_layout(self, text: str) -> None:
        """Put the columns back; what is unknown or broken is passed over. Shows the sort mark, does not sort."""
        if (kept := read_layout(text)) is not None:
            self._layout.arrange(kept[0])
            self.set_sort(*kept[1])

    def set_width(self, key: str, width: int) -> None:
        """A width that follows from the room there is: not a choice to be remembered."""
        self._layout.blockSignals(True)
        self._header.resizeSection(self._rows.section_of(key), width)
        self._layout.blockSignals(False)

    def leave_out(self, keys: Collection[str]) -> None:
        """Every row says the same in these columns just now; an owner who chose the columns sees them all the same."""
        self._layout.leave_out(keys)

    def choose_columns(self) -> None:
        self._layout.choose()

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._rows.ids:
            first = max(self.rowAt(0), 0)
            last = self.rowAt(self.viewport().height() - 1)
            self._rows.ensure(first, last if last >= 0 else len(self._rows.ids) - 1)
        current = self.currentIndex()
        shown = self.hasFocus() and current.isValid()
        self.cells.focus_cell = (current.row(), current.column()) if shown else (-1, -1)
        super().paintEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Qt puts the cursor on the first row when there is none; nobody chose that row.
        self._restoring = True
        super().focusInEvent(event)
        self._restoring = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layout.fit(self.viewport().width())
        self._show_empty()

    def _set_hover(self, place: int) -> None:
        old, self.cells.hover_row = self.cells.hover_row, place
        if old != place:
            for each in (old, place):
                if each >= 0:
                    top = self.rowViewportPosition(each)
                    self.viewport().update(0, top, self.viewport().width(), self.row_height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "cells"):
            self.cells.set_font(self.font())
            self._fit_rows()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._set_hover(-1)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.indexAt(event.pos())
            if index.isValid():
                self._show_tooltip(index, event.globalPos())
                return True
        return super().viewportEvent(event)

    def _show_tooltip(self, index: QModelIndex, at: QPoint) -> None:
        text = index.data(Qt.ItemDataRole.ToolTipRole)
        if not text and self.cells.is_cut(index, self.columnWidth(index.column())):
            text = plain_tooltip(str(index.data(Qt.ItemDataRole.DisplayRole) or ""))
        QToolTip.showText(at, text or "", self.viewport(), self.visualRect(index))
