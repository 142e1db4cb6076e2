"""兴趣 × 消费: which product world which value tier buys; each figure a way to the members and to a segment."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout

from shopdesk.base.dates import today
from shopdesk.base.i18n import _
from shopdesk.data.shop import read_shop
from shopdesk.insight.interests import TIERS, Interests, interest_rule, read_interests
from shopdesk.members.listing import NamedMembers
from shopdesk.members.segments import choice_title, select_ids
from ui.app_context import AppContext
from ui.page import Page
from ui.tasks import Newest
from ui.widgets.buttons import push_button
from ui.widgets.cards import text_label
from ui.widgets.empty_state import EmptyState
from ui.widgets.matrix import Cell, Matrix
from ui.widgets.matrix_card import MatrixCard
from ui.widgets.scrolling import page_column
from ui.widgets.segmented import SegmentedControl

_WINDOWS: dict[str, int | None] = {"90": 90, "365": 365, "": None}


class InterestsTab(Page):
    name = "interests"
    tables: ClassVar[frozenset[str]] = frozenset(
        {"order", "order_line", "product", "member", "member_summary", "shop_setting"}
    )

    @classmethod
    def title(cls) -> str:
        return _("兴趣 × 消费")

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._reading = Newest(self)
        self._interests: Interests | None = None
        self._day = 0
        column = page_column(self, top=4)
        row = QHBoxLayout()
        row.addWidget(text_label(_("买过的品类，算"), "label"))
        self.window_ = SegmentedControl(
            [("90", _("最近 90 天")), ("365", _("最近一年")), ("", _("一直以来"))], _("算多久以内的购买")
        )
        self.window_.choose("90")
        self.window_.chosen.connect(lambda _key: self.refresh())
        row.addWidget(self.window_)
        row.addStretch(1)
        column.addLayout(row)
        self.matrix = Matrix(_("兴趣 × 消费"))
        self.card = MatrixCard(_("谁在买什么"), self.matrix, context.say_saved)
        self.matrix.opened.connect(self._open)
        self.card.body.addWidget(self.matrix)
        about = text_label("", "muted", wrap=True)
        about.setText(
            _(
                "行是品类，列是价值层级；百分比是这一层级里买过它的人。一位会员可以在几行里。点一个数字看是哪些会员；"
                "选中一格再点“做成人群”，就能按它发消息。"
            )
        )
        self.card.body.addWidget(about)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.segment = push_button(_("把选中的做成人群"), self._make_segment, icon_name="funnel")
        foot.addWidget(self.segment)
        self.card.body.addLayout(foot)
        column.addWidget(self.card)
        self.empty = EmptyState(
            _("商品还没有分品类。给商品填上品类，这里就能看出谁爱买什么。"),
            (_("去看商品"), lambda: context.go_to("orders")),
            icon_name="package",
        )
        column.addWidget(self.empty)
        column.addStretch(1)
        self.matrix.itemSelectionChanged.connect(self._show_state)
        self._show_state()

    def _within(self) -> int | None:
        return _WINDOWS[self.window_.key()]

    def refresh(self) -> None:
        day, within = today(self.context.query(read_shop).time_zone), self._within()
        self._day = day
        self._reading.take(self.context.query_later(lambda session: read_interests(session, day, within), self._show))

    def _show(self, interests: Interests) -> None:
        self._interests = interests
        self.card.setVisible(bool(interests.categories))
        self.empty.setVisible(not interests.categories)
        cells = []
        for category, row in zip(interests.categories, interests.counts, strict=True):
            line = []
            for tier, count, whole in zip(TIERS, row, interests.buyers, strict=True):
                share = count / whole if whole else 0.0
                about = _("价值层级{tier}的 {whole} 人里，{count} 人买过{category}").format(
                    tier=choice_title("value_tier", tier), whole=f"{whole:,}", count=f"{count:,}", category=category
                )
                words = _("{count} 人（{share}）").format(count=f"{count:,}", share=f"{share:.0%}") if count else ""
                line.append(Cell(count, share, about, words=words))
            cells.append([*line, Cell(sum(row), strong=True)])
        titles = [
            _("价值{tier}（{count} 人）").format(tier=choice_title("value_tier", tier), count=f"{count:,}")
            for tier, count in zip(TIERS, interests.buyers, strict=True)
        ]
        self.matrix.show_cells(interests.categories, [*titles, _("合计")], cells)
        self._show_state()

    def _show_state(self) -> None:
        self.segment.setEnabled(self._rule() is not None)

    def _rule(self) -> dict[str, object] | None:
        interests, row, column = self._interests, self.matrix.currentRow(), self.matrix.currentColumn()
        if interests is None or not 0 <= row < len(interests.categories):
            return None
        tier = TIERS[column] if column < len(TIERS) else None
        return interest_rule(interests.categories[row], tier, self._within())

    def _open(self, row: int, column: int) -> None:
        rule, interests, day = self._rule(), self._interests, self._day
        if rule is None or interests is None:
            return
        name = interests.categories[row]
        if column < len(TIERS):
            name = _("{category}，价值{tier}").format(category=name, tier=choice_title("value_tier", TIERS[column]))
        self.context.query_later(
            lambda session: select_ids(session, rule, day),
            lambda ids: self.context.go_to("members", NamedMembers(frozenset(ids), name)),
        )

    def _make_segment(self) -> None:
        if (rule := self._rule()) is not None:
            self.context.go_to("segments", rule)
