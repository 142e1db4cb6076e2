"""What an import would do, worked out before anything is written; the same plan is made again inside the change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.base.texts import fold
from shopdesk.data.tables import GroupBuy, Order, OrderLine
from shopdesk.intake.draft import Answers, Draft, DraftLine, DraftOrder, DraftPerson
from shopdesk.intake.payment_plan import PaymentPlan, plan_payments
from shopdesk.intake.settle_people import People, PersonPlan
from shopdesk.members.unique_names import unique_names_since

_CHUNK = 500
_RANK = {"draft": 0, "confirmed": 1, "paid": 2, "collected": 3, "cancelled": 4, "refunded": 5}


@dataclass(frozen=True)
class StoredOrder:
    id: int
    member_id: int
    status: str
    amount_fen: int
    paid_fen: int
    refund_fen: int
    note: str
    lines: tuple[DraftLine, ...]


@dataclass(frozen=True)
class OrderPlan:
    order: DraftOrder
    effect: str
    """new | changed | same | cancelled | held (the owner must look) | nothing (cancelled before it was ever known)"""
    person: PersonPlan | None
    stored: StoredOrder | None
    why: str = ""


@dataclass
class Plan:
    orders: list[OrderPlan] = field(default_factory=list)
    people: list[PersonPlan] = field(default_factory=list)
    """Of a member list, in its order."""
    new_people: list[DraftPerson] = field(default_factory=list)
    payments: list[PaymentPlan] = field(default_factory=list)
    """Of a bill, in its order."""
    gone: list[StoredOrder] = field(default_factory=list)
    group_buy_id: int | None = None

    def count(self, effect: str) -> int:
        return sum(plan.effect == effect for plan in self.orders)

    def count_payments(self, effect: str) -> int:
        return sum(plan.effect == effect for plan in self.payments)


def make_plan(session: Session, draft: Draft, answers: Answers | None = None, progress: Progress = SILENT) -> Plan:
    """What importing the draft would do now. This is a read-only operation; cost: all members once, then the draft."""
    answers = with_remembered(session, draft, answers or Answers())
    people = People(session, answers)
    plan = Plan(group_buy_id=draft.group_buy_id)
    stored = _stored_orders(session, draft)
    for at, order in enumerate(draft.orders):
        if at % 500 == 0:
            progress.report(at, len(draft.orders), _("正在对照已有的订单"))
        plan.orders.append(_plan_order(order, stored.pop(order.key, None), people, answers))
    if draft.whole_list and draft.group_buy_id is not None:
        _find_renamed(plan, stored, draft)
        plan.gone = [
            order for key, order in stored.items() if order.status != "cancelled" and key not in draft.left_alone
        ]
    plan.people = [people.settle(person) for person in draft.people]
    plan.new_people = people.new
    plan.payments = plan_payments(session, draft)
    return plan


def with_remembered(session: Session, draft: Draft, answers: Answers) -> Answers:
    """What the owner did not decide in this preview is as it was decided before."""
    if draft.kind != "jielong":
        return replace(answers, unique_names=False)
    if answers.unique_names is None:
        return replace(answers, unique_names=unique_names_since(session) is not None)
    return answers


def _find_renamed(plan: Plan, left: dict[str, StoredOrder], draft: Draft) -> None:
    """Somebody who is in the list under another name or room than before is changed, not new and gone."""
    by_member: dict[int, list[str]] = {}
    for key, order in left.items():
        if key not in draft.left_alone:
            by_member.setdefault(order.member_id, []).append(key)
    for at, planned in enumerate(plan.orders):
        member_id = planned.person.member_id if planned.person is not None else None
        keys = by_member.get(member_id, []) if member_id is not None else []
        if planned.effect == "new" and len(keys) == 1:
            renamed = _plan_known_order(planned.order, left.pop(keys.pop()))
            plan.orders[at] = replace(renamed, person=planned.person)


def _plan_order(order: DraftOrder, stored: StoredOrder | None, people: People, answers: Answers) -> OrderPlan:
    if order.status == "paid" and order.key in answers.unpaid:
        order = replace(order, status="confirmed")
    if order.review and not answers.take_doubtful:
        if stored is not None and _same(order, stored):
            return OrderPlan(order, "same", None, stored)
        return OrderPlan(order, "held", None, stored, order.review)
    if not all(fold(line.product) for line in order.lines):
        return OrderPlan(order, "held", None, stored, _("没写是哪样商品"))
    if not order.lines and order.status != "cancelled":
        return OrderPlan(order, "held", None, stored, _("没有读出要什么"))
    if stored is not None:
        return _plan_known_order(order, stored)
    if not order.lines:
        return OrderPlan(order, "nothing", None, None, _("取消了，本来也没有这单"))
    person = people.settle(order.person, ask=order.ask)
    if person.ask:
        return OrderPlan(order, "held", person, None, person.reason)
    return OrderPlan(order, "new", person, None)


def _plan_known_order(order: DraftOrder, stored: StoredOrder) -> OrderPlan:
    if _same(order, stored):
        return OrderPlan(order, "same", None, stored)
    if order.status == "cancelled" and not order.lines:
        if stored.status == "cancelled":
            return OrderPlan(order, "same", None, stored)
        if stored.status in ("paid", "collected"):
            return OrderPlan(order, "held", None, stored, _("已经付过款，取消要您来定（退款）"))
        return OrderPlan(order, "cancelled", None, stored)
    if stored.status == "collected" and order.status in ("confirmed", "paid"):
        return OrderPlan(order, "held", None, stored, _("已经取过货，改动要您来定"))
    return OrderPlan(order, "changed", None, stored)


def _same(order: DraftOrder, stored: StoredOrder) -> bool:
    """Whether the source says nothing new. The owner's own marks (paid by hand, collected) are kept."""
    if lines_key(order.lines) != lines_key(stored.lines) or (order.note and order.note != stored.note):
        return False
    if order.amount_fen is not None and order.amount_fen != stored.amount_fen:
        return False
    return order.refund_fen == stored.refund_fen and later_status(order.status, stored.status) == stored.status


