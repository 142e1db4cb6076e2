"""Tag groups and tags: the ones a new shop begins with, and what the owner makes of them.

A tag is set by hand, or it has a rule and is automatic (shopdesk.members.automatic writes those rows).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update
from sqlalchemy.orm import Session

from shopdesk.base.dates import now
from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import Member, MemberTag, Tag, TagGroup, TagRefusal
from shopdesk.members.consent import chunks
from shopdesk.members.segments.names_in_rules import rename_in_rules, users_of
from shopdesk.members.tag_rules import check_tag_rule

_CHUNK = 500
_LONGEST_NAME = 30


@dataclass(frozen=True)
class TagRow:
    id: int
    name: str
    color: str
    """Its own or the group's."""
    members: int
    automatic: bool
    rule: dict[str, Any] | None = None
    by_hand: int = 0
    """Of the members: tagged by hand or by an import, whatever the rule says."""
    refused: int = 0
    """Members from whom the owner took the automatic tag off for good."""


@dataclass(frozen=True)
class TagGroupRow:
    id: int
    key: str
    name: str
    color: str
    tags: tuple[TagRow, ...]


# ---- what a new shop begins with


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


# ---- reading


def list_tags(session: Session) -> list[TagGroupRow]:
    """All groups in their order with their tags and how many members have each."""
    by_hand = func.sum(case((MemberTag.how == "rule", 0), else_=1))
    used = select(MemberTag.tag_id, func.count(), by_hand).group_by(MemberTag.tag_id)
    members = {row[0]: (row[1], row[2]) for row in session.execute(used)}
    refusals = select(TagRefusal.tag_id, func.count()).group_by(TagRefusal.tag_id)
    refused: dict[int, int] = dict(session.execute(refusals).all())
    groups = session.scalars(select(TagGroup).order_by(TagGroup.position, TagGroup.id)).all()
    tags: dict[int, list[Tag]] = {}
    for tag in session.scalars(select(Tag).order_by(Tag.position, Tag.id)):
        tags.setdefault(tag.group_id, []).append(tag)
    return [
        TagGroupRow(
            group.id,
            group.key,
            group.name,
            group.color,
            tuple(
                TagRow(
                    tag.id,
                    tag.name,
                    tag.color or group.color,
                    members.get(tag.id, (0, 0))[0],
                    tag.rule is not None,
                    tag.rule,
                    members.get(tag.id, (0, 0))[1],
                    refused.get(tag.id, 0),
                )
                for tag in tags.get(group.id, ())
            ),
        )
        for group in groups
    ]


def count_tags_among(session: Session, member_ids: Iterable[int]) -> dict[int, int]:
    """How many of these members have each tag: for showing which of them a bulk change would touch."""
    counts: dict[int, int] = {}
    for chunk in chunks(list(member_ids), _CHUNK):
        found = select(MemberTag.tag_id, func.count()).where(MemberTag.member_id.in_(chunk)).group_by(MemberTag.tag_id)
        for tag, count in session.execute(found):
            counts[tag] = counts.get(tag, 0) + count
    return counts


# ---- tags and groups


def create_tag(session: Session, name: str, group_id: int | None = None, color: str = "") -> int:
    """A new tag, in the owner's own group when none is named. Raises ShopError when the name is taken or empty."""
    name = _free_name(session, name, None)
    if group_id is None:
        group_id = _own_group(session)
    last = session.scalar(select(func.max(Tag.position)).where(Tag.group_id == group_id))
    tag = Tag(group_id=group_id, name=name, color=color, position=0 if last is None else last + 1)
    session.add(tag)
    session.flush()
    return tag.id


def find_or_create_tag(session: Session, name: str) -> int:
    """The tag of that name, made when it is missing: for imports."""
    known = session.scalar(select(Tag.id).where(Tag.name == clean_text(name)[:_LONGEST_NAME]))
    return create_tag(session, name) if known is None else known


def rename_tag(session: Session, tag_id: int, name: str) -> None:
    """Rules of segments and automatic tags that name it follow."""
    tag = session.get_one(Tag, tag_id)
    old, tag.name = tag.name, _free_name(session, name, tag_id)
    session.flush()
    if tag.name != old:
        rename_in_rules(session, "tag", old, tag.name)


def recolor_tag(session: Session, tag_id: int, color: str) -> None:
    """`color` is a chip colour's name; '' takes the group's."""
    session.get_one(Tag, tag_id).color = color
    session.flush()


def move_tag(session: Session, tag_id: int, group_id: int, position: int) -> None:
    """Put the tag at that place of a group."""
    tag = session.get_one(Tag, tag_id)
    others = session.scalars(
        select(Tag).where(Tag.group_id == group_id, Tag.id != tag_id).order_by(Tag.position, Tag.id)
    ).all()
    ordered = [*others[:position], tag, *others[position:]]
    tag.group_id = group_id
    for place, each in enumerate(ordered):
        each.position = place
    session.flush()


