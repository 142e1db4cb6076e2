"""Step 1: paste, drop or choose what came in; a locked workbook asks for its password here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QSize, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextDocumentLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.settings import remember, remembered
from ui.intake.notes import Note
from ui.widgets.buttons import plain_button, push_button
from ui.widgets.cards import Card, text_label
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.icon_label import IconLabel

_RECENT = "intake.recent"
_FOLDER = "intake.folder"
_RECENT_SHOWN = 5
_ENDINGS = "*.xlsx *.xls *.xlsm *.et *.ods *.csv *.tsv *.txt *.vcf"


class PasteBox(QPlainTextEdit):
    """Pasted and dropped files are files, not their names."""

    files_given = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        document = QTextDocument(self)
        document.setDocumentLayout(QPlainTextDocumentLayout(document))
        self.setDocument(document)
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("接龙文字"))
        self.setPlaceholderText(
            _(
                "在微信群里长按接龙消息，复制，再粘贴到这里（Ctrl+V）。\n\n"
                "从网页或 Excel 里复制的表格也可以粘贴，文件可以直接拖进来。"
            )
        )

    def insertFromMimeData(self, source: QMimeData) -> None:
        files = local_files(source)
        if files:
            self.files_given.emit(files)
        else:
            super().insertFromMimeData(source)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return bool(local_files(source)) or super().canInsertFromMimeData(source)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 96)


def local_files(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class ChooseStep(QWidget):
    files_given = Signal(list)
    password_given = Signal(str, bool)  # the word, whether the shop is to remember it
    text_changed = Signal()

    def __init__(self, show_history: Callable[[], object]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.note = Note()
        column.addWidget(self.note)
        self._add_password(column)
        self._add_paste(column)
        self._add_files(column, show_history)

    def _add_password(self, column: QVBoxLayout) -> None:
        self.password_frame = QFrame()
        self.password_frame.setProperty("role", "card")
        row = QHBoxLayout(self.password_frame)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        row.addWidget(IconLabel("lock", 18))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(_("文件的密码"))
        self.password.setPlaceholderText(_("打开这个文件的密码"))
        self.password.returnPressed.connect(self._give_password)
        row.addWidget(self.password, 1)
        self.keep_password = QCheckBox(_("记住这个密码"))
        self.keep_password.setToolTip(_("下次遇到有密码的文件会先试这个密码"))
        row.addWidget(self.keep_password)
        self.open_locked = plain_button(_("打开"), self._give_password)
        row.addWidget(self.open_locked)
        self.password_frame.hide()
        column.addWidget(self.password_frame)

    def _add_paste(self, column: QVBoxLayout) -> None:
        card = Card(_("粘贴接龙"))
        self.paste_box = PasteBox()
        self.paste_box.files_given.connect(self.files_given)
        self.paste_box.textChanged.connect(self.text_changed)
        card.body.addWidget(self.paste_box, 1)
        column.addWidget(card, 1)

    def _add_files(self, column: QVBoxLayout, show_history: Callable[[], object]) -> None:
        card = Card(_("或者选择文件"))
        card.heading.addWidget(push_button(_("导入记录"), show_history, icon_name="history", kind="quiet"))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.choose_button = plain_button(_("选择文件…"), self.choose_files, icon_name="file-spreadsheet")
        row.addWidget(self.choose_button)
        row.addWidget(
            text_label(
                _("快团团、群接龙、有赞的订单和会员表，微信、支付宝账单，自己做的表格，通讯录"), "muted", wrap=True
            ),
            1,
        )
        card.body.addLayout(row)
        self._recent = QWidget()
        self._recent_flow = FlowLayout(self._recent, 4)
        card.body.addWidget(self._recent)
        column.addWidget(card)
        self.show_recent()

    # ---- choosing

    def choose_files(self) -> None:
        folder = str(remembered(_FOLDER, ""))
        kinds = f"{_('表格、文本和通讯录')} ({_ENDINGS});;{_('所有文件')} (*)"
        names, _kind = QFileDialog.getOpenFileNames(self, _("选择要导入的文件"), folder, kinds)
        if names:
            self.files_given.emit([Path(name) for name in names])

    def show_recent(self) -> None:
        self._recent_flow.clear()
        paths = [path for path in recent_files() if path.exists()][:_RECENT_SHOWN]
        self._recent.setVisible(bool(paths))
        buttons = [
            push_button(path.name, partial(self.files_given.emit, [path]), kind="link", tooltip=str(path))
            for path in paths
        ]
        if buttons:
            label = text_label(_("最近："), "muted")
            label.setMinimumHeight(buttons[0].sizeHint().height())  # in one line with them
            self._recent_flow.addWidget(label)
        for button in buttons:
            self._recent_flow.addWidget(button)

    def text(self) -> str:
        return self.paste_box.toPlainText()

    # ---- refusals

    def show_error(self, error: ShopError, file_name: str = "") -> None:
        """In one sentence, with the field for a password when one is needed."""
        locked = error.code in ("password_needed", "wrong_password")
        sentence = _("{name}：{text}").format(name=file_name, text=error) if file_name else str(error)
        self.note.say(sentence, "warning" if error.code == "password_needed" else "error")
        self.password_frame.setVisible(locked)
        if locked:
            self.password.selectAll()
            self.password.setFocus()

    def clear_error(self) -> None:
        self.note.say("")
        self.password_frame.hide()
        self.password.clear()

    def _give_password(self) -> None:
        if self.password.text():
            self.password_given.emit(self.password.text(), self.keep_password.isChecked())


def recent_files() -> list[Path]:
    stored = remembered(_RECENT, [])
    return [Path(str(name)) for name in stored] if isinstance(stored, list) else []


def remember_file(path: Path) -> None:
    """Offer it again next time, the newest first, and begin in its folder."""
    names = [str(path.absolute()), *(str(known) for known in recent_files())]
    remember(_RECENT, list(dict.fromkeys(names))[:10])
    remember(_FOLDER, str(path.absolute().parent))
