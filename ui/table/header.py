"""The header of the big table: sort by a click, a box for all rows, a menu for the columns."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.table.delegate import paint_checkbox
from ui.table.model import IdTableModel


class TableHeader(QHeaderView):
    box_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.box_state = Qt.CheckState.Unchecked
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)  # would ask the selection for each column
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(40)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSortIndicatorShown(True)

    def set_box_state(self, state: Qt.CheckState) -> None:
        if state != self.box_state:
            self.box_state = state
            self.viewport().update()

    def _has_boxes(self) -> bool:
        model = self.model()
        return isinstance(model, IdTableModel) and model.first == 1

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        if section == 0 and self._has_boxes():
            box = QRect(0, 0, 16, 16)
            box.moveCenter(rect.center())
            paint_checkbox(painter, box, self.box_state)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self._has_boxes() and self.logicalIndexAt(event.position().toPoint()) == 0
        super().mouseReleaseEvent(event)
        if inside and event.button() == Qt.MouseButton.LeftButton:
            self.box_clicked.emit()

    def visible_sections(self) -> list[int]:
        """Logical numbers of the shown columns from left to right."""
        order = (self.logicalIndex(place) for place in range(self.count()))
        return [section for section in order if not self.isSectionHidden(section)]
