"""What stands behind each merge field: of the shop and a group buy, and of members in bulk. Read-only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base import dates
from shopdesk.base.errors import ShopError
from shopdesk.base.money import format_fen
from shopdesk.base.texts import fold
from shopdesk.content.calendar_days import FESTIVAL, SOLAR_TERM, day_marks
from shopdesk.data.shop import Shop, read_shop
from shopdesk.data.summaries import COUNTED
from shopdesk.data.tables import (
    GroupBuy,
    GroupBuyProduct,
    Member,
    MemberSummary,
    Order,
    OrderLine,
    PickupPoint,
    Product,
)

LinkFor = Callable[[str, str], str]
"""(the shop's link, a referral code) -> the member's link; raises ShopError for a link that cannot be used."""

_CHUNK = 500
_NAMED_AT_MOST = 3
_FESTIVAL_AHEAD = 7


@dataclass(frozen=True)
class MemberChoice:
    id: int
    name: str
    hint: str
    """Where the person lives, to tell two of the same name apart."""


def list_preview_members(session: Session, search: str = "", limit: int = 20) -> list[MemberChoice]:
    """Members to preview a text with: those who bought last, or those whose name, number or initials match."""
    wanted = (
        select(Member.id, Member.name, Member.community, Member.room)
        .outerjoin(MemberSummary, MemberSummary.id == Member.id)
        .order_by(MemberSummary.last_day.desc().nulls_last(), Member.id)
        .limit(limit)
    )
    if search.strip():
        wanted = wanted.where(
            Member.search_text.contains(fold(search), autoescape=True)
            | Member.name.contains(search.strip(), autoescape=True)
        )
    return [MemberChoice(row.id, row.name, f"{row.community} {row.room}".strip()) for row in session.execute(wanted)]


def shop_values(session: Session, on_day: int, group_buy_id: int | None = None) -> dict[str, str]:
    """Values that are the same for everyone; without a group buy named, the newest open one."""
    shop = read_shop(session)
    values = {
        "店名": shop.name,
        "店主": shop.owner,
        "店铺链接": shop.link,
        "今天": _day_text(on_day),
        "节日": _festival_near(on_day),
    }
    return {**values, **_group_buy_values(session, shop, on_day, group_buy_id)}


def values_of_member(session: Session, member_id: int, on_day: int, link_for: LinkFor | None = None) -> dict[str, str]:
    """Every value for one member, the shop's included."""
    own = values_of_members(session, [member_id], on_day, link_for=link_for)
    return {**shop_values(session, on_day), **own.get(member_id, {})}


def values_of_members(
    session: Session,
    member_ids: Iterable[int],
    on_day: int,
    fields: Collection[str] | None = None,
    link_for: LinkFor | None = None,
) -> dict[int, dict[str, str]]:
    """The members' own values by member id; a field without a value is not there.

    `fields` (fields_in(body)) leaves the slower ones out: what a member usually buys reads all of the orders' lines.
    """
    shop = read_shop(session)
    found: dict[int, dict[str, str]] = {}
    ids = list(member_ids)
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        rows = _plain_values(session, chunk, on_day, shop, link_for)
        if fields is None or "上次购买" in fields:
            for member_id, text in _last_bought(session, chunk).items():
                rows[member_id]["上次购买"] = text
        if fields is None or "常买商品" in fields:
            for member_id, text in _often_bought(session, chunk).items():
                rows[member_id]["常买商品"] = text
        found |= rows
    return {member_id: {name: text for name, text in own.items() if text} for member_id, own in found.items()}


def _plain_values(
    session: Session, member_ids: list[int], on_day: int, shop: Shop, link_for: LinkFor | None
) -> dict[int, dict[str, str]]:
    # Columns, not objects: a list of 100,000 members passes here.
    rows = session.execute(
        select(
            Member.id,
            Member.name,
            Member.real_name,
            Member.community,
            Member.building,
            Member.birthday,
            Member.referral_code,
            PickupPoint.name.label("point"),
            MemberSummary.order_count,
            MemberSummary.spent_fen,
            MemberSummary.last_day,
            MemberSummary.unpaid_fen,
        )
        .outerjoin(MemberSummary, MemberSummary.id == Member.id)
        .outerjoin(PickupPoint, PickupPoint.id == Member.pickup_point_id)
        .where(Member.id.in_(member_ids))
    )
    return {
        row.id: {
            "昵称": row.name,
            "姓名": row.real_name,
            "小区": row.community,
            "楼栋": row.building,
            "自提点": row.point or "",
            "生日": _birthday_text(row.birthday),
            "推荐码": row.referral_code or "",
            "推荐链接": _own_link(shop, row.referral_code or "", link_for),
            **_summary_values(row.order_count, row.spent_fen, row.last_day, row.unpaid_fen, on_day),
        }
        for row in rows
    }


def _own_link(shop: Shop, code: str, link_for: LinkFor | None) -> str:
    if link_for is None or not code or not shop.link:
        return ""
    try:
        return link_for(shop.link, code)
    except ShopError:  # the shop's link cannot be used: a gap that is named, and the settings page says why
        return ""


def _summary_values(
    orders: int | None, spent: int | None, last: int | None, unpaid: int | None, on_day: int
) -> dict[str, str]:
    """Nothing for what is zero: "你一共买了 0 单" is worse than a gap that is named."""
    return {
        "上次购买日期": _day_text(last) if last is not None else "",
        "多久没来": f"{on_day - last}天" if last is not None and on_day > last else "",
        "订单数": str(orders) if orders else "",
        "累计消费": format_fen(spent) if spent and spent > 0 else "",
        "未付金额": format_fen(unpaid) if unpaid and unpaid > 0 else "",
    }


def _last_bought(session: Session, member_ids: list[int]) -> dict[int, str]:
    rows = session.execute(
        select(Order.member_id, OrderLine.name)
        .join(MemberSummary, (MemberSummary.id == Order.member_id) & (MemberSummary.last_day == Order.day))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.member_id.in_(member_ids), Order.status.in_(COUNTED))
        .order_by(Order.member_id, Order.id.desc(), OrderLine.id)
    )
    names: dict[int, list[str]] = {}
    for member_id, name in rows:
        names.setdefault(member_id, []).append(name)
    return {member_id: _listed(found) for member_id, found in names.items()}


