"""What the owner sees when something goes wrong: a sentence for ShopError, the crash window for a bug."""

from __future__ import annotations

import platform
import traceback

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QMessageBox, QPlainTextEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from shopdesk import __version__
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.paths import log_dir
from ui.logs import log_crash
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row

_open: set[QDialog] = set()
"""Dialogs on screen: one without a parent belongs to nobody else and would vanish at once."""


def show_refusal(error: ShopError, parent: QWidget | None = None) -> QMessageBox:
    """One clear sentence and what to do about it."""
    box = QMessageBox(QMessageBox.Icon.Information, _("掌柜台"), error.message, QMessageBox.StandardButton.Ok, parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(error.hint)
    _show(box)
    return box


def tell_refusal(error: ShopError) -> None:
    """The same before or after there is a window: returns when it was read."""
    show_refusal(error).exec()


def _show(dialog: QDialog) -> None:
    _open.add(dialog)
    dialog.finished.connect(lambda: _open.discard(dialog))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


class CrashWindow(QDialog):
    """A bug: the data is safe because the change rolled back; the details can be copied for whoever mends it."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("程序出了点问题"))
        self.resize(640, 420)
        self.details = crash_details(error)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(text_label(_("程序出了点问题"), "title"))
        column.addWidget(
            text_label(
                _("您的数据是安全的：刚才那一步没有写进店铺，其他内容都在。可以继续使用，也可以重新打开程序。"),
                wrap=True,
            )
        )
        column.addWidget(
            text_label(_("把下面的内容发给帮您维护的人，里面可能有您刚才输入的文字。"), "muted", wrap=True)
        )
        text = QPlainTextEdit(self.details)
        text.setReadOnly(True)
        text.setAccessibleName(_("错误详情"))
        column.addWidget(text, 1)
        close = primary_button(_("继续使用"), self.accept)
        close.setDefault(True)
        logs = plain_button(_("打开日志文件夹"), open_log_folder, icon_name="folder-open")
        copy = plain_button(_("复制详情"), self._copy, icon_name="copy")
        column.addLayout(button_row(copy, close, left=[logs]))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)


def crash_details(error: BaseException) -> str:
    head = f"ShopDesk {__version__} · Python {platform.python_version()} · Qt {qVersion()} · {platform.platform()}"
    return head + "\n\n" + "".join(traceback.format_exception(error))


def open_log_folder() -> None:
    folder = log_dir()
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def show_crash(error: BaseException, parent: QWidget | None = None) -> CrashWindow:
    log_crash(error)
    for window in _open:
        if isinstance(window, CrashWindow) and isValid(window):
            return window  # one is enough: a bug in painting would come again and again
    window = CrashWindow(error, parent)
    _show(window)
    return window
