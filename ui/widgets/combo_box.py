"""A choice whose text ends in an ellipsis when there is no room for it, and says it whole in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from ui.widgets.elided import elide, plain_tooltip


class ElidedComboBox(QComboBox):
    elided = Qt.TextElideMode.ElideRight

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = elide(self.fontMetrics(), option.currentText, self._room(option), self.elided)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _room(self, option: QStyleOptionComboBox) -> int:
        field = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width() - 2

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
            cut = self.fontMetrics().horizontalAdvance(self.currentText()) > self._room(option)
            self.setToolTip(plain_tooltip(self.currentText()) if cut else "")
        return super().event(event)
