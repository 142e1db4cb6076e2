"""An order's status: draft → confirmed → paid → collected, or cancelled / refunded. MOVES is the only place that says
what may follow what; one order or ten thousand go the same way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.progress import SILENT, Progress
from shopdesk.data.tables import Order, PaymentMatch

STATUSES = ("draft", "confirmed", "paid", "collected", "cancelled", "refunded")
LIVE = ("confirmed", "paid", "collected")
"""Orders that count: goods are bought and handed over for them."""

MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("confirmed", "cancelled"),
    "confirmed": ("paid", "cancelled"),
    "paid": ("collected", "confirmed", "refunded"),
    "collected": ("paid", "refunded"),
    "cancelled": ("confirmed",),
    "refunded": ("paid",),
}
"""paid → confirmed: it was not paid after all. collected → paid: not handed over after all. cancelled → confirmed and
refunded → paid: taken back."""

_CHUNK = 500


@dataclass(frozen=True)
class Moved:
    """What became of a bulk move; `refused` counts by the status that does not allow it."""

    status: str
    changed: int = 0
    already: int = 0
    refused: dict[str, int] = field(default_factory=dict)


def status_name(status: str) -> str:
    return {
        "draft": _("草稿"),
        "confirmed": _("待付款"),
        "paid": _("已付款"),
        "collected": _("已取货"),
        "cancelled": _("已取消"),
        "refunded": _("已退款"),
    }[status]


def refusal(old: str, new: str) -> str:
    """Why an order in `old` cannot become `new`, and what to do, in one sentence."""
    if new == "collected" and old in ("draft", "confirmed"):
        return _("还没付款，请先标记已付")
    if new == "cancelled" and old in ("paid", "collected"):
        return _("已经付过款，请用“退款”")
    if new == "refunded" and old in ("draft", "confirmed"):
        return _("还没付款，不用退款，取消就可以")
    if old in ("cancelled", "refunded"):
        return _("{status}，请先恢复").format(status=status_name(old))
    return _("现在是“{old}”，不能改成“{new}”").format(old=status_name(old), new=status_name(new))


def set_status(
    session: Session, order_ids: Iterable[int], status: str, progress: Progress = SILENT, *, at: int | None = None
) -> Moved:
    """Move the orders that allow it, count the others by why not; a ShopError when none could be moved.

    Marking paid also says that the whole amount came in; taking that back lets matched payments go.
    """
    ids = list(dict.fromkeys(order_ids))
    froms = [old for old, news in MOVES.items() if status in news]
    changed = already = 0
    refused: dict[str, int] = {}
    session.flush()
    for start in range(0, len(ids), _CHUNK):
        progress.report(start, len(ids))
        chunk = ids[start : start + _CHUNK]
        counted = select(Order.status, func.count()).where(Order.id.in_(chunk)).group_by(Order.status)
        for old, count in session.execute(counted):
            if old == status:
                already += count
            elif old in froms:
                changed += count
            else:
                refused[old] = refused.get(old, 0) + count
        _move(session, chunk, froms, status, now() if at is None else at)
    session.expire_all()
    if not changed and refused:
        raise ShopError(*_all_refused(refused, status))
    return Moved(status, changed, already, refused)


def moved_sentence(moved: Moved) -> str:
    """For a toast: what was done, and what was left out and why."""
    parts = [_("{count} 单已改为“{status}”").format(count=moved.changed, status=status_name(moved.status))]
    if moved.already:
        parts.append(_("{count} 单本来就是").format(count=moved.already))
    parts += [
        _("{count} 单没有改：{why}").format(count=count, why=refusal(old, moved.status))
        for old, count in moved.refused.items()
    ]
    return _("{sentence}。").format(sentence=_("；").join(parts))


def _all_refused(refused: dict[str, int], status: str) -> tuple[str, str, str]:
    reasons = _("；").join(
        _("{count} 单{why}").format(count=count, why=refusal(old, status)) for old, count in refused.items()
    )
    return (
        _("没有订单可以改为“{status}”。").format(status=status_name(status)),
        _("{sentence}。").format(sentence=reasons),
        "status",
    )


def _move(session: Session, ids: Sequence[int], froms: Sequence[str], status: str, at: int) -> None:
    which = (Order.id.in_(ids), Order.status.in_(froms))
    values: dict[str, Any] = {"status": status}
    if status == "paid":
        # What is marked paid by hand stays paid when a payment turns out to be somebody else's.
        unpaid = select(Order.id).where(Order.id.in_(ids), Order.status == "confirmed")
        session.execute(_quiet(update(PaymentMatch).where(PaymentMatch.order_id.in_(unpaid)).values(added_fen=0)))
        values["paid_at"] = func.coalesce(Order.paid_at, at)
        values["paid_fen"] = case((Order.paid_fen < Order.amount_fen, Order.amount_fen), else_=Order.paid_fen)
        values["refund_fen"] = case((Order.status == "refunded", 0), else_=Order.refund_fen)
        values["collected_at"] = None
    elif status == "collected":
        values["collected_at"] = at
    elif status == "refunded":
        values["refund_fen"] = case((Order.paid_fen > Order.refund_fen, Order.paid_fen), else_=Order.refund_fen)
    elif status == "confirmed":
        values["paid_at"] = None
        values["paid_fen"] = case((Order.status == "paid", 0), else_=Order.paid_fen)
        unpaid = select(Order.id).where(Order.id.in_(ids), Order.status == "paid")
        session.execute(_quiet(delete(PaymentMatch).where(PaymentMatch.order_id.in_(unpaid))))
    session.execute(_quiet(update(Order).where(*which).values(values)))


def _quiet(statement: Any) -> Any:
    # Nothing of these tables is held in the session while a bulk move runs; set_status expires it afterwards.
    return statement.execution_options(synchronize_session=False)


def refund_part(session: Session, order_id: int, refund_fen: int) -> str:
    """Say how much of an order was given back altogether; all of it makes it refunded. Returns the status."""
    order = session.get(Order, order_id)
    if order is None:
        raise ShopError(_("这个订单已经不在了。"), _("请刷新后再试。"), "gone")
    if order.status not in ("paid", "collected"):
        raise ShopError(_("只有付过款的订单可以退款。"), _("现在是“{now}”。").format(now=status_name(order.status)))
    if not 0 <= refund_fen <= order.paid_fen:
        raise ShopError(_("退款不能超过已付的金额。"), _("请检查金额。"), "amount")
    order.refund_fen = refund_fen
    if refund_fen and refund_fen == order.paid_fen:
        order.status = "refunded"
    session.flush()
    return order.status
