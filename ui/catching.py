"""What nobody caught goes to the owner; the dialogs that say so are imported when there is something to say."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from shopdesk.base.errors import Cancelled, ShopError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def catch_everything(parent: QWidget | None = None) -> None:
    """Route what nobody caught to the owner: a refusal as a sentence, a bug to the crash window."""

    def hook(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        from PySide6.QtCore import QThread

        from ui.errors import show_crash, show_refusal

        if isinstance(error, KeyboardInterrupt):
            sys.exit(130)
        if isinstance(error, Cancelled):
            return
        window = show_refusal(error, parent) if isinstance(error, ShopError) else show_crash(error, parent)
        if not QThread.currentThread().loopLevel():
            window.exec()  # nothing runs that would show it: the program is starting or ending

    sys.excepthook = hook
