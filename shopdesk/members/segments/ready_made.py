"""The ready-made segments: one for each moment at which a shop has something to say to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.i18n import _, p_
from shopdesk.data.shop import read_setting, save_setting
from shopdesk.data.tables import Segment

_OFFERED = "segments.offered"
_OF_THE_FIRST_VERSION = (
    "high_value", "potential", "dormant", "no_second", "birthday_week", "overdue", "referrers", "unpaid_week",
)  # fmt: skip
"""Every shop that does not remember what it was offered was offered these."""


@dataclass(frozen=True)
class ReadyMade:
    key: str
    name: str
    description: str
    rule: dict[str, Any]


def seed_segments(session: Session) -> None:
    """The ready-made segments that the shop does not have; the owner can change or delete them."""
    _add(session, ready_made(), 0)


def offer_new_segments(session: Session) -> None:
    """Those that this shop was never offered: a newer program knows more of them. What the owner deleted stays away."""
    offered = read_setting(session, _OFFERED, _OF_THE_FIRST_VERSION)
    last = session.scalar(select(func.max(Segment.position))) or 0
    _add(session, [segment for segment in ready_made() if segment.key not in offered], last + 1)


def has_new_segments(session: Session) -> bool:
    offered = read_setting(session, _OFFERED, _OF_THE_FIRST_VERSION)
    return any(segment.key not in offered for segment in ready_made())


def _add(session: Session, segments: list[ReadyMade], first: int) -> None:
    have = set(session.scalars(select(Segment.built_in)))
    names = set(session.scalars(select(Segment.name)))
    for at, segment in enumerate(segments, first):
        if segment.key not in have and segment.name not in names:
            session.add(
                Segment(
                    built_in=segment.key, name=segment.name, description=segment.description, rule=segment.rule,
                    position=at, created_at=now(),
                )
            )  # fmt: skip
    save_setting(session, _OFFERED, [segment.key for segment in ready_made()])
    session.flush()


def _condition(field: str, op: str, value: Any, within_days: int | None = None) -> dict[str, Any]:
    json: dict[str, Any] = {"field": field, "op": op, "value": value}
    return json if within_days is None else {**json, "within_days": within_days}


def ready_made() -> list[ReadyMade]:
    """In the order in which a new shop lists them."""
    c = _condition
    return [
        ReadyMade("high_value", _("高价值会员"), _("累计消费在前两成、还没有走远的会员"),
                  {"all": [c("value_tier", "in", ["high"]), c("lifecycle", "in", ["new", "active", "cooling"])]}),
        ReadyMade("potential", _("潜力会员"), _("最近 30 天买过两次以上，消费还没到前两成"),
                  {"all": [c("order_count", ">=", 2, 30), c("value_tier", "not_in", ["high"])]}),
        ReadyMade("dormant", _("沉睡会员"), _("按默认或自己的节奏，已经沉睡"), c("lifecycle", "in", ["dormant"])),
        ReadyMade("lost", _("流失会员"), _("比沉睡还久，已经流失"), c("lifecycle", "in", ["lost"])),
        ReadyMade("no_second", _("新客未复购"), _("只下过一单，首单过了 7 天"),
                  {"all": [c("order_count", "=", 1), c("first_order_days", "between", [7, 60])]}),
        ReadyMade("overdue", _("超出自己节奏"), _("比平时的间隔晚了一半以上，但还没走远"),
                  {"all": [c("overdue_ratio", ">=", 1.5), c("last_order_days", "<=", 60)]}),
        ReadyMade("due_week", _("本周该来下单"), _("按自己的节奏，7 天内该来下一单"), c("due_in_days", "<=", 7)),
        ReadyMade("birthday_week", _("本周生日"), _("7 天内过生日"), c("birthday_in_days", "<=", 7)),
        ReadyMade("one_product", _("只买一样"), _("下过两单以上，买的总是同一样东西"),
                  {"all": [c("product_count", "=", 1), c("order_count", ">=", 2)]}),
        ReadyMade("referrers", p_("many", "推荐人"), _("带来过完成首单的新客"), c("referral_count", ">=", 1)),
        ReadyMade("unpaid_week", _("本周未付"), _("最近 7 天下过单、还有没付清的会员"),
                  {"all": [c("unpaid_fen", ">=", 1), c("last_order_days", "<=", 7)]}),
        ReadyMade("open_claim", _("售后没处理完"), _("有售后还没答复，先处理好再发消息"), c("open_claims", ">=", 1)),
    ]  # fmt: skip