def delete_tag(session: Session, tag_id: int) -> None:
    """Delete the tag and take it from everybody. Raises ShopError while a rule asks for it."""
    name = session.scalar(select(Tag.name).where(Tag.id == tag_id)) or ""
    users = [user for user in users_of(session, "tag", name) if user != name]
    if users:
        raise ShopError(
            _("“{users}”的规则用到了标签“{name}”，不能删除。").format(users=_("、").join(users), name=name),
            _("请先改那条规则，或者把这个标签并到别的标签里。"),
            "in_use",
        )
    session.execute(delete(Tag).where(Tag.id == tag_id))
    session.expire_all()


def delete_tags(session: Session, tag_ids: Iterable[int]) -> int:
    """All of them or, where a rule asks for one that is not among them, none; returns how many."""
    ids = list(tag_ids)
    automatic_first = select(Tag.id).where(Tag.id.in_(ids)).order_by(Tag.rule.is_(None), Tag.id.desc())
    for tag_id in session.scalars(automatic_first).all():
        delete_tag(session, tag_id)
    return len(ids)


def unused_tags(session: Session) -> list[TagRow]:
    """Tags that nobody has, that have no rule, and that no rule asks for."""
    return [
        tag
        for group in list_tags(session)
        for tag in group.tags
        if not tag.members and not tag.automatic and not users_of(session, "tag", tag.name)
    ]


def set_tag_rule(session: Session, tag_id: int, rule: dict[str, Any] | None) -> None:
    """Make the tag automatic by this rule, or with None one that is set by hand: who has it then keeps it.

    Raises RuleError or ShopError for a rule that cannot be asked.
    """
    tag = session.get_one(Tag, tag_id)
    if rule is not None:
        check_tag_rule(session, tag_id, rule)
    elif tag.rule is not None:
        session.execute(update(MemberTag).where(MemberTag.tag_id == tag_id, MemberTag.how == "rule").values(how="hand"))
        session.execute(delete(TagRefusal).where(TagRefusal.tag_id == tag_id))
    tag.rule = rule
    session.flush()


def merge_tags(session: Session, gone_id: int, kept_id: int) -> int:
    """Make one tag of two: who has the one gets the kept one, by hand where it was by hand; returns how many had it.

    Of two automatic tags the kept one then holds for whom either rule selects. Rules that name the tag that is gone
    name the kept one.
    """
    gone, kept = session.get_one(Tag, gone_id), session.get_one(Tag, kept_id)
    if gone_id == kept_id:
        raise ShopError(_("请选择两个不同的标签。"), code="same_tag")
    having = session.execute(select(MemberTag.member_id, MemberTag.how).where(MemberTag.tag_id == gone_id)).all()
    if gone.rule is not None and kept.rule is not None:
        both = gone.rule if gone.rule == kept.rule else {"any": [kept.rule, gone.rule]}
        known = set(session.scalars(select(TagRefusal.member_id).where(TagRefusal.tag_id == kept_id)))
        session.execute(
            update(TagRefusal)
            .where(TagRefusal.tag_id == gone_id, TagRefusal.member_id.not_in(known))
            .values(tag_id=kept_id)
        )
        kept.rule = both
        having = [row for row in having if row.how != "rule"]
    for how in ("hand", "import"):
        tag_members(
            session, kept_id, [row.member_id for row in having if (row.how == "import") == (how == "import")], how
        )
    old, count = gone.name, len(having)
    session.delete(gone)
    session.flush()
    rename_in_rules(session, "tag", old, kept.name)
    if kept.rule is not None:
        check_tag_rule(session, kept_id, kept.rule)
    return count


def create_group(session: Session, name: str, color: str = "gray") -> int:
    name = _group_name(name)
    last = session.scalar(select(func.max(TagGroup.position)))
    place = 0 if last is None else last + 1
    taken = set(session.scalars(select(TagGroup.key)))
    key = next(key for number in range(1, len(taken) + 2) if (key := f"group-{number}") not in taken)
    group = TagGroup(key=key, name=name, color=color, position=place)
    session.add(group)
    session.flush()
    return group.id


def edit_group(session: Session, group_id: int, *, name: str | None = None, color: str | None = None) -> None:
    group = session.get_one(TagGroup, group_id)
    if name is not None:
        group.name = _group_name(name)
    if color is not None:
        group.color = color
    session.flush()


def delete_group(session: Session, group_id: int) -> None:
    """Raises ShopError while tags are in it."""
    if session.scalar(select(func.count()).select_from(Tag).where(Tag.group_id == group_id)):
        raise ShopError(_("这个标签组里还有标签。"), _("请先移走或删除里面的标签。"), "not_empty")
    session.execute(delete(TagGroup).where(TagGroup.id == group_id))
    session.expire_all()


