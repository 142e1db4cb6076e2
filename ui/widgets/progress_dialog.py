"""How far long work is: appears after 600 ms, can be cancelled, says the time that is left when it is known."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QWidget

from shopdesk.base.i18n import _
from ui.widgets.buttons import plain_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import dialog_column
from ui.widgets.elided import ElidedLabel
from ui.widgets.toast import announce

DELAY_MS = 600
_KNOWN_AFTER = 2.0  # seconds; a guess from less jumps about


class ProgressDialog(QDialog):
    """`start()` begins to wait, `report(done, total, text)` may be connected to a signal, `finish()` ends it."""

    def __init__(
        self, label: str, cancel: Callable[[], object], parent: QWidget | None = None, *, delay_ms: int = DELAY_MS
    ) -> None:
        super().__init__(parent)
        self._cancel = cancel
        self._started = 0.0
        self._finished = False
        self.setWindowTitle(label)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(420)
        column = dialog_column(self)
        column.addWidget(text_label(label, "section", wrap=True))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(label)
        column.addWidget(self._bar)
        self._text = ElidedLabel("", "muted")
        column.addWidget(self._text)
        row = QHBoxLayout()
        self._rest = text_label("", "muted")
        row.addWidget(self._rest, 1)
        self._button = plain_button(_("取消"), self.reject)
        row.addWidget(self._button)
        column.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay_ms)
        self._timer.timeout.connect(self._appear)

    def start(self) -> None:
        self._started = time.monotonic()
        self._timer.start()

    def report(self, done: int, total: int, text: str = "") -> None:
        """`total` 0 means unknown."""
        self._bar.setRange(0, 1000 if total else 0)  # a bar counts in 32 bits
        if total:
            self._bar.setValue(min(done * 1000 // total, 1000))
        if text:
            self._text.setText(text)
        elif total:
            self._text.setText(f"{done:,} / {total:,}")
        self._rest.setText(remaining_text(time.monotonic() - self._started, done, total))

    def finish(self) -> None:
        self._finished = True
        self._timer.stop()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        """Cancel, Esc and the window's cross: ask the work to stop and stay until it has."""
        if self._finished or not self._button.isEnabled():
            return
        self._button.setEnabled(False)
        self._rest.setText(_("正在停止…"))
        self._cancel()

    def _appear(self) -> None:
        self.show()
        announce(self, self.windowTitle())


def remaining_text(elapsed: float, done: int, total: int) -> str:
    """About how long it will still take, or "" while that would be a guess."""
    if not total or done <= 0 or elapsed < _KNOWN_AFTER or done * 20 < total:
        return ""
    seconds = elapsed / done * max(total - done, 0)
    if seconds < 5:
        return _("马上就好")
    if seconds < 90:
        return _("大约还要 {count} 秒").format(count=round(seconds / 5) * 5)
    return _("大约还要 {count} 分钟").format(count=round(seconds / 60))
