"""Group buys: goods + one cut-off + one pick-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of, now, short_day
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import GroupBuy, GroupBuyProduct, Order, PickupPoint, Product
from shopdesk.orders.products import product_label

PICKUP_DAYS = 3
"""Default: goods can be fetched until three days after they arrive."""
GROUP_BUY_STATUSES = ("open", "closed", "arrived", "done")


@dataclass(frozen=True)
class GroupBuyChoice:
    id: int
    title: str
    status: str
    opened_at: int


@dataclass(frozen=True)
class GroupBuyRow:
    """Amounts and counts are of confirmed, paid and collected orders."""

    id: int
    title: str
    status: str
    opened_at: int
    cut_off_at: int | None
    arrival_day: int | None
    pickup_until_day: int | None
    pickup_point: str
    note: str
    orders: int
    members: int
    amount_fen: int
    open_fen: int
    unpaid: int
    waiting: int
    """Paid and not handed over."""
    collected: int


@dataclass(frozen=True)
class GroupBuyProductRow:
    product_id: int
    name: str
    spec: str
    unit: str
    price_fen: int | None
    """Its price in this group buy; None: the usual one."""
    usual_price_fen: int | None

    @property
    def label(self) -> str:
        return product_label(self.name, self.spec)


@dataclass(frozen=True)
class GroupBuyDetails:
    id: int
    title: str
    status: str
    opened_at: int
    cut_off_at: int | None
    arrival_day: int | None
    pickup_until_day: int | None
    pickup_point_id: int | None
    pickup_point: str
    note: str
    products: tuple[GroupBuyProductRow, ...]


def group_buy_status_name(status: str) -> str:
    return {"open": _("接单中"), "closed": _("已截单"), "arrived": _("已到货"), "done": _("已结束")}[status]


# ---- writing


def open_group_buy(
    session: Session,
    title: str,
    *,
    products: Iterable[tuple[int, int | None]] = (),
    opened_at: int | None = None,
    cut_off_at: int | None = None,
    arrival_day: int | None = None,
    pickup_until_day: int | None = None,
    pickup_point_id: int | None = None,
    note: str = "",
) -> int:
    """A new group buy's id; `products` are (product id, price in this group buy or None for the usual one)."""
    group_buy = GroupBuy(opened_at=now() if opened_at is None else opened_at, status="open")
    if pickup_until_day is None and arrival_day is not None:
        pickup_until_day = arrival_day + PICKUP_DAYS
    _fill(group_buy, title=title, cut_off_at=cut_off_at, arrival_day=arrival_day, pickup_until_day=pickup_until_day,
          pickup_point_id=pickup_point_id, note=note)  # fmt: skip
    session.add(group_buy)
    session.flush()
    _set_products(session, group_buy.id, products)
    return group_buy.id


def edit_group_buy(
    session: Session, group_buy_id: int, *, products: Iterable[tuple[int, int | None]] | None = None, **changes: Any
) -> None:
    """Change the named values (those of open_group_buy); `products` replaces all of them, in this order."""
    group_buy = _group_buy(session, group_buy_id)
    _fill(group_buy, **changes)
    session.flush()
    if products is not None:
        _set_products(session, group_buy_id, products)


def set_group_buy_status(session: Session, group_buy_id: int, status: str) -> None:
    if status not in GROUP_BUY_STATUSES:
        raise ValueError(f"a group buy cannot be {status}")
    _group_buy(session, group_buy_id).status = status
    session.flush()


def remove_group_buy(session: Session, group_buy_id: int) -> None:
    """Only one without orders."""
    group_buy = _group_buy(session, group_buy_id)
    if session.scalar(select(Order.id).where(Order.group_buy_id == group_buy_id).limit(1)) is not None:
        raise ShopError(_("“{title}”已经有订单，不能删除。").format(title=group_buy.title), _("可以把它改成“已结束”。"))
    session.delete(group_buy)
    session.flush()


def _group_buy(session: Session, group_buy_id: int) -> GroupBuy:
    group_buy = session.get(GroupBuy, group_buy_id)
    if group_buy is None:
        raise ShopError(_("这一期团已经不在了。"), _("请刷新后再试。"), "gone")
    return group_buy


def _fill(group_buy: GroupBuy, **values: Any) -> None:
    for key, value in values.items():
        if key not in (
            "title",
            "opened_at",
            "cut_off_at",
            "arrival_day",
            "pickup_until_day",
            "pickup_point_id",
            "note",
        ):
            raise TypeError(f"a group buy has no {key!r}")
        setattr(group_buy, key, clean_text(value) if isinstance(value, str) else value)
    if not group_buy.title:
        raise ShopError(_("团期要有名称。"), _("例如“11月22日 水果团”。"))
    arrival, until = group_buy.arrival_day, group_buy.pickup_until_day
    if arrival is not None and until is not None and until < arrival:
        raise ShopError(_("取货截止不能早于到货日。"), _("请检查日期。"), "dates")


