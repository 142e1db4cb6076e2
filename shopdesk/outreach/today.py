"""What needs doing today: at most ten things, the most pressing first, each with why and where to do it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import ago, local
from shopdesk.base.i18n import _
from shopdesk.base.money import format_fen
from shopdesk.content.entries import list_entries, mixes_around
from shopdesk.data.shop import read_shop
from shopdesk.data.tables import GroupBuy, Member, Order
from shopdesk.members.segments import select_ids
from shopdesk.orders.claims import list_claims
from shopdesk.orders.order_filter import OrderFilter

MOST = 10
WAITING_DAYS = 14
_NAMES_SHOWN = 3
_MOST_OF_A_KIND = 2


@dataclass(frozen=True)
class TodayThing:
    """One line of the list; `page` and `target` are for context.go_to."""

    kind: str
    title: str
    why: str
    button: str
    page: str
    target: Any
    icon: str


def list_today(session: Session, today: int, moment: int, duplicates: int | None = None) -> list[TodayThing]:
    """At most MOST things for the local day `today`; `moment` is now, in epoch seconds.

    `duplicates` is how many pairs of members wait for a decision, where that is known: counting reads all members.
    """
    if duplicates is None:
        from shopdesk.members.duplicates import count_duplicates  # the first page of the day knows how many

        duplicates = count_duplicates(session)
    things: list[TodayThing] = []
    for find in (_cut_offs, _claims, _unpaid, _waiting, _content, _birthdays, _valuable_sleepers, _overdue):
        things += find(session, today, moment)
    things += _duplicates(duplicates)
    for find in (_newcomers, _mix):
        things += find(session, today, moment)
    return things[:MOST]


def _cut_offs(session: Session, today: int, moment: int) -> Iterator[TodayThing]:
    zone = read_shop(session).time_zone
    rows = session.execute(
        select(GroupBuy.id, GroupBuy.title, GroupBuy.cut_off_at)
        .where(GroupBuy.status == "open", GroupBuy.cut_off_at.is_not(None), GroupBuy.cut_off_at < moment + 86_400)
        .order_by(func.abs(GroupBuy.cut_off_at - moment))  # one that was left open for weeks stands behind tonight's
        .limit(_MOST_OF_A_KIND)
    )
    for group_buy, title, cut_off in rows:
        if cut_off is None:
            continue
        on = local(cut_off, zone)
        day = {today: _("今天"), today + 1: _("明天")}.get(on.toordinal(), f"{on:%m-%d}")
        if cut_off < moment:
            why = _("{day} {when} 已截单，可以核对订单、向供货商下单了").format(day=day, when=f"{on:%H:%M}")
        else:
            why = _("{day} {when} 截单，还可以提醒一次").format(day=day, when=f"{on:%H:%M}")
        yield TodayThing("cut_off", title, why, _("看订单"), "orders", OrderFilter(group_buy_id=group_buy), "clock")


def _claims(session: Session, _today: int, moment: int) -> Iterator[TodayThing]:
    waiting = list_claims(session)
    if waiting:
        first = waiting[0]
        title = _("{count} 条售后等着回复").format(count=len(waiting))
        if len(waiting) == 1:
            title = _("{name}的售后等着回复").format(name=first.member_name)
        why = _("{name}：{what}，已经等了 {span}").format(
            name=first.member_name, what=first.what, span=first.age_words(moment)
        )
        yield TodayThing("claim", title, why, _("去处理"), "orders", "claims", "message-circle")


def _unpaid(session: Session, today: int, _moment: int) -> Iterator[TodayThing]:
    count, fen, oldest = session.execute(
        select(func.count(), func.sum(Order.amount_fen - Order.paid_fen), func.min(Order.day)).where(
            Order.status == "confirmed", Order.amount_fen > Order.paid_fen
        )
    ).one()
    if count:
        yield TodayThing(
            "unpaid",
            _("{count} 单还没付款").format(count=count),
            _("一共 {money}，最早一单：{when}").format(money=format_fen(fen), when=ago(today - oldest)),
            _("去核对"), "orders", OrderFilter(statuses=("confirmed",)), "wallet",
        )  # fmt: skip


def _waiting(session: Session, today: int, _moment: int) -> Iterator[TodayThing]:
    rows = session.execute(
        select(Order.id, Order.day)
        .join(GroupBuy, GroupBuy.id == Order.group_buy_id)
        .where(Order.status == "paid", GroupBuy.arrival_day <= today, Order.day >= today - WAITING_DAYS)
        .order_by(Order.day)
    ).all()
    if rows:
        wanted = OrderFilter(statuses=("paid",), order_ids=tuple(row.id for row in rows))
        yield TodayThing(
            "waiting",
            _("{count} 单货到了还没取").format(count=len(rows)),
            _("最早一单：{when}，可以在群里提醒自提").format(when=ago(today - rows[0].day)),
            _("看名单"), "orders", wanted, "truck",
        )  # fmt: skip


def _content(session: Session, today: int, _moment: int) -> Iterator[TodayThing]:
    planned = [entry for entry in list_entries(session, today, today) if not entry.published]
    for entry in planned[:_MOST_OF_A_KIND]:
        when = "" if entry.minute is None else f"{entry.minute // 60}:{entry.minute % 60:02d}"
        yield TodayThing(
            "content", entry.title,
            _("今天 {when} 要发的内容").format(when=when) if when else _("今天要发的内容"),
            _("去发布"), "content", entry.id, "megaphone",
        )  # fmt: skip
    more = len(planned) - _MOST_OF_A_KIND
    if more > 0:
        yield TodayThing(
            "content", _("今天还有 {count} 条内容要发").format(count=more),
            _("、").join(entry.title for entry in planned[_MOST_OF_A_KIND:][:_NAMES_SHOWN]),
            _("看日历"), "content", date.fromordinal(today), "megaphone",
        )  # fmt: skip


def _people(session: Session, rule: dict[str, Any], today: int) -> tuple[int, str]:
    """How many the rule selects, and the names of the first few."""
    ids = select_ids(session, rule, today)
    names = session.scalars(select(Member.name).where(Member.id.in_(ids[:_NAMES_SHOWN])).order_by(Member.id)).all()
    shown = _("、").join(names)
    return len(ids), _("{names} 等").format(names=shown) if len(ids) > _NAMES_SHOWN else shown


def _birthdays(session: Session, today: int, _moment: int) -> Iterator[TodayThing]:
    rule = {"field": "birthday_in_days", "op": "<=", "value": 3}
    count, names = _people(session, rule, today)
    if count:
        yield TodayThing(
            "birthday", _("{count} 位会员 3 天内过生日").format(count=count), names, _("写祝福"), "segments",
            rule, "cake",
        )  # fmt: skip


def _valuable_sleepers(session: Session, today: int, _moment: int) -> Iterator[TodayThing]:
    rule = {
        "all": [
            {"field": "value_tier", "op": "in", "value": ["high"]},
            {"field": "lifecycle", "op": "in", "value": ["dormant"]},
        ]
    }
    count, names = _people(session, rule, today)
    if count:
        yield TodayThing(
            "sleeping", _("{count} 位高价值会员沉睡了").format(count=count),
            _("{names}，按他们自己的节奏早该来了").format(names=names), _("生成名单"), "segments", rule, "heart",
        )  # fmt: skip


def _overdue(session: Session, today: int, _moment: int) -> Iterator[TodayThing]:
    rule = {
        "all": [
            {"field": "overdue_ratio", "op": ">=", "value": 1.5},
            {"field": "lifecycle", "op": "in", "value": ["cooling"]},
        ]
    }
    count, names = _people(session, rule, today)
    if count:
        yield TodayThing(
            "overdue", _("{count} 位老会员比平时来得晚").format(count=count), names, _("问候一下"), "segments", rule,
            "history",
        )  # fmt: skip


def _duplicates(count: int) -> Iterator[TodayThing]:
    if count:
        yield TodayThing(
            "duplicates", _("{count} 对会员可能是同一个人").format(count=count), _("合并以后可以撤销"), _("去判断"),
            "members", "duplicates", "merge",
        )  # fmt: skip


def _newcomers(session: Session, today: int, _moment: int) -> Iterator[TodayThing]:
    rule = {
        "all": [
            {"field": "order_count", "op": "=", "value": 1},
            {"field": "first_order_days", "op": "between", "value": [1, 3]},
        ]
    }
    count, names = _people(session, rule, today)
    if count:
        yield TodayThing(
            "newcomers", _("{count} 位新客前几天第一次下单").format(count=count),
            _("{names}，问问吃得怎么样").format(names=names), _("去回访"), "segments", rule, "user-plus",
        )  # fmt: skip


def _mix(session: Session, today: int, _moment: int) -> Iterator[TodayThing]:
    _past, coming = mixes_around(session, today)
    for warning in coming.warnings[:1]:
        yield TodayThing("mix", _("接下来两周的内容搭配"), warning, _("看日历"), "content", None, "calendar-days")
