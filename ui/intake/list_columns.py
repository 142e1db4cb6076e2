"""The columns of a 接龙's preview: how each line was read, and which cells can be mended."""

from __future__ import annotations

from collections.abc import Callable

from shopdesk.base.i18n import _
from shopdesk.intake.list_lines import Line, Mend
from shopdesk.intake.mending import move, rename, set_quantity, set_unit
from shopdesk.intake.preview_rows import ListRow
from ui.intake.wording import effect_chip
from ui.table.columns import Column


def list_columns(
    mend: Callable[[int, Callable[[Line, int], Mend]], None], set_product: Callable[[int, str], None]
) -> list[Column[ListRow]]:
    """`mend` takes a row's id and a change of the line's item."""

    def first(text: Callable[[ListRow], str]) -> Callable[[ListRow], str]:
        return lambda row: text(row) if row.first else ""

    def set_name(row_id: int, text: str) -> None:
        mend(row_id, lambda line, _item: rename(line, text))

    def product(row: ListRow) -> str:
        """Of a line that was not read its words: nobody can judge it by an empty row."""
        unread = row.first and not (row.taken or row.product or row.name)
        return row.raw.replace("\n", " ") if unread else row.product

    def muted(row: ListRow) -> str:
        return "" if row.taken else "disabled"

    return [
        Column("taken", _("导入"), lambda row: _("是") if row.first and row.taken else "", 66, "center",
               editable=lambda row: row.first, set_value=lambda _id, _text: None, chips=lambda _row: []),
        Column("effect", _("结果"), lambda row: effect_chip(row.effect)[0], 98,
               chips=lambda row: [effect_chip(row.effect)] if row.first else []),
        Column("seq", _("序号"), first(lambda row: row.seq), 50, "right", color=muted, gives_way=1),
        Column("name", _("名字"), first(lambda row: row.name), 112, editable=lambda row: row.first, color=muted,
               strong=True, set_value=set_name),
        Column("room", _("房号"), first(lambda row: row.room), 78, editable=lambda row: row.first, color=muted,
               set_value=lambda row_id, text: mend(row_id, lambda line, _at: move(line, text))),
        Column("action", _("说的是"), first(lambda row: row.action), 76, color=muted),
        Column("product", _("商品"), product, 140, editable=True, color=muted, flex=True, tooltip=product,
               edit_text=lambda row: row.product, set_value=set_product),
        Column("qty", _("数量"), lambda row: row.qty, 58, "right", editable=True, color=muted,
               set_value=lambda row_id, text: mend(row_id, lambda line, at: set_quantity(line, at, text))),
        Column("unit", _("单位"), lambda row: row.unit, 56, editable=True, color=muted,
               set_value=lambda row_id, text: mend(row_id, lambda line, at: set_unit(line, at, text))),
        Column("why", _("说明"), first(lambda row: row.why), 222, flex=True,
               icon=lambda row: "triangle-alert" if row.first and row.doubtful else "",
               color=lambda row: "warning" if row.doubtful else "muted"),
        Column("paid", _("已付"), lambda row: _("是") if row.first and row.paid else "", 52, "center",
               editable=lambda row: row.first, set_value=lambda _id, _text: None, chips=lambda _row: []),
        Column("note", _("备注"), lambda row: row.note, 130, color=muted, flex=True),
        Column("raw", _("原文"), first(lambda row: row.raw.replace("\n", " ")), 240, color=lambda _row: "muted",
               visible=False),
    ]  # fmt: skip
