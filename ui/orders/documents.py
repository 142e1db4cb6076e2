"""Picking lists, purchase sheets and totals as documents for paper. Names are masked where the sheets masked them."""

from __future__ import annotations

from collections.abc import Sequence

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.quantities import qty_text
from shopdesk.orders.purchases import Purchase, SupplierSheet
from shopdesk.orders.sheets import Item, ProductSheet, Receiver, Share
from ui.orders.wording import quantity
from ui.paper.lists import Column, Row, TableDocument

SPARE = "　"


def picked_state_name(state: str) -> str:
    return {"waiting": _("待取"), "part": _("部分已取"), "collected": _("已取")}[state]


def by_member_document(
    receivers: Sequence[Receiver], title: str, subtitle: str, footer: str, *, waiting_only: bool = True
) -> TableDocument:
    """A group for each receiver with a box to tick, a row for each product; what is fetched already is left out."""
    shown = [each for each in receivers if each.state != "collected"] if waiting_only else list(receivers)
    rows: list[Row] = []
    point = None
    points = len({each.pickup_point for each in shown}) > 1
    for receiver in shown:
        if points and receiver.pickup_point != point:
            point = receiver.pickup_point
            rows.append(Row((_("自提点：{name}").format(name=point or _("没有填")), "", ""), "total"))
        rows.append(Row((_receiver_words(receiver), _money_words(receiver)), "group"))
        items = [item for item in receiver.items if item.waiting_milli or not waiting_only]
        rows += [Row(_item_cells(item, waiting_only)) for item in items]
        if receiver.together:
            rows.append(Row((_("同一户：{names}，可以一起取").format(names=_("、").join(receiver.together)),), "note"))
        if receiver.note:
            rows.append(Row((_("备注：{note}").format(note=receiver.note),), "note"))
    columns = (
        Column(_("商品"), lines=2),
        Column(_("数量"), 26.0, "right", bold=True),
        Column(_("备注"), lines=2),
    )
    words = _("{people} 人").format(people=len(shown))
    return TableDocument(title, columns, tuple(rows), _joined(subtitle, words), footer, group_ticks=True)


def by_product_document(
    sheets: Sequence[ProductSheet], title: str, subtitle: str, footer: str, *, waiting_only: bool = True
) -> TableDocument:
    """A group for each product with its sum, a row with a box for each receiver."""
    rows: list[Row] = []
    for sheet in sheets:
        total = sheet.waiting_milli if waiting_only else sheet.qty_milli
        shares = [share for share in sheet.shares if not (waiting_only and share.collected)]
        if not shares:
            continue
        rows.append(Row((sheet.label, _("共 {qty}").format(qty=quantity(total, sheet.unit))), "group"))
        rows += [Row(_share_cells(share, sheet.unit)) for share in shares]
    columns = (
        Column(_("接龙号"), 17.0, "right"),
        Column(_("姓名"), 34.0, lines=2),
        Column(_("房号"), 30.0, lines=2),
        Column(_("手机"), 30.0),
        Column(_("数量"), 24.0, "right", bold=True),
        Column(_("备注"), lines=2),
    )
    words = _("{count} 种商品").format(count=sum(row.kind == "group" for row in rows))
    return TableDocument(title, columns, tuple(rows), _joined(subtitle, words), footer, ticks=True)


def purchase_document(sheets: Sequence[SupplierSheet], title: str, subtitle: str, footer: str) -> TableDocument:
    """What to order, a group for each supplier; costs that are not known stay open to be written in."""
    rows: list[Row] = []
    for sheet in sheets:
        total = format_fen(sheet.total_fen) if sheet.total_fen else ""
        if sheet.unpriced and total:
            total = _("{fen}（{count} 种没有进价）").format(fen=total, count=sheet.unpriced)
        rows.append(Row((sheet.supplier or _("没有填供应商"), total), "group"))
        for each in sheet.purchases:
            rows.append(Row(_purchase_cells(each)))
            if each.note:
                rows.append(Row((_("单位：{note}").format(note=each.note),), "note"))
    columns = (
        Column(_("商品"), lines=2),
        Column(_("数量"), 28.0, "right", bold=True),
        Column(_("进价"), 26.0, "right"),
        Column(_("小计"), 30.0, "right"),
        Column(_("订单"), 18.0, "right"),
    )
    return TableDocument(title, columns, tuple(rows), subtitle, footer, ticks=True)


def _purchase_cells(purchase: Purchase) -> tuple[str, ...]:
    return (
        purchase.label,
        quantity(purchase.qty_milli, purchase.unit),
        "" if purchase.cost_fen is None else format_fen(purchase.cost_fen),
        "" if purchase.total_fen is None else format_fen(purchase.total_fen),
        str(purchase.orders),
    )


def _receiver_words(receiver: Receiver) -> str:
    seqs = _("、").join(f"{seq}" for seq in receiver.seqs)
    parts = [
        _("{seqs} 号").format(seqs=seqs) if seqs else "",
        receiver.name,
        receiver.room,
        receiver.phone,
    ]
    return SPARE.join(part for part in parts if part)


def _money_words(receiver: Receiver) -> str:
    parts = [
        picked_state_name(receiver.state) if receiver.state != "waiting" else "",
        _("未付 {fen}").format(fen=format_fen(receiver.open_fen)) if receiver.open_fen else _("已付"),
    ]
    return " · ".join(part for part in parts if part)


def _item_cells(item: Item, waiting_only: bool) -> tuple[str, str, str]:
    milli = item.waiting_milli if waiting_only else item.qty_milli
    return item.label, quantity(milli, item.unit), item.note


def _share_cells(share: Share, unit: str) -> tuple[str, ...]:
    name = share.name if not share.collected else _("{name}（已取）").format(name=share.name)
    seqs = _("、").join(str(seq) for seq in share.seqs)
    return seqs, name, share.room, share.phone, f"{qty_text(share.qty_milli)} {unit}".strip(), share.note


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
