"""Writing the orders of a plan: new ones in bulk, changed ones with the difference, and what they point to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of, now, short_day, today
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import clean_text, fold
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import Base, GroupBuy, GroupBuyProduct, Order, OrderLine, PickupPoint, Product
from shopdesk.intake.draft import Draft, DraftLine, DraftOrder
from shopdesk.intake.plan import OrderPlan, Plan, later_status, lines_key, stored_key
from shopdesk.intake.settle_people import PersonPlan
from shopdesk.intake.unit_questions import own_units, unit_key
from shopdesk.orders.amounts import line_amount
from shopdesk.orders.product_index import ProductIndex
from shopdesk.orders.units import UnitRule, Units

_BATCH = 2000
_OPEN = ("draft", "confirmed")


@dataclass
class OrderCounts:
    new: int = 0
    lines: int = 0
    changed: int = 0
    """The cancelled ones too."""
    cancelled: int = 0
    same: int = 0


class OrderWriter:
    """Knows what was looked up once: products, prices, pick-up points, group buys."""

    def __init__(
        self, session: Session, draft: Draft, member_id: Callable[[PersonPlan], int], moment: int, import_id: int
    ) -> None:
        self.session, self.draft = session, draft
        self._member_id = member_id
        self.moment, self.run_id = moment, import_id
        self.counts = OrderCounts()
        self.zone = read_shop(session).time_zone
        self.products = ProductIndex.load(session)
        self._own_units = own_units(session, draft)
        self._units = Units.load(session)
        self._prices: dict[int, int | None] = {}
        self._pickup_points: dict[str, int] = {}
        self._group_buys: dict[str, int] = {}

    def write(self, plan: Plan, *, cancel_gone: bool, progress: Progress = SILENT) -> OrderCounts:
        """All orders of the plan; with `cancel_gone` also the open ones of people who left the list."""
        self._write_new([order for order in plan.orders if order.effect == "new"], progress)
        for order in plan.orders:
            if order.effect == "changed":
                self._change_order(order)
            elif order.effect == "cancelled" and order.stored is not None:
                self._cancel(order.stored.id)
        self.counts.same = plan.count("same")
        if cancel_gone:
            for stored in plan.gone:
                if stored.status in _OPEN:
                    self._cancel(stored.id)
            plan.gone = [stored for stored in plan.gone if stored.status not in _OPEN]
        return self.counts

    def _write_new(self, new: list[OrderPlan], progress: Progress) -> None:
        next_order = next_id(self.session, Order)
        for start in range(0, len(new), _BATCH):
            progress.report(start, len(new), _("正在写入订单"))
            batch = new[start : start + _BATCH]
            orders, lines = [], []
            for at, plan in enumerate(batch):
                row, its_lines = self._order_rows(plan, next_order + start + at)
                orders.append(row)
                lines += its_lines
            # Of the tables, not the classes: the ORM's bulk insert looks at each row's keys again and again.
            self.session.execute(insert(Order.__table__), orders)  # type: ignore[arg-type]
            self.session.execute(insert(OrderLine.__table__), lines)  # type: ignore[arg-type]
            self.counts.lines += len(lines)
        self.counts.new = len(new)

    def _order_rows(self, plan: OrderPlan, order_id: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        order = plan.order
        assert plan.person is not None
        lines = [self._line_row(order_id, line) for line in order.lines]
        amount = order.amount_fen
        if amount is None:
            amount = sum(line["amount_fen"] or 0 for line in lines)
        ordered_at = order.ordered_at or self.moment
        settled = order.status in ("paid", "collected", "refunded")
        row = {
            "id": order_id, "source": self.draft.source, "order_no": stored_key(self.draft, order),
            "member_id": self._member_id(plan.person), "group_buy_id": self._group_buy(order),
            "pickup_point_id": self._pickup_point(order.pickup_point), "status": order.status,
            "ordered_at": ordered_at, "day": day_of(ordered_at, self.zone),
            "paid_at": (order.paid_at or ordered_at) if settled else None,
            "collected_at": ordered_at if order.status == "collected" else None,
            "amount_fen": amount, "paid_fen": amount if settled else 0, "refund_fen": order.refund_fen,
            "seq": order.seq, "note": order.note, "import_id": self.run_id,
        }  # fmt: skip
        return row, lines

    def _line_row(self, order_id: int, line: DraftLine) -> dict[str, Any]:
        product_id = self.products.add(
            self.session, line.product, line.spec, unit=self._own_units.get(line.product, line.unit),
            price_fen=self.draft.prices.get(line.product),
        )  # fmt: skip
        amount = line.amount_fen
        if amount is None and self.draft.kind == "jielong":
            price = self._price(product_id, line.product)
            qty = self._priced_quantity(product_id, line)
            amount = None if price is None or qty is None else line_amount(price, qty)
        return {
            "order_id": order_id, "product_id": product_id, "name": line.product, "spec": line.spec,
            "qty_milli": line.qty_milli, "unit": line.unit, "amount_fen": amount, "note": line.note,
        }  # fmt: skip

    def _priced_quantity(self, product_id: int, line: DraftLine) -> int | None:
        """In the unit that the price is for; None when the line's unit is counted apart: its price is not known."""
        own = self._own_units.get(line.product, "")
        priced = self.draft.units.get(line.product) or own
        if not line.unit or fold(line.unit) == fold(priced):
            return line.qty_milli
        rules = [self._unit_rule(product_id, own, line.product, unit) for unit in (line.unit, priced)]
        known = [rule.base_milli for rule in rules if rule is not None]
        if None in known:
            return None
        if len(known) < len(rules):
            return line.qty_milli  # nobody said: as if it were the same
        of_line, of_price = (base or 0 for base in known)
        return (line.qty_milli * of_line + of_price // 2) // of_price

    def _unit_rule(self, product_id: int, own: str, product: str, unit: str) -> UnitRule | None:
        answers, key = self.draft.unit_answers, unit_key(product, unit)
        if key in answers and fold(unit) != fold(own):
            return UnitRule(unit, answers[key])
        return self._units.rule(product_id, own, unit)

    def _price(self, product_id: int, name: str) -> int | None:
        """Of the group buy, else of the text's menu, else the product's; the first use puts it on the group buy."""
        if product_id in self._prices:
            return self._prices[product_id]
        group_buy = self.draft.group_buy_id
        stored = self.session.execute(
            select(GroupBuyProduct.price_fen).where(
                GroupBuyProduct.group_buy_id == group_buy, GroupBuyProduct.product_id == product_id
            )
        ).first()
        price: int | None = stored[0] if stored is not None else None
        if price is None:
            price = self.draft.prices.get(name)
        if price is None:
            price = self.session.scalar(select(Product.price_fen).where(Product.id == product_id))
        if group_buy is not None:
            self._put_on_group_buy(group_buy, product_id, price, stored)
        self._prices[product_id] = price
        return price

    def _put_on_group_buy(self, group_buy: int, product_id: int, price: int | None, stored: Any) -> None:
        row = GroupBuyProduct
        if stored is None:
            values = {"group_buy_id": group_buy, "product_id": product_id, "price_fen": price,
                      "position": len(self._prices)}  # fmt: skip
            self.session.execute(insert(row), [values])
        elif stored[0] is None and price is not None:
            where = (row.group_buy_id == group_buy, row.product_id == product_id)
            self.session.execute(update(row).where(*where).values(price_fen=price))

    def _change_order(self, plan: OrderPlan) -> None:
        order, stored = plan.order, plan.stored
        assert stored is not None
        amount = stored.amount_fen if order.amount_fen is None else order.amount_fen
        if lines_key(order.lines) != lines_key(stored.lines):
            self.session.execute(delete(OrderLine).where(OrderLine.order_id == stored.id))
            lines = [self._line_row(stored.id, line) for line in order.lines]
            self.session.execute(insert(OrderLine), lines)
            if order.amount_fen is None:
                amount = sum(line["amount_fen"] or 0 for line in lines)
        status = later_status(order.status, stored.status)
        paid = amount if order.status in ("paid", "collected", "refunded") else stored.paid_fen
        if status == "paid" and paid < amount:
            status = "confirmed"  # more was ordered after paying: the rest is open
        values: dict[str, Any] = {
            "status": status, "amount_fen": amount, "paid_fen": paid, "refund_fen": order.refund_fen,
            "order_no": stored_key(self.draft, order),
        }  # fmt: skip
        if order.note:
            values["note"] = order.note
        if status in ("paid", "collected") and stored.status not in ("paid", "collected"):
            values["paid_at"] = order.paid_at or self.moment
        self.session.execute(update(Order).where(Order.id == stored.id).values(**values))
        self.counts.changed += 1

    def _cancel(self, order_id: int) -> None:
        self.session.execute(update(Order).where(Order.id == order_id).values(status="cancelled"))
        self.counts.cancelled += 1
        self.counts.changed += 1

    def _group_buy(self, order: DraftOrder) -> int | None:
        if self.draft.kind == "jielong" or not order.group_buy:
            return self.draft.group_buy_id
        title = clean_text(order.group_buy)[:200]
        if title not in self._group_buys:
            found = self.session.scalar(select(GroupBuy.id).where(GroupBuy.title == title).limit(1))
            if found is None:
                found = open_group_buy_for(self.session, replace(self.draft, title=title))
            self._group_buys[title] = found
        return self._group_buys[title]

    def _pickup_point(self, name: str) -> int | None:
        name = clean_text(name)[:200]
        if not name:
            return None
        if name not in self._pickup_points:
            found = self.session.scalar(select(PickupPoint.id).where(PickupPoint.name == name))
            if found is None:
                point = PickupPoint(name=name)
                self.session.add(point)
                self.session.flush()
                found = point.id
            self._pickup_points[name] = found
        return self._pickup_points[name]


def open_group_buy_for(session: Session, draft: Draft) -> int:
    title = clean_text(draft.title)[:200] or title_for_none()
    group_buy = GroupBuy(title=title, opened_at=now(), status="open")
    session.add(group_buy)
    session.flush()
    return group_buy.id


def title_for_none() -> str:
    """What a new group buy is called when its list says nothing."""
    return _("接龙 {day}").format(day=short_day(today()))


def next_id(session: Session, table: type[Base]) -> int:
    highest: int | None = session.scalar(select(func.max(table.id)))  # type: ignore[attr-defined]
    return (highest or 0) + 1
