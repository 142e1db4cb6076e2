"""A shop of a few people with hostile names, made by the real functions."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shopdesk.base.dates import start_of
from shopdesk.content.template_store import TemplateValues, add_template
from shopdesk.data.shop import save_shop
from shopdesk.data.tables import Order, OrderLine
from shopdesk.members.consent import set_consent, set_do_not_contact
from shopdesk.members.first_tags import seed_tags
from shopdesk.members.people import create_member
from shopdesk.members.segments import save_segment
from shopdesk.members.tag_editing import create_tag
from shopdesk.members.tagging import tag_members

TODAY = 739_942  # 2026-11-22
PEOPLE = (
    ("=1+1", "13800000001"), ("@小雨", "13800000002"), ("+86 老张", "13800000003"), ("_x0041_", "13800000004"),
    ("🍊喆喆", "13800000005"), ("{{店名}}", "13800000006"), ("Tom & <b>Lily</b>", "13800000007"),
    ("不想被打扰", "13800000008"),
)  # fmt: skip
EVERYBODY = {"field": "order_count", "op": ">=", "value": 1}


def fill_shop(session: Session) -> list[int]:
    """Eight members with an order each; the last one refuses, the first four agreed to marketing. Returns the ids."""
    save_shop(session, name="翠湖小站", owner="王姐", link="https://example.com/s")
    seed_tags(session)
    ids = [
        create_member(session, name, phone=phone, community="翠湖花园", room=f"3-1-{at}01", wechat_id=f"wx_{at}",
                      note="=cmd", birthday="1990-06-18")
        for at, (name, phone) in enumerate(PEOPLE, 1)
    ]  # fmt: skip
    tag_members(session, create_tag(session, "=标签"), ids[:2])
    set_consent(session, ids[:4], True, "群里说的")
    set_do_not_contact(session, ids[-1:], True, "说过不要再发")
    for at, member in enumerate(ids):
        day = TODAY - 5 - at
        order = Order(
            member_id=member, day=day, ordered_at=start_of(day), status="paid", amount_fen=1990, paid_fen=1990
        )
        session.add(order)
        session.flush()
        if at:
            session.add(OrderLine(order_id=order.id, name="沙糖桔", qty_milli=1000, amount_fen=1990))
    add_template(session, TemplateValues("问候", "emotion", "", "{{昵称}}，{{店名}}的{{上次购买}}还好吗？"))
    save_segment(session, "买过的人", EVERYBODY)
    return ids
