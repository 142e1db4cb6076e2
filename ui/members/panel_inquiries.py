"""What a member asked for: noted in a line, or chosen from chat that is pasted."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QPlainTextEdit,
    QSizePolicy,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from shopdesk.base.dates import ago, day_of
from shopdesk.base.i18n import _
from shopdesk.base.texts import fold
from shopdesk.intake.inquiries import ChatLine, KnownProduct, known_products, read_chat, recognise
from shopdesk.members.details import MemberDetails
from shopdesk.members.inquiries import InquiryNote, add_inquiries, remove_inquiry
from ui.app_context import AppContext
from ui.members.columns import Clock
from ui.members.in_place import InPlaceEdit
from ui.members.panel_lists import ListSection
from ui.members.wording import moment_day
from ui.widgets.buttons import icon_button, plain_button, primary_button, push_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.elided import ElidedLabel, plain_tooltip

_SHOWN = 6
_WAIT_MS = 150


class InquiriesSection(ListSection):
    def __init__(self, context: AppContext, member_id: int, clock: Clock) -> None:
        super().__init__(_("问过、想要"), context, member_id, clock)
        self._names: frozenset[str] = frozenset()
        self.paste = push_button(_("粘贴聊天记录"), self._paste, kind="link", icon_name="clipboard-paste")
        self.heading.addWidget(self.paste)
        self.new = InPlaceEdit(_("记一条问过、想要的"), _("记一条，如：想要车厘子，回车确定"))
        self.new.committed.connect(self._add)
        self.layout().addWidget(self.new)  # type: ignore[union-attr]

    def shown(self, details: MemberDetails) -> object:
        names = (details.row.name, details.row.real_name, *(alias.name for alias in details.aliases))
        self._names = frozenset(fold(name) for name in names if name)
        return details.inquiries[:_SHOWN], self.clock.today

    def fill(self, details: MemberDetails) -> None:
        for row in details.inquiries[:_SHOWN]:
            day = text_label(ago(self.clock.today - day_of(row.at, self.clock.zone)), "muted")
            day.setToolTip(moment_day(row.at, self.clock.zone, self.clock.today))
            words = ElidedLabel(row.words)
            words.setToolTip(plain_tooltip(row.words))
            product = ElidedLabel(row.product, "strong")
            product.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            remove = icon_button("x", _("删掉这条：{words}").format(words=row.words), partial(self._remove, row.id))
            self.add_line(day, words, product, remove, stretch=1)
        if not details.inquiries:
            self.add_wide(text_label(_("还没记过他问了什么"), "muted"))

    def _add(self, words: str) -> None:
        if words.strip():
            self.context.change(_("记下问过的商品"), partial(_note, self.member_id, words), say=_("记下了"))
        self.new.show_value("")
        self.new.clear()

    def _remove(self, inquiry_id: int) -> None:
        self.context.change(_("删掉一条问过的"), lambda s, _p: remove_inquiry(s, inquiry_id), say=_("已删掉"))

    def _paste(self) -> None:
        dialog = ChatDialog(self.context, self.member_id, self._names, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _note(member_id: int, words: str, session: Any, _progress: object) -> int:
    product = recognise(words, known_products(session))
    return add_inquiries(session, member_id, [InquiryNote(words, product)])


class ChatDialog(QDialog):
    """Pasted chat above, what was made of each line under it; what is ticked is noted."""

    def __init__(
        self, context: AppContext, member_id: int, names: frozenset[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._member_id, self._names = context, member_id, names
        self._products: list[KnownProduct] = context.query(known_products)
        self._lines: list[ChatLine] = []
        self.setWindowTitle(_("从聊天记录里记下问过的商品"))
        self.resize(560, 520)
        column = dialog_column(self)
        column.addWidget(
            text_label(_("把和这位会员的聊天粘贴到这里，商品会自己认出来，原话会留着。"), "muted", wrap=True)
        )
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("聊天记录"))
        self.text.setPlaceholderText(_("例如：\n车厘子还有吗？\n下次有羊排帮我留两份"))
        self.text.setTabChangesFocus(True)
        self._wait = QTimer(self, interval=_WAIT_MS, singleShot=True)
        self._wait.timeout.connect(self._read)
        self.text.textChanged.connect(self._wait.start)
        column.addWidget(self.text, 2)
        self.list = QTreeWidget()
        self.list.setAccessibleName(_("要记下的话"))
        self.list.setRootIsDecorated(False)
        self.list.setHeaderLabels([_("原话"), _("商品")])
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.itemChanged.connect(lambda _item, _column: self._show_state())
        column.addWidget(self.list, 3)
        self.yes = primary_button("", self._add)
        column.addLayout(button_row(plain_button(_("取消"), self.reject), self.yes))
        clipboard = QGuiApplication.clipboard().text()
        if "\n" in clipboard.strip():
            self.text.setPlainText(clipboard)
            self.text.selectAll()
        self._read()

    def _read(self) -> None:
        self._lines = read_chat(self.text.toPlainText(), self._products, self._names)
        self.list.blockSignals(True)
        self.list.clear()
        reasons = {"other": _("别人说的"), "nothing": _("没有问什么")}
        for line in self._lines:
            goods = _("、").join(name for _id, name in line.products) or reasons.get(line.reason, _("没有认出商品"))
            item = QTreeWidgetItem([line.words, goods])
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(0, Qt.CheckState.Checked if line.wanted else Qt.CheckState.Unchecked)
            item.setToolTip(0, plain_tooltip(line.words))
            self.list.addTopLevelItem(item)
        self.list.blockSignals(False)
        self._show_state()

    def ticked(self) -> list[ChatLine]:
        items = [self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount())]
        return [
            line
            for line, item in zip(self._lines, items, strict=True)
            if item is not None and item.checkState(0) == Qt.CheckState.Checked
        ]

    def _show_state(self) -> None:
        count = len(self.ticked())
        self.yes.setText(_("记下 {count} 条").format(count=count))
        self.yes.setEnabled(count > 0)

    def _add(self) -> None:
        notes = [note for line in self.ticked() for note in line.notes()]

        def told(count: int) -> None:
            if count:
                self._context.say(_("记下了 {count} 条").format(count=count), _("撤销"), self._context.undo)
            else:
                self._context.say(_("这些话以前已经记过了。"))

        self._context.change(_("记下问过的商品"), lambda s, _p: add_inquiries(s, self._member_id, notes, "chat"), told)
        self.accept()
