"""Orders from a table in which every product is a column: one order for each person's row."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from shopdesk.base.i18n import _
from shopdesk.intake.tables.matrix import ProductColumn, product_columns
from shopdesk.intake.tables.orders import Draft, OrderPart, add_row, finish, times
from shopdesk.intake.tables.people import NO_PERSON, read_person
from shopdesk.intake.tables.presets import plain_name
from shopdesk.intake.tables.records import Record, Table, read_records
from shopdesk.intake.tables.rows import OrderItem, OrderRow
from shopdesk.intake.tables.values import Quantity, code_of, is_blank, parse_money, parse_quantity, said, text_of

_TICKS = ("√", "✓", "✔", "☑", "✅")
_PRICE_ROW = ("单价", "价格", "售价", "团购价", "价钱", "单价(元)")


def read_matrix(table: Table) -> tuple[OrderRow, ...]:
    """One order for each row with a quantity; a row of prices under the header is taken as such."""
    columns = product_columns(table.mapping.fields)
    orders: list[OrderRow] = []
    used: Counter[str] = Counter()
    for record in read_records(table):
        if not orders and _is_price_row(record, columns):
            columns = [c._replace(price_fen=parse_money(record.cells[c.column]).fen) for c in columns]
            table.warn(record.row, _("这一行是单价，不是订单"))
            continue
        order = _read_order(table, record, columns, used)
        if order is not None:
            orders.append(order)
    return tuple(orders)


def _is_price_row(record: Record, columns: list[ProductColumn]) -> bool:
    first = next((text_of(cell) for cell in record.cells if not is_blank(cell)), "")
    person = record.text("name") or record.text("receiver") or record.text("phone")
    prices = [parse_money(record.cells[column.column]).fen for column in columns]
    return (plain_name(first) in _PRICE_ROW or not person) and all(prices)


def _read_order(table: Table, record: Record, columns: list[ProductColumn], used: Counter[str]) -> OrderRow | None:
    member = read_person(table, record)
    if member == NO_PERSON:
        table.reject(record.row, _("没有客户姓名、电话或编号"), record.cells)
        return None
    items = _read_items(table, record, columns)
    if items is None:
        return None
    if not items:
        table.warn(record.row, _("{name} 没有订任何商品，跳过了").format(name=member.name or member.room))
        return None
    amount = parse_money(record.cell("amount"))
    fen = amount.fen if amount.fen is not None and not _is_count(amount.fen, items) else None
    if fen is not None:
        known = [item.amount_fen for item in items if item.amount_fen is not None]
        if len(known) == len(items) and sum(known) != fen:
            table.warn(record.row, _("单价乘数量和金额对不上，按金额记"))
    elif amount.fen is None and "amount" in table.columns and all(item.amount_fen is not None for item in items):
        table.warn(record.row, _("金额空着，按单价乘数量算"))
    moment = table.moment(record.cell("ordered_at"))
    part = OrderPart(code_of(record.cell("order_no"))[0] or None, member, items, fen, moment)
    draft = Draft(record.row, part.order_no, member, group_buy=said(record.cell("group_buy")))
    add_row(table, record, part, draft)
    return finish(table, draft, used)


def _is_count(fen: int, items: list[OrderItem]) -> bool:
    """Whether a 合计 column counts pieces and is no amount."""
    pieces = sum(Decimal(item.qty) for item in items)
    known = sum(item.amount_fen or 0 for item in items)
    return Decimal(fen) == pieces * 100 != known


def _read_items(table: Table, record: Record, columns: list[ProductColumn]) -> list[OrderItem] | None:
    items = []
    for column, product, price in columns:
        cell = record.cells[column]
        quantity = Quantity("1", "√") if text_of(cell) in _TICKS else parse_quantity(cell)
        if quantity.doubt or (quantity.text is not None and Decimal(quantity.text) < 0):
            reason = _("“{product}”的数量读不懂：{text}").format(product=product, text=text_of(cell)[:20])
            table.reject(record.row, reason, record.cells)
            return None
        if quantity.text is None or Decimal(quantity.text) == 0:
            continue
        if quantity.unit:
            table.warn(record.row, _("“{text}”读作 {qty}").format(text=text_of(cell), qty=quantity.text))
        amount = times(price, quantity.text) if price is not None else None
        items.append(OrderItem(product, "", quantity.text, amount, quantity.unit.strip("√")))
    return items
