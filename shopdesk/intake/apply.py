"""Carrying out a plan: members, products, group buys, orders, payments, in the one transaction of the caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from shopdesk.base.dates import day_of, now, short_day, today
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import clean_text
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import (
    Base,
    GroupBuy,
    GroupBuyProduct,
    ImportRun,
    Order,
    OrderLine,
    Payment,
    PickupPoint,
    Product,
)
from shopdesk.intake.draft import Answers, Draft, DraftLine, DraftOrder, Refused
from shopdesk.intake.people import fill_blanks, insert_members, remember_answers, remember_names, tag_people
from shopdesk.intake.plan import (
    OrderPlan,
    PersonPlan,
    Plan,
    find_group_buy,
    later_status,
    lines_key,
    make_plan,
    stored_key,
)
from shopdesk.intake.referrers import record_referrer
from shopdesk.orders.amounts import line_amount
from shopdesk.orders.products import ProductIndex

_BATCH = 2000


@dataclass
class Imported:
    """How an import ended, row by row where something was not taken."""

    import_id: int | None = None
    group_buy_id: int | None = None
    added: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("members", "orders", "lines", "payments"), 0))
    changed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("members", "orders", "payments"), 0))
    cancelled: int = 0
    unchanged: int = 0
    rejected: list[Refused] = field(default_factory=list)
    warnings: list[tuple[int, str]] = field(default_factory=list)
    needs_review: list[Refused] = field(default_factory=list)
    held: list[OrderPlan] = field(default_factory=list)
    """The orders behind `needs_review`."""

    @property
    def anything(self) -> bool:
        return any(self.added.values()) or any(self.changed.values()) or self.cancelled > 0


def import_draft(
    session: Session,
    draft: Draft,
    answers: Answers | None = None,
    progress: Progress = SILENT,
    cells_of: Callable[[Refused], tuple[Any, ...]] = lambda refused: refused.cells,
) -> Imported:
    """Plan and carry out; raises Cancelled (nothing is left) when the owner stops it.

    `cells_of` gives what stood in the source for a row that was not taken, for the record of this import.
    """
    answers = answers or Answers()
    if draft.kind == "jielong" and draft.group_buy_id is None and not draft.new_group_buy:
        draft = replace(draft, group_buy_id=find_group_buy(session, draft))
    plan = make_plan(session, draft, answers, progress)
    if draft.kind == "jielong" and draft.group_buy_id is None and plan.count("new"):
        draft = replace(draft, group_buy_id=_open_group_buy(session, draft))
    result = Imported(group_buy_id=draft.group_buy_id, warnings=list(draft.warnings), rejected=list(draft.refused))
    writer = _Writer(session, draft, plan, result, progress)
    writer.begin_run()
    writer.write_people()
    writer.write_orders(answers)
    writer.write_payments()
    _tell(draft, plan, result)
    writer.finish_run(cells_of)
    session.flush()
    return result


def _open_group_buy(session: Session, draft: Draft) -> int:
    title = clean_text(draft.title)[:200] or _("接龙 {day}").format(day=short_day(today()))
    group_buy = GroupBuy(title=title, opened_at=now(), status="open")
    session.add(group_buy)
    session.flush()
    return group_buy.id


def _tell(draft: Draft, plan: Plan, result: Imported) -> None:
    for order in plan.orders:
        row = order.order.rows[0] if order.order.rows else 0
        said = (
            order.order.person.name,
            "、".join(f"{line.product}×{line.qty_milli / 1000:g}" for line in order.order.lines),
        )
        # Each line of the source that made the order, so that no line goes without a word.
        rows = [Refused(number, order.why, said) for number in dict.fromkeys(order.order.rows) or {row: None}]
        if order.effect == "held":
            result.needs_review += rows
            result.held.append(order)
        elif order.effect == "nothing":
            result.rejected += rows
    for at, person in enumerate(plan.people):
        if person.ask:
            row = draft.people_rows[at] if at < len(draft.people_rows) else 0
            result.needs_review.append(Refused(row, person.reason, (person.person.name,)))
    if plan.gone:
        result.warnings.append((0, _("{count} 单不在这份接龙里了，没有动它们。").format(count=len(plan.gone))))


class _Writer:
    """The state of one import while it is written."""

    def __init__(self, session: Session, draft: Draft, plan: Plan, result: Imported, progress: Progress) -> None:
        self.session, self.draft, self.plan, self.result, self.progress = session, draft, plan, result, progress
        self.zone = read_shop(session).time_zone
        self.moment = now()
        self.products = ProductIndex.load(session)
        self.new_ids: list[int] = []
        self._prices: dict[int, int | None] = {}
        self._pickup_points: dict[str, int] = {}
        self._group_buys: dict[str, int] = {}
        self.run_id = _next_id(session, ImportRun)

    # ---- people

    def write_people(self) -> None:
        plan = self.plan
        self.new_ids = insert_members(self.session, plan.new_people, self.moment, self.progress)
        self.result.added["members"] = len(self.new_ids)
        settled = [plan_.person for plan_ in plan.orders if plan_.person is not None] + plan.people
        known = [person for person in settled if person.member_id is not None and not person.ask]
        changed = fill_blanks(self.session, [(person.member_id or 0, person.person) for person in known])
        # Of new members too: several rows of one person may call him differently.
        named = [(self._member_id(person), person.person) for person in settled if not person.ask]
        changed |= remember_names(self.session, named, self.moment)
        changed |= remember_answers(
            self.session,
            [(person.member_id or 0, person.person) for person in known if person.confirmed_by_owner],
            self.moment,
        )
        tagged = tag_people(
            self.session,
            [(self._member_id(person), person.person.tags) for person in plan.people if not person.ask],
            self.moment,
        )
        self.write_referrers()
        self.result.changed["members"] = len((changed | tagged) - set(self.new_ids))
        self.result.unchanged += len(
            {self._member_id(p) for p in plan.people if not p.ask} - changed - tagged - set(self.new_ids)
        )

    def write_referrers(self) -> None:
        """Who brought whom, where a member list says it; what cannot be recorded is said."""
        rows = dict(zip((id(plan) for plan in self.plan.people), self.draft.people_rows, strict=False))
        for plan in self.plan.people:
            if plan.person.referrer and not plan.ask:
                refusal = record_referrer(self.session, self._member_id(plan), plan.person.referrer)
                if refusal:
                    self.result.warnings.append((rows.get(id(plan), 0), refusal))

    def _member_id(self, person: PersonPlan) -> int:
        if person.member_id is not None:
            return person.member_id
        assert person.place is not None
        return self.new_ids[person.place]

    # ---- orders

    def write_orders(self, answers: Answers) -> None:
        new = [plan for plan in self.plan.orders if plan.effect == "new"]
        next_order = _next_id(self.session, Order)
        for start in range(0, len(new), _BATCH):
            self.progress.report(start, len(new), _("正在写入订单"))
            batch = new[start : start + _BATCH]
            orders, lines = [], []
            for at, plan in enumerate(batch):
                row, its_lines = self._order_rows(plan, next_order + start + at)
                orders.append(row)
                lines += its_lines
            self.session.execute(insert(Order), orders)
            self.session.execute(insert(OrderLine), lines)
            self.result.added["lines"] += len(lines)
        self.result.added["orders"] = len(new)
        for plan in self.plan.orders:
            if plan.effect == "changed":
                self._change_order(plan)
            elif plan.effect == "cancelled" and plan.stored is not None:
                self._cancel(plan.stored.id)
        self.result.unchanged += self.plan.count("same")
        if answers.cancel_gone:
            for stored in self.plan.gone:
                if stored.status in ("draft", "confirmed"):
                    self._cancel(stored.id)
            self.plan.gone = [stored for stored in self.plan.gone if stored.status not in ("draft", "confirmed")]

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
            self.session, line.product, line.spec, unit=line.unit, price_fen=self.draft.prices.get(line.product)
        )
        amount = line.amount_fen
        if amount is None and self.draft.kind == "jielong":
            price = self._price(product_id, line.product)
            amount = None if price is None else line_amount(price, line.qty_milli)
        return {
            "order_id": order_id, "product_id": product_id, "name": line.product, "spec": line.spec,
            "qty_milli": line.qty_milli, "unit": line.unit, "amount_fen": amount, "note": line.note,
        }  # fmt: skip

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
        self.result.changed["orders"] += 1

    def _cancel(self, order_id: int) -> None:
        self.session.execute(update(Order).where(Order.id == order_id).values(status="cancelled"))
        self.result.cancelled += 1
        self.result.changed["orders"] += 1

    def _group_buy(self, order: DraftOrder) -> int | None:
        if self.draft.kind == "jielong" or not order.group_buy:
            return self.draft.group_buy_id
        title = clean_text(order.group_buy)[:200]
        if title not in self._group_buys:
            found = self.session.scalar(select(GroupBuy.id).where(GroupBuy.title == title).limit(1))
            if found is None:
                found = _open_group_buy(self.session, replace(self.draft, title=title))
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

    # ---- payments and the record of the run

    def write_payments(self) -> None:
        rows = [
            {"source": self.draft.source, "txn_id": payment.txn_id, "direction": payment.direction,
             "usable": payment.usable, "amount_fen": payment.amount_fen, "counterparty": payment.counterparty,
             "at": payment.at, "note": payment.note, "import_id": self.run_id}
            for payment in (self.draft.payments[at] for at in self.plan.new_payments)
        ]  # fmt: skip
        for start in range(0, len(rows), _BATCH):
            self.progress.report(start, len(rows), _("正在写入流水"))
            self.session.execute(insert(Payment), rows[start : start + _BATCH])
        self.result.added["payments"] = len(rows)
        self.result.unchanged += self.plan.same_payments

    def begin_run(self) -> None:
        """The record of this import, before what points to it: then undoing takes it away last, in half the time."""
        plan = self.plan
        if (
            plan.new_people
            or plan.new_payments
            or any(plan.count(effect) for effect in ("new", "changed", "cancelled"))
        ):
            self._insert_run()

    def _insert_run(self) -> None:
        draft = self.draft
        run = {
            "id": self.run_id, "kind": draft.kind, "preset": draft.preset, "file_name": draft.file_name,
            "sha256": draft.sha256, "imported_at": self.moment, "group_buy_id": draft.group_buy_id,
            "counts": {}, "rejected": [],
        }  # fmt: skip
        self.session.execute(insert(ImportRun), [run])
        self.result.import_id = self.run_id

    def finish_run(self, cells_of: Callable[[Refused], tuple[Any, ...]]) -> None:
        """How it ended. The same input again changes nothing and leaves no record."""
        result = self.result
        if not result.anything:
            return
        if result.import_id is None:
            self._insert_run()
        refused = [
            {"row": row.row, "reason": row.reason, "cells": [str(cell) for cell in cells_of(row)]}
            for row in (*result.rejected, *result.needs_review)
        ]
        counts = {"added": result.added, "changed": result.changed, "unchanged": result.unchanged}
        run = update(ImportRun).where(ImportRun.id == self.run_id)
        self.session.execute(run.values(counts=counts, rejected=refused))


def _next_id(session: Session, table: type[Base]) -> int:
    highest: int | None = session.scalar(select(func.max(table.id)))  # type: ignore[attr-defined]
    return (highest or 0) + 1
