"""The ready-made automatic tags: ticked by kind, each with its rule as a sentence and how many would have it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.members.ready_tags import ReadyTag, add_ready_tags, list_ready_tags, ready_kind_name
from shopdesk.members.segments import count_members, describe_rule
from ui.app_context import AppContext
from ui.tasks import Newest
from ui.widgets.buttons import plain_button, primary_button
from ui.widgets.cards import text_label
from ui.widgets.dialogs import dialog_column
from ui.widgets.empty_state import EmptyState

_FIRST = ("lifecycle", "orders", "frequency", "interest")
"""Ticked at the start; the others are there to be chosen."""


class ReadyTagsDialog(QDialog):
    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._items: list[tuple[ReadyTag, QTreeWidgetItem]] = []
        self.setWindowTitle(_("现成的自动标签"))
        self.resize(640, 520)
        column = dialog_column(self)
        about = _("勾上要用的，会员会马上按规则打好，以后自己保持正确。每个标签的规则之后都可以改，也可以整步撤销。")
        self._about = text_label(about, "muted", wrap=True)
        column.addWidget(self._about)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(_("现成的自动标签"))
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels([_("标签"), _("什么样的会员"), _("现在有")])
        self.tree.headerItem().setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        header = self.tree.header()
        header.setStretchLastSection(False)
        for place, mode in enumerate(("ResizeToContents", "Stretch", "ResizeToContents")):
            header.setSectionResizeMode(place, getattr(QHeaderView.ResizeMode, mode))
        self.tree.itemChanged.connect(lambda _item, _column: self._show_state())
        column.addWidget(self.tree, 1)
        self._none_left = EmptyState(_("现成的自动标签都已经在用了。"), icon_name="sparkles")
        self._none_left.hide()
        column.addWidget(self._none_left, 1)
        row = QHBoxLayout()
        self.chosen = text_label("", "muted")
        row.addWidget(self.chosen, 1)
        row.addWidget(plain_button(_("取消"), self.reject))
        self.yes = primary_button(_("用这些标签"), self._add)
        row.addWidget(self.yes)
        column.addLayout(row)
        self.yes.setEnabled(False)
        self.chosen.setText(_("正在数每个标签有多少人…"))
        self._reading = Newest(self)
        self._reading.take(context.query_later(_offered, self._fill))

    def _fill(self, offered: list[tuple[ReadyTag, int]]) -> None:
        self.tree.blockSignals(True)
        kinds: dict[str, QTreeWidgetItem] = {}
        for tag, count in offered:
            if tag.kind not in kinds:
                kinds[tag.kind] = QTreeWidgetItem([ready_kind_name(tag.kind), "", ""])
                kinds[tag.kind].setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable
                                         | Qt.ItemFlag.ItemIsAutoTristate)  # fmt: skip
                self.tree.addTopLevelItem(kinds[tag.kind])
            words = describe_rule(tag.rule)
            item = QTreeWidgetItem([tag.name, words, _("{count} 人").format(count=f"{count:,}")])
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(1, words)
            kinds[tag.kind].addChild(item)
            first = tag.kind in _FIRST and count > 0
            item.setCheckState(0, Qt.CheckState.Checked if first else Qt.CheckState.Unchecked)
            self._items.append((tag, item))
        for kind, heading in kinds.items():
            heading.setExpanded(kind in _FIRST)
        self.tree.blockSignals(False)
        self._show_state()

    def wanted(self) -> list[ReadyTag]:
        return [tag for tag, item in self._items if item.checkState(0) == Qt.CheckState.Checked]

    def _show_state(self) -> None:
        count = len(self.wanted())
        self.yes.setEnabled(count > 0)
        self.chosen.setText(_("勾了 {count} 个").format(count=count) if self._items else "")
        for widget in (self._about, self.tree):
            widget.setVisible(bool(self._items))
        self._none_left.setVisible(not self._items)

    def _add(self) -> None:
        wanted = self.wanted()
        self._context.change(
            _("现成的自动标签"),
            lambda session, _progress: add_ready_tags(session, wanted),
            say=_("已打好 {count} 个自动标签").format(count=len(wanted)),
        )
        self.accept()


def _offered(session: Any) -> list[tuple[ReadyTag, int]]:
    day = today(read_shop(session).time_zone)
    return [(tag, count_members(session, tag.rule, day)) for tag in list_ready_tags(session)]
