"""The head and the foot of the wizard: which step it is, what is under way, and the buttons that go on and back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QWidget

from shopdesk.base.i18n import _
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import set_role, text_label
from ui.widgets.elided import ElidedLabel


class WizardHead(QFrame):
    def __init__(self, steps: Sequence[tuple[QWidget, str]]) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(14)
        row.addWidget(text_label(_("导入"), "section"))
        self.what = ElidedLabel("", "label")
        row.addWidget(self.what, 1)
        self._marks: list[tuple[QWidget, QLabel]] = []
        for number, (step, name) in enumerate(steps, 1):
            label = text_label(f"{number} {name}", "muted")
            self._marks.append((step, label))
            row.addWidget(label)

    def mark(self, step: QWidget) -> None:
        for marked, label in self._marks:
            set_role(label, "strong" if marked is step else "muted")


class WizardFoot(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "topbar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(10)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(120)
        self.bar.setAccessibleName(_("进度"))
        self.bar.hide()
        self.status = ElidedLabel("", "muted")
        row.addWidget(self.bar)
        row.addWidget(self.status, 1)
        self.skip_button = plain_button(_("跳过这一份"))
        self.back_button = plain_button(_("上一步"), icon_name="arrow-left")
        self.cancel_button = plain_button(_("取消"))
        self.next_button = primary_button(_("下一步"))
        # Not the default button: Enter in a field or the table is for the field, and must not import.
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self.next_button, self.next_button.click)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        keys = shortcut.key().toString(QKeySequence.SequenceFormat.NativeText)
        self.next_button.setToolTip(keys)
        for button in (self.skip_button, self.back_button, self.cancel_button, self.next_button):
            row.addWidget(button)

    def show_work(self, text: str) -> None:
        """A bar that moves while something is under way; "" hides it."""
        self.bar.setVisible(bool(text))
        self.bar.setRange(0, 0)

    def show_progress(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, 1000 if total else 0)
        if total:
            self.bar.setValue(min(done * 1000 // total, 1000))
        counted = f"{done:,} / {total:,}" if total else ""
        self.status.setText(" ".join(part for part in (text, counted) if part))
