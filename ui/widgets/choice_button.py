"""A button that names what is chosen and opens a list below itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui.icons import icon_pixmap


class ChoiceButton(QPushButton):
    """Whoever inherits opens its list when `clicked`; Down and Enter click too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "choice")
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        pixmap = icon_pixmap("chevron-down", "muted" if self.isEnabled() else "disabled", 14, self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - 22, (self.height() - 14) // 2, pixmap)


def show_below(popup: QWidget, field: QWidget, size: QSize | None = None) -> None:
    """Show `popup` under `field`, or over it where the screen ends. `size` is what it will have if not yet its own."""
    size = size or popup.size()
    below = field.mapToGlobal(QPoint(0, field.height() + 2))
    screen = field.screen().availableGeometry()
    if below.y() + size.height() > screen.bottom():
        below = field.mapToGlobal(QPoint(0, -size.height() - 2))
    popup.move(min(below.x(), screen.right() - size.width()), max(below.y(), screen.top()))
    popup.show()
