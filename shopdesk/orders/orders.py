"""Orders made and mended by hand. An order always has lines; its amount moves with them, fen by fen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of, now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import GroupBuy, GroupBuyProduct, Member, Order, OrderLine, Product
from shopdesk.orders.amounts import line_amount
from shopdesk.orders.product_index import ProductIndex
from shopdesk.orders.statuses import status_name

MOST_QTY_MILLI = 1_000_000_000
MOST_FEN = 100_000_000_000
MOST_LINES = 500


@dataclass(frozen=True)
class LineInput:
    """A line as somebody fills it in: a product's id, or a name (a new one becomes a product).

    The amount is `amount_fen`, else `price_fen` × quantity, else the group buy's or the product's price × quantity,
    else unknown. `id` is the line that is changed, None for a new one.
    """

    name: str = ""
    spec: str = ""
    qty_milli: int = 1000
    unit: str = ""
    product_id: int | None = None
    price_fen: int | None = None
    amount_fen: int | None = None
    note: str = ""
    id: int | None = None


@dataclass(frozen=True)
class LineRow:
    id: int
    product_id: int | None
    name: str
    spec: str
    qty_milli: int
    unit: str
    amount_fen: int | None
    note: str
    price_fen: int | None
    """What one unit costs by the group buy or the product, not by this line."""


def create_order(
    session: Session,
    member_id: int,
    lines: Sequence[LineInput],
    *,
    group_buy_id: int | None = None,
    pickup_point_id: int | None = None,
    status: str = "confirmed",
    note: str = "",
    ordered_at: int | None = None,
) -> int:
    """The id of a new order made by hand (draft or confirmed)."""
    member = session.get(Member, member_id)
    if member is None:
        raise ShopError(_("这位会员已经不在了。"), _("请重新选择会员。"), "gone")
    if status not in ("draft", "confirmed"):
        raise ValueError(f"a new order cannot be {status}")
    group_buy = _group_buy(session, group_buy_id)
    at = now() if ordered_at is None else ordered_at
    from_group_buy = group_buy.pickup_point_id if group_buy else None
    order = Order(
        source="hand", member_id=member_id, group_buy_id=group_buy_id, status=status, note=clean_text(note),
        pickup_point_id=pickup_point_id or from_group_buy or member.pickup_point_id,
        ordered_at=at, day=day_of(at, read_shop(session).time_zone), amount_fen=0, paid_fen=0, refund_fen=0,
    )  # fmt: skip
    session.add(order)
    session.flush()
    _write_lines(session, order, lines)
    return order.id


def edit_order(
    session: Session,
    order_id: int,
    *,
    lines: Sequence[LineInput] | None = None,
    note: str | None = None,
    member_id: int | None = None,
    group_buy_id: int | None = None,
    pickup_point_id: int | None = None,
) -> str:
    """Change what is named; `lines` are all lines as they shall be; group buy or pick-up point 0 means none.

    Returns the status: a paid order that now costs more than was paid is confirmed again, so that it shows as open.
    """
    order = _order(session, order_id)
    if note is not None:
        order.note = clean_text(note)
    if member_id is not None:
        if session.get(Member, member_id) is None:
            raise ShopError(_("这位会员已经不在了。"), _("请重新选择会员。"), "gone")
        order.member_id = member_id
    if group_buy_id is not None:
        _group_buy(session, group_buy_id or None)
        order.group_buy_id = group_buy_id or None
    if pickup_point_id is not None:
        order.pickup_point_id = pickup_point_id or None
    if lines is not None:
        if order.status not in ("draft", "confirmed", "paid"):
            raise ShopError(
                _("{status}的订单不能改商品。").format(status=status_name(order.status)),
                _("请先把状态改回去，再改商品。"),
                "status",
            )
        _write_lines(session, order, lines)
        settle(order)
    session.flush()
    return order.status


def settle(order: Order, at: int | None = None) -> None:
    """Let the status say whether what was paid covers what is to be paid."""
    if order.status == "paid" and order.paid_fen < order.amount_fen:
        order.status, order.paid_at = "confirmed", None
    elif order.status in ("draft", "confirmed") and 0 < order.amount_fen <= order.paid_fen:
        order.status, order.paid_at = "paid", now() if at is None else at


def order_lines(session: Session, order_id: int) -> list[LineRow]:
    rows = session.execute(
        select(
            OrderLine.id, OrderLine.product_id, OrderLine.name, OrderLine.spec, OrderLine.qty_milli, OrderLine.unit,
            OrderLine.amount_fen, OrderLine.note, GroupBuyProduct.price_fen.label("own"), Product.price_fen,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(Product, Product.id == OrderLine.product_id)
        .outerjoin(
            GroupBuyProduct,
            (GroupBuyProduct.product_id == Product.id) & (GroupBuyProduct.group_buy_id == Order.group_buy_id),
        )
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.id)
    )  # fmt: skip
    return [LineRow(*row[:8], price_fen=row.own if row.own is not None else row.price_fen) for row in rows]


def line_input(line: LineRow) -> LineInput:
    """The line as it stands, to be changed with dataclasses.replace."""
    return LineInput(
        line.name, line.spec, line.qty_milli, line.unit, line.product_id, None, line.amount_fen, line.note, line.id
    )


def prices_in(session: Session, group_buy_id: int | None) -> dict[int, int]:
    """What each product costs: in this group buy, else its usual price; products without a price are left out."""
    usual = session.execute(select(Product.id, Product.price_fen).where(Product.price_fen.is_not(None)))
    prices: dict[int, int] = {product_id: fen for product_id, fen in usual if fen is not None}
    own = session.execute(
        select(GroupBuyProduct.product_id, GroupBuyProduct.price_fen).where(
            GroupBuyProduct.group_buy_id == group_buy_id, GroupBuyProduct.price_fen.is_not(None)
        )
    )
    prices.update({product_id: fen for product_id, fen in own if fen is not None})
    return prices


# ---- inside


def _order(session: Session, order_id: int) -> Order:
    order = session.get(Order, order_id)
    if order is None:
        raise ShopError(_("这个订单已经不在了。"), _("请刷新后再试。"), "gone")
    return order


def _group_buy(session: Session, group_buy_id: int | None) -> GroupBuy | None:
    if group_buy_id is None:
        return None
    group_buy = session.get(GroupBuy, group_buy_id)
    if group_buy is None:
        raise ShopError(_("这一期团已经不在了。"), _("请重新选择团期。"), "gone")
    return group_buy


def _write_lines(session: Session, order: Order, lines: Sequence[LineInput]) -> None:
    """Make the order's lines these; its amount moves by the same sum (an imported discount stays)."""
    if not lines:
        raise ShopError(_("订单至少要有一件商品。"), _("不要这一单了，请把它取消。"), "empty")
    if len(lines) > MOST_LINES:
        raise ShopError(_("一个订单最多 {most} 行。").format(most=MOST_LINES), _("请分成几个订单。"))
    there = {line.id: line for line in session.scalars(select(OrderLine).where(OrderLine.order_id == order.id))}
    before = sum(line.amount_fen or 0 for line in there.values())
    index, prices = ProductIndex.load(session), prices_in(session, order.group_buy_id)
    after = 0
    for values in lines:
        line = there.pop(values.id, None) if values.id is not None else OrderLine(order_id=order.id)
        if line is None:
            raise ShopError(_("订单里有一行已经不在了。"), _("请刷新后再试。"), "gone")
        _fill_line(session, line, values, index, prices)
        session.add(line)
        after += line.amount_fen or 0
    for gone in there.values():
        session.delete(gone)
    order.amount_fen = max(order.amount_fen + after - before, 0)
    session.flush()


