"""The first start: what the shop is called, where it is kept, the sample shop or an empty one."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.dates import today
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.data.database import DATABASE_FILE
from shopdesk.data.folder import lock_folder, release_folder
from shopdesk.members.shop_file import make_shop_file
from shopdesk.referrals.links import check_link
from shopdesk.sample.beginning import begin_shop
from shopdesk.sample.shop import fill_sample_shop
from ui.option_card import OptionCard
from ui.waiting import waiting
from ui.widgets.buttons import plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row
from ui.widgets.forms import Form


class FirstRun(QDialog):
    """accept() when the shop in `folder` is ready to be opened."""

    def __init__(self, folder: Path, lost: Path | None = None) -> None:
        """`lost` is where the shop was the last time, when it is there no more."""
        super().__init__()
        self.folder = folder
        self._lost = lost
        self.setWindowTitle(_("欢迎使用掌柜台"))
        self.setMinimumSize(620, 440 if lost is None else 530)
        column = QVBoxLayout(self)
        column.setContentsMargins(36, 30, 36, 24)
        self.screens = QStackedWidget()
        column.addWidget(self.screens)
        self.screens.addWidget(self._name_screen())
        self.screens.addWidget(self._start_screen())
        self.name.setFocus()

    def _name_screen(self) -> QWidget:
        screen = QWidget()
        column = QVBoxLayout(screen)
        column.setSpacing(14)
        if self._lost is not None:
            column.addWidget(self._lost_note(self._lost))
        column.addWidget(text_label(_("您的店叫什么？"), "title"))
        column.addWidget(
            text_label(_("会员、订单和内容都存在这台电脑上，不联网也能用。以后都可以改。"), "muted", wrap=True)
        )
        self.form = Form(label_width=84)
        self.name = QLineEdit()
        self.name.setPlaceholderText(_("比如：翠湖小站"))
        self.name_row = self.form.add(_("店名"), self.name, required=True)
        self.owner = QLineEdit()
        self.owner.setPlaceholderText(_("比如：王姐"))
        self.form.add(_("店主称呼"), self.owner)
        self.link = QLineEdit()
        self.link.setPlaceholderText("https://")
        self.link_row = self.form.add(_("店铺链接"), self.link, hint=_("海报二维码打开的网址，可以以后再填"))
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        self.place = QLineEdit(str(self.folder))
        self.place.setAccessibleName(_("保存在"))
        row.addWidget(self.place, 1)
        row.addWidget(plain_button(_("选择…"), self._choose_folder))
        self.place_row = self.form.add(_("保存在"), place)
        self.place.textChanged.connect(self._look_at_place)
        column.addWidget(self.form)
        self.found = text_label(_("这个文件夹里已经有一个店铺，点“下一步”就打开它。"), "strong", wrap=True)
        self.found.hide()
        column.addWidget(self.found)
        column.addStretch(1)
        self.sample = push_button(_("先看示例店铺"), self._take_sample, kind="link")
        following = primary_button(_("下一步"), self._next)
        following.setDefault(True)
        column.addLayout(button_row(following, left=[self.sample]))
        return screen

    def _lost_note(self, lost: Path) -> QWidget:
        note = QFrame()
        note.setProperty("role", "note-warning")
        column = QVBoxLayout(note)
        column.addWidget(text_label(_("上次的店铺现在找不到：{folder}").format(folder=lost), "strong", wrap=True))
        column.addWidget(
            text_label(
                _("如果它在U盘或移动硬盘上，请插好以后重新打开程序；如果搬到了别处，请在“保存在”里选它现在的文件夹。"),
                wrap=True,
            )
        )
        return note

    def _start_screen(self) -> QWidget:
        screen = QWidget()
        column = QVBoxLayout(screen)
        column.setSpacing(12)
        column.addWidget(text_label(_("从哪里开始？"), "title"))
        self.outcome = text_label("", "error", wrap=True)
        self.start_empty = primary_button(_("开始"), partial(self._make, False))
        self.start_sample = plain_button(_("放入示例"), partial(self._make, True))
        for icon_name, text, about, button in (
            (
                "clipboard-paste",
                _("空的店铺"),
                _("打开以后，把接龙复制过来，或者把订单表格拖进窗口。"),
                self.start_empty,
            ),
            ("store", _("示例店铺"), _("约 800 位会员、9,000 张订单，先把每一页试一遍。"), self.start_sample),
        ):
            column.addWidget(OptionCard(icon_name, text, about, button))
        column.addWidget(self.outcome)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(plain_button(_("上一步"), partial(self.screens.setCurrentIndex, 0)))
        row.addStretch(1)
        column.addLayout(row)
        return screen

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("保存在"), self.place.text())
        if chosen:
            self.place.setText(chosen)

    def _look_at_place(self) -> None:
        self.folder = Path(self.place.text().strip()).expanduser()
        there = bool(self.place.text().strip()) and (self.folder / DATABASE_FILE).exists()
        self.found.setVisible(there)
        for field in (self.name, self.owner, self.link, self.sample):
            field.setEnabled(not there)

    def _next(self) -> None:
        if self._is_ready():
            self.screens.setCurrentIndex(1)
            self.start_empty.setFocus()

    def _is_ready(self) -> bool:
        """Whether a new shop can be made from what was typed; a shop that is there already is opened as it is."""
        self.form.clear_errors()
        self._look_at_place()
        if self.found.isVisibleTo(self):
            self.accept()
            return False
        if not self.name.text().strip():
            self.name_row.set_error(_("请填写店名"))
        if self.link.text().strip():
            try:
                check_link(self.link.text().strip())
            except ShopError as error:
                self.link_row.set_error(str(error))
        if not self.place.text().strip():
            self.place_row.set_error(_("请选择文件夹"))
        if self.form.has_errors():
            self.form.focus_first_error()
            return False
        return True

    def _take_sample(self) -> None:
        self.name.setText(self.name.text() or _("翠湖小站"))
        if self._is_ready():
            self.screens.setCurrentIndex(1)  # where it says what went wrong
            self._make(sample=True)

    def _make(self, sample: bool) -> None:
        settings = {
            "name": self.name.text().strip(),
            "owner": self.owner.text().strip(),
            "link": self.link.text().strip(),
        }
        settings = {key: value for key, value in settings.items() if value}
        self.outcome.setText(_("正在准备…"))
        self.outcome.repaint()
        try:
            with waiting():
                make_shop(self.folder, sample, settings)
        except ShopError as error:
            self.outcome.setText(str(error))
        else:
            self.accept()


def make_shop(folder: Path, sample: bool, settings: dict[str, str]) -> None:
    """A new shop with these settings; nothing is left behind when it cannot be made. Raises ShopError."""
    lock = lock_folder(folder)
    try:
        make_shop_file(folder, lambda session: _fill(session, sample, settings))
    finally:
        release_folder(lock)


def _fill(session: Any, sample: bool, settings: dict[str, str]) -> None:
    if sample:
        fill_sample_shop(session, today())
    begin_shop(session, **settings)
