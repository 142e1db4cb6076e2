"""Cells of a 接龙 that can be mended: a box to leave a line out, products and names found while one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QRect, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QCompleter,
    QLineEdit,
    QStyleOptionViewItem,
    QWidget,
)

from ui.table.delegate import CellDelegate, paint_checkbox
from ui.table.model import IdTableModel, Index
from ui.table.view import BigTable

Search = Callable[[str], Sequence[str]]
_BOX = 16


class MendingDelegate(CellDelegate):
    """`searches` gives what may be meant, by column key; the columns in `boxes` are ticked by a click."""

    ticked = Signal(int, str)  # row id, column key

    def __init__(self, parent: QWidget, searches: Mapping[str, Search], boxes: Sequence[str]) -> None:
        super().__init__(parent)
        self._searches = searches
        self._boxes = frozenset(boxes)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model: IdTableModel[Any] = index.model()  # type: ignore[assignment]
        column, row = model.column_at(index.column()), model.row_at(index.row())
        super().paint(painter, option, index)
        if column is None or row is None or column.key not in self._boxes or not column.can_edit(row):
            return
        box = QRect(0, 0, _BOX, _BOX)
        box.moveCenter(option.rect.center())
        state = Qt.CheckState.Checked if getattr(row, column.key) else Qt.CheckState.Unchecked
        paint_checkbox(painter, box, state)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        model: IdTableModel[Any] = index.model()  # type: ignore[assignment]
        column = model.column_at(index.column())
        if column is not None and column.key in self._boxes:
            return None  # type: ignore[return-value] # Qt's way to say that there is nothing to type here
        editor = super().createEditor(parent, option, index)
        if column is not None and column.key in self._searches and isinstance(editor, QLineEdit):
            self._complete(editor, self._searches[column.key])
        return editor

    def _complete(self, editor: QLineEdit, search: Search) -> None:
        words = QStringListModel(editor)
        completer = QCompleter(words, editor)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(8)
        editor.textEdited.connect(lambda text: words.setStringList(list(search(text.strip()))))
        completer.activated.connect(lambda _text: QTimer.singleShot(0, editor, lambda: self._finish(editor)))
        editor.setCompleter(completer)

    def _finish(self, editor: QLineEdit) -> None:
        """What was picked from the list is taken, and the cursor goes on to the row below."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)

    def editorEvent(self, event: QEvent, model: Any, option: QStyleOptionViewItem, index: Index) -> bool:
        column = model.column_at(index.column())
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and column is not None
            and column.key in self._boxes
        ):
            row = model.row_at(index.row())
            if row is not None and column.can_edit(row):
                self.ticked.emit(row.id, column.key)
                return True
        return super().editorEvent(event, model, option, index)


class ListTable(BigTable):
    """Space ticks and unticks the selected lines."""

    space_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.space_pressed.emit()
        else:
            super().keyPressEvent(event)