def _set_products(session: Session, group_buy_id: int, products: Iterable[tuple[int, int | None]]) -> None:
    there = {
        row.product_id: row
        for row in session.scalars(select(GroupBuyProduct).where(GroupBuyProduct.group_buy_id == group_buy_id))
    }
    for position, (product_id, price_fen) in enumerate(dict(products).items()):
        if price_fen is not None and price_fen < 0:
            raise ShopError(_("价格不能是负数。"), _("请改成 0 或更大的数。"))
        row = there.pop(product_id, None)
        if row is None:
            row = GroupBuyProduct(group_buy_id=group_buy_id, product_id=product_id)
            session.add(row)
        row.position, row.price_fen = position, price_fen
    for gone in there.values():
        session.delete(gone)
    session.flush()


# ---- pick-up points


def pickup_points(session: Session) -> list[tuple[int, str]]:
    return [(row.id, row.name) for row in session.execute(select(PickupPoint.id, PickupPoint.name).order_by("name"))]


def ensure_pickup_point(session: Session, name: str) -> int | None:
    """The pick-up point of that name, made now if there is none; None for an empty name."""
    name = clean_text(name)
    if not name:
        return None
    known = session.scalar(select(PickupPoint.id).where(PickupPoint.name == name))
    if known is not None:
        return known
    point = PickupPoint(name=name)
    session.add(point)
    session.flush()
    return point.id


# ---- reading


def group_buy_choices(session: Session) -> list[GroupBuyChoice]:
    """All group buys for choosing one, the newest first; cheap however many orders there are."""
    rows = session.execute(
        select(GroupBuy.id, GroupBuy.title, GroupBuy.status, GroupBuy.opened_at).order_by(
            GroupBuy.opened_at.desc(), GroupBuy.id.desc()
        )
    )
    return [GroupBuyChoice(*row) for row in rows]


def choice_titles(choices: Sequence[GroupBuyChoice], zone: str) -> dict[int, str]:
    """What each is called where one is chosen: of several with one title, the day they were opened tells which."""
    often = Counter(choice.title for choice in choices)
    return {
        choice.id: choice.title
        if often[choice.title] == 1
        else _("{name} · {day}").format(name=choice.title, day=short_day(day_of(choice.opened_at, zone)))
        for choice in choices
    }


def group_buy_details(session: Session, group_buy_id: int) -> GroupBuyDetails | None:
    row: Any = session.execute(
        select(
            GroupBuy.id, GroupBuy.title, GroupBuy.status, GroupBuy.opened_at, GroupBuy.cut_off_at,
            GroupBuy.arrival_day, GroupBuy.pickup_until_day, GroupBuy.pickup_point_id,
            func.coalesce(PickupPoint.name, ""), GroupBuy.note,
        )
        .outerjoin(PickupPoint, PickupPoint.id == GroupBuy.pickup_point_id)
        .where(GroupBuy.id == group_buy_id)
    ).first()  # fmt: skip
    if row is None:
        return None
    return GroupBuyDetails(*(*row, tuple(group_buy_products(session, group_buy_id))))


def group_buy_products(session: Session, group_buy_id: int) -> list[GroupBuyProductRow]:
    rows = session.execute(
        select(
            Product.id, Product.name, Product.spec, Product.unit, GroupBuyProduct.price_fen, Product.price_fen
        )
        .join(Product, Product.id == GroupBuyProduct.product_id)
        .where(GroupBuyProduct.group_buy_id == group_buy_id)
        .order_by(GroupBuyProduct.position, GroupBuyProduct.id)
    )  # fmt: skip
    return [GroupBuyProductRow(*row) for row in rows]


def group_buy_rows(session: Session, ids: Sequence[int] | None = None) -> list[GroupBuyRow]:
    """Group buys with what was ordered (None: all), the newest first. Reads their orders once."""
    live = Order.status.in_(("confirmed", "paid", "collected"))
    lacking = (Order.status == "confirmed") & (Order.amount_fen > Order.paid_fen)
    sums = select(
        Order.group_buy_id.label("of"),
        func.count(case((live, Order.id))).label("orders"),
        func.count(case((live, Order.member_id)).distinct()).label("members"),
        func.sum(case((live, Order.amount_fen - Order.refund_fen), else_=0)).label("amount"),
        func.sum(case((lacking, Order.amount_fen - Order.paid_fen), else_=0)).label("lacking"),
        func.count(case((Order.status == "confirmed", 1))).label("unpaid"),
        func.count(case((Order.status == "paid", 1))).label("waiting"),
        func.count(case((Order.status == "collected", 1))).label("collected"),
    ).group_by(Order.group_buy_id)
    if ids is not None:
        sums = sums.where(Order.group_buy_id.in_(ids))
    table = sums.subquery()
    figures = ("orders", "members", "amount", "lacking", "unpaid", "waiting", "collected")
    query = (
        select(
            GroupBuy.id, GroupBuy.title, GroupBuy.status, GroupBuy.opened_at, GroupBuy.cut_off_at,
            GroupBuy.arrival_day, GroupBuy.pickup_until_day, func.coalesce(PickupPoint.name, ""), GroupBuy.note,
            *(func.coalesce(table.c[name], 0) for name in figures),
        )
        .outerjoin(PickupPoint, PickupPoint.id == GroupBuy.pickup_point_id)
        .outerjoin(table, table.c.of == GroupBuy.id)
        .order_by(GroupBuy.opened_at.desc(), GroupBuy.id.desc())
    )  # fmt: skip
    if ids is not None:
        query = query.where(GroupBuy.id.in_(ids))
    return [GroupBuyRow(*row) for row in session.execute(query)]
