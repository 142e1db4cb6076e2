"""Below a product's fields: what is often bought with it, and the members who may want it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.members.listing import NamedMembers
from ui.app_context import AppContext
from ui.tasks import Newest
from ui.widgets.buttons import push_button
from ui.widgets.cards import section_title, text_label

if TYPE_CHECKING:  # numpy comes with it
    from shopdesk.insight.recommend import Companion

_MOST = 50


class WantedBox(QWidget):
    """`leave` closes what it stands in before another page is shown."""

    def __init__(self, context: AppContext, product_id: int, name: str, leave: Callable[[], object]) -> None:
        super().__init__()
        self.context, self._name, self._leave = context, name, leave
        self._ids: list[int] = []
        self._reading = Newest(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(section_title(_("谁可能想要")))
        self.words = text_label(_("正在看以前的订单…"), "muted", wrap=True)
        column.addWidget(self.words)
        row = QHBoxLayout()
        self.members = push_button(_("看这些会员"), self._open_members, icon_name="users")
        self.contact = push_button(_("发消息或导出名单"), self._open_contact, icon_name="send")
        for button in (self.members, self.contact):
            button.setVisible(False)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self._reading.take(context.query_later(lambda session: _read(session, product_id), self._show))

    def _show(self, found: tuple[list[Companion], list[int]]) -> None:
        companions, self._ids = found
        parts = []
        if companions:
            names = _("、").join(each.name for each in companions)
            parts.append(_("常一起买的：{names}。").format(names=names))
        if self._ids:
            parts.append(
                _("{count} 位会员还没买过，按他们买过的东西看最可能想要（不含免打扰的）。").format(count=len(self._ids))
            )
        self.words.setText("".join(parts) or _("买过它的人太少，还看不出谁可能想要。"))
        for button in (self.members, self.contact):
            button.setVisible(bool(self._ids))

    def _open_members(self) -> None:
        self._leave()
        name = _("可能想要{product}").format(product=self._name)
        self.context.go_to("members", NamedMembers(frozenset(self._ids), name))

    def _open_contact(self) -> None:
        self._leave()
        self.context.go_to("segments", list(self._ids))


def _read(session: Any, product_id: int) -> tuple[list[Companion], list[int]]:
    from shopdesk.insight.recommend import bought_with, who_wants

    return bought_with(session, product_id, 4)[1], who_wants(session, product_id, _MOST)
