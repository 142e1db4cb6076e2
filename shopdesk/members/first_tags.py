"""The tag groups and tags that a new shop begins with."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from shopdesk.base.i18n import _
from shopdesk.data.tables import Tag, TagGroup


def _first_groups() -> list[tuple[str, str, str, list[str]]]:
    return [
        ("source", _("来源"), "blue", [_("微信群"), _("朋友推荐"), _("朋友圈"), _("小区地推"), _("到店")]),
        ("attribute", _("属性"), "purple", [_("宝妈"), _("上班族"), _("退休"), _("有老人"), _("养宠物"), _("独居")]),
        ("behaviour", _("行为"), "teal",
         [_("爱接龙"), _("准时自提"), _("常要送货"), _("爱晒图"), _("看重价格"), _("看重品质"), _("售后多")]),
        ("interest", _("兴趣"), "green",
         [_("水果控"), _("蔬菜"), _("肉蛋奶"), _("海鲜"), _("零食"), _("粮油"), _("日用"), _("母婴")]),
        ("lifecycle", _("生命周期"), "yellow", [_("刚进群"), _("老朋友"), _("待唤醒"), _("要挽回")]),
        ("own", _("自定"), "orange", [_("VIP"), _("重点关注")]),
    ]  # fmt: skip


def seed_tags(session: Session) -> int:
    """The groups and tags of a new shop. Does nothing in a shop that has a group already; returns how many tags."""
    if session.scalar(select(func.count()).select_from(TagGroup)):
        return 0
    count = 0
    for place, (key, name, color, tags) in enumerate(_first_groups()):
        group = TagGroup(key=key, name=name, color=color, position=place)
        session.add(group)
        session.flush()
        session.add_all(Tag(group_id=group.id, name=tag, position=at) for at, tag in enumerate(tags))
        count += len(tags)
    session.flush()
    return count
