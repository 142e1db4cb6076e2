"""Step 4: what was imported, what was not and why, and where to go next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from shopdesk.base.i18n import _
from shopdesk.intake.apply import Imported
from shopdesk.intake.draft import Refused
from shopdesk.intake.refused_rows import cells_of, header_of
from ui.intake.history_dialog import ask_where_to_save, save_refused_rows
from ui.intake.intake import Intake
from ui.intake.notes import Note
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.buttons import plain_button
from ui.widgets.cards import text_label
from ui.widgets.icon_label import IconLabel
from ui.widgets.stat_card import StatCard

_CARD_WIDTH = 220
_Left = tuple[int, str, str]  # row, what stood there, why


class DoneStep(QWidget):
    def __init__(self, intake: Intake, show_orders: Callable[[], object], answer: Callable[[], object]) -> None:
        """`answer` goes back to the questions that kept lines out."""
        super().__init__()
        self._intake = intake
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(12)
        self._icon = IconLabel("circle-check", 28, "success")
        head.addWidget(self._icon)
        self.headline = text_label("", "title", wrap=True)
        head.addWidget(self.headline, 1)
        self.orders_button = plain_button(_("去看订单"), show_orders, icon_name="package")
        head.addWidget(self.orders_button)
        column.addLayout(head)
        self._cards = QHBoxLayout()
        self._cards.setSpacing(12)
        column.addLayout(self._cards)
        self.note = Note()
        column.addWidget(self.note)
        row = QHBoxLayout()
        self._left_title = text_label("", "section")
        row.addWidget(self._left_title, 1)
        self.answer_button = plain_button(_("回去确认…"), answer, icon_name="circle-question-mark")
        self.answer_button.setToolTip(_("已经导入的不会再导入一次"))
        row.addWidget(self.answer_button)
        self.save_button = plain_button(_("把没导入的行存成 Excel…"), self.save_refused, icon_name="download")
        row.addWidget(self.save_button)
        column.addLayout(row)
        self._left: dict[int, _Left] = {}
        model: IdTableModel[_Left] = IdTableModel(
            [
                Column("row", _("行"), lambda left: str(left[0]) if left[0] else "", 64, "right"),
                Column("said", _("原来的内容"), lambda left: left[1], 420, flex=True),
                Column("why", _("没导入的原因"), lambda left: left[2], 320, flex=True, color=lambda _left: "warning"),
            ],
            lambda ids: {row_id: self._left[row_id] for row_id in ids},
        )
        self.table = BigTable(model, _("没有导入的行"))
        column.addWidget(self.table, 1)
        self._stretch = QWidget()
        column.addWidget(self._stretch, 1)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_result(self, *, more: int, following: str) -> None:
        """`more`: files and lists that are still waiting; `following`: what the button to the next one says."""
        result = self._intake.result
        assert result is not None
        left = [
            (row.row, " | ".join(str(cell) for cell in self._cells(row) if cell != ""), row.reason)
            for row in self._refused()
        ]
        self.headline.setText(headline(result))
        self._icon.set_icon(*(("circle-check", "success") if result.anything else ("info", "info")))
        while self._cards.count():
            item = self._cards.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.deleteLater()
        for label, count in figures(result):
            card = StatCard(label)
            card.set_figure(f"{count:,}")
            card.setMaximumWidth(_CARD_WIDTH)
            self._cards.addWidget(card, 1)
        self._cards.addStretch(0)
        waiting = _("还有 {count} 份，点“{button}”继续。").format(count=more, button=following) if more else ""
        self.note.say(waiting)
        self._left = dict(enumerate(left))
        self.table.set_ids(list(self._left))
        for widget in (self._left_title, self.save_button, self.table):
            widget.setVisible(bool(left))
        self.answer_button.setVisible(bool(result.needs_review))
        self._stretch.setVisible(not left)
        self._left_title.setText(_("没有导入的 {count} 行").format(count=f"{len(left):,}"))
        self.orders_button.setText(_where_to(result))

    def _refused(self) -> list[Refused]:
        result = self._intake.result
        return [] if result is None else [*result.rejected, *result.needs_review]

    def _cells(self, refused: Refused) -> tuple[Any, ...]:
        parsed = self._intake.parsed
        return refused.cells if parsed is None else cells_of(parsed, refused)

    def save_refused(self) -> None:
        """The rows that were not imported, as they stood, with the reason behind them."""
        parsed = self._intake.parsed
        if parsed is None:
            return
        rows = [(row.row, row.reason, self._cells(row)) for row in self._refused()]
        path = ask_where_to_save(self, parsed.source.file_name)
        if path is not None:
            save_refused_rows(self._intake.context, path, header_of(parsed), rows, self.note)


def _where_to(result: Imported) -> str:
    if result.added["orders"] or result.changed["orders"]:
        return _("去看订单")
    return _("去看谁付了") if result.added["payments"] or result.changed["payments"] else _("去看会员")


def headline(result: Imported) -> str:
    if not result.anything:
        return _("没有新的内容，店里什么都没有改动。")
    parts = [_("{count} 个新会员").format(count=result.added["members"]) if result.added["members"] else ""]
    parts.append(_("{count} 张新订单").format(count=result.added["orders"]) if result.added["orders"] else "")
    parts.append(_("{count} 笔流水").format(count=result.added["payments"]) if result.added["payments"] else "")
    moved, released = result.changed["payments"], result.released
    parts.append(_("{count} 笔流水有变化").format(count=moved) if moved else "")
    parts.append(_("{count} 单变回待付款").format(count=released.orders) if released.orders else "")
    parts.append(_("{count} 单记了退款").format(count=released.refunds) if released.refunds else "")
    changed = result.changed["orders"] - result.cancelled
    parts.append(_("改动 {count} 单").format(count=changed) if changed > 0 else "")
    parts.append(_("取消 {count} 单").format(count=result.cancelled) if result.cancelled else "")
    parts.append(_("补全 {count} 位会员").format(count=result.changed["members"]) if result.changed["members"] else "")
    return _("已导入：{what}").format(what=_("，").join(part for part in parts if part))


def figures(result: Imported) -> list[tuple[str, int]]:
    rows = [
        (_("新会员"), result.added["members"]),
        (_("新订单"), result.added["orders"]),
        (_("新流水"), result.added["payments"]),
        (_("有变化的流水"), result.changed["payments"]),
        (_("变回待付款的订单"), result.released.orders),
        (_("改动的订单"), result.changed["orders"] - result.cancelled),
        (_("取消的订单"), result.cancelled),
        (_("补全的会员"), result.changed["members"]),
        (_("没有变化"), result.unchanged),
        (_("没有导入"), len(result.rejected) + len(result.needs_review)),
    ]
    return [row for row in rows if row[1]][:6]
