"""Ctrl+K: commands, members and orders in one box, by name, pinyin initials or phone tail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from shopdesk.base.dates import short_day
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.texts import fold, mask_phone
from shopdesk.members.search import MemberHit, find_members, search_text_of
from shopdesk.orders.order_list import OrderRow, find_orders
from shopdesk.orders.statuses import status_name
from ui.app_context import AppContext
from ui.icons import icon
from ui.page import Command
from ui.tasks import Task
from ui.theme import color
from ui.widgets.cards import text_label
from ui.widgets.elided import elide

_COMMANDS_SHOWN = 8
_MEMBERS_SHOWN = 12
_PARTS = int(Qt.ItemDataRole.UserRole)
_ICON_ROOM, _PAD = 40, 12
_BUYERS_ASKED, _ORDERS_SHOWN = 3, 5


@dataclass(frozen=True)
class _Choice:
    text: str
    hint: str
    icon: str
    act: Callable[[], object]


class _LineDelegate(QStyledItemDelegate):
    """What it is at the left, what helps to tell it or its key at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        text, hint = index.data(_PARTS) or (index.data(), "")
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        shown.text = ""
        shown.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        rect = option.rect.adjusted(_ICON_ROOM, 0, -_PAD, 0)
        metrics = option.fontMetrics
        side = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.save()
        painter.setFont(option.font)
        hint = elide(metrics, hint, rect.width() * 3 // 5)
        painter.setPen(color("muted"))
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignRight), hint)
        room = rect.width() - metrics.horizontalAdvance(hint) - _PAD
        painter.setPen(color("text" if index.data(_PARTS) else "muted"))
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignLeft), elide(metrics, text, room))
        painter.restore()


def _find(session: Any, text: str) -> tuple[list[MemberHit], list[OrderRow]]:
    hits = find_members(session, text, _MEMBERS_SHOWN)
    return hits, find_orders(session, text, [hit.id for hit in hits[:_BUYERS_ASKED]], _ORDERS_SHOWN)


class Palette(QDialog):
    def __init__(self, context: AppContext, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._commands = [(search_text_of((command.text.replace("&", ""),)), command) for command in commands]
        self._task: Task | None = None
        self._choices: list[_Choice] = []
        self.setWindowTitle(_("查找和命令"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(560, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 12)
        column.setSpacing(8)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("会员的名字、拼音首字母、手机尾号、订单号，或者一个命令"))
        self.field.setAccessibleName(_("查找和命令"))
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        column.addWidget(self.field)
        self.list = QListWidget()
        self.list.setAccessibleName(_("结果"))
        self.list.setItemDelegate(_LineDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.itemActivated.connect(lambda _item: self._take())
        self.list.itemClicked.connect(lambda _item: self._take())
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(text_label(_("↑ ↓ 选择，回车打开，Esc 关闭"), "muted"))
        column.addLayout(row)
        self._search("")

    def _search(self, text: str) -> None:
        words = fold(text)
        commands = [
            _Choice(command.text.replace("&", ""), command.shortcut, "chevron-right", command.act)
            for searched, command in self._commands
            if words in searched
        ][:_COMMANDS_SHOWN]
        self._show(commands)
        if self._task is not None:
            self._task.cancel()
        if text.strip():
            self._task = self.context.query_later(
                lambda session: _find(session, text),
                lambda found: self._show([*self._member_choices(found[0]), *commands, *self._order_choices(found[1])]),
            )

    def _member_choices(self, hits: Sequence[MemberHit]) -> list[_Choice]:
        return [
            _Choice(
                hit.name,
                " · ".join(part for part in (hit.community, hit.room, mask_phone(hit.phone or "")) if part),
                "user",
                lambda member=hit.id: self.context.go_to("members", member),  # type: ignore[misc]
            )
            for hit in hits
        ]

    def _order_choices(self, rows: Sequence[OrderRow]) -> list[_Choice]:
        return [
            _Choice(
                f"{row.member_name} {row.goods}",
                " · ".join((short_day(row.day), status_name(row.status), format_fen(row.amount_fen))),
                "package",
                lambda order=row.id: self.context.go_to("orders", order),  # type: ignore[misc]
            )
            for row in rows
        ]

    def _show(self, choices: list[_Choice]) -> None:
        self._choices = choices
        self.list.clear()
        for choice in choices:
            # The whole text is what a screen reader says; the delegate paints its two parts.
            text = f"{choice.text}    {choice.hint}" if choice.hint else choice.text
            item = QListWidgetItem(icon(choice.icon, "muted"), text)
            item.setData(_PARTS, (choice.text, choice.hint))
            self.list.addItem(item)
        if not choices:
            item = QListWidgetItem(_("没有找到"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _take(self) -> None:
        row = self.list.currentRow()
        # A click may also count as an activation, after this has closed.
        if self.isVisible() and 0 <= row < len(self._choices):
            act = self._choices[row].act
            self.accept()
            act()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.currentRow() + step, self.list.count() - 1)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)

    def done(self, result: int) -> None:
        if self._task is not None:
            self._task.cancel()
        super().done(result)
