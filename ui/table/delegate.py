"""Paints the cells of the big table: one Python call for a cell, nothing asked of the style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.icons import icon_pixmap
from ui.table.columns import Chip, Column
from ui.table.model import IdTableModel, Index
from ui.theme import tokens
from ui.tokens import Tokens
from ui.widgets.chips import chip_width, paint_chip
from ui.widgets.elided import elide

PAD = 10
_SELECTED = QStyle.StateFlag.State_Selected
_FLAGS = {
    "left": int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine),
    "right": int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine),
    "center": int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine),
}
_ELIDED = (Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle)


def _font_of(column: Column[Any]) -> int:
    return 2 if column.strong else 1 if column.align == "right" else 0


class _Paints:
    """Colours as Qt objects, made once for a theme."""

    def __init__(self, colors: Tokens) -> None:
        self.colors = colors
        self.surface = QBrush(QColor(colors.surface))
        self.hover = QBrush(QColor(colors.hover))
        self.selected = QBrush(QColor(colors.accent_soft))
        self.line = QColor(colors.border)
        self.focus = QPen(QColor(colors.focus), 2)
        self.text = QColor(colors.text)
        self.muted = QColor(colors.muted)


class CellDelegate(QStyledItemDelegate):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hover_row = -1
        self.focus_cell: tuple[int, int] = (-1, -1)
        self._paints = _Paints(tokens())
        self._elided: dict[tuple[str, int, int], str] = {}
        self.set_font(parent.font())

    def set_font(self, font: QFont) -> None:
        """Fonts are prepared here; figures are tabular, so that digits stand under digits."""
        figures = QFont(font)
        figures.setFeature(QFont.Tag("tnum"), 1)
        strong = QFont(font)
        strong.setBold(True)
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        self._fonts = (QFont(font), figures, strong, small)
        self._metrics = tuple(QFontMetrics(each) for each in self._fonts)
        self._elided.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, 36)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model: IdTableModel[Any] = index.model()  # type: ignore[assignment]
        colors = tokens()
        if self._paints.colors is not colors:
            self._paints = _Paints(colors)
        paints = self._paints
        rect: QRect = option.rect
        place, section = index.row(), index.column()
        selected = bool(option.state & _SELECTED)
        ground = paints.selected if selected else paints.hover if place == self.hover_row else paints.surface
        painter.fillRect(rect, ground)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, paints.line)
        column = model.column_at(section)
        row = model.row_at(place)
        if column is None:
            box = QRect(0, 0, 16, 16)
            box.moveCenter(rect.center())
            paint_checkbox(painter, box, Qt.CheckState.Checked if selected else Qt.CheckState.Unchecked)
        elif row is None:
            painter.setPen(paints.muted)
            painter.drawText(rect.adjusted(PAD, 0, -PAD, 0), _FLAGS["left"], "…")
        elif column.chips is not None:
            self._paint_chips(painter, rect, column.chips(row))
        else:
            inner = rect.adjusted(PAD, 0, -PAD, 0)
            if column.icon is not None and (name := column.icon(row)):
                pixmap = icon_pixmap(name, "muted", 16, painter.device().devicePixelRatioF())
                painter.drawPixmap(inner.x(), rect.y() + (rect.height() - 16) // 2, pixmap)
                inner.setLeft(inner.left() + 22)
            which = _font_of(column)
            name = column.color(row) if column.color is not None else ""
            painter.setPen(QColor(getattr(colors, name)) if name else paints.text)
            painter.setFont(self._fonts[which])
            painter.drawText(inner, _FLAGS[column.align], self._fit(column, row, which, inner.width()))
        if self.focus_cell == (place, section):
            painter.setPen(paints.focus)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _fit(self, column: Column[Any], row: Any, which: int, width: int) -> str:
        text = column.text(row)
        key = (text, which, -width if column.middle else width)
        shown = self._elided.get(key)
        if shown is None:
            if len(self._elided) > 20_000:
                self._elided.clear()
            shown = self._elided[key] = elide(self._metrics[which], text, width, _ELIDED[column.middle])
        return shown

    def is_cut(self, index: Index, width: int) -> bool:
        """Does the cell show less than it has? Then its tooltip says the whole."""
        model: IdTableModel[Any] = index.model()  # type: ignore[assignment]
        column, row = model.column_at(index.column()), model.row_at(index.row())
        if column is None or row is None:
            return False
        if column.chips is not None:
            chips = column.chips(row)
            return bool(chips) and fit_chips(self._metrics[3], chips, width - 2 * PAD)[1] != 0
        return self._fit(column, row, _font_of(column), width - 2 * PAD) != column.text(row)

    def _paint_chips(self, painter: QPainter, rect: QRect, chips: Sequence[Chip]) -> None:
        metrics = self._metrics[3]
        painter.setFont(self._fonts[3])
        widths, left_out = fit_chips(metrics, chips, rect.width() - 2 * PAD)
        painter.save()
        x, height = rect.x() + PAD, min(metrics.height() + 4, rect.height() - 6)
        y = rect.y() + (rect.height() - height) // 2
        for (text, color), width in zip(chips, widths, strict=False):
            paint_chip(painter, QRect(x, y, width, height), text, color, metrics)
            x += width + 4
        if left_out:
            painter.setPen(self._paints.muted)
            painter.drawText(QRect(x, rect.y(), rect.right() - x, rect.height()), _FLAGS["left"], f"+{left_out}")
        painter.restore()

    # --- editing
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setMaxLength(2000)
        editor.setAccessibleName(str(index.model().headerData(index.column(), Qt.Orientation.Horizontal)))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        if not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Qt's own answer to Enter ends editing; here it goes on with the row below, as in a spreadsheet.
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)
            return True
        return super().eventFilter(editor, event)


def fit_chips(metrics: QFontMetrics, chips: Sequence[Chip], room: int) -> tuple[list[int], int]:
    """Widths of the chips that fit whole (the first one shrinks rather than vanish), and how many are left out."""
    widths: list[int] = []
    used = 0
    for number, (text, _color) in enumerate(chips):
        rest = len(chips) - number - 1
        width = _chip_width(metrics, text)
        need = used + width + (28 if rest else 0)
        if need > room:
            if number:
                return widths, rest + 1
            width = max(min(width, room - (28 if rest else 0)), 30)
            return [width], rest
        widths.append(width)
        used += width + 4
    return widths, 0


_widths: dict[str, int] = {}


def _chip_width(metrics: QFontMetrics, text: str) -> int:
    if len(_widths) > 5000:
        _widths.clear()
    key = f"{metrics.height()} {text}"
    if key not in _widths:
        _widths[key] = chip_width(metrics, text)
    return _widths[key]


def paint_checkbox(painter: QPainter, box: QRect, state: Qt.CheckState) -> None:
    colors = tokens()
    on = state != Qt.CheckState.Unchecked
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colors.accent if on else colors.border_check), 1.5))
    painter.setBrush(QColor(colors.accent if on else colors.surface))
    painter.drawRoundedRect(QRectF(box).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
    if on:
        name = "check" if state == Qt.CheckState.Checked else "minus"
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(box.x() + 2, box.y() + 2, icon_pixmap(name, "on_accent", box.width() - 4, ratio))
    painter.restore()
