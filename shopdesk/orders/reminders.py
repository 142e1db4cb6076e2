"""Who of a group buy has not paid, how much, and a friendly line to each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.base.quantities import qty_text
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import GroupBuy, Member, Order, OrderLine
from shopdesk.orders.order_list import OrderFilter
from shopdesk.orders.order_troubles import Trouble
from shopdesk.orders.totals import Unpaid, unpaid_members

_CHUNK = 500
_SHOWN = 5


@dataclass(frozen=True)
class Reminder:
    """What one member still owes, with the words to send."""

    unpaid: Unpaid
    paid_fen: int
    """What has come in already for these orders."""
    goods: str
    group_buys: tuple[str, ...]
    do_not_contact: bool
    signed: str = ""
    """Who writes."""

    @property
    def text(self) -> str:
        what = _("、").join(f"【{title}】" for title in self.group_buys)
        lines = [
            _("{name}您好～您{what}订的 {goods}，还差 {fen} 没付哦。").format(
                name=self.unpaid.name, what=what, goods=self.goods, fen=format_fen(self.unpaid.open_fen)
            )
        ]
        if self.paid_fen:
            lines.append(_("（已经收到 {fen}，谢谢！）").format(fen=format_fen(self.paid_fen)))
        lines.append(_("方便的时候付一下就好，要是已经付了请告诉我一声，我来核对～"))
        if self.signed:
            lines.append(f"—— {self.signed}")
        return "\n".join(lines)


def ask_about(name: str, trouble: Trouble, amount_fen: int) -> str:
    """A friendly question about money that does not fit, to be sent by hand."""
    fen, amount = format_fen(trouble.fen), format_fen(amount_fen)
    if trouble.kind == "short":
        return _("{name}您好～这一单一共 {amount}，还差 {fen}，方便的时候补一下就好，谢谢～").format(
            name=name, amount=amount, fen=fen
        )
    if trouble.kind == "twice":
        return _("{name}您好～这一单好像收到您两次付款，多了 {fen}。是退给您，还是先留着下次用？").format(
            name=name, fen=fen
        )
    return _("{name}您好～收到您的付款比订单多了 {fen}。是退给您，还是先留着下次用？").format(name=name, fen=fen)


def reminders(session: Session, wanted: OrderFilter) -> list[Reminder]:
    """Everybody who still has to pay within the filter, the largest sum first. This is a read-only operation."""
    people = unpaid_members(session, wanted)
    order_ids = [order for each in people for order in each.order_ids]
    goods: dict[int, list[str]] = {}
    paid: dict[int, tuple[int, str]] = {}
    for start in range(0, len(order_ids), _CHUNK):
        part = order_ids[start : start + _CHUNK]
        lines = select(OrderLine.order_id, OrderLine.name, OrderLine.qty_milli, OrderLine.unit)
        for order_id, name, milli, unit in session.execute(
            lines.where(OrderLine.order_id.in_(part)).order_by(OrderLine.id)
        ):
            goods.setdefault(order_id, []).append(f"{name}×{qty_text(milli)}{unit}")
        titles = select(Order.id, Order.paid_fen, func.coalesce(GroupBuy.title, "")).outerjoin(
            GroupBuy, GroupBuy.id == Order.group_buy_id
        )
        for order_id, fen, title in session.execute(titles.where(Order.id.in_(part))):
            paid[order_id] = (fen, title)
    quiet = _quiet_members(session, [each.member_id for each in people])
    owner = read_shop(session).owner
    return [replace(_reminder(each, goods, paid, each.member_id in quiet), signed=owner) for each in people]


def _reminder(unpaid: Unpaid, goods: dict[int, list[str]], paid: dict[int, tuple[int, str]], quiet: bool) -> Reminder:
    names = [name for order in unpaid.order_ids for name in goods.get(order, ())]
    words = _("、").join(names[:_SHOWN]) + (_("等 {count} 样").format(count=len(names)) if len(names) > _SHOWN else "")
    known = [paid[order] for order in unpaid.order_ids if order in paid]
    titles = tuple(dict.fromkeys(title for _fen, title in known if title))
    return Reminder(unpaid, sum(fen for fen, _title in known), words, titles, quiet)


def _quiet_members(session: Session, member_ids: list[int]) -> set[int]:
    """Who asked not to be written to: the owner is told, and asks in person."""
    found: set[int] = set()
    for start in range(0, len(member_ids), _CHUNK):
        query = select(Member.id).where(Member.id.in_(member_ids[start : start + _CHUNK]), Member.do_not_contact)
        found.update(session.scalars(query))
    return found
