"""Short messages over the foot of a window, each with at most one thing to do, such as 撤销 or 打开所在文件夹."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from ui.widgets.buttons import icon_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.icon_label import IconLabel

_SHOWN = 4  # at once; older ones leave first
_FOOT = 72  # leaves the bulk bar and the status bar free
_ICONS = {"info": "info", "success": "circle-check", "warning": "triangle-alert", "error": "circle-alert"}


class ToastArea(QWidget):
    """One for each window: `ToastArea(window).say("已删除 3 位会员", ("撤销", undo))`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAccessibleName(_("消息"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        window.installEventFilter(self)
        self.hide()

    def say(
        self,
        message: str,
        action: tuple[str, Callable[[], object]] | None = None,
        *,
        kind: str = "success",
        seconds: float = 6,
    ) -> Toast:
        """Show a message; with an action it stays twice as long. `kind`: info, success, warning, error."""
        toast = Toast(message, action, kind, seconds * (2 if action else 1), self)
        toast.setMaximumWidth(max(self._window.width() - 32, 240))
        self._column.addWidget(toast, 0, Qt.AlignmentFlag.AlignHCenter)
        for old in self.toasts()[:-_SHOWN]:
            old.leave()
        self._place()
        announce(self._window, message)
        return toast

    def toasts(self) -> list[Toast]:
        items = (self._column.itemAt(i) for i in range(self._column.count()))
        return [toast for item in items if item is not None and isinstance(toast := item.widget(), Toast)]

    def release(self, toast: Toast) -> None:
        self._column.removeWidget(toast)
        toast.deleteLater()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._place()
        return False

    def _place(self) -> None:
        toasts = self.toasts()
        if not toasts:
            self.hide()
            return
        window = self._window
        for toast in toasts:
            toast.setMaximumWidth(max(window.width() - 32, 240))
            toast.show()  # a hidden one has no size in the layout
        self.show()
        self._column.invalidate()
        self.resize(self._column.sizeHint())
        self.move(QPoint((window.width() - self.width()) // 2, window.height() - self.height() - _FOOT))
        self.raise_()


class Toast(QFrame):
    def __init__(
        self, message: str, action: tuple[str, Callable[[], object]] | None, kind: str, seconds: float, area: ToastArea
    ) -> None:
        super().__init__(area)
        self._area = area
        self.setProperty("role", "inverse")
        self.setAccessibleName(message)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 6, 6)
        row.setSpacing(10)
        row.addWidget(IconLabel(_ICONS[kind], 18, "on_inverse"))
        label = text_label(message, wrap=len(message) > 40)
        if len(message) > 40:
            label.setMinimumWidth(320)
        row.addWidget(label, 1)
        if action is not None:
            name, act = action
            row.addWidget(push_button(name, lambda: self._act(act), kind="action"))
        row.addWidget(icon_button("x", _("关闭消息"), self.leave, color="on_inverse"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self._time_over)
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()
        self.hide()
        self._area.release(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()

    def _time_over(self) -> None:
        if any(child.hasFocus() for child in self.findChildren(QWidget)):
            self._timer.start()  # somebody is about to press its button
        else:
            self.leave()

    def _act(self, act: Callable[[], object]) -> None:
        self.leave()
        act()


def announce(widget: QWidget, message: str) -> None:
    """Let a screen reader say it without moving the focus."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, message))