def _free_name(session: Session, name: str, tag_id: int | None) -> str:
    name = clean_text(name)[:_LONGEST_NAME]
    if not name:
        raise ShopError(_("标签还没有名字。"), code="no_name")
    taken = session.scalar(select(Tag.id).where(Tag.name == name))
    if taken is not None and taken != tag_id:
        raise ShopError(_("已经有“{name}”这个标签。").format(name=name), _("请换一个名字。"), "name_taken")
    return name


def _group_name(name: str) -> str:
    name = clean_text(name)[:_LONGEST_NAME]
    if not name:
        raise ShopError(_("标签组还没有名字。"), code="no_name")
    return name


def _own_group(session: Session) -> int:
    found = session.scalar(select(TagGroup.id).where(TagGroup.key == "own"))
    if found is not None:
        return found
    group = TagGroup(key="own", name=_("自定"), color="orange", position=99)
    session.add(group)
    session.flush()
    return group.id


# ---- on members


def tag_members(session: Session, tag_id: int, member_ids: Iterable[int], how: str = "hand") -> int:
    """Give the tag to these members; returns how many did not have it. By hand, it may come back by its rule too, and
    who had it by its rule has it by hand from now on."""
    wanted = list(dict.fromkeys(member_ids))
    having = dict(session.execute(select(MemberTag.member_id, MemberTag.how).where(MemberTag.tag_id == tag_id)).all())
    here: set[int] = set()
    for chunk in chunks(wanted, _CHUNK):  # somebody may have been deleted since the list was read
        here.update(session.scalars(select(Member.id).where(Member.id.in_(chunk))))
        if how == "hand":
            session.execute(delete(TagRefusal).where(TagRefusal.tag_id == tag_id, TagRefusal.member_id.in_(chunk)))
            session.execute(
                update(MemberTag)
                .where(MemberTag.tag_id == tag_id, MemberTag.member_id.in_(chunk), MemberTag.how == "rule")
                .values(how="hand")
            )
    rows = [
        {"member_id": member, "tag_id": tag_id, "how": how, "created_at": now()}
        for member in wanted
        if member in here and member not in having
    ]
    if rows:
        session.execute(insert(MemberTag), rows)
    session.expire_all()
    return len(rows)


def untag_members(session: Session, tag_id: int, member_ids: Iterable[int]) -> int:
    """Take the tag from these members; returns how many had it. An automatic one does not come back to them."""
    count = 0
    automatic = session.scalar(select(Tag.rule).where(Tag.id == tag_id)) is not None
    for chunk in chunks(list(member_ids), _CHUNK):
        theirs = (MemberTag.tag_id == tag_id, MemberTag.member_id.in_(chunk))
        having = list(session.scalars(select(MemberTag.member_id).where(*theirs)))
        session.execute(delete(MemberTag).where(*theirs).execution_options(synchronize_session=False))
        count += len(having)
        if automatic and having:
            known = set(session.scalars(select(TagRefusal.member_id).where(TagRefusal.tag_id == tag_id)))
            rows = [{"member_id": each, "tag_id": tag_id, "refused_at": now()} for each in having if each not in known]
            if rows:
                session.execute(insert(TagRefusal), rows)
    session.expire_all()
    return count


def allow_tag(session: Session, tag_id: int, member_ids: Iterable[int]) -> int:
    """Let the rule decide again for members from whom the automatic tag was taken off; returns how many."""
    count = 0
    for chunk in chunks(list(member_ids), _CHUNK):
        statement = delete(TagRefusal).where(TagRefusal.tag_id == tag_id, TagRefusal.member_id.in_(chunk))
        count += session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    session.expire_all()
    return count


def allow_everybody(session: Session, tag_id: int) -> int:
    """Let the rule decide again for everybody from whom the automatic tag was taken off; returns how many."""
    refused = list(session.scalars(select(TagRefusal.member_id).where(TagRefusal.tag_id == tag_id)))
    return allow_tag(session, tag_id, refused)


def drop_automatic_tags(session: Session, keep_id: int, gone_id: int) -> None:
    """Before two members become one: what a rule wrote is worked out anew for the one who stays, and what the other
    had by hand is theirs by hand."""
    by_hand = select(MemberTag.tag_id).where(MemberTag.member_id == gone_id, MemberTag.how != "rule")
    session.execute(delete(MemberTag).where(MemberTag.member_id == gone_id, MemberTag.how == "rule"))
    session.execute(
        delete(MemberTag).where(
            MemberTag.member_id == keep_id, MemberTag.how == "rule", MemberTag.tag_id.in_(by_hand.scalar_subquery())
        )
    )
