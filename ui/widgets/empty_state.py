"""What an empty page says: one sentence, one main button, and perhaps a way to sample data."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.icon_label import IconLabel

_LINE = 420
_SIDE = 11
Choice = tuple[str, Callable[[], object]]


class EmptyState(QWidget):
    """`main` and `second` are (label, what to do)."""

    def __init__(
        self,
        sentence: str,
        main: Choice | None = None,
        second: Choice | None = None,
        *,
        icon_name: str = "package",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(sentence)
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setContentsMargins(_SIDE, _SIDE, _SIDE, _SIDE)
        column.setSpacing(14)
        column.addWidget(IconLabel(icon_name, 40), 0, Qt.AlignmentFlag.AlignHCenter)
        self._sentence = text_label(sentence, "label", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        self._fit_sentence()
        buttons = QHBoxLayout()
        buttons.setAlignment(Qt.AlignmentFlag.AlignCenter)
        if main is not None:
            buttons.addWidget(primary_button(*main))
        if second is not None:
            buttons.addWidget(plain_button(*second))
        column.addLayout(buttons)

    def set_sentence(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._fit_sentence()
        self.setAccessibleName(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_sentence(self.width() - 2 * _SIDE)

    def _fit_sentence(self, room: int = _LINE) -> None:
        # Left alone, a wrapping label is as narrow as it is high.
        wanted = self._sentence.fontMetrics().horizontalAdvance(self._sentence.text()) + 8
        self._sentence.setMinimumWidth(max(min(wanted, _LINE, room), 0))