def later_status(said: str, stored: str) -> str:
    """The status an order has after the source said one: further along wins, except that it can be called off."""
    if said in ("cancelled", "refunded") or stored in ("cancelled", "refunded"):
        return said
    return said if _RANK[said] > _RANK[stored] else stored


def lines_key(lines: Iterable[DraftLine]) -> list[tuple[str, str, int, str]]:
    return sorted((fold(line.product), fold(line.spec), line.qty_milli, line.unit) for line in lines)


# ---- what the shop knows already -----------------------------------------------------------------------------------


def stored_key(draft: Draft, order: DraftOrder) -> str:
    """`order.order_no`: a 接龙's keys are good within its group buy only."""
    return f"{draft.group_buy_id}|{order.key}" if draft.kind == "jielong" else order.key


def _stored_orders(session: Session, draft: Draft) -> dict[str, StoredOrder]:
    """The orders of the same source by the draft's keys."""
    if draft.kind == "jielong":
        if draft.group_buy_id is None:
            return {}
        prefix = f"{draft.group_buy_id}|"
        where = [Order.source == draft.source, Order.group_buy_id == draft.group_buy_id]
        found = _load(session, where)
        return {key.removeprefix(prefix): order for key, order in found.items()}
    if not draft.orders:
        return {}
    keys = [order.key for order in draft.orders]
    found = {}
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        found.update(_load(session, [Order.source == draft.source, Order.order_no.in_(chunk)]))
    return found


def _load(session: Session, where: Sequence[object]) -> dict[str, StoredOrder]:
    columns = (Order.id, Order.order_no, Order.member_id, Order.status, Order.amount_fen, Order.paid_fen)
    rows = session.execute(select(*columns, Order.refund_fen, Order.note).where(*where)).all()  # type: ignore[arg-type]
    lines: dict[int, list[DraftLine]] = {row[0]: [] for row in rows}
    ids = list(lines)
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        query = select(
            OrderLine.order_id, OrderLine.name, OrderLine.spec, OrderLine.qty_milli, OrderLine.unit,
            OrderLine.amount_fen, OrderLine.note,
        ).where(OrderLine.order_id.in_(chunk))  # fmt: skip
        for row in session.execute(query):
            lines[row[0]].append(DraftLine(*row[1:]))
    return {
        row[1]: StoredOrder(row[0], row[2], row[3], row[4], row[5], row[6], row[7], tuple(lines[row[0]]))
        for row in rows
        if row[1] is not None
    }


def find_group_buy(session: Session, draft: Draft) -> int | None:
    """The group buy that a 接龙 goes on with: the newest open one with the same title, else None.

    A list without a title goes on with the newest open group buy that most of its people are already in.
    """
    open_ones = session.execute(
        select(GroupBuy.id, GroupBuy.title).where(GroupBuy.status == "open").order_by(GroupBuy.id.desc()).limit(50)
    ).all()
    if draft.title:
        return next((row[0] for row in open_ones if fold(row[1]) == fold(draft.title)), None)
    keys = {order.key for order in draft.orders}
    for row in open_ones:
        stored = _stored_orders(session, replace(draft, group_buy_id=row[0]))
        if keys and len(keys & set(stored)) * 2 >= len(keys):
            return int(row[0])
    return None
