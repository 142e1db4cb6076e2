"""A field for an amount of money: takes what people write (39, 39元, ¥1,234.5), gives 分."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from shopdesk.base.i18n import _
from shopdesk.base.money import parse_fen
from ui.theme import color
from ui.widgets.cards import repolish


class MoneyEdit(QLineEdit):
    """`fen()` is None while the field is empty or not an amount within the limits; `is_valid()` tells the two apart."""

    fen_changed = Signal(object)

    def __init__(
        self, fen: int | None = None, *, least: int = 0, most: int = 10**11, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._least = least
        self._most = most
        self._said: int | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(24)
        self.setTextMargins(14, 0, 0, 0)
        self.setPlaceholderText("0.00")
        self.setToolTip(_("金额，单位元"))
        self.set_fen(fen)
        self.textChanged.connect(self._on_text)

    def fen(self) -> int | None:
        fen = parse_fen(self.text())
        return fen if fen is not None and self._least <= fen <= self._most else None

    def is_valid(self) -> bool:
        return not self.text().strip() or self.fen() is not None

    def set_fen(self, fen: int | None) -> None:
        sign = "-" if fen is not None and fen < 0 else ""
        self.setText("" if fen is None else f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}")

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if (fen := self.fen()) is not None:
            self.set_fen(fen)
        self._mark(not self.is_valid())
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(color("muted" if self.isEnabled() else "disabled"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect().adjusted(10, 0, 0, 0), int(flags), "¥")

    def _on_text(self) -> None:
        if self.is_valid():
            self._mark(False)
        fen = self.fen()
        if fen != self._said:
            self._said = fen
            self.fen_changed.emit(fen)

    def _mark(self, invalid: bool) -> None:
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            repolish(self)
