"""What a person does: finds a button by its words and presses it, step after step."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget

from ui.app_context import AppContext

Widget = TypeVar("Widget", bound=QWidget)


def button(inside: QWidget, words: str) -> QAbstractButton:
    """The one visible button that says so, or is named so."""
    found = [
        each
        for each in inside.findChildren(QAbstractButton)
        if each.isVisibleTo(inside) and words in (each.text(), each.accessibleName(), each.text().replace("&", ""))
    ]
    assert len(found) == 1, f"{words}: {[each.text() for each in inside.findChildren(QAbstractButton)]}"
    return found[0]


def press(inside: QWidget, words: str) -> None:
    pressed = button(inside, words)
    assert pressed.isEnabled(), words
    pressed.click()


def words_on(inside: QWidget) -> str:
    """Everything that labels say."""
    return "\n".join(label.text() for label in inside.findChildren(QLabel) if label.isVisibleTo(inside))


def on_screen(kind: type[Widget]) -> Widget | None:
    shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()]
    return shown[0] if shown else None


def dialog(kind: type[Widget]) -> Widget:
    found = on_screen(kind)
    assert found is not None, f"no {kind.__name__} on screen"
    return found


def settle(context: AppContext) -> None:
    """Until reads have come back, what they asked for too, and what was let go is gone."""
    for _round in range(3):
        context.wait_idle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


class Play(QObject):
    """Steps for a program that runs its own event loop: each is tried until it returns True."""

    def __init__(self, steps: Sequence[Callable[[], bool | None]], seconds: float = 30) -> None:
        super().__init__()
        self.left = list(steps)
        self._until = time.monotonic() + seconds
        self._timer = QTimer(self, interval=20)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        if not self.left:
            self._timer.stop()
        elif time.monotonic() > self._until:
            self._timer.stop()
            for widget in QApplication.topLevelWidgets():
                if isinstance(widget, QDialog):
                    widget.reject()
                widget.close()
            QApplication.exit(99)
        else:
            step = self.left.pop(0)
            if step() is False:
                self.left.insert(0, step)
