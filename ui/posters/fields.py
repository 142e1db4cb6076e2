"""What stands on the poster: the words, the picture and the shop's link."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.referrals.links import check_link
from shopdesk.referrals.poster_store import PosterChoices
from shopdesk.referrals.posters.values import PosterValues, field_text
from ui.posters.picture_box import PictureBox
from ui.widgets.forms import Form

WORDS = ("title", "subtitle", "price", "call", "slogan", "shop", "sender")


class PosterFields(QWidget):
    changed = Signal()
    link_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.own = PosterValues()
        """What the shop's settings say; shown where a field is empty."""
        self.picture = PictureBox()
        self.words = {name: QLineEdit() for name in WORDS}
        self.link = QLineEdit()
        form = Form(label_width=56)
        form.add(_("标题"), self.words["title"])
        form.add(_("副标题"), self.words["subtitle"])
        form.add(_("价格"), self.words["price"])
        form.add(_("图片"), self.picture)
        self.link_row = form.add(_("店铺链接"), self.link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form)
        self.more = more = Form(label_width=56)  # stands further down, below what everybody needs
        more.add(_("引导语"), self.words["call"])
        more.add(_("口号"), self.words["slogan"])
        more.add(_("店名"), self.words["shop"])
        more.add(_("发布者"), self.words["sender"])
        column.addWidget(more)
        for edit in (*self.words.values(), self.link):
            edit.setMaxLength(3000 if edit is self.link else 120)
        self.words["title"].setPlaceholderText(_("例如：砂糖橘 5 斤装"))
        self.words["subtitle"].setPlaceholderText(_("例如：今晚 8 点开团 · 周三到货"))
        self.words["price"].setPlaceholderText(_("例如：19.9元/5斤"))
        self.link.setPlaceholderText("https://")
        for edit in self.words.values():
            edit.textChanged.connect(lambda _text: self.changed.emit())
        self.picture.changed.connect(self.changed)
        self.link.textChanged.connect(lambda _text: self._check_link())
        self.link.editingFinished.connect(self._give_link)

    def show_own(self, own: PosterValues) -> None:
        """The shop's own words as placeholders, and its link."""
        self.own = own
        self.words["shop"].setPlaceholderText(own.shop or _("店铺的名字"))
        self.words["slogan"].setPlaceholderText(own.slogan)
        self.words["sender"].setPlaceholderText(own.sender)
        self.words["call"].setPlaceholderText(field_text(PosterValues(), "call"))
        if not self.link.hasFocus():
            self.link.setText(own.link)
            self.link.setCursorPosition(0)
        self._check_link()

    def show_choices(self, choices: PosterChoices) -> None:
        for name, edit in self.words.items():
            edit.blockSignals(True)
            edit.setText(getattr(choices, name))
            edit.setCursorPosition(0)
            edit.blockSignals(False)
        self.changed.emit()

    def choices(self, design: str, size: str) -> PosterChoices:
        return PosterChoices(design, size, **{name: edit.text().strip() for name, edit in self.words.items()})

    def good_link(self) -> str:
        """The link as typed if it may stand in a code, else ""."""
        try:
            check_link(self.link.text().replace("{code}", "X"))
        except ShopError:
            return ""
        return self.link.text().strip()

    def _check_link(self) -> None:
        text = self.link.text().strip()
        try:
            check_link(text.replace("{code}", "X"))
            self.link_row.set_error("")
        except ShopError as error:
            # Empty is not wrong yet: it says what it is for.
            self.link_row.set_error(str(error) if text else "")
        self.link.setToolTip(_("顾客扫码后打开的网址，会自动带上会员的推荐码。写 {code} 可以指定推荐码的位置。"))
        self.changed.emit()

    def _give_link(self) -> None:
        if self.good_link() and self.good_link() != self.own.link:
            self.link_given.emit(self.good_link())
