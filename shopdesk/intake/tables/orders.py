"""Order tables: rows of orders, rows of items, items in one cell; one order may stand in many rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from shopdesk.base.i18n import _
from shopdesk.intake.tables.items import CellItem, parse_items
from shopdesk.intake.tables.moments import Moment
from shopdesk.intake.tables.people import NO_PERSON, PERSON_FIELDS, read_note, read_person
from shopdesk.intake.tables.presets import plain_name
from shopdesk.intake.tables.records import Record, Table, read_records
from shopdesk.intake.tables.rows import OrderItem, OrderRow, Person
from shopdesk.intake.tables.statuses import is_paid, status_of
from shopdesk.intake.tables.values import code_of, parse_money, parse_quantity, said


@dataclass(slots=True)
class Draft:
    """An order while its rows are collected. `amounts` and `refunds` have one entry for each row that said one.

    Tuples, not lists: most stay empty, and 100,000 drafts with four lists each keep the garbage collector busy.
    """

    row: int
    order_no: str | None
    member: Person
    status: str = ""
    paid: bool | None = None
    paid_at: datetime | None = None
    ordered_at: datetime | None = None
    items: tuple[OrderItem, ...] = ()
    amounts: tuple[int, ...] = ()
    refunds: tuple[int, ...] = ()
    fulfilled: bool = False
    pickup_point: str = ""
    group_buy: str = ""
    notes: tuple[str, ...] = ()
    more_rows: tuple[int, ...] = ()


@dataclass(slots=True)
class OrderPart:
    """What one row says, before it joins its order."""

    order_no: str | None
    member: Person
    items: list[OrderItem]
    amount: int | None
    ordered_at: Moment


def read_orders(table: Table) -> tuple[OrderRow, ...]:
    """The orders of a table whose rows are orders or items of orders."""
    drafts: list[Draft] = []
    by_number: dict[tuple[str, str], list[Draft]] = {}
    unsaid = _QuantityUnsaid()
    last_at: datetime | None = None
    for record in read_records(table):
        row = _read_row(table, record, unsaid, last_at)
        if row is None:
            continue
        last_at = row.ordered_at.at or last_at
        draft = _order_of(table, record, row, drafts, by_number)
        if draft is not None:
            add_row(table, record, row, draft)
    if drafts and not table.columns.keys() & PERSON_FIELDS:
        table.warn(drafts[0].row, _("这种表没有写是谁的订单"))
    if unsaid.first_row:
        table.warn(unsaid.first_row, _("这种表没有写数量，数量都按 1 记"))
    used: Counter[str] = Counter()
    return tuple(finish(table, draft, used) for draft in drafts)


@dataclass(slots=True)
class _QuantityUnsaid:
    first_row: int = 0


def _read_row(table: Table, record: Record, unsaid: _QuantityUnsaid, last_at: datetime | None) -> OrderPart | None:
    order_no, ruined = code_of(record.cell("order_no"))
    if ruined:
        table.warn(record.row, _("订单号 {code} 被 Excel 改坏了，没有用它").format(code=order_no))
        order_no = ""
    amount = parse_money(record.cell("amount"))
    if amount.doubt:
        table.reject(record.row, amount.doubt, record.cells)
        return None
    ordered = table.moment(record.cell("ordered_at"))
    if ordered.at is None and table.rule("date_required") and not order_no:
        if ordered.doubt:
            table.reject(record.row, ordered.doubt, record.cells)
            return None
        ordered = Moment(last_at)  # people write the day once and leave it out below
    elif ordered.doubt:
        table.warn(record.row, ordered.doubt)
    items = _read_items(table, record, unsaid)
    if items is None:
        return None
    return OrderPart(order_no or None, read_person(table, record), items, amount.fen, ordered)


def _read_items(table: Table, record: Record, unsaid: _QuantityUnsaid) -> list[OrderItem] | None:
    """The items of a row; None when the row was rejected."""
    product, listed = record.text("product"), record.text("items")
    quantity = parse_quantity(record.cell("qty"))
    line, price = parse_money(record.cell("item_amount")), parse_money(record.cell("price"))
    doubt = quantity.doubt or line.doubt
    if quantity.text is not None and Decimal(quantity.text) <= 0:
        doubt = _("数量是 {qty}").format(qty=quantity.text)
    if doubt:
        table.reject(record.row, doubt, record.cells)
        return None
    if listed and not product:
        return _listed_items(table, record, parse_items(listed, spoken=_is_spoken(table)), unsaid)
    if not product:
        if (
            line.fen is None
            and record.cell("amount") == ""
            and ("product" in record.columns or "items" in record.columns)
        ):
            table.reject(record.row, _("没有商品也没有金额"), record.cells)
            return None
        return [OrderItem("", amount_fen=line.fen, qty=quantity.text or "1")] if line.fen is not None else []
    if quantity.text is None and table.rule("product_may_list_items") and _is_list(product):
        return _listed_items(table, record, parse_items(product, spoken=False), unsaid)
    if quantity.text is None and not unsaid.first_row:
        unsaid.first_row = record.row
    qty = quantity.text or "1"
    fen = line.fen
    if fen is None and price.fen is not None and quantity.text is not None:
        fen = times(price.fen, qty)
    elif fen is not None and price.fen is not None and quantity.text is not None and times(price.fen, qty) != fen:
        table.warn(record.row, _("单价乘数量和金额对不上，按金额记"))
    return [OrderItem(product, said(record.cell("spec")), qty, fen, quantity.unit)]


def _is_spoken(table: Table) -> bool:
    """Whether the column of items holds what people wrote; a column of names ends many of them with a size."""
    if table.rule("items_without_quantity"):
        return False
    column = table.columns["items"][0]
    name = plain_name(table.names[column]) if column < len(table.names) else ""
    return not name.endswith(("名称", "标题"))


def _is_list(product: str) -> bool:
    if "\n" in product or ";" in product or "；" in product:
        return True
    return any(item.qty is not None for item in parse_items(product, spoken=False))


def _listed_items(table: Table, record: Record, listed: list[CellItem], unsaid: _QuantityUnsaid) -> list[OrderItem]:
    items = []
    for item in listed:
        if item.qty is None and not unsaid.first_row:
            unsaid.first_row = record.row
        if item.qty is not None and Decimal(item.qty) <= 0:
            table.warn(record.row, _("“{product}”的数量是 {qty}，没有记").format(product=item.product, qty=item.qty))
            continue
        items.append(OrderItem(item.product, "", item.qty or "1", None, item.unit))
    return items


def times(price_fen: int, qty: str) -> int:
    return int((price_fen * Decimal(qty)).quantize(Decimal(1), ROUND_HALF_UP))


def _order_of(
    table: Table, record: Record, row: OrderPart, drafts: list[Draft], by_number: dict[tuple[str, str], list[Draft]]
) -> Draft | None:
    """The order that a row belongs to, a new one if need be; None when nobody can be told to have ordered."""
    named = bool(table.columns.keys() & PERSON_FIELDS)
    if named and row.order_no is None and row.member is NO_PERSON and row.items and drafts:
        return drafts[-1]  # an item under the order above it
    group_buy = said(record.cell("group_buy"))
    if row.order_no is not None:
        for draft in by_number.get((row.order_no, group_buy), ()):
            if _may_be_same_person(draft.member, row.member):
                return draft
    if named and row.member is NO_PERSON:
        table.reject(record.row, _("没有客户姓名、电话或编号"), record.cells)
        return None
    draft = Draft(record.row, row.order_no, row.member, group_buy=group_buy)
    if row.order_no is not None:
        others = by_number.setdefault((row.order_no, group_buy), [])
        if others:
            table.warn(
                record.row, _("订单号 {code} 在第 {row} 行是另一个人的").format(code=row.order_no, row=others[0].row)
            )
        others.append(draft)
    drafts.append(draft)
    return draft


def _may_be_same_person(one: Person, other: Person) -> bool:
    if other is NO_PERSON:
        return True
    if one.phone and other.phone:
        return one.phone == other.phone
    return one.name == other.name or not one.name or not other.name


def add_row(table: Table, record: Record, row: OrderPart, draft: Draft) -> None:
    draft.items += tuple(row.items)
    if record.row != draft.row:
        draft.more_rows += (record.row,)
    if row.amount is not None:
        draft.amounts += (row.amount,)
    refund = parse_money(record.cell("refund"))
    if refund.doubt:
        table.warn(record.row, refund.doubt)
    if refund.fen:
        draft.refunds += (abs(refund.fen),)
    draft.ordered_at = draft.ordered_at or row.ordered_at.at
    paid_at = table.moment(record.cell("paid_at"))
    if paid_at.doubt:
        table.warn(record.row, paid_at.doubt)
    draft.paid_at = draft.paid_at or paid_at.at
    draft.status = draft.status or record.text("status")
    if draft.paid is None:
        draft.paid = is_paid(record.cell("paid"))
    if record.text("refund_status"):
        draft.status = _status_after_refund(record, draft)
    if status_of(record.text("fulfilled")) == "collected" or record.text("fulfilled") in ("是", "√", "✓"):
        draft.fulfilled = True
    draft.pickup_point = draft.pickup_point or said(record.cell("pickup_point"))
    note = read_note(record)
    if note and note not in draft.notes:
        draft.notes += (note,)


def _status_after_refund(record: Record, draft: Draft) -> str:
    said_status = record.text("refund_status")
    return said_status if status_of(said_status) == "refunded" else draft.status


def finish(table: Table, draft: Draft, used: Counter[str]) -> OrderRow:
    """The order that a draft's rows make together; `used` counts the keys given so far."""
    amount = _amount(table, draft)
    refund = _once_or_sum(draft.refunds, len(draft.items))
    items = tuple(item for item in draft.items if item.product)
    if len(items) == 1 == len(draft.items) and items[0].amount_fen is None and amount is not None:
        only = items[0]
        items = (OrderItem(only.product, only.spec, only.qty, amount, only.unit),)
    return OrderRow(
        order_no=draft.order_no,
        member=draft.member,
        status=_status(table, draft, amount, refund),
        paid_at=draft.paid_at,
        amount_fen=amount,
        refund_fen=refund,
        items=items,
        ordered_at=draft.ordered_at or draft.paid_at,
        pickup_point=draft.pickup_point,
        group_buy=draft.group_buy,
        note="\n".join(draft.notes),
        key=_key(table, draft, used),
        row=draft.row,
        more_rows=draft.more_rows,
    )


