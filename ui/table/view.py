"""BigTable: a view for 100,000 rows. Selection is asked by ranges, never row by row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QMenu, QTableView, QToolTip, QWidget

from shopdesk.base.i18n import _
from ui.icons import icon
from ui.table.clipboard import clipboard_data
from ui.table.column_dialog import ColumnDialog
from ui.table.delegate import CellDelegate
from ui.table.header import TableHeader
from ui.table.model import IdTableModel
from ui.widgets.elided import plain_tooltip

_ROW_HEIGHT = 36
_MOST_RANGES = 2000  # painting asks each cell against each range
_ROWS = QItemSelectionModel.SelectionFlag.Rows


class BigTable(QTableView):
    selection_changed = Signal(int)  # how many rows
    current_changed = Signal(int)  # id of the row with the cursor
    opened = Signal(int)  # Enter, or a double click on a cell that is not edited
    sort_requested = Signal(str, bool)  # sort_key, descending
    pasted = Signal(str)
    copied = Signal(int)
    edit_refused = Signal(str)  # a sentence
    layout_changed = Signal()  # columns shown, moved or resized: time to keep `layout_state()`

    def __init__(self, model: IdTableModel[Any], name: str, parent: QWidget | None = None) -> None:
        """`name` is what a screen reader calls the table."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._rows: IdTableModel[Any] = model
        self._sort: tuple[str, bool] = ("", False)
        self._empty: QWidget | None = None
        self._box_pressed = False
        self._anchor = 0
        self._restoring = False
        self._widths = {column.key: column.width for column in model.columns}
        self._header = TableHeader(self)
        self.setHorizontalHeader(self._header)
        self._set_up_view()
        self.setModel(model)
        self.cells = CellDelegate(self)
        self.setItemDelegate(self.cells)
        self._own_header_selections()
        self._set_up_columns()
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
        vertical.setMinimumSectionSize(_ROW_HEIGHT)
        vertical.setDefaultSectionSize(_ROW_HEIGHT)
        vertical.setSectionResizeMode(vertical.ResizeMode.Fixed)

    def _own_header_selections(self) -> None:
        # With the table's own selection model the headers look at every row after Ctrl+A: seconds at 100,000.
        for header in (self._header, self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(self._rows, header))

    def _set_up_columns(self) -> None:
        if self._rows.first:
            self._header.setSectionResizeMode(0, TableHeader.ResizeMode.Fixed)
            self.setColumnWidth(0, 40)
        for number, column in enumerate(self._rows.columns):
            self.setColumnWidth(number + self._rows.first, column.width)
            self.setColumnHidden(number + self._rows.first, not column.visible)
        self._header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _connect(self) -> None:
        self.selectionModel().selectionChanged.connect(self._on_selection)
        self.selectionModel().currentChanged.connect(self._on_current)
        self._rows.edit_refused.connect(self.edit_refused)
        self._header.sectionClicked.connect(self._on_header_clicked)
        self._header.box_clicked.connect(self.toggle_all)
        self._header.sectionMoved.connect(self._on_layout)
        self._header.sectionResized.connect(self._on_layout)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._header_menu)

    # --- what is shown
    def set_ids(self, ids: Sequence[int]) -> None:
        """Show these ids in this order; what was selected, where the cursor was and what was on top stay, by id."""
        selected = self.selected_ids()
        current, section = self.current_id(), max(self.currentIndex().column(), 0)
        top = self.rowAt(0)
        top_id = self._rows.ids[top] if 0 <= top < len(self._rows.ids) else None
        offset = self.rowViewportPosition(top) if top >= 0 else 0
        self._restoring = True
        self._rows.set_ids(ids)
        self._restore(selected, current, section)
        self._restoring = False
        place = self._rows.place_of(top_id) if top_id is not None and top > 0 else None
        if place is not None:
            self.verticalScrollBar().setValue(place * _ROW_HEIGHT - offset)
        self._show_empty()
        self._on_selection()
        if self.current_id() != current and self.current_id() is not None:
            self._on_current()

    def _restore(self, selected: Sequence[int], current: int | None, section: int) -> None:
        # Everything selected and nothing changed is the common big case, and needs no looking up.
        places = sorted(place for i in selected if (place := self._rows.place_of(i)) is not None)
        selection = QItemSelection()
        ranges = _runs(places)
        if len(ranges) <= _MOST_RANGES:
            last = self._rows.columnCount() - 1
            for first, end in ranges:
                selection.append(_range(self._rows, first, end, last))
        model = self.selectionModel()
        if current is not None and (place := self._rows.place_of(current)) is not None:
            model.setCurrentIndex(self._rows.index(place, section), QItemSelectionModel.SelectionFlag.NoUpdate)
        if not selection.isEmpty():
            model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def refresh_rows(self, ids: Sequence[int] | None = None) -> None:
        """The same ids, fresh values (all, or only these)."""
        self._rows.forget_rows(ids)

    def set_empty_widget(self, widget: QWidget) -> None:
        """Shown in place of the rows when there are none; a later call replaces it."""
        if self._empty is not None and self._empty is not widget:
            self._empty.deleteLater()
        self._empty = widget
        widget.setParent(self.viewport())
        self._show_empty()

    def _show_empty(self) -> None:
        if self._empty is not None:
            self._empty.setVisible(not self._rows.ids)
            self._empty.setGeometry(self.viewport().rect())

    # --- selection
    def selected_places(self) -> list[tuple[int, int]]:
        """Selected rows as (first, last), in order, without overlap."""
        found = sorted((part.top(), part.bottom()) for part in self.selectionModel().selection().toList())
        merged: list[tuple[int, int]] = []
        for first, last in found:
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], last))
            else:
                merged.append((first, last))
        return merged

    def selected_count(self) -> int:
        return sum(last - first + 1 for first, last in self.selected_places())

    def selected_ids(self) -> list[int]:
        """In the order on screen; 0.1 ms and the copying of the list, however many."""
        ids = self._rows.ids
        return [i for first, last in self.selected_places() for i in ids[first : last + 1]]

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
        self.set_sort(column.sort_key, descending)
        self.sort_requested.emit(column.sort_key, descending)

    # --- columns
    def layout_state(self) -> str:
        """Columns and sort as JSON, for `restore_layout`."""
        columns = self._header.remembered(self._rows, self._widths)
        return json.dumps({"version": 1, "columns": columns, "sort": list(self._sort)}, ensure_ascii=False)

    def restore_layout(self, text: str) -> None:
        """Put the columns back; what is unknown or broken is passed over, new columns keep their place."""
        try:
            kept = json.loads(text)
            columns = [(str(c["key"]), int(c["width"]), bool(c["visible"])) for c in kept["columns"]]
            key, descending = str(kept["sort"][0]), bool(kept["sort"][1])
        except (ValueError, TypeError, KeyError, IndexError):
            return
        self.arrange_columns(columns)
        self.set_sort(key, descending)

    def arrange_columns(self, columns: Sequence[tuple[str, int, bool]]) -> None:
        """(key, width, visible) in the wanted order."""
        known = [(self._rows.section_of(key), key, width, visible) for key, width, visible in columns]
        known = [entry for entry in known if entry[0] >= 0]
        for place, (section, key, width, visible) in enumerate(known):
            self._header.moveSection(self._header.visualIndex(section), place + self._rows.first)
            self._widths[key] = min(max(width, 40), 1200)
            self.setColumnWidth(section, self._widths[key])
            self.setColumnHidden(section, not visible)
        self.layout_changed.emit()

    def column_state(self) -> list[tuple[str, int, bool]]:
        kept = json.loads(self.layout_state())["columns"]
        return [(c["key"], c["width"], c["visible"]) for c in kept]

    def choose_columns(self) -> None:
        titles = {column.key: column.title for column in self._rows.columns}
        dialog = ColumnDialog(titles, self.column_state(), self._default_columns(), self)
        if dialog.exec():
            self.arrange_columns(dialog.columns())

    def _default_columns(self) -> list[tuple[str, int, bool]]:
        return [(column.key, column.width, column.visible) for column in self._rows.columns]

    def _on_layout(self, *_ignored: object) -> None:
        self.layout_changed.emit()

    def _header_menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        column = self._rows.column_at(self._header.logicalIndexAt(position))
        if column is not None and column.sort_key:
            for text, descending in ((_("升序"), False), (_("降序"), True)):
                menu.addAction(text).triggered.connect(self._sorter(column.sort_key, descending))
            menu.addSeparator()
        menu.addAction(icon("columns-3", "muted"), _("选择列…")).triggered.connect(self.choose_columns)
        menu.addAction(_("恢复默认列")).triggered.connect(lambda: self.arrange_columns(self._default_columns()))
        menu.exec(self._header.mapToGlobal(position))
        menu.deleteLater()

    def _sorter(self, key: str, descending: bool) -> Any:
        def sort_now() -> None:
            self.set_sort(key, descending)
            self.sort_requested.emit(key, descending)

        return sort_now

    # --- clipboard
    def copy_selection(self) -> None:
        """Selected rows, shown columns in the shown order, as text and HTML."""
        ids = self.selected_ids()
        sections = [s for s in self._header.visible_sections() if s >= self._rows.first]
        columns = [column for s in sections if (column := self._rows.column_at(s)) is not None]
        if not ids or not columns:
            return
        rows = [[column.text(row) for column in columns] for row in self._rows.rows_for(ids)]
        titles = [column.title for column in columns]
        numbers = [column.align == "right" for column in columns]
        QGuiApplication.clipboard().setMimeData(clipboard_data(titles, numbers, rows))
        self.copied.emit(len(rows))

    def copy_cell(self) -> None:
        """Only the text under the cursor."""
        text = self.currentIndex().data(Qt.ItemDataRole.DisplayRole)
        if text:
            QGuiApplication.clipboard().setText(str(text))
            self.copied.emit(1)

    # --- keys and mouse
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if (current := self.current_id()) is not None:
                self.opened.emit(current)
        elif event.key() == Qt.Key.Key_Escape and self.selected_count() > 1:
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and index.column() < self._rows.first:
            self._box_pressed = True
            self._press_box(index, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return
        if index.isValid():
            self._anchor = index.row()
        super().mousePressEvent(event)

    def _press_box(self, index: QModelIndex, extend: bool) -> None:
        flags = QItemSelectionModel.SelectionFlag
        model = self.selectionModel()
        if extend:
            first, last = sorted((self._anchor, index.row()))
            part = QItemSelection()
            part.append(_range(self._rows, first, last, self._rows.columnCount() - 1))
            model.select(part, flags.Select | flags.Rows)
        else:
            model.select(index, flags.Toggle | flags.Rows)
            self._anchor = index.row()
        model.setCurrentIndex(index, flags.NoUpdate)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._box_pressed:
            return
        super().mouseMoveEvent(event)
        self._set_hover(self.rowAt(round(event.position().y())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._box_pressed:
            self._box_pressed = False
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() < self._rows.first:
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)
        if index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(self._rows.ids[index.row()])

    def _set_hover(self, place: int) -> None:
        old, self.cells.hover_row = self.cells.hover_row, place
        if old != place:
            for each in (old, place):
                if each >= 0:
                    top = self.rowViewportPosition(each)
                    self.viewport().update(0, top, self.viewport().width(), _ROW_HEIGHT)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter goes on to the row below, Tab and Shift+Tab to the next cell that can be edited."""
        hints = QAbstractItemDelegate.EndEditHint
        index = self.currentIndex()
        super().closeEditor(editor, hints.NoHint)
        if hint == hints.SubmitModelCache:
            below = self._rows.index(index.row() + 1, index.column())
            if below.isValid():
                self.setCurrentIndex(below)
        elif hint in (hints.EditNextItem, hints.EditPreviousItem):
            following = self._next_editable(index, 1 if hint == hints.EditNextItem else -1)
            if following is not None:
                self.setCurrentIndex(following)
                self.edit(following)

    def _next_editable(self, index: QModelIndex, step: int) -> QModelIndex | None:
        sections = self._header.visible_sections()
        at = sections.index(index.column()) + step
        for place in (index.row(), index.row() + step):
            while 0 <= at < len(sections):
                candidate = self._rows.index(place, sections[at])
                if candidate.isValid() and candidate.flags() & Qt.ItemFlag.ItemIsEditable:
                    return candidate
                at += step
            at = 0 if step > 0 else len(sections) - 1
        return None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The actions that were given with addAction, and copying."""
        at = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            at = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        menu = self.build_menu()
        menu.exec(at)
        menu.deleteLater()

    def build_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addActions(self.actions())
        if self.actions():
            menu.addSeparator()
        copy = menu.addAction(icon("copy", "muted"), _("复制所选行"), self.copy_selection)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(self.selected_count() > 0)
        menu.addAction(_("复制这一格"), self.copy_cell).setEnabled(self.currentIndex().isValid())
        return menu

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_empty()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "cells"):
            self.cells.set_font(self.font())

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


def _range(model: IdTableModel[Any], first: int, last: int, last_column: int) -> QItemSelectionRange:
    return QItemSelectionRange(model.index(first, 0), model.index(last, last_column))


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted row numbers as (first, last) runs."""
    runs: list[tuple[int, int]] = []
    start = end = -2
    for place in places:
        if place != end + 1:
            if start >= 0:
                runs.append((start, end))
            start = place
        end = place
    if start >= 0:
        runs.append((start, end))
    return runs
