"""The rows of a table, each with what importing it would do: orders, members or payments, up to a million."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from shopdesk.base.dates import DEFAULT_TIME_ZONE, local
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.intake.preview_rows import TableRow
from shopdesk.orders.statuses import STATUSES, status_name
from ui.intake.intake import Intake
from ui.intake.wording import effect_chip
from ui.table.columns import Column
from ui.table.model import IdTableModel
from ui.table.view import BigTable
from ui.widgets.empty_state import EmptyState

_DOUBTFUL = ("held", "rejected")


class TableTab(QWidget):
    def __init__(self, intake: Intake) -> None:
        super().__init__()
        self._intake = intake
        self._rows: dict[int, TableRow] = {}
        self._kind = "orders"
        self._zone = DEFAULT_TIME_ZONE
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._wanted = "all"
        self.table: BigTable | None = None

    def start_afresh(self) -> None:
        if self.table is not None:
            self._column.removeWidget(self.table)
            self.table.deleteLater()
            self.table = None

    def show_preview(self) -> None:
        seen = self._intake.seen
        assert seen is not None
        self._rows, self._kind = seen.table_rows, seen.preview.draft.kind
        self._zone = seen.preview.zone or DEFAULT_TIME_ZONE
        if self.table is None:
            # Which columns there are hangs on what the table holds.
            model: IdTableModel[TableRow] = IdTableModel(_columns(self._kind, self._zone), self._fetch)
            self.table = BigTable(model, _("表格的每一行"))
            model.setParent(self.table)
            self.table.set_empty_widget(EmptyState(_("这里没有要看的行。"), icon_name="circle-check"))
            self._column.addWidget(self.table, 1)
        self._show_ids()

    def doubts(self) -> int:
        return sum(row.effect in _DOUBTFUL for row in self._rows.values())

    def show_only(self, wanted: str) -> None:
        """all, doubts or effects."""
        self._wanted = wanted
        self._show_ids()

    def _show_ids(self) -> None:
        if self.table is None:
            return
        ids: Sequence[int]
        if self._wanted == "all":
            ids = list(self._rows)
        elif self._wanted == "doubts":
            ids = [row.id for row in self._rows.values() if row.effect in _DOUBTFUL]
        else:
            ids = [row.id for row in self._rows.values() if row.effect in ("new", "changed", "cancelled")]
        self.table.set_ids(ids)

    def _fetch(self, ids: list[int]) -> dict[int, TableRow]:
        return {row_id: self._rows[row_id] for row_id in ids if row_id in self._rows}


def _columns(kind: str, zone: str) -> list[Column[TableRow]]:
    who = {"orders": _("下单人"), "members": _("名字"), "bill": _("对方")}[kind]
    what = {"orders": _("买了什么"), "members": _("资料"), "bill": _("备注")}[kind]
    at = {"orders": _("下单时间"), "members": _("加入时间"), "bill": _("时间")}[kind]
    columns = [
        Column[TableRow]("row", _("行"), lambda row: str(row.row) if row.row else "", 58, "right"),
        Column[TableRow]("effect", _("结果"), lambda row: effect_chip(row.effect, kind)[0], 112,
                         chips=lambda row: [effect_chip(row.effect, kind)]),
        Column[TableRow]("who", who, lambda row: row.who, 130, strong=True),
        Column[TableRow]("what", what, lambda row: row.what, 240, flex=True),
        Column[TableRow]("amount", _("金额"), lambda row: "" if row.amount_fen is None else format_fen(row.amount_fen),
                         96, "right"),
        Column[TableRow]("why", _("说明"), lambda row: row.why, 250, flex=True,
                         icon=lambda row: "triangle-alert" if row.effect in _DOUBTFUL else "",
                         color=lambda row: "warning" if row.effect in _DOUBTFUL else "muted"),
        Column[TableRow]("status", _("状态") if kind == "orders" else _("收或支"), lambda row: _status(row.status), 80),
        Column[TableRow]("contact", _("手机号 / 房号"), lambda row: row.contact, 130),
        Column[TableRow]("at", at, lambda row: "" if row.at is None else f"{local(row.at, zone):%Y-%m-%d %H:%M}", 140),
    ]  # fmt: skip
    left_out = {"orders": (), "members": ("amount", "status"), "bill": ("contact",)}[kind]
    return [column for column in columns if column.key not in left_out]


def _status(status: str) -> str:
    if status in STATUSES:
        return status_name(status)
    return {"income": _("收入"), "expense": _("支出"), "refund": _("退款"), "neutral": _("不计收支")}.get(status, "")
