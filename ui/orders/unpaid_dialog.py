"""Who has not paid: amounts, a friendly line to copy for each, one for the whole group, and cash ticked off."""

from __future__ import annotations

from collections.abc import Container
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QWidget

from shopdesk.base.i18n import _, p_
from shopdesk.base.money import format_fen
from shopdesk.data.database import Change
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.payment_settling import take_cash, take_cash_of
from shopdesk.orders.reminders import Reminder, reminders
from shopdesk.orders.totals import Unpaid, unpaid_notice
from ui.app_context import AppContext
from ui.orders.amount_dialog import cash_dialog
from ui.orders.dialogs import open_at
from ui.orders.wording import money
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import section_title
from ui.widgets.dialogs import button_row, dialog_column
from ui.widgets.elided import ElidedLabel
from ui.widgets.empty_state import EmptyState

_TABLES = frozenset({"order", "payment_match", "member"})


def reminder_columns(copied: Container[int]) -> list[Column[Reminder]]:
    def sign(row: Reminder) -> str:
        return "bell-off" if row.do_not_contact else "check" if row.unpaid.member_id in copied else ""

    return [
        Column("name", p_("one", "会员"), lambda row: row.unpaid.name, 130, strong=True, flex=True, icon=sign),
        Column("room", _("房号"), lambda row: row.unpaid.room, 96),
        Column("open", _("还差"), lambda row: money(row.unpaid.open_fen), 96, "right",
               color=lambda _row: "danger_text"),
        Column("paid", _("已付"), lambda row: money(row.paid_fen) if row.paid_fen else "", 90, "right"),
        Column("goods", _("商品"), lambda row: row.goods, 226, tooltip=lambda row: row.goods, flex=True),
    ]  # fmt: skip


class UnpaidDialog(QDialog):
    """Stays open while the owner goes down the list; what is paid meanwhile leaves it."""

    def __init__(self, context: AppContext, wanted: OrderFilter, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._wanted = context, wanted
        self._people: dict[int, Reminder] = {}
        self.copied: set[int] = set()
        """Whom the owner has copied the reminder for, in this sitting."""
        self.setWindowTitle(_("催款名单"))
        open_at(self, 800, 560)
        column = dialog_column(self)
        column.addLayout(self._head(title))
        self.table = BigTable(
            IdTableModel(reminder_columns(self.copied), self._fetch, checkboxes=True), _("还没付款的会员")
        )
        self.table.set_empty_widget(EmptyState(_("大家都付过款了。"), icon_name="circle-check"))
        self.table.current_changed.connect(lambda _id: self._show_text())
        self.table.selection_changed.connect(lambda _count: self._show_cash())
        column.addWidget(self.table, 3)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("提醒的话，可以改"))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * 4 + 12)
        self.text.setMaximumHeight(self.text.fontMetrics().lineSpacing() * 6 + 12)
        column.addWidget(self.text, 1)
        column.addLayout(self._foot())
        context.changed.connect(self._on_change)
        self.refresh()

    def _head(self, title: str) -> QHBoxLayout:
        head = QHBoxLayout()
        self._title = title
        head.addWidget(section_title(_("谁还没付")))
        self.sums = ElidedLabel("", "label")
        head.addWidget(self.sums, 1)
        return head

    def _foot(self) -> QHBoxLayout:
        self.group_button = plain_button(_("复制群里用的"), self.copy_for_group, icon_name="users")
        self.group_button.setToolTip(_("所有人一起，姓名已遮住，贴到群里就行"))
        self.cash_button = plain_button(_("收到现金"), self.mark_cash, icon_name="banknote")
        self.cash_button.setToolTip(_("给选中的人记下现金；选一个人时可以只记一部分"))
        self.copy_button = primary_button(_("复制，下一位"), self.copy_next, icon_name="copy")
        close = plain_button(_("关闭"), self.reject)
        return button_row(close, self.copy_button, left=[self.group_button, self.cash_button])

    # ---- showing

    def refresh(self) -> None:
        found = self.context.query(lambda session: reminders(session, self._wanted))
        current = self.table.current_id()
        self._people = {each.unpaid.member_id: each for each in found}
        self.table.set_ids(list(self._people))
        self.table.refresh_rows()
        if found and (current is None or current not in self._people):
            self.table.go_to(found[0].unpaid.member_id)
        total = sum(each.unpaid.open_fen for each in found)
        words = _("{count} 人，共 {fen}").format(count=len(found), fen=format_fen(total)) if found else ""
        self.sums.setText(" · ".join(part for part in (self._title, words) if part))
        for button in (self.group_button, self.copy_button):
            button.setEnabled(bool(found))
        self._show_text()
        self._show_cash()

    def _fetch(self, ids: list[int]) -> dict[int, Any]:
        return {each: self._people[each] for each in ids if each in self._people}

    def _show_text(self) -> None:
        person = self._people.get(self.table.current_id() or 0)
        self.text.setPlainText(person.text if person is not None else "")
        self.text.setEnabled(person is not None)

    def _show_cash(self) -> None:
        count = len(self._selected())
        words = _("{count} 人付了现金").format(count=count) if count > 1 else _("收到现金…")
        self.cash_button.setText(words)
        self.cash_button.setEnabled(count > 0)

    def _on_change(self, change: Change) -> None:
        if self.isVisible() and change.tables & _TABLES:
            self.refresh()

    def _selected(self) -> list[Reminder]:
        return [self._people[each] for each in self.table.selected_ids() if each in self._people]

    # ---- what can be done

    def copy_next(self) -> None:
        """The words for the current member to the clipboard, and on to the next one."""
        current = self.table.current_id()
        person = self._people.get(current or 0)
        if current is None or person is None:
            return
        if person.do_not_contact:
            self.context.say(_("{name}说过不要打扰，请当面说一声。").format(name=person.unpaid.name))
        else:
            QGuiApplication.clipboard().setText(self.text.toPlainText())
            self.copied.add(current)
            self.table.refresh_rows([current])
            self.context.say(_("已复制，去微信里粘贴给{name}。").format(name=person.unpaid.name))
        ids = list(self._people)
        place = ids.index(current) + 1
        if place < len(ids):
            self.table.go_to(ids[place])
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def copy_for_group(self) -> None:
        people = [each.unpaid for each in self._people.values()]
        QGuiApplication.clipboard().setText(unpaid_notice(people))
        self.context.say(
            _("已复制 {count} 人的催款名单（姓名已遮住），共 {fen}。").format(
                count=len(people), fen=format_fen(sum(each.open_fen for each in people))
            )
        )

    def mark_cash(self) -> None:
        """One person may have paid a part; several have paid all of it."""
        chosen = [each.unpaid for each in self._selected()]
        if len(chosen) == 1:
            dialog = cash_dialog(chosen[0].name, chosen[0].open_fen, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.decided.connect(partial(self._write_cash, chosen[0]))
            dialog.open()
        elif chosen:
            fen = sum(each.open_fen for each in chosen)
            orders = [each.order_ids for each in chosen]
            self.context.change(
                _("收到现金"),
                lambda session, _progress: take_cash_of(session, orders),
                say=_("记下了 {count} 人的现金，共 {fen}").format(count=len(chosen), fen=format_fen(fen)),
            )

    def _write_cash(self, unpaid: Unpaid, fen: int) -> None:
        words = _("记下了{name}的现金 {fen}").format(name=unpaid.name, fen=format_fen(fen))
        self.context.change(
            _("收到现金"), lambda session, _progress: take_cash(session, unpaid.order_ids, fen), say=words
        )
