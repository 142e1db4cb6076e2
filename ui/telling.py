"""How the window tells what happens: toasts, the progress of long work, refusals and bugs, and what can be undone."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

from shopdesk.base.i18n import _
from ui.app_context import AppContext

if TYPE_CHECKING:  # dialogs and toasts are imported when there is something to tell: not before the first paint
    from shopdesk.base.errors import ShopError
    from ui.tasks import Task
    from ui.widgets.toast import ToastArea

_STEP_SECONDS = 2


class Telling(QObject):
    def __init__(self, context: AppContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        context.said.connect(self._say)
        context.stepped.connect(self._tell_step)
        context.failed.connect(self._refuse)
        context.crashed.connect(self._crash)
        context.working.connect(self._watch)

    @cached_property
    def toasts(self) -> ToastArea:
        from ui.widgets.toast import ToastArea

        return ToastArea(self._window)

    def _refuse(self, error: ShopError) -> None:
        from ui.errors import show_refusal

        show_refusal(error, self._window)

    def _crash(self, error: BaseException) -> None:
        from ui.errors import show_crash

        show_crash(error, self._window)

    def _say(self, text: str, button: str, act: object) -> None:
        self.toasts.say(text, (button, act) if button and callable(act) else None)

    def _tell_step(self, label: str, back: bool) -> None:
        """What was undone may stand on another page."""
        words = _("已撤销：{label}") if back else _("已重做：{label}")
        opposite = (_("重做"), self._context.redo) if back else (_("撤销"), self._context.undo)
        self.toasts.say(words.format(label=label), opposite, kind="info", seconds=_STEP_SECONDS)

    def _watch(self, task: Task) -> None:
        if not task.label:
            return
        from ui.widgets.progress_dialog import ProgressDialog

        dialog = ProgressDialog(task.label, task.cancel, self._window)
        task.progressed.connect(dialog.report)
        task.worked.connect(dialog.finish)
        dialog.start()


def show_step(action: QAction, button: QAbstractButton, word: str, label: str | None) -> None:
    """撤销 or 重做 in the menu and in the bar; `label` is the change, None when there is none."""
    text = f"{word} {label}" if label else word
    action.setText(text)
    action.setEnabled(label is not None)
    button.setEnabled(label is not None)
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    button.setToolTip(_("{name}（{keys}）").format(name=text, keys=keys))
