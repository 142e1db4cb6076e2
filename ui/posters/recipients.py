"""Who gets a poster: the shop itself, one member, or everybody of a segment."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QVBoxLayout, QWidget

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.members.segments.saved import SegmentRow, list_segments
from shopdesk.members.segments.selection import count_members, select_ids
from shopdesk.referrals.poster_store import poster_member
from ui.app_context import AppContext
from ui.member_field import MemberField
from ui.widgets.cards import text_label
from ui.widgets.segmented import SegmentedControl

SHOP, MEMBER, SEGMENT = "shop", "member", "segment"


class Recipients(QWidget):
    changed = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._segments: list[SegmentRow] = []
        self.kind = SegmentedControl(
            [(SHOP, _("店铺一张")), (MEMBER, _("一位会员")), (SEGMENT, _("一群会员"))], _("给谁")
        )
        self.member = MemberField(context, _("给哪位会员"), _("昵称、拼音首字母、电话"))
        self.segment = QComboBox()
        self.segment.setAccessibleName(_("给哪群会员"))
        self.segment.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.whole_name = QCheckBox(_("写完整昵称（默认只写第一个字）"))
        self.note = text_label("", "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.kind, self.member, self.segment, self.whole_name, self.note):
            column.addWidget(widget)
        self.kind.chosen.connect(lambda _key: self._on_changed())
        self.member.chosen.connect(self._on_changed)
        self.segment.currentIndexChanged.connect(lambda _index: self._on_changed())
        self.whole_name.toggled.connect(lambda _on: self._on_changed())
        self._show()

    def refresh(self) -> None:
        """Read the segments again; the chosen one stays."""
        name = self.segment.currentText()
        self._segments = self._context.query(list_segments)
        self.segment.blockSignals(True)
        self.segment.clear()
        self.segment.addItems([row.name for row in self._segments])
        self.segment.setCurrentIndex(max(0, self.segment.findText(name)))
        self.segment.blockSignals(False)
        self._show()

    def choose_member(self, member_id: int) -> None:
        found = self._context.query(lambda session: poster_member(session, member_id))
        if found is not None:
            self.kind.choose(MEMBER)
            self.member.choose(found)

    def choose_segment(self, name: str) -> None:
        index = self.segment.findText(name)
        if index >= 0:
            self.kind.choose(SEGMENT)
            self.segment.setCurrentIndex(index)

    def read_ids(self) -> list[int]:
        """The members meant; empty for the shop's own poster."""
        if self.kind.key() == MEMBER:
            return [self.member.current.id] if self.member.current else []
        row = self._chosen_segment()
        if self.kind.key() == SHOP or row is None:
            return []
        return self._context.query(
            lambda session: select_ids(session, row.rule, today(read_shop(session).time_zone), row.id)
        )

    def count(self) -> int:
        """How many posters there will be."""
        if self.kind.key() == SHOP:
            return 1
        if self.kind.key() == MEMBER:
            return 1 if self.member.current else 0
        row = self._chosen_segment()
        if row is None:
            return 0
        return self._context.query(
            lambda session: count_members(session, row.rule, today(read_shop(session).time_zone), row.id)
        )

    def label(self) -> str:
        """What goes on record: the segment's or the member's name."""
        if self.kind.key() == MEMBER:
            return self.member.current.name if self.member.current else ""
        return self.segment.currentText() if self.kind.key() == SEGMENT else _("店铺海报")

    def _chosen_segment(self) -> SegmentRow | None:
        index = self.segment.currentIndex()
        return self._segments[index] if 0 <= index < len(self._segments) else None

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        kind = self.kind.key()
        self.member.setVisible(kind == MEMBER)
        self.segment.setVisible(kind == SEGMENT)
        self.whole_name.setVisible(kind != SHOP)
        sentences = {
            SHOP: _("一张不带推荐人的海报。"),
            MEMBER: _("海报上有这位会员的推荐码。"),
            SEGMENT: _("每人一张，各带各的推荐码。免打扰的会员会跳过。"),
        }
        empty = kind == SEGMENT and self.count() == 0
        self.note.setText(_("这个人群现在没有人。") if empty else sentences[kind])
