"""What the owner makes of tags and groups: new, renamed, moved, merged, deleted, made automatic by a rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from shopdesk.base.errors import ShopError
from shopdesk.base.i18n import _
from shopdesk.base.texts import clean_text
from shopdesk.data.tables import MemberTag, Tag, TagGroup, TagRefusal
from shopdesk.members.segments.names_in_rules import rename_in_rules, users_of
from shopdesk.members.segments.tag_rules import check_tag_rule
from shopdesk.members.tagging import tag_members

_LONGEST_NAME = 30


def create_tag(session: Session, name: str, group_id: int | None = None, color: str = "") -> int:
    """A new tag, in the owner's own group when none is named. Raises ShopError when the name is taken or empty."""
    name = _free_name(session, name, None)
    if group_id is None:
        group_id = own_group(session)
    last = session.scalar(select(func.max(Tag.position)).where(Tag.group_id == group_id))
    tag = Tag(group_id=group_id, name=name, color=color, position=0 if last is None else last + 1)
    session.add(tag)
    session.flush()
    return tag.id


def find_or_create_tag(session: Session, name: str) -> int:
    """The tag of that name, made when it is missing: for imports."""
    known = session.scalar(select(Tag.id).where(Tag.name == tag_name(name)))
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
    delete_tags(session, [tag_id])


def delete_tags(session: Session, tag_ids: Iterable[int]) -> int:
    """All of them or, where the rule of something that stays asks for one, none; returns how many."""
    tags = session.scalars(select(Tag).where(Tag.id.in_(list(tag_ids))).order_by(Tag.id)).all()
    for tag in tags:
        users = users_of(session, "tag", tag.name, beside=tags)
        if users:
            raise ShopError(
                _("“{users}”的规则用到了标签“{name}”，不能删除。").format(users=_("、").join(users), name=tag.name),
                _("请先改那条规则，或者把这个标签并到别的标签里。"),
                "in_use",
            )
    session.execute(delete(Tag).where(Tag.id.in_([tag.id for tag in tags])))
    session.expire_all()
    return len(tags)


def set_tag_rule(session: Session, tag_id: int, rule: dict[str, Any] | None) -> None:
    """Make the tag automatic by this rule, or with None one that is set by hand: who has it then keeps it.

    Raises RuleError or ShopError for a rule that cannot be asked.
    """
    tag = session.get_one(Tag, tag_id)
    if rule is not None:
        rule = check_tag_rule(session, tag_id, rule)
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
    count = len(having)
    if gone.rule is not None and kept.rule is not None:
        known = set(session.scalars(select(TagRefusal.member_id).where(TagRefusal.tag_id == kept_id)))
        session.execute(
            update(TagRefusal)
            .where(TagRefusal.tag_id == gone_id, TagRefusal.member_id.not_in(known))
            .values(tag_id=kept_id)
        )
        kept.rule = _either(kept.rule, gone.rule)
        having = [row for row in having if row.how != "rule"]
    for how in ("hand", "import"):
        tag_members(
            session, kept_id, [row.member_id for row in having if (row.how == "import") == (how == "import")], how
        )
    old = gone.name
    session.delete(gone)
    session.flush()
    rename_in_rules(session, "tag", old, kept.name)
    if kept.rule is not None:
        check_tag_rule(session, kept_id, kept.rule)
    return count


def _either(one: Any, other: Any) -> dict[str, Any]:
    """Kept flat: the editor shows groups of conditions, not groups within groups."""
    parts = [part for rule in (one, other) for part in (rule["any"] if set(rule) == {"any"} else [rule])]
    different = [part for at, part in enumerate(parts) if part not in parts[:at]]
    return different[0] if len(different) == 1 else {"any": different}


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


def tag_name(text: str) -> str:
    """What a tag or a group may be called, of what was typed or stands in a file: one short line."""
    return " ".join(clean_text(text).split())[:_LONGEST_NAME].strip()


def _free_name(session: Session, name: str, tag_id: int | None) -> str:
    name = tag_name(name)
    if not name:
        raise ShopError(_("标签还没有名字。"), code="no_name")
    taken = session.scalar(select(Tag.id).where(Tag.name == name))
    if taken is not None and taken != tag_id:
        raise ShopError(_("已经有“{name}”这个标签。").format(name=name), _("请换一个名字。"), "name_taken")
    return name


def _group_name(name: str) -> str:
    name = tag_name(name)
    if not name:
        raise ShopError(_("标签组还没有名字。"), code="no_name")
    return name


def own_group(session: Session) -> int:
    """The group of the owner's own tags, made where it is missing."""
    found = session.scalar(select(TagGroup.id).where(TagGroup.key == "own"))
    if found is not None:
        return found
    group = TagGroup(key="own", name=_("自定"), color="orange", position=99)
    session.add(group)
    session.flush()
    return group.id