def _often_bought(session: Session, member_ids: list[int]) -> dict[int, str]:
    """The product in most of a member's orders, from the second order of it on; the newest of equals."""
    times = func.count(Order.id.distinct())
    rows = session.execute(
        select(Order.member_id, OrderLine.name)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(Order.member_id.in_(member_ids), Order.status.in_(COUNTED))
        .group_by(Order.member_id, OrderLine.name)
        .having(times >= 2)
        .order_by(Order.member_id, times.desc(), func.max(Order.day).desc(), OrderLine.name)
    )
    found: dict[int, str] = {}
    for member_id, name in rows:
        found.setdefault(member_id, name)
    return found


def _group_buy_values(session: Session, shop: Shop, on_day: int, group_buy_id: int | None) -> dict[str, str]:
    wanted = select(GroupBuy, PickupPoint.name).outerjoin(PickupPoint, PickupPoint.id == GroupBuy.pickup_point_id)
    if group_buy_id is None:
        wanted = wanted.where(GroupBuy.status == "open").order_by(GroupBuy.opened_at.desc(), GroupBuy.id.desc())
    else:
        wanted = wanted.where(GroupBuy.id == group_buy_id)
    row = session.execute(wanted.limit(1)).first()
    if row is None:
        return {}
    group_buy, point = row
    arrival, until = group_buy.arrival_day, group_buy.pickup_until_day
    values = {
        "团名": group_buy.title,
        "自提点": point or "",
        "截单时间": _moment_text(group_buy.cut_off_at, on_day, shop.time_zone) if group_buy.cut_off_at else "",
        "到货时间": _near_day_text(arrival, on_day) if arrival else "",
        "取货时间": f"{_near_day_text(arrival, on_day)}起" if arrival else "",
        "取货截止": _near_day_text(until, on_day) if until else "",
        **_product_values(session, group_buy.id),
    }
    return {name: text for name, text in values.items() if text}


def _product_values(session: Session, group_buy_id: int) -> dict[str, str]:
    rows = session.execute(
        select(Product.name, Product.spec, func.coalesce(GroupBuyProduct.price_fen, Product.price_fen).label("price"))
        .join(GroupBuyProduct, GroupBuyProduct.product_id == Product.id)
        .where(GroupBuyProduct.group_buy_id == group_buy_id)
        .order_by(GroupBuyProduct.position, GroupBuyProduct.id)
    ).all()
    prices = [row.price for row in rows if row.price is not None]
    from_price = "起" if len(set(prices)) > 1 else ""
    return {
        "商品": _listed([row.name for row in rows]),
        "规格": rows[0].spec if len(rows) == 1 else "",
        "价格": format_fen(min(prices)) + from_price if prices else "",
    }


def _listed(names: list[str]) -> str:
    """沙糖桔、鲜牛奶、鸡蛋等"""
    once = list(dict.fromkeys(names))
    return "、".join(once[:_NAMED_AT_MOST]) + ("等" if len(once) > _NAMED_AT_MOST else "")


def _day_text(day: int) -> str:
    on = date.fromordinal(day)
    return f"{on.month}月{on.day}日"


def _near_day_text(day: int, on_day: int) -> str:
    return {0: "今天", 1: "明天", 2: "后天"}.get(day - on_day) or _day_text(day)


def _moment_text(at: int, on_day: int, zone: str) -> str:
    moment = dates.local(at, zone)
    return f"{_near_day_text(moment.toordinal(), on_day)} {moment:%H:%M}"


def _birthday_text(birthday: str) -> str:
    """--06-18 and 1990-06-18 both say 6月18日."""
    month, day = birthday[-5:-3], birthday[-2:]
    return f"{int(month)}月{int(day)}日" if month.isdigit() and day.isdigit() else ""


def _festival_near(on_day: int) -> str:
    """The festival or solar term of the day, else the next one within a week."""
    first = date.fromordinal(on_day)
    for marks in day_marks(first, first + timedelta(days=_FESTIVAL_AHEAD)).values():
        for mark in marks:
            if mark.kind in (FESTIVAL, SOLAR_TERM):
                return mark.name
    return ""