def _key(table: Table, draft: Draft, used: Counter[str]) -> str:
    """What finds an order that has a number again; see OrderRow."""
    if draft.order_no is None:
        return ""
    key = draft.order_no
    if _numbers_restart(table):
        at = draft.paid_at or draft.ordered_at
        moment = f"{at:%Y%m%d%H%M%S}" if at else ""
        key = f"{key}@{draft.group_buy or moment or draft.member.phone or draft.member.name}"
    used[key] += 1
    return key if used[key] == 1 else f"{key}#{used[key]}"


def _numbers_restart(table: Table) -> bool:
    """跟团号 begins with 1 in every group buy; a number that the platform calls 订单号 does not."""
    if not table.rule("numbers_restart"):
        return False
    column = table.columns["order_no"][0]
    return column >= len(table.names) or plain_name(table.names[column]) not in ("订单号", "订单编号")


def _amount(table: Table, draft: Draft) -> int | None:
    """The order's amount, counted once where every item row repeats it; else what its items make together."""
    lines = [item.amount_fen for item in draft.items if item.amount_fen is not None]
    whole = sum(lines) if lines and len(lines) == len(draft.items) else None
    if not draft.amounts:
        return whole
    if len(draft.amounts) == 1:
        return draft.amounts[0]
    if len(set(draft.amounts)) == 1:
        repeats = table.rule("order_amount_repeats")
        if not repeats and whole is not None:
            repeats = whole != sum(draft.amounts)
        elif not repeats:
            table.warn(draft.row, _("每行的金额相同，按整单金额只算一次"))
        return draft.amounts[0] if repeats or whole is None else sum(draft.amounts)
    if table.rule("order_amount_repeats") and whole is not None and whole in draft.amounts:
        return whole
    table.warn(draft.row, _("同一订单各行的金额不同，加在一起算"))
    return sum(draft.amounts)


def _once_or_sum(values: tuple[int, ...], rows: int) -> int:
    if len(values) > 1 and len(set(values)) == 1 and len(values) == rows:
        return values[0]
    return sum(values)


def _status(table: Table, draft: Draft, amount: int | None, refund: int) -> str:
    status = status_of(draft.status)
    if draft.status and status is None and draft.paid is None:
        table.warn(draft.row, _("不认识订单状态“{status}”").format(status=draft.status[:20]))
    if status is None:
        paid = draft.paid
        if paid is None:
            paid = draft.paid_at is not None or ("paid" not in table.columns and bool(amount) and _says_paid(table))
        status = "paid" if paid else "confirmed"
    elif status == "confirmed" and draft.paid:
        status = "paid"
    if status == "paid" and draft.fulfilled:
        status = "collected"
    if refund and amount and refund >= amount and status != "cancelled":
        status = "refunded"
    return status


def _says_paid(table: Table) -> bool:
    """Whether the amount column is called what was paid, not what is to be paid."""
    column = table.columns.get("amount", (-1,))[0]
    name = table.names[column] if 0 <= column < len(table.names) else ""
    return any(word in name for word in ("实付", "实收", "支付", "付款", "成交", "Paid"))