def _fill_line(
    session: Session, line: OrderLine, values: LineInput, index: ProductIndex, prices: dict[int, int]
) -> None:
    if not 0 < values.qty_milli <= MOST_QTY_MILLI:
        raise ShopError(_("数量要大于 0。"), _("不要这件商品了，请把这一行删掉。"), "qty")
    product = session.get(Product, values.product_id) if values.product_id is not None else None
    if product is None and not clean_text(values.name):
        raise ShopError(_("有一行没有商品名称。"), _("请填写商品，或删掉这一行。"), "empty")
    if product is None:
        found = index.match(values.name, values.spec)
        if found is None:
            found = index.add(session, values.name, values.spec, unit=values.unit, price_fen=values.price_fen)
        product = session.get_one(Product, found)
        if product.price_fen is not None:
            prices.setdefault(product.id, product.price_fen)
    line.product_id = product.id
    line.name = clean_text(values.name) or product.name
    line.spec = clean_text(values.spec) if values.name else product.spec
    line.unit = clean_text(values.unit) or product.unit
    line.qty_milli = values.qty_milli
    line.note = clean_text(values.note)
    line.amount_fen = _amount(values, prices.get(product.id))


def _amount(values: LineInput, price_fen: int | None) -> int | None:
    amount = values.amount_fen
    price = values.price_fen if values.price_fen is not None else price_fen
    if amount is None and price is not None:
        amount = line_amount(price, values.qty_milli)
    if amount is not None and not 0 <= amount <= MOST_FEN:
        raise ShopError(_("金额不对。"), _("请填 0 到 {most} 元之间的金额。").format(most=MOST_FEN // 100), "amount")
    return amount
