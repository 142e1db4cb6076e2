"""BigTable: the view with its keys, mouse, clipboard, editing and menu."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QMenu, QWidget

from shopdesk.base.i18n import _
from ui.icons import icon
from ui.table.clipboard import clipboard_data
from ui.table.model import IdTableModel
from ui.table.rows_view import RowsView
from ui.table.selection import selection_of_runs


class BigTable(RowsView):
    """Made with `BigTable(model, name)`; see RowsView for what is shown and selected."""

    opened = Signal(int)  # Enter, or a double click on a cell that is not edited
    pasted = Signal(str)
    copied = Signal(int)

    def __init__(self, model: IdTableModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name, parent)
        self._box_pressed = False
        self._anchor = 0

    # --- clipboard
    def copy_selection(self) -> None:
        """Selected rows, chosen columns in the shown order (room or not), as text and HTML."""
        ids = self.selected_ids()
        sections = [s for s in self._layout.chosen_sections() if s >= self._rows.first]
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
        elif event.key() == Qt.Key.Key_Space and self._rows.first and self.currentIndex().isValid():
            self._press_box(self.currentIndex(), False)
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
            part = selection_of_runs(self._rows, [(first, last)])
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
